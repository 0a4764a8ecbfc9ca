"""The printed contract, and the kept form that loses nothing."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.codec import CodecError, decode
from models.contract import extraction_from_json, extraction_to_json, money_text, price_text, to_contract
from models.document import Box, ReaderName, Reading, Source
from models.finding import Finding, Severity
from models.invoice import AdjustmentReading, DocumentKind, Extraction, Invoice, LineReading, SupplierReading

floats = st.floats(allow_nan=False, allow_infinity=False, width=32)
boxes = st.builds(Box, floats, floats, floats, floats)
sources = st.builds(
    Source, st.text(max_size=20), st.none() | st.integers(1, 500), st.none() | boxes, st.sampled_from(["text", "xpath /a/b"])
)
values = {
    str: st.text(max_size=20),
    date: st.dates(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
}


def readings_of(kind: type) -> st.SearchStrategy:
    return st.builds(Reading, values[kind], st.floats(0, 1), sources)


def reading_fields(kind: type) -> dict[str, st.SearchStrategy]:
    hints = get_type_hints(kind)
    found = {}
    for field in fields(kind):
        options = get_args(hints[field.name])
        if type(None) in options and get_origin(options[0]) is Reading:
            found[field.name] = st.none() | readings_of(get_args(options[0])[0])
    return found


texts = readings_of(str)
suppliers = st.builds(SupplierReading, other_accounts=st.lists(texts, max_size=2).map(tuple), **reading_fields(SupplierReading))
lines = st.builds(LineReading, st.integers(1, 9999), **reading_fields(LineReading))
adjustments = st.builds(AdjustmentReading, readings_of(Decimal), st.none() | texts)
invoices = st.builds(
    Invoice,
    supplier=suppliers,
    lines=st.lists(lines, max_size=3).map(tuple),
    adjustments=st.lists(adjustments, max_size=2).map(tuple),
    **reading_fields(Invoice),
)
findings = st.builds(
    Finding, st.text(max_size=9), st.sampled_from(Severity), st.text(max_size=9), st.lists(st.text(max_size=5)).map(tuple)
)
extractions = st.builds(
    Extraction,
    kind=st.sampled_from(DocumentKind),
    reader=st.sampled_from(ReaderName),
    invoice=invoices,
    findings=st.lists(findings, max_size=3).map(tuple),
    pages=st.integers(0, 500),
    language=st.none() | st.sampled_from(["da", "en"]),
    kind_confidence=st.floats(0, 1),
    page_notes=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    statement=st.none() | st.dictionaries(st.text(max_size=5), st.none() | st.text(max_size=5) | st.integers(), max_size=3),
    engine=st.text(max_size=9),
)


@settings(deadline=None)  # how fast is measured elsewhere
@given(extractions)
def test_keeping_an_extraction_as_json_loses_nothing(extraction: Extraction) -> None:
    kept = json.loads(json.dumps(extraction_to_json(extraction)))
    again = extraction_from_json(kept)
    assert again == extraction
    assert extraction_to_json(again) == extraction_to_json(extraction)


@settings(deadline=None)  # how fast is measured elsewhere
@given(extractions)
def test_the_printed_contract_is_json_and_names_every_reading(extraction: Extraction) -> None:
    printed = json.loads(
        json.dumps(to_contract(extraction, path="x.pdf", sha256="0" * 64, seconds=0.1, bar=0.9), allow_nan=False)
    )
    for name, reading in printed["readings"].items():
        value = printed
        for part in name.split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        assert value is not None
        assert reading["sure"] == (reading["confidence"] >= 0.9) or abs(reading["confidence"] - 0.9) < 1e-4


def test_the_printed_contract_is_the_one_promised() -> None:
    source = Source("67.290,00", 1, Box(500, 300, 560, 312.04), "text")
    invoice = Invoice(
        number=Reading("20417", 0.99, Source("20417")),
        total=Reading(Decimal("67290.0"), 0.5, source),
        lines=(LineReading(1, quantity=Reading(Decimal("30.00"), 1.0, source)),),
    )
    finding = Finding("total-mismatch", Severity.QUERY, "The lines do not add up.", ("total",))
    printed = to_contract(
        Extraction(DocumentKind.INVOICE, ReaderName.PDF_TEXT, invoice, (finding,), pages=2, language="da"),
        path="x.pdf",
        sha256="ab",
        seconds=0.04,
        bar=0.975,
    )
    assert (printed["kind"], printed["reader"], printed["pages"], printed["language"]) == ("invoice", "pdf-text", 2, "da")
    assert (printed["number"], printed["total"], printed["net"]) == ("20417", "67290.00", None)
    assert printed["lines"][0]["quantity"] == "30"
    assert printed["lines"][0]["person"] is None
    assert printed["findings"][0] == {
        "code": "total-mismatch", "severity": "query", "detail": "The lines do not add up.", "fields": ["total"],
    }  # fmt: skip
    assert printed["readings"]["total"] == {
        "confidence": 0.5, "sure": False, "page": 1, "box": [500, 300, 560, 312.0], "text": "67.290,00", "from": "text",
    }  # fmt: skip
    assert printed["readings"]["number"]["sure"] is True


@pytest.mark.parametrize(
    ("value", "printed"),
    [("2243", "2243.00"), ("-1.005", "-1.01"), ("1E+2", "100.00"), ("1E+30", "1" + "0" * 30), ("-0.004", "0.00")],
)
def test_money_has_two_places(value: str, printed: str) -> None:
    assert money_text(Decimal(value)) == printed


@pytest.mark.parametrize(("value", "printed"), [("24.1", "24.10"), ("0.03750", "0.0375"), ("1E+3", "1000.00")])
def test_a_unit_price_keeps_the_places_that_say_something(value: str, printed: str) -> None:
    assert price_text(Decimal(value)) == printed


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"kind": "cheque"}, id="a kind that does not exist"),
        pytest.param({"pages": "2"}, id="a number given as text"),
        pytest.param({"pages": True}, id="a yes where a number belongs"),
        pytest.param({"kind_confidence": float("nan")}, id="not a number"),
        pytest.param({"findings": {}}, id="a mapping where a list belongs"),
        pytest.param({"invoice": {"lines": [{}]}}, id="a line without a number"),
        pytest.param({"surprise": 1}, id="a field that does not exist"),
        pytest.param({"invoice": {"total": {"value": "1E+999999", "confidence": 1, "source": {"text": ""}}}}, id="a bomb"),
    ],
)
def test_kept_json_of_another_shape_is_refused(change: dict) -> None:
    data = extraction_to_json(Extraction(DocumentKind.OTHER, ReaderName.NONE)) | change
    with pytest.raises(CodecError):
        extraction_from_json(data)


def test_a_value_of_an_undeclared_type_is_refused() -> None:
    with pytest.raises(CodecError):
        decode(str | int, 1)
