"""The marker heard beside the rules, on sentences only: it adds to what agrees, takes from what does not, and proposes what is missing.

What it alone proposes is never sure, and nothing on record makes it so (`extract.trust`). Tables never wake it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from extract.candidates import Candidate
from extract.layout import Row
from extract.lines import Lines
from extract.paragraphs import is_sentence
from extract.persons import PersonFinder
from extract.phrases.labels import Label
from extract.phrases.mark import Span, mark
from extract.phrases.values import money_of, period_of, person_id_of, units_of
from extract.prose import line_of, numbered
from extract.told_names import is_a_name
from extract.view import View
from extract.vocabulary import find_labels
from models.document import Reading, Source
from models.invoice import LineReading
from models.money import round_half_up

Mark = Callable[[str], Sequence[Span]]
T = TypeVar("T")
#: So many sentences of a document are heard.
MOST = 40
#: Names of evidence that say that an equation holds.
PROVEN = frozenset({"sums", "multiplies"})
#: Labels that a line may begin with.
IN_LINES = frozenset({"person", "person_name", "period", "supplier"})


@dataclass(frozen=True)
class Heard:
    """A sentence with its marks."""

    view: View
    row: Row
    spans: tuple[Span, ...]
    year: int | None
    #: The sums that are printed for the whole document.
    printed: frozenset[Decimal]

    def texts(self, label: Label) -> list[str]:
        """Return what is marked with a label, without what a sentence leaves on it."""
        return [self.row.text[each.start : each.end].strip(" .,;:()[]") for each in self.spans if each.label is label]

    def only(self, label: Label) -> str | None:
        """Return what is marked with a label when it is one thing."""
        found = dict.fromkeys(self.texts(label))
        return next(iter(found)) if len(found) == 1 else None

    def value(self, label: Label) -> Any:
        """Return what the only span of a label says; None where there is none, or more, or no rule can read it."""
        text = self.only(label)
        if text is None or not text:
            return None
        view = self.view
        if label is Label.PERIOD:
            return period_of(text, view.vocabulary.months, self.year)
        if label is Label.PERSON_ID:
            return person_id_of(text, view.options.person_id_regex)
        if label in {Label.PRICE, Label.AMOUNT}:
            return money_of(text, view.comma)
        if label is Label.UNITS:
            return units_of(text, view.comma, view.vocabulary.units)
        # Who writes other words large writes names large.
        return text if is_a_name(text) or self.row.text.islower() else None

    def sums(self) -> tuple[tuple[Decimal, str | None] | None, Decimal | None, Decimal | None]:
        """Return quantity with unit, price and amount; what times the quantity makes a printed sum is the price of one."""
        units, price, amount = self.value(Label.UNITS), self.value(Label.PRICE), self.value(Label.AMOUNT)
        several = units is not None and units[0] != 1
        if several and price is None and amount is not None and round_half_up(units[0] * amount) in self.printed:
            return units, amount, None
        return units, price, amount

    def source(self, label: Label) -> Source:
        """Return where the span of a label stands: on the row."""
        return self.view.place(self.only(label) or "", self.row.box, self.row.page)


def with_marks(
    view: View,
    lines: Lines,
    persons: PersonFinder,
    taken: frozenset[int],
    year: int | None,
    printed: frozenset[Decimal],
    *,
    of_document: bool,
    listen: Mark = mark,
) -> Lines:
    """Return the lines with what the marker says of the sentences they stand in, and lines for sentences that only it can read.

    `printed` are the sums of the whole document. `of_document` says that the document names one person for all its lines: then none is proposed for a line.
    """
    sentences = {id(line): row for line in lines.lines if (row := _row_of(view, line)) is not None and is_sentence(row)}
    heard = [
        _heard_line(line, _listen(view, sentences[id(line)], year, printed, listen), of_document)
        if id(line) in sentences
        else line
        for line in lines.lines
    ]
    used = taken | lines.rows
    rows = [] if lines.sums else [row for row in view.rows if row.index not in used and _may_be_line(view, row)][:MOST]
    proposed = [
        (line, row) for row in rows if (line := _proposed(_listen(view, row, year, printed, listen), persons, of_document))
    ]
    if not proposed:
        return replace(lines, lines=tuple(heard))
    every = numbered([*heard, *(line for line, _ in proposed)])
    return replace(lines, lines=every, rows=lines.rows | {row.index for _, row in proposed})


def _listen(view: View, row: Row, year: int | None, printed: frozenset[Decimal], listen: Mark) -> Heard:
    return Heard(view, row, tuple(listen(row.text)), year, printed)


def _row_of(view: View, line: LineReading) -> Row | None:
    """Return the row that a line's number stands on."""
    reading = line.quantity or line.amount
    box = reading.source.box if reading else None
    if reading is None or box is None:
        return None
    return next(
        (row for row in view.rows if row.page == reading.source.page and row.box.top - 1 <= box.middle <= row.box.bottom + 1),
        None,
    )


def _may_be_line(view: View, row: Row) -> bool:
    """Whether a row is a sentence with money in it that begins with no label of its own."""
    if not is_sentence(row) or not any(number.is_money or number.places == 0 for number in view.numbers[row.index]):
        return False
    labelled = any(hit.start == 0 and hit.field not in IN_LINES for hit in view.hits[row.index])
    return not labelled and not any(hit.start == 0 and hit.end > 1 for hit in find_labels(row, view.vocabulary.stop))


def _proposed(heard: Heard, persons: PersonFinder, of_document: bool) -> LineReading | None:
    """Return a line for a sentence that names a price or an amount, and for whom, what or when; never more than one of each."""
    _, price, amount = heard.sums()
    about = [label for label in (Label.PERSON, Label.PERSON_ID, Label.SERVICE, Label.PERIOD, Label.UNITS) if heard.texts(label)]
    if (
        (price is None and amount is None)
        or not about
        or any(len(set(heard.texts(label))) > 1 for label in (Label.PRICE, Label.AMOUNT, Label.UNITS))
    ):
        return None
    by_rules = line_of(heard.view, heard.row, persons, heard.year)
    return _heard_line(by_rules, heard, of_document)


def _heard_line(line: LineReading, heard: Heard, of_document: bool) -> LineReading:
    """Let a line hear its sentence, field by field.

    To a line whose amount the rules read no quantity or price is added: a decision looks at how sure its amount, person and period are,
    not at those (`match.checks`).
    """
    units, price, amount = heard.sums()
    if units is None and amount is None and line.amount is None and line.quantity is None and price in heard.printed:
        # Where nothing is counted, what is a printed sum itself is no price of one: `honorar for udredningen på 12.400,00 kr.`.
        price, amount = None, price
    period = heard.value(Label.PERIOD)
    person = heard.value(Label.PERSON_ID)
    told = line.amount is None
    fresh = told and line.quantity is None
    line = replace(
        line,
        quantity=_voted(line.quantity, "quantity", units[0] if units and (told or line.quantity) else None, heard, Label.UNITS),
        unit_price=_voted(line.unit_price, "unit_price", price if told or line.unit_price else None, heard, Label.PRICE),
        amount=_voted(_not_a_price(line.amount, price, amount), "amount", amount, heard, Label.AMOUNT),
        person=_voted(line.person, "person", None if of_document and line.person is None else person, heard, Label.PERSON_ID),
        person_name=_voted(line.person_name, "person_name", heard.value(Label.PERSON), heard, Label.PERSON),
        period_start=_voted(line.period_start, "period", period.start if period else None, heard, Label.PERIOD),
        period_end=_voted(line.period_end, "period", period.end if period else None, heard, Label.PERIOD),
    )
    if fresh and line.unit is None and units and units[1]:
        line = replace(line, unit=_alone("unit", units[1], heard.source(Label.UNITS)))
    return line


def _not_a_price(amount: Reading[Any] | None, price: Any, said: Any) -> Reading[Any] | None:
    """Doubt an amount that the marker calls the price of one."""
    return _otherwise(amount) if amount is not None and said is None and price == amount.value else amount


def _voted(reading: Reading[T] | None, field: str, said: T | None, heard: Heard, label: Label) -> Reading[T] | None:
    if said is None:
        return reading
    if reading is None:
        return _alone(field, said, heard.source(label))
    return replace(reading, evidence=(*reading.evidence, "marked")) if _same(reading.value, said) else _otherwise(reading)


def _otherwise(reading: Reading[T]) -> Reading[T]:
    """Doubt a value, unless it is part of an equation that holds: what adds up is not made doubtful by how it is worded."""
    return reading if PROVEN & set(reading.evidence) else replace(reading, evidence=(*reading.evidence, "marked-otherwise"))


def _alone(field: str, value: T, source: Source) -> Reading[T]:
    return Candidate(field, value, source, ("marked-alone",)).reading()


def _same(ours: Any, said: Any) -> bool:
    if isinstance(ours, str):
        return "".join(filter(str.isalnum, ours)).casefold() == "".join(filter(str.isalnum, str(said))).casefold()
    return bool(ours == said)
