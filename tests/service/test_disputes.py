"""What is not paid has a desk, a clock and a price; a supplier is told in time or it shows. On the Danish sample council."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from models import db
from models.errors import UsageError
from models.policy import Policy
from service.cli import main
from service.clock import MovableClock, SystemClock
from service.disputes import Open, open_lines, overdue_notices
from service.settings import Settings
from tests.service.world import SAMPLES, app_in, import_all, run_all, settings_for

MAILS = sorted((SAMPLES / "denmark" / "mails").glob("*.eml"))[13:24]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("disputed")
    settings = settings_for(folder, f"sqlite:///{folder}/afstem.db")
    import_all(settings)
    run_all(settings, MAILS, export=False)
    with app_in(settings) as app, app.database.write() as session:
        # They arrive now, whatever the sample's mails say: the clock under test begins today.
        session.execute(update(db.Document).values(received_at=app.tools.clock.now()))
    return settings


def lines(settings: Settings, days: int = 0, **policy: object) -> tuple[list[Open], int]:
    with app_in(settings) as app, app.database.read() as session:
        clock = MovableClock(SystemClock().now() + timedelta(days=days))
        chosen = dataclasses.replace(app.tools, clock=clock, policy=dataclasses.replace(app.tools.policy, **policy))
        return list(open_lines(session, chosen)), overdue_notices(session, chosen)


def test_a_supplier_that_was_told_stops_the_clock_of_the_disputed_line(settings):
    told = [each for each in lines(settings)[0] if each.notified_on]

    assert told
    assert {(each.disputed, each.clock, each.late) for each in told} == {(True, "stopped", None)}
    assert all(each.answer_by == each.notified_on + timedelta(days=14) for each in told)
    assert all(each.letter_state == "sent" for each in told)


def test_who_was_not_told_is_overdue_after_two_working_days_and_not_before(settings):
    now, none_yet = lines(settings)
    later, overdue = lines(settings, days=5)

    untold = {each.document for each in now if each.disputed and not each.notified_on}
    assert untold
    assert none_yet == 0
    assert overdue == len(untold)
    assert {each.document for each in later if each.notice_overdue(each.received_on + timedelta(days=5))} == untold


def test_interest_is_shown_where_the_rate_is_set_and_never_guessed(settings):
    unknown, _ = lines(settings, days=60)
    known, _ = lines(settings, days=60, late_interest_percent=Decimal("10.00"))

    late = next(each for each in known if each.late and each.amount and each.amount.minor > 0)
    assert late.late.days == 30
    assert late.late.interest.minor == pytest.approx(late.amount.minor * 0.10 * 30 / 365, abs=1)
    assert str(late.late.compensation) == "310.00"
    assert {each.late.interest for each in unknown if each.late} == {None}


def test_a_mismatch_lands_on_the_desk_that_the_council_chose(settings):
    danish = Policy.for_country("dk", {})
    for chosen in ("case_worker", "finance"):
        policy = Policy.for_country("dk", {"contact_owner": chosen})
        found, _ = lines(settings, contact_owner=policy.contact_owner)
        desks = {each.owner.value for each in found if each.code in {"amount-too-high", "days-differ", "already-paid"}}
        assert desks == {chosen.replace("_", " ")}
    assert danish.contact_owner == "case_worker"


def test_a_council_names_its_own_desk_for_a_code(settings):
    code = lines(settings)[0][0].code
    found, _ = lines(settings, routing=(f"{code}=legal",))

    assert {each.owner.value for each in found if each.code == code} == {"legal"}


@pytest.mark.parametrize("wrong", ["no-such-code=finance", "already-paid=the moon"])
def test_a_route_that_leads_nowhere_is_refused(tmp_path, wrong):
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path}/x.db", AFSTEM__POLICY__ROUTING=wrong)

    with pytest.raises(UsageError, match=r"policy\.routing"):
        settings.make_policy()


def test_letters_go_by_themselves_where_the_council_says_so(tmp_path):
    settings = settings_for(
        tmp_path,
        f"sqlite:///{tmp_path}/afstem.db",
        AFSTEM__SENDER__AUTO_APPROVE="",
        AFSTEM__POLICY__CONTACT_OWNER="auto_email",
    )
    import_all(settings)
    run_all(settings, MAILS, export=False)

    with app_in(settings) as app, app.database.read() as session:
        states = set(session.scalars(select(db.Letter.state).where(db.Letter.letter == "invoice-correction")))
    assert states == {"sent"}


def test_the_command_lists_and_fails_when_asked_to(settings, capsys, monkeypatch):
    monkeypatch.setenv("AFSTEM__DATABASE__URL", settings.database.url)
    monkeypatch.setenv("AFSTEM__STORE__PATH", str(settings.store.path))
    monkeypatch.setenv("AFSTEM__SECRETS__KEY", settings.secrets.key.get_secret_value())
    monkeypatch.setenv("AFSTEM_SETTINGS", str(SAMPLES / "denmark" / "policy.toml"))

    assert main(["disputes", "--json", "--strict"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["clock"] for row in rows} == {"stopped", "running"}
    assert all(row["reason"] and row["owner"] and row["due_on"] for row in rows)
    with app_in(settings) as app, app.database.write() as session:
        session.execute(update(db.Document).values(received_at=app.tools.clock.now() - timedelta(days=9)))
    assert main(["disputes", "--overdue", "--strict"]) == 1
