"""Messages saved from Outlook (.msg, [MS-OXMSG]): the text and the files, messages inside messages included.

Read straight from the storage, because the embedded messages are what forwarders produce.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.headers import decode_text

#: Property ids of [MS-OXPROPS] that are read.
_BODY, _HTML = "1000", "1013"
_DATA, _LONG_NAME, _SHORT_NAME, _MIME, _CONTENT_ID = "3701", "3707", "3704", "370E", "3712"
_ATTACHMENT = "__attach_version1.0_#"
_EMBEDDED = "__substg1.0_3701000D"
#: The text with its layout, where a program kept no other.
_RICH = "__substg1.0_10090102"
_DEEPEST = 5
_MOST = 500


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One thing inside a container: its bytes, and what the container calls it."""

    content: bytes
    name: str | None
    claimed: str = "application/octet-stream"
    content_id: str | None = None
    #: The container's own text rather than a file in it.
    is_text: bool = False


def open_outlook(content: bytes) -> list[Enclosed]:
    """Return text and files of a .msg, embedded messages unfolded. Raises ValueError when it cannot be opened."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as storage:
            return list(_read(storage, (), 0))
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, KeyError) as why:
        raise ValueError(type(why).__name__) from None


def _read(storage: Any, prefix: tuple[str, ...], depth: int) -> Iterator[Enclosed]:
    text = _stream(storage, prefix, _BODY)
    markup = _stream(storage, prefix, _HTML)
    if text and text.strip():
        yield Enclosed(text.encode("utf-8", "replace"), None, "text/plain", is_text=True)
    elif markup and markup.strip():
        yield Enclosed(markup.encode("utf-8", "replace"), None, "text/html", is_text=True)
    elif rich := _octets(storage, (*prefix, _RICH)):
        # Packed in Outlook's own way: nobody reads it here, so it is left to a person with a name that says what it is.
        yield Enclosed(rich, "message.rtf", "application/rtf")
    folders = sorted({entry[len(prefix)] for entry in _under(storage, prefix) if entry[len(prefix)].startswith(_ATTACHMENT)})
    for folder in folders[:_MOST]:
        yield from _attachment(storage, (*prefix, folder), depth)


def _under(storage: Any, prefix: tuple[str, ...]) -> Iterator[list[str]]:
    return (entry for entry in storage.listdir() if len(entry) > len(prefix) and tuple(entry[: len(prefix)]) == prefix)


def _attachment(storage: Any, place: tuple[str, ...], depth: int) -> Iterator[Enclosed]:
    inner = (*place, _EMBEDDED)
    if storage.exists("/".join(inner)) and depth < _DEEPEST:
        yield from _read(storage, inner, depth + 1)
        return
    name = _stream(storage, place, _LONG_NAME) or _stream(storage, place, _SHORT_NAME)
    content = _octets(storage, (*place, f"__substg1.0_{_DATA}0102")) or b""
    claimed = (_stream(storage, place, _MIME) or "application/octet-stream").lower()
    yield Enclosed(content, name, claimed, _stream(storage, place, _CONTENT_ID))


def _stream(storage: Any, place: tuple[str, ...], property_id: str) -> str | None:
    """Return a text property, stored as Unicode, as 8-bit text, or as bytes."""
    for kind in ("001F", "001E", "0102"):
        octets = _octets(storage, (*place, f"__substg1.0_{property_id}{kind}"))
        if octets is not None:
            text = octets.decode("utf-16-le", "replace") if kind == "001F" else decode_text(octets, None)[0]
            return text.rstrip("\0")
    return None


def _octets(storage: Any, place: tuple[str, ...]) -> bytes | None:
    path = "/".join(place)
    return bytes(storage.openstream(path).read()) if storage.exists(path) else None
