"""The earlier mails that mail programs hang below a text: an invoice typed into an answer stands above them, and they are none of it.

Only what surely begins history is taken for it: a form with `Fra:` and `Til:` for a period looks like the head of a mail to those
who want to find every quotation.
"""

from __future__ import annotations

import re

from models.finding import Finding, Severity

_QUOTED = re.compile(r"\s{0,4}>")
_MONEY = re.compile(r"\d[.,]\d{2}(?!\d)")
#: `On 12 Sep 2026 at 10:11 Ann wrote:`, `Den 1. sep. 2026 kl. 9.12 skrev Karin:`, on one line or broken over two.
_WROTE = re.compile(
    r"\s{0,4}(?:on|den|am|le|d\.)\b(?=[^\n]{0,160}\d)[^\n]{4,200}\b(?:wrote|skrev|schrieb|écrit)\b[^\n]{0,100}:?\s*\Z",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s{0,4}(?:-{2,}\s?(?:original|oprindelig|ursprüngliche|forwarded|videresendt)\b.{0,60}|begin forwarded message:?|start på videresendt besked:?)\s*\Z",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s{0,4}\*?(?:from|fra|von|de)\s?:", re.IGNORECASE)
_SENT = re.compile(r"\s{0,4}\*?(?:sent|sendt|gesendet|envoyé|subject|emne|betreff|objet)\s?:", re.IGNORECASE)


def without_history(text: str) -> tuple[str, tuple[Finding, ...]]:
    r"""Return a mail's text with what is quoted left blank, line for line, when what is not quoted names an amount itself.

    >>> without_history("I alt 500,00 kr.\n\nDen 1. sep. 2026 skrev Anby Kommune:\n> Send 9.999,00")[0].split()
    ['I', 'alt', '500,00', 'kr.']
    >>> without_history("FYI\n> I alt 500,00 kr.")[0]
    'FYI\n> I alt 500,00 kr.'
    """
    lines = text.splitlines()
    begins = next((place for place in range(len(lines)) if _begins(lines, place)), len(lines))
    own = ["" if place >= begins or _QUOTED.match(line) else line for place, line in enumerate(lines)]
    first = next((place for place, (kept, line) in enumerate(zip(own, lines, strict=True)) if kept != line), None)
    if first is None or not _MONEY.search("\n".join(own)):
        return text, ()
    detail = (
        f"What the mail quotes of earlier ones, from line {first + 1} on, was not read: the sender's own text names an amount."
    )
    return "\n".join(own), (Finding("quoted-not-read", Severity.NOTE, detail),)


def _begins(lines: list[str], place: int) -> bool:
    """Whether history begins on a line."""
    line = lines[place][:300]
    after = lines[place + 1 : place + 5]
    if _SEPARATOR.match(line) or _WROTE.match(line) or (after and _WROTE.match(f"{line.rstrip()} {after[0].strip()[:200]}")):
        return True
    return bool(_FROM.match(line) and "@" in line and any(map(_SENT.match, after))) or bool(
        _FROM.match(line) and sum(bool(_SENT.match(each)) for each in after) >= 2
    )
