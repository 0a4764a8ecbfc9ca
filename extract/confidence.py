"""Which of several candidates is likelier: named features with weights, in one place.

A field starts from its base in log-odds; each feature that a reader names adds its weight. These weights are judgement: they
rank candidates while a document is read. How far the value that was chosen can be trusted is measured (`extract.trust`); there
they are only what is believed before anything was counted.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache

#: Log-odds that a value of this field is right before anything is known of how it was found.
BASE: Mapping[str, float] = {
    "number": 1.6, "issued": 1.8, "due": 2.0, "currency": 2.6, "net": 1.2, "tax": 1.2, "total": 1.4, "payable": 1.4,
    "prepaid": 1.2, "subtotal": 1.0, "balance": 1.0, "buyer_reference": 1.2, "buyer_gln": 2.4, "order_reference": 1.4, "credits": 1.6, "period": 2.2,
    "kind": 1.8, "person": 1.6, "person_name": 1.8, "name": 1.1, "registration": 1.6, "vat_number": 1.8, "iban": 2.2, "payment_slip": 2.2, "bank_account": 1.4,
    "text": 3.0, "legal_basis": 4.0, "quantity": 1.2, "unit": 3.0, "unit_price": 1.2, "amount": 1.4,
}  # fmt: skip
WEIGHTS: Mapping[str, float] = {
    # the label
    "label-strong": 1.6, "label-fair": 0.9, "label-weak": 0.0, "label-generic": -0.7, "title": 1.6,
    # the place
    "right": 0.7, "below": 0.3, "far": -0.6, "block": 0.8, "top": 0.2,
    # the shape
    "shape-strict": 0.8, "checksum": 2.0, "checksum-fails": -2.5, "shape-odd": -1.2, "ambiguous": -1.6, "no-year": -1.4,
    # agreement
    "closes": 2.6, "closes-partly": 1.5, "fails": -2.2, "alone": 0.3, "rivals": -1.4, "repeated": 0.9, "shared": -0.2,
    "sums": 2.6, "multiplies": 2.0, "multiplies-not": -1.2, "contested": -1.5,
    # lines
    "column": 0.8, "no-header": -0.6, "continued": -0.4, "carried": -3.5,
    # a number beside whom a bill is about (`extract.persons`): no labelled set has counted it
    "of-whom": -0.5,
    # parties
    "company-form": 1.2, "largest": 0.5, "beside-number": 1.2, "sender-line": 1.6,
    "over-number": 1.8, "buyer-near": -4.0,
    "authority": -2.0, "unlabelled": -0.5, "prose": -3.0, "street": -3.0, "another-seller": -1.4, "no-form": -0.3,
    "signed": 0.6,
    # the engine
    "ocr": -0.4, "ocr-doubt": -1.8,
    "engine-sure": 0.0, "engine-fair": -0.4, "engine-doubt": -1.8, "engine-poor": -2.6, "read-once": 0.0,
    # the document as a whole (`extract.evidence`)
    "agrees": 1.5, "agrees-not": -1.5, "counts": 2.0, "counts-not": -2.5, "whole": 1.0, "near-issue": 0.8, "far-from-issue": -1.2,
    "everywhere": 0.6, "gaps": -0.8, "fails-check": -1.5, "home": 1.0, "in-order": 0.5, "clear": 1.5, "narrow": -1.2, "numbered": 0.8,
    "itemised": 0.8, "no-lines": -1.5, "untitled": -1.5, "own-title": 1.0, "credits-another": -3.0, "table-sums": 0.8, "table-fails": -2.0, "table-open": -1.5,
    "accounted": 1.0, "unaccounted": -0.8,
    # what the wording says of the kind (`extract.wording`): it can take trust away and never gives any
    "worded": 0.0, "worded-otherwise": -2.0,
    # told in a sentence (`extract.prose`): no labelled set has counted it
    "told": -0.6,
    # what the marker of phrases says (`extract.phrases`)
    "marked": 0.5, "marked-otherwise": -2.0, "marked-alone": -1.0,
    # a date beside a line (`extract.days`): no labelled set has counted it
    "of-day": -0.3,
    # supplier memory (`extract.memory`)
    "remembered": 3.2, "layout-known": -0.4,
}  # fmt: skip
#: Names that keep the weight they were judged by: what "worded" and "read-once" say has no side of its own, and the classifier of wordings was
#: trained on some of the pages that are counted, where it is righter than elsewhere.
HELD = frozenset(
    {"worded", "worded-otherwise", "read-once", "told", "of-day", "of-whom", "marked", "marked-otherwise", "marked-alone"}
)
#: An engine's own confidence below this makes a reading doubtful; wrong money was never seen above 0.9.
ENGINE_DOUBT = 0.90
#: How an engine's confidence in the least certain word of a value is named, from the highest down.
ENGINE_STEPS = ((0.98, "engine-sure"), (ENGINE_DOUBT, "engine-fair"), (0.75, "engine-doubt"), (0.0, "engine-poor"))


def probability(field: str, features: Collection[str], engine: float = 1.0) -> float:
    """Return the probability that a value of this field with these features is right.

    >>> probability("total", ["label-strong", "right", "closes"]) > 0.975
    True
    >>> probability("total", ["label-weak", "right", "fails"]) < 0.6
    True
    """
    return _probability(field, tuple(features), engine)


@lru_cache(maxsize=16_384)
def _probability(field: str, features: tuple[str, ...], engine: float) -> float:
    odds = BASE[field] + sum(WEIGHTS[name] for name in features)
    if engine < ENGINE_DOUBT:
        odds += WEIGHTS["ocr-doubt"]
    elif engine < 1.0:
        odds += WEIGHTS["ocr"]
    return round(1 / (1 + math.exp(-odds)), 4)


def engine_evidence(engine: float) -> tuple[str, ...]:
    """Name how sure an engine was; a text layer says nothing, for its characters are given.

    >>> engine_evidence(1.0), engine_evidence(0.99), engine_evidence(0.2)
    ((), ('engine-sure',), ('engine-poor',))
    """
    return () if engine >= 1.0 else (next(name for step, name in ENGINE_STEPS if engine >= step),)


def label_feature(rank: int) -> str:
    """Name the strength of a label by its place in its list: the most telling come first."""
    if rank <= 4:
        return "label-strong"
    return "label-fair" if rank <= 12 else "label-weak"
