"""How commands print: JSON objects for programs, a table for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

#: How wide a table is that goes to a file or another program.
_FILE_WIDTH = 200


def print_object(value: Mapping[str, Any], stream: TextIO | None = None) -> None:
    """Print one JSON object on a line; letters stay letters."""
    print(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")), file=stream or sys.stdout)


def print_objects(rows: Iterable[Mapping[str, Any]], *, as_json: bool, columns: Sequence[str], title: str = "") -> int:
    """Print rows as they come (JSON) or as a table of some columns; return how many there were."""
    if as_json:
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 - counted while printing
            print_object(row)
        return count
    return _print_table(list(rows), columns, title)


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str) -> int:
    if not rows:
        print("Nothing to show.")
        return 0
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(row.get(column))) for column in columns))
    Console(width=None if sys.stdout.isatty() else _FILE_WIDTH).print(table)
    return len(rows)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    return str(value)
