"""The cycle of direct payments, run again and again: statements asked for and reminded of, answers awaited, holds ended, alarms raised.

What was done is a fact in the database, so a run after a crash, or a second run the same day, does nothing twice. A letter and
the note that it was written are one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import DpAccount
from models.errors import AfstemError
from models.money import Money
from models.period import Period
from outbound.letters import draft_letter
from outbound.provider_letters import StatementRequest, WantedStatement
from outbound.reminders import SurplusReminder, Unanswered
from reconcile.cycle import Action, ActionKind, Cycle, next_actions, reply_due
from reconcile.notices import wanted_statement_facts
from reconcile.periods import periods_over
from service import audit, dp_registers, registers
from service.actions.cases import back_from_hold
from service.caseload import Seen, begin_cases, open_cases
from service.clock import local_day
from service.database import Database
from service.letters import write_letter
from service.settings.council import DirectPayments
from service.tools import Tools
from service.workflow import Outcome, StaleClaimError, advance, hold

ACTOR = "afstem"
#: Accounts in one letter: more is no letter that anybody reads.
MOST_IN_A_LETTER = 100
_STATEMENTS = frozenset({ActionKind.REQUEST_STATEMENT, ActionKind.REMIND_STATEMENT})
#: What a person must look at. It stands beside the case until it is no longer so.
_ALARMS = frozenset({
    ActionKind.ESCALATE_STATEMENT, ActionKind.ESCALATE_REPLY, ActionKind.CHASE_PAYMENT, ActionKind.REVIEW_OVERDUE, ActionKind.STALE,
    ActionKind.LOOK_AGAIN,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """A case with what is due on it. Plain values: the row is read again when something is done."""

    case_id: int
    version: int
    account_id: str
    map_id: str | None
    period: Period
    action: Action
    sent: date | None = None
    answer_by: date | None = None


def run_cycle(
    database: Database, tools: Tools, terms: DirectPayments, report: Callable[[int, int | None], None] | None = None
) -> Counter[str]:
    """Do what is due today on every open case; return how much was done, by kind."""
    today = local_day(tools.clock.now(), tools.pack.time_zone)
    done: Counter[str] = Counter()
    periods = list(periods_over(today, terms.statement_months, terms.ask_from)) if terms.ask_from else []
    done["begun"] = begin_cases(database, tools, periods)
    due, alarms = _look(database, tools, terms, today, done, report)
    done["alarms"] = sum(len(found) for _, found in alarms)
    _save_alarms(database, alarms)
    for group in _by_letter(each for each in due if each.action.kind in _STATEMENTS):
        done["statements-asked" if group[0].action.count == 0 else "statements-reminded"] += _ask(
            database, tools, terms, group, today
        )
    for group in _by_letter(each for each in due if each.action.kind is ActionKind.REMIND_REPLY):
        done["answers-reminded"] += _remind(database, tools, group, today)
    for each in due:
        if each.action.kind in _MOVES:
            done[each.action.kind.value] += _move(database, tools, each, today)
    return +done


def _look(
    database: Database,
    tools: Tools,
    terms: DirectPayments,
    today: date,
    done: Counter[str],
    report: Callable[[int, int | None], None] | None,
) -> tuple[list[Due], list[tuple[int, list[dict[str, str]]]]]:
    """Go through the open cases once: what is due, and the alarms that changed."""
    cycle = Cycle(
        statement_days=terms.statement_days,
        statement_reminder_days=terms.statement_reminder_days,
        statement_reminders=terms.statement_reminders,
        reply_reminders=terms.reply_reminders,
        stale_days=terms.stale_days,
        payment_days=terms.payment_days,
    )
    due: list[Due] = []
    alarms: list[tuple[int, list[dict[str, str]]]] = []
    with database.read() as session:
        for count, seen in enumerate(open_cases(session, tools, terms.reviewed_on), 1):
            done["looked-at"] = count
            actions = next_actions(seen.facts, today, cycle)
            # Nothing is asked of a provider before the day that the council has named.
            may_ask = terms.ask_from is not None and seen.facts.period.start >= terms.ask_from
            due += [_due(seen, each) for each in actions if may_ask or each.kind not in _STATEMENTS]
            found = [_alarm(each) for each in actions if each.kind in _ALARMS] + list(_more_alarms(seen, today))
            if found != seen.row.alarms:
                alarms.append((seen.row.id, found))
            if report is not None and count % 100 == 0:
                report(count, None)
    return due, alarms


def _due(seen: Seen, action: Action) -> Due:
    row, facts = seen.row, seen.facts
    return Due(
        row.id, row.version, row.account_id, row.map_id, facts.period, action, facts.notices.map_letter, reply_due(facts)
    )


def _alarm(action: Action) -> dict[str, str]:
    return {"kind": action.kind.value, "due": action.due.isoformat(), "because": action.because}


def _more_alarms(seen: Seen, today: date) -> Iterable[dict[str, str]]:
    """Give what waits for a person that the timers do not know: bank lines to look at, recoveries that may be released."""
    if seen.proposals:
        yield {"kind": "bank-line", "due": today.isoformat(), "because": f"{seen.proposals} bank lines may be its money"}
    recovery = seen.recovery
    told = seen.row.notice_sent_at is not None
    waits = any(seen.facts.about.cautions)
    if recovery is not None and recovery.state == "proposed" and told and not waits and today >= recovery.release_not_before:
        because = "the notice days are over: somebody may release the recovery"
        yield {"kind": "raise-recovery", "due": recovery.release_not_before.isoformat(), "because": because}


def _save_alarms(database: Database, alarms: Sequence[tuple[int, list[dict[str, str]]]]) -> None:
    for start in range(0, len(alarms), 500):
        with database.write() as session:
            for case_id, found in alarms[start : start + 500]:
                session.get_one(db.DpCase, case_id).alarms = found


def _by_letter(due: Iterable[Due]) -> Iterable[list[Due]]:
    """Group what goes into one letter: one provider, one round, and for answers one day of asking."""
    groups: dict[tuple[str, int, date | None], list[Due]] = {}
    for each in due:
        if each.map_id:
            groups.setdefault((each.map_id, each.action.count, each.sent), []).append(each)
    for group in groups.values():
        for start in range(0, len(group), MOST_IN_A_LETTER):
            yield group[start : start + MOST_IN_A_LETTER]


def _address(provider: db.MapProvider | None) -> str | None:
    return next((entry for entry in provider.emails if not entry.startswith("@")), None) if provider else None


def _still(session: Session, group: Sequence[Due]) -> list[tuple[Due, db.DpCase]]:
    """Return those of a group that nobody has moved since they were looked at."""
    rows = {row.id: row for row in session.scalars(select(db.DpCase).where(db.DpCase.id.in_([each.case_id for each in group])))}
    return [(each, rows[each.case_id]) for each in group if rows[each.case_id].version == each.version]


def _named(
    session: Session, tools: Tools, rows: Sequence[tuple[Due, db.DpCase]]
) -> tuple[dict[str, DpAccount], dict[str, str]]:
    """Return the accounts of these cases by account id, and the names of their holders by person id."""
    ids = {row.account_id for _, row in rows}
    accounts = {each.account_id: each for each in dp_registers.accounts(session, tools.vault, ids=ids)}
    holders = registers.people(session, tools.vault, ids={each.person_id for each in accounts.values()})
    return accounts, {each.person_id: each.name for each in holders}


def _ask(database: Database, tools: Tools, terms: DirectPayments, group: Sequence[Due], today: date) -> int:
    """Write one letter that asks for statements, or reminds of them, and note it on every case."""
    reminder = group[0].action.count
    with database.write() as session:
        provider = session.get(db.MapProvider, group[0].map_id)
        to, rows = _address(provider), _still(session, group)
        if provider is None or to is None or not rows:
            return 0
        accounts, people = _named(session, tools, rows)
        wanted, asked_before = [], [row.statement_requested_on for _, row in rows if row.statement_requested_on]
        for each, row in rows:
            account = accounts[row.account_id]
            wanted.append(
                WantedStatement(**wanted_statement_facts(account, each.period, initials(people.get(account.person_id))))
            )
        facts = StatementRequest(
            house=tools.house.writer,
            map_id=provider.map_id,
            provider=provider.name,
            wanted=tuple(wanted),
            due=today + timedelta(days=terms.statement_reminder_days if reminder else terms.statement_days),
            reminder=reminder,
            first_asked=min(asked_before, default=None),
            person_ids=tuple(account.person_id for account in accounts.values()),
            names=tuple(people.values()),
        )
        kind = "statement-reminder" if reminder else "statement-request"
        write_letter(session, tools, draft_letter(kind, facts, to=to, language="en"), now=tools.clock.now())
        for _, row in rows:
            if reminder:
                row.statement_reminders, row.statement_reminded_on = reminder, today
            else:
                row.statement_requested_on = today
            _note(session, tools, row.id, kind)
        return len(rows)


def _remind(database: Database, tools: Tools, group: Sequence[Due], today: date) -> int:
    """Write one letter that reminds of answers, and note it on every case."""
    reminder = group[0].action.count
    with database.write() as session:
        provider = session.get(db.MapProvider, group[0].map_id)
        to, rows = _address(provider), _still(session, group)
        if provider is None or to is None or not rows or group[0].sent is None:
            return 0
        accounts, people = _named(session, tools, rows)
        waiting = []
        for _, row in rows:
            account = accounts[row.account_id]
            short = initials(people.get(account.person_id))
            waiting.append(
                Unanswered(
                    row.account_id,
                    f"{short} ({account.person_id})" if short else account.person_id,
                    Money(row.council_surplus_minor or 0, registers.POUNDS),
                    row.reference or "",
                    account.reference,
                )
            )
        policy = tools.policy
        facts = SurplusReminder(
            house=tools.house.writer,
            map_id=provider.map_id,
            provider=provider.name,
            waiting=tuple(waiting),
            first_asked=group[0].sent,
            reply_by=today + timedelta(days=policy.reminder_days),
            reminder=reminder,
            person_ids=tuple(account.person_id for account in accounts.values()),
            names=tuple(people.values()),
        )
        write_letter(session, tools, draft_letter("surplus-reminder", facts, to=to, language="en"), now=tools.clock.now())
        for _, row in rows:
            row.reply_reminders, row.reply_reminded_on = reminder, today
            _note(session, tools, row.id, "surplus-reminder")
        return len(rows)


def initials(name: str | None) -> str | None:
    """Return what a letter may call a person.

    >>> initials("Ada Marsh")
    'A. M.'
    """
    return " ".join(f"{part[0]}." for part in name.split()) if name else None


def _note(session: Session, tools: Tools, case_id: int, event: str) -> None:
    audit.record(session, at=tools.clock.now(), actor=ACTOR, subject=f"case:{case_id}", event=event)


def _silence(_session: Session, _row: db.DpCase, _today: date) -> Outcome:
    return Outcome("no-reply", "the provider has not answered")


def _close(_session: Session, row: db.DpCase, _today: date) -> Outcome:
    because = "the money is here" if row.state == "received" else "the balance was checked and there is nothing to ask for"
    return Outcome("closed", because)


def _end_hold(session: Session, row: db.DpCase, _today: date) -> Outcome:
    return Outcome(back_from_hold(session, row.id), "the hold has ended: look again")


def _escalate(_session: Session, row: db.DpCase, today: date) -> Outcome | None:
    row.escalated_on = today
    if row.state == "draft" and row.statement_id is None:
        row.flags = sorted({*row.flags, "dp-statement-missing"})
    return None


_MOVES: dict[ActionKind, Callable[[Session, db.DpCase, date], Outcome | None]] = {
    ActionKind.RECORD_SILENCE: _silence,
    ActionKind.CLOSE: _close,
    ActionKind.END_HOLD: _end_hold,
    ActionKind.ESCALATE_STATEMENT: _escalate,
    ActionKind.ESCALATE_REPLY: _escalate,
}


def _move(database: Database, tools: Tools, due: Due, today: date) -> int:
    """Move one case on, unless somebody was quicker."""
    try:
        with database.write() as session:
            row = session.get_one(db.DpCase, due.case_id)
            outcome = _MOVES[due.action.kind](session, row, today)
            if outcome is None:
                _note(session, tools, row.id, due.action.kind.value)
                return 1
            taken = hold(session, "case", row.id, version=due.version)
            advance(session, taken, outcome, actor=ACTOR, now=tools.clock.now())
    except (StaleClaimError, AfstemError):
        return 0
    return 1
