"""Read a folder of master data: everything, or everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import UsageError
from service.master import checks
from service.master.parse import Columns, parse_table
from service.master.problem import Problem
from service.master.source import digest
from service.master.tables import TABLES

_SUFFIXES = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier imports brought, so that an import may hold some tables only."""

    #: Supplier to country (`DK`, `GB`).
    suppliers: Mapping[str, str] = field(default_factory=dict)
    people: Collection[str] = ()
    #: Grant to supplier.
    grants: Mapping[str, str] = field(default_factory=dict)
    map_providers: Collection[str] = ()
    dp_accounts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table as values. `columns` are the names of the database's columns; money is in minor units."""

    name: str
    file: str
    sha256: str
    columns: tuple[str, ...]
    #: Column by column, in the order of `columns`.
    values: tuple[Sequence[Any], ...]

    def __len__(self) -> int:
        return len(self.values[0])

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The same row by row."""
        return list(zip(*self.values, strict=True))

    def as_dicts(self) -> Iterator[dict[str, Any]]:
        """Yield each row by column name."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True)
class MasterTables:
    """All tables of a folder. When any problem blocks there are no tables: nothing may be written."""

    tables: Mapping[str, Table]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the import."""
        return tuple(problem for problem in self.problems if problem.blocks)

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What is odd, but was taken as it is."""
        return tuple(problem for problem in self.problems if not problem.blocks)


def read_tables(folder: Path, *, country: str, known: Known | None = None) -> MasterTables:
    """Read and check every table in a folder. `country` is the council's (`dk`, `gb`): its language is the default."""
    known = known or Known()
    paths, problems = _find_files(folder)
    parsed = {spec.name: parse_table(spec, paths[spec.name]) for spec in TABLES if spec.name in paths}
    _check(parsed, known, language="da" if country == "dk" else "en")
    for columns in parsed.values():
        problems += sorted(columns.problems, key=lambda problem: problem.row or 0)
    if any(problem.blocks for problem in problems):
        return MasterTables({}, tuple(problems))
    return MasterTables({name: _table(columns, paths[name]) for name, columns in parsed.items()}, tuple(problems))


def _find_files(folder: Path) -> tuple[dict[str, Path], list[Problem]]:
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. `afstem import` takes the folder that holds suppliers.csv, grants.csv …")
    names = [spec.name for spec in TABLES]
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _SUFFIXES or path.name.startswith((".", "~$")):
            continue
        if path.stem not in names:
            problems.append(_stranger(path, names))
        elif path.stem in found:
            problems.append(
                Problem(path.name, None, None, f"is a second file for {path.stem}", f"{found[path.stem].name} alone")
            )
        else:
            found[path.stem] = path
    if not found:
        raise UsageError(f"{folder} holds none of the tables. They are called {', '.join(names)}, each .csv or .xlsx.")
    return found, problems


def _stranger(path: Path, names: Collection[str]) -> Problem:
    """Report a file that is no table: an error when a table was probably meant."""
    close = difflib.get_close_matches(path.stem.lower(), names, n=1, cutoff=0.8)
    right = f"{close[0]}{path.suffix.lower()}" if close else ""
    return Problem(path.name, None, None, "is not a table and was left out", right, blocks=bool(close))


def _check(parsed: Mapping[str, Columns], known: Known, language: str) -> None:
    for columns in parsed.values():
        checks.check_unique(columns)
        checks.check_periods(columns)
    for name, finish in (
        ("suppliers", checks.finish_suppliers),
        ("people", lambda columns: checks.finish_people(columns, language)),
        ("coding", checks.finish_coding),
        ("funding", checks.finish_funding),
        ("dp_accounts", checks.finish_dp_accounts),
    ):
        if name in parsed:
            finish(parsed[name])
    names = _names(parsed, known)
    for columns in parsed.values():
        for reference in columns.spec.references:
            checks.check_references(columns, reference, names[reference.table])
    currency_of = _currencies(parsed, known)
    for columns in parsed.values():
        if columns.spec.currency_from:
            checks.add_currency(columns, currency_of[columns.spec.currency_from])


def _names(parsed: Mapping[str, Columns], known: Known) -> dict[str, set[str]]:
    """Return the keys of every table that others refer to, of this import and of earlier ones."""
    result: dict[str, set[str]] = {}
    for table, column in (
        ("suppliers", "supplier_id"),
        ("people", "person_id"),
        ("grants", "grant_id"),
        ("map_providers", "map_id"),
        ("dp_accounts", "account_id"),
    ):
        here = parsed[table].values[column] if table in parsed else ()
        result[table] = {*getattr(known, table), *here}
    return result


def _currencies(parsed: Mapping[str, Columns], known: Known) -> dict[str, dict[str, str]]:
    """Return the currency of every supplier and of every grant, by the column that names it."""
    countries: dict[str, Any] = dict(known.suppliers)
    if "suppliers" in parsed:
        values = parsed["suppliers"].values
        countries.update(zip(values["supplier_id"], values["country"], strict=True))
    grants: dict[str, Any] = dict(known.grants)
    if "grants" in parsed:
        values = parsed["grants"].values
        grants.update(zip(values["grant_id"], values["supplier_id"], strict=True))
    of_supplier = {name: checks.CURRENCIES.get(country, "") for name, country in countries.items()}
    return {"supplier_id": of_supplier, "grant_id": {grant: of_supplier.get(name, "") for grant, name in grants.items()}}


def _table(columns: Columns, path: Path) -> Table:
    return Table(columns.spec.name, path.name, digest(path), tuple(columns.values), tuple(columns.values.values()))
