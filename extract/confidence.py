"""How far a reading can be trusted: named features with weights, in one place.

A field starts from its base in log-odds; each feature that a reader names adds its weight. The weights begin as judgement
and are fitted again on labelled documents; the automatic bar is a probability, so they must rank, and they must not flatter.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

#: Log-odds that a value of this field is right before anything is known of how it was found.
BASE: Mapping[str, float] = {
    "number": 1.6, "issued": 1.8, "due": 2.0, "currency": 2.6, "net": 1.2, "tax": 1.2, "total": 1.4, "payable": 1.4,
    "prepaid": 1.2, "subtotal": 1.0, "balance": 1.0, "buyer_reference": 1.2, "buyer_gln": 2.4, "order_reference": 1.4, "credits": 1.6, "period": 2.2,
    "person": 1.6, "person_name": 1.8, "name": 1.1, "registration": 1.6, "vat_number": 1.8, "iban": 2.2, "bank_account": 1.4,
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
    "sums": 2.6, "multiplies": 2.0, "multiplies-not": -1.2,
    # lines
    "column": 0.8, "no-header": -0.6, "continued": -0.4,
    # parties
    "company-form": 1.2, "largest": 0.5, "beside-number": 1.2, "sender-line": 1.6,
    "over-number": 1.8, "buyer-near": -4.0,
    "authority": -2.0, "unlabelled": -0.5,
    # the engine
    "ocr": -0.4, "ocr-doubt": -1.8,
}  # fmt: skip
#: An engine's own confidence below this makes a reading doubtful; wrong money was never seen above 0.9.
ENGINE_DOUBT = 0.90


def probability(field: str, features: Collection[str], engine: float = 1.0) -> float:
    """Return the probability that a value of this field with these features is right.

    >>> probability("total", ["label-strong", "right", "closes"]) > 0.975
    True
    >>> probability("total", ["label-weak", "right", "fails"]) < 0.6
    True
    """
    odds = BASE[field] + sum(WEIGHTS[name] for name in features)
    if engine < ENGINE_DOUBT:
        odds += WEIGHTS["ocr-doubt"]
    elif engine < 1.0:
        odds += WEIGHTS["ocr"]
    return round(1 / (1 + math.exp(-odds)), 4)


def label_feature(rank: int) -> str:
    """Name the strength of a label by its place in its list: the most telling come first."""
    if rank <= 4:
        return "label-strong"
    return "label-fair" if rank <= 12 else "label-weak"
