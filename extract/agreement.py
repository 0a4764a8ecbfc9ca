"""Which of the sums that a document prints are meant: those that agree with each other. Nothing is computed that is not printed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from extract.candidates import Candidate

MAX_PER_FIELD = 5
#: Rounding of tax line by line leaves differences of a few minor units.
TOLERANCE = Decimal("0.02")
#: What it takes from three sums that agree that three greater ones do too: what is of one rate is part of the whole.
PART = 1.0


def agree(found: Mapping[str, tuple[Candidate[Decimal], ...]]) -> tuple[dict[str, Candidate[Decimal]], bool | None]:
    """Choose one candidate for each sum so that the printed sums agree."""
    found = _otherwise_called(found)
    options: list[list[Candidate[Decimal] | None]] = [
        [*_distinct(found[name])[:MAX_PER_FIELD], None] for name in ("net", "tax", "total", "payable")
    ]
    best: tuple[float, tuple[Candidate[Decimal] | None, ...], bool | None] | None = None
    prepaid = found["prepaid"][0] if found["prepaid"] else None
    taxes = _tax_parts(found["tax"])
    whole = max((pick[2].value for pick in itertools.product(*options[:3]) if _is_exact(pick) and pick[2]), default=None)
    for pick in itertools.product(*options):
        worth, closes = _worth(pick, prepaid, taxes)
        if whole is not None and pick[2] and pick[2].value < whole and _is_exact(pick):
            worth -= PART  # one rate of a table of tax
        if best is None or worth > best[0]:
            best = (worth, pick, closes)
    if best is None:
        return {}, None
    _, pick, closes = best
    owed = bool(found["balance"])
    chosen = {each.field: _heard(each, closes) for each in pick if each is not None}
    if prepaid is not None:
        chosen["prepaid"] = prepaid
    return (chosen if owed else _share(chosen, prepaid)), closes


def _is_exact(pick: Sequence[Candidate[Decimal] | None]) -> bool:
    """Whether net and some tax of the net's sign make just the total."""
    net, tax, total = pick[:3]
    if net is None or tax is None or total is None or not tax.value:
        return False
    return net.value * tax.value > 0 and net.value + tax.value == total.value


def _otherwise_called(found: Mapping[str, tuple[Candidate[Decimal], ...]]) -> Mapping[str, tuple[Candidate[Decimal], ...]]:
    """Return the candidates with sums that stand under another name: a sub-total is the net or the total where nothing else is."""
    net, total = found["net"], found["total"]
    if not net and found["tax"]:
        net = tuple(_as(each, "net") for each in (*found["subtotal"], *_before_tax(found)))
    elif not net:
        # Where no tax is printed, a sub-total that is the whole is what it comes to before tax.
        whole = {each.value for name in ("total", "payable") for each in found[name]}
        net = tuple(_as(each, "net") for each in found["subtotal"] if each.value in whole)
    if not total and found["prepaid"] and found["payable"]:
        paid = abs(found["prepaid"][0].value)
        left = {each.value for each in found["payable"]}
        total = tuple(_as(each, "total") for each in found["subtotal"] if each.value - paid in left)
    if found["balance"]:
        # `Total balance now due`: what an earlier bill left unpaid is in it.
        owing = {each.row for each in found["payable"]}
        total = tuple(each for each in total if each.row not in owing)
    return {**found, "net": net, "total": total}


def _before_tax(found: Mapping[str, tuple[Candidate[Decimal], ...]]) -> Iterator[Candidate[Decimal]]:
    """Yield what is called a sum but makes, with a printed tax, what is to be paid: `Summe der Beträge 44,05` is the net."""
    for total in found["total"]:
        if any(total.value + tax.value == whole.value for tax in found["tax"] for whole in found["payable"] if tax.value):
            yield total


def _distinct(group: Sequence[Candidate[Decimal]]) -> list[Candidate[Decimal]]:
    result: list[Candidate[Decimal]] = []
    for each in group:
        if all(each.value != other.value for other in result):
            result.append(each)
    return result


def _tax_parts(group: Sequence[Candidate[Decimal]]) -> Decimal | None:
    """Return the sum of tax that is printed rate by rate on several rows."""
    rows = {each.row: each.value for each in group}
    return sum(rows.values(), Decimal(0)) if len(rows) > 1 else None


def _worth(
    pick: Sequence[Candidate[Decimal] | None], prepaid: Candidate[Decimal] | None, taxes: Decimal | None
) -> tuple[float, bool | None]:
    net, tax, total, payable = pick
    worth = sum(each.score if each else 0.35 for each in pick)
    closes: bool | None = None
    whole = total or payable
    if net and whole and (tax or taxes is not None):
        sums = [net.value + each for each in ((tax.value if tax else None), taxes) if each is not None]
        closes = any(abs(each - whole.value) <= TOLERANCE for each in sums)
        exact = tax is not None and abs(net.value + tax.value - whole.value) <= TOLERANCE
        worth += 2.0 if exact else 1.2 if closes else -0.5
        if tax is not None and not exact and closes:
            worth -= 0.9
    elif net and whole and net.value == whole.value:
        worth += 0.2
    elif net and whole and tax is None and net.value > whole.value:
        worth -= 0.5
    if total and payable:
        left = total.value - (abs(prepaid.value) if prepaid else 0)
        worth += 0.8 if payable.value in {left, total.value} else -0.4
    if len({each.label for each in pick if each and each.row >= 0}) < sum(1 for each in pick if each):
        worth -= 0.1
    return worth, closes


def _heard(candidate: Candidate[Decimal], closes: bool | None) -> Candidate[Decimal]:
    if closes is None or candidate.field == "payable":
        return candidate
    return candidate.with_features("closes" if closes else "fails")


def _share(chosen: dict[str, Candidate[Decimal]], prepaid: Candidate[Decimal] | None) -> dict[str, Candidate[Decimal]]:
    """One printed sum at the end is both the total and what is to be paid, unless something was paid before."""
    total, payable = chosen.get("total"), chosen.get("payable")
    nothing_prepaid = prepaid is None or prepaid.value == 0
    if total and not payable and nothing_prepaid:
        chosen["payable"] = _as(total, "payable")
    elif payable and not total and nothing_prepaid:
        chosen["total"] = _as(payable, "total")
    elif total and payable and (total.value == payable.value or not nothing_prepaid):
        left = total.value - (abs(prepaid.value) if prepaid else Decimal(0))
        if payable.value == left:
            chosen["payable"] = payable.with_features("closes-partly")
            chosen["total"] = total.with_features("closes-partly")
    return chosen


def _as(candidate: Candidate[Decimal], name: str) -> Candidate[Decimal]:
    return Candidate(
        name,
        candidate.value,
        candidate.source,
        (*candidate.features, "shared"),
        candidate.engine,
        candidate.row,
        candidate.label,
    )
