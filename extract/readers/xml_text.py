"""The letters of an XML file: what encoding it is really in, where that is another than it says."""

from __future__ import annotations

import re

from models.finding import Finding, Severity

_DECLARED = re.compile(rb"""(<\?xml[^>]{0,60}?encoding\s{0,3}=\s{0,3}["'])([\w.:-]{1,40})(["'])""")
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_ONE_BYTE = frozenset({b"iso-8859-1", b"latin1", b"latin-1", b"iso-8859-15", b"windows-1252", b"cp1252"})
#: Two letters that UTF-8 makes of one when it is read a byte at a time: then the file mixes both, and no one encoding is right.
_MIXED = re.compile("[\u00c2-\u00c5][\u0080-\u00bf\u0152-\u0178\u02c6-\u203a\u20ac\u2122]")


def true_encoding(data: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the file in the encoding it says, and a note where it had said another; blank lines before the declaration go.

    >>> true_encoding('<?xml version="1.0" encoding="UTF-8"?><a>ø</a>'.encode("cp1252"))[0].decode()
    '<?xml version="1.0" encoding="UTF-8"?><a>ø</a>'
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in data[:200]:
        return data, ()
    data = data.lstrip(b" \t\r\n")
    found = _DECLARED.search(data[:200])
    declared = found[2].lower() if found else b"utf-8"
    text = _as_utf_8(data)
    if declared in _ONE_BYTE and text is not None and not data.isascii():
        return _declared_utf_8(data), (_mistaken(declared, "UTF-8"),)
    if declared in _UTF_8 and text is None:
        text = data.decode("cp1252", "replace")
        if not _MIXED.search(text):
            return _declared_utf_8(text.encode()), (_mistaken(declared, "Windows-1252"),)
    return data, ()


def _as_utf_8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _declared_utf_8(data: bytes) -> bytes:
    return _DECLARED.sub(rb"\1UTF-8\3", data, count=1)


def _mistaken(declared: bytes, true: str) -> Finding:
    detail = f"The file says that its letters are {declared.decode('ascii', 'replace').upper()}, but they are {true}; it was read as that."
    return Finding("encoding-mistaken", Severity.NOTE, detail)
