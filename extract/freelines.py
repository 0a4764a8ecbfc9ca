"""Lines of documents that have no table: rows of words that end in an amount, and `quantity x price` inside words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from extract.body import Body, Entry, amounts_of
from extract.dates import find_periods
from extract.factors import find_factors, headless
from extract.headings import HEADING_WORDS
from extract.layout import Row
from extract.numbers import Number, parse_number
from extract.person_numbers import PersonNumbers
from extract.sum_labels import is_journey
from extract.tokens import normalise
from extract.totals import Totals
from extract.unitprice import is_unit_price
from extract.view import NOT_READ, View
from extract.vocabulary import find_labels
from models.money import round_half_up

#: Labels with which a line may begin.
IN_LINES = frozenset({"person", "person_name", "period", "credits", "supplier"})
#: Rows after a line that may go on with its words.
CONTINUED = 3
#: So many amounts under each other are a column.
LEAST_COLUMN = 4
#: A row of so many words is one of a sentence.
SENTENCE = 5
#: The row of a line without words for it has so many numbers at the least: a price and an amount, or a quantity too.
LEAST_OF_LINE = 2
MAX_TEXT = 300
#: Rows nearer than so many line heights belong together.
NEAR = 0.9
#: A row is nearer to the next one where their tops are less than this part as far apart.
NEARER = 0.8
#: Rows over a line that may name the person of it and of those that follow, and how far apart they stand, in line heights.
OVER_LINES, OVER_GAP = 3, 2.5
#: Amounts that end so near to each other, in points, stand in one column.
ALIGNED = 8.0
_NUM = r"\d[\d.,]{0,14}"
_CURRENCY = r"(?:kr\.?|dkk|£|€|eur|gbp)"
_PRODUCT = re.compile(
    rf"(?<![\d.,])(?P<quantity>(?:(?<!\S)[-−])?{_NUM})\s?(?P<unit>[^\W\d_]{{1,14}}\.?)?\s?(?P<sign>x|×|\*|à|á|a|@|at|mal|,)\s?"
    rf"{_CURRENCY}?\s?(?P<price>{_NUM}(?:,-)?)\s?{_CURRENCY}?(?:\s?(?:/|per\s|pr\.?\s)\s?(?P<per>[^\W\d_]{{1,8}}))?",
    re.IGNORECASE,
)
WEEK = Decimal(7)
_SMALL_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Product:
    """A quantity and a unit price written in running words, and whether they make the amount."""

    quantity: Decimal
    unit: str | None
    price: Decimal
    text: str
    makes: bool


def find_free_lines(view: View, totals: Totals) -> Body | None:
    """Return rows that end in an amount and are no sum, no heading and no field, as a table with two columns."""
    rows = [row for row in view.rows if _is_line(view, row, totals)]
    rows = _before_the_sums(rows, totals)
    rows = _in_one_column(view, rows, totals)
    if not rows:
        return None
    entries = [_entry(view, row) for row in rows]
    _give_words(view, entries, totals)
    used = frozenset(row.index for entry in entries for row in entry.rows)
    first, last = entries[0].rows[0].index, entries[-1].rows[-1].index
    sums = tuple(row for row in view.rows[first:last] if row.index in totals.rows)
    over = sorted(_over_lines(view, entries, used | totals.rows), key=lambda row: row.index)
    return Body(tuple(entries), tuple(over), used, sums)


def _over_lines(view: View, entries: Sequence[Entry], taken: frozenset[int]) -> Iterator[Row]:
    """Yield the rows right over a line that are no line themselves: a person's name and number stand there over several lines."""
    for entry in entries:
        edge = min(entry.rows, key=lambda row: row.index)
        for place in range(edge.index - 1, max(-1, edge.index - 1 - OVER_LINES), -1):
            row = view.rows[place]
            if place in taken or row.page != edge.page or edge.box.top - row.box.bottom > OVER_GAP * row.height:
                break
            yield row
            edge = row


def _is_line(view: View, row: Row, totals: Totals) -> bool:
    if row.index in totals.rows:
        return False
    amount = _last_amount(view, row)
    if amount is None:
        return False
    if _goes_on_from_above(view, row):
        return True
    if not _SMALL_WORDS.search(" ".join(word.text for word in row.words[: amount.start])):
        return False
    hits = [hit for hit in view.hits[row.index] if hit.start == 0 and hit.field not in IN_LINES]
    # `Transport  9 trips  11.40  102.60` bills journeys; `Transport  1.654,00` carries a sum forward.
    bills = len(view.numbers[row.index]) >= LEAST_OF_LINE or is_journey(row, view.hits[row.index], view.numbers[row.index])
    carried = set() if bills else {"carried"}
    if any(hit.end >= amount.start - 1 for hit in hits) or any(hit.field in {"iban", "bank_pair"} | carried for hit in hits):
        return False
    # `+ 19 % MwSt  2.926,00`: a rate and the word for tax right before the amount say that it is one.
    if any(hit.field == "tax" and hit.end == amount.start for hit in view.hits[row.index]) and _has_rate(view, row):
        return False
    return not any(hit.start == 0 and hit.end - hit.start > 1 for hit in find_labels(row, view.vocabulary.stop))


def _has_rate(view: View, row: Row) -> bool:
    return any(number.percent for number in view.numbers[row.index])


def _goes_on_from_above(view: View, row: Row) -> bool:
    """Whether the row above is running text, set flush with this one, that has not come to its amount."""
    if row.index == 0:
        return False
    above = view.rows[row.index - 1]
    close = above.page == row.page and 0 <= row.box.top - above.box.bottom + 3 < NEAR * row.height + 3
    flush = abs(above.box.left - row.box.left) < ALIGNED
    running = len(above.words) >= SENTENCE and len(above.cells) == 1 and _last_amount(view, above) is None
    running = running and not above.text.endswith(":")
    return (
        close and flush and running and not any(hit.start == 0 and hit.field not in IN_LINES for hit in view.hits[above.index])
    )


def _last_amount(view: View, row: Row) -> Number | None:
    """Return the money that ends the row; a word for the currency may follow it."""
    numbers = view.numbers[row.index]
    if view.is_laid_out and (said := _said_to_be(row, numbers)) is not None:
        return said
    last = numbers[-1] if numbers else None
    if view.is_laid_out and row.words[-1].text == NOT_READ:
        return None  # a formula without a result
    if last is None or not last.is_money or last.percent or last.end < len(row.words) - 1:
        return None
    behind = row.words[last.end].text if last.end < len(row.words) else ""
    # A quantity with its unit (`34.50 hours`) is no amount, nor is the price of one (`6 timer á 850 kr.`).
    return None if normalise(behind) in view.vocabulary.units or is_unit_price(view, row, last) else last


def _said_to_be(row: Row, numbers: Sequence[Number]) -> Number | None:
    """Return what a typed line says that it comes to, whatever it adds behind: `= 3.500,00 kr. ekskl. moms`, `= £966.40 (1-30 September)`."""
    money = [number for number in numbers if number.is_money and not number.percent]
    if not money or money[-1].start == 0 or row.words[money[-1].start - 1].text != "=":
        return None
    return money[-1]


def _before_the_sums(rows: Sequence[Row], totals: Totals) -> list[Row]:
    """Keep the rows above the first sum that has some row above it; a lone one is passed over where many stand above a later sum."""
    sums = _sum_rows(totals)
    groups = [[row for row in rows if row.index < place] for place in sums]
    above = next((group for group in groups if group), list(rows))
    last = groups[-1] if groups else above
    return last if len(above) == 1 and len(last) > LEAST_COLUMN else above


def _sum_rows(totals: Totals) -> list[int]:
    """Return the rows of the sums in order; those of a section or a person are passed over when a chosen total stands below them."""
    rows = sorted(each.row for name in ("net", "total", "payable") for each in totals.all.get(name, ()))
    last = [each.row for name in ("total", "payable") if (each := totals.chosen.get(name))]
    closing = {totals.chosen[name].row for name in ("net", "tax") if name in totals.chosen and totals.closes}
    return [row for row in rows if not last or row >= min(last) or row in closing]


def _in_one_column(view: View, rows: Sequence[Row], totals: Totals) -> list[Row]:
    """Of rows whose amounts end at different places keep those under which the sum stands, else the last ones' place.

    What we laid out ourselves begins flush in its column and does not end so.
    """
    edge = attrgetter("left" if view.is_laid_out else "right")
    edges = [(row, edge(number.box)) for row in rows if (number := _last_amount(view, row))]
    sums = [
        edge(each.source.box) for name in ("total", "payable", "net") if (each := totals.chosen.get(name)) and each.source.box
    ]
    if view.is_laid_out and not view.is_of_records:
        return [row for row, _ in edges]  # each table of a Word file was laid out with widths of its own
    under = next((rows for place in sums if (rows := _at(edges, place))), [])
    most = max((_at(edges, place) for _, place in edges), key=len, default=[])
    # What is to be paid may stand beside the address, over one other amount, and the lines in a column of their own.
    if len(under) <= 1 and len(edges) - 1 <= len(most) >= LEAST_COLUMN:
        return most
    return under or [row for row, _ in edges]


def _at(edges: Sequence[tuple[Row, float]], place: float) -> list[Row]:
    return [row for row, edge in edges if abs(edge - place) <= ALIGNED]


def _entry(view: View, row: Row) -> Entry:
    amount = _last_amount(view, row)
    if amount is None:
        raise ValueError("a line ends in an amount")
    head, cells = headless(row, find_factors(view.numbers[row.index], amount), amount)
    return Entry(head, [row], cells, row)


def _give_words(view: View, entries: Sequence[Entry], totals: Totals) -> None:
    """Give each line the rows of words that belong to it: those below, or, when amounts stand at the end, those above."""
    taken = {entry.rows[0].index for entry in entries} | totals.rows | _headings(view, entries[0].rows[0])
    below = [_run(view, entry.rows[0], 1, taken) for entry in entries]
    above = [_run(view, entry.rows[0], -1, taken) for entry in entries]
    lower = [[entry.rows[0], *rows] for entry, rows in zip(entries, below, strict=True)]
    upper = [[*reversed(rows), entry.rows[0]] for entry, rows in zip(entries, above, strict=True)]
    chosen = upper if _sense(view, entries, upper) > _sense(view, entries, lower) else lower
    for entry, rows in zip(entries, chosen, strict=True):
        entry.rows = rows


def _headings(view: View, first: Row) -> set[int]:
    """Return the rows that name a person, where the first of them stands right over the first line: each heads what follows it."""
    over, amount = view.rows[first.index - 1] if first.index else None, _last_amount(view, first)
    if (
        over is None
        or amount is None
        or not _names_person(view, over)
        or first.box.top - over.box.bottom > OVER_GAP * first.height
    ):
        return set()
    # Over a row that is little but its amount stand the words of that line.
    if not _SMALL_WORDS.search(" ".join(word.text for word in first.words[: amount.start])):
        return set()
    return {row.index for row in view.rows[over.index :] if _names_person(view, row)}


def _names_person(view: View, row: Row) -> bool:
    """Whether a short row is no line and holds the number of a person."""
    if len(row.words) > HEADING_WORDS or _last_amount(view, row) is not None:
        return False
    return any(view.options.pack.find_person_ids(row.text)) or PersonNumbers(view).in_row(row) is not None


def _sense(view: View, entries: Sequence[Entry], groups: Sequence[Sequence[Row]]) -> tuple[int, int, int]:
    """Count the lines whose words make their amount, those that name a period, and those that begin as words for a service do, when rows are grouped like this."""
    texts = [" ".join(row.text for row in rows) for rows in groups]
    products = sum(
        bool((found := find_product(view, text, amount.value)) and found.makes)
        for entry, text in zip(entries, texts, strict=True)
        for amount in amounts_of(entry)
    )
    periods = sum(bool(find_periods(text, view.vocabulary.months)) for text in texts)
    return products, periods, sum(_begins(view, rows[0]) for rows in groups)


def _begins(view: View, row: Row) -> bool:
    """Whether a row begins with a large letter, and not with a month that a day above it may belong to."""
    first = row.words[0].text
    return first[:1].isupper() and first.strip(".,").lower() not in view.vocabulary.months


def _run(view: View, row: Row, step: int, taken: set[int]) -> list[Row]:
    result: list[Row] = []
    edge = row
    for _ in range(CONTINUED):
        place = edge.index + step
        if not 0 <= place < len(view.rows) or place in taken:
            break
        other = view.rows[place]
        gap = other.box.top - edge.box.bottom if step > 0 else edge.box.top - other.box.bottom
        if other.page != row.page or gap > NEAR * row.height or other.box.height > 1.4 * row.height:
            break
        if step < 0 and len(other.words) >= SENTENCE and (other.text.endswith(":") or _has_price(view, other)):
            break  # `Her er vores regning for maj måned:` leads to all lines, and so does what each hour costs
        if step > 0 and (_heads_the_next(view, edge, other) or _says_an_amount(view, other)):
            break
        if step < 0 and (any(hit.start == 0 for hit in view.hits[place]) or abs(other.box.left - row.box.left) > ALIGNED):
            break
        result.append(other)
        edge = other
    return result


def _has_price(view: View, row: Row) -> bool:
    return any(number.currency for number in view.numbers[row.index])


def _has_money(view: View, row: Row) -> bool:
    return any(number.is_money and not number.percent for number in view.numbers[row.index])


def _says_an_amount(view: View, row: Row) -> bool:
    """Whether a row is a sentence with an amount of its own: `Det bliver 10.779,00 kr. i alt, som skal betales senest den 16. juli`."""
    return _has_money(view, row) and len(row.words) >= SENTENCE and len(row.cells) == 1 and row.text.endswith(".")


def _heads_the_next(view: View, above: Row, row: Row) -> bool:
    """Whether a row stands clearly nearer to the one below it than to the one above: it heads what follows.

    Told by the tops of rows, as on a scan the boxes of words are higher and leave less room between rows.
    """
    below = view.next_rows(row, 1)
    return bool(below) and below[0].box.top - row.box.top < NEARER * (row.box.top - above.box.top)


def find_product(view: View, text: str, amount: Decimal) -> Product | None:
    """Read `30 d @ 1,240.00/wk`; without a unit it counts only when it makes the amount."""
    best: Product | None = None
    for found in _products(text[:MAX_TEXT]):
        quantity = parse_number(found["quantity"].rstrip(".,"), view.comma)
        price = parse_number(found["price"].rstrip("."), view.comma)
        if quantity is None or price is None or not quantity.value:
            continue
        unit = view.vocabulary.units.get(normalise(found["unit"] or ""))
        per = view.vocabulary.units.get(normalise(found["per"] or ""))
        if found["sign"] == "," and unit is None:
            continue
        makes = _makes(quantity.value, price.value, amount, unit, per)
        if makes or (best is None and unit is not None and price.places == 2 and found["sign"] != ","):
            best = Product(quantity.value, unit or per, price.value, found.group(), makes)
        if makes:
            break
    return best


def _products(text: str) -> Iterator[re.Match[str]]:
    """Yield every product in a text; one may begin inside the match of another (`2026, 21 days x 3`)."""
    found = _PRODUCT.search(text)
    while found:
        yield found
        found = _PRODUCT.search(text, found.end("quantity"))


def _makes(quantity: Decimal, price: Decimal, amount: Decimal, unit: str | None, per: str | None) -> bool:
    made = {round_half_up(quantity * price)}
    if per == "week" and unit in {"day", "night"}:
        made |= {round_half_up(quantity * price / WEEK), quantity * round_half_up(price / WEEK)}
    return any(abs(abs(each) - abs(amount)) <= Decimal("0.01") for each in made)
