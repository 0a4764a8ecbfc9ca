"""Values that are made fast compare, hash and show themselves as frozen dataclasses do."""

from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from models.document import Box, Word
from models.record import record


@dataclass(frozen=True, slots=True)
class Frozen:
    left: float
    right: float = 2.0


@record(frozen=True, slots=True)
class Quick:
    left: float
    right: float = 2.0


def test_a_record_is_a_value():
    assert Quick(1.0) == Quick(1.0, 2.0) != Quick(1.0, 3.0)
    assert len({Quick(1.0), Quick(1.0), replace(Quick(1.0), right=3.0)}) == 2
    assert hash(Quick(1.0)) == hash(Frozen(1.0))
    assert repr(Quick(1.0)) == repr(Frozen(1.0)).replace("Frozen", "Quick")


def test_it_has_no_other_fields():
    with pytest.raises(AttributeError):
        Quick(1.0).middle = 3.0  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        Frozen(1.0).left = 3.0  # type: ignore[misc]


def test_words_and_boxes_can_be_keys():
    assert {Word("12", Box(0, 0, 1, 1)): 1}[Word("12", Box(0, 0, 1, 1))] == 1
