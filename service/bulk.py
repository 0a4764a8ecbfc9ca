"""Write many rows at once, past the layers that look at each one: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Column, Date, Dialect, Table, insert
from sqlalchemy.orm import Session

from models.db import Base

T = TypeVar("T")

_CHUNK = 20_000


def insert_rows(session: Session, kind: type[Base], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows, whose values stand in the order of `columns`, in the caller's transaction. Other columns stay empty."""
    table, connection = Base.metadata.tables[kind.__tablename__], session.connection()
    # An INSERT names its columns in the table's order.
    names = [column.name for column in table.c if column.name in columns]
    pick = itemgetter(*(columns.index(name) for name in names))
    ready = _as_kept([table.c[name] for name in names], map(pick, rows), connection.dialect)
    if connection.dialect.name == "postgresql":
        _copy(connection.connection.driver_connection, table, names, ready)
        return
    statement = str(insert(table).compile(connection, column_keys=names))
    for chunk in chunks(ready):
        connection.exec_driver_sql(statement, chunk)


def _copy(connection: Any, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from psycopg import sql

    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _as_kept(columns: Sequence[Column[Any]], rows: Iterable[tuple[Any, ...]], dialect: Dialect) -> Iterator[tuple[Any, ...]]:
    """Give each value the form in which its column keeps it; most have it already."""
    found = [(place, _processor(column, dialect)) for place, column in enumerate(columns)]
    places = [(place, process) for place, process in found if process is not None]
    if not places:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for place, process in places:
            values[place] = process(values[place])
        yield tuple(values)


def _processor(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    # Dates repeat in every row; once is enough.
    return lru_cache(maxsize=10_000)(process) if process is not None and isinstance(column.type, Date) else process


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield rows in lists that memory holds easily."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
