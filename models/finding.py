"""What a check says about a document: a stable code, how grave it is, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.value import quickly_made


class Severity(StrEnum):
    """What a finding means for the document."""

    #: Worth knowing; changes nothing.
    NOTE = "note"
    #: The document cannot be posted without a person.
    WARNING = "warning"
    #: The supplier must answer or correct.
    QUERY = "query"
    #: Nothing on the document may be paid.
    BLOCK = "block"


@quickly_made
@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result. `fields` are the paths of the readings it concerns (`total`, `lines.0.amount`)."""

    code: str
    severity: Severity
    detail: str
    fields: tuple[str, ...] = ()
    #: What the sentence was made from, by name, so that it can be said again in another language.
    facts: tuple[tuple[str, str], ...] = ()
