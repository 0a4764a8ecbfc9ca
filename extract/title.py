"""The number, and the date, that a title leads to: behind it, under it, or beside a mere `No.` near it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from extract.candidates import Candidate
from extract.dates import find_dates, find_periods
from extract.fields import FLUSH, LISTED_CELLS, candidate_of, goes_on_below
from extract.labelled import begins_cell, words_under
from extract.layout import Cell, Row, words_at
from extract.shapes import FILLERS, day, identifier
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import Word
from models.invoice import LISTING

#: Words after a number that lead to the date of the document.
_DATED = frozenset({"vom", "von", "af", "dated", "den", "of", "du", "fra", "date", "dato"})
#: Words after the title of an account that lead to the day up to which it goes: `Kontoudtog pr. 31-05-2026`, `Statement as at 31 May 2026`.
_UP_TO = frozenset({"pr", "per", "at"})
#: A title heads a strip when so many other cells of its row are labels; a mere `No.` stands so many rows below it.
STRIP_CELLS, NEAR_TITLE = 2, 4
#: A row of so many words set apart, without a figure, heads a table.
HEADINGS = 4
#: Rows of an address beside it may stand between a title and the number under it.
BELOW_TITLE = 3
#: What begins the row that says what a letter is about.
_SUBJECTS = frozenset({"objet", "concerne", "betreff", "betrifft", "vedr", "vedrorende", "angaende", "subject", "emne", "re"})
DASHES = frozenset({"-", "–", "—"})
_YEAR = re.compile(r"^(?:19|20)\d\d$")
#: Words that say that a number follows.
_MARKS = frozenset({"nr", "no", "number", "n°", "nº", "№", "#", "nummer"})
#: What a sentence says of the number of a bill.
_SAID = re.compile(
    r"(?<![\w-])(?:invoice|bill|faktura|regning)(?:nr|nummer)?\.?(?:\s(?:is|er|has|har|the|no|nr|number|nummer)\.?){0,3}:?\s(?P<number>(?=[A-Z/-]*\d)[A-Z\d][\w/.-]{0,20})"
    r"(?![\d,.]*\d)",
    re.IGNORECASE,
)
MAX_TEXT = 300
#: A title stands among so many rows of the document.
TITLE_ROWS = 45
#: Labels of other numbers: what stands behind them is not the number of the document.
_REFERENCES = frozenset({"order_reference", "credits", "other", "buyer_reference", "person"})


def title_number(view: View) -> list[Candidate[Any]]:
    """Read the number, and the date, that stand behind the title itself: `Invoice ELM-88417`, `Rechnung Nr. 12 vom ...`."""
    result: list[Candidate[Any]] = []
    lists = False
    for row in view.rows[:TITLE_ROWS]:
        for hit in find_labels(row, view.vocabulary.kinds):
            if hit.field in LISTING and begins_cell(row, hit):
                lists = True
                result.extend(_dated(view, row, row.words[hit.end :], _UP_TO))
            if lists and _has_money(view, row):
                continue  # a reminder lists the bills that it is about: `Faktura 5512 af 30. april 2026  18.240,00`
            if hit.field in {"invoice", "credit-note"} and _is_title(row, hit):
                result.extend(_behind_title(view, row, hit))
                result.extend(_below_title(view, row, hit, lists=lists))
            elif hit.field in {"invoice", "credit-note"} and _behind_subject(row, hit):
                # What a letter is about may be the bill of somebody else.
                result.extend(found.with_features("told") for found in _behind_title(view, row, hit))
    numbers = [each for each in result if each.field == "number"]
    if any("shape-odd" not in each.features for each in numbers):
        return result
    # What goes on with other words is hardly the number: `... med på` over `faktura 3391. Beløbet modregnes` names another bill.
    return [*result, *(list(_near_title(view)) or list(_among_facts(view)) or ([] if numbers else _told(view)))]


def _told(view: View) -> list[Candidate[str]]:
    """Return the only number that sentences of the document call an invoice's: `Our invoice is number 14`; it is never sure."""
    found = [
        (row, said)
        for row in view.rows[:TITLE_ROWS]
        if not any(hit.field == "credits" for hit in view.hits[row.index]) and not _has_money(view, row)
        for said in _SAID.finditer(row.text[:MAX_TEXT])
        if not _begins_date(view, row.text[said.start("number") :]) and not _YEAR.match(said["number"])
        if not _begins_another(row, words_at(row, *said.span()))
    ]
    if len({said["number"] for _, said in found}) != 1:
        return []
    row, said = found[0]
    words = words_at(row, *said.span("number"))
    source = view.source(words, row.page)
    return [
        Candidate(
            "number", said["number"].rstrip(".-/"), source, ("title", "told"), words[0].confidence, row.index, said.group()
        )
    ]


def _begins_another(row: Row, words: Sequence[Word]) -> bool:
    """Whether the last of some words begins a longer cell beside the others: `Invoice Number` beside `12 Dock Road`."""
    last = row.cell_of(words[-1]) if words else None
    return last is not None and last.words[0] is words[-1] and len(last.words) > 1 and len(words) > 1


def _has_money(view: View, row: Row) -> bool:
    return any(number.is_money and number.places == 2 for number in view.numbers[row.index])


def _is_title(row: Row, hit: Hit) -> bool:
    """Whether a word for a bill begins a cell, stands behind a dash (`Elm Care Ltd - Invoice 12`), or has a colon."""
    dashed = hit.start > 0 and row.words[hit.start - 1].text in DASHES
    return begins_cell(row, hit) or dashed or row.words[hit.end - 1].text.endswith(":")


def _behind_subject(row: Row, hit: Hit) -> bool:
    """Whether a word for a bill stands right behind the word for the subject of a letter: `Objet : facture F2026-0188`."""
    before = [plain for word in row.words[: hit.start] if (plain := normalise(word.text))]
    return len(before) == 1 and before[0] in _SUBJECTS


def _has_title(view: View, row: Row) -> bool:
    titles = find_labels(row, view.vocabulary.kinds)
    return any(hit.field in {"invoice", "credit-note"} and begins_cell(row, hit) for hit in titles)


def _behind_title(view: View, row: Row, hit: Hit) -> Iterator[Candidate[Any]]:
    behind = list(row.words[hit.end :])
    together = next((cell.words for cell in row.cells if row.words[hit.start] in cell.words), ())
    marked = next(
        (
            place
            for place, word in enumerate(behind[:7])
            if word.text.lower().strip(".:") in _MARKS
            and (word in together or not place)
            # `Invoice WFP/0762 - Callum R., case number 40018826`: that is another's number.
            and not (place and behind[0].text[0].isalpha() and any(map(str.isdigit, behind[0].text)))
        ),
        None,
    )
    references = [each for each in view.hits[row.index] if each.field in _REFERENCES]
    if any(each.field == "credits" and each.start <= hit.start < each.end for each in references):
        return  # `Avoir sur facture n° 12 du 4 mai` names another document
    if any(each.field in {"issued", "due"} and each.start < hit.start < each.end for each in view.hits[row.index]):
        return  # `Date of this invoice: 3 July`
    if marked is not None and any(hit.end <= each.start <= hit.end + marked for each in references):
        return
    yield from _dated(view, row, behind)
    words = behind[marked + 1 :] if marked is not None else [word for word in behind if not word.text.startswith("(")]
    while words and words[0].text.lower() in FILLERS:
        words.pop(0)
    found = identifier(view, row, words)
    if not found or words[0].box.left - row.words[hit.end - 1].box.right > 30 * row.height:
        return
    if marked is None and _YEAR.match(found[0]) and _may_be_year(view, int(found[0])):
        return
    if words[0] not in together and any(
        each.field == "number" and each.start <= hit.start < each.end for each in view.hits[row.index]
    ):
        return  # what belongs to a label in a cell of its own is found by its place beside or under it
    cell = row.cell_of(words[0])
    goes_on = [word for word in words[len(found[1]) :][:1] if word in cell.words and word.text.isalpha()]
    if marked is None and words[0] not in together and goes_on and goes_on[0].text.lower() not in _DATED:
        return  # `116 Station Parade` in the address beside the title
    odd = ["shape-odd"] if goes_on and goes_on[0].text.lower() not in _DATED | {"issued"} else []
    features = ("title", *found[2], "right" if marked is not None else "label-weak", *odd)
    source = view.source(found[1], row.page)
    yield Candidate("number", found[0], source, features, found[1][0].confidence, row.index, hit.text)
    yield from _dated(view, row, words[len(found[1]) :])


def _may_be_year(view: View, year: int) -> bool:
    """Whether the days in the head of a document are of a year or of the one beside it: `Invoice 2087` of June 2026 is a number."""
    days = [each.value.year for row in view.rows[:TITLE_ROWS] for each in find_dates(row.text, view.vocabulary.months)]
    return not days or any(abs(each - year) <= 1 for each in days)


def _begins_date(view: View, text: str) -> bool:
    """Whether a text begins with a day: `3. juni`, `03-06-2026`."""
    following = text.split()[1:2]
    month = bool(following) and following[0].strip(".,").lower() in view.vocabulary.months
    return month or any(found.start == 0 for found in find_dates(text, view.vocabulary.months))


def _dated(
    view: View, row: Row, words: Sequence[Word], leading: frozenset[str] = _DATED | {"issued"}
) -> Iterator[Candidate[Any]]:
    place = next((place for place, word in enumerate(words[:4]) if word.text.lower().strip(".,:") in leading), None)
    if place is not None:
        text = " ".join(word.text for word in words[place + 1 : place + 8])
        first = next(iter(find_dates(text, view.vocabulary.months)), None)
        if first and any(
            each.start <= first.start and each.end > first.end for each in find_periods(text, view.vocabulary.months)
        ):
            return  # `Facture 7781  Séjour du 06/06/2026 au 08/06/2026`
        found = day(view, row, words[place + 1 : place + 4])
        if found and not _led_by_another(view, row, words[place + 1 :], found[1][0]):
            yield Candidate(
                "issued", found[0], view.source(found[1], row.page), ("title", "right", *found[2]), 1.0, row.index, "title"
            )


def _led_by_another(view: View, row: Row, words: Sequence[Word], value: Word) -> bool:
    """Whether the label of something else stands before a day: `Invoice 3099 dated` with no day, `Payable by 22/04/2026`."""
    before = set(takewhile(lambda word: word is not value, words))
    return any(hit.field != "issued" and row.words[hit.start] in before for hit in view.hits[row.index])


def _below_title(view: View, row: Row, hit: Hit, *, lists: bool) -> Iterator[Candidate[Any]]:
    """Read the number that is all that stands under a title.

    The title heads one cell of a strip, `Invoice | Date | Due` over its values, or stands small over its number. Over several bills, or
    over a sum on what asks for one again (`lists`), the strip heads a list.
    """
    cell = row.cell_of(row.words[hit.start])
    named = sum(
        each is not cell and any(row.words[hit.start] is each.words[0] for hit in view.hits[row.index]) for each in row.cells
    )
    below = next((each for each in view.next_rows(row, BELOW_TITLE) if words_under(each, hit)), None)
    if len(cell.words) != hit.end - hit.start or below is None or below.box.top - row.box.bottom > 2 * row.height:
        return
    under = words_under(below, hit)
    found = identifier(view, below, under)
    if len(row.cells) >= LISTED_CELLS and (goes_on_below(view, below, hit, identifier) or (lists and _has_money(view, below))):
        return
    if found and len(found[1]) == len(under):
        weak = [] if named >= STRIP_CELLS else ["label-weak"]
        yield candidate_of(view, replace(hit, field="number"), below, found, ["title", "below", *found[2], *weak])


def _near_title(view: View) -> Iterator[Candidate[Any]]:
    """Read the number that a mere `No.` names in the head of a document, beside its title or right below it."""
    title = next((row for row in view.rows[:TITLE_ROWS] if _has_title(view, row)), None)
    if title is None:
        return
    over = [view.rows[title.index - 1]] if title.index and view.rows[title.index - 1].page == title.page else []
    # What stands beside a title in large print may lie a little higher.
    for row in (*over, title, *view.next_rows(title, NEAR_TITLE)):
        for place, cell in enumerate(row.cells):
            if _is_mark(cell) and (found := _marked(view, row, place)):
                yield found
                return


def _among_facts(view: View) -> Iterator[Candidate[Any]]:
    """Read the number that a mere `Nr.` names where it is set flush under or over the date of the document: `Dato 1. juli` over `Nr. 2026-044`."""
    for row in view.rows[:TITLE_ROWS]:
        for place, cell in enumerate(row.cells):
            if _is_mark(cell) and _flush_with_a_date(view, row, cell) and (found := _marked(view, row, place)):
                yield found
                return


def _flush_with_a_date(view: View, row: Row, cell: Cell) -> bool:
    """Whether the label of the document's date begins right over or under a cell, at its left edge."""
    near = [view.rows[place] for place in (row.index - 1, row.index + 1) if 0 <= place < len(view.rows)]
    return any(
        hit.field == "issued" and other.page == row.page and abs(hit.box.left - cell.box.left) < FLUSH
        for other in near
        for hit in view.hits[other.index]
    )


def _is_mark(cell: Cell) -> bool:
    return cell.words[0].text.lower().strip(".:") in _MARKS


def _heads_table(row: Row, cell: Cell) -> bool:
    """Whether a mere mark is one of the headings of a table: `Nr. | Tekst | Antal | Pris` over the numbers of what is sold."""
    return len(row.cells) >= HEADINGS and len(cell.words) == 1 and not any(map(str.isdigit, row.text))


def _marked(view: View, row: Row, place: int) -> Candidate[str] | None:
    """Return the number behind a mark, or flush below it."""
    found = None if _heads_table(row, row.cells[place]) else _behind_or_below(view, row, place)
    if found is None or any(view.options.pack.find_person_ids(found[1][0])):
        return None
    where, (value, words, shape) = found
    source, label = view.source(words, where.page), row.cells[place].words[0].text
    return Candidate("number", value, source, ("title", *shape, "label-weak"), words[0].confidence, where.index, label)


def _behind_or_below(view: View, row: Row, place: int) -> tuple[Row, tuple[str, list[Word], list[str]]] | None:
    cell = row.cells[place]
    words = cell.words[1:] or (row.cells[place + 1].words if place + 1 < len(row.cells) else ())
    found = identifier(view, row, words)
    if found:
        return row, found
    for below in view.next_rows(row, 1) if len(cell.words) == 1 else ():
        under = next((each.words for each in below.cells if abs(each.box.left - cell.box.left) < FLUSH), ())
        found = identifier(view, below, under)
        return (below, found) if found else None
    return None
