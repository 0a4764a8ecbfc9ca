"""What the settings look like: a walk over the sections, for loading, for messages and for the documents."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from service.settings.kinds import Amount, Tiers, none_word
from service.settings.mail import MailboxSettings
from service.settings.sections import Settings

#: Stands for the name of a mailbox in a path of keys.
ANY = "NAME"


def section_at(path: Sequence[str]) -> type[BaseModel] | None:
    """Return the section that a path of keys leads to: `()` is all settings, `("mailboxes", "invoices")` a mailbox."""
    if not path:
        return Settings
    if path[0] == "mailboxes":
        return MailboxSettings if len(path) == 2 else None
    field = Settings.model_fields.get(path[0])
    return None if field is None or len(path) > 1 else _section(field)


def _section(field: FieldInfo) -> type[BaseModel] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def field_at(path: Sequence[str]) -> FieldInfo | None:
    """Return the setting that a path of keys names, or None."""
    section = section_at(path[:-1])
    return section.model_fields.get(path[-1]) if section else None


def known_keys(path: Sequence[str]) -> list[str]:
    """Return the keys that may stand at a place; for mailboxes none, since their names are free."""
    section = section_at(path)
    return list(section.model_fields) if section else []


def all_fields() -> Iterator[tuple[str, str, FieldInfo]]:
    """Yield every setting as (section, key, field), in the order of the file."""
    for name, field in Settings.model_fields.items():
        section = MailboxSettings if name == "mailboxes" else _section(field)
        assert section is not None
        heading = f"{name}.{ANY}" if name == "mailboxes" else name
        for key, inner in section.model_fields.items():
            yield heading, key, inner


def is_secret(field: FieldInfo) -> bool:
    """Whether the value must never be shown or written down."""
    return SecretStr in _parts(field.annotation)


def is_path(field: FieldInfo) -> bool:
    """Whether the value is a place in the file system."""
    return Path in _parts(field.annotation)


def _parts(kind: Any) -> set[Any]:
    return {kind, *(part for inner in get_args(kind) for part in _parts(inner))} if _is_nested(kind) else {kind}


def _is_nested(kind: Any) -> bool:
    return get_origin(kind) is not None and get_origin(kind) is not Literal


def allowed(field: FieldInfo) -> str:
    """Say in words what may be given.

    >>> allowed(Settings.model_fields["web"].annotation.model_fields["port"])
    'a whole number, 1 to 65535'
    >>> allowed(Settings.model_fields["policy"].annotation.model_fields["mode"])
    'shadow or promoted or live'
    """
    kinds = [kind for kind in _alternatives(field.annotation) if kind is not type(None)]
    words = " or ".join(_words(kind) for kind in kinds)
    if any(getattr(item, "func", None) is none_word for item in field.metadata):
        words += " or none"
    if Amount in kinds or Tiers in kinds:
        return words
    low, high = _bounds([*field.metadata, *(item for kind in kinds for item in _metadata(kind))])
    if low is not None and high is not None:
        return f"{words}, {low} to {high}"
    return f"{words}, at least {low}" if low is not None else words


def _alternatives(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in {Union, types.UnionType} else (kind,)


def _metadata(kind: Any) -> tuple[Any, ...]:
    return tuple(getattr(kind, "__metadata__", ()))


def _words(kind: Any) -> str:
    plain = get_args(kind)[0] if _metadata(kind) else kind
    if get_origin(plain) is Literal:
        return " or ".join(map(str, get_args(plain)))
    if kind == Tiers:
        return "a list of T1, T2, T3, T4"
    if get_origin(plain) is tuple:
        return "a list"
    if get_origin(plain) is dict:
        return "a table of names and texts"
    if kind == Amount:
        return "an amount with at most two decimals"
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return "a table"
    names = {bool: "true or false", int: "a whole number", str: "text", Path: "a path", SecretStr: "text", float: "a number"}
    return names.get(plain, "a number")


def _bounds(metadata: Sequence[Any]) -> tuple[Any, Any]:
    flat = [inner for item in metadata for inner in (*getattr(item, "metadata", ()), item)]
    low = next((getattr(item, name) for item in flat for name in ("ge", "gt") if getattr(item, name, None) is not None), None)
    high = next((getattr(item, name) for item in flat for name in ("le", "lt") if getattr(item, name, None) is not None), None)
    return low, high
