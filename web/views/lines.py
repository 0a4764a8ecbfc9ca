"""The lines of a document as the review page shows them: what each says, what was decided, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from match.explain import proof
from models.decision import Decision, Verdict
from models.invoice import Extraction
from models.money import Money
from models.period import Period
from web import show
from web.views.candidates import Candidate, Known, candidates, grants_of
from web.views.fields import FieldView, Sight, line_fields, name_fields

#: Lines on one page; a collective invoice may have thousands.
LINES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LineView:
    """One line: what it says, what was decided, and why."""

    number: int
    #: Its place on the document, from 0; -1 for the document as a whole.
    index: int
    decision: Decision | None
    reason: str
    would_match: str
    candidates: tuple[Candidate, ...]
    fields: tuple[FieldView, ...]
    amount: str
    text: str
    person: str
    period: Period | None
    proof: str
    #: The grant that a person chose already.
    chosen: str = ""

    @property
    def choices(self) -> tuple[Candidate, ...]:
        """The grants of which a person is to say which is meant."""
        return tuple(each for each in self.candidates if each.stands == "fits") if self.fields else ()

    @property
    def can_be_approved(self) -> bool:
        """Whether one click posts it."""
        return self.decision is not None and self.decision.verdict is Verdict.PROPOSE


def load_lines(
    session: Session, extraction: Extraction | None, decisions: Sequence[Decision], sight: Sight, page: int
) -> tuple[tuple[LineView, ...], int, LineView | None]:
    """Return one page of lines, how many there are in all, and what was decided about the document as a whole."""
    if extraction is None:
        return (), 0, None
    by_line = {each.line: each for each in decisions}
    read = extraction.invoice.lines
    first = LINES_A_PAGE * (page - 1)
    shown = range(first, min(len(read), first + LINES_A_PAGE))
    wanted = [by_line.pop(read[index].number, None) for index in shown]
    grants = grants_of(session, [each for each in (*wanted, *by_line.values()) if each])
    lines = tuple(_line(extraction, index, decision, sight, grants) for index, decision in zip(shown, wanted, strict=True))
    rest = [each for each in by_line.values() if each.line == 0 or not read]
    whole = _bare_line(rest[0], sight, grants) if rest else None
    return lines, len(read), whole


def _line(extraction: Extraction, index: int, decision: Decision | None, sight: Sight, grants: dict[str, Known]) -> LineView:
    line = extraction.invoice.lines[index]
    views = tuple(line_fields(extraction, index, sight))
    texts = {each.path.rpartition(".")[2]: each for each in views}
    start, end = line.period_start, line.period_end
    period = Period(start.value, end.value) if start and end and start.value <= end.value else None
    shown = sight.words.language
    return LineView(
        number=line.number,
        index=index,
        decision=decision,
        reason=name_fields(decision.explanation, sight.words) if decision else "",
        would_match=name_fields(decision.would_match_if or "", sight.words) if decision else "",
        candidates=candidates(decision, grants, sight.words),
        fields=views,
        amount=texts["amount"].text,
        text=line.text.value if line.text and sight.revealed else "",
        person="" if texts["person"].hidden else texts["person"].text,
        period=period or (decision.period if decision else None),
        proof=name_fields(proof(decision, shown), sight.words) if decision else "",
        chosen=line.grant.value if line.grant else "",
    )


def _bare_line(decision: Decision, sight: Sight, grants: dict[str, Known]) -> LineView:
    amount: Money | None = decision.amount
    return LineView(
        number=0,
        index=-1,
        decision=decision,
        reason=name_fields(decision.explanation, sight.words),
        would_match=name_fields(decision.would_match_if or "", sight.words),
        candidates=candidates(decision, grants, sight.words),
        fields=(),
        amount=show.show_money(amount, sight.words.language),
        text="",
        person="",
        period=decision.period,
        proof=name_fields(proof(decision, sight.words.language), sight.words),
    )
