"""Direct-payment cases as the console shows them: the list, and one with its workings, evidence, letters and recovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import CommittedKind
from models.document import Reading
from models.money import Money
from models.reconciliation import Reconciliation, reconciliation_from_json
from models.statement import DpStatement, statement_from_json
from reconcile.recovery import Instalment
from service import cautions, registers, switches
from service.actions.actor import Act, Actor
from service.actions.cases import earliest_day, hindrances_of, may_be_proposed
from service.special_mail import died_on, letters_stopped, open_incidents
from service.tools import Tools
from service.workflow import TRANSITIONS
from web.views.months import Month, months_of
from web.views.review import history, may_see_page, revealed
from web.words import Words

PAGE = 50
#: In the order in which a case goes through them.
ORDER = ("draft", "checked", "notice-sent", "await-reply", "no-reply", "disputed", "part-agreed", "agreed", "recovery-raised",
         "received", "on-hold", "closed")  # fmt: skip


def pounds(minor: int | None) -> Money | None:
    """Return an amount of a case."""
    return None if minor is None else Money(minor, registers.POUNDS)


def _sum(text: str) -> Money:
    return Money.of(text, registers.POUNDS)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row of the list."""

    case: db.DpCase
    closing: Money | None
    allowed: Money | None
    surplus: Money | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure of the statement and where it stands."""

    label: str
    value: Money
    where: str
    confidence: float
    page: int | None


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the picture of the balance, in hundredths of its width."""

    kind: str
    label: str
    amount: Money
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case with all that is known of it."""

    case: db.DpCase
    recon: Reconciliation | None
    account: db.DpAccount | None
    provider: db.MapProvider | None
    document_id: int | None
    #: Whether the figures come from a bank file that staff brought.
    from_file: bool
    evidence: tuple[Evidence, ...]
    months: tuple[Month, ...]
    #: Whether whoever looks may read the texts of transactions: they often name people.
    may_read: bool
    #: Money that the statement says is held and that nobody has accepted yet.
    claims: tuple[tuple[CommittedKind, Money], ...]
    provider_stopped: str | None
    #: Why letters to the person are stopped.
    letters_stopped: str | None
    #: When the person died, by the master data.
    died: date | None
    #: The numbers of the incidents that are open about it.
    incidents: tuple[int, ...]
    #: What stands on the person, with the reason for those whose work it is.
    cautions: tuple[tuple[db.DpCaution, str | None], ...]
    picture: tuple[Slice, ...]
    closing_width: float
    letters: tuple[db.Letter, ...]
    replies: tuple[db.ReplyItem, ...]
    recovery: db.Recovery | None
    recovery_amount: Money | None
    earliest: Any
    against: tuple[str, ...]
    can: frozenset[str]
    history: tuple[db.AuditEvent, ...]

    @property
    def surplus(self) -> Money | None:
        """What the council may ask back."""
        return pounds(self.case.council_surplus_minor)

    @property
    def plan(self) -> tuple[Instalment, ...]:
        """The payments that a net-off reduces."""
        rows = (self.recovery.plan or ()) if self.recovery else ()
        return tuple(
            Instalment(date.fromisoformat(each["day"]), _sum(each["payment"]), _sum(each["reduced_by"])) for each in rows
        )

    @property
    def received(self) -> Money | None:
        """What has come back so far."""
        return pounds(self.recovery.received_minor) if self.recovery else None


def case_counts(session: Session) -> dict[str, int]:
    """Return how many cases are in each state."""
    rows = session.execute(select(db.DpCase.state, func.count()).group_by(db.DpCase.state))
    return {row[0]: row[1] for row in rows}


def case_rows(session: Session, query: Mapping[str, str]) -> tuple[list[CaseRow], int | None]:
    """Return one page of cases by account and period, and the cursor of the next."""
    found = select(db.DpCase).order_by(db.DpCase.id).limit(PAGE + 1)
    state, after = query.get("state", ""), query.get("after", "")
    if state in ORDER:
        found = found.where(db.DpCase.state == state)
    if after.isascii() and after.isdigit() and len(after) < 12:
        found = found.where(db.DpCase.id > int(after))
    rows = list(session.scalars(found))
    shown = [
        CaseRow(row, pounds(row.closing_minor), pounds(row.allowable_minor), pounds(row.council_surplus_minor))
        for row in rows[:PAGE]
    ]
    return shown, rows[PAGE - 1].id if len(rows) > PAGE else None


def load_case(session: Session, tools: Tools, words: Words, actor: Actor, case_id: int) -> CaseView:
    """Load one case. Raises NoResultFound when there is none."""
    case = session.get_one(db.DpCase, case_id)
    recon = reconciliation_from_json(tools.vault.open_json(case.reconciliation)) if case.reconciliation else None
    account = session.get(db.DpAccount, case.account_id)
    statement = session.get(db.DpStatement, case.statement_id) if case.statement_id else None
    recovery = session.scalars(select(db.Recovery).where(db.Recovery.case_id == case_id)).one_or_none()
    proposed = recovery is not None and recovery.state == "proposed"
    slices, closing_width = _picture(recon, words)
    printed: DpStatement | None = statement_from_json(tools.vault.open_json(statement.statement)) if statement else None
    document_id = statement.document_id if statement else None
    seen = document_id is not None and revealed(session, actor, f"document:{document_id}", tools.clock.now())
    return CaseView(
        case=case,
        recon=recon,
        account=account,
        provider=session.get(db.MapProvider, case.map_id) if case.map_id else None,
        document_id=document_id,
        from_file=statement is not None and statement.file_sha256 is not None,
        evidence=tuple(_evidence(recon, words)) if recon else (),
        months=months_of(printed, words) if printed else (),
        may_read=may_see_page(actor, revealed=seen),
        claims=_claims(printed, recon),
        provider_stopped=switches.stopped(session, switches.provider(case.map_id)) if case.map_id else None,
        letters_stopped=letters_stopped(session, case),
        died=died_on(session, case),
        incidents=tuple(open_incidents(session, case)),
        cautions=tuple(
            (row, tools.vault.open(row.because) if actor.may(Act.REVIEW) else None) for row in cautions.of_case(session, case)
        ),
        picture=slices,
        closing_width=closing_width,
        letters=tuple(
            session.scalars(
                select(db.Letter)
                .where(or_(db.Letter.case_id == case_id, db.Letter.id == case.map_letter_id))
                .order_by(db.Letter.id)
            )
        ),
        replies=tuple(session.scalars(select(db.ReplyItem).where(db.ReplyItem.case_id == case_id).order_by(db.ReplyItem.id))),
        recovery=recovery,
        recovery_amount=pounds(recovery.amount_minor) if recovery else None,
        earliest=earliest_day(session, tools, case, recovery) if recovery else None,
        against=tuple(hindrances_of(session, tools, case, recovery, actor=actor)) if recovery and proposed else (),
        can=_possible(session, case, recovery),
        history=history(session, f"case:{case_id}"),
    )


def _possible(session: Session, case: db.DpCase, recovery: db.Recovery | None) -> frozenset[str]:
    onward = TRANSITIONS["case"].get(case.state, frozenset())
    found = set()
    if case.state == "draft" and case.reconciliation is not None:
        found.add("sign-off")
    if case.state == "draft" and case.reconciliation is not None and case.statement_id is not None:
        found.add("commit")
    if case.notice_sent_at is None and case.state not in {"draft", "closed", "received", "on-hold"}:
        found.add("notice")
    if recovery is not None and recovery.state == "proposed":
        found |= {"release", "way"}
    if recovery is not None and recovery.state == "released":
        found.add("receipt")
    if case.state in may_be_proposed(session, case):
        found.add("propose")
    if case.state == "on-hold":
        found.add("resume")
    elif "on-hold" in onward:
        found.add("hold")
    if "closed" in onward:
        found.add("close")
    return frozenset(found)


def _claims(statement: DpStatement | None, recon: Reconciliation | None) -> tuple[tuple[CommittedKind, Money], ...]:
    """Return what the statement says is held and no accepted commitment covers."""
    if statement is None or recon is None:
        return ()
    accepted = {each.kind for each in recon.committed if each.accepted}
    return tuple((kind, reading.value) for kind, reading in statement.held.items() if kind not in accepted)


def _evidence(recon: Reconciliation, words: Words) -> list[Evidence]:
    figures: list[tuple[str, Reading[Money] | None]] = [(words("evidence.opening"), recon.opening)]
    figures += [(words(f"category.{key}"), value) for key, value in (*recon.income.items(), *recon.spending.items())]
    figures.append((words("evidence.closing"), recon.closing))
    return [
        Evidence(label, reading.value, _where(reading, words), reading.confidence, reading.source.page)
        for label, reading in figures
        if reading is not None
    ]


def _where(reading: Reading[Money], words: Words) -> str:
    page = words("case.page", page=reading.source.page) if reading.source.page else ""
    return " ".join(each for each in (page, reading.source.origin) if each)


def _picture(recon: Reconciliation | None, words: Words) -> tuple[tuple[Slice, ...], float]:
    """Lay what the account holds beside what it may keep, committed money, the person's own and the council's surplus."""
    if recon is None or recon.closing is None or recon.allowable_balance is None:
        return (), 0.0
    zero = Money.zero(recon.currency)
    parts = [
        ("allowed", words("case.allowed"), recon.allowable_balance),
        ("committed", words("case.committed"), recon.committed_total),
        ("client", words("case.client"), recon.client_refund or zero),
        ("surplus", words("case.surplus"), recon.council_surplus or zero),
    ]
    whole = max(recon.closing.value.minor, sum(max(0, amount.minor) for _, _, amount in parts), 1)
    found, left = [], 0.0
    for kind, label, amount in parts:
        if amount.minor > 0:
            width = 100 * amount.minor / whole
            found.append(Slice(kind, label, amount, round(left, 2), round(width, 2)))
            left += width
    return tuple(found), round(max(0.0, 100 * recon.closing.value.minor / whole), 2)
