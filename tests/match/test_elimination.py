"""Which grant can be meant: elimination, ambiguity that stops, and the reasons that are written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.decision import Verdict
from models.document import Reading, Source
from models.grant import Billing, CodingRow, Ownership, Person, Supplier, Unit
from models.period import Period

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def test_two_grants_of_the_same_amount_are_never_chosen_between(dk):
    dk.grant("G1", "2243")
    dk.grant("G2", "2243", legal_basis="SEL107")

    decision = dk.ask("67290.00", legal_basis="SEL107")

    assert (decision.verdict, decision.code, decision.grant_id) == (Verdict.REVIEW, "several-grants", None)
    assert dict(decision.findings[0].facts)["list"] == "G1, G2"


def _says(grant_id, origin="person user:anna"):
    return Reading(grant_id, 1.0, Source(grant_id, origin=origin))


def _ask_choosing(dk, amount, choice):
    (decision,) = dk.decide(replace(dk.line(amount), grant=choice))
    return decision


def test_the_grant_that_a_person_chose_is_proposed_and_the_other_ruled_out_by_that(dk):
    dk.grant("G1", "2243")
    dk.grant("G2", "2243", legal_basis="SEL107")

    decision = _ask_choosing(dk, "67290.00", _says("G2"))

    assert (decision.verdict, decision.code, decision.grant_id) == (Verdict.PROPOSE, "proposed", "G2")
    assert [(each.grant_id, "G2" in each.because) for each in decision.eliminated] == [("G1", True)]
    assert "en medarbejder har valgt bevillingen" in decision.explanation


def test_a_reader_cannot_choose_a_grant(dk):
    dk.grant("G1", "2243")
    dk.grant("G2", "2243", legal_basis="SEL107")

    assert _ask_choosing(dk, "67290.00", _says("G2", origin="text")).code == "several-grants"


def test_a_choice_does_not_make_another_amount_fit(dk):
    dk.grant("G1", "2243")
    dk.grant("G2", "2000", legal_basis="SEL107")

    decision = _ask_choosing(dk, "67290.00", _says("G2"))

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "amount-too-high")


def test_a_choice_that_cannot_be_meant_stops_the_line_and_leaves_nothing_to_chance(dk):
    dk.grant("G1", "2243")

    decision = _ask_choosing(dk, "67290.00", _says("G9"))

    assert (decision.verdict, decision.grant_id) == (Verdict.REVIEW, None)


def test_what_is_paid_cannot_be_chosen_again(dk):
    dk.grant("G1", "2243")
    dk.grant("G2", "2243", legal_basis="SEL107")
    dk.paid("G2", JUNE, "67290")

    assert _ask_choosing(dk, "67290.00", _says("G2")).code == "already-paid"


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        pytest.param("67291.99", Verdict.REVIEW, id="another grant 1.99 away stops it"),
        pytest.param("67292.00", Verdict.REVIEW, id="another grant twice the tolerance away stops it"),
        pytest.param("67292.01", Verdict.POST, id="another grant just beyond leaves one"),
    ],
)
def test_tolerance_never_crosses_to_another_grant(dk, rate, verdict):
    dk.grant("G1", "2243")
    dk.grant("G2", rate, unit=Unit.MONTH, legal_basis="SEL107")

    assert dk.ask("67290.00").verdict is verdict


def test_a_grant_of_the_same_amount_that_is_already_paid_still_stops_the_line(dk):
    dk.grant("G1", "2243")
    dk.grant("G2", "2243", legal_basis="SEL107")
    dk.paid("G2", JUNE, "67290")

    assert dk.ask("67290.00").code == "several-grants"


def test_a_grant_that_has_ended_is_ruled_out_and_the_other_posts(dk):
    dk.grant("G1", "2243", end=date(2026, 3, 31))
    dk.grant("G2", "2243", start=date(2026, 4, 1))

    decision = dk.ask("67290.00")

    assert (decision.verdict, decision.grant_id) == (Verdict.POST, "G2")
    assert [(e.grant_id, "31.03.2026" in e.because) for e in decision.eliminated] == [("G1", True)]


def test_every_grant_that_was_looked_at_has_the_fact_that_ruled_it_out(dk):
    dk.know(suppliers=(*dk.facts.suppliers, Supplier("S2", "Andet ApS", "DK", "99000007")))
    dk.grant("G1", "2243")
    dk.grant("G2", "500", unit=Unit.HOUR, legal_basis="SEL97", units_per_week=Decimal(2))
    dk.grant("G3", "609", legal_basis="SEL104")
    dk.grant("G4", "2243", supplier_id="S2", legal_basis="SEL107")
    dk.grant("G5", "2243", end=date(2025, 12, 31), legal_basis="SEL103")

    decision = dk.ask("67290.00")
    because = {each.grant_id: each.because for each in decision.eliminated}

    assert decision.grant_id == "G1"
    assert because["G2"].startswith("SEL97 ")
    assert "18.270,00" in because["G3"]
    assert "S2" in because["G4"]
    assert "31.12.2025" in because["G5"]


def test_no_grant_no_payment(dk):
    assert (dk.ask("67290.00").verdict, dk.ask("67290.00").code) == (Verdict.REVIEW, "no-grant")


def test_a_grant_with_another_supplier_names_the_wrong_supplier(dk):
    dk.know(suppliers=(*dk.facts.suppliers, Supplier("S2", "Andet ApS", "DK", "99000007")))
    dk.grant("G1", "2243", supplier_id="S2")

    assert dk.ask("67290.00").code == "wrong-supplier"


def test_excluded_paragraphs_and_hours_that_are_not_fixed_go_to_people(dk):
    dk.grant("G1", "2243", legal_basis="SEL98")
    dk.grant("G2", "400", unit=Unit.HOUR, legal_basis="SEL85")

    assert dk.ask("67290.00").code == "excluded-paragraph"


def test_a_change_of_rate_inside_the_period_is_split_and_posts(dk):
    dk.grant("G1", "2243", (date(2027, 1, 1), "2295"), start=date(2026, 12, 15), end=date(2027, 1, 14))
    dk.know(received=date(2027, 1, 20))
    december = dk.decide(dk.line("38131.00", period=Period(date(2026, 12, 15), date(2026, 12, 31))), issued=date(2027, 1, 15))
    both = dk.decide(dk.line("70261.00", period=Period(date(2026, 12, 15), date(2027, 1, 14))), issued=date(2027, 1, 15))

    assert (december[0].verdict, december[0].tier) == (Verdict.POST, 2)
    assert (both[0].verdict, both[0].tier, str(both[0].expected)) == (Verdict.PROPOSE, 4, "70261.00")
    assert sum(amount.minor for _, _, amount in both[0].settles) == 7026100


def test_three_whole_months_in_one_line_are_proposed(dk):
    dk.grant("G1", "68389", unit=Unit.MONTH)

    decision = dk.ask("205167.00", period=Period(date(2026, 4, 1), date(2026, 6, 30)))

    assert (decision.verdict, decision.rule, decision.tier, len(decision.settles)) == (Verdict.PROPOSE, "DK_MULTI", 4, 3)


def test_a_person_admitted_within_the_month_is_paid_for_the_days_that_are_left(dk):
    dk.grant("G1", "68389", unit=Unit.MONTH, start=date(2026, 3, 12))
    march = Period(date(2026, 3, 12), date(2026, 3, 31))

    actual = dk.ask("44121.94", period=march)
    thirty = dk.ask("45592.67", period=march)

    assert (actual.verdict, actual.rule, actual.tier) == (Verdict.POST, "DK_MONTH_PRORATA_ACT", 2)
    assert (thirty.verdict, thirty.rule, thirty.tier) == (Verdict.PROPOSE, "DK_MONTH_PRORATA_30", 5)


def test_a_divisor_that_the_contract_names_posts_and_the_others_do_not(dk):
    dk.grant("G1", "68389", unit=Unit.MONTH, start=date(2026, 3, 12), contract_rules=(("monthly_divisor", "30.5"),))
    march = Period(date(2026, 3, 12), date(2026, 3, 31))

    assert dk.ask("44845.25", period=march).verdict is Verdict.POST
    assert dk.ask("45592.67", period=march).verdict is not Verdict.POST


def test_a_supplement_pays_on_its_own_line_or_inside_the_price(dk):
    dk.grant("G1", "2243", supplements={"nat": "310"})

    apart = dk.decide(dk.line("67290"), dk.line("9300", number=2, text="Tillæg nat"))
    merged = dk.ask("76590.00")

    assert [(d.verdict, d.component, d.grant_id) for d in apart] == [
        (Verdict.POST, "base", "G1"),
        (Verdict.POST, "supplement:nat", "G1"),
    ]
    assert (merged.verdict, merged.component, merged.rule) == (Verdict.POST, "all", "DK_TILLAEG")


def test_a_supplement_is_not_paid_again_after_it_was_inside_the_price(dk):
    dk.grant("G1", "2243", supplements={"nat": "310"})
    dk.paid("G1", JUNE, "76590", component="all")

    assert dk.ask("9300").code == "already-paid"


def test_a_settlement_of_an_unknown_part_blocks_everything_for_its_days(dk):
    dk.grant("G1", "2243", supplements={"nat": "310"})
    dk.paid("G1", JUNE, "67290")

    assert dk.ask("9300").code == "already-paid"


def test_what_was_credited_in_full_may_be_billed_again(dk):
    dk.grant("G1", "2243")
    dk.paid("G1", JUNE, "67290", component="base")
    dk.paid("G1", JUNE, "-67290", number="K1", component="base")

    assert dk.ask("67290").verdict is Verdict.POST


def test_two_equal_lines_on_one_invoice_pay_once(gb):
    weeks = Period(date(2026, 6, 1), date(2026, 6, 28))
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)

    first, second = gb.decide(gb.line("3250.00", period=weeks), gb.line("3250.00", number=2, period=weeks))

    assert first.verdict is Verdict.POST
    assert (second.verdict, second.code) == (Verdict.RETURN, "already-paid")


def test_without_a_stated_period_the_only_unpaid_month_that_fits_is_meant(dk):
    dk.grant("G1", "68389", unit=Unit.MONTH, start=date(2026, 4, 1))
    for month in (4, 5):
        dk.paid("G1", Period.month(2026, month), "68389")

    confirmed = dk.ask("68389.00", period=None)
    dk.rules(post_unstated_period=True)
    posted = dk.ask("68389.00", period=None)

    assert (confirmed.verdict, confirmed.code, confirmed.period) == (Verdict.PROPOSE, "proposed", JUNE)
    assert (posted.verdict, posted.period) == (Verdict.POST, JUNE)


def test_without_a_stated_period_two_that_fit_are_asked_about_or_the_oldest_is_taken_by_policy(dk):
    dk.grant("G1", "68389", unit=Unit.MONTH, start=date(2026, 5, 1))
    asked = dk.ask("68389.00", period=None)
    dk.rules(oldest_unsettled=True)
    oldest = dk.ask("68389.00", period=None)

    assert (asked.verdict, asked.code) == (Verdict.RETURN, "ambiguous-period")
    assert (oldest.verdict, oldest.period) == (Verdict.PROPOSE, Period.month(2026, 5))


def test_two_people_on_one_line_are_sent_back(dk):
    dk.grant("G1", "2243")

    decision = dk.ask("134580.00", text="Botilbud 150331-4203 og 220932-4205")

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "multi-citizen-line")


def test_two_numbers_of_the_same_person_are_one_person(gb):
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)

    decision = gb.ask(
        "3250.00", text="Mosaic 1234567, NHS 999 123 4578", person=None, period=Period(date(2026, 6, 1), date(2026, 6, 28))
    )

    assert decision.code != "multi-citizen-line"


def test_a_doubtful_number_is_never_repaired_only_suggested(dk):
    dk.grant("G1", "2243")
    dk.know(neighbours=dk.facts.people, people=())

    decision = dk.ask("67290.00", person="150331-4208", sure=0.8)

    assert (decision.verdict, decision.code, decision.grant_id) == (Verdict.REVIEW, "citizen-id-ocr-doubt", None)
    assert "150331-xxxx" in decision.explanation
    assert "4203" not in str(decision)


@pytest.mark.parametrize("field", ["person", "amount", "period_start"])
def test_a_value_that_is_less_likely_right_than_wrong_never_posts(dk, field):
    dk.grant("G1", "2243")
    dk.know(neighbours_known=True)
    line = dk.line("67290.00")
    doubted = replace(line, **{field: getattr(line, field).trust(0.49)})

    (decision,) = dk.decide(doubted)

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "low-confidence")
    assert f"lines.0.{field}" in decision.findings[0].detail


def test_a_doubtful_amount_that_is_wrong_is_not_sent_back_to_the_supplier(dk):
    dk.grant("G1", "2243")

    decision = dk.ask("68000.50", sure=0.7)

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "amount-too-high")
    assert "low-confidence" in decision.codes


def test_coding_is_one_row_or_a_stop(dk):
    row = CodingRow("SEL108", "private", "", "", "1", "X")
    dk.grant("G1", "2243")
    dk.know(coding=())
    none = dk.ask("67290")
    dk.know(coding=(row, replace(row, account="2")))
    two = dk.ask("67290")
    dk.know(coding=(replace(row, valid_to=date(2026, 6, 15)), replace(row, valid_from=date(2026, 6, 16), account="2")))
    changes = dk.ask("67290")

    assert (none.verdict, none.code) == (Verdict.REVIEW, "coding-missing")
    assert (two.verdict, two.code) == (Verdict.REVIEW, "coding-ambiguous")
    assert changes.verdict is Verdict.REVIEW


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        pytest.param({"auto_limit": "50000"}, "over-limit", id="above the limit"),
        pytest.param({"sample_percent": 100}, "sampled", id="drawn for the sample"),
        pytest.param({"auto_tiers": "2"}, "proposed", id="tier not automatic"),
    ],
)
def test_a_gate_asks_for_a_click(dk, settings, code):
    dk.rules(**settings)
    dk.grant("G1", "2243")

    decision = dk.ask("67290")

    assert (decision.verdict, decision.code, decision.grant_id) == (Verdict.PROPOSE, code, "G1")


def test_the_mode_does_not_change_the_verdict(dk):
    dk.grant("G1", "2243")
    shadow = dk.ask("67290")
    dk.rules(mode="live")

    assert dk.ask("67290").verdict is shadow.verdict is Verdict.POST


def test_a_supplier_switched_off_is_only_proposed(dk):
    dk.know(suppliers=(replace(dk.supplier, auto_post=False),))
    dk.grant("G1", "2243")

    assert dk.ask("67290").verdict is Verdict.PROPOSE


def test_another_paragraph_on_the_line_asks_for_a_click(dk):
    dk.grant("G1", "2243")

    decision = dk.ask("67290", legal_basis="SEL107")

    assert (decision.verdict, decision.code) == (Verdict.PROPOSE, "paragraph-differs")


def test_a_public_claim_older_than_a_year_is_barred(dk):
    dk.know(suppliers=(replace(dk.supplier, ownership=Ownership.MUNICIPALITY),))
    dk.grant("G1", "2243")

    late = dk.ask("67290", period=Period.month(2025, 6))
    in_time = dk.ask("69533", period=Period.month(2025, 7))

    assert (late.verdict, late.code) == (Verdict.RETURN, "claim-time-barred")
    assert in_time.verdict is Verdict.POST


def test_nothing_about_a_person_stands_in_what_is_said(dk):
    dk.know(people=(Person("P1", "Karen Hansen", cpr="1503314203"),))
    dk.grant("G1", "2243")

    for decision in (dk.ask("67290"), dk.ask("70000"), dk.ask("67290", person="220932-4205")):
        said = f"{decision.explanation} {decision.would_match_if} {decision.eliminated}"
        assert "4203" not in said
        assert "4205" not in said
        assert "Hansen" not in said
