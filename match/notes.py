"""What is said about a line while it is decided: stops, things that need a click, and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from match.eliminate import Outcome
from models.codes import Posts, find_code, finding
from models.decision import Offer, Verdict
from models.finding import Finding, Severity
from models.grant import CodingRow, Grant, Person
from models.money import Money
from models.period import Period
from models.value import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Note:
    """A code with the facts of its sentence, the readings it rests on, and a verdict where it is not the code's own."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    verdict: Verdict | None = None
    #: The finding of a reader's own check, said as it was found.
    found: Finding | None = None

    @property
    def outcome(self) -> Verdict:
        """What the note asks for by itself."""
        if self.verdict is not None:
            return self.verdict
        known = find_code(self.code)
        return known.verdict if known else Verdict.REVIEW

    def as_finding(self, language: str) -> Finding:
        """Return the finding that stands on the decision."""
        return self.found or finding(self.code, language, self.fields, **self.facts)


@quickly_made
@dataclass(frozen=True, slots=True)
class Draft:
    """A line on its way to a decision. Stops come before clicks, clicks before posting."""

    line: int
    amount: Money | None = None
    stops: tuple[Note, ...] = ()
    clicks: tuple[Note, ...] = ()
    remarks: tuple[Note, ...] = ()
    #: The line asks for nothing by itself.
    ignored: Note | None = None
    supplier_id: str | None = None
    person: Person | None = None
    grant: Grant | None = None
    offer: Offer | None = None
    period: Period | None = None
    expected: Money | None = None
    coding: CodingRow | None = None
    outcome: Outcome | None = None
    #: A credit note settles with negative amounts.
    credit: bool = False

    def stop(self, code: str, *fields: str, **facts: str) -> Draft:
        """Return the draft with one more reason not to post."""
        return replace(self, stops=(*self.stops, Note(code, facts, fields)))

    def click(self, code: str, *fields: str, **facts: str) -> Draft:
        """Return the draft with one more reason for a person to click."""
        return replace(self, clicks=(*self.clicks, Note(code, facts, fields)))

    def remark(self, code: str, *fields: str, **facts: str) -> Draft:
        """Return the draft with something worth knowing."""
        return replace(self, remarks=(*self.remarks, Note(code, facts, fields)))

    def add(self, note: Note) -> Draft:
        """Return the draft with a note, placed by what its code allows."""
        known = find_code(note.code)
        posts = known.posts if known else Posts.NO
        if posts is Posts.YES or (known is None and note.found is not None and note.found.severity is Severity.NOTE):
            return replace(self, remarks=(*self.remarks, note))
        if posts is Posts.CLICK:
            return replace(self, clicks=(*self.clicks, note))
        return replace(self, stops=(*self.stops, note))

    @property
    def accepted(self) -> bool:
        """Whether a grant was found and nothing stops the line."""
        return self.offer is not None and not self.stops and self.ignored is None
