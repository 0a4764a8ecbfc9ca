"""Sums whose labels say whose part they are, or that stand where no label leads: what is asked for is found, and not sure where it may be a part."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import value

HEAD = [
    [(40, "Afregning"), (300, "nr. 318")],
    [(40, "Udsendt"), (300, "03-07-2026")],
    [(40, "Betales"), (300, "03-08-2026")],
    None,
]
STAYS = [
    [(40, "Ophold i juni, stue 2"), (250, "30 døgn"), (320, "à 1.400,00"), (555, "42.000,00", "r")],
    [(40, "Ophold i juni, stue 5"), (250, "12 døgn"), (320, "à 1.400,00"), (555, "16.800,00", "r")],
]


def test_the_day_beside_the_word_for_paying_is_no_column_of_sums(draw, danish):
    rows = [*HEAD[:2], [(300, "Betales"), (355, "03-08-2026")], None, *STAYS]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (value(invoice.total), value(invoice.payable)) == (None, None)


def test_a_few_words_before_what_is_to_be_paid_make_it_not_sure(draw, danish):
    rows = [*HEAD, STAYS[0], None, [(380, "Kommunens part til betaling: 42.000,00 kr.")]]
    invoice = read_pdf(draw(rows), danish).invoice

    assert [value(line.amount) for line in invoice.lines] == ["42000.00"]
    assert value(invoice.payable) == "42000.00"
    assert invoice.payable.confidence < danish.bar


def test_a_share_beside_a_sum_is_not_what_is_to_be_paid(draw, danish):
    rows = [
        *HEAD,
        STAYS[0],
        None,
        [(380, "Borgerens part til betaling: 2.880,00 kr.")],
        [(380, "I alt"), (555, "42.000,00", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.payable) == "42000.00"


ACCOUNT = [
    [(40, "Dato"), (120, "Bilag"), (300, "Debet"), (400, "Kredit"), (520, "Saldo")],
    [(40, "30-06-2026"), (120, "Saldo fra sidst"), (555, "1.200,00", "r")],
    [(40, "04-07-2026"), (120, "Faktura 317"), (330, "4.000,00", "r"), (555, "5.200,00", "r")],
    [(40, "06-07-2026"), (120, "Indbetaling"), (440, "1.200,00", "r"), (555, "4.000,00", "r")],
    None,
]


@pytest.mark.parametrize(
    ("label", "owed"),
    [("Saldo i vores favør, DKK", "4000.00"), ("Saldo til betaling", "4000.00"), ("Saldo i jeres favør", None)],
)
def test_what_a_statement_of_account_says_is_owed_is_its_total_too(draw, danish, label, owed):
    rows = [
        [(40, "Omsorgen ApS", 14)],
        [(40, "Kontoudtog pr. 31-07-2026")],
        None,
        *ACCOUNT,
        [(300, label), (555, "4.000,00", "r")],
    ]
    found = read_pdf(draw(rows), danish)

    assert (found.kind.value, value(found.invoice.total), value(found.invoice.payable)) == ("statement-of-account", owed, owed)


@pytest.mark.parametrize(
    ("said", "net"),
    [("Timer 1.200,00 + kørsel 300,00 = 1.500,00 kr. ekskl. moms", "1500.00"), ("Timepris 600,00 kr. ekskl. moms", None)],
)
def test_what_is_said_to_be_without_tax_behind_its_amount_is_the_net_where_it_makes_the_total(draw, danish, said, net):
    rows = [
        [(40, "Faktura nr. 318")],
        None,
        [(300, said)],
        [(300, "25 % moms"), (555, "375,00 kr.", "r")],
        [(300, "Til betaling inkl. moms"), (555, "1.875,00 kr.", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.net) == net


@pytest.mark.parametrize(("summed", "net"), [("1.450,00", "1450.00"), ("1.400,00", None)])
def test_what_the_sums_of_columns_come_to_is_their_sum_and_no_line(draw, danish, summed, net):
    rows = [
        [(40, "Faktura nr. 318")],
        None,
        [(40, "Opgave"), (250, "Timer"), (330, "Honorar"), (430, "Km"), (520, "Kørsel")],
        [(40, "Ledsagelse til koncert"), (275, "3", "r"), (370, "900,00", "r"), (445, "24", "r"), (555, "60,00", "r")],
        [(40, "Ledsagelse til svømning"), (275, "1,5", "r"), (370, "450,00", "r"), (445, "16", "r"), (555, "40,00", "r")],
        [(40, "Sum"), (370, "1.350,00", "r"), (555, "100,00", "r")],
        [(300, "Honorar og kørsel"), (555, summed, "r")],
        [(300, "Moms 25 %"), (555, "362,50", "r")],
        [(300, "I alt"), (555, "1.812,50", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert value(invoice.net) == net
    assert any(line.text and line.text.value == "Honorar og kørsel" for line in invoice.lines) == (net is None)
