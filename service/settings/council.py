"""Who the council is, how it books, and how it settles direct payments."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from service.settings.kinds import (
    MailAddress,
)
from service.settings.section import Section


class Council(Section):
    """Who we are, as letters say it."""

    name: str = Field(default="The council", description="The council's name. Letters begin and end with it.")
    contact_name: str | None = Field(default=None, description="Whom letters tell the reader to ask.")
    contact_email: MailAddress | None = Field(default=None, description="Where to.")
    contact_phone: str | None = Field(default=None, description="And by telephone.")
    language: Literal["en", "da"] | None = Field(
        default=None, description="The language of letters when the receiver's is not known. Default: the country's."
    )
    bank_details: dict[str, str] = Field(
        default_factory=dict,
        description="Where surplus direct-payment money is to be returned: the lines of the account by their labels.",
    )
    bank_details_published_at: str = Field(
        default="",
        description="Where anybody can check these details without trusting a letter, such as a page of the council.",
    )
    complaints: str | None = Field(default=None, description="Where a decision about a direct payment can be questioned.")
    secure_channel: str | None = Field(default=None, description="How to send the council what names people.")


class Finance(Section):
    """How postings leave for the finance system."""

    exporter: str | None = Field(
        default=None,
        description="The file format, as `afstem export --help` lists them. Default: opus-csv in Denmark, else plain-csv.",
    )
    creditor_account: str = Field(
        default="", description="The account that balances the cost lines; without it no batch is made."
    )
    creditor_cost_element: str = Field(
        default="", description="The cost element of the balancing line, where the system wants one."
    )
    folder: Path | None = Field(default=None, description="Where batch files are written. Default: `exports` in the store.")
    payer_name: str = Field(default="", description="For payment files: whose money moves.")
    payer_account: str = Field(default="", description="For payment files: the account it moves from.")
    payer_number: str = Field(default="", description="For payment files: the user or agreement number at the bank.")
    payer_bic: str = Field(default="", description="For payment files: the bank's BIC.")
    pay_in_days: Annotated[int, Field(ge=1, le=60)] = Field(
        default=3, description="For payment files: working days from the batch to the day the money moves."
    )
    fields: dict[str, str] = Field(
        default_factory=dict, description="What the receiving system wants filled in, by name (docs/exports.md lists them)."
    )


class DirectPayments(Section):
    """Statements asked for and reminded of, alarms, and where returned money is booked (England)."""

    statement_months: Literal[1, 3, 6, 12] = Field(
        default=3, description="Months that a provider's statement covers. Years and quarters begin in April."
    )
    ask_from: date | None = Field(
        default=None,
        description="Statements are asked for, and reminded of, for periods that begin on this day or later. None is asked for while it is not set.",
    )
    statement_days: Annotated[int, Field(ge=1, le=120)] = Field(
        default=21, description="Days that a provider has to send a statement."
    )
    statement_reminders: Annotated[int, Field(ge=0, le=10)] = Field(
        default=2, description="Reminders for a statement before it goes to an officer."
    )
    statement_reminder_days: Annotated[int, Field(ge=1, le=60)] = Field(default=7, description="Days between them.")
    reply_reminders: Annotated[int, Field(ge=0, le=10)] = Field(
        default=2, description="Reminders for an answer before silence goes to an officer."
    )
    stale_days: Annotated[int, Field(ge=1, le=730)] = Field(
        default=60, description="An open case is called stale when nothing has happened for so many days."
    )
    payment_days: Annotated[int, Field(ge=1, le=365)] = Field(
        default=30, description="Days that money may take after it was asked back."
    )
    reviewed_on: date | None = Field(
        default=None,
        description="The day by which every account had been reviewed when afstem took over. Without it accounts older than six months are called overdue.",
    )
    income_account: str = Field(
        default="", description="The account that returned money is credited to: the one the payments were made from."
    )
    income_cost_element: str = Field(default="", description="Its cost element, where the system wants one.")
    debtor_account: str = Field(
        default="", description="The account of the other side, that providers owe on; without it no debtor file is made."
    )
    debtor_exporter: str | None = Field(
        default=None, description="The format of debtor files, as `afstem debtors --help` lists them. Default: plain-csv."
    )
