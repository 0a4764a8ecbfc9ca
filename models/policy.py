"""What a council has decided about automatic decisions. A policy is a value: its version names exactly these settings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Any, get_type_hints

from models.errors import UsageError
from models.posting import Mode

#: The probability from which a reading may be acted on without a person, unless a council says otherwise.
CONFIDENCE_BAR = Decimal("0.975")


class ContactOwner(StrEnum):
    """Who takes a mismatch up with the supplier."""

    CASE_WORKER = "case_worker"
    FINANCE = "finance"
    AUTO_EMAIL = "auto_email"


@dataclass(frozen=True)
class Policy:
    """The rules of one council. Amounts are in its country's currency.

    The defaults of this class are the cautious ones that hold everywhere; `for_country` gives a country's own.
    """

    country: str = "dk"
    mode: Mode = Mode.SHADOW
    #: Above this a person must click; None is no limit.
    auto_limit: Decimal | None = None
    auto_tiers: tuple[int, ...] = (1, 2)
    #: How far an amount may be from the expected one; never a percentage.
    tolerance_t1: Decimal = Decimal("0.00")
    tolerance_t2_plus: Decimal = Decimal("0.00")
    excluded_paragraphs: tuple[str, ...] = ()
    #: Leave grants by the hour or visit without an agreed number to people.
    exclude_unfixed_hours: bool = False
    #: The share of automatic postings that a person checks before they leave.
    sample_percent: Decimal = Decimal(5)
    #: From each of these amounts on, twice the share is drawn: what would cost most is looked at most.
    sample_steps: tuple[int, ...] = ()
    #: How many decisions must have been compared with people's before a rule may be promoted,
    promotion_decisions: int = 100
    #: and under how many per cent its errors must surely be: the upper 95 % bound.
    promotion_percent: Decimal = Decimal(1)
    #: Whether a second person confirms a promotion.
    promotion_two_people: bool = True
    #: Above how many per cent a rule's errors must surely be for it to be demoted: the lower 95 % bound in the samples.
    demotion_percent: Decimal = Decimal("0.1")
    #: Post the lines that are right and dispute the others, instead of all or nothing.
    pay_undisputed_lines: bool = False
    #: Offer to pay a bill that is lower than the grant.
    pay_lower_amount: bool = False
    #: Whether one line for two grants may be proposed; otherwise it must be itemised.
    pay_packages: bool = False
    #: Without a stated period, take the oldest one that is not paid; otherwise ask.
    oldest_unsettled: bool = False
    #: Post by itself where no period is stated but only one unpaid one fits; otherwise a person confirms it.
    post_unstated_period: bool = False
    #: Months after which a municipality or region can no longer claim; None is never.
    time_bar_months: int | None = None
    contact_owner: ContactOwner = ContactOwner.FINANCE
    #: Reason codes that land on another desk here than elsewhere, as `code=desk`.
    routing: tuple[str, ...] = ()
    #: What the council's own person ids look like; a whole match after spaces are taken out.
    person_id_regex: str = r"[0-9]{5,9}"
    #: Where e-invoices name the person, as `KEY=XPATH`: the buyer's GLN, the supplier's registration or `*`, and a path below a line or the
    #: header. They come before the known places.
    person_places: tuple[str, ...] = ()
    #: The council's own place numbers; an invoice to another one is not ours.
    buyer_gln: tuple[str, ...] = ()
    #: Whether an invoice must name the member of staff or order it is for.
    reference_required: bool = False
    #: The probability from which a reading may be acted on without a person.
    confidence_bar: Decimal = CONFIDENCE_BAR
    #: How far the sum of lines may be from the total, and how large a rounding line may be.
    total_tolerance: Decimal = Decimal("0.05")
    rounding_limit: Decimal = Decimal("1.00")
    #: How far back an unstated period is looked for.
    period_months_back: int = 12
    #: Contract terms that hold where a grant says nothing, as `name=value`.
    contract_rules: tuple[str, ...] = ()
    dispute_notify_days: int = 2
    payment_days: int = 30
    #: Interest on late payment in percent a year, as it is now (the reference rate and 8); None is not known.
    late_interest_percent: Decimal | None = None
    notice_days: int = 28
    reply_days: int = 14
    reminder_days: int = 7
    retention_years: int = 6

    @cached_property
    def version(self) -> str:
        """Twelve characters that change when any setting changes."""
        text = "\n".join(f"{field.name}={getattr(self, field.name)!s}" for field in fields(self))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @classmethod
    def for_country(cls, country: str, settings: Mapping[str, object] | None = None) -> Policy:
        """Build a country's default policy with a council's settings over it; texts are read as the setting's type.

        >>> Policy.for_country("dk", {"auto_tiers": "1", "sample_percent": 0}).auto_tiers
        (1,)
        >>> Policy.for_country("gb").pay_undisputed_lines
        True
        """
        code = {"uk": "gb", "en": "gb"}.get(country.lower(), country.lower())
        if code not in DEFAULTS:
            raise UsageError(f"policy.country is {country!r}; it must be one of {', '.join(sorted(DEFAULTS))}.")
        given = {**DEFAULTS[code], **(settings or {}), "country": code}
        return cls(**{name: _read(name, value) for name, value in given.items()})


#: What differs from country to country before a council says anything.
DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "dk": {
        "auto_limit": "100000",
        "sample_steps": "80000",
        "tolerance_t2_plus": "1.00",
        "excluded_paragraphs": ("SEL97", "SEL98"),
        "exclude_unfixed_hours": True,
        "time_bar_months": 12,
        "contact_owner": "case_worker",
        "reference_required": True,
        "retention_years": 5,
    },
    "gb": {
        "auto_limit": "25000",
        "sample_steps": "5000;15000",
        "tolerance_t2_plus": "0.05",
        "pay_undisputed_lines": True,
        "pay_lower_amount": True,
    },
}

_YES = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}


def _read(name: str, value: object) -> Any:
    hint = get_type_hints(Policy).get(name)
    if hint is None:
        raise UsageError(f"policy.{name} is not a setting; known are {', '.join(field.name for field in fields(Policy))}.")
    try:
        return _convert(hint, value)
    except (ValueError, KeyError, InvalidOperation, TypeError, re.error) as error:
        raise UsageError(f"policy.{name} is {value!r}; it must be {_wanted(hint)}.") from error


def _convert(hint: Any, value: object) -> Any:
    if hint in (Decimal | None, int | None) and value in (None, "", "none"):
        return None
    if hint in (Decimal, Decimal | None):
        return _amount(value)
    if hint in (int, int | None):
        return int(str(value))
    if hint is bool:
        return value if isinstance(value, bool) else _YES[str(value).strip().lower()]
    if hint in (tuple[int, ...], tuple[str, ...]):
        items = _items(value)
        return tuple(int(item.lstrip("Tt")) for item in items) if hint == tuple[int, ...] else tuple(items)
    return _linear(str(value)) if hint is str else hint(value)


#: A repetition of a group that itself repeats can take for ever; such a pattern is refused.
_NESTED = re.compile(r"[+*}][^()\[\]]*\)[+*{]")


def _linear(pattern: str) -> str:
    """Accept a pattern that compiles and whose time grows with the text only."""
    if _NESTED.search(pattern):
        raise ValueError("a repeated group repeats inside")
    re.compile(pattern)
    return pattern


def _amount(value: object) -> Decimal:
    amount = Decimal(str(value))
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{value} is not an amount")
    return amount


def _items(value: object) -> list[str]:
    if isinstance(value, list | tuple | set | frozenset):
        return [str(item).strip() for item in value]
    return [item.strip() for item in str(value).strip("[] ").replace(";", ",").split(",") if item.strip()]


def _wanted(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + ", ".join(member.value for member in hint)
    names = {
        bool: "yes or no",
        str: "a regular expression without nested repetition",
        tuple[int, ...]: "a list of whole numbers",
        tuple[str, ...]: "a list",
    }
    return names.get(hint, "a whole number" if hint in (int, int | None) else "a number that is not negative")
