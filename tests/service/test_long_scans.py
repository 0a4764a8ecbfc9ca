"""A scan that takes long to read is read last, one at a time, and whole: the mail behind it does not wait for it."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from models import db
from models.contract import extraction_from_json
from service.app import App
from service.mail_in import ingest_paths
from service.perform import Result, perform
from service.steps import read
from service.workflow import claim, find_work
from service.working import work_until_idle
from tests.service.world import app_in, settings_for

PAGES = 3


def scan(number: int) -> bytes:
    """Return a PDF of pictures."""
    drawn = [Image.new("L", (827, 1169), 255) for _ in range(PAGES)]
    for place, page in enumerate(drawn, start=1):
        ImageDraw.Draw(page).text((80, 80), f"Faktura {number}\nSide {place} af {PAGES}", fill=0, font_size=48)
    file = BytesIO()
    drawn[0].save(file, "PDF", save_all=True, append_images=drawn[1:], resolution=100)
    return file.getvalue()


def mail(folder: Path, number: int, attached: bytes | None) -> Path:
    message = EmailMessage()
    message["From"], message["To"] = f"Elm <faktura{number}@elm.example>", "faktura@council.example"
    message["Subject"], message["Message-ID"] = "Faktura", f"<{number}@elm.example>"
    message["Date"] = "Wed, 01 Jul 2026 09:00:00 +0000"
    message.set_content("Se vedlagte." if attached else "Faktura 17\nI alt 100,00 kr.")
    if attached:
        message.add_attachment(attached, maintype="application", subtype="pdf", filename="scan.pdf")
    path = folder / f"{number}.eml"
    path.write_bytes(message.as_bytes())
    return path


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An app to which three mails came, two of them with a scan for which the first go is too short."""
    monkeypatch.setattr(read, "FIRST_GO", 0.0)
    with app_in(settings_for(tmp_path, f"sqlite:///{tmp_path}/afstem.db")) as app, app.database.owned():
        ingest_paths(app, [mail(tmp_path, 1, scan(1)), mail(tmp_path, 2, scan(2)), mail(tmp_path, 3, None)], "faktura")
        yield app


def waiting(app: App) -> list[tuple[str, int, str]]:
    with app.database.read() as session:
        return find_work(session, app.tools.clock.now(), limit=100)


def work_until_only_long_ones_wait(app: App) -> list[int]:
    while todo := [job for job in waiting(app) if job[2] != "long"]:
        for job in todo:
            perform(app.database, app.tools, *job, worker="quick")
    return [row_id for _, row_id, _ in waiting(app)]


def test_a_long_scan_steps_aside_and_everything_else_is_done_before_it(app):
    long = work_until_only_long_ones_wait(app)

    with app.database.read() as session:
        rows = session.scalars(select(db.Document).where(db.Document.sniffed == "application/pdf")).all()
        others = session.scalars(select(db.Document.state).where(db.Document.id.not_in(long))).all()
    assert sorted(long) == [row.id for row in rows]
    assert [(row.state, row.pages, row.extraction) for row in rows] == [("long", PAGES, None)] * 2
    assert not {"received", "extracted"} & set(others)


def test_of_two_long_scans_one_is_read_at_a_time(app):
    first, second = work_until_only_long_ones_wait(app)
    now, lease = app.tools.clock.now(), timedelta(minutes=1)

    with app.database.write() as session:
        taken = claim(session, "document", first, "long", worker="one", now=now, lease=lease)
        refused = claim(session, "document", second, "long", worker="two", now=now, lease=lease)

    assert taken is not None
    assert refused is None
    assert waiting(app) == []
    assert perform(app.database, app.tools, "document", second, "long", worker="two") is Result.NOT_NOW
    with app.database.write() as session:
        later = now + 2 * lease
        assert claim(session, "document", second, "long", worker="two", now=later, lease=lease) is not None


def test_in_its_second_go_it_is_read_whole(app):
    work_until_idle(app)

    with app.database.read() as session:
        rows = session.scalars(select(db.Document).where(db.Document.sniffed == "application/pdf")).all()
        read_as = [extraction_from_json(app.tools.vault.open_json(row.extraction)) for row in rows]
    assert not {row.state for row in rows} & {"received", "long", "failed"}
    assert [extraction.pages for extraction in read_as] == [PAGES] * 2
    assert not {finding.code for extraction in read_as for finding in extraction.findings} & {"pages-not-read", "read-in-haste"}
