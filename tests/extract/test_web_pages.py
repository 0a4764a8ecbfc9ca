"""Pages as web programs and word processors set them: every cause of a misreading once, as a page of HTML."""

import pytest

from extract.read import read_document
from samples.generate.layouts.with_html import by_engine, faces

STYLE = """
body { font: 8pt Vera; line-height: 1.3; margin: 0 } table { border-collapse: collapse; width: 100% } td { padding: 3pt; vertical-align: top }
.row { display: flex; justify-content: space-between } .facts td { padding: 3pt }
"""


def read(body, options, css=""):
    page = f"<!DOCTYPE html><html><head><style>{faces(('Vera',))}{STYLE}{css}</style></head><body>{body}</body></html>"
    return read_document(by_engine(page), name="page.pdf", options=options).invoice


def table(head, *rows):
    def row(cells):
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    return f"<table>{row(head)}{''.join(row(each) for each in rows)}</table>"


def facts(*pairs):
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in pairs)
    return f'<table class="facts" style="width: auto; border-spacing: 9pt 0; border-collapse: separate">{rows}</table>'


def test_the_lines_of_an_address_are_not_one_cell_around_the_fact_that_stands_between_them(english):
    seller = "Kite View Care Group<br>176 High Street<br>Anytown AN16 3CD<br>Company no. 99939859<br>VAT no. GB999017665"
    apart = "<style>.facts { border-collapse: collapse !important } .facts td { padding: 5.2pt 3pt }</style>"
    page = f"""{apart}<h3>Invoice</h3><div class=row><div>{seller}</div>
    {facts(("Invoice no.", "2026-314"), ("Date", "07/08/2026"), ("Due date", "28/08/2026"))}</div>
    {table(("Description", "Qty", "Rate", "Amount"), ("Home care", "4", "10.00", "40.00"))}<p>Total GBP 40.00</p>"""
    invoice = read(page, english)
    assert invoice.supplier.name.value == "Kite View Care Group"
    assert invoice.issued.value.isoformat() == "2026-08-07"


def test_large_print_that_goes_on_below_ends_a_name_even_where_it_could_head_a_column(english):
    page = f"""<div style="font-size: 15pt; line-height: 1.2">Juniper Homecare<br>Services</div><p>130 Park Road<br>Anytown AN10 3CD<br>Company no. 99488291</p>
    <p>Invoice no. 12 &nbsp; Invoice date 07/08/2026</p>{table(("Description", "Qty", "Rate", "Amount"), ("Home care", "4", "10.00", "40.00"))}"""
    assert read(page, english).supplier.name.value == "Juniper Homecare Services"


def test_an_amount_beside_a_card_may_have_its_currency_before_it(danish):
    card = """<div class=row style="margin: 12pt 0; width: 100%"><div><b>{0}</b>{1}</div><div style="align-self: center; font-size: 11pt">kr. {2}</div></div>"""
    first = facts(
        ("CPR-nr.", "031131-4262"),
        ("Periode", "1. apr 2026 - 30. apr 2026"),
        ("Antal", "2 md."),
        ("Pris pr. enhed", "kr. 500,00"),
    )
    other = facts(
        ("CPR-nr.", "071136-4402"),
        ("Periode", "1. apr 2026 - 30. apr 2026"),
        ("Antal", "3 md."),
        ("Pris pr. enhed", "kr. 300,00"),
    )
    page = f"<h3>Faktura</h3><p>Fakturanr. 77</p>{card.format('STU-forløb', first, '1.000,00')}{card.format('Ledsagelse § 97', other, '900,00')}"
    lines = read(page, danish).lines
    assert [str(line.amount.value) for line in lines] == ["1000.00", "900.00"]
    assert [line.person.value for line in lines] == ["031131-4262", "071136-4402"]
    assert [int(line.quantity.value) for line in lines] == [2, 3]


def test_a_sum_of_weeks_is_the_quantity(danish):
    head = ("CPR-nr.", "Støtte", "Uge 1", "Uge 2", "Uge 3", "Uge 4", "Timer i alt", "Timepris", "Beløb")
    page = f"<h3>Faktura 8</h3>{table(head, ('170836-4262', 'Ledsagelse § 97', '3', '3', '3', '4,75', '13,75', '440,00', '6.050,00'))}<p>Total, DKK 6.050,00</p>"
    (line,) = read(page, danish, css="td { text-align: right }").lines
    assert (str(line.quantity.value), str(line.unit_price.value), line.unit.value) == ("13.75", "440.00", "hour")


@pytest.mark.parametrize(
    ("page", "name"),
    [
        pytest.param(
            table(
                ("CPR-nr.", "Borger", "Ydelse", "Antal", "Pris", "Beløb"),
                ("170836-4262", "Gry Tang", "Ledsagelse", "2", "5,00", "10,00"),
            ),
            "Gry Tang",
            id="a column of persons beside one of their numbers",
        ),
        pytest.param(
            f"{table(('Navn', 'CPR-nr.'), ('Birk Holst', '031235-4705'))}{table(('Ydelse', 'Antal', 'Pris', 'Beløb'), ('Ledsagelse', '2', '5,00', '10,00'))}",
            "Birk Holst",
            id="a label over the name in a heading",
        ),
    ],
)
def test_the_name_of_a_person_is_read_where_it_stands(page, name, danish):
    (line,) = read(f"<h3>Faktura 8</h3>{page}<p>I alt DKK 10,00</p>", danish).lines
    assert line.person_name.value == name
    assert line.person.value in {"170836-4262", "031235-4705"}


def test_a_heading_of_two_rows_is_read_to_its_end(english):
    head = ("ID", "Service<br>user", "Description", "Qty", "Rate", "Amount")
    page = f"<h3>Invoice</h3><p>Invoice no. 8</p>{table(head, ('1253243', 'B Tully', 'Day opportunities', '9', '10.00', '90.00'))}<p>Total 90.00</p>"
    (line,) = read(page, english).lines
    assert line.person_name.value == "B Tully"
    assert line.text.value == "Day opportunities"


def test_a_number_with_a_check_digit_may_stand_on_two_rows_of_its_cell_and_no_other_may(english):
    head = ("Name", "Their ID", "Description", "Qty", "Rate", "Amount")
    rows = ("H Oakes", "999 852<br>1823", "Day opportunities", "4", "10.00", "40.00"), ("I Dunne", "999 852<br>1824", "Respite stay", "4", "10.00", "40.00")  # fmt: skip
    page = f"<h3>Invoice</h3><p>Invoice no. 8</p>{table(head, *rows)}<p>Total 80.00</p>"
    first, second = read(page, english).lines
    assert first.person.value == "9998521823"
    assert second.person is None


def test_a_paragraph_whose_number_was_wrapped_is_read_from_the_text_of_its_line(danish):
    head = ("Ydelse", "CPR-nr.", "Måned", "Antal", "Pris", "Beløb")
    row = ("Aktivitets- og samværstilbud §<br>104", "150334-4757", "juli 2026", "1", "100,00", "100,00")
    page = f"<h3>Faktura 8</h3>{table(head, row)}<p>I alt DKK 100,00</p>"
    (line,) = read(page, danish).lines
    assert line.legal_basis.value == "SEL104"


def test_a_buyer_at_the_top_of_a_letter_is_not_the_seller_whose_number_stands_at_its_foot(english):
    sums = table(("Invoice", "Dated", "Due", "Amount"), ("Invoice 26418/5", "14 June 2026", "14 July 2026", "£64,942.67"))
    page = f"""Date: 20 August 2026<br>Anytown Council<br>Adult Social Care Finance<br>Town Hall<br>Anytown AN1 1AA<br><b>FIRST REMINDER</b><br>
    Our records show that the following remains unpaid.{sums}Amount overdue £64,942.67<br>Linden House Care Ltd<br>169 Church Lane<br>
    Anytown AN9 3CD<br>Company no. 99437198"""
    assert read(page, english).supplier.name.value == "Linden House Care Ltd"


def test_half_a_name_is_not_sure(danish):
    head = ("CPR-nr.", "Navn", "Ydelse", "Antal", "Pris", "Beløb")
    rows = (
        ("170836-4262", "Gry", "Ledsagelse", "2", "5,00", "10,00"),
        ("170836-4262", "Tang", "Ledsagelse", "3", "5,00", "15,00"),
    )
    lines = read(f"<h3>Faktura 8</h3>{table(head, *rows)}<p>I alt DKK 25,00</p>", danish).lines
    assert all(line.person_name.confidence < danish.bar for line in lines)


def test_what_stands_farther_off_than_the_next_line_would_does_not_go_on_with_the_last_one(english):
    moves = table(
        ("Date", "Details", "Amount", "Balance"),
        ("21/02/2026", "Invoice 5430", "£35.26", "£35.26"),
        ("23/03/2026", "Payment received", "-£35.26", "£0.00"),
    )
    page = f"""Anytown Council<br>Adult Social Care Finance<br>Town Hall<br><b>Account statement</b>{moves}
    <div style="margin-top: 8pt">Balance £0.00<br>Foxglove Court Residential Ltd<br>83 Church Lane<br>Anytown AN3 3CD<br>Company no. 99908697</div>"""
    assert read(page, english, css="td { padding: 0.5pt }").supplier.name.value == "Foxglove Court Residential Ltd"
