"""What we would have posted of one invoice beside what people posted of it. Pure; `service.shadow` loads and shows.

An invoice is compared as a whole, because people may post two lines of it as one, or one as two. What agrees is struck off
first; of what is left the nearest are set beside each other. Every difference counts as ours until somebody has looked at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from match.bounds import upper_bound
from models.period import Period


class Result(StrEnum):
    """How a line of ours and a posting of theirs differ."""

    SAME = "same"
    AMOUNT = "different-amount"
    GRANT = "different-grant"
    #: Grant and amount agree, the period does not: text and the guard against paying twice would be wrong.
    PERIOD = "different-period"
    #: We would have posted, and they did not.
    ONLY_OURS = "only-ours"
    #: They posted, and we held the line back.
    ONLY_THEIRS = "only-theirs"
    #: They posted an invoice that never came to us.
    NOT_SEEN = "not-seen"
    #: We would have posted, and people still have time to.
    WAITING = "waiting"
    #: Neither we nor they posted it.
    NEITHER = "neither"
    #: Their posting was known when we decided, so that it says nothing about us.
    KNOWN = "known-before"
    #: We posted it ourselves: what stands in the ledger is our own.
    OWN = "own"


#: What counts against us.
ERRORS = frozenset({Result.AMOUNT, Result.GRANT, Result.PERIOD, Result.ONLY_OURS})
#: What can be judged by at all.
COMPARED = ERRORS | {Result.SAME}


@dataclass(frozen=True, slots=True)
class Part:
    """A grant, a period and an amount in minor units; negative where money comes back."""

    grant_id: str
    period: Period
    minor: int


@dataclass(frozen=True, slots=True)
class Ours:
    """A line as we decided it. `parts` is empty where we know no grant."""

    key: int
    would_post: bool
    parts: tuple[Part, ...]
    #: Whether people have had the time to post it.
    is_due: bool = True
    #: The decision says that the period was paid already.
    says_paid: bool = False
    #: We posted it ourselves, to the finance system.
    own: bool = False

    @property
    def minor(self) -> int:
        """What the line comes to."""
        return sum(part.minor for part in self.parts)


@dataclass(frozen=True, slots=True)
class Theirs:
    """A posting that people made."""

    key: int
    part: Part
    voucher: str | None = None
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A line and what people posted of it; either may be missing, not both."""

    result: Result
    ours: Ours | None = None
    theirs: tuple[Theirs, ...] = ()


def compare(ours: Sequence[Ours], theirs: Sequence[Theirs]) -> tuple[Compared, ...]:
    """Compare the lines of one invoice with what people posted of it; every line and every posting is in exactly one answer."""
    desk = _Desk(list(theirs))
    for line in ours:
        if line.own:
            desk.settle(line, Result.OWN, desk.take_exactly(line) or ())
    posting = [line for line in ours if line.would_post and not line.own]
    for line in posting:
        found = desk.take_exactly(line)
        if found is not None:
            desk.settle(line, Result.SAME, found)
    desk.settle_sums([line for line in posting if line.key not in desk.done])
    for result, alike in ((Result.AMOUNT, _same_grant), (Result.GRANT, _same_amount), (Result.GRANT, None)):
        left = [line for line in posting if line.key not in desk.done]
        for line in left:
            found = desk.take_like(line, alike) if alike else desk.take_last(left)
            if found:
                desk.settle(line, result, found)
    for line in posting:
        if line.key not in desk.done:
            desk.settle(line, Result.ONLY_OURS if line.is_due else Result.WAITING)
    desk.settle_held([line for line in ours if not line.would_post and not line.own])
    return tuple(desk.compared)


def _same_grant(line: Ours, each: Theirs) -> bool:
    return any(part.grant_id == each.part.grant_id for part in line.parts)


def _same_amount(line: Ours, each: Theirs) -> bool:
    return line.minor == each.part.minor


class _Desk:
    """The postings that are not yet beside a line, and what was compared so far."""

    def __init__(self, free: list[Theirs]) -> None:
        self.free = free
        self.compared: list[Compared] = []
        self.done: set[int] = set()

    def settle(self, line: Ours | None, result: Result, theirs: Iterable[Theirs] = ()) -> None:
        self.compared.append(Compared(result, line, tuple(theirs)))
        if line is not None:
            self.done.add(line.key)

    def take_exactly(self, line: Ours) -> tuple[Theirs, ...] | None:
        """Take a posting for every part of the line, each with its grant, period and amount; all or none."""
        found: list[Theirs] = []
        for part in line.parts:
            each = next((each for each in self.free if each.part == part and each not in found), None)
            if each is None:
                return None
            found.append(each)
        self._take(found)
        return tuple(found) if found else None

    def take_like(self, line: Ours, alike: Callable[[Ours, Theirs], bool]) -> tuple[Theirs, ...]:
        found = [each for each in self.free if alike(line, each)]
        if alike is _same_amount:
            found = found[:1]
        self._take(found)
        return tuple(found)

    def take_last(self, left: Sequence[Ours]) -> tuple[Theirs, ...]:
        """Take the one posting that is left for the one line that is left; of several nobody knows which belongs to which."""
        if len(left) != 1 or len(self.free) != 1:
            return ()
        found = tuple(self.free)
        self._take(found)
        return found

    def settle_sums(self, lines: Sequence[Ours]) -> None:
        """Settle the lines of which every grant comes to the same sum with them as with us, however it was split."""
        ours: dict[str, list[Part]] = defaultdict(list)
        theirs: dict[str, list[Theirs]] = defaultdict(list)
        for part in (part for line in lines for part in line.parts):
            ours[part.grant_id].append(part)
        for each in self.free:
            theirs[each.part.grant_id].append(each)
        even = {
            grant for grant, parts in ours.items() if theirs[grant] and _sum(parts) == _sum(each.part for each in theirs[grant])
        }
        taken: list[Theirs] = []
        for line in lines:
            grants = {part.grant_id for part in line.parts}
            if grants and grants <= even:
                rows = [each for grant in sorted(grants) for each in theirs[grant]]
                same = all(_hull(ours[grant]) == _hull([each.part for each in theirs[grant]]) for grant in grants)
                self.settle(line, Result.SAME if same else Result.PERIOD, rows)
                taken += rows
        self._take(taken)

    def settle_held(self, lines: Sequence[Ours]) -> None:
        """Set what people posted beside the lines that we held back: by grant, by amount, then in order."""
        ways: tuple[Callable[[Ours, Theirs], bool], ...] = (_same_grant, _same_amount, lambda _line, _each: True)
        for alike in ways:
            for line in lines:
                if line.key not in self.done and (found := [each for each in self.free if alike(line, each)][:1]):
                    self._take(found)
                    self.settle(line, Result.KNOWN if line.says_paid else Result.ONLY_THEIRS, found)
        for line in lines:
            if line.key not in self.done:
                self.settle(line, Result.NEITHER)
        for each in self.free:
            self.settle(None, Result.ONLY_THEIRS if self.done else Result.NOT_SEEN, (each,))
        self.free = []

    def _take(self, found: Iterable[Theirs]) -> None:
        gone = {each.key for each in found}
        self.free = [each for each in self.free if each.key not in gone]


def _sum(parts: Iterable[Part]) -> int:
    return sum(part.minor for part in parts)


def _hull(parts: Sequence[Part]) -> tuple[date, date]:
    return min(part.period.start for part in parts), max(part.period.end for part in parts)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines there are of each result, and how sure it is that few of those that we would post are wrong."""

    counts: dict[Result, int]
    #: Differences of which a person found that ours was right.
    cleared: int = 0

    @property
    def compared(self) -> int:
        """Lines that can be judged by."""
        return sum(self.counts.get(each, 0) for each in COMPARED)

    @property
    def errors(self) -> int:
        """Differences that nobody has found to be theirs."""
        return sum(self.counts.get(each, 0) for each in ERRORS) - self.cleared

    @property
    def bound(self) -> str:
        """The upper 95 % bound of the share of errors."""
        return str(upper_bound(self.errors, self.compared))
