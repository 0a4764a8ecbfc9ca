"""The short texts on postings and payments: one line each, never longer than the field, never with a personal number."""

from __future__ import annotations

import re
import unicodedata

from models.period import Period
from outbound.privacy import mask_numbers

#: SAP's line text (SGTXT), which OPUS shows as "Tekst".
LONGEST_TEXT = 50
LONGEST_REMARK = 255
#: Characters that show nothing, turn the direction of writing, or that no font has: format, surrogate, private, unassigned.
_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})
_SPACES = re.compile(r"\s+")
_MARKS = {("da", False): "F", ("da", True): "K", ("en", False): "INV", ("en", True): "CN"}
#: A spreadsheet takes a text that begins like this for a formula.
_FORMULA = "=+-@＝＋－＠|%"
#: What Bacs carries (Standard 18): capitals, digits, point, hyphen, slash, ampersand, space.
_NOT_BACS = re.compile(r"[^A-Z0-9.\-/& ]")


def one_line(text: str) -> str:
    r"""Return a text as one line: control characters and invisible ones gone, runs of spaces made one.

    >>> one_line(" Botilbud\n§ 108;\u200b ")
    'Botilbud § 108;'
    """
    visible = "".join(" " if _is_gap(char) else char for char in text if unicodedata.category(char) not in _INVISIBLE)
    return _SPACES.sub(" ", visible).strip()


def field_text(text: str, limit: int) -> str:
    """Return a text for a field of an import file: one line, no separator or quote, no start of a formula, cut to length.

    >>> field_text('=HYPERLINK("x");y', 50)
    'HYPERLINK( x ),y'
    """
    calm = one_line(text).replace(";", ",").replace('"', " ")
    return one_line(calm).lstrip(_FORMULA + " ")[:limit].rstrip()


def posting_text(
    legal_basis: str,
    service: str,
    period: Period,
    invoice_number: str,
    *,
    language: str = "da",
    credit: bool = False,
    limit: int = LONGEST_TEXT,
) -> str:
    """Return what a posting is for: legal basis, service, period, invoice. What gives way first is the service's name.

    >>> from datetime import date
    >>> june = Period(date(2026, 6, 1), date(2026, 6, 30))
    >>> posting_text("SEL108", "Botilbud", june, "20417")
    'SEL108 Botilbud 01.06-30.06.26 F 20417'
    >>> posting_text("CARE-ACT", "Residential care with nursing", june, "ELM-88417", language="en")
    'CARE-ACT Residential 01/06-30/06/26 INV ELM-88417'
    """
    number = field_text(mask_numbers(invoice_number), 200)
    tail = f"{short_period(period, language)} {_MARKS[language, credit]} "
    if len(number) > (room := limit - len(tail)):
        # The end of a long number tells invoices apart; the whole one is in the reference.
        number = ".." + number[2 - room :]
    tail += number
    head = _fit(field_text(legal_basis, 20), _words(field_text(service, 100)), limit - len(tail) - 1)
    return f"{head} {tail}".strip()


def short_period(period: Period, language: str) -> str:
    """Return a period as short as it can be read.

    >>> from datetime import date
    >>> short_period(Period(date(2026, 6, 1), date(2026, 6, 28)), "en")
    '01/06-28/06/26'
    >>> short_period(Period(date(2025, 12, 15), date(2026, 1, 14)), "da")
    '15.12.25-14.01.26'
    """
    day = "%d.%m" if language == "da" else "%d/%m"
    year = ".%y" if language == "da" else "/%y"
    start = f"{period.start:{day}}" if period.start.year == period.end.year else f"{period.start:{day + year}}"
    return f"{start}-{period.end:{day + year}}"


def posting_remark(grant_id: str, period: Period, service: str, rule: str | None, *, language: str = "da") -> str:
    """Return the remark on a posting that was matched: which grant, which period, which service, by which rule.

    >>> from datetime import date
    >>> posting_remark("G1", Period(date(2026, 6, 1), date(2026, 6, 30)), "Botilbud", "DK_DAYS")
    'Matchet bevilling G1, 01.06-30.06.26, Botilbud (DK_DAYS)'
    """
    words = "Matchet bevilling" if language == "da" else "Matched grant"
    because = f" ({rule})" if rule else ""
    return field_text(mask_numbers(f"{words} {grant_id}, {short_period(period, language)}, {service}{because}"), LONGEST_REMARK)


def failure_remark(code: str, sentence: str) -> str:
    """Return the remark on what was not posted: the stable code and its sentence, written where people work.

    >>> failure_remark("no-grant", "Borgeren 150331-4203 har ingen bevilling.")
    'no-grant: Borgeren 150331-xxxx har ingen bevilling.'
    """
    return field_text(mask_numbers(f"{code}: {sentence}"), LONGEST_REMARK)


def bacs_text(text: str, limit: int = 18) -> str:
    """Return a text in the characters that Bacs carries.

    >>> bacs_text("Bostedet Ærø Café, Ltd")
    'BOSTEDET AERO CAFE'
    """
    spelled = text.translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().upper()
    return _SPACES.sub(" ", _NOT_BACS.sub(" ", plain)).strip()[:limit].rstrip()


_SPELLED = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "AE", "Ø": "O", "Å": "A", "ß": "ss", "£": "GBP", "'": ""})


def _is_gap(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cc", "Zl", "Zp"}


def _words(text: str) -> list[str]:
    return text.split()


def _fit(legal_basis: str, service: list[str], room: int) -> str:
    """Return the legal basis and as many whole words of the service as fit; a first word that is too long is cut."""
    head = legal_basis if len(legal_basis) <= room else ""
    for index, word in enumerate(service):
        longer = f"{head} {word}".strip()
        if len(longer) > room:
            return longer[:room].rstrip() if index == 0 and room - len(head) > 3 else head
        head = longer
    return head
