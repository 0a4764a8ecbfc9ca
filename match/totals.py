"""Invoices that state people but only one total: an exact subset of what those people's grants cost, or nothing.

A total is never split between people who are not named on the document, and what is found is only ever proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

from match.checks import coded
from match.context import Context, stated_period
from match.documents import is_unsure
from match.eliminate import Considered, Question, consider, excluded, settled
from match.explain import say_why, say_workings
from match.facts import Facts
from match.lines import decide_line
from match.notes import Draft
from match.offers import terms_of, with_policy_terms
from match.payments import Paid
from models.decision import Offer
from models.document import Reading
from models.grant import Person
from models.identifiers import compact
from models.invoice import LineReading
from models.money import Money, total
from models.period import Period

#: More candidates than this are not searched: the answer would be chance.
MOST_ITEMS = 12


def is_total_only(context: Context) -> bool:
    """Whether no line states an amount but the document does."""
    stated = context.invoice.payable or context.invoice.total or context.invoice.net
    return stated is not None and all(line.amount is None for line in context.invoice.lines)


def decide_total(context: Context) -> Draft:
    """Return the draft of the document as one line.

    A bill for one person is a line like any other. For several people it is a proposal when exactly one set of grants
    explains the total.
    """
    one = _as_line(context)
    if one is not None:
        draft = decide_line(context, 0, one)
        if draft.offer is not None:
            return draft
        several = _decide_set(context)
        return several if several.offer is not None else draft
    return _decide_set(context)


def _as_line(context: Context) -> LineReading | None:
    """Return the document as a line when all of it is for one person."""
    invoice, lines = context.invoice, context.invoice.lines
    if len(_people(context)) != 1 or len(lines) > 1:
        return None
    line = lines[0] if lines else LineReading(1, person=invoice.person)
    return replace(line, person=line.person or invoice.person, amount=invoice.payable or invoice.total or invoice.net)


def _decide_set(context: Context) -> Draft:
    stated = context.invoice.payable or context.invoice.total or context.invoice.net
    if stated is None:
        return Draft(0).stop("amount-missing", "total")
    amount = Money.of(stated.value, context.pack.currency)
    draft = Draft(0, amount)
    unsure = [path for path, reading in _acted_on(context).items() if is_unsure(reading, context.policy)]
    if unsure:
        draft = draft.stop("low-confidence", *unsure, fields=", ".join(unsure))
    named = _people(context)
    if not named:
        return draft.stop("no-citizen", "person", line="0")
    if any(person is None for person in named.values()):
        return draft.stop("citizen-unknown", "person", line="0", masked="-")
    people = [person for person in named.values() if person is not None]
    sets = _explaining(amount, people, context)
    if len(sets) != 1:
        return draft.stop("total-only-ambiguous", "total", total=str(amount))
    return _proposed(context, draft, sets[0], people)


def _acted_on(context: Context) -> dict[str, Reading[Any] | None]:
    invoice = context.invoice
    readings: dict[str, Reading[Any] | None] = {
        "total": invoice.payable or invoice.total or invoice.net,
        "person": invoice.person,
    }
    return readings | {f"lines.{index}.person": line.person for index, line in enumerate(invoice.lines)}


def _people(context: Context) -> dict[str, Person | None]:
    """Return every person's number on the document with its owner."""
    printed = [line.person.value for line in context.invoice.lines if line.person]
    printed += [clean for line in context.invoice.lines if line.text for clean, _, _ in _found(line, context)]
    printed += [context.invoice.person.value] if context.invoice.person else []
    return {compact(number): _owner(number, context.facts) for number in printed}


def _found(line: LineReading, context: Context) -> Sequence[tuple[str, int, int]]:
    return context.pack.find_person_ids(line.text.value[:500]) if line.text else ()


def _owner(printed: str, facts: Facts) -> Person | None:
    number = compact(printed)
    owners = [p for p in facts.people if number in {compact(each) for each in (p.person_id, p.cpr, p.nhs_number) if each}]
    return owners[0] if len(owners) == 1 else None


def _explaining(amount: Money, people: Sequence[Person], context: Context) -> list[tuple[Offer, ...]]:
    """Return the sets of unpaid tier-1 offers, one period, at least one for each person, that sum to the amount."""
    offers = {person.person_id: _offers(person, amount, context) for person in people}
    owner = {offer.grant_id: person_id for person_id, of_person in offers.items() for offer in of_person}
    flat = [offer for of_person in offers.values() for offer in of_person]
    sets: list[tuple[Offer, ...]] = []
    for period in sorted({offer.period for offer in flat}):
        items = [offer for offer in flat if offer.period == period]
        if len(items) <= MOST_ITEMS:
            sets += [each for each in _subsets(items, amount) if {owner[offer.grant_id] for offer in each} == set(offers)]
    return sets


def _subsets(items: Sequence[Offer], amount: Money) -> list[tuple[Offer, ...]]:
    chosen = (each for size in range(1, len(items) + 1) for each in combinations(items, size))
    return [
        each
        for each in chosen
        if sum(offer.expected.minor for offer in each) == amount.minor and len({offer.grant_id for offer in each}) == len(each)
    ]


def _offers(person: Person, amount: Money, context: Context) -> list[Offer]:
    paid = context.paid
    stated, half = _stated(context)
    question = Question(amount, context.ids, person, context.issued, stated, half)
    grants = [
        with_policy_terms(grant, context.policy)
        for grant in context.facts.grants
        if grant.person_id == person.person_id and grant.supplier_id in context.ids and not excluded(grant, context.policy)
    ]
    terms = terms_of(context.facts, person, context.pack)
    looked_at = [consider(grant, question, paid, context.policy, terms, None) for grant in grants]
    return [offer for each in looked_at for offer in _certain(each, paid)]


def _certain(each: Considered, paid: Paid) -> list[Offer]:
    return [offer for offer in each.offers if offer.tier == 1 and offer.component == "base" and not settled(offer, paid)]


def _stated(context: Context) -> tuple[Period | None, date | None]:
    for line in context.invoice.lines:
        stated, half = stated_period(line, context.invoice)
        if stated or half:
            return stated, half
    return stated_period(LineReading(0), context.invoice)


def _proposed(context: Context, draft: Draft, chosen: tuple[Offer, ...], people: Sequence[Person]) -> Draft:
    currency = context.pack.currency
    workings = " + ".join(f"{offer.grant_id}: {offer.expected}" for offer in chosen)
    offer = replace(
        chosen[0],
        rule="SUBSET",
        tier=4,
        expected=total((each.expected for each in chosen), currency),
        workings=workings,
        parts=tuple((each.grant_id, each.period, each.expected) for each in chosen),
    )
    grant = next((each for each in context.facts.grants if each.grant_id == offer.grant_id), None) if len(chosen) == 1 else None
    draft = replace(draft, offer=offer, period=offer.period, expected=offer.expected, grant=grant)
    draft = replace(draft, person=people[0] if len(people) == 1 else None)
    draft = replace(draft, supplier_id=next(iter(sorted(context.ids)), None))
    facts = {"grant": ", ".join(each.grant_id for each in chosen), "period": str(offer.period)}
    return coded(context, draft).click(
        "proposed",
        why=say_why("subset", context.pack.language),
        workings=say_workings(workings, context.pack.language),
        **facts,
    )
