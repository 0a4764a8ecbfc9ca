"""The rows under a head of a table: which are lines, which continue one, which are sums, and where the table ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extract.cells import contested, numbers_in_columns
from extract.endings import ends_or_sums, has_text
from extract.layout import Row
from extract.numbers import Number
from extract.tables import AMOUNTS, Column, Head, with_gutters
from extract.view import View

#: A line's amount may be printed so many line heights away from its quantity and price.
APART = 2.4
#: A row that lies nearer to a line than so many line heights goes on with it.
CLOSE = 1.3
#: So many rows over a head may belong to it.
OVER_HEAD = 3
#: What stands for a minus.
MINUS = frozenset({"-", "−", "–"})
#: White space of so many line heights parts the table from the foot of the page.
FOOTER = 9.0


@dataclass
class Entry:
    """One line of the table while it is being put together: its rows, and the number in each numeric column."""

    head: Head
    rows: list[Row]
    cells: dict[int, Number] = field(default_factory=dict)
    #: The row of the numbers.
    anchor: Row | None = None
    #: The columns under whose heading two numbers of one row stand: which of them is meant, nobody can tell.
    contested: frozenset[int] = frozenset()
    #: Whether its row was laid out here, from a cell or a line, and not printed on a page.
    is_laid_out: bool = False

    def number(self, column: Column) -> Number | None:
        """Return the number in a column."""
        return self.cells.get(self.head.columns.index(column))

    def has(self, *kinds: str) -> bool:
        """Whether a column of one of these kinds has a number."""
        return any(set(self.head.columns[place].kinds) & set(kinds) for place in self.cells)


@dataclass(frozen=True)
class Body:
    """The lines under all heads of a document, and the rows that are no longer free for other fields."""

    entries: tuple[Entry, ...]
    #: Rows that are no lines, from the top down: a person's name and number may stand there over what follows. Which lines these are is
    #: told by place and never by count, as what was taken for a line may turn out to be a sum.
    leading: tuple[Row, ...]
    rows: frozenset[int]
    subtotals: tuple[Row, ...]


@dataclass
class Draft:
    """The lines while the rows are read; `pending` has a quantity and a price and waits for its amount."""

    entries: list[Entry] = field(default_factory=list)
    leading: list[Row] = field(default_factory=list)
    subtotals: list[Row] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    pending: Entry | None = None
    #: The page whose table was left for the foot of the page.
    left: int = 0


def read_body(view: View, heads: Sequence[Head]) -> Body:
    """Read the rows under each head to its end; without a new head a table goes on over the page."""
    draft = Draft()
    for head, rows in _stretches(view, heads):
        draft.used.update(range(head.first, head.last + 1))
        before = len(draft.entries)
        draft.leading.extend(_over_head(view, head, draft))
        _read_stretch(view, head, rows, draft)
        draft.pending = None
        lanes = with_gutters(head, [row for entry in draft.entries[before:] for row in entry.rows[:2]])
        for entry in draft.entries[before:]:
            entry.head = lanes
    _drop_strays(draft)
    leading = sorted({row.index: row for row in draft.leading}.values(), key=lambda row: row.index)
    return Body(tuple(draft.entries), tuple(leading), frozenset(draft.used), tuple(draft.subtotals))


def _over_head(view: View, head: Head, draft: Draft) -> list[Row]:
    """Return the rows right over a head: a person's name and number stand there when each has a table."""
    result: list[Row] = []
    edge = view.rows[head.first]
    for place in range(head.first - 1, max(-1, head.first - 1 - OVER_HEAD), -1):
        row = view.rows[place]
        if row.page != edge.page or place in draft.used or edge.box.top - row.box.bottom > 2 * row.height:
            break
        result.append(row)
        edge = row
    return result[::-1]


def _drop_strays(draft: Draft) -> None:
    """Leave out rows whose only number is whole while the amounts of the table have decimals: page numbers and the like."""
    amounts = [number for entry in draft.entries for number in amounts_of(entry)]
    exact = sum(number.places == 2 for number in amounts)
    if exact * 2 < len(amounts) or not exact:
        return
    strays = [
        entry
        for entry in draft.entries
        if all(number.places == 0 for number in amounts_of(entry)) and not entry.has("unit_price")
    ]
    for entry in strays:
        draft.entries.remove(entry)
        draft.used.difference_update(row.index for row in entry.rows)


def amounts_of(entry: Entry) -> list[Number]:
    """Return the numbers of a line under headings of amounts, from left to right."""
    return [number for place, number in sorted(entry.cells.items()) if AMOUNTS & set(entry.head.columns[place].kinds)]


def _stretches(view: View, heads: Sequence[Head]) -> Iterator[tuple[Head, list[Row]]]:
    for place, head in enumerate(heads):
        until = heads[place + 1].first if place + 1 < len(heads) else len(view.rows)
        yield head, list(view.rows[head.last + 1 : until])


def _read_stretch(view: View, head: Head, rows: Sequence[Row], draft: Draft) -> None:
    before: Row | None = None
    for row in rows:
        ending = ends_or_sums(view, head, row, rows)
        if ending == "end":
            break
        if before is not None and before.page == row.page and row.box.top - before.box.bottom > FOOTER * row.height:
            draft.left = row.page
        before = row
        if draft.left == row.page:
            continue
        if ending == "inside":
            draft.subtotals.append(row)
            draft.used.add(row.index)
            draft.pending = None
            continue
        entry = Entry(head, [row], numbers_in_columns(view, head, row), row, contested(view, head, row), view.is_laid_out)
        if row.page != head.page and entry.cells and not _goes_on(head, entry):
            # It is no line, but `Car 7  Person no. 150331-4203` heads those that follow all the same.
            draft.leading.append(row)
            continue
        if view.is_of_records:
            draft.pending = None
        _take(entry, draft)


def _take(entry: Entry, draft: Draft) -> None:
    """Put one row where it belongs: a line, the half of one, or more words for the line before."""
    row = entry.rows[0]
    if entry.has("amount", "gross"):
        pending = draft.pending
        if pending is not None and _complete_each_other(pending, entry):
            pending.cells = {**{place: _signed(number, pending) for place, number in entry.cells.items()}, **pending.cells}
            pending.rows.append(row)
            entry = pending
        draft.entries.append(entry)
        draft.pending = None
        draft.used.update(each.index for each in entry.rows)
        return
    if entry.has("quantity", "unit_price") and has_text(entry.head, row):
        draft.pending = _better(draft.pending, entry)
    _continue(draft.entries, draft.leading, row)


def _signed(number: Number, pending: Entry) -> Number:
    """Give a number the minus that a narrow column left alone at the end of the row above it."""
    above = pending.rows[-1].words
    lone = any(
        word.text in MINUS and word.box.left >= number.box.left - number.box.height and word.box.right <= number.box.right + 1
        for word in above[-1:]
    )
    return replace(number, value=-abs(number.value)) if lone else number


def _better(pending: Entry | None, entry: Entry) -> Entry:
    """Keep the row with more filled columns, while it is near."""
    if pending is None or len(entry.cells) >= len(pending.cells) or entry.rows[0].index - pending.rows[-1].index > 2:
        return entry
    return pending


def _complete_each_other(pending: Entry, entry: Entry) -> bool:
    """Whether an amount and the quantity and price above it are one line that was set on two heights."""
    first, second = pending.rows[-1], entry.rows[0]
    near = first.page == second.page and second.box.middle - first.box.middle < APART * first.height
    return near and not (entry.has("quantity") and entry.has("unit_price"))


def _continue(entries: list[Entry], leading: list[Row], row: Row) -> None:
    last = entries[-1].rows[-1] if entries else None
    if (
        last is not None
        and last.page == row.page
        and row.box.top - last.box.bottom < min(CLOSE * row.height, _usual(entries, row))
    ):
        entries[-1].rows.append(row)
    leading.append(row)


def _usual(entries: Sequence[Entry], row: Row) -> float:
    """Return how far from a line what goes on with it stands at the most: half a line more than the next line stood from the one before."""
    if len(entries) < 2 or entries[-1].rows[0].page != entries[-2].rows[-1].page:
        return CLOSE * row.height
    return max(0.0, entries[-1].rows[0].box.top - entries[-2].rows[-1].box.bottom) + 0.5 * row.height


def _goes_on(head: Head, entry: Entry) -> bool:
    """On a further page without a head only a row that looks like a line of this table is one."""
    amounts = [number for place, number in entry.cells.items() if "amount" in head.columns[place].kinds]
    return any(number.places == 2 for number in amounts) and (len(entry.cells) >= 2 or has_text(head, entry.rows[0]))


def has_amount(view: View, head: Head, row: Row) -> bool:
    """Say whether a row has a number under a heading of amounts."""
    return Entry(head, [row], numbers_in_columns(view, head, row)).has("amount", "gross")
