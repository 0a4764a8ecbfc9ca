"""Write checked master data: what is new is added, what changed is changed, what is gone is closed. The same file twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from models import db
from models.errors import UsageError
from service import audit
from service.bulk import chunks, insert_columns, without_collector
from service.database import Database
from service.master import Known, Problem, Table, read_tables
from service.master.sealing import kept_columns, key_columns
from service.vault import Vault

#: A table that lost more than this share of its rows was probably cut off on the way; a person must accept it.
LARGEST_DROP = 0.20

TABLES: dict[str, Any] = {
    "suppliers": db.Supplier,
    "people": db.Person,
    "grants": db.Grant,
    "rates": db.Rate,
    "supplier_rates": db.SupplierRate,
    "coding": db.Coding,
    "ledger": db.Ledger,
    "map_providers": db.MapProvider,
    "dp_accounts": db.DpAccount,
    "dp_policy": db.DpPolicy,
    "dp_ledger": db.DpLedger,
    "funding": db.Funding,
    "contributions": db.Contribution,
    "letters": db.PriorLetter,
    "billing_periods": db.BillingPeriod,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did to one table."""

    table: str
    rows: int
    added: int
    changed: int
    closed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or why it did nothing."""

    tables: tuple[Imported, ...]
    errors: tuple[Problem, ...]
    notices: tuple[Problem, ...]


class DropHeldError(UsageError):
    """A table has lost so many rows that it was probably cut off. Nothing was written."""


def import_folder(
    database: Database, vault: Vault, folder: Path, *, country: str, now: datetime, by: str, accept_drop: bool = False
) -> Report:
    """Import a folder of tables in one transaction: all of it or nothing, and one import after another.

    What keeps tables ready (`service.shelf`) takes the highest number of an import for the last that was committed.
    """
    with database.alone("import", wait=True), without_collector():
        return _import_alone(database, vault, folder, country, now, by, accept_drop=accept_drop)


def _import_alone(
    database: Database, vault: Vault, folder: Path, country: str, now: datetime, by: str, *, accept_drop: bool
) -> Report:
    with database.read() as session:
        known = _known(session)
    read = read_tables(folder, country=country, known=known)
    if read.errors:
        return Report((), read.errors, read.notices)
    with database.write() as session:
        done = [
            _write_table(session, vault, read.tables[name], now=now, by=by, accept_drop=accept_drop)
            for name in TABLES
            if name in read.tables
        ]
    return Report(tuple(done), (), read.notices)


def _known(session: Session) -> Known:
    return Known(
        suppliers={
            row.supplier_id: row.country for row in session.execute(_open(db.Supplier.supplier_id, db.Supplier.country))
        },
        people=set(session.scalars(_open(db.Person.person_id))),
        grants={row.grant_id: row.supplier_id for row in session.execute(_open(db.Grant.grant_id, db.Grant.supplier_id))},
        map_providers=set(session.scalars(_open(db.MapProvider.map_id))),
        dp_accounts=set(session.scalars(_open(db.DpAccount.account_id))),
    )


def _open(*columns: Any) -> Any:
    return select(*columns).where(columns[0].class_.closed_at.is_(None))


def _write_table(session: Session, vault: Vault, table: Table, *, now: datetime, by: str, accept_drop: bool) -> Imported:
    last = session.scalars(
        select(db.Import.sha256).where(db.Import.table == table.name).order_by(db.Import.id.desc()).limit(1)
    ).one_or_none()
    if last == table.sha256:
        return Imported(table.name, len(table), 0, 0, 0)
    kind = TABLES[table.name]
    changes = _compare(session, kind.__table__, table)
    _check_drop(table, changes, accept_drop=accept_drop)
    _apply(session, kind, table, changes, vault, now)
    if table.name == "suppliers":
        session.execute(delete(db.SupplierKey))
        insert_columns(session, db.SupplierKey, key_columns(table))
    done = Imported(table.name, len(table), len(changes.added), len(changes.changed), len(changes.gone))
    _note(session, table, done, now, by)
    return done


@dataclass(slots=True)
class _Changes:
    """What a file says beside what is there: the places of its rows that are new or changed, and keys of rows that have gone."""

    #: The columns that name a row.
    keys: list[Any]
    #: What each row of the file comes to.
    hashes: list[str]
    open_before: int
    added: Sequence[int] = ()
    changed: Sequence[int] = ()
    gone: Sequence[Row] = ()


Row = tuple[Any, ...]


def _compare(session: Session, target: Any, table: Table) -> _Changes:
    key_columns, is_natural = _key_columns(target)
    held = {
        tuple(row[:-2]): (row[-2], row[-1])
        for row in session.execute(select(*key_columns, target.c.row_hash, target.c.closed_at))
    }
    hashes = _fingerprints(table)
    changes = _Changes(key_columns, hashes, sum(1 for _, closed_at in held.values() if closed_at is None))
    if not held:
        changes.added = range(len(table))
        return changes
    keys = list(
        zip(*(table.values[table.columns.index(each.key)] for each in key_columns) if is_natural else (hashes,), strict=True)
    )
    was = [held.get(key) for key in keys]
    changes.added = [place for place, before in enumerate(was) if before is None]
    changes.changed = [
        place
        for place, before in enumerate(was)
        if before is not None and (before[0] != hashes[place] or before[1] is not None)
    ]
    gone = held.keys() - set(keys)
    changes.gone = [key for key, (_, closed_at) in held.items() if closed_at is None and key in gone]
    return changes


def _fingerprints(table: Table) -> list[str]:
    """Return what tells each row from one that differs in any cell."""
    texts = [_texts(values) for values in table.values]
    return [hashlib.blake2b("\x1f".join(row).encode(), digest_size=16).hexdigest() for row in zip(*texts, strict=True)]


def _texts(values: Sequence[Any]) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds <= {str}:
        return values
    if kinds <= {date, NoneType}:
        # Dates repeat in every row; once is enough.
        known = {value: str(value) for value in set(values)}
        return [known[value] for value in values]
    return list(map(str, values))


def _key_columns(target: Any) -> tuple[list[Any], bool]:
    """Return what names a row, its key or for tables without one the fingerprint of the whole row; and whether it is a key."""
    is_natural = "id" not in target.primary_key.columns
    return (list(target.primary_key.columns) if is_natural else [target.c.row_hash]), is_natural


def _check_drop(table: Table, changes: _Changes, *, accept_drop: bool) -> None:
    before, gone = changes.open_before, len(changes.gone)
    if not accept_drop and before >= 5 and gone > before * LARGEST_DROP:
        raise DropHeldError(
            f"{table.file}: {gone} of {before} rows are gone, more than {LARGEST_DROP:.0%}. The file was probably cut off; "
            "nothing was written. If it is right, import it with --accept-drop."
        )


def _apply(session: Session, kind: Any, table: Table, changes: _Changes, vault: Vault, now: datetime) -> None:
    target = kind.__table__
    if changes.added:
        insert_columns(session, kind, _kept(table, vault, changes, changes.added))
    where = [column == bindparam(f"key_{column.key}") for column in changes.keys]
    if changes.changed:
        columns = {**_kept(table, vault, changes, changes.changed), "closed_at": [None] * len(changes.changed)}
        statement = update(target).where(*where).values({name: bindparam(f"new_{name}") for name in columns})
        given = {f"new_{name}": values for name, values in columns.items()}
        given |= {f"key_{each.key}": columns[each.key] for each in changes.keys}
        for chunk in chunks(dict(zip(given, row, strict=True)) for row in zip(*given.values(), strict=True)):
            session.connection().execute(statement, chunk)
    if changes.gone:
        closing = update(target).where(*where).values(closed_at=now)
        names = [f"key_{column.key}" for column in changes.keys]
        for chunk in chunks(dict(zip(names, key, strict=True)) for key in changes.gone):
            session.connection().execute(closing, chunk)


def _kept(table: Table, vault: Vault, changes: _Changes, places: Sequence[int]) -> dict[str, Sequence[Any]]:
    """Return columns as they lie in the database, of the rows at these places, with what each row comes to."""
    if len(places) == len(table):
        return {**kept_columns(table, vault), "row_hash": changes.hashes}
    return {**kept_columns(table, vault, places), "row_hash": [changes.hashes[place] for place in places]}


def _note(session: Session, table: Table, done: Imported, now: datetime, by: str) -> None:
    session.add(
        db.Import(
            table=table.name,
            sha256=table.sha256,
            rows=done.rows,
            added=done.added,
            changed=done.changed,
            closed=done.closed,
            imported_at=now,
            imported_by=by,
        )
    )
    audit.record(
        session,
        at=now,
        actor=by,
        subject=f"table:{table.name}",
        event="import",
        after=f"{done.rows} rows",
        because=f"{done.added} added, {done.changed} changed, {done.closed} closed",
    )
