"""Identifiers: what is accepted, what is refused, what is only doubted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import identifiers as ids


@pytest.mark.parametrize("number", ["1503314203", "2209324205", "0711344209", "3006364208", "0101354202"])
def test_personal_numbers_with_a_check_digit(number):
    cpr = ids.parse_cpr(number)

    assert cpr is not None
    assert (cpr.check_digit_holds, cpr.standard) == (True, True)


def test_a_personal_number_without_a_check_digit_is_accepted_and_doubted():
    cpr = ids.parse_cpr("010135-4200")

    assert cpr is not None
    assert (cpr.number, cpr.born, cpr.check_digit_holds) == ("0101354200", date(2035, 1, 1), False)


@pytest.mark.parametrize("text", ["3113314203", "0000000000", "150331420", "15033142033", "hello", "", "٢٢٠٩٣٢٤٢٠٥"])
def test_what_cannot_be_a_personal_number(text):
    assert ids.clean_cpr(text) is None


@pytest.mark.parametrize(
    ("seventh", "year", "century"),
    [
        ("0", 99, 1900),
        ("3", 0, 1900),
        ("4", 36, 2000),
        ("4", 37, 1900),
        ("9", 36, 2000),
        ("9", 99, 1900),
        ("5", 57, 2000),
        ("8", 58, 1800),
    ],
)
def test_the_century_table(seventh, year, century):
    assert ids.century(seventh, year) == century


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CPR 150331-4203", ["1503314203"]),
        ("150331 4203 og 2209324205", ["1503314203", "2209324205"]),
        ("P-nr. 1503314203", []),
        ("Konto 1503314203", []),
        ("Faktura nr. 1503314203", []),
        ("tlf. 1503314203", []),
        ("ID 91503314203", []),
        ("(150331-4203)", ["1503314203"]),
        ("311331-4203", []),
    ],
)
def test_personal_numbers_are_found_in_text_and_other_numbers_are_not(text, found):
    assert [number for number, _, _ in ids.find_cprs(text)] == found


def test_where_a_number_was_found_is_where_it_stands():
    text = "Botilbud for 150331-4203, juni"
    ((_, start, end),) = ids.find_cprs(text)

    assert text[start:end] == "150331-4203"


def test_a_personal_number_is_never_shown_whole():
    assert "4203" not in repr(ids.parse_cpr("1503314203"))
    assert ids.mask("1503314203") == "150331-xxxx"
    assert ids.mask("999 123 4578") == "999 xxx 4578"


@pytest.mark.parametrize("number", ["12345674", "10000009", "99000007", "99000015", "99000023"])
def test_company_numbers_that_hold(number):
    assert ids.clean_cvr(number) == number
    assert ids.cvr_check_holds(number)


def test_a_company_number_that_does_not_hold_is_kept_for_looking_up():
    assert ids.clean_cvr("12345678") == "12345678"
    assert not ids.cvr_check_holds("12345678")


@pytest.mark.parametrize("number", ["9991234578", "9991234586", "9991234594"])
def test_nhs_numbers_that_hold(number):
    assert ids.clean_nhs_number(number) == number
    assert ids.clean_nhs_number(number[:9] + str((int(number[9]) + 1) % 10)) is None


@pytest.mark.parametrize("number", ["5790000123452", "5790000123469"])
def test_place_numbers_must_hold(number):
    assert ids.clean_gln(number) == number
    assert ids.clean_gln(number[:-1] + str((int(number[-1]) + 1) % 10)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1234-0012345678", "1234 12345678"),
        ("0040-0440116243", "DK50 0040 0440 1162 43"),
        ("08-99-99 66374958", "089999-66374958"),
        ("20-20-15 55555555", "GB33 BUKB 2020 1555 5555 55"),
    ],
)
def test_an_account_is_the_same_however_it_is_written(one, other):
    assert ids.bank_key(one) == ids.bank_key(other) is not None


def test_different_accounts_stay_different():
    assert ids.bank_key("1234-0012345678") != ids.bank_key("1234-0012345679")
    assert ids.bank_key("not an account") is None


@pytest.mark.parametrize(
    ("one", "other"), [("INV 0020417", "20417"), ("Faktura nr. 20417", "20417"), ("ELM-88417", "elm 88417")]
)
def test_invoice_numbers_that_are_the_same(one, other):
    assert ids.invoice_key(one) == ids.invoice_key(other)


@pytest.mark.parametrize(("one", "other"), [("1-11", "11-1"), ("2026-1-11", "2026-11-1"), ("A1", "A2"), ("20417", "204170")])
def test_invoice_numbers_that_are_not_the_same(one, other):
    assert ids.invoice_key(one) != ids.invoice_key(other)


@given(st.text(max_size=200))
def test_nothing_that_is_printed_makes_a_reader_of_numbers_fail(text):
    for clean in (
        ids.clean_cpr,
        ids.clean_cvr,
        ids.clean_gln,
        ids.clean_iban,
        ids.clean_nhs_number,
        ids.clean_vat,
        ids.bank_key,
    ):
        assert clean(text) is None or isinstance(clean(text), str)
    ids.find_cprs(text)
    ids.find_nhs_numbers(text)
    ids.mask(text)
    ids.name_key(text)
    ids.invoice_key(text)
