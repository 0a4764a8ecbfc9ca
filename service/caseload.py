"""The caseload as the cycle sees it: a case for every period that a statement is wanted for, and the facts of each open case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import PROVIDER_HELD, DpAccount, DpPolicy, policy_on
from models.period import Period
from models.reconciliation import Reconciliation, reconciliation_from_json
from reconcile.cycle import DpCase
from reconcile.recovery import Circumstance, Hold, NoticeFacts
from reconcile.states import CaseState
from service import cautions, dp_registers
from service.clock import local_day
from service.database import Database
from service.tools import Tools

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """An open case with its facts."""

    row: db.DpCase
    facts: DpCase
    recovery: db.Recovery | None
    #: The number of its bank lines that a person must look at.
    proposals: int


def begin_cases(database: Database, tools: Tools, periods: list[Period]) -> int:
    """Make a waiting case for each provider-held account and period that has none; return how many."""
    if not periods:
        return 0
    with database.read() as session:
        accounts = _held_by_providers(session)
        known: dict[str, list[Period]] = {}
        rows = select(db.DpCase.account_id, db.DpCase.period_start, db.DpCase.period_end).where(
            db.DpCase.period_end >= periods[0].start
        )
        for account_id, begins, ends in session.execute(rows):
            if begins and ends:
                known.setdefault(account_id, []).append(Period(begins, ends))
    wanted = [
        (account, period)
        for account in accounts
        for period in periods
        if account.lives_in(period) and not any(period.overlaps(each) for each in known.get(account.account_id, ()))
    ]
    for start in range(0, len(wanted), CHUNK):
        with database.write() as session:
            session.add_all(_waiting(account, period, tools.clock.now()) for account, period in wanted[start : start + CHUNK])
    return len(wanted)


@dataclass(frozen=True, slots=True)
class _Span:
    """Of an account what its periods need: nothing that is sealed is opened for it."""

    account_id: str
    map_id: str
    start: date
    end: date | None

    def lives_in(self, period: Period) -> bool:
        """Whether the agreement ran on any day of the period."""
        return self.start <= period.end and (self.end is None or self.end >= period.start)


def _held_by_providers(session: Session) -> list[_Span]:
    table = db.DpAccount
    held = [each.value for each in PROVIDER_HELD]
    rows = session.execute(
        select(table.account_id, table.map_id, table.start, table.end)
        .where(table.map_id.is_not(None), table.type.in_(held), table.closed_at.is_(None))
        .order_by(table.account_id)
    )
    return [_Span(account_id, map_id or "", start, end) for account_id, map_id, start, end in rows]


def _waiting(account: _Span, period: Period, now: datetime) -> db.DpCase:
    return db.DpCase(
        account_id=account.account_id,
        map_id=account.map_id,
        period_start=period.start,
        period_end=period.end,
        flags=[],
        state="draft",
        reason="its statement is wanted",
        version=0,
        attempts=0,
        created_at=now,
    )


def open_cases(session: Session, tools: Tools, reviewed_on: date | None) -> Iterator[Seen]:
    """Yield every case that is not closed, with its facts; a few hundred are in memory at a time."""
    history = _History(session, tools, reviewed_on)
    after = 0
    while True:
        cases = session.scalars(
            select(db.DpCase).where(db.DpCase.state != "closed", db.DpCase.id > after).order_by(db.DpCase.id).limit(CHUNK)
        ).all()
        if not cases:
            return
        after = cases[-1].id
        ids = {case.account_id for case in cases}
        accounts = {each.account_id: each for each in dp_registers.accounts(session, tools.vault, ids=ids)}
        people = {each.person_id: each.died for each in _deaths(session, [each.person_id for each in accounts.values()])}
        for case in cases:
            account = accounts.get(case.account_id)
            if account is not None and case.period_start and case.period_end:
                yield history.seen(case, account, people.get(account.person_id))
        session.expunge_all()


@dataclass(frozen=True, slots=True)
class _Death:
    person_id: str
    died: date | None


def _deaths(session: Session, person_ids: list[str]) -> list[_Death]:
    rows = session.execute(select(db.Person.person_id, db.Person.died).where(db.Person.person_id.in_(person_ids)))
    return [_Death(person_id, died) for person_id, died in rows]


class _History:
    """What happened to cases, asked for once for the whole caseload."""

    def __init__(self, session: Session, tools: Tools, reviewed_on: date | None) -> None:
        self._session, self._tools, self._reviewed_on = session, tools, reviewed_on
        self._zone = tools.pack.time_zone
        self._policies = dp_registers.policies(session)
        events = db.AuditEvent
        mine = events.subject.like("case:%")
        latest = select(events.subject, func.max(events.at)).where(mine).group_by(events.subject)
        self._moved: dict[str, datetime] = {row[0]: row[1] for row in session.execute(latest)}
        self._checked = self._reviews(
            [
                (subject, at)
                for subject, at in session.execute(select(events.subject, events.at).where(mine, events.after == "checked"))
            ]
        )
        self._asked = self._days(
            select(db.DpCase.id, func.min(db.Letter.sent_at))
            .join(db.Letter, or_(db.Letter.id == db.DpCase.map_letter_id, db.Letter.case_id == db.DpCase.id))
            .where(db.Letter.letter == "map-surplus"),
            db.DpCase.id,
        )
        self._answered = self._days(
            select(db.ReplyItem.case_id, func.max(db.ReplyItem.created_at)).where(db.ReplyItem.intent != "AUTO_REPLY"),
            db.ReplyItem.case_id,
        )
        waiting = select(db.BankReceipt.case_id, func.count()).where(db.BankReceipt.state == "proposed")
        self._proposals: dict[int, int] = {row[0]: row[1] for row in session.execute(waiting.group_by(db.BankReceipt.case_id))}
        self._recoveries: Mapping[int, db.Recovery] = {each.case_id: each for each in session.scalars(select(db.Recovery))}
        self._cautions: dict[str, list[db.DpCaution]] = {}
        for row in cautions.standing(session):
            self._cautions.setdefault(row.person_id, []).append(row)
        session.expunge_all()

    def _days(self, query: object, key: object) -> dict[int, date]:
        rows = self._session.execute(query.where(key.is_not(None)).group_by(key))  # type: ignore[attr-defined]
        return {case_id: local_day(at, self._zone) for case_id, at in rows if at is not None}

    def _reviews(self, rows: Sequence[tuple[str, datetime]]) -> dict[str, tuple[date, ...]]:
        owners = self._session.execute(select(db.DpCase.id, db.DpCase.account_id)) if rows else ()
        accounts: dict[int, str] = {row[0]: row[1] for row in owners}
        found: dict[str, list[date]] = {}
        for subject, at in rows:
            account_id = accounts.get(int(subject.partition(":")[2]))
            if account_id:
                found.setdefault(account_id, []).append(local_day(at, self._zone))
        return {account_id: tuple(days) for account_id, days in found.items()}

    def seen(self, case: db.DpCase, account: DpAccount, died: date | None) -> Seen:
        """Return a case with its facts."""
        assert case.period_start is not None
        assert case.period_end is not None
        recovery = self._recoveries.get(case.id)
        moved = self._moved.get(f"case:{case.id}", case.created_at)
        before = (self._reviewed_on,) if self._reviewed_on else ()
        facts = DpCase(
            account=account,
            period=Period(case.period_start, case.period_end),
            policy=policy_on(self._policies, case.period_end) or self._plain_policy(account, case.period_start),
            state=CaseState(case.state),
            recon=self._recon(case) if case.state in {"checked", "draft"} else None,
            statement_received=local_day(case.created_at, self._zone) if case.statement_id else None,
            statement_requested=case.statement_requested_on,
            statement_reminded=_times(case.statement_reminded_on, case.statement_reminders),
            notices=NoticeFacts(map_letter=self._asked.get(case.id)),
            reply_received=self._answered.get(case.id),
            reply_reminded=_times(case.reply_reminded_on, case.reply_reminders),
            escalated=case.escalated_on is not None,
            raised_on=recovery.released_on if recovery else None,
            last_change=local_day(moved, self._zone),
            about=cautions.told_by(self._cautions.get(account.person_id, ()), Circumstance(holds=self._holds(case))),
            died=died,
            letters_stopped=True,
            reviews=(*before, *self._checked.get(account.account_id, ())),
        )
        return Seen(case, facts, recovery, self._proposals.get(case.id, 0))

    def _recon(self, case: db.DpCase) -> Reconciliation | None:
        if case.reconciliation is None:
            return None
        return reconciliation_from_json(self._tools.vault.open_json(case.reconciliation))

    def _holds(self, case: db.DpCase) -> tuple[Hold, ...]:
        if case.state != "on-hold" or case.not_before is None:
            return ()
        return (Hold(case.reason or "", local_day(case.not_before, self._zone)),)

    def _plain_policy(self, account: DpAccount, start: date) -> DpPolicy:
        """Return the days of the settings, for a period before any version of the council's rule."""
        from models.direct_payment import AllowableBasis
        from models.money import Money

        policy = self._tools.policy
        zero = Money.zero(account.weekly_payment.currency)
        return DpPolicy(
            start, 0, AllowableBasis.GROSS_BUDGET, zero, policy.notice_days, policy.reply_days, policy.reminder_days
        )


def _times(last: date | None, count: int) -> tuple[date, ...]:
    """Return reminders as their days; of the earlier ones only the number matters."""
    return () if last is None else (last,) * count
