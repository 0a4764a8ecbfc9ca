"""Numbers that stand beside whom they are of: behind a name, in brackets, under a name, after a word for somebody who is cared for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.companies import COMPANY
from extract.labelled import begins_cell
from extract.layout import Row
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import Hit

#: Labels that say no more than that a reference follows.
_BARE_REFERENCES = frozenset({"ref", "refnr", "refno", "reference"})
#: Under `Re` and a name these are of that person; under the name of a payer or a clerk they are nobody's.
_YOURS = frozenset({"your ref", "your reference", "deres ref", "jeres ref", "deres reference"})
_FILES = frozenset(
    {
        "sagsnr",
        "sags nr",
        "sagsnummer",
        "sag nr",
        "case ref",
        "case reference",
        "case no",
        "case number",
        "case id",
        "vorgang",
        "vorgang nr",
        "vorgangsnummer",
        "vorgangsnr",
        "aktenzeichen",
        "az",
        "aktennummer",
        "aktennr",
        "dossier",
        "n° dossier",
        "n° de dossier",
        "dossier n°",
    }
)
_ABOUT = frozenset({"re", "regarding", "vedr", "vedrørende", "vedrorende", "concerning"})
#: Labels whose left edges are nearer than this, in points, stand under each other.
EDGE = 4.0
#: A name, and in brackets or behind a comma its number. `Payment ID 607733` names nobody: two words begin large, or the brackets say it.
_NAMED_ID = re.compile(
    r"(?P<name>(?:[A-ZÆØÅ][\w.'’-]*\s){1,3}[A-ZÆØÅ][\w.'’-]*(?:,|\s[(\[]|,?\s)|[A-ZÆØÅ][\w.'’-]+\s[(\[])\s?"
    r"(?:borger-?|client\s|resident\s|person\s)?(?:ID|Id|id)(?:-?nr|\sno)?\.?:?\s(?P<id>[A-Z]{0,3}-?\d{5,9})(?![\w.,/-]*\d)"
)
_NAME = r"(?:[A-ZÆØÅ][\w.'’-]*\s){0,3}[A-ZÆØÅ][\w.'’-]*"
#: What is said of a number that only somebody who is cared for has.
_CARED_FOR = (
    r"(?:council\s(?:ID|ref|no)|LCS|LAS|LAC|CLA|Mosaic|Liquidlogic|CareFirst|[Pp]upil|[Cc]hild|[Cc]lient|[Rr]esident|[Ss]ervice\suser|[Yy]oung\sperson|[Ss]tudent"
    r"|[Pp]assenger|[Pp]erson|[Bb]orger|[Bb]ruger|[Ee]lev|[Bb]arn)"
)
_LONG_NUMBER = re.compile(r"\d{5}")
_NUMBER = r"(?P<id>[A-Z]{0,3}-?\d{5,9})(?![\w.,/-]*\d)"
#: `Zara N. (LCS 83500412)`, `Mr Albert Tunnicliffe  Council ref 4410982`; and `Pupil  Theo Marsden, ref. 7104462`, `Client  900112 Mr A Pemberton`.
_CARE_ID = re.compile(
    rf"{_NAME}(?:,|\s[(\[]|,?\s)\s?(?i:{_CARED_FOR})(?:[\s-]?(?:ID|Id|id|[Rr]ef|[Nn]o|[Nn]r|number))?\.?:?\s{_NUMBER}"
)
_CARED_FOR_ID = re.compile(
    rf"(?<![^\W\d_])(?i:{_CARED_FOR}):?\s{_NAME},?\s(?:[(\[]|[–-]\s)?(?:case\s)?(?:ref|Ref|ID|id|no|No|nr)\.?:?\s{_NUMBER}"
)
#: `Passenger: Callum W (6610237)`.
_CARED_FOR_IN_BRACKETS = re.compile(rf"(?<![^\W\d_])(?i:{_CARED_FOR}):\s{_NAME}\s[(\[]{_NUMBER}[)\]]")
#: `Child CH-20911 · U.J.` begins a cell, and the row `Child: Ulla Jensen, born 14 February 2023, EYID 2200613` ends with what a register calls its number.
_CARED_FOR_FIRST = re.compile(rf"(?:^|[·|;]\s?)(?i:{_CARED_FOR}):?\s{_NUMBER}")
_REGISTERED_ID = re.compile(rf"^(?i:{_CARED_FOR}):?\s{_NAME},.{{0,40}}\s(?:[A-Z]{{0,4}}ID|UPN|ULN)(?:\s?no)?\.?:?\s{_NUMBER}")
#: `for Mrs Ulla Jensen (ref 607733)`: with a title it is no company that is named.
_TITLED_ID = re.compile(
    rf"(?<![^\W\d_])(?:Mr|Mrs|Ms|Miss|Mx|Master|Hr|Fru)\.?\s{_NAME},?\s[(\[]?(?:(?:[Yy]our|[Cc]ase)\s)?(?:[Rr]ef(?:erence)?|ID|[Nn]o|[Nn]r)\.?:?\s{_NUMBER}"
)
#: `Felix Okonjo-Bell (your ref. 607733)`: the council's number for whom a letter has just named.
_YOURS_ID = re.compile(
    rf"{_NAME}\s(?:[(\[]|[–-]\s)(?:[Yy]our|[Dd]eres|[Jj]eres)\s(?:own\s)?(?:ref(?:erence)?|no|nr|number|nummer)\.?:?\s{_NUMBER}(?:[)\]]|$)"
)
_TWO_WORDS = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Master)\.?\s)?(?:[A-ZÆØÅ][\w.'’-]*\s){1,3}[A-ZÆØÅ][\w'’-]+"
_BEFORE_NAME = re.compile(rf"^(?:[A-Z]{{2,5}}\s)?(?P<id>\d{{5,9}})[,/]?\s{_TWO_WORDS}$")
_BEHIND_NAME = re.compile(rf"(?:^|\s/\s){_TWO_WORDS}\s?[,/–-]\s(?P<id>\d{{5,9}})$")
_ABOUT_ID = re.compile(
    rf"(?<![^\W\d_])(?:[Rr]e|[Rr]egarding|[Vv]edr|[Vv]edrørende|[Ff]or|to|til)[:.]?\s{_NAME},?\s[(\[]?(?:[Yy]our\sref(?:erence)?|[Dd]eres\sref|[Jj]eres\sref)\.?:?\s{_NUMBER}"
)

_OF_CARED_FOR = (
    _CARE_ID,
    _CARED_FOR_ID,
    _CARED_FOR_IN_BRACKETS,
    _CARED_FOR_FIRST,
    _REGISTERED_ID,
    _TITLED_ID,
    _YOURS_ID,
    _ABOUT_ID,
)


def ids_beside_names(text: str) -> Iterator[re.Match[str]]:
    """Yield what a text calls the ID (group `id`) of whom it has just named: `Ulla Jensen (ID 607733)`.

    >>> [found["id"] for found in ids_beside_names("Ulla Jensen (ID 607733), Payment ID 607799, Elm Care Ltd (ID 607700)")]
    ['607733']
    """
    return (found for found in _NAMED_ID.finditer(text) if not COMPANY.search(found["name"]))


def ids_of_cared_for(text: str) -> Iterator[re.Match[str]]:
    """Yield what a text says is the number (group `id`) of somebody it names who is cared for, or whom it is about.

    >>> [found["id"] for found in ids_of_cared_for("Route 44: Chloe W. (pupil 77310) - home to Brook Lodge School")]
    ['77310']
    >>> {found["id"] for found in ids_of_cared_for("Re: Mr Leonard Tregear, your reference 3309871")}
    {'3309871'}
    >>> [found["id"] for text in ("Child CH-20911 · U.J.", "Child care 20911 hours") for found in ids_of_cared_for(text)]
    ['CH-20911']
    >>> [found["id"] for text in ("Passenger: Callum W (6610237)", "Child: J.B. – ref 100482") for found in ids_of_cared_for(text)]
    ['6610237', '100482']
    >>> [found["id"] for found in ids_of_cared_for("Regning for aflastning af Mikkel (bruger-id 559031)")]
    ['559031']
    """
    # Most rows have no number as long, and the patterns need not be tried on them.
    forms = _OF_CARED_FOR if _LONG_NUMBER.search(text) else ()
    return (found for form in forms for found in form.finditer(text))


def under_a_person(view: View, row: Row, hit: Hit) -> bool:
    """Say whether a bare `Ref:` stands right under the name of whom the bill is about: then it is that person's, and not the buyer's.

    The row above begins, at the same edge, with a label for a person's name: `Resident: Ulla Jensen`. Under `Re  Ulla Jensen` it may be
    the council's own too: `Your ref`.
    """
    if hit.field != "buyer_reference" or row.index == 0:
        return False
    if is_councils_own(hit):
        return _under_a_subject(view, row, hit)
    if normalise(hit.text) not in _BARE_REFERENCES:
        return False
    above = view.rows[row.index - 1]
    near = above.page == row.page and row.box.top - above.box.bottom < row.height
    named = [other for other in view.hits[above.index] if other.field in {"person", "person_name"}]
    # `Council ref.` begins with the word for the council.
    left = row.cell_of(row.words[hit.start]).box.left if hit.start and not begins_cell(row, hit) else hit.box.left
    return near and any(abs(other.box.left - left) < EDGE for other in named)


def is_councils_own(hit: Hit) -> bool:
    """Say whether a label says no more than that a reference is the council's: `Your ref`."""
    return normalise(hit.text) in _YOURS


def is_of_a_file(hit: Hit) -> bool:
    """Say whether a label names a file, which may as well be kept by the supplier: `Vorgang`, `dossier`."""
    return normalise(hit.text) in _FILES


def _under_a_subject(view: View, row: Row, hit: Hit) -> bool:
    """Whether the row above begins, at the edge of a label, with `Re` and a name of two words or more."""
    above = view.rows[row.index - 1]
    place = next((place for place, word in enumerate(above.words) if abs(word.box.left - hit.box.left) < EDGE), None)
    if place is None or above.page != row.page or row.box.top - above.box.bottom >= row.height:
        return False
    name = above.words[place + 1 : place + 3]
    return normalise(above.words[place].text) in _ABOUT and len(name) > 1 and all(word.text[:1].isupper() for word in name)


def id_beside_name(text: str) -> re.Match[str] | None:
    """Return the number (group `id`) that stands with a name, and with nothing that says otherwise, where a bill repeats the council's reference.

    >>> [id_beside_name(text)["id"] for text in ("607733 Mrs U Jensen", "INV-1988 / Ulla Jensen / 607733", "EHC 60773 Ulla Jensen")]
    ['607733', '607733', '60773']
    >>> [id_beside_name(text) for text in ("PO 607733", "607733 Elm Care Ltd", "607733 Team", "Ulla Jensen")]
    [None, None, None, None]
    """
    if not _LONG_NUMBER.search(text) or COMPANY.search(text):
        return None
    found = [match for form in (_BEFORE_NAME, _BEHIND_NAME) for match in form.finditer(text)]
    return found[0] if len({match["id"] for match in found}) == 1 else None


def behind_a_person(view: View, row: Row, hit: Hit) -> bool:
    """Say whether a bare `Ref:` follows the name of a person in the same cell: `Service user: Mrs V H  Ref: 31770`."""
    if hit.field != "buyer_reference" or normalise(hit.text) not in _BARE_REFERENCES:
        return False
    cell = row.cell_of(row.words[hit.start])
    named = [other for other in view.hits[row.index] if other.field in {"person", "person_name"} and other.end < hit.start]
    return any(row.words[other.start] in cell.words for other in named)
