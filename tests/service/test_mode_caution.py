"""Posting by every rule before anybody weighed evidence is allowed, and said plainly."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import db
from service.mode_caution import LIVE_WITHOUT_EVIDENCE, mode_cautions
from tests.service.world import app_in, settings_for

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def promotion(**values: object) -> db.Promotion:
    usual = {
        "rule": "DK_DAYS",
        "legal_basis": "*",
        "supplier_id": "*",
        "compared": 300,
        "different": 0,
        "bound": "0.0099",
        "because": "300 alike",
        "by": "a",
        "at": NOON,
        "confirmed_by": "b",
        "confirmed_at": NOON,
        "policy_version": "1",
    }
    return db.Promotion(**{**usual, **values})


@pytest.mark.parametrize(
    ("mode", "row", "warned"),
    [
        pytest.param("live", None, True, id="live and nothing promoted"),
        pytest.param("live", {"confirmed_at": None, "confirmed_by": None}, True, id="live and one waits for its second person"),
        pytest.param("live", {"ended_at": NOON}, True, id="live and what was promoted has ended"),
        pytest.param("live", {}, False, id="live and something is promoted"),
        pytest.param("promoted", None, False, id="only what is promoted"),
        pytest.param("shadow", None, False, id="shadow"),
    ],
)
def test_live_without_a_promotion_is_warned_of(
    tmp_path: Path, mode: str, row: dict[str, object] | None, *, warned: bool
) -> None:
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path}/afstem.db", AFSTEM__POLICY__MODE=mode)
    with app_in(settings) as app, app.database.write() as session:
        if row is not None:
            session.add(promotion(**row))

    assert mode_cautions(settings) == ((LIVE_WITHOUT_EVIDENCE,) if warned else ())


def test_it_is_said_before_there_is_a_database(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path}/nothing.db", AFSTEM__POLICY__MODE="live")

    assert mode_cautions(settings) == (LIVE_WITHOUT_EVIDENCE,)
    assert not (tmp_path / "nothing.db").exists()


def test_the_command_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from service.cli import main

    (tmp_path / "afstem.toml").write_text('[policy]\ncountry = "dk"\nmode = "live"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert main(["config", "check"]) == 0
    assert "no promotion is on record" in capsys.readouterr().out
