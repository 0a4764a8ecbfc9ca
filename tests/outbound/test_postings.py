"""What a decision posts: the line's money to the penny, on the right account, with a text that names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decision import Decision, Verdict
from models.document import ReaderName, Reading, Source
from models.grant import Grant, Person, Supplier, Unit
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading
from models.money import Money
from models.period import Period
from outbound.postings import Coding, IncompleteDecision, Master, account_of_record, build_postings, posting_id
from outbound.privacy import has_personal_number
from outbound.texts import LONGEST_TEXT, bacs_text, field_text, posting_remark, posting_text

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def read(value):
    return Reading(value, 0.99, Source(str(value)))


def kroner(amount: str) -> Money:
    return Money.of(amount, "DKK")


@pytest.fixture
def supplier() -> Supplier:
    return Supplier("S1", "Bostedet Lyng ApS", "DK", registration="12345674", bank_accounts=("1234-0012345678",))


@pytest.fixture
def master(supplier) -> Master:
    grants = {
        "G1": Grant("G1", "P1", "S1", "Botilbud", "SEL108", Unit.DAY, date(2025, 1, 1)),
        "G2": Grant("G2", "P1", "S1", "Aktivitetstilbud", "SEL104", Unit.MONTH, date(2025, 1, 1)),
    }
    return Master(supplier, grants, {"P1": Person("P1", "Karen Holm", cpr="150331-4203")}, {})


@pytest.fixture
def extraction() -> Extraction:
    line = LineReading(1, quantity=read(Decimal(30)), unit=read("day"), amount=read(Decimal("67290.00")))
    invoice = Invoice(number=read("20417"), issued=read(date(2026, 6, 30)), due=read(date(2026, 7, 30)), lines=(line,))
    return Extraction(DocumentKind.INVOICE, ReaderName.UBL, invoice)


@pytest.fixture
def decision() -> Decision:
    return Decision(
        1,
        Verdict.POST,
        "auto-posted",
        grant_id="G1",
        period=JUNE,
        rule="DK_DAYS",
        amount=kroner("67290.00"),
        account="40000000",
        cost_element="XG-5108000001-00010",
        settles=(("G1", JUNE, kroner("67290.00")),),
    )


def test_a_certain_line_becomes_one_cost_line(decision, extraction, master):
    (posting,) = build_postings([decision], extraction, master)

    assert posting.amount == kroner("67290.00")
    assert (posting.account, posting.cost_element, posting.credit) == ("40000000", "XG-5108000001-00010", False)
    assert posting.text == "SEL108 Botilbud 01.06-30.06.26 F 20417"
    assert posting.remark == "Matchet bevilling G1, 01.06-30.06.26, Botilbud (DK_DAYS)"
    assert posting.reference == "S1-20417-1"
    assert (posting.quantity, posting.unit) == (Decimal(30), "day")
    assert (posting.person_number, posting.person_number_kind) == ("1503314203", "cpr")
    assert posting.supplier_account == "1234-0012345678"
    assert (posting.invoice_date, posting.due_date) == (date(2026, 6, 30), date(2026, 7, 30))


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.POST])
def test_what_is_not_decided_to_be_posted_is_not_posted(decision, extraction, master, verdict):
    assert build_postings([replace(decision, verdict=verdict)], extraction, master) == ()


def test_what_a_person_approved_is_posted(decision, extraction, master):
    proposed = replace(decision, verdict=Verdict.PROPOSE)

    assert len(build_postings([proposed], extraction, master, approved={1})) == 1
    assert build_postings([proposed], extraction, master, approved={2}) == ()


def test_the_months_of_one_grant_are_one_cost_line_over_all_its_days(decision, extraction, master):
    both = replace(
        decision, settles=(("G1", MAY, kroner("69533.00")), ("G1", JUNE, kroner("67290.00"))), amount=kroner("136823.40")
    )

    (posting,) = build_postings([both], extraction, master)

    assert posting.period == Period(MAY.start, JUNE.end)
    # The supplier billed forty øre more than the grant, within tolerance: what is billed is what is posted.
    assert posting.amount == kroner("136823.40")


def test_a_line_for_two_grants_posts_each_on_its_own_account(decision, extraction, master):
    package = replace(
        decision,
        amount=kroner("85847.00"),
        settles=(("G1", JUNE, kroner("67290.00")), ("G2", JUNE, kroner("18557.00"))),
    )
    codings = {"G1": Coding("40000000", "XG-1"), "G2": Coding("41000000", "XG-2")}

    postings = build_postings([package], extraction, replace(master, codings=codings))

    assert [(each.account, each.amount) for each in postings] == [
        ("40000000", kroner("67290.00")),
        ("41000000", kroner("18557.00")),
    ]
    assert len({each.posting_id for each in postings}) == len({each.reference for each in postings}) == 2
    assert all(each.quantity is None for each in postings)


def test_a_line_for_two_grants_is_not_posted_on_one_account(decision, extraction, master):
    package = replace(decision, amount=kroner("3.00"), settles=(("G1", JUNE, kroner("1.00")), ("G2", JUNE, kroner("2.00"))))

    with pytest.raises(IncompleteDecision, match="G1 has no account"):
        build_postings([package], extraction, master)


def test_shares_that_do_not_add_up_post_nothing(decision, extraction, master):
    package = replace(decision, amount=kroner("3.01"), settles=(("G1", JUNE, kroner("1.00")), ("G2", JUNE, kroner("2.00"))))
    codings = {"G1": Coding("1", "1"), "G2": Coding("2", "2")}

    with pytest.raises(IncompleteDecision, match="add up"):
        build_postings([package], extraction, replace(master, codings=codings))


@pytest.mark.parametrize(
    ("kind", "amount", "settled", "credit"),
    [
        pytest.param(DocumentKind.INVOICE, "100.00", "100.00", False, id="an invoice line costs"),
        pytest.param(DocumentKind.INVOICE, "-100.00", "-100.00", True, id="a deduction on an invoice gives back"),
        pytest.param(DocumentKind.CREDIT_NOTE, "100.00", "-100.00", True, id="a credit note gives back"),
        pytest.param(DocumentKind.CREDIT_NOTE, "-100.00", "100.00", False, id="a deduction on a credit note costs"),
    ],
)
def test_the_direction_comes_from_kind_and_sign_and_amounts_are_positive(
    decision, extraction, master, kind, amount, settled, credit
):
    line = replace(decision, amount=kroner(amount), settles=(("G1", JUNE, kroner(settled)),))

    (posting,) = build_postings([line], replace(extraction, kind=kind), master)

    assert (posting.credit, posting.amount) == (credit, kroner("100.00"))
    assert posting.text.endswith("K 20417" if credit else "F 20417")


def test_a_credit_note_for_two_grants_adds_up_although_its_shares_are_negative(decision, extraction, master):
    package = replace(decision, amount=kroner("3.00"), settles=(("G1", JUNE, kroner("-1.00")), ("G2", JUNE, kroner("-2.00"))))
    codings = {"G1": Coding("1", "1"), "G2": Coding("2", "2")}

    postings = build_postings([package], replace(extraction, kind=DocumentKind.CREDIT_NOTE), replace(master, codings=codings))

    assert [(each.credit, each.amount) for each in postings] == [(True, kroner("1.00")), (True, kroner("2.00"))]


def test_a_line_of_nothing_posts_nothing(decision, extraction, master):
    assert build_postings([replace(decision, amount=kroner("0.00"))], extraction, master) == ()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"amount": None}, "no amount"),
        ({"grant_id": None, "settles": ()}, "no grant"),
        ({"period": None, "settles": ()}, "no period"),
        ({"account": None}, "no account"),
        ({"grant_id": "G9", "settles": (("G9", JUNE, kroner("67290.00")),)}, "not in the master data"),
    ],
)
def test_a_decision_that_lacks_something_posts_nothing_and_says_what(decision, extraction, master, change, missing):
    with pytest.raises(IncompleteDecision, match=missing):
        build_postings([decision, replace(decision, line=2, **change)], extraction, master)


def test_an_invoice_without_a_number_is_not_posted(decision, extraction, master):
    nameless = replace(extraction, invoice=replace(extraction.invoice, number=None))

    with pytest.raises(IncompleteDecision, match="no number"):
        build_postings([decision], nameless, master)


@pytest.mark.parametrize(
    ("on_record", "on_invoice", "chosen"),
    [
        pytest.param(
            ("1234-0012345678",), "9999-0000000001", "1234-0012345678", id="the one on record, whatever the invoice says"
        ),
        pytest.param(("1234-0012345678", "5678-0000000002"), "5678 0000000002", "5678-0000000002", id="the one that both know"),
        pytest.param(
            ("1234-0012345678", "5678-0000000002"), "9999-0000000001", None, id="none, when the invoice names a stranger"
        ),
        pytest.param(("1234-0012345678", "5678-0000000002"), None, None, id="none, when several fit"),
        pytest.param((), "9999-0000000001", None, id="never one that only the invoice knows"),
    ],
)
def test_money_goes_only_to_an_account_on_record(supplier, extraction, on_record, on_invoice, chosen):
    seller = SupplierReading(bank_account=read(on_invoice) if on_invoice else None)
    seen = replace(extraction, invoice=replace(extraction.invoice, supplier=seller))

    assert account_of_record(replace(supplier, bank_accounts=on_record), seen) == chosen


def test_the_same_act_has_the_same_identity_and_another_one_has_not():
    ours = posting_id("S1", "ELM-88417", 1, "G1", credit=False)

    assert ours == posting_id("S1", "elm 88417", 1, "G1", credit=False)
    others = [
        posting_id("S2", "ELM-88417", 1, "G1", credit=False),
        posting_id("S1", "ELM-88418", 1, "G1", credit=False),
        posting_id("S1", "ELM-88417", 2, "G1", credit=False),
        posting_id("S1", "ELM-88417", 1, "G2", credit=False),
        posting_id("S1", "ELM-88417", 1, "G1", credit=True),
    ]
    assert len({ours, *others}) == 6


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(
    basis=st.text(max_size=30),
    service=st.text(max_size=80),
    number=st.text(min_size=1, max_size=60),
    ends=st.tuples(days, days),
    language=st.sampled_from(["da", "en"]),
    credit=st.booleans(),
)
def test_no_text_is_too_long_or_names_a_person_or_starts_a_formula(basis, service, number, ends, language, credit):
    period = Period(min(ends), max(ends))
    text = posting_text(basis, service, period, number, language=language, credit=credit)

    assert len(text) <= LONGEST_TEXT
    assert not has_personal_number(text)
    assert text[0] not in "=+-@"
    assert ";" not in text
    assert text.isprintable()
    assert f"{period.end:%d}" in text


@pytest.mark.parametrize(
    ("service", "number", "text"),
    [
        pytest.param(
            "Botilbud", "150331-4203", "SEL108 Botilbud 01.06-30.06.26 F 150331-xxxx", id="a number misused as invoice number"
        ),
        pytest.param(
            "Midlertidigt ophold i botilbud",
            "2026-000417",
            "SEL108 Midlertidigt 01.06-30.06.26 F 2026-000417",
            id="whole words",
        ),
        pytest.param(
            "Socialpædagogiskstøttevejledning", "20417", "SEL108 Socialpædagogiskstøt 01.06-30.06.26 F 20417", id="a cut word"
        ),
        pytest.param(
            "Botilbud", "X" * 40 + "417", "01.06-30.06.26 F .." + "X" * 28 + "417", id="a very long number keeps its end"
        ),
    ],
)
def test_what_gives_way_in_a_long_text(service, number, text):
    assert posting_text("SEL108", service, JUNE, number) == text


def test_other_texts_keep_their_own_limits():
    assert len(posting_remark("G1", JUNE, "x" * 400, None)) <= 255
    assert bacs_text("Ærø & Søn's Plejehjem, Ltd.") == "AERO & SONS PLEJEH"
    assert field_text("  a\x00b\r\nc\u202ed  ", 9) == "a b cd"
