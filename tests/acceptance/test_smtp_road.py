"""Letters through real SMTP conversations: sent once, never twice, and what comes back finds its letter."""

from __future__ import annotations

import atexit
import dataclasses
import email
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import select

from models import db
from service.app import App
from service.clock import MovableClock
from service.mail_in import ingest_paths
from service.outbox import JOURNAL_WAIT
from service.settings import Settings
from service.working import work_until_idle
from tests.acceptance.conftest import Council
from tests.servers.smtp import TAKE_AND_DROP, TAKE_AND_WAIT, ScriptedServer, smtp_server
from tests.service.world import SAMPLES, app_in, import_all, settings_for

NOW = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
RETURNED = SAMPLES / "denmark" / "mails" / "14-no-citizen.eml"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with smtp_server() as server:
        yield server


@cache
def imported() -> Path:
    """A store with the master data, made once and copied for each test."""
    folder = Path(mkdtemp(prefix="afstem-imported-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    import_all(settings_for(folder, f"sqlite:///{folder}/afstem.db"))
    return folder


class House:
    """A council whose letters go to a mail server, and a clock that the test moves."""

    def __init__(self, folder: Path, server: ScriptedServer, **environ: str) -> None:
        shutil.copytree(imported(), folder, dirs_exist_ok=True)
        self.clock = MovableClock(NOW)
        self.settings: Settings = settings_for(
            folder,
            f"sqlite:///{folder}/afstem.db",
            AFSTEM__SENDER__KIND="smtp",
            AFSTEM__SENDER__HOST=server.host,
            AFSTEM__SENDER__PORT=str(server.port),
            AFSTEM__SENDER__TLS="none",
            AFSTEM__SCHEDULE__WORKERS="2",
            **environ,
        )

    @contextmanager
    def app(self) -> Iterator[App]:
        with app_in(self.settings) as app, app.database.owned():
            yield dataclasses.replace(app, tools=dataclasses.replace(app.tools, clock=self.clock))

    def work(self, *mails: Path) -> None:
        with self.app() as app:
            if mails:
                ingest_paths(app, mails, "faktura")
            work_until_idle(app)

    def letter(self) -> db.Letter:
        with self.app() as app, app.database.read() as session:
            return session.scalars(select(db.Letter)).one()

    def states(self, table: type[db.Document | db.Message]) -> Sequence[tuple[str, str | None]]:
        with self.app() as app, app.database.read() as session:
            return [(row.state, row.reason) for row in session.scalars(select(table).order_by(table.id))]


def test_a_letter_is_sent_once_however_often_there_is_work(tmp_path: Path, server: ScriptedServer) -> None:
    house = House(tmp_path, server)

    house.work(RETURNED)
    house.work(RETURNED)

    assert len(server.delivered) == 1
    letter = house.letter()
    assert (letter.state, letter.server_reply) == ("sent", "250 2.0.0 queued as 4F7A")
    sent = email.message_from_bytes(server.delivered[0])
    assert sent["Message-ID"] == letter.message_id
    assert letter.token in sent["Subject"]
    assert sent["In-Reply-To"] == email.message_from_bytes(RETURNED.read_bytes())["Message-ID"]
    assert sent["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("phase", ["connect", "mail", "rcpt", "data", "after-dot"])
def test_a_refusal_for_now_is_tried_again_later_and_then_sent_once(tmp_path: Path, server: ScriptedServer, phase: str) -> None:
    house = House(tmp_path, server)
    server.script.at = {phase: "451 4.7.1 greylisted"}

    house.work(RETURNED)
    assert house.letter().state == "queued"
    server.script.at = {}
    house.work()
    assert (house.letter().state, server.delivered) == ("queued", [])  # its time has not come
    house.clock.move(timedelta(minutes=5))
    house.work()

    assert house.letter().state == "sent"
    assert len(server.delivered) == 1


def test_a_refusal_for_good_is_told_to_staff_and_not_tried_again(tmp_path: Path, server: ScriptedServer) -> None:
    house = House(tmp_path, server)
    server.script.at = {"rcpt": "550 5.1.1 no such user"}

    house.work(RETURNED)
    server.script.at = {}
    house.clock.move(timedelta(days=1))
    house.work()

    assert house.letter().state == "failed"
    assert "5.1.1" in (house.letter().reason or "")
    assert server.delivered == []


def test_a_lost_answer_is_a_doubt_and_never_a_second_letter(tmp_path: Path, server: ScriptedServer) -> None:
    house = House(tmp_path, server)
    server.script.at = {"after-dot": TAKE_AND_DROP}

    house.work(RETURNED)
    assert house.letter().state == "in-doubt"
    server.script.at = {}
    for _ in range(3):
        house.clock.move(timedelta(days=1))
        house.work()

    assert house.letter().state == "in-doubt"
    assert len(server.delivered) == 1


def test_a_journal_clears_a_doubt_up(tmp_path: Path, server: ScriptedServer) -> None:
    journal = make_maildir(tmp_path / "journal")
    house = House(tmp_path, server, AFSTEM__SENDER__JOURNAL=str(journal))
    server.script.at = {"after-dot": TAKE_AND_DROP}

    house.work(RETURNED)
    assert house.letter().state == "in-doubt"
    (journal / "new" / "1.copy").write_bytes(server.delivered[0])
    server.script.at = {}
    house.work()

    assert house.letter().state == "sent"
    assert len(server.delivered) == 1


def test_a_silent_journal_is_believed_only_after_it_had_time(tmp_path: Path, server: ScriptedServer) -> None:
    """The time counts from the doubt: a letter that had waited for days before is no older in the journal."""
    journal = make_maildir(tmp_path / "journal")
    house = House(tmp_path, server, AFSTEM__SENDER__JOURNAL=str(journal))
    server.script.at = {"connect": "451 4.3.2 not today"}
    house.work(RETURNED)
    with house.app() as app, app.database.write() as session:
        session.scalars(select(db.Letter)).one().repeatable = True
    house.clock.move(timedelta(days=2))
    server.script.at = {"after-dot": TAKE_AND_DROP}
    house.work()
    server.script.at = {}

    assert house.letter().state == "in-doubt"
    house.clock.move(JOURNAL_WAIT - timedelta(seconds=1))
    house.work()
    assert (house.letter().state, len(server.delivered)) == ("in-doubt", 1)
    (journal / "new" / "1.copy").write_bytes(server.delivered[0])
    house.clock.move(timedelta(minutes=1))
    house.work()

    assert (house.letter().state, len(server.delivered)) == ("sent", 1)


@pytest.mark.slow
@pytest.mark.parametrize("has_journal", [False, True], ids=["no journal", "with a journal"])
def test_a_worker_killed_before_the_answer_never_doubles_the_letter(
    tmp_path: Path, server: ScriptedServer, make_council: Callable[..., Council], has_journal: bool
) -> None:
    journal = make_maildir(tmp_path / "journal")
    sender = {"kind": "smtp", "host": server.host, "port": server.port, "tls": "none"}
    council = make_council("denmark", {"sender": sender | ({"journal": str(journal)} if has_journal else {})})
    council.do("import", SAMPLES / "denmark" / "master")
    council.do("ingest", RETURNED)
    server.script.at = {"after-dot": TAKE_AND_WAIT}

    working = council.start("work")
    end = time.monotonic() + 60
    while not server.delivered and time.monotonic() < end:
        time.sleep(0.05)
    working.kill()
    working.communicate()
    server.script.at = {}
    (letter,) = council.do("outbox")
    assert letter["state"] == "sending"
    if has_journal:
        (journal / "new" / "1.copy").write_bytes(server.delivered[0])
    for _ in range(2):
        council.do("work")

    (letter,) = council.do("outbox")
    assert letter["state"] == ("sent" if has_journal else "in-doubt")
    assert len(server.delivered) == 1


def test_a_letter_that_comes_back_wakes_whoever_returned_the_invoice(tmp_path: Path, server: ScriptedServer) -> None:
    house = House(tmp_path, server)
    house.work(RETURNED)
    assert [state for state, _ in house.states(db.Document)] == ["returned"]
    (tmp_path / "bounce.eml").write_bytes(bounce_of(house.letter()))

    house.work(tmp_path / "bounce.eml")

    assert house.letter().state == "bounced"
    ((state, reason),) = house.states(db.Document)
    assert state == "in-review"
    assert reason is not None
    assert reason.startswith("letter-bounced: ")
    assert "5.1.1" in reason
    assert len(server.delivered) == 1


def test_a_delay_notice_is_no_bounce(tmp_path: Path, server: ScriptedServer) -> None:
    house = House(tmp_path, server)
    house.work(RETURNED)
    (tmp_path / "delay.eml").write_bytes(bounce_of(house.letter(), action="delayed", status="4.4.1"))

    house.work(tmp_path / "delay.eml")

    assert house.letter().state == "sent"
    assert [state for state, _ in house.states(db.Document)] == ["returned"]


def test_a_letter_in_doubt_that_comes_back_had_left(tmp_path: Path, server: ScriptedServer) -> None:
    house = House(tmp_path, server)
    server.script.at = {"after-dot": TAKE_AND_DROP}
    house.work(RETURNED)
    (tmp_path / "bounce.eml").write_bytes(bounce_of(house.letter()))

    house.work(tmp_path / "bounce.eml")

    assert house.letter().state == "bounced"


@pytest.mark.parametrize("carrier", ["subject", "references"])
def test_a_suppliers_answer_is_tied_to_its_letter(tmp_path: Path, server: ScriptedServer, carrier: str) -> None:
    house = House(tmp_path, server)
    house.work(RETURNED)
    letter = house.letter()
    answer = EmailMessage()
    answer["From"] = "faktura@skovlunden.example"
    answer["To"] = "faktura@kommune.example"
    answer["Subject"] = f"SV: [Ref {letter.token}] rettelse" if carrier == "subject" else "SV: rettelse"
    answer["Date"] = "Tue, 21 Jul 2026 10:00:00 +0200"
    answer["Message-ID"] = "<answer@skovlunden.example>"
    if carrier == "references":
        answer["In-Reply-To"] = letter.message_id
    answer.set_content("Vi sender en ny faktura.")
    (tmp_path / "answer.eml").write_bytes(answer.as_bytes())

    house.work(tmp_path / "answer.eml")

    with house.app() as app, app.database.read() as session:
        row = session.scalars(select(db.Message).where(db.Message.message_id == "answer@skovlunden.example")).one()
    expected = letter.token if carrier == "subject" else (letter.message_id or "").strip("<>")
    assert row.answers == expected
    assert row.state == "sorted"


def test_a_made_up_reference_ties_to_nothing(tmp_path: Path, server: ScriptedServer) -> None:
    house = House(tmp_path, server)
    house.work(RETURNED)
    answer = b"From: x@skovlunden.example\r\nSubject: SV: [Ref 0001-ABCDEFGH]\r\nMessage-ID: <made-up@x.example>\r\n\r\nHej\r\n"
    (tmp_path / "answer.eml").write_bytes(answer)

    house.work(tmp_path / "answer.eml")

    with house.app() as app, app.database.read() as session:
        row = session.scalars(select(db.Message).where(db.Message.message_id == "made-up@x.example")).one()
    assert row.answers is None


def make_maildir(folder: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    return folder


def bounce_of(letter: db.Letter, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a mail system says when it cannot deliver (RFC 3464)."""
    return f"""\
Return-Path: <>
From: Mail Delivery System <postmaster@skovlunden.example>
To: faktura@kommune.example
Subject: Undelivered Mail Returned to Sender
Date: Tue, 21 Jul 2026 11:12:00 +0200
Message-ID: <dsn-{action}@skovlunden.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.skovlunden.example

Final-Recipient: rfc822; faktura@skovlunden.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} User unknown

--b
Content-Type: text/rfc822-headers

From: faktura@kommune.example
Subject: {letter.subject}
Message-ID: {letter.message_id}

--b--
""".replace("\n", "\r\n").encode()
