"""An explanation as plain data and as lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from extract.evidence_words import meaning
from extract.explain import FieldExplanation
from extract.trust import UNCOUNTED, Account
from models.invoice import Extraction
from service.explained.words import WORDS

#: Further candidates of a field that are told.
MOST_OTHERS = 5


def as_json(explained: FieldExplanation) -> dict[str, Any]:
    """Return one explanation as plain data."""
    account = explained.account
    return {
        "value": shown(explained.reading.value),
        "confidence": round(explained.reading.confidence, 4),
        "sure": explained.sure,
        "label": explained.label or None,
        "text": explained.reading.source.text,
        "page": explained.reading.source.page,
        "from": explained.reading.source.origin,
        "votes": [
            {"name": vote.name, "means": meaning(vote.name), "weight": round(vote.weight, 4), "counted": vote.counted}
            for vote in (account.votes if account else ())
        ],
        "base": account.base if account else None,
        "log_odds": round(account.odds, 4) if account else None,
        "counted": round(account.counted, 4) if account and account.counted is not None else None,
        "counted_on": explained.counted_on,
        "equations": [
            {"text": each.text, "stated": shown(each.stated[1]), "holds": each.holds, "fields": list(each.fields)}
            for each in explained.equations
        ],
        "considered": [
            {
                "value": each.text,
                "score": each.score,
                "label": each.label or None,
                "page": each.source.page,
                "box": each.source.box.as_list() if each.source.box else None,
                "evidence": list(each.evidence),
            }
            for each in explained.others
        ],
    }


def as_text(extraction: Extraction, explained: Sequence[FieldExplanation], bar: float, language: str = "en") -> Iterator[str]:
    """Yield the explanation as lines for people."""
    words = WORDS[language]
    yield f"{words['kind']}: {extraction.kind.value} ({percent(extraction.kind_confidence)})"
    yield from extraction.page_notes
    for each in explained:
        sure = words["sure"] if each.sure else words["unsure"]
        yield f"{each.path}: {shown(each.reading.value)} — {sure}, {percent(each.reading.confidence)} ({words['bar']} {percent(bar)})"
        yield from (f"    {name}: {text}" for name, text in reasons(each, language))


def reasons(each: FieldExplanation, language: str) -> Iterator[tuple[str, str]]:
    """Yield what led to a value: name and text."""
    words = WORDS[language]
    source = each.reading.source
    place = f", {words['page']} {source.page}" if source.page else ""
    yield words["read"], f"“{source.text}”{place} ({source.origin})"
    if each.label:
        yield words["label"], f"“{each.label}”"
    if each.account is None:
        yield words["counted"], words["stated"]
    else:
        yield from _votes(each.account, language)
        yield words["counted"], _counted(each, each.account, words)
    for equation in each.equations:
        yield words["sum"], f"{equation.text} ({words['holds'] if equation.holds else words['fails']})"
    for other in each.others[:MOST_OTHERS]:
        place = f", {words['page']} {other.source.page}" if other.source.page else ""
        label = f", {words['label']} “{other.label}”" if other.label else ""
        yield words["others"], f"{other.text}{place}{label} ({percent(other.score)})"


def _votes(account: Account, language: str) -> Iterator[tuple[str, str]]:
    for name, votes in (
        (WORDS[language]["for"], [vote for vote in account.votes if vote.weight > 0]),
        (WORDS[language]["against"], [vote for vote in account.votes if vote.weight < 0]),
    ):
        if votes:
            ranked = sorted(votes, key=lambda vote: -abs(vote.weight))
            yield name, "; ".join(f"{meaning(vote.name, language)} ({vote.weight:+.1f})" for vote in ranked)


def _counted(each: FieldExplanation, account: Account, words: Mapping[str, str]) -> str:
    if account.counted is None:
        return words["uncounted"].format(most=percent(UNCOUNTED))
    return words["counted-on"].format(share=percent(account.counted), count=each.counted_on)


def shown(value: object) -> str:
    """Write a value as the contract does."""
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def percent(share: float) -> str:
    """Write a probability with one decimal, since the bar lies between whole percentages."""
    return f"{math.floor(share * 1000) / 10:.1f} %"
