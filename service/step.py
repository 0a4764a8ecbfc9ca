"""The pair that every step is: load in the claim's own transaction, then work with none open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from service.tools import Tools
from service.workflow import Outcome, Undecided

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Together(Generic[T]):
    """How a step loads several rows at once.

    `load` gives what `Step.load` gives for each, in the order of the ids. `rests_on` names what the work of one row reads that the
    work of another may write: rows that share a name are worked on one after the other, each with what is there by then.
    """

    load: Callable[[Session, Sequence[int], Tools], list[T]]
    rests_on: Callable[[T], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """`load` reads what the work needs; `work` is pure or sandboxed, may take minutes, and says what comes of it."""

    load: Callable[[Session, int, Tools], T]
    work: Callable[[T, Tools], Outcome | Undecided]
    #: Where a row goes that the world has refused for good.
    refused: str = "in-review"
    together: Together[T] | None = None


class FactsChangedError(Exception):
    """While a decision was made, another one settled the same grant. It is made again with the new facts."""
