"""Shadow mode as a report: what we decided beside what people posted, by the ledger that was imported. Nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from match.bounds import upper_bound
from match.compare import COMPARED, ERRORS, Compared, Ours, Part, Result, Tally, Theirs, compare
from match.scopes import Scope
from models import db
from models.codes import Posts, find_code
from models.money import Money
from models.period import Period
from service import decisions as decided
from service.clock import local_day
from service.tools import Tools

#: What keeps a line that is certain from posting by itself, without saying anything about whether it is right.
HELD_BACK = frozenset({"sampled", "not-promoted", "rule-demoted"})
#: By what a report can be broken down, in the order of its columns.
DIMENSIONS = ("rule", "legal_basis", "supplier_id", "period")
#: What is left out of the list of differences unless it is asked for.
QUIET = frozenset({Result.SAME, Result.NEITHER, Result.OWN})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ours with what people posted of it; `decision` is None for what never came to us."""

    result: Result
    supplier_id: str
    invoice_number: str
    decision: int | None = None
    document: int | None = None
    line: int | None = None
    rule: str | None = None
    tier: int | None = None
    legal_basis: str | None = None
    verdict: str | None = None
    code: str | None = None
    grant_id: str | None = None
    period: Period | None = None
    amount: Money | None = None
    theirs: tuple[Theirs, ...] = ()
    currency: str = ""
    #: "ours" or "theirs", where a person has looked at the difference.
    judged: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether it counts against us."""
        return self.result in ERRORS and self.judged != "ours"

    @property
    def scope(self) -> Scope | None:
        """What would have to be promoted for the line to post by itself."""
        return Scope(self.rule, self.legal_basis or "", self.supplier_id) if self.rule else None

    def value(self, dimension: str) -> str:
        """Return what the line is counted under."""
        if dimension == "period":
            period = self.period or (self.theirs[0].part.period if self.theirs else None)
            return f"{period.start:%Y-%m}" if period else "-"
        return getattr(self, dimension) or "-"


@dataclass(frozen=True, slots=True)
class Summary:
    """The tally of everything with the same values."""

    values: Mapping[str, str]
    tally: Tally


def lines(session: Session, tools: Tools, *, since: date | None = None, until: date | None = None) -> list[Line]:
    """Compare every invoice with what people posted of it; `since` and `until` are days on which the billed period begins."""
    ledger = _ledger(session)
    horizon = max((each.posted_on for rows in ledger.values() for each in rows if each.posted_on), default=None)
    judged = {(row.document_id, row.line): row.right for row in session.scalars(select(db.Judgement))}
    bases = {grant_id: basis for grant_id, basis in session.execute(select(db.Grant.grant_id, db.Grant.legal_basis))}  # noqa: C416
    invoices = _decisions(session, horizon, tools)
    found: list[Line] = []
    for key in sorted(invoices.keys() | ledger.keys()):
        ours, theirs = invoices.get(key, []), ledger.get(key, [])
        rows = {each.ours.key: each for each in ours}
        pairs = compare([each.ours for each in ours], [each.theirs for each in theirs])
        found += [_line(pair, rows, theirs, bases, judged, key[0]) for pair in pairs]
    return [each for each in found if _within(each, since, until)]


@dataclass(frozen=True, slots=True)
class _Decided:
    ours: Ours
    row: Any


@dataclass(frozen=True, slots=True)
class _Posted:
    theirs: Theirs
    number: str
    currency: str

    @property
    def posted_on(self) -> date | None:
        return self.theirs.posted_on


_Key = tuple[str, str]


def _ledger(session: Session) -> dict[_Key, list[_Posted]]:
    found: dict[_Key, list[_Posted]] = defaultdict(list)
    for row in session.scalars(select(db.Ledger).where(db.Ledger.closed_at.is_(None)).order_by(db.Ledger.id)):
        part = Part(row.grant_id, Period(row.period_start, row.period_end), row.amount_minor)
        theirs = Theirs(row.id, part, row.voucher, row.posted_on)
        found[row.supplier_id, row.invoice_key].append(_Posted(theirs, row.invoice_number, row.currency))
    return found


def _decisions(session: Session, horizon: date | None, tools: Tools) -> dict[_Key, list[_Decided]]:
    """Return every line as the machine by itself decided it last: without what people corrected or clicked."""
    decision, document = db.Decision, db.Document
    own = set(
        session.scalars(
            select(db.Posting.decision_id)
            .join(decision, decision.id == db.Posting.decision_id)
            .where(db.Posting.mode == "live", db.Posting.cancelled_at.is_(None), decision.decided_by == decided.AUTOMATIC)
        )
    )
    # Once people have corrected a reading, later revisions are no longer the machine's own work.
    last = (
        select(decision.document_id, func.max(decision.revision).label("revision"))
        .join(document, document.id == decision.document_id)
        .where(decision.decided_by == decided.AUTOMATIC, document.corrected.is_(None) | (decision.revision == 0))
        .group_by(decision.document_id)
        .subquery()
    )
    query = (
        select(
            *(getattr(decision, name) for name in _COLUMNS),
            document.invoice_number,
            document.invoice_key,
            document.received_at,
            document.supplier_id.label("document_supplier"),
        )
        .join(document, document.id == decision.document_id)
        .join(last, (last.c.document_id == decision.document_id) & (last.c.revision == decision.revision))
        .order_by(decision.document_id, decision.line)
    )
    grace = timedelta(days=tools.policy.payment_days)
    found: dict[_Key, list[_Decided]] = defaultdict(list)
    for row in session.execute(query):
        due = horizon is not None and local_day(row.received_at, tools.pack.time_zone) + grace <= horizon
        key = (row.document_supplier or row.supplier_id or "", row.invoice_key or f"document {row.document_id}")
        found[key].append(_Decided(_ours(row, due, row.id in own), row))
    return found


_COLUMNS = (
    "id",
    "document_id",
    "line",
    "verdict",
    "code",
    "codes",
    "supplier_id",
    "grant_id",
    "period_start",
    "period_end",
    "rule",
    "tier",
    "amount_minor",
    "currency",
    "settles",
)


def _ours(row: Any, due: bool, own: bool) -> Ours:
    return Ours(
        key=row.id,
        would_post=would_post(row.verdict, row.codes) and bool(row.rule),
        parts=tuple(_parts(row)),
        is_due=due,
        says_paid="already-paid" in row.codes,
        own=own,
    )


def would_post(verdict: str, codes: Collection[str]) -> bool:
    """Whether the line posts by itself, or would if nothing held it back that has nothing to do with the line.

    >>> would_post("post", ["auto-posted"]), would_post("propose", ["sampled"]), would_post("propose", ["over-limit", "sampled"])
    (True, True, False)
    """
    if verdict == "post":
        return True
    clicks = {each for each in codes if (known := find_code(each)) is not None and known.posts is not Posts.YES}
    return verdict == "propose" and clicks <= HELD_BACK


def _parts(row: Any) -> Iterator[Part]:
    for grant_id, text, minor in row.settles:
        start, _, end = text.partition("/")
        yield Part(grant_id, Period(date.fromisoformat(start), date.fromisoformat(end)), minor)
    if not row.settles and row.grant_id and row.period_start and row.period_end and row.amount_minor is not None:
        yield Part(row.grant_id, Period(row.period_start, row.period_end), row.amount_minor)


def _line(
    pair: Compared,
    rows: Mapping[int, _Decided],
    ledger: Sequence[_Posted],
    bases: Mapping[str, str],
    judged: Mapping[tuple[int, int], str],
    supplier_id: str,
) -> Line:
    posted = next((each for each in ledger if pair.theirs and each.theirs.key == pair.theirs[0].key), None)
    if pair.ours is None:
        assert posted is not None
        basis = bases.get(posted.theirs.part.grant_id)
        return Line(pair.result, supplier_id, posted.number, theirs=pair.theirs, currency=posted.currency, legal_basis=basis)
    row = rows[pair.ours.key].row
    grant_id = row.grant_id or (posted.theirs.part.grant_id if posted else None)
    currency = row.currency or (posted.currency if posted else "")
    return Line(
        result=pair.result,
        supplier_id=supplier_id,
        invoice_number=row.invoice_number or "",
        decision=row.id,
        document=row.document_id,
        line=row.line,
        rule=row.rule,
        tier=row.tier,
        legal_basis=bases.get(grant_id) if grant_id else None,
        verdict=row.verdict,
        code=row.code,
        grant_id=row.grant_id,
        period=Period(row.period_start, row.period_end) if row.period_start and row.period_end else None,
        amount=Money(row.amount_minor, currency) if row.amount_minor is not None and currency else None,
        theirs=pair.theirs,
        currency=currency,
        judged=judged.get((row.document_id, row.line)),
    )


def _within(line: Line, since: date | None, until: date | None) -> bool:
    period = line.period or (line.theirs[0].part.period if line.theirs else None)
    if period is None:
        return since is None and until is None
    return (since is None or period.start >= since) and (until is None or period.start <= until)


def tally(found: Iterable[Line]) -> Tally:
    """Count lines by result."""
    counts: Counter[Result] = Counter()
    cleared = 0
    for line in found:
        counts[line.result] += 1
        cleared += line.result in ERRORS and not line.is_error
    return Tally(dict(counts), cleared)


def summarise(found: Iterable[Line], by: Sequence[str]) -> list[Summary]:
    """Break the comparison down by some dimensions; the largest first."""
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in found:
        groups[tuple(line.value(each) for each in by)].append(line)
    result = [Summary(dict(zip(by, values, strict=True)), tally(group)) for values, group in groups.items()]
    return sorted(result, key=lambda each: (-each.tally.compared, *each.values.values()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a scope can be judged by."""

    scope: Scope
    compared: int
    errors: int

    @property
    def bound(self) -> str:
        """The upper 95 % bound of the share of errors."""
        return str(upper_bound(self.errors, self.compared))


def evidence(found: Iterable[Line]) -> dict[Scope, Evidence]:
    """Count what was compared under every scope, the wide ones included: every legal basis, every supplier."""
    counts: dict[Scope, list[int]] = defaultdict(lambda: [0, 0])
    for line in found:
        if line.result in COMPARED and line.scope is not None:
            for scope in line.scope.wider():
                counts[scope][0] += 1
                counts[scope][1] += line.is_error
    return {scope: Evidence(scope, compared, errors) for scope, (compared, errors) in counts.items()}
