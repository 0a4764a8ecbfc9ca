"""What sentences ask for is shown and never sure: not the price of one, not what was paid, offered or granted, and not one of two."""

import pytest

from extract.read import read_document
from models.invoice import DocumentKind


def letter(draw, options, *rows, place="Prøvestad, den 9. juni 2026"):
    head = [[(40, "Birthe Holm")], [(40, "Lindevej 9")], [(40, "1234 Prøvestad")], None, [(40, "Demostrup Kommune")], None]
    text = [[(40, place)], None, *([(40, row)] for row in rows), None, [(40, "Venlig hilsen Birthe Holm")]]
    return read_document(draw([*head, *text], step=14), name="letter.pdf", options=options)


DANISH = [
    "Ida var hos os i to weekender i maj. Vi får 2.425,00 kr. for en weekend, i alt 4.850,00 kr. Beløbet",
    "bedes sat ind på vores konto 5479 1234567 senest den 20. juni 2026.",
]


def sums(invoice):
    return [each and str(each.value) for each in (invoice.net, invoice.tax, invoice.total, invoice.payable)]


def test_a_private_letter_is_a_bill_of_what_it_asks_for(draw, danish):
    found = letter(draw, danish, *DANISH)

    assert found.kind is DocumentKind.INVOICE
    assert sums(found.invoice) == [None, None, "4850.00", "4850.00"]
    assert [str(each.value) for each in (found.invoice.issued, found.invoice.due)] == ["2026-06-09", "2026-06-20"]
    assert all(each.confidence < danish.bar for each in (found.invoice.total, found.invoice.payable, found.invoice.issued))


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (["The first stay comes to £283.80 and the second to £189.20.", "That makes £473.00 in all. Please send it to my account."], "473.00"),
        (["Our fee for the report is £640.00, please pay it into account 12345678."], "640.00"),
        (["I should be glad to have £361.45 by the 20th. The mileage is in it."], "361.45"),
        (["You have already sent us £500.00 for the spring term. We were glad to see Ida again."], None),
        (["A course would cost £500.00, to be paid to account 12345678."], None),
        (["The rate is £38.00 an hour. We were grateful to see Ida again in June."], None),
        (["Would you kindly send £500.00 for May to account 12345678,", "and I should be glad to have £600.00 for June in the same way."], None),
    ],
)  # fmt: skip
def test_only_what_is_asked_for_as_a_whole_is_taken(draw, english, rows, total):
    found = letter(draw, english, "Invoice no. 17", *rows, place="9 June 2026")

    assert (found.invoice.total and str(found.invoice.total.value)) == total


def test_net_and_tax_that_sentences_name_make_the_whole(draw, english):
    rows = [
        "Our fixed fee for a report of this kind is £500.00. VAT at 20% adds £100.00, so the amount",
        "we ask you to pay is £600.00.",
    ]
    found = letter(draw, english, "Invoice no. 17", *rows, place="9 June 2026").invoice

    assert sums(found) == ["500.00", "100.00", "600.00", "600.00"]
    assert [str(each.amount.value) for each in found.lines] == ["500.00"]
    assert all(each.confidence < english.bar for each in (found.net, found.tax, found.total, found.lines[0].amount))


def test_the_sum_that_a_label_names_is_not_looked_for_in_sentences(draw, english):
    found = letter(draw, english, "Invoice no. 17", "Please pay £500.00 of it now.", "Total £600.00", place="9 June 2026")

    assert str(found.invoice.total.value) == "600.00"
