"""The plug is pulled while a provider's statement is reconciled, signed off and asked about: no letter and no demand is doubled."""

from __future__ import annotations

import dataclasses
import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from models import db
from service.actions import cases, letters
from service.actions.actor import Actor, Role
from service.app import App
from service.clock import MovableClock
from service.cycle import run_cycle
from service.mail_in import ingest_paths
from service.settings import Settings
from service.settings.council import DirectPayments
from service.working import work_until_idle
from tests.acceptance.map_house import NOW
from tests.golden.council import council_settings
from tests.service.test_crash import DONE, PULLED, in_child
from tests.service.world import SAMPLES, app_in, import_all

MAILS = sorted((SAMPLES / "england" / "mails").glob("38-*.eml")) + sorted((SAMPLES / "england" / "mails").glob("29-*.eml"))
ANNA = Actor("anna", frozenset({Role.REVIEWER}))
BRITA = Actor("brita", frozenset({Role.APPROVER}))
#: How many places the plug is pulled at, spread over the whole run.
CUTS = 4


def settings_in(folder: Path) -> Settings:
    return council_settings(folder, f"sqlite:///{folder}/afstem.db", "england", AFSTEM__SCHEDULE__WORKERS="1")


def walk(settings: Settings) -> None:
    """Take the mail in, sign off what waits, approve its letters, send them, and look at what is due: each only where it is still to do."""
    with app_in(settings) as started, started.database.owned():
        app = dataclasses.replace(started, tools=dataclasses.replace(started.tools, clock=MovableClock(NOW)))
        ingest_paths(app, MAILS, "dp-team")
        work_until_idle(app)
        waiting = _rows(app, db.DpCase, "draft")
        if waiting:
            cases.sign_off_together(app.database, app.tools, ANNA, waiting)
        for letter_id, version in _rows(app, db.Letter, "draft"):
            letters.approve(app.database, app.tools, BRITA, letter_id, version=version)
        work_until_idle(app)
        run_cycle(app.database, app.tools, DirectPayments.model_validate({"ask_from": "2026-04-01"}))
        run_cycle(app.database, app.tools, DirectPayments.model_validate({"ask_from": "2026-04-01"}))


def _rows(app: App, table: type[db.DpCase | db.Letter], state: str) -> list[tuple[int, int]]:
    with app.database.read() as session:
        found = session.scalars(select(table).where(table.state == state).order_by(table.id))
        # Requests for statements stay drafts: which of them a person has approved by then would depend on where the plug was pulled.
        return [
            (row.id, row.version)
            for row in found
            if (row.reconciliation is not None if isinstance(row, db.DpCase) else row.case_id is not None)
        ]


def end(settings: Settings) -> dict[str, object]:
    """Return what there is in the end: cases, letters, demands, and the files that left."""
    with app_in(settings) as app, app.database.read() as session:
        return {
            "cases": sorted((row.account_id, row.state) for row in session.scalars(select(db.DpCase))),
            "letters": Counter((row.letter, row.state) for row in session.scalars(select(db.Letter))),
            "demands": sorted((row.reference, row.amount_minor, row.state) for row in session.scalars(select(db.Recovery))),
            "sent": len(list(settings.outbox_folder.glob("*.eml"))),
        }


@pytest.mark.slow
def test_power_cuts_double_no_letter_and_no_demand(tmp_path: Path) -> None:
    assert in_child(partial(import_all, settings_in(tmp_path / "new"), "england")) == DONE
    shutil.copytree(tmp_path / "new", tmp_path / "clean")
    clean = settings_in(tmp_path / "clean")
    log = tmp_path / "log"
    assert in_child(partial(walk, clean), log=log) == DONE
    steps = len(log.read_text(encoding="utf-8").splitlines())
    expected = end(clean)
    assert steps > 30
    assert expected["sent"]
    assert expected["demands"]

    for n in range(1, steps + 1, max(1, steps // CUTS)):
        shutil.copytree(tmp_path / "new", tmp_path / f"cut-{n}")
        settings = settings_in(tmp_path / f"cut-{n}")
        assert in_child(partial(walk, settings), fail_at=n) == PULLED, f"no checkpoint {n}"
        assert in_child(partial(walk, settings)) == DONE

        assert end(settings) == expected, f"after a power cut at checkpoint {n}"
