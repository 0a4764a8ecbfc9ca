"""What concerns the whole document: who it is from, where it asks for money, whether it came before, whether it adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from match.decide import decide
from match.facts import EarlierClaim, EarlierDocument, keys_needed, supplier_keys
from models.decision import Verdict
from models.document import ReaderName, Reading, Source
from models.finding import Finding, Severity
from models.grant import Billing, Supplier
from models.identifiers import bank_key
from models.invoice import AdjustmentReading, DocumentKind
from models.money import Money
from models.period import Period

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def earlier(**changes):
    return EarlierDocument(
        **{
            "document_id": "d1",
            "sha256": "f" * 64,
            "received": date(2026, 6, 20),
            "state": "approved",
            "number_key": "20417",
            "supplier_ids": ("S1",),
            "issued": date(2026, 6, 30),
            "total": Decimal("67290.00"),
            **changes,
        }
    )


@pytest.fixture
def ready(dk):
    dk.grant("G1", "2243")
    return dk


def one(desk, amount="67290.00", **kw):
    (decision,) = desk.decide(desk.line(amount), **kw)
    return decision


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"sha256": "a" * 64, "number_key": "9"}, id="the same bytes"),
        pytest.param({"uuid": "u1", "number_key": "9"}, id="the same universal id"),
        pytest.param({}, id="the same number, date and total"),
        pytest.param({"total": None, "issued": None}, id="the same number, nothing else known"),
    ],
)
def test_a_second_receipt_pays_nothing(ready, changes):
    ready.know(earlier=(earlier(**changes),), uuid="u1")

    decision = one(ready)

    assert (decision.verdict, decision.code, decision.settles) == (Verdict.IGNORE, "duplicate-doc", ())


@pytest.mark.parametrize("number", ["20417", "Faktura nr. 0020417", "inv-20417"])
def test_a_number_is_the_same_however_it_is_typed(ready, number):
    ready.know(earlier=(earlier(),))

    assert one(ready, number=number).code == "duplicate-doc"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"total": Decimal(1)}, id="another total"),
        pytest.param({"issued": date(2025, 6, 30)}, id="the same number a year before"),
    ],
)
def test_a_reused_number_is_looked_at_and_never_thrown_away(ready, changes):
    ready.know(earlier=(earlier(**changes),))

    decision = one(ready)

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "number-reused")


def test_a_number_that_is_not_read_surely_does_not_make_an_invoice_disappear(ready):
    ready.know(earlier=(earlier(),))

    decision = one(ready, number=Reading("20417", 0.8, Source("20417")), reader=ReaderName.PDF_OCR)

    assert decision.verdict is Verdict.REVIEW


def test_a_corrected_invoice_is_tied_to_the_one_that_was_returned_and_paid(ready):
    ready.know(earlier=(earlier(state="returned", total=Decimal(70000)),))

    decision = one(ready)

    assert (decision.verdict, decision.code) == (Verdict.POST, "auto-posted")
    assert "resubmission" in decision.codes


def test_the_same_number_of_another_supplier_is_another_invoice(ready):
    ready.know(earlier=(earlier(supplier_ids=("S9",)),))

    assert one(ready).verdict is Verdict.POST


def test_a_credit_note_may_carry_the_number_of_its_invoice(ready):
    ready.know(earlier=(earlier(kind="credit-note"),))

    assert one(ready).verdict is Verdict.POST


def test_an_unknown_registration_is_not_overruled_by_an_account_that_is_known(ready):
    decision = one(ready, seller={"registration": "99000015", "bank_account": "1234-0012345678"})

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "no-supplier")


def test_a_vat_number_or_an_account_on_record_finds_the_supplier(ready):
    by_vat = one(ready, seller={"registration": None, "vat_number": "DK12345674"})
    by_account = one(ready, seller={"registration": None, "bank_account": "1234 0012345678"})

    assert (by_vat.verdict, by_account.verdict) == (Verdict.POST, Verdict.POST)


def test_a_name_alone_never_posts(ready):
    decision = one(ready, seller={"registration": None})

    assert (decision.verdict, decision.code, decision.grant_id) == (Verdict.REVIEW, "supplier-unconfirmed", "G1")


@pytest.mark.parametrize(
    "seller",
    [
        pytest.param({"bank_account": "9999-0000000001"}, id="account"),
        pytest.param({"iban": "DK50 0040 0440 1162 43"}, id="IBAN"),
        pytest.param({"bank_account": "1234-0012345678", "iban": "DK5000400440116243"}, id="one of two"),
    ],
)
def test_another_account_than_on_record_holds_everything_and_repeats_nothing(ready, seller):
    decision = one(ready, seller=seller)

    assert (decision.verdict, decision.code) == (Verdict.HOLD, "bank-details-changed")
    assert "0440116243" not in str(decision)
    assert "0000000001" not in str(decision)


USUAL, OTHER = "1234-0012345678", "9990-7157411213"


@pytest.mark.parametrize(
    ("seen", "account", "verdict", "code"),
    [
        pytest.param(None, OTHER, Verdict.POST, "bank-not-on-record", id="no invoice was accepted yet"),
        pytest.param({USUAL}, USUAL, Verdict.POST, "bank-not-on-record", id="the account that accepted invoices asked for"),
        pytest.param(set(), OTHER, Verdict.HOLD, "bank-details-changed", id="another than accepted invoices asked for"),
    ],
)
def test_where_no_account_is_on_record_history_says_which_is_strange(ready, seen, account, verdict, code):
    seen = None if seen is None else frozenset(bank_key(each) for each in seen)
    ready.know(suppliers=(replace(ready.supplier, bank_accounts=()),), accounts_seen=seen)

    decision = one(ready, seller={"bank_account": account})

    assert decision.verdict is verdict
    assert code in decision.codes


@pytest.mark.parametrize(
    ("seen", "verdict", "new"),
    [
        pytest.param(None, Verdict.POST, False, id="no invoice was accepted yet"),
        pytest.param({USUAL}, Verdict.POST, False, id="as ever"),
        pytest.param(set(), Verdict.PROPOSE, True, id="the record was changed since"),
    ],
)
def test_an_account_of_record_that_no_accepted_invoice_asked_for_needs_a_click(ready, seen, verdict, new):
    ready.know(accounts_seen=None if seen is None else frozenset(bank_key(each) for each in seen))

    decision = one(ready, seller={"bank_account": USUAL})

    assert decision.verdict is verdict
    assert ("bank-account-new" in decision.codes) is new


def test_a_second_account_of_record_beside_the_usual_one_needs_no_click(ready):
    ready.know(suppliers=(replace(ready.supplier, bank_accounts=(USUAL, OTHER)),), accounts_seen=frozenset({bank_key(USUAL)}))

    assert one(ready, seller={"bank_account": OTHER}).verdict is Verdict.POST


def test_a_further_account_is_compared_too(ready):
    extraction = ready.invoice(ready.line("67290.00"), seller={"bank_account": "1234-0012345678"})
    strange = Reading("9999-0000000001", 1.0, Source("9999 0000000001"))
    seller = replace(extraction.invoice.supplier, other_accounts=(strange,))
    changed = replace(extraction, invoice=replace(extraction.invoice, supplier=seller))

    from match.decide import decide

    (decision,) = decide(changed, ready.facts, ready.policy, ready.pack)

    assert decision.code == "bank-details-changed"


def test_the_account_on_record_written_as_iban_is_the_same_account(gb):
    from models.grant import Billing
    from models.period import Period

    gb.know(suppliers=(replace(gb.supplier, bank_accounts=("202015-55555555",)),))
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)
    weeks = Period(date(2026, 6, 1), date(2026, 6, 28))

    (decision,) = gb.decide(gb.line("3250.00", period=weeks), seller={"iban": "GB33 BUKB 2020 1555 5555 55"})

    assert decision.verdict is Verdict.POST


def test_an_account_that_is_not_read_surely_is_compared_by_a_person(ready):
    doubtful = Reading("9999-0000000001", 0.8, Source("9999 0000000001"))

    decision = one(ready, seller={"bank_account": doubtful}, reader=ReaderName.PDF_OCR)

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "low-confidence")
    assert "bank-details-changed" not in decision.codes


def test_a_registration_that_is_not_read_surely_beside_another_name_never_posts(ready):
    doubtful = Reading("12345674", 0.9, Source("12345674"))

    decision = one(ready, seller={"registration": doubtful, "name": "Somebody Else"})

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "low-confidence")


def test_a_blocked_supplier_and_one_under_control_are_held(ready):
    ready.know(held=frozenset({"S1"}))
    held = one(ready)
    ready.know(held=frozenset(), suppliers=(replace(ready.supplier, blocked=True),))
    blocked = one(ready)

    assert (held.verdict, held.code) == (Verdict.HOLD, "supplier-held")
    assert (blocked.verdict, blocked.code) == (Verdict.HOLD, "supplier-suspended")


def test_one_registration_with_several_units_finds_the_grant_of_the_right_one(ready):
    ready.know(suppliers=(ready.supplier, Supplier("S2", "Bøgely Nord ApS", "DK", "12345674")))
    ready.facts = replace(ready.facts, grants=(replace(ready.facts.grants[0], supplier_id="S2"),))

    decision = one(ready)

    assert (decision.verdict, decision.supplier_id) == (Verdict.POST, "S2")


@pytest.mark.parametrize(
    ("settings", "code", "verdict"),
    [
        pytest.param({"total": Decimal(67000)}, "total-mismatch", Verdict.RETURN, id="lines and total differ"),
        pytest.param({"number": None}, "number-missing", Verdict.RETURN, id="no number"),
        pytest.param({"currency": "EUR"}, "currency-differs", Verdict.REVIEW, id="another currency"),
        pytest.param({"buyer_reference": None}, "missing-reference", Verdict.PROPOSE, id="no reference"),
        pytest.param({"prepaid": Decimal(1000)}, "prepayment-deducted", Verdict.REVIEW, id="part of it paid before"),
        pytest.param(
            {"adjustments": (AdjustmentReading(Reading(Decimal(-500), 1.0, Source("-500"))),), "total": Decimal(66790)},
            "adjustment-on-document",
            Verdict.REVIEW,
            id="an allowance in no line",
        ),
        pytest.param({"tax": Decimal("16822.50"), "total": Decimal("84112.50")}, "vat-unexpected", Verdict.RETURN, id="tax"),
    ],
)
def test_a_fault_of_the_document_stops_a_line_that_is_right(ready, settings, code, verdict):
    adjustments = settings.pop("adjustments", ())
    extraction = ready.invoice(ready.line("67290.00"), **settings)
    extraction = replace(extraction, invoice=replace(extraction.invoice, adjustments=adjustments))

    from match.decide import decide

    (decision,) = decide(extraction, ready.facts, ready.policy, ready.pack)

    assert (decision.code, decision.verdict) == (code, verdict)
    assert decision.grant_id == "G1"


def test_an_invoice_to_another_place_number_is_sent_back(ready):
    ready.rules(buyer_gln="5790000123452")

    assert one(ready, buyer_gln="5790000123452").verdict is Verdict.POST
    assert one(ready, buyer_gln="5790000123469").code == "wrong-buyer"


def test_rounding_of_a_few_ore_is_set_aside(ready):
    right, rounding = ready.decide(ready.line("67290.00"), ready.line("0.50", number=2, person=None, text="Øreafrunding"))

    assert right.verdict is Verdict.POST
    assert (rounding.verdict, rounding.code) == (Verdict.IGNORE, "rounding-line")


def test_what_the_reader_doubts_stops_the_line_that_it_concerns(ready):
    about_line = Finding("line-arithmetic", Severity.WARNING, "quantity times price is not the amount", ("lines.0.amount",))
    remark = Finding("cpr-in-unsafe-field", Severity.NOTE, "found in the order reference")

    doubted = one(ready, findings=(about_line,))
    remarked = one(ready, findings=(remark,))

    assert (doubted.verdict, doubted.code) == (Verdict.REVIEW, "line-arithmetic")
    assert remarked.verdict is Verdict.POST
    assert "cpr-in-unsafe-field" in remarked.codes


@pytest.mark.parametrize(
    ("kind", "code", "verdict"),
    [
        (DocumentKind.REMINDER, "doc-reminder", Verdict.IGNORE),
        (DocumentKind.STATEMENT_OF_ACCOUNT, "doc-statement", Verdict.IGNORE),
        (DocumentKind.REMITTANCE, "doc-remittance", Verdict.IGNORE),
        (DocumentKind.DP_STATEMENT, "doc-dp-statement", Verdict.IGNORE),
        (DocumentKind.OTHER, "doc-other", Verdict.REVIEW),
    ],
)
def test_only_invoices_and_credit_notes_go_on(ready, kind, code, verdict):
    decision = one(ready, kind=kind)

    assert (decision.code, decision.verdict, decision.settles) == (code, verdict, ())


def test_a_kind_that_is_not_sure_is_looked_at(ready):
    from match.decide import decide

    doubtful = replace(ready.invoice(ready.line("67290.00"), kind=DocumentKind.REMINDER), kind_confidence=0.7)

    (decision,) = decide(doubtful, ready.facts, ready.policy, ready.pack)

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "low-confidence")


def test_keys_of_a_document_find_the_supplier_and_the_people_of_record(ready):
    extraction = ready.invoice(
        ready.line("67290.00", person="150331-4203", text="Botilbud"),
        seller={"vat_number": "DK12345674", "bank_account": "1234 12345678"},
        number="INV-0020417",
        credits="20398",
    )

    keys = keys_needed(extraction, ready.pack)
    on_record = dict(supplier_keys(ready.supplier))

    assert on_record["registration"] in keys.registrations
    assert on_record["bank"] in keys.banks
    assert on_record["name"] in keys.names
    assert keys.persons == {"1503314203"}
    assert keys.invoice_keys == {"20417", "20398"}
    assert "1503314203" not in repr(keys)


def test_a_total_for_people_whose_grants_allow_two_readings_is_sent_back(ready):
    from models.grant import Person

    ready.know(people=(*ready.facts.people, Person("P2", "B", cpr="2209324205")))
    ready.grant("G2", "2243", person_id="P2")
    ready.grant("G3", "2243", person_id="P2", legal_basis="SEL107")
    lines = [ready.line(None), ready.line(None, number=2, person="2209324205")]

    (decision,) = ready.decide(*lines, total=Decimal(134580))

    assert (decision.line, decision.verdict, decision.code) == (0, Verdict.RETURN, "total-only-ambiguous")


def test_a_total_without_people_is_never_matched(ready):
    (decision,) = ready.decide(total=Decimal(67290))

    assert (decision.line, decision.verdict, decision.code, decision.settles) == (0, Verdict.RETURN, "no-citizen", ())


def test_a_bill_without_lines_for_one_person_is_a_line_like_any_other(ready):
    from models.grant import Unit
    from models.period import Period

    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    head = {"person": "150331-4203", "period_start": june.start, "period_end": june.end}
    ready.grant("G4", "18557", unit=Unit.MONTH, legal_basis="SEL104")

    (one,) = ready.decide(total=Decimal(67290), **head)
    (both,) = ready.decide(total=Decimal(85847), **head)
    (neither,) = ready.decide(total=Decimal(67000), **head)

    assert (one.line, one.verdict, one.grant_id) == (1, Verdict.POST, "G1")
    assert (both.line, both.verdict, both.rule, len(both.settles)) == (0, Verdict.PROPOSE, "SUBSET", 2)
    assert (neither.verdict, neither.code) == (Verdict.RETURN, "amount-too-low")


def test_a_sum_that_was_not_read_surely_is_not_sent_back_to_the_supplier(ready):
    sure = one(ready, total=Decimal(67000))
    doubtful = one(ready, total=Reading(Decimal(67000), 0.9, Source("67.000")))

    assert (sure.verdict, sure.code) == (Verdict.RETURN, "total-mismatch")
    assert (doubtful.verdict, doubtful.code) == (Verdict.REVIEW, "total-mismatch")


def test_a_doubt_that_has_nothing_to_do_with_the_fault_does_not_soften_it(ready):
    line = ready.line("67290.00", person="220932-4205")
    (decision,) = ready.decide(replace(line, period_start=line.period_start.trust(0.5)))

    assert (decision.verdict, decision.codes) == (Verdict.RETURN, ("citizen-unknown", "low-confidence"))


# --- the same claim, the same sheet -----------------------------------------------------------------------------------


def claim(desk, **changes):
    facts = {"document_id": "7", "number": "20398", "received": date(2026, 6, 20), "state": "in-review", "grant_id": "G1"}
    return EarlierClaim(**{**facts, "period": JUNE, "amount": desk.money("67290"), **changes})


def test_the_same_person_period_and_amount_under_another_number_is_asked_about(dk):
    dk.grant("G1", "2243")
    dk.know(claims=(claim(dk),))

    decision = dk.ask("67290")

    assert (decision.verdict, decision.code) == (Verdict.PROPOSE, "same-claim")
    assert "20398" in decision.explanation


@pytest.mark.parametrize(
    "changes", [{"grant_id": "G2"}, {"period": Period(date(2026, 5, 1), date(2026, 5, 31))}, {"amount": Money.of("1", "DKK")}]
)
def test_another_claim_is_no_reason_to_ask(dk, changes):
    dk.grant("G1", "2243")
    dk.know(claims=(claim(dk, **changes),))

    assert dk.ask("67290").verdict is Verdict.POST


def test_what_replaces_a_returned_invoice_under_a_new_number_says_what_differs_and_posts(dk):
    dk.grant("G1", "2243")
    dk.know(claims=(claim(dk, state="returned", amount=dk.money("69533")),))

    decision = dk.ask("67290")

    assert decision.verdict is Verdict.POST
    assert "resubmission" in decision.codes
    assert "69.533,00" in decision.explanation
    assert "67.290,00" in decision.explanation


def scanned(desk, *, print_now="00000000000000ff", sure=1.0, **then):
    desk.grant("G1", "2243")
    before = {"number_key": "20416", "issued": date(2026, 6, 30), "total": Decimal(67290), "page_print": "000000000000000f"}
    desk.know(scans=(earlier(sha256="e" * 64, **{**before, **then}),))
    extraction = desk.invoice(desk.line("67290", sure=sure))
    (decision,) = decide(replace(extraction, page_print=print_now), desk.facts, desk.policy, desk.pack)
    return decision


def test_a_second_scan_of_one_sheet_is_asked_about_and_not_refused(dk):
    decision = scanned(dk)

    assert (decision.verdict, decision.code) == (Verdict.PROPOSE, "looks-received")


@pytest.mark.parametrize(
    "then",
    [
        {"print_now": "ffffffffffff00ff"},
        {"number_key": "19877"},
        {"issued": date(2026, 5, 31)},
        {"total": Decimal(69533)},
    ],
)
def test_another_month_of_the_same_layout_raises_no_question(dk, then):
    assert scanned(dk, **then).verdict is Verdict.POST


# --- the tripwire on documents that are not paid -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [DocumentKind.REMINDER, DocumentKind.STATEMENT_OF_ACCOUNT, DocumentKind.OTHER])
def test_a_letter_that_names_another_account_holds_the_supplier(ready, kind):
    decision = one(ready, kind=kind, seller={"bank_account": "9999-0000000001"})

    assert (decision.verdict, decision.code, decision.supplier_id) == (Verdict.HOLD, "bank-details-changed", "S1")
    assert "9999" not in decision.explanation


def test_a_copy_with_another_account_is_no_mere_copy(ready):
    ready.know(earlier=(earlier(),))

    assert one(ready, seller={"bank_account": "9999-0000000001"}).code == "bank-details-changed"
    assert one(ready, seller={"bank_account": "1234-0012345678"}).code == "duplicate-doc"


def test_one_line_that_is_not_sure_stops_itself_and_no_other(gb):
    """Where undisputed lines are paid: the other line posts, and nothing of the doubtful one does."""
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)
    second = replace(gb.person, person_id="1234890", nhs_number="9991234586")
    weeks = Period(date(2026, 6, 1), date(2026, 6, 28))
    gb.grant("G2", "650.00", person_id=second.person_id, billing=Billing.FOUR_WEEKLY)
    gb.know(people=(gb.person, second))
    lines = (gb.line("3250.00", period=weeks), gb.line("2600.00", number=2, person="1234890", period=weeks, sure=0.6))

    sure, doubtful = gb.decide(*lines)

    assert (sure.verdict, sure.grant_id, sure.codes) == (Verdict.POST, "G1", ("auto-posted",))
    assert (doubtful.verdict, doubtful.code) == (Verdict.REVIEW, "low-confidence")
    assert doubtful.settles == ()
