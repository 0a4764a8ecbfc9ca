"""What the master data confirms by itself needs less certainty from the page: odds, counted from the facts at hand.

A reader says with what probability p a value is right. Suppose facts that the page knows nothing of agree with the value. Had it
been misread, they would agree only by coincidence, with a chance c; so by Bayes' rule the odds that it is right become
p / (1 - p) / c. Everything is in c, and it is chosen to be too high rather than too low:

- It is never below the floor of its field (`FLOOR`): readings also go wrong in ways that nobody counted.
- It is 1, no help at all, wherever the facts cannot tell the value from what it could be a misreading of: a person whose number
  differs in one character (or two that changed places) and for whom this supplier could bill this amount; an amount that is one
  digit from another amount of the same person; a billing period beside which another one is unpaid at the same price.
- People on the same document count by their share: if a third of the others could be billed the same amount, c is at least 1/3,
  for a number may have been taken from the wrong row.
- A value that is less likely right than wrong (`LEAST`) gets no help, and neither does one that anything on record contradicts.
- The lines of a document can take help for several values only if all of them together are sure enough.

What kind of document it is, nothing on record can confirm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import prod
from typing import Any

from match.context import Context, stated_period
from match.eliminate import Question, candidates_for, eliminate, fits, settled
from match.facts import bank_readings, supplier_keys
from match.notes import Draft
from match.offers import offers_for, terms_of, with_policy_terms
from match.periods import payable_span
from match.persons import PersonFound
from match.resemblance import one_apart
from match.suppliers import SupplierFound
from models.decision import Offer
from models.document import Reading
from models.grant import Grant, Person
from models.identifiers import bank_key, name_key
from models.invoice import Invoice, LineReading
from models.money import Money
from models.period import Period

#: A reading less likely right than this is not helped.
LEAST = 0.5
#: The least chance that a misread value agrees with what is on record, by what agrees.
FLOOR: Mapping[str, float] = {
    # An account of ten digits or more that is this supplier's own.
    "account": 0.002,
    # A registration of a supplier on record, when another number or its name says the same, or a line fits it to the penny.
    "supplier": 0.01,
    # A person with a grant at this very supplier that gives this very amount.
    "person": 0.02,
    # The same, and the name on the line is that person's.
    "person-named": 0.01,
    # The only amount that can be billed.
    "amount": 0.02,
    # The only unpaid period of that price.
    "period": 0.05,
    # The number of the invoice: nobody had it, and what it bills is not paid.
    "number": 0.1,
    # The invoice that is credited, with that amount left of it.
    "credits": 0.02,
}
#: Words of a name that everybody has are no confirmation.
SHORT_NAME = 3


def confirmed(sure: float, coincidence: float) -> float:
    """Return the probability that a value is right once facts agree that would agree with a wrong one by this chance.

    >>> round(confirmed(0.9, 0.02), 4), confirmed(0.4, 0.02), confirmed(0.9, 1.0)
    (0.9978, 0.4, 0.9)
    """
    if sure < LEAST or coincidence >= 1:
        return sure
    return sure / (sure + (1 - sure) * coincidence)


def still_unsure(readings: Mapping[str, Reading[Any] | None], chances: Mapping[str, float], bar: float) -> list[str]:
    """Return the readings that stay below the bar; where only help lifts them over it, they must be sure together too."""
    given = {path: reading.confidence for path, reading in readings.items() if reading is not None}
    known = {path: confirmed(sure, chances.get(path, 1.0)) for path, sure in given.items()}
    below = [path for path, sure in known.items() if sure < bar]
    helped = [path for path in known if given[path] < bar <= known[path]]
    return [*below, *helped] if prod(known[path] for path in helped) < bar else below


# --- one line ---------------------------------------------------------------------------------------------------------


def line_chances(context: Context, line: LineReading, draft: Draft, who: PersonFound) -> dict[str, float]:
    """Return by what chance each value of a line would agree with the records if it had been misread; 1 where it is not named."""
    offer, person = draft.offer, who.person
    if offer is None or person is None or not _to_the_penny(draft, offer):
        return {}
    if not context.is_credit and offer.rule.endswith("_RETRO"):
        return _regulation_chances(context, person, offer)
    if context.is_credit or offer.tier > 2 or offer.parts:
        return {}
    stated, half = stated_period(line, context.invoice)
    asked = Question(offer.expected, context.ids, person, context.issued, stated, half)
    chances = {"person": _person_chance(context, line, asked), "amount": _amount_chance(draft, offer)}
    if stated == offer.period:
        chances |= dict.fromkeys(("period_start", "period_end"), _period_chance(context, asked, offer))
    return chances


def _regulation_chances(context: Context, person: Person, offer: Offer) -> dict[str, float]:
    """Confirm the period of a later regulation where no other run of paid months makes the same difference."""
    asked = Question(offer.expected, context.ids, person, context.issued)
    only = eliminate(asked, context.facts, context.paid, context.policy, context.pack).offer
    same = only is not None and (only.grant_id, only.period, only.rule) == (offer.grant_id, offer.period, offer.rule)
    return dict.fromkeys(("period_start", "period_end"), FLOOR["period"] if same else 1.0)


def _to_the_penny(draft: Draft, offer: Offer) -> bool:
    return draft.amount is not None and draft.amount == offer.expected and draft.amount.minor > 0


def _person_chance(context: Context, line: LineReading, asked: Question) -> float:
    """Look at who else the number could be: people whose numbers differ in one character, and the others on the document."""
    facts = context.facts
    if not facts.neighbours_known:
        return 1.0
    named = _is_named(line, asked.person)
    if named is False:
        return 1.0
    near = _rivals(context, line, asked, facts.neighbours, facts.neighbour_grants)
    if any(near):
        return 1.0
    here = _rivals(context, line, asked, facts.people, facts.grants)
    return max(FLOOR["person-named" if named else "person"], sum(here) / max(1, len(here)))


def _rivals(
    context: Context, line: LineReading, asked: Question, people: Sequence[Person], grants: Sequence[Grant]
) -> list[bool]:
    """Say of each of these people whether the line could be theirs; a printed name that is not theirs clears them."""
    others = [each for each in people if each.person_id != asked.person.person_id]
    return [_is_named(line, each) is not False and _could_be_meant(context, asked, each, grants) for each in others]


def _is_named(line: LineReading, person: Person) -> bool | None:
    """Whether the name printed on the line is the person's; None where none is printed, or none is on record.

    A name that is less likely right than wrong, as one that only the marker of phrases sees, counts neither way.
    """
    if line.person_name is None or line.person_name.confidence < LEAST:
        return None
    printed, known = (_words(text) for text in (line.person_name.value, person.name))
    return bool(printed & known) if printed and known else None


def _words(name: str) -> set[str]:
    return {word for word in (name_key(part) for part in name.replace(",", " ").split()[:8]) if len(word) >= SHORT_NAME}


def _could_be_meant(context: Context, asked: Question, other: Person, grants: Sequence[Grant]) -> bool:
    """Whether a supplier of this document could bill this amount for somebody else, paid already or not."""
    question = replace(asked, person=other)
    facts = replace(context.facts, grants=tuple(grant for grant in grants if grant.person_id == other.person_id))
    outcome = eliminate(question, facts, {}, context.policy, context.pack)
    return any(fits(question, offer, context.policy) for each in outcome.considered for offer in (*each.offers, *each.combined))


def _amount_chance(draft: Draft, offer: Offer) -> float:
    """Look at what else could be billed for the person: an amount one digit away could have been misread as this one."""
    considered = draft.outcome.considered if draft.outcome else ()
    others = {each.expected for one in considered for each in (*one.offers, *one.combined)} - {offer.expected}
    if any(one_apart(_digits(each), _digits(offer.expected)) for each in others):
        return 1.0
    return min(1.0, FLOOR["amount"] * max(1, len(others)))


def _digits(amount: Money) -> str:
    return str(abs(amount.minor))


def _period_chance(context: Context, asked: Question, offer: Offer) -> float:
    """Look at what else could be unpaid at the same price: then a misread month could not be told from the right one."""
    grant = next((each for each in context.facts.grants if each.grant_id == offer.grant_id), None)
    if grant is None or not _was_due(offer.period, grant, context.issued):
        return 1.0
    same = [
        other
        for other in _unstated(context, grant, asked)
        if other.period != offer.period and other.expected == offer.expected and not settled(other, context.paid)
    ]
    return 1.0 if any(_was_due(other.period, grant, context.issued) for other in same) else FLOOR["period"]


def _was_due(period: Period, grant: Grant, issued: date) -> bool:
    """Whether a period is usually billed by this day: it is over, or it is paid in advance."""
    return grant.prepaid or period.end <= issued


def _unstated(context: Context, grant: Grant, asked: Question) -> tuple[Offer, ...]:
    """Return what the grant could be billed for if the line did not say when."""
    question = replace(asked, stated=None, half_stated=None)
    grant = with_policy_terms(grant, context.policy)
    terms = terms_of(context.facts, question.person, context.pack)
    candidates = candidates_for(grant, question, payable_span(grant, question.person), context.policy, terms)
    return offers_for(grant, candidates, None, terms)


# --- the head of the document -----------------------------------------------------------------------------------------


def head_chances(context: Context, found: SupplierFound, drafts: Sequence[Draft]) -> dict[str, float]:
    """Return the same for the head, once the lines have been looked at."""
    invoice = context.invoice
    fitting = [draft for draft in drafts if draft.offer is not None and _fits_exactly(draft, draft.offer)]
    chances = dict(_accounts(context))
    if found.by is not None and _has_its_name(invoice, found) and (fitting or _says_so_too(invoice, found)):
        chances[found.by] = FLOOR["supplier"]
    if fitting and len(fitting) == len(drafts):
        chances["credits" if context.is_credit else "number"] = FLOOR["credits" if context.is_credit else "number"]
    return chances


def _fits_exactly(draft: Draft, offer: Offer) -> bool:
    return draft.amount is not None and abs(draft.amount) == abs(offer.expected)


def _accounts(context: Context) -> Iterator[tuple[str, float]]:
    """Yield the accounts that are the supplier's own: money goes there whatever is printed."""
    seller = context.invoice.supplier
    known = {bank_key(account) for supplier in context.suppliers for account in supplier.bank_accounts} - {None}
    printed = {reading: key for key, reading in bank_readings(seller)}
    for path, reading in (("supplier.bank_account", seller.bank_account), ("supplier.iban", seller.iban)):
        if reading is not None and printed.get(reading) in known:
            yield path, FLOOR["account"]
    if seller.other_accounts and all(printed.get(reading) in known for reading in seller.other_accounts):
        yield "supplier.other_accounts", FLOOR["account"]


def _has_its_name(invoice: Invoice, found: SupplierFound) -> bool:
    """Whether the printed name, where there is one, shares a word with the name on record."""
    if invoice.supplier.name is None:
        return True
    printed = _words(invoice.supplier.name.value)
    return not printed or any(printed & _words(supplier.name) for supplier in found.suppliers)


def _says_so_too(invoice: Invoice, found: SupplierFound) -> bool:
    """Whether something else on the document names the same supplier: its account, or its name."""
    keys = {key for supplier in found.suppliers for key in supplier_keys(supplier)}
    said = {("bank", key) for key, _ in bank_readings(invoice.supplier)} if found.by not in _ACCOUNTS else set()
    if invoice.supplier.name is not None and found.by != "supplier.name":
        said.add(("name", name_key(invoice.supplier.name.value)))
    return bool(said & keys)


_ACCOUNTS = frozenset({"supplier.bank_account", "supplier.iban", "supplier.other_accounts"})
