"""The leaves of a message: the parser behind its guards, then one walk with limits."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32

from ingest.cms import unwrap_signed
from ingest.danger import MOST_PARTS, NESTING, PARTS, find_danger
from ingest.headers import clean_type, decode_base64, known_charset, parse_parameters, recover, show_name
from ingest.sniff import sniff
from ingest.uu import decode_uu
from models.mail import Defect, Part

DEEPEST = 20
LARGEST = 200 * 1024 * 1024

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")

SIZE = Defect("too-large", "The parts unpack to more than 200 MB; the rest was not read.")
BROKEN = Defect("structure", "The parts of the message cannot be told apart; it was read as one text.")


@dataclass(slots=True)
class Walk:
    """What a walk found and how much it may still take."""

    parts: list[Part] = field(default_factory=list)
    #: Messages inside the message, with their paths.
    nested: list[tuple[str, Message]] = field(default_factory=list)
    defects: dict[Defect, None] = field(default_factory=dict)
    left: int = LARGEST

    def note(self, defect: Defect) -> None:
        """Remember a defect once."""
        self.defects.setdefault(defect)


def open_message(raw: bytes) -> tuple[Message, Defect | None]:
    """Return the message taken apart, or only its headers and why no more."""
    danger = find_danger(raw)
    if danger is None:
        try:
            return BytesParser(policy=compat32).parsebytes(raw), None
        except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError, KeyError):
            danger = BROKEN
    return _headers_only(raw), danger


def _headers_only(raw: bytes) -> Message:
    head = raw[: 4 * 1024 * 1024]
    end = _BLANK_LINE.search(head)
    try:
        message = BytesHeaderParser(policy=compat32).parsebytes(head[: end.end()] if end else head)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError, KeyError):
        message = Message()
    message.set_payload(raw[end.end() :].decode("ascii", "surrogateescape") if end else "")
    return message


def header_values(message: Message, name: str) -> list[str]:
    """Return all values of a header as text, in their order. At most 100: more are not a mail program's."""
    lowered = name.lower()
    values = [str(value) for key, value in message.raw_items() if key.lower() == lowered]
    return [recover(value) for value in values[:100]]


def header_value(message: Message, name: str) -> str | None:
    """Return the first value of a header as text, or None."""
    return next(iter(header_values(message, name)), None)


def walk_message(message: Message, walk: Walk, *, whole: bool = True) -> None:
    """Put every leaf into `walk`. With `whole` False the message is one text, whatever it claims."""
    if not whole:
        _keep_leaf(message, "1", walk, nested=False, default="text/plain", as_text=True)
    elif message.is_multipart() and _type_of(message, "text/plain").startswith("multipart/"):
        _descend(message, "", walk, 1, nested=False)
    else:
        _visit(message, "1", walk, 1, nested=False, default="text/plain")


def _descend(message: Message, path: str, walk: Walk, depth: int, *, nested: bool) -> None:
    default = "message/rfc822" if _type_of(message, "").startswith("multipart/digest") else "text/plain"
    for number, child in enumerate(_children(message), start=1):
        _visit(child, f"{path}.{number}" if path else str(number), walk, depth, nested=nested, default=default)
    _note_outside(message, walk)


def _children(message: Message) -> Iterator[Message]:
    payload = message.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, Message))


def _note_outside(message: Message, walk: Walk) -> None:
    # A few words before or after the parts are usual; a hidden file is not.
    if len((message.epilogue or "").strip()) > 500 or len((message.preamble or "").strip()) > 500:
        walk.note(Defect("text-outside-parts", "There is text before or after the parts that mail programs do not show."))


def _visit(message: Message, path: str, walk: Walk, depth: int, *, nested: bool, default: str) -> None:
    if len(walk.parts) >= MOST_PARTS:
        walk.note(PARTS)
        return
    kind = _type_of(message, default)
    if depth > DEEPEST:
        walk.note(NESTING)
        _keep_whole(message, path, walk, kind, nested=nested)
    elif message.is_multipart() and kind in {"message/rfc822", "message/global", "message/news"}:
        for inner in list(_children(message))[:1]:
            _enter_nested(_decoded(message, inner), path, walk, depth + 1)
    elif message.is_multipart() and kind.startswith("multipart/"):
        _descend(message, path, walk, depth + 1, nested=nested)
    elif message.is_multipart():
        _keep_whole(message, path, walk, kind, nested=nested)
    else:
        _keep_leaf(message, path, walk, nested=nested, default=default, depth=depth)


def _enter_nested(inner: Message, path: str, walk: Walk, depth: int) -> None:
    walk.nested.append((path, inner))
    if inner.is_multipart() and _type_of(inner, "text/plain").startswith("multipart/"):
        _descend(inner, path, walk, depth, nested=True)
    else:
        _visit(inner, f"{path}.1", walk, depth, nested=True, default="text/plain")


def _decoded(outer: Message, inner: Message) -> Message:
    """Undo a transfer encoding that an attached message must not have (RFC 2046, 5.2.1) and sometimes has."""
    encoding = (header_value(outer, "Content-Transfer-Encoding") or "").strip().lower()
    if len(inner) or inner.is_multipart() or not encoding.startswith(("base64", "quoted")):
        return inner
    body = _as_it_came(inner)
    return open_message(decode_base64(body) if encoding.startswith("base64") else quopri.decodestring(body))[0]


def _type_of(message: Message, default: str) -> str:
    value = header_value(message, "Content-Type")
    return default if value is None else clean_type(parse_parameters(value)[0], default)


def _keep_whole(message: Message, path: str, walk: Walk, kind: str, *, nested: bool) -> None:
    """Keep a container as one part: the fields of a delivery status, or what lies too deep."""
    try:
        content = b"\n".join(child.as_bytes() for child in _children(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, KeyError):
        walk.note(BROKEN)
        content = b""
    content = _take(content, walk)
    name = _name_of(message)
    walk.parts.append(Part(path, kind, kind, content, name, show_name(name), nested=nested))


def _take(content: bytes, walk: Walk) -> bytes:
    if len(content) > walk.left:
        walk.note(SIZE)
        return b""
    walk.left -= len(content)
    return content


def _name_of(message: Message) -> str | None:
    _, of_disposition = parse_parameters(header_value(message, "Content-Disposition") or "")
    _, of_type = parse_parameters(header_value(message, "Content-Type") or "")
    return of_disposition.get("filename") or of_type.get("name") or of_disposition.get("name")


def _keep_leaf(
    message: Message, path: str, walk: Walk, *, nested: bool, default: str, depth: int = 1, as_text: bool = False
) -> None:
    claimed, parameters = parse_parameters(header_value(message, "Content-Type") or "")
    kind = clean_type(claimed, default)
    if kind.startswith(("multipart/", "message/rfc822")) and not as_text:
        walk.note(BROKEN)
    name = _name_of(message)
    disposition, _ = parse_parameters(header_value(message, "Content-Disposition") or "")
    content_id = (header_value(message, "Content-ID") or "").strip().strip("<>")[:500] or None
    content = _take(_decode(message, walk), walk)
    sniffed = sniff(content, name, "text/plain" if as_text else kind)
    inner = unwrap_signed(content) if sniffed == "application/pkcs7-mime" else None
    if inner is not None and depth < DEEPEST:
        _enter_signed(inner, path, walk, depth, nested=nested)
        return
    walk.parts.append(
        Part(
            path,
            kind,
            sniffed,
            content,
            name,
            show_name(name),
            disposition if disposition in {"attachment", "inline"} else None,
            content_id,
            known_charset(parameters.get("charset")),
            _is_body(kind, sniffed, name, disposition, as_text=as_text),
            nested,
        )
    )


def _is_body(kind: str, sniffed: str, name: str | None, disposition: str, *, as_text: bool) -> bool:
    """Tell whether a mail program shows the leaf as text. What a text part really holds decides, not its label."""
    is_text = kind in {"text/plain", "text/html"} or kind.startswith(("multipart/", "message/"))
    return as_text or (is_text and sniffed in {"text/plain", "text/html"} and not name and disposition != "attachment")


def _enter_signed(inner: bytes, path: str, walk: Walk, depth: int, *, nested: bool) -> None:
    # The signature is not trusted for anything; its content is read like any other part.
    message, danger = open_message(inner)
    if danger is not None:
        walk.note(danger)
    _visit(message, f"{path}.1", walk, depth + 1, nested=nested, default="text/plain")


def _as_it_came(message: Message) -> bytes:
    """Return the body of a leaf before its transfer encoding is undone."""
    if message.is_multipart():
        return b""
    # Without these headers the library gives the bytes, whatever names encoding and character set were given.
    bare = copy(message)
    del bare["Content-Transfer-Encoding"]
    del bare["Content-Type"]
    body = bare.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _decode(message: Message, walk: Walk) -> bytes:
    encoding = (header_value(message, "Content-Transfer-Encoding") or "").strip().lower()
    octets = _as_it_came(message)
    if encoding.startswith("base64"):
        return _decode_base64(octets, walk)
    if encoding.startswith(("quoted-printable", "quoted_printable")):
        return quopri.decodestring(octets)
    return decode_uu(octets) or octets if "uu" in encoding else octets


def _decode_base64(octets: bytes, walk: Walk) -> bytes:
    content = decode_base64(octets)
    if len(content) < len(octets) // 2 and octets.strip():
        walk.note(Defect("base64", "A part says base64 and is not, or not all of it; it may be incomplete."))
    return content
