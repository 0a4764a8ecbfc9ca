"""What the writer of a reply wrote, without the history that mail programs put below, above or between it.

mail-parser-reply finds the headers that mail programs write before history; its expressions are quadratic on one very
long line, so lines and body are capped first. What it leaves is looked through once more, line by line, because history
that is taken for an answer is worse than an answer that is cut short: our own letter says "agree" and names the sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: Longer lines are cut: no answer is one line this long, and the library's time grows with the square of it.
LONGEST_LINE = 500
#: Characters of a body that are looked at. History comes last, so answers are not lost.
LONGEST_BODY = 200_000
#: Characters that the library is given of what our own look has left.
LONGEST_FOR_LIBRARY = 50_000
#: Lines of a body that are looked at.
MOST_LINES = 2_000
LANGUAGES = ("en", "da", "de", "fr", "sv", "nl", "pl", "it", "es", "cs", "ja")

QUOTED_LINE = re.compile(r"^\s{0,4}(?:>|\|\s[^|]*$)")
#: Words with which a line ends that introduces history, in the languages that reach these mailboxes.
WROTE = re.compile(
    r"(?:\b(?:wrote|writes|skrev|schrieb|schreef|ha scritto|escribió|escreveu|kirjoitti|пишет|написал)\b[^\n]{0,120}:"
    r"|\bnapisał(?:\(a\))?\s?:|\ba écrit\s?:|\b(?:wrote|skrev|schrieb)(?:\s?-{2,})?|\d.{0,80}<[^>\s]{1,80}@[^>\s]{1,80}>:)\s*$",
    re.IGNORECASE,
)
#: How such a line begins: a day, a weekday, a name or an address.
WROTE_START = re.compile(
    r"^\s{0,4}[*_-]{0,6}\s?(?:on|den|am|le|il|el|op|em|dnia|pe|ti|ma|ke|to|la|su|man|tir|ons|tor|fre|lør|søn|mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс|\d|.{0,60}<[^>\n]{3,80}>|[\w.]+@)",
    re.IGNORECASE,
)
HEADER_LINE = re.compile(
    r"^\s{0,4}[*_]{0,2}(?:from|sent|to|cc|subject|date|reply-to|fra|sendt|til|emne|dato|kopi|von|gesendet|an|betreff|datum|de|envoyé(?: le)?|a|à|copie à|objet|sujet"
    r"|från|skickat|till|ämne|van|verzonden|aan|onderwerp|da|inviato|oggetto|para|enviado|assunto|asunto|od|wysłano|do|temat|lähettäjä|lähetetty"
    r"|vastaanottaja|aihe|от|кому|тема|дата|отправлено)\s?:[*_]{0,2}",
    re.IGNORECASE,
)
FIRST_HEADER = re.compile(r"^\s{0,4}[*_]{0,2}(?:from|fra|von|de|från|van|da|od|lähettäjä|от|message du)\s?:", re.IGNORECASE)
SEPARATOR = re.compile(
    r"^\s{0,4}(?:-{2,}\s?(?:original|oprindelig|ursprüngliche|forwarded|videresendt|message|opprinnelig|ursprungligt|reply|besked)\b.{0,60}"
    r"|-{3,}\s?.{0,40}(?:message|meddelelse|nachricht|melding|meddelande|mensaje|messaggio|bericht|e-mail)\b.{0,40}-{3,}"
    r"|begin forwarded message:?|start på videresendt besked:?|_{10,}|-{20,}|={4,})\s*$",
    re.IGNORECASE,
)
#: Lines that a telephone or a mail program signs with.
TAGLINE = re.compile(
    r"^\s{0,4}[*_]{0,2}(?:sent (?:from|via|with|by)|get outlook for|sendt fra|hent outlook|gesendet (?:von|mit)|von meinem .{0,30} gesendet"
    r"|envoyé (?:de|depuis|à partir)|télécharge\w* outlook|отправлено (?:с|из)|skickat från|inviato da|enviado d|wysłano z|lähetetty)\b",
    re.IGNORECASE,
)
DELIMITER = re.compile(r"^\s{0,4}(?:--|__|—|–)\s*$")
#: A signature is not longer than this: more text below a delimiter is text.
LONGEST_SIGNATURE = 12
#: The line that our own letters carry: whatever stands below it is ours.
ANSWER_ABOVE = re.compile(r"\b(?:please (?:answer|reply) above this line|svar venligst over denne linje)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReplyText:
    """The writer's own words, and what was taken away. `cut` tells that the caps were reached."""

    reply: str = field(repr=False)
    quoted: str = field(repr=False)
    cut: bool = False


def strip_quoted(body: str) -> ReplyText:
    r"""Part a plain-text body into the answer and its history. Lines between quoted lines count as answer.

    >>> strip_quoted("Agreed.\n\nOn Mon, 6 Jul 2026, Finance wrote:\n> Please return the surplus.").reply
    'Agreed.'
    >>> strip_quoted("> Do you agree?\nYes, 1,085.02.\n> When?\n20 July.").reply
    'Yes, 1,085.02.\n20 July.'
    """
    capped, cut = _capped(body)
    top = _before_history(capped)
    has_top = bool(top.strip())
    answer, dropped = _without_quotes(top if has_top else capped)
    rest = capped[len(top) :] if has_top else ""
    return ReplyText(_without_signature(answer), f"{dropped}\n{rest}".strip(), cut)


def _capped(body: str) -> tuple[str, bool]:
    text = body[:LONGEST_BODY].replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u200b", "")
    lines = text.split("\n")
    short = [line[:LONGEST_LINE].rstrip() for line in lines[:MOST_LINES]]
    cut = len(body) > LONGEST_BODY or len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines)
    return "\n".join(short), cut


def _before_history(text: str) -> str:
    """Return what stands before the first header of history, by the library and by our own look; the shorter wins."""
    lines = text.split("\n")
    ours = lines[: _first_history(lines)]
    return "\n".join(ours[: _by_library(ours)])


def _by_library(lines: list[str]) -> int:
    """Return the line on which the library sees history begin; it strips lines, so line numbers are what is compared."""
    from mailparser_reply import EmailReplyParser

    shown = "\n".join(lines)[:LONGEST_FOR_LIBRARY]
    replies = EmailReplyParser(languages=list(LANGUAGES)).read(shown).replies
    if len(replies) < 2 or replies[0].headers:
        return len(lines)
    wanted = "".join(replies[0].content.split())
    seen = 0
    for number, line in enumerate(lines):
        if seen >= len(wanted):
            return number
        seen += len("".join(line.split()))
    return len(lines)


def _first_history(lines: list[str]) -> int:
    for number, line in enumerate(lines):
        if QUOTED_LINE.match(line):
            continue
        if ANSWER_ABOVE.search(line) or SEPARATOR.match(line):
            return number
        if _is_wrote(lines, number) or _is_header_block(lines, number):
            return number
    return len(lines)


def _is_wrote(lines: list[str], number: int) -> bool:
    """Recognise "On ... wrote:", over up to three lines."""
    if not WROTE_START.match(lines[number]):
        return False
    joined = ""
    for line in lines[number : number + 3]:
        joined = f"{joined} {line.strip()}".strip()
        if WROTE.search(joined[-200:]):
            return True
        if not line.strip():
            return False
    return False


def _is_dated_or_addressed(line: str) -> bool:
    return "@" in line or sum(map(str.isdigit, line)) >= 4


def _is_header_block(lines: list[str], number: int) -> bool:
    """Recognise From: / Sent: / To: / Subject: in lines that follow each other."""
    if not FIRST_HEADER.match(lines[number]):
        return False
    near = [line for line in lines[number + 1 : number + 6] if line.strip() and HEADER_LINE.match(line + " ")]
    return len(near) >= 2 or (any(map(_is_dated_or_addressed, near)) and _is_dated_or_addressed(lines[number]))


def _without_quotes(text: str) -> tuple[str, str]:
    """Part quoted lines, and the lines that introduce them, from the rest; blank lines in a row become one."""
    lines = text.split("\n")
    kept: list[str] = []
    dropped: list[str] = []
    number = 0
    while number < len(lines):
        end = number + 1
        if _is_wrote(lines, number):
            while not WROTE.search(" ".join(lines[number:end])[-200:]):
                end += 1
        if end > number + 1 or QUOTED_LINE.match(lines[number]) or _is_wrote(lines, number):
            dropped += lines[number:end]
        elif lines[number].strip() or (kept and kept[-1]):
            kept.append(lines[number].strip())
        number = end
    return "\n".join(kept).strip(), "\n".join(dropped)


def _without_signature(text: str) -> str:
    """Drop what stands from a signature's delimiter or a telephone's tagline on, where it is short enough to be one."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number and len(lines) - number <= LONGEST_SIGNATURE and (DELIMITER.match(line) or TAGLINE.match(line)):
            return "\n".join(lines[:number]).strip()
    return text
