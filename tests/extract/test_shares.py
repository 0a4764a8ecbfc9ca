"""Sums whose labels say whose part they are, or that stand where no label leads: what is asked for is found, and not sure where it may be a part."""

from extract.readers.pdf import read_pdf

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


def value(reading):
    return str(reading.value) if reading else None


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
