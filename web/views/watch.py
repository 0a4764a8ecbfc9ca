"""What is not paid, what looks wrong in what was paid, and which invoices are to come, as their pages list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from match.anomalies import KINDS, Anomaly
from match.expected import Awaited, ExpectedInvoice
from models import db
from models.codes.values import Owner
from models.money import Money
from service import disputes, watch
from service.clock import local_day
from service.disputes import Open
from service.kept import RestsOn, kept
from service.tools import Tools

PAGE = 100
#: What the list of what is not paid can be narrowed to.
DISPUTED, OVERDUE, LATE, WAITING = "disputed", "overdue", "late", "waiting"
SHOWN = (DISPUTED, OVERDUE, LATE, WAITING)
STATES = (Awaited.LATE, Awaited.DUE, Awaited.OPEN, Awaited.COMING, Awaited.PAID)
#: Days after a period in which a bill is not late, as the command has it.
GRACE_DAYS = 21
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Wrong values are taken for none."""

    path: str
    show: str = ""
    supplier: str = ""
    desk: str = ""
    page: int = 1

    @classmethod
    def of(cls, path: str, query: Mapping[str, str], shown: Sequence[str], chosen: str = "") -> Filters:
        """Read the query of an address; `chosen` is shown when nothing is asked for."""
        show, page, desk = query.get("show", ""), query.get("page", ""), query.get("desk", "")
        return cls(
            path,
            show=show if show in shown or show == "all" else chosen,
            supplier=query.get("supplier", "").strip()[:64],
            desk=desk if desk in {each.value for each in Owner} else "",
            page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1,
        )

    def url(self, **changes: Any) -> str:
        """Return the address of the list with these filters, some of them changed."""
        values = {name: getattr(self, name) for name in ("show", "supplier", "desk")} | {"page": 1} | changes
        said = {name: value for name, value in values.items() if value and (name, value) != ("page", 1)}
        return self.path + (f"?{urlencode(said)}" if said else "")


@dataclass(frozen=True, slots=True)
class Listed(Generic[_T]):
    """One page of a list, how many there are of each kind, and how many pages."""

    rows: tuple[_T, ...]
    counts: tuple[tuple[str, int], ...]
    every: int
    pages: int


def _listed(found: Sequence[_T], counts: Mapping[str, int], shown: Sequence[str], every: int, page: int) -> Listed[_T]:
    start = (page - 1) * PAGE
    return Listed(
        tuple(found[start : start + PAGE]),
        tuple((name, counts.get(name, 0)) for name in shown),
        every,
        max(1, -(-len(found) // PAGE)),
    )


# --- not paid ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A line that is not paid, what it is called in the list, and what of its invoice is paid already."""

    line: Open
    kinds: tuple[str, ...]
    paid: Money | None


@dataclass(frozen=True, slots=True)
class DisputesView:
    """What is not paid, with the desks it lies on and what it comes to."""

    listed: Listed[Unpaid]
    desks: tuple[str, ...]
    sums: tuple[Money, ...]
    interest: tuple[Money, ...]


def load_disputes(session: Session, tools: Tools, filters: Filters) -> DisputesView:
    """List what is not paid, the oldest first."""
    found: Sequence[Unpaid] = kept(session, tools, "unpaid", lambda: _unpaid(session, tools))
    mine = [each for each in found if filters.supplier in ("", each.line.supplier_id)]
    mine = [each for each in mine if filters.desk in ("", each.line.owner.value)]
    wanted = [each for each in mine if filters.show in ("", "all") or filters.show in each.kinds]
    counts = Counter(kind for each in mine for kind in each.kinds)
    return DisputesView(
        _listed(wanted, counts, SHOWN, len(mine), filters.page),
        tuple(sorted({each.line.owner.value for each in found})),
        _added(each.line.amount for each in wanted),
        _added(each.line.late.interest for each in wanted if each.line.late),
    )


def _unpaid(session: Session, tools: Tools) -> list[Unpaid]:
    today = local_day(tools.clock.now(), tools.pack.time_zone)
    rows = list(disputes.open_lines(session, tools))
    paid = _paid_of_the_same(session)
    return [Unpaid(each, tuple(_kinds(each, today)), paid.get(each.document)) for each in rows]


def _kinds(each: Open, today: date) -> list[str]:
    kinds = [DISPUTED if each.disputed else WAITING]
    kinds += [OVERDUE] if each.notice_overdue(today) else []
    return kinds + ([LATE] if each.late is not None and each.late.days > 0 else [])


def _paid_of_the_same(session: Session) -> dict[int, Money]:
    """Return what was posted of invoices of which something else is not paid, by document."""
    query = (
        select(db.Decision.document_id, func.sum(db.Decision.amount_minor), func.min(db.Decision.currency))
        .join(db.Posting, db.Posting.decision_id == db.Decision.id)
        .join(db.Document, db.Document.id == db.Decision.document_id)
        .where(db.Decision.current, db.Posting.cancelled_at.is_(None), db.Document.state.in_(disputes.OPEN_STATES))
        .group_by(db.Decision.document_id)
    )
    return {document: Money(int(minor), str(currency)) for document, minor, currency in session.execute(query) if minor}


def _added(amounts: Any) -> tuple[Money, ...]:
    sums: Counter[str] = Counter()
    for each in amounts:
        if each is not None:
            sums[each.currency] += each.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


# --- anomalies and expected invoices ----------------------------------------------------------------------------------


def load_anomalies(session: Session, tools: Tools, filters: Filters) -> Listed[Anomaly]:
    """List what looks wrong in what was paid."""
    found = kept(session, tools, "anomalies", lambda: list(watch.anomalies(session, tools)), rests_on=RestsOn.PAYMENTS)
    mine = [each for each in found if filters.supplier in ("", each.supplier_id)]
    wanted = [each for each in mine if filters.show in ("", "all", each.kind)]
    return _listed(wanted, Counter(each.kind for each in mine), KINDS, len(mine), filters.page)


def load_expected(session: Session, tools: Tools, filters: Filters) -> Listed[ExpectedInvoice]:
    """List the calendar of expected invoices; the people they are for are not named."""
    rows = partial(watch.expected, session, tools, grace_days=GRACE_DAYS)
    found = kept(session, tools, "expected", lambda: [row for row, _ in rows()], rests_on=RestsOn.DECISIONS)
    mine = [each for each in found if filters.supplier in ("", each.grant.supplier_id)]
    wanted = [each for each in mine if filters.show in ("", "all", each.state.value)]
    wanted.sort(key=lambda each: (each.by, each.grant.supplier_id, each.grant.grant_id))
    return _listed(wanted, Counter(each.state.value for each in mine), [each.value for each in STATES], len(mine), filters.page)
