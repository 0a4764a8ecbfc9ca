"""Delivery reports: the fields of RFC 3464 where a report has them, prose where it has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email.message import Message

from ingest.addresses import parse_addresses
from ingest.headers import decode_text, readable
from ingest.prose_bounce import judge, looks_like_report, read_prose
from ingest.structure import header_value
from models.mail import DeliveryReport, Part, Permanence, normalise_message_id

_BLANK = re.compile(r"\n[ \t]*\n")
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(.*)$")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_LOOSE_FIELDS = re.compile(rb"^final-recipient:", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(r"^[ \t>]{0,20}Message-I[Dd]:[ \t]*\n?[ \t]*(<[^<>\s]{3,500}>)", re.MULTILINE | re.IGNORECASE)
_FIELD_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_HEADER_TYPES = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
#: Reports for more recipients than this are somebody's attack on the reader.
MOST = 200
_MOST_LINES = 5_000


def read_reports(message: Message, parts: Sequence[Part], text: str) -> tuple[DeliveryReport, ...]:
    """Return what a delivery report says of each recipient; nothing when the message is not one."""
    if not looks_like_report(message, parts, text):
        return ()
    original = find_original(message, parts, text)
    found = list(_read_fields(parts)) or list(read_prose(message, parts, text)) or list(_read_with_flufl(message, parts))
    # A report that names nobody is still a report: the original's id may say whom it was for.
    unnamed = DeliveryReport(None, "failed", None, Permanence.SOFT, read_by="prose")
    return tuple(replace(report, original_message_id=original) for report in found[:MOST] or [unnamed])


def find_original(message: Message, parts: Sequence[Part], text: str) -> str | None:
    """Return the Message-ID of the mail that came back: from its copy, its headers, the prose, or the report's own threading."""
    for part in parts:
        if part.content_type in _HEADER_TYPES or (part.nested and part.is_body):
            found = _MESSAGE_ID.search(_text(part))
            if found and part.content_type in _HEADER_TYPES:
                return normalise_message_id(found[1])
    attached = _attached_id(message)
    in_prose = _MESSAGE_ID.search(text[:500_000])
    threaded = header_value(message, "In-Reply-To")
    candidates = (attached, in_prose[1] if in_prose else None, threaded)
    return next((normalise_message_id(value) for value in candidates if value), None)


def _attached_id(message: Message) -> str | None:
    for part in _walk(message):
        kind = part.get_content_type()
        if kind in {"message/rfc822", "message/global"} and part.is_multipart():
            return header_value(part.get_payload(0), "Message-ID")  # type: ignore[arg-type]  # a message holds one message
    return None


def _walk(message: Message) -> Iterator[Message]:
    for count, part in enumerate(message.walk()):
        if count > 100:
            return
        yield part


def _read_fields(parts: Sequence[Part]) -> Iterator[DeliveryReport]:
    for part in parts:
        # Some providers put the fields into a text part inside or instead of the report part.
        if part.content_type in _FIELD_TYPES or (not part.nested and _LOOSE_FIELDS.search(part.content[:200_000])):
            for block in _BLANK.split(_text(part)[:500_000]):
                report = _read_block(parse_fields(block))
                if report is not None:
                    yield report


def parse_fields(block: str) -> dict[str, str]:
    r"""Return the fields of one block, folded lines joined, names in lower case, the first of each name.

    >>> parse_fields("Action: failed\nDiagnostic-Code: smtp;\n 550 no")
    {'action': 'failed', 'diagnostic-code': 'smtp; 550 no'}
    """
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        found = _FIELD.match(line)
        if found:
            name = found[1].lower()
            if name in fields:
                name = ""
                continue
            fields[name] = found[2].strip()
        elif name and line[:1] in " \t":
            fields[name] = f"{fields[name]} {line.strip()}"[:4000]
    return fields


def _read_block(fields: Mapping[str, str]) -> DeliveryReport | None:
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or fields.get("x-actual-recipient")
    if recipient is None and "action" not in fields:
        return None
    given = _STATUS.search(fields.get("status", ""))
    diagnostic = readable(fields.get("diagnostic-code", ""))[:1000]
    status = better_status(given[1] if given else None, diagnostic)
    action = fields.get("action", "failed").split("(")[0].split(";")[0].strip().lower() or "failed"
    address = next((a.address for a in parse_addresses([(recipient or "").rpartition(";")[2]]) if "@" in a.address), None)
    return DeliveryReport(address, action, status, _permanence(action, status, diagnostic), None, diagnostic)


def better_status(given: str | None, diagnostic: str) -> str | None:
    """Return the status of the far server's own words where the report's is a general one.

    >>> better_status("5.0.0", "smtp; 550 5.1.1 no such user"), better_status("5.2.2", "smtp; 550 5.1.1 no"), better_status(None, "")
    ('5.1.1', '5.2.2', None)
    """
    if given is not None and not given.endswith(".0.0"):
        return given
    found = _STATUS.search(diagnostic)
    return found[1] if found else given


def _permanence(action: str, status: str | None, diagnostic: str) -> Permanence:
    if action in {"delayed", "relayed", "delivered", "expanded"}:
        return Permanence.DELAYED
    return judge(status, diagnostic)


def _read_with_flufl(message: Message, parts: Sequence[Part]) -> Iterator[DeliveryReport]:
    from flufl.bounce import all_failures

    # It tries fifty patterns on each line.
    if sum(part.content.count(b"\n") for part in parts) > _MOST_LINES:
        return
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001  # forty readers of old formats, not ours; none of their errors may stop the mail
        return
    for address in sorted(permanent):
        yield DeliveryReport(_ascii(address), "failed", None, Permanence.SOFT, read_by="flufl")
    for address in sorted(temporary):
        yield DeliveryReport(_ascii(address), "delayed", None, Permanence.DELAYED, read_by="flufl")


def _ascii(address: bytes | str) -> str:
    return (address.decode("ascii", "replace") if isinstance(address, bytes) else address).lower()


def _text(part: Part) -> str:
    return decode_text(part.content[:500_000], part.charset)[0].replace("\r\n", "\n").replace("\r", "\n")
