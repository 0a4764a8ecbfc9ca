"""Take rows to work on: claim them and load what their step needs, in one transaction.

A step that can (`Step.together`) takes along others that wait in the same state, so that what they need to know is asked for
once. Each still comes out as if it had been taken by itself: what shares anything with a row before it in the same hands is
loaded again once that one is done, and a row that failed before is always taken alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.database import Database
from service.step import Step
from service.tools import Tools
from service.workflow import TABLES, Claim, Outcome, Undecided, claim, claimable

#: So many rows are taken at once at the most: with more, what a question costs by itself hardly falls on a row any more.
TOGETHER = 32

Work = Callable[[], Outcome | Undecided]
#: What a row needs, or the error that loading it raised.
_Loaded = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """A claimed row and its work. What went wrong with loading is raised by the work, when the claim counts."""

    claim: Claim
    work: Work


def take(
    database: Database, tools: Tools, step: Step[Any], row: tuple[str, int, str], worker: str, *, most: int = 1
) -> list[Taken]:
    """Claim a row and, where its step can, others with it, `most` in all; nothing when the row may not be taken now."""
    kind, row_id, state = row
    with database.write() as session:
        first = claim(session, kind, row_id, state, worker=worker, now=tools.clock.now(), lease=tools.lease)
        if first is None:
            return []
        if first.attempts > tools.max_attempts:
            return [Taken(first, partial(_parked, first))]
        alone = most == 1 or step.together is None or first.attempts > 1
        claims = [first, *(() if alone else _others(session, first, tools, worker, most - 1))]
        loaded = _load(session, step, claims, tools)
    seen: set[str] = set()
    return [
        Taken(one, partial(_work, database, step, one.id, each, seen, tools)) for one, each in zip(claims, loaded, strict=True)
    ]


def _parked(taken: Claim) -> Outcome:
    return Outcome("failed", f"parked: tried {taken.attempts - 1} times without an end; a person must look at it")


def _others(session: Session, first: Claim, tools: Tools, worker: str, most: int) -> Iterator[Claim]:
    """Claim further rows that wait for the same step and never failed. No lock is waited for, so nobody waits in a circle."""
    table, now = TABLES[first.kind], tools.clock.now()
    waiting = session.scalars(
        select(table.id)
        .where(claimable(first.kind, first.state, now), table.attempts == 0, table.id != first.id)
        .order_by(table.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=table)
    ).all()
    for row_id in waiting:
        taken = claim(session, first.kind, row_id, first.state, worker=worker, now=now, lease=tools.lease)
        if taken is not None:
            yield taken


def _load(session: Session, step: Step[Any], claims: Sequence[Claim], tools: Tools) -> list[_Loaded]:
    if step.together is not None and len(claims) > 1:
        try:
            return [partial(_given, each) for each in step.together.load(session, [each.id for each in claims], tools)]
        except SQLAlchemyError:
            raise
        except Exception:  # noqa: BLE001, S110 - one by one it shows which row it is, and the others are not stopped
            pass
    return [_load_one(session, step, each, tools) for each in claims]


def _load_one(session: Session, step: Step[Any], taken: Claim, tools: Tools) -> _Loaded:
    try:
        return partial(_given, step.load(session, taken.id, tools))
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 - a row that cannot be loaded must not stop all others
        return partial(_raise, error)


def _given(loaded: Any) -> Any:
    return loaded


def _raise(error: Exception) -> Any:
    raise error


def _work(database: Database, step: Step[Any], row_id: int, get: _Loaded, seen: set[str], tools: Tools) -> Outcome | Undecided:
    """Do a row's work, on what was loaded with the others or, where one of those before it (`seen`) may have changed it, anew."""
    loaded = get()
    if step.together is not None:
        rests_on = step.together.rests_on(loaded)
        if not seen.isdisjoint(rests_on):
            with database.read() as session:
                loaded = step.load(session, row_id, tools)
            rests_on |= step.together.rests_on(loaded)
        seen |= rests_on
    return step.work(loaded, tools)
