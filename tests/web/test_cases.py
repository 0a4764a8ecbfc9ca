"""A direct-payment case in the console: signed off, told, answered, released by another, and received. Out of order it is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models import db
from models.document import Reading, Source
from models.money import Money
from models.period import Period
from models.reconciliation import reconciliation_to_json
from models.reply import Intent, ReplyItem
from models.statement import Category, DpStatement, statement_from_json, statement_to_json
from reconcile.direct_payments import reconcile
from reconcile.workbook import build_workbook
from service import dp_registers, switches
from service.case_letters import XLSX
from service.special_mail import attend
from service.steps.statement import figures, save_case

ACCOUNT = "DP-00981"
QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))


def _figure(amount: str) -> Reading[Money]:
    return Reading(Money.of(amount, "GBP"), 1.0, Source(amount, origin="cell A!B2"))


def _figures(**amounts: str) -> dict[Category, Reading[Money]]:
    return {Category(name): _figure(amount) for name, amount in amounts.items()}


@pytest.fixture
def case(england):
    """A balanced quarter of a sample account that holds more than it may keep."""
    tools = england.app.tools
    statement = DpStatement(
        account_ref="00981",
        person_ref="1234567",
        period=QUARTER,
        currency="GBP",
        opening=_figure("1842.16"),
        income=_figures(council_dp_income="5362.50", client_contribution_received="821.60"),
        spending=_figures(agency_payments="4576.84"),
        closing=_figure("3449.42"),
    )
    with england.app.database.write() as session:
        account = dp_registers.accounts(session, tools.vault, ids=[ACCOUNT])[0]
        ledger = dp_registers.ledger(session, ACCOUNT)
        recon = reconcile(statement, account, dp_registers.policies(session), ledger, today=date(2026, 7, 20))
        assert recon.recoverable, (recon.codes, [flag.detail for flag in recon.flags])
        document = session.scalars(select(db.Document).order_by(db.Document.id)).first()
        row = db.DpStatement(
            document_id=document.id,
            index=0,
            account_id=ACCOUNT,
            period_start=QUARTER.start,
            period_end=QUARTER.end,
            closing_minor=344942,
            statement=tools.vault.seal_json(statement_to_json(statement)),
            received_at=england.clock.now(),
        )
        session.add(row)
        session.flush()
        book = tools.store.put_many([build_workbook(recon, statement)])[0]
        old = session.scalars(select(db.DpCase).where(db.DpCase.account_id == ACCOUNT)).one_or_none()
        if old is None:
            save_case(session, tools, recon, statement_id=row.id, map_id="M01", workbook=book)
        else:
            old.statement_id, old.workbook_sha256, old.flags = row.id, book, list(recon.codes)
            old.reconciliation = tools.vault.seal_json(reconciliation_to_json(recon))
            for name, value in figures(recon).items():
                setattr(old, name, value)
        session.flush()
        return session.scalars(select(db.DpCase.id).where(db.DpCase.account_id == ACCOUNT)).one()


def _signed_off(england, case):
    desk = england.desk("reviewer")
    desk.get(f"/statements/{case}")
    answer = desk.post(f"/statements/{case}/sign-off")
    assert answer.status_code == 303, answer.text
    return desk


def _send(england, case, *names):
    """Let letters of the case leave, each approved by the approver."""
    approver = england.desk("approver")
    for letter in england.all(db.Letter, db.Letter.case_id == case, db.Letter.letter.in_(names), db.Letter.state == "draft"):
        approver.get(f"/outbox/{letter.id}")
        assert approver.post(f"/outbox/{letter.id}/approve").status_code == 303
    england.work()
    return approver


def _agreed(england, case):
    """Signed off, everybody told, and the provider's answer read as agreement by a person."""
    return _told_and_answered(england, case, _signed_off(england, case))


def _told_and_answered(england, case, desk):
    approver = _send(england, case, "dp-notice", "map-surplus", "social-work-notice")
    reply = england.document("reply: DISPUTE_POLICY")
    reference = england.get(db.DpCase, case).reference
    with england.app.database.write() as session:
        for item in session.scalars(select(db.ReplyItem).where(db.ReplyItem.document_id == reply.id)):
            session.delete(item)
    desk.get(f"/documents/{reply.id}")
    answer = desk.post(f"/documents/{reply.id}/reply", **{"reference": reference, "intent.new": "AGREE_FULL"})
    assert answer.status_code == 303, answer.text
    assert england.get(db.DpCase, case).state == "agreed"
    return desk, approver


def test_the_page_shows_workings_evidence_and_the_balance(england, case):
    page = england.desk("auditor").get(f"/statements/{case}").text

    assert "Workings" in page
    assert "cell A!B2" in page
    assert "3,449.42" in page
    assert "Balance against what may be kept" in page
    assert "/sign-off" not in page


def test_signing_off_drafts_three_letters_and_none_leaves_by_itself(england, case):
    _signed_off(england, case)
    england.work()

    letters = england.all(db.Letter, db.Letter.case_id == case)
    assert {(each.letter, each.state) for each in letters} == {
        ("map-surplus", "draft"),
        ("dp-notice", "draft"),
        ("social-work-notice", "draft"),
    }
    row = england.get(db.DpCase, case)
    assert (row.state, row.signed_off_by, row.notice_sent_at) == ("checked", "user:reviewer", None)
    assert row.reference == f"DPS-1234567-{case:04d}"


def test_every_notice_carries_its_calculation(england, case):
    _signed_off(england, case)

    for letter in england.all(db.Letter, db.Letter.case_id == case):
        assert [each["content_type"] for each in letter.attachments] == [XLSX]
        assert "1234567" not in letter.attachments[0]["filename"]


def test_the_person_is_told_before_the_answer_is_waited_for(england, case):
    _signed_off(england, case)

    _send(england, case, "map-surplus")
    assert england.get(db.DpCase, case).state == "checked", "the provider alone is not enough"
    _send(england, case, "dp-notice")

    row = england.get(db.DpCase, case)
    assert row.state == "await-reply"
    assert row.notice_sent_at == england.clock.now()


def test_letters_about_money_need_somebody_who_may_release(england, case):
    desk = _signed_off(england, case)
    letter = england.all(db.Letter, db.Letter.letter == "dp-notice")[0]

    desk.get(f"/outbox/{letter.id}")

    assert desk.post(f"/outbox/{letter.id}/approve").status_code in {403, 422}
    assert england.get(db.Letter, letter.id).state == "draft"


def test_money_is_asked_back_only_after_the_notice_days_and_by_another_person(england, case):
    _, approver = _agreed(england, case)
    approver.get(f"/statements/{case}")
    early = approver.post(f"/statements/{case}/release")
    assert early.status_code == 422
    assert "The notice runs until" in early.text

    england.clock.move(timedelta(days=28))
    later = england.desk("approver")
    later.get(f"/statements/{case}")
    done = later.post(f"/statements/{case}/release")

    assert done.status_code == 303, done.text
    recovery = england.all(db.Recovery, db.Recovery.case_id == case)[0]
    assert (recovery.state, recovery.released_by) == ("released", "user:approver")
    assert england.get(db.DpCase, case).state == "recovery-raised"


def test_one_person_with_both_roles_still_cannot_do_both(england, case):
    england.add_user("both", "reviewer", "approver")
    _agreed(england, case)
    with england.app.database.write() as session:
        session.get_one(db.DpCase, case).signed_off_by = "user:both"
    england.clock.move(timedelta(days=40))
    desk = england.desk("both")
    desk.get(f"/statements/{case}")

    answer = desk.post(f"/statements/{case}/release")

    assert answer.status_code == 422
    assert "Two people are needed" in answer.text
    assert england.all(db.Recovery, db.Recovery.case_id == case)[0].state == "proposed"


def test_nothing_is_received_on_a_promise_and_part_payments_add_up(england, case):
    _agreed(england, case)
    england.clock.move(timedelta(days=30))
    desk = england.desk("approver")
    page = f"/statements/{case}"
    desk.get(page)
    desk.post(f"{page}/release")
    owed = england.all(db.Recovery, db.Recovery.case_id == case)[0].amount_minor
    assert england.get(db.DpCase, case).state == "recovery-raised"

    desk.get(page)
    first = desk.post(f"{page}/receipt", amount="100.00", day="2026-08-18", reference="DPS")
    assert first.status_code == 303
    assert england.get(db.DpCase, case).state == "recovery-raised"
    desk.get(page)
    too_much = desk.post(f"{page}/receipt", amount=f"{owed / 100:.2f}", day="2026-08-18", reference="DPS")
    assert too_much.status_code == 422
    desk.get(page)
    rest = desk.post(f"{page}/receipt", amount=f"{(owed - 10000) / 100:.2f}", day="2026-08-18", reference="DPS")

    assert rest.status_code == 303
    # The money is all there, and that is the end of it.
    assert england.get(db.DpCase, case).state == "closed"
    assert england.all(db.Recovery, db.Recovery.case_id == case)[0].received_minor == owed


def test_a_part_that_was_agreed_is_what_is_proposed(england):
    reply = england.document("AGREE_PART")
    item = england.all(db.ReplyItem, db.ReplyItem.document_id == reply.id)[0]
    desk = england.desk("reviewer")
    desk.get(f"/documents/{reply.id}")

    desk.post(f"/documents/{reply.id}/reply", **{f"intent.{item.id}": "AGREE_PART", f"amount.{item.id}": "600.00"})

    case = england.get(db.DpCase, item.case_id)
    recovery = england.all(db.Recovery, db.Recovery.case_id == case.id)[0]
    assert (case.state, recovery.amount_minor, recovery.proposed_by) == ("part-agreed", 60000, "user:reviewer")
    assert england.get(db.Document, reply.id).state == "answered"


@pytest.mark.parametrize("amount", ["", "0", "999999"], ids=["no amount", "nothing", "more than was asked"])
def test_a_part_must_be_a_part(england, amount):
    reply = england.document("AGREE_PART")
    item = england.all(db.ReplyItem, db.ReplyItem.document_id == reply.id)[0]
    desk = england.desk("reviewer")
    desk.get(f"/documents/{reply.id}")

    answer = desk.post(f"/documents/{reply.id}/reply", **{f"intent.{item.id}": "AGREE_PART", f"amount.{item.id}": amount})

    assert answer.status_code == 422
    assert england.get(db.Document, reply.id).state == "in-review"
    assert england.all(db.Recovery, db.Recovery.case_id == item.case_id) == []


def test_a_case_on_hold_says_until_when_and_comes_back_to_where_it_was(england, case):
    desk = _signed_off(england, case)
    page = f"/statements/{case}"
    desk.get(page)
    assert desk.post(f"{page}/hold", because="a complaint", until="").status_code == 422

    desk.post(f"{page}/hold", because="a complaint", until="2026-08-31")
    assert england.get(db.DpCase, case).state == "on-hold"
    desk.get(page)
    desk.post(f"{page}/resume", because="it was answered")

    assert england.get(db.DpCase, case).state == "checked"


def test_surplus_is_not_let_go_by_the_one_who_found_it(england, case):
    desk = _signed_off(england, case)
    page = f"/statements/{case}"
    desk.get(page)

    refused = desk.post(f"{page}/close", because="not worth it")

    assert refused.status_code in {403, 422}
    assert england.get(db.DpCase, case).state == "checked"


def test_a_stale_sign_off_drafts_nothing(england, case):
    first, second = england.desk("reviewer"), england.desk("reviewer")
    first.get(f"/statements/{case}")
    second.get(f"/statements/{case}")
    first.post(f"/statements/{case}/hold", because="look again", until="2026-08-31")

    answer = second.post(f"/statements/{case}/sign-off")

    assert answer.status_code == 409
    assert england.all(db.Letter, db.Letter.case_id == case) == []


def _read_by_the_machine(england):
    """The case of the sample statement, as the machine reconciled it."""
    (found,) = england.all(db.DpCase, db.DpCase.statement_id.is_not(None))
    return found


def test_transactions_are_shown_by_month_and_add_up_to_the_closing_balance(england):
    case = _read_by_the_machine(england)

    page = england.desk("reviewer").get(f"/statements/{case.id}").text

    assert [month in page for month in ("Apr 2026", "May 2026", "Jun 2026")] == [True] * 3
    by_month = page.split('<caption class="af-hidden">Month by month</caption>', 1)[1].split("</table>", 1)[0]
    assert f"{case.closing_minor / 100:,.2f}" in by_month.split("Jun 2026", 1)[1]


def test_texts_of_transactions_are_for_those_whose_work_it_is(england):
    case = _read_by_the_machine(england)
    statement = england.get(db.DpStatement, case.statement_id)
    printed = statement_from_json(england.app.tools.vault.open_json(statement.statement)).transactions[0].text

    assert printed in england.desk("reviewer").get(f"/statements/{case.id}").text
    assert printed not in england.desk("auditor").get(f"/statements/{case.id}").text


def test_committed_money_counts_only_with_evidence_and_lowers_the_surplus(england, case):
    desk = england.desk("reviewer")
    before = england.get(db.DpCase, case).council_surplus_minor
    page = f"/statements/{case}"
    desk.get(page)

    bare = desk.post(f"{page}/commitment", kind="unpaid_agency", amount="100.00", evidence=" ")
    desk.get(page)
    odd = desk.post(f"{page}/commitment", kind="holiday", amount="100.00", evidence="invoice 4471")
    desk.get(page)
    done = desk.post(f"{page}/commitment", kind="unpaid_agency", amount="100.00", evidence="invoice 4471, page 2")

    assert (bare.status_code, odd.status_code, done.status_code) == (422, 422, 303)
    assert "name the document" in bare.text
    after = england.get(db.DpCase, case)
    assert (after.state, before - after.council_surplus_minor) == ("draft", 10000)
    assert "invoice 4471, page 2" in desk.get(page).text


def test_what_was_typed_about_committed_money_survives_a_refusal(england, case):
    desk = england.desk("reviewer")
    desk.get(f"/statements/{case}")

    refused = desk.post(f"/statements/{case}/commitment", kind="hmrc_due", amount="a lot", evidence="letter of 3 June")

    assert refused.status_code == 422
    assert 'value="letter of 3 June"' in refused.text


def test_figures_that_were_signed_off_take_no_more_commitments(england, case):
    desk = _signed_off(england, case)
    desk.get(f"/statements/{case}")

    answer = desk.post(f"/statements/{case}/commitment", kind="unpaid_agency", amount="100.00", evidence="invoice 4471")

    assert answer.status_code == 422
    assert "before it is signed off" in answer.text


def test_a_stopped_provider_is_shown_where_money_is_asked_back_and_lifted_by_another_person(england, case):
    with england.app.database.write() as session:
        name = switches.provider("M01")
        switches.turn(session, name, stop=True, by="user:approver", because="other bank details", now=england.clock.now())
    assert 'href="/providers/M01"' in england.desk("admin").get("/switches").text
    assert "other bank details" in england.desk("reviewer").get(f"/statements/{case}").text
    england.add_user("second", "approver")
    first, second = england.desk("approver"), england.desk("second")
    for desk in (first, second):
        desk.get("/providers/M01")

    own = first.post("/providers/M01/lift", because="called the number on record")
    unsaid = second.post("/providers/M01/lift", because="")
    done = second.post("/providers/M01/lift", because="called the number on record: nothing has changed")

    assert (own.status_code, unsaid.status_code, done.status_code) == (422, 422, 303)
    assert "Nothing is stopped" in second.get("/providers/M01").text


def test_only_who_may_release_lets_recoveries_go_on(england):
    desk = england.desk("reviewer")
    page = desk.get("/providers/M01").text

    assert "/lift" not in page
    assert desk.post("/providers/M01/lift", because="x").status_code == 403


@pytest.mark.servers
def test_signing_off_and_releasing_take_two_people_and_no_mouse(england, case, visit):
    first = visit(england)
    first.go("/statements")
    first.tab_to(first.page.locator(f'a[href="/statements/{case}"]'))
    first.keys("Enter")
    expect(first.page.get_by_role("img", name="Closing £3,449.42")).to_be_visible()
    first.tab_to(first.page.get_by_role("button", name="Sign off"))
    first.keys("Enter")
    expect(first.page.locator(".af-case-state")).to_contain_text("checked")
    _told_and_answered(england, case, england.desk("reviewer"))
    england.clock.move(timedelta(days=29))

    second = visit(england, "approver")
    second.go(f"/statements/{case}")
    second.tab_to(second.page.get_by_role("button", name="Release the recovery"))
    second.keys("Enter")

    expect(second.page.locator(".af-case-state")).to_contain_text("asked back")
    recovery = england.all(db.Recovery, db.Recovery.case_id == case)[0]
    assert (england.get(db.DpCase, case).signed_off_by, recovery.released_by) == ("user:dev-reviewer", "user:dev-approver")
    assert first.complaints == second.complaints == []


def test_alarms_stand_beside_the_case_and_in_the_list(england, case):
    found = [{"kind": "stale", "due": "2026-08-01", "because": "nothing has happened"}]
    with england.app.database.write() as session:
        session.get_one(db.DpCase, case).alarms = found
    desk = england.desk("reviewer")

    assert "Nothing has happened for long" in desk.get(f"/statements/{case}").text
    assert "Nothing has happened for long" in desk.get("/statements").text


def _death_is_reported(england, case):
    """What an answer that tells of a death does at once."""
    with england.app.database.write() as session:
        row = session.get_one(db.DpCase, case)
        attend(session, england.app.tools, _said(Intent.CLIENT_DECEASED), row, england.document("reply").id, "M01")


def _said(intent):
    return ReplyItem(ACCOUNT, intent, confidence=0.99, advances=False, because="the provider says so")


def test_letters_that_a_death_stopped_go_again_when_somebody_found_the_person_alive(england, case):
    _signed_off(england, case)
    _death_is_reported(england, case)
    assert [each.state for each in england.all(db.Letter, db.Letter.letter == "dp-notice")] == ["cancelled"]
    page = f"/statements/{case}"
    reviewer, approver = england.desk("reviewer"), england.desk("approver")
    assert "Letters to this person are stopped" in reviewer.get(page).text
    assert f"{page}/letters" not in reviewer.page.text
    assert reviewer.post(f"{page}/letters", because="seen them").status_code == 403

    approver.get(page)
    unsaid = approver.post(f"{page}/letters", because=" ")
    approver.get(page)
    done = approver.post(f"{page}/letters", because="the case system, 20 July: no date of death")

    assert (unsaid.status_code, done.status_code) == (422, 303)
    assert "Letters to this person are stopped" not in approver.get(page).text
    assert [each.state for each in england.all(db.Letter, db.Letter.letter == "dp-notice")] == ["cancelled", "draft"]
    assert england.all(db.AuditEvent, db.AuditEvent.event == "letters-go-again")[0].actor == "user:approver"
    _send(england, case, "dp-notice", "map-surplus", "social-work-notice")
    assert england.get(db.DpCase, case).state == "await-reply"


def test_letters_let_go_on_a_page_that_is_old_change_nothing(england, case):
    _signed_off(england, case)
    _death_is_reported(england, case)
    desk = england.desk("approver")
    desk.get(f"/statements/{case}")
    other = england.desk("reviewer")
    other.get(f"/statements/{case}")
    other.post(f"/statements/{case}/hold", because="a complaint", until="2026-08-31")

    answer = desk.post(f"/statements/{case}/letters", because="the case system")

    assert answer.status_code == 409
    with england.app.database.read() as session:
        assert switches.stopped(session, "person:1234567")


def test_an_incident_is_closed_by_who_may_release_and_then_no_longer_stands_in_the_way(england, case):
    with england.app.database.write() as session:
        row = session.get_one(db.DpCase, case)
        attend(session, england.app.tools, _said(Intent.NOT_OUR_CLIENT), row, england.document("reply").id, "M01")
    (incident,) = england.all(db.Incident, db.Incident.case_id == case)
    assert f'href="/incidents#i-{incident.id}"' in england.desk("reviewer").get(f"/statements/{case}").text
    reviewer, approver = england.desk("reviewer"), england.desk("approver")
    assert "/close" not in reviewer.get("/incidents").text
    assert reviewer.post(f"/incidents/{incident.id}/close", because="nothing").status_code == 403

    approver.get("/incidents")
    unsaid = approver.post(f"/incidents/{incident.id}/close", because=" ")
    done = approver.post(f"/incidents/{incident.id}/close", because="their register was wrong; told to data protection")
    again = approver.post(f"/incidents/{incident.id}/close", because="again")

    assert (unsaid.status_code, done.status_code, again.status_code) == (422, 303, 422)
    assert "their register was wrong" in approver.get("/incidents").text
    assert "/incidents#" not in approver.get(f"/statements/{case}").text


def test_money_that_is_agreed_can_come_home_as_less_of_the_next_payments(england, case):
    desk, _ = _agreed(england, case)
    page = f"/statements/{case}"
    first = england.all(db.Recovery, db.Recovery.case_id == case)[0].release_not_before
    desk.get(page)

    bare = desk.post(f"{page}/way", method="net_off")
    desk.get(page)
    odd = desk.post(f"{page}/way", method="write_off")
    desk.get(page)
    done = desk.post(f"{page}/way", method="net_off", first=first.isoformat(), weekly_cost="300.00")

    assert (bare.status_code, odd.status_code, done.status_code) == (422, 422, 303)
    assert "what the care of a week costs" in bare.text
    recovery = england.all(db.Recovery, db.Recovery.case_id == case)[0]
    assert recovery.method == "net_off"
    assert sum(float(each["reduced_by"]) for each in recovery.plan) == recovery.amount_minor / 100
    assert "Payments that are reduced" in desk.get(page).text
    desk.post(f"{page}/way", method="invoice")
    assert england.all(db.Recovery, db.Recovery.case_id == case)[0].plan is None


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        pytest.param("vulnerable", "marked as vulnerable", id="vulnerable"),
        pytest.param("open-review", "review of the care plan", id="a review is under way"),
        pytest.param("open-query", "waits for an answer", id="a question is open"),
    ],
)
def test_what_stands_on_a_person_holds_recovery_until_it_is_cleared(england, case, kind, said):
    desk, approver = _agreed(england, case)
    england.clock.move(timedelta(days=30))
    page = f"/statements/{case}"
    desk = england.desk("reviewer")
    desk.get(page)
    until = (england.clock.now() + timedelta(days=5)).date().isoformat()
    desk.post(f"{page}/caution", kind=kind, because="the social worker called: in hospital", until=until)
    england.clock.move(timedelta(days=10))
    approver = england.desk("approver")
    shown = approver.get(page).text

    held = approver.post(f"{page}/release")

    assert "in hospital" in shown
    assert held.status_code == 422, "the day that has passed says nothing: it stands until it is cleared"
    assert said in held.text
    (caution,) = england.all(db.DpCaution)
    clear = f"{page}/caution/{caution.id}/clear"
    assert approver.post(clear, because="well again").status_code == 403, "who releases does not clear"
    desk = england.desk("reviewer")
    desk.get(page)
    assert desk.post(clear, because=" ").status_code == 422
    desk.get(page)
    assert desk.post(clear, because="home again, says the social worker").status_code == 303
    approver.get(page)
    assert approver.post(f"{page}/release").status_code == 303
    trail = england.all(db.AuditEvent, db.AuditEvent.subject == f"caution:{caution.id}")
    assert [(each.event, each.actor) for each in trail] == [("recorded", "user:reviewer"), ("cleared", "user:reviewer")]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"because": " ", "until": "2026-08-31"}, id="no reason"),
        pytest.param({"because": "ill", "until": ""}, id="no day"),
        pytest.param({"because": "ill", "until": "2026-07-20"}, id="a day that is not to come"),
        pytest.param({"because": "ill", "until": "2026-08-31", "kind": "rich"}, id="no such kind"),
    ],
)
def test_what_stands_on_a_person_needs_a_reason_and_a_day_to_look_again(england, case, given):
    desk = england.desk("reviewer")
    desk.get(f"/statements/{case}")

    answer = desk.post(f"/statements/{case}/caution", **({"kind": "vulnerable"} | given))

    assert answer.status_code == 422
    assert england.all(db.DpCaution) == []


def test_the_reason_of_a_caution_is_sealed_and_shown_to_those_whose_work_it_is(england, case):
    desk = england.desk("reviewer")
    desk.get(f"/statements/{case}")
    desk.post(f"/statements/{case}/caution", kind="vulnerable", because="a stroke in June", until="2026-08-31")
    desk.get(f"/statements/{case}")

    twice = desk.post(f"/statements/{case}/caution", kind="vulnerable", because="again", until="2026-09-30")

    assert twice.status_code == 422
    (row,) = england.all(db.DpCaution)
    assert b"stroke" not in row.because
    assert [each for each in england.all(db.AuditEvent) if "stroke" in str(vars(each))] == []
    assert "a stroke in June" in desk.get(f"/statements/{case}").text
    seen = england.desk("auditor").get(f"/statements/{case}").text
    assert "The person is vulnerable" in seen
    assert "stroke" not in seen


def _died(england, day):
    with england.app.database.write() as session:
        session.get_one(db.Person, "1234567").died = day


def test_letters_to_a_person_who_has_died_by_the_master_data_do_not_go_again(england, case):
    _signed_off(england, case)
    _death_is_reported(england, case)
    _died(england, date(2026, 7, 18))
    desk = england.desk("approver")
    page = f"/statements/{case}"
    assert f'action="{page}/letters"' not in desk.get(page).text
    assert "By the master data the person died on" in desk.page.text

    refused = desk.post(f"{page}/letters", because="the neighbour says so")

    assert refused.status_code == 422
    with england.app.database.read() as session:
        assert switches.stopped(session, "person:1234567")


def test_money_is_asked_of_an_estate_only_on_figures_that_know_of_the_death(england, case):
    _, approver = _agreed(england, case)
    _death_is_reported(england, case)
    _died(england, date(2026, 7, 18))
    england.clock.move(timedelta(days=30))
    approver = england.desk("approver")
    page = f"/statements/{case}"
    approver.get(page)

    before = approver.post(f"{page}/release")

    assert before.status_code == 422
    assert "Ask for the final statement" in before.text
    with england.app.database.write() as session:
        row = session.get_one(db.DpCase, case)
        row.flags = [*row.flags, "dp-client-deceased"]
    approver.get(page)
    assert approver.post(f"{page}/release").status_code == 303, (
        "the stop of letters does not stand in the way of the estate's debt"
    )
