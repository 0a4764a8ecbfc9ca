"""The examples in docstrings hold."""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("models", "ingest", "extract", "match", "reconcile", "outbound", "countries", "service", "web")


def modules() -> Iterator[str]:
    """Yield every module of ours, without importing any."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            if not name.endswith("__main__"):
                yield name.removesuffix(".__init__")


@pytest.mark.parametrize("name", list(modules()))
def test_examples_in_docstrings_hold(name):
    module = importlib.import_module(name)

    result = doctest.testmod(module)

    assert result.failed == 0
