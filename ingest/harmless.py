"""The HTML of a mail made harmless to show: words and tables stay; links, pictures, forms, styles and scripts go."""

from __future__ import annotations

import nh3

from ingest.headers import decode_text
from ingest.mime import parse_message

_TAGS = {
    "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3",
    "h4", "hr", "i", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip
#: No address of any kind: a mail that is shown must not lead anywhere or fetch anything.
_ATTRIBUTES = {"td": {"colspan", "rowspan", "align"}, "th": {"colspan", "rowspan", "align"}, "*": {"dir", "lang"}}
LONGEST = 500_000


def harmless_html(raw: bytes) -> str:
    """Return the HTML that the reader of a mail would see, cleaned; empty where the mail has none."""
    for part in parse_message(raw).parts:
        if part.is_body and part.content_type == "text/html":
            return clean(decode_text(part.content[: 2 * LONGEST], part.charset)[0])
    return ""


def clean(source: str) -> str:
    """Keep of HTML what can only be read.

    >>> clean('<p onclick="x()">Hi <a href="https://evil.example">there</a><script>x()</script><img src=x onerror=x()></p>')
    '<p>Hi there</p>'
    """
    return nh3.clean(source[:LONGEST], tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(), link_rel=None)
