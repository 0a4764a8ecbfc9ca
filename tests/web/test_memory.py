"""Supplier memory end to end: corrected, proposed, tried, approved by somebody else, and read right the next time."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO

import pytest

from models import db
from models.invoice import readings
from service.audit import broken_links
from service.mail_in import ingest_paths
from service.steps.decide import extraction_of

SUPPLIER = "L001"


def _invoice(number, journal):
    """An invoice of a known supplier that calls its own number by a word of its own."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, invariant=True)
    rows = [
        [(40, "Bofællesskabet Elmegården ApS"), (480, "FAKTURA")],
        [(40, "CVR-nr.: 12345674")],
        [(40, "Til: Anby Kommune"), (350, "Fakturanr.:"), (450, journal)],
        [(350, "Fakturadato:"), (450, "30-06-2026")],
        [(350, "Bilagskode:"), (450, number)],
        [(40, "Ydelse"), (300, "Antal"), (400, "Pris"), (500, "Beløb")],
        [(40, "Botilbud § 107, juni 2026"), (300, "30"), (400, "2.243,00"), (500, "67.290,00")],
        [(350, "I alt:"), (500, "67.290,00")],
    ]
    for place, row in enumerate(rows):
        for left, text in row:
            canvas.drawString(left, 790 - 18 * place, text)
    canvas.save()
    return out.getvalue()


@pytest.fixture
def arrives(denmark, tmp_path):
    """Let an invoice of the supplier arrive and be worked on; returns its document."""

    def receive(number, journal):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "faktura@elmegaarden.example", "faktura@kommune.example", "Faktura"
        mail["Message-ID"] = f"<{journal}@elmegaarden.example>"
        mail["Date"] = "Wed, 01 Jul 2026 08:00:00 +0000"
        mail.set_content("Hermed faktura.")
        mail.add_attachment(_invoice(number, journal), maintype="application", subtype="pdf", filename="faktura.pdf")
        path = tmp_path / f"{journal}.eml"
        path.write_bytes(mail.as_bytes())
        with denmark.app.database.owned():
            ingest_paths(denmark.app, [path], "faktura")
        denmark.work()
        newest = denmark.all(db.Document, db.Document.sniffed == "application/pdf")[-1]
        assert newest.supplier_id == SUPPLIER
        return newest

    return receive


def _number(world, document):
    row = world.get(db.Document, document.id)
    return dict(readings(extraction_of(row, world.app.tools).invoice))["number"]


def _correct(desk, document, **changes):
    desk.get(f"/documents/{document.id}")
    given = {name.replace("__", "."): text for name, text in changes.items()}
    answer = desk.post(f"/documents/{document.id}/correct", was=desk.hidden("was"), **given)
    assert answer.status_code == 303, answer.text


def _anchor(world):
    [row] = world.all(db.Anchor)
    return row


def _decide(desk, what, row, **data):
    desk.get("/memory")
    return desk.post(f"/memory/{row.id}/{what}", version=str(row.version), **data)


def test_what_is_corrected_is_read_right_on_the_next_document(denmark, arrives):
    reviewer, approver = denmark.desk("reviewer"), denmark.desk("approver")
    first = arrives("ELM-88417", "20417")
    assert _number(denmark, first).value == "20417"

    _correct(reviewer, first, value__number="ELM-88417")
    denmark.work()
    row = _anchor(denmark)
    assert (row.state, row.righted, row.wronged) == ("replayed", 1, 0), row.reason
    assert _number(denmark, arrives("ELM-88418", "20418")).value == "20418", "nothing counts before somebody approves it"

    assert _decide(reviewer, "approve", row).status_code == 403
    assert _decide(approver, "approve", row).status_code == 303
    following = arrives("ELM-90001", "20533")
    reading = _number(denmark, following)
    assert (reading.value, "remembered" in reading.evidence) == ("ELM-90001", True)
    assert "leverandørhukommelsen" in reviewer.get(f"/documents/{following.id}").text

    assert _decide(reviewer, "withdraw", _anchor(denmark), because="de har lavet deres faktura om").status_code == 303
    assert _number(denmark, arrives("ELM-90002", "20534")).value == "20534"
    events = [
        (each.event, each.after, each.actor) for each in denmark.all(db.AuditEvent, db.AuditEvent.subject == f"anchor:{row.id}")
    ]
    assert events == [
        ("propose", "proposed", "user:reviewer"),
        ("advance", "replayed", "afstem"),
        ("advance", "approved", "user:approver"),
        ("advance", "withdrawn", "user:reviewer"),
    ]
    with denmark.app.database.read() as session:
        assert list(broken_links(session)) == []


def test_whoever_corrected_cannot_approve(denmark, arrives):
    approver = denmark.desk("approver")
    _correct(approver, arrives("ELM-88417", "20417"), value__number="ELM-88417")
    denmark.work()

    answer = _decide(approver, "approve", _anchor(denmark))

    assert answer.status_code == 422
    assert "Der skal to til" in answer.text
    assert _anchor(denmark).state == "replayed"
    assert "/approve" not in approver.get("/memory").text


def test_a_proposal_that_contradicts_what_people_confirmed_is_refused_by_the_trial(denmark, arrives):
    """Somebody ticked the number of an earlier invoice as right; the correction would make that one wrong."""
    reviewer = denmark.desk("reviewer")
    confirmed = arrives("ELM-88416", "20416")
    _correct(reviewer, confirmed, value__number="20416", ok="number")
    assert denmark.all(db.Anchor) == [], "a tick changes nothing, so there is nothing to learn"
    _correct(reviewer, arrives("ELM-88417", "20417"), value__number="ELM-88417")
    denmark.work()

    row = _anchor(denmark)
    assert (row.state, row.righted, row.wronged) == ("refused", 1, 1)
    page = reviewer.get("/memory?supplier=L001").text
    assert "Afvist af afprøvningen" in page
    assert f"/memory/{row.id}/approve" not in denmark.desk("approver").get("/memory").text
    assert _decide(denmark.desk("approver"), "approve", row).status_code == 422
    assert _number(denmark, arrives("ELM-90001", "20533")).value == "20533"


def test_a_value_that_is_not_printed_teaches_nothing(denmark, arrives):
    _correct(denmark.desk("reviewer"), arrives("ELM-88417", "20417"), value__number="HELT-ANDET-1")
    denmark.work()

    row = _anchor(denmark)
    assert (row.state, row.anchor, (row.reason or "").partition(":")[0]) == ("refused", None, "no-place")


def test_the_same_place_is_learned_once(denmark, arrives):
    reviewer = denmark.desk("reviewer")
    for number, journal in (("ELM-88417", "20417"), ("ELM-88418", "20418")):
        _correct(reviewer, arrives(number, journal), value__number=number)
        denmark.work()

    states = [(row.state, (row.reason or "").partition(":")[0]) for row in denmark.all(db.Anchor)]
    assert states[0][0] == "replayed"
    assert states[1] == ("refused", "known-already")


def test_labels_are_shown_to_reviewers_only(denmark, arrives):
    _correct(denmark.desk("reviewer"), arrives("ELM-88417", "20417"), value__number="ELM-88417")
    denmark.work()

    assert "bilagskode" in denmark.desk("reviewer").get("/memory").text
    assert "bilagskode" not in denmark.desk("auditor").get("/memory").text
