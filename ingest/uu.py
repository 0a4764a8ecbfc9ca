"""Files written with uuencode: older gateways still put them into mail."""

from __future__ import annotations

import binascii
import re

_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,255}\r?\n", re.MULTILINE)


def decode_uu(octets: bytes) -> bytes:
    r"""Return the first uuencoded file in the bytes, or nothing when there is none.

    >>> decode_uu(b"begin 644 a.txt\n%2&5L;&\\ \n \nend\n")
    b'Hello'
    """
    begin = _BEGIN.search(octets)
    if begin is None:
        return b""
    lines: list[bytes] = []
    for line in octets[begin.end() :].splitlines():
        if line.strip() in {b"end", b"", b"`"}:
            break
        lines.append(_decode_line(line))
    return b"".join(lines)


def _decode_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders add characters after the line; its first one says how much is meant.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
