"""What a sheet holds and no line says: rows that name a person and gave no line, and numbers that a sheet has cut the nought off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from extract.options import ReadOptions
from extract.readers.paper import MOST_TOLD, rows_not_read
from extract.statements.grid import Cell, Grid, Row
from extract.tokens import normalise
from models.document import Reading
from models.finding import Finding, Severity
from models.identifiers import compact, parse_cpr
from models.invoice import Extraction, Invoice, LineReading, readings

#: A cell's place as its reading gives it: sheet, column, row.
_CELL = re.compile(r"(?:computed )?cell (.*)!([A-Z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"[0-9][0-9 -]{3,11}[0-9]")
#: Labels of sums: such a row bills nothing.
_SUMS = ("net", "tax", "total", "payable", "subtotal", "prepaid")
#: How far a number that lost a nought is trusted.
CUT = 0.6
_NINE = 9


def with_records(extraction: Extraction, grids: Sequence[Grid], options: ReadOptions) -> Extraction:
    """Return the extraction with what is odd about the rows it was read from."""
    lines = extraction.invoice.lines
    cut = [place for place, line in enumerate(lines) if line.person and _lost_a_nought(line.person.value, options)]
    if cut:
        lines = tuple(_doubted(line) if place in cut else line for place, line in enumerate(lines))
        extraction = replace(extraction, invoice=replace(extraction.invoice, lines=lines))
    findings = (
        *(_cut_finding(lines, place) for place in cut),
        *_hidden_rows(lines, grids),
        *_left_rows(extraction.invoice, grids, options),
    )
    return replace(extraction, findings=(*extraction.findings, *findings))


def _lost_a_nought(printed: str, options: ReadOptions) -> bool:
    """Whether nine digits would be a personal number with the nought that sheets cut off; they are not mended."""
    clean = compact(printed)
    return options.pack.code == "dk" and clean.isdigit() and len(clean) == _NINE and parse_cpr(f"0{clean}") is not None


def _doubted(line: LineReading) -> LineReading:
    return replace(line, person=line.person.trust(min(CUT, line.person.confidence))) if line.person else line


def _cut_finding(lines: Sequence[LineReading], place: int) -> Finding:
    person = lines[place].person
    where = person.source.origin if person else ""
    detail = (
        f"The person's number in {where} has nine digits: a sheet cuts the nought off a personal number that begins with one. "
        "It was not put back; find out whose it is, or ask for the column as text."
    )
    return Finding("person-number-cut", Severity.QUERY, detail, (f"lines.{place}.person",))


def _hidden_rows(lines: Sequence[LineReading], grids: Sequence[Grid]) -> Iterator[Finding]:
    """Yield a finding when lines stand in rows that the sheet does not show: nobody who looked at it has seen them."""
    hidden = {(grid.name, str(row)) for grid in grids for row in grid.hidden}
    found = [(place, _place(line.amount)) for place, line in enumerate(lines) if line.amount]
    unseen = [(place, at) for place, at in found if at and at in hidden]
    if unseen:
        rows = ", ".join(f"{at[0]} row {at[1]}" for _, at in unseen[:MOST_TOLD]) + (" …" if len(unseen) > MOST_TOLD else "")
        detail = f"{len(unseen)} of the lines stand in hidden rows ({rows}). Ask the supplier whether they are billed."
        yield Finding("hidden-rows", Severity.QUERY, detail, tuple(f"lines.{place}.amount" for place, _ in unseen))


def _place(reading: Reading[Any]) -> tuple[str, str] | None:
    found = _CELL.fullmatch(reading.source.origin)
    return (found[1], found[3]) if found else None


def _left_rows(invoice: Invoice, grids: Sequence[Grid], options: ReadOptions) -> Iterator[Finding]:
    """Yield a finding when rows name a person and no line was read from them."""
    places = [found for _, each in readings(invoice) if (found := _CELL.fullmatch(each.source.origin))]
    used = {(found[1], found[3]) for found in places}
    columns = {_column(line.person) for line in invoice.lines if line.person}
    labels = {normalise(text) for pack in options.packs for name in _SUMS for text in pack.labels.fields.get(name, ())}
    sums = tuple(f"{label} " for label in labels)
    left = [
        cell
        for grid in grids
        for row in grid.rows
        if (cell := _naming(row, columns, sums, options)) and _row_of(cell) not in used
    ]
    if left:
        yield rows_not_read([cell.source.origin for cell in left])


def _column(person: Reading[str]) -> tuple[str, str] | None:
    found = _CELL.fullmatch(person.source.origin)
    return (found[1], found[2]) if found else None


def _row_of(cell: Cell) -> tuple[str, str]:
    found = _CELL.fullmatch(cell.source.origin)
    return (found[1], found[3]) if found else ("", "")


def _naming(row: Row, columns: Iterable[tuple[str, str] | None], sums: tuple[str, ...], options: ReadOptions) -> Cell | None:
    """Return the cell of a row that names a person; None where there is none, and for a row that begins with a label in `sums`."""
    own = [cell for cell in row.own if cell.text]
    if any(f"{normalise(cell.text)} ".startswith(sums) for cell in own[:3]):
        return None
    for cell in own:
        found = _CELL.fullmatch(cell.source.origin)
        listed = found is not None and (found[1], found[2]) in columns and _NUMBER.fullmatch(cell.text)
        if listed or (cell.exact is None and options.pack.find_person_ids(cell.text[:200])):
            return cell
    return None
