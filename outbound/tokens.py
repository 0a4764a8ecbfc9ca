"""Signed references: what ties an answer to the letter it answers.

A token goes into the subject and the Reply-To address, a Message-ID into the header; both carry the outbox number and a
signature, so nobody can point an answer at a case by guessing numbers. Either may be lost on the way, hence both.
"""

from __future__ import annotations

import hashlib
import hmac
import re

#: Crockford's base 32: no I, L, O or U, so a token survives being read aloud or typed by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OoIiLl", "001111")
_SIGNATURE_CHARACTERS = 8
_LONGEST_NUMBER = 8
_TOKEN = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{4,8})-([0-9A-Za-z]{8})(?![0-9A-Za-z])")
_MESSAGE_ID = re.compile(r"^<?out\.(\d{1,18})\.([0-9a-f]{16})@[A-Za-z0-9.-]{1,253}>?$")
#: Tokens are looked for in subjects, addresses and the first part of a body; more than this is not ours.
_LONGEST_TEXT = 100_000


def make_token(outbox_id: int, key: bytes) -> str:
    """Return the reference of a letter: its number and eight signed characters.

    >>> make_token(12, b"a key of the house")
    '000C-N3CCSTT9'
    """
    number = _encode(outbox_id, width=4)
    if outbox_id < 0 or len(number) > _LONGEST_NUMBER:
        raise ValueError("an outbox number is positive and has at most eight characters in base 32")
    return f"{number}-{_signature(outbox_id, key)}"


def verify_token(token: str, key: bytes) -> int | None:
    """Return the outbox number that a token stands for, or None when it is not ours.

    >>> verify_token("000c-n3ccstt9", b"a key of the house")
    12
    >>> verify_token("000D-N3CCSTT9", b"a key of the house") is None
    True
    """
    number, dash, signature = token.strip().translate(_MISREAD).upper().partition("-")
    outbox_id = _decode(number)
    if not dash or outbox_id is None or not signature.isascii():
        return None
    return outbox_id if hmac.compare_digest(signature, _signature(outbox_id, key)) else None


def find_tokens(text: str) -> tuple[str, ...]:
    """Return everything in a text that is shaped like a token, as written, first one first; each must still be verified.

    >>> find_tokens("SV: [Ref 000C-N3CCSTT9] Invoice 20417 - correction needed")
    ('000C-N3CCSTT9',)
    """
    found = (part.group(0) for part in _TOKEN.finditer(text[:_LONGEST_TEXT]))
    return tuple(dict.fromkeys(found))


def find_letters(text: str, key: bytes) -> tuple[int, ...]:
    """Return the outbox numbers of all tokens in a text whose signature is right."""
    verified = (verify_token(token, key) for token in find_tokens(text))
    return tuple(dict.fromkeys(number for number in verified if number is not None))


def make_message_id(outbox_id: int, key: bytes, domain: str) -> str:
    """Return the Message-ID of a letter: fixed when its row is written, so that its fate can be looked up later.

    >>> make_message_id(12, b"a key of the house", "council.example")
    '<out.12.5c56817f42c98d49@council.example>'
    """
    return f"<out.{outbox_id}.{_long_signature(outbox_id, key)}@{domain}>"


def verify_message_id(message_id: str, key: bytes) -> int | None:
    """Return the outbox number in a Message-ID of ours, or None when it is not one or its signature is wrong."""
    found = _MESSAGE_ID.match(message_id.strip())
    if found is None:
        return None
    outbox_id = int(found[1])
    return outbox_id if hmac.compare_digest(found[2], _long_signature(outbox_id, key)) else None


def _encode(number: int, width: int) -> str:
    digits = ""
    while number > 0:
        number, rest = divmod(number, 32)
        digits = ALPHABET[rest] + digits
    return digits.rjust(width, "0")


def _decode(text: str) -> int | None:
    if not 1 <= len(text) <= _LONGEST_NUMBER or any(character not in ALPHABET for character in text):
        return None
    number = 0
    for character in text:
        number = number * 32 + ALPHABET.index(character)
    return number


def _signature(outbox_id: int, key: bytes) -> str:
    digest = hmac.new(key, b"letter reference %d" % outbox_id, hashlib.sha256).digest()
    number = int.from_bytes(digest[:5])
    return _encode(number, width=_SIGNATURE_CHARACTERS)


def _long_signature(outbox_id: int, key: bytes) -> str:
    return hmac.new(key, b"message id %d" % outbox_id, hashlib.sha256).hexdigest()[:16]
