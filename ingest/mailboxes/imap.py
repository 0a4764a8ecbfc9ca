"""A folder on an IMAP server, read without leaving a trace: no flags are set, nothing is copied or expunged."""

from __future__ import annotations

import imaplib
import ipaddress
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from ingest.mailboxes.credentials import Credentials
from ingest.mailboxes.explain import explain, is_busy
from ingest.mailboxes.source import FolderState, Listed, Throttled
from models.errors import PermanentError, TransientError, UsageError

#: UIDs in one command; Dovecot refuses a command line with 50,000 of them.
MOST_UIDS = 1_000
#: A message beyond this is fetched in pieces.
LARGE = 25 * 1024 * 1024
_PIECE = 8 * 1024 * 1024
#: A connection is renewed before the servers that limit its life cut it.
_LONGEST_CONNECTION = 50 * 60.0

# All UIDs of a folder come in one line; the library's limit of a megabyte is met at about 100,000 messages.
imaplib._MAXLINE = max(imaplib._MAXLINE, 32 * 1024 * 1024)  # type: ignore[attr-defined]  # noqa: SLF001  # there is no public way


class Tls(StrEnum):
    """How the connection is kept private; the names are those of the settings."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    #: On this machine only.
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where the server is. Raises UsageError when a password would travel in the clear."""

    host: str
    port: int | None = None
    tls: Tls = Tls.IMPLICIT
    ca_file: Path | None = None
    connect_seconds: float = 15.0
    answer_seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and not is_loopback(self.host):
            raise UsageError(f"tls = none is allowed on this machine only, not for {self.host}. Use implicit or starttls.")

    def connect(self) -> IMAPClient:
        """Return a connection that is not logged in yet."""
        # Reading the system's certificates takes longer than all the rest; without TLS they are not needed.
        context = None if self.tls is Tls.NONE else self._context()
        implicit = self.tls is Tls.IMPLICIT
        client = IMAPClient(
            self.host,
            port=self.port,
            ssl=implicit,
            ssl_context=context if implicit else None,
            timeout=SocketTimeout(self.connect_seconds, self.answer_seconds),
        )
        # As it ships, the library formats every literal for a debug log that drops it: ten times slower, and with
        # that log switched on the mail itself would be in it. There is no public switch.
        client._imap.debug = 0  # noqa: SLF001  # see above
        # The default gives naive local times.
        client.normalise_times = False
        if self.tls is Tls.STARTTLS:
            try:
                client.starttls(context)
            except (IMAPClientError, OSError):
                # The failed handshake has closed the socket under the library's feet.
                with suppress(IMAPClientError, OSError):
                    client.shutdown()
                raise
        return client

    def _context(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context()
            if self.ca_file is not None:
                context.load_verify_locations(self.ca_file)
        except (OSError, ssl.SSLError):
            raise UsageError(
                f"The file of certificates {self.ca_file} cannot be read. Correct the mailbox's ca_file."
            ) from None
        return context


def is_loopback(host: str) -> bool:
    """Tell whether a name is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("127.mail.example")
    (True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class ImapSource:
    """One folder over one kept connection. With `processed` set, what is done can be moved to that folder."""

    mailbox: str
    server: ImapServer
    credentials: Credentials
    folder: str = "INBOX"
    processed: str | None = None
    is_ordered: bool = True
    _client: IMAPClient | None = field(default=None, repr=False)
    _connected_at: float = 0.0

    @property
    def _place(self) -> str:
        return f"mailbox {self.mailbox} ({self.credentials.user} on {self.server.host})"

    def open(self) -> FolderState:
        """Connect where needed and open the folder. Raises PermanentError for a refused login or a folder that is not there."""
        was_kept = self._client is not None and time.monotonic() - self._connected_at <= _LONGEST_CONNECTION
        if not was_kept:
            self._connect()
        try:
            found = self._select()
        except Throttled:
            raise
        except TransientError:
            # A connection that was kept may have died in silence; a new one tells whether the server has.
            if not was_kept:
                raise
            self._connect()
            found = self._select()
        uidvalidity = found.get(b"UIDVALIDITY")
        if not uidvalidity:
            raise PermanentError(
                f"The server of {self._place} gives no UIDVALIDITY for {self.folder}; without it mail could be lost unseen."
            )
        return FolderState(int(uidvalidity), int(found.get(b"UIDNEXT") or max(self.all_uids(), default=0) + 1))

    def _select(self) -> dict[bytes, Any]:
        with self._explained(f"opening the folder {self.folder}"):
            found: dict[bytes, Any] = self._open_client.select_folder(self.folder, readonly=self.processed is None)
        return found

    def _connect(self) -> None:
        self.close()
        with self._explained("connecting"):
            self._client = self.server.connect()
        with self._explained("logging in"):
            self.credentials.login(self._client)
        self._connected_at = time.monotonic()

    @property
    def _open_client(self) -> IMAPClient:
        if self._client is None:
            raise PermanentError(f"The folder of {self._place} is not open.")
        return self._client

    @contextmanager
    def _explained(self, doing: str) -> Iterator[None]:
        """Turn what the library raises into what the poller understands, and let go of a connection that may be out of step."""
        try:
            yield
        except (IMAPClientError, OSError) as why:
            missing = self._explain_missing(why) if doing.startswith("opening") else None
            self.close()
            raise missing or explain(why, self._place, doing) from why

    def _explain_missing(self, why: Exception) -> PermanentError | None:
        """Return the folder's absence with the folders there are, when the server says that it has no such folder."""
        words = str(why).lower()
        if isinstance(why, (IMAPClientAbortError, OSError)) or not any(
            sign in words for sign in ("exist", "not found", "unknown mailbox")
        ):
            return None
        names: list[str] = []
        with suppress(IMAPClientError, OSError):
            names = sorted(str(name) for _, _, name in self._open_client.list_folders())[:10]
        there = f" It has: {', '.join(names)}." if names else ""
        return PermanentError(f"The {self._place} has no folder {self.folder}.{there} Correct the mailbox's folder.")

    def uids_after(self, uid: int) -> Sequence[int]:
        """Return the UIDs above this one. A range to the end always gives the last message; it is dropped when it is older."""
        with self._explained("listing new mail"):
            found = self._open_client.search(["UID", f"{uid + 1}:*"])
        return sorted(number for number in found if number > uid)

    def all_uids(self) -> Sequence[int]:
        """Return every UID of the folder."""
        with self._explained("listing all mail"):
            return sorted(self._open_client.search("ALL"))

    def list_messages(self, uids: Sequence[int]) -> Mapping[int, Listed]:
        """Return size and time of arrival of messages, asked for a thousand at a time."""
        listed: dict[int, Listed] = {}
        for start in range(0, len(uids), MOST_UIDS):
            with self._explained("listing sizes"):
                found = self._open_client.fetch(list(uids[start : start + MOST_UIDS]), ["RFC822.SIZE", "INTERNALDATE"])
            for uid, facts in found.items():
                if b"RFC822.SIZE" in facts:
                    listed[uid] = Listed(uid, int(facts[b"RFC822.SIZE"]), facts.get(b"INTERNALDATE"))
        return listed

    def fetch(self, batch: Sequence[Listed]) -> Mapping[int, bytes]:
        """Return the bytes of messages; large ones come in pieces. What the server hands out empty is missing."""
        together = [listed.uid for listed in batch if listed.size <= LARGE]
        found = self._fetch_together(together) if together else {}
        for listed in batch:
            if listed.size > LARGE:
                raw = self._fetch_in_pieces(listed.uid)
                if raw:
                    found[listed.uid] = raw
        return found

    def _fetch_together(self, uids: Sequence[int]) -> dict[int, bytes]:
        with self._explained(f"fetching {len(uids)} messages"):
            try:
                found = self._open_client.fetch(list(uids), ["BODY.PEEK[]"])
            except IMAPClientError as why:
                if isinstance(why, IMAPClientAbortError) or is_busy(why):
                    raise
                # One message that the server cannot give, or gives in a form that cannot be read, must not stop the rest.
                return {} if len(uids) == 1 else {uid: raw for one in uids for uid, raw in self._fetch_together([one]).items()}
        return {uid: facts[b"BODY[]"] for uid, facts in found.items() if facts.get(b"BODY[]")}

    def _fetch_in_pieces(self, uid: int) -> bytes:
        # The size that a server lists may be an estimate: the end is where it has no more to give.
        whole = bytearray()
        while True:
            piece = self._fetch_one(uid, f"BODY.PEEK[]<{len(whole)}.{_PIECE}>", f"BODY[]<{len(whole)}>") or b""
            whole += piece
            if len(piece) < _PIECE:
                return bytes(whole)

    def _fetch_one(self, uid: int, item: str, key: str) -> bytes | None:
        with self._explained("fetching a message in pieces"):
            found: Any = self._open_client.fetch([uid], [item])
        answer: bytes | None = found.get(uid, {}).get(key.encode())
        return answer

    def fetch_piecewise(self, uid: int) -> bytes | None:
        """Return a message put together from its header and its text: some servers hand out those where the whole is refused."""
        header = self._fetch_one(uid, "BODY.PEEK[HEADER]", "BODY[HEADER]")
        text = self._fetch_one(uid, "BODY.PEEK[TEXT]", "BODY[TEXT]")
        # A message may have no text; one that the server keeps back has neither.
        return header + text if header and text is not None else None

    def move(self, uids: Sequence[int]) -> None:
        """Move messages to the folder for what is done (RFC 6851). Raises PermanentError when the server cannot."""
        if self.processed is None:
            return
        if not self._open_client.has_capability("MOVE"):
            raise PermanentError(
                f"The server of {self._place} cannot move mail. Take processed_folder out of the mailbox's settings."
            )
        with self._explained(f"making the folder {self.processed}"):
            if not self._open_client.folder_exists(self.processed):
                self._open_client.create_folder(self.processed)
        for start in range(0, len(uids), MOST_UIDS):
            with self._explained(f"moving mail to {self.processed}"):
                self._open_client.move(list(uids[start : start + MOST_UIDS]), self.processed)

    def close(self) -> None:
        """Log out if that is still possible, and drop the connection."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.shutdown()
