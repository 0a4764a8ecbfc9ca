"""Sending one letter over SMTP (RFC 5321), phase by phase, so that a loss is known for what it is.

`smtplib.sendmail` sends the message and its end in one go; a connection lost there says nothing. Here the end, a lone dot,
is a step of its own: lost before it, the server cannot have taken the letter; lost after it, only a journal can tell.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from models.errors import AfstemError
from outbound.addresses import UnsafeAddress, parse_address
from outbound.delivery import Failed, InDoubt, Outcome, Phase, Retry, Sent
from outbound.smtp_client import Client, Security, SmtpServer

T = TypeVar("T")

_BARE_LINE_END = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_LONGEST_ANSWER = 200
_SECONDS_TO_PART = 5.0
_END_OF_MESSAGE = b".\r\n"


class _Stop(Exception):
    """The conversation is over, and this came of it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends letters through one mail server, each over a connection of its own."""

    server: SmtpServer

    def send(self, message: bytes, envelope_from: str, to: str) -> Outcome:
        """Send one letter to one recipient; see `outbound.delivery` for what the outcomes promise."""
        if refusal := _unsendable(message, envelope_from, to):
            return refusal
        client = Client(self.server, own_name=envelope_from.rpartition("@")[2])
        try:
            _open(client, self.server)
            _envelope(client, envelope_from, to, len(message))
            return _transfer(client, message, self.server.final_timeout)
        except _Stop as stop:
            return stop.outcome
        finally:
            _part(client)

    def try_out(self, envelope_from: str) -> Retry | None:
        """Connect, encrypt and log in without sending anything. None when the server would serve us; else why not."""
        client = Client(self.server, own_name=envelope_from.rpartition("@")[2])
        try:
            _open(client, self.server)
        except _Stop as stop:
            return stop.outcome if isinstance(stop.outcome, Retry) else None
        finally:
            _part(client)
        return None


def _part(client: Client) -> None:
    """Hang up politely; what is said here changes nothing."""
    with suppress(OSError, smtplib.SMTPException):
        client.wait_up_to(_SECONDS_TO_PART)
        client.quit()
    client.close()


def _unsendable(message: bytes, envelope_from: str, to: str) -> Failed | None:
    try:
        parse_address(to)
        parse_address(envelope_from, "sender")
    except UnsafeAddress as error:
        return Failed(Phase.CONNECT, str(error))
    if not message.endswith(b"\r\n") or _BARE_LINE_END.search(message) or not message.isascii():
        # A lone line feed ends a message early for one server and not for the next: two letters out of one.
        return Failed(Phase.CONNECT, "The letter is not in wire form (seven-bit lines ended by CR LF). Render it again.")
    return None


def _open(client: Client, server: SmtpServer) -> None:
    _expect(Phase.CONNECT, _ask(Phase.CONNECT, server, lambda: client.connect(server.host, server.port)))
    _expect(Phase.CONNECT, _ask(Phase.CONNECT, server, client.greet))
    if server.security is Security.STARTTLS:
        if not client.has_extn("starttls"):
            raise _Stop(_insecure(server, "it offers no encryption (STARTTLS)"))
        _ask(Phase.TLS, server, client.encrypt)
        _expect(Phase.TLS, _ask(Phase.TLS, server, client.greet))
    if server.security is Security.NONE and not _ask(Phase.TLS, server, lambda: client.is_loopback):
        raise _Stop(_insecure(server, "encryption is switched off, which is allowed to this machine only"))
    if server.user is not None:
        _ask(Phase.AUTH, server, client.log_in)


def _ask(phase: Phase, server: SmtpServer, step: Callable[[], T]) -> T:
    """Take a step of the opening; whatever goes wrong concerns every letter, not this one: try again later."""
    try:
        return step()
    except smtplib.SMTPAuthenticationError as error:
        why = f"{server.host} refused the login: {_answer(error.smtp_code, error.smtp_error)}. Check user and password."
        raise _Stop(Retry("login-refused", phase, why)) from None
    except AfstemError as error:  # the OAuth token could not be had
        raise _Stop(Retry("login-refused", phase, f"Cannot log in to {server.host}: {error}")) from None
    except ssl.SSLError as error:
        raise _Stop(_insecure(server, f"the encryption could not be verified ({_reason(error)})")) from None
    except smtplib.SMTPResponseException as error:
        said = _answer(error.smtp_code, error.smtp_error)
        raise _Stop(_insecure(server, f"it refused to encrypt ({said})")) from None
    except (OSError, smtplib.SMTPException) as error:
        why = f"No connection to {server.host}:{server.port} ({_reason(error)}). Is the server up and reachable?"
        raise _Stop(Retry("no-connection", phase, why)) from None


def _expect(phase: Phase, reply: tuple[int, bytes]) -> None:
    code, answer = reply
    if not 200 <= code < 300:
        raise _Stop(_refuses_us(phase, code, answer))


def _envelope(client: Client, envelope_from: str, to: str, size: int) -> None:
    if too_long := client.over_limit(size):
        raise _Stop(Failed(Phase.MAIL, f"The letter has {size} bytes; the mail server takes {too_long}. Send less with it."))
    _say(Phase.MAIL, lambda: client.mail_from(envelope_from, size))
    _say(Phase.RCPT, lambda: client.rcpt_to(to))
    _say(Phase.DATA, lambda: client.docmd("DATA"), good=(354,))


def _say(phase: Phase, step: Callable[[], tuple[int, bytes]], good: tuple[int, ...] = (250, 251, 252)) -> tuple[int, bytes]:
    """Take a step before the end of the message: a lost connection means that nothing was taken."""
    try:
        code, answer = step()
    except smtplib.SMTPResponseException as error:
        code, answer = error.smtp_code, _bytes(error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        raise _Stop(Retry("no-connection", phase, f"The connection was lost ({_reason(error)}).")) from None
    if code in good:
        return code, answer
    raise _Stop(_refused(phase, code, answer))


def _transfer(client: Client, message: bytes, patience: float) -> Outcome:
    _say(Phase.DATA, lambda: _send_all(client, _LEADING_DOT.sub(b"..", message)))
    if client.has_spoken():
        # An answer before the end of the message can only be a refusal, and the end was never sent.
        _say(Phase.DATA, client.getreply, good=())
    try:
        client.wait_up_to(patience)
        client.send(_END_OF_MESSAGE)
        code, answer = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return InDoubt(f"The connection was lost after the letter had been handed over ({_reason(error)}).")
    if 200 <= code < 300:
        return Sent(_answer(code, answer))
    if 400 <= code < 600:
        return _refused(Phase.AFTER_DATA, code, answer)
    return InDoubt(f"The mail server gave an answer that means nothing: {_answer(code, answer)}.")


def _send_all(client: Client, stuffed: bytes) -> tuple[int, bytes]:
    client.send(stuffed)
    return 250, b""


def _refused(phase: Phase, code: int, answer: bytes) -> Outcome:
    if 500 <= code < 600:
        return Failed(phase, f"The mail server refused the letter for good: {_answer(code, answer)}.")
    return Retry("refused-for-now", phase, f"The mail server cannot take the letter now: {_answer(code, answer)}.")


def _refuses_us(phase: Phase, code: int, answer: bytes) -> Retry:
    # Even 5xx here is about us (blocked address, worn password), not about the letter: it must not be lost for it.
    return Retry("server-refuses-us", phase, f"The mail server does not serve us: {_answer(code, answer)}.")


def _insecure(server: SmtpServer, because: str) -> Retry:
    why = f"Not sent: the connection to {server.host} is not secure, {because}. Letters wait until this is mended."
    return Retry("delivery-not-secure", Phase.TLS, why)


def _answer(code: int, answer: bytes | str) -> str:
    """Return what the server said as one line, without addresses: they name people."""
    text = " ".join(_bytes(answer).decode("utf-8", "replace").split())
    return _ADDRESS.sub("(address)", f"{code} {text}".strip())[:_LONGEST_ANSWER]


def _bytes(answer: bytes | str) -> bytes:
    return answer.encode() if isinstance(answer, str) else answer


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return _ADDRESS.sub("(address)", " ".join(text.split()))[:_LONGEST_ANSWER] or type(error).__name__
