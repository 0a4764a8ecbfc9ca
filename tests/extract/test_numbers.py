"""Amounts in the habits of four countries."""

from decimal import Decimal

import pytest

from extract.numbers import decimal_comma, numbers_in, parse_number
from models.document import Box, Word


def words(*texts, gap=3.0):
    result, left = [], 50.0
    for text in texts:
        width = 5.0 * len(text)
        result.append(Word(text, Box(left, 100, left + width, 110)))
        left += width + gap
    return result


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        pytest.param("1.234,56", True, "1234.56", id="Danish thousands and decimals"),
        pytest.param("1,234.56", False, "1234.56", id="British thousands and decimals"),
        pytest.param("67.290,-", True, "67290", id="Danish dash instead of øre"),
        pytest.param("609,00", True, "609.00", id="decimal comma alone"),
        pytest.param("1.234,56-", True, "-1234.56", id="minus behind"),
        pytest.param("(144.96)", False, "-144.96", id="brackets are a minus"),
        pytest.param("-144.96", False, "-144.96", id="minus before"),
        pytest.param("£1,310.68", False, "1310.68", id="pound glued on"),
        pytest.param("-£749.40", False, "-749.40", id="minus before the pound"),
        pytest.param("£-749.40", False, "-749.40", id="minus after the pound"),
        pytest.param("160,00€", True, "160.00", id="euro glued on"),
        pytest.param("3.3333", True, "3.3333", id="four decimals are decimals in any habit"),
        pytest.param("0.025", True, "0.025", id="nothing before the mark means decimals"),
        pytest.param("12.345.678,90", True, "12345678.90", id="two groups"),
        pytest.param("2000.00", True, "2000.00", id="point with two digits in a document of commas"),
    ],
)
def test_reads(text, comma, value):
    assert parse_number(text, comma).value == Decimal(value)


@pytest.mark.parametrize("text", ["05.06.2018", "150331-4203", "12,34,56", "1.23.456", "A-1", "1.234,567,8", "--5"])
def test_is_not_a_number(text):
    assert parse_number(text, comma=True) is None


@pytest.mark.parametrize(("comma", "value"), [(True, "1234"), (False, "1.234")])
def test_a_number_that_can_be_read_in_two_ways_follows_the_habit_and_is_not_certain(comma, value):
    number = parse_number("1.234", comma)

    assert number.value == Decimal(value)
    assert not number.certain


def test_the_habit_is_what_the_document_shows_most():
    assert decimal_comma(["1.234,56", "12,00", "3.5"], default=False) == (True, True)
    assert decimal_comma(["1,234.56"], default=True) == (False, True)
    assert decimal_comma(["12"], default=True) == (True, False)


def test_thousands_set_apart_by_a_space_are_one_number():
    found = numbers_in(words("1", "234,56", gap=2), comma=True)

    assert [number.value for number in found] == [Decimal("1234.56")]


def test_a_quantity_and_a_price_in_the_next_column_stay_two():
    found = numbers_in(words("2", "100,00", gap=40), comma=True)

    assert [number.value for number in found] == [Decimal(2), Decimal("100.00")]


def test_a_currency_beside_the_number_is_noticed():
    found = numbers_in(words("kr.", "67.290,00"), comma=True)

    assert found[0].currency == "KR"
    assert found[0].is_money


def test_a_dash_between_two_numbers_is_not_a_minus():
    found = numbers_in(words("10", "-", "50,00"), comma=True)

    assert [number.value for number in found] == [Decimal(10), Decimal("50.00")]


def test_a_paragraph_of_law_is_no_amount():
    found = numbers_in(words("Momsfri", "ydelse", "jf.", "momslovens", "§", "13,", "i", "alt", "1.250,00"), True)

    assert [number.value for number in found] == [Decimal("1250.00")]


def test_a_word_of_the_language_is_no_currency():
    """`Vi beder Dem betale`: `Dem` is whom the letter speaks to, and not the German mark."""
    found = numbers_in(words("1.250,00", "Dem"), comma=True)

    assert found[0].currency is None


def test_the_groups_of_an_nhs_number_are_no_amounts():
    """Its last group may stand nearer to the heading of the prices than to that of the words."""
    found = numbers_in(words("NHS", "999", "123", "4578", "1,124.00", gap=3), comma=False)
    broken = numbers_in(words("999", "123", "4579", gap=3), comma=False)

    assert [number.value for number in found] == [Decimal("1124.00")]
    assert len(broken) > 1
