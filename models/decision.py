"""What was decided about a line and the proof of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.finding import Finding
from models.money import Money
from models.period import Period
from models.value import quickly_made


class Verdict(StrEnum):
    """What happens to a line."""

    #: Goes to a posting by itself.
    POST = "post"
    #: One click by a person.
    PROPOSE = "propose"
    #: A person must read it.
    REVIEW = "review"
    #: The supplier is asked to correct.
    RETURN = "return"
    #: Nothing happens until somebody lifts the hold.
    HOLD = "hold"
    #: Not something to pay.
    IGNORE = "ignore"


@quickly_made
@dataclass(frozen=True, slots=True)
class Offer:
    """One candidate explanation of an amount: this grant, this period, this rule, gives this amount."""

    grant_id: str
    period: Period
    rule: str
    tier: int
    expected: Money
    #: How the amount comes about, for people: "30 days × 2243.00".
    workings: str = ""
    #: What of the grant it pays: `base`, `supplement:NAME`, `all` (base and supplements in one) or `retro:DATE`.
    component: str = "base"
    #: Every grant, period and amount it settles, when it is more than the one above.
    parts: tuple[tuple[str, Period, Money], ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Elimination:
    """A grant that could have been meant, and the fact that speaks against it."""

    grant_id: str
    because: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome for one line. `codes` holds every reason, the weightiest first; `code` is that first one."""

    line: int
    verdict: Verdict
    code: str
    codes: tuple[str, ...] = ()
    supplier_id: str | None = None
    person_id: str | None = None
    grant_id: str | None = None
    period: Period | None = None
    rule: str | None = None
    tier: int | None = None
    amount: Money | None = None
    expected: Money | None = None
    account: str | None = None
    cost_element: str | None = None
    explanation: str = ""
    would_match_if: str | None = None
    eliminated: tuple[Elimination, ...] = ()
    findings: tuple[Finding, ...] = ()
    #: What of the grant it pays (see `Offer.component`); a grant and period is settled once for each component.
    component: str = "base"
    #: Every grant and period the amount settles; one unless several months or grants are paid by one line. The amounts of
    #: a credit note are negative here, and only here.
    settles: tuple[tuple[str, Period, Money], ...] = ()
    policy_version: str = ""
    data_version: str = ""
