"""Bank details against what accepted invoices asked for until now, through the whole pipeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.acceptance.desk import Desk
from tests.acceptance.test_layouts_denmark import SELLER, bill, desk, e_invoice, line

__all__ = ["desk"]

MAY, JUNE = (date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 6, 1), date(2026, 6, 30))


def month(number: str, period: tuple[date, date], amount: str, account: str | None) -> tuple[str, bytes, str]:
    days = str((period[1] - period[0]).days + 1)
    care = line("Botilbud § 108", amount, quantity=days, price="2243.00", unit="day", period=period)
    doc = bill(care, number=number, issued=period[1])
    return e_invoice(replace(doc, seller=replace(SELLER, bank_account=account)))


@pytest.fixture
def paid_in_may(desk: Desk) -> Desk:
    """A supplier without an account on record, whose bill for May was accepted."""
    desk.tables["suppliers"][0]["bank_accounts"] = ""
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    desk.gets(*month("20400", MAY, "69533.00", SELLER.bank_account))
    _, postings = desk.works()
    assert [row["amount"] for row in postings] == ["69533.00"]
    return desk


def test_the_same_account_posts_again(paid_in_may: Desk) -> None:
    paid_in_may.gets(*month("20417", JUNE, "67290.00", SELLER.bank_account))

    _, postings = paid_in_may.works()

    assert [row["amount"] for row in postings] == ["69533.00", "67290.00"]


def test_another_account_holds_the_supplier(paid_in_may: Desk) -> None:
    paid_in_may.gets(*month("20417", JUNE, "67290.00", "9991-0000000019"))

    decisions, postings = paid_in_may.works()

    assert (decisions[1]["verdict"], decisions[1]["code"]) == ("hold", "bank-details-changed")
    assert "0000000019" not in str(decisions[1])
    assert [row["amount"] for row in postings] == ["69533.00"]


def test_a_record_that_was_changed_since_needs_a_click(paid_in_may: Desk) -> None:
    paid_in_may.tables["suppliers"][0]["bank_accounts"] = "9991-0000000019"
    paid_in_may.gets(*month("20417", JUNE, "67290.00", "9991-0000000019"))

    decisions, postings = paid_in_may.works()

    assert decisions[1]["verdict"] == "propose"
    assert "bank-account-new" in decisions[1]["codes"]
    assert [row["amount"] for row in postings] == ["69533.00"]
