"""What goes through the pipes: a length, a JSON header, and the bytes it announces. Never pickled objects.

A child that was taken over may send anything; the parent builds nothing from it but JSON values and byte strings.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")
MOST_HEADER = 64 * 2**20
MOST_BLOBS = 512 * 2**20
MOST_BLOB_COUNT = 20_000


class BadFrame(ValueError):
    """The other side sent something that is no frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: JSON values and byte strings."""

    header: dict[str, Any]
    blobs: tuple[bytes, ...] = field(default=(), repr=False)


def pack(header: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """Return a frame as bytes.

    >>> unpack_all(pack({"task": "read"}, [b"%PDF"]))
    Frame(header={'task': 'read'})
    """
    text = json.dumps({"header": header, "blobs": [len(blob) for blob in blobs]}, allow_nan=False).encode()
    return b"".join((_LENGTH.pack(len(text)), text, *blobs))


def unpack_all(data: bytes) -> Frame | None:
    """Return the frame in the bytes, or None when it has not come whole yet."""
    assembler = Assembler()
    return assembler.feed(data)


@dataclass(slots=True)
class Assembler:
    """Puts a frame together from what comes through a pipe, piece by piece."""

    received: bytearray = field(default_factory=bytearray)
    _text: bytes | None = None
    _sizes: tuple[int, ...] = ()
    _header: dict[str, Any] = field(default_factory=dict)
    _body: int = 0

    def feed(self, piece: bytes) -> Frame | None:
        """Take the next piece; return the frame once it is whole."""
        self.received += piece
        if self._text is None and not self._read_header():
            return None
        if len(self.received) < self._body + sum(self._sizes):
            return None
        return Frame(self._header, tuple(self._cut()))

    def _read_header(self) -> bool:
        if len(self.received) < _LENGTH.size:
            return False
        (length,) = _LENGTH.unpack_from(self.received)
        if length > MOST_HEADER:
            raise BadFrame("a header that is too long")
        if len(self.received) < _LENGTH.size + length:
            return False
        self._body = _LENGTH.size + length
        self._text = bytes(self.received[_LENGTH.size : self._body])
        self._header, self._sizes = _parse_header(self._text)
        return True

    def _cut(self) -> list[bytes]:
        view, start, blobs = memoryview(self.received), self._body, []
        for size in self._sizes:
            blobs.append(bytes(view[start : start + size]))
            start += size
        return blobs


def _parse_header(text: bytes) -> tuple[dict[str, Any], tuple[int, ...]]:
    try:
        outer = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("a header that is no JSON") from error
    header, sizes = (outer.get("header"), outer.get("blobs")) if isinstance(outer, dict) else (None, None)
    if not isinstance(header, dict) or not isinstance(sizes, list) or len(sizes) > MOST_BLOB_COUNT:
        raise BadFrame("a header of another shape")
    if any(type(size) is not int or size < 0 for size in sizes) or sum(sizes) > MOST_BLOBS:
        raise BadFrame("sizes that cannot be")
    return header, tuple(sizes)


def read_frame(stream: BinaryIO) -> Frame | None:
    """Read one frame from a blocking pipe; None at its end."""
    start = stream.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        return None
    text = stream.read(_LENGTH.unpack(start)[0])
    header, sizes = _parse_header(text)
    return Frame(header, tuple(stream.read(size) for size in sizes))
