"""What is promoted: a rule, for a legal basis and a supplier or for every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Stands for every legal basis or supplier.
EVERY = "*"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """A rule, a legal basis and a supplier; the last two may stand for every one.

    >>> wide, narrow = Scope("DK_DAYS"), Scope("DK_DAYS", "SEL108", "S1")
    >>> wide.covers(narrow), narrow.covers(wide), Scope("DK_DAYS", "*", "S2").covers(narrow)
    (True, False, False)
    """

    rule: str
    legal_basis: str = EVERY
    supplier_id: str = EVERY

    def covers(self, other: Scope) -> bool:
        """Whether everything in the other scope is in this one."""
        return (
            self.rule == other.rule
            and self.legal_basis in (EVERY, other.legal_basis)
            and self.supplier_id in (EVERY, other.supplier_id)
        )

    def wider(self) -> tuple[Scope, ...]:
        """Return this scope and every wider one, the narrowest first."""
        basis, supplier = self.legal_basis, self.supplier_id
        found = (
            self,
            Scope(self.rule, basis, EVERY),
            Scope(self.rule, EVERY, supplier),
            Scope(self.rule, EVERY, EVERY),
        )
        return tuple(dict.fromkeys(found))


def is_promoted(promoted: Iterable[Scope], wanted: Iterable[Scope]) -> bool:
    """Whether every one of these scopes is covered by one that was promoted; nothing wanted is nothing promoted."""
    held, asked = tuple(promoted), tuple(wanted)
    return bool(asked) and all(any(each.covers(scope) for each in held) for scope in asked)
