"""Tables as programs that print web pages set them: short cells in the middle of the height of long ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import typst

from extract.read import read_document


def printed(body, *, stroke="0.5pt", size=10):
    """Return a PDF with this Typst markup, its tables drawn with lines so thick and every cell in the middle of its row."""
    head = f'#set page(paper: "a4", margin: 2cm)\n#set text(size: {size}pt, hyphenate: false)\n'
    return bytes(
        typst.compile((head + f"#set table(align: horizon, stroke: {stroke}, inset: 5pt)\n" + body).encode(), format="pdf")
    )


DANISH = """
= Faktura 4711
Støttehuset ApS, CVR 12345674 · Fakturadato 03.07.2026 · Borger: 150331-4203
#table(columns: (2.4cm, 3.2cm, 1.6cm, 2cm, 2.4cm),
  [Uge], [Ydelse], [Timer], [Timepris], [Beløb],
  [23 (01.06.26 - 07.06.26)], [Socialpædagogisk støtte efter § 85], [6,50], [412,00], [2.678,00],
  [24 (08.06.26 - 14.06.26)], [Socialpædagogisk støtte efter § 85 i weekenden], [3,00], [412,00], [1.236,00])
I alt DKK 3.914,00
"""


@pytest.mark.parametrize("stroke", ["0.5pt", "(x, y) => (bottom: 0.3pt)", "none"])
def test_amounts_in_the_middle_of_a_folded_text_belong_to_all_of_it(danish, stroke):
    invoice = read_document(printed(DANISH, stroke=stroke), options=danish).invoice

    first, second = invoice.lines
    assert [(line.quantity.value, line.unit_price.value, line.amount.value) for line in invoice.lines] == [
        (Decimal("6.50"), Decimal("412.00"), Decimal("2678.00")),
        (Decimal("3.00"), Decimal("412.00"), Decimal("1236.00")),
    ]
    assert [line.text.value for line in invoice.lines] == [
        "Socialpædagogisk støtte efter § 85",
        "Socialpædagogisk støtte efter § 85 i weekenden",
    ]
    assert (first.period_start.value, first.period_end.value) == (date(2026, 6, 1), date(2026, 6, 7))
    assert (second.period_start.value, second.period_end.value) == (date(2026, 6, 8), date(2026, 6, 14))
    assert {line.legal_basis.value for line in invoice.lines} == {"SEL85"}


def test_numbers_and_dates_that_a_narrow_column_broke_are_whole_again(danish):
    body = """
= Faktura 12
Støttehuset ApS, CVR 12345674
#table(columns: (1.75cm, 4cm, 1.2cm, 1.2cm, 1.4cm, 2cm, 2.2cm),
  [Cpr-nr.], [Ydelse], [Fra], [Til], [Døgn], [Takst], [Beløb],
  [300636- \\ 4208], [Botilbud efter § 108 med ekstra støtte i dagtimerne], [02- \\ 05-26], [09- \\ 05-26], [8], [2.395,00], [19.160,00])
I alt 19.160,00
"""
    [line] = read_document(printed(body), options=danish).invoice.lines

    assert line.person.value == "300636-4208"
    assert (line.period_start.value, line.period_end.value) == (date(2026, 5, 2), date(2026, 5, 9))
    assert (line.quantity.value, line.amount.value) == (Decimal(8), Decimal("19160.00"))


def test_the_legal_basis_over_an_amount_is_that_lines_and_not_the_next_ones(danish):
    body = """
= Regning 90344
Åhuset, CVR 99000015
#table(columns: (6cm, 2cm, 1.2cm, 2.6cm, 2.6cm),
  [Tekst], [Periode], [Mdr.], [Månedstakst], [Beløb],
  [Midlertidigt botilbud efter § 107 \\ Ib Krogh 220932-4205 \\ Målgruppe: psykiatri], [juni 2026], [1], [76.351,00], [76.351,00],
  [Samværstilbud § 104 \\ Sofie Lund 071134-4209], [juni 2026], [1], [18.557,00], [18.557,00])
Til betaling: 94.908,00 kr.
"""
    first, second = read_document(printed(body), options=danish).invoice.lines

    assert (first.person.value, first.legal_basis.value, first.amount.value) == ("220932-4205", "SEL107", Decimal("76351.00"))
    assert (second.person.value, second.legal_basis.value) == ("071134-4209", "SEL104")


def test_a_label_of_two_lines_stands_beside_its_value(danish):
    body = """
= Opkrævning
Støttehuset ApS, CVR 12345674
#table(columns: (3.1cm, 4cm), [Bilagsnummer], [00226070044], [Dato], [1. juli 2026], [Sidste rettidige betaling], [31. juli 2026])
#v(1cm)
#table(columns: (6cm, 2cm, 2.2cm, 2.6cm),
  [Beskrivelse], [Antal døgn], [Takst pr. døgn], [I alt kr.], [Botilbud efter § 108], [30], [2.243,00], [67.290,00])
At betale 67.290,00
"""
    invoice = read_document(printed(body, size=11), options=danish).invoice

    assert (invoice.number.value, invoice.due.value) == ("00226070044", date(2026, 7, 31))
    [line] = invoice.lines
    assert (line.quantity.value, line.unit.value, line.unit_price.value) == (Decimal(30), "day", Decimal("2243.00"))


def test_a_drawn_line_parts_headings_that_stand_close(english):
    body = """
= Invoice BW-1042
Brightwater Homecare Ltd
#table(columns: (2.2cm, 5cm, 1.1cm, 0.95cm, 2cm), inset: (x: 1.5pt, y: 4pt),
  [W/C], [Description], [Hours], [Rate], [Amount],
  [01/06/26], [Personal care visits], [14.00], [22.40], [313.60], [08/06/26], [Personal care visits], [12.50], [22.40], [280.00])
Total £593.60
"""
    lines = read_document(printed(body), options=english).invoice.lines

    assert [(line.quantity.value, line.unit_price.value) for line in lines] == [
        (Decimal("14.00"), Decimal("22.40")),
        (Decimal("12.50"), Decimal("22.40")),
    ]
    assert (lines[1].period_start.value, lines[1].period_end.value) == (date(2026, 6, 8), date(2026, 6, 14))


def test_words_under_a_line_that_begins_at_one_height_still_go_on_with_it(english):
    body = """
= Invoice 9
Brightwater Homecare Ltd
#table(columns: (6cm, 2cm, 2cm, 2.4cm), align: top, [Description], [Hours], [Rate], [Amount],
  [Personal care \\ morning visits \\ June 2026], [10.00], [20.00], [200.00], [Night care \\ June 2026], [2.00], [30.00], [60.00])
Total £260.00
"""
    lines = read_document(printed(body), options=english).invoice.lines

    assert [line.text.value for line in lines] == ["Personal care morning visits June 2026", "Night care June 2026"]
    assert [line.amount.value for line in lines] == [Decimal("200.00"), Decimal("60.00")]


def test_a_number_that_a_cell_broke_is_whole_where_rows_begin_at_one_height_too(danish):
    body = """
= Faktura
Fonden Skovlunden, CVR 10000009 \\ Nr.: 2026-0455 #h(4pt) Dato: 02/07 2026 #h(4pt) Betalingsfrist: 01/08 2026
#table(columns: (2cm, 2cm, 1cm, 3.4cm, 1.6cm, 2.2cm, 2.4cm), align: top,
  [Navn], [CPR- \\ nummer], [§], [Tilbud], [Antal], [Takst], [I alt],
  [Ib Krogh], [220932- \\ 4205], [107], [Midlertidigt ophold], [30 døgn], [1.845,00], [55.350,00])
0 % moms 0,00 \\ Til betaling 55.350,00 kr.
"""
    invoice = read_document(printed(body), options=danish).invoice

    [line] = invoice.lines
    assert (line.person.value, line.legal_basis.value, line.quantity.value) == ("220932-4205", "SEL107", Decimal(30))
    assert (invoice.number.value, invoice.issued.value, invoice.due.value) == ("2026-0455", date(2026, 7, 2), date(2026, 8, 1))
    assert invoice.supplier.name.value == "Fonden Skovlunden"
    assert invoice.total.value == Decimal("55350.00")


def test_lines_drawn_only_under_the_rows_hold_them_together(english):
    body = """
#text(size: 16pt)[Invoice] \\ HH-2231 #h(1cm) Issued 6 July 2026 \\ Haven Homecare (North) Limited
#table(columns: (3cm, 2.4cm, 3.4cm, 1.6cm, 1.6cm, 2cm),
  [Client], [Week ending], [Service], [Hrs], [£/hr], [£],
  [A Example \\ #text(8pt)[NHS 999 123 \\ 4578]], [07/06/2026], [Home care], [14.00], [23.10], [323.40],
  [B Specimen \\ #text(8pt)[NHS 999 123 \\ 4586]], [14/06/2026], [Home care (double- \\ up)], [21.00], [23.10], [485.10])
Total £808.50
"""
    lines = read_document(printed(body, stroke="(x, y) => (bottom: 0.3pt)"), options=english).invoice.lines

    assert [line.person.value for line in lines] == ["9991234578", "9991234586"]
    assert [(line.quantity.value, line.unit_price.value) for line in lines] == [
        (Decimal("14.00"), Decimal("23.10")),
        (Decimal("21.00"), Decimal("23.10")),
    ]
    assert [line.period_start.value for line in lines] == [date(2026, 6, 1), date(2026, 6, 8)]


def test_a_sentence_that_ends_with_a_year_is_no_broken_date(danish):
    body = """
= Faktura 77
Støttehuset ApS, CVR 12345674
#table(columns: (5cm, 2cm, 2cm, 2.4cm), [Ydelse], [Timer], [Sats], [Beløb],
  [Støtte efter § 85 i juni 2026. \\ 14 besøg blev aflyst \\ uden varsel], [6,00], [412,00], [2.472,00])
I alt 2.472,00
"""
    [line] = read_document(printed(body), options=danish).invoice.lines

    assert line.text.value == "Støtte efter § 85 i juni 2026. 14 besøg blev aflyst uden varsel"
    assert (line.period_start.value, line.period_end.value) == (date(2026, 6, 1), date(2026, 6, 30))
