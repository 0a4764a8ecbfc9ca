"""Reason codes: each is complete, stable in form, and in the reference page."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from models.codes import BY_CODE, CODES, say, say_to_supplier
from models.codes_doc import reference_page
from models.decision import Verdict

ROOT = Path(__file__).parents[2]

#: Every outcome that the decision table of social-care invoices knows.
TABLE = [
    "auto-posted",
    "proposed",
    "no-supplier",
    "supplier-suspended",
    "no-citizen",
    "citizen-id-ocr-doubt",
    "citizen-unknown",
    "multi-citizen-line",
    "no-grant",
    "wrong-supplier",
    "several-grants",
    "excluded-paragraph",
    "period-outside-grant",
    "period-missing",
    "ambiguous-period",
    "already-paid",
    "duplicate-doc",
    "amount-too-high",
    "amount-too-low",
    "days-differ",
    "unit-differ",
    "old-rate-used",
    "rate-not-in-grant",
    "supplement-not-granted",
    "retro-adjustment",
    "package-not-itemised",
    "net-gross-diff",
    "vat-unexpected",
    "credit-no-original",
    "credit-exceeds-original",
    "claim-time-barred",
    "coding-missing",
    "coding-ambiguous",
    "bank-details-changed",
    "over-limit",
    "total-mismatch",
    "missing-reference",
    "case-system-down",
    "finance-system-down",
    "ocr-failed",
    "sampled",
    "citizen-deceased",
    "total-only-ambiguous",
    "citizen-id-nonstandard",
    "cpr-in-unsafe-field",
    "delivery-not-secure",
    "doc-password",
    "doc-statement",
    "doc-reminder",
    "doc-remittance",
    "low-confidence",
]


@pytest.mark.parametrize("code", TABLE)
def test_the_code_exists(code):
    assert code in BY_CODE


def test_codes_are_unique_and_kebab_case():
    assert len(BY_CODE) == len(CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.code) for code in CODES)


def names(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_a_code_speaks_both_languages_about_the_same_facts(code):
    assert code.en.endswith((".", "?"))
    assert code.da.endswith((".", "?"))
    assert names(code.en) == names(code.da) or code.code == "dp-review-overdue"
    assert bool(code.supplier_en) == bool(code.supplier_da)
    assert names(code.supplier_en) == names(code.supplier_da)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_a_code_that_sends_an_invoice_back_has_words_for_the_supplier(code):
    assert code.mails or code.verdict is not Verdict.RETURN


def test_a_fact_that_is_missing_is_shown_and_not_dropped():
    assert "((expected))" in say("amount-too-high", "en", {"billed": "1.00"})


def test_amounts_and_dates_are_written_as_the_reader_writes_them():
    facts = {"line": "1", "billed": "68389.00", "expected": "67290.00", "workings": "x"}

    assert "68.389,00" in say_to_supplier("amount-too-high", "da", facts)
    assert "68,389.00" in say_to_supplier("amount-too-high", "en", facts)


def test_the_suppliers_of_a_changed_account_are_never_written_to():
    assert not BY_CODE["bank-details-changed"].mails
    assert BY_CODE["bank-details-changed"].verdict is Verdict.HOLD


def test_the_reference_page_is_what_the_codes_say():
    assert (ROOT / "docs" / "reasons.md").read_text(encoding="utf-8") == reference_page(), (
        "run: python -m models.codes_doc > docs/reasons.md"
    )
