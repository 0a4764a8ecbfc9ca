"""The workbook of one account and period, for staff to check: every sum is a live formula over what was read.

Text from statements never becomes a formula: it is written as text, and marked as text for programs that copy it on.
The same balance gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.direct_payment import AllowableBasis, DpPolicy, PaymentBasis
from models.document import Reading
from models.money import Money
from models.reconciliation import Reconciliation
from models.statement import INCOME, SPENDING, Category, DpStatement
from reconcile.direct_payments import NOT_COST, client_over, eligible_cost, what_if
from reconcile.flags import FLAG_KINDS
from reconcile.packing import pack
from reconcile.sheets import MONEY, Cells, Formula, styles
from reconcile.workings import CATEGORY_NAMES, COMMITTED_NAMES

DAY = "dd/mm/yyyy"
BASIS_NAMES = {AllowableBasis.GROSS_BUDGET: "gross budget", AllowableBasis.PAYMENT: "direct payment"}


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A document that figures come from: its name for staff, when it came, and where to open it."""

    name: str
    received: str
    link: str | None = None


def build_workbook(
    recon: Reconciliation,
    statement: DpStatement | None = None,
    *,
    alternatives: Sequence[DpPolicy] = (),
    sources: Sequence[SourceNote] = (),
    cached: bool = True,
) -> bytes:
    """Return the workbook as XLSX bytes.

    `alternatives` are policies to show the same account under. With `cached` the formulas' results are stored beside
    them, so that previews which do not calculate show them too.
    """
    from openpyxl import Workbook

    book = Workbook()
    style = styles()
    main = Cells(_sheet(book, 0, "Balance"), style)
    places = _balance(main, recon)
    _transactions(Cells(_sheet(book, 1, "Transactions"), style), statement)
    _flags(Cells(_sheet(book, 2, "Flags"), style), recon)
    _policy(Cells(_sheet(book, 3, "Policy"), style), recon, alternatives, places)
    _sources(Cells(_sheet(book, 4, "Sources"), style), recon, sources)
    return pack(book, recon.period.end, cached=cached)


def _sheet(book: Any, position: int, title: str) -> Any:
    sheet = book.active if position == 0 else book.create_sheet(title)
    sheet.title = title
    return sheet


def _balance(cells: Cells, recon: Reconciliation) -> dict[str, str]:
    """Write the main sheet and return where each figure stands."""
    cells.widths(44, 18, 46, 40)
    cells.title(f"Direct payment account {recon.account_id}, {recon.period.start:%d/%m/%Y} to {recon.period.end:%d/%m/%Y}")
    places: dict[str, str] = {}
    _head(cells, recon, places)
    _ledger(cells, recon, places)
    _committed(cells, recon, places)
    _contribution(cells, recon, places)
    _result(cells, recon, places)
    cells.setup(landscape=False)
    return places


def _head(cells: Cells, recon: Reconciliation, places: dict[str, str]) -> None:
    cells.heading("Account")
    for label, value in (
        ("Person", recon.person_id),
        ("Initials", recon.name_initials),
        ("Provider", recon.map_name),
        ("Provider's reference", recon.map_account_ref),
        ("Payment basis", str(recon.payment_basis)),
    ):
        cells.row(label, value)
    places["start"] = cells.row("Period from", recon.period.start, form=DAY)
    places["end"] = cells.row("Period to", recon.period.end, form=DAY)
    if recon.weeks_in_period == Decimal(recon.period.days) / 7:
        weeks = Formula(f"=({places['end']}-{places['start']}+1)/7")
        places["weeks"] = cells.row("Weeks in period", weeks, "days / 7", form="0.00", result=recon.weeks_in_period)
    else:
        places["weeks"] = cells.row("Weeks in period", recon.weeks_in_period, "weeks in which the agreement ran", form="0.00")
    places["budget"] = cells.money("Weekly gross budget", recon.weekly_gross_budget)
    places["contribution"] = cells.money("Weekly contribution", recon.weekly_contribution)
    places["dp"] = cells.money("Weekly direct payment", recon.weekly_dp)
    places["weeks_allowed"] = cells.row(
        "Weeks that may be kept", recon.allowable_weeks, recon.policy.label if recon.policy else "no policy in force"
    )
    cells.row("Counted in", BASIS_NAMES[recon.allowable_basis] if recon.allowable_basis else None)


def _ledger(cells: Cells, recon: Reconciliation, places: dict[str, str]) -> None:
    cells.heading("Balance")
    places["opening"] = _figure(cells, "Opening balance", recon.opening, "+")
    places.update(_categories(cells, "Income", recon.income, INCOME, "+", recon.income_total))
    places.update(_categories(cells, "Spending", recon.spending, SPENDING, "-", recon.spending_total))
    computed = f"={places['opening']}+{places['Income']}-{places['Spending']}"
    places["computed"] = cells.formula(
        "Closing balance, worked out",
        computed if recon.opening else None,
        recon.closing_computed,
        "opening + income - spending",
    )
    places["closing"] = _figure(cells, "Closing balance on the statement", recon.closing, "")
    difference = f"=ROUND({places['closing']}-{places['computed']},2)"
    known = recon.difference is not None
    places["difference"] = cells.formula("Difference", difference if known else None, recon.difference, "must be 0.00")


def _categories(
    cells: Cells, name: str, figures: Mapping[Category, Reading[Money]], order: Sequence[Category], sign: str, total: Money
) -> dict[str, str]:
    places = {
        str(category): _figure(cells, CATEGORY_NAMES[category], figures[category], sign)
        for category in order
        if category in figures
    }
    rows = list(places.values())
    formula = f"=ROUND(SUM({rows[0]}:{rows[-1]}),2)" if rows else "=0"
    places[name] = cells.formula(f"{name}, total", formula, total, "sum of the rows above")
    return places


def _figure(cells: Cells, label: str, reading: Reading[Money] | None, sign: str) -> str:
    where = "" if reading is None else _place(reading)
    return cells.money(label, reading.value if reading else None, sign, where)


def _place(reading: Reading[Any]) -> str:
    page = f"page {reading.source.page}, " if reading.source.page else ""
    return f"{page}{reading.source.origin}"


def _committed(cells: Cells, recon: Reconciliation, places: dict[str, str]) -> None:
    cells.heading("Committed")
    rows = []
    for each in recon.committed:
        how = (
            f"counted: {each.evidence}, accepted by {each.accepted_by}"
            if each.accepted
            else "not counted: no accepted evidence"
        )
        place = cells.money(COMMITTED_NAMES[each.kind], each.amount, how, each.claimed_in)
        if each.accepted:
            rows.append(place)
    formula = "=" + "+".join(rows) if rows else "=0"
    places["committed"] = cells.formula("Committed, total", formula, recon.committed_total, "accepted items only")


def _contribution(cells: Cells, recon: Reconciliation, places: dict[str, str]) -> None:
    cells.heading("Contribution")
    expected = f"=ROUND({places['contribution']}*{places['weeks']},2)"
    places["expected"] = cells.formula("Expected", expected, recon.contribution_expected, "weekly contribution x weeks")
    in_account = places.get(str(Category.CLIENT_CONTRIBUTION_RECEIVED), "0")
    known = recon.contribution_received is not None
    if recon.payment_basis is PaymentBasis.NET:
        received = cells.formula(
            "Received", f"={in_account}" if known else None, recon.contribution_received, "into the account"
        )
    else:
        received = cells.money("Received", recon.contribution_received, "by the council's books")
    arrears = f"=MAX(0,ROUND({places['expected']}-{received},2))"
    cells.formula("Arrears", arrears if known else None, recon.contribution_arrears, "expected - received, not below 0")
    cost = [places[str(kind)] for kind in SPENDING if kind not in NOT_COST and str(kind) in places]
    places["cost"] = cells.formula("Cost of care", "=" + ("+".join(cost) or "0"), eligible_cost(recon), "all named spending")
    share = f"MIN({places['expected']},{places['cost']})" if recon.payment_basis is PaymentBasis.NET else "0"
    places["over"] = cells.formula(
        "Paid in beyond the person's share",
        f"=MAX(0,ROUND({in_account}-{share},2))",
        client_over(recon),
        "received - min(expected, cost of care)",
    )


def _result(cells: Cells, recon: Reconciliation, places: dict[str, str]) -> None:
    cells.heading("Result")
    known = recon.surplus is not None
    base = places["dp"] if recon.allowable_basis is AllowableBasis.PAYMENT else places["budget"]
    allowable = f"=ROUND({places['weeks_allowed']}*{base},2)" if recon.allowable_balance is not None else None
    places["allowable"] = cells.formula("May be kept", allowable, recon.allowable_balance, "weeks x weekly sum")
    surplus = f"=MAX(0,ROUND({places['closing']}-{places['allowable']}-{places['committed']},2))" if known else None
    places["surplus"] = cells.formula("Surplus", surplus, recon.surplus, "closing - may be kept - committed, not below 0")
    refund = f"=MIN({places['surplus']},{places['over']})" if known else None
    places["refund"] = cells.formula("Of this the person's", refund, recon.client_refund, "goes back to the person first")
    council = f"=ROUND({places['surplus']}-{places['refund']},2)" if known else None
    places["council"] = cells.formula(
        "Of this the council's", council, recon.council_surplus, "surplus - the person's", strong=True
    )
    blocking = ", ".join(dict.fromkeys(flag.code for flag in recon.flags if flag.blocks))
    cells.money("May be asked back now", recon.recoverable, f"blocked by {blocking}" if blocking else "nothing blocks")
    cells.heading("Sign-off")
    for label in ("Checked by", "Checked on", "Released by", "Released on"):
        cells.row(label, None)


def _transactions(cells: Cells, statement: DpStatement | None) -> None:
    cells.widths(12, 44, 14, 14, 14, 30, 34)
    cells.table("Date", "Description", "In", "Out", "Balance", "Read as", "Where")
    rows = statement.transactions if statement else ()
    for row in rows:
        cells.line(
            (row.day, DAY),
            (row.text, None),
            (row.money_in, MONEY),
            (row.money_out, MONEY),
            (row.balance, MONEY),
            (CATEGORY_NAMES[row.category] if row.category else None, None),
            (_source_text(row.source.page, row.source.origin), None),
        )
    if rows:
        came = sum((row.money_in.decimal for row in rows if row.money_in), Decimal(0))
        went = sum((row.money_out.decimal for row in rows if row.money_out), Decimal(0))
        cells.totals({3: came, 4: went}, first=2)
    cells.setup(landscape=True, repeat=1)


def _source_text(page: int | None, origin: str) -> str:
    return f"page {page}, {origin}" if page else origin


def _flags(cells: Cells, recon: Reconciliation) -> None:
    cells.widths(28, 60, 70, 12, 34)
    cells.table("Flag", "Means", "Here", "Blocks", "Tell")
    for flag in recon.flags:
        tell = ", ".join(str(who) for who in flag.tell)
        texts = (flag.code, FLAG_KINDS[flag.code].meaning, flag.detail, "yes" if flag.blocks else "no", tell)
        cells.line(*((text, None) for text in texts))
    cells.setup(landscape=True, repeat=1)


def _policy(cells: Cells, recon: Reconciliation, alternatives: Sequence[DpPolicy], places: dict[str, str]) -> None:
    cells.widths(56, 12, 18, 16, 16)
    cells.table("Policy", "Weeks", "Weekly sum", "May be kept", "Surplus")
    for policy in [policy for policy in (recon.policy, *alternatives) if policy]:
        picture = what_if(recon, policy)
        by_payment = policy.basis is AllowableBasis.PAYMENT
        row = cells.next_row
        base = Formula(f"=Balance!{places['dp' if by_payment else 'budget']}")
        surplus = f"=MAX(0,ROUND(Balance!{places['closing']}-D{row}-Balance!{places['committed']},2))"
        known = picture.surplus is not None
        cells.line(
            (policy.label, None),
            (picture.allowable_weeks, "0"),
            (base, MONEY, recon.weekly_dp if by_payment else recon.weekly_gross_budget),
            (Formula(f"=ROUND(B{row}*C{row},2)"), MONEY, picture.allowable_balance),
            (Formula(surplus) if known else None, MONEY, picture.surplus),
        )
    cells.note("The first row is the policy in force; the others only show what it would be under them.")
    cells.setup(landscape=True)


def _sources(cells: Cells, recon: Reconciliation, sources: Sequence[SourceNote]) -> None:
    cells.widths(44, 18, 44, 30, 14)
    cells.table("Document", "Received", "Open")
    for note in sources:
        cells.line((note.name, None), (note.received, None), (note.link, "link"))
    cells.note("")
    cells.table("Figure", "Value", "Where", "As printed", "Sure")
    figures = {
        "Opening balance": recon.opening,
        **_named(recon.income),
        **_named(recon.spending),
        "Closing balance": recon.closing,
    }
    for name, reading in figures.items():
        if reading:
            sure = Decimal(str(reading.confidence)).quantize(Decimal("0.001"))
            cells.line(
                (name, None), (reading.value, MONEY), (_place(reading), None), (reading.source.text, None), (sure, "0.0%")
            )
    cells.setup(landscape=True)


def _named(figures: Mapping[Category, Reading[Money]]) -> dict[str, Reading[Money]]:
    return {CATEGORY_NAMES[category]: reading for category, reading in figures.items()}


def workbook_name(recon: Reconciliation) -> str:
    """Return a file name without personal data: the account, not the person, and the period's end.

    >>> from datetime import date
    >>> from types import SimpleNamespace
    >>> workbook_name(SimpleNamespace(account_id="DPA/1", period=SimpleNamespace(end=date(2026, 6, 30))))
    'balance-DPA-1-2026-06-30.xlsx'
    """
    plain = "".join(letter if letter.isalnum() else "-" for letter in recon.account_id)
    return f"balance-{plain}-{recon.period.end.isoformat()}.xlsx"
