"""Whom a line names is told from its own place: what stands at the same place on another page is another line's."""

from extract.readers.pdf import read_pdf
from tests.extract.answers import persons

HEAD = [(40, "Dato"), (110, "Ydelse"), (545, "Beløb", "r")]


def visit(text, amount="200,00"):
    return [(40, "01.06"), (110, text), (545, amount, "r")]


def test_a_line_at_the_same_place_on_the_next_page_is_not_about_the_same_person(draw, danish):
    top = [[(40, "Faktura nr. 88204")], [(40, "Dato 15.06.2026")], HEAD]
    first = [*top, visit("Støtte, cpr 150331-4203")]
    second = [*top, visit("Møde"), [(400, "I alt"), (545, "400,00", "r")]]

    lines = read_pdf(draw(first, second), danish).invoice.lines

    assert [each.person and each.person.value for each in lines] == ["150331-4203", None]


def test_a_long_list_of_persons_is_headed_each_by_their_own(draw, danish):
    over = ["150331-4203", "080236-4210"] * 12
    rows = [row for person in over for row in ([(40, f"Borger {person}")], visit("Besøg"), visit("Rengøring"))]
    total = [[(400, "I alt"), (545, f"{400 * len(over)},00".replace("9600", "9.600"), "r")]]
    pages = [rows[start : start + 36] for start in range(0, len(rows), 36)]
    pages[0] = [[(40, "Faktura nr. 88204")], [(40, "Dato 15.06.2026")], HEAD, *pages[0]]

    lines = read_pdf(draw(*pages[:-1], pages[-1] + total), danish).invoice.lines

    assert [each.person.value for each in lines] == [person for person in over for _ in range(2)]


def test_what_stands_over_the_head_of_a_table_is_nobodys_number(draw, english):
    rows = [
        [(40, "Invoice ref."), (180, "Invoice date")],
        [(40, "0009000"), (180, "15/06/2026")],
        [(40, "Client no."), (140, "Description"), (380, "Qty"), (440, "Rate"), (510, "Amount")],
        [(140, "Home care"), (400, "4", "r"), (470, "106.73", "r"), (545, "426.92", "r")],
        [(40, "1286221"), (140, "Home care"), (400, "10", "r"), (470, "27.00", "r"), (545, "270.00", "r")],
        [(40, "Total"), (545, "696.92", "r")],
    ]

    assert persons(read_pdf(draw(rows), english)) == [None, "1286221"]
