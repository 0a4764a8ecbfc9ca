from __future__ import annotations

import json
import subprocess
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.mime import parse_message
from models.mail import ParsedMessage, from_json, to_json


def codes(parsed: ParsedMessage) -> set[str]:
    return {defect.code for defect in parsed.defects}


def test_a_plain_message_is_read_whole(make_mail, pdf) -> None:
    parsed = parse_message(make_mail(files=[("faktura.pdf", pdf, "application/pdf")]))

    assert parsed.message_id == "20417@elmcourt.example"
    assert parsed.subject == "Faktura 20417"
    assert parsed.sender is not None
    assert (parsed.sender.address, parsed.sender.name) == ("faktura@elmcourt.example", "Elm Court")
    assert parsed.sent_at == datetime(2026, 6, 30, 9, 12, tzinfo=UTC)
    assert "67.290,00" in parsed.text
    assert [(part.path, part.sniffed, part.display_name, part.is_body) for part in parsed.parts] == [
        ("1", "text/plain", "", True),
        ("2", "application/pdf", "faktura.pdf", False),
    ]
    assert parsed.parts[1].content == pdf
    assert not parsed.defects


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        pytest.param(
            b"Subject: Vedh\xc3\xa6ftet faktura \xc3\xa6\xc3\xb8\xc3\xa5\n\n", "Vedhæftet faktura æøå", id="raw UTF-8"
        ),
        pytest.param(b"Subject: Vedh\xe6ftet faktura \xe6\xf8\xe5\n\n", "Vedhæftet faktura æøå", id="raw Windows-1252"),
        pytest.param(
            b"Subject: =?utf-8?Q?Vedh=C3?=\n =?utf-8?Q?=A6ftet?=\n\n", "Vedhæftet", id="a letter cut between two words"
        ),
        pytest.param(b"Subject: =?no-such?Q?Vedh=E6ftet?=\n\n", "Vedhæftet", id="unknown character set"),
        pytest.param(b"Subject: =?utf-8?B?!!!?= tail\n\n", "tail", id="base64 that is none"),
        pytest.param(b"Subject: one\n  two\n\n", "one two", id="folded"),
        pytest.param(b"Subject: a\xe2\x80\xaeb\x00c\n\n", "abc", id="direction and control characters"),
        pytest.param(b"Subject: " + "regning åååå".encode()[:-1] + b"\n\n", "regning ååå\ufffd", id="UTF-8 cut in a letter"),
    ],
)
def test_subjects_are_read_whatever_their_encoding(raw: bytes, subject: str) -> None:
    assert parse_message(raw).subject == subject


@pytest.mark.parametrize(
    ("header", "address", "name"),
    [
        pytest.param('"Elm, Court" <pay@elm.example>', "pay@elm.example", "Elm, Court", id="comma in the name"),
        pytest.param("pay@elm.example (Elm Court)", "pay@elm.example", "Elm Court", id="name in a comment"),
        pytest.param("(c):", "", "", id="nothing but a comment"),
        pytest.param('"ceo@council.example" <x@evil.example>', "x@evil.example", "ceo@council.example", id="address as a name"),
        pytest.param(
            "=?utf-8?q?=22ceo=40council=2Eexample=22_=3Cceo=40council=2Eexample=3E?= <x@evil.example>",
            "x@evil.example",
            '"ceo@council.example" <ceo@council.example>',
            id="encoded address stays a name",
        ),
        pytest.param(
            '"ceo@council.example" x@evil.example', "x@evil.example", '"ceo@council.example"'.strip('"'), id="no brackets"
        ),
        pytest.param("PAY@ELM.Example.", "pay@elm.example", "", id="bare and with a dot"),
        pytest.param("MAILER-DAEMON", "mailer-daemon", "", id="no domain"),
    ],
)
def test_senders_are_told_apart_from_their_names(header: str, address: str, name: str) -> None:
    sender = parse_message(f"From: {header}\n\nx".encode()).sender

    assert (sender.address if sender else "", sender.name if sender else "") == (address, name)


def test_two_senders_are_a_defect() -> None:
    parsed = parse_message(b"From: a@x.example\nFrom: b@y.example\n\nx")

    assert [sender.address for sender in parsed.senders] == ["a@x.example", "b@y.example"]
    assert codes(parsed) == {"senders"}


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        pytest.param("attachment; filename*=utf-8''Faktura%20%C3%A6.pdf", "Faktura æ.pdf", id="RFC 2231"),
        pytest.param("attachment; filename*0*=iso-8859-1''F%E6; filename*1=r.pdf", "Fær.pdf", id="RFC 2231 in pieces"),
        pytest.param('attachment; filename="=?utf-8?B?RsOmci5wZGY=?="', "Fær.pdf", id="RFC 2047 in quotes"),
        pytest.param("attachment; filename=../../etc/x.pdf", "x.pdf", id="folders"),
        pytest.param('attachment; filename="..\\\\..\\\\x.pdf"', "x.pdf", id="folders of the other kind"),
        pytest.param("attachment; filename*=utf-8''a%E2%80%AEfdp.exe", "afdp.exe", id="reversed ending"),
        pytest.param("attachment; filename*=", "", id="nothing given"),
        pytest.param('attachment; filename="Fær.pdf"', "Fær.pdf", id="raw UTF-8"),
    ],
)
def test_file_names_are_decoded_and_safe_to_show(disposition: str, name: str) -> None:
    raw = f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\n%PDF-1.4".encode()

    assert parse_message(raw).parts[0].display_name == name


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        pytest.param("base64", b"SGVq", b"Hej", id="base64"),
        pytest.param("BASE64 ", b"SGVq\nIQ=", b"Hej!", id="base64 with its end missing"),
        pytest.param("base64", b"SGVq\n\xff!IQ==", b"Hej!", id="base64 with foreign characters"),
        pytest.param("quoted-printable; x", b"Hej=20=\nda", b"Hej da", id="quoted-printable with a tail"),
        pytest.param("7-bit", b"Hej", b"Hej", id="a name nobody knows"),
        pytest.param("x-uuencode", b"begin 644 a\n#2&5J\n`\nend\n", b"Hej", id="uuencode"),
        pytest.param("", b"Hej \xe6", b"Hej \xe6", id="eight bits"),
    ],
)
def test_transfer_encodings_are_undone(encoding: str, body: bytes, content: bytes) -> None:
    raw = b"Content-Type: application/x\nContent-Transfer-Encoding: " + encoding.encode() + b"\n\n" + body

    assert parse_message(raw).parts[0].content == content


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "windows-1252", "x-unknown", "zlib", "idna", "utf-16"])
def test_bodies_are_text_in_any_character_set(charset: str) -> None:
    body = "Beløb på æøå" if charset not in {"iso-8859-1", "windows-1252"} else "Beløb"
    octets = body.encode({"x-unknown": "cp1252", "zlib": "utf-8", "idna": "utf-8"}.get(charset, charset))
    raw = b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + octets

    text = parse_message(raw).text

    assert body in text or charset == "utf-16"


def test_html_keeps_its_table_as_columns(make_mail) -> None:
    table = "<table><tr><td>Ophold</td><td>2.243,00</td></tr><tr><td>I alt</td><td>67.290,00</td></tr></table>"

    parsed = parse_message(make_mail(text=None, html=table))

    assert [line.split() for line in parsed.html_text.strip().splitlines()] == [
        ["Ophold", "2.243,00"],
        ["I", "alt", "67.290,00"],
    ]
    assert "67.290,00" in parsed.body


def test_the_authentication_of_our_own_boundary_is_read_and_no_other() -> None:
    raw = (
        b"Authentication-Results: spf=pass (sender IP is 192.0.2.1; x) smtp.mailfrom=elm.example; dkim=fail\n"
        b" header.d=elm.example; dmarc=pass action=none header.from=elm.example;compauth=pass reason=100\n"
        b"Authentication-Results: mx.evil.example; dkim=pass header.d=elm.example\n\nx"
    )

    found = parse_message(raw).authentication

    assert found is not None
    assert found.server is None
    assert [(entry.method, entry.result, entry.domain) for entry in found.results] == [
        ("spf", "pass", "elm.example"),
        ("dkim", "fail", "elm.example"),
        ("dmarc", "pass", "elm.example"),
        ("compauth", "pass", None),
    ]


def test_the_same_mail_in_two_mailboxes_has_one_digest(make_mail, pdf) -> None:
    raw = make_mail(files=[("faktura.pdf", pdf, "application/pdf")])
    first = b"Received: from a by b; Tue, 30 Jun 2026 11:12:01 +0200\nDelivered-To: a@council.example\n" + raw
    second = b"Received: from a by c; Tue, 30 Jun 2026 11:13:01 +0200\r\n" + raw.replace(b"\n", b"\r\n")

    one, other, changed = parse_message(first), parse_message(second), parse_message(raw.replace(b"67.290", b"67.291"))

    assert one.sha256 != other.sha256
    assert one.digest == other.digest != changed.digest
    assert one.received_at == datetime(2026, 6, 30, 9, 12, 1, tzinfo=UTC)
    assert one.delivered_to == ("a@council.example",)


def test_an_attached_message_is_evidence_and_its_parts_are_read(make_mail, pdf) -> None:
    outer = EmailMessage()
    outer["From"] = "clerk@council.example"
    outer.set_content("Se vedhæftede.")
    inner = EmailMessage()
    inner["From"], inner["Subject"], inner["Message-ID"] = "x@elm.example", "Faktura", "<inner@elm.example>"
    inner.set_content("Faktura i alt 10,00")
    inner.add_attachment(pdf, maintype="application", subtype="octet-stream", filename="f.bin")
    outer.add_attachment(inner)

    parsed = parse_message(outer.as_bytes())

    assert parsed.sender is not None
    assert parsed.sender.address == "clerk@council.example"
    assert [(nested.path, nested.message_id) for nested in parsed.nested] == [("2", "inner@elm.example")]
    assert [(part.path, part.sniffed, part.nested) for part in parsed.parts[1:]] == [
        ("2.1", "text/plain", True),
        ("2.2", "application/pdf", True),
    ]
    assert "10,00" not in parsed.text


def test_an_attached_message_in_base64_is_read_all_the_same() -> None:
    import base64

    inner = base64.encodebytes(b"From: x@elm.example\nSubject: Inner\nContent-Type: application/pdf\n\n%PDF-1.4 x")
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        + inner
        + b"\n--b--\n"
    )

    parsed = parse_message(raw)

    assert [nested.subject for nested in parsed.nested] == ["Inner"]
    assert [part.sniffed for part in parsed.parts] == ["application/pdf"]


@pytest.mark.parametrize("streamed", [False, True], ids=["definite lengths", "streamed in pieces"])
def test_opaque_signed_mail_is_unwrapped(tmp_path, make_mail, pdf, streamed: bool) -> None:
    inside = make_mail(files=[("faktura.pdf", pdf, "application/pdf")])
    (tmp_path / "in.eml").write_bytes(inside)
    run = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=Elm Court",
        "-keyout",
        "k.pem",
        "-out",
        "c.pem",
    ]
    subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    sign = ["openssl", "cms", "-sign", "-nodetach", "-in", "in.eml", "-signer", "c.pem", "-inkey", "k.pem", "-out", "out.eml"]
    subprocess.run([*sign, *(["-stream"] if streamed else ["-binary"])], cwd=tmp_path, check=True, capture_output=True)
    raw = b"From: faktura@elmcourt.example\n" + (tmp_path / "out.eml").read_bytes()

    parsed = parse_message(raw)

    assert "67.290,00" in parsed.text
    assert [part.sniffed for part in parsed.parts if not part.is_body] == ["application/pdf"]


def nested_parts(depth: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return b"From: a@b.example\nSubject: deep\n" + opened + b"\nx\n"


def nested_messages(depth: int) -> bytes:
    return b"From: a@b.example\nSubject: deep\n" + b"Content-Type: message/rfc822\n\n" * depth + b"x"


TORTURE = {
    "2,000 multiparts in one another": nested_parts(2000),
    "150 multiparts in one another": nested_parts(150),
    "2,000 messages in one another": nested_messages(2000),
    "150 messages in one another": nested_messages(150),
    "From with 20,000 brackets": b"From: " + b"(" * 20_000 + b"\nSubject: deep\n\nx",
    "To with 8,000 addresses": b"Subject: deep\nTo: " + b", ".join(b"a%d@x.example" % n for n in range(8000)) + b"\n\nx",
    "a header of 5 MB": b"Subject: deep\nReferences: " + b"<a@b> " * 800_000 + b"\n\nx",
    "50,000 parts": b"Subject: deep\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000,
    "a Content-Type of 1 MB": b"Subject: deep\nContent-Type: multipart/mixed; " + b'x="' + b";" * 1_000_000 + b"\n\nx",
    "40,000 folded lines": b"Subject: deep\nX: a\n" + b" b\n" * 40_000 + b"\nx",
    "100,000 headers": b"Subject: deep\n" + b"From: a@b.example\n" * 100_000 + b"\nx",
    "encoded words that never end": b"Subject: deep\nTo: " + b"=?utf-8?q?" * 6_000 + b"\n\nx",
    "quotes that never end": b'Subject: deep\nTo: "' + b'\\"' * 30_000 + b"\n\nx",
    "a million tags": b"Subject: deep\nContent-Type: text/html\n\n" + b"<div>" * 150_000,
    "hidden styles": b"Subject: deep\nContent-Type: text/html\n\n" + b"<style>" * 150_000,
}

TORTURE |= {
    f"{name}, lone carriage returns": TORTURE[name].replace(b"\n", b"\r")
    for name in ("2,000 multiparts in one another", "2,000 messages in one another", "50,000 parts", "a Content-Type of 1 MB")
}


@pytest.mark.parametrize("raw", TORTURE.values(), ids=TORTURE.keys())
def test_torture_ends_in_an_answer_soon(raw: bytes) -> None:
    began = time.process_time()

    parsed = parse_message(raw)

    assert parsed.subject == "deep"
    assert time.process_time() - began < 8


def test_what_was_not_taken_apart_is_said(make_mail) -> None:
    assert "nesting" in codes(parse_message(nested_parts(2000)))
    assert "nesting" in codes(parse_message(nested_parts(30)))
    assert "too-many-parts" in codes(parse_message(TORTURE["50,000 parts"]))
    assert "long-header" in codes(parse_message(TORTURE["a Content-Type of 1 MB"]))
    assert "structure" in codes(parse_message(b"Content-Type: multipart/mixed; boundary=x\n\nno parts here"))


def test_parts_beyond_the_limit_are_not_read_and_that_is_said(monkeypatch: pytest.MonkeyPatch, make_mail, pdf) -> None:
    monkeypatch.setattr("ingest.structure.Walk.__init__", _small_walk)

    parsed = parse_message(make_mail(files=[("f.pdf", pdf, "application/pdf")]))

    assert "too-large" in codes(parsed)


def _small_walk(walk) -> None:
    walk.parts, walk.nested, walk.defects, walk.left = [], [], {}, 50


HEADERS = st.sampled_from(
    [
        b"From",
        b"To",
        b"Subject",
        b"Content-Type",
        b"Content-Transfer-Encoding",
        b"Content-Disposition",
        b"Date",
        b"Received",
        b"Message-ID",
    ]
)
SNIPPETS = st.sampled_from(
    [
        b"multipart/mixed; boundary=b",
        b"message/rfc822",
        b"base64",
        b"=?utf-8?b?",
        b"?=",
        b"filename*0*=",
        b"--b",
        b"--b--",
        b'"',
        b"<",
        b"(",
        b"\\",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=2000),
        st.lists(st.one_of(st.tuples(HEADERS, SNIPPETS | st.binary(max_size=80)), st.just((b"", b""))), max_size=30).map(
            lambda rows: b"".join((name + b": " + value if name else b"") + b"\r\n" for name, value in rows)
        ),
    )
)
def test_no_bytes_break_the_parser(raw: bytes) -> None:
    parsed = parse_message(raw)

    data, blobs = to_json(parsed)
    assert from_json(json.loads(json.dumps(data)), blobs) == parsed


def test_nothing_personal_is_in_a_repr(make_mail) -> None:
    shown = repr(parse_message(make_mail(headers={"Subject": "Om 150331-4203", "From": "Ann Example <ann@x.example>"})))

    assert "150331" not in shown
    assert "Ann" not in shown
    assert "67.290" not in shown


def test_what_is_no_message_is_refused_as_json() -> None:
    with pytest.raises(ValueError, match="ParsedMessage"):
        from_json({"sha256": 3}, [])


def test_utf16_saved_by_a_program_is_read(make_mail) -> None:
    text = make_mail().decode()
    for octets in (text.encode("utf-16"), text.encode("utf-16-le"), text.encode("utf-16-be"), b"\xef\xbb\xbf" + text.encode()):
        assert parse_message(octets).subject == "Faktura 20417"
