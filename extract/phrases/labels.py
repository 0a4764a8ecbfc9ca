"""What a span of running text can be."""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """The spans that are told apart: `price` is for one unit, `amount` for the whole."""

    PERSON = "person"
    PERSON_ID = "id"
    SERVICE = "service"
    PERIOD = "period"
    UNITS = "units"
    PRICE = "price"
    AMOUNT = "amount"
