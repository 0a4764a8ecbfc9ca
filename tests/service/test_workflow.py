"""The table of states is complete, a stale claim saves nothing, and what cannot be done is parked, in the order of arrival."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import db
from models.errors import MissingError, PermanentError, TransientError
from service import perform as performing
from service.database import Database
from service.perform import Result, perform
from service.step import Step
from service.steps import STEPS
from service.workflow import AUTOMATIC, TRANSITIONS, Outcome, StaleClaimError, advance, claim, find_work, hold, release

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)
#: Where rows begin their life.
BEGINNINGS = {
    "message": {"received"},
    "document": {"received", "reply", "in-review"},
    "letter": {"draft", "approved"},
    "case": {"draft", "await-reply"},
    "recovery": {"proposed"},
    "anchor": {"proposed"},
}


class Clock:
    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


class Bell:
    def ring(self, *_: object) -> None:
        return None


class Tools:
    """What `perform` asks of its tools; the steps of these tests need nothing else."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.bell = Bell()
        self.lease = LEASE
        self.max_attempts = 5


@pytest.fixture
def tools() -> Any:
    return Tools()


def new_message(session: Any, number: int, state: str = "received") -> db.Message:
    sha256 = f"{number:064x}"
    session.add(db.RawMessage(sha256=sha256, size=1, stored_at=NOW))
    session.flush()
    row = db.Message(sha256=sha256, mailbox="m", received_at=NOW, state=state, version=0, attempts=0)
    session.add(row)
    session.flush()
    return row


def new_document(session: Any, message: db.Message, sender: str, state: str = "received", part: str = "1") -> db.Document:
    row = db.Document(
        message_id=message.id,
        part=part,
        sha256="0" * 64,
        sniffed="application/pdf",
        sender_key=sender,
        received_at=NOW,
        state=state,
        version=0,
        attempts=0,
    )
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts another step in the place of a message's first."""

    def put(work: Callable[..., Outcome], load: Callable[..., object] = lambda *_: None) -> None:
        monkeypatch.setitem(performing.STEPS, ("message", "received"), Step(load=load, work=work, refused="failed"))

    return put


# --- the table ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TRANSITIONS)
def test_every_state_can_be_reached(kind: str) -> None:
    reached = set(BEGINNINGS[kind])
    while more := {target for state in reached for target in TRANSITIONS[kind].get(state, ())} - reached:
        reached |= more

    assert reached == {*TRANSITIONS[kind], *(target for targets in TRANSITIONS[kind].values() for target in targets)}


def test_every_state_that_the_machine_leaves_by_itself_has_a_step() -> None:
    with_steps = {*STEPS, ("letter", "queued")}

    assert with_steps == {(kind, state) for kind, states in AUTOMATIC.items() for state in states}


def test_every_step_can_end_where_a_refusal_leads() -> None:
    for (kind, state), step in STEPS.items():
        assert step.refused in TRANSITIONS[kind][state], (kind, state)


def test_a_row_that_is_parked_may_be_parked_from_every_state_that_counts_attempts() -> None:
    for kind, state in STEPS:
        if kind != "letter":
            assert "failed" in TRANSITIONS[kind][state], (kind, state)


# --- claims ---------------------------------------------------------------------------------------------------------------


def test_a_row_is_claimed_by_one_worker_until_the_lease_ends(database: Database) -> None:
    with database.write() as session:
        row = new_message(session, 1)
        first = claim(session, "message", row.id, "received", worker="a", now=NOW, lease=LEASE)
        second = claim(session, "message", row.id, "received", worker="b", now=NOW, lease=LEASE)
        later = claim(session, "message", row.id, "received", worker="b", now=NOW + LEASE + timedelta(seconds=1), lease=LEASE)

    assert first is not None
    assert second is None
    assert later is not None
    assert (first.attempts, later.attempts) == (1, 2)


def test_a_worker_whose_claim_was_taken_over_saves_nothing(database: Database) -> None:
    with database.write() as session:
        row = new_message(session, 1)
        slow = claim(session, "message", row.id, "received", worker="slow", now=NOW, lease=LEASE)
        later = NOW + LEASE + timedelta(seconds=1)
        quick = claim(session, "message", row.id, "received", worker="quick", now=later, lease=LEASE)
    assert slow is not None
    assert quick is not None
    with database.write() as session:
        advance(session, quick, Outcome("sorted"), actor="quick", now=later)

    saved: list[str] = []
    with pytest.raises(StaleClaimError), database.write() as session:
        advance(session, slow, Outcome("failed", save=lambda _: saved.append("x")), actor="slow", now=later)

    assert saved == []
    with database.read() as session:
        assert session.scalars(select(db.Message.state)).one() == "sorted"
        assert session.scalars(select(db.AuditEvent.actor)).all() == ["quick"]


def test_a_person_who_saw_an_older_version_is_refused(database: Database) -> None:
    with database.write() as session:
        document = new_document(session, new_message(session, 1, "sorted"), "s", "in-review")
        seen = document.version
        advance(session, hold(session, "document", document.id, version=seen), Outcome("held"), actor="user:a", now=NOW)

    with pytest.raises(StaleClaimError), database.write() as session:
        hold(session, "document", document.id, version=seen)


def test_a_way_that_the_table_does_not_have_is_refused(database: Database) -> None:
    with database.write() as session:
        document = new_document(session, new_message(session, 1, "sorted"), "s", "approved")
        taken = hold(session, "document", document.id, version=0)
        with pytest.raises(ValueError, match="cannot go from approved to returned"):
            advance(session, taken, Outcome("returned"), actor="user:a", now=NOW)


# --- what goes wrong in a step ----------------------------------------------------------------------------------------------


def state_of(database: Database) -> tuple[str, int, str | None]:
    with database.read() as session:
        row = session.scalars(select(db.Message)).one()
        return row.state, row.attempts, row.reason


@pytest.mark.parametrize("where", ["load", "work"])
def test_a_row_that_makes_us_fail_is_parked_after_five_attempts_and_stops_nobody(
    database: Database, tools: Any, step: Callable[..., None], where: str
) -> None:
    def fail(*_: object) -> Outcome:
        raise RuntimeError("a bug")

    step(fail if where == "work" else lambda *_: Outcome("sorted"), fail if where == "load" else lambda *_: None)
    with database.write() as session:
        row_id = new_message(session, 1).id

    results = []
    for _ in range(7):
        results.append(perform(database, tools, "message", row_id, "received", worker="w"))
        tools.clock.moment += timedelta(hours=1)

    assert results == [Result.LATER] * 5 + [Result.DONE, Result.NOT_NOW]
    state, _, reason = state_of(database)
    assert state == "failed"
    assert "parked: tried 5 times" in (reason or "")


@pytest.mark.parametrize("where", ["load", "work"])
def test_what_is_refused_for_good_goes_to_people_at_once(
    database: Database, tools: Any, step: Callable[..., None], where: str
) -> None:
    def refuse(*_: object) -> Outcome:
        raise PermanentError("The stored file is damaged.")

    step(refuse if where == "work" else lambda *_: Outcome("sorted"), refuse if where == "load" else lambda *_: None)
    with database.write() as session:
        row_id = new_message(session, 1).id

    assert perform(database, tools, "message", row_id, "received", worker="w") is Result.DONE
    assert state_of(database) == ("failed", 0, "cannot-be-read: The stored file is damaged.")


def test_what_may_pass_is_tried_again_later(database: Database, tools: Any, step: Callable[..., None]) -> None:
    def wait(*_: object) -> Outcome:
        raise TransientError("The disk is full.")

    step(wait)
    with database.write() as session:
        row_id = new_message(session, 1).id

    assert perform(database, tools, "message", row_id, "received", worker="w") is Result.LATER
    assert perform(database, tools, "message", row_id, "received", worker="w") is Result.NOT_NOW
    assert state_of(database) == ("received", 1, "The disk is full.")


def test_what_this_machine_lacks_is_no_attempt_of_the_row(database: Database, tools: Any, step: Callable[..., None]) -> None:
    """A sandbox that does not start must not park all mail."""

    def lack(*_: object) -> Outcome:
        raise MissingError("The sandbox's child process did not start.")

    step(lack)
    with database.write() as session:
        row_id = new_message(session, 1).id
    for _ in range(9):
        with pytest.raises(MissingError):
            perform(database, tools, "message", row_id, "received", worker="w")
        tools.clock.moment += timedelta(seconds=1)
    step(lambda *_: Outcome("sorted"))

    assert perform(database, tools, "message", row_id, "received", worker="w") is Result.DONE


def test_what_was_not_the_rows_fault_is_not_counted(database: Database) -> None:
    with database.write() as session:
        row = new_message(session, 1)
        for _ in range(3):
            taken = claim(session, "message", row.id, "received", worker="w", now=NOW, lease=LEASE)
            assert taken is not None
            release(session, taken, because="stopped", not_before=NOW, counted=False)

    with database.read() as session:
        assert session.scalars(select(db.Message.attempts)).one() == 0


# --- order ------------------------------------------------------------------------------------------------------------------


def test_messages_are_sorted_one_by_one_in_order_of_arrival(database: Database) -> None:
    with database.write() as session:
        first, second = new_message(session, 1), new_message(session, 2)
        assert find_work(session, NOW) == [("message", first.id, "received")]
        assert claim(session, "message", second.id, "received", worker="w", now=NOW, lease=LEASE) is None


def two_senders(session: Any) -> Iterator[db.Document]:
    for number, sender in ((1, "elm"), (2, "elm"), (3, "oak")):
        yield new_document(session, new_message(session, number, "sorted"), sender, "extracted")


def test_documents_of_one_sender_are_decided_in_order_and_others_need_not_wait(database: Database) -> None:
    with database.write() as session:
        first, second, other = two_senders(session)
        first.state = "received"  # still being read
        session.flush()
        assert find_work(session, NOW, kinds=["document"]) == [
            ("document", first.id, "received"),
            ("document", other.id, "extracted"),
        ]
        first.state = "approved"
        session.flush()
        assert ("document", second.id, "extracted") in find_work(session, NOW, kinds=["document"])
