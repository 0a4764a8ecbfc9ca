"""What is not paid, what looks wrong in what was paid, and expected invoices in the console: with real requests, without JavaScript."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from models import db
from models.codes.values import Owner
from service import watch
from service.disputes import OPEN_STATES, open_lines
from service.kept import RestsOn, kept
from service.mail_in import ingest_paths
from tests.service.world import SAMPLES
from web.words import words_in

PATHS = ("/disputes", "/anomalies", "/expected")


@pytest.fixture(params=["denmark", "england"])
def world(request, open_world):
    return open_world(request.param)


def look(world, path: str) -> str:
    page = world.desk("auditor").get(path)
    assert page.status_code == 200
    return page.text


def count(world) -> int:
    with world.app.database.read() as session:
        return sum(1 for _ in open_lines(session, world.app.tools))


def rows_of(text: str) -> int:
    return len(re.findall(r'<tr><th scope="row">', text))


def test_the_page_lists_what_the_command_lists(world):
    expected = count(world)

    assert expected > 0
    assert rows_of(look(world, "/disputes")) == min(expected, 100)
    assert rows_of(look(world, "/disputes?show=disputed")) + rows_of(look(world, "/disputes?show=waiting")) == expected
    assert rows_of(look(world, "/disputes?supplier=nobody")) == 0


def test_every_line_has_its_clock_and_its_desk(world):
    words = words_in(world.app.tools.house.language)
    text = look(world, "/disputes")
    with world.app.database.read() as session:
        lines = list(open_lines(session, world.app.tools))

    assert words("disputes.received", day="").strip() in text
    for desk in {each.owner for each in lines}:
        assert words(f"desk.{desk.value}") in text
    late = [each for each in lines if each.late is not None and each.late.days > 0]
    assert rows_of(look(world, "/disputes?show=late")) == min(len(late), 100)


def test_what_of_an_invoice_is_paid_stands_beside_what_is_not(open_world):
    world = open_world("england")
    ingest_paths(world.app, sorted((SAMPLES / "england" / "mails").glob("17-*")), "asc-invoices")
    world.work()
    with world.app.database.read() as session:
        part = session.execute(
            select(db.Document.id, db.Decision.amount_minor)
            .join(db.Decision, db.Decision.document_id == db.Document.id)
            .join(db.Posting, db.Posting.decision_id == db.Decision.id)
            .where(db.Document.state.in_(OPEN_STATES), db.Decision.current)
        ).first()

        listed = {each.decision for each in open_lines(session, world.app.tools)}
        paid = set(session.scalars(select(db.Posting.decision_id).where(db.Posting.cancelled_at.is_(None))))

    assert part is not None
    assert not listed & paid
    assert "of the same invoice is posted" in look(world, "/disputes")


def test_desks_have_words_in_both_languages():
    for language in ("en", "da"):
        words = words_in(language)
        assert all(words(f"desk.{owner.value}") for owner in Owner)


@pytest.mark.parametrize("path", PATHS)
def test_wrong_filters_are_none(world, path):
    assert look(world, f"{path}?show=<b>&page=-1&desk=x&supplier=%00%27") is not None


def test_expected_invoices_are_listed_by_what_became_of_them(world):
    with world.app.database.read() as session:
        rows = [row for row, _ in watch.expected(session, world.app.tools, grace_days=21)]
    late = sum(row.state.value == "late" for row in rows)

    assert late > 0
    assert rows_of(look(world, "/expected")) == min(late, 100)
    assert rows_of(look(world, "/expected?show=all")) == min(len(rows), 100)


def test_a_payment_after_a_death_is_listed(open_world):
    world = open_world("denmark")
    before = rows_of(look(world, "/anomalies"))
    with world.app.database.write() as session:
        grant = session.scalars(select(db.Ledger.grant_id)).first()
        person = session.scalars(select(db.Grant.person_id).where(db.Grant.grant_id == grant)).one()
        day = session.scalars(select(db.Ledger.period_start).where(db.Ledger.grant_id == grant)).first()
        session.execute(update(db.Person).where(db.Person.person_id == person).values(died=day))
        import_ = session.scalars(select(db.Import).order_by(db.Import.id.desc())).first()
        values = {column.key: getattr(import_, column.key) for column in db.Import.__table__.columns if column.key != "id"}
        session.add(db.Import(**values))

    assert rows_of(look(world, "/anomalies?show=paid-after-death")) > 0
    assert rows_of(look(world, "/anomalies")) > before


def test_what_was_worked_out_is_kept_until_something_changes(open_world):
    world, calls = open_world("denmark"), []

    def ask() -> int:
        with world.app.database.read() as session:
            return kept(session, world.app.tools, "test", lambda: calls.append(1) or len(calls))

    assert (ask(), ask()) == (1, 1)
    desk = world.desk("admin")
    desk.get("/switches")
    assert desk.post("/switches/mail", stop="yes", because="test").status_code in {200, 303}
    assert ask() == 2


def test_what_rests_on_payments_is_kept_while_documents_move_and_no_longer_than_the_payments(open_world):
    world, calls = open_world("denmark"), []

    def ask(rests_on: RestsOn) -> int:
        with world.app.database.read() as session:
            return kept(session, world.app.tools, rests_on, lambda: calls.append(1) or len(calls), rests_on=rests_on)

    payments, decisions, everything = (ask(each) for each in RestsOn)
    desk = world.desk("admin")
    desk.get("/switches")
    assert desk.post("/switches/mail", stop="yes", because="test").status_code in {200, 303}
    assert (ask(RestsOn.PAYMENTS), ask(RestsOn.DECISIONS)) == (payments, decisions)
    assert ask(RestsOn.EVERYTHING) > everything

    with world.app.database.write() as session:
        live = session.scalars(select(db.Settlement).where(db.Settlement.reversed_by.is_(None))).first()
        assert live is not None
        live.reversed_by = live.decision_id
    assert ask(RestsOn.PAYMENTS) > payments
    assert ask(RestsOn.DECISIONS) > decisions
