"""What bytes are by looking at them. What the sender called them counts only where bytes cannot tell."""

from __future__ import annotations

import io
import re
import zipfile

#: A PDF may begin after up to this many bytes of something else (ISO 32000-1, annex H.3.4.1).
PDF_WITHIN = 1024
OCTETS = "application/octet-stream"

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"),
    (b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature"),
    (b"-----BEGIN PKCS7-----", "application/x-pem-pkcs7"),
    (b"-----BEGIN CMS-----", "application/x-pem-pkcs7"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
#: What may hold a PDF near its beginning without being one.
_HOLDING = frozenset({"application/ms-tnef", "application/pkcs7-mime"})
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"avif": "image/avif",
}
_ENDINGS = {
    ".msg": "application/vnd.ms-outlook",
    ".xls": "application/vnd.ms-excel",
    ".doc": "application/msword",
}
_MEMBERS = (
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.[a-z-]{1,40}")
_HTML = re.compile(r"<(?:!doctype\s{1,20}html|html|head|body|meta|table|div|p|style|span|font)\b", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    rb"(?:received|return-path|from|to|subject|date|mime-version|message-id|delivered-to|content-type):[ \t]", re.IGNORECASE
)
_ELEMENT = re.compile(r"<(?:\?xml[\s?]|[A-Za-z_][\w.-]{0,60}:?[\w.-]{0,60}\s{1,20}[^>]{0,2000}xmlns|!DOCTYPE\s{1,20}[A-Za-z])")


def sniff(content: bytes, name: str | None = None, claimed: str = OCTETS) -> str:
    """Return the MIME type the bytes have, in lower case.

    >>> sniff(b"%PDF-1.7", "invoice.txt", "text/plain"), sniff(b"hello", "a.csv", "text/csv")
    ('application/pdf', 'text/csv')
    """
    if not content:
        return "application/x-empty"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_type(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(content, name)
    head = content[:64]
    found = next((kind for start, kind in _STARTS if head.startswith(start)), None) or _container_type(head) or _cms_type(head)
    if _is_pdf(content) and found not in _HOLDING:
        return "application/pdf"
    return found or _text_type(content, name, claimed)


def _is_pdf(content: bytes) -> bool:
    """Tell a PDF, also behind a few lines that a gateway put before it, from a text that speaks of PDFs."""
    at = content.find(b"%PDF-", 0, PDF_WITHIN)
    return at >= 0 and (not content[:at].strip(b"\xef\xbb\xbf \t\r\n\0") or b" obj" in content)


def _container_type(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "video/x-msvideo")
    # A bitmap says its size, its reserved bytes are zero.
    return "image/bmp" if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0" else None


def _cms_type(head: bytes) -> str | None:
    if not head.startswith(b"\x30"):
        return None
    if b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" in head[:32]:
        return "application/pkcs7-mime"
    locked = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17")
    return "application/x-pkcs7-enveloped" if any(mark in head[:32] for mark in locked) else None


def _zip_type(content: bytes) -> str:
    found = _OPEN_DOCUMENT.search(content[:200])
    if found:
        return found[0].decode("ascii")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RecursionError, KeyError, IndexError):
        return "application/zip"
    return next((kind for member, kind in _MEMBERS if member in names), "application/zip")


def _ole_type(content: bytes, name: str | None) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as storage:
            entries = {entry[0].lower() for entry in storage.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, MemoryError):
        return "application/x-ole-storage"
    if "encryptedpackage" in entries:
        return "application/x-ole-encrypted"
    if "__properties_version1.0" in entries:
        return "application/vnd.ms-outlook"
    if entries & {"workbook", "book"}:
        return "application/vnd.ms-excel"
    if "worddocument" in entries:
        return "application/msword"
    return _ENDINGS.get((name or "")[-4:].lower(), "application/x-ole-storage")


def _text_type(content: bytes, name: str | None, claimed: str) -> str:
    text = _as_text(content)
    if text is None:
        return claimed if claimed.startswith(("audio/", "video/", "image/")) else OCTETS
    start = text.lstrip("\ufeff \t\r\n")[:4000]
    if not start:
        return "application/x-empty"
    if start.startswith("<"):
        marked = _marked_type(start)
        if marked:
            return marked
    ending = (name or "")[-5:].lower()
    if ending.endswith(".eml") and _MAIL_HEADER.match(content.lstrip()[:200]):
        return "message/rfc822"
    return _plain_type(start, ending, claimed)


def _marked_type(start: str) -> str | None:
    lowered = start.lower()
    if "<html" in lowered[:2000] or lowered.startswith("<!doctype html"):
        return "text/html"
    if "<svg" in lowered[:1000]:
        return "image/svg+xml"
    if _ELEMENT.match(start):
        return "application/xml"
    return "text/html" if _HTML.match(start) else None


def _plain_type(start: str, ending: str, claimed: str) -> str:
    if ending.endswith((".csv", ".tsv")) or claimed in {"text/csv", "text/tab-separated-values", "application/csv"}:
        return "text/csv"
    if claimed in {"text/html", "text/calendar", "text/vcard", "text/x-vcard"}:
        return claimed
    if claimed.startswith("message/") or claimed in {"text/rfc822-headers", "text/directory"}:
        return claimed
    return "application/xml" if ending.endswith(".xml") and start.startswith("<") else "text/plain"


def _as_text(content: bytes) -> str | None:
    """Return the beginning as text, or None when the bytes are not text in any common encoding."""
    head = content[:8192]
    for mark, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[: len(head) // 2 * 2].decode(encoding, "replace")
    strange = sum(octet < 32 and octet not in b"\t\n\r\f\x1b" for octet in head)
    if b"\0" in head or strange > len(head) // 50:
        return None
    return head.decode("utf-8", "replace")
