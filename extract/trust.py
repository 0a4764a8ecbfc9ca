"""The probability that a value is right, from the evidence for it: fitted on labelled documents, per field and per engine.

A field's log-odds are a base and a weight for each name of evidence. A curve, counted on labelled documents, turns them into
the share that was right among values with as much evidence; it is smoothed, so that fifty right of fifty is not certainty. Of
the two answers the lower is given. A field that was never counted stays below every bar, and so does a value against which
something speaks that was never counted for its field.

`python -m extract.calibrate` fits the numbers again (docs/confidence.md).
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from extract.confidence import BASE, WEIGHTS
from models.document import ReaderName, Reading
from models.invoice import Extraction, Invoice, LineReading, SupplierReading

DATA = Path(__file__).parent / "calibrate" / "data"
#: What a value may reach at the most when nobody has counted how often it is right with so little evidence.
UNCOUNTED = 0.95
#: So much less evidence (log-odds) than the least that was counted is still taken for counted.
SLACK = 0.5
#: Names of evidence that say that an equation does not hold; each of its members is doubtful, whichever is wrong.
FAILING = frozenset({"fails", "fails-check"})
#: Names of evidence that an account of every printed amount takes away: what does not add up is then as it is printed.
EXPLAINED = FAILING | {"table-fails"}
DOUBTFUL = 0.95
#: Names of evidence that say that a word of the value may be misread (`extract.sight`); nothing that is added up makes it sure.
UNSEEN = frozenset({"engine-fair", "engine-doubt", "engine-poor", "read-once"})
#: Names of evidence that come from supplier memory: one voice, which no labelled set has counted.
MEMORY = frozenset({"remembered", "layout-known"})
#: Names that no labelled set has counted, of voices that may add to what is read and never make it sure: memory, and the marker of phrases.
UNPROVEN = MEMORY | {"marked"}
#: Names of evidence of what was taken for a value by its form or its wording alone. Our own documents cannot count these: there
#: every number in a line's words is a person's and every day its period, on a stranger's bill they may be anything; and there every
#: house bears the name of its company.
GUESSED = frozenset({"told", "of-day", "of-whom", "no-form", "another-seller", "signed"})
#: What only the marker of phrases says stays below even odds: there nothing on record is taken to confirm it (`match.corroborate`).
ALONE, MOST_ALONE = "marked-alone", 0.45
BY_EYE = frozenset({ReaderName.PDF_OCR, ReaderName.IMAGE_OCR})
Holder = TypeVar("Holder", bound=Invoice | LineReading | SupplierReading)


@dataclass(frozen=True, slots=True)
class Vote:
    """One name of evidence and what it weighs (log-odds). `counted` says that its weight was fitted, not only judged."""

    name: str
    weight: float
    counted: bool


@dataclass(frozen=True, slots=True)
class Account:
    """How a probability came about. `counted` is the share that was right with as much evidence; None where nobody counted."""

    base: float
    votes: tuple[Vote, ...]
    odds: float
    judged: float
    counted: float | None
    #: Whether an equation that the value is in does not hold.
    doubtful: bool

    @property
    def probability(self) -> float:
        """The lowest of the answers."""
        return round(
            min(self.judged, DOUBTFUL if self.doubtful else 1.0, UNCOUNTED if self.counted is None else self.counted), 4
        )


@dataclass(frozen=True, slots=True)
class FieldModel:
    """How one field is weighed. `curve` are (log-odds, share right), both rising; empty where nothing was counted."""

    base: float
    weights: Mapping[str, float]
    curve: tuple[tuple[float, float], ...] = ()
    #: How many labelled values of the field it was counted on.
    values: int = 0

    def log_odds(self, evidence: Collection[str]) -> float:
        """Add up what speaks for and against. A name counts once; one that was never counted keeps its judged weight."""
        return self.base + sum(self.weights.get(name, WEIGHTS.get(name, 0.0)) for name in sorted(_told(evidence)))

    def probability(self, evidence: Collection[str]) -> float:
        """Return the probability that a value with this evidence is right.

        Memory and the marker may lift a value to what is allowed without counting, never above: a person sees it, unless the rest
        is enough.
        """
        if ALONE in evidence:
            return min(MOST_ALONE, self._weighed(evidence))
        if UNPROVEN & set(evidence):
            without = self.probability([name for name in evidence if name not in UNPROVEN])
            return max(without, min(UNCOUNTED, self._weighed(evidence)))
        return self._weighed(evidence)

    def account(self, evidence: Collection[str]) -> Account:
        """Say how the probability comes about: each vote, their sum, and which of the answers is the lowest."""
        told = _told(evidence)
        votes = tuple(Vote(name, self.weights.get(name, WEIGHTS.get(name, 0.0)), name in self.weights) for name in sorted(told))
        odds = self.log_odds(evidence)
        judged = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        known = (
            self.curve
            and odds >= self.curve[0][0] - SLACK
            and not GUESSED & told
            and not any(each.weight < 0 and not each.counted for each in votes)
        )
        counted = along(self.curve, odds) if known else None
        return Account(self.base, votes, odds, judged, counted, doubtful=bool((FAILING | UNSEEN) & told))

    def _weighed(self, evidence: Collection[str]) -> float:
        return self.account(evidence).probability


def _told(evidence: Collection[str]) -> set[str]:
    """Return the names that count: where every sum is accounted for, a sum that fails is the document's fault, not the reader's."""
    names = set(evidence)
    return names - EXPLAINED if "accounted" in names else names


def along(curve: Sequence[tuple[float, float]], odds: float) -> float:
    """Return the height of a rising curve, straight between its points and level beyond its ends.

    >>> along([(0.0, 0.5), (2.0, 0.9)], 1.0), along([(0.0, 0.5), (2.0, 0.9)], 9.0)
    (0.7, 0.9)
    """
    below = [point for point in curve if point[0] <= odds]
    if not below:
        return curve[0][1]
    (left, low), rest = below[-1], curve[len(below) :]
    if not rest or rest[0][0] == left:
        return low
    right, high = rest[0]
    return low + (high - low) * (odds - left) / (right - left)


def field_of(path: str) -> str:
    """Name the field of a path, whichever line it is on: both ends of a period are one field.

    >>> field_of("lines.3.period_end"), field_of("supplier.iban"), field_of("period_start")
    ('lines.period', 'supplier.iban', 'period')
    """
    parts = [part for part in path.split(".") if not part.isdigit()]
    name = "period" if parts[-1] in {"period_start", "period_end"} else parts[-1]
    return ".".join([*parts[:-1], name])


def judged_model(name: str) -> FieldModel:
    """Return what is believed of a field before anything was counted."""
    return FieldModel(BASE.get(name.rpartition(".")[2], 1.0), {})


@cache
def models(engine: str) -> Mapping[str, FieldModel]:
    """Return the fitted fields of an engine: `text` where characters were given, `ocr` where they were seen."""
    path = DATA / f"{engine}.json"
    if not path.is_file():
        return {}
    stored: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["fields"]
    return {
        name: FieldModel(
            each["base"], each["weights"], tuple((odds, share) for odds, share in each["curve"]), each["right"] + each["wrong"]
        )
        for name, each in stored.items()
    }


def engine_of(reading: Reading[Any]) -> str:
    """Say whether a value was seen or given."""
    return "ocr" if reading.source.origin == "ocr" else "text"


def probability(name: str, evidence: Collection[str], engine: str) -> float:
    """Return the probability that a value of this field is right."""
    return _probability(name, tuple(evidence), engine)


@lru_cache(maxsize=16_384)
def _probability(name: str, evidence: tuple[str, ...], engine: str) -> float:
    """Ask the model once for the same names of evidence: documents differ in their values, hardly in what speaks for them."""
    return model_of(name, engine).probability(evidence)


def model_of(name: str, engine: str) -> FieldModel:
    """Return the fitted model of a field, else the judged one."""
    return models(engine).get(name) or judged_model(name)


def trusted(extraction: Extraction) -> Extraction:
    """Give every reading the probability that its evidence earns."""
    if not models("text"):
        return extraction
    invoice = extraction.invoice
    lines = tuple(_weighed(line, "lines.") for line in invoice.lines)
    seller = _weighed(invoice.supplier, "supplier.")
    others = tuple(_reading("supplier.bank_account", each) for each in seller.other_accounts)
    invoice = replace(_weighed(invoice, ""), lines=lines, supplier=replace(seller, other_accounts=others))
    kind = probability("kind", extraction.kind_evidence, "ocr" if extraction.reader in BY_EYE else "text")
    return replace(extraction, invoice=invoice, kind_confidence=kind)


def _weighed(holder: Holder, prefix: str) -> Holder:
    readings = {each.name: value for each in fields(holder) if isinstance(value := getattr(holder, each.name), Reading)}
    changed: dict[str, Any] = {name: _reading(field_of(prefix + name), reading) for name, reading in readings.items()}
    weighed: Holder = replace(holder, **changed)
    return weighed


def _reading(name: str, reading: Reading[Any]) -> Reading[Any]:
    return reading.trust(probability(name, reading.evidence, engine_of(reading)))
