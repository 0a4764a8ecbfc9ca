from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.mailboxes import imap
from ingest.mailboxes.credentials import Password, Token
from ingest.mailboxes.explain import explain
from ingest.mailboxes.imap import ImapServer, ImapSource, Tls
from ingest.mailboxes.source import Listed, Throttled
from models.errors import PermanentError, TransientError, UsageError
from tests.servers import faultproxy
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.faultproxy import FaultProxy
from tests.servers.smtp import free_port

pytestmark = pytest.mark.servers

Open = Callable[..., ImapSource]


@pytest.fixture
def connect(dovecot: Dovecot, user: str) -> Iterator[Open]:
    sources: list[ImapSource] = []

    def make(port: int | None = None, *, password: str = PASSWORD, seconds: float = 20, **more: object) -> ImapSource:
        server = ImapServer(dovecot.host, port or dovecot.port, Tls.NONE, connect_seconds=seconds, answer_seconds=seconds)
        sources.append(ImapSource("finance", server, Password(user, password), **more))
        return sources[-1]

    yield make
    for source in sources:
        source.close()


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[FaultProxy]:
    with faultproxy.running(dovecot.host, dovecot.port) as proxy:
        yield proxy


def fetch_all(source: ImapSource) -> list[bytes]:
    return list(source.fetch(list(source.list_messages(source.all_uids()).values())).values())


def test_messages_are_fetched_byte_for_byte_and_leave_no_trace(dovecot: Dovecot, user: str, connect: Open) -> None:
    sent = [b"Subject: %d\r\n\r\nline\r\n.\r\n\xff\xe6 8 bits\r\n" % number for number in range(3)]
    dovecot.append(user, *sent)
    source = connect()

    state = source.open()

    assert state.uidnext == 4
    assert source.uids_after(0) == [1, 2, 3]
    assert source.uids_after(2) == [3]
    assert source.uids_after(3) == []
    assert fetch_all(source) == sent
    assert source.fetch_piecewise(1) == sent[0]
    assert all(b"\\Seen" not in line for line in dovecot.flags(user))


def test_times_of_arrival_are_aware_and_sizes_are_known(dovecot: Dovecot, user: str, connect: Open) -> None:
    dovecot.append(user, b"Subject: x\r\n\r\n")
    source = connect()
    source.open()

    listed = source.list_messages([1])[1]

    assert listed.size == 14
    assert listed.internal_date is not None
    assert listed.internal_date.tzinfo is not None
    assert abs(listed.internal_date - datetime.now(UTC)) < timedelta(minutes=2)


def test_the_library_formats_no_mail_for_its_log(
    dovecot: Dovecot, user: str, connect: Open, caplog: pytest.LogCaptureFixture
) -> None:
    dovecot.append(user, b"Subject: very secret\r\n\r\n")
    source = connect()

    with caplog.at_level(logging.DEBUG):
        source.open()
        fetch_all(source)

    assert source._client is not None
    assert source._client._imap.debug == 0
    assert "secret" not in caplog.text


def test_a_large_message_comes_in_pieces(dovecot: Dovecot, user: str, connect: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b"Subject: x\r\n\r\n" + bytes(range(32, 127)) * 3000
    dovecot.append(user, raw, b"Subject: small\r\n\r\n", raw[: 4096 * 5])
    monkeypatch.setattr(imap, "LARGE", 10_000)
    monkeypatch.setattr(imap, "_PIECE", 4096)
    source = connect()
    source.open()

    assert sorted(fetch_all(source)) == sorted([raw, b"Subject: small\r\n\r\n", raw[: 4096 * 5]])


def test_thousands_of_uids_are_asked_for_in_commands_a_server_takes(
    dovecot: Dovecot, user: str, connect: Open, proxy: FaultProxy
) -> None:
    new = dovecot.maildir(user) / "new"
    dovecot.append(user, b"Subject: first\r\n\r\n")
    owner = dovecot.maildir(user).stat()
    for number in range(2500):
        path = new / f"1751274720.M{number}P1.mx"
        path.write_bytes(b"Subject: %d\n\n" % number)
        import os

        os.chown(path, owner.st_uid, owner.st_gid)
    source = connect(proxy.port)
    source.open()

    assert len(source.list_messages(source.all_uids())) == 2501
    assert max(len(line) for line in proxy.commands) < 8000


def test_done_mail_is_moved_and_moving_again_is_no_error(dovecot: Dovecot, user: str, connect: Open) -> None:
    dovecot.append(user, b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n")
    source = connect(processed="Behandlet/Åben")
    source.open()

    source.move([1, 2])
    source.move([1, 2])

    assert (dovecot.count(user), list(source.all_uids())) == (0, [])


def test_without_a_folder_for_it_nothing_is_moved(dovecot: Dovecot, user: str, connect: Open) -> None:
    dovecot.append(user, b"Subject: 1\r\n\r\n")
    source = connect()
    source.open()

    source.move([1])

    assert dovecot.count(user) == 1


def test_a_connection_is_kept_and_made_again_when_it_is_gone(
    dovecot: Dovecot, user: str, connect: Open, proxy: FaultProxy
) -> None:
    source = connect(proxy.port)
    source.open()
    source.open()
    assert proxy.connections == 1

    source.close()
    source.open()

    assert proxy.connections == 2


def test_a_connection_that_died_between_polls_is_made_again_at_once(
    dovecot: Dovecot, user: str, connect: Open, proxy: FaultProxy
) -> None:
    proxy.faults.cut_after = 3000
    source = connect(proxy.port)
    source.open()
    proxy.faults.cut_after = None

    for _ in range(30):
        assert source.open().uidvalidity > 0

    assert proxy.connections == 2


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_connections_are_encrypted_and_the_certificate_is_checked(dovecot: Dovecot, user: str, tls: Tls) -> None:
    port = dovecot.tls_port if tls is Tls.IMPLICIT else dovecot.port
    trusted = ImapSource("finance", ImapServer("localhost", port, tls, dovecot.certificate), Password(user, PASSWORD))
    strange = ImapSource("finance", ImapServer("localhost", port, tls), Password(user, PASSWORD))
    other_name = ImapSource("finance", ImapServer("127.0.0.1", port, tls, dovecot.certificate), Password(user, PASSWORD))

    assert trusted.open().uidvalidity > 0
    for source in (strange, other_name):
        with pytest.raises(PermanentError, match=r"certificate of mailbox finance .* is not trusted"):
            source.open()
    trusted.close()


def test_a_password_never_travels_in_the_clear() -> None:
    for host in ("mail.council.example", "127.mail.example", "192.0.2.1"):
        with pytest.raises(UsageError, match="this machine only"):
            ImapServer(host, tls=Tls.NONE)


def test_tls_on_the_wrong_port_says_what_to_set(dovecot: Dovecot, user: str) -> None:
    source = ImapSource(
        "finance", ImapServer("localhost", dovecot.port, Tls.IMPLICIT, dovecot.certificate), Password(user, PASSWORD)
    )

    with pytest.raises(PermanentError, match="starttls"):
        source.open()


def test_a_file_of_certificates_that_is_not_there_is_named(tmp_path: Path, user: str) -> None:
    source = ImapSource("finance", ImapServer("localhost", 1, Tls.IMPLICIT, tmp_path / "no.pem"), Password(user, PASSWORD))

    with pytest.raises(UsageError, match=r"no\.pem"):
        source.open()


def test_a_refused_login_names_mailbox_user_and_host_and_no_password(connect: Open, user: str) -> None:
    with pytest.raises(PermanentError) as raised:
        connect(password="hush-hush").open()

    assert all(word in str(raised.value) for word in ("finance", user, "127.0.0.1", "password"))
    assert "hush" not in str(raised.value) + repr(connect(password="hush-hush"))


def test_a_missing_folder_is_named_with_those_there_are(connect: Open, dovecot: Dovecot, user: str) -> None:
    with dovecot.client(user) as client:
        client.create("Fakturaer")

    with pytest.raises(PermanentError, match=r"no folder Invoices\. It has: Fakturaer, INBOX"):
        connect(folder="Invoices").open()


def test_a_server_that_is_not_there_is_worth_waiting_for(connect: Open) -> None:
    with pytest.raises(TransientError, match="tried again by itself"):
        connect(free_port()).open()


def test_a_server_that_says_nothing_does_not_hold_the_poller(connect: Open, proxy: FaultProxy) -> None:
    proxy.faults.is_mute = True

    with pytest.raises(TransientError, match="timed out"):
        connect(proxy.port, seconds=0.3).open()


@pytest.mark.parametrize("octets", [5, 150, 900, 20_000])
def test_a_cut_connection_is_worth_trying_again(
    dovecot: Dovecot, user: str, connect: Open, proxy: FaultProxy, octets: int
) -> None:
    dovecot.append(user, b"Subject: x\r\n\r\n" + b"x" * 60_000)
    source = connect(proxy.port)
    proxy.faults.cut_after = octets

    with pytest.raises(TransientError):
        source.open() and fetch_all(source)
    proxy.faults.cut_after = None
    source.open()

    assert len(fetch_all(source)[0]) == 60_014


@pytest.mark.parametrize(
    ("pattern", "answer", "goodbye"),
    [
        (rb"UID SEARCH", b"BAD Request is throttled. Suggested Backoff Time: 299910 milliseconds", True),
        (rb"EXAMINE", b"NO Request is throttled. Suggested Backoff Time: 299910 milliseconds", False),
        (rb"LOGIN", b"NO [UNAVAILABLE] throttled, Suggested Backoff Time: 299910 milliseconds", False),
    ],
    ids=["BAD and goodbye while listing", "NO while opening", "NO while logging in"],
)
def test_a_server_that_asks_for_a_pause_gets_the_pause_it_asks_for(
    connect: Open, proxy: FaultProxy, pattern: bytes, answer: bytes, goodbye: bool
) -> None:
    proxy.faults.answers.append((pattern, answer, goodbye))
    source = connect(proxy.port)

    def list_new() -> None:
        source.open()
        source.uids_after(0)

    with pytest.raises(Throttled) as raised:
        list_new()

    assert raised.value.wait == timedelta(milliseconds=299910)


def test_one_message_the_server_refuses_does_not_stop_the_others(
    dovecot: Dovecot, user: str, connect: Open, proxy: FaultProxy
) -> None:
    dovecot.append(user, *(b"Subject: %d\r\n\r\n" % number for number in range(3)))
    proxy.faults.answers.append(
        (rb"UID FETCH [\d,]*\b2\b[\d,]* \(?BODY\.PEEK\[\]", b"NO [SERVERBUG2] cannot convert this message", False)
    )
    source = connect(proxy.port)
    source.open()

    found = source.fetch([Listed(uid, 14, None) for uid in (1, 2, 3)])

    assert sorted(found) == [1, 3]


def test_a_mailbox_of_more_messages_than_the_librarys_line_is_long_can_be_listed() -> None:
    import imaplib

    assert imaplib._MAXLINE >= 200_000 * 8


class Refusing:
    """Records what the library was asked for."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.tokens: list[str] = []

    def oauth2_login(self, user: str, token: str) -> None:
        from imapclient.exceptions import LoginError

        self.tokens.append(token)
        if len(self.tokens) <= self.refusals:
            raise LoginError("AUTHENTICATE failed")


@pytest.mark.parametrize(("refusals", "tokens"), [(0, ["kept"]), (1, ["kept", "fresh"]), (2, ["kept", "fresh"])])
def test_a_token_is_renewed_once_and_never_in_a_loop(refusals: int, tokens: list[str]) -> None:
    from imapclient.exceptions import LoginError

    client = Refusing(refusals)
    credentials = Token("finance@council.example", lambda fresh: "fresh" if fresh else "kept")

    if refusals == 2:
        with pytest.raises(LoginError):
            credentials.login(client)  # type: ignore[arg-type] # has the one method that is used
    else:
        credentials.login(client)  # type: ignore[arg-type] # as above

    assert client.tokens == tokens
    assert "fetch" not in repr(credentials)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("[AUTHENTICATIONFAILED] Authentication failed.", PermanentError),
        ("LOGIN failed.", PermanentError),
        ("[UNAVAILABLE] Temporary authentication failure.", TransientError),
        ("BAD User is authenticated but not connected.", Throttled),
        ("[LIMIT] Too many simultaneous connections", Throttled),
        ("socket error: EOF", TransientError),
    ],
)
def test_refused_logins_are_told_apart(words: str, kind: type[Exception]) -> None:
    from imapclient.exceptions import LoginError

    assert isinstance(explain(LoginError(words), "mailbox finance (u on h)", "logging in"), kind)
