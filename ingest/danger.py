"""Bytes that would hurt the parser of mail, found before it sees them.

It is recursive and keeps everything: 2,000 levels end in a RecursionError after seconds, and a few megabytes of empty
parts fill gigabytes.
"""

from __future__ import annotations

import re

from models.mail import Defect

MOST_PARTS = 500
#: Multiparts and attached messages in one mail; each costs the parser a level in the worst case.
MOST_CONTAINERS = 200

# The parser takes a lone carriage return for a line end, so the guards do too.
_CONTAINER = re.compile(rb"(?:^|[\r\n])content-type:\s{0,100}(?:multipart|message)/", re.IGNORECASE)
_LONG_TYPE = re.compile(
    rb"(?:^|[\r\n])content-type:[^\r\n]{0,70000}(?:(?:\r\n?|\n)[ \t][^\r\n]{0,70000}){0,2000}", re.IGNORECASE
)
_BOUNDARY = re.compile(rb"boundary\s{0,9}=\s{0,9}\"?([^\";\r\n]{1,200})", re.IGNORECASE)
_DASHES = re.compile(rb"(?:^|[\r\n])--([^\r\n]{1,204})")
_LONGEST_TYPE = 65_536

NESTING = Defect("nesting", "The parts are nested deeper than any mail program does; the message was not taken apart.")
PARTS = Defect("too-many-parts", f"The message has more than {MOST_PARTS} parts; the rest was not read.")
LONG_HEADER = Defect(
    "long-header", "A header that describes the parts is too long to be real; the message was not taken apart."
)


def find_danger(raw: bytes) -> Defect | None:
    """Return what would hurt the parser, found by looking at the bytes only."""
    if sum(1 for _ in _CONTAINER.finditer(raw)) > MOST_CONTAINERS:
        return NESTING
    if any(found.end() - found.start() > _LONGEST_TYPE for found in _LONG_TYPE.finditer(raw)):
        return LONG_HEADER
    return PARTS if _counts_too_many_parts(raw) else None


def _counts_too_many_parts(raw: bytes) -> bool:
    boundaries = {found[1].rstrip() for found in _BOUNDARY.finditer(raw)}
    seen = 0
    for found in _DASHES.finditer(raw):
        line = found[1].rstrip()
        seen += line in boundaries
        if seen > MOST_PARTS * 2:
            return True
    return False
