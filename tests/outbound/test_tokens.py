"""References are signed, forgiving to the hand that types them, and never accepted when changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.tokens import (
    ALPHABET,
    find_letters,
    find_tokens,
    make_message_id,
    make_token,
    verify_message_id,
    verify_token,
)


@given(number=st.integers(0, 32**8 - 1), key=st.binary(min_size=16, max_size=32))
def test_a_token_is_verified_by_its_own_key_in_any_case(number, key):
    token = make_token(number, key)

    assert verify_token(token.lower(), key) == number
    assert verify_token(token, key + b"!") is None


@given(number=st.integers(0, 10**6), place=st.integers(0, 12), other=st.sampled_from(ALPHABET))
def test_a_token_with_one_character_changed_is_nobodys(number, place, other):
    token = make_token(number, b"key of the house")
    changed = token[:place] + other + token[place + 1 :]

    if changed != token:
        assert verify_token(changed, b"key of the house") is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("SV: [Ref {}] Faktura 20417", id="in a Danish answer's subject"),
        pytest.param("finance+{}@council.example", id="in the address it was answered to"),
        pytest.param("Your reference: {}.", id="in the body, before a full stop"),
    ],
)
def test_a_token_is_found(text, key):
    token = make_token(7, key)

    assert find_letters(text.format(token), key) == (7,)


def test_typing_the_letter_o_for_a_zero_is_forgiven(key):
    token = make_token(7, key)

    assert verify_token(token.replace("0", "O").replace("1", "l"), key) == 7


@pytest.mark.parametrize("text", ["2026-20417001", "0000-00000000", "0006-ABCDEFGH", "", "-", "7-ÆØÅÆØÅÆØ", "9" * 200_000])
def test_a_number_that_looks_like_a_token_is_not_ours(text, key):
    assert find_letters(text, key) == ()
    assert verify_token(text, key) is None


def test_the_same_token_twice_is_found_once(key):
    token = make_token(7, key)

    assert find_tokens(f"{token} {token}") == (token,)


def test_a_message_id_is_ours_only_with_our_signature(key):
    ours = make_message_id(12, key, "council.example")

    assert verify_message_id(ours, key) == 12
    assert verify_message_id(ours, b"another key") is None
    assert verify_message_id(ours.replace("out.12.", "out.13."), key) is None
    assert verify_message_id("<CAB1234@mail.example>", key) is None
