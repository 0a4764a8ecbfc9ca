"""A workbook as bytes: with fixed times, so that the same content is the same file, and written once, in memory."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape


def pack(book: Any, day: date, *, cached: bool) -> bytes:
    """Return the workbook's bytes. With `cached` the results of each sheet's formulas (`sheet.results`) are stored beside them."""
    moment = datetime.combine(day, time(12), UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    book.properties.creator = "afstem"
    book.calculation.fullCalcOnLoad = True
    results = {f"xl/worksheets/sheet{index}.xml": sheet.results for index, sheet in enumerate(book.worksheets, start=1)}
    return _packed(_parts(book), results if cached else {})


class _Parts(dict[str, bytes]):
    """Takes what openpyxl would put into an archive, by name, in its order."""

    def writestr(self, name: str, data: str | bytes) -> None:
        """Keep a part."""
        self[name] = data.encode() if isinstance(data, str) else data

    def namelist(self) -> list[str]:
        """Return the parts' names."""
        return list(self)

    def close(self) -> None:
        """Do nothing: there is no file."""


def _parts(book: Any) -> _Parts:
    """Return the workbook's parts. openpyxl itself writes each sheet to a file, packs it, and removes it again."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    parts = _Parts()
    archive: Any = parts
    writer: Any = ExcelWriter(book, archive)

    def write_worksheet(sheet: Any) -> None:
        sheet._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as ExcelWriter.write_worksheet does, without a file
        out = io.BytesIO()
        rows: Any = WorksheetWriter(sheet, out)
        rows.write()
        sheet._rels = rows._rels  # noqa: SLF001
        parts.writestr(sheet.path[1:], out.getvalue())
        writer.manifest.append(sheet)

    writer.write_worksheet = write_worksheet
    writer.save()
    return parts


def _packed(parts: Mapping[str, bytes], results: Mapping[str, Mapping[str, Decimal]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, plain in parts.items():
            data = _with_results(plain.decode(), results[name]).encode() if results.get(name) else plain
            item = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            item.compress_type = zipfile.ZIP_DEFLATED
            item.external_attr = 0o600 << 16
            new.writestr(item, data)
    return target.getvalue()


def _with_results(xml: str, results: Mapping[str, Decimal]) -> str:
    """Store the formulas' results beside them."""

    def fill(found: re.Match[str]) -> str:
        result = results.get(found[1])
        return found[0] if result is None else f"{found[2]}<v>{escape(str(result))}</v>"

    return re.sub(r'(?=<c r="([A-Z]+\d+)")(<c [^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?', fill, xml)
