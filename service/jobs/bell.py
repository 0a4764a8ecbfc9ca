"""How a transaction says that there is work: the bell rings with its commit, or not at all."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session


class Bell(Protocol):
    """Tells the engine about a row that has a next step."""

    def ring(self, session: Session, kind: str, row_id: int, state: str) -> None:
        """Announce the row in the caller's transaction."""


class Silent:
    """For an engine that looks for work by itself."""

    def ring(self, session: Session, kind: str, row_id: int, state: str) -> None:
        """Do nothing: the drain finds the row."""
