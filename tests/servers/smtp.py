"""A real SMTP server (aiosmtpd) in a thread that goes wrong on request: refuses, hangs up, falls silent, at any phase."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

#: Hang up at this point.
DROP = "drop"
#: Keep the letter, then hang up without saying so.
TAKE_AND_DROP = "take-and-drop"
#: Say nothing more, and keep the connection.
SILENCE = "silence"
#: Keep the letter, then say nothing more.
TAKE_AND_WAIT = "take-and-wait"


@dataclass
class Script:
    """What the server does at each phase of the next conversations; a phase that is not named goes well.

    Phases: connect, ehlo, starttls, auth, mail, rcpt, data, before-dot, after-dot. Each is an answer ("451 later"), or one of
    `DROP`, `TAKE_AND_DROP`, `SILENCE`, `TAKE_AND_WAIT`.
    """

    at: dict[str, str] = field(default_factory=dict)
    #: Seconds before every answer of a phase that goes well.
    slow: float = 0.0


@dataclass
class ScriptedServer:
    """A running server: where it listens, what it was given, how many conversations there were."""

    host: str = "localhost"
    port: int = 0
    script: Script = field(default_factory=Script)
    delivered: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)
    conversations: int = 0
    encrypted: int = 0
    connections: set[asyncio.Transport] = field(default_factory=set, repr=False)


class _Conversation(SMTP):
    def __init__(self, server: ScriptedServer, **options: object) -> None:
        super().__init__(_Handler(server), hostname="mail.council.example", timeout=30, **options)
        self.server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.server.connections.add(transport)
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        self.server.conversations += 1
        if not await self._scripted("connect"):
            await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802  the name of the command
        if not await self._scripted("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self._scripted("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._scripted("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        if not await self._scripted("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self._scripted("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._scripted("data"):
            return
        if "before-dot" in self.server.script.at:
            await self.push("354 go on")
            await self._reader.read(10)
            await self._scripted("before-dot")
            return
        await super().smtp_DATA(arg)

    async def _scripted(self, phase: str) -> bool:
        action = self.server.script.at.get(phase)
        if action is None:
            await asyncio.sleep(self.server.script.slow)
            return False
        await self._act(action)
        return True

    async def _act(self, action: str) -> None:
        if action in {DROP, TAKE_AND_DROP}:
            self._line().abort()
        if action in {DROP, TAKE_AND_DROP, SILENCE, TAKE_AND_WAIT}:
            await asyncio.sleep(60)  # ended by the loss of the connection
        await self.push(action)
        if action.startswith(("421", "554 no")):
            self._line().close()
            await asyncio.sleep(60)

    def _line(self) -> asyncio.Transport:
        assert isinstance(self.transport, asyncio.Transport)
        return self.transport


class _Handler:
    def __init__(self, server: ScriptedServer) -> None:
        self.server = server

    async def handle_DATA(self, smtp: _Conversation, session: Session, envelope: Envelope) -> str:  # noqa: N802
        action = self.server.script.at.get("after-dot", "250 2.0.0 queued as 4F7A")
        if action in {TAKE_AND_DROP, TAKE_AND_WAIT} or action.startswith("2"):
            self.server.delivered.append(envelope.original_content or b"")
            self.server.encrypted += session.ssl is not None
            self.server.envelopes.append(
                (envelope.mail_from or "", tuple(envelope.rcpt_tos), tuple(envelope.mail_options + envelope.rcpt_options))
            )
        if action in {DROP, TAKE_AND_DROP, SILENCE, TAKE_AND_WAIT}:
            await smtp._act(action)
        await asyncio.sleep(self.server.script.slow)
        return action

    async def auth_XOAUTH2(self, smtp: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802  the name of the mechanism
        if b64decode(arguments[1]) == b"user=finance\x01auth=Bearer fresh token\x01\x01":
            return AuthResult(success=True)
        await smtp.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)


def _check_login(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
    good = getattr(data, "login", b"") == b"finance" and getattr(data, "password", b"") == b"correct horse"
    return AuthResult(success=good, handled=False)


@contextmanager
def smtp_server(*, tls: ssl.SSLContext | None = None, implicit: bool = False, login: bool = False) -> Iterator[ScriptedServer]:
    """Run a server on a free port of this machine. With `tls` it offers STARTTLS, or speaks TLS at once when `implicit`."""
    server = ScriptedServer()
    options: dict[str, object] = {"tls_context": tls if not implicit else None, "auth_require_tls": False}
    if login:
        options["authenticator"] = _check_login
    loop = asyncio.new_event_loop()
    listening = threading.Event()

    async def serve() -> None:
        # The loopback address of IPv4 only: the certificate and the client say "localhost".
        listener = await loop.create_server(
            lambda: _Conversation(server, loop=loop, **options), "127.0.0.1", 0, ssl=tls if implicit else None
        )
        server.port = listener.sockets[0].getsockname()[1]
        listening.set()
        await stop.wait()
        listener.close()
        for connection in server.connections:
            connection.abort()
        await asyncio.sleep(0.05)  # the loop tells every conversation that its connection is gone

    stop = asyncio.Event()
    thread = threading.Thread(target=_run, args=(loop, serve()), daemon=True)
    thread.start()
    assert listening.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def _run(loop: asyncio.AbstractEventLoop, main: object) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main)  # type: ignore[arg-type]  # a coroutine made by the caller
    left = [task for task in asyncio.all_tasks(loop) if not task.done()]
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path, name: str = "localhost") -> tuple[Path, ssl.SSLContext]:
    """Write a certificate of the server's own making; return its file, for clients to trust, and the server's side of it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = folder / f"{name}.crt"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = folder / f"{name}.key"
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
