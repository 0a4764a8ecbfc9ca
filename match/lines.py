"""One line from its readings to a draft: who, which grant, which account, and everything that speaks against it."""

from __future__ import annotations

from dataclasses import replace

from match.checks import check_line
from match.context import Context, chosen_grant, stated_period
from match.credits import credit_line
from match.eliminate import Outcome, Question, eliminate
from match.mismatch import analyse
from match.notes import Draft, Note
from match.persons import PersonFound, find_person
from models.country import CountryPack
from models.decision import Offer, Verdict
from models.invoice import LineReading
from models.money import Money
from models.period import Period
from models.value import changed


def decide_line(context: Context, index: int, line: LineReading) -> Draft:
    """Return the draft of one line."""
    if line.amount is None:
        return Draft(line.number).stop("amount-missing", f"lines.{index}.amount")
    amount = Money.of(line.amount.value, context.pack.currency)
    if asks_nothing := _asks_nothing(line, amount, context):
        return Draft(line.number, amount, ignored=asks_nothing)
    who = find_person(context, index, line)
    draft = Draft(line.number, amount, person=who.person)
    if who.remark is not None:
        draft = draft.add(who.remark)
    draft = _matched(context, index, line, draft, who)
    return check_line(context, index, line, draft, who)


def _asks_nothing(line: LineReading, amount: Money, context: Context) -> Note | None:
    if not amount:
        return Note("nothing-to-pay")
    if line.person is not None or line.text is None or abs(amount.decimal) > context.policy.rounding_limit:
        return None
    text = line.text.value[:200].casefold()
    is_rounding = any(word in text for word in ("afrunding", "rounding", "udligning"))
    return Note("rounding-line", {"amount": str(amount)}) if is_rounding else None


def _matched(context: Context, index: int, line: LineReading, draft: Draft, who: PersonFound) -> Draft:
    stated, half = stated_period(line, context.invoice)
    amount = draft.amount
    if amount is None:
        return draft
    if context.is_credit:
        return credit_line(draft, context.invoice, who, stated, context.facts, context.ids, context.pack.language)
    if who.stop is not None or who.person is None:
        return draft.add(who.stop) if who.stop else draft.stop("no-citizen", line=str(line.number))
    question = Question(
        amount,
        context.ids,
        who.person,
        context.issued,
        stated,
        half,
        line.quantity.value if line.quantity else None,
        _names_supplement(line, context.pack),
        chosen=chosen_grant(line),
    )
    paid = context.paid
    outcome = eliminate(question, context.facts, paid, context.policy, context.pack)
    if outcome.offer is not None:
        return _with_offer(context, draft, outcome.offer, outcome)
    draft = replace(draft, outcome=outcome, period=stated)
    if amount.minor < 0:
        return _negative(context, draft, who, stated)
    if not outcome.unmatched:
        draft = replace(draft, grant=outcome.only)
        return draft.stop(outcome.code or "no-grant", f"lines.{index}.amount", line=str(line.number), **outcome.facts)
    hits = analyse(question, outcome, paid, context.facts, context.policy, context.pack, line)
    for hit in hits:
        draft = draft.stop(hit.code, f"lines.{index}.amount", **{"line": str(line.number), **hit.facts})
    first = hits[0]
    grants = {each.grant.grant_id: each.grant for each in outcome.considered}
    only = grants.get(first.grant_id or "") if len(grants) == 1 else None
    draft = replace(draft, grant=only, expected=first.expected, period=stated or first.period)
    return _lower_than_granted(context, draft, outcome, first.code)


def _names_supplement(line: LineReading, pack: CountryPack) -> bool:
    if line.text is None:
        return False
    text = line.text.value[:200].casefold()
    return any(word in text for word in pack.supplement_words)


def _with_offer(context: Context, draft: Draft, offer: Offer, outcome: Outcome) -> Draft:
    first = context.grants.get(offer.parts[0][0] if offer.parts else offer.grant_id)
    return changed(
        draft,
        outcome=outcome,
        offer=offer,
        grant=context.grants.get(offer.grant_id),
        supplier_id=first.supplier_id if first else draft.supplier_id,
        period=offer.period,
        expected=offer.expected,
    )


def _negative(context: Context, draft: Draft, who: PersonFound, stated: Period | None) -> Draft:
    """Read a negative line on an invoice as a credit; a person always confirms it."""
    amount = draft.amount or Money.zero(context.pack.currency)
    credited = credit_line(
        replace(draft, amount=-amount), context.invoice, who, stated, context.facts, context.ids, context.pack.language
    )
    return replace(credited, amount=amount)


def _lower_than_granted(context: Context, draft: Draft, outcome: Outcome, code: str) -> Draft:
    """Offer to pay a bill that is lower than the only grant, where the council pays what is billed."""
    if code != "amount-too-low" or not context.policy.pay_lower_amount or draft.grant is None or draft.amount is None:
        return draft
    offers = [offer for each in outcome.considered for offer in each.offers if offer.expected == draft.expected]
    if not offers or draft.amount.minor <= 0:
        return draft
    stops = (replace(draft.stops[0], verdict=Verdict.PROPOSE), *draft.stops[1:])
    offer = replace(offers[0], tier=max(offers[0].tier, 3))
    return replace(_with_offer(context, draft, offer, outcome), stops=(), clicks=(*draft.clicks, *stops))
