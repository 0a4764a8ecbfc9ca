"""What goes to the finance system."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.money import Money
from models.period import Period


class Mode(StrEnum):
    """Shadow: matched and shown, but people post. Live: exported to the finance system."""

    SHADOW = "shadow"
    LIVE = "live"
    #: Only of a policy: live for what has been promoted on evidence, and a click for everything else. No posting has it.
    PROMOTED = "promoted"

    @property
    def of_postings(self) -> Mode:
        """The mode of what is posted under a policy of this mode."""
        return Mode.SHADOW if self is Mode.SHADOW else Mode.LIVE


@dataclass(frozen=True, slots=True)
class Posting:
    """One cost line. Amounts are positive; a credit note's posting has `credit` set."""

    posting_id: str
    supplier_id: str
    supplier_registration: str | None
    invoice_number: str
    line: int
    grant_id: str
    account: str
    cost_element: str
    amount: Money
    period: Period
    #: At most 50 characters, no personal number (SAP SGTXT).
    text: str
    remark: str
    reference: str
    credit: bool = False
    quantity: Decimal | None = None
    unit: str | None = None
    supplier_name: str = ""
    supplier_account: str | None = None
    invoice_date: date | None = None
    due_date: date | None = None
    #: The person's number, for the one export column made for it.
    person_number: str | None = field(default=None, repr=False)
    person_number_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose money a payment file moves: name, account (`regnr-account`, `sortcode-account` or IBAN), identity at the bank."""

    name: str
    account: str = field(repr=False)
    #: Bacs service user number, or the agreement number of the bank.
    user_number: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Postings that leave together. `creditor_account` is the balancing account of the other side.

    A batch holds all that its file is made of: the same batch gives the same bytes, whatever the settings say later.
    """

    batch_id: str
    number: int
    created: date
    mode: Mode
    currency: str
    postings: tuple[Posting, ...]
    creditor_account: str
    creditor_cost_element: str = ""
    text: str = ""
    payer: Payer | None = None
    #: The day the money moves, for payment files.
    pay_on: date | None = None
    #: What the receiving system wants filled in, by name, as it stood when the batch was made (`oracle.source`).
    settings: tuple[tuple[str, str], ...] = ()

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting of the batch by name."""
        return dict(self.settings).get(name, default)
