"""Checks name every member of an equation that fails, and tell the smallest change that would close it."""

from datetime import date
from decimal import Decimal

import pytest

from extract.checks import check_invoice
from extract.readers.pdf import read_pdf
from models.document import Reading, Source
from models.invoice import DocumentKind, Invoice, LineReading, readings


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


def test_tax_that_does_not_fit_tells_which_small_change_would_close_it_and_changes_nothing():
    invoice = good(tax=seen("25.00"))
    finding = next(each for each in check_invoice(invoice) if each.code == "tax-mismatch")

    assert "It would close if tax were 20.00 (one digit)." in finding.detail
    assert "It would close if total were 125.00 (one digit)." in finding.detail
    finding = next(each for each in check_invoice(good(tax=seen("200.00"))) if each.code == "tax-mismatch")
    assert "It would close if tax were 20.00 (the decimal mark in another place)." in finding.detail
    assert ("closer", "tax decimal-mark 20.00") in finding.facts
    assert invoice.tax.value == Decimal("25.00")


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "told"),
    [
        ("8", "20.00", "60.00", "the quantity of line 1 were 3.00 (one digit)"),
        ("3", "26.00", "60.00", "the price of line 1 were 20.00 (one digit)"),
        ("3", "20.00", "66.00", "line 1 were 60.00 (one digit)"),
        ("3", "20.00", "600.00", "line 1 were 60.00 (the decimal mark in another place)"),
        ("-3", "20.00", "60.00", "line 1 were -60.00 (the other sign)"),
    ],
)
def test_a_product_that_fails_marks_its_three_members_and_tells_the_change(quantity, price, amount, told):
    lines = (line(1, amount, quantity=quantity, unit_price=price),)
    finding = check_invoice(Invoice(lines=lines))[0]

    assert finding.fields == ("lines.0.quantity", "lines.0.unit_price", "lines.0.amount")
    assert told in finding.detail


def test_when_nothing_small_would_close_an_equation_none_is_made_up():
    finding = check_invoice(good(net=seen("73.51"), tax=None, total=None))[0]

    assert "It would close" not in finding.detail


def test_every_member_of_an_equation_that_fails_is_kept_from_being_sure(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "Invoice 88")],
        [(40, "Date 30/06/2026")],
        None,
        [(40, "Description"), (330, "Qty", "r"), (430, "Rate", "r"), (500, "Amount", "r")],
        [(40, "Day care"), (330, "3", "r"), (430, "£20.00", "r"), (500, "£66.00", "r")],
        [(40, "Night care"), (330, "2", "r"), (430, "£20.00", "r"), (500, "£40.00", "r")],
        [(400, "Total", "r"), (500, "£100.00", "r")],
    ]
    read = read_pdf(draw(rows), english)
    named = {path for finding in read.findings for path in finding.fields}
    marked = {path: reading for path, reading in readings(read.invoice) if path in named}

    assert {"total", "lines.0.amount", "lines.0.quantity", "lines.0.unit_price"} <= set(marked)
    assert not [path for path, reading in marked.items() if reading.confidence >= english.bar]
    assert read.invoice.lines[0].amount.value == Decimal("66.00")
