"""The bytes that leave: the same every time, one recipient, nothing injected, read alike by an ordinary mail program."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.letter import Attachment
from outbound.addresses import UnsafeAddress, parse_address
from outbound.mime import UnsafeHeader, build_mime
from outbound.tokens import find_letters, make_message_id, make_token


def parse(raw: bytes):
    return message_from_bytes(raw, policy=policy.default)


def test_the_same_letter_gives_the_same_bytes(make_message, make_draft):
    draft = make_draft(attachments=(Attachment("statement.csv", "text/csv", b"a;b\r\n"),))

    assert make_message(draft=draft) == make_message(draft=draft)


def test_the_wire_form_is_seven_bit_with_full_line_ends(make_message, make_rendered):
    raw = make_message(rendered=make_rendered(text="Blåbærgrød\n.\n" + "ø" * 3000, subject="Rettelse nødvendig"))

    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.endswith(b"\r\n")


def test_headers_say_who_what_and_that_a_machine_wrote_it(make_message, make_draft, key):
    message = parse(make_message(12, draft=make_draft(language="da")))

    assert message["To"].addresses[0].addr_spec == "billing@elmcourt.example"
    assert len(message["To"].addresses) == 1
    assert message["Message-ID"] == make_message_id(12, key, "council.example")
    assert message["Subject"] == f"[Ref {make_token(12, key)}] Invoice 20417 - correction needed"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Content-Language"] == "da"
    assert message["Date"].datetime.isoformat() == "2026-07-01T08:30:00+00:00"
    assert message["Reply-To"] is None
    assert message.defects == []


def test_answers_come_back_with_the_token_where_the_council_can_take_them(make_message, key):
    message = parse(make_message(12, reply_to=parse_address("dp@council.example"), tag_reply_to=True))

    assert find_letters(str(message["Reply-To"]), key) == (12,)
    assert message["Reply-To"].addresses[0].domain == "council.example"


def test_a_thread_is_kept_even_with_very_long_identifiers(make_message, make_draft):
    long_id = "<" + "A" * 180 + "@AM0PR08.prod.exchange.example>"
    older = tuple(f"<{number}@elmcourt.example>" for number in range(30))
    message = parse(make_message(draft=make_draft(in_reply_to=long_id, references=older)))

    assert message["In-Reply-To"] == long_id
    chain = message["References"].split()
    assert len(chain) == 12
    assert (chain[0], chain[-2], chain[-1]) == (older[0], older[-1], long_id)


@pytest.mark.parametrize("bad", ["<a@b>\r\nBcc: c@d.example", "no brackets", "<a b@c>", "", "<" + "x" * 500 + "@y>"])
def test_a_broken_identifier_of_the_sender_is_left_out(make_message, make_draft, bad):
    message = parse(make_message(draft=make_draft(in_reply_to=bad, references=(bad,))))

    assert message["In-Reply-To"] is None
    assert message["References"] is None
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: a@b.example", "Hello\nthere", "Hello\rthere", "Hello\u2028there", "a\x00b", "  "]
)
def test_a_subject_that_is_not_one_line_is_refused(make_message, make_rendered, subject):
    with pytest.raises(UnsafeHeader):
        make_message(rendered=make_rendered(subject=subject))


@pytest.mark.parametrize("to", ["a@x.example, b@y.example", "a@x.example\r\nBcc: b@y.example", "Amy <a@x.example>"])
def test_two_recipients_are_never_read_out_of_one(make_message, make_draft, to):
    with pytest.raises(UnsafeAddress):
        make_message(draft=make_draft(to=to))


def test_an_attachment_name_cannot_break_out_of_its_header(make_message, make_draft):
    with pytest.raises(UnsafeHeader):
        make_message(draft=make_draft(attachments=(Attachment('x"\r\nX: y', "text/csv", b""),)))


def test_bodies_and_attachments_come_out_as_they_went_in(make_message, make_draft, make_rendered):
    content = bytes(range(256))
    draft = make_draft(attachments=(Attachment("opgørelse æ.bin", "application/octet-stream", content),))
    message = parse(make_message(draft=draft, rendered=make_rendered(text="Æbler\n.\nFrom me\n", html="<p>Æ</p>")))

    assert message.get_body(("plain",)).get_content() == "Æbler\r\n.\r\nFrom me\r\n"
    assert message.get_body(("html",)).get_content() == "<p>Æ</p>\r\n"
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "opgørelse æ.bin"
    assert attachment.get_content() == content


def test_a_date_without_a_time_zone_is_a_mistake(make_message):
    with pytest.raises(ValueError, match="time zone"):
        make_message(date=datetime(2026, 7, 1))  # noqa: DTZ001  the very mistake


@settings(max_examples=150, deadline=None)
@given(
    subject=st.text(min_size=1, max_size=120),
    text=st.text(max_size=300),
    name=st.text(min_size=1, max_size=40),
)
def test_no_text_can_add_a_header_or_a_recipient(subject, text, name):
    from datetime import UTC

    from models.letter import LetterDraft, RenderedLetter

    draft = LetterDraft("x", "a@x.example", "en", "k", {}, {}, attachments=(Attachment(name, "text/plain", b"x"),))
    try:
        raw = build_mime(
            draft,
            RenderedLetter(subject, text, text),
            message_id="<out.1.0123456789abcdef@council.example>",
            token="0001-ABCDEFGH",
            date=datetime(2026, 7, 1, tzinfo=UTC),
            from_=parse_address("finance@council.example"),
        )
    except UnsafeHeader:
        return
    message = message_from_bytes(raw, policy=policy.default)

    assert set(message.keys()) == {
        "Message-ID",
        "Date",
        "From",
        "To",
        "Subject",
        "Content-Language",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "MIME-Version",
        "Content-Type",
    }
    assert [each.addr_spec for each in message["To"].addresses] == ["a@x.example"]
