"""The twelve kinds of Danish invoice that the work must get right, as decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.decision import Verdict
from models.document import ReaderName
from models.grant import Person, Unit
from models.invoice import DocumentKind
from models.period import Period

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
JULY = Period(date(2026, 7, 1), date(2026, 7, 31))


def test_a_day_rate_for_a_whole_month_posts_by_itself(dk):
    dk.grant("G1", "2243")

    decision = dk.ask("67290.00", quantity="30", unit="day", unit_price="2243", legal_basis="SEL108")

    assert (decision.verdict, decision.code, decision.grant_id) == (Verdict.POST, "auto-posted", "G1")
    assert (decision.rule, decision.tier, str(decision.expected)) == ("DK_DAYS", 1, "67290.00")
    assert (decision.account, decision.cost_element) == ("40000000", "XG-5108000001-00010")
    assert [(g, p, str(a)) for g, p, a in decision.settles] == [("G1", JUNE, "67290.00")]


def test_attendance_against_a_monthly_grant_is_another_unit(dk):
    dk.grant("G1", "18557", unit=Unit.MONTH, legal_basis="SEL104")

    decision = dk.ask("12789.00", quantity="21", unit="day", unit_price="609", legal_basis="SEL104")

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "unit-differ")


def test_attendance_is_proposed_when_the_grant_counts_attendance(dk):
    dk.grant("G1", "609", legal_basis="SEL104", contract_rules=(("day_count", "attendance"),))

    decision = dk.ask("12789.00", quantity="21", unit="day", unit_price="609", legal_basis="SEL104")

    assert (decision.verdict, decision.rule, decision.tier) == (Verdict.PROPOSE, "DK_ATTEND", 3)


def test_a_collective_invoice_posts_each_line_to_its_own_grant(dk):
    people = (Person("P1", "A", cpr="1503314203"), Person("P2", "B", cpr="2209324205"), Person("P3", "C", cpr="0711344209"))
    dk.know(people=people)
    dk.grant("G1", "2243")
    dk.grant("G2", "2503", person_id="P2", legal_basis="SEL107")
    dk.grant("G3", "18557", person_id="P3", legal_basis="SEL104", unit=Unit.MONTH)

    decisions = dk.decide(
        dk.line("67290", number=1, person="150331-4203"),
        dk.line("75090", number=2, person="220932-4205"),
        dk.line("18557", number=3, person="071134-4209"),
    )

    assert [(d.verdict, d.grant_id, str(d.amount)) for d in decisions] == [
        (Verdict.POST, "G1", "67290.00"),
        (Verdict.POST, "G2", "75090.00"),
        (Verdict.POST, "G3", "18557.00"),
    ]


def test_a_collective_total_without_lines_is_proposed_from_the_only_exact_subset(dk):
    people = (Person("P1", "A", cpr="1503314203"), Person("P2", "B", cpr="2209324205"), Person("P3", "C", cpr="0711344209"))
    dk.know(people=people)
    dk.grant("G1", "2243")
    dk.grant("G2", "2503", person_id="P2", legal_basis="SEL107")
    dk.grant("G3", "18557", person_id="P3", legal_basis="SEL104", unit=Unit.MONTH)
    lines = [dk.line(None, number=n, person=p.cpr) for n, p in enumerate(people, 1)]

    (decision,) = dk.decide(*lines, total=Decimal(160937))

    assert (decision.line, decision.verdict, decision.rule, decision.tier) == (0, Verdict.PROPOSE, "SUBSET", 4)
    assert sum(amount.minor for _, _, amount in decision.settles) == 16093700
    assert [grant for grant, _, _ in decision.settles] == ["G1", "G2", "G3"]


def test_later_regulation_is_proposed_as_the_difference_on_paid_months(dk):
    january, february = Period.month(2026, 1), Period.month(2026, 2)
    dk.grant("G1", "2243", (date(2026, 1, 1), "2295"))
    dk.paid("G1", january, "69533", component="base")
    dk.paid("G1", february, "62804", component="base")

    decision = dk.ask("3068.00", period=Period(january.start, february.end), quantity="59", unit_price="52")

    assert (decision.verdict, decision.code, decision.rule) == (Verdict.PROPOSE, "retro-adjustment", "DK_RETRO")
    assert [(p, str(a)) for _, p, a in decision.settles] == [(january, "1612.00"), (february, "1456.00")]
    assert decision.component == "retro:2026-01-01"


def test_the_same_regulation_is_not_paid_twice(dk):
    january, february = Period.month(2026, 1), Period.month(2026, 2)
    dk.grant("G1", "2243", (date(2026, 1, 1), "2295"))
    for period, base, more in ((january, "69533", "1612"), (february, "62804", "1456")):
        dk.paid("G1", period, base, component="base")
        dk.paid("G1", period, more, component="retro:2026-01-01")

    decision = dk.ask("3068.00", period=Period(january.start, february.end))

    assert decision.verdict not in (Verdict.POST, Verdict.PROPOSE)


def test_a_credit_note_is_tied_to_what_its_original_settled(dk):
    dk.grant("G1", "2243")
    march = Period(date(2026, 3, 12), date(2026, 3, 31))
    dk.paid("G1", march, "44860", number="20398", component="base")

    (decision,) = dk.decide(dk.line("44860.00", period=None), kind=DocumentKind.CREDIT_NOTE, credits="20398")

    assert (decision.verdict, decision.rule, decision.grant_id, decision.period) == (Verdict.POST, "CREDIT", "G1", march)
    assert str(decision.amount) == "44860.00"
    assert [str(amount) for _, _, amount in decision.settles] == ["-44860.00"]


def test_a_credit_note_without_a_person_is_only_proposed(dk):
    dk.grant("G1", "2243")
    dk.paid("G1", Period(date(2026, 3, 12), date(2026, 3, 31)), "44860", number="20398", component="base")

    (decision,) = dk.decide(dk.line("44860.00", person=None, period=None), kind=DocumentKind.CREDIT_NOTE, credits="20398")

    assert (decision.verdict, decision.grant_id) == (Verdict.PROPOSE, "G1")


def test_youth_education_by_the_month_posts(dk):
    march = Period.month(2026, 3)
    dk.grant("G1", "18966", unit=Unit.MONTH, legal_basis="STU")

    decision = dk.ask("18966.00", period=march, legal_basis="STU")

    assert (decision.verdict, decision.rule) == (Verdict.POST, "DK_MONTH")


def test_a_month_ahead_is_paid_only_where_the_grant_is_prepaid(dk):
    dk.grant("G1", "68389", unit=Unit.MONTH)
    ahead = dk.decide(dk.line("68389", period=JULY), issued=date(2026, 6, 15), due=date(2026, 6, 23))
    dk.facts = replace(dk.facts, grants=(replace(dk.facts.grants[0], prepaid=True),))
    prepaid = dk.decide(dk.line("68389", period=JULY), issued=date(2026, 6, 15), due=date(2026, 6, 23))

    assert (ahead[0].verdict, ahead[0].code) == (Verdict.REVIEW, "prepaid-not-agreed")
    assert prepaid[0].verdict is Verdict.POST


def test_two_services_in_one_line_must_be_itemised(dk):
    dk.grant("G7", "76351", unit=Unit.MONTH, legal_basis="SEL107")
    dk.grant("G4", "18557", unit=Unit.MONTH, legal_basis="SEL104")

    decision = dk.ask("94908.00", legal_basis="SEL107")

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "package-not-itemised")


def test_supplier_and_amount_without_a_person_never_post(dk):
    dk.grant("G1", "2243")

    (decision,) = dk.decide(dk.line("67290.00", person=None), buyer_reference=None)

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "no-citizen")
    assert decision.codes == ("no-citizen", "missing-reference")
    assert decision.grant_id is None
    assert decision.settles == ()


def test_a_scan_without_a_readable_person_is_not_blamed_on_the_supplier(dk):
    dk.grant("G1", "2243")

    (decision,) = dk.decide(dk.line("67290.00", person=None), reader=ReaderName.PDF_OCR)

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "no-citizen")


def test_a_personal_number_that_fails_modulus_11_matches_with_a_remark(dk):
    dk.know(people=(Person("P1", "A", cpr="0101354200"),))
    dk.grant("G1", "2243")

    decision = dk.ask("67290.00", person="010135-4200")

    assert decision.verdict is Verdict.POST
    assert "citizen-id-no-check-digit" in decision.codes


def test_a_month_of_notice_is_paid_only_within_the_run_off(dk):
    left = date(2026, 6, 10)
    dk.grant("G1", "68389", unit=Unit.MONTH, end=left)
    outside = dk.decide(dk.line("68389", period=JULY), issued=date(2026, 7, 31))
    dk.facts = replace(dk.facts, grants=(replace(dk.facts.grants[0], run_off_end=date(2026, 7, 31)),))
    inside = dk.decide(dk.line("68389", period=JULY), issued=date(2026, 7, 31))

    assert (outside[0].verdict, outside[0].code) == (Verdict.RETURN, "period-outside-grant")
    assert inside[0].verdict is Verdict.POST


def test_a_reminder_is_never_posted(dk):
    dk.grant("G1", "2243")

    decisions = dk.decide(dk.line("67290.00"), dk.line("100", number=2), kind=DocumentKind.REMINDER)

    assert {(d.verdict, d.code) for d in decisions} == {(Verdict.IGNORE, "doc-reminder")}


def test_a_whole_danish_invoice_waits_for_its_wrong_line(dk):
    dk.grant("G1", "2243")

    right, wrong = dk.decide(dk.line("67290.00"), dk.line("500.00", number=2, person="2209324205"))

    assert (wrong.verdict, wrong.code) == (Verdict.RETURN, "citizen-unknown")
    assert (right.verdict, right.code, right.grant_id) == (Verdict.RETURN, "waits-for-document", "G1")
