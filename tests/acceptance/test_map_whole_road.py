"""Direct payments over a real mailbox and a real mail server: from the provider's statement to the money, and beside it a
dispute, a death and an attempt at fraud, each ending where it must.
"""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from sqlalchemy import select

from models import db
from service import switches
from service.actions import cases
from service.bank_money import take_bank_file
from service.check_sheet import check_sheet
from service.cycle import run_cycle
from service.payment_listings import recoveries
from service.settings.council import DirectPayments
from tests.acceptance.map_house import ANNA, BRITA, Find, House, accept_all, approve_all, house_case, master, refuse, written
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import ScriptedServer, smtp_server

pytestmark = [pytest.mark.servers, pytest.mark.slow]
ACCOUNT = "DP-00981"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with smtp_server() as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, dovecot: Dovecot, user: str, server: ScriptedServer) -> House:
    return House(
        tmp_path,
        AFSTEM__MAILBOXES__TEAM__KIND="imap",
        AFSTEM__MAILBOXES__TEAM__HOST=dovecot.host,
        AFSTEM__MAILBOXES__TEAM__PORT=str(dovecot.port),
        AFSTEM__MAILBOXES__TEAM__TLS="none",
        AFSTEM__MAILBOXES__TEAM__USER=user,
        AFSTEM__MAILBOXES__TEAM__PASSWORD=PASSWORD,
        AFSTEM__SENDER__KIND="smtp",
        AFSTEM__SENDER__HOST=server.host,
        AFSTEM__SENDER__PORT=str(server.port),
        AFSTEM__SENDER__TLS="none",
    )


def test_the_whole_road_of_a_surplus(house: House, dovecot: Dovecot, user: str, server: ScriptedServer, samples: Find) -> None:
    before = master(house)
    (statement,) = samples("england", "38-")
    dovecot.append(user, statement.read_bytes())
    house.poll()
    assert house.case(ACCOUNT).state == "draft"
    accept_all(house)
    with house.app() as app:
        assert ACCOUNT in cells_of(check_sheet(app.database, app.tools))
        case = house_case(app, ACCOUNT)
        cases.sign_off(app.database, app.tools, ANNA, case.id, version=case.version)
    assert server.delivered == []

    approve_all(house)
    house.work()
    sent = [email.message_from_bytes(each) for each in server.delivered]
    assert sorted(house_kinds(house)) == ["dp-notice", "map-surplus", "social-work-notice"]
    assert len({each["To"] for each in sent}) == 3
    assert all("1,085.02" in text_of(each) for each in sent)
    assert not [each["Subject"] for each in sent if "1234567" in each["Subject"] or "Marsh" in each["Subject"]]
    assert house.case(ACCOUNT).state == "await-reply"

    house.clock.move(timedelta(days=2))
    with house.read() as session:
        letter = session.scalars(select(db.Letter).where(db.Letter.letter == "map-surplus")).one()
    answer = written(house, letter, "Agreed, £1,085.02 will be returned by BACS on 31 July 2026.")
    dovecot.append(user, answer.read_bytes())
    house.poll()
    assert house.case(ACCOUNT).state == "agreed"
    refuse(house, BRITA, "notice")
    house.clock.move(timedelta(days=28))
    with house.app() as app:
        case = house_case(app, ACCOUNT)
        cases.release_recovery(app.database, app.tools, BRITA, case.id, version=case.version, because="asked: not needed")
    assert house.case(ACCOUNT).state == "recovery-raised"

    house.clock.move(timedelta(days=5))
    line = f"\n24/08/2026;SUNRISE {house.case(ACCOUNT).reference};1085.02"
    with house.app() as app:
        [taken] = take_bank_file(app.database, app.tools, f"Date;Narrative;Amount{line}".encode(), by="test").taken
        run_cycle(app.database, app.tools, DirectPayments())
    house.poll()

    assert taken.state == "taken"
    assert house.case(ACCOUNT).state == "closed"
    with house.read() as session:
        assert [(row["state"], row["received"]) for row in recoveries(session)] == [("received", "1085.02")]
    assert len(server.delivered) == 3, "no letter leaves twice, and none that nobody approved"
    assert master(house) == before


def test_a_dispute_a_death_and_a_fraud_beside_it(
    house: House, dovecot: Dovecot, user: str, server: ScriptedServer, samples: Find
) -> None:
    before = master(house)
    for mail in samples("england", "32-", "34-", "35-"):
        dovecot.append(user, mail.read_bytes())
    house.poll()

    states = house.case_states()
    with house.read() as session:
        items = {row.account_id: (row.intent, row.advances) for row in session.scalars(select(db.ReplyItem))}
        stopped = {row.name for row in session.scalars(select(db.Switch)) if row.stopped}
        incidents = [row.kind for row in session.scalars(select(db.Incident))]
        tasks = [row.state for row in session.scalars(select(db.Document))]
        dead = session.scalars(select(db.DpAccount.person_id).where(db.DpAccount.account_id == "DP-01103")).one()
        assert switches.stopped(session, "posting") is None
    # The dispute: told to an officer, and nothing has moved.
    assert (items["DP-00902"], states["DP-00902"]) == (("DISPUTE_POLICY", False), "await-reply")
    # The death: letters to that person stop, the case waits for a person; the other three of the table each their own way.
    assert items["DP-01103"] == ("CLIENT_DECEASED", False)
    assert f"person:{dead}" in stopped
    assert (items["DP-01102"], states["DP-01102"]) == (("AGREE_FULL", True), "agreed")
    assert items["DP-01105"][0] == "NOT_OUR_CLIENT"
    assert incidents == ["possible-misdirection"]
    # The fraud: that provider's recoveries stop, nothing on record has changed, and nobody is answered.
    assert "map:M02" in stopped
    assert master(house) == before
    assert server.delivered == []
    assert tasks.count("in-review") == 3


def house_kinds(house: House) -> list[str]:
    with house.read() as session:
        return [row.letter for row in session.scalars(select(db.Letter).where(db.Letter.state == "sent"))]


def text_of(message: Message) -> str:
    parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    return "\n".join((part.get_payload(decode=True) or b"").decode("utf-8", "replace") for part in parts)  # type: ignore[union-attr]


def cells_of(book: bytes) -> set[str]:
    import openpyxl

    sheets = openpyxl.load_workbook(io.BytesIO(book), read_only=True)
    return {str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
