"""Supplier memory: a correction becomes an anchor, the anchor one voice in reading the supplier's next document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from extract.memory.propose import propose
from extract.memory.recall import supplier_keys
from extract.readers.pdf import pdf_pages, read_pdf
from extract.trust import UNCOUNTED
from extract.view import view_of

CVR = "12345674"
KEYS = tuple(supplier_keys([CVR], []))


def letter(number="ELM-88417", journal="20417", *, paid="67.290,00", cvr=CVR, days="30"):
    """An invoice whose number stands behind a word of the supplier's own, with another number where one would look."""
    return [
        [(40, "Birkely Bosted ApS", 14), (555, "FAKTURA", "r")],
        [(40, f"CVR-nr.: {cvr}")],
        [(40, "Til: Anby Kommune"), (350, "Fakturanr.:"), (450, journal)],
        [(350, "Udstedt af os:"), (450, "30-06-2026")],
        [(350, "Bilagskode:"), (450, number)],
        None,
        [(40, "Ydelse"), (350, "Antal", "r"), (450, "Pris", "r"), (555, "Beløb", "r")],
        [(40, "Botilbud § 108, juni 2026"), (350, days, "r"), (450, "2.243,00", "r"), (555, "67.290,00", "r")],
        None,
        [(350, "Slutafregning:"), (555, paid, "r")],
    ]


def value(reading):
    return reading.value if reading else None


@pytest.fixture
def shown(draw, danish):
    """Return a function: what a person shows on a document as the value of a field becomes an anchor."""

    def show(path, value, rows=None):
        pages, _ = pdf_pages(draw(rows or letter()), danish)
        return propose(view_of(pages, danish), path, value, KEYS)

    return show


def test_the_next_document_is_read_as_a_person_showed_it(draw, danish, shown):
    anchor = shown("number", "ELM-88417")
    following = draw(letter("ELM-90001", "20533"))
    before = read_pdf(following, danish).invoice.number
    after = read_pdf(following, replace(danish, anchors=(anchor,))).invoice.number

    assert (anchor.label, anchor.direction, anchor.shape) == ("bilagskode", "right", "A-9")
    assert (value(before), value(after)) == ("20533", "ELM-90001")
    assert "remembered" in after.evidence, "memory must be one of the reasons that are told"
    assert after.confidence <= UNCOUNTED < danish.bar, "what nobody has counted is shown to a person"


@pytest.mark.parametrize(
    ("path", "shown_value", "field", "label"),
    [
        pytest.param("issued", date(2026, 6, 30), "issued", "udstedt af os", id="a date"),
        pytest.param("total", Decimal("67290.00"), "total", "slutafregning", id="a sum"),
        pytest.param("period_end", date(2026, 6, 30), "period", None, id="a period without a label"),
        pytest.param("number", "NOT-HERE-1", "number", None, id="a value that is not printed"),
        pytest.param("supplier.iban", "DK5000400440116243", "iban", None, id="a place to pay to"),
    ],
)
def test_what_is_printed_behind_a_label_can_be_remembered(shown, path, shown_value, field, label):
    anchor = shown(path, shown_value)

    assert (anchor.label if anchor else None) == label
    assert anchor is None or anchor.field == field


def test_a_value_under_its_heading_is_remembered_by_the_heading(draw, danish):
    def table(reference):
        return [
            [(40, "Birkely Bosted ApS", 14), (555, "FAKTURA 77120", "r")],
            [(40, f"CVR-nr.: {CVR}")],
            [(40, "Sagskode"), (200, "Kørselsark")],
            [(40, reference), (200, "14")],
            [(350, "I alt:"), (555, "1.500,00", "r")],
        ]

    pages, _ = pdf_pages(draw(table("REK/4410")), danish)
    anchor = propose(view_of(pages, danish), "order_reference", "REK/4410", KEYS)
    after = read_pdf(draw(table("REK/9921")), replace(danish, anchors=(anchor,))).invoice

    assert (anchor.label, anchor.direction) == ("sagskode", "below")
    assert value(after.order_reference) == "REK/9921"


def test_memory_is_silent_where_the_shape_is_another(draw, danish, shown):
    anchor = shown("number", "ELM-88417")
    read = read_pdf(draw(letter("2026/77", "20533")), replace(danish, anchors=(anchor,)))

    assert value(read.invoice.number) == "20533"


def test_memory_is_silent_on_another_suppliers_document(draw, danish, shown):
    anchor = shown("number", "ELM-88417")
    read = read_pdf(draw(letter("ELM-90001", "20533", cvr="10000009")), replace(danish, anchors=(anchor,)))

    assert value(read.invoice.number) == "20533"


def test_memory_is_silent_where_its_label_leads_to_two_values(draw, danish, shown):
    anchor = shown("number", "ELM-88417")
    twice = [*letter("ELM-90001", "20533"), [(40, "Bilagskode:"), (140, "ELM-90002")]]

    assert value(read_pdf(draw(twice), replace(danish, anchors=(anchor,))).invoice.number) == "20533"


def test_a_known_layout_stands_in_where_no_number_names_the_supplier(draw, danish, shown):
    def unnamed(number):
        return [row for row in letter(number, "20533") if row is None or "CVR" not in row[0][1]]

    anchor = shown("number", "ELM-88417", unnamed("ELM-88417"))
    known = replace(danish, anchors=(anchor,))
    other = [[(40, "FAKTURA")], [(40, "Fakturanr.:"), (140, "20533")], [(40, "Bilagskode:"), (140, "ELM-90001")]]

    assert value(read_pdf(draw(unnamed("ELM-90001")), known).invoice.number) == "ELM-90001"
    assert value(read_pdf(draw(other), known).invoice.number) == "20533"


@pytest.mark.parametrize("checked", [True, False], ids=["the lines make the printed sum", "nothing was checked"])
def test_memory_never_overrides_an_equation_that_holds(draw, danish, checked):
    """The anchor leads to a wrong sum. Where lines and total agree without it, it is not believed."""
    rows = letter(paid="1,00")
    rows.insert(-1, [(350, "I alt:"), (555, "67.290,00" if checked else "67.000,00", "r")])
    pages, _ = pdf_pages(draw(rows), danish)
    anchor = propose(view_of(pages, danish), "total", Decimal("1.00"), KEYS)
    assert anchor is not None
    read = read_pdf(draw(rows), replace(danish, anchors=(anchor,))).invoice

    assert value(read.total) == (Decimal("67290.00") if checked else Decimal("1.00"))
    assert checked or read.total.confidence <= UNCOUNTED
