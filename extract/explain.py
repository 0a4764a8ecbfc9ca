"""How each value of a document came about: its words, its label, the votes and the equations, the counted number, and what else was considered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extract.equations import Equation, equations
from extract.trust import Account, engine_of, field_of, model_of
from models.document import Reading
from models.invoice import Considered, Extraction, readings


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """One value explained. `account` is None where its probability was not weighed from evidence (an e-invoice, a sheet)."""

    path: str
    reading: Reading[Any]
    sure: bool
    #: The label or heading beside the value, as printed; empty where it was found without one.
    label: str
    account: Account | None
    #: How many labelled values of the field were counted; 0 where none were.
    counted_on: int
    equations: tuple[Equation, ...]
    #: Other values that were considered for the field, the likeliest first.
    others: tuple[Considered, ...]


def explain(extraction: Extraction, bar: float) -> Iterator[FieldExplanation]:
    """Yield the explanation of every value that was read; `bar` is the confidence from which it is sure."""
    sums = tuple(equations(extraction.invoice, extraction.kind))
    for path, reading in readings(extraction.invoice):
        considered = [each for each in extraction.considered if each.path == _heard_as(path)]
        # One printed sum may stand for several fields: then the label was heard under another of them.
        own = next((each for each in (*considered, *extraction.considered) if each.label and _same_words(each, reading)), None)
        model = model_of(field_of(path), engine_of(reading))
        weighed = bool(reading.evidence) and reading.source.box is not None
        yield FieldExplanation(
            path=path,
            reading=reading,
            sure=reading.confidence >= bar,
            label=own.label if own else "",
            account=model.account(reading.evidence) if weighed else None,
            counted_on=model.values if weighed else 0,
            equations=tuple(each for each in sums if path in each.fields),
            others=tuple(_others(considered, reading)),
        )


def _heard_as(path: str) -> str:
    """Return the path under which candidates were heard: both ends of a period are one.

    >>> _heard_as("period_end"), _heard_as("lines.0.amount")
    ('period', 'lines.0.amount')
    """
    return "period" if path in {"period_start", "period_end"} else path


def _same_words(considered: Considered, reading: Reading[Any]) -> bool:
    box = considered.source.box
    return box is not None and (considered.source.page, box) == (reading.source.page, reading.source.box)


def _others(considered: list[Considered], reading: Reading[Any]) -> Iterator[Considered]:
    """Yield what was considered and is another value; equal values in other places are no rivals."""
    value = reading.value
    seen = {str(abs(value)) if isinstance(value, Decimal) else str(value)}
    for each in considered:
        plain = each.text.lstrip("-") if isinstance(value, Decimal) else each.text
        if plain not in seen and not _same_words(each, reading):
            seen.add(plain)
            yield each
