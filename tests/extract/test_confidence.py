"""Confidence ranks: what agrees is trusted, what stands alone or contradicts is not."""

import pytest

from extract.candidates import Candidate, choose
from extract.confidence import BASE, WEIGHTS, probability
from extract.readers.pdf import read_pdf
from extract.trust import GUESSED, UNCOUNTED, FieldModel
from models.document import Source

BAR = 0.975


def candidate(value, *features):
    return Candidate("number", value, Source(str(value)), features)


@pytest.mark.parametrize("field", sorted(BASE))
def test_a_value_without_anything_that_speaks_for_it_is_not_sure(field):
    assert probability(field, ()) < BAR or field == "legal_basis"


@pytest.mark.parametrize("weight", sorted(WEIGHTS))
def test_every_weight_moves_the_probability_its_way(weight):
    before, after = probability("total", ()), probability("total", (weight,))

    assert (after > before) == (WEIGHTS[weight] > 0) or WEIGHTS[weight] == 0


def test_a_doubtful_engine_lowers_the_trust():
    assert (
        probability("total", ("closes",), 1.0)
        > probability("total", ("closes",), 0.95)
        > probability("total", ("closes",), 0.6)
    )


def test_equal_values_support_and_others_contradict():
    alone = choose([candidate("1", "label-fair")]).score
    twice = choose([candidate("1", "label-fair"), candidate("1", "label-fair")]).score
    rival = choose([candidate("1", "label-fair"), candidate("2", "label-fair")]).score

    assert twice > alone > rival


def invoice(total, lines=("60.00", "40.00")):
    return [
        [(40, "Elm Court Care Ltd", 14), (400, "INVOICE", 14)],
        [(40, "Invoice No: 1"), (300, "Date: 30/06/2026")],
        None,
        [(40, "Description"), (500, "Amount", "r")],
        *[[(40, f"Home care {place}"), (500, amount, "r")] for place, amount in enumerate(lines)],
        [(40, "Total due"), (500, total, "r")],
    ]


def test_amounts_that_add_up_are_sure_and_amounts_that_do_not_are_not(draw, english):
    right = read_pdf(draw(invoice("100.00")), english)
    wrong = read_pdf(draw(invoice("110.00")), english)

    assert right.invoice.payable.confidence >= BAR
    assert all(line.amount.confidence >= BAR for line in right.invoice.lines)
    assert wrong.invoice.payable.confidence < BAR
    assert all(line.amount.confidence < BAR for line in wrong.invoice.lines)
    assert [finding.code for finding in wrong.findings] == ["total-mismatch"]


def test_a_number_that_could_be_read_in_two_ways_is_not_sure(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "INVOICE", 14)],
        None,
        [(40, "Description"), (300, "Hours", "r"), (400, "Rate", "r"), (500, "Amount", "r")],
        [(40, "Home care"), (300, "1", "r"), (400, "1.234", "r"), (500, "1.234", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert all(line.amount.confidence < BAR for line in read.invoice.lines)


def test_what_speaks_against_a_value_and_was_never_counted_keeps_it_from_being_sure():
    model = FieldModel(6.0, {"label-strong": 2.0}, ((0.0, 0.6), (8.0, 0.999)))
    assert model.probability(["label-strong"]) > 0.99
    assert model.probability(["label-strong", "another-seller"]) <= UNCOUNTED


@pytest.mark.parametrize("name", sorted(GUESSED))
def test_what_was_taken_for_a_value_by_its_form_or_wording_is_never_sure_however_often_it_was_counted(name):
    model = FieldModel(9.0, {"checksum": 2.0, name: 0.0}, ((1.0, 0.99), (12.0, 0.999)), values=2000)

    assert model.probability(["checksum"]) > 0.975
    assert model.probability(["checksum", name]) <= UNCOUNTED
