"""A batch of cost lines with its other side, and the checks it must pass before any file is made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.errors import PermanentError
from models.finding import Finding, Severity
from models.money import Money, total
from models.posting import Batch, Mode, Posting
from outbound.privacy import find_personal_numbers
from outbound.texts import LONGEST_TEXT, field_text, one_line


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a voucher: a cost line, or the balancing line of an invoice on the creditor's account."""

    account: str
    cost_element: str
    debit: bool
    amount: Money
    text: str
    reference: str
    #: The cost line itself, or the first cost line of the invoice that a balancing line balances.
    posting: Posting
    balancing: bool = False


class BatchRefused(PermanentError):
    """No file is made of the batch. The findings say why, one sentence each."""

    def __init__(self, batch: Batch, findings: tuple[Finding, ...]) -> None:
        reasons = " ".join(finding.detail for finding in findings)
        super().__init__(f"Batch {batch.number} was not exported. {reasons}")
        self.findings = findings


def build_entries(batch: Batch) -> tuple[Entry, ...]:
    """Return the voucher lines: invoice by invoice, its cost lines and then the one line that balances them."""
    entries: list[Entry] = []
    for postings in by_invoice(batch.postings):
        costs = [_cost(posting) for posting in postings]
        entries += costs
        owed = _net(costs, batch.currency)
        if owed:
            entries.append(_balance(batch, postings[0], owed))
    return tuple(entries)


def check_batch(batch: Batch) -> tuple[Finding, ...]:
    """Return what forbids the batch to leave; an empty tuple lets it go."""
    return tuple(finding for check in CHECKS for finding in check(batch))


def balance_of(entries: tuple[Entry, ...], currency: str) -> Money:
    """Return debit less credit."""
    return _net(list(entries), currency)


def _check_not_empty(batch: Batch) -> Iterator[Finding]:
    if not batch.postings:
        yield _refuse("batch-empty", "It has no cost lines.")
    if not batch.creditor_account:
        yield _refuse("batch-creditor-missing", "The balancing account of the other side is not set; set it in the settings.")


def _check_amounts(batch: Batch) -> Iterator[Finding]:
    for posting in batch.postings:
        if posting.amount.currency != batch.currency:
            yield _refuse(
                "batch-mixed-currencies",
                f"Posting {posting.posting_id} is in {posting.amount.currency}, the batch is in {batch.currency}.",
            )
        if posting.amount.minor <= 0:
            yield _refuse("batch-amount-not-positive", f"The amount of posting {posting.posting_id} is not above zero.")


def _check_balance(batch: Batch) -> Iterator[Finding]:
    if any(posting.amount.currency != batch.currency for posting in batch.postings):
        return
    entries = build_entries(batch)
    debit = total((each.amount for each in entries if each.debit), batch.currency)
    credit = total((each.amount for each in entries if not each.debit), batch.currency)
    if debit != credit:
        yield _refuse("batch-unbalanced", f"Debit is {debit} and credit is {credit}.")


def _check_texts(batch: Batch) -> Iterator[Finding]:
    for posting in batch.postings:
        if len(posting.text) > LONGEST_TEXT:
            yield _refuse("batch-text-too-long", f"The text of posting {posting.posting_id} is over {LONGEST_TEXT} characters.")
        if not posting.account:
            yield _refuse("batch-account-missing", f"Posting {posting.posting_id} has no account.")
        if _names_a_person(posting):
            yield _refuse(
                "batch-personal-number",
                f"A text of posting {posting.posting_id} holds what may be a personal number. Post it by hand.",
            )


def _check_references(batch: Batch) -> Iterator[Finding]:
    for name, values in (
        ("identity", Counter(posting.posting_id for posting in batch.postings)),
        ("reference", Counter(posting.reference for posting in batch.postings)),
    ):
        for _, count in filter(lambda item: item[1] > 1, values.items()):
            yield _refuse("batch-duplicate", f"The same {name} stands on {count} postings: something would be posted twice.")


#: Every check that a batch must pass, in the order in which they are told.
CHECKS: tuple[Callable[[Batch], Iterator[Finding]], ...] = (
    _check_not_empty,
    _check_amounts,
    _check_balance,
    _check_texts,
    _check_references,
)


def is_live(batch: Batch) -> bool:
    """Whether the batch is for the finance system; a shadow batch is for comparing only."""
    return batch.mode is Mode.LIVE


def _refuse(code: str, detail: str) -> Finding:
    return Finding(code, Severity.BLOCK, detail)


def _names_a_person(posting: Posting) -> bool:
    own = posting.person_number
    if own and any(own in _digits(text) for text in (posting.text, posting.remark, posting.reference)):
        return True
    # An invoice number may look like a personal number and be none; in the reference it must stand whole.
    return any(True for text in (posting.text, posting.remark) for _ in find_personal_numbers(text))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def by_invoice(postings: tuple[Posting, ...]) -> list[list[Posting]]:
    """Group postings by invoice, in the order in which the invoices first appear."""
    groups: dict[tuple[str, str], list[Posting]] = {}
    for posting in postings:
        groups.setdefault((posting.supplier_id, posting.invoice_number), []).append(posting)
    return list(groups.values())


def _cost(posting: Posting) -> Entry:
    return Entry(
        posting.account, posting.cost_element, not posting.credit, posting.amount, posting.text, posting.reference, posting
    )


def _net(entries: list[Entry], currency: str) -> Money:
    return total((each.amount if each.debit else -each.amount for each in entries), currency)


def _balance(batch: Batch, posting: Posting, owed: Money) -> Entry:
    invoice = " ".join(posting.text.split()[-2:])
    return Entry(
        account=batch.creditor_account,
        cost_element=batch.creditor_cost_element,
        debit=owed.minor < 0,
        amount=abs(owed),
        text=field_text(f"{invoice} {posting.supplier_name}", LONGEST_TEXT),
        reference=f"{posting.supplier_id}-{one_line(posting.invoice_number)}",
        posting=posting,
        balancing=True,
    )
