"""What a file is by its content. Names and declared types lie too often to be believed, and are only asked about text."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from enum import StrEnum


class FileType(StrEnum):
    """A type of file that is told apart, whether or not it can be read."""

    PDF = "pdf"
    XML = "xml"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "text"
    HTML = "html"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    GIF = "gif"
    BMP = "bmp"
    WEBP = "webp"
    HEIC = "heic"
    ZIP = "zip"
    XLS = "xls"
    DOC = "doc"
    MSG = "msg"
    OLE = "ole"
    #: An Office file locked with a password: an OLE container around the encrypted package.
    LOCKED_OFFICE = "locked-office"
    TNEF = "tnef"
    RTF = "rtf"
    OPEN_DOCUMENT = "open-document"
    PRESENTATION = "presentation"
    EMAIL = "email"
    EMPTY = "empty"
    UNKNOWN = "unknown"


IMAGES = frozenset({FileType.PNG, FileType.JPEG, FileType.TIFF, FileType.GIF, FileType.BMP, FileType.WEBP, FileType.HEIC})

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"II*\x00", FileType.TIFF),
    (b"MM\x00*", FileType.TIFF),
    (b"II+\x00", FileType.TIFF),
    (b"GIF87a", FileType.GIF),
    (b"GIF89a", FileType.GIF),
    (b"BM", FileType.BMP),
    (b"\x78\x9f\x3e\x22", FileType.TNEF),
    (b"{\\rtf", FileType.RTF),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", FileType.LOCKED_OFFICE),
    ("__properties_version1.0", FileType.MSG),
    ("Workbook", FileType.XLS),
    ("Book", FileType.XLS),
    ("WordDocument", FileType.DOC),
)
_HTML = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<table[\s>]", re.IGNORECASE)
#: How the text of a mail begins where its program writes no page around it.
_HTML_PART = re.compile(r"<(?:div|p|span|br|font|ul|ol|center|style|meta)[\s/>]", re.IGNORECASE)
#: Headers that only a whole mail has; a forwarded one quoted in a text shows From, To and Subject at most.
_MAIL_HEADER = re.compile(
    r"^(?:Received|Return-Path|Message-ID|MIME-Version|Delivered-To|X-[\w-]{1,40}):", re.IGNORECASE | re.MULTILINE
)
_ANY_HEADER = re.compile(r"(?:From |[A-Za-z][\w-]{1,60}: ?)")
_DELIMITERS = (";", "\t", ",", "|")
PDF_HEAD = 1024
TEXT_HEAD = 8192
#: Fewer pairs of bytes may be nothing every other time by chance.
FEWEST_PAIRS = 8


def sniff(data: bytes, name: str | None = None, content_type: str | None = None) -> FileType:
    """Return the type of a file.

    >>> sniff(b"%PDF-1.7 ...").value, sniff(b"").value, sniff("Kære kommune".encode("cp1252")).value
    ('pdf', 'empty', 'text')
    """
    if not data.strip(b"\x00\t\r\n "):
        return FileType.EMPTY
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (kind is not FileType.BMP or len(data) > 26):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileType.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return FileType.HEIC
    if data.startswith(_OLE):
        return _sniff_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    # The header may stand anywhere in the first kilobyte: real senders prefix their own bytes.
    if b"%PDF-" in data[:PDF_HEAD]:
        return FileType.PDF
    return _sniff_text(data, name or "", content_type or "")


def _sniff_ole(data: bytes) -> FileType:
    for stream, kind in _OLE_STREAMS:
        if f"{stream}\x00".encode("utf-16-le") in data:
            return kind
    return FileType.OLE


def _sniff_zip(data: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:5000])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        return FileType.ZIP
    if "[Content_Types].xml" in names:
        for folder, kind in (("xl/", FileType.XLSX), ("word/", FileType.DOCX), ("ppt/", FileType.PRESENTATION)):
            if any(name.startswith(folder) for name in names):
                return kind
    return FileType.OPEN_DOCUMENT if {"mimetype", "content.xml"} <= names else FileType.ZIP


def _sniff_text(data: bytes, name: str, content_type: str) -> FileType:
    text = decode_head(data)
    if text is None:
        return FileType.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n")
    if _is_mail(start):
        return FileType.EMAIL
    if _HTML.search(start[:1024]) or _HTML_PART.match(start):
        return FileType.HTML
    if re.match(r"<\?xml|<[A-Za-z_][\w.:-]{0,60}[\s>]|<!--|<!DOCTYPE", start):
        return FileType.XML
    says_csv = name.lower().endswith((".csv", ".tsv")) or "csv" in content_type.lower()
    return FileType.CSV if find_delimiter(start, trusting=says_csv) else FileType.TEXT


def _is_mail(start: str) -> bool:
    head = start.replace("\r\n", "\n").partition("\n\n")[0]
    return bool(_ANY_HEADER.match(head) and _MAIL_HEADER.search(head))


def decode_head(data: bytes) -> str | None:
    r"""Return the beginning of a text file, or None when the bytes are no text.

    >>> decode_head(b"a;b\xe6"), decode_head(b"\x00\x01\x02binary")
    ('a;bæ', None)
    """
    head = data[:TEXT_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if b"\x00" in head:
        return _without_mark(head)
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    if odd > len(head) // 100:
        return None
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The head may end in the middle of a character.
        cut = len(data) > TEXT_HEAD and error.start >= len(head) - 3
        return head[: error.start].decode("utf-8-sig") if cut else head.decode("cp1252", "replace")


def _without_mark(head: bytes) -> str | None:
    encoding = utf_16_without_mark(head)
    return head[: len(head) // 2 * 2].decode(encoding, "replace") if encoding else None


def utf_16_without_mark(head: bytes) -> str | None:
    """Return how the letters of a text without a byte order mark lie, where every other byte is nothing, as some exporters write.

    >>> utf_16_without_mark("Dato;Beløb".encode("utf-16-le")), utf_16_without_mark(bytes(range(40)))
    ('utf-16-le', None)
    """
    pairs = len(head) // 2
    for empty, encoding in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
        other = head[0::2] if encoding == "utf-16-le" else head[1::2]
        if pairs >= FEWEST_PAIRS and empty.count(0) > 0.9 * pairs and not other.count(0):
            return encoding
    return None


def find_delimiter(text: str, *, trusting: bool = False) -> str | None:
    r"""Return the character that parts a table's cells, or None when the text is not a table.

    Without a name that says so, every one of the first lines must have the same number of them, and more than one.

    >>> find_delimiter("Dato;Tekst;Beløb\n1/6;Ophold;12,50\n"), find_delimiter("Dear team, please pay, thanks.\nRegards, E")
    (';', None)
    """
    lines = [line for line in text.splitlines()[:30] if line.strip()][:20]
    if len(text) >= TEXT_HEAD and len(lines) > 2:
        lines = lines[:-1]
    found = {mark: counts for mark in _DELIMITERS if (counts := [count for line in lines if (count := line.count(mark))])}
    for mark, counts in found.items():
        usual, often = Counter(counts).most_common(1)[0]
        if trusting and often >= len(lines) / 2 and usual:
            return mark
        if len(lines) >= 2 and usual >= 2 and often == len(lines):
            return mark
    # A head of two cells a row over a table of many, or rows cut short behind their last value: the mark is on most of the lines.
    return next((mark for mark, counts in found.items() if trusting and len(counts) >= len(lines) / 2), None)
