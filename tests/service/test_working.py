"""Work until idle: done means done, also when something had to be tried twice."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models import db
from models.errors import TransientError
from service import perform as performing
from service import working
from service.mail_in import ingest_paths
from service.working import work_until_idle
from tests.service.world import SAMPLES, app_in, settings_for

MAIL = SAMPLES / "denmark" / "mails" / "50-auto-reply.eml"


class Trips:
    """A step that fails for a passing reason so many times before it does its work."""

    def __init__(self, step: Any, times: int) -> None:
        self.step, self.left, self.tries = step, times, 0

    def __call__(self, *arguments: Any) -> Any:
        self.tries += 1
        if self.left:
            self.left -= 1
            raise TransientError("The database is busy.")
        return self.step.work(*arguments)


def states(app: Any) -> list[tuple[str, int]]:
    with app.database.read() as session:
        return [(row.state, row.attempts) for row in session.scalars(select(db.Message))]


def test_what_fails_for_a_passing_reason_is_waited_for(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = performing.STEPS["message", "received"]
    trips = Trips(step, times=1)
    monkeypatch.setitem(performing.STEPS, ("message", "received"), dataclasses.replace(step, work=trips))
    with app_in(settings_for(tmp_path, database_url)) as app, app.database.owned():
        ingest_paths(app, [MAIL], "faktura")

        work_until_idle(app)

        assert trips.tries == 2
        assert [state for state, _ in states(app)] == ["sorted"]


def test_what_would_take_long_is_left_for_who_works_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = performing.STEPS["message", "received"]
    trips = Trips(step, times=9)
    monkeypatch.setitem(performing.STEPS, ("message", "received"), dataclasses.replace(step, work=trips))
    monkeypatch.setattr(working, "RETRY_WITHIN", timedelta(seconds=3.5))
    with app_in(settings_for(tmp_path, f"sqlite:///{tmp_path}/afstem.db")) as app, app.database.owned():
        ingest_paths(app, [MAIL], "faktura")

        work_until_idle(app)

        assert trips.tries == 2
        assert states(app) == [("received", 2)]
