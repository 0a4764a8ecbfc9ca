"""The day a bill is due as sentences and terms of payment say it: `Payment within 30 days, that is by 30 November 2026`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from extract.candidates import Candidate
from extract.dates import FoundDate, find_dates, make_date
from extract.layout import Row, words_at
from extract.paragraphs import row_above
from extract.shapes import day, picked_at
from extract.view import View
from models.document import Word

#: What leads to the day: a word for paying, then by when; or so many days net.
_BY = (
    r"(?:senest(?:\s+(?:den|d\.))?|inden(?:\s+(?:den|d\.))?|on\s+or\s+before|no\s+later\s+than|not\s+later\s+than|by(?:\s+the)?|before(?:\s+the)?|due(?:\s+on)?"
    r"|bis(?:\s+spätestens)?(?:\s+(?:zum|am))?|spätestens(?:\s+(?:bis|am))?(?:\s+zum)?|zum|avant\s+le|au\s+plus\s+tard\s+le|jusqu'au|pour\s+le|soit\s+le)"
)
_WEEKDAY = r"(?:(?:man|tirs|ons|tors|fre|lør|søn)dag|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi)"
_PAYING = (
    r"(?:betal|overf|indbetal|inds[æa]t|sat\s+ind|sættes\s+ind|afregn|forfald|rettidig|pay|paid|settle|remit|due|clear|transfer|überweis|zahl|begleich|fällig|erbeten|"
    r"please\s+credit|kindly\s+credit|into\s+(?:my|our)|på\s+(?:min|vores|vor)\s+konto|r[èée]gl|paiement|payer|payable|vire(?:ment|r)|vers(?:er|é|ée|ement)|acquitt|échéance)"
)
_PAID_BY = re.compile(
    rf"(?<![^\W\d_])\w{{0,6}}{_PAYING}\w*(?![^\W\d_])[^;!?]{{0,90}}(?<![^\W\d_]){_BY}(?:\s+{_WEEKDAY},?(?:\s+(?:den|d\.|dem|the))?)?\s*:?\s*$",
    re.IGNORECASE,
)
_NET_DAYS = re.compile(
    r"(?<![^\W\d_])(?:netto|net|løbende)\s+\d{1,3}\s+(?:dage|days|tage|jours)(?:\s+netto)?\s*[,:;(–-]?\s*(?:dvs\.?|i\.e\.?|forfald\w*|senest|due|by|bis)?\s*:?\s*$",
    re.IGNORECASE,
)
#: Behind the day: `bis zum 14.07.2026 fällig`, `wird am 10.11.2026 abgebucht`.
_FALLS_DUE = re.compile(
    r"^\s*(?:fällig|von\s+ihrem\s+konto|(?:per|mit|durch)\s+(?:sepa-)?lastschrift|par\s+prélèvement|zu\s+zahlen|zur\s+zahlung\s+fällig|forfalder|falls\s+due|zu\s+überweisen)",
    re.IGNORECASE,
)
#: What follows the day by which the whole is to be paid, where less is asked until another.
_WHOLE_BY = re.compile(r"^\s*(?:ohne\s+(?:jeden\s+)?abzug|(?:rein\s+)?netto|net\b|sans\s+escompte)", re.IGNORECASE)
_UNTIL = re.compile(r"(?<![^\W\d_])(?:bis(?:\s+zum)?|by|until|jusqu'au|au)\s*$", re.IGNORECASE)
#: A day on which the supplier fetches the money.
_FETCHED = re.compile(
    r"(?<![^\W\d_])(?:buchen|ziehen|abbuchung|lastschrift|einzug|prélev\w+|debit\w*|trækkes|hæves)(?![^\W\d_])[^.;!?]{0,60}(?<![^\W\d_])(?:am|zum|le|on|den)\s*$",
    re.IGNORECASE,
)
#: `15th June`, `15. juli`, `15/7`, with no year behind it.
_DAY_AND_MONTH = re.compile(
    r"(?<![\d/.,-])(?P<day>[0-3]?\d)(?:(?:\.|st|nd|rd|th)?\s(?:of\s)?(?P<name>[^\W\d_]{3,10})\.?|/(?P<month>[01]?\d))(?![\d/.-]|,?\s?\d{4}|\s?'?\d\d\b|\w)",
    re.IGNORECASE,
)
#: A bill is due so long after it was issued at the most.
FARTHEST = timedelta(days=120)
#: What is asked less when a payment comes early; and what is asked when it comes late.
_OF_OTHER_DAYS = re.compile(
    r"skonto|discount|rabat|escompte|(?<![^\W\d_])late(?!r\s+than)|rykker|(?<!t)rente|mahn|verzug|pénalité|received|modtaget|erhalten|reçu",
    re.IGNORECASE,
)
#: What less is asked for, when a payment comes early.
_DISCOUNT = ("skonto", "discount", "kontantrabat", "escompte")
_WITH = frozenset(
    {
        "gewähren",
        "gewährt",
        "erhalten",
        "können",
        "dürfen",
        "ziehen",
        "ydes",
        "gives",
        "får",
        "you",
        "we",
        "nous",
        "mit",
        "abzgl",
        "abzüglich",
        "unter",
        "with",
        "less",
        "med",
        "minus",
        "avec",
    }
)
#: A full stop behind a longer word ends a sentence when the next begins large; behind a short one (`reg. 7650`, `inden d. 10.`) it does not.
_SENTENCES = re.compile(r"(?<=[^\W\d_]{5})[.] (?=[^\W\d_])(?![a-zæøåäöü])")
_DAY_AT_END = re.compile(r"(?<![\d.,/-])\d{1,2}(?:\.|st|nd|rd|th)?$")
MONTH_AND_YEAR = 2
#: A sentence that asks for payment goes over so many rows more at the most.
ROWS_ABOVE = 2
#: So far before the day the words that lead to it may stand.
REACH = 140


def due_in_terms(view: View, skip: frozenset[int]) -> list[Candidate[Any]]:
    """Return the days by which the words before them ask for payment; none where one speaks of a discount or of what was paid.

    A sentence that goes over three rows is read as one.
    """
    return [each for row in view.rows if row.index not in skip for each in _on_row(view, row)]


def due_without_year(view: View, skip: frozenset[int], issued: date | None) -> list[Candidate[Any]]:
    """Return the days without a year by which payment is asked for: the first such day since the bill was issued, where it is not far; never sure."""
    rows = [row for row in view.rows if row.index not in skip]
    return [each for row in rows for each in _first_since(view, row, issued)] if issued else []


def _first_since(view: View, row: Row, issued: date) -> Iterator[Candidate[Any]]:
    for found in _DAY_AND_MONTH.finditer(row.text):
        before = _SENTENCES.split(f"{_above(view, row)} {row.text[: found.start()]}"[-REACH:])[-1]
        behind = row.text[found.end() :]
        asked = _labelled(view, row, found.start()) or _asks(before, behind)
        month = view.vocabulary.months.get((found["name"] or "").lower(), int(found["month"] or 0))
        days = [make_date(issued.year + more, month, int(found["day"])) for more in (0, 1)]
        since = next((each for each in days if each and timedelta(0) <= each - issued <= FARTHEST), None)
        if since and asked and not _OF_OTHER_DAYS.search(before) and not _less(behind.split()):
            words = words_at(row, found.start(), found.end())
            source = view.source(words, row.page)
            yield Candidate("due", since, source, ("told", "no-year"), min(word.confidence for word in words), row.index)


def _labelled(view: View, row: Row, start: int) -> bool:
    """Whether a label of the day a bill is due ends right before a place in a row."""
    ends = [len(" ".join(word.text for word in row.words[: hit.end])) for hit in view.hits[row.index] if hit.field == "due"]
    return any(0 <= start - end <= 1 for end in ends)


def _on_row(view: View, line: Row) -> Iterator[Candidate[Any]]:
    row = _with_month_below(view, line)
    for found in find_dates(row.text, view.vocabulary.months):
        before = _SENTENCES.split(f"{_above(view, row)} {row.text[: found.start]}"[-REACH:])[-1]
        behind = row.text[found.end :]
        asked = _asks(before, behind) and not _OF_OTHER_DAYS.search(before) and not _less(behind.split())
        if asked or (_WHOLE_BY.match(behind) and _UNTIL.search(before)):
            yield _candidate(view, row, found)


def _asks(before: str, behind: str) -> bool:
    """Say whether the words around a day ask for payment by it.

    >>> _asks("Payment within 30 days, that is by ", ", to Starling Bank"), _asks("Betales senest den ", "")
    (True, True)
    >>> [_OF_OTHER_DAYS.search(text) for text in ("Remittance to The Hot Plate Kitchen", "payable dans trente jours")]
    [None, None]
    >>> _OF_OTHER_DAYS.search("paid late")[0], _OF_OTHER_DAYS.search("med morarente")[0]
    ('late', 'rente')
    >>> _asks("Netto 14 dage: ", ""), _asks("Ophold til og med ", ""), _asks("Der Betrag ist bis zum ", " fällig.")
    (True, False, True)
    >>> _asks("Betal venligst til reg. 4455 konto 9012345 senest fredag den ", "."), _asks("Règlement à 30 jours, soit le ", ".")
    (True, True)
    """
    return bool(_PAID_BY.search(before) or _NET_DAYS.search(before) or _FALLS_DUE.match(behind) or _FETCHED.search(before))


def _with_month_below(view: View, row: Row) -> Row:
    """Return a row that ends with a day with month and year from the next one, where they begin it: `senest den 9.` over `november 2026`."""
    below = view.next_rows(row, 1) if _DAY_AT_END.search(row.text) else ()
    if not below or len(row.cells) > 1 or below[0].box.top - row.box.bottom > row.height or not below[0].text[0].isalpha():
        return row
    return Row(row.page, row.index, (*row.words, *below[0].words[:MONTH_AND_YEAR]))


def _above(view: View, row: Row) -> str:
    """Return the text of the rows above when the row goes on with their sentence: `Amount to pay` over `£310.60` over `by 10 July 2026`."""
    rows: list[Row] = []
    while len(rows) < ROWS_ABOVE and (above := row_above(view, rows[0] if rows else row)) is not None:
        rows.insert(0, above)
    return " ".join(each.text for each in rows)


def _candidate(view: View, row: Row, found: FoundDate) -> Candidate[Any]:
    words = words_at(row, found.start, found.end)
    shape = "shape-strict" if found.certain else "ambiguous"
    return Candidate(
        "due", found.value, view.source(words, row.page), ("told", shape), min(w.confidence for w in words), row.index
    )


def day_without_discount(view: View, row: Row, words: Sequence[Word]) -> tuple[Any, list[Word], list[str]] | None:
    """Read the day a payment is due; a day until which less is asked is passed over for the one that follows it.

    `Zahlbar bis 28.09.25 mit 2 % Skonto, bis 18.10.25 rein netto` is due on 18 October.
    """
    found = day(view, row, words)
    if found is None:
        return None
    behind = list(row.words[row.words.index(found[1][-1]) + 1 :])
    dates = find_dates(" ".join(word.text for word in behind), view.vocabulary.months)
    until = picked_at(behind, dates[0].start, dates[0].end) if dates else []
    between = behind[: behind.index(until[0])] if until else behind
    # `netto bis 04.04., 3 % Skonto bis 15.03.`: a discount that begins anew behind a comma is that of the next day.
    if not _less([word.text for word in between]):
        return found
    return (dates[0].value, until, ["shape-strict"] if dates[0].certain else ["ambiguous"]) if dates else None


def _less(behind: Sequence[str]) -> bool:
    """Say whether the words behind a day ask for less until then: `mit 2 % Skonto`."""
    own = bool(behind) and behind[0].lower().strip(".") in _WITH
    return own and any(word.lower().strip(".,:;()%").startswith(_DISCOUNT) for word in behind)
