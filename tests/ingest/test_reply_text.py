"""Answers without their history: what is below, above or between, in the languages that reach the mailboxes."""

from __future__ import annotations

import time

import pytest

from ingest.reply_text import LONGEST_BODY, strip_quoted

LETTER = "Please return £1,085.02. Do you agree?"


@pytest.mark.parametrize(
    "history",
    [
        pytest.param("On Mon, 6 Jul 2026 at 09:12, Finance <finance@anytown.example> wrote:\n> {0}", id="Gmail"),
        pytest.param(
            "On Mon, 6 Jul 2026 at 09:12, Finance\n<finance@anytown.example> wrote:\n\n> {0}", id="Gmail over two lines"
        ),
        pytest.param(
            "From: Finance <finance@anytown.example>\nSent: 06 July 2026 09:12\nTo: Accounts\nSubject: Balances\n\n{0}",
            id="Outlook",
        ),
        pytest.param("________________________________\nFrom: Finance\nSent: Monday\nTo: x\n\n{0}", id="Outlook on the web"),
        pytest.param(
            "*From:* Finance <finance@anytown.example>\n*Sent:* 06 July 2026\n*To:* Accounts\n\n{0}", id="Outlook in bold"
        ),
        pytest.param("-----Original Message-----\nFrom: Finance\n\n{0}", id="old Outlook"),
        pytest.param("Begin forwarded message:\n\n{0}", id="Apple Mail"),
        pytest.param("Den man. 6. jul. 2026 kl. 09.12 skrev Finance <finance@anytown.example>:\n> {0}", id="Danish Gmail"),
        pytest.param(
            "Fra: Finance <finance@anytown.example>\nSendt: 6. juli 2026 09:12\nTil: Accounts\nEmne: Saldo\n\n{0}",
            id="Danish Outlook",
        ),
        pytest.param("Am Mo., 6. Juli 2026 um 09:12 Uhr schrieb Finance <f@anytown.example>:\n> {0}", id="German"),
        pytest.param("Le lun. 6 juil. 2026 à 09:12, Finance <f@anytown.example> a écrit :\n> {0}", id="French"),
        pytest.param("--- Please answer above this line ---\n{0}", id="our own line"),
        pytest.param("> {0}\n> Regards", id="only quote marks"),
    ],
)
def test_history_below_the_answer_goes(history):
    stripped = strip_quoted("We cannot agree to this.\n\n" + history.format(LETTER))

    assert stripped.reply == "We cannot agree to this."
    assert "1,085.02" in stripped.quoted


def test_answer_below_the_history_stays():
    body = f"On Mon, 6 Jul 2026, Finance <f@anytown.example> wrote:\n> {LETTER}\n> Regards\n\nNo, we do not agree."

    assert strip_quoted(body).reply == "No, we do not agree."


def test_answers_between_quoted_lines_stay():
    assert strip_quoted("> Do you agree?\nNo.\n> When will it be paid?\nNever.").reply == "No.\nNever."


def test_list_with_hyphens_is_no_signature():
    body = "Hello,\n- 1234567 agreed 1,085.02\n- 1234890 not known to us\nRegards"

    assert strip_quoted(body).reply == body


@pytest.mark.parametrize(
    "tagline", ["Sent from my iPhone", "Get Outlook for Android", "Sendt fra min iPhone", "--\nJo Pell\nPayroll"]
)
def test_taglines_and_signatures_go(tagline):
    assert strip_quoted(f"Fine with us.\n\n{tagline}").reply == "Fine with us."


def test_sentence_with_a_colon_is_no_header():
    body = "From: what we can see the sum is wrong.\nWe make it 211.90."

    assert strip_quoted(body).reply == body


def test_answer_beginning_with_on_stays():
    body = "On reflection we agree.\nOn Friday we will pay 1,085.02."

    assert strip_quoted(body).reply == body


def test_windows_line_ends_and_hard_spaces_are_no_matter():
    assert strip_quoted("Agreed,\xa0£1,085.02.\r\n\r\n> old\r\n").reply == "Agreed, £1,085.02."


def test_empty_and_wholly_quoted_bodies_give_nothing():
    assert strip_quoted("").reply == ""
    assert strip_quoted("> a\n> b").reply == ""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("On " * 20_000, id="one long line that the library is quadratic on"),
        pytest.param(("On " * 160 + "\n") * 2_000, id="many such lines"),
        pytest.param("Den " * 5_000, id="Danish"),
        pytest.param("From: x\n" * 20_000, id="headers without end"),
        pytest.param(("> " * 200 + "\n") * 5_000, id="deep quotes"),
        pytest.param(" \n" * 100_000, id="blank lines"),
    ],
)
def test_hostile_bodies_take_seconds_at_most(body):
    began = time.process_time()
    strip_quoted(body)

    assert time.process_time() - began < 5


def test_caps_are_told():
    assert strip_quoted("x" * (LONGEST_BODY + 1)).cut
    assert not strip_quoted("x").cut
