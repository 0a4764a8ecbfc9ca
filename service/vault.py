"""Personal data at rest: sealed columns and keyed look-up. The key lies outside the database.

A ten-digit number can be guessed, so an index without a key would give it away.
"""

from __future__ import annotations

import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import PermanentError, UsageError

_NONCE = 12
_MINIMUM = 32


class Vault:
    """Seals and opens values under one key, and derives the keys of tokens and message ids from it."""

    __slots__ = ("_aead", "_index", "_root")

    def __init__(self, key: bytes) -> None:
        if len(key) < _MINIMUM:
            raise UsageError(
                f"The secret key has {len(key)} bytes; it needs at least {_MINIMUM}. `afstem init` writes a good one."
            )
        self._root = key
        self._aead = AESGCM(self.derive("seal"))
        self._index = self.derive("index")

    def __repr__(self) -> str:
        return "Vault(…)"

    def derive(self, purpose: str) -> bytes:
        """Return the 32 bytes that serve one purpose only."""
        return hmac.digest(self._root, b"afstem/" + purpose.encode(), "sha256")

    def seal(self, text: str) -> bytes:
        """Encrypt a text (AES-256-GCM, a fresh nonce in front)."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt a text; a wrong key or a changed value is an error, never garbage."""
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except InvalidTag as error:
            raise PermanentError(
                "A sealed value cannot be opened: the secret key is not the one it was sealed with, or the value was changed. "
                "Put back the key file that belongs to this database."
            ) from error

    def seal_json(self, value: Any) -> bytes:
        """Encrypt a JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def open_json(self, sealed: bytes) -> Any:
        """Decrypt a JSON value."""
        return json.loads(self.open(sealed))

    def seal_maybe(self, text: str | None) -> bytes | None:
        """Encrypt a text, or keep nothing as nothing."""
        return None if text is None else self.seal(text)

    def open_maybe(self, sealed: bytes | None) -> str | None:
        """Decrypt a text, or keep nothing as nothing."""
        return None if sealed is None else self.open(sealed)

    def index(self, text: str) -> str:
        """Return the keyed fingerprint by which an equal value is found (128 bits, hexadecimal)."""
        return hmac.digest(self._index, text.strip().lower().encode(), "sha256").hex()[:32]
