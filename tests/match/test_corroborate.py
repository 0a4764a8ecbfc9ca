"""What the records confirm: help where they can tell a value from its misreadings, and none where they cannot."""

from dataclasses import replace
from datetime import date

import pytest

from match.corroborate import FLOOR, LEAST, confirmed, still_unsure
from match.facts import keys_needed, near_numbers
from models.decision import Verdict
from models.document import ReaderName, Reading, Source
from models.grant import Person, Unit
from models.invoice import DocumentKind
from models.period import Period

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
MONTHLY = "22000.00"


def doubted(line, sure=0.9, **values):
    """A line as a scan might give it: these values read as this, each this surely."""
    changed = {name: Reading(value, sure, Source(str(value))) for name, value in values.items()}
    return replace(line, **changed)


@pytest.fixture
def desk(dk):
    """One person with one monthly grant, of which only June is unpaid, and nobody with a number near to hers."""
    dk.person = replace(dk.person, name="Karen Holm")
    dk.know(people=(dk.person,))
    dk.grant("G1", MONTHLY, unit=Unit.MONTH, start=date(2026, 1, 1))
    for month in range(1, 6):
        dk.paid("G1", Period.month(2026, month), MONTHLY, number=str(month))
    dk.know(neighbours_known=True, received=date(2026, 7, 3))
    return dk


def decide(desk, line, **kw):
    decisions = desk.decide(line, **{"reader": ReaderName.PDF_OCR, "issued": date(2026, 6, 30), **kw})
    return decisions[0]


def neighbour(desk, number, name="Somebody Other", rate=MONTHLY, **kw):
    """Somebody at the same supplier whose number is near to the person's."""
    other = Person(f"P-{number}", name, cpr=number)
    mine = desk.facts.grants
    grant = replace(desk.grant(f"N-{number}", rate, unit=Unit.MONTH, start=date(2026, 1, 1), **kw), person_id=other.person_id)
    desk.know(grants=mine, neighbours=(*desk.facts.neighbours, other), neighbour_grants=(*desk.facts.neighbour_grants, grant))
    return other


# --- odds ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sure", [0.5, 0.8, 0.9, 0.97, 0.999])
@pytest.mark.parametrize("chance", sorted({*FLOOR.values(), 0.5, 1.0}))
def test_help_never_lowers_and_never_makes_certain(sure, chance):
    helped = confirmed(sure, chance)

    assert sure <= helped < 1


def test_the_less_likely_a_coincidence_the_more_it_confirms():
    assert confirmed(0.8, 0.5) < confirmed(0.8, 0.1) < confirmed(0.8, 0.01)


@pytest.mark.parametrize("sure", [0.0, 0.2, LEAST - 0.001])
def test_a_value_more_likely_wrong_than_right_gets_no_help(sure):
    assert confirmed(sure, 0.001) == sure


def test_values_that_need_help_must_be_sure_together():
    readings = {name: Reading(name, 0.75, Source(name)) for name in "abcd"}

    alone = still_unsure({"a": readings["a"]}, {"a": 0.05}, 0.975)
    together = still_unsure(readings, dict.fromkeys("abcd", 0.05), 0.975)

    assert alone == []
    assert sorted(together) == ["a", "b", "c", "d"]


def test_numbers_one_digit_or_one_swap_away_are_looked_for_and_only_where_there_is_doubt(desk):
    line = desk.line(MONTHLY)
    sure, unsure = desk.invoice(line), desk.invoice(doubted(line, person=line.person.value))

    assert keys_needed(sure, desk.pack).near_persons == frozenset()
    assert keys_needed(unsure, desk.pack).near_persons == near_numbers(line.person.value)


# --- what helps ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["person", "amount", "period_start", "period_end"])
def test_a_doubtful_value_that_the_records_confirm_posts(desk, field):
    line = desk.line(MONTHLY)

    decision = decide(desk, doubted(line, 0.85, **{field: getattr(line, field).value}))

    assert (decision.verdict, decision.grant_id) == (Verdict.POST, "G1")


def test_a_doubtful_account_that_is_on_record_posts(desk):
    account = desk.supplier.bank_accounts[0] if desk.supplier.bank_accounts else "9990-7194822426"
    supplier = replace(desk.supplier, bank_accounts=(account,))
    desk.know(suppliers=(supplier,))

    decision = decide(desk, desk.line(MONTHLY), seller={"bank_account": Reading(account, 0.6, Source(account))})

    assert decision.verdict is Verdict.POST


def test_a_doubtful_registration_posts_when_name_and_grant_say_the_same(desk):
    seller = {"registration": Reading(desk.supplier.registration, 0.8, Source("x"))}

    assert decide(desk, desk.line(MONTHLY), seller=seller).verdict is Verdict.POST


def test_a_doubtful_number_posts_when_nobody_had_it_and_nothing_is_paid(desk):
    assert decide(desk, desk.line(MONTHLY), number=Reading("20417", 0.9, Source("20417"))).verdict is Verdict.POST


# --- the traps ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sure", [0.5, 0.8, 0.9, 0.974])
def test_a_number_misread_as_a_neighbours_with_the_same_rate_never_posts(desk, sure):
    line = desk.line(MONTHLY)
    neighbour(desk, next(iter(sorted(near_numbers(line.person.value)))))

    decision = decide(desk, doubted(line, sure, person=line.person.value))

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "low-confidence")


def test_a_neighbour_who_was_paid_already_is_a_neighbour_all_the_same(desk):
    line = desk.line(MONTHLY)
    other = next(iter(sorted(near_numbers(line.person.value))))
    neighbour(desk, other)
    desk.paid(f"N-{other}", JUNE, MONTHLY, number="6")

    assert decide(desk, doubted(line, person=line.person.value)).verdict is Verdict.REVIEW


def test_a_neighbour_with_another_rate_or_another_name_does_not_stand_in_the_way(desk):
    line = desk.line(MONTHLY)
    near = sorted(near_numbers(line.person.value))
    neighbour(desk, near[0], rate="31000.00")
    neighbour(desk, near[1], name="Aksel Ravn")
    named = replace(line, person_name=Reading(desk.person.name, 0.9, Source(desk.person.name)))

    assert decide(desk, doubted(named, person=line.person.value)).verdict is Verdict.POST


def test_a_printed_name_that_is_somebody_elses_takes_the_help_away(desk):
    line = replace(desk.line(MONTHLY), person_name=Reading("Aksel Ravn", 0.99, Source("Aksel Ravn")))

    assert decide(desk, doubted(line, person=line.person.value)).verdict is Verdict.REVIEW


def test_when_nobody_looked_for_neighbours_their_absence_says_nothing(desk):
    desk.know(neighbours_known=False)
    line = desk.line(MONTHLY)

    assert decide(desk, doubted(line, person=line.person.value)).verdict is Verdict.REVIEW


def test_a_number_that_may_have_slipped_from_another_row_gets_no_help(desk):
    other = Person("P9", "Aksel Ravn", cpr="2209324205")
    grant = replace(desk.facts.grants[0], grant_id="G9", person_id="P9")
    desk.know(people=(*desk.facts.people, other), grants=(*desk.facts.grants, grant))
    first = desk.line(MONTHLY)
    second = desk.line(MONTHLY, number=2, person="2209324205")

    decisions = desk.decide(doubted(first, person=first.person.value), second, reader=ReaderName.PDF_OCR)

    assert decisions[0].verdict is not Verdict.POST
    assert "low-confidence" in decisions[0].codes


@pytest.mark.parametrize("sure", [0.5, 0.8, 0.9, 0.974])
def test_a_misread_month_beside_another_unpaid_one_never_posts(desk, sure):
    """The page says June; May is unpaid too, and was read."""
    desk.know(settled=tuple(each for each in desk.facts.settled if each.period != MAY))
    line = doubted(desk.line(MONTHLY), sure, period_start=MAY.start, period_end=MAY.end)

    assert decide(desk, line).verdict is Verdict.REVIEW


def test_a_misread_month_that_is_paid_or_not_over_never_posts(desk):
    april, july = Period.month(2026, 4), Period.month(2026, 7)
    for period in (april, july):
        line = doubted(desk.line(MONTHLY), 0.9, period_start=period.start, period_end=period.end)

        assert decide(desk, line).verdict is not Verdict.POST


@pytest.mark.parametrize("sure", [0.5, 0.8, 0.9, 0.974])
def test_an_amount_misread_as_another_grants_amount_never_posts(desk, sure):
    """The page says 22,000; 27,000 was read, and there is a grant of just that."""
    desk.grant("G2", "27000.00", unit=Unit.MONTH, start=date(2026, 6, 1))

    decision = decide(desk, doubted(desk.line(MONTHLY), sure, amount=desk.money("27000.00").decimal))

    assert decision.verdict is Verdict.REVIEW


def test_an_account_that_is_not_the_suppliers_gets_no_help(desk):
    desk.know(suppliers=(replace(desk.supplier, bank_accounts=("9990-7194822426",)),))

    decision = decide(desk, desk.line(MONTHLY), seller={"bank_account": Reading("9990-7194822427", 0.9, Source("x"))})

    assert decision.verdict is not Verdict.POST


def test_an_old_account_of_the_template_beside_a_new_one_is_stopped(desk):
    """The footer keeps the account on record; the payment line names another."""
    old, new = "9990-7194822426", "9990-1111111111"
    desk.know(suppliers=(replace(desk.supplier, bank_accounts=(old,)),))
    others = (Reading(new, 0.9, Source(new)),)
    extraction = desk.invoice(desk.line(MONTHLY), seller={"bank_account": Reading(old, 0.9, Source(old))})
    invoice = replace(extraction.invoice, supplier=replace(extraction.invoice.supplier, other_accounts=others))

    from match.decide import decide as decide_document

    (decision,) = decide_document(replace(extraction, invoice=invoice), desk.facts, desk.policy, desk.pack)

    assert decision.verdict is not Verdict.POST


def test_nothing_on_record_confirms_what_kind_of_document_it_is(desk):
    extraction = replace(desk.invoice(desk.line(MONTHLY)), kind_confidence=0.96, kind=DocumentKind.INVOICE)

    from match.decide import decide as decide_document

    (decision,) = decide_document(extraction, desk.facts, desk.policy, desk.pack)

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "low-confidence")


def test_an_amount_that_fits_only_by_tolerance_gets_no_help(desk):
    desk.rules(tolerance_t1="1.00")

    assert decide(desk, doubted(desk.line("22000.50"), amount=desk.money("22000.50").decimal)).verdict is Verdict.REVIEW
