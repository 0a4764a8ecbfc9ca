"""Questions asked so often that building them would cost more than answering them.

A question is a `select` that is put into SQL once for each kind of database, and then goes straight to the driver: no list
of placeholders is written anew, no result is wrapped. For the few statements that every document needs; all others are
better off with the session.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Date, Select, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlalchemy.sql.selectable import CompoundSelect
from sqlalchemy.types import Boolean


class Among(ColumnElement[bool]):
    """Whether a text column has one of the values of a list that is given when the question is asked."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.values: BindParameter[Any] = bindparam(name)

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 - signature of SQLAlchemy
        """Stay as it is: compared with 1, as SQLite has it for columns of truth, no index would be used."""
        return self


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: SQLCompiler, **words: Any) -> str:
    return f"{compiler.process(element.column, **words)} IN ({_place(element.values.key)})"


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: SQLCompiler, **words: Any) -> str:
    return f"{compiler.process(element.column, **words)} = ANY({_array_of(element.values, compiler, words)})"


def among(column: Any, name: str) -> Among:
    """Return the condition that a text column has one of the values of the list `name`."""
    return Among(column, name)


class AmongPairs(ColumnElement[bool]):
    """Whether two text columns have the values that two lists of one length hold at the same place.

    Asked for as two lists by themselves, the database would look up every value of the one with every value of the other.
    """

    inherit_cache = False
    type = Boolean()

    def __init__(self, columns: tuple[Any, Any], names: tuple[str, str]) -> None:
        self.columns = columns
        self.values: list[BindParameter[Any]] = [bindparam(name) for name in names]

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 - signature of SQLAlchemy
        """Stay as it is, as `Among` does."""
        return self


@compiles(AmongPairs, "sqlite")
def _pairs_sqlite(element: AmongPairs, compiler: SQLCompiler, **words: Any) -> str:
    columns = ", ".join(compiler.process(column, **words) for column in element.columns)
    # Only for values that are surely texts does SQLite use the index of the columns.
    place = _place(*(each.key for each in element.values))
    return f"({columns}) IN (SELECT CAST(column1 AS TEXT), CAST(column2 AS TEXT) FROM (VALUES {place}))"  # noqa: S608 - no values


@compiles(AmongPairs, "postgresql")
def _pairs_postgresql(element: AmongPairs, compiler: SQLCompiler, **words: Any) -> str:
    columns = ", ".join(compiler.process(column, **words) for column in element.columns)
    arrays = ", ".join(_array_of(value, compiler, words) for value in element.values)
    return f"({columns}) IN (SELECT * FROM unnest({arrays}))"  # noqa: S608 - no values


def among_pairs(columns: tuple[Any, Any], names: tuple[str, str]) -> AmongPairs:
    """Return the condition that two text columns have one of the pairs that the lists of these names make."""
    return AmongPairs(columns, names)


def _array_of(values: BindParameter[Any], compiler: SQLCompiler, words: dict[str, Any]) -> str:
    return f"CAST({compiler.process(values, **words)} AS TEXT[])"


def _array(values: Iterable[str | None]) -> str:
    r"""Write a list of texts as PostgreSQL reads it; the driver takes ten times as long to do so.

    >>> print(_array(["P1", 'a "b" \\ c', "", None]))
    {"P1","a \"b\" \\ c","",NULL}
    """
    written = ["NULL" if value is None else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]
    return "{" + ",".join(written) + "}"


def _place(*names: str) -> str:
    """Return what stands where the values of a list, or the pairs of two, will be named."""
    return f"«{','.join(names)}»"


_PLACES = re.compile("«([^»]*)»")


@dataclass(frozen=True, slots=True)
class _Ready:
    """A question in the words of one kind of database."""

    text: str
    constants: dict[str, Any]
    row: Callable[[Iterable[Any]], Any]
    #: Columns whose values the driver does not give as Python has them.
    rough: tuple[tuple[int, Callable[[Any], Any]], ...]
    #: On SQLite: the text for lists of so many values.
    by_size: dict[tuple[int, ...], str] = field(default_factory=dict)


class Question:
    """A statement that is written once. Lists are given as lists of texts; other values as texts or whole numbers."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def ask(self, session: Session, **given: Any) -> list[Any]:
        """Return the rows as named tuples, with what the session has not written yet. Raises as the session does."""
        if session.new or session.dirty or session.deleted:
            session.flush()
        connection = _connection(session)
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._prepare(connection)
        text, values = _spread(ready, given) if dialect.name == "sqlite" else (ready.text, _as_arrays(given))
        driver: Any = connection.connection.driver_connection
        try:
            rows = driver.execute(text, {**ready.constants, **values}).fetchall()
        except dialect.loaded_dbapi.Error as error:
            kind = dialect.loaded_dbapi.Error
            raise DBAPIError.instance(text, None, error, kind, hide_parameters=True, dialect=dialect) from error
        if not ready.rough:
            return [ready.row(row) for row in rows]
        return [ready.row(_smooth(row, ready.rough)) for row in rows]

    def _prepare(self, connection: Connection) -> _Ready:
        dialect = connection.dialect
        writer: Dialect = sqlite.dialect(paramstyle="named") if dialect.name == "sqlite" else PGDialect_psycopg()  # type: ignore[no-untyped-call]
        compiled = self._statement.compile(dialect=writer)
        columns = list(self._statement.selected_columns)
        processors = [(place, _processor(column.type, dialect)) for place, column in enumerate(columns)]
        kind: Any = namedtuple("Found", [str(column.key) for column in columns])  # type: ignore[misc] # noqa: PYI024 - the fields are the statement's
        ready = _Ready(
            str(compiled),
            {name: value for name, value in compiled.params.items() if value is not None},
            kind._make,
            tuple((place, process) for place, process in processors if process is not None),
        )
        self._ready[dialect.name] = ready
        return ready


#: The connection of each open transaction: to ask the session for it each time costs as much as the question.
_OPEN: WeakKeyDictionary[SessionTransaction, Connection] = WeakKeyDictionary()


def _connection(session: Session) -> Connection:
    transaction = session.get_transaction()
    found = _OPEN.get(transaction) if transaction is not None else None
    if found is None:
        found = session.connection()
        if transaction is not None:
            _OPEN[transaction] = found
    return found


#: PostgreSQL takes a list that it does not know for one of ten values. It makes its plan anew for every question with a
#: shorter one, because that promises less, and making it costs more than the answer. So no list is shorter than this.
_LEAST = 12


def _as_arrays(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _array(_filled(value)) if isinstance(value, list) else value for name, value in given.items()}


def _filled(values: Sequence[str]) -> Sequence[str | None]:
    """Fill a short list up with its last value, which changes nothing about what is in it; an empty one with nothing.

    >>> _filled(["G1", "G2"]) == ["G1"] + 11 * ["G2"], _filled([]) == 12 * [None], len(_filled(list("a council's grants")))
    (True, True, 18)
    """
    missing = _LEAST - len(values)
    last = values[-1] if values else None
    return values if missing <= 0 else [*values, *[last] * missing]


def _spread(ready: _Ready, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Name each value of a list by itself. Lists are filled up to a power of two, so that few texts serve all lengths."""
    values: dict[str, Any] = {}
    sizes: list[tuple[str, int]] = []
    for name, value in given.items():
        if not isinstance(value, list):
            values[name] = value
            continue
        size = 1 << max(0, len(value) - 1).bit_length()
        filled = value + value[-1:] * (size - len(value)) if value else [None]
        values.update(zip(_names(name, size), filled, strict=True))
        sizes.append((name, size))
    key = tuple(size for _, size in sizes)
    text = ready.by_size.get(key)
    if text is None:
        text = ready.by_size[key] = _PLACES.sub(partial(_named, dict(sizes)), ready.text)
    return text, values


def _named(sizes: Mapping[str, int], place: re.Match[str]) -> str:
    """Return what names the values of a list, or of a list of pairs, one by one."""
    names = place[1].split(",")
    rows = zip(*(_names(name, sizes[name]) for name in names), strict=True)
    named = [", ".join(f":{each}" for each in row) for row in rows]
    return ", ".join(named if len(names) == 1 else [f"({each})" for each in named])


@lru_cache(maxsize=256)
def _names(name: str, size: int) -> tuple[str, ...]:
    return tuple(f"{name}_{number}" for number in range(size))


def _processor(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    process: Callable[[Any], Any] | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    # Dates repeat in every row; once is enough.
    return lru_cache(maxsize=10_000)(process) if process is not None and isinstance(kind, Date) else process


def _smooth(row: Iterable[Any], rough: tuple[tuple[int, Callable[[Any], Any]], ...]) -> list[Any]:
    values = list(row)
    for place, process in rough:
        if values[place] is not None:
            values[place] = process(values[place])
    return values
