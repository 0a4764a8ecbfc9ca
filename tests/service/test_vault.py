import pytest

from models.errors import PermanentError, UsageError
from service.vault import Vault

KEY = bytes(range(32))


def test_what_was_sealed_opens_again() -> None:
    vault = Vault(KEY)

    assert vault.open(vault.seal("150331-4203 æøå")) == "150331-4203 æøå"
    assert vault.open_json(vault.seal_json({"a": [1, None]})) == {"a": [1, None]}


def test_the_same_text_is_never_sealed_alike() -> None:
    vault = Vault(KEY)

    assert vault.seal("150331-4203") != vault.seal("150331-4203")


def test_a_changed_value_or_another_key_is_an_error_and_never_garbage() -> None:
    sealed = Vault(KEY).seal("150331-4203")

    with pytest.raises(PermanentError, match="cannot be opened"):
        Vault(KEY).open(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(PermanentError, match="cannot be opened"):
        Vault(b"k" * 32).open(sealed)


def test_the_index_finds_equal_values_only_with_the_key() -> None:
    assert Vault(KEY).index("1503314203") == Vault(KEY).index(" 1503314203 ")
    assert Vault(KEY).index("1503314203") != Vault(b"k" * 32).index("1503314203")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(UsageError, match="needs at least 32"):
        Vault(b"short")


def test_nothing_personal_shows_in_a_repr() -> None:
    assert repr(Vault(KEY)) == "Vault(…)"
