"""How wrong a rule may be after n checks of which k failed: the exact (Clopper-Pearson) bounds of a share.

Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
Biometrika 26 (1934). One-sided at 95 %: with the true share at the upper bound, seeing k failures or fewer would have had a
chance of 5 %. No distribution is assumed but that the checks were drawn without looking at their outcome.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import exp, fsum, lgamma, log, log1p

#: The chance that the true share lies beyond the bound.
ALPHA = 0.05
_PLACES = Decimal("0.000001")
#: Halvings of the interval: more than a double can tell apart.
_STEPS = 60


def upper_bound(failures: int, checks: int) -> Decimal:
    """Return the share that the true one is below with 95 % confidence, rounded up to six places; 1 where nothing was checked.

    >>> upper_bound(0, 0), upper_bound(0, 59), upper_bound(0, 299), upper_bound(1, 100)
    (Decimal('1.000000'), Decimal('0.049508'), Decimal('0.009970'), Decimal('0.046560'))
    """
    _check(failures, checks)
    if failures == checks:
        return Decimal(1).quantize(_PLACES)
    low, high = failures / checks, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(failures, checks, middle) > ALPHA else (low, middle)
    return Decimal(high).quantize(_PLACES, ROUND_CEILING)


def lower_bound(failures: int, checks: int) -> Decimal:
    """Return the share that the true one is above with 95 % confidence, rounded down to six places; 0 without a failure.

    >>> lower_bound(0, 50), lower_bound(1, 50), lower_bound(2, 50), lower_bound(3, 3)
    (Decimal('0.000000'), Decimal('0.001025'), Decimal('0.007153'), Decimal('0.368403'))
    """
    _check(failures, checks)
    if failures == 0:
        return Decimal(0).quantize(_PLACES)
    low, high = 0.0, failures / checks
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - _at_most(failures - 1, checks, middle) < ALPHA else (low, middle)
    return Decimal(low).quantize(_PLACES, ROUND_FLOOR)


def _check(failures: int, checks: int) -> None:
    if not 0 <= failures <= checks:
        raise ValueError(f"{failures} failures of {checks} checks")


def _at_most(failures: int, checks: int, share: float) -> float:
    """Return the chance of so many failures or fewer: the binomial sum, term by term in logarithms."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return float(failures >= checks)
    hit, miss = log(share), log1p(-share)
    ways = lgamma(checks + 1)
    return fsum(exp(ways - lgamma(k + 1) - lgamma(checks - k + 1) + k * hit + (checks - k) * miss) for k in range(failures + 1))
