"""The random check and the gates on a small council: drawn in advance, answered blind, acted upon; and replay stays right."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from match.sampling import draw
from match.scopes import EVERY
from models import db
from models.money import Money
from models.period import Period
from service import samples
from service.actions import documents, evidence
from service.actions.actor import Actor, Role
from service.actions.documents import RefusedError
from service.app import App
from service.audit import broken_links
from service.clock import MovableClock
from service.mail_in import ingest_paths
from service.replay import replay
from service.working import work_until_idle
from tests.service.world import SAMPLES, app_in, import_all, settings_for

MAILS = sorted((SAMPLES / "denmark" / "mails").glob("*.eml"))[:7]
CLERK, OTHER = Actor("clerk", frozenset({Role.REVIEWER})), Actor("other", frozenset({Role.REVIEWER}))
ANN = Actor("ann", frozenset({Role.APPROVER}))


def worked(folder: Path, url: str, **environ: str) -> Iterator[App]:
    settings = settings_for(folder, url, **environ)
    import_all(settings)
    with app_in(settings) as app, app.database.owned():
        clock = MovableClock(app.tools.clock.now())
        yield dataclasses.replace(app, tools=dataclasses.replace(app.tools, clock=clock))


@pytest.fixture
def all_drawn(tmp_path: Path) -> Iterator[App]:
    """A council that checks everything, and demotes when more than one in ten is surely wrong."""
    url = f"sqlite:///{tmp_path}/afstem.db"
    for app in worked(tmp_path, url, AFSTEM__POLICY__SAMPLE_PERCENT="100", AFSTEM__POLICY__DEMOTION_PERCENT="10"):
        ingest_paths(app, MAILS, "faktura")
        work_until_idle(app)
        yield app


def rows(app: App, table: type, *where: object) -> list:
    with app.database.read() as session:
        return list(session.scalars(select(table).where(*where).order_by(table.id)))


def answer_as_decided(app: App, sample: db.Sample, actor: Actor = CLERK) -> str:
    (decision,) = rows(app, db.Decision, db.Decision.id == sample.decision_id)
    period = Period(decision.period_start, decision.period_end)
    amount = Money(decision.amount_minor, decision.currency)
    return evidence.answer_sample(
        app.database, app.tools, actor, sample.id, grant_id=decision.grant_id, period=period, amount=amount
    )


def test_drawn_lines_wait_and_are_on_record_with_how_they_were_drawn(all_drawn: App):
    drawn = rows(all_drawn, db.Sample)

    assert drawn
    assert rows(all_drawn, db.Posting) == []
    assert {(each.share, each.answer, each.result) for each in drawn} == {("1", None, None)}
    assert all(Decimal(each.drawn) < 1 for each in drawn)
    seeds = rows(all_drawn, db.AuditEvent, db.AuditEvent.subject.like("sample-seed:%"))
    assert [each.subject for each in seeds] == [f"sample-seed:{drawn[0].seed}"]
    with all_drawn.database.read() as session:
        assert all(each.same for each in samples.redraw(session, all_drawn.tools))


def test_a_draw_that_was_tampered_with_is_found(all_drawn: App):
    first, *_ = rows(all_drawn, db.Sample)
    with all_drawn.database.write() as session:
        session.execute(update(db.Sample).where(db.Sample.id == first.id).values(drawn="0.999999999999"))

    with all_drawn.database.read() as session:
        found = {each.sample: each.same for each in samples.redraw(session, all_drawn.tools)}

    assert [sample for sample, same in found.items() if not same] == [first.id]


def test_nobody_approves_a_drawn_line_before_it_was_answered_blind(all_drawn: App):
    first, *_ = rows(all_drawn, db.Sample)
    (document,) = rows(all_drawn, db.Document, db.Document.id == first.document_id)
    with pytest.raises(RefusedError, match="drawn for the random check"):
        documents.approve(all_drawn.database, all_drawn.tools, CLERK, document.id, version=document.version)

    for sample in rows(all_drawn, db.Sample, db.Sample.document_id == document.id):
        assert answer_as_decided(all_drawn, sample) == "right"

    assert documents.approve(all_drawn.database, all_drawn.tools, CLERK, document.id, version=document.version) > 0
    with pytest.raises(RefusedError, match="answered already"):
        answer_as_decided(all_drawn, first)


def test_another_answer_is_settled_by_another_person_and_demotes_a_rule_that_is_surely_too_bad(all_drawn: App):
    drawn = rows(all_drawn, db.Sample)
    by_rule: dict[str, list[db.Sample]] = {}
    for each in drawn:
        by_rule.setdefault(each.rule, []).append(each)
    rule, its = max(by_rule.items(), key=lambda item: len(item[1]))
    app = all_drawn
    wrong = its[0]
    assert evidence.answer_sample(app.database, app.tools, ANN, wrong.id, grant_id=None) == "disputed"
    with pytest.raises(RefusedError, match="Two people are needed"):
        evidence.settle_sample(app.database, app.tools, ANN, wrong.id, machine_was_right=False, because="it was ended")
    bob = Actor("bob", frozenset({Role.APPROVER}))

    demoted = evidence.settle_sample(app.database, app.tools, bob, wrong.id, machine_was_right=False, because="it was ended")

    # One wrong of one: surely more than 5 %, and not surely more than the 10 % of this policy.
    assert not demoted
    with app.database.read() as session:
        (check,) = [each for each in samples.checks(session) if each.rule == rule]
    assert (check.checked, check.wrong, check.below, check.above, check.demoted) == (1, 1, "1.000000", "0.049999", False)

    strict = dataclasses.replace(app.tools, policy=dataclasses.replace(app.tools.policy, demotion_percent=Decimal(4)))
    with app.database.write() as session:
        assert samples.demote_where_due(session, strict, rule, now=app.tools.clock.now()) is not None
        assert samples.demote_where_due(session, strict, rule, now=app.tools.clock.now()) is None
    (event,) = rows(app, db.AuditEvent, db.AuditEvent.event == "demoted")
    assert (event.actor, event.subject) == ("afstem", f"rule:{rule}")

    evidence.lift_demotion(app.database, app.tools, ANN, rule, because="the cause is mended")
    with app.database.read() as session:
        (check,) = [each for each in samples.checks(session) if each.rule == rule]
        assert list(broken_links(session)) == []
    assert (check.checked, check.wrong, check.demoted) == (0, 0, False)


def test_who_says_that_the_person_was_wrong_demotes_nothing(all_drawn: App):
    first, *_ = rows(all_drawn, db.Sample)
    app = all_drawn
    evidence.answer_sample(app.database, app.tools, CLERK, first.id, grant_id=None)

    assert not evidence.settle_sample(app.database, app.tools, ANN, first.id, machine_was_right=True, because="mistyped")
    (row,) = rows(app, db.Sample, db.Sample.id == first.id)
    assert (row.result, row.checked_by, row.remark) == ("right", "user:ann", "mistyped")


def test_the_same_mails_are_drawn_the_same_on_another_day(tmp_path: Path):
    """The draw is a function of the seed and the documents: a second council with the same key draws the same lines."""
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        url = f"sqlite:///{tmp_path}/{name}/afstem.db"
        for app in worked(tmp_path / name, url, AFSTEM__POLICY__SAMPLE_PERCENT="50"):
            ingest_paths(app, MAILS if name == "one" else MAILS[::-1], "faktura")
            work_until_idle(app)
            with app.database.read() as session:
                query = select(db.Document.sha256, db.Sample.line, db.Sample.drawn).join(
                    db.Document, db.Document.id == db.Sample.document_id
                )
                found.append(set(session.execute(query).all()))

    assert found[0] == found[1]


@pytest.mark.parametrize("demote_first", [False, True])
def test_only_what_was_promoted_posts_by_itself_and_a_demotion_goes_before_it(
    database_url: str, tmp_path: Path, demote_first: bool
):
    """In the mode `promoted`: a click for what was not promoted, live postings for what was, none for a demoted rule."""
    for app in worked(tmp_path, database_url, AFSTEM__POLICY__MODE="promoted"):
        now = app.tools.clock.now()
        with app.database.write() as session:
            for rule in ("DK_DAYS", "DK_MONTH"):
                session.add(_promotion(rule, "SEL108", now))
            if demote_first:
                session.add(db.Demotion(rule="DK_DAYS", checked=3, wrong=2, bound="0.1", at=now))
        ingest_paths(app, MAILS, "faktura")
        work_until_idle(app)

        with app.database.read() as session:
            query = select(db.Decision, db.Grant.legal_basis).join(db.Grant, db.Grant.grant_id == db.Decision.grant_id)
            for decision, basis in session.execute(query.where(db.Decision.rule.is_not(None))):
                held = basis != "SEL108" or decision.rule not in {"DK_DAYS", "DK_MONTH"}
                down = demote_first and decision.rule == "DK_DAYS"
                if held or down:
                    assert decision.verdict != "post"
                if decision.verdict == "propose":
                    codes = set(decision.codes)
                    assert ("not-promoted" in codes) == held or "proposed" in codes
                    assert ("rule-demoted" in codes) == down
            posted = session.scalars(select(db.Posting)).all()
            assert {each.mode for each in posted} <= {"live"}
            rules = {each.id: each.rule for each in session.scalars(select(db.Decision))}
            by_rule = {rules[each.decision_id] for each in posted}
            assert by_rule
            assert ("DK_DAYS" in by_rule) is not demote_first
        # What was promoted and demoted that day is sealed with the decision: it comes out the same when all of it is gone.
        with app.database.write() as session:
            session.execute(update(db.Promotion).values(ended_at=now))
            session.execute(update(db.Demotion).values(lifted_at=now))
        assert {each.result for each in replay(app.database, app.tools)} == {"same"}


def _promotion(rule: str, basis: str, now) -> db.Promotion:
    return db.Promotion(
        rule=rule,
        legal_basis=basis,
        supplier_id=EVERY,
        compared=300,
        different=0,
        bound="0.009936",
        because="",
        by="user:ann",
        at=now - timedelta(days=1),
        confirmed_at=now - timedelta(days=1),
        policy_version="",
    )


def test_a_rule_demoted_while_a_line_is_decided_about_does_not_post_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Between the loading of the facts and the saving the rule is demoted: the decision is made again, and waits."""
    from service import perform as module

    for app in worked(tmp_path, f"sqlite:///{tmp_path}/afstem.db"):
        real, done = module._finish, []

        def finish(*args, app=app, real=real, done=done):
            if not done:
                with app.database.write() as session:
                    for rule in ("DK_DAYS", "DK_MONTH", "DK_MONTH_PRORATA_30_5", "DK_ATTEND"):
                        session.add(db.Demotion(rule=rule, checked=1, wrong=1, bound="0.05", at=app.tools.clock.now()))
                done.append(True)
            return real(*args)

        ingest_paths(app, MAILS[:1], "faktura")
        monkeypatch.setattr(module, "_finish", finish)
        work_until_idle(app)
        assert done
        assert rows(app, db.Posting) == []
        assert any("rule-demoted" in each.codes for each in rows(app, db.Decision))


@given(st.text(max_size=8), st.integers(1, 50), st.decimals(-100_000, 100_000, places=2), st.decimals(0, 100, places=1))
def test_what_is_drawn_does_not_depend_on_the_amount_and_more_is_drawn_of_more(seed, line, amount, percent):
    steps = (1_000, 20_000)
    found = draw(seed, "ab" * 32, "1", line, amount, percent, steps)
    small = draw(seed, "ab" * 32, "1", line, Decimal(1), percent, steps)

    assert found.number == small.number
    assert found.share >= small.share
    assert not small.is_drawn or found.is_drawn
    assert 0 <= found.number < 1


def test_about_as_many_are_drawn_as_the_policy_says():
    """Of 20,000 lines 5 % of the small ones and 10 % of the large ones, each within four standard deviations."""
    small = sum(draw("s", f"{n:064x}", "1", 1, Decimal(10), Decimal(5), (1_000,)).is_drawn for n in range(20_000))
    large = sum(draw("s", f"{n:064x}", "1", 1, Decimal(5_000), Decimal(5), (1_000,)).is_drawn for n in range(20_000))

    assert abs(small - 1_000) < 4 * (20_000 * 0.05 * 0.95) ** 0.5
    assert abs(large - 2_000) < 4 * (20_000 * 0.10 * 0.90) ** 0.5


def test_the_mode_of_every_policy_is_on_record_when_it_first_decides(all_drawn: App):
    events = rows(all_drawn, db.AuditEvent, db.AuditEvent.subject.like("policy:%"))

    assert [(each.event, each.after) for each in events] == [("first-used", "mode shadow")]
