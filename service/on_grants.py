"""What is paid on some grants, and what earlier documents ask for under them and is still open: in one question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import String, bindparam, cast, literal, literal_column, null, select, union_all
from sqlalchemy.orm import Session

from match.facts import AWAITS_CORRECTION, EarlierClaim
from models import db
from models.db.base import BigId, Utc
from models.grant import Settled
from models.money import Money
from models.period import Period
from service.asking import Question, among
from service.paid import BOOKED, DECIDED, settled_of

T = TypeVar("T")
_DECISIONS, _DOCUMENTS = db.Decision.__table__, db.Document.__table__
#: What the first column of a row says where something was asked for; what is paid has the numbers before it.
_ASKED_FOR = 2
_PAID = (
    BOOKED.add_columns(cast(null(), Utc()).label("received_at"), cast(null(), String).label("state"), literal(0).label("line")),
    DECIDED.add_columns(cast(null(), Utc()), cast(null(), String), literal(0)),
)
_CLAIMED = (
    select(
        literal(_ASKED_FOR),
        _DECISIONS.c.document_id,
        cast(null(), String),
        _DOCUMENTS.c.invoice_number,
        _DECISIONS.c.grant_id,
        _DECISIONS.c.period_start,
        _DECISIONS.c.period_end,
        _DECISIONS.c.amount_minor,
        _DECISIONS.c.currency,
        cast(null(), String),
        cast(null(), BigId),
        cast(null(), String),
        _DOCUMENTS.c.received_at,
        _DOCUMENTS.c.state,
        _DECISIONS.c.line,
    )
    .join(_DOCUMENTS, _DOCUMENTS.c.id == _DECISIONS.c.document_id)
    .where(
        among(_DECISIONS.c.grant_id, "ids"),
        _DECISIONS.c.current.is_(True),
        _DECISIONS.c.document_id < bindparam("before"),
        _DOCUMENTS.c.kind == literal_column("'invoice'"),
    )
)
_ON_GRANTS = Question(union_all(*_PAID, _CLAIMED).order_by("ours", "id", "line"))
#: States of a document in which what it asks for may still be paid, or is awaited in a corrected copy.
_OPEN_STATES = frozenset({"in-review", "held", *AWAITS_CORRECTION})


@dataclass(frozen=True, slots=True)
class OnGrants:
    """What is known to be paid or asked for under some grants, each with its place in the order of the database."""

    paid: dict[str, list[tuple[int, Settled]]] = field(default_factory=dict)
    #: With the number of the document that asks.
    claims: dict[str, list[tuple[int, int, EarlierClaim]]] = field(default_factory=dict)

    def paid_under(self, grant_ids: Iterable[str]) -> tuple[Settled, ...]:
        """Return what is paid or posted under any of these grants: what the ledger holds, then what we decided."""
        return tuple([each for _, each in sorted(_under(self.paid, grant_ids), key=itemgetter(0))])

    def claims_under(self, grant_ids: Iterable[str], before: int) -> tuple[EarlierClaim, ...]:
        """Return what documents before this one asked for under any of these grants, as they came."""
        found = sorted(_under(self.claims, grant_ids), key=itemgetter(0))
        return tuple([each for _, document_id, each in found if document_id < before])


def _under(by_grant: dict[str, list[T]], grant_ids: Iterable[str]) -> list[T]:
    return [each for grant_id in grant_ids if grant_id in by_grant for each in by_grant[grant_id]]


def on_grants(session: Session, grant_ids: Collection[str], before: int) -> OnGrants:
    """Load what is paid under these grants, and what documents before this one ask for under them and is still open."""
    known = OnGrants()
    if not grant_ids:
        return known
    for place, row in enumerate(_ON_GRANTS.ask(session, ids=list(grant_ids), before=before)):
        if row.ours != _ASKED_FOR:
            known.paid.setdefault(row.grant_id, []).append((place, settled_of(row)))
        elif _is_open(row):
            known.claims.setdefault(row.grant_id, []).append((place, row.id, _claim(row)))
    return known


def _is_open(row: Any) -> bool:
    # Asked for by state, the database would begin with all open documents instead of the few of these grants.
    said = row.period_start and row.period_end and row.amount_minor is not None and row.currency
    return bool(row.state in _OPEN_STATES and said)


def _claim(row: Any) -> EarlierClaim:
    return EarlierClaim(
        document_id=str(row.id),
        number=row.invoice_number or "",
        received=row.received_at.date(),
        state=row.state,
        grant_id=row.grant_id,
        period=Period(row.period_start, row.period_end),
        amount=Money(row.amount_minor, row.currency),
    )
