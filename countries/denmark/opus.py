"""OPUS (KMD, SAP): voucher lines as the 25-column file that "Importer konteringslinjer fra EXCEL" takes.

The columns and their order are those of files that are in use; KMD publishes no definition of them. The codes for the
kind of number and the names of units are defaults to be confirmed with the council's OPUS: see docs/exports.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from models.finding import Finding, Severity
from models.identifiers import clean_cvr
from models.posting import Batch
from outbound.batches import Entry, build_entries
from outbound.exports import Exporter, Format

COLUMNS = (
    "Artskonto",
    "Omkostningssted",
    "PSP-element",
    "Profitcenter",
    "Ordre",
    "Debet/kredit",
    "Beløb",
    "Næste agent",
    "Tekst",
    "Betalingsart",
    "Påligningsår",
    "Betalingsmodtagernr.",
    "Betalingsmodtagernr.kode",
    "Ydelsesmodtagernr.",
    "Ydelsesmodtagernr.kode",
    "Ydelsesperiode fra",
    "Ydelsesperiode til",
    "Oplysningspligtnr.",
    "Oplysningspligtmodtagernr.kode",
    "Oplysningspligtkode",
    "Netværk",
    "Operation",
    "Mængde",
    "Mængdeenhed",
    "Referencenøgle",
)

#: Kinds of number, by what they number.
CODE_CPR = "02"
CODE_CVR = "11"

UNITS: Mapping[str, str] = {
    "day": "DØGN",
    "night": "DØGN",
    "week": "UGE",
    "month": "MD",
    "year": "ÅR",
    "hour": "TIM",
    "visit": "STK",
    "session": "STK",
    "block": "STK",
}


def opus_csv(encoding: str = "utf-8") -> Exporter:
    """Return the exporter for an OPUS that reads this encoding: `utf-8`, or `cp1252` at some councils."""

    def export_opus(batch: Batch) -> bytes:
        lines = io.StringIO(newline="")
        writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(_row(entry) for entry in build_entries(batch))
        return lines.getvalue().encode(encoding)

    return export_opus


def check_opus(batch: Batch) -> Iterator[Finding]:
    """Yield what this council's OPUS would refuse: where it says so, a PSP element on one side of the voucher only."""
    if batch.setting("opus.psp_both_sides") != "yes":
        return
    filled = {bool(entry.cost_element) for entry in build_entries(batch)}
    if len(filled) > 1:
        yield Finding(
            "opus-psp-one-sided",
            Severity.BLOCK,
            "Some lines have a PSP element and others have none; OPUS wants it on both sides or on neither. "
            "Set the PSP element of the creditor account, or complete the coding sheet.",
        )


def check_opus_cp1252(batch: Batch) -> Iterator[Finding]:
    """Yield also the characters that Windows-1252 cannot write: a reference must arrive as it was sent."""
    yield from check_opus(batch)
    for entry in build_entries(batch):
        try:
            "".join(_row(entry)).encode("cp1252")
        except UnicodeEncodeError as error:
            yield Finding(
                "opus-character",
                Severity.BLOCK,
                f"Posting {entry.posting.posting_id} holds a character (U+{ord(error.object[error.start]):04X}) that "
                "Windows-1252 does not have. Export the batch as opus-csv (UTF-8), or correct the master data.",
            )


def _row(entry: Entry) -> list[str]:
    posting = entry.posting
    cells = dict.fromkeys(COLUMNS, "")
    cells["Artskonto"] = entry.account
    cells["PSP-element"] = entry.cost_element
    cells["Debet/kredit"] = "Debet" if entry.debit else "Kredit"
    cells["Beløb"] = _number(entry.amount.decimal)
    cells["Tekst"] = entry.text
    cells["Referencenøgle"] = entry.reference
    if payee := clean_cvr(posting.supplier_registration or ""):
        cells["Betalingsmodtagernr."], cells["Betalingsmodtagernr.kode"] = payee, CODE_CVR
    if not entry.balancing:
        cells |= _cost_cells(entry)
    return list(cells.values())


def _cost_cells(entry: Entry) -> dict[str, str]:
    posting = entry.posting
    cells = {"Ydelsesperiode fra": _day(posting.period.start), "Ydelsesperiode til": _day(posting.period.end)}
    if posting.person_number and posting.person_number_kind == "cpr":
        cells |= {"Ydelsesmodtagernr.": posting.person_number, "Ydelsesmodtagernr.kode": CODE_CPR}
    unit = UNITS.get(posting.unit or "")
    if posting.quantity is not None and unit:
        cells |= {"Mængde": _number(posting.quantity, places=None), "Mængdeenhed": unit}
    return cells


def _number(value: Decimal, places: int | None = 2) -> str:
    """Return a number with a decimal comma and nothing between the thousands.

    >>> _number(Decimal("67290")), _number(Decimal("30.0"), places=None)
    ('67290,00', '30')
    """
    if places is not None:
        return f"{value:.{places}f}".replace(".", ",")
    plain = f"{value.normalize():f}"
    return plain.replace(".", ",")


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


OPUS_CSV = Format("opus-csv", "csv", "text/csv; charset=utf-8", opus_csv(), check=check_opus)
OPUS_CSV_CP1252 = Format(
    "opus-csv-cp1252", "csv", "text/csv; charset=windows-1252", opus_csv("cp1252"), check=check_opus_cp1252
)
