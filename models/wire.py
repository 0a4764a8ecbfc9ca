"""Frozen values as JSON and blobs, so that a sandboxed child can answer with nothing but data.

Files of any size travel as blobs beside the JSON; the JSON holds their index. Only what the project's values are made
of is known: None, bool, int, float, str, bytes, aware datetimes, string enums, tuples and dataclasses of these.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_wire(value: Any) -> tuple[dict[str, Any], list[bytes]]:
    """Return a dataclass as a JSON-able dict and the byte strings it holds.

    >>> from models.mail import MessageKey
    >>> to_wire(MessageKey("finance", "INBOX", 7, 42))
    ({'mailbox': 'finance', 'folder': 'INBOX', 'uidvalidity': 7, 'uid': 42}, [])
    """
    blobs: list[bytes] = []
    return cast("dict[str, Any]", _lower(value, blobs)), blobs


def from_wire(kind: type[T], data: Mapping[str, Any], blobs: Sequence[bytes]) -> T:
    """Return the value that `to_wire` made `data` and `blobs` from. Raises ValueError on anything else."""
    try:
        return cast("T", _raise(kind, data, blobs))
    except (KeyError, IndexError, TypeError, AttributeError) as why:
        raise ValueError(f"this is not a {kind.__name__} as it is sent between processes: {type(why).__name__}") from None


def _lower(value: Any, blobs: list[bytes]) -> Any:
    if is_dataclass(value):
        return {field.name: _lower(getattr(value, field.name), blobs) for field in fields(value)}
    if isinstance(value, bytes):
        blobs.append(value)
        return len(blobs) - 1
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_lower(item, blobs) for item in value]
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _raise(kind: Any, data: Any, blobs: Sequence[bytes]) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return None if data is None else _raise(_only(kind), data, blobs)
    if get_origin(kind) is tuple:
        return _raise_tuple(get_args(kind), data, blobs)
    if is_dataclass(kind):
        hints = _hints(cast("type", kind))
        return cast("Any", kind)(**{field.name: _raise(hints[field.name], data[field.name], blobs) for field in fields(kind)})
    return _raise_plain(kind, data, blobs)


def _raise_tuple(kinds: tuple[Any, ...], data: Any, blobs: Sequence[bytes]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_raise(kinds[0], item, blobs) for item in data)
    return tuple(_raise(kind, item, blobs) for kind, item in zip(kinds, data, strict=True))


def _raise_plain(kind: Any, data: Any, blobs: Sequence[bytes]) -> Any:
    if kind is bytes:
        return blobs[data]
    if kind is datetime:
        return datetime.fromisoformat(data)
    if issubclass(kind, StrEnum):
        return kind(data)
    if not isinstance(data, kind):
        raise TypeError
    return data


def _only(kind: Any) -> Any:
    (inner,) = (option for option in get_args(kind) if option is not type(None))
    return inner
