"""Stands between a mail program and a real IMAP server and lets things go wrong that real servers do only on bad days."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_FETCH = re.compile(rb"^(\S+) UID FETCH ([\d,]+) (\(?BODY\.PEEK\[.*)$", re.DOTALL)


@dataclass
class Faults:
    """What goes wrong on the connections made from now on."""

    #: Cut the connection after so many bytes from the server, as a firewall does (RST).
    cut_after: int | None = None
    #: Cut the connection when one of these UIDs is asked for.
    breaking: set[int] = field(default_factory=set)
    #: UIDs that a FETCH of whole messages passes over in silence, as Exchange does: OK, and nothing.
    silent: set[int] = field(default_factory=set)
    #: The same for a FETCH of header or text.
    silent_in_pieces: set[int] = field(default_factory=set)
    #: Answers to commands that match: (pattern, answer with the tag left out, said goodbye).
    answers: list[tuple[bytes, bytes, bool]] = field(default_factory=list)
    #: Take connections and say nothing.
    is_mute: bool = False


@dataclass
class FaultProxy:
    """A running proxy. `commands` are what clients sent."""

    target: tuple[str, int]
    port: int = 0
    faults: Faults = field(default_factory=Faults)
    commands: list[bytes] = field(default_factory=list)
    connections: int = 0
    #: Connections that were taken and not answered.
    held: list[socket.socket] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.connections += 1
                if self.faults.is_mute:
                    self.held.append(client)
                else:
                    threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(self.target) as server:
            threading.Thread(target=self._to_client, args=(server, client), daemon=True).start()
            with client.makefile("rb") as lines:
                for line in lines:
                    self.commands.append(line)
                    if not self._pass(line, client, server):
                        return

    def _to_client(self, server: socket.socket, client: socket.socket) -> None:
        left = self.faults.cut_after
        with suppress(OSError):
            while chunk := server.recv(65536):
                if left is not None and len(chunk) >= left:
                    client.sendall(chunk[:left])
                    _reset(client)
                    return
                left = None if left is None else left - len(chunk)
                client.sendall(chunk)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)

    def _pass(self, line: bytes, client: socket.socket, server: socket.socket) -> bool:
        """Carry one command to the server, or answer it; False when the connection is over."""
        tag = line.split(b" ", 1)[0]
        for pattern, answer, goodbye in self.faults.answers:
            if re.search(pattern, line):
                client.sendall(tag + b" " + answer + b"\r\n" + (b"* BYE\r\n" if goodbye else b""))
                if goodbye:
                    client.shutdown(socket.SHUT_RDWR)
                return not goodbye
        found = _FETCH.match(line)
        if found is None:
            server.sendall(line)
            return True
        uids = [int(uid) for uid in found[2].split(b",")]
        if self.faults.breaking & set(uids):
            _reset(client)
            return False
        silent = self.faults.silent if b"PEEK[]" in found[3] else self.faults.silent_in_pieces
        kept = b",".join(b"%d" % uid for uid in uids if uid not in silent)
        if kept:
            server.sendall(b"%s UID FETCH %s %s" % (found[1], kept, found[3]))
        else:
            client.sendall(tag + b" OK FETCH completed.\r\n")
        return True


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with suppress(OSError):
        client.shutdown(socket.SHUT_RD)
    client.close()


@contextmanager
def running(host: str, port: int) -> Iterator[FaultProxy]:
    """Run a proxy before a server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = FaultProxy((host, port), listener.getsockname()[1])
        thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
        thread.start()
        yield proxy
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)
    for client in proxy.held:
        client.close()
