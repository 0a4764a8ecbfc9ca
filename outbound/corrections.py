"""The letter about what is wrong with an invoice: all of it at once, line by line, and what would be right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.codes import find_code, say_to_supplier
from models.decision import Decision, Verdict
from models.finding import Finding
from models.grant import Person, Supplier
from models.invoice import Extraction
from models.money import Money, total
from models.period import Period
from outbound.facts import Context
from outbound.house import House
from outbound.privacy import mask_numbers, number_for_subject, person_reference
from outbound.wording import list_words, show_day, show_money, show_period


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason code and what its sentence is made from."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()

    def sentence(self, language: str, **more: str) -> str:
        """Return what is wrong and what to do, in one sentence or two, without a personal number."""
        return mask_numbers(say_to_supplier(self.code, language, {**more, **dict(self.facts)}))


@dataclass(frozen=True, slots=True)
class DisputedLine:
    """A line with everything that is wrong with it. `person` is a reference that may be shown: initials, masked number."""

    number: int
    faults: tuple[Fault, ...]
    person: str | None = None
    period: Period | None = None
    amount: Money | None = None
    expected: Money | None = None


@dataclass(frozen=True, slots=True)
class InvoiceCorrection:
    """All that is wrong with one invoice, in one letter."""

    house: House
    supplier_id: str
    document: str
    currency: str
    reply_by: date
    number: str | None = None
    issued: date | None = None
    total: Money | None = None
    lines: tuple[DisputedLine, ...] = ()
    #: What is wrong with the invoice as a whole.
    faults: tuple[Fault, ...] = ()
    #: Lines that are paid although others are disputed, and what they come to; empty where it is all or nothing.
    paid_lines: tuple[int, ...] = ()
    paid: Money | None = None
    #: Lines that we are still checking ourselves.
    open_lines: tuple[int, ...] = ()
    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """One letter for the same faulty lines of one document, whatever number it bears.

        Lines that staff find faulty after a letter about others has left need a letter of their own.
        """
        told = f":{','.join(str(line.number) for line in self.lines)}" if self.open_lines else ""
        return f"{self.supplier_id}:{self.document}{told}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return {
            "invoice_number": self.number,
            "supplier_id": self.supplier_id,
            "person_ids": list(self.person_ids),
            "names": list(self.names),
        }

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that the letter speaks of, once."""
        every = [*self.faults, *(fault for line in self.lines for fault in line.faults)]
        return tuple(dict.fromkeys(fault.code for fault in every))


def invoice_correction(facts: InvoiceCorrection, language: str) -> Context:
    """Say which invoice, what is wrong line by line, what we expect, what to do and by when."""
    return {
        "number": mask_numbers(facts.number) if facts.number else None,
        "subject_number": number_for_subject(facts.number),
        "issued": show_day(facts.issued, language) if facts.issued else None,
        "total": show_money(facts.total, language) if facts.total else None,
        "currency": facts.currency,
        "faults": [fault.sentence(language) for fault in facts.faults],
        "lines": [_line(line, language) for line in facts.lines],
        "paid_lines": list_words([str(number) for number in facts.paid_lines], language),
        "paid_count": len(facts.paid_lines),
        "paid": show_money(facts.paid, language) if facts.paid else None,
        "open_lines": list_words([str(number) for number in facts.open_lines], language),
        "open_count": len(facts.open_lines),
        "reply_by": show_day(facts.reply_by, language),
        "e_invoice_address": facts.house.e_invoice_address,
        "secure_channel": facts.house.secure_channel,
    }


#: With one of these anywhere on a document nothing is written to its sender: the letter would warn, or help, a fraudster.
SILENT_CODES = frozenset({"bank-details-changed", "supplier-held", "supplier-suspended"})


def build_correction(
    house: House,
    supplier: Supplier,
    extraction: Extraction,
    decisions: Sequence[Decision],
    people: Mapping[str, Person],
    *,
    document: str,
    reply_by: date,
    pay_undisputed: bool,
    undecided: Collection[int] = (),
) -> InvoiceCorrection | None:
    """Return the facts of the letter about one invoice, or None when there is nothing to tell its supplier, or nothing may be.

    Reasons that are ours to settle (no grant, no coding) are not for the supplier: their lines are "still being checked".
    `document` tells this document from every other (its SHA-256); it keeps the letter from being written twice. Lines that are
    `undecided` wait for staff: nothing is said against them.
    """
    every = {code for decision in decisions for code in (decision.code, *decision.codes)}
    every |= {finding.code for finding in extraction.findings}
    lines = tuple(
        _disputed(decision, people) for decision in decisions if decision.line not in undecided and _is_disputed(decision)
    )
    # What the decisions say already, with its figures, is not said again in the reader's words.
    said = {code for decision in decisions for code in _codes(decision)}
    faults = tuple(fault for fault in _faults(extraction.findings, ()) if fault.code not in said)
    if every & SILENT_CODES or not (lines or faults):
        return None
    invoice = extraction.invoice
    currency = invoice.currency.value if invoice.currency else ""
    paid = [decision for decision in decisions if decision.verdict is Verdict.POST and pay_undisputed and not faults]
    told = {line.number for line in lines} | {decision.line for decision in paid}
    named = [people[each.person_id] for each in decisions if each.person_id and each.person_id in people]
    return InvoiceCorrection(
        house=house,
        supplier_id=supplier.supplier_id,
        document=document,
        currency=currency,
        reply_by=reply_by,
        number=invoice.number.value if invoice.number else None,
        issued=invoice.issued.value if invoice.issued else None,
        total=Money.of(invoice.total.value, currency) if invoice.total and currency else None,
        lines=lines,
        faults=faults,
        paid_lines=tuple(decision.line for decision in paid),
        paid=total((decision.amount for decision in paid if decision.amount), currency) if paid and currency else None,
        open_lines=tuple(decision.line for decision in decisions if pay_undisputed and decision.line not in told),
        person_ids=tuple(dict.fromkeys(person.person_id for person in named)),
        names=tuple(dict.fromkeys(person.name for person in named)),
    )


def _is_disputed(decision: Decision) -> bool:
    return decision.verdict is not Verdict.POST and any(True for _ in _faults(decision.findings, _codes(decision)))


def _disputed(decision: Decision, people: Mapping[str, Person]) -> DisputedLine:
    faults = tuple(_faults(decision.findings, _codes(decision)))
    person = people.get(decision.person_id) if decision.person_id else None
    return DisputedLine(decision.line, faults, person_reference(person), decision.period, decision.amount, decision.expected)


def _codes(decision: Decision) -> tuple[str, ...]:
    return (decision.code, *decision.codes)


def _faults(findings: Iterable[Finding], codes: Iterable[str]) -> Iterator[Fault]:
    told = {finding.code: Fault(finding.code, finding.facts) for finding in findings}
    for code in dict.fromkeys((*codes, *told)):
        entry = find_code(code)
        if entry is not None and entry.mails:
            yield told.get(code, Fault(code))


def _line(line: DisputedLine, language: str) -> Context:
    return {
        "number": line.number,
        "person": line.person,
        "period": show_period(line.period, language) if line.period else None,
        "amount": show_money(line.amount, language) if line.amount is not None else None,
        # What we expect is worth a row only where it is something else: beside an equal amount it asks for nothing.
        "expected": show_money(line.expected, language) if line.expected not in {None, line.amount} else None,
        "faults": [fault.sentence(language, line=str(line.number)) for fault in line.faults],
    }
