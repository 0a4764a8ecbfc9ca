"""The name of a person in the words of a line, right beside the number: `Home care, G Latham, 1271967`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from extract.candidates import Candidate
from extract.companies import COMPANY
from extract.layout import Row
from extract.view import View
from models.document import Reading, Source, Word

_LARGE, _SMALL = r"[^\W\d_a-zß-ÿ]", r"[a-zß-ÿ]"
_WORD = rf"(?!(?:Council|Client|Resident|Pupil|Ref|Your|Cpr|Deres)\b){_LARGE}(?:['’]{_LARGE})?{_SMALL}[^\W\d_]*(?:['’-]{_LARGE}[^\W\d_]+)*"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Master|Dr|Hr|Fru)\.?"
_INITIAL = rf"{_LARGE}\.?"
#: With a title or an initial it is a person's; two or three words in large letters may be what was done, too.
_NAME = (
    rf"(?P<name>{_TITLE}(?:\s(?:{_INITIAL}|{_WORD})){{1,3}}|{_INITIAL}(?:\s{_INITIAL}){{0,2}}(?:\s{_WORD}){{1,2}}|{_LARGE}\.\s{_LARGE}{{3,}}(?![^\W_])"
    rf"|{_WORD}(?:\s(?:{_INITIAL}|{_WORD})){{1,2}})"
)
#: As lists of people have it: `Holm, Ruth`.
_TURNED = rf"(?P<turned>{_WORD},\s{_WORD}(?:\s(?:{_INITIAL}|{_WORD}))?)"
#: What may stand between a name and the number: a comma, a bracket, a word for the number.
_BETWEEN = (
    r"\s?[,:(\[–-]?\s?(?:(?:your|council|deres|jeres|own)\s){0,2}"
    r"(?:(?:cpr|nhs|id|ref(?:erence)?|client|borger|bruger|resident|pupil|child|person|service\suser|young\sperson|passenger|mosaic|lcs|las|lac|cla|p/n|case|no|nr|number)"
    r"(?:[.\s-]*(?:nr|no|id|ref(?:erence)?|number))?[.:]*\s)?"
)
#: Stands for the number.
_HERE = "\x00"
_BEFORE = re.compile(rf"(?:^|[,;:(–-]\s?|\b(?:for|vedr\.?|re:?|to|til)\s|[a-zß-ÿ]\s){_NAME}(?i:{_BETWEEN}){_HERE}(?!\d)")
_BEHIND = re.compile(rf"(?<!\d){_HERE}[,:)]?\s[(–-]?\s?(?:{_TURNED}(?=\s?[;()–-]|$)|{_NAME}(?=\s?[,;()–-]|$))")
#: Words of services: `Residential Care, 1271967` names nobody.
_SERVICES = frozenset(
    {
        "care", "home", "homecare", "support", "supported", "service", "services", "nursing", "residential", "day", "night", "waking", "sleep", "sleep-in",
        "respite", "living", "transport", "school", "house", "unit", "fee", "fees", "hours", "visit", "visits", "session", "sessions", "placement", "hire",
        "mileage", "week", "weekly", "month", "monthly", "therapy", "education", "tuition", "assessment", "supplement", "call", "calls", "invoice", "order",
        "client", "adult", "child", "person", "id", "passenger", "council", "ophold", "botilbud", "støtte", "ledsagelse", "aflastning", "kørsel", "dagtilbud",
        "team", "department", "vat", "moms", "tax", "payments", "finance", "accounts", "office", "panel", "commissioning", "afdeling", "forvaltning", "ihr", "ihre", "your", "deres", "aktenzeichen",
        "hjemmepleje", "takst", "tillæg", "faktura", "uge", "måned", "borger", "timer", "døgn", "hjem", "samtale", "dækker", "kommune", "borough", "county", "limited", "ltd", "aps",
    }
)  # fmt: skip
MAX_TEXT = 300
#: Small words inside a name, and between two.
_PARTICLES = frozenset(
    {"de", "da", "del", "der", "den", "di", "du", "el", "la", "le", "van", "von", "zu", "af", "bin", "og", "and", "&"}
)
_MOST_WORDS = 6


def is_a_name(text: str) -> bool:
    """Say whether words could be the name of a person: few, large but for small words inside, and none of them of a service.

    >>> [is_a_name(text) for text in ("Mrs I Novak", "Holm, Ruth", "K.M.", "IDA VON HOLM", "Zara N.")]
    [True, True, True, True, True]
    >>> [is_a_name(text) for text in ("Nursing care fee", "Hjem – Lyngens Dagcenter", "Person ID", "Trappemaskine, tillæg", "ref", "Solrup Kommune")]
    [False, False, False, False, False, False]
    """
    words = [word.strip(".,;:()") for word in text.split()]
    plain = all(
        word.replace(".", "").replace("-", "").replace("'", "").replace("’", "").isalpha() or word == "&" for word in words
    )
    if not plain or not 0 < len(words) <= _MOST_WORDS or not words[0][0].isupper():
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in words) and not any(
        word.casefold() in _SERVICES for word in words
    )


def names_beside(text: str, number: str) -> Iterator[str]:
    """Yield the names right before or behind a number in a text.

    >>> list(names_beside("Home care, weekday evenings, G Latham, 1271967, 12 January 2026", "1271967"))
    ['G Latham']
    >>> list(names_beside("Ophold for Ida Holm (cpr 080236-4210)", "080236-4210")), list(names_beside("1271967 Mrs I Novak", "1271967"))
    (['Ida Holm'], ['Mrs I Novak'])
    >>> [list(names_beside(text, "1271967")) for text in ("BORGER 1271967 Holm, Ruth", "1271967 R. WINTHER", "1271967 (H. Tesfay) 30 days")]
    [['Holm, Ruth'], ['R. WINTHER'], ['H. Tesfay']]
    >>> [list(names_beside(text, "1271967")) for text in ("Residential Care, 1271967", "Elm Care Ltd, 1271967", "Bed 1271967")]
    [[], [], []]
    """
    text = text[:MAX_TEXT]
    for printed in (number, f"{number[:3]} {number[3:6]} {number[6:]}"):
        text = text.replace(printed, _HERE)
    for found in (*_BEFORE.finditer(text), *_BEHIND.finditer(text)) if _HERE in text else ():
        name = found["name"] or found["turned"]
        if not COMPANY.search(name) and not any(word.casefold().strip(".,") in _SERVICES for word in name.split()):
            yield name


def told_name(view: View, text: str, rows: Sequence[Row], person: Reading[str]) -> Reading[str] | None:
    """Read the one name beside the number of a person in the words of a line, or where the number stands; it is shown and never sure."""
    heading = _row_of(view, rows, person.source)
    texts = [text, *(row.text for row in rows)]
    if heading and heading not in rows:
        rows = [*rows, heading]
        texts.extend(_in_heading(heading, person.value))
    found = {name for each in texts for name in names_beside(each, person.value)}
    if len(found) != 1:
        return None
    name = found.pop()
    row, words = next(((row, words) for row in rows if (words := words_of(row, name))), (rows[0], []))
    source = view.source(words, row.page) if words else view.place(name, row.box, row.page)
    engine = min((word.confidence for word in words), default=1.0)
    return Candidate("person_name", name, source, ("told",), engine).reading()


def _in_heading(row: Row, number: str) -> Iterator[str]:
    """Yield the cells of a heading that hold a number, with the cell before it where that is all a name: what else stands beside it may be an address."""
    cells = row.cells
    for place, cell in enumerate(cells):
        if number in cell.text.replace(" ", ""):
            named = place and is_a_name(cells[place - 1].text)
            yield f"{cells[place - 1].text} {cell.text}" if named else cell.text


def _row_of(view: View, rows: Sequence[Row], source: Source) -> Row | None:
    """Return the row in which a number stands, sought in the line's own rows, then from the line upwards: a list may have thousands."""
    box, first = source.box, rows[0].index
    if box is None:
        return None
    # A slice would copy thousands of rows for every line of a long list.
    above, below = (
        (view.rows[place] for place in range(first - 1, -1, -1)),
        (view.rows[place] for place in range(first, len(view.rows))),
    )
    sought = itertools.chain(rows, above, below)
    return next((row for row in sought if row.page == source.page and row.box.top <= box.middle <= row.box.bottom), None)


def words_of(row: Row, name: str) -> list[Word]:
    """Return the words of a row that are a name, one behind the other."""
    wanted = name.split()
    plain = [word.text.strip(",;:()[]") for word in row.words]
    for place in range(len(plain) - len(wanted) + 1):
        if plain[place : place + len(wanted)] == wanted:
            return list(row.words[place : place + len(wanted)])
    return []
