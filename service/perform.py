"""Do one row's next step: claim and load, work, advance. Both engines call this and nothing else."""

from __future__ import annotations

import os
import random
import socket
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.db import Document, Message
from models.errors import MissingError, PermanentError, TransientError
from service import checkpoints
from service.database import Database
from service.outbox import deliver
from service.step import FactsChangedError, Step
from service.steps import STEPS
from service.taking import TOGETHER, Work, take
from service.tools import Tools
from service.workflow import AUTOMATIC, Claim, Outcome, StaleClaimError, Undecided, advance, claimable, release

_log = structlog.get_logger("afstem.work")


class Result(StrEnum):
    """What came of trying a row."""

    DONE = "done"
    #: Somebody else has it, it has moved on, or an earlier one must go first.
    NOT_NOW = "not-now"
    #: It failed in a way that may pass; it waits.
    LATER = "later"


def worker_name() -> str:
    """Return a name that no other worker has, alive or dead."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def perform(database: Database, tools: Tools, kind: str, row_id: int, state: str, *, worker: str) -> Result:
    """Do the next step of a row, if it may be done now."""
    return perform_with_others(database, tools, kind, row_id, state, worker=worker, most=1)[0]


def perform_with_others(
    database: Database, tools: Tools, kind: str, row_id: int, state: str, *, worker: str, most: int = TOGETHER
) -> list[Result]:
    """Do the same, and where the step can the next step of others that wait in the same state: `most` rows in all.

    The first result is that of the row itself.
    """
    if (kind, state) == ("letter", "queued"):
        sent = deliver(database, tools, row_id, worker=worker, lease=tools.lease)
        return [Result.DONE if sent else Result.NOT_NOW]
    step: Step[Any] = STEPS[kind, state]
    checkpoints.reach(f"{kind} {state}: before the claim")
    waiting = take(database, tools, step, (kind, row_id, state), worker, most=most)
    if not waiting:
        return [Result.NOT_NOW]
    checkpoints.reach(f"{kind} {state}: claimed")
    results = []
    try:
        while waiting:
            one = waiting.pop(0)
            results.append(_carry_out(database, tools, step, one.claim, one.work, worker))
    except MissingError as error:
        for one in waiting:
            _give_back(database, tools, one.claim, error)
        raise
    return results


def _carry_out(database: Database, tools: Tools, step: Step[Any], taken: Claim, work: Work, worker: str) -> Result:
    kind, state = taken.kind, taken.state
    try:
        outcome = work()
    except TransientError as error:
        return _later(database, tools, taken, str(error))
    except PermanentError as error:
        outcome = _refused(step, error)
    except MissingError as error:
        _give_back(database, tools, taken, error)
        raise
    except Exception as error:  # noqa: BLE001 - whatever a bug raises, the row must not be lost
        return _bug(database, tools, taken, error)
    checkpoints.reach(f"{kind} {state}: worked")
    return _finish(database, tools, taken, outcome, worker)


def _refused(step: Step[Any], error: PermanentError) -> Outcome:
    return Outcome(step.refused, f"{getattr(error, 'code', 'cannot-be-read')}: {error}"[:500])


def _give_back(database: Database, tools: Tools, taken: Claim, error: Exception) -> None:
    """Free a row whose work lacks something of ours, such as the sandbox: that is no fault of the row."""
    with database.write() as session:
        release(session, taken, because=str(error)[:500], not_before=tools.clock.now(), counted=False)
        tools.bell.ring(session, taken.kind, taken.id, taken.state)


def _bug(database: Database, tools: Tools, taken: Claim, error: Exception) -> Result:
    """Note a bug of ours and try again later. The exception's text may hold what was read, so only its kind and place are logged."""
    _log.error("step-failed", kind=taken.kind, id=taken.id, state=taken.state, error=type(error).__name__, at=_place(error))
    return _later(database, tools, taken, f"unexpected {type(error).__name__} at {_place(error)}")


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "unknown"


def _finish(database: Database, tools: Tools, taken: Claim, found: Outcome | Undecided, worker: str) -> Result:
    now = tools.clock.now()
    try:
        with database.write() as session:
            outcome = found if isinstance(found, Outcome) else found(session)
            advance(session, taken, outcome, actor="afstem", now=now)
            announce(session, tools, taken.kind, taken.id, outcome.state, now)
            checkpoints.reach(f"{taken.kind} {taken.state}: before the commit")
    except StaleClaimError:
        _log.info("claim-lost", kind=taken.kind, id=taken.id, state=taken.state)
        return Result.NOT_NOW
    except FactsChangedError:
        return _later(database, tools, replace(taken, attempts=0), "another decision settled the same grant; decided again")
    except TransientError as error:
        return _later(database, tools, taken, str(error))
    except PermanentError as error:
        return _finish(database, tools, taken, _refused(STEPS[taken.kind, taken.state], error), worker)
    except IntegrityError:
        # A unique key held: another worker was first. The row is looked at again with what is there now, twice at once.
        return _later(database, tools, taken, "another worker was first; tried again", at_once=taken.attempts <= 2)
    except MissingError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return _bug(database, tools, taken, error)
    checkpoints.reach(f"{taken.kind} {taken.state}: advanced to {outcome.state}")
    _log.info("advanced", kind=taken.kind, id=taken.id, state=taken.state, to=outcome.state, worker=worker)
    return Result.DONE


def _later(database: Database, tools: Tools, taken: Claim, because: str, *, at_once: bool = False) -> Result:
    now = tools.clock.now()
    wait = timedelta(0) if at_once or taken.attempts == 0 else timedelta(seconds=min(900, 2**taken.attempts + random.random()))
    with database.write() as session:
        release(session, taken, because=because[:500], not_before=now + wait)
        tools.bell.ring(session, taken.kind, taken.id, taken.state)
    return Result.LATER


def announce(session: Session, tools: Tools, kind: str, row_id: int, state: str, now: datetime) -> None:
    """Ring for the row's next step, and for the rows that waited behind it."""
    if state in AUTOMATIC.get(kind, ()):
        tools.bell.ring(session, kind, row_id, state)
    if kind == "message":
        following = session.scalars(
            select(Message.id).where(claimable("message", "received", now)).order_by(Message.id).limit(1)
        ).one_or_none()
        if following is not None:
            tools.bell.ring(session, "message", following, "received")
    if kind == "document":
        _ring_behind(session, tools, row_id, now)


def _ring_behind(session: Session, tools: Tools, row_id: int, now: datetime) -> None:
    sender = session.scalars(select(Document.sender_key).where(Document.id == row_id)).one_or_none()
    if sender is None:
        return
    for state in ("extracted", "statement"):
        waiting = session.scalars(
            select(Document.id)
            .where(Document.sender_key == sender, claimable("document", state, now))
            .order_by(Document.id)
            .limit(1)
        ).one_or_none()
        if waiting is not None:
            tools.bell.ring(session, "document", waiting, state)
