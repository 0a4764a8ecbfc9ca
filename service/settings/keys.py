"""The key that seals personal data: from the environment, from a named file, or made once beside the store."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from models.errors import MissingError, UsageError
from service.settings.sections import Settings

_BYTES = 32


def load_key(settings: Settings) -> bytes:
    """Return the key's bytes, from the environment, a named file, or the store."""
    if settings.secrets.key is not None:
        return decode_key(settings.secrets.key.get_secret_value())
    path = settings.key_path
    if not path.is_file():
        raise MissingError(
            f"The key {path} is not there, and the database holds data that was sealed with it. "
            "Put the key back from its copy, or name it in secrets.key_file."
        )
    return decode_key(path.read_text(encoding="ascii", errors="replace").strip())


def make_key_for_new_database(settings: Settings) -> None:
    """Make the key in the store, unless one is given or there. Only for a database in which nothing was sealed yet."""
    if settings.secrets.key is None and not settings.key_path.is_file():
        write_key(settings.key_path)


def decode_key(text: str) -> bytes:
    """Return the bytes of a key as it is written down."""
    try:
        key = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise UsageError("secrets.key is not base64. `afstem init` writes a good one.") from None
    if len(key) < _BYTES:
        raise UsageError(f"secrets.key has {len(key)} bytes; it needs {_BYTES}. `afstem init` writes a good one.")
    return key


def write_key(path: Path) -> None:
    """Make a new key that only this user can read. An existing one is never touched."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"The key {path} is there already and is never replaced: what it sealed could not be read.") from None
    except OSError as error:
        raise MissingError(f"The key {path} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
