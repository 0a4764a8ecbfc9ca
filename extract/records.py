"""Lines printed as forms: under each other `Service ... Home care`, `Hours ... 12`, `Amount ... 240.00`, once for each line.

The amount may stand without a label at the right of the form, as on a card; then quantity and price must make it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.body import Body, Entry
from extract.endings import ENDINGS, INSIDE
from extract.layout import Row, around
from extract.numbers import SYMBOLS, Number
from extract.tables import NUMERIC, Column, Head
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import Box, Word
from models.money import round_half_up

#: A form of a line has at least so many labels with values.
LEAST_PARTS = 3
#: The title of a form stands no farther over it than so many line heights.
TITLE_GAP = 1.3
#: White space of so many line heights parts two forms.
APART = 2.5
#: What only a line has; a row with one of these may belong to a form.
PARTS = frozenset(
    {
        "item",
        "quantity",
        "unit_price",
        "amount",
        "person",
        "person_name",
        "period",
        "start",
        "end",
        "legal_basis",
        "unit",
        "gross",
        "deduction",
    }
)


@dataclass
class Form:
    """The rows of one line that is printed as a form."""

    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    cells: dict[int, Number] = field(default_factory=dict)

    def begins_again(self, row: Row, hit: Hit) -> bool:
        """Whether a row begins the form of the next line: its label stands in this one, or it stands apart."""
        last = self.rows[-1]
        apart = row.page != last.page or row.box.top - last.box.bottom > APART * row.height
        return apart or any(column.label == hit.text for column in self.columns)


def find_records(view: View) -> Body | None:
    """Return the lines that are printed as forms, when there are any with an amount."""
    forms = [form for form in _forms(view) if len(form.columns) >= LEAST_PARTS]
    labelled = [form for form in forms if _amount_place(form) is not None]
    cards = [] if labelled else _cards(view, forms)
    forms = labelled or cards
    if not forms:
        return None
    for form in forms:
        _add_title(view, form)
    entries = [_entry(form) for form in forms]
    used = frozenset(row.index for form in forms for row in form.rows)
    return Body(tuple(entries), (), used, ())


def _forms(view: View) -> list[Form]:
    forms: list[Form] = []
    current: Form | None = None
    for row in view.rows:
        hits = _labels(view, row)
        if not hits:
            # An amount that stands alone beside a card is set on a height of its own, between two rows of the card.
            current = current if current and _alone(view, row) else None
            continue
        if current is None or current.begins_again(row, hits[0]):
            current = Form()
            forms.append(current)
        for hit, following in zip(hits, [*hits[1:], None], strict=True):
            _add(view, current, row, hit, following.start if following else len(row.words))
    return forms


def _cards(view: View, forms: Sequence[Form]) -> list[Form]:
    """Give forms without a labelled amount the one beside them; none unless most are what they multiply to."""
    found = [(form, beside) for form in forms if (beside := _amount_beside(view, form))]
    if not found or sum(_multiplies(form, number) for form, (_, number) in found) * 2 <= len(found):
        return []
    for form, (row, number) in found:
        form.columns.append(Column(("amount",), 60, number.box, "amount"))
        form.cells[len(form.columns) - 1] = number
        form.rows.append(row)
    return [form for form, _ in found]


def _amount_beside(view: View, form: Form) -> tuple[Row, Number] | None:
    """Return the only money that ends a row of the form, or of its title, to the right of all that is labelled."""
    taken = {number.box for number in form.cells.values()}
    first, last = form.rows[0], form.rows[-1]
    found = [
        (row, numbers[-1])
        for row in view.rows[max(0, first.index - 1) : last.index + 1]
        if row.page == first.page and (numbers := view.numbers[row.index]) and _beside(form, row, numbers[-1], taken)
    ]
    return found[0] if len(found) == 1 else None


def _beside(form: Form, row: Row, number: Number, taken: Collection[Box]) -> bool:
    """Whether money stands right of all that the form holds on other rows, and apart from what stands on its own."""
    if not number.is_money or number.box in taken:
        return False
    others = [column.box.right for column, other in zip(form.columns, form.rows, strict=True) if other is not row]
    before = [word.box.right for word in row.words[: number.start] if word.text.strip(".").casefold() not in SYMBOLS]
    return all(number.box.left > edge for edge in others) and all(number.box.left - edge > row.height for edge in before)


def _multiplies(form: Form, amount: Number) -> bool:
    """Whether the quantity and the unit price of a form make an amount."""
    parts = [
        next(
            (
                form.cells[place].value
                for place, column in enumerate(form.columns)
                if kind in column.kinds and place in form.cells
            ),
            None,
        )
        for kind in ("quantity", "unit_price")
    ]
    quantity, price = parts
    if quantity is None or price is None:
        return False
    return abs(abs(round_half_up(quantity * price)) - abs(amount.value)) <= Decimal("0.01")


def _alone(view: View, row: Row) -> bool:
    """Whether a row holds one sum of money and nothing else."""
    numbers = view.numbers[row.index]
    return len(numbers) == 1 and numbers[0].is_money and len(row.words) <= numbers[0].end - numbers[0].start + 1


def _labels(view: View, row: Row) -> list[Hit]:
    """Return the labels of columns that have a value behind them, set apart or after a colon; the first begins the row."""
    if any(hit.start == 0 and hit.field in ENDINGS | INSIDE for hit in view.hits[row.index]):
        return []
    starts = {row.words.index(cell.words[0]) for cell in row.cells}
    best: dict[int, Hit] = {}
    for hit in find_labels(row, view.vocabulary.columns):
        if hit.start in starts and hit.field in PARTS and hit.end < len(row.words) and _has_value(row, hit):
            known = best.get(hit.start)
            if known is None or (-hit.end, hit.rank) < (-known.end, known.rank):
                best[hit.start] = hit
    result: list[Hit] = []
    for start in sorted(best):
        # Two labels side by side have no value between them: the first is only a word of the second's row.
        if result and result[-1].end >= start:
            result.pop()
        result.append(best[start])
    return result if result and result[0].start == 0 else []


def _has_value(row: Row, hit: Hit) -> bool:
    apart = row.words[hit.end].box.left - row.words[hit.end - 1].box.right > row.height
    return apart or row.words[hit.end - 1].text.endswith(":")


def _add(view: View, form: Form, row: Row, hit: Hit, until: int) -> None:
    form.rows.append(row)
    form.columns.append(Column((hit.field,), hit.rank, around(row.words[hit.end : until]), hit.text))
    numbers = [number for number in view.numbers[row.index] if hit.end <= number.start < until]
    if hit.field in NUMERIC and numbers:
        form.cells[len(form.columns) - 1] = numbers[0]


def _add_title(view: View, form: Form) -> None:
    """Take the row right over a form for what the line is about, when the form itself does not say."""
    first = form.rows[0]
    above = view.rows[first.index - 1] if first.index else None
    if above is None or any("item" in column.kinds for column in form.columns) or above.page != first.page:
        return
    close = first.box.top - above.box.bottom < TITLE_GAP * first.height and abs(above.box.left - first.box.left) < 20
    if close and not view.numbers[above.index][1:] and any(letter.isalpha() for letter in above.text):
        form.rows.insert(0, above)
        form.columns.insert(0, Column(("item",), 90, above.box, "title"))
        form.cells = {place + 1: number for place, number in form.cells.items()}


def _amount_place(form: Form) -> int | None:
    return next((place for place, column in enumerate(form.columns) if "amount" in column.kinds and place in form.cells), None)


def _entry(form: Form) -> Entry:
    first = form.rows[0]
    head = FormHead(first.index, first.index, first.page, tuple(form.columns), 1.0, (), tuple(form.rows))
    return Entry(head, list(dict.fromkeys(form.rows)), form.cells, first)


@dataclass(frozen=True)
class FormHead(Head):
    """The head of a form: its columns lie under each other, so a row itself says which column it is."""

    form_rows: Sequence[Row] = ()

    def words_of(self, row: Row, column: Column) -> list[Word]:
        """Return the words of the column's own row, whichever row of the form is asked for."""
        del row
        own = self.form_rows[self.columns.index(column)]
        return [word for word in own.words if column.box.left - 0.5 <= word.box.left < column.box.right]

    def home(self, box: Box) -> Column:
        """Return the column whose value lies at a box."""
        for column in self.columns:
            if column.box.left - 0.5 <= box.left < column.box.right and abs(column.box.middle - box.middle) < box.height:
                return column
        return NOWHERE


#: What is no value of a form: its labels.
NOWHERE = Column(("unknown",), 99, Box(0, 0, 0, 0), "")
