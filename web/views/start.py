"""The start page: what waits, what went by itself, and whether the account of the mail closes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db import Document, DpCase, Letter, Message, Sample
from service.conservation import Account, Touchless, take_account, touchless
from service.disputes import overdue_notices
from service.tools import Tools
from web.words import Words

_MOST_REASONS = 10


@dataclass(frozen=True, slots=True)
class Count:
    """How much waits somewhere, and the page that shows it."""

    label: str
    number: int
    url: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why lines stopped, and how many."""

    code: str
    words: str
    count: int
    #: Of the most frequent reason, in percent: the length of its bar.
    share: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the start page."""

    counts: tuple[Count, ...]
    account: Account
    account_closes: bool
    ended: tuple[tuple[str, int], ...]
    touchless: Touchless
    reasons: tuple[Reason, ...]


def overview(session: Session, words: Words, tools: Tools) -> Overview:
    """Count everything."""
    account, machine = take_account(session), touchless(session)
    most = max((count for _, count in machine.reasons), default=1)
    reasons = tuple(
        Reason(code, words.code(code), count, round(100 * count / most)) for code, count in machine.reasons[:_MOST_REASONS]
    )
    ended = tuple((words(f"ended.{name.replace(' ', '-')}"), count) for name, count in account.ended.items())
    return Overview(_counts(session, words, tools), account, account.closes, ended, machine, reasons)


def _counts(session: Session, words: Words, tools: Tools) -> tuple[Count, ...]:
    documents = _by_state(session, Document)
    letters = _by_state(session, Letter)
    cases = _by_state(session, DpCase)
    failed = _by_state(session, Message).get("failed", 0)
    return (
        Count(words("count.in-review"), documents.get("in-review", 0), "/queue?state=in-review"),
        Count(words("count.held"), documents.get("held", 0), "/queue?state=held"),
        Count(words("count.returned"), documents.get("returned", 0), "/queue?state=returned"),
        Count(words("count.untold"), overdue_notices(session, tools), "/queue", grave=True),
        Count(words("count.failed"), documents.get("failed", 0) + failed, "/queue?state=failed", grave=True),
        Count(words("count.drafts"), letters.get("draft", 0), "/outbox?state=draft"),
        Count(words("count.in-doubt"), letters.get("in-doubt", 0), "/outbox?state=in-doubt", grave=True),
        Count(words("count.cases"), cases.get("draft", 0), "/statements?state=draft"),
        Count(words("count.samples"), _unanswered(session), "/samples"),
    )


def _unanswered(session: Session) -> int:
    """Count drawn lines about which nobody has had the last word."""
    return session.scalar(select(func.count()).select_from(Sample).where(Sample.result.is_(None))) or 0


def _by_state(session: Session, table: type[Document | Letter | DpCase | Message]) -> dict[str, int]:
    rows = session.execute(select(table.state, func.count()).group_by(table.state))
    return {row[0]: row[1] for row in rows}
