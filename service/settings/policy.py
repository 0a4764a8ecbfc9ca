"""What may happen by itself, and what the council has agreed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.settings.kinds import (
    Amount,
    Days,
    Limit,
    Months,
    Pattern,
    Percent,
    Places,
    Probability,
    Texts,
    Tiers,
    Whole,
)
from service.settings.section import Section


class PolicySettings(Section):
    """What may happen by itself, and what the council has agreed. What is not set follows the country (`models.policy`)."""

    country: Literal["dk", "gb"] | None = Field(
        default=None, description="The council's country: it decides identifiers, amounts, law and wording. Must be set."
    )
    mode: Literal["shadow", "promoted", "live"] | None = Field(
        default=None,
        description="`shadow` matches and shows but exports nothing; `promoted` posts by itself only what was promoted on evidence and "
        "asks for a click otherwise; `live` posts by every rule of `auto_tiers`, promoted or not, but for those that were demoted. Begin in shadow.",
    )
    auto_limit: Limit = Field(
        default=None, description="The highest amount posted without a person, in the council's currency; none is no limit."
    )
    auto_tiers: Tiers | None = Field(
        default=None,
        description="Which kinds of match are posted without a person: T1 as granted, T2 by a rule of the contract, T3 by evidence, "
        "T4 several months or grants in one line.",
    )
    tolerance_t1: Amount | None = Field(default=None, description="How far an exact match may be off.")
    tolerance_t2_plus: Amount | None = Field(
        default=None, description="How far the other kinds of match may be off, for rounding."
    )
    excluded_paragraphs: Texts | None = Field(
        default=None, description="Legal bases that a person always reads, such as SEL97."
    )
    exclude_unfixed_hours: bool | None = Field(
        default=None, description="Whether a person always reads grants by the hour or visit that have no agreed number."
    )
    sample_percent: Percent | None = Field(
        default=None, description="The share of automatic matches that a person checks all the same."
    )
    sample_steps: Whole | None = Field(
        default=None, description="Amounts from each of which on twice the share is drawn for the check."
    )
    promotion_decisions: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many decisions must have been compared with people's before a rule may be promoted."
    )
    promotion_percent: Percent | None = Field(
        default=None, description="Under how many per cent a rule's errors must surely be (upper 95 % bound) to be promoted."
    )
    promotion_two_people: bool | None = Field(default=None, description="Whether a second person confirms a promotion.")
    demotion_percent: Percent | None = Field(
        default=None,
        description="Over how many per cent a rule's errors must surely be (lower 95 % bound in the samples) to be demoted.",
    )
    pay_undisputed_lines: bool | None = Field(
        default=None, description="Whether the lines that fit are paid while others on the same invoice are queried."
    )
    pay_lower_amount: bool | None = Field(
        default=None, description="Whether paying an invoice below the granted amount is proposed."
    )
    pay_packages: bool | None = Field(
        default=None, description="Whether one line for two grants may be proposed; otherwise the supplier must itemise it."
    )
    oldest_unsettled: bool | None = Field(
        default=None, description="Whether an invoice without a period is taken for the oldest one not paid; otherwise we ask."
    )
    post_unstated_period: bool | None = Field(
        default=None,
        description="Whether a line without a period posts by itself when one unpaid period fits; else a person confirms.",
    )
    time_bar_months: Months = Field(
        default=None, description="After how many months a municipality or region can no longer claim; none is never."
    )
    contact_owner: Literal["case_worker", "finance", "auto_email"] | None = Field(
        default=None,
        description="Who takes a mismatch up with the supplier: it lands on that desk, and with `auto_email` the letter goes by itself.",
    )
    routing: Texts | None = Field(
        default=None,
        description="Reason codes that land on another desk than docs/reasons.md says, as code=desk: coding-missing=finance.",
    )
    person_id_regex: Pattern | None = Field(
        default=None, description="The council's own number for a person, as a regular expression."
    )
    person_places: Places | None = Field(
        default=None,
        description="Where e-invoices name the person, tried before the known places, as KEY=XPATH: KEY is one of our GLN numbers, a supplier's "
        "registration, or *; XPATH leads from a line or from the header (prefixes cbc, cac, ram): "
        "*=cac:Item/cac:BuyersItemIdentification/cbc:ID.",
    )
    buyer_gln: Texts | None = Field(
        default=None, description="The council's own GLN/EAN numbers; an invoice to another one is not ours."
    )
    reference_required: bool | None = Field(
        default=None, description="Whether an invoice must name the member of staff or the order it is for."
    )
    confidence_bar: Probability | None = Field(
        default=None, description="The probability from which a reading may be acted on without a person."
    )
    total_tolerance: Amount | None = Field(
        default=None, description="How far the sum of the lines may be from the total of the invoice."
    )
    rounding_limit: Amount | None = Field(default=None, description="How large a rounding line may be.")
    period_months_back: Annotated[int, Field(ge=1, le=120)] | None = Field(
        default=None, description="How many months back an unstated period is looked for."
    )
    contract_rules: Texts | None = Field(
        default=None, description="Contract terms that hold where a grant says nothing, as name=value."
    )
    dispute_notify_days: Days | None = Field(
        default=None,
        description="Working days from receipt in which a supplier is told that an invoice is disputed; `afstem disputes` shows what is overdue.",
    )
    payment_days: Days | None = Field(
        default=None, description="Days from receipt in which an invoice is to be paid; a later due date on it counts instead."
    )
    late_interest_percent: Percent | None = Field(
        default=None,
        description="Statutory interest on late payment in percent a year: the reference rate now in force and 8. None: interest is not shown.",
    )
    notice_days: Days | None = Field(default=None, description="Days from the notice of a surplus until it may be recovered.")
    reply_days: Days | None = Field(default=None, description="Days in which an answer to a balance letter is expected.")
    reminder_days: Days | None = Field(default=None, description="Days after the expected answer until a reminder is drafted.")
    retention_years: Annotated[int, Field(ge=1, le=30)] | None = Field(
        default=None,
        description="Years that documents and decisions must be kept. Nothing is deleted by afstem; `afstem retention` lists what is older.",
    )
