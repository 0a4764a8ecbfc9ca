"""What we would have posted beside what people posted, and how sure one can be after n comparisons."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match.bounds import lower_bound, upper_bound
from match.compare import COMPARED, ERRORS, Ours, Part, Result, Theirs, compare
from match.scopes import EVERY, Scope, is_promoted
from models.period import Period

JUNE, JULY = Period.month(2026, 6), Period.month(2026, 7)
FIRST_HALF, SECOND_HALF = Period(date(2026, 6, 1), date(2026, 6, 15)), Period(date(2026, 6, 16), date(2026, 6, 30))


def ours(*parts: tuple[str, Period, int], key: int = 1, posts: bool = True, **more: bool) -> Ours:
    return Ours(key, posts, tuple(Part(*part) for part in parts), **more)


def theirs(grant: str, period: Period, minor: int, key: int = 1) -> Theirs:
    return Theirs(key, Part(grant, period, minor), f"V{key}", date(2026, 7, 10))


def results(ours_: list[Ours], theirs_: list[Theirs]) -> list[Result]:
    return [each.result for each in compare(ours_, theirs_)]


@pytest.mark.parametrize(
    ("line", "posted", "expected"),
    [
        pytest.param(ours(("G1", JUNE, 100)), [theirs("G1", JUNE, 100)], [Result.SAME], id="the same"),
        pytest.param(ours(("G1", JUNE, 100)), [theirs("G1", JUNE, 101)], [Result.AMOUNT], id="one penny more"),
        pytest.param(ours(("G1", JUNE, 100)), [theirs("G2", JUNE, 100)], [Result.GRANT], id="another grant"),
        pytest.param(ours(("G1", JUNE, 100)), [theirs("G2", JUNE, 90)], [Result.GRANT], id="another grant and amount"),
        pytest.param(ours(("G1", JUNE, 100)), [theirs("G1", JULY, 100)], [Result.PERIOD], id="another period"),
        pytest.param(ours(("G1", JUNE, 100)), [], [Result.ONLY_OURS], id="people did not post it"),
        pytest.param(ours(("G1", JUNE, 100), is_due=False), [], [Result.WAITING], id="people still may"),
        pytest.param(ours(("G1", JUNE, 100), posts=False), [theirs("G1", JUNE, 100)], [Result.ONLY_THEIRS], id="we held it"),
        pytest.param(ours(posts=False), [theirs("G1", JUNE, 100)], [Result.ONLY_THEIRS], id="we held it and knew no grant"),
        pytest.param(ours(posts=False), [], [Result.NEITHER], id="neither"),
        pytest.param(
            ours(("G1", JUNE, 100), posts=False, says_paid=True),
            [theirs("G1", JUNE, 100)],
            [Result.KNOWN],
            id="their posting was known before",
        ),
        pytest.param(ours(("G1", JUNE, 100), own=True), [theirs("G1", JUNE, 100)], [Result.OWN], id="our own posting"),
        pytest.param(
            ours(("G1", JUNE, 60), ("G2", JUNE, 40)),
            [theirs("G1", JUNE, 60, 1), theirs("G2", JUNE, 40, 2)],
            [Result.SAME],
            id="a line for two grants",
        ),
        pytest.param(
            ours(("G1", FIRST_HALF, 50), ("G1", SECOND_HALF, 50)),
            [theirs("G1", JUNE, 100)],
            [Result.SAME],
            id="a change of rate that people posted as one",
        ),
        pytest.param(ours(("G1", JUNE, -100)), [theirs("G1", JUNE, 100)], [Result.AMOUNT], id="a credit posted as a cost"),
    ],
)
def test_one_line_and_what_people_posted(line, posted, expected):
    assert results([line], posted) == expected


def test_an_invoice_that_never_came_to_us():
    assert results([], [theirs("G1", JUNE, 100)]) == [Result.NOT_SEEN]


def test_two_lines_that_people_posted_as_one_are_the_same():
    lines = [ours(("G1", FIRST_HALF, 50), key=1), ours(("G1", SECOND_HALF, 50), key=2)]

    assert results(lines, [theirs("G1", JUNE, 100)]) == [Result.SAME, Result.SAME]


def test_what_is_right_is_struck_off_before_anything_is_called_different():
    """Both lines have the same amount; the second agrees, so the first is not set beside its posting."""
    lines = [ours(("G1", JUNE, 100), key=1), ours(("G2", JUNE, 100), key=2)]

    found = compare(lines, [theirs("G2", JUNE, 100, 7)])

    assert {each.ours.key: each.result for each in found} == {2: Result.SAME, 1: Result.ONLY_OURS}


def test_of_several_left_nobody_guesses_which_belongs_to_which():
    lines = [ours(("G1", JUNE, 100), key=1), ours(("G2", JUNE, 200), key=2)]

    found = results(lines, [theirs("G8", JUNE, 300, 1), theirs("G9", JUNE, 400, 2)])

    assert Counter(found) == {Result.ONLY_OURS: 2, Result.ONLY_THEIRS: 2}


parts = st.builds(
    Part, st.sampled_from(["G1", "G2", "G3"]), st.sampled_from([JUNE, JULY, FIRST_HALF]), st.sampled_from([100, 200, -100])
)
lines_ = st.lists(st.tuples(st.booleans(), st.lists(parts, max_size=2), st.booleans(), st.booleans()), max_size=5).map(
    lambda rows: [
        Ours(key, posts and bool(found), tuple(found), due, own=own and bool(found))
        for key, (posts, found, due, own) in enumerate(rows)
    ]
)
posted_ = st.lists(parts, max_size=6).map(lambda found: [Theirs(key, part) for key, part in enumerate(found)])


@given(lines_, posted_)
def test_every_line_is_in_one_answer_and_every_posting_is_accounted_for(mine, other):
    found = compare(mine, other)

    assert Counter(each.ours.key for each in found if each.ours) == Counter(line.key for line in mine)
    assert {row.key for each in found for row in each.theirs} == {row.key for row in other}


@given(lines_, posted_)
def test_only_what_agrees_in_grant_period_and_sum_is_called_the_same(mine, other):
    found = compare(mine, other)
    same = [each for each in found if each.result is Result.SAME]

    for each in same:
        grants = {part.grant_id for part in each.ours.parts}
        assert grants == {row.part.grant_id for row in each.theirs}
    if len(same) == len(found):
        assert sum(line.minor for line in mine) == sum(row.part.minor for row in other)


@given(st.permutations([ours((grant, JUNE, 100 + n), key=n) for n, grant in enumerate(["G1", "G2", "G3", "G1"])]))
def test_the_order_of_the_lines_does_not_matter(mine):
    other = [theirs("G1", JUNE, 100, 1), theirs("G2", JUNE, 999, 2)]

    found = {each.ours.key: each.result for each in compare(mine, other)}

    assert found == {0: Result.SAME, 1: Result.AMOUNT, 2: Result.ONLY_OURS, 3: Result.ONLY_OURS}


def test_what_counts_against_us_is_part_of_what_is_compared():
    assert ERRORS < COMPARED
    assert Result.ONLY_THEIRS not in COMPARED


def _at_most(failures: int, checks: int, share: Fraction) -> Fraction:
    return sum((comb(checks, k) * share**k * (1 - share) ** (checks - k) for k in range(failures + 1)), Fraction())


@given(st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_the_upper_bound_is_the_exact_one(case):
    """In exact fractions: at the bound the chance is 5 % or less, a millionth below it more."""
    failures, checks = case
    bound = Fraction(upper_bound(failures, checks))

    assert _at_most(failures, checks, bound) <= Fraction(5, 100)
    assert _at_most(failures, checks, bound - Fraction(2, 10**6)) > Fraction(5, 100)


@given(st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_the_lower_bound_is_the_exact_one(case):
    failures, checks = case
    bound = Fraction(lower_bound(failures, checks))

    assert 1 - _at_most(failures - 1, checks, bound) <= Fraction(5, 100)
    assert 1 - _at_most(failures - 1, checks, bound + Fraction(2, 10**6)) > Fraction(5, 100)


@pytest.mark.parametrize(
    ("failures", "checks", "expected"),
    [(0, 299, "0.009970"), (0, 298, "0.010003"), (1, 473, "0.009990"), (0, 20_000, "0.000150")],
)
def test_how_many_must_agree_for_less_than_one_in_a_hundred(failures, checks, expected):
    assert str(upper_bound(failures, checks)) == expected


def test_nothing_checked_proves_nothing():
    assert (upper_bound(0, 0), lower_bound(0, 0)) == (1, 0)
    with pytest.raises(ValueError, match="3 failures of 2"):
        upper_bound(3, 2)


@given(st.sampled_from(["R1", "R2"]), st.sampled_from(["A", "B", EVERY]), st.sampled_from(["S", "T", EVERY]))
def test_a_scope_covers_itself_and_is_covered_by_the_wider_ones(rule, basis, supplier):
    scope = Scope(rule, basis, supplier)

    assert all(wide.covers(scope) for wide in scope.wider())
    assert is_promoted([Scope(rule)], [scope])
    assert not is_promoted([scope], [])
    assert not is_promoted([Scope(rule, "C", supplier)], [scope])
