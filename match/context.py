"""What all lines of a document share while it is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from match.facts import Facts, people_by_number
from match.payments import Paid, paid_by_grant
from models.country import CountryPack
from models.grant import Grant, Person, Supplier
from models.invoice import DocumentKind, Extraction, Invoice, LineReading
from models.period import Period
from models.policy import Policy
from models.value import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Context:
    """What all lines of a document share."""

    extraction: Extraction
    facts: Facts
    policy: Policy
    pack: CountryPack
    suppliers: tuple[Supplier, ...]
    #: What the facts say is paid under each grant, added up once for all lines.
    paid: Paid = field(init=False, repr=False, compare=False)
    #: The grants by their ids, and the people by every number that names them.
    grants: Mapping[str, Grant] = field(init=False, repr=False, compare=False)
    people: Mapping[str, Sequence[Person]] = field(init=False, repr=False, compare=False)
    #: The ids of the suppliers that the document can be from.
    ids: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paid", paid_by_grant(self.facts.settled))
        object.__setattr__(self, "grants", {grant.grant_id: grant for grant in self.facts.grants})
        object.__setattr__(self, "people", people_by_number(self.facts.people))
        object.__setattr__(self, "ids", frozenset([supplier.supplier_id for supplier in self.suppliers]))

    @property
    def invoice(self) -> Invoice:
        """The head and lines as read."""
        return self.extraction.invoice

    @property
    def issued(self) -> date:
        """The invoice's date, or the day it arrived when it has none."""
        return self.invoice.issued.value if self.invoice.issued else self.facts.received

    @property
    def is_credit(self) -> bool:
        """Whether the document is a credit note."""
        return self.extraction.kind is DocumentKind.CREDIT_NOTE


def chosen_grant(line: LineReading) -> str | None:
    """Return the grant that a person chose; what a reader says about grants counts for nothing."""
    return line.grant.value if line.grant and line.grant.source.origin.startswith("person ") else None


def stated_period(line: LineReading, invoice: Invoice) -> tuple[Period | None, date | None]:
    """Return the period that the line, else the document, states; or the one end that is stated."""
    for holder in (line, invoice):
        start = holder.period_start.value if holder.period_start else None
        end = holder.period_end.value if holder.period_end else None
        if start and end and start <= end:
            return Period(start, end), None
        if start or end:
            return None, start or end
    return None, None
