"""Whose statement it is and for which days, from the lines above the figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from extract.statements.values import AMOUNT_IN_TEXT, DATE, DATE_TEXT, find_period, parse_date
from models.period import Period

PERSON_LABEL = re.compile(
    r"^\W{0,3}(?:(?:client|service user|customer|person|account holder|mosaic|recipient)(?: name)?(?: (?:ref(?:erence)?|id|no\.?|number))?)\b",
    re.IGNORECASE,
)
#: What no line with such a label is without: most lines are done with after this.
PERSON_WORD = re.compile(r"client|service user|customer|person|account holder|mosaic|recipient", re.IGNORECASE)
#: Lines that begin with "Client" and speak of money.
MONEY_LINE = re.compile(r"\b(?:contributions?|income|received|payments?|balance)\b", re.IGNORECASE)
REFERENCE = re.compile(r"(?<![\d/.,-])\d{5,9}(?![\d/.,-]\d|\d)")
ACCOUNT = re.compile(
    r"\bacc(?:ount|t)?\.?(?:\s(?:no\.?|number|ref(?:erence)?))?\s{0,3}[:#]?\s{0,3}([A-Z]{0,4}[-/]?\d[\dA-Z/-]{1,14})\b",
    re.IGNORECASE,
)
START = re.compile(rf"\b(?:from|start(?:s|ing)?|period start)(?: date)?\W{{1,4}}({DATE_TEXT})", re.IGNORECASE)
END = re.compile(rf"\b(?:to|ends?|ending|ended|period end)(?: date)?\W{{1,4}}({DATE_TEXT})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines so far say about whose statement this is."""

    person_ref: str | None = None
    account_ref: str | None = None
    start: date | None = None
    end: date | None = None

    @property
    def period(self) -> Period | None:
        """The period, when both its days are printed."""
        return Period(self.start, self.end) if self.start and self.end and self.start <= self.end else None

    def filled_from(self, other: Head) -> Head:
        """Return this head with its gaps filled from another."""
        return Head(
            self.person_ref or other.person_ref,
            self.account_ref or other.account_ref,
            self.start or other.start,
            self.end or other.end,
        )


def read_head(line: str) -> Head:
    """Read what one line says.

    >>> head = read_head("Client    A. M. (1234567)  Acc 00981   Period 01/04/2026-30/06/2026")
    >>> head.person_ref, head.account_ref, str(head.period)
    ('1234567', '00981', '2026-04-01/2026-06-30')
    >>> read_head("Client contribution 758.40").person_ref is None
    True
    """
    text = line[:1000]
    head = Head()
    account = ACCOUNT.search(text)
    if account:
        head = replace(head, account_ref=account[1])
        text = text[: account.start()] + " " + text[account.end() :]
    head = _with_days(head, text)
    if not PERSON_WORD.search(text):
        return head
    bare = AMOUNT_IN_TEXT.sub(" ", DATE.sub(" ", text))
    if PERSON_LABEL.search(bare) and not MONEY_LINE.search(bare):
        reference = REFERENCE.search(bare)
        head = replace(head, person_ref=reference[0] if reference else None)
    return head


def _with_days(head: Head, text: str) -> Head:
    period = find_period(text)
    if period:
        return replace(head, start=period.start, end=period.end)
    start, end = START.search(text), END.search(text)
    return replace(
        head,
        start=parse_date(start[1]) if start else None,
        end=parse_date(end[1]) if end else None,
    )


def reference_in_name(name: str) -> str | None:
    """Return the person reference in a sheet's name.

    >>> reference_in_name("A.M. 1234567"), reference_in_name("Sheet1")
    ('1234567', None)
    """
    found = REFERENCE.search(name[:100])
    return found[0] if found else None
