"""Rows of master data as they lie in the database: personal values sealed, keys for look-up beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from match.facts import supplier_keys
from models.grant import Supplier
from models.identifiers import invoice_key
from service.master.read import Table
from service.vault import Vault

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns that a table's rows have in the database, and what makes a row of them."""

    columns: tuple[str, ...]
    make: Callable[[Row], Row]


def shape_of(table: Table, vault: Vault) -> Shape:
    """Return how the rows of a table are kept."""
    place = {name: index for index, name in enumerate(table.columns)}
    if table.name == "people":
        name, cpr, nhs = place["name"], place["cpr"], place["nhs_number"]

        def person(row: Row) -> Row:
            sealed = list(row)
            sealed[name] = vault.seal(row[name])
            sealed[cpr], sealed[nhs] = vault.seal_maybe(row[cpr]), vault.seal_maybe(row[nhs])
            return (*sealed, row[cpr] and vault.index(row[cpr]), row[nhs] and vault.index(row[nhs]))

        return Shape((*table.columns, "cpr_index", "nhs_index"), person)
    if table.name == "dp_accounts":
        secret = (place["recipient_name"], place["recipient_email"])
        return Shape(
            table.columns,
            lambda row: tuple(vault.seal_maybe(value) if index in secret else value for index, value in enumerate(row)),
        )
    if table.name == "ledger":
        number = place["invoice_number"]
        return Shape((*table.columns, "invoice_key"), lambda row: (*row, invoice_key(row[number])[:80]))
    return Shape(table.columns, lambda row: row)


def key_rows(table: Table) -> Iterator[Sequence[str]]:
    """Yield everything that the suppliers can be recognised by: kind, value, supplier."""
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
