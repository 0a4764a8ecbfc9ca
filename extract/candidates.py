"""A value that may be the one, with what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from extract.confidence import engine_evidence, probability
from extract.hearing import note
from models.document import Reading, Source
from models.value import quickly_made

T = TypeVar("T")


@quickly_made
@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A value for a field, where it stands, what speaks for it, and a score to rank it among its like."""

    field: str
    value: T
    source: Source
    features: tuple[str, ...] = ()
    engine: float = 1.0
    #: The row it stands on, and the label's row and first word: to keep two fields off one value.
    row: int = -1
    label: str = ""

    @property
    def score(self) -> float:
        """The probability before rivals and sums are heard."""
        return probability(self.field, self.features, self.engine)

    def with_features(self, *names: str) -> Candidate[T]:
        """Return the candidate with more features."""
        return Candidate(self.field, self.value, self.source, (*self.features, *names), self.engine, self.row, self.label)

    def reading(self) -> Reading[T]:
        """Return the reading this candidate becomes when it is chosen."""
        return Reading(self.value, self.score, self.source, (*self.features, *engine_evidence(self.engine)))


def choose(candidates: Iterable[Candidate[Any]]) -> Candidate[Any] | None:
    """Return the best candidate. Equal values elsewhere support it; a near rival with another value speaks against it."""
    ranked = sorted(candidates, key=lambda each: -each.score)
    note(ranked)
    if not ranked:
        return None
    best = ranked[0]
    agreeing = [each for each in ranked[1:] if each.value == best.value and not _one_place(each, best)]
    rivals = [each for each in ranked[1:] if each.value != best.value and each.score > best.score - 0.12]
    if agreeing:
        best = best.with_features("repeated")
    return best.with_features("rivals") if rivals else best


def _one_place(first: Candidate[Any], second: Candidate[Any]) -> bool:
    """Whether two candidates are the same words, found in two ways: they do not support each other."""
    box = first.source.box
    return box is not None and (first.source.page, box) == (second.source.page, second.source.box)
