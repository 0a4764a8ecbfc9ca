"""One sentence for each setting that is wrong: where it stands, what was given, what is allowed, what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.settings.shape import allowed, field_at, is_secret, known_keys, section_at

Keys = tuple[str, ...]
_LONGEST = 60


def explain(error: ValidationError, values: Mapping[Keys, Any], origins: Mapping[Keys, str]) -> str:
    """Return all that is wrong, one line each."""
    lines = dict.fromkeys(_line(detail, values, origins) for detail in error.errors(include_url=False, include_input=False))
    count = "One setting is" if len(lines) == 1 else f"{len(lines)} settings are"
    return "\n".join([f"{count} wrong; nothing was started.", *(f"  {line}" for line in lines)])


def _line(detail: ErrorDetails, values: Mapping[Keys, Any], origins: Mapping[Keys, str]) -> str:
    keys = _setting(tuple(str(part) for part in detail["loc"]))
    origin = origins.get(keys) or next(
        (place for other, place in origins.items() if other[: len(keys)] == keys), ".".join(keys)
    )
    if detail["type"] == "extra_forbidden":
        return f"{origin}: `{keys[-1]}` is not known. {nearest(keys[-1], known_keys(keys[:-1]))}"
    if detail["type"] == "string_pattern_mismatch" and keys[:1] == ("mailboxes",) and keys[2:] == ("[key]",):
        return f"{origin}: a mailbox's name has small letters, digits, - and _ only."
    field = field_at(keys)
    if section_at(keys) is not None and detail["type"] == "model_type":
        return f"{origin}: given {_shown(values.get(keys))}; allowed: a table, [{'.'.join(keys)}]."
    if section_at(keys) is not None or field is None:
        return f"{_table(keys, origin)}: {detail['msg'].removeprefix('Value error, ')}."
    if detail["type"] == "missing":
        return f"[{'.'.join(keys[:-1])}]: `{keys[-1]}` is missing; allowed: {allowed(field)}."
    given = "a secret" if is_secret(field) else _shown(values.get(keys, {}))
    reason = detail["msg"].removeprefix("Value error, ") if detail["type"] == "value_error" else ""
    return f"{origin}: given {given}; {reason or 'allowed: ' + allowed(field)}."


def _shown(value: Any) -> str:
    """Show what was given, shortly; numbers of the file as they are written there."""
    return "a table" if isinstance(value, dict) else repr(value)[:_LONGEST]


def _setting(loc: Keys) -> Keys:
    """Cut the place down to a key of ours; what follows is a place inside a list."""
    depth = 3 if loc[:1] == ("mailboxes",) else 2
    return loc[:depth]


def _near(keys: Keys, origins: Mapping[Keys, str]) -> str:
    """Find where a table stands by one of its keys."""
    table = keys[:-1] if keys[-1] == "[key]" else keys
    return next((place for other, place in origins.items() if other[: len(table)] == table), ".".join(table))


def _table(keys: Keys, origin: str) -> str:
    return f"{origin.rsplit(': ', 1)[0]}: [{'.'.join(keys)}]" if ": " in origin else f"[{'.'.join(keys)}]"


def nearest(word: str, known: list[str]) -> str:
    """Say which known word was probably meant, or list them all.

    >>> nearest("auto_limt", ["auto_limit", "mode"])
    'Did you mean `auto_limit`?'
    >>> nearest("colour", ["auto_limit", "mode"])
    'Known here: auto_limit, mode.'
    """
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean `{close[0]}`?" if close else f"Known here: {', '.join(known)}."
