"""Whether words could be a company's name, and what they alone say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.companies import COMPANY
from extract.kinds import AND
from extract.layout import Cell, Row
from extract.view import View
from extract.vocabulary import Hit, find_labels

#: Says what sort of body it is, and no name: `Selvejende institution` under the name.
_FORM_ALONE = re.compile(
    r"\b(?:institution|virksomhed|forening|registered charity|company(?: limited by guarantee)?|limited by guarantee)\b",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"^(?:(?:account|invoice|bill|statement|regning|faktura|opgørelse) for|rechnung für|facture pour|page|seite|side|tel|tlf|fax|email|e-mail|www|http|date|dato|datum|phone|vat|cvr|iban|gln|ean|att|kopi|copy|ihr ansprechpartner|sehr geehrte[rsn]?|guten tag|kære|dear|chère?|med venlig hilsen|venlig hilsen|hilsen|mvh|mit freundlichen|freundliche|kind regards|yours|cordialement|pay to|payment details|bank details|remittance|betalingsoplysninger|betalingsinformation|zahlungsinformation|please pay|payable to|betales? til)\b|@|www\.|§|umsatzsteuer|steuerfrei|"
    r"^(?:mon|tues?|wed|thur?s?|fri|sat|sun|man|tirs?|ons|tors?|fre|lør|søn|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)\w{0,6}[.,]? \d",
    re.IGNORECASE,
)
#: Words and a house number, perhaps with a letter or a floor.
_STREET = re.compile(r"[^\W\d_][^\d,]{2,40} \d{1,3}(?: ?[A-Za-z])?(?:,? (?:st|kl|\d\.?)\.?(?: ?(?:sal|th|tv|mf)\.?)?)?")
#: What only addresses hold: a British postcode (BS 7666), the number of a unit or of a house before its street, a road behind a comma, a floor.
_ADDRESS = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|^(?:Unit|Suite|Bay|Depot|Flat|Office|Plot|Studio|Floor)\s\d|(?:^|, )\d{1,4}[A-Za-z]? [A-Z]|,? \d\. sal$"
    r"|, (?:[A-Z][\w’'-]+ ){1,3}(?:Road|Street|Lane|Avenue|Yard|Row|Close|Drive|Way|Square|Terrace|Crescent|Quay|Estate)$"
)
#: A word with so few letters (`Den`, `Am`) labels nothing where a name may begin with it.
SMALL_WORD = 3
#: What somebody is, over the name: `Autoriseret psykolog`, `Independent social worker`.
_PROFESSION = re.compile(
    r"^(?i:autoriseret|statsautoriseret|aut\.|privatpraktiserende|eksamineret|uddannet|registered|chartered|accredited|independent|freelance|self-employed)"
    r"(?:\s[a-zæøå-]+){1,4}$"
)
_LOWER_START = re.compile(r"^\W*[a-zæøåäöü]")


def nameable(view: View, cell: Cell, *, part: bool = False) -> bool:
    """Whether a cell could be the name of a company, or part of one: words, not a label, not a title, not an address."""
    text = cell.text
    if sum(map(str.isalpha, text)) < 3 or len(text) > 70 or text.rstrip().endswith(":"):
        return False
    if text[0].isdigit() or sum(map(str.isdigit, text)) > 3 or any(word.text.endswith(":") for word in cell.words[:-1]):
        return False
    if _PROFESSION.match(text) or _ADDRESS.search(text):
        return False
    own = COMPANY.sub("", _FORM_ALONE.sub("", text))
    if (_LOWER_START.search(text) and not COMPANY.search(text)) or _NOT_NAMES.search(text) or sum(map(str.isalpha, own)) < 3:
        return False
    row = Row(0, 0, cell.words)
    titles = find_labels(row, view.vocabulary.kinds)
    if any(hit.start == 0 and hit.end >= len(cell.words) - 1 for hit in titles) or _is_two_titles(cell, titles):
        return False
    if any(hit.end == len(cell.words) <= 2 for hit in titles) and not COMPANY.search(text):
        return False
    # Alone `Services` heads a column; in large print under `Juniper Homecare` it ends the name.
    headings = [] if part else find_labels(row, view.vocabulary.columns)
    if any(hit.start == 0 and hit.end == len(cell.words) for hit in headings):
        return False
    labels = [hit for hit in find_labels(row, view.vocabulary.fields) if hit.start == 0 and hit.field != "buyer"]
    return not any(
        hit.end >= len(cell.words)
        or cell.words[hit.end - 1].text.endswith(":")
        or (hit.rank < 20 and hit.field in _NUMBERED and len(hit.text) > SMALL_WORD)
        for hit in labels
    )


def _is_two_titles(cell: Cell, titles: Sequence[Hit]) -> bool:
    """Whether a cell is two titles of documents put together: `Timeseddel og faktura`."""
    ends = any(hit.start == 0 for hit in titles) and any(hit.end == len(cell.words) for hit in titles)
    titled = {place for hit in titles for place in range(hit.start, hit.end)}
    return ends and all(place in titled or word.text.lower() in AND for place, word in enumerate(cell.words))


#: A cell that begins with one of these labels holds its value, not a name.
_NUMBERED = frozenset(
    {"vat_number", "registration", "iban", "total", "payable", "number", "issued", "due", "bank_pair", "sort_code"}
)


def form_of(text: str) -> list[str]:
    """Name a company's form where the words hold one."""
    return ["company-form"] if COMPANY.search(text) else []


def shape_of(text: str) -> list[str]:
    """Name what the words alone say: a company's form; a street with its number; a sentence, whose words begin small.

    >>> shape_of("Elm Court Care Ltd"), shape_of("Skovvej 12 B"), shape_of("Please pay within fourteen days.")
    (['company-form'], ['street'], ['prose'])
    >>> shape_of("Foreningen af 1903"), shape_of("Hjem for Unge")
    ([], [])
    """
    if COMPANY.search(text):
        return ["company-form"]
    if _STREET.fullmatch(text):
        return ["street"]
    words = [word for word in text.split() if word[:1].isalpha()]
    small = sum(word[0].islower() for word in words)
    return ["prose"] if len(words) > 2 and small * 2 >= len(words) else []
