"""Days on reminders: those of the bill that is asked for are not the reminder's own."""

import pytest

from extract.read import read_document
from models.invoice import DocumentKind

HEAD = [[(40, "Plain Words Advocacy Ltd", 14)], [(40, "9 Mill Street, Overton OV1 9ZZ")], None, [(40, "Overton Council")], None]
TAIL = [[(40, "Yours sincerely")]]


@pytest.mark.parametrize(
    "facts",
    [
        ["Invoice number", "Invoice date", "Was due on", "Amount outstanding"],
        ["Bill no.", "Bill date", "Due date", "Balance due"],
    ],
)
def test_a_reminder_is_as_old_as_its_letter_and_due_when_it_says(draw, english, facts):
    values = ["SU-1186", "3 November 2025", "3 December 2025", "£1,562.40"]
    rows = [
        *HEAD,
        [(40, "19 January 2026")],
        [(40, "SECOND REMINDER: overdue account", 12)],
        [(40, "Our records show that this invoice is still unpaid.")],
        *([(40, fact), (300, value)] for fact, value in zip(facts, values, strict=True)),
        None,
        [(40, "Please pay £1,562.40 by 2 February 2026 and accept our thanks if you have.")],
        *TAIL,
    ]
    found = read_document(draw(rows), name="letter.pdf", options=english)

    assert found.kind is DocumentKind.REMINDER
    assert [str(each.value) for each in (found.invoice.issued, found.invoice.due)] == ["2026-01-19", "2026-02-02"]
    assert not any(each.confidence >= english.bar for each in (found.invoice.issued, found.invoice.due))


def test_the_date_of_an_invoice_is_its_own(draw, english):
    rows = [
        *HEAD,
        [(40, "INVOICE", 12)],
        [(40, "Invoice number"), (300, "SU-1186")],
        [(40, "Invoice date"), (300, "3 November 2025")],
        [(40, "Due date"), (300, "3 December 2025")],
        None,
        [(40, "Description"), (500, "Amount", "r")],
        [(40, "Advocacy in October"), (500, "1,562.40", "r")],
        [(40, "Total"), (500, "1,562.40", "r")],
    ]
    invoice = read_document(draw(rows), name="bill.pdf", options=english).invoice

    assert [str(each.value) for each in (invoice.issued, invoice.due)] == ["2025-11-03", "2025-12-03"]


@pytest.mark.parametrize(
    ("written", "number"),
    [("INV 5564", "INV 5564"), ("INV-5564", "INV-5564"), ("5564", "5564")],
)
def test_the_letters_that_a_number_begins_with_are_part_of_it(draw, english, written, number):
    rows = [
        *HEAD,
        [(40, "INVOICE", 12)],
        [(300, "Invoice number:"), (420, written)],
        [(300, "Date:"), (420, "3 November 2025")],
        None,
        [(40, "Description"), (500, "Amount", "r")],
        [(40, "Advocacy in October"), (500, "1,562.40", "r")],
        [(40, "Total"), (500, "1,562.40", "r")],
    ]

    assert read_document(draw(rows), name="bill.pdf", options=english).invoice.number.value == number
