"""A batch balances and names nobody, or no file is made of it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.money import Money
from models.posting import Mode
from outbound.batches import BatchRefused, balance_of, build_entries, check_batch
from outbound.cells import read_text_cell, text_cell
from outbound.exports import Format, batch_filename, export
from outbound.plain_csv import PLAIN_CSV


def kroner(amount: str) -> Money:
    return Money.of(amount, "DKK")


def codes(batch) -> set[str]:
    return {finding.code for finding in check_batch(batch)}


def test_a_good_batch_balances_invoice_by_invoice(make_batch, make_posting):
    batch = make_batch(
        make_posting(),
        make_posting(posting_id="p-2", line=2, reference="S1-20417-2", amount=kroner("10.00")),
        make_posting(posting_id="p-3", invoice_number="20418", reference="S1-20418-1", amount=kroner("5.50")),
    )
    entries = build_entries(batch)

    assert check_batch(batch) == ()
    assert [(each.debit, str(each.amount), each.balancing) for each in entries] == [
        (True, "67290.00", False),
        (True, "10.00", False),
        (False, "67300.00", True),
        (True, "5.50", False),
        (False, "5.50", True),
    ]
    assert entries[2].text == "F 20417 Bostedet Lyng ApS"
    assert len({each.reference for each in entries}) == 5


def test_a_credit_note_turns_both_sides(make_batch, make_posting):
    entries = build_entries(make_batch(make_posting(credit=True)))

    assert [(each.debit, each.account) for each in entries] == [(False, "40000000"), (True, "91000000")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"amount": Money.of("1", "GBP")}, "batch-mixed-currencies", id="another currency"),
        pytest.param({"amount": Money.zero("DKK")}, "batch-amount-not-positive", id="nothing"),
        pytest.param({"amount": Money.of("-1", "DKK")}, "batch-amount-not-positive", id="less than nothing"),
        pytest.param({"text": "SEL108 150331-4203"}, "batch-personal-number", id="a CPR number in the text"),
        pytest.param({"remark": "NHS 999 123 4578"}, "batch-personal-number", id="an NHS number in the remark"),
        pytest.param(
            {"reference": "S1-150331-4203-1"}, "batch-personal-number", id="the person's own number as invoice number"
        ),
        pytest.param({"text": "x" * 51}, "batch-text-too-long", id="a text of 51 characters"),
        pytest.param({"account": ""}, "batch-account-missing", id="no account"),
    ],
)
def test_a_bad_posting_keeps_the_whole_batch_at_home(make_batch, make_posting, change, code):
    batch = make_batch(make_posting(), make_posting(**{"posting_id": "p-2", "reference": "S1-20417-2"} | change))

    assert code in codes(batch)
    with pytest.raises(BatchRefused) as refusal:
        export(batch, PLAIN_CSV)
    assert "4203" not in str(refusal.value)


def test_the_same_posting_twice_is_refused(make_batch, make_posting):
    assert codes(make_batch(make_posting(), make_posting())) == {"batch-duplicate"}
    assert codes(make_batch(make_posting(), make_posting(posting_id="p-2"))) == {"batch-duplicate"}


def test_an_empty_batch_or_one_without_another_side_is_refused(make_batch):
    from dataclasses import replace

    assert codes(replace(make_batch(), postings=())) == {"batch-empty"}
    assert codes(make_batch(creditor_account="")) == {"batch-creditor-missing"}


def test_an_invoice_number_that_looks_like_a_personal_number_may_stand_in_the_reference(make_batch, make_posting):
    assert (
        codes(make_batch(make_posting(invoice_number="0106260017", reference="S1-0106260017-1", person_number="1503314203")))
        == set()
    )


@settings(max_examples=100)
@given(amounts=st.lists(st.tuples(st.integers(1, 10**9), st.booleans(), st.integers(1, 4)), min_size=1, max_size=30))
def test_every_batch_balances_to_the_penny(make_batch_plain, amounts):
    entries = build_entries(make_batch_plain(amounts))

    assert balance_of(entries, "DKK") == Money.zero("DKK")
    costs = sum(-minor if credit else minor for minor, credit, _ in amounts)
    assert sum((1 if each.debit else -1) * each.amount.minor for each in entries if not each.balancing) == costs


@pytest.fixture(scope="module")
def make_batch_plain():
    from datetime import date

    from models.period import Period
    from models.posting import Batch, Posting

    def make(amounts):
        postings = tuple(
            Posting(
                f"p{index}",
                f"S{group}",
                None,
                "1",
                index,
                "G",
                "4",
                "",
                Money(minor, "DKK"),
                Period(date(2026, 6, 1), date(2026, 6, 30)),
                "text",
                "",
                f"r{index}",
                credit=credit,
            )
            for index, (minor, credit, group) in enumerate(amounts)
        )
        return Batch("B", 1, date(2026, 7, 1), Mode.LIVE, "DKK", postings, "9")

    return make


def read_plain(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))


def test_the_plain_file_says_all_and_adds_up(make_batch):
    cost, creditor = read_plain(export(make_batch(), PLAIN_CSV))

    assert (cost["kind"], creditor["kind"]) == ("cost", "creditor")
    assert (cost["side"], creditor["side"]) == ("debit", "credit")
    assert Decimal(cost["amount"]) == Decimal(creditor["amount"]) == Decimal("67290.00")
    assert (cost["period_start"], cost["period_end"]) == ("2026-06-01", "2026-06-30")
    assert (cost["mode"], cost["batch"], cost["text"]) == ("live", "42", "SEL108 Botilbud 01.06-30.06.26 F 20417")


def test_the_plain_file_has_no_personal_number_anywhere(make_batch):
    raw = export(make_batch(), PLAIN_CSV)

    assert b"1503314203" not in raw
    assert b"150331" not in raw


def test_numbers_are_bare_and_texts_are_quoted(make_batch):
    line = export(make_batch(), PLAIN_CSV).splitlines()[1]

    assert b",67290.00," in line
    assert b'"40000000"' in line


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "|cmd",
    " =1",
    "\r=1",
    "%0A",
    '=HYPERLINK("http://x","y")',
    "'=1",
    "'",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_supplier_cannot_put_a_formula_into_a_cell(make_batch, make_posting, text):
    cost, _ = read_plain(export(make_batch(make_posting(supplier_name=text)), PLAIN_CSV))

    assert cost["supplier_name"] == "'" + text
    assert read_text_cell(cost["supplier_name"]) == text


@given(text=st.text(max_size=40))
def test_no_text_is_lost_on_the_way_through_a_cell(text):
    cell = text_cell(text)

    assert read_text_cell(cell) == text
    assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_the_same_batch_gives_the_same_bytes(make_batch):
    assert export(make_batch(), PLAIN_CSV) == export(make_batch(), PLAIN_CSV)


def test_a_file_name_says_number_day_format_and_shadow_and_nothing_personal(make_batch):
    assert batch_filename(make_batch(), PLAIN_CSV) == "afstem-000042-2026-07-01-plain-csv.csv"
    assert batch_filename(make_batch(mode=Mode.SHADOW), PLAIN_CSV) == "afstem-SHADOW-000042-2026-07-01-plain-csv.csv"


def test_a_shadow_batch_never_becomes_a_payment(make_batch):
    pays = Format("bank-file", "txt", "text/plain", lambda _batch: b"money", pays=True)

    assert export(make_batch(), pays) == b"money"
    with pytest.raises(BatchRefused, match="shadow"):
        export(make_batch(mode=Mode.SHADOW), pays)
