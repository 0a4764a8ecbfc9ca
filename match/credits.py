"""Credit notes: tied to what the original invoice settled, never beyond what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from match.explain import say_why
from match.facts import Facts
from match.notes import Draft
from match.persons import PersonFound
from models.decision import Offer
from models.grant import Settled
from models.identifiers import invoice_key
from models.invoice import Invoice
from models.money import Money
from models.period import Period

#: What a credit is called where rules are named.
CREDIT_RULE = "CREDIT"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a settlement after earlier credits."""

    grant_id: str
    supplier_id: str
    period: Period
    component: str
    amount: Money


def credit_line(
    draft: Draft, invoice: Invoice, who: PersonFound, stated: Period | None, facts: Facts, ids: frozenset[str], language: str
) -> Draft:
    """Tie one line of a credit note (its amount positive) to exactly one settlement, or say why not."""
    amount = draft.amount
    if amount is None:
        return draft
    number = invoice.credits.value[:40] if invoice.credits else None
    entries = _entries(number, ids, facts)
    if not entries:
        return _nothing_settled(draft, number, facts)
    if who.stop is not None and who.stop.code != "no-citizen":
        return replace(draft, stops=(*draft.stops, who.stop))
    left = [each for each in _left(entries, facts) if _meant(each, who, stated, facts)]
    if number is None:
        left = [each for each in left if each.amount == amount]
    return _choose(draft, amount, left, number, who, language)


def _entries(number: str | None, ids: frozenset[str], facts: Facts) -> list[Settled]:
    """Return what the original settled, or, when none is named, everything this supplier was paid for these people."""
    of_supplier = [entry for entry in facts.settled if entry.supplier_id in ids]
    if number is None:
        return of_supplier
    return [entry for entry in of_supplier if invoice_key(entry.invoice_number) == invoice_key(number)]


def _nothing_settled(draft: Draft, number: str | None, facts: Facts) -> Draft:
    came = number is not None and any(each.number_key == invoice_key(number) for each in facts.earlier)
    code = "credit-original-unpaid" if came else "credit-no-original"
    return draft.stop(code, "credits", number=number or "-", line=str(draft.line))


def _left(entries: Sequence[Settled], facts: Facts) -> list[Left]:
    """Return what is left of each settlement, counting credits that name another number too."""
    keys = {(entry.grant_id, entry.period, entry.component): entry for entry in entries if entry.amount.minor > 0}
    left = []
    for (grant_id, period, component), entry in keys.items():
        amount = Money.zero(entry.amount.currency)
        for each in facts.settled:
            if (each.grant_id, each.period, each.component) == (grant_id, period, component):
                amount += each.amount
        left.append(Left(grant_id, entry.supplier_id, period, component, amount))
    return left


def _meant(left: Left, who: PersonFound, stated: Period | None, facts: Facts) -> bool:
    """Tell whether the line can be about this settlement, by person and period."""
    owner = next((grant.person_id for grant in facts.grants if grant.grant_id == left.grant_id), None)
    if who.person is not None and owner != who.person.person_id:
        return False
    return stated is None or left.period.overlaps(stated)


def _choose(draft: Draft, amount: Money, left: list[Left], number: str | None, who: PersonFound, language: str) -> Draft:
    whole = [each for each in left if each.amount == amount]
    enough = whole or [each for each in left if each.amount.minor > amount.minor]
    if len(enough) > 1:
        listed = ", ".join(sorted({each.grant_id for each in enough}))
        return draft.stop("several-grants", count=str(len(enough)), list=listed)
    if not enough:
        most = max((each.amount for each in left), default=None)
        if most is None:
            return draft.stop("credit-no-original", "credits", number=number or "-", line=str(draft.line))
        return draft.stop("credit-exceeds-original", "credits", number=number or "-", billed=str(amount), expected=str(most))
    return _accepted(draft, amount, enough[0], number, who, language, whole=bool(whole))


def _accepted(
    draft: Draft, amount: Money, left: Left, number: str | None, who: PersonFound, language: str, *, whole: bool
) -> Draft:
    offer = Offer(
        left.grant_id,
        left.period,
        CREDIT_RULE,
        1 if whole and number is not None else 3,
        left.amount if whole else amount,
        f"{left.amount} - {amount}" if not whole else str(amount),
        component=left.component,
        parts=((left.grant_id, left.period, -amount),),
    )
    found = replace(draft, offer=offer, period=left.period, expected=offer.expected, supplier_id=left.supplier_id, credit=True)
    if who.person is not None:
        return found
    return found.click(
        "proposed", why=say_why("no-person", language), grant=left.grant_id, period=str(left.period), workings=offer.workings
    )
