"""Bills written as letters: what a paragraph says over several rows."""

import pytest

from extract.dates import find_periods
from extract.readers.pdf import read_pdf
from models.invoice import DocumentKind

MONTHS = {"march": 3, "april": 4, "marts": 3}
TOP = [
    [(40, "Plain Words Advice", 14)],
    [(40, "9 Mill Street, Overton OV1 9ZZ")],
    None,
    [(40, "3 May 2026")],
    [(40, "Fee note PW/7")],
    None,
]
ABOUT = "We have spoken for Mr Ivor Lunt (your reference 448120) between 9"
THEN = "March 2026 and 24 April 2026, and ask you for our fee for that time."


def letter(draw, english, *paragraphs):
    rows = [row for each in paragraphs for row in [*([(40, text)] for text in each), None]]
    return read_pdf(draw([*TOP, *rows, [(40, "Yours faithfully")]]), english).invoice


def test_what_a_paragraph_counts_and_what_one_costs_make_what_it_comes_to(draw, english):
    hours = [
        "Our adviser gave 14 hours to the review, among them two visits to his",
        "new home. At the usual rate of £38.50 an hour this comes to £539.00.",
    ]
    invoice = letter(draw, english, hours)
    [line] = invoice.lines

    assert [each and str(each.value) for each in (line.quantity, line.unit, line.unit_price, line.amount)] == [
        "14",
        "hour",
        "38.50",
        "539.00",
    ]
    assert [str(each.value) for each in (invoice.total, invoice.payable)] == ["539.00", "539.00"]
    assert invoice.total.confidence < english.bar


@pytest.mark.parametrize(
    "rows",
    [
        ["Our adviser gave 13 hours to the review and to two visits at home.", "At the usual rate of £38.50 an hour this comes to £539.00."],
        ["Our adviser gave 14 hours on 7 days and drove to the home in between.", "At £38.50 an hour or £77.00 a day this comes to £539.00."],
    ],
    ids=["it does not multiply", "two pairs do"],
)  # fmt: skip
def test_what_does_not_make_it_alone_is_left_open(draw, english, rows):
    assert all(line.quantity is None and line.unit_price is None for line in letter(draw, english, rows).lines)


def test_what_another_paragraph_counts_is_another_matter(draw, english):
    counted, sums = (
        ["Our adviser gave 14 hours to the review and to two visits."],
        ["At the usual rate of £38.50 an hour this comes to £539.00."],
    )

    assert all(
        line.quantity is None for line in letter(draw, english, counted, ["We hope that was of help to him."], sums).lines
    )


def test_a_period_goes_on_below_in_a_sentence(draw, english):
    invoice = letter(draw, english, [ABOUT, THEN])

    assert [str(each.value) for each in (invoice.period_start, invoice.period_end)] == ["2026-03-09", "2026-04-24"]


def test_a_reference_ends_with_its_brackets(draw, english):
    invoice = letter(draw, english, [ABOUT, THEN])

    assert invoice.buyer_reference.value == "448120"


@pytest.mark.parametrize("text", ["between 9 March 2026 and 24 April 2026", "mellem den 9. marts 2026 og den 24. april 2026"])
def test_two_days_with_their_years_may_stand_between_words(text):
    assert [str(each.value) for each in find_periods(text, MONTHS)] == ["2026-03-09/2026-04-24"]


def test_two_days_are_no_period_without_the_word_before_them():
    assert find_periods("meetings on 9 March 2026 and 24 April 2026", MONTHS) == []


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("Please pay by 17th May to Plain Words Advice. Many thanks, Ivy", "2026-05-17"),
        ("Payment due: 2 June", "2026-06-02"),
        ("Please pay no later than 17/5 to our usual account.", "2026-05-17"),
        # What is not asked for, long after the bill, over before it, or less then.
        ("We saw him on 17th May and again after that, with thanks.", None),
        ("Please pay by 1 May if you have not yet done so.", None),
        ("Please pay by 17 May with 2 % discount on all of it.", None),
    ],
)
def test_a_day_without_its_year_is_the_first_since_the_bill_and_not_sure(draw, english, said, due):
    found = letter(draw, english, [said]).due

    assert (found and str(found.value)) == due
    assert found is None or found.confidence < english.bar


def test_a_day_without_its_year_may_be_of_the_next(draw, english):
    rows = [[(40, "Fee note PW/8")], [(40, "18 December 2026")], None, [(40, "Please pay by 15 January, with thanks.")]]

    assert str(read_pdf(draw(rows), english).invoice.due.value) == "2027-01-15"


def test_the_date_of_a_letter_is_not_the_end_of_a_sentence_in_it(draw, english):
    kept = [
        "We kept his place with us open for you while he was in hospital from 12 April 2026 to",
        "30 April 2026.",
    ]
    invoice = letter(draw, english, kept, ["The sum now payable is £539.00."])

    assert str(invoice.issued.value) == "2026-05-03"
    assert invoice.issued.confidence < english.bar


def test_a_letter_that_asks_for_one_sum_is_a_bill_of_one_line(draw, english):
    invoice = letter(
        draw, english, ["We kept his place with us open for you while he was in hospital.", "The sum now payable is £539.00."]
    )
    [line] = invoice.lines

    assert (str(line.amount.value), line.text.value) == ("539.00", "The sum now payable is £539.00.")
    assert line.amount.confidence < english.bar
    # What is made of the sum does not confirm it.
    assert invoice.payable.confidence < english.bar


def test_the_sum_of_a_letter_that_is_no_bill_is_no_line(draw, english):
    said = "We have raised the allowance for your travel from the first of next month on."
    rows = [[(40, "Overton Council")], None, [(40, said)], [(40, "Total"), (300, "£539.00")]]
    found = read_pdf(draw(rows), english)

    assert found.kind is DocumentKind.OTHER
    assert [line.amount for line in found.invoice.lines if line.amount] == []


def test_what_only_says_that_it_is_to_be_paid_is_no_text_of_a_line(draw, danish):
    said = "Vi har i de første måneder af året opkrævet den gamle takst og beder om forskellen."
    rows = [*TOP[:2], None, [(40, "Regning nr. 2026/14")], None, [(40, said)], None, [(40, "Beløb til betaling: kr. 7.290,00")]]
    [line] = read_pdf(draw(rows), danish).invoice.lines

    assert (str(line.amount.value), line.text) == ("7290.00", None)


@pytest.mark.parametrize("more", ["Last time you paid £520.00 for it.", "Rent £400.00, food £139.00"])
def test_where_other_sums_are_printed_nobody_is_told_which_is_the_line(draw, english, more):
    invoice = letter(
        draw,
        english,
        ["We kept his place with us open for you while he was in hospital.", more, "The sum now payable is £539.00."],
    )

    assert "539.00" not in [str(line.amount.value) for line in invoice.lines if line.amount]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Here is our claim. Our invoice is number 14 and it comes to what we agreed.", "14"),
        ("Our invoice number 26A/114", "26A/114"),
        ("As we wrote on invoice 3 June 2026 we look after him at home with us.", None),
        ("We ask you to pay invoice 14 and invoice 15 together with this one.", None),
        ("We will send you an invoice for 2026 when the year is over and done.", None),
    ],
)
def test_a_number_that_only_a_sentence_names_is_not_sure(draw, english, said, number):
    rows = [*TOP[:4], None, [(40, "Dear Karen,")], [(40, said)], [(40, "Yours faithfully")]]
    found = read_pdf(draw(rows), english).invoice.number

    assert (found and found.value) == number
    assert found is None or found.confidence < english.bar


def test_groups_of_a_number_end_where_a_comma_stands(draw, danish):
    pages = [[[(40, "Faktura 120 556", 14)], [(40, "Dato 1. juli 2026")]], [[(40, "Faktura 120 556, fortsat")]]]

    assert read_pdf(draw(*pages), danish).invoice.number.value == "120 556"


def test_the_sum_asked_for_is_the_amount_of_the_only_line_that_makes_it(draw, danish):
    rows = [
        [(350, "Karen og Jens Toft")],
        [(350, "Lille Hede, d. 6. maj 2026")],
        None,
        [(40, "Regning nr. 9 - aflastning i april 2026")],
        None,
        [(40, "Vi har i april haft Ida Holm (cpr-nr. 150331-4203) i aflastning fra den 10. april til den 16. april")],
        [(40, "2026. Det er i alt 6 døgn à 1.012,00 kr. efter vores kontrakt med jer.")],
        None,
        [(40, "Vi skal derfor bede om at få udbetalt 6.072,00 kr. Beløbet bedes indsat på vores konto i Hede")],
        [(40, "Andelskasse, reg.nr. 1551 kontonr. 10022334, senest den 31. maj 2026.")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice
    (line,) = invoice.lines

    assert (str(line.quantity.value), str(line.amount.value), str(invoice.total.value)) == ("6", "6072.00", "6072.00")
    assert line.amount.confidence < danish.bar


def test_each_product_that_a_letter_tells_is_a_line_and_its_last_day_is_when_it_is_due(draw, danish):
    rows = [
        [(40, "Birgit Skovgård")],
        [(350, "Skælsbro, den 29. maj 2026")],
        None,
        [(40, "Regning nr. 14 for aflastning i maj måned")],
        None,
        [(40, "Jeg har i maj haft Ida Holm (cpr-nr. 150331-4203) i aflastning i to weekender.")],
        [(40, "Der afregnes for 4 døgn á kr. 1.265,00, i alt kr. 5.060,00.")],
        [(40, "Hertil kommer bilkørsel, 96 km á kr. 3,94, i alt kr. 378,24.")],
        None,
        [(40, "Til udbetaling: kr. 5.438,24")],
        [(40, "Beløbet bedes sat ind på min konto i Sparekassen, reg.nr. 9990 konto 3301127, senest")],
        [(40, "den 19. juni 2026.")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (str(invoice.issued.value), str(invoice.due.value)) == ("2026-05-29", "2026-06-19")
    assert [str(line.amount.value) for line in invoice.lines] == ["5060.00", "378.24"]
    assert str(invoice.payable.value) == "5438.24"
