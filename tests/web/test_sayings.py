"""What the checks found is said in both languages, with the change that would close the equation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.checks import check_invoice
from models.document import Reading, Source
from models.finding import Finding, Severity
from models.invoice import Invoice, LineReading
from web.views.sayings import say_finding
from web.words import words_in


def seen(text: str) -> Reading[Decimal]:
    return Reading(Decimal(text), 0.9, Source(text))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("30 × 2,243.00 = 67,290.00, but 76,290.00 is printed.", "if Amount (Line 1) were 67,290.00 (two digits")),
        ("da", ("30 × 2.243,00 = 67.290,00, men der står 76.290,00.", "hvis Beløb (Linje 1) var 67.290,00 (to cifre")),
    ],
)
def test_a_product_that_fails_is_said_with_the_change_that_would_close_it(language, said):
    line = LineReading(1, quantity=seen("30"), unit_price=seen("2243.00"), amount=seen("76290.00"))
    finding = check_invoice(Invoice(lines=(line,)))[0]

    assert all(part in say_finding(finding, words_in(language)) for part in said)


def test_every_way_to_close_an_equation_has_words():
    for how in ("left-out", "sign", "one-digit", "swapped-digits", "decimal-mark"):
        facts = (("equation", "1.00 + 2.00 = 3.00"), ("stated", "4.00"), ("closer", f"lines.0.amount {how} 2.00"))
        finding = Finding("total-mismatch", Severity.QUERY, "", (), facts)
        assert words_in("en")(f"finding.closer-{how}", field="", value="") != say_finding(finding, words_in("en"))
        assert "2.00" in say_finding(finding, words_in("en"))


def test_a_finding_without_facts_keeps_its_own_sentence():
    assert say_finding(Finding("x", Severity.NOTE, "Its own sentence."), words_in("da")) == "Its own sentence."
