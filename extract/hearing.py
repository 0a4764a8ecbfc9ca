"""What is considered while a document is read, kept only while somebody listens (`afstem read --explain`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.invoice import Considered
from models.period import Period

if TYPE_CHECKING:
    from extract.candidates import Candidate

#: Candidates for one field beyond these say nothing to a person.
MOST = 12
#: Fields of the supplier, which a candidate names without saying whose they are.
_SELLER = frozenset({"name", "registration", "vat_number", "bank_account", "iban"})


@dataclass
class Listener:
    """Collects candidates by the path of their field; the same words for the same field are kept once."""

    found: dict[tuple[str, str, object], Considered] = field(default_factory=dict)

    def hear(self, path: str, candidate: Candidate[Any]) -> None:
        """Keep a candidate for a path."""
        value = candidate.value
        text = f"{value.start} – {value.end}" if isinstance(value, Period) else str(value)
        key = (path, text, (candidate.source.page, candidate.source.box))
        known = self.found.get(key)
        if known is None or (candidate.label and not known.label):
            features = tuple(dict.fromkeys(candidate.features))
            self.found[key] = Considered(path, text, candidate.score, candidate.source, candidate.label, features)

    def considered(self) -> tuple[Considered, ...]:
        """Return what was heard, the likeliest first for each field."""
        ranked = sorted(self.found.values(), key=lambda each: (each.path, -each.score))
        kept: dict[str, int] = {}
        result = []
        for each in ranked:
            kept[each.path] = kept.get(each.path, 0) + 1
            if kept[each.path] <= MOST:
                result.append(each)
        return tuple(result)


_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening() -> Iterator[Listener]:
    """Collect what is considered inside the block."""
    listener = Listener()
    token = _LISTENER.set(listener)
    try:
        yield listener
    finally:
        _LISTENER.reset(token)


def note(candidates: Iterable[Candidate[Any]], path: str | None = None) -> None:
    """Let a listener, where there is one, hear candidates; their own field names the path unless one is given."""
    listener = _LISTENER.get()
    if listener is None:
        return
    for each in candidates:
        listener.hear(path or (f"supplier.{each.field}" if each.field in _SELLER else each.field), each)
