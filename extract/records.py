"""Lines printed as forms: under each other `Service ... Home care`, `Hours ... 12`, `Amount ... 240.00`, once for each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.body import Body, Entry
from extract.layout import Row, around
from extract.numbers import Number
from extract.tables import NUMERIC, Column, Head
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import Word

#: A form of a line has at least so many rows.
LEAST_ROWS = 3
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

    def holds(self, kind: str) -> bool:
        """Whether the form has a row of this kind already."""
        return any(kind in column.kinds for column in self.columns)


def find_records(view: View) -> Body | None:
    """Return the lines that are printed as forms, when there are any with an amount."""
    forms = [form for form in _forms(view) if len(form.rows) >= LEAST_ROWS and _amount_place(form) is not None]
    if not forms:
        return None
    entries = [_entry(form) for form in forms]
    used = frozenset(row.index for form in forms for row in form.rows)
    return Body(tuple(entries), (), used, ())


def _forms(view: View) -> list[Form]:
    forms: list[Form] = []
    current: Form | None = None
    for row in view.rows:
        hit = _label(view, row)
        if hit is None:
            current = None
            continue
        if current is None or current.holds(hit.field) or _amount_place(current) is not None:
            current = Form()
            forms.append(current)
        _add(view, current, row, hit)
    return forms


def _label(view: View, row: Row) -> Hit | None:
    """Return the label of a column that begins a row and has a value behind it, set apart or after a colon."""
    hits = [hit for hit in find_labels(row, view.vocabulary.columns) if hit.start == 0 and hit.field in PARTS]
    if not hits:
        return None
    hit = min(hits, key=lambda each: (-each.end, each.rank))
    if hit.end >= len(row.words):
        return None
    apart = row.words[hit.end].box.left - row.words[hit.end - 1].box.right > row.height
    return hit if apart or row.words[hit.end - 1].text.endswith(":") else None


def _add(view: View, form: Form, row: Row, hit: Hit) -> None:
    value = around(row.words[hit.end :])
    form.rows.append(row)
    form.columns.append(Column((hit.field,), hit.rank, value, hit.text))
    numbers = [number for number in view.numbers[row.index] if number.start >= hit.end]
    if hit.field in NUMERIC and numbers:
        form.cells[len(form.columns) - 1] = numbers[0]


def _amount_place(form: Form) -> int | None:
    return next((place for place, column in enumerate(form.columns) if "amount" in column.kinds and place in form.cells), None)


def _entry(form: Form) -> Entry:
    first = form.rows[0]
    head = FormHead(first.index, first.index, first.page, tuple(form.columns), 1.0, (), tuple(form.rows))
    return Entry(head, form.rows, form.cells, first)


@dataclass(frozen=True)
class FormHead(Head):
    """The head of a form: its columns lie under each other, so a row itself says which column it is."""

    form_rows: Sequence[Row] = ()

    def words_of(self, row: Row, column: Column) -> list[Word]:
        """Return the words of the column's own row, whichever row of the form is asked for."""
        del row
        own = self.form_rows[self.columns.index(column)]
        return [word for word in own.words if word.box.left >= column.box.left - 0.5]
