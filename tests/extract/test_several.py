"""Several bills in one file: each is found, none is lost, and the pages of one bill are not taken for several."""

from io import BytesIO

import pypdfium2
import pytest

from extract.cutting import cut
from extract.readers.pdf import read_pdf
from models.invoice import DocumentKind, PageSpan

SELLER = [(40, "Elm Court Care Ltd", 14), (400, "Company no. 09254471")]


def bill(number, amount, *, seller=SELLER, title="Invoice", day="30/06/2026"):
    """Return the rows of a bill on one page."""
    return [
        seller,
        None,
        [(40, title, 16)],
        [(40, "Invoice no"), (160, number)] if number else None,
        [(40, "Invoice date"), (160, day)],
        None,
        [(40, "Description"), (300, "Qty"), (400, "Rate"), (510, "Amount")],
        [(40, "Home care, June 2026"), (318, "1", "r"), (440, amount, "r"), (545, amount, "r")],
        [(40, "Total due"), (545, amount, "r")],
    ]


def read(data, options):
    extraction = read_pdf(data, options)
    told = [each for each in extraction.findings if each.code == "several-invoices"]
    return extraction, told[0].detail if told else None


def test_of_three_bills_in_one_file_the_first_is_read_and_the_pages_of_each_are_told(draw, english):
    long = bill("EC-104", "210.00")
    data = draw(bill("EC-103", "100.00"), long[:-1], [None, long[-1]], bill("EC-105", "55.50"))

    extraction, told = read(data, english)

    assert (extraction.kind, extraction.invoice.number.value) == (DocumentKind.INVOICE, "EC-103")
    assert str(extraction.invoice.payable.value) == "100.00"
    assert len(extraction.invoice.lines) == 1
    assert extraction.pages == len(extraction.page_notes) == 4
    assert extraction.parts == (PageSpan(1, 1), PageSpan(2, 3), PageSpan(4, 4))
    assert "3 bills (EC-103 on page 1, EC-104 on pages 2 to 3, EC-105 on page 4)" in told


def test_a_bill_before_one_with_a_number_needs_none(draw, english):
    extraction, told = read(draw(bill(None, "100.00"), bill("EC-105", "55.50")), english)

    assert extraction.invoice.number is None
    assert len(extraction.parts) == 2
    assert "2 bills" in told


def test_a_bill_on_several_pages_is_one(draw, english):
    rows = bill("EC-103", "100.00")
    repeated = [*rows[:6], [(40, "Page 2 of 2")], rows[-1]]

    extraction, told = read(draw(rows[:-1], repeated), english)

    assert (extraction.parts, told) == ((), None)
    assert str(extraction.invoice.payable.value) == "100.00"


@pytest.mark.parametrize(
    "enclosed",
    [
        pytest.param([SELLER, None, [(40, "Timesheet", 16)], [(40, "Invoice no"), (160, "TS-881")]], id="without a sum"),
        pytest.param(
            [[(40, "Timesheet no. 881", 16)], [(40, "Mon 1 June"), (300, "09:00"), (360, "12:00")]], id="without a number"
        ),
    ],
)
def test_what_is_enclosed_with_a_bill_is_no_bill(draw, english, enclosed):
    extraction, told = read(draw(bill("EC-103", "100.00"), enclosed), english)

    assert (extraction.parts, told) == ((), None)
    assert extraction.invoice.number.value == "EC-103"


def test_a_letter_that_says_what_the_enclosed_bill_comes_to_is_no_bill(draw, english):
    letter = [
        SELLER,
        [(40, "Date 30/06/2026")],
        [(40, "Dear Sirs, please find enclosed our invoice for June.")],
        [(40, "Total due"), (545, "100.00", "r")],
    ]

    extraction, told = read(draw(letter, bill("EC-103", "100.00")), english)

    assert (extraction.parts, told) == ((), None)
    assert extraction.invoice.number.value == "EC-103"


def test_a_bill_of_somebody_else_is_told_of_and_not_parted(draw, english):
    other = bill("77120", "55.50", seller=[(40, "Harbour Taxis Ltd", 14), (400, "Company no. 07318842")])

    extraction, told = read(draw(bill("EC-103", "100.00"), other), english)

    assert extraction.parts == ()
    assert "77120 on page 2" in told


def test_a_sheet_over_a_run_of_bills_is_not_parted_from_them(draw, english):
    data = draw(bill("B-12", "155.50"), bill("EC-104", "100.00"), bill("EC-105", "55.50"))

    extraction, told = read(data, english)

    assert extraction.parts == ()
    assert "3 bills" in told


def test_pages_cut_out_read_as_they_did_and_are_the_same_bytes_each_time(draw, english):
    data = draw(bill("EC-103", "100.00"), bill("EC-104", "210.00"))
    spans = (PageSpan(1, 1), PageSpan(2, 2))

    first, second = cut(data, spans)

    assert [first, second] == cut(data, spans)
    assert first != second
    assert read(second, english)[0].invoice.number.value == "EC-104"
    assert len(pypdfium2.PdfDocument(BytesIO(first))) == 1


def test_pages_that_are_not_there_are_refused(draw):
    with pytest.raises(IndexError, match="pages 2 to 3 of 1"):
        cut(draw(bill("EC-103", "100.00")), [PageSpan(2, 3)])
