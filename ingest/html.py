"""HTML bodies as plain text with their tables kept as columns."""

from __future__ import annotations

import html
import re

#: Longer HTML is stripped of its tags instead of laid out.
LONGEST_LAYOUT = 1_000_000
_TAG = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(r"<(script|style|head)\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/tr|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)


def html_to_text(source: str) -> str:
    """Return the text of HTML, laid out as a reader would see it, or its bare words when it is too odd to lay out.

    >>> html_to_text("<p>Saldo: 1.234,00&nbsp;kr.</p>").strip()
    'Saldo: 1.234,00 kr.'
    """
    if not source.strip():
        return ""
    if len(source) <= LONGEST_LAYOUT:
        try:
            return _lay_out(source).replace("\u00a0", " ")
        except Exception:  # noqa: BLE001, S110  # the parser below it is not ours; bare words are the answer to all its errors
            pass
    return strip_tags(source)


def _lay_out(source: str) -> str:
    from inscriptis import get_text

    return str(get_text(source))


def strip_tags(source: str) -> str:
    r"""Return the words between the tags, each block on its own line.

    >>> strip_tags("<style>p {}</style><p>Tom &amp; Ann<br>x</p>")
    'Tom & Ann\nx'
    """
    visible: list[str] = []
    lowered = source.lower()
    at = 0
    for found in _HIDDEN.finditer(source):
        if found.start() >= at:
            visible.append(source[at : found.start()])
            end = lowered.find(f"</{found[1].lower()}", found.end()) if len(visible) < 1000 else -1
            at = end if end >= 0 else found.end()
    visible.append(source[at:])
    broken = _BREAK.sub("\n", "".join(visible))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub("", broken)).splitlines())
    return "\n".join(line for line in lines if line)
