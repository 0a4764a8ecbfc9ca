"""Reviewing a document without JavaScript: every button is a form, every form says what came of it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from models import db
from models.contract import extraction_to_json
from service.steps.decide import extraction_of


def _open(desk, document):
    return desk.get(f"/documents/{document.id}")


def test_the_queue_leads_to_the_reason_in_words(denmark):
    document = denmark.document("several-grants")

    page = denmark.desk("reviewer").get("/queue?reason=several-grants").text

    assert f'href="/documents/{document.id}"' in page
    assert "Flere bevillinger passer" in page


def test_filters_stand_in_the_address_and_combine(denmark):
    desk = denmark.desk("reviewer")
    held = denmark.document("bank-details-changed", state="held")

    assert f"/documents/{held.id}" in desk.get("/queue?state=held").text
    assert f"/documents/{held.id}" not in desk.get("/queue?state=held&low=99999999").text
    assert f"/documents/{held.id}" in desk.get(f"/queue?state=held&supplier={held.supplier_id}&high=99999999").text
    assert f'"/documents/{held.id}"' not in desk.get("/queue?state=in-review").text


@pytest.mark.parametrize("query", ["state=%27%22", "low=NaN&high=-", "after=-1", "after=99999999999999999999", "reason=%25"])
def test_nonsense_in_the_address_is_taken_for_nothing(denmark, query):
    assert denmark.desk("reviewer").get(f"/queue?{query}").status_code == 200


def test_the_next_task_is_one_that_nobody_works_on(denmark):
    first, second = denmark.desk("reviewer"), denmark.desk("approver")
    first.get("/queue")
    second.get("/queue")

    mine = first.post("/queue/next").headers["location"]
    theirs = second.post("/queue/next").headers["location"]

    assert mine != theirs
    first.get(mine)
    assert "reviewer" in second.get("/queue").text


def test_the_page_shows_the_proof_and_what_would_match(denmark):
    document = denmark.document("several-grants")
    decision = denmark.all(db.Decision, db.Decision.document_id == document.id, db.Decision.current)[0]

    page = _open(denmark.desk("reviewer"), document).text

    assert "Beviset" in page
    assert decision.code in page
    for candidate in decision.eliminated:
        assert candidate["grant_id"] in page


def test_a_correction_is_kept_as_the_persons_and_the_document_decided_again(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("reviewer")
    page = _open(desk, document)
    assert 'name="value.lines.0.amount"' in page.text

    answer = desk.post(f"/documents/{document.id}/correct", **{"was": desk.hidden("was"), "value.lines.0.amount": "1.234,50"})

    assert answer.status_code == 303
    assert denmark.get(db.Document, document.id).state == "extracted"
    assert "Matches igen" in _open(desk, document).text
    denmark.work()
    row = denmark.get(db.Document, document.id)
    line = extraction_of(row, denmark.app.tools).invoice.lines[0]
    assert str(line.amount.value) == "1234.50"
    assert line.amount.source.origin == "person user:reviewer"
    assert "kontrolleret af reviewer" in _open(desk, document).text


def _eliminated(denmark, document):
    (decision,) = denmark.all(db.Decision, db.Decision.document_id == document.id, db.Decision.current)
    return decision


def test_a_person_says_which_of_several_grants_is_meant(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("reviewer")
    page = _open(desk, document).text
    choices = re.findall(r'type="radio" name="value\.lines\.0\.grant" value="([^"]+)"', page)
    assert len(choices) == 2
    assert "checked" not in page.split("af-choices", 1)[1].split("</fieldset>", 1)[0]

    desk.post(f"/documents/{document.id}/correct", **{"was": desk.hidden("was"), "value.lines.0.grant": choices[1]})
    denmark.work()

    decision = _eliminated(denmark, document)
    assert (decision.verdict, decision.grant_id) == ("propose", choices[1])
    assert [each["grant_id"] for each in decision.eliminated] == [choices[0]]
    assert f"Valgt af en medarbejder: {choices[1]}" in _open(desk, document).text
    assert denmark.all(db.Posting, db.Posting.invoice_number == document.invoice_number) == [], "a person approves it"


def test_a_choice_can_be_taken_back(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("reviewer")
    choice = re.search(r'type="radio" name="value\.lines\.0\.grant" value="([^"]+)"', _open(desk, document).text)[1]
    desk.post(f"/documents/{document.id}/correct", **{"was": desk.hidden("was"), "value.lines.0.grant": choice})
    denmark.work()
    _open(desk, document)

    desk.post(f"/documents/{document.id}/correct", **{"was": desk.hidden("was"), "value.lines.0.grant": ""})
    denmark.work()

    assert _eliminated(denmark, document).code == "several-grants"


def test_no_grant_is_both_left_and_ruled_out(denmark):
    for document in denmark.all(db.Document, db.Document.state.in_(("in-review", "returned", "held"))):
        page = _open(denmark.desk("reviewer"), document).text
        for table in page.split('<table class="af-table af-tight"')[1:]:
            named = re.findall(r'<th scope="row">([A-Z]\d+)<', table.split("</table>", 1)[0])
            assert sorted(named) == sorted(set(named)), (document.id, named)


def test_only_what_the_decision_doubts_is_to_be_checked(denmark):
    """A reading below the bar that the records confirm is what the machine would act on; asking a person again is noise."""
    document = denmark.document("several-grants")
    with denmark.app.database.write() as session:
        row = session.get_one(db.Document, document.id)
        extraction = extraction_of(row, denmark.app.tools)
        due = dataclasses.replace(extraction.invoice, due=extraction.invoice.due.trust(0.4))
        row.extraction = denmark.app.tools.vault.seal_json(extraction_to_json(dataclasses.replace(extraction, invoice=due)))

    page = _open(denmark.desk("reviewer"), document).text

    assert page.count("data-check") == 1
    assert 'id="f-lines-0-grant" data-check' in page


def test_the_kind_of_a_document_is_confirmed_on_the_page(denmark):
    document = denmark.document("several-grants")
    with denmark.app.database.write() as session:
        row = session.get_one(db.Document, document.id)
        doubted = dataclasses.replace(extraction_of(row, denmark.app.tools), kind_confidence=0.7)
        row.extraction = denmark.app.tools.vault.seal_json(extraction_to_json(doubted))
        row.state = "extracted"
    denmark.work()
    desk = denmark.desk("reviewer")
    assert 'id="f-kind"' in _open(desk, document).text

    desk.post(f"/documents/{document.id}/correct", was=desk.hidden("was"), kind="invoice", kind_was="invoice", ok="kind")

    assert extraction_of(denmark.get(db.Document, document.id), denmark.app.tools).kind_confidence == 1.0


def test_ticking_a_field_says_that_it_is_right_as_it_stands(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("reviewer")
    _open(desk, document)
    shown = desk.page.text.split('name="value.number" value="', 1)[1].split('"', 1)[0]

    desk.post(f"/documents/{document.id}/correct", **{"was": desk.hidden("was"), "value.number": shown, "ok": "number"})

    extraction = extraction_of(denmark.get(db.Document, document.id), denmark.app.tools)
    assert extraction.invoice.number.value == shown
    assert extraction.invoice.number.confidence == 1.0
    assert extraction.invoice.issued.confidence < 1.0 or extraction.invoice.issued.source.origin != "person user:reviewer"


def test_saving_without_a_change_changes_nothing(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("reviewer")
    _open(desk, document)

    answer = desk.post(f"/documents/{document.id}/correct", was=desk.hidden("was"))

    assert answer.status_code == 303
    after = denmark.get(db.Document, document.id)
    assert (after.state, after.version) == (document.state, document.version)


def test_what_cannot_be_an_amount_is_shown_beside_its_field_and_kept(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("reviewer")
    _open(desk, document)

    answer = desk.post(
        f"/documents/{document.id}/correct",
        **{"was": desk.hidden("was"), "value.lines.0.amount": "a lot", "value.number": "N-1"},
    )

    assert answer.status_code == 422
    assert 'href="#f-lines-0-amount"' in answer.text
    assert 'value="a lot"' in answer.text
    assert 'value="N-1"' in answer.text
    assert "<title>Fejl:" in answer.text
    assert denmark.get(db.Document, document.id).state == "in-review"


def test_a_stale_page_shows_theirs_and_yours_and_saves_nothing(denmark):
    document = denmark.document("several-grants")
    first, second = denmark.desk("reviewer"), denmark.desk("approver")
    _open(first, document)
    _open(second, document)
    first.post(f"/documents/{document.id}/correct", **{"was": first.hidden("was"), "value.number": "THEIRS-1"})
    denmark.work()

    answer = second.post(f"/documents/{document.id}/correct", **{"was": second.hidden("was"), "value.number": "YOURS-2"})

    assert answer.status_code == 409
    assert "THEIRS-1" in answer.text
    assert "YOURS-2" in answer.text
    number = extraction_of(denmark.get(db.Document, document.id), denmark.app.tools).invoice.number
    assert number.value == "THEIRS-1"


@pytest.mark.parametrize("act", ["approve", "return", "ignore", "hold", "reopen", "retry", "reply"])
def test_no_button_works_on_a_document_that_has_moved_on(denmark, act):
    # Only a proposed line can be approved; any other is refused whatever its version.
    document = denmark.document("retro-adjustment" if act == "approve" else "several-grants")
    desk = denmark.desk("approver")
    _open(desk, document)
    before = denmark.get(db.Document, document.id)

    answer = desk.post(
        f"/documents/{document.id}/{act}", version=str(document.version + 7), because="x", **{"intent.new": "QUERY"}
    )

    after = denmark.get(db.Document, document.id)
    assert answer.status_code == 409
    assert (after.state, after.version) == (before.state, before.version)


def test_approving_posts_the_proposed_lines_and_goes_on_to_the_next_task(denmark):
    document = denmark.document("retro-adjustment")
    desk = denmark.desk("reviewer")
    page = _open(desk, document)
    assert f'action="/documents/{document.id}/approve"' in page.text

    answer = desk.post(f"/documents/{document.id}/approve", then="next")

    assert answer.status_code == 303
    assert answer.headers["location"] != f"/documents/{document.id}"
    assert denmark.get(db.Document, document.id).state == "approved"
    decided = [each.id for each in denmark.all(db.Decision, db.Decision.document_id == document.id)]
    assert len(denmark.all(db.Posting, db.Posting.decision_id.in_(decided))) > 0


def test_what_has_no_grant_cannot_be_approved_by_any_form(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("approver")
    _open(desk, document)

    answer = desk.post(f"/documents/{document.id}/approve")

    assert answer.status_code == 422
    assert denmark.all(db.Posting, db.Posting.invoice_number == document.invoice_number) == []


def test_a_hold_needs_its_reason(denmark):
    document = denmark.document("several-grants")
    desk = denmark.desk("reviewer")
    _open(desk, document)

    refused = desk.post(f"/documents/{document.id}/hold", because="  ")
    done = desk.post(f"/documents/{document.id}/hold", because="the case worker asks", until="2026-08-01")

    assert refused.status_code == 422
    assert done.status_code == 303
    assert denmark.get(db.Document, document.id).reason == "the case worker asks"


def test_a_returned_invoice_can_be_taken_back(denmark):
    document = denmark.document("no-citizen", state="returned")
    desk = denmark.desk("reviewer")
    _open(desk, document)

    desk.post(f"/documents/{document.id}/reopen", because="the number stands on the envelope")

    assert denmark.get(db.Document, document.id).state == "in-review"
    events = denmark.all(db.AuditEvent, db.AuditEvent.subject == f"document:{document.id}")
    assert events[-1].actor == "user:reviewer"


def test_numbers_and_names_are_hidden_until_somebody_asks_and_asking_is_on_record(denmark):
    document = denmark.document("several-grants")
    line = extraction_of(document, denmark.app.tools).invoice.lines[0]
    printed = line.person.value
    desk = denmark.desk("reviewer")

    assert printed not in _open(desk, document).text
    assert printed not in desk.get(f"/documents/{document.id}/text").text
    _open(desk, document)
    desk.post(f"/documents/{document.id}/reveal")

    assert printed in _open(desk, document).text
    assert printed not in _open(denmark.desk("approver"), document).text, "each person asks for themselves"
    asked = denmark.all(db.AuditEvent, db.AuditEvent.event == "revealed")
    assert [(each.actor, each.subject) for each in asked] == [("user:reviewer", f"document:{document.id}")]


def test_what_was_shown_is_hidden_again_after_an_hour(denmark):
    from datetime import timedelta

    document = denmark.document("several-grants")
    printed = extraction_of(document, denmark.app.tools).invoice.lines[0].person.value
    desk = denmark.desk("reviewer")
    _open(desk, document)
    desk.post(f"/documents/{document.id}/reveal")
    for _ in range(3):
        denmark.clock.move(timedelta(minutes=25))
        page = _open(desk, document)

    assert printed not in page.text


def test_boxes_lie_where_the_values_were_read(denmark):
    document = denmark.document("several-grants")

    page = _open(denmark.desk("reviewer"), document).text

    number = extraction_of(document, denmark.app.tools).invoice.number
    assert number.source.box is not None
    assert f'data-for="f-number" x="{number.source.box.as_list()[0] - 1.5:.1f}"' in page
    assert 'viewBox="0 0 595.' in page


def test_an_e_invoice_is_shown_as_a_table_of_what_was_read(denmark):
    document = denmark.all(db.Document, db.Document.reader == "ubl")[0]

    page = _open(denmark.desk("reviewer"), document).text

    assert "Det aflæste" in page
    assert "e-faktura" in page
    assert "/picture" not in page


def test_a_letter_is_shown_as_it_leaves_and_let_go_only_as_it_was_seen(denmark):
    letter = denmark.all(db.Letter, db.Letter.state == "draft")[0]
    first, second = denmark.desk("reviewer"), denmark.desk("approver")
    page = first.get(f"/outbox/{letter.id}").text
    second.get(f"/outbox/{letter.id}")
    assert denmark.app.tools.vault.open(letter.recipient) in page
    assert "Hvorfor denne adresse" in page

    done = first.post(f"/outbox/{letter.id}/approve")
    late = second.post(f"/outbox/{letter.id}/cancel", because="changed my mind")

    assert (done.status_code, late.status_code) == (303, 409)
    assert denmark.get(db.Letter, letter.id).state == "approved"


def test_stopping_a_supplier_takes_one_person_and_letting_it_go_another(denmark):
    held = denmark.document("bank-details-changed", state="held")
    denmark.add_user("second", "approver")
    desk, other, third = denmark.desk("approver"), denmark.desk("reviewer"), denmark.desk("second")
    path = f"/suppliers/{held.supplier_id}"
    switch = f"supplier:{held.supplier_id}"
    assert "stoppet" in desk.get(path).text

    alone = desk.post(f"{path}/lift", because="called the number on record")
    assert denmark.get(db.Switch, switch).stopped
    assert "har bekræftet" in desk.get(path).text
    assert desk.post(f"{path}/lift", because="called the number on record").status_code == 422
    third.get(path)
    first = third.post(f"{path}/lift", because="called as well")
    assert alone.status_code == 303
    assert not denmark.get(db.Switch, switch).stopped
    other.get(path)
    again = other.post(f"{path}/stop", because="looks odd")
    desk.get(path)
    second = desk.post(f"{path}/lift", because="called again")

    assert (first.status_code, again.status_code, second.status_code) == (303, 303, 303)
    desk.get(path)
    assert desk.post(f"{path}/stop", because="mine").status_code == 303
    assert desk.post(f"{path}/lift", because="mine too").status_code == 422


def test_the_switches_stop_mail_for_everybody_with_a_reason(denmark):
    desk = denmark.desk("admin")
    desk.get("/switches")

    refused = desk.post("/switches/mail", stop="yes", because="")
    done = desk.post("/switches/mail", stop="yes", because="a wrong template")

    assert (refused.status_code, done.status_code) == (422, 303)
    assert "a wrong template" in denmark.desk("reviewer").get("/").text


def test_the_start_page_states_its_denominator(denmark):
    page = denmark.desk("auditor").get("/").text

    assert "Af alle linjer på alle fakturaer" in page
    assert "Det stemmer" in page


def test_the_machine_answers_whether_it_is_well(denmark):
    client = denmark.client()

    assert client.get("/healthz").json() == {"ok": True}
    state = client.get("/readyz")
    assert state.status_code == 200
    assert {"database", "migrations", "disk", "sandbox"} <= set(state.json())
