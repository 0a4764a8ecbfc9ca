"""Header values of any bytes as text: never raises, and never takes longer than the header is long."""

from __future__ import annotations

import binascii
import codecs
import email.utils
import quopri
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

#: No header is read further than this; quadratic parsing starts to hurt beyond it.
LONGEST = 65_536
#: Content-Type and Content-Disposition beyond this are not a mail program's.
LONGEST_PARAMETERS = 8_192

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_PARAMETER = re.compile(r';\s*([^=;\s"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_TYPE = re.compile(r"[\w!#$&^.+-]{1,60}/[\w!#$&^.+-]{1,100}", re.ASCII)
_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
#: Names that Python knows as codecs of text and that nobody writes mail in; some of them are slow on purpose-made input.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "charmap"})
#: Senders say Latin-1 and mean Windows; the same for the Korean and Chinese sets.
_WIDER = {"iso8859-1": "cp1252", "ascii": "utf-8", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030"}
_ALIASES = {"ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7", "cp-850": "cp850"}


def recover(raw: str) -> str:
    """Return a header value as text: UTF-8 where the bytes are that, Windows-1252 otherwise, on one line.

    `raw` holds bytes above 127 as surrogate escapes, as the standard library keeps them.
    """
    octets = raw[:LONGEST].encode("ascii", "surrogateescape") if not raw.isascii() else raw[:LONGEST].encode()
    return _FOLD.sub(" ", decode_text(octets, None)[0]).strip()


def decode_words(text: str) -> str:
    """Return text with RFC 2047 encoded words decoded, wherever they stand and however they are cut.

    >>> decode_words("=?utf-8?q?Vedh=C3=A6ftet?= =?utf-8?b?IGZha3R1cmE=?=")
    'Vedhæftet faktura'
    >>> decode_words("=?no-such-set?q?plain?= and =?utf-8?b?!!!?=")
    'plain and '
    """
    joined = _BETWEEN_WORDS.sub(r"\1", text)
    pieces: list[tuple[str | None, bytes | str]] = []
    at = 0
    for found in _WORD.finditer(joined):
        if found.start() > at:
            pieces.append((None, joined[at : found.start()]))
        charset = found[1].partition("*")[0].lower()
        octets = _word_bytes(found[2], found[3])
        if pieces and pieces[-1][0] == charset and found.start() == at:
            # Some programs cut a character in two between words; the bytes belong together.
            pieces[-1] = (charset, bytes(pieces[-1][1]) + octets)  # type: ignore[arg-type]  # only str pieces have no charset
        else:
            pieces.append((charset, octets))
        at = found.end()
    pieces.append((None, joined[at:]))
    return "".join(piece if isinstance(piece, str) else decode_text(piece, charset)[0] for charset, piece in pieces)


def _word_bytes(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(text.encode("utf-8", "replace"), header=True)
    return decode_base64(text.encode("ascii", "ignore"))


def decode_base64(octets: bytes) -> bytes:
    r"""Return what base64 says, skipping foreign characters and mending a missing end.

    >>> decode_base64(b"SGVs\r\nbG8"), decode_base64(b"SGVsbG8=IHlvdQ==x")
    (b'Hello', b'Hello you')
    """
    clean = _BASE64.sub(b"", octets)
    # Pieces encoded one by one and put together keep their padding in the middle.
    return b"".join(_decode_run(run) for run in clean.split(b"=") if len(run) > 1)


def _decode_run(run: bytes) -> bytes:
    whole = run[:-1] if len(run) % 4 == 1 else run
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def decode_text(octets: bytes, charset: str | None) -> tuple[str, bool]:
    """Return bytes as text and whether the named character set fitted; UTF-8 and Windows-1252 are tried after it."""
    name = known_charset(charset)
    for candidate in (name, "utf-8") if name else ("utf-8",):
        try:
            return octets.decode(candidate), charset is None or candidate == name
        except (UnicodeError, ValueError, LookupError):
            continue
    mended = octets.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    # UTF-8 with a character cut in two is still UTF-8; Windows text read as UTF-8 is broken at every letter.
    is_cut = broken < sum(character > "\x7f" for character in mended) - broken
    return mended if is_cut else octets.decode("cp1252", "replace"), False


def known_charset(charset: str | None) -> str | None:
    """Return the name of a character set Python can read, or None.

    >>> known_charset("ISO-8859-1"), known_charset("x-unknown"), known_charset("zlib")
    ('cp1252', None, None)
    """
    if not charset or len(charset) > 60 or not charset.isascii():
        return None
    try:
        found = codecs.lookup(_ALIASES.get(charset.lower().strip(), charset.strip()))
    except (LookupError, ValueError):
        return None
    # The standard library marks codecs that do not give text only in this attribute.
    is_text = getattr(found, "_is_text_encoding", True)
    return None if found.name in _NOT_CHARSETS or not is_text else _WIDER.get(found.name, found.name)


def readable(text: str) -> str:
    """Return text without control and direction characters, white space as single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(" " if character.isspace() else character for character in text if _is_shown(character))
    return " ".join(kept.split())


def _is_shown(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def parse_date(text: str) -> datetime | None:
    """Return the time of a Date header in UTC, or None when it is no time.

    >>> parse_date("Tue, 30 Jun 2026 11:12:00 +0200").isoformat()
    '2026-06-30T09:12:00+00:00'
    >>> parse_date("yesterday") is None
    True
    """
    cut = text[:200]
    for parse in (email.utils.parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(cut.strip())
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.astimezone(UTC) if 1970 <= aware.year <= 2200 else None
        except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
            continue
    return None


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return the first word of a Content-Type or Content-Disposition and its parameters, RFC 2231 and 2047 decoded.

    >>> parse_parameters("attachment; filename*0*=utf-8''Fakt%C3%B8r; filename*1=a.pdf")
    ('attachment', {'filename': 'Faktøra.pdf'})
    """
    cut = value[:LONGEST_PARAMETERS]
    first = cut.partition(";")[0].strip().lower()
    pairs = [(found[1].lower(), found[2].strip()) for found in _PARAMETER.finditer(cut)]
    parameters: dict[str, str] = {}
    for name, text in _decode_parameters(pairs):
        parameters.setdefault(name, decode_words(text))
    return first, parameters


def _decode_parameters(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    try:
        decoded = email.utils.decode_params([("", ""), *pairs])[1:]
        return [(name, _collapse(value)) for name, value in decoded]
    except (ValueError, IndexError, TypeError, KeyError, LookupError, UnicodeError):
        return [(name.partition("*")[0], email.utils.unquote(text)) for name, text in pairs]


def _collapse(value: object) -> str:
    if isinstance(value, tuple):
        return email.utils.unquote(email.utils.collapse_rfc2231_value(value, errors="replace", fallback_charset="utf-8"))
    return email.utils.unquote(str(value))


def clean_type(value: str, default: str) -> str:
    """Return a MIME type in lower case, or the default when the text is none.

    >>> clean_type("Application/PDF", "text/plain"), clean_type("pdf", "text/plain")
    ('application/pdf', 'text/plain')
    """
    lowered = value.strip().lower()
    return lowered if _TYPE.fullmatch(lowered) else default


_FOLDERS = re.compile(r"[/\\／＼∕⁄]")


def show_name(name: str | None) -> str:
    r"""Return a file name that is safe to show: no folders, no tricks, at most 120 characters. Never a path to write to.

    >>> show_name("..\\..\\evil\u202efdp.exe"), show_name("C:/x/Faktura 20417.pdf"), show_name(None)
    ('evilfdp.exe', 'Faktura 20417.pdf', '')
    """
    if not name:
        return ""
    last = _FOLDERS.split(name[:4096].rstrip("/\\"))[-1]
    shown = readable(unicodedata.normalize("NFC", last)).strip(". ")
    if len(shown) <= 120:
        return shown
    stem, dot, ending = shown.rpartition(".")
    return stem[: 119 - len(ending)] + dot + ending if dot and len(ending) <= 10 else shown[:120]
