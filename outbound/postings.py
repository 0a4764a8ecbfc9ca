"""From decisions to cost lines: what a certain decision posts, and whether a batch of cost lines may leave.

Money is never invented here: the sum of a line's postings is the line's amount, to the penny, or there is no posting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from models.decision import Decision, Verdict
from models.errors import PermanentError
from models.grant import Grant, Person, Supplier
from models.identifiers import bank_key, compact, invoice_key
from models.invoice import DocumentKind, Extraction, LineReading
from models.money import Money, total
from models.period import Period
from models.posting import Posting
from outbound.texts import one_line, posting_remark, posting_text


class IncompleteDecision(PermanentError):
    """A decision that says "post" lacks something that a posting needs. Nothing of the document is posted."""

    def __init__(self, line: int, missing: str) -> None:
        super().__init__(f"Line {line} cannot be posted: {missing}. Decide the line again or post it by hand.")


@dataclass(frozen=True, slots=True)
class Coding:
    """The account and cost element of one grant."""

    account: str
    cost_element: str


@dataclass(frozen=True, slots=True)
class Master:
    """The master data that the decisions of one document speak of. `codings` is needed for lines that pay several grants."""

    supplier: Supplier
    grants: Mapping[str, Grant]
    people: Mapping[str, Person]
    codings: Mapping[str, Coding]


@dataclass(frozen=True, slots=True)
class _Part:
    """One grant's share of a line."""

    grant: Grant
    period: Period
    amount: Money
    coding: Coding
    whole_line: bool


def build_postings(
    decisions: Sequence[Decision],
    extraction: Extraction,
    master: Master,
    *,
    language: str = "da",
    approved: Collection[int] = (),
) -> tuple[Posting, ...]:
    """Return the cost lines of one document: for lines decided `post`, and those a person `approved` by line number.

    A line that pays several grants gives one posting for each. Raises `IncompleteDecision` before anything is built by half.
    """
    number = extraction.invoice.number
    lines = {line.number: line for line in extraction.invoice.lines}
    postings: list[Posting] = []
    for decision in decisions:
        if decision.verdict is not Verdict.POST and decision.line not in approved:
            continue
        if number is None:
            raise IncompleteDecision(decision.line, "the invoice has no number")
        line = lines.get(decision.line)
        postings.extend(_posting(decision, part, line, extraction, master, language) for part in _parts(decision, master))
    return tuple(postings)


def posting_id(supplier_id: str, invoice_number: str, line: int, grant_id: str, *, credit: bool) -> str:
    """Return the identity of a posting, 20 characters: the same act has the same one, however its number is typed.

    >>> posting_id("S1", "ELM 88417", 1, "G1", credit=False) == posting_id("S1", "elm-88417", 1, "G1", credit=False)
    True
    """
    key = "\x1f".join((supplier_id, invoice_key(invoice_number) or invoice_number, str(line), grant_id, str(int(credit))))
    return "P" + hashlib.sha256(key.encode()).hexdigest()[:19]


def reference(supplier_id: str, invoice_number: str, line: int, grant_id: str | None = None, *, credit: bool = False) -> str:
    """Return the key that travels with a posting, by which the receiving system can refuse a second copy.

    >>> reference("S1", "20417", 1), reference("S1", "20417", 1, "G7", credit=True)
    ('S1-20417-1', 'S1-20417-1-G7-CR')
    """
    parts = (supplier_id, one_line(invoice_number), str(line), grant_id, "CR" if credit else None)
    return "-".join(part for part in parts if part)


def account_of_record(supplier: Supplier, extraction: Extraction) -> str | None:
    """Return the account to pay: one of the master data's, never one that only the invoice knows.

    With several on record, the invoice may point to one of them; when it does not, none is chosen.
    """
    if len(supplier.bank_accounts) == 1:
        return supplier.bank_accounts[0]
    seller = extraction.invoice.supplier
    read = (seller.bank_account, seller.iban, *seller.other_accounts)
    named = {bank_key(reading.value) for reading in read if reading is not None} - {None}
    fitting = [account for account in supplier.bank_accounts if bank_key(account) in named]
    return fitting[0] if len(fitting) == 1 else None


def _parts(decision: Decision, master: Master) -> Iterator[_Part]:
    amount = decision.amount
    if amount is None:
        raise IncompleteDecision(decision.line, "it has no amount")
    if not amount:
        return
    shares = list(_shares(decision, amount))
    if total((share for _, _, share in shares), amount.currency) != amount:
        raise IncompleteDecision(decision.line, "what its grants are to pay does not add up to its amount")
    for grant_id, period, share in shares:
        if grant_id not in master.grants:
            raise IncompleteDecision(decision.line, f"grant {grant_id} is not in the master data")
        coding = _coding(decision, grant_id, master, alone=len(shares) == 1)
        yield _Part(master.grants[grant_id], period, share, coding, len(shares) == 1)


def _shares(decision: Decision, amount: Money) -> Iterator[tuple[str, Period, Money]]:
    """Yield each grant with the days and the money of it: all the months of a grant are one posting."""
    settled = sorted(decision.settles, key=lambda each: each[0])
    by_grant = [(grant_id, list(items)) for grant_id, items in groupby(settled, key=lambda each: each[0])]
    if len(by_grant) <= 1:
        grant_id = by_grant[0][0] if by_grant else decision.grant_id
        periods = [period for _, period, _ in settled] or ([decision.period] if decision.period else [])
        if grant_id is None or not periods:
            raise IncompleteDecision(decision.line, "it names no grant or no period")
        yield grant_id, _span(periods), amount
        return
    # What settles a grant is negative on a credit note; the amount of the line never is.
    sign = -1 if sum(share.minor for _, _, share in settled) * amount.minor < 0 else 1
    for grant_id, items in by_grant:
        money = total((share for _, _, share in items), amount.currency)
        yield grant_id, _span([period for _, period, _ in items]), Money(sign * money.minor, money.currency)


def _span(periods: Sequence[Period]) -> Period:
    return Period(min(period.start for period in periods), max(period.end for period in periods))


def _coding(decision: Decision, grant_id: str, master: Master, *, alone: bool) -> Coding:
    coding = master.codings.get(grant_id)
    if coding is None and alone and decision.account:
        coding = Coding(decision.account, decision.cost_element or "")
    if coding is None:
        raise IncompleteDecision(decision.line, f"grant {grant_id} has no account")
    return coding


def _posting(
    decision: Decision, part: _Part, line: LineReading | None, extraction: Extraction, master: Master, language: str
) -> Posting:
    invoice, grant, supplier = extraction.invoice, part.grant, master.supplier
    number = invoice.number.value if invoice.number else ""
    credit = (extraction.kind is DocumentKind.CREDIT_NOTE) != (part.amount.minor < 0)
    person = master.people.get(grant.person_id)
    quantity = line.quantity.value if part.whole_line and line and line.quantity else None
    unit = line.unit.value if part.whole_line and line and line.unit else None
    return Posting(
        posting_id=posting_id(supplier.supplier_id, number, decision.line, grant.grant_id, credit=credit),
        supplier_id=supplier.supplier_id,
        supplier_registration=supplier.registration,
        invoice_number=number,
        line=decision.line,
        grant_id=grant.grant_id,
        account=part.coding.account,
        cost_element=part.coding.cost_element,
        amount=abs(part.amount),
        period=part.period,
        text=posting_text(grant.legal_basis, grant.service, part.period, number, language=language, credit=credit),
        remark=posting_remark(grant.grant_id, part.period, grant.service, decision.rule, language=language),
        reference=reference(
            supplier.supplier_id, number, decision.line, None if part.whole_line else grant.grant_id, credit=credit
        ),
        credit=credit,
        quantity=quantity,
        unit=unit,
        supplier_name=supplier.name,
        supplier_account=account_of_record(supplier, extraction),
        invoice_date=invoice.issued.value if invoice.issued else None,
        due_date=invoice.due.value if invoice.due else None,
        person_number=compact(person.cpr) if person and person.cpr else None,
        person_number_kind="cpr" if person and person.cpr else None,
    )
