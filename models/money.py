"""Exact money: whole minor units and a currency. Nothing here ever touches a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, total_ordering

from models.value import quickly_made

#: Currencies whose minor unit is not a hundredth (ISO 4217).
EXPONENTS = {"ISK": 0, "JPY": 0, "KRW": 0, "BHD": 3, "KWD": 3, "TND": 3}


def exponent(currency: str) -> int:
    """Return the number of decimal places of a currency (ISO 4217)."""
    return EXPONENTS.get(currency, 2)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round as invoices do: half a unit goes away from zero.

    >>> round_half_up(Decimal("2205.355"))
    Decimal('2205.36')
    """
    return value.quantize(_quantum(places), rounding=ROUND_HALF_UP)


@cache
def _quantum(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


@total_ordering
@quickly_made
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units of one currency.

    >>> Money.of("67290", "DKK")
    Money(minor=6729000, currency='DKK')
    >>> str(Money.of("2243.00", "DKK").times(30))
    '67290.00'
    >>> [str(Money(*each)) for each in ((-5, "DKK"), (0, "GBP"), (7, "ISK"), (-1234, "BHD"), (100, "GBP"))]
    ['-0.05', '0.00', '7', '-1.234', '1.00']
    """

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Money:
        """Build money from a decimal number, rounded half up to the currency's places."""
        places = exponent(currency)
        return cls(int(round_half_up(Decimal(amount), places).scaleb(places)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing, in this currency."""
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount as a decimal with the currency's places."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def times(self, factor: Decimal | int) -> Money:
        """Multiply, rounding once, half up."""
        return Money.of(self.decimal * Decimal(factor), self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __str__(self) -> str:
        minor = self.minor
        if minor >= 100 and self.currency not in EXPONENTS:
            whole = str(minor)  # nearly every amount
            return f"{whole[:-2]}.{whole[-2:]}"
        places = exponent(self.currency)
        if not places:
            return str(minor)
        whole, part = divmod(abs(minor), 10**places)
        return f"{'-' if minor < 0 else ''}{whole}.{part:0{places}}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency; an empty sum is zero.

    >>> str(total([Money(1, "GBP"), Money(2, "GBP")], "GBP"))
    '0.03'
    """
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result
