"""The pair that every step is: load in the claim's own transaction, then work with none open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from service.tools import Tools
from service.workflow import Outcome, Undecided

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """`load` reads what the work needs; `work` is pure or sandboxed, may take minutes, and says what comes of it."""

    load: Callable[[Session, int, Tools], T]
    work: Callable[[T, Tools], Outcome | Undecided]
    #: Where a row goes that the world has refused for good.
    refused: str = "in-review"


class FactsChangedError(Exception):
    """While a decision was made, another one settled the same grant. It is made again with the new facts."""
