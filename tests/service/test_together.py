"""Documents that are decided together come out as if each had been taken by itself, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from models import db
from models.errors import MissingError, TransientError
from service import perform as performing
from service.app import App
from service.database import Database
from service.facts import load_facts, load_facts_of
from service.perform import Result, perform, perform_with_others
from service.step import Together
from service.steps import STEPS
from service.steps.decide import extraction_of
from tests.service.test_never_twice import Bill, council, mail
from tests.service.world import app_in, read_all

DECIDE = ("document", "extracted")


@contextmanager
def waiting(folder: Path, url: str, *bills: Bill) -> Iterator[tuple[App, list[int]]]:
    """Bills of senders of their own, read and not yet decided."""
    with app_in(council(folder, url)) as app, app.database.owned():
        paths = [mail(bill, serial, folder) for serial, bill in enumerate(bills, 1)]
        found = read_all(app, paths)
        yield app, [row_id for _, row_id, _ in found]


def decide(app: App, row_id: int, **limits: int) -> list[Result]:
    return perform_with_others(app.database, app.tools, "document", row_id, "extracted", worker="test", **limits)


def outcomes(app: App) -> list[tuple[Any, ...]]:
    """What became of every line, in words that do not depend on row numbers."""
    with app.database.read() as session:
        rows = session.execute(
            select(
                db.Document.state,
                db.Decision.line,
                db.Decision.verdict,
                db.Decision.codes,
                db.Decision.grant_id,
                db.Decision.amount_minor,
            )
            .join(db.Document, db.Document.id == db.Decision.document_id)
            .order_by(db.Document.id, db.Decision.line)
        )
        return [tuple(row) for row in rows]


#: Two people's June, each once; the first again under another number; and both claims on one bill.
COLLIDING: tuple[Bill, ...] = ((1, (1,)), (2, (3,)), (3, (1,)), (4, (1, 3)))


def test_the_facts_of_several_documents_are_those_of_each(tmp_path: Path, database_url: str):
    with waiting(tmp_path, database_url, *COLLIDING) as (app, ids), app.database.read() as session:
        perform(app.database, app.tools, *DECIDE[:1], ids[0], "extracted", worker="test")
        documents = [session.get_one(db.Document, row_id) for row_id in ids]
        pairs = [(each, extraction_of(each, app.tools)) for each in documents]

        together = load_facts_of(session, pairs, app.tools)

        assert together == [load_facts(session, document, extraction, app.tools) for document, extraction in pairs]
        assert [len(each.people) for each in together] == [1, 1, 1, 2]


def test_deciding_together_is_deciding_one_by_one(tmp_path: Path, database_url: str):
    for name in ("one", "many"):
        (tmp_path / name).mkdir()
    with waiting(tmp_path / "one", f"sqlite:///{tmp_path}/one/afstem.db", *COLLIDING) as (app, ids):
        assert [decide(app, row_id, most=1) for row_id in ids] == [[Result.DONE]] * 4
        expected = outcomes(app)
    with waiting(tmp_path / "many", database_url, *COLLIDING) as (app, ids):
        assert decide(app, ids[0]) == [Result.DONE] * 4
        assert outcomes(app) == expected
    assert [row[2] for row in expected] == ["post", "post", "return", "return", "return"]


def test_only_so_many_are_taken_along(tmp_path: Path, database_url: str):
    with waiting(tmp_path, database_url, *COLLIDING) as (app, ids):
        assert decide(app, ids[0], most=3) == [Result.DONE] * 3
        assert decide(app, ids[0]) == [Result.NOT_NOW]
        assert decide(app, ids[3]) == [Result.DONE]


def test_what_failed_before_is_taken_alone(tmp_path: Path, database_url: str):
    with waiting(tmp_path, database_url, *COLLIDING) as (app, ids):
        with app.database.write() as session:
            session.execute(update(db.Document).where(db.Document.id == ids[1]).values(attempts=1))

        assert decide(app, ids[0]) == [Result.DONE] * 3  # all but that one
        assert decide(app, ids[1]) == [Result.DONE]


def test_one_that_cannot_be_loaded_stops_none_of_the_others(tmp_path: Path, database_url: str):
    with waiting(tmp_path, database_url, *COLLIDING[:3]) as (app, ids):
        with app.database.write() as session:
            session.execute(update(db.Document).where(db.Document.id == ids[1]).values(extraction=b"\0" * 60))

        assert decide(app, ids[0]) == [Result.DONE] * 3

        with app.database.read() as session:
            rows = {row.id: row for row in session.scalars(select(db.Document).where(db.Document.id.in_(ids)))}
        assert [rows[each].state for each in ids] == ["approved", "in-review", "in-review"]
        assert "sealed value" in (rows[ids[1]].reason or "")


@pytest.mark.parametrize("error", [TransientError("busy"), MissingError("the sandbox is not there")])
def test_one_that_fails_for_now_gives_its_claim_back_and_so_do_those_behind_it(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    step = STEPS[DECIDE]
    with waiting(tmp_path, database_url, (1, (1,)), (2, (3,)), (3, (0,))) as (app, ids):

        def work(case: Any, tools: Any) -> Any:
            if case.row_id == ids[1]:
                raise error
            return step.work(case, tools)

        monkeypatch.setitem(performing.STEPS, DECIDE, replace(step, work=work))
        if isinstance(error, MissingError):
            with pytest.raises(MissingError):
                decide(app, ids[0])
            open_claims = [(None, 0), (None, 0)]
        else:
            assert decide(app, ids[0]) == [Result.DONE, Result.LATER, Result.DONE]
            open_claims = [(None, 1), (None, 0)]

        with app.database.read() as session:
            claims = session.execute(
                select(db.Document.claimed_by, db.Document.attempts).where(db.Document.id.in_(ids[1:])).order_by(db.Document.id)
            ).all()
        assert [tuple(row) for row in claims] == open_claims


def test_what_shares_nothing_is_not_loaded_twice(database: Database):
    """Rows that share what they rest on with one before them are loaded again; others are not."""
    from service import taking

    loads: list[tuple[str, Any]] = []
    step: Any = SimpleNamespace(
        load=lambda _session, row_id, _tools: loads.append(("again", row_id)) or row_id,
        work=lambda loaded, _tools: loaded,
        together=Together(load=lambda *_: [], rests_on=lambda loaded: frozenset({"S1" if loaded in (1, 3) else f"S{loaded}0"})),
    )
    seen: set[str] = set()
    for row_id in (1, 2, 3):
        assert taking._work(database, step, row_id, lambda row_id=row_id: row_id, seen, SimpleNamespace()) == row_id
    assert loads == [("again", 3)]
