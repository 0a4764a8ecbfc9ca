"""The lines of one document beside each other: deductions belong to the line above, and no two lines pay the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from match.context import Context
from match.lines import decide_line
from match.notes import Draft, Note
from match.payments import add_paid, is_paid
from models.decision import Offer
from models.document import Reading
from models.grant import Settled
from models.identifiers import compact
from models.invoice import LineReading
from models.money import Money
from models.period import Period


def decide_lines(context: Context) -> list[Draft]:
    """Return a draft for every line, in the order of the document."""
    lines = list(enumerate(context.invoice.lines))
    if context.is_credit:
        return _one_after_another(context, lines)
    folded = _fold(context, lines)
    drafts = {index: decide_line(context, index, line) for index, line in lines if index not in folded}
    drafts |= folded
    for index in _conflicting(drafts):
        taken = [draft for other, draft in drafts.items() if other != index and draft.accepted]
        drafts[index] = decide_line(_with_taken(context, taken), index, context.invoice.lines[index])
    return [drafts[index] for index, _ in lines]


def _one_after_another(context: Context, lines: Sequence[tuple[int, LineReading]]) -> list[Draft]:
    """Each line of a credit note sees what the ones before it take back."""
    drafts: list[Draft] = []
    for index, line in lines:
        drafts.append(decide_line(_with_taken(context, [draft for draft in drafts if draft.accepted]), index, line))
    return drafts


def _with_taken(context: Context, taken: Sequence[Draft]) -> Context:
    """Return the context as if those lines had been settled already."""
    if not taken:
        return context
    settled = [entry for draft in taken if draft.offer for entry in _settlements(draft, draft.offer, context)]
    return replace(context, facts=replace(context.facts, settled=(*context.facts.settled, *settled)))


def _settlements(draft: Draft, offer: Offer, context: Context) -> list[Settled]:
    parts = offer.parts or ((offer.grant_id, offer.period, offer.expected),)
    number = context.invoice.number.value if context.invoice.number else "-"
    return [
        Settled(draft.supplier_id or "", f"{number} ({draft.line})", grant_id, period, amount, component=offer.component)
        for grant_id, period, amount in parts
    ]


def _conflicting(drafts: dict[int, Draft]) -> list[int]:
    """Return the lines that would pay what another accepted line pays; the most certain line keeps it, then the first."""
    accepted = [(index, draft.offer) for index, draft in drafts.items() if draft.accepted and draft.offer]
    if len(accepted) < 2:
        return []
    paid: dict[str, dict[tuple[Period, str], Money]] = {}
    losers = []
    for index, offer in sorted(accepted, key=lambda each: (each[1].tier, each[0])):
        parts = offer.parts or ((offer.grant_id, offer.period, offer.expected),)
        if any(is_paid(paid, grant_id, period, offer.component) for grant_id, period, _ in parts):
            losers.append(index)
            continue
        for grant_id, period, amount in parts:
            add_paid(paid, grant_id, (period, offer.component), abs(amount))
    return losers


# --- deductions ---------------------------------------------------------------------------------------------------------


def _fold(context: Context, lines: Sequence[tuple[int, LineReading]]) -> dict[int, Draft]:
    """Try every charge together with the deductions below it; keep what then matches a grant."""
    folded: dict[int, Draft] = {}
    if len(lines) < 2:
        return folded
    for first, group in _groups(lines):
        amounts = [line.amount for _, line in group if line.amount]
        if len(amounts) != len(group) or len(group) < 2:
            continue
        index, line = first, group[0][1]
        draft = decide_line(context, index, replace(line, amount=_sum(amounts), quantity=None, unit_price=None))
        if draft.accepted:
            folded[index] = draft
            folded |= {
                other: Draft(part.number, ignored=Note("part-of-line", {"line": str(line.number)})) for other, part in group[1:]
            }
    return folded


def _groups(lines: Sequence[tuple[int, LineReading]]) -> list[tuple[int, list[tuple[int, LineReading]]]]:
    """Group each positive line with the negative lines under it that are for the same person or name none."""
    groups: list[tuple[int, list[tuple[int, LineReading]]]] = []
    for index, line in lines:
        deducts = line.amount is not None and line.amount.value < 0
        if deducts and groups and _same_person(groups[-1][1][0][1], line):
            groups[-1][1].append((index, line))
        elif not deducts:
            groups.append((index, [(index, line)]))
        else:
            groups.append((index, [(index, line)]))
    return groups


def _same_person(charge: LineReading, deduction: LineReading) -> bool:
    positive = charge.amount is not None and charge.amount.value > 0
    if deduction.person is None or not positive:
        return positive
    return charge.person is not None and compact(charge.person.value) == compact(deduction.person.value)


def _sum(amounts: Sequence[Reading[Decimal]]) -> Reading[Decimal]:
    """Add readings: the sum is as sure as the least sure part."""
    least = min(amounts, key=lambda each: each.confidence)
    return Reading(sum((each.value for each in amounts), Decimal(0)), least.confidence, amounts[0].source)
