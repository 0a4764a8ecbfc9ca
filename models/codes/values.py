"""What a reason code is: who acts on it, what happens to the line, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from models.decision import Verdict
from models.finding import Severity


class Owner(StrEnum):
    """Whose desk a reason lands on. A council maps each to a person or mailbox."""

    NOBODY = "nobody"
    FINANCE = "finance"
    CASE_WORKER = "case worker"
    MASTER_DATA = "master data"
    CONTRACTS = "contracts"
    MANUAL_TEAM = "manual team"
    RATES = "rate administrator"
    LEGAL = "legal"
    CODING = "finance administrator"
    PAYMENT_CONTROL = "payment control"
    APPROVER = "approver"
    INTERNAL_CONTROL = "internal control"
    CLIENT_FINANCE = "client finance"
    SOCIAL_WORKER = "social worker"
    SAFEGUARDING = "fraud and safeguarding"
    MAP = "managed-account provider"
    IT = "operations"


class Posts(StrEnum):
    """Whether a line with this reason can be posted."""

    YES = "yes"
    #: After one click by a person.
    CLICK = "after a click"
    #: A setting decides.
    POLICY = "by policy"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Code:
    """A stable reason. `en` and `da` speak to staff, `supplier_en` and `supplier_da` to the supplier.

    The sentences hold names in braces, filled by `say`; none of them is ever personal.
    """

    code: str
    verdict: Verdict
    owner: Owner
    posts: Posts
    severity: Severity
    en: str
    da: str
    supplier_en: str = ""
    supplier_da: str = ""

    @property
    def mails(self) -> bool:
        """Whether the supplier is written to."""
        return bool(self.supplier_en)


#: Facts that are amounts; they are shown as the reader's country writes them.
AMOUNTS = frozenset({"billed", "expected", "difference", "rate", "limit", "total", "sum", "amount"})
DATES = frozenset({"start", "end", "date", "until"})
PERIODS = frozenset({"period"})
#: Facts that are not said as they are.
_SHOWN = AMOUNTS | DATES | PERIODS
_SWAPPED = str.maketrans(",.", ".,")


@lru_cache(maxsize=10_000)
def show_amount(text: str, language: str) -> str:
    """Write an amount as people do.

    >>> show_amount("67290.00", "da"), show_amount("-2500.60", "en")
    ('67.290,00', '-2,500.60')
    """
    try:
        shown = f"{Decimal(text):,.2f}"
    except InvalidOperation:
        return text
    return shown.translate(_SWAPPED) if language == "da" else shown


@lru_cache(maxsize=10_000)
def show_date(text: str, language: str) -> str:
    """Write an ISO date as people do.

    >>> show_date("2026-06-30", "da"), show_date("2026-06-30", "en")
    ('30.06.2026', '30 June 2026')
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%d.%m.%Y}" if language == "da" else f"{day.day} {day:%B %Y}"


@lru_cache(maxsize=10_000)
def show_period(text: str, language: str) -> str:
    """Write a period of two ISO dates as people do.

    >>> show_period("2026-06-01/2026-06-30", "da"), show_period("2026-06-01/2026-06-30", "en")
    ('01.06.2026-30.06.2026', '1 June 2026 to 30 June 2026')
    """
    start, _, end = text.partition("/")
    between = "-" if language == "da" else " to "
    return between.join(show_date(day, language) for day in (start, end) if day)


def show(name: str, value: str, language: str) -> str:
    """Write one fact for a reader of the language."""
    if name in AMOUNTS:
        return show_amount(value, language)
    if name in DATES:
        return show_date(value, language)
    return show_period(value, language) if name in PERIODS else value


class _Facts(dict[str, str]):
    """A fact that nobody gave stays visible as what it is."""

    def __missing__(self, name: str) -> str:
        return f"(({name}))"


def fill(sentence: str, facts: Mapping[str, str], language: str) -> str:
    """Put facts into a sentence; one that is missing is shown, never dropped.

    >>> fill("Billed {billed}, granted {expected}.", {"billed": "10.00"}, "en")
    'Billed 10.00, granted ((expected)).'
    """
    shown = {name: show(name, value, language) if name in _SHOWN else value for name, value in facts.items()}
    return sentence.format_map(_Facts(shown))
