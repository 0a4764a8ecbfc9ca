"""Past decisions are made again from what was kept, on a small council after a whole run."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from models import db
from models.decision import Verdict
from models.policy import Policy
from service.cli import main
from service.proofs import decode_policy, encode_policy
from service.replay import replay
from service.settings import Settings
from tests.service.world import SAMPLES, app_in, import_all, run_all, settings_for

MAILS = sorted((SAMPLES / "denmark" / "mails").glob("*.eml"))[:7]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("replayed")
    settings = settings_for(folder, f"sqlite:///{folder}/afstem.db", AFSTEM__POLICY__TOLERANCE_T1="0.01")
    import_all(settings)
    run_all(settings, MAILS)
    return settings


def results(settings: Settings, *ids: int, read: bool = False):
    with app_in(settings) as app:
        return list(replay(app.database, app.tools, ids or None, read=read))


def test_every_decision_comes_out_the_same(settings):
    found = results(settings)

    assert len(found) > 5
    assert {(each.result, each.differences, each.reworded) for each in found} == {("same", (), ())}
    assert all(each.program for each in found)


def test_reading_the_stored_bytes_again_gives_the_same_decisions(settings):
    with app_in(settings) as app, app.database.read() as session:
        posted = session.scalars(select(db.Decision.id).where(db.Decision.verdict == "post")).all()

    found = results(settings, *posted, read=True)

    assert {each.result for each in found} == {"same"}
    assert sorted(each.decision for each in found) == sorted(posted)


def test_it_is_the_policy_of_that_day_that_counts(settings):
    """Today's settings and master data say otherwise; what was decided stands."""
    stricter = settings.model_copy(update={"policy": settings.policy.model_copy(update={"auto_limit": Decimal(1)})})
    with app_in(stricter) as app:
        with app.database.write() as session:
            session.execute(update(db.Rate).values(rate_minor=1))
        found = list(replay(app.database, app.tools))

    assert {each.result for each in found} == {"same"}


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        pytest.param("verdict", "ignore", [("verdict", "ignore", "post")], id="the verdict"),
        pytest.param("amount_minor", 1, [("amount_minor", 1, None)], id="the amount"),
        pytest.param("grant_id", "G-OTHER", [("grant_id", "G-OTHER", None)], id="the grant"),
    ],
)
def test_what_was_changed_afterwards_is_named(settings, column, value, said):
    with app_in(settings) as app, app.database.read() as session:
        row = session.scalars(select(db.Decision).where(db.Decision.verdict == "post")).first()
        before = getattr(row, column)
    _set(settings, row.id, column, value)

    (found,) = results(settings, row.id)

    _set(settings, row.id, column, before)
    assert found.result == "different"
    assert [(each.field, each.then) for each in found.differences] == [(name, then) for name, then, _ in said]
    assert found.differences[0].now == before


def test_a_sentence_that_was_improved_is_no_difference(settings):
    with app_in(settings) as app, app.database.read() as session:
        row = session.scalars(select(db.Decision)).first()
    _set(settings, row.id, "explanation", "As we used to say it.")

    (found,) = results(settings, row.id)

    _set(settings, row.id, "explanation", row.explanation)
    assert (found.result, found.reworded) == ("same", ("explanation",))


def test_a_decision_without_what_it_was_made_from_says_so(settings):
    with app_in(settings) as app, app.database.read() as session:
        row = session.scalars(select(db.Decision)).first()
    with app_in(settings) as app, app.database.write() as session:
        proof = session.get(db.Proof, (row.document_id, row.revision))
        kept = proof.extraction, proof.program
        session.delete(proof)

    found = results(settings, row.id)

    with app_in(settings) as app, app.database.write() as session:
        session.add(db.Proof(document_id=row.document_id, revision=row.revision, extraction=kept[0], program=kept[1]))
    assert [(each.result, each.note) for each in found] == [("cannot", "what it was made from was not kept")]


def test_a_line_that_a_person_approved_names_the_person(settings):
    with app_in(settings) as app, app.database.read() as session:
        row = session.scalars(select(db.Decision).where(db.Decision.verdict == "post")).first()
    for column, value in (("verdict", "propose"), ("decided_by", "afstem")):
        _set(settings, row.id, column, value)
    (held,) = results(settings, row.id)
    _set(settings, row.id, "verdict", Verdict.POST.value)

    assert (held.result, held.note) == ("same", "held back for a click when it was made")


def test_the_command_counts_and_shows_the_differences(settings, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, value in _environ(settings).items():
        monkeypatch.setenv(name, value)

    assert main(["replay", "--all", "--json", "--strict"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert {line["result"] for line in lines} == {"same"}
    assert main(["replay"]) == 2
    assert "say --all" in capsys.readouterr().err
    assert main(["replay", "999999"]) == 2
    assert "1 of these decisions do not exist" in capsys.readouterr().err


def test_a_policy_is_built_again_from_what_is_kept():
    policy = Policy.for_country("gb", {"auto_limit": "123.45", "auto_tiers": "1,2,3", "buyer_gln": "5790000123452"})

    again = decode_policy(json.loads(json.dumps({**encode_policy(policy), "long_gone": 1})))

    assert again == policy
    assert again.version == policy.version


def _set(settings: Settings, row_id: int, column: str, value: object) -> None:
    with app_in(settings) as app, app.database.write() as session:
        session.execute(update(db.Decision).where(db.Decision.id == row_id).values({column: value}))


def _environ(settings: Settings) -> dict[str, str]:
    return {
        "AFSTEM__DATABASE__URL": settings.database.url,
        "AFSTEM__STORE__PATH": str(settings.store.path),
        "AFSTEM__SECRETS__KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        "AFSTEM_SETTINGS": str(SAMPLES / "denmark" / "policy.toml"),
        "AFSTEM__SENDER__ADDRESS": "faktura@kommune.example",
    }
