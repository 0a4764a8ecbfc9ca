"""Frozen values as plain JSON data and back, without loss, driven by their type hints.

Nothing but the declared types is ever built, so data from a child process that was taken over can be wrong but not harmful.
Byte strings travel beside the JSON, which holds their index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache, partial
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
    return _decoder(hint)(data, blobs)


#: Builds a value of one type from data and the byte strings beside it.
Decoder = Callable[[Any, Sequence[bytes]], Any]


@cache
def _decoder(hint: Any) -> Decoder:
    """Return what builds values of a type: a type is taken apart once, not for every value of it."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _optional(hint)
    if origin is tuple:
        return _tuple(get_args(hint))
    if origin is frozenset:
        each = _decoder(get_args(hint)[0])
        return lambda data, blobs: frozenset(each(item, blobs) for item in _checked(list, data))
    if origin is dict:
        return lambda data, _: _checked(dict, data)
    if is_dataclass(origin or hint):
        return _dataclass(hint)
    return partial(_decode_scalar, hint)


def _optional(hint: Any) -> Decoder:
    options = [option for option in get_args(hint) if option is not NoneType]
    may_be_none = NoneType in get_args(hint)

    def build(data: Any, blobs: Sequence[bytes]) -> Any:
        if data is None and may_be_none:
            return None
        if len(options) != 1:
            raise CodecError(f"{hint} has more than one meaning")
        return decode(options[0], data, blobs)

    return build


def _tuple(hints: tuple[Any, ...]) -> Decoder:
    def build(data: Any, blobs: Sequence[bytes]) -> tuple[Any, ...]:
        items = _checked(list, data)
        if len(hints) == 2 and hints[1] is Ellipsis:
            each = _decoder(hints[0])
            return tuple(each(item, blobs) for item in items)
        if len(hints) != len(items):
            raise CodecError(f"expected {len(hints)} values, got {len(items)}")
        return tuple(decode(hint, item, blobs) for hint, item in zip(hints, items, strict=True))

    return build


def _dataclass(hint: Any) -> Decoder:
    kind = get_origin(hint) or hint
    given = dict(zip(getattr(kind, "__parameters__", ()), get_args(hint), strict=False))
    types = {name: given.get(each, each) if isinstance(each, TypeVar) else each for name, each in _hints(kind).items()}

    def build(data: Any, blobs: Sequence[bytes]) -> Any:
        # The types of fields are looked up when they are met: a message may hold messages.
        fields_given = _checked(dict, data)
        if unknown := fields_given.keys() - types.keys():
            raise CodecError(f"{kind.__name__} has no {', '.join(sorted(map(str, unknown)))}")
        values = {name: _decoder(types[name])(item, blobs) for name, item in fields_given.items()}
        try:
            return kind(**values)
        except (TypeError, ValueError) as error:
            raise CodecError(f"{kind.__name__}: {error}") from error

    return build


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
