"""Header fields: found by a label, by the place of the value beside it, and by the value's shape, together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from extract.candidates import Candidate
from extract.confidence import label_feature
from extract.dates import find_dates
from extract.due import day_without_discount
from extract.labelled import begins_cell, is_series, led_by_another, words_under
from extract.layout import Row
from extract.paragraphs import is_sentence, row_above
from extract.shapes import FILLERS, SHAPES, Shape
from extract.view import View
from extract.vocabulary import Hit, find_labels
from extract.whom import under_a_person
from models.document import Word

#: A row with so many headings may head a list.
LISTED_CELLS = 3
#: What a list of documents names of each; a document has one due date for each instalment, and the first counts, unless each has a date of issue too.
LISTED = frozenset({"issued", "number", "buyer_reference", "order_reference"})
BELOW_ROWS = 2
#: A value in print so much larger than its label may begin higher.
LARGER = 1.15
#: What stands so near, in points, to the left edge of a label is set flush with it.
FLUSH = 4.0
#: More words than this stand together only in a sentence.
SENTENCE = 10
#: A label of so few letters is one only where a cell begins.
SHORT = 4
#: And one of no more than these only with a colon behind it.
TINY = 2
#: A row with so many labels of a document's head, the first of them where it begins, is a run of them.
LABELS_IN_RUN = 2
#: What ends a row whose sentence goes on with the day to pay by: `... bedes indbetalt senest` over `den 3. august 2026`.
_UNTIL = frozenset({"senest", "inden", "before", "by", "spätestens", "bis", "vor", "avant"})
_OF_A_HEAD = frozenset({"number", "issued", "due"})


def find_field(view: View, name: str, skip: frozenset[int] = frozenset()) -> list[Candidate[Any]]:
    """Return every candidate for a header field."""
    return [
        candidate
        for row in view.rows
        if row.index not in skip
        for hit in view.hits[row.index]
        if hit.field == name
        and _is_label(view, row, hit)
        and not is_series(view, row, hit)
        and not _dated_in_passing(view, row, hit)
        if not (name == "buyer_reference" and under_a_person(view, row, hit))
        for candidate in _beside(view, row, hit, day_without_discount if name == "due" else SHAPES[name], skip)
        if not _counts(hit, candidate)
    ]


def _beside(view: View, row: Row, hit: Hit, shape: Shape, skip: frozenset[int]) -> Iterator[Candidate[Any]]:
    """Yield the value right of a label, else the one below it; what stands in the table below is no value of the head."""
    words, found = _found_right(view, row, hit, shape)
    if found:
        gap = found[1][0].box.left - hit.box.right
        stacked = _right_under(view, row, hit, shape, skip)
        if stacked:
            yield candidate_of(view, hit, stacked[0], stacked[1], [label_feature(hit.rank), "below", *stacked[1][2]])
        far = stacked or gap > 25 * row.height
        yield candidate_of(view, hit, row, found, [label_feature(hit.rank), "right", *found[2], *(["far"] if far else [])])
        return
    if words and not row.words[hit.end - 1].text.endswith(":") and words[0].box.left - hit.box.right < 2 * row.height:
        return
    over = list(_above(view, row, hit, shape)) or ([] if words else list(_in_larger_print(view, row, hit, shape)))
    if over:
        yield from over
        return
    for below in view.next_rows(row, BELOW_ROWS):
        if below.index in skip or below.box.top - row.box.bottom > 2.2 * row.height:
            break
        under = words_under(below, hit) or words_under(below, _whole_cell(row, hit))
        found = shape(view, below, under) if under else None
        if found and (_of_a_list(view, row, below, hit, shape) or led_by_another(view, below, hit, under, found[1][0])):
            return
        if found:
            yield candidate_of(view, hit, below, found, [label_feature(hit.rank), "below", *found[2]])
            return
        if under:
            return


def _found_right(view: View, row: Row, hit: Hit, shape: Shape) -> tuple[list[Word], tuple[Any, list[Word], list[str]] | None]:
    """Return the words after a label and the value that they begin with; neither where they are of another block."""
    words = _right_of(view, row, hit)
    found = shape(view, row, words) if words else None
    return ([], None) if found and _of_another_block(view, row, hit, found[1]) else (words, found)


def _of_another_block(view: View, row: Row, hit: Hit, value: Sequence[Word]) -> bool:
    """Whether a number in another cell than its label goes on with words, `12 Dock Road` beside `Invoice Number`, or stands under a label of its own."""
    cell = row.cell_of(value[0])
    if hit.field != "number" or cell is row.cell_of(row.words[hit.end - 1]) or cell.words[0] is not value[0]:
        return False
    behind = cell.words[len(value) : len(value) + 1]
    labels = {row.words[each.start] for each in view.hits[row.index]}
    goes_on = bool(behind) and behind[0].text.isalpha() and behind[0].text[0].isupper() and behind[0] not in labels
    over = view.rows[row.index - 1] if row.index else row
    near = over.page == row.page and row.box.top - over.box.bottom < row.height
    return goes_on or (
        near
        and any(
            each.field != hit.field
            and abs(each.box.left - cell.box.left) < FLUSH
            and len(over.cell_of(over.words[each.start]).words) == each.end - each.start
            for each in view.hits[over.index]
        )
    )


def _counts(hit: Hit, candidate: Candidate[Any]) -> bool:
    """Say whether a number only tells how often a payment was asked for: `Rykkernr. 2`."""
    return hit.field == "number" and hit.text.casefold().startswith("rykker") and len(str(candidate.value)) == 1


def _right_under(
    view: View, row: Row, hit: Hit, shape: Shape, skip: frozenset[int]
) -> tuple[Row, tuple[Any, list[Word], list[str]]] | None:
    """Return the value that begins flush right under a label that fills its cell: what stands right of it may be another block's, an address."""
    cell = row.cell_of(row.words[hit.start])
    if hit.field not in _OF_A_HEAD or len(cell.words) != hit.end - hit.start or cell.words[-1].text.endswith(":"):
        return None
    for below in view.next_rows(row, 1):
        if below.index in skip or below.box.top - row.box.bottom > row.height:
            return None
        under = next((each for each in below.cells if abs(each.box.left - cell.box.left) < FLUSH), None)
        labels = [below.words[other.start] for other in view.hits[below.index]]
        if under is not None and under.words[0] not in labels:
            found = shape(view, below, list(under.words))
            return (below, found) if found and len(found[1]) == len(under.words) else None
    return None


def _above(view: View, row: Row, hit: Hit, shape: Shape) -> Iterator[Candidate[Any]]:
    """Yield the value over a label, where a row holds nothing but labels and each stands in smaller print flush under a value.

    A form has such rows one over the other: there each label belongs to what stands under it.
    """
    above = view.rows[row.index - 1] if row.index else None
    if above is None or above.page != row.page or not LABELS_IN_RUN <= len(row.cells) == len(above.cells):
        return
    starts = {row.words[other.start] for other in view.hits[row.index]}
    flush = all(abs(cell.box.left - over.box.left) < FLUSH for cell, over in zip(row.cells, above.cells, strict=True))
    below = [cell for each in view.next_rows(row, 1) for cell in each.cells]
    form = sum(any(abs(cell.box.left - label.box.left) < FLUSH for label in row.cells) for cell in below)
    if (
        not flush
        or form >= LABELS_IN_RUN
        or above.height <= row.height
        or not all(cell.words[0] in starts for cell in row.cells)
    ):
        return
    under = words_under(above, hit)
    found = shape(view, above, under)
    if found and not led_by_another(view, above, hit, under, found[1][0]):
        yield candidate_of(view, hit, above, found, [label_feature(hit.rank), "below", *found[2]])


def _in_larger_print(view: View, row: Row, hit: Hit, shape: Shape) -> Iterator[Candidate[Any]]:
    """Yield the value beside a label whose print is so much larger that it stands on another row."""
    for place in (row.index - 1, row.index + 1):
        other = view.rows[place] if 0 <= place < len(view.rows) else row
        beside = [
            word for word in other.words if word.box.left > hit.box.right and word.box.top < hit.box.middle < word.box.bottom
        ]
        first = other.cell_of(beside[0]).words if beside and other is not row and other.page == row.page else ()
        larger = bool(first) and first[0] is beside[0] and first[0].box.height > LARGER * hit.box.height
        found = shape(view, other, list(first)) if larger else None
        # `12 Dock Road` in the block beside it is an address.
        whole = found is not None and len(found[1]) == len(first)
        if found and whole and not any(other.words[each.start] in first for each in view.hits[other.index]):
            yield candidate_of(view, hit, other, found, [label_feature(hit.rank), "right", *found[2], "far"])
            return


def _of_a_list(view: View, row: Row, below: Row, hit: Hit, shape: Shape) -> bool:
    """Say whether what stands under a label is one of many that a list names, and not the document's own."""
    dated = hit.field == "due" and any(other.field == "issued" for other in view.hits[row.index])
    charged = len(row.cells) >= LISTED_CELLS or is_charged(view, below)
    listed = (hit.field in LISTED or dated) and charged and goes_on_below(view, below, hit, shape)
    return listed or (hit.field == "issued" and _names_another(view, below))


def _names_another(view: View, row: Row) -> bool:
    """Say whether a row of a list names a bill, `Invoice 20417`: its day is not that of the document that lists it."""
    first = row.cells[0] if row.cells else None
    titles = find_labels(row, view.vocabulary.kinds)
    return first is not None and any(hit.start == 0 for hit in titles) and any(letter.isdigit() for letter in first.text)


def goes_on_below(view: View, row: Row, hit: Hit, shape: Shape) -> bool:
    """Say whether a value of the same sort stands under a value: then they are a column of a list, and none is the document's."""
    return any(shape(view, below, words_under(below, hit)) for below in view.next_rows(row, 1) if words_under(below, hit))


def candidate_of(
    view: View, hit: Hit, row: Row, found: tuple[Any, list[Word], list[str]], features: list[str]
) -> Candidate[Any]:
    """Return what a shape found beside or under a label as a candidate for the label's field."""
    value, words, _ = found
    engine = min(word.confidence for word in words)
    return Candidate(hit.field, value, view.source(words, row.page), tuple(features), engine, row.index, hit.text)


def _right_of(view: View, row: Row, hit: Hit) -> list[Word]:
    """Return the words after a label, up to the next label on the row."""
    labels = (other for other in view.hits[row.index] if other.start >= hit.end and not is_series(view, row, other))
    stop = min((other.start for other in labels), default=len(row.words))
    words = list(row.words[hit.end : stop])
    while words and words[0].text.lower() in FILLERS:
        words.pop(0)
    return words


def _whole_cell(row: Row, hit: Hit) -> Hit:
    """Return a label with the words of its cell before it: what stands below begins where the cell of `Job sheet / invoice no.` does."""
    cell = row.cell_of(row.words[hit.start])
    return replace(hit, box=cell.box) if cell.words[-1] is row.words[hit.end - 1] else hit


def _is_label(view: View, row: Row, hit: Hit) -> bool:
    """Whether a word is a label where it stands: a short one begins a cell or has a colon; `Nr.` is only one with a colon."""
    colon = row.words[hit.end - 1].text.endswith(":")
    if hit.field == "number" and len(hit.text.strip(".:")) <= TINY:
        return colon
    if hit.field == "number" and hit.text == "number" and hit.start and row.words[hit.start - 1].text.islower():
        return False  # `case number 40018826`
    led = len(hit.text.strip(".:")) > SHORT or begins_cell(row, hit) or _in_a_run(view, row, hit)
    return colon or led or (hit.field == "due" and _between_days(view, row, hit))


def _between_days(view: View, row: Row, hit: Hit) -> bool:
    """Whether one day ends right before a label and another begins right behind it: `dated 18/06/2026 due 18/07/2026`."""
    before, behind = (" ".join(word.text for word in words) for words in (row.words[: hit.start], row.words[hit.end :]))
    first, second = (find_dates(text, view.vocabulary.months) for text in (before, behind))
    return bool(first and second) and first[-1].end == len(before) and second[0].start == 0


def _in_a_run(view: View, row: Row, hit: Hit) -> bool:
    """Whether a row is a run of labels and values without marks: `Fakturanr. SB-26 Dato 30. oktober 2026 Betalingsfrist 29. november`."""
    labels = [other for other in view.hits[row.index] if other.field in _OF_A_HEAD]
    return hit in labels and labels[0].start == 0 and len(labels) >= LABELS_IN_RUN


def _dated_in_passing(view: View, row: Row, hit: Hit) -> bool:
    """Whether a sentence dates something else: `... that invoice 88417 dated 5 May for £1,188.00 remains unpaid`, `senest` over `den 3. august 2026 på vores konto`."""
    if hit.field != "issued" or row.words[hit.end - 1].text.endswith(":"):
        return False
    if any(other.field == "credits" and other.end <= hit.start for other in view.hits[row.index]):
        return True  # `Relates to invoice  LI-20417 dated 3 August 2026`
    if hit.start == 0 and is_until(view, row):
        return True
    above = row_above(view, row) if hit.start == 0 else None
    goes_on = above is not None and is_sentence(above) and above.text[-1].isalpha()
    if len(row.part_of(row.words[hit.start]).words) <= SENTENCE or _behind_own_title(view, row, hit):
        # `den 19. juni 2026.` ends the sentence that the row above began.
        return goes_on and row.text.endswith(".")
    return goes_on or not begins_cell(row, hit)


def is_until(view: View, row: Row) -> bool:
    """Whether the row above ends with a word that leads to the day to pay by."""
    above = view.rows[row.index - 1] if row.index else row
    return above is not row and above.page == row.page and above.words[-1].text.lower() in _UNTIL


def _behind_own_title(view: View, row: Row, hit: Hit) -> bool:
    """Whether a title and its number begin the row, right before a label, and no sum follows: `Faktura 2026-14, udstedt d. 29. juni 2026, til betaling ...`."""
    titles = [each for each in find_labels(row, view.vocabulary.kinds) if each.start == 0]
    money = any(number.is_money for number in view.numbers[row.index])
    return not money and any(each.end + 1 == hit.start for each in titles)


def is_charged(view: View, row: Row) -> bool:
    """Whether a row has a sum of money in a cell of its own: a day beside it is when something was done, or billed before."""
    money = [number for number in view.numbers[row.index] if number.is_money and number.places == 2 and not number.percent]
    return any(len(cell.words) <= 2 for number in money for cell in row.cells if row.words[number.start] in cell.words)
