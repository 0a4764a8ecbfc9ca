"""Direct payments from a provider's mail to a recovery that a person releases: nothing moves on thanks, doubts or quoted words."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models import db
from service import switches
from service.actions import cases, stops
from service.actions.documents import RefusedError
from service.listings import statements
from tests.acceptance.map_house import (
    ANNA,
    BRITA,
    CARL,
    NOW,
    Find,
    House,
    accept_all,
    approve_all,
    house_case,
    master,
    refuse,
    written,
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_statement_is_reconciled_to_the_penny_and_its_workbook_kept(house: House, samples: Find) -> None:
    import openpyxl

    house.take(*samples("england", "38-"))

    with house.read() as session:
        (row,) = statements(session)
    assert (row["account_id"], row["state"]) == ("DP-00981", "draft")
    assert (row["opening"], row["income"], row["spending"], row["closing"]) == ("1842.16", "6168.90", "4623.64", "3387.42")
    # What is said to be committed lowers the surplus only when a person has accepted the evidence.
    assert (row["difference"], row["allowable"], row["council_surplus"]) == ("0.00", "1902.80", "1484.62")
    accept_all(house)
    with house.read() as session:
        (row,) = statements(session)
    assert (row["committed"], row["surplus"], row["council_surplus"], row["state"]) == (
        "399.60",
        "1085.02",
        "1085.02",
        "draft",
    )
    workbook = house.case("DP-00981").workbook_sha256
    with house.app() as app:
        book = app.tools.store.get(workbook or "")
    shown = openpyxl.load_workbook(io.BytesIO(book), data_only=True)
    cells = [str(cell) for sheet in shown for line in sheet.iter_rows(values_only=True) for cell in line if cell is not None]
    assert any("1085.02" in cell for cell in cells)


def test_a_surplus_goes_home_by_two_people_and_not_before_the_notice_is_over(house: House, samples: Find) -> None:
    """Statement, sign-off, letters out, the days of the notice, the answer, the release: the whole road."""
    house.take(*samples("england", "38-"))
    accept_all(house)
    case = house.case("DP-00981")
    with house.app() as app:
        drafted = cases.sign_off(app.database, app.tools, ANNA, case.id, version=case.version)
        assert drafted
    approve_all(house)
    house.work()
    assert house.case("DP-00981").state == "await-reply"
    assert house.case("DP-00981").notice_sent_at is not None

    with house.app() as app, app.database.read() as session:
        letter = session.scalars(select(db.Letter).where(db.Letter.letter == "map-surplus")).one()
    reference = house.case("DP-00981").reference
    house.clock.move(timedelta(days=2))
    house.take(
        written(
            house,
            letter,
            f"Hello,\n\nWe agree with the surplus of £1,085.02 for reference {reference} and will return it by bank transfer "
            "on 31 July 2026.\n\nKind regards\nSunrise Accounts",
        )
    )

    assert house.case("DP-00981").state == "agreed"
    (recovery,) = house.recoveries()
    assert (recovery.state, recovery.amount_minor) == ("proposed", 108502)
    refuse(house, BRITA, "notice")
    house.clock.move(timedelta(days=40))
    refuse(house, ANNA, "approver")
    with house.app() as app:
        case = house_case(app, "DP-00981")
        cases.release_recovery(
            app.database, app.tools, BRITA, case.id, version=case.version, because="the social worker says it is not needed"
        )

    assert house.case("DP-00981").state == "recovery-raised"
    (recovery,) = house.recoveries()
    assert (recovery.state, recovery.released_by) == ("released", "user:brita")


def test_a_clear_agreement_proposes_a_recovery_that_waits_for_the_notice(house: House, samples: Find) -> None:
    house.take(*samples("england", "29-"))

    assert house.case_states() == {"DP-00417": "agreed"}
    (recovery,) = house.recoveries()
    assert (recovery.state, recovery.amount_minor, recovery.proposed_by) == ("proposed", 74230, "afstem")
    assert recovery.release_not_before >= (NOW + timedelta(days=28)).date()
    with house.app() as app:
        case = house_case(app, "DP-00417")
        with pytest.raises(RefusedError, match="has not been told"):
            cases.release_recovery(app.database, app.tools, BRITA, case.id, version=case.version)


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param("31-", id="thanks are no agreement"),
        pytest.param("30-", id="a part is for a person"),
        pytest.param("32-", id="a dispute above a quoted agreement"),
        pytest.param("36-", id="the account has moved"),
    ],
)
def test_what_is_no_clear_agreement_moves_nothing(house: House, samples: Find, mail: str) -> None:
    house.take(*samples("england", mail))

    assert house.answer().state == "in-review"
    assert set(house.case_states().values()) <= {"await-reply"}
    assert [item.advances for item in house.items()] == [False] * len(house.items())
    assert house.recoveries() == []


def test_an_agreement_from_a_stranger_moves_nothing(house: House, samples: Find, tmp_path: Path) -> None:
    (agreed,) = samples("england", "29-")
    forged = tmp_path / "forged.eml"
    forged.write_bytes(agreed.read_bytes().replace(b"sunrise-accounts.example", b"sunrise-account.example"))

    house.take(forged)

    assert set(house.case_states().values()) <= {"await-reply"}
    assert house.recoveries() == []


def test_new_bank_details_change_nothing_and_stop_everything_of_theirs(house: House, samples: Find) -> None:
    house.take(*samples("england", "29-"))
    before = master(house)

    house.take(*samples("england", "35-"))

    assert master(house) == before
    with house.read() as session:
        stopped = [row.name for row in session.scalars(select(db.Switch)) if row.stopped]
        message = session.scalars(select(db.Message).where(db.Message.subject_class == "bank-change")).one()
        task = session.scalars(select(db.Document).where(db.Document.message_id == message.id)).first()
    assert stopped == ["map:M02"]
    assert task is not None
    assert (task.state, (task.reason or "").partition(":")[0]) == ("in-review", "bank-change")
    assert [row for row in house.recoveries() if row.state != "proposed"] == []


def test_a_provider_that_is_stopped_has_no_recovery_released(house: House, samples: Find) -> None:
    house.take(*samples("england", "29-"))
    with house.app() as app, app.database.write() as session:
        case = session.scalars(select(db.DpCase)).one()
        case.notice_sent_at = NOW - timedelta(days=60)
        session.scalars(select(db.Recovery)).one().release_not_before = NOW.date()
        switches.turn(session, "map:M01", stop=True, by="afstem", because="bank-change", now=NOW)

    with house.app() as app:
        case = house_case(app, "DP-00417")
        with pytest.raises(RefusedError, match="M01 is stopped"):
            cases.release_recovery(app.database, app.tools, BRITA, case.id, version=case.version)
        stops.lift_provider(app.database, app.tools, BRITA, "M01", because="called the number on record")
        with pytest.raises(RefusedError, match="M01 is stopped"):
            cases.release_recovery(app.database, app.tools, BRITA, case.id, version=case.version)
        stops.lift_provider(app.database, app.tools, CARL, "M01", because="heard the same from the provider")
        cases.release_recovery(app.database, app.tools, BRITA, case.id, version=case.version)
    assert [row.state for row in house.recoveries()] == ["released"]


def test_an_absence_notice_from_a_provider_moves_nothing(house: House, samples: Find) -> None:
    house.take(*samples("england", "37-"))

    assert house.case_states() == {}
    assert house.items() == []
