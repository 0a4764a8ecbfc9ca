"""The OPUS file as an independent reader sees it: 25 columns, decimal commas, balanced, the CPR number in its one column."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from countries.denmark.opus import OPUS_CSV, OPUS_CSV_CP1252
from models.money import Money
from outbound.batches import BatchRefused
from outbound.exports import export

HEADER = (
    "Artskonto;Omkostningssted;PSP-element;Profitcenter;Ordre;Debet/kredit;Beløb;Næste agent;Tekst;Betalingsart;Påligningsår;"
    "Betalingsmodtagernr.;Betalingsmodtagernr.kode;Ydelsesmodtagernr.;Ydelsesmodtagernr.kode;Ydelsesperiode fra;"
    "Ydelsesperiode til;Oplysningspligtnr.;Oplysningspligtmodtagernr.kode;Oplysningspligtkode;Netværk;Operation;Mængde;"
    "Mængdeenhed;Referencenøgle"
)


def rows(raw: bytes, encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode(encoding), newline=""), delimiter=";"))


def test_the_lines_are_those_of_the_handbook(make_batch):
    header, cost, creditor = export(make_batch(), OPUS_CSV).decode().splitlines()

    assert header == HEADER
    assert cost == (
        "40000000;;XG-5108000001-00010;;;Debet;67290,00;;SEL108 Botilbud 01.06-30.06.26 F 20417;;;12345674;11;1503314203;02;"
        "01.06.2026;30.06.2026;;;;;;30;DØGN;S1-20417-1"
    )
    assert (
        creditor
        == "91000000;;XG-0000000091-00001;;;Kredit;67290,00;;F 20417 Bostedet Lyng ApS;;;12345674;11;;;;;;;;;;;;S1-20417"
    )


def test_every_line_has_25_columns_and_the_sides_add_up(make_batch, make_posting):
    postings = [
        make_posting(posting_id=f"p{n}", line=n, reference=f"S1-20417-{n}", amount=Money(n * 333_33, "DKK"), credit=n % 3 == 0)
        for n in range(1, 20)
    ]
    header, *body = rows(export(make_batch(*postings), OPUS_CSV))

    assert {len(row) for row in (header, *body)} == {25}
    sums = {"Debet": Decimal(0), "Kredit": Decimal(0)}
    for row in body:
        sums[row[5]] += Decimal(row[6].replace(",", "."))
        assert row[6].count(",") == 1
        assert len(row[6].partition(",")[2]) == 2
        assert "." not in row[6]
        assert not row[6].startswith("-")
    assert sums["Debet"] == sums["Kredit"] > 0


def test_the_cpr_number_stands_in_column_14_with_code_02_and_nowhere_else(make_batch):
    _, cost, creditor = rows(export(make_batch(), OPUS_CSV))

    assert [index for index, cell in enumerate(cost) if "1503314203" in cell] == [13]
    assert cost[14] == "02"
    assert "1503314203" not in "".join(creditor)


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        pytest.param({"person_number": None, "person_number_kind": None}, {13: "", 14: ""}, id="no number, no code"),
        pytest.param({"supplier_registration": None}, {11: "", 12: ""}, id="no CVR number, no code"),
        pytest.param({"quantity": Decimal("7.50"), "unit": "hour"}, {22: "7,5", 23: "TIM"}, id="hours with a decimal comma"),
        pytest.param({"quantity": Decimal(100), "unit": "day"}, {22: "100", 23: "DØGN"}, id="round quantities stay plain"),
        pytest.param({"quantity": Decimal(3), "unit": "mile"}, {22: "", 23: ""}, id="a unit that OPUS does not know"),
    ],
)
def test_what_is_not_known_is_left_empty(make_batch, make_posting, change, cells):
    _, cost, _ = rows(export(make_batch(make_posting(**change)), OPUS_CSV))

    assert {index: cost[index] for index in cells} == cells


def test_the_other_encoding_gives_the_same_cells(make_batch):
    batch = make_batch()

    assert rows(export(batch, OPUS_CSV_CP1252), "cp1252") == rows(export(batch, OPUS_CSV))


def test_a_character_that_the_encoding_lacks_is_refused_not_replaced(make_batch, make_posting):
    batch = make_batch(make_posting(supplier_name="Łódź Care"))

    with pytest.raises(BatchRefused, match=r"U\+0141"):
        export(batch, OPUS_CSV_CP1252)
    assert export(batch, OPUS_CSV)


def test_a_psp_element_on_one_side_only_is_refused_where_the_council_says_so(make_batch):
    strict = (("opus.psp_both_sides", "yes"),)

    assert export(make_batch(creditor_cost_element=""), OPUS_CSV)
    with pytest.raises(BatchRefused, match="PSP"):
        export(make_batch(creditor_cost_element="", settings=strict), OPUS_CSV)
    neither = replace(make_batch().postings[0], cost_element="")
    assert export(make_batch(neither, creditor_cost_element="", settings=strict), OPUS_CSV)
