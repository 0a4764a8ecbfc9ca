"""What speaks against a line whose grant is found: age, coding, price, tax, limits, the sample, and how surely it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from match.coding import Coding, find_coding
from match.context import Context, chosen_grant, stated_period
from match.corroborate import line_chances, still_unsure
from match.documents import is_unsure
from match.duplicates import claim_note
from match.explain import say_why, say_workings
from match.notes import Draft
from match.persons import PersonFound
from match.sampling import Draw, draw
from match.scopes import Scope, is_promoted
from models.decision import Offer
from models.document import Reading
from models.grant import Grant, Ownership
from models.invoice import Invoice, LineReading
from models.money import Money
from models.period import Period, add_months
from models.posting import Mode
from models.value import changed


def check_line(context: Context, index: int, line: LineReading, draft: Draft, who: PersonFound) -> Draft:
    """Return the draft with its account and with everything that speaks against posting it by itself."""
    draft = _grant_of_credit(context, draft)
    draft = _time_barred(context, draft)
    if draft.offer is not None:
        draft = coded(context, draft)
        draft = _soft_checks(context, index, line, draft)
        draft = _gates(context, line, draft)
    return _read_surely(context, index, line, draft, who)


def _grant_of_credit(context: Context, draft: Draft) -> Draft:
    if draft.offer is None or draft.grant is not None:
        return draft
    offer = draft.offer
    grant = context.grants.get(offer.grant_id)
    if grant is None:
        return draft
    people = {person.person_id: person for person in context.facts.people}
    return replace(draft, grant=grant, person=draft.person or people.get(grant.person_id))


def _time_barred(context: Context, draft: Draft) -> Draft:
    months, period = context.policy.time_bar_months, draft.period
    if months is None or period is None or context.is_credit:
        return draft
    is_public = any(each.ownership in (Ownership.MUNICIPALITY, Ownership.REGION) for each in context.suppliers)
    if not is_public or period.end >= add_months(context.facts.received, -months):
        return draft
    return draft.stop("claim-time-barred", period=str(period), months=str(months))


def coded(context: Context, draft: Draft) -> Draft:
    """Give the line its account, or stop it where any grant that it pays has not exactly one row in the coding sheet."""
    offer = draft.offer
    if offer is None:
        return draft
    parts = {grant_id: period for grant_id, period, _ in offer.parts} or {offer.grant_id: offer.period}
    for grant_id, period in parts.items():
        coding = _coding(context, grant_id, period)
        if coding.row is None:
            facts = {"key": coding.key, "date": period.end.isoformat(), "count": str(coding.count)}
            return draft.stop(coding.code or "coding-missing", **facts)
        draft = changed(draft, coding=coding.row if len(parts) == 1 else None)
    return draft


def _coding(context: Context, grant_id: str, period: Period) -> Coding:
    grant = context.grants.get(grant_id)
    if grant is None:
        return Coding(None, "coding-missing", grant_id)
    supplier = next((each for each in context.suppliers if each.supplier_id == grant.supplier_id), None)
    return find_coding(grant, supplier.ownership if supplier else Ownership.PRIVATE, period, context.facts.coding)


def _soft_checks(context: Context, index: int, line: LineReading, draft: Draft) -> Draft:
    grant, offer = draft.grant, draft.offer
    if grant is None or offer is None:
        return draft
    if line.legal_basis and line.legal_basis.value != grant.legal_basis:
        facts = {"basis": line.legal_basis.value[:20], "granted": grant.legal_basis}
        draft = draft.click("paragraph-differs", f"lines.{index}.legal_basis", **facts)
    if chosen_grant(line):
        draft = draft.click("proposed", why=say_why("chosen", context.pack.language), **_offer_facts(context, offer))
    if offer.rule.endswith("_RETRO"):
        workings = say_workings(offer.workings, context.pack.language)
        draft = draft.click("retro-adjustment", grant=grant.grant_id, period=str(offer.period), workings=workings)
    elif _price_differs(line, grant, context):
        draft = draft.click(
            "rate-differs", f"lines.{index}.unit_price", rate=str(line.unit_price.value if line.unit_price else "")
        )
    if not context.is_credit and not grant.prepaid and offer.period.start > context.issued:
        draft = draft.stop("prepaid-not-agreed", period=str(offer.period), grant=grant.grant_id)
    asked = claim_note(draft, context.facts.claims)
    draft = draft.add(asked) if asked else draft
    tax = context.invoice.tax.value if context.invoice.tax else Decimal(0)
    if tax and grant.rule("vat") != "yes":
        draft = draft.stop("vat-unexpected", "tax", amount=str(tax), expected=str(offer.expected))
    return draft


#: Into how many parts a price per week, month or year is commonly cut for the price on a line.
_SHARES = tuple(Fraction(part) for part in ("7", "12", "28", "30", "30.42", "30.5", "31", "365/12"))


def _price_differs(line: LineReading, grant: Grant, context: Context) -> bool:
    """Tell whether the line states a price that is neither the grant's nor a share of it nor the amount itself."""
    if line.unit_price is None or context.is_credit or line.amount is None or not line.unit_price.value:
        return False
    currency = context.pack.currency
    price = Money.of(line.unit_price.value, currency).minor
    rates = {rate.rate.minor for rate in grant.rates}
    named = grant.rule("day_rate") or ""
    known = rates | {sum(rates), abs(Money.of(line.amount.value, currency).minor)}
    known |= {Money.of(named, currency).minor} if named.replace(".", "", 1).isdigit() else set()
    # Published prices per day are sometimes rounded to whole kroner.
    slack = 100 if currency == "DKK" else 1
    return price not in known and all(abs(price - minor / part) > slack for minor in rates for part in _SHARES)


def _offer_facts(context: Context, offer: Offer) -> dict[str, str]:
    workings = say_workings(offer.workings, context.pack.language)
    return {"grant": offer.grant_id, "period": str(offer.period), "workings": workings}


def _gates(context: Context, line: LineReading, draft: Draft) -> Draft:
    """Add what keeps a matched line from going by itself: tier, limit, the supplier's switch, evidence, the random sample."""
    offer, amount = draft.offer, draft.amount
    if offer is None or amount is None:
        return draft
    closed = list(_closed_gates(context, line, draft, offer, amount))
    if not closed:
        return draft
    facts = {**_offer_facts(context, offer), "billed": str(amount)}
    for code, own in closed:
        draft = draft.click(code, **own, **facts)
    return draft


def _closed_gates(
    context: Context, line: LineReading, draft: Draft, offer: Offer, amount: Money
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the code of each gate that is closed, with the facts that only it has."""
    policy, language = context.policy, context.pack.language
    if offer.tier not in policy.auto_tiers and not draft.clicks:
        yield "proposed", {"why": say_why(f"tier-{offer.tier}", language)}
    if amount.minor < 0:
        yield "proposed", {"why": say_why("negative", language)}
    if not context.is_credit and not policy.post_unstated_period and stated_period(line, context.invoice)[0] is None:
        yield "proposed", {"why": say_why("period", language)}
    supplier = next((each for each in context.suppliers if each.supplier_id == draft.supplier_id), None)
    if supplier is None or not supplier.auto_post:
        yield "proposed", {"why": say_why("supplier-switch", language)}
    if policy.auto_limit is not None and abs(amount.decimal) > policy.auto_limit:
        yield "over-limit", {"limit": str(policy.auto_limit)}
    if offer.rule in context.facts.demoted:
        yield "rule-demoted", {"rule": offer.rule}
    if policy.mode is Mode.PROMOTED and not is_promoted(context.facts.promoted, scopes_of(context, draft)):
        yield "not-promoted", {"rule": offer.rule}
    if draw_of(context, line, amount).is_drawn:
        yield "sampled", {}


def scopes_of(context: Context, draft: Draft) -> tuple[Scope, ...]:
    """Return the scope of every grant that the line would pay."""
    offer = draft.offer
    if offer is None:
        return ()
    ids = {grant_id for grant_id, _, _ in offer.parts} or {offer.grant_id}
    known = context.grants
    bases = {each: known[each].legal_basis if each in known else "" for each in ids}
    return tuple(Scope(offer.rule, bases[each], draft.supplier_id or "") for each in sorted(ids))


def draw_of(context: Context, line: LineReading, amount: Money) -> Draw:
    """Return what is drawn for the line: the same on every run, whatever is decided about it."""
    number = context.invoice.number.value if context.invoice.number else ""
    policy, facts = context.policy, context.facts
    return draw(
        facts.sample_salt, facts.sha256, number, line.number, amount.decimal, policy.sample_percent, policy.sample_steps
    )


def _read_surely(context: Context, index: int, line: LineReading, draft: Draft, who: PersonFound) -> Draft:
    """Stop a line whose person, amount or period is not sure enough to act on, with what the records confirm."""
    holder: LineReading | Invoice = line if line.period_start or line.period_end else context.invoice
    acted_on: dict[str, Reading[Any] | None] = {
        "person": who.reading,
        "amount": line.amount,
        "period_start": holder.period_start,
        "period_end": holder.period_end,
    }
    if not any(is_unsure(reading, context.policy) for reading in acted_on.values()):
        return draft
    chances = line_chances(context, line, draft, who)
    names = still_unsure(acted_on, chances, float(context.policy.confidence_bar))
    unsure = [f"lines.{index}.{name}" for name in names]
    return draft.stop("low-confidence", *unsure, fields=", ".join(unsure)) if unsure else draft
