"""ParsedMessage → Documents: what there is to read in a message, and why the rest is not read.

Every leaf ends as a document or as left out with a reason. Kinds go by content, never by the claimed type or the name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ingest.cms import unwrap_signed
from ingest.containers import BROKEN, DEEPEST_ARCHIVE, LOCKED, Budget, NotOpened, open_tnef, open_zip
from ingest.headers import decode_text, show_name
from ingest.html import html_to_text
from ingest.leaving import LEAVING, kind_of
from ingest.outlook import Enclosed, open_outlook
from ingest.pictures import shown_in_text, why_logo
from ingest.sniff import sniff
from ingest.structure import Walk, open_message, walk_message
from models.mail import DocumentKind, Documents, LeftOut, MailDocument, ParsedMessage, Part

_AMOUNT = re.compile(r"\d[.,]\d{2}(?!\d)|\bkr\.?\s{0,3}\d|£\s{0,3}\d|\d{2}\s{0,3}(?:kr|DKK|GBP)\b", re.IGNORECASE)
_MATTER = re.compile(
    r"invoice|credit note|statement|balance|amount|total|payable|surplus|refund|contingency|faktura|kreditnota|rykker|beløb|saldo"
    r"|betal|i alt|opgørelse|overskud|tilbagebetal",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\A(?:re|sv|svar)\s?:|\b(?:dis)?agreed?\b|\bdispute|\bu?enige?\b|\baccept|\bgodkend|\bafvis", re.IGNORECASE
)
#: Receipts and complaints show the mail they are about.
_ABOUT_A_MAIL = frozenset({"message/disposition-notification", "message/feedback-report"})
_SYSTEM_FILES = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(slots=True)
class _Found:
    shown: frozenset[str]
    #: The message answers another, or says yes or no to something: its text counts whatever came with it.
    is_answer: bool = False
    budget: Budget = field(default_factory=Budget)
    documents: list[MailDocument] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def leave(self, part: Part, code: str, reason: str, *, needs_person: bool) -> None:
        self.left_out.append(LeftOut(part.path, code, reason, needs_person, part.sha256, part.size, part.display_name))

    def keep(self, part: Part, kind: DocumentKind) -> None:
        if part.sha256 in self.seen:
            self.leave(part, "same-again", "The same file is in the message already.", needs_person=False)
            return
        self.seen.add(part.sha256)
        self.documents.append(MailDocument(part.path, kind, part.sniffed, part.content, part.display_name, part.nested))


def list_documents(parsed: ParsedMessage) -> Documents:
    """Return what there is to read in a message, and why each other part is not read."""
    is_answer = bool(parsed.in_reply_to or parsed.references or _ANSWERS.search(f"{parsed.subject}\n{parsed.body[:100_000]}"))
    found = _Found(shown_in_text(parsed.parts), is_answer)
    returned = bool(parsed.delivery_reports) or any(part.content_type in _ABOUT_A_MAIL for part in parsed.parts)
    for part in parsed.parts:
        if part.nested and returned:
            found.leave(part, "returned-copy", "A copy of a mail that came back, not something sent to us.", needs_person=False)
        elif not part.is_body:
            _sort(part, found, 0)
    if not returned:
        _take_texts((part for part in parsed.parts if part.is_body and part.nested), found)
    _take_own_text(parsed, found)
    return Documents(tuple(found.documents), tuple(found.left_out))


def _sort(part: Part, found: _Found, depth: int) -> None:
    container = _OPENERS.get(part.sniffed)
    leaving = LEAVING.get(part.sniffed) or LEAVING.get(part.content_type if part.content_type.startswith("message/") else "")
    signed = unwrap_signed(part.content) if part.sniffed == "application/pkcs7-mime" else None
    if signed is not None:
        # Outlook keeps signed mail like this in its files; the signature is not trusted for anything.
        _open(replace(part, content=signed, sniffed="message/rfc822"), found, depth)
    elif container is not None:
        _open(part, found, depth)
    elif _SYSTEM_FILES.search(part.filename or ""):
        found.leave(part, "system-file", "A file that computers leave in archives.", needs_person=False)
    elif leaving is not None:
        # An empty file with a name is an attachment that got lost on the way.
        needs_person = leaving.needs_person or (part.size == 0 and bool(part.filename))
        found.leave(part, leaving.code, leaving.reason, needs_person=needs_person)
    else:
        _keep(part, found)


def _keep(part: Part, found: _Found) -> None:
    kind = kind_of(part.sniffed)
    if kind is DocumentKind.IMAGE:
        inline = (part.content_id or "").lower() in found.shown
        reason = why_logo(part.content, inline=inline)
        if reason is not None:
            found.leave(part, "logo", reason, needs_person=False)
            return
    if kind is DocumentKind.UNKNOWN:
        found.leave(part, "unknown-kind", "What kind of file this is cannot be told from its bytes.", needs_person=True)
        return
    found.keep(part, kind)


def _open(part: Part, found: _Found, depth: int) -> None:
    if depth >= DEEPEST_ARCHIVE:
        found.leave(part, "archive-depth", "Archives inside archives are opened two levels deep, not more.", needs_person=True)
        return
    try:
        enclosed = _OPENERS[part.sniffed](part.content, found.budget)
    except NotOpened as why:
        found.leave(part, why.code, why.reason, needs_person=True)
        return
    inner = [_part_of(entry, f"{part.path}.{number}") for number, entry in enumerate(enclosed, start=1)]
    if not inner:
        found.leave(part, "empty", "There is nothing in it.", needs_person=True)
    found.shown |= shown_in_text(inner)
    for child in inner:
        if not child.is_body:
            _sort(child, found, depth + 1)
    _take_texts((child for child in inner if child.is_body), found)


def _part_of(entry: Enclosed, path: str) -> Part:
    sniffed = sniff(entry.content, entry.name, entry.claimed)
    content_id = (entry.content_id or "").strip("<>") or None
    name = show_name(entry.name)
    return Part(
        path, entry.claimed, sniffed, entry.content, entry.name, name, None, content_id, None, entry.is_text, nested=True
    )


def _take_texts(parts: Iterable[Part], found: _Found) -> None:
    """Make one document of the texts of each message inside the message."""
    for place, group in groupby(parts, key=lambda part: part.path.rpartition(".")[0]):
        texts = list(group)
        best = _best_text([(part.sniffed, _text(part)) for part in texts])
        whole = replace(
            texts[0], path=f"{place}.body", content=best.encode(), sniffed="text/plain", filename=None, display_name=""
        )
        _take_text(whole, best, found)


def _take_own_text(parsed: ParsedMessage, found: _Found) -> None:
    text = _best_text([("text/plain", parsed.text), ("text/html", parsed.html_text)])
    _take_text(Part("body", "text/plain", "text/plain", text.encode("utf-8", "replace"), is_body=True), text, found)


def _take_text(part: Part, text: str, found: _Found) -> None:
    is_answer = part.path == "body" and found.is_answer
    if not text.strip():
        found.leave(part, "no-text", "The message has no text.", needs_person=False)
    elif (
        (found.documents or part.nested)
        and not is_answer
        and not (_AMOUNT.search(text[:100_000]) and _MATTER.search(text[:100_000]))
    ):
        found.leave(part, "cover-note", "The text names no amount; it goes with a document or a message.", needs_person=False)
    else:
        found.keep(part, DocumentKind.BODY)


def _best_text(texts: Sequence[tuple[str, str]]) -> str:
    """Return the plain text, or the laid-out HTML where the plain text is only a stub of it."""
    plain = "\n".join(text for kind, text in texts if kind != "text/html" and text.strip())
    laid_out = "\n".join(text for kind, text in texts if kind == "text/html" and text.strip())
    return plain if len(plain.strip()) * 3 >= len(" ".join(laid_out.split())) else laid_out


def _text(part: Part) -> str:
    text = decode_text(part.content[:2_000_000], part.charset)[0].replace("\r\n", "\n").replace("\0", "")
    return html_to_text(text) if part.sniffed == "text/html" else text


def _open_outlook(content: bytes, budget: Budget) -> list[Enclosed]:
    try:
        entries = open_outlook(content)
    except ValueError:
        raise NotOpened("archive-broken", BROKEN) from None
    budget.entries -= len(entries)
    return entries


def _open_mail(content: bytes, budget: Budget) -> list[Enclosed]:
    """Take apart a message that was attached as a plain file."""
    message, danger = open_message(content)
    walk = Walk(left=max(budget.octets, 0))
    walk_message(message, walk, whole=danger is None)
    budget.octets = walk.left
    return [Enclosed(_as_utf8(part), part.filename, part.content_type, part.content_id, part.is_body) for part in walk.parts]


def _as_utf8(part: Part) -> bytes:
    return decode_text(part.content, part.charset)[0].encode("utf-8", "replace") if part.is_body else part.content


def _locked(_content: bytes, _budget: Budget) -> list[Enclosed]:
    raise NotOpened("encrypted", LOCKED)


_OPENERS = {
    "application/zip": open_zip,
    "application/ms-tnef": open_tnef,
    "application/vnd.ms-outlook": _open_outlook,
    "message/rfc822": _open_mail,
    "application/x-ole-encrypted": _locked,
    "application/x-pkcs7-enveloped": _locked,
    "application/pgp-encrypted": _locked,
    "application/x-pem-pkcs7": _locked,
}


def content_hash(documents: Documents) -> str:
    """Return one hash for all documents of a message, whatever their order."""
    return hashlib.sha256("".join(sorted(document.sha256 for document in documents.documents)).encode()).hexdigest()
