"""A rendered letter as the bytes that leave: the same letter always gives the same bytes.

The bytes are stored before the first attempt and sent as they are on every later one; whoever receives a second copy
recognises it by its Message-ID.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime

from models.errors import PermanentError
from models.letter import Attachment, LetterDraft, RenderedLetter
from outbound.addresses import add_tag, parse_address

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ID = re.compile(r"^<[!-;=?-~]{3,250}>$")
#: Header lines are folded by the library; identifiers are not its to fold (it would encode a long one).
_POLICY = policy.SMTP
_MOST_REFERENCES = 12


class UnsafeHeader(PermanentError):
    """A header of the letter holds a line end or is otherwise not one line."""

    def __init__(self, header: str) -> None:
        super().__init__(
            f"The {header} of the letter is not one line of text, so the letter was not built. "
            "Correct the template or the value that broke it, then render the letter again."
        )


def build_mime(
    draft: LetterDraft,
    rendered: RenderedLetter,
    *,
    message_id: str,
    token: str,
    date: datetime,
    from_: Address,
    reply_to: Address | None = None,
    tag_reply_to: bool = False,
) -> bytes:
    """Return the message as it goes over the wire: CRLF line ends, seven-bit, one recipient.

    `date` must be aware. With `tag_reply_to`, answers come back to `name+token@domain`: only where the mail system of the
    council delivers such addresses.
    """
    if not _ID.fullmatch(message_id):
        raise UnsafeHeader("Message-ID")
    message = EmailMessage(policy=_POLICY)
    message["Date"] = format_datetime(_aware(date).astimezone(UTC))
    message["From"] = _one_line(from_, "From")
    message["To"] = parse_address(draft.to)
    if answers := reply_to or (from_ if tag_reply_to else None):
        message["Reply-To"] = _one_line(add_tag(answers, token) if tag_reply_to else answers, "Reply-To")
    message["Subject"] = subject_line(rendered.subject, token)
    # RFC 3834: nobody's mail system should answer this by itself; Exchange listens to its own header only.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    _add_bodies(message, rendered)
    for attachment in draft.attachments:
        _add_attachment(message, attachment)
    message["Content-Language"] = draft.language
    _fix_boundaries(message, message_id)
    return _identifiers(message_id, draft) + message.as_bytes()


def subject_line(subject: str, token: str) -> str:
    """Return the subject with the reference in front, where a reply keeps it.

    >>> subject_line("Invoice 20417 - correction needed", "000C-N3CCSTT9")
    '[Ref 000C-N3CCSTT9] Invoice 20417 - correction needed'
    """
    if _CONTROL.search(subject) or not subject.strip():
        raise UnsafeHeader("subject")
    return f"[Ref {token}] {subject.strip()}"


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("the date of a letter needs a time zone")
    return moment


def _one_line(address: Address, header: str) -> Address:
    parse_address(address.addr_spec, header)
    if _CONTROL.search(address.display_name):
        raise UnsafeHeader(header)
    return address


def _add_bodies(message: EmailMessage, rendered: RenderedLetter) -> None:
    message.set_content(_lines(rendered.text), subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(_lines(rendered.html), subtype="html", charset="utf-8", cte="quoted-printable")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _add_attachment(message: EmailMessage, attachment: Attachment) -> None:
    main, slash, sub = attachment.content_type.partition("/")
    if not slash or _CONTROL.search(attachment.filename) or _CONTROL.search(attachment.content_type):
        raise UnsafeHeader("name or type of an attachment")
    message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.filename)


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    # "=_" can stand neither in quoted-printable nor in base64, so no content can hold the boundary.
    stem = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    multiparts = (part for part in message.walk() if part.is_multipart())
    for index, part in enumerate(multiparts):
        part.set_boundary(f"=_{stem}.{index}")
    for part in message.walk():
        if part is not message and isinstance(part, MIMEPart):
            del part["MIME-Version"]


def _identifiers(message_id: str, draft: LetterDraft) -> bytes:
    lines = [f"Message-ID: {message_id}"]
    if draft.in_reply_to and _ID.fullmatch(draft.in_reply_to):
        lines.append(f"In-Reply-To: {draft.in_reply_to}")
    chain = [each for each in dict.fromkeys((*draft.references, draft.in_reply_to or "")) if _ID.fullmatch(each)]
    if chain:
        # The first letter of a thread and the latest ones are what mail programs look for.
        kept = chain if len(chain) <= _MOST_REFERENCES else [chain[0], *chain[1 - _MOST_REFERENCES :]]
        lines.append("References: " + "\r\n ".join(kept))
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
