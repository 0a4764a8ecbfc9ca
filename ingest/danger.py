"""Bytes that would hurt the parser of mail, found before it sees them.

It is recursive and keeps everything: 2,000 levels end in a RecursionError after seconds, and a few megabytes of empty
parts fill gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.mail import Defect

MOST_PARTS = 500
#: Multiparts and attached messages in one mail; each costs the parser a level in the worst case.
MOST_CONTAINERS = 200

# Patterns begin with plain letters and are run on lower-cased bytes: a search for a literal is ten times faster.
_CONTAINER = re.compile(rb"content-type:\s{0,100}(?:multipart|message)/")
_LONG_TYPE = re.compile(rb"content-type:[^\r\n]{0,70000}(?:(?:\r\n?|\n)[ \t][^\r\n]{0,70000}){0,2000}")
_BOUNDARY = re.compile(rb"boundary\s{0,9}=\s{0,9}\"?([^\";\r\n]{1,200})")
_DASHES = re.compile(rb"--([^\r\n]{1,204})")
_LONGEST_TYPE = 65_536

NESTING = Defect("nesting", "The parts are nested deeper than any mail program does; the message was not taken apart.")
PARTS = Defect("too-many-parts", f"The message has more than {MOST_PARTS} parts; the rest was not read.")
LONG_HEADER = Defect(
    "long-header", "A header that describes the parts is too long to be real; the message was not taken apart."
)


def find_danger(raw: bytes) -> Defect | None:
    """Return what would hurt the parser, found by looking at the bytes only."""
    lowered = raw.lower()
    if sum(1 for _ in _at_line_starts(_CONTAINER, lowered)) > MOST_CONTAINERS:
        return NESTING
    if any(found.end() - found.start() > _LONGEST_TYPE for found in _at_line_starts(_LONG_TYPE, lowered)):
        return LONG_HEADER
    return PARTS if _counts_too_many_parts(lowered) else None


def _at_line_starts(pattern: re.Pattern[bytes], octets: bytes) -> Iterator[re.Match[bytes]]:
    # The parser takes a lone carriage return for a line end, so the guards do too.
    return (found for found in pattern.finditer(octets) if found.start() == 0 or octets[found.start() - 1] in b"\r\n")


def _counts_too_many_parts(lowered: bytes) -> bool:
    boundaries = {found[1].rstrip() for found in _BOUNDARY.finditer(lowered)}
    seen = 0
    for found in _at_line_starts(_DASHES, lowered) if boundaries else ():
        seen += found[1].rstrip() in boundaries
        if seen > MOST_PARTS * 2:
            return True
    return False
