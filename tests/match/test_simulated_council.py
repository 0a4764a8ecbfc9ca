"""A few weeks of two made-up councils with every fault: nothing wrong is posted, and nearly every reason is right."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def load(name):
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def matching(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    load("council")
    yield load("matching")
    for name in ("matching", "council"):
        del sys.modules[name]


def test_nothing_wrong_is_posted_and_the_reasons_are_right(matching):
    score = matching.run(1500, seed=20)

    assert score.wrong == []
    assert score.clean_posted >= 0.90 * score.clean
    assert score.right >= 0.97 * score.lines


def test_a_bound_is_the_exact_one(matching):
    assert round(matching.upper_bound(0, 100), 4) == 0.0295  # 1 - 0.05 ** (1 / 100)
    assert round(matching.upper_bound(2, 50), 4) == 0.1206
