"""What every answer carries, and what no question may be: headers against other sites, and a limit on bodies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any

import structlog

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Nothing inline, nothing from elsewhere, no framing (ASVS 5.0, 3.4).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
#: For what strangers wrote: no script, no form, no picture from elsewhere; shown only inside our own pages.
FOREIGN_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
#: Forms are small.
MOST_BYTES = 2 * 1024 * 1024
#: Where a file may come along, and how large a form may then be.
UPLOADS = frozenset({"/bank", "/bank/account"})
MOST_WITH_FILE = 20 * 1024 * 1024


_FAILED = (
    "Something went wrong in the console itself. Nothing was saved. Tell whoever runs afstem; the log says where it happened."
)

_log = structlog.get_logger("afstem.web")


class Guarded:
    """Puts the headers on every answer; refuses bodies beyond the limit and names of hosts that are not ours."""

    def __init__(self, app: Application, *, hosts: Iterable[str], https: bool) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = {name: value for name, value in scope["headers"] if name in {b"host", b"content-length", b"transfer-encoding"}}
        if self._hosts and host_of(given.get(b"host", b"").decode("latin-1")) not in self._hosts:
            # A name of somebody else's that leads here would let a foreign page read our answers (DNS rebinding).
            await _refuse(send, 400, b"This is not the address of the console.")
            return
        length = given.get(b"content-length", b"0")
        most = MOST_WITH_FILE if scope["path"] in UPLOADS else MOST_BYTES
        if b"transfer-encoding" in given or not length.isdigit() or int(length) > most:
            await _refuse(send, 413, b"The form is larger than any form of the console.")
            return
        begun: list[bool] = []
        try:
            await self._app(scope, receive, self._adding(send, begun))
        except Exception as error:  # noqa: BLE001 - whatever a bug raises, its text may hold what was read and is not logged
            _log.error("page-failed", error=type(error).__name__, at=_place(error))
            if not begun:
                await _refuse(send, 500, _FAILED.encode())

    def _adding(self, send: Send, begun: list[bool]) -> Send:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(True)
                headers = list(message.get("headers", ()))
                there = {name.lower() for name, _ in headers}
                more = [*_ALWAYS, (b"content-security-policy", POLICY.encode()), (b"cache-control", b"no-store")]
                if self._https:
                    more.append((b"strict-transport-security", b"max-age=31536000"))
                message = {**message, "headers": [*headers, *(pair for pair in more if pair[0] not in there)]}
            await send(message)

        return add


def host_of(header: str) -> str:
    """Return the name in a Host header without its port.

    >>> host_of("Afstem.council.example:8443"), host_of("[::1]:8765")
    ('afstem.council.example', '::1')
    """
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "unknown"


async def _refuse(send: Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode()), *_ALWAYS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
