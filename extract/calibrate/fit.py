"""Fitting: weights that stay near what was judged unless counting says otherwise, and a smoothed curve from odds to shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.calibrate.collect import Case
from extract.confidence import HELD, WEIGHTS
from extract.trust import FieldModel, judged_model

Floats = npt.NDArray[np.float64]
#: How far weights may move from what was judged (standard deviations in log-odds) that are tried on the tune share.
SPREADS = (0.3, 0.6, 1.0, 1.5)
BASE_SPREAD = 2.0
STEPS, RATE = 400, 0.5
#: A point of the curve rests on so many values at the least.
LEAST = 25
#: With fewer values than this a field counts as not counted.
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model of a field and what it was counted on."""

    model: FieldModel
    right: int
    wrong: int
    spread: float


def fit_field(name: str, cases: Sequence[Case]) -> Fitted | None:
    """Fit one field of one engine: the freedom of the weights is chosen by tune, then both shares are counted; never test."""
    train, tune = ([case for case in cases if case.share == share] for share in ("train", "tune"))
    counted = [*train, *tune]
    if len(counted) < ENOUGH:
        return None
    options = [(_loss(model, tune), spread, model) for spread in SPREADS for model in [fit_weights(name, train, spread)]]
    _, spread, _ = min(options, key=lambda each: (each[0], each[1]))
    model = fit_weights(name, counted, spread)
    odds = [model.log_odds(case.evidence) for case in counted]
    curve = fit_curve(odds, [case.right for case in counted])
    right = sum(case.right for case in counted)
    return Fitted(FieldModel(model.base, model.weights, curve), right, len(counted) - right, spread)


def fit_weights(name: str, cases: Sequence[Case], spread: float) -> FieldModel:
    """Fit base and weights by gradient descent from the judged ones, held to them by `spread`; no weight changes its side."""
    if not cases:
        return judged_model(name)
    names = sorted({each for case in cases for each in case.evidence})
    prior = np.array([judged_model(name).base, *(WEIGHTS.get(each, 0.0) for each in names)])
    hold = 1 / np.array([BASE_SPREAD**2, *(spread**2 for _ in names)])
    rows = np.array([[1.0, *(float(each in case.evidence) for each in names)] for case in cases])
    right = np.array([float(case.right) for case in cases])
    low = np.where(prior > 0, 0.0, -np.inf)
    high = np.where(prior < 0, 0.0, np.inf)
    low[0], high[0] = -np.inf, np.inf
    held = [place for place, each in enumerate(names, start=1) if each in HELD]
    low[held] = high[held] = prior[held]
    weights = _descend(rows, right, prior, hold, low, high)
    return FieldModel(
        round(float(weights[0]), 4), {each: round(float(weight), 4) for each, weight in zip(names, weights[1:], strict=True)}
    )


def _descend(rows: Floats, right: Floats, prior: Floats, hold: Floats, low: Floats, high: Floats) -> Floats:
    weights = prior.copy()
    scale = 1 / (hold + 0.25 * (rows * rows.sum(axis=1, keepdims=True)).sum(axis=0))
    for _ in range(STEPS):
        seen = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        step = rows.T @ (seen - right) + hold * (weights - prior)
        weights = np.clip(weights - RATE * scale * step, low, high)
    return weights


def _loss(model: FieldModel, cases: Iterable[Case]) -> float:
    odds = np.array([model.log_odds(case.evidence) for case in cases])
    right = np.array([case.right for case in cases])
    if not len(odds):
        return 0.0
    return float(np.logaddexp(0, np.where(right, -odds, odds)).mean())


def fit_curve(odds: Sequence[float], right: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """Return a rising curve from log-odds to the share that was right, by pooling neighbours; two made-up values smooth each pool.

    >>> fit_curve([1.0] * 50, [True] * 50)
    ((1.0, 0.9808),)
    """
    pools: list[Pool] = []
    for place in np.argsort(np.array(odds), kind="stable"):
        pools.append(Pool(odds[place], odds[place], int(right[place]), 1))
        while len(pools) > 1 and _must_join(pools[-2], pools[-1]):
            pools[-2:] = [_joined(pools[-2], pools[-1])]
    while len(pools) > 1 and (pools[-1].count < LEAST or pools[-2].share >= pools[-1].share):
        pools[-2:] = [_joined(pools[-2], pools[-1])]
    points = [(round(edge, 3), round(pool.share, 4)) for pool in pools for edge in (pool.low, pool.high)]
    return tuple(dict.fromkeys(points))


@dataclass(frozen=True, slots=True)
class Pool:
    """Values with neighbouring log-odds, from `low` to `high`, and how many of them were right."""

    low: float
    high: float
    right: int
    count: int

    @property
    def share(self) -> float:
        """The share that was right, with one made-up right and one made-up wrong value."""
        return (self.right + 1) / (self.count + 2)


def _must_join(first: Pool, second: Pool) -> bool:
    """Whether two pools cannot stand apart: the first is too small, they touch, or the second is not better."""
    touching = second.low - first.high < 1e-9
    return first.count < LEAST or touching or (second.count >= LEAST and first.share >= second.share)


def _joined(first: Pool, second: Pool) -> Pool:
    return Pool(first.low, second.high, first.right + second.right, first.count + second.count)
