"""One line from its readings to a draft: who, which grant, which account, and everything that speaks against it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from match.coding import Coding, find_coding
from match.credits import credit_line
from match.documents import is_unsure
from match.eliminate import Outcome, Question, eliminate
from match.explain import say_why, say_workings
from match.facts import Facts
from match.mismatch import analyse
from match.notes import Draft, Note
from match.payments import paid_by_grant
from match.persons import PersonFound, find_person
from models.country import CountryPack
from models.decision import Offer, Verdict
from models.grant import Grant, Ownership, Supplier
from models.invoice import DocumentKind, Extraction, Invoice, LineReading
from models.money import Money
from models.period import Period, add_months
from models.policy import Policy


@dataclass(frozen=True, slots=True)
class Context:
    """What all lines of a document share."""

    extraction: Extraction
    facts: Facts
    policy: Policy
    pack: CountryPack
    suppliers: tuple[Supplier, ...]

    @property
    def invoice(self) -> Invoice:
        """The head and lines as read."""
        return self.extraction.invoice

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the suppliers that the document can be from."""
        return frozenset(supplier.supplier_id for supplier in self.suppliers)

    @property
    def issued(self) -> date:
        """The invoice's date, or the day it arrived when it has none."""
        return self.invoice.issued.value if self.invoice.issued else self.facts.received

    @property
    def is_credit(self) -> bool:
        """Whether the document is a credit note."""
        return self.extraction.kind is DocumentKind.CREDIT_NOTE


def decide_line(context: Context, index: int, line: LineReading) -> Draft:
    """Return the draft of one line."""
    if line.amount is None:
        return Draft(line.number).stop("amount-missing", f"lines.{index}.amount")
    amount = Money.of(line.amount.value, context.pack.currency)
    draft = Draft(line.number, amount)
    if asks_nothing := _asks_nothing(line, amount, context):
        return replace(draft, ignored=asks_nothing)
    who = find_person(line, index, context.invoice, context.facts, context.policy, context.pack)
    draft = replace(draft, person=who.person)
    if who.remark is not None:
        draft = draft.add(who.remark)
    draft = _matched(context, index, line, draft, who)
    return _checked(context, index, line, draft, who)


def _asks_nothing(line: LineReading, amount: Money, context: Context) -> Note | None:
    if not amount:
        return Note("nothing-to-pay")
    text = line.text.value[:200].casefold() if line.text else ""
    small = abs(amount.decimal) <= context.policy.rounding_limit
    if small and line.person is None and any(word in text for word in ("afrunding", "rounding", "udligning")):
        return Note("rounding-line", {"amount": str(amount)})
    return None


def stated_period(line: LineReading, invoice: Invoice) -> tuple[Period | None, date | None]:
    """Return the period that the line, else the document, states; or the one end that is stated."""
    for holder in (line, invoice):
        start = holder.period_start.value if holder.period_start else None
        end = holder.period_end.value if holder.period_end else None
        if start and end and start <= end:
            return Period(start, end), None
        if start or end:
            return None, start or end
    return None, None


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
    )
    paid = paid_by_grant(context.facts.settled)
    outcome = eliminate(question, context.facts, paid, context.policy, context.pack)
    draft = replace(draft, outcome=outcome, period=stated)
    if outcome.offer is not None:
        return _with_offer(context, draft, outcome.offer)
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
    text = line.text.value[:200].casefold() if line.text else ""
    return any(word in text for word in pack.supplement_words)


def _with_offer(context: Context, draft: Draft, offer: Offer) -> Draft:
    grants = {grant.grant_id: grant for grant in context.facts.grants}
    first = grants.get(offer.parts[0][0] if offer.parts else offer.grant_id)
    return replace(
        draft,
        offer=offer,
        grant=grants.get(offer.grant_id),
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
    return replace(_with_offer(context, draft, offer), stops=(), clicks=(*draft.clicks, *stops))


# --- what speaks against a line whose grant is found -------------------------------------------------------------------


def _checked(context: Context, index: int, line: LineReading, draft: Draft, who: PersonFound) -> Draft:
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
    grant = next((each for each in context.facts.grants if each.grant_id == offer.grant_id), None)
    if grant is None:
        return draft
    people = {person.person_id: person for person in context.facts.people}
    return replace(draft, grant=grant, person=draft.person or people.get(grant.person_id))


def _time_barred(context: Context, draft: Draft) -> Draft:
    months, period = context.policy.time_bar_months, draft.period
    public = any(each.ownership in (Ownership.MUNICIPALITY, Ownership.REGION) for each in context.suppliers)
    if months is None or period is None or not public or context.is_credit:
        return draft
    if period.end >= add_months(context.facts.received, -months):
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
        draft = replace(draft, coding=coding.row if len(parts) == 1 else None)
    return draft


def _coding(context: Context, grant_id: str, period: Period) -> Coding:
    grant = next((each for each in context.facts.grants if each.grant_id == grant_id), None)
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
    if offer.rule.endswith("_RETRO"):
        workings = say_workings(offer.workings, context.pack.language)
        draft = draft.click("retro-adjustment", grant=grant.grant_id, period=str(offer.period), workings=workings)
    elif _price_differs(line, grant, context):
        draft = draft.click(
            "rate-differs", f"lines.{index}.unit_price", rate=str(line.unit_price.value if line.unit_price else "")
        )
    if not context.is_credit and not grant.prepaid and offer.period.start > context.issued:
        draft = draft.stop("prepaid-not-agreed", period=str(offer.period), grant=grant.grant_id)
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


def _gates(context: Context, line: LineReading, draft: Draft) -> Draft:
    """Add what keeps a matched line from going by itself: tier, limit, the supplier's switch, the random sample."""
    offer, amount, policy = draft.offer, draft.amount, context.policy
    if offer is None or amount is None:
        return draft
    facts = {
        "grant": offer.grant_id,
        "period": str(offer.period),
        "workings": say_workings(offer.workings, context.pack.language),
        "billed": str(amount),
    }
    language = context.pack.language
    if offer.tier not in policy.auto_tiers and not draft.clicks:
        draft = draft.click("proposed", why=say_why(f"tier-{offer.tier}", language), **facts)
    if amount.minor < 0:
        draft = draft.click("proposed", why=say_why("negative", language), **facts)
    stated, _ = stated_period(line, context.invoice)
    if stated is None and not context.is_credit and not policy.post_unstated_period:
        draft = draft.click("proposed", why=say_why("period", language), **facts)
    supplier = next((each for each in context.suppliers if each.supplier_id == draft.supplier_id), None)
    if supplier is None or not supplier.auto_post:
        draft = draft.click("proposed", why=say_why("supplier-switch", language), **facts)
    if policy.auto_limit is not None and abs(amount.decimal) > policy.auto_limit:
        draft = draft.click("over-limit", limit=str(policy.auto_limit), **facts)
    if sampled(context, line):
        draft = draft.click("sampled", **facts)
    return draft


def sampled(context: Context, line: LineReading) -> bool:
    """Whether the line is drawn for the random check: unpredictable to suppliers, the same on every run."""
    number = context.invoice.number.value if context.invoice.number else ""
    seed = f"{context.facts.sample_salt}|{context.facts.sha256}|{number}|{line.number}"
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) / 2**48
    return drawn < float(context.policy.sample_percent) / 100


def _read_surely(context: Context, index: int, line: LineReading, draft: Draft, who: PersonFound) -> Draft:
    """Stop a line whose person, amount or period was not read surely enough to act on."""
    holder: LineReading | Invoice = line if line.period_start or line.period_end else context.invoice
    acted_on = {
        "person": who.reading,
        "amount": line.amount,
        "period_start": holder.period_start,
        "period_end": holder.period_end,
    }
    unsure = [f"lines.{index}.{name}" for name, reading in acted_on.items() if is_unsure(reading, context.policy)]
    return draft.stop("low-confidence", *unsure, fields=", ".join(unsure)) if unsure else draft
