"""Shadow mode, promotions, the random check and the switches in the console: with real requests, without JavaScript."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models import db
from models.money import Money
from service import shadow


@pytest.fixture(params=["denmark", "england"])
def world(request, open_world):
    """A council of each language, with the decisions of the samples."""
    return open_world(
        request.param,
        AFSTEM__POLICY__PROMOTION_DECISIONS="1",
        AFSTEM__POLICY__PROMOTION_PERCENT="100",
    )


def at(world, role: str, path: str = "/shadow"):
    """Somebody with this role who looks at a page."""
    desk = world.desk(role)
    desk.get(path)
    return desk


def people_posted(world, *, off: int = 0, grant: str | None = None) -> list[shadow.Line]:
    """Write the ledger of what people made of the lines that we would post; `off` and `grant` make the first one differ."""
    with world.app.database.write() as session:
        rows = session.execute(
            select(db.Decision, db.Document)
            .join(db.Document, db.Document.id == db.Decision.document_id)
            .where(db.Decision.current, db.Decision.verdict == "post")
            .order_by(db.Decision.id)
        ).all()
        for number, (decision, document) in enumerate(rows):
            first = number == 0
            session.add(
                db.Ledger(
                    supplier_id=decision.supplier_id,
                    invoice_number=document.invoice_number,
                    invoice_key=document.invoice_key,
                    grant_id=grant if first and grant else decision.grant_id,
                    period_start=decision.period_start,
                    period_end=decision.period_end,
                    amount_minor=decision.amount_minor + (off if first else 0),
                    currency=decision.currency,
                    voucher=f"V{number}",
                    posted_on=(document.received_at + timedelta(days=60)).date(),
                    row_hash="",
                )
            )
    with world.app.database.read() as session:
        return shadow.lines(session, world.app.tools)


def test_the_comparison_is_shown_filtered_and_exported(world):
    found = people_posted(world, off=100)
    desk = at(world, "auditor")

    page = desk.get("/shadow")
    assert page.status_code == 200
    assert "V0" in page.text
    for path in ("/shadow?by=supplier", "/shadow?by=legal-basis&result=same", "/shadow?by=period&since=2026-01-01&page=2"):
        assert desk.get(path).status_code == 200
    sheet = desk.get("/shadow/report.xlsx")
    book = load_workbook(io.BytesIO(sheet.content))
    rows = desk.get("/shadow/report.csv").text.splitlines()

    assert book["Lines"].max_row == len(rows) == len(found) + 1
    assert book["Differences"].max_row == 2
    assert desk.get("/shadow/report.exe").status_code == 404


def test_a_difference_is_judged_by_somebody_who_may_and_no_longer_counts(world):
    found = people_posted(world, off=100)
    (wrong,) = [each for each in found if each.is_error]
    path = f"/documents/{wrong.document}/lines/{wrong.line}/judge"

    assert at(world, "reviewer").post(path, right="ours", because="x").status_code == 403
    answer = at(world, "approver").post(path, right="ours", because="a slip of theirs, reversed")

    assert answer.status_code in {200, 303}
    with world.app.database.read() as session:
        assert shadow.tally(shadow.lines(session, world.app.tools)).errors == 0


def test_a_promotion_is_made_by_one_and_confirmed_by_another(world):
    people_posted(world)
    approver, admin = at(world, "approver"), at(world, "admin")
    page = approver.get("/promotions").text
    rule = re.search(r'name="rule" value="([^"]+)"', page)[1]
    basis = re.search(r'name="legal_basis" value="([^"]+)"', page)[1]
    supplier = re.search(r'name="supplier_id" value="([^"]+)"', page)[1]

    approver.post("/promotions", rule=rule, legal_basis=basis, supplier_id=supplier, because="as the board decided")
    (row,) = world.all(db.Promotion)
    assert (row.by, row.confirmed_at, row.because) == ("user:approver", None, "as the board decided")
    assert approver.post(f"/promotions/{row.id}/confirm").status_code == 422
    admin.post(f"/promotions/{row.id}/confirm")
    (row,) = world.all(db.Promotion)
    assert row.confirmed_by == "user:admin"

    admin.post(f"/promotions/{row.id}/end", because="a new contract")
    (row,) = world.all(db.Promotion)
    assert row.ended_because == "a new contract"
    assert "a new contract" in approver.get("/promotions").text


def draw_one(world) -> db.Sample:
    """Put a posted line back to where it would be had it been drawn."""
    with world.app.database.write() as session:
        decision = session.scalars(
            select(db.Decision).where(db.Decision.current, db.Decision.verdict == "post", db.Decision.line > 0)
        ).first()
        document = session.get_one(db.Document, decision.document_id)
        document.state = "in-review"
        for each in session.scalars(select(db.Decision).where(db.Decision.document_id == document.id, db.Decision.current)):
            each.verdict, each.code, each.codes = "propose", "sampled", ["sampled"]
            each.explanation = ""
        for posting in session.scalars(select(db.Posting)):
            posting.cancelled_at = world.clock.now()
        row = db.Sample(
            document_id=document.id,
            line=decision.line,
            decision_id=decision.id,
            rule=decision.rule,
            stratum=0,
            amount_minor=decision.amount_minor,
            currency=decision.currency,
            drawn_at=world.clock.now(),
            seed="0123456789abcdef",
            drawn="0.010000000000",
            share="0.05",
        )
        session.add(row)
        session.flush()
        return row


def test_a_drawn_line_shows_nothing_of_what_was_decided_until_it_is_answered(world):
    sample = draw_one(world)
    decision = world.get(db.Decision, sample.decision_id)
    desk = at(world, "reviewer")

    review = desk.get(f"/documents/{sample.document_id}").text
    assert f"/samples/{sample.id}" in review
    assert f'action="/documents/{sample.document_id}/approve"' not in review
    assert decision.rule not in review
    assert "af-chosen" not in review
    listed, asked = desk.get("/samples").text, desk.get(f"/samples/{sample.id}").text
    amount = str(Money(decision.amount_minor, decision.currency))
    queue = listed[listed.index('id="open"') : listed.index('id="rules"')]
    assert decision.rule not in queue + asked
    assert amount not in asked
    assert "checked" not in asked.replace("unchecked", "")

    assert "left" not in [cell.value for cell in proof_of(desk, sample.document_id)["Grants looked at"]["E"]]

    typed = amount if world.app.tools.pack.code == "gb" else amount.replace(".", ",")
    form = {"grant": decision.grant_id, "start": str(decision.period_start), "end": str(decision.period_end), "amount": typed}
    assert desk.post(f"/samples/{sample.id}/answer", **{**form, "end": ""}).status_code == 422
    desk.post(f"/samples/{sample.id}/answer", **form)

    row = world.get(db.Sample, sample.id)
    assert (row.result, row.checked_by) == ("right", "user:reviewer")
    assert "left" in [cell.value for cell in proof_of(desk, sample.document_id)["Grants looked at"]["E"]]
    assert decision.rule in desk.get(f"/samples/{sample.id}").text
    assert f'action="/documents/{sample.document_id}/approve"' in desk.get(f"/documents/{sample.document_id}").text


def proof_of(desk, document_id: int):
    return load_workbook(io.BytesIO(desk.client.get(f"/documents/{document_id}/proof").content))


def test_another_answer_is_settled_by_another_person_and_a_demotion_is_told_on_every_page(world):
    sample = draw_one(world)
    reviewer, approver = at(world, "reviewer"), at(world, "approver")
    reviewer.post(f"/samples/{sample.id}/answer", grant="none")
    assert reviewer.post(f"/samples/{sample.id}/settle", right="person", because="x").status_code == 403

    approver.post(f"/samples/{sample.id}/settle", right="person", because="the grant had ended")

    assert world.get(db.Sample, sample.id).result == "wrong"
    (demotion,) = world.all(db.Demotion)
    assert (demotion.rule, demotion.wrong, demotion.checked) == (sample.rule, 1, 1)
    for path in ("/", "/queue", "/samples"):
        assert demotion.rule in at(world, "auditor").get(path).text
    approver.post(f"/rules/{demotion.rule}/lift", because="the grant data are mended")
    assert world.all(db.Demotion)[0].lifted_because == "the grant data are mended"
    assert demotion.rule not in at(world, "auditor").get("/queue").text


def test_one_button_stops_everything_and_the_page_says_what_is_under_way(world):
    with world.app.database.write() as session:
        for letter in session.scalars(select(db.Letter)):
            letter.state = "sending"
    desk = at(world, "approver")

    desk.post("/switches/all", stop="yes", because="the rates are wrong")

    stopped = {row.name: row.because for row in world.all(db.Switch) if row.name in {"posting", "mail"}}
    assert stopped == {"posting": "the rates are wrong", "mail": "the rates are wrong"}
    page = desk.get("/switches").text
    letters = world.all(db.Letter)
    assert all(f"/outbox/{each.id}" in page for each in letters)
    document = world.document("several-grants") if world.app.tools.pack.code == "dk" else world.all(db.Document)[0]
    desk.get("/queue")
    refused = desk.post(f"/documents/{document.id}/approve", version=document.version)
    assert refused.status_code == 422
    assert "the rates are wrong" in refused.text
