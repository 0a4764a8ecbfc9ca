"""Checks name every member of an equation that fails, and tell the smallest change that would close it."""

from datetime import date
from decimal import Decimal

import pytest

from extract.checks import check_invoice
from models.document import Reading, Source
from models.invoice import DocumentKind, Invoice, LineReading


def seen(value):
    return Reading(
        Decimal(value) if isinstance(value, str) and value.lstrip("-").replace(".", "").isdigit() else value, 0.9, Source("x")
    )


def line(number, amount, **also):
    return LineReading(number=number, amount=seen(amount), **{name: seen(value) for name, value in also.items()})


def good(**also):
    parts = {
        "net": seen("100.00"),
        "tax": seen("20.00"),
        "total": seen("120.00"),
        "issued": seen(date(2026, 6, 30)),
        "due": seen(date(2026, 7, 30)),
        "lines": (
            line(1, "60.00", quantity="3", unit_price="20.00", text="a"),
            line(2, "40.00", quantity="2", unit_price="20.00", text="b"),
        ),
    }
    return Invoice(**{**parts, **also})


def codes(invoice, **also):
    return [finding.code for finding in check_invoice(invoice, **also)]


def test_a_good_invoice_has_no_findings():
    assert codes(good(), received=date(2026, 7, 1)) == []


def test_what_is_not_printed_is_not_checked():
    assert codes(Invoice()) == []


def test_lines_that_do_not_sum_mark_all_of_them_and_the_sum():
    finding = check_invoice(good(net=seen("90.00"), tax=None, total=None))[0]

    assert finding.code == "total-mismatch"
    assert finding.fields == ("net", "lines.0.amount", "lines.1.amount")


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        pytest.param(("60.00", "40.00", "7.00"), "without line 3", id="a line too many"),
        pytest.param(("60.00", "10.00"), "line 2 were 40.00 (one digit)", id="one digit misread"),
        pytest.param(("60.00", "-40.00"), "line 2 were 40.00", id="a sign lost"),
    ],
)
def test_the_smallest_change_is_told_and_not_made(amounts, told):
    lines = tuple(line(place, amount, text=str(place)) for place, amount in enumerate(amounts, start=1))
    finding = check_invoice(good(lines=lines))[0]

    assert told in finding.detail


def test_two_digits_that_changed_places_are_told():
    finding = check_invoice(
        good(lines=(line(1, "82.00", text="a"), line(2, "72.00", text="b")), net=seen("100.00"), tax=None, total=None)
    )[0]

    assert "line 1 were 28.00 (two digits that changed places)" in finding.detail


def test_lines_with_tax_may_sum_to_the_total():
    assert codes(good(lines=(line(1, "120.00", text="a"),))) == []


def test_tax_that_does_not_fit_marks_net_tax_and_total():
    finding = next(each for each in check_invoice(good(tax=seen("25.00"))) if each.code == "tax-mismatch")

    assert finding.fields == ("net", "tax", "total")


def test_a_prepayment_that_does_not_fit_is_found():
    assert "payable-mismatch" in codes(good(prepaid=seen("20.00"), payable=seen("110.00")))
    assert "payable-mismatch" not in codes(good(prepaid=seen("20.00"), payable=seen("100.00")))


def test_quantity_times_price_is_the_amount():
    lines = (line(1, "60.00", quantity="3", unit_price="21.00"), line(2, "40.00"))

    assert codes(good(lines=lines)) == ["line-mismatch"]


@pytest.mark.parametrize(("amount", "because"), [("2205.36", "rounded once"), ("2205.33", "a rounded day")])
def test_a_weekly_price_may_be_billed_by_the_day(amount, because):
    lines = (line(1, amount, quantity="19", unit="day", unit_price="812.50"),)

    assert codes(Invoice(lines=lines)) == [], because


def test_a_due_date_before_the_invoice_date_is_found():
    assert codes(good(due=seen(date(2026, 6, 1)))) == ["due-before-issued"]


def test_an_invoice_from_the_future_or_the_distant_past_is_found():
    assert codes(good(), received=date(2026, 6, 1)) == ["issued-in-future"]
    assert codes(good(), received=date(2031, 6, 1)) == ["issued-long-ago"]


def test_a_line_outside_the_period_of_the_document_is_found():
    lines = (line(1, "100.00", period_start=date(2026, 5, 1), period_end=date(2026, 5, 31)),)
    invoice = good(lines=lines, period_start=seen(date(2026, 6, 1)), period_end=seen(date(2026, 6, 30)))

    assert codes(invoice) == ["line-outside-period"]


def test_a_line_that_stands_twice_is_found():
    lines = (line(1, "50.00", text="a", person="1234567"), line(2, "50.00", text="a", person="1234567"))

    assert codes(good(lines=lines)) == ["duplicate-line"]


def test_equal_lines_of_two_persons_are_no_duplicates():
    lines = (line(1, "50.00", text="a", person="1234567"), line(2, "50.00", text="a", person="7654321"))

    assert codes(good(lines=lines)) == []


def test_documents_that_are_not_paid_are_not_checked():
    assert codes(good(net=seen("1.00")), kind=DocumentKind.STATEMENT_OF_ACCOUNT) == []
