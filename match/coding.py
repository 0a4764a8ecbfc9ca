"""Which account a grant is posted to: exactly one row of the coding sheet, or stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.grant import CodingRow, Grant, Ownership
from models.period import Period
from models.value import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Coding:
    """The row found, or the code of why there is not exactly one."""

    row: CodingRow | None = None
    code: str | None = None
    key: str = ""
    count: int = 0


def find_coding(grant: Grant, ownership: Ownership, period: Period, rows: Iterable[CodingRow]) -> Coding:
    """Find the one row for a grant that holds on every day of a period. An empty cell holds for every value."""
    key = " / ".join(part for part in (grant.legal_basis, ownership.value, grant.target_group, grant.service) if part)
    fitting = [row for row in rows if _holds_for(row, grant, ownership)]
    valid = [row for row in fitting if _valid_on(row, period.start) or _valid_on(row, period.end)]
    if len(valid) == 1 and _valid_on(valid[0], period.start) and _valid_on(valid[0], period.end):
        return Coding(valid[0], None, key, 1)
    return Coding(None, "coding-ambiguous" if len(valid) > 1 else "coding-missing", key, len(valid))


def _holds_for(row: CodingRow, grant: Grant, ownership: Ownership) -> bool:
    return (
        _is_met(row.legal_basis, grant.legal_basis)
        and _is_met(row.ownership, ownership.value)
        and _is_met(row.target_group, grant.target_group)
        and _is_met(row.service, grant.service)
    )


def _is_met(cell: str, value: str) -> bool:
    return cell in ("", "*") or cell == value or cell.casefold() == value.casefold()


def _valid_on(row: CodingRow, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)
