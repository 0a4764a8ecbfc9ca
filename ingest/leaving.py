"""Kinds of files: which are documents, and what is said of those that are not read."""

from __future__ import annotations

from dataclasses import dataclass

from models.mail import DocumentKind

_KINDS = {
    "application/pdf": DocumentKind.PDF,
    "application/xml": DocumentKind.XML,
    "image/heic": DocumentKind.HEIC,
    "image/avif": DocumentKind.HEIC,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": DocumentKind.XLSX,
    "application/vnd.ms-excel": DocumentKind.XLS,
    "application/vnd.oasis.opendocument.spreadsheet": DocumentKind.ODS,
    "text/csv": DocumentKind.CSV,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DocumentKind.DOCX,
    "application/msword": DocumentKind.DOC,
    "text/html": DocumentKind.HTML,
    "text/plain": DocumentKind.TEXT,
    "application/rtf": DocumentKind.RTF,
}


def kind_of(sniffed: str) -> DocumentKind:
    """Return the kind of document for a sniffed type."""
    return (
        DocumentKind.IMAGE
        if sniffed.startswith("image/") and sniffed not in _KINDS
        else _KINDS.get(sniffed, DocumentKind.UNKNOWN)
    )


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why a kind of file is not read, and whether a person should look at it."""

    code: str
    reason: str
    needs_person: bool = False


_SIGNATURE = Leaving("signature", "A digital signature; it holds no document.")
_REPORT = Leaving("report", "A mail system's own report; it is read as such, not as a document.")
_PACKED = Leaving(
    "archive-unknown", "An archive of a kind that is not opened. Ask for the files themselves or a zip.", needs_person=True
)
_PROGRAM = Leaving("program", "A program. It is never opened; ask the sender what it was meant to be.", needs_person=True)
_PLAYED = Leaving("sound-or-film", "A sound or a film; a person must hear or see whether it matters.", needs_person=True)

LEAVING = {
    "application/x-empty": Leaving("empty", "There is nothing in it."),
    "application/pkcs7-mime": _SIGNATURE,
    "application/pgp-signature": _SIGNATURE,
    "text/calendar": Leaving("calendar", "A calendar entry."),
    "text/vcard": Leaving("contact-card", "A contact card."),
    "text/x-vcard": Leaving("contact-card", "A contact card."),
    "text/directory": Leaving("contact-card", "A contact card."),
    "text/rfc822-headers": _REPORT,
    "message/delivery-status": _REPORT,
    "message/global-delivery-status": _REPORT,
    "message/disposition-notification": _REPORT,
    "message/feedback-report": _REPORT,
    "message/rfc822-headers": _REPORT,
    "message/external-body": Leaving(
        "external", "The file itself is not in the message, only a pointer to it.", needs_person=True
    ),
    "message/partial": Leaving(
        "partial", "A piece of a message that was cut up on the way; ask the sender for the whole.", needs_person=True
    ),
    "image/svg+xml": Leaving("drawing", "A drawing for the screen, as logos are."),
    "application/vnd.rar": _PACKED,
    "application/x-7z-compressed": _PACKED,
    "application/gzip": _PACKED,
    "application/x-bzip2": _PACKED,
    "application/x-xz": _PACKED,
    "application/x-msdownload": _PROGRAM,
    "application/x-executable": _PROGRAM,
    "audio/mpeg": _PLAYED,
    "audio/ogg": _PLAYED,
    "audio/wav": _PLAYED,
    "video/mp4": _PLAYED,
    "video/x-msvideo": _PLAYED,
}
