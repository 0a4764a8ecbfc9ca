"""Frozen values as plain JSON data and back, without loss, driven by their type hints.

Nothing but the declared types is ever built, so data from a child process that was taken over can be wrong but not harmful.
Byte strings travel beside the JSON, which holds their index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

#: No amount on a document has more digits before or after the point; beyond it, arithmetic would run away.
MOST_DIGITS = 40


class CodecError(ValueError):
    """The data is not what the type says."""


def encode(value: Any, blobs: list[bytes] | None = None) -> Any:
    """Return a value made of frozen dataclasses as dicts, lists, strings and numbers; byte strings are put into `blobs`.

    >>> encode((Decimal("1.50"), date(2026, 6, 30), None))
    ['1.50', '2026-06-30', None]
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name), blobs) for field in fields(value)}
    if isinstance(value, bytes) and blobs is not None:
        blobs.append(value)
        return len(blobs) - 1
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode(item, blobs) for item in value]
    if isinstance(value, frozenset):
        return sorted(encode(item) for item in value)
    return value


def decode(hint: Any, data: Any, blobs: Sequence[bytes] = ()) -> Any:
    """Build the value of a type from what `encode` gave; raises `CodecError` when the data does not fit.

    >>> decode(tuple[Decimal, ...], ["1.50"])
    (Decimal('1.50'),)
    """
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _decode_optional(hint, data, blobs)
    if origin is tuple:
        return _decode_tuple(get_args(hint), _checked(list, data), blobs)
    if origin is frozenset:
        return frozenset(_decode_tuple((*get_args(hint), Ellipsis), _checked(list, data), blobs))
    if origin is dict:
        return _checked(dict, data)
    if is_dataclass(origin or hint):
        return _decode_dataclass(hint, _checked(dict, data), blobs)
    return _decode_scalar(hint, data, blobs)


def _decode_optional(hint: Any, data: Any, blobs: Sequence[bytes]) -> Any:
    options = [option for option in get_args(hint) if option is not NoneType]
    if data is None and NoneType in get_args(hint):
        return None
    if len(options) != 1:
        raise CodecError(f"{hint} has more than one meaning")
    return decode(options[0], data, blobs)


def _decode_tuple(hints: tuple[Any, ...], data: list[Any], blobs: Sequence[bytes]) -> tuple[Any, ...]:
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(decode(hints[0], item, blobs) for item in data)
    if len(hints) != len(data):
        raise CodecError(f"expected {len(hints)} values, got {len(data)}")
    return tuple(decode(hint, item, blobs) for hint, item in zip(hints, data, strict=True))


def _decode_dataclass(hint: Any, data: dict[str, Any], blobs: Sequence[bytes]) -> Any:
    kind = get_origin(hint) or hint
    given = dict(zip(getattr(kind, "__parameters__", ()), get_args(hint), strict=False))
    hints = _hints(kind)
    if unknown := data.keys() - hints.keys():
        raise CodecError(f"{kind.__name__} has no {', '.join(sorted(map(str, unknown)))}")
    values = {
        name: decode(given.get(hints[name], hints[name]) if isinstance(hints[name], TypeVar) else hints[name], item, blobs)
        for name, item in data.items()
    }
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise CodecError(f"{kind.__name__}: {error}") from error


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode_scalar(hint: Any, data: Any, blobs: Sequence[bytes]) -> Any:
    try:
        if hint is bytes:
            return blobs[_checked(int, data)]
        if hint is datetime:
            return datetime.fromisoformat(_checked(str, data))
        if hint is Decimal:
            return _checked_decimal(Decimal(_checked(str, data)))
        if hint is date:
            return date.fromisoformat(_checked(str, data))
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(data)
    except (ValueError, IndexError, InvalidOperation) as error:
        raise CodecError(f"not a {getattr(hint, '__name__', hint)}") from error
    if hint is float:
        return _checked_float(data)
    return _checked(hint, data)


def _checked(kind: type, data: Any) -> Any:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise CodecError(f"expected {kind.__name__}, got {type(data).__name__}")
    return data


def _checked_float(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not isfinite(data):
        raise CodecError("expected a finite number")
    return float(data)


def _checked_decimal(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > MOST_DIGITS or abs(value.adjusted()) > MOST_DIGITS:
        raise CodecError("not an amount that a document can hold")
    return value
