"""The tables of master data and their columns: the import contract as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.direct_payment import AccountType, AllowableBasis, LedgerKind, PaymentBasis
from models.grant import Billing, Ownership, Unit
from service.master import cells, numbers
from service.master.cells import Cells, Repeating, Single, Words, key, list_of, one_of, optional, required


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how its cells are read, what the value is called, and whether it may be shown."""

    name: str
    cells: Cells
    #: The name of the value, where it differs from the heading: `rate` is kept as `rate_minor`.
    value: str = ""
    personal: bool = False

    @property
    def key(self) -> str:
        """The name of the value."""
        return self.value or self.name


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a row of another table. Where `blocks` is false an unknown name is only reported."""

    column: str
    table: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: columns, what names a row, what it refers to, and which dates must not run backwards."""

    name: str
    columns: Sequence[Column]
    #: Two rows with the same key are an error; without one rows may repeat.
    unique: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    periods: tuple[tuple[str, str], ...] = ()
    #: The column that gives an amount its currency, through the supplier; empty: the council's own currency.
    currency_from: str = ""
    required: frozenset[str] = field(default_factory=frozenset)


def _day(name: str) -> Column:
    return Column(name, Repeating(required(cells.to_date)))


def _maybe_day(name: str, *, personal: bool = False) -> Column:
    return Column(name, Repeating(optional(cells.to_date)), personal=personal)


def _amount(name: str, *, signed: bool = False) -> Column:
    return Column(name, Repeating(required(cells.to_minor if signed else cells.to_positive_minor)), value=f"{name}_minor")


def _yes_no(name: str, *, empty: bool) -> Column:
    return Column(name, Repeating(optional(cells.to_bool, empty)))


def _email(name: str, *, personal: bool = False) -> Column:
    return Column(name, Repeating(optional(cells.to_address)), personal=personal)


def _text(name: str, longest: int = 200, *, personal: bool = False) -> Column:
    return Column(name, Words(longest), personal=personal)


def _needed(name: str, longest: int = 200, *, personal: bool = False) -> Column:
    return Column(name, Words(longest, required=True), personal=personal)


def _code(name: str, longest: int = 80) -> Column:
    """Return a column whose empty cell is an empty text, as keys of the coding sheet are."""
    return Column(name, Words(longest, empty=""))


def _choice(name: str, words: Sequence[str], empty: str | None = None) -> Column:
    convert = one_of(*words)
    return Column(name, Repeating(required(convert) if empty is None else optional(convert, empty)))


_ONE_DAY_OR_MORE = cells.whole_between(0, 3650)

SUPPLIERS = TableSpec(
    "suppliers",
    (
        Column("supplier_id", key()),
        _needed("name"),
        _choice("country", ("DK", "GB")),
        Column("registration", Single(optional(numbers.to_registration))),
        Column("vat_number", Single(optional(numbers.to_vat_number))),
        Column("p_numbers", Single(list_of(numbers.to_p_number))),
        Column("bank_accounts", Single(list_of(numbers.to_account))),
        Column("emails", Single(list_of(cells.to_address_or_domain))),
        _choice("ownership", tuple(Ownership), empty=""),
        _choice("status", ("active", "blocked"), empty="active"),
        _yes_no("auto_post", empty=True),
    ),
    unique=("supplier_id",),
)

PEOPLE = TableSpec(
    "people",
    (
        Column("person_id", key()),
        _needed("name", personal=True),
        Column("cpr", Single(optional(numbers.to_cpr)), personal=True),
        Column("nhs_number", Single(optional(numbers.to_nhs_number)), personal=True),
        _maybe_day("born", personal=True),
        _maybe_day("died", personal=True),
        _choice("language", ("en", "da"), empty=""),
        _email("case_worker_email"),
    ),
    unique=("person_id",),
    periods=(("born", "died"),),
)

GRANTS = TableSpec(
    "grants",
    (
        Column("grant_id", key()),
        Column("person_id", key()),
        Column("supplier_id", key()),
        _needed("service"),
        _needed("legal_basis", 40),
        _code("target_group"),
        _choice("unit", tuple(Unit)),
        _day("start"),
        _maybe_day("end"),
        _maybe_day("run_off_end"),
        Column("units_per_week", Repeating(optional(cells.decimal_between(0, 10_000)))),
        _yes_no("prepaid", empty=False),
        _choice("billing", tuple(Billing), empty=Billing.CALENDAR_MONTH.value),
        _email("owner_email"),
        Column("contract_rules", Repeating(cells.to_rules)),
    ),
    unique=("grant_id",),
    references=(Reference("person_id", "people"), Reference("supplier_id", "suppliers")),
    periods=(("start", "end"), ("start", "run_off_end")),
)


def _component(text: str) -> str:
    from service.master.problem import BadCell

    if text != "base" and not (text.startswith("supplement:") and text.removeprefix("supplement:").strip()):
        raise BadCell("is not a component", "base, or supplement: and a name, such as supplement:night")
    return text


RATES = TableSpec(
    "rates",
    (
        Column("grant_id", key()),
        _day("valid_from"),
        _amount("rate"),
        Column("component", Repeating(optional(_component, "base"))),
    ),
    unique=("grant_id", "component", "valid_from"),
    references=(Reference("grant_id", "grants"),),
    currency_from="grant_id",
)

SUPPLIER_RATES = TableSpec(
    "supplier_rates",
    (
        Column("supplier_id", key()),
        _code("service", 200),
        Column("component", Repeating(optional(_component, "base"))),
        _day("valid_from"),
        _amount("rate"),
    ),
    unique=("supplier_id", "service", "component", "valid_from"),
    references=(Reference("supplier_id", "suppliers"),),
    currency_from="supplier_id",
)

CODING = TableSpec(
    "coding",
    (
        _needed("legal_basis", 40),
        _choice("ownership", tuple(Ownership), empty=""),
        _code("target_group"),
        _code("service", 200),
        _needed("account", 40),
        _code("cost_element", 40),
        _maybe_day("valid_from"),
        _maybe_day("valid_to"),
        _email("owner_email"),
    ),
    periods=(("valid_from", "valid_to"),),
)

LEDGER = TableSpec(
    "ledger",
    (
        Column("supplier_id", key()),
        _needed("invoice_number", 80),
        _code("grant_id", 64),
        _day("period_start"),
        _day("period_end"),
        _amount("amount", signed=True),
        _text("voucher", 40),
        _maybe_day("posted_on"),
    ),
    references=(Reference("supplier_id", "suppliers"), Reference("grant_id", "grants", blocks=False)),
    periods=(("period_start", "period_end"),),
    currency_from="supplier_id",
)

MAP_PROVIDERS = TableSpec(
    "map_providers",
    (Column("map_id", key()), _needed("name"), Column("emails", Single(list_of(cells.to_address_or_domain)))),
    unique=("map_id",),
)

DP_ACCOUNTS = TableSpec(
    "dp_accounts",
    (
        Column("account_id", key()),
        Column("person_id", key()),
        _text("map_id", 64),
        _choice("type", tuple(AccountType)),
        _text("reference", 80),
        _amount("weekly_gross_budget"),
        _amount("weekly_contribution"),
        _amount("weekly_payment"),
        _choice("payment_basis", tuple(PaymentBasis)),
        _day("start"),
        _maybe_day("end"),
        _text("recipient_name", personal=True),
        _email("recipient_email", personal=True),
        _email("social_worker_email"),
    ),
    unique=("account_id",),
    references=(Reference("person_id", "people"), Reference("map_id", "map_providers")),
    periods=(("start", "end"),),
)

DP_POLICY = TableSpec(
    "dp_policy",
    (
        _day("valid_from"),
        Column("allowable_weeks", Repeating(required(cells.decimal_between(0, 104)))),
        _choice("basis", tuple(AllowableBasis)),
        _amount("de_minimis"),
        Column("notice_days", Repeating(required(_ONE_DAY_OR_MORE))),
        Column("reply_days", Repeating(required(_ONE_DAY_OR_MORE))),
        Column("reminder_days", Repeating(required(_ONE_DAY_OR_MORE))),
    ),
    unique=("valid_from",),
)

DP_LEDGER = TableSpec(
    "dp_ledger",
    (
        Column("account_id", key()),
        _day("date"),
        _choice("kind", tuple(LedgerKind)),
        _amount("amount", signed=True),
        _text("source"),
    ),
    references=(Reference("account_id", "dp_accounts"),),
)

FUNDING = TableSpec(
    "funding",
    (
        Column("grant_id", key()),
        _needed("funder", 80),
        Column("percent", Repeating(required(cells.decimal_between(0, 100)))),
        _yes_no("lead", empty=False),
        _day("valid_from"),
        _maybe_day("valid_to"),
    ),
    unique=("grant_id", "funder", "valid_from"),
    references=(Reference("grant_id", "grants"),),
    periods=(("valid_from", "valid_to"),),
)

CONTRIBUTIONS = TableSpec(
    "contributions",
    (
        Column("person_id", key()),
        _amount("weekly_charge"),
        _yes_no("full_cost", empty=False),
        _day("valid_from"),
        _maybe_day("valid_to"),
    ),
    unique=("person_id", "valid_from"),
    references=(Reference("person_id", "people"),),
    periods=(("valid_from", "valid_to"),),
)

LETTERS = TableSpec(
    "letters",
    (
        _needed("message_id", 250),
        _text("token", 40),
        _text("subject"),
        _email("recipient", personal=True),
        Column("sent_at", Repeating(optional(cells.to_time))),
        Column("account_id", key()),
        _text("reference", 40),
        Column("amount", Repeating(optional(cells.to_minor)), value="amount_minor"),
    ),
    unique=("message_id", "account_id"),
    references=(Reference("account_id", "dp_accounts"),),
)

BILLING_PERIODS = TableSpec(
    "billing_periods",
    (_needed("calendar", 80), _day("period_start"), _day("period_end"), _text("label")),
    unique=("calendar", "period_start"),
    periods=(("period_start", "period_end"),),
)

#: In an order in which every reference points backwards.
TABLES = (
    SUPPLIERS,
    PEOPLE,
    GRANTS,
    RATES,
    SUPPLIER_RATES,
    CODING,
    LEDGER,
    MAP_PROVIDERS,
    DP_ACCOUNTS,
    DP_POLICY,
    DP_LEDGER,
    FUNDING,
    CONTRIBUTIONS,
    LETTERS,
    BILLING_PERIODS,
)
