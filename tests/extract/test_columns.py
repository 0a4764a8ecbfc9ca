"""A column of facts beside the lines of a scan: told from the columns of a table by rows that are on no row of the other side."""

from dataclasses import replace

import pytest

from extract.asides import apart
from extract.columns import column_beside
from models.document import Box, Page, ReaderName, Word

FACTS = [
    "Åkanden",
    "CVR",
    "12345674",
    "Bank",
    "reg. 9990",
    "konto 0001234567",
    "Faktura",
    "26-0611",
    "Dato",
    "1. juli 2026",
    "Forfald",
    "31. juli 2026",
]
LINES = [
    [(180, "Ida Holm"), (300, "Støtte dag"), (430, "46,5"), (470, "398,00"), (520, "18.507,00")],
    [(180, "Bo Lund"), (300, "Vågen nattevagt"), (430, "24"), (470, "431,25"), (520, "10.350,00")],
    [(180, "Bo Lund"), (300, "Ledsagelse til sygehus"), (430, "7,25"), (470, "398,00"), (520, "2.885,50")],
]
HEAD = [(180, "Borger"), (300, "Ydelse"), (430, "Timer"), (470, "Pris"), (520, "Beløb")]


def row(cells, top):
    """Return the words of a row, five points a letter."""
    return [
        Word(word, Box(x + 5.0 * before, top, x + 5.0 * (before + len(word)), top + 9), 0.95)
        for x, text in cells
        for before, word in _words(text)
    ]


def _words(text):
    place = 0
    for word in text.split(" "):
        yield place, word
        place += len(word) + 1


def scan(facts, table, *, top=95.0, pitch=19.0, reader=ReaderName.PDF_OCR):
    """Return a page with facts at the left from the top down, and a table from the middle of them."""
    words = [word for place, text in enumerate(facts) for word in row([(20, text)], 60 + 14.0 * place)]
    words += [word for place, cells in enumerate(table) for word in row(cells, top + pitch * place)]
    return Page(1, 595.0, 842.0, tuple(words), reader)


def test_facts_in_a_column_beside_the_lines_are_read_by_themselves():
    page = scan(FACTS, [HEAD, *LINES])

    assert " ".join(word.text for word in column_beside(page)) == " ".join(FACTS)
    assert [len(group) for group in apart(page)] == [
        len(" ".join(FACTS).split()),
        len(page.words) - len(" ".join(FACTS).split()),
    ]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(scan(FACTS, [HEAD, *LINES], top=102.0, pitch=14.0), id="rows that go on in the column"),
        pytest.param(scan(FACTS, [HEAD, *([cells[-1]] for cells in LINES)]), id="amounts without words"),
        pytest.param(scan(FACTS[:4], [HEAD, *LINES]), id="too few facts"),
        pytest.param(scan([f"{each}.000,00" for each in range(12)], [HEAD, *LINES]), id="a column of amounts"),
    ],
)
def test_the_columns_of_a_table_are_no_such_column(page):
    assert column_beside(page) == []


def test_a_text_layer_draws_its_panels_and_is_not_asked_for_white_space():
    page = scan(FACTS, [HEAD, *LINES], reader=ReaderName.PDF_TEXT)

    assert apart(page) == [list(page.words)]
    assert apart(replace(page, reader=ReaderName.IMAGE_OCR)) != [list(page.words)]
