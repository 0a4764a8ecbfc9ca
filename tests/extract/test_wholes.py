"""The whole of a bill where no label names it."""

import pytest

from extract.readers.pdf import read_pdf

TOP = [[(40, "Havblik ApS", 14), (350, "Faktura 118")], [(350, "Fakturadato: 01-07-2026")], None]
HEAD = [(40, "Ydelse"), (330, "Timer"), (420, "Timepris"), (520, "Beløb")]
LINES = [
    [(40, "Bostøtte, hverdag"), (350, "20,00", "r"), (455, "389,00", "r"), (545, "7.780,00", "r")],
    [(40, "Bostøtte, aften"), (350, "6,50", "r"), (455, "486,00", "r"), (545, "3.159,00", "r")],
]


def whole(invoice):
    return tuple(each and str(each.value) for each in (invoice.total, invoice.payable))


@pytest.mark.parametrize(
    "said",
    [
        [(40, "Vi anmoder om 10.939,00 kr., som overføres til vores konto reg. 9966 konto 5500123400.")],
        [(360, "Juni i alt"), (545, "10.939,00", "r")],
        [(400, "Ydelser"), (545, "10.939,00", "r")],
    ],
    ids=["in a sentence", "what is summed up", "a word that nobody knows"],
)
def test_what_the_lines_come_to_is_the_total_where_it_is_printed_below_them(draw, danish, said):
    invoice = read_pdf(draw([*TOP, HEAD, *LINES, None, None, said]), danish).invoice

    assert len(invoice.lines) == 2
    assert whole(invoice) == ("10939.00", "10939.00")


def test_without_a_label_it_is_never_sure(draw, danish):
    said = [(40, "Vi anmoder om 10.939,00 kr. til vores konto.")]
    invoice = read_pdf(draw([*TOP, HEAD, *LINES, None, None, said]), danish).invoice

    assert invoice.total.confidence < danish.bar
    assert invoice.payable.confidence < danish.bar


@pytest.mark.parametrize(
    "said",
    [
        # Nothing is computed that is not printed.
        [(40, "Vi anmoder om overførsel til vores konto.")],
        # Another amount is another matter.
        [(40, "Det aftalte loft er 12.000,00 kr. om måneden.")],
        # Tax comes on top of what the lines come to.
        [(40, "Moms"), (545, "2.734,75", "r")],
    ],
    ids=["nothing", "another amount", "tax"],
)
def test_nothing_is_taken_for_the_total_that_does_not_say_so(draw, danish, said):
    assert whole(read_pdf(draw([*TOP, HEAD, *LINES, None, said]), danish).invoice) == (None, None)


def test_the_only_amount_of_a_letter_is_what_is_billed_and_not_sure(draw, danish):
    rows = [
        [(40, "Psykolog Ane Lind ApS", 14)],
        [(400, "Skovby, den 22. juni 2026")],
        [(40, "Honorarnota nr. 26-118", 13)],
        None,
        [(40, "For undersøgelse og erklæring tillader jeg mig at fremsende nota på det aftalte honorar:")],
        None,
        [(250, "kr. 24.750,00", 13)],
    ]
    extraction = read_pdf(draw(rows), danish)

    assert extraction.kind.value == "invoice"
    assert extraction.invoice.number.value == "26-118"
    assert whole(extraction.invoice) == ("24750.00", "24750.00")
    assert extraction.invoice.total.confidence < danish.bar


def test_what_net_and_tax_come_to_is_the_total(draw, danish):
    rows = [
        *TOP, HEAD, *LINES,
        [(40, "Beløb uden moms"), (545, "10.939,00", "r")],
        [(40, "25 % moms"), (545, "2.734,75", "r")],
        [(40, "Slutresultat"), (545, "13.673,75", "r")],
    ]  # fmt: skip

    assert whole(read_pdf(draw(rows), danish).invoice) == ("13673.75", "13673.75")


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ("Vi skal derfor bede om at få udbetalt 6.072,00 kr. inden den 31. maj 2026.", "6072.00"),
        ("Vi skal derfor bede om at få udbetalt 1.012,00 kr. inden den 31. maj 2026.", None),
    ],
)
def test_what_a_sentence_comes_to_is_the_total_where_another_asks_for_it(draw, danish, asked, total):
    rows = [
        [(40, "Regning nr. 9")],
        [(40, "6. maj 2026")],
        None,
        [(40, "Vi har haft Ida i aflastning i 6 døgn à 1.012,00 kr. efter vores kontrakt.")],
        None,
        [(40, asked)],
    ]

    assert whole(read_pdf(draw(rows), danish).invoice) == (total, total)


def test_more_words_beside_what_all_lines_come_to_are_no_line(draw, danish):
    said = [(300, "Rest af beløbet der skal betales"), (545, "10.939,00", "r")]

    assert len(read_pdf(draw([*TOP, HEAD, *LINES, said]), danish).invoice.lines) == 2


@pytest.mark.parametrize(
    "said",
    ["Vi har støttet Ida i 6 timer á 850,00 kr. i juni.", "Vores timepris er 850,00 kr. pr. time, som aftalt."],
)
def test_the_only_amount_is_not_the_total_where_it_is_the_price_of_one(draw, danish, said):
    rows = [[(40, "Regning nr. 9")], [(40, "6. maj 2026")], None, [(40, said)]]

    assert whole(read_pdf(draw(rows), danish).invoice) == (None, None)
