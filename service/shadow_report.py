"""The comparison with people's postings as the contract's objects, and as files for those who look at it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from match.compare import COMPARED, ERRORS, Result
from models.money import Money
from service.report_files import as_csv, as_xlsx
from service.shadow import DIMENSIONS, Line, Summary, summarise

COLUMNS = (
    "result",
    "judged",
    "document",
    "invoice_number",
    "line",
    "supplier_id",
    "legal_basis",
    "rule",
    "tier",
    "verdict",
    "code",
    "grant_id",
    "period_start",
    "period_end",
    "amount",
    "currency",
    "ledger_grant_id",
    "ledger_period_start",
    "ledger_period_end",
    "ledger_amount",
    "voucher",
    "posted_on",
)
#: The results a summary has a column for, in this order.
_COUNTED = tuple(each for each in Result if each in COMPARED) + tuple(each for each in Result if each not in COMPARED)


def line_object(line: Line) -> dict[str, Any]:
    """Return one line with what people posted of it."""
    first = line.theirs[0].part if line.theirs else None
    amount = sum(each.part.minor for each in line.theirs)
    return {
        "result": line.result.value,
        "counts_against": line.is_error,
        "judged": line.judged,
        "decision": line.decision,
        "document": line.document,
        "invoice_number": line.invoice_number or None,
        "line": line.line or None,
        "supplier_id": line.supplier_id or None,
        "legal_basis": line.legal_basis,
        "rule": line.rule,
        "tier": line.tier,
        "verdict": line.verdict,
        "code": line.code,
        "grant_id": line.grant_id,
        "period_start": line.period.start.isoformat() if line.period else None,
        "period_end": line.period.end.isoformat() if line.period else None,
        "amount": None if line.amount is None else str(line.amount),
        "currency": line.currency or None,
        "ledger_grant_id": "; ".join(dict.fromkeys(each.part.grant_id for each in line.theirs)) or None,
        "ledger_period_start": min(each.part.period.start for each in line.theirs).isoformat() if first else None,
        "ledger_period_end": max(each.part.period.end for each in line.theirs).isoformat() if first else None,
        "ledger_amount": str(Money(amount, line.currency)) if first else None,
        "voucher": "; ".join(dict.fromkeys(each.voucher for each in line.theirs if each.voucher)) or None,
        "posted_on": max((each.posted_on.isoformat() for each in line.theirs if each.posted_on), default=None),
    }


def summary_object(summary: Summary) -> dict[str, Any]:
    """Return one row of a breakdown: how many of each result, and the upper 95 % bound of the share of errors."""
    tally = summary.tally
    return {
        **{name: None if value == "-" else value for name, value in summary.values.items()},
        "compared": tally.compared,
        "errors": tally.errors,
        "bound": tally.bound,
        **{each.value.replace("-", "_"): tally.counts.get(each, 0) for each in _COUNTED},
    }


def summary_columns(by: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a breakdown."""
    return (*by, "compared", "errors", "bound", *(each.value.replace("-", "_") for each in _COUNTED))


def report_csv(found: Iterable[Line]) -> bytes:
    """Return every line as CSV."""
    return as_csv([line_object(each) for each in found], COLUMNS)


def report_xlsx(found: Sequence[Line]) -> bytes:
    """Return the whole report as a workbook: every line, what differs, and the breakdown by rule, basis, supplier and period."""
    every = [line_object(each) for each in found]
    wrong = [row for row, line in zip(every, found, strict=True) if line.result in ERRORS]
    sheets: dict[str, tuple[Sequence[Mapping[str, Any]], Sequence[str]]] = {"Differences": (wrong, COLUMNS)}
    scope = DIMENSIONS[:3]
    for title, by in (
        ("By scope", scope),
        *((f"By {each.removesuffix('_id').replace('_', ' ')}", (each,)) for each in DIMENSIONS),
    ):
        sheets[title] = ([summary_object(each) for each in summarise(found, by)], summary_columns(by))
    sheets["Lines"] = (every, COLUMNS)
    return as_xlsx(sheets)
