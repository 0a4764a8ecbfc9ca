"""Every pattern that meets foreign text is linear: ten times the text takes about ten times as long, never a hundred."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ingest.addresses import parse_addresses, parse_ids
from ingest.authentication import parse_authentication
from ingest.bank_change import find_bank_change
from ingest.headers import decode_words, parse_parameters, show_name
from ingest.html import strip_tags
from ingest.mime import parse_message
from ingest.prose_bounce import judge
from ingest.sniff import sniff
from models.mail import normalise_message_id

PUMPS = [
    *(
        "a",
        " ",
        "<",
        "(",
        '"',
        "=?",
        "=?utf-8?q?a",
        "@",
        "a@",
        ";",
        "; a=",
        '; a="',
        "--",
        "[",
        "\n",
        "- ",
        "1.",
        "5.1.1",
        "\\",
    ),
    *(
        "nye bank ",
        "konto er ",
        "mailbox ",
        "user ",
        "new account ",
        "does not ",
        "[ref ",
        "auto",
        "<style>",
        "&",
        "To: a",
        "x-a:",
    ),
]
READERS: dict[str, Callable[[str], object]] = {
    "addresses": lambda text: parse_addresses([text]),
    "ids": lambda text: parse_ids([text]),
    "authentication": parse_authentication,
    "bank change": find_bank_change,
    "encoded words": lambda text: decode_words(text[:65_536]),
    "parameters": parse_parameters,
    "names": show_name,
    "tags": strip_tags,
    "bounce": lambda text: judge("5.1.1", text),
    "sniffing": lambda text: sniff(text.encode()),
    "message id": normalise_message_id,
    "a report": lambda text: parse_message(
        b"Return-Path: <>\nFrom: mailer-daemon@x\nSubject: failure notice\n\n" + text.encode()
    ),
    "a subject": lambda text: parse_message(b"Subject: " + text.encode() + b"\n\n"),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_no_text_makes_a_reader_slow(read: Callable[[str], object]) -> None:
    for pump in PUMPS:
        text = pump * (100_000 // len(pump))
        began = time.process_time()

        read(text)

        assert time.process_time() - began < 1.5, f"{pump!r} repeated"
