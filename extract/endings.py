"""Which rows under the head of a table are sums, inside it or at its end, and where the table ends."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extract.cells import numbers_in_columns, over
from extract.layout import Row
from extract.numbers import SYMBOLS, Number
from extract.sum_labels import is_journey, is_strip_of_sums, one_of_many
from extract.tables import AMOUNTS, NUMERIC, Head
from extract.view import View
from extract.vocabulary import Hit, find_labels

#: Labels that stand before a sum at the end of the table.
ENDINGS = frozenset({"net", "tax", "total", "payable"})
#: Labels before sums inside the table: they are left out and the table goes on.
INSIDE = frozenset({"carried", "subtotal"})
#: What stands at the foot of a bill beside its sums, and begins no line.
FACTS = frozenset(
    {"bank_pair", "account_no", "reg_no", "sort_code", "iban", "registration", "vat_number", "issued", "due", "name", "other"}
)
#: What leads from a sum to whom it is for, with so many words of a name behind it.
OF_SOMEBODY, NAMED = frozenset({"for", "til", "vedr", "vedr.", "vedrørende", "pour", "für"}), 3
#: A cell of so many words says more than what was done.
SENTENCE = 5


def ends_or_sums(view: View, head: Head, row: Row, rows: Sequence[Row]) -> str | None:
    """Say whether a row ends the table (`end`), is a sum inside it (`inside`), or neither."""
    first = _counted(view, row) or _first_word(row, view.numbers[row.index])
    hits = (
        _sum_at_the_end(view, row)
        or _sum_beside(view, head, row)
        or [hit for hit in view.hits[row.index] if hit.start <= first]
    )
    begin = [hit for hit in hits if hit.start == hits[0].start] if hits else []
    names = {hit.field for hit in begin}
    numbers = [number for number in view.numbers[row.index] if not number.percent]
    # `Transport  15  9.80  147.00` bills a journey; `Transport  1.654,00` carries a sum forward.
    if _nothing_paid(view, row):
        return "end"
    if names & INSIDE and numbers and not _looks_like_line(view, head, row) and not is_journey(row, begin, numbers):
        return "inside"
    if names & ENDINGS and numbers and not _looks_like_line(view, head, row):
        return "inside" if _sum_inside(view, head, row, rows, names) else "end"
    if _stops(view, row) or _other_table(view, row) or is_strip_of_sums(view, row):
        return "end"
    return None


def _sum_at_the_end(view: View, row: Row) -> list[Hit]:
    """Return the label of a sum that ends right before the only number of a row: `Service user total  999.20`."""
    numbers = view.numbers[row.index]
    if (
        len(numbers) != 1
        or not numbers[0].is_money
        or any(letter.isdigit() for word in row.words[: numbers[0].start] for letter in word.text)
    ):
        return []
    return [hit for hit in view.hits[row.index] if hit.field == "total" and hit.end == numbers[0].start]


def _sum_beside(view: View, head: Head, row: Row) -> list[Hit]:
    """Return the label of a sum that is a cell of its own behind others: `Bank: Elm Bank   BALANCE DUE   £907.50`, `Hours  56.25  Subtotal  24,652.63`.

    What stands before it is a fact of the bill or a sentence, and not what was done; or it stands itself where a line has numbers.
    """
    numbers = [number for number in view.numbers[row.index] if number.is_money]
    if not numbers or numbers[-1].end < len(row.words):
        return []
    hits = view.hits[row.index]
    found = [
        hit
        for hit in hits
        if hit.field in ENDINGS | INSIDE
        and hit.end <= numbers[-1].start
        and _only_leads(view, row, hit.end, numbers[-1].start)
        and row.cell_of(row.words[hit.start]).words[0] is row.words[hit.start]
    ]
    first = row.cells[0]
    if not found or first.words[0] is row.words[found[0].start]:
        return []
    facts = any(hit.field in FACTS and hit.end <= found[0].start for hit in hits)
    among_numbers = bool(NUMERIC & set(head.home(found[0].box).kinds))
    return found if facts or among_numbers or len(first.words) >= SENTENCE else []


def _only_leads(view: View, row: Row, start: int, end: int) -> bool:
    """Whether nothing but a currency, or a rate, stands between a label and its amount: `Net at 20%  £1,412.00`."""
    rated = any(number.percent and start <= number.start < end for number in view.numbers[row.index])
    small = {"at", "@", "à", "af", "of"} if rated else set()
    return all(
        word.text.lower() in SYMBOLS
        or word.text.lower() in small
        or (rated and (word.text.endswith("%") or word.text[:1].isdigit()))
        for word in row.words[start:end]
    )


def _other_table(view: View, row: Row) -> bool:
    """Whether a row is the head of a table of sums or of tax."""
    if any(number.is_money for number in view.numbers[row.index]):
        return False
    hits = find_labels(row, view.vocabulary.columns)
    return len({hit.start for hit in hits if hit.field == "summary"}) >= 2


def _counted(view: View, row: Row) -> int:
    """Return the place behind what a sum counts, `6 ture i alt for Ida Holm  720,00`, `4 visits total  98.00`; 0 where it counts nothing."""
    numbers = view.numbers[row.index]
    if len(numbers) < 2 or numbers[0].start or numbers[0].places or numbers[0].end != 1 or not row.words[1].text.islower():
        return 0
    labelled = any(hit.start == 2 and hit.field in ENDINGS | INSIDE for hit in view.hits[row.index])
    return 2 if labelled else 0


def _first_word(row: Row, numbers: Sequence[Number]) -> int:
    """Return the place up to which a label may begin: the first word, or past a small one (`Less`), or past a rate (`0 % moms`)."""
    if numbers and numbers[0].start == 0 and numbers[0].percent:
        return numbers[0].end
    if numbers and numbers[0].start == 0 and numbers[0].is_money and len(numbers) == 1:
        return numbers[0].end
    return 1 if len(row.words) > 1 and not any(letter.isdigit() for letter in row.words[0].text) else 0


def _looks_like_line(view: View, head: Head, row: Row) -> bool:
    cells = numbers_in_columns(view, head, row)
    kinds = {kind for place in cells for kind in head.columns[place].kinds}
    # `Please pay £1,217.02 by Monday 15 June 2026` is one cell.
    apart = len({row.cell_of(row.words[number.start]).words for number in cells.values()}) > 1
    return apart and "quantity" in kinds and "unit_price" in kinds and bool(AMOUNTS & kinds)


def _sum_inside(view: View, head: Head, row: Row, rows: Sequence[Row], names: set[str]) -> bool:
    """Say whether a total is only a person's or a section's: lines and another total follow it, that total perhaps on a further page.

    The last of several such, `I alt Ida` after `I alt Bo`, is followed by the greater sum alone.
    """
    if names & {"net", "tax", "payable"} and "total" not in names:
        return _net_of_somebody(view, row) and any(
            len(numbers_in_columns(view, head, later)) > 1 for later in rows if later.index > row.index
        )
    # A row of a table that has no other column of numbers than that of the amounts has one.
    lines, least = 0, min(2, sum(bool(NUMERIC & set(column.kinds)) for column in head.columns))
    for later in rows:
        if later.index <= row.index:
            continue
        if _stops(view, later):
            return False
        if lines and _carries(view, later):
            return True
        if _total_of(view, later) is not None:
            return bool(lines)
        if (
            len(numbers_in_columns(view, head, later)) >= least
            and has_text(head, later)
            and not (least == 1 and _labelled(view, later))
        ):
            lines += 1
    own = _total_of(view, row)
    behind = view.rows[rows[-1].index + 1 if lines else row.index + 1 :]
    whole = max((total for later in behind if (total := _total_of(view, later, "payable")) is not None), default=None)
    return (bool(lines) or one_of_many(view, row)) and own is not None and whole is not None and whole >= own


def _nothing_paid(view: View, row: Row) -> bool:
    """Whether a row says in a cell of its own, beside what stands at the foot, that nothing was paid: `PAYMENT  0.00`."""
    numbers = view.numbers[row.index]
    return (
        len(numbers) == 1
        and numbers[0].is_money
        and not numbers[0].value
        and any(
            hit.field == "prepaid"
            and hit.end == numbers[0].start
            and row.cell_of(row.words[hit.start]).words[0] is row.words[hit.start]
            for hit in view.hits[row.index]
        )
    )


def _labelled(view: View, row: Row) -> bool:
    """Whether the label of a sum begins a row."""
    return any(hit.field in ENDINGS | INSIDE and hit.start <= 1 for hit in view.hits[row.index])


def _net_of_somebody(view: View, row: Row) -> bool:
    """Whether a row says what is left to pay for somebody: `Net for Ulla Jensen  2,614.60`."""
    hit = next((each for each in view.hits[row.index] if each.field == "net" and each.start == 0), None)
    words = row.words[hit.end :] if hit else ()
    return (
        len(words) > NAMED and words[0].text.lower() in OF_SOMEBODY and all(word.text[0].isupper() for word in words[1:NAMED])
    )


def _carries(view: View, row: Row) -> bool:
    """Whether a row carries a sum to the next page, where the table goes on."""
    return bool(view.numbers[row.index]) and any(hit.field == "carried" and hit.start <= 1 for hit in view.hits[row.index])


def _total_of(view: View, row: Row, *also: str) -> Decimal | None:
    """Return the size of the sum on a row that begins with the word for a total, or `also` another's, or ends with it and its only number."""
    begins = any(hit.field in {"total", *also} and hit.start <= 1 for hit in view.hits[row.index]) or _sum_at_the_end(view, row)
    numbers = view.numbers[row.index]
    return abs(numbers[-1].value) if begins and numbers else None


def _stops(view: View, row: Row) -> bool:
    hits = find_labels(row, view.vocabulary.stop)
    return any(hit.start <= 1 and (hit.end - hit.start > 1 or len(hit.text) > 9) for hit in hits)


def has_text(head: Head, row: Row) -> bool:
    """Whether the row has words outside the numeric columns, as the row of a line has."""
    numeric = [column for column in head.columns if set(column.kinds) & NUMERIC]
    return any(
        any(letter.isalpha() for letter in word.text) and not any(over(word.box, column.box) for column in numeric)
        for word in row.words
    )
