"""What a country must say. A stage is given its pack as an argument and never looks one up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.decision import Offer
from models.grant import Grant
from models.period import Period


@dataclass(frozen=True, slots=True)
class Labels:
    """Words that stand beside values on documents, by field, most telling first; lower case."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    stop: Sequence[str] = ()


#: Gives the admissible offers for a grant and a period. Units are the quantity billed, when known.
OfferRule = Callable[[Grant, Period, Decimal | None], Sequence[Offer]]


@dataclass(frozen=True, slots=True)
class CountryPack:
    """One country: identifiers, number and date habits, labels, rules for amounts, exporters, wording."""

    code: str
    name: str
    currency: str
    language: str
    time_zone: str
    decimal_comma: bool
    labels: Labels
    #: Checks a person's identifier as printed and returns its clean form, or None when it is not one.
    person_id: Callable[[str], str | None]
    #: All person identifiers in a text: (clean form, start, end).
    find_person_ids: Callable[[str], Sequence[tuple[str, int, int]]]
    registration: Callable[[str], str | None]
    offer_rules: Sequence[OfferRule] = ()
    #: Words by which a line says that it is for more than the basic rate.
    supplement_words: Sequence[str] = ()
    #: What tax on taxable services adds, as a factor: 1.25 in Denmark.
    vat_factor: Decimal | None = None
    #: Legal bases written on invoices: pattern to code ("§ 108" → "SEL108").
    legal_bases: Sequence[tuple[str, str]] = ()
    #: The default policy of the country, by setting name (domain handbook 12).
    policy: Mapping[str, object] = field(default_factory=dict)
