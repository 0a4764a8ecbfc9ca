"""Personal numbers are found in every dress, and numbers that are none are left alone."""

from __future__ import annotations

import pytest

from models.grant import Person
from outbound.privacy import find_personal_numbers, has_personal_number, mask_numbers, person_reference


@pytest.mark.parametrize(
    "text",
    [
        "150331-4203",
        "1503314203",
        "150331 4203",
        "150331\u00a04203",
        "150331–4203",
        "Faktura1503314203",
        "150331\u200b-4203",
        "１５０３３１-４２０３",
        pytest.param("0101354200", id="a number that fails modulus 11"),
        pytest.param("750331-4203", id="a temporary number with sixty added to the day"),
        pytest.param("150331-ABC1", id="a temporary number with letters"),
        "999 123 4578",
        "9991234578",
        "999-123-4578",
    ],
)
def test_a_personal_number_is_found(text):
    assert has_personal_number(text)
    assert not has_personal_number(mask_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "20417",
        "3113314203" + "9",
        pytest.param("9913314203", id="no such day"),
        pytest.param("1234-1012345678", id="a Danish bank account"),
        pytest.param("DK5000400440116243", id="an IBAN"),
        pytest.param("01 44 96 00 00", id="a telephone number"),
        pytest.param("0300 123 4567", id="an English telephone number"),
        pytest.param("1503314203,00", id="an amount"),
        pytest.param("999 123 4579", id="the check digit is wrong and it is no birth date"),
        pytest.param("5790000123452", id="a location number"),
        pytest.param("[Ref 000C-N3CCSTT9]", id="our own reference"),
        pytest.param("150331-xxxx", id="already masked"),
    ],
)
def test_other_numbers_are_left_alone(text):
    assert list(find_personal_numbers(text)) == []
    assert mask_numbers(text) == text


def test_long_texts_of_digits_are_read_in_a_straight_line():
    assert not has_personal_number("1" * 200_000)


@pytest.mark.parametrize(
    ("person", "reference"),
    [
        (Person("7", "Karen Holm", cpr="150331-4203"), "K. H., 150331-xxxx"),
        (Person("1503314203", "Karen Holm"), "K. H., 150331-xxxx"),
        (Person("9991234578", "Amy Marsh", nhs_number="9991234578"), "A. M., 999 xxx 4578"),
        (Person("1234567", ""), "1234567"),
        (None, None),
    ],
)
def test_a_letter_names_a_person_by_initials_and_a_masked_number(person, reference):
    assert person_reference(person) == reference
