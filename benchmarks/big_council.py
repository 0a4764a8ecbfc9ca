"""A council of any size, written straight into the tables or as files for import; and invoices that its grants explain.

Everybody is made up; personal numbers have birth years that nobody living has. Each person has two grants, a supplier
some twenty-five people, each grant two months in the ledger, and one document in five grants came before.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from models import db
from models.document import ReaderName, Reading, Source
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading
from service.database import Database
from service.vault import Vault

ARRIVED = datetime(2026, 7, 2, 8, 0, tzinfo=UTC)
START, JUNE = date(2025, 1, 1), (date(2026, 6, 1), date(2026, 6, 30))
PAID = ((date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 5, 1), date(2026, 5, 31)))
BASES = ("SEL108", "SEL104")
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class BigCouncil:
    """How many there are of everything; who has what follows from the numbers."""

    grants: int

    @property
    def people(self) -> int:
        return self.grants // 2

    @property
    def suppliers(self) -> int:
        return max(2, self.grants // 50)

    def supplier_of(self, person: int) -> int:
        return person % self.suppliers

    def rate(self, grant: int) -> int:
        """Return the price of a day in øre."""
        return 60_000 + (grant * 7919) % 240_000


def registration(supplier: int) -> str:
    return f"{20_000_000 + supplier}"


def account(supplier: int) -> str:
    return f"{1000 + supplier % 9000}-{supplier:010}"


def cprs() -> Iterator[str]:
    """Yield numbers of people born in 2031 to 2036 whose check digit holds."""
    for serial in range(400, 1000):
        for day in range(1, 29):
            for month in range(1, 13):
                for year in range(31, 37):
                    nine = f"{day:02}{month:02}{year}{serial}"
                    check = -sum(int(digit) * weight for digit, weight in zip(nine, _WEIGHTS, strict=True)) % 11
                    if check < 10:
                        yield f"{nine}{check}"


def fill(database: Database, vault: Vault, council: BigCouncil) -> None:
    """Write the council straight into empty tables."""
    known = {"row_hash": "", "closed_at": None}
    _write(database, db.Supplier, _suppliers(council, known))
    _write(database, db.SupplierKey, _supplier_keys(council))
    _write(database, db.Person, _people(council, vault, known))
    _write(database, db.Grant, _grants(council, known))
    _write(database, db.Rate, _rates(council, known))
    _write(database, db.Ledger, _ledger(council, known))
    _write(database, db.Coding, _coding(known))
    _write(database, db.Import, [_import()])
    _write(database, db.RawMessage, [{"sha256": "0" * 64, "size": 1, "stored_at": ARRIVED}])
    _write(database, db.Message, [_message()])
    _write(database, db.Document, _documents(council))


def _write(database: Database, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    iterator = iter(rows)
    with database.write() as session:
        connection = session.connection()
        while chunk := list(islice(iterator, 20_000)):
            if database.is_sqlite:
                connection.execute(insert(table), chunk)
            else:
                _copy(connection.connection.driver_connection, table.__table__, chunk)


def _copy(connection: Any, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    from psycopg.types.json import Jsonb

    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([Jsonb(value) if isinstance(value, list) else value for value in row.values()])


def _suppliers(council: BigCouncil, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for n in range(council.suppliers):
        yield {
            "supplier_id": f"S{n}", "name": f"Supplier {n}", "country": "DK", "registration": registration(n),
            "vat_number": None, "p_numbers": [], "bank_accounts": [account(n)], "emails": [f"s{n}@elm.example"],
            "ownership": "private", "status": "active", "auto_post": True, **known,
        }  # fmt: skip


def _supplier_keys(council: BigCouncil) -> Iterator[dict[str, Any]]:
    from match.facts import supplier_keys
    from models.grant import Supplier

    for n in range(council.suppliers):
        supplier = Supplier(f"S{n}", f"Supplier {n}", "DK", registration(n), bank_accounts=(account(n),))
        for kind, value in sorted(set(supplier_keys(supplier))):
            yield {"kind": kind, "value": value, "supplier_id": f"S{n}"}


def _people(council: BigCouncil, vault: Vault, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for n, cpr in enumerate(islice(cprs(), council.people)):
        yield {
            "person_id": f"P{n}", "name": vault.seal(f"Made Up {n}"), "cpr": vault.seal(cpr), "cpr_index": vault.index(cpr),
            "nhs_number": None, "nhs_index": None, "born": None, "died": None, "language": "da",
            "case_worker_email": None, **known,
        }  # fmt: skip


def _grants(council: BigCouncil, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for n in range(council.grants):
        person = n // 2
        yield {
            "grant_id": f"G{n}", "person_id": f"P{person}", "supplier_id": f"S{council.supplier_of(person)}",
            "service": "Botilbud", "legal_basis": BASES[n % 2], "target_group": "", "unit": "day", "start": START,
            "end": None, "run_off_end": None, "units_per_week": None, "prepaid": False, "billing": "calendar_month",
            "owner_email": None, "contract_rules": "", **known,
        }  # fmt: skip


def _rates(council: BigCouncil, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for n in range(council.grants):
        rate = council.rate(n)
        yield {
            "grant_id": f"G{n}",
            "component": "base",
            "valid_from": START,
            "rate_minor": rate,
            "currency": "DKK",
            **known,
        }


def _ledger(council: BigCouncil, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for n in range(council.grants):
        supplier = f"S{council.supplier_of(n // 2)}"
        for number, (start, end) in enumerate(PAID):
            invoice = f"{n // 50}{number}"
            yield {
                "supplier_id": supplier, "invoice_number": invoice, "invoice_key": invoice, "grant_id": f"G{n}",
                "period_start": start, "period_end": end, "amount_minor": council.rate(n) * ((end - start).days + 1),
                "currency": "DKK", "voucher": f"V{n}", "posted_on": end, **known,
            }  # fmt: skip


def _coding(known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for basis in BASES:
        yield {
            "legal_basis": basis, "ownership": "", "target_group": "", "service": "", "account": "40000000",
            "cost_element": "XG-51-00010", "valid_from": None, "valid_to": None, "owner_email": None, **known,
        }  # fmt: skip


def _import() -> dict[str, Any]:
    counts = {"rows": 1, "added": 1, "changed": 0, "closed": 0}
    return {"table": "grants", "sha256": "0" * 64, **counts, "imported_at": ARRIVED, "imported_by": "bench"}


def _message() -> dict[str, Any]:
    work = {"state": "sorted", "version": 0, "attempts": 0}
    return {"id": 1, "sha256": "0" * 64, "mailbox": "faktura", "received_at": ARRIVED, **work}


def _documents(council: BigCouncil) -> Iterator[dict[str, Any]]:
    for n in range(council.grants // 5):
        yield {
            "message_id": 1, "part": str(n), "sha256": f"{n:064x}", "sniffed": "pdf", "received_at": ARRIVED,
            "kind": "invoice", "supplier_id": f"S{n % council.suppliers}", "invoice_number": f"E{n}",
            "invoice_key": f"E{n}", "total": "100.00", "state": "approved", "version": 0, "attempts": 0,
        }  # fmt: skip


# --- invoices -----------------------------------------------------------------------------------------------------------


def invoices(council: BigCouncil, count: int, lines: int, seed: int) -> list[tuple[db.Document, Extraction]]:
    """Return invoices for June of one supplier each, with so many lines, a person each, spread over the whole council."""
    draw = random.Random(seed)
    numbers = list(islice(cprs(), council.people))
    return [_invoice(council, numbers, serial, lines, draw) for serial in range(count)]


def _invoice(
    council: BigCouncil, numbers: Sequence[str], serial: int, lines: int, draw: random.Random
) -> tuple[db.Document, Extraction]:
    supplier = draw.randrange(council.suppliers)
    served = list(range(supplier, council.people, council.suppliers))
    read_lines = [_line(council, numbers, n, person) for n, person in enumerate(draw.sample(served, lines), 1)]
    total = sum((line.amount.value for line in read_lines if line.amount), Decimal(0))
    invoice = Invoice(
        number=_read(f"B{serial}"),
        issued=_read(date(2026, 7, 1)),
        currency=_read("DKK"),
        total=_read(total),
        buyer_reference=_read("REF"),
        supplier=SupplierReading(registration=_read(registration(supplier)), bank_account=_read(account(supplier))),
        lines=tuple(read_lines),
    )
    document = db.Document(id=10**9 + serial, sha256=f"{10**12 + serial:064x}", received_at=ARRIVED)
    return document, Extraction(DocumentKind.INVOICE, ReaderName.PDF_TEXT, invoice)


def _line(council: BigCouncil, numbers: Sequence[str], number: int, person: int) -> LineReading:
    amount = Decimal(council.rate(2 * person)).scaleb(-2) * 30
    return LineReading(
        number, person=_read(numbers[person]), amount=_read(amount), period_start=_read(JUNE[0]), period_end=_read(JUNE[1])
    )


def _read(value: Any) -> Any:
    return Reading(value, 1.0, Source(str(value)))


# --- files for import ---------------------------------------------------------------------------------------------------


def write_files(folder: Path, council: BigCouncil) -> int:
    """Write the council as the files of `afstem import` and return how many rows they have."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, tuple[str, Callable[[], Iterator[Sequence[Any]]]]] = {
        "suppliers": ("supplier_id,name,country,registration,bank_accounts,emails,ownership", lambda: (
            (f"S{n}", f"Supplier {n}", "DK", "", account(n), f"s{n}@elm.example", "private") for n in range(council.suppliers))),
        "people": ("person_id,name,cpr", lambda: (
            (f"P{n}", f"Made Up {n}", cpr) for n, cpr in enumerate(islice(cprs(), council.people)))),
        "grants": ("grant_id,person_id,supplier_id,service,legal_basis,unit,start,end", lambda: (
            (f"G{n}", f"P{n // 2}", f"S{council.supplier_of(n // 2)}", "Botilbud", BASES[n % 2], "day", START, "")
            for n in range(council.grants))),
        "rates": ("grant_id,valid_from,rate,component", lambda: (
            (f"G{n}", START, f"{council.rate(n) / 100:.2f}", "") for n in range(council.grants))),
        "ledger": ("supplier_id,invoice_number,grant_id,period_start,period_end,amount,voucher,posted_on", lambda: (
            (f"S{council.supplier_of(n // 2)}", f"{n}-{start:%m}", f"G{n}", start, end, "67290.00", f"V{n}", end)
            for n in range(council.grants) for start, end in PAID)),
    }  # fmt: skip
    count = 0
    for name, (headings, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings.split(","))
            for row in rows():
                writer.writerow(row)
                count += 1
    return count
