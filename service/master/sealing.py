"""Rows of master data as they lie in the database: personal values sealed, keys for look-up beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from match.facts import supplier_keys
from models.grant import Supplier
from models.identifiers import invoice_key
from service.master.read import Table
from service.vault import Vault


def kept_columns(table: Table, vault: Vault, places: Sequence[int] | None = None) -> dict[str, Sequence[Any]]:
    """Return the columns that a table has in the database, of the rows at these places; of all rows where none are named."""
    columns = dict(zip(table.columns, table.values, strict=True))
    if places is not None:
        columns = {name: [values[place] for place in places] for name, values in columns.items()}
    if table.name == "people":
        columns["cpr_index"] = [number and vault.index(number) for number in columns["cpr"]]
        columns["nhs_index"] = [number and vault.index(number) for number in columns["nhs_number"]]
    if table.name == "ledger":
        columns["invoice_key"] = [invoice_key(number)[:80] for number in columns["invoice_number"]]
    for name in _SEALED.get(table.name, ()):
        columns[name] = [vault.seal_maybe(text) for text in columns[name]]
    return columns


#: Columns that nobody may read who has the database alone.
_SEALED = {"people": ("name", "cpr", "nhs_number"), "dp_accounts": ("recipient_name", "recipient_email")}


def key_columns(table: Table) -> dict[str, Sequence[str]]:
    """Return everything that the suppliers can be recognised by, column by column."""
    rows = list(_key_rows(table))
    return {name: [row[place] for row in rows] for place, name in enumerate(("kind", "value", "supplier_id"))}


def _key_rows(table: Table) -> Iterator[tuple[str, str, str]]:
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
        yield from ((kind, value[:200], supplier.supplier_id) for kind, value in sorted(pairs))
