"""Readings as people put them right: typed as they stand on the page, understood in the country's way of writing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from models.country import CountryPack
from models.document import Reading, Source
from models.errors import UsageError
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading, reading_types

_AROUND = re.compile(r"[\s\u00a0]|£|(?i:kr\.?|dkk|gbp)|,-$")
_LONE_POINT = re.compile(r"\d+[.,]\d{1,2}")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class BadValueError(UsageError):
    """A typed value is not what its field holds. `path` names the field, so that the form can show it there."""

    def __init__(self, path: str, wanted: str) -> None:
        super().__init__(f"Enter {wanted}.")
        self.path = path


def apply_corrections(extraction: Extraction, changes: Mapping[str, str], pack: CountryPack, by: str) -> Extraction:
    """Return the extraction with the typed values in place of the readings. An empty text removes a reading."""
    for path, text in changes.items():
        if path == "kind":
            extraction = replace(extraction, kind=DocumentKind(text), kind_confidence=1.0)
            continue
        extraction = replace(extraction, invoice=_with(extraction.invoice, path, text.strip(), pack, by))
    return extraction


def _with(invoice: Invoice, path: str, text: str, pack: CountryPack, by: str) -> Invoice:
    head, _, rest = path.partition(".")
    if head == "supplier":
        supplier: SupplierReading = replace(invoice.supplier, **_set(SupplierReading, rest, path, text, pack, by))
        return replace(invoice, supplier=supplier)
    if head == "lines":
        index_text, _, name = rest.partition(".")
        index = int(index_text) if index_text.isdigit() else -1
        if not 0 <= index < len(invoice.lines):
            raise BadValueError(path, "a value for a line that is there")
        line = replace(invoice.lines[index], **_set(LineReading, name, path, text, pack, by))
        return replace(invoice, lines=(*invoice.lines[:index], line, *invoice.lines[index + 1 :]))
    return replace(invoice, **_set(Invoice, path, path, text, pack, by))


def _set(kind: type[Any], name: str, path: str, text: str, pack: CountryPack, by: str) -> dict[str, Any]:
    value_type = reading_types(kind).get(name)
    if value_type is None:
        raise BadValueError(path, "a value for a field that is known")
    if not text:
        return {name: None}
    value = _PARSERS[value_type](text, path, pack)
    return {name: Reading(value, 1.0, Source(text, origin=f"person {by}"))}


def parse_amount(text: str, path: str, pack: CountryPack) -> Decimal:
    """Read an amount as the country writes it; brackets and a trailing minus make it negative.

    A lone separator with one or two digits after it is a decimal point in any country: people type what they are used to.
    """
    plain = _AROUND.sub("", text)
    negative = plain.startswith(("(", "-")) or plain.endswith("-")
    plain = plain.strip("()-")
    thousands, point = (".", ",") if pack.decimal_comma else (",", ".")
    if point not in plain and _LONE_POINT.fullmatch(plain):
        point, thousands = thousands, point
    if point not in plain and thousands in plain and not _GROUPED.fullmatch(plain):
        plain = "?"
    plain = plain.replace(thousands, "").replace(point, ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise BadValueError(
            path, "an amount, such as 1.234,56" if pack.decimal_comma else "an amount, such as 1,234.56"
        ) from None
    if not value.is_finite():
        raise BadValueError(path, "an amount")
    return -value if negative else value


def parse_day(text: str, path: str, _pack: CountryPack) -> date:
    """Read a day: day, month, year in this order, or ISO."""
    parts = [part for part in text.replace("/", "-").replace(".", "-").split("-") if part]
    try:
        numbers = [int(part) for part in parts]
        if len(parts[0]) == 4:
            return date(*numbers)
        day, month, year = numbers
        return date(year + 2000 if year < 100 else year, month, day)
    except (ValueError, TypeError, IndexError):
        raise BadValueError(path, "a date, such as 30-06-2026") from None


def _parse_text(text: str, _path: str, _pack: CountryPack) -> str:
    return text[:500]


_PARSERS: dict[type[Any], Any] = {Decimal: parse_amount, date: parse_day, str: _parse_text}
