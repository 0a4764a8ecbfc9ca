"""Real conversations with a mail server that goes wrong at every phase: never a letter lost, never one doubled by us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from ssl import SSLContext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import TransientError
from outbound.delivery import Failed, InDoubt, Phase, Retry, Sent
from outbound.smtp import SmtpSender
from outbound.smtp_client import Security, SmtpServer
from tests.servers.smtp import DROP, SILENCE, TAKE_AND_DROP, Script, ScriptedServer, free_port, make_certificate, smtp_server

SENDER = "bounce@council.example"
RECIPIENT = "billing@elmcourt.example"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> tuple[Path, SSLContext]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def running(certificate) -> Iterator[ScriptedServer]:
    with smtp_server(tls=certificate[1]) as server:
        yield server


@pytest.fixture
def server(running) -> ScriptedServer:
    running.script = Script()
    running.delivered.clear()
    running.envelopes.clear()
    return running


@pytest.fixture
def sender_to(certificate) -> Callable[..., SmtpSender]:
    def make(server: ScriptedServer, **changes) -> SmtpSender:
        good = {
            "host": "localhost",
            "port": server.port,
            "ca_file": str(certificate[0]),
            "timeout": 10.0,
            "final_timeout": 10.0,
        }
        return SmtpSender(SmtpServer(**good | changes))

    return make


def test_a_letter_arrives_byte_for_byte_over_tls(server, sender_to, make_message):
    message = make_message()

    outcome = sender_to(server).send(message, SENDER, RECIPIENT)

    assert outcome == Sent("250 2.0.0 queued as 4F7A")
    assert server.delivered == [message]
    assert server.envelopes[0][:2] == (SENDER, (RECIPIENT,))
    assert server.encrypted > 0


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(st.sampled_from([b"", b".", b"..", b".hidden", b"text", b". "]), max_size=6))
def test_lines_of_dots_arrive_as_they_were_sent(running, certificate, lines):
    message = b"Subject: dots\r\n\r\n" + b"".join(line + b"\r\n" for line in lines)
    running.script = Script()
    settings = SmtpServer("localhost", running.port, ca_file=str(certificate[0]))

    assert isinstance(SmtpSender(settings).send(message, SENDER, RECIPIENT), Sent)
    assert running.delivered[-1] == message


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "after-dot"])
def test_a_refusal_for_now_is_tried_again(server, sender_to, make_message, phase):
    server.script = Script({phase: "451 4.3.0 mailbox of <billing@elmcourt.example> is busy"})

    outcome = sender_to(server).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert (outcome.code, outcome.phase) == ("refused-for-now", phase.replace("after-dot", "after-data"))
    assert "451" in outcome.why
    assert "billing" not in outcome.why
    assert server.delivered == []


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "after-dot"])
def test_a_refusal_for_good_is_not_tried_again(server, sender_to, make_message, phase):
    server.script = Script({phase: "550 5.1.1 no such user"})

    outcome = sender_to(server).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Failed)
    assert outcome.phase == phase.replace("after-dot", "after-data")
    assert server.delivered == []


@pytest.mark.parametrize("phase", ["connect", "ehlo"])
@pytest.mark.parametrize("answer", ["421 4.3.2 shutting down", "554 no service for you"])
def test_a_server_that_does_not_serve_us_costs_no_letter(server, sender_to, make_message, phase, answer):
    server.script = Script({phase: answer})

    outcome = sender_to(server).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.phase == Phase.CONNECT
    assert outcome.code in {"server-refuses-us", "no-connection"}


@pytest.mark.parametrize("phase", ["connect", "ehlo", "starttls", "mail", "rcpt", "data"])
def test_a_connection_lost_before_the_message_is_tried_again(server, sender_to, make_message, phase):
    server.script = Script({phase: DROP})

    outcome = sender_to(server).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code in {"no-connection", "delivery-not-secure"}
    assert server.delivered == []


def test_a_connection_lost_before_the_end_of_the_message_is_tried_again(server, sender_to, make_message, make_draft):
    from models.letter import Attachment

    server.script = Script({"before-dot": DROP})
    message = make_message(draft=make_draft(attachments=(Attachment("big.bin", "application/octet-stream", bytes(6_000_000)),)))

    outcome = sender_to(server).send(message, SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert (outcome.code, outcome.phase) == ("no-connection", Phase.DATA)
    assert server.delivered == []


@pytest.mark.parametrize("action", [DROP, TAKE_AND_DROP])
def test_a_connection_lost_after_the_end_of_the_message_is_in_doubt(server, sender_to, make_message, action):
    server.script = Script({"after-dot": action})

    outcome = sender_to(server).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, InDoubt)
    # From where we stand the two cannot be told apart: that is the point.
    assert len(server.delivered) == (action == TAKE_AND_DROP)


def test_silence_after_the_end_of_the_message_is_in_doubt(server, sender_to, make_message):
    server.script = Script({"after-dot": SILENCE})

    assert isinstance(sender_to(server, final_timeout=0.3).send(make_message(), SENDER, RECIPIENT), InDoubt)


@pytest.mark.parametrize("answer", ["hello?", "354 go on", "199 what"])
def test_an_answer_that_means_nothing_leaves_the_letter_in_doubt(server, sender_to, make_message, answer):
    server.script = Script({"after-dot": answer})

    assert isinstance(sender_to(server).send(make_message(), SENDER, RECIPIENT), InDoubt)


@pytest.mark.parametrize("phase", ["connect", "ehlo", "mail", "rcpt", "data"])
def test_silence_before_the_message_is_tried_again(server, sender_to, make_message, phase):
    server.script = Script({phase: SILENCE})

    outcome = sender_to(server, timeout=0.3).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "no-connection"


def test_a_slow_server_is_waited_for(server, sender_to, make_message):
    server.script = Script(slow=0.15)

    assert isinstance(sender_to(server, timeout=5).send(make_message(), SENDER, RECIPIENT), Sent)


def test_nobody_listening_is_tried_again(server, sender_to, make_message):
    outcome = sender_to(server, port=free_port()).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "no-connection"
    assert "reachable" in outcome.why


def test_a_server_without_encryption_gets_no_letter(make_message):
    with smtp_server() as plain:
        outcome = SmtpSender(SmtpServer("localhost", plain.port)).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "delivery-not-secure"
    assert plain.delivered == []


@pytest.mark.parametrize("answer", ["454 TLS not available", "500 what?"])
def test_a_server_that_will_not_encrypt_now_gets_no_letter(server, sender_to, make_message, answer):
    server.script = Script({"starttls": answer})

    outcome = sender_to(server).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "delivery-not-secure"


def test_a_certificate_nobody_vouches_for_stops_the_letter(server, sender_to, make_message):
    outcome = sender_to(server, ca_file=None).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "delivery-not-secure"
    assert server.delivered == []


def test_a_certificate_for_another_name_stops_the_letter(tmp_path, make_message):
    public, context = make_certificate(tmp_path, "mail.elsewhere.example")
    with smtp_server(tls=context) as server:
        outcome = SmtpSender(SmtpServer("localhost", server.port, ca_file=str(public))).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "delivery-not-secure"


def test_tls_from_the_first_byte_works_too(certificate, make_message):
    with smtp_server(tls=certificate[1], implicit=True) as server:
        good = SmtpServer("localhost", server.port, Security.TLS, ca_file=str(certificate[0]))
        assert isinstance(SmtpSender(good).send(make_message(), SENDER, RECIPIENT), Sent)
        unverified = SmtpServer("localhost", server.port, Security.TLS)
        refused = SmtpSender(unverified).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(refused, Retry)
    assert refused.code == "delivery-not-secure"


def test_without_encryption_a_letter_goes_to_this_machine_only(monkeypatch, make_message):
    from outbound.smtp_client import Client

    with smtp_server() as server:
        sender = SmtpSender(SmtpServer("localhost", server.port, Security.NONE))
        assert isinstance(sender.send(make_message(), SENDER, RECIPIENT), Sent)
        monkeypatch.setattr(Client, "is_loopback", False)
        outcome = sender.send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "delivery-not-secure"
    assert len(server.delivered) == 1


@pytest.mark.parametrize(("password", "result"), [("correct horse", Sent), ("wrong", Retry)])
def test_a_refused_login_costs_no_letter(certificate, make_message, password, result):
    with smtp_server(tls=certificate[1], login=True) as server:
        settings = SmtpServer("localhost", server.port, user="finance", password=password, ca_file=str(certificate[0]))
        outcome = SmtpSender(settings).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, result)
    assert password not in repr(settings)
    if isinstance(outcome, Retry):
        assert outcome.code == "login-refused"


@pytest.mark.parametrize(("token", "result"), [("fresh token", Sent), ("stale token", Retry)])
def test_a_mailbox_in_the_cloud_is_entered_with_a_token(certificate, make_message, token, result):
    with smtp_server(tls=certificate[1], login=True) as server:
        settings = SmtpServer("localhost", server.port, user="finance", access_token=lambda: token, ca_file=str(certificate[0]))
        outcome = SmtpSender(settings).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, result)
    if isinstance(outcome, Retry):
        assert outcome.code == "login-refused"


def test_a_token_that_cannot_be_had_is_tried_again(certificate, make_message):
    def fetch() -> str:
        raise TransientError("the identity server does not answer")

    with smtp_server(tls=certificate[1], login=True) as server:
        settings = SmtpServer("localhost", server.port, user="finance", access_token=fetch, ca_file=str(certificate[0]))
        outcome = SmtpSender(settings).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert outcome.code == "login-refused"


@pytest.mark.parametrize(
    ("message", "to"),
    [
        pytest.param(b"Subject: x\r\n\r\nhello\n.\nMAIL FROM:<a@b.example>\r\n", RECIPIENT, id="lone line feeds"),
        pytest.param(b"Subject: x\r\n\r\nhello\r", RECIPIENT, id="a lone carriage return"),
        pytest.param("Subject: x\r\n\r\nø\r\n".encode(), RECIPIENT, id="eight-bit text"),
        pytest.param(b"Subject: x\r\n\r\nx\r\n", "a@x.example, b@y.example", id="two recipients"),
        pytest.param(b"Subject: x\r\n\r\nx\r\n", "a@x.example>\r\nRCPT TO:<b@y.example", id="a second command"),
    ],
)
def test_what_is_not_one_letter_to_one_recipient_never_reaches_a_server(server, sender_to, message, to):
    before = server.conversations

    outcome = sender_to(server).send(message, SENDER, to)

    assert isinstance(outcome, Failed)
    assert server.conversations == before


def test_a_letter_over_the_servers_limit_fails_before_it_is_sent(server, sender_to):
    outcome = sender_to(server).send(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" * 20_000_000, SENDER, RECIPIENT)

    assert isinstance(outcome, Failed)
    assert outcome.phase == Phase.MAIL
    assert "bytes" in outcome.why
