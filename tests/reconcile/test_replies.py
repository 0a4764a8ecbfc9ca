"""Answers to balance letters: the twelve known kinds, every guard, and the shares of replies kept in the tree."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from ingest.reply_text import strip_quoted
from models.money import Money
from models.reply import MAY_ADVANCE, Intent, reply_from_json, reply_to_json
from reconcile.replies.classify import classify
from reconcile.replies.examples import ACCOUNTS, LETTER, QUOTES, load
from reconcile.replies.facts import CaseAccount, CaseFacts
from reconcile.replies.read import read_reply
from reconcile.replies.score import judge, reliability

SENT, RECEIVED = date(2026, 7, 6), date(2026, 7, 10)
ONE = CaseFacts(ACCOUNTS[:1], SENT, RECEIVED, sender_ok=True)
THREE = CaseFacts(ACCOUNTS, SENT, RECEIVED, sender_ok=True)
FOURTH = CaseAccount("DPA-4", "1239999", Money.of("75.00", "GBP"), "DPS-1239999-0045")


def read(text, case=ONE, subject="Re: Balances", classifier=None):
    return read_reply(strip_quoted(text).reply, subject, case, classifier)


def only(text, case=ONE, **rest):
    [item] = read(text, case, **rest).items
    return item


def test_r1_agreement_with_the_sum_and_a_promised_date():
    item = only(
        "Dear team, ref 1234567 agreed. Surplus GBP 1,085.02 will be returned by BACS w/c 20 July, ref DPS-1234567-0042.\n"
        + QUOTES["outlook"]
    )

    assert (item.intent, item.advances) == (Intent.AGREE_FULL, True)
    assert (str(item.amount), item.day, item.reference) == ("1085.02", date(2026, 7, 20), "DPS-1234567-0042")


def test_r2_table_of_four_clients_each_with_its_own_answer():
    reply = read(
        "1234567   agreed          1,085.02\n"
        "1234890   client died 4/6, please see final statement attached\n"
        "1231177   do not agree - HMRC Q1 612.40 and redundancy 1,430.00 held\n"
        "1239999   not known to us\n" + QUOTES["outlook"],
        replace(THREE, accounts=(*ACCOUNTS, FOURTH)),
    )
    items = {item.account_id: item for item in reply.items}

    assert reply.intent is Intent.MIXED
    assert [(item.intent, item.advances) for item in reply.items] == [
        (Intent.AGREE_FULL, True),
        (Intent.CLIENT_DECEASED, False),
        (Intent.COMMITTED_FUNDS, False),
        (Intent.NOT_OUR_CLIENT, False),
    ]
    assert items["DPA-2"].day == date(2026, 6, 4)
    assert Intent.DISPUTE_AMOUNT in items["DPA-3"].also
    assert [(str(claim.kind), str(claim.amount)) for claim in items["DPA-3"].claims] == [
        ("hmrc_due", "612.40"),
        ("redundancy", "1430.00"),
    ]


def test_r3_part_with_the_rest_committed():
    item = only("We can return £600 of the £1,085.02; remaining is committed for agency invoice 4471." + QUOTES["gmail"])

    assert (item.intent, str(item.amount), item.advances) == (Intent.AGREE_PART, "600.00", False)
    assert Intent.COMMITTED_FUNDS in item.also


@pytest.mark.parametrize("quote", ["gmail", "outlook", "danish"])
def test_r4_the_quoted_letter_agrees_with_nothing(quote):
    item = only("We cannot agree to this. Policy is 8 weeks.\n" + QUOTES[quote])

    assert (item.intent, item.advances, item.amount) == (Intent.DISPUTE_POLICY, False, None)


def test_r5_request_for_an_invoice():
    item = only("Please raise an invoice quoting PO 7781 and we will settle.")

    assert (item.intent, item.advances) == (Intent.REQUEST_INVOICE, True)


def test_r6_request_for_our_bank_details():
    item = only("Kindly send your bank details, our finance will process.")

    assert (item.intent, item.advances) == (Intent.REQUEST_BANK_DETAILS, False)


def test_r7_changed_bank_details_take_the_fraud_road():
    item = only("Please note our bank details have changed. New sort code 08-99-99, account 66374958, refund fees there.")

    assert (item.intent, item.advances) == (Intent.BANK_CHANGE, False)


def test_r8_already_returned_with_another_sum():
    item = only("This was returned on 12/03/2026, ref DPS-1234567-0039 (£640.11).")

    assert (item.intent, item.advances) == (Intent.ALREADY_RETURNED, False)
    assert (str(item.amount), item.day, item.reference) == ("640.11", date(2026, 3, 12), "DPS-1234567-0039")


@pytest.mark.parametrize("subject", ["Automatic reply: Balances", "Re: Balances"])
def test_r9_automatic_reply(subject):
    item = only("Automatic reply: annual leave until 3 Aug.", subject=subject)

    assert (item.intent, item.advances) == (Intent.AUTO_REPLY, True)


def test_r10_thanks_is_no_agreement():
    item = only("Thanks, noted.\n" + QUOTES["gmail"])

    assert (item.intent, item.advances) == (Intent.UNCLEAR, False)


def test_r11_statement_attached():
    item = only("Please find June statement attached", replace(ONE, has_attachments=True))

    assert (item.intent, item.advances) == (Intent.STATEMENT_ATTACHED, False)


def test_r12_transferred_to_another_provider():
    item = only("We moved Mrs M to Sunrise Accounts on 1 May, balance £2,991.10 transferred.")

    assert (item.intent, item.advances, str(item.amount)) == (Intent.TRANSFERRED, False, "2991.10")


AGREED = "Agreed, £1,085.02 will be returned by BACS."


def test_the_plain_agreement_that_the_guards_are_tested_with_does_advance():
    assert only(AGREED).advances


@pytest.mark.parametrize(
    ("text", "case"),
    [
        pytest.param(AGREED, replace(ONE, sender_ok=False, sender_why="another domain"), id="sender not of this provider"),
        pytest.param("Agreed, £1,085.00 will be returned.", ONE, id="two pence short"),
        pytest.param("Agreed, £1,085.04 will be returned.", ONE, id="two pence over"),
        pytest.param("Agreed.", ONE, id="no sum named"),
        pytest.param("Agreed.\n" + QUOTES["gmail"], ONE, id="the sum only in the quote"),
        pytest.param("Agreed, £1,085.02 and £20.00 will be returned.", ONE, id="a second sum"),
        pytest.param("We do not agree to return £1,085.02.", ONE, id="negation"),
        pytest.param("We don't think £1,085.02 is agreed.", ONE, id="negation further off"),
        pytest.param("Not agreed. £1,085.02 will be returned? No.", ONE, id="a sarcastic question"),
        pytest.param("Is £1,085.02 agreed?", ONE, id="question"),
        pytest.param("If £1,085.02 is agreed we will return it.", ONE, id="condition"),
        pytest.param("Agreed in principle, £1,085.02.", ONE, id="in principle"),
        pytest.param("£1,085.02 would be returned.", ONE, id="would"),
        pytest.param('You write "agreed, £1,085.02 will be returned".', ONE, id="our words in quotation marks"),
        pytest.param(AGREED + " Our bank details have changed.", ONE, id="bank change beside it"),
        pytest.param(AGREED + " She died in June.", ONE, id="death beside it"),
        pytest.param(AGREED + " HMRC of £20.00 is still due.", ONE, id="committed money beside it"),
        pytest.param("1234999 " + AGREED, ONE, id="a person who is not in the letter"),
        pytest.param("Client 1234890: " + AGREED, THREE, id="another account's sum"),
        pytest.param(AGREED, THREE, id="one of three, none named"),
        pytest.param("Paid £1,085.02 on 12/03/2026.", ONE, id="payment older than the letter"),
        pytest.param("Paid £85.02 today.", ONE, id="payment of another sum"),
        pytest.param("Please do not raise an invoice.", ONE, id="an invoice is not wanted"),
        pytest.param("Please raise an invoice for £600.00.", ONE, id="an invoice for another sum"),
        pytest.param("1234567 agreed 1,085.02\n1234567 died 4/6", THREE, id="two answers for one account"),
    ],
)
def test_guards_hold(text, case):
    assert not any(item.advances for item in read(text, case).items)


def test_bank_change_outside_the_table_stops_every_row():
    reply = read("1234567 agreed 1,085.02\n\nPlease note our bank details have changed.", THREE)

    assert not any(item.advances for item in reply.items)


def test_person_not_in_the_letter_is_told_apart():
    [item] = read("Client 7654321 agreed in full", THREE).items

    assert (item.account_id, item.written_ref, item.advances) == (None, "7654321", False)


def test_providers_own_reference_is_known():
    item = only("Your client 00981: agreed, £1,085.02.", THREE)

    assert (item.account_id, item.advances) == ("DPA-1", True)


def test_classifier_alone_never_advances():
    item = only("Righto.", classifier=lambda _: {Intent.AGREE_FULL: 0.99})

    assert (item.intent, item.advances) == (Intent.AGREE_FULL, False)


def test_classifier_can_hold_back_what_the_rules_would_let_go():
    assert not only(AGREED, classifier=lambda _: {Intent.DISPUTE_AMOUNT: 0.95}).advances
    assert only(AGREED, classifier=lambda _: {Intent.DISPUTE_AMOUNT: 0.40}).advances


def test_headers_make_an_answer_automatic_whatever_it_says():
    item = only(AGREED, replace(ONE, automatic=True))

    assert item.intent is Intent.AUTO_REPLY


def test_automatic_reply_with_new_bank_details_is_looked_at():
    item = only("Out of office. Our bank details have changed.", replace(ONE, automatic=True))

    assert not item.advances


def test_ticket_number_is_kept():
    assert read("Your request has been received and a ticket [#48213] has been created.").ticket == "48213"


def test_reading_survives_json():
    reply = read("1234567 agreed 1,085.02\n1231177 HMRC 612.40 held", THREE)

    assert reply_from_json(json.loads(json.dumps(reply_to_json(reply)))) == reply


@pytest.mark.parametrize("text", ["", "\n\n", "?" * 5_000, "1234567 " * 2_000, "agree " * 5_000, "£" * 9_000, LETTER * 100])
def test_odd_bodies_are_read_in_peace(text):
    reply = read(text, THREE)

    assert all(item.intent in Intent for item in reply.items)


@pytest.mark.parametrize("share", ["train", "tune", "test"])
def test_no_reply_in_the_tree_advances_wrongly(share):
    for example in load(share):
        reply = read_reply(strip_quoted(example.body).reply, "Re: Balances", example.case)
        allowed = {each.account_id for each in example.expected if each.may_advance}
        advanced = {item.account_id for item in reply.items if item.advances}

        assert advanced <= allowed, example.text


def test_only_four_intents_may_advance():
    assert {str(intent) for intent in MAY_ADVANCE} == {"AGREE_FULL", "REQUEST_INVOICE", "PAYMENT_ADVISED", "AUTO_REPLY"}


def test_there_are_enough_replies_and_styles_stay_in_their_share():
    shares = {share: load(share) for share in ("train", "tune", "count", "test")}
    styles = [style for examples in shares.values() for style in {example.style for example in examples}]

    assert sum(map(len, shares.values())) >= 250
    assert len(styles) == len(set(styles))


@pytest.mark.parametrize(("share", "least"), [("train", 0.97), ("tune", 0.95), ("test", 0.95)])
def test_shares_are_read_as_well_as_the_documents_say(share, least):
    judged = judge(load(share), classify)

    assert sum(each.right for each in judged) / len(judged) >= least
    assert not any(each.wrongly for each in judged)


def test_confidence_means_what_it_says():
    rows = reliability(judge([*load("tune"), *load("test")], classify))

    assert all(abs(said - was) <= 0.15 for _, _, said, was, seen in rows if seen >= 20)


def test_classifier_abstains_where_there_is_nothing_to_read():
    assert classify("") == {}
    assert sum(classify("please raise an invoice").values()) == pytest.approx(1, abs=0.01)


def test_classifier_gives_the_same_twice():
    assert classify("client died in June") == classify("client died in June")
