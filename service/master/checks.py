"""What must hold between the cells of a row, the rows of a table, and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.master.numbers import check_cvr
from service.master.parse import Columns
from service.master.tables import Reference

CURRENCIES = {"DK": "DKK", "GB": "GBP"}


def check_unique(columns: Columns) -> None:
    """Report rows that share a key with an earlier one."""
    unique = columns.spec.unique
    if not unique:
        return
    keys = columns.values[unique[0]] if len(unique) == 1 else list(zip(*(columns.values[name] for name in unique), strict=True))
    if len(set(keys)) == len(keys):
        return
    first: dict[Any, int] = {}
    for index, key in enumerate(keys):
        before = first.setdefault(key, index)
        if before != index and key is not None and not (isinstance(key, tuple) and None in key):
            columns.report(index, ", ".join(unique), f"is the same as in row {columns.rows[before]}", "each one once")


def check_periods(columns: Columns) -> None:
    """Report dates that run backwards."""
    for start_name, end_name in columns.spec.periods:
        pairs = zip(columns.values[start_name], columns.values[end_name], strict=True)
        for index, (start, end) in enumerate(pairs):
            if start is not None and end is not None and end < start:
                columns.report(index, end_name, f"is before {start_name}", "the same day or later")


def check_references(columns: Columns, reference: Reference, known: set[str]) -> None:
    """Report names that name nothing."""
    unknown = {name for name in columns.values[reference.column] if name} - known
    if not unknown:
        return
    for index, name in enumerate(columns.values[reference.column]):
        if name in unknown:
            wrong = f"“{name[:60]}” is not in {reference.table}"
            right = f"one that stands in {reference.table}, in this import or an earlier one"
            columns.report(index, reference.column, wrong, right, blocks=reference.blocks)


def finish_suppliers(columns: Columns) -> None:
    """Ask who owns a Danish supplier, since that decides its account; check company numbers where that proves anything."""
    values = columns.values
    for index, (country, ownership, registration) in enumerate(
        zip(values["country"], values["ownership"], values["registration"], strict=True)
    ):
        if ownership == "":
            values["ownership"][index] = "private"
            if country == "DK":
                columns.report(index, "ownership", "is empty", "own, municipality, region or private: it decides the account")
        if country == "DK" and registration is not None and not check_cvr(registration):
            right = "the eight digits of the company register"
            columns.report(index, "registration", f"“{registration}” has a wrong check digit", right, blocks=False)


def finish_people(columns: Columns, language: str) -> None:
    """Write to people whose language is not said in the council's; report one number for two people."""
    values = columns.values
    values["language"] = [spoken or language for spoken in values["language"]]
    for name in ("cpr", "nhs_number"):
        first: dict[str, int] = {}
        for index, number in enumerate(values[name]):
            if number is not None and first.setdefault(number, index) != index:
                other = columns.rows[first[number]]
                wrong = f"is the same as in row {other}; invoices with it will go to a person"
                columns.report(index, name, wrong, "one number for one person", blocks=False)


def finish_coding(columns: Columns) -> None:
    """Report two rows for one kind of grant from one day: invoices of that kind could not be coded."""
    values = columns.values
    names = ("legal_basis", "ownership", "target_group", "service", "valid_from")
    first: dict[tuple[Any, ...], int] = {}
    for index, key in enumerate(zip(*(values[name] for name in names), strict=True)):
        before = first.setdefault(key, index)
        if before != index:
            columns.report(index, None, f"is for the same kind of grant as row {columns.rows[before]}", "one row", blocks=False)


def finish_funding(columns: Columns) -> None:
    """Report shares of one grant from one day that come to more than all of it."""
    from decimal import Decimal

    values = columns.values
    sums: dict[tuple[Any, Any], Decimal] = {}
    for index, (grant, day, percent) in enumerate(
        zip(values["grant_id"], values["valid_from"], values["percent"], strict=True)
    ):
        if percent is None:
            continue
        sums[grant, day] = sums.get((grant, day), Decimal(0)) + Decimal(percent)
        if sums[grant, day] > 100:
            columns.report(index, "percent", "brings the shares of this grant above 100", "shares that come to 100 or less")


def finish_dp_accounts(columns: Columns) -> None:
    """Report a payment that is not what the budget and the contribution give."""
    values = columns.values
    names = ("payment_basis", "weekly_gross_budget_minor", "weekly_contribution_minor", "weekly_payment_minor")
    for index, (basis, gross, contribution, payment) in enumerate(zip(*(values[name] for name in names), strict=True)):
        if None in (basis, gross, contribution, payment):
            continue
        expected = gross - contribution if basis == "net" else gross
        if payment != expected:
            wrong = "is not the budget less the contribution" if basis == "net" else "is not the budget, though paid gross"
            columns.report(index, "weekly_payment", wrong, f"{expected / 100:.2f}", blocks=False)


def add_currency(columns: Columns, currency_of: Mapping[str, str]) -> None:
    """Say of each amount which currency it is in: the supplier's. A supplier that is not known was reported already."""
    names = columns.values[columns.spec.currency_from]
    columns.values["currency"] = [currency_of.get(name, "") for name in names]
