"""What the checks of a balance may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from models.direct_payment import DpAccount, LedgerEntry
from models.reconciliation import Flag, Reconciliation
from models.statement import Category, DpStatement


class Known(Protocol):
    """What the checks need to know besides the statement."""

    @property
    def died(self) -> date | None:
        """The day the person died, where known."""

    @property
    def reviews(self) -> tuple[date, ...] | None:
        """The reviews that were held; None when not kept here."""

    @property
    def statement_due(self) -> date | None:
        """The day after which a missing statement is flagged."""

    @property
    def not_allowed(self) -> frozenset[Category]:
        """Kinds of spending that the agreement does not allow."""

    @property
    def watched_names(self) -> tuple[str, ...]:
        """Names whose appearance as a payee is suspicious."""

    @property
    def underuse_percent(self) -> Decimal:
        """The share of the budget below which spending is underuse."""


@dataclass(frozen=True, slots=True)
class Checked:
    """All that a check may look at."""

    recon: Reconciliation
    statement: DpStatement | None
    account: DpAccount
    ledger: Sequence[LedgerEntry] | None
    previous: Reconciliation | None
    today: date
    known: Known


Check = Callable[[Checked], Iterator[Flag]]


def the_statement(case: Checked) -> DpStatement:
    """Return the statement of a case that has one."""
    assert case.statement is not None
    return case.statement
