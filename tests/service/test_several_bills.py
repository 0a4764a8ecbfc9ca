"""A PDF with several bills of one supplier is cut: each bill is a document of its own, once, and the whole is not paid from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from models import db
from models.contract import extraction_from_json
from service.app import App
from service.mail_in import ingest_paths
from service.working import work_until_idle
from tests.service.world import app_in, settings_for

NUMBERS = ("EL-103", "EL-104", "EL-105")


def bills(numbers=NUMBERS) -> bytes:
    """Return a PDF with a bill on each page."""
    file = BytesIO()
    canvas = Canvas(file, invariant=True)
    for number in numbers:
        rows = [
            "Elm Bo ApS   CVR-nr. 13585628",
            "Faktura",
            f"Fakturanr.: {number}",
            "Fakturadato: 30-06-2026",
            "Bostøtte juni 2026",
            "I alt DKK 1.250,00",
        ]
        for place, text in enumerate(rows):
            canvas.drawString(60, 760 - 24 * place, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@contextmanager
def council(folder: Path, **environ: str) -> Iterator[App]:
    """Yield an app to which a mail came with the bills."""
    message = EmailMessage()
    message["From"], message["To"] = "Elm <faktura@elm.example>", "faktura@council.example"
    message["Subject"], message["Message-ID"] = "Faktura", "<1@elm.example>"
    message["Date"] = "Wed, 01 Jul 2026 09:00:00 +0000"
    message.set_content("Se vedlagte.")
    message.add_attachment(bills(), maintype="application", subtype="pdf", filename="juni.pdf")
    path = folder / "1.eml"
    path.write_bytes(message.as_bytes())
    settings = settings_for(folder, f"sqlite:///{folder}/afstem.db", **environ)
    with app_in(settings) as app, app.database.owned():
        ingest_paths(app, [path], "faktura")
        work_until_idle(app)
        yield app


def pdfs(app: App) -> list[db.Document]:
    with app.database.read() as session:
        found = session.scalars(
            select(db.Document).where(db.Document.sniffed == "application/pdf").order_by(db.Document.id)
        ).all()
        session.expunge_all()
    return list(found)


def numbers(app: App, rows: list[db.Document]) -> list[str]:
    kept = (extraction_from_json(app.tools.vault.open_json(row.extraction)) for row in rows if row.extraction)
    return [each.invoice.number.value for each in kept if each.invoice.number]


def test_each_bill_becomes_a_document_of_its_own_and_the_whole_is_put_aside_with_a_reason(tmp_path):
    with council(tmp_path) as app:
        whole, *parts = pdfs(app)
        assert (whole.state, whole.reason) == ("ignored", "several-invoices: it holds 3 bills, which are worked on one by one")
        assert [row.part for row in parts] == [f"{whole.part}, pages {page}-{page}" for page in (1, 2, 3)]
        assert numbers(app, parts) == list(NUMBERS)
        assert {row.pages for row in parts} == {1}
        assert not {row.state for row in parts} & {"received", "extracted", "ignored"}
        with app.database.read() as session:
            assert whole.id not in session.scalars(select(db.Decision.document_id)).all()


def test_a_worker_that_reads_the_whole_again_adds_no_bill_twice(tmp_path):
    with council(tmp_path) as app:
        whole, *parts = pdfs(app)
        with app.database.write() as session:
            session.get_one(db.Document, whole.id).state = "received"

        work_until_idle(app)

        assert [(row.id, row.state) for row in pdfs(app)] == [(row.id, row.state) for row in (whole, *parts)]


def test_a_file_of_which_not_every_page_was_read_stays_whole(tmp_path):
    with council(tmp_path, AFSTEM__SANDBOX__MAX_PAGES="2") as app:
        (whole,) = pdfs(app)
        assert whole.state != "ignored"
        assert numbers(app, [whole]) == [NUMBERS[0]]
