"""The grants of a proof: each once, told as what it is."""

from __future__ import annotations

from models.decision import Decision, Elimination, Verdict
from models.finding import Finding, Severity
from web.views.candidates import candidates
from web.words import words_in

WORDS = words_in("en")


def _stands(decision):
    return [(each.grant_id, each.stands) for each in candidates(decision, {}, WORDS)]


def test_a_grant_that_is_left_to_people_by_policy_is_ruled_out_and_not_left_too():
    out = (Elimination("B2652", "It is with another supplier."), Elimination("B2617", "SEL97 is left to people."))
    decision = Decision(1, Verdict.REVIEW, "excluded-paragraph", grant_id="B2617", eliminated=out)

    assert _stands(decision) == [("B2652", "out"), ("B2617", "out")]


def test_what_is_left_stands_before_what_is_ruled_out():
    decision = Decision(
        1, Verdict.PROPOSE, "proposed", grant_id="G1", rule="DK_DAYS", tier=1, eliminated=(Elimination("G2", "x"),)
    )

    assert _stands(decision) == [("G1", "left"), ("G2", "out")]


def test_grants_to_choose_from_come_first_even_when_one_is_only_near():
    open_choice = Finding("several-grants", Severity.QUERY, "2 fit", (), (("count", "2"), ("list", "G1, G3")))
    out = (Elimination("G2", "It has ended."), Elimination("G3", "It gives 1.50 less."))
    decision = Decision(1, Verdict.REVIEW, "several-grants", eliminated=out, findings=(open_choice,))

    assert _stands(decision) == [("G1", "fits"), ("G3", "fits"), ("G2", "out")]
    assert "1.50 less" in candidates(decision, {}, WORDS)[1].because


def test_without_a_decision_there_is_no_proof():
    assert candidates(None, {}, WORDS) == ()
