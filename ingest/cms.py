"""Opaque signed mail (RFC 8551, application/pkcs7-mime): the content out of its envelope, without believing the signature."""

from __future__ import annotations

from dataclasses import dataclass

#: 1.2.840.113549.1.7.2 and .3, as DER writes them.
SIGNED = bytes.fromhex("06092a864886f70d010702")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
#: 1.2.840.113549.1.9.16.1.23, authenticated and enveloped (RFC 5083).
AUTH_ENVELOPED = bytes.fromhex("060b2a864886f70d0109100117")

_OCTET_STRING = 0x04
_SEQUENCE = 0x30
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    #: Where the content begins and ends, and where the next element begins.
    start: int
    end: int
    after: int


def unwrap_signed(octets: bytes) -> bytes | None:
    """Return what was signed, or None when the bytes are not signed content (a detached signature, an encrypted mail)."""
    try:
        return _unwrap(octets)
    except (IndexError, ValueError):
        return None


def _unwrap(octets: bytes) -> bytes | None:
    outer = _read(octets, 0, 0)
    if outer.tag != _SEQUENCE or not octets.startswith(SIGNED, outer.start):
        return None
    wrapper = _read(octets, _read(octets, outer.start, 1).after, 1)
    signed = _read(octets, wrapper.start, 2)
    version = _read(octets, signed.start, 3)
    digests = _read(octets, version.after, 3)
    encapsulated = _read(octets, digests.after, 3)
    kind = _read(octets, encapsulated.start, 4)
    if kind.after >= encapsulated.end:
        return None
    explicit = _read(octets, kind.after, 4)
    if explicit.tag != 0xA0:
        return None
    return _octets(octets, _read(octets, explicit.start, 5), 5)


def _octets(octets: bytes, element: _Element, depth: int) -> bytes:
    if element.tag == _OCTET_STRING:
        return octets[element.start : element.end]
    # Programs that stream write the string in pieces.
    if element.tag != _OCTET_STRING | 0x20:
        raise ValueError("not a string")
    pieces: list[bytes] = []
    at = element.start
    while at < element.end:
        piece = _read(octets, at, depth + 1)
        pieces.append(_octets(octets, piece, depth + 1))
        at = piece.after
    return b"".join(pieces)


def _read(octets: bytes, at: int, depth: int) -> _Element:
    """Read one element of BER. An indefinite length ends at two zero bytes, found by reading what is inside."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    tag, first = octets[at], octets[at + 1]
    if tag & 0x1F == 0x1F:
        raise ValueError("long tags are not used here")
    start = at + 2
    if first == 0x80:
        return _read_indefinite(octets, tag, start, depth)
    length = first
    if first & 0x80:
        count = first & 0x7F
        length = int.from_bytes(octets[start : start + count], "big")
        start += count
    if start + length > len(octets):
        raise ValueError("cut off")
    return _Element(tag, start, start + length, start + length)


def _read_indefinite(octets: bytes, tag: int, start: int, depth: int) -> _Element:
    at = start
    while octets[at : at + 2] != b"\0\0":
        at = _read(octets, at, depth + 1).after
    return _Element(tag, start, at, at + 2)
