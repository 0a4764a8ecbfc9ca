"""Address headers as addresses: one pass, no recursion, so that no header can hang or break it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.headers import LONGEST, decode_words, readable
from models.mail import Address, normalise_message_id

#: More recipients than this say nothing about who should read the message.
MOST = 2_000
_BARE = re.compile(r"[^\s<>,;:\"()\[\]]{1,250}@[^\s<>,;:\"()]{1,250}")
_IDS = re.compile(r"<[^<>]{1,1000}>")


@dataclass(slots=True)
class _Entry:
    #: All words, and those outside quotation marks: only they can be an address.
    words: str = ""
    unquoted: str = ""
    comment: str = ""
    angle: str | None = None


def parse_addresses(values: Sequence[str]) -> tuple[Address, ...]:
    """Return the addresses of header values, names decoded only after the structure was read.

    An encoded word can hold what looks like another address; it stays part of the name.

    >>> [a.address for a in parse_addresses(['"Elm, Court" <Pay@Elm.example>, x@y.example (Ann)'])]
    ['pay@elm.example', 'x@y.example']
    """
    found: list[Address] = []
    for entry in _entries(", ".join(values)[:LONGEST]):
        address = _address(entry)
        if address is not None:
            found.append(address)
        if len(found) >= MOST:
            break
    return tuple(found)


def _entries(text: str) -> Iterator[_Entry]:
    entry = _Entry()
    at = 0
    while at < len(text):
        character = text[at]
        if character == '"':
            quoted, at = _quoted(text, at + 1)
            entry.words += quoted
        elif character == "(":
            comment, at = _comment(text, at + 1)
            entry.comment = entry.comment or comment
        elif character == "<":
            if entry.angle is not None:
                yield entry
                entry = _Entry()
            end = text.find(">", at)
            end = len(text) if end < 0 else end
            entry.angle = text[at + 1 : end]
            at = end + 1
        elif character in ",;":
            yield entry
            entry, at = _Entry(), at + 1
        elif character == ":" and entry.angle is None and "@" not in entry.words:
            entry, at = _Entry(), at + 1
        else:
            run = _plain_run(text, at)
            entry.words += text[at:run]
            entry.unquoted += text[at:run]
            at = run
    yield entry


def _plain_run(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and text[end] not in '"(<,;:':
        end += 1
    return end


def _quoted(text: str, at: int) -> tuple[str, int]:
    kept: list[str] = []
    while at < len(text) and text[at] != '"':
        at += 1 if text[at] == "\\" and at + 1 < len(text) else 0
        kept.append(text[at])
        at += 1
    return "".join(kept), at + 1


def _comment(text: str, at: int) -> tuple[str, int]:
    depth, start = 1, at
    while at < len(text) and depth:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 2 if text[at] == "\\" else 1
    return text[start : at - 1], at


def _address(entry: _Entry) -> Address | None:
    words = entry.words.strip()
    if entry.angle is not None:
        # An obsolete route (<@a,@b:user@c>) says how to get there, not who it is.
        return _build(entry.angle.rpartition(":")[2] if entry.angle.startswith("@") else entry.angle, words or entry.comment)
    bare = _BARE.search(entry.unquoted) or _BARE.search(words)
    if bare:
        return _build(bare[0], words.replace(bare[0], "", 1).strip() or entry.comment)
    if words and " " not in words:
        return _build(words, entry.comment)
    return _build("", words) if words else None


def _build(address: str, name: str) -> Address | None:
    clean = readable("".join(address.split())).strip("'\"").rstrip(".").lower()[:500]
    shown = readable(decode_words(name))[:500]
    return Address(clean, shown) if clean or shown else None


def parse_ids(values: Sequence[str]) -> tuple[str, ...]:
    """Return the Message-IDs of In-Reply-To or References, in order, without brackets.

    >>> parse_ids(["<a@x.example> <b@X.example>"])
    ('a@x.example', 'b@x.example')
    """
    text = " ".join(values)[:LONGEST]
    raw = _IDS.findall(text) or [word for word in text.split() if "@" in word]
    ids = (normalise_message_id(value) for value in raw[:MOST])
    return tuple(dict.fromkeys(value for value in ids if value))
