"""Write checked master data: what is new is added, what changed is changed, what is gone is closed. The same file twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from match.facts import supplier_keys
from models import db
from models.errors import UsageError
from models.grant import Supplier
from models.identifiers import invoice_key
from service import audit
from service.database import Database
from service.master import Known, Problem, Table, read_tables
from service.vault import Vault

#: A table that lost more than this share of its rows was probably cut off on the way; a person must accept it.
LARGEST_DROP = 0.20
_CHUNK = 20_000

TABLES: dict[str, Any] = {
    "suppliers": db.Supplier,
    "people": db.Person,
    "grants": db.Grant,
    "rates": db.Rate,
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
    """Import a folder of tables in one transaction: all of it or nothing."""
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
    target = TABLES[table.name]
    last = session.scalars(
        select(db.Import.sha256).where(db.Import.table == table.name).order_by(db.Import.id.desc()).limit(1)
    ).one_or_none()
    if last == table.sha256:
        return Imported(table.name, len(table.rows), 0, 0, 0)
    keys = _key_columns(target)
    held = {tuple(row[:-2]): (row[-2], row[-1]) for row in session.execute(select(*keys, target.row_hash, target.closed_at))}
    added, changed, seen = [], [], set()
    seal = _sealers(table.name, vault)
    for row in table.as_dicts():
        row_hash = _hash(row)
        key = tuple(row[column.key] for column in keys) if _is_natural(target) else (row_hash,)
        seen.add(key)
        was = held.get(key)
        if was is None:
            added.append(seal(row) | {"row_hash": row_hash, "closed_at": None})
        elif was[0] != row_hash or was[1] is not None:
            changed.append(seal(row) | {"row_hash": row_hash, "closed_at": None})
    gone = [key for key, (_, closed_at) in held.items() if closed_at is None and key not in seen]
    _check_drop(table, held, gone, accept_drop=accept_drop)
    _apply(session, target, keys, added, changed, gone, now)
    if table.name == "suppliers":
        _write_supplier_keys(session, table)
    done = Imported(table.name, len(table.rows), len(added), len(changed), len(gone))
    _note(session, table, done, now, by)
    return done


def _is_natural(target: Any) -> bool:
    return "id" not in target.__table__.primary_key.columns


def _key_columns(target: Any) -> list[Any]:
    """Return what names a row: its key, or for tables without one the fingerprint of the whole row."""
    if _is_natural(target):
        return [target.__table__.c[column.name] for column in target.__table__.primary_key.columns]
    return [target.__table__.c.row_hash]


def _hash(row: dict[str, Any]) -> str:
    return hashlib.blake2b("\x1f".join(map(str, row.values())).encode(), digest_size=16).hexdigest()


def _check_drop(table: Table, held: dict[Any, Any], gone: Sequence[Any], *, accept_drop: bool) -> None:
    before = sum(1 for _, closed_at in held.values() if closed_at is None)
    if not accept_drop and before >= 5 and len(gone) > before * LARGEST_DROP:
        raise DropHeldError(
            f"{table.file}: {len(gone)} of {before} rows are gone, more than {LARGEST_DROP:.0%}. The file was probably cut off; "
            "nothing was written. If it is right, import it with --accept-drop."
        )


def _apply(
    session: Session,
    target: Any,
    keys: Sequence[Any],
    added: list[dict[str, Any]],
    changed: list[dict[str, Any]],
    gone: list[Any],
    now: datetime,
) -> None:
    core = target.__table__
    for chunk in _chunks(added):
        session.connection().execute(insert(core), chunk)
    if changed:
        where = [column == bindparam(f"key_{column.key}") for column in keys]
        statement = update(core).where(*where).values({name: bindparam(f"new_{name}") for name in changed[0]})
        for chunk in _chunks(changed):
            session.connection().execute(
                statement,
                [
                    {f"new_{name}": value for name, value in row.items()} | {f"key_{each.key}": row[each.key] for each in keys}
                    for row in chunk
                ],
            )
    if gone:
        where = [column == bindparam(f"key_{column.key}") for column in keys]
        statement = update(core).where(*where).values(closed_at=now)
        for chunk in _chunks({f"key_{each.key}": value for each, value in zip(keys, key, strict=True)} for key in gone):
            session.connection().execute(statement, chunk)


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _sealers(name: str, vault: Vault) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what makes a row ready for its table: personal values sealed, keys for look-up beside them."""
    if name == "people":
        return lambda row: _sealed_person(row, vault)
    if name == "dp_accounts":
        return lambda row: row | {each: vault.seal_maybe(row[each]) for each in ("recipient_name", "recipient_email")}
    if name == "ledger":
        return lambda row: row | {"invoice_key": invoice_key(row["invoice_number"])[:80]}
    return lambda row: row


def _sealed_person(row: dict[str, Any], vault: Vault) -> dict[str, Any]:
    sealed = {each: vault.seal_maybe(row[each]) for each in ("cpr", "nhs_number")}
    indexes = {
        "cpr_index": row["cpr"] and vault.index(row["cpr"]),
        "nhs_index": row["nhs_number"] and vault.index(row["nhs_number"]),
    }
    return row | sealed | indexes | {"name": vault.seal(row["name"])}


def _write_supplier_keys(session: Session, table: Table) -> None:
    session.execute(delete(db.SupplierKey))
    rows: list[dict[str, Any]] = []
    for row in table.as_dicts():
        supplier = Supplier(
            supplier_id=row["supplier_id"],
            name=row["name"],
            country=row["country"],
            registration=row["registration"],
            vat_number=row["vat_number"],
            bank_accounts=tuple(row["bank_accounts"]),
        )
        pairs = {*supplier_keys(supplier), *(("email", each.lower()) for each in row["emails"])}
        rows += [{"kind": kind, "value": value[:200], "supplier_id": row["supplier_id"]} for kind, value in sorted(pairs)]
    for chunk in _chunks(rows):
        session.connection().execute(insert(db.SupplierKey), chunk)


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
