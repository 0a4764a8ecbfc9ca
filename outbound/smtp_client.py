"""The steps of an SMTP conversation over one connection: connect, encrypt, log in, envelope, and whether the server spoke."""

from __future__ import annotations

import ipaddress
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Security(StrEnum):
    """How the connection is protected. `none` works to this very machine only."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The mail server of the council and how it is talked to. Every answer is waited for `timeout` seconds.

    The answer to the end of a message gets ten minutes (RFC 5321, 4.5.3.2.6): giving up early is what makes letters doubtful.
    `access_token` gives a fresh OAuth token for XOAUTH2 and takes the place of the password.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    access_token: Callable[[], str] | None = field(default=None, repr=False)
    #: Certificates to trust besides the system's, for a server with one of its own making.
    ca_file: str | None = None
    timeout: float = 60.0
    final_timeout: float = 600.0


class Client(smtplib.SMTP):
    """A connection to one server whose steps can be taken one at a time."""

    def __init__(self, server: SmtpServer, own_name: str) -> None:
        super().__init__(local_hostname=own_name, timeout=server.timeout)
        self.server = server
        self._host = server.host  # the name that the certificate must bear
        self._context = _context(server)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        if self.server.security is not Security.TLS:
            return plain
        return self._context.wrap_socket(plain, server_hostname=host)

    def greet(self) -> tuple[int, bytes]:
        """Say EHLO, and HELO to a server that is too old for it."""
        code, answer = self.ehlo()
        return (code, answer) if 200 <= code < 300 else self.helo()

    def encrypt(self) -> None:
        """Go over to TLS; raises unless the certificate is good for the host's name."""
        self.starttls(context=self._context)

    def log_in(self) -> None:
        """Log in with a password, or a token where the server is given one."""
        user = self.server.user or ""
        if self.server.access_token is None:
            if not {"PLAIN", "LOGIN", "CRAM-MD5"} & set(self.esmtp_features.get("auth", "").upper().split()):
                raise smtplib.SMTPAuthenticationError(504, "it offers no login with a password")
            self.login(user, self.server.password or "")
            return
        first = f"user={user}\x01auth=Bearer {self.server.access_token()}\x01\x01"
        # A refusal comes as a challenge that is answered with nothing (Google and Microsoft, XOAUTH2).
        self.auth("XOAUTH2", lambda challenge=None: first if challenge is None else "")

    def mail_from(self, address: str, size: int) -> tuple[int, bytes]:
        """Name the sender, and the size where the server wants to know it."""
        return self.mail(address, [f"SIZE={size}"] if self.has_extn("size") else [])

    def rcpt_to(self, address: str) -> tuple[int, bytes]:
        """Name the recipient; ask to be told of failures and delays where the server can (RFC 3461)."""
        return self.rcpt(address, ["NOTIFY=FAILURE,DELAY"] if self.has_extn("dsn") else [])

    def over_limit(self, size: int) -> int | None:
        """Return the server's limit when the message is longer than that (RFC 1870)."""
        limit = self.esmtp_features.get("size", "").strip()
        return int(limit) if limit.isdigit() and 0 < int(limit) < size else None

    def has_spoken(self) -> bool:
        """Whether the server has said something, or hung up, without being asked."""
        if self.sock is None or self.sock.fileno() < 0:
            return True
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return bool(poll.poll(0))

    def wait_up_to(self, seconds: float) -> None:
        """Change how long the next answer is waited for."""
        if self.sock is not None:
            self.sock.settimeout(seconds)

    @property
    def is_loopback(self) -> bool:
        """Whether the server runs on this very machine."""
        return self.sock is not None and ipaddress.ip_address(self.sock.getpeername()[0]).is_loopback


def _context(server: SmtpServer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if server.ca_file is not None:
        context.load_verify_locations(server.ca_file)
    return context
