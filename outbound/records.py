"""Records of fixed width, written from a table of fields: where each begins, how long it is, how it is filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record. `start` counts from one, as the standards do. Digits are filled from the left with zeros."""

    name: str
    start: int
    length: int
    constant: str | None = None
    digits: bool = False


def write_record(table: Sequence[Field], width: int, values: Mapping[str, str]) -> str:
    """Return a record of exactly this width; a value that does not fit its field is a mistake, never cut.

    >>> write_record((Field("kind", 1, 3, "VOL"), Field("amount", 5, 6, digits=True)), 12, {"amount": "42"})
    'VOL 000042  '
    """
    record = [" "] * width
    for each in table:
        value = each.constant if each.constant is not None else values[each.name]
        if len(value) > each.length or (each.digits and not value.isdigit()):
            raise ValueError(f"{each.name} does not fit into {each.length} characters")
        filled = value.rjust(each.length, "0") if each.digits else value.ljust(each.length)
        record[each.start - 1 : each.start - 1 + each.length] = filled
    if len(record) != width:
        raise ValueError(f"the table goes beyond {width} characters")
    return "".join(record)
