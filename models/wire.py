"""Values with files in them, as they cross between processes: JSON data and the byte strings beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from models.codec import CodecError, decode, encode

T = TypeVar("T")


def to_wire(value: Any) -> tuple[dict[str, Any], list[bytes]]:
    """Return a dataclass as a JSON-able dict and the byte strings it holds.

    >>> from models.mail import MessageKey
    >>> to_wire(MessageKey("finance", "INBOX", 7, 42))
    ({'mailbox': 'finance', 'folder': 'INBOX', 'uidvalidity': 7, 'uid': 42}, [])
    """
    blobs: list[bytes] = []
    data: dict[str, Any] = encode(value, blobs)
    return data, blobs


def from_wire(kind: type[T], data: Mapping[str, Any], blobs: Sequence[bytes]) -> T:
    """Return the value that `to_wire` made `data` and `blobs` from. Raises ValueError on anything else."""
    try:
        value: T = decode(kind, dict(data), blobs)
    except CodecError as why:
        raise ValueError(f"this is not a {kind.__name__} as it is sent between processes: {why}") from why
    return value
