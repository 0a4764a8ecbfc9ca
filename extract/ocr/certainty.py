"""How far a token can be trusted: the share of tokens like it that were exactly right on labelled scans.

Counted for each engine, with and without a second reader, each way a token was settled and each kind of token, over steps of the engines' own confidence; fitted by
`python benchmarks/ocr.py FOLDER --fit`, kept in `certainty.json`. What was never counted is taken at a discount.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from extract.ocr.fusion import How, Settled

TABLE = Path(__file__).with_name("certainty.json")
#: Where the steps of an engine's own confidence begin.
STEPS = (0.0, 0.4, 0.6, 0.7, 0.8, 0.86, 0.9, 0.93, 0.95, 0.965)
#: An engine's own word, where nobody has counted how often it holds, is worth so much.
UNCOUNTED = 0.85
#: No count of ours shows that a token is more certain than this.
MOST = 0.995
#: A number that nobody has read a second time is never certain enough to be sure.
ALONE = "alone"
MOST_UNHEARD = 0.97
#: Two engines that do not agree on a CPR number leave it uncertain, whatever the counts: such numbers are never repaired.
MOST_CPR = 0.5
_CPR = re.compile(r"\d{6}-?\d{4}")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\.?")


def shape(text: str) -> str:
    """Name the kind of a token.

    >>> [shape(text) for text in ("1.234,00", "150331-4203", "01-06-2026", "AN15", "døgn", "7", "§")]
    ['number', 'number', 'date', 'mixed', 'word', 'short', 'short']
    """
    if sum(letter.isalnum() for letter in text) < 2:
        return "short"
    if not any(letter.isdigit() for letter in text):
        return "word"
    if _DATE.fullmatch(text):
        return "date"
    return "mixed" if any(letter.isalpha() for letter in text) else "number"


def score(settled: Settled) -> float:
    """Return the confidence over which tokens of its kind are counted: that of whoever was believed."""
    own, other = settled.token.confidence, settled.second
    if settled.how is How.AGREED:
        return (own + other) / 2
    return other if settled.how in {How.SECOND, How.FOUND, How.MARKS, How.ROW} else own


def certainty(settled: Settled, counted: str) -> float:
    """Return the probability that a token is exactly right; `counted` names the engine and whether doubtful tokens were read again."""
    table = _table(counted)
    rows = table.get(f"{settled.how}/{shape(settled.token.text)}") or table.get(settled.how)
    found = UNCOUNTED * score(settled) if rows is None else rows[bisect_right(STEPS, score(settled)) - 1]
    if (counted.endswith(ALONE) or settled.how in {How.UNHEARD, How.ROW}) and any(
        letter.isdigit() for letter in settled.token.text
    ):
        found = min(found, MOST_UNHEARD)
    unsettled = settled.how not in {How.AGREED, How.ALONE}
    return min(found, MOST_CPR if unsettled and _CPR.search(settled.token.text) else MOST)


@lru_cache(maxsize=8)
def _table(counted: str) -> Mapping[str, Sequence[float]]:
    try:
        tables: Mapping[str, Mapping[str, Sequence[float]]] = json.loads(TABLE.read_text(encoding="utf-8"))["tables"]
    except FileNotFoundError:
        return {}
    return tables.get(counted, {})
