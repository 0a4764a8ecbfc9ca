"""Bills and statements as workbooks and word-processor files, packed so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.values import Doc

WRITTEN = datetime(2026, 7, 1, 8, 0)  # noqa: DTZ001 - office files hold naive times


def repack(content: bytes) -> bytes:
    """Write a zip again with fixed times and order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2026, 7, 1, 8, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Write files into a zip with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, (2026, 7, 1, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook(fill: Callable[[Any], None]) -> bytes:
    """Make a workbook, let it be filled, and pin what would change from day to day."""
    import re

    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "Regneark"
    book.properties.created = book.properties.modified = WRITTEN
    fill(book)
    out = io.BytesIO()
    book.save(out)
    content = repack(out.getvalue())
    # openpyxl stamps the time of saving over what was set
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    stamp = rb"\g<1>2026-07-01T08:00:00Z\g<2>"
    pinned = [(n, re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(<)", stamp, c) if n == "docProps/core.xml" else c) for n, c in files]
    return packed(pinned)


def bill_workbook(doc: Doc, style: Style) -> bytes:
    """A bill in a sheet: facts above, a table below whose sum is a formula that was never calculated."""

    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = core.title(doc, style)
        sheet["A1"] = doc.seller.name
        sheet["A2"] = ", ".join(doc.seller.address)
        for row, text in enumerate(core.registration(doc, style), 3):
            sheet.cell(row, 1, text)
        for row, (label, value) in enumerate(core.facts(doc, style), 3):
            sheet.cell(row, 5, label)
            sheet.cell(row, 6, value)
        row = 11
        for column, heading in enumerate(core.table(doc, style)[0], 1):
            sheet.cell(row, column, heading)
        for line in doc.lines:
            row += 1
            for column, key in enumerate(style.columns, 1):
                value: Any = {"amount": line.amount, "price": line.unit_price, "qty": line.quantity}.get(key)
                if key in ("from", "to") and line.period:
                    value = line.period[0] if key == "from" else line.period[1]
                target = sheet.cell(row, column, value if value is not None else core.cell(line, style, key))
                if key in ("amount", "price"):
                    target.number_format = "#,##0.00"
                elif key in ("from", "to"):
                    target.number_format = "dd-mm-yyyy"
        letter = sheet.cell(row, len(style.columns)).column_letter
        sheet.cell(row + 1, len(style.columns) - 1, style.label(style.totals[-1]))
        sheet.cell(row + 1, len(style.columns), f"=SUM({letter}12:{letter}{row})").number_format = "#,##0.00"
        for offset, text in enumerate(core.bank(doc, style), 3):
            sheet.cell(row + offset, 1, text)
        for column, key in enumerate(style.columns, 1):
            sheet.column_dimensions[sheet.cell(11, column).column_letter].width = 4 + 6 * core.WEIGHTS[key]

    return workbook(fill)


def bill_document(doc: Doc, style: Style) -> bytes:
    """A bill typed in a word processor."""
    import docx

    paper = docx.Document()
    paper.core_properties.created = paper.core_properties.modified = WRITTEN
    paper.core_properties.author = "Bogholderi"
    paper.add_heading(doc.seller.name, 1)
    paper.add_paragraph("\n".join([*doc.seller.address, *core.registration(doc, style)]))
    paper.add_paragraph("\n".join(doc.buyer))
    paper.add_heading(core.title(doc, style), 2)
    paper.add_paragraph("\n".join(f"{label}: {value}" for label, value in core.facts(doc, style)))
    rows = core.table(doc, style)
    table = paper.add_table(len(rows), len(style.columns), "Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for label, value in core.totals(doc, style):
        paper.add_paragraph(f"{label}: {value}")
    paper.add_paragraph("\n".join([*doc.notes, *core.bank(doc, style)]))
    out = io.BytesIO()
    paper.save(out)
    return repack(out.getvalue())
