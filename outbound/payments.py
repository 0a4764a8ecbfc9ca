"""From cost lines to transfers: who is paid how much on which account, with what words.

One transfer for each invoice, so that a supplier recognises it; where a supplier also owes us for a credit note, one
transfer for all of it, because a bank takes no negative ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from models.finding import Finding, Severity
from models.identifiers import bank_key, clean_iban
from models.money import Money, total
from models.posting import Batch, Payer, Posting
from outbound.texts import bacs_text, field_text, one_line

_LONGEST_MESSAGE = 140
#: Four digits of a branch, apart from the account: so it is told from a sort code's six.
_DANISH = re.compile(r"\s*[0-9]{4}[\s\-/:]+[0-9][0-9 ]{3,11}\s*")


@dataclass(frozen=True, slots=True)
class Payment:
    """One transfer. `identity` goes through the banks and comes back on the statement."""

    identity: str
    supplier_id: str
    registration: str | None
    payee: str
    account: str = field(repr=False)
    amount: Money
    reference: str
    message: str


def build_payments(batch: Batch) -> tuple[Payment, ...]:
    """Return the transfers of a batch that passed `check_payments`."""
    groups = enumerate(_groups(batch), 1)
    return tuple(_payment(batch, number, postings) for number, postings in groups)


def check_payments(batch: Batch) -> Iterator[Finding]:
    """Yield what forbids to pay a batch."""
    if batch.payer is None or not batch.payer.account:
        yield _refuse("payment-payer-missing", "The account to pay from is not set. Set the payer in the settings.")
    if batch.pay_on is None:
        yield _refuse("payment-day-missing", "The day of payment is not set.")
    elif batch.pay_on.weekday() >= 5:
        yield _refuse("payment-day-not-working", f"{batch.pay_on.isoformat()} is not a working day.")
    for supplier in sorted({posting.supplier_id for posting in batch.postings if not posting.supplier_account}):
        yield _refuse(
            "payment-account-missing", f"Supplier {supplier} has no single account on record. Complete the master data."
        )
    for postings in _groups(batch):
        if _net(postings, batch.currency).minor <= 0:
            why = "is owed nothing after its credit notes. Hold the credit until there is something to set it against."
            yield _refuse("payment-not-positive", f"Supplier {postings[0].supplier_id} {why}")


def payer_of(batch: Batch) -> Payer:
    """Return the payer of a batch that passed `check_payments`."""
    if batch.payer is None:
        raise ValueError("a payment file needs a payer; check_payments was not asked")
    return batch.payer


def british_account(text: str) -> tuple[str, str] | None:
    """Return sort code and account number, or None when it is not a British account.

    >>> british_account("08-99-99 66374958"), british_account("GB33BUKB20201555555555")
    (('089999', '66374958'), ('202015', '55555555'))
    >>> british_account("1234-0012345678"), british_account("DK5000400440116243")
    (None, None)
    """
    iban, key = clean_iban(text), bank_key(text)
    if key is None or _DANISH.fullmatch(text) or (iban and not iban.startswith("GB")):
        return None
    return key[:6], key[6:]


def danish_account(text: str) -> str | None:
    """Return the fourteen digits of a Danish account (registration number and account), or None when it is not one.

    >>> danish_account("1234-12345678"), danish_account("DK5000400440116243"), danish_account("089999-66374958")
    ('12340012345678', '00400440116243', None)
    """
    iban = clean_iban(text)
    is_danish = iban.startswith("DK") if iban else bool(_DANISH.fullmatch(text))
    return bank_key(text) if is_danish else None


def _groups(batch: Batch) -> list[list[Posting]]:
    owing = {posting.supplier_id for posting in batch.postings if posting.credit}
    groups: dict[tuple[str, str | None, str], list[Posting]] = {}
    for posting in batch.postings:
        invoice = "" if posting.supplier_id in owing else posting.invoice_number
        groups.setdefault((posting.supplier_id, posting.supplier_account, invoice), []).append(posting)
    return list(groups.values())


def _payment(batch: Batch, number: int, postings: Sequence[Posting]) -> Payment:
    first = postings[0]
    invoices = list(dict.fromkeys(posting.invoice_number for posting in postings))
    return Payment(
        identity=f"AF{batch.number:06d}-{number:05d}",
        supplier_id=first.supplier_id,
        registration=first.supplier_registration,
        payee=one_line(first.supplier_name) or first.supplier_id,
        account=first.supplier_account or "",
        amount=_net(postings, batch.currency),
        reference=_reference(batch, invoices),
        message=_message(invoices),
    )


def _reference(batch: Batch, invoices: Sequence[str]) -> str:
    """Return the eighteen characters that the supplier sees: the invoice, or the batch when there are several."""
    if len(invoices) > 1:
        return bacs_text(f"BATCH {batch.number} {len(invoices)} INV")
    number = bacs_text(invoices[0], 200)
    # The end of a long number tells invoices apart.
    return f"INV {number}" if len(number) <= 14 else f"INV ..{number[-12:]}"


def _message(invoices: Sequence[str]) -> str:
    text = field_text(", ".join(invoices), 10_000)
    return text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 2].rstrip(", ") + ".."


def _net(postings: Sequence[Posting], currency: str) -> Money:
    return total((-posting.amount if posting.credit else posting.amount for posting in postings), currency)


def _refuse(code: str, detail: str) -> Finding:
    return Finding(code, Severity.BLOCK, detail)
