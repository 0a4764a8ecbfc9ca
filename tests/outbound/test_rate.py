"""Letters leave no faster than allowed, and the wait that was told is enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.rate import Allowance

NOW = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def test_a_burst_leaves_at_once_and_the_next_waits():
    allowance = Allowance.full(30, 2, NOW)
    allowance, first = allowance.take(NOW)
    allowance, second = allowance.take(NOW)
    allowance, third = allowance.take(NOW)

    assert (first, second) == (0.0, 0.0)
    assert third == pytest.approx(2.0)
    assert allowance.take(NOW + timedelta(seconds=third))[1] == 0.0


@given(gaps=st.lists(st.floats(-5, 30), max_size=200), per_minute=st.floats(0.5, 600), burst=st.integers(1, 20))
def test_no_order_of_asking_gives_more_than_allowed(gaps, per_minute, burst):
    allowance, now, gone = Allowance.full(per_minute, burst, NOW), NOW, 0
    latest = NOW
    for gap in gaps:
        now += timedelta(seconds=gap)
        latest = max(latest, now)
        allowance, wait = allowance.take(now)
        gone += wait == 0.0

    assert gone <= burst + (latest - NOW).total_seconds() * per_minute / 60 + 0.3


def test_a_rate_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="above zero"):
        Allowance.full(0, 1, NOW)
