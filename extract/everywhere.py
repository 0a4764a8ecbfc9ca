"""One change made to every reading of an invoice, wherever it stands in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from models.document import Reading

T = TypeVar("T")


def everywhere(value: T, change: Callable[[Reading[Any]], Reading[Any]]) -> T:
    """Return a value with all readings inside it changed."""
    changed: Any = value
    if isinstance(value, Reading):
        changed = change(value)
    elif isinstance(value, tuple):
        changed = tuple(everywhere(each, change) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        changed = replace(value, **{name: everywhere(part, change) for name, part in parts.items()})
    return changed  # type: ignore[no-any-return]  # the same type with other readings
