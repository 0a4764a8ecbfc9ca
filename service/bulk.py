"""Write many rows at once, past the layers that look at each one: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, Date, Dialect, Table, insert
from sqlalchemy.orm import Session

from models.db import Base

T = TypeVar("T")

_CHUNK = 20_000


def insert_columns(session: Session, kind: type[Base], columns: Mapping[str, Sequence[Any]]) -> None:
    """Add rows that are given column by column, in the caller's transaction. Columns that are not given stay empty."""
    table, connection = Base.metadata.tables[kind.__tablename__], session.connection()
    # An INSERT names its columns in the table's order.
    names = [column.name for column in table.c if column.name in columns]
    rows = zip(*(_as_kept(table.c[name], columns[name], connection.dialect) for name in names), strict=True)
    if connection.dialect.name == "postgresql":
        _copy(connection.connection.driver_connection, table, names, rows)
        return
    statement = str(insert(table).compile(connection, column_keys=names))
    for chunk in chunks(rows):
        connection.exec_driver_sql(statement, chunk)


def _copy(connection: Any, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from psycopg import sql

    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _as_kept(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """Give values the form in which their column keeps them; most have it already."""
    process: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    if isinstance(column.type, Date):
        # Dates repeat in every row; once is enough.
        known = {value: process(value) for value in set(values)}
        return [known[value] for value in values]
    return [process(value) for value in values]


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield rows in lists that memory holds easily."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


@contextmanager
def without_collector() -> Iterator[None]:
    """Do not look for garbage meanwhile: among millions of values that all stay there is none, and each look goes through them all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
