"""The kinds of values settings have, beyond numbers and words."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

_LONGEST_PATTERN = 200


def _split(value: Any) -> Any:
    """Read a list from one text: JSON, or words with commas between them."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [part.strip() for part in value.split(",") if part.strip()]


def _tier(value: Any) -> Any:
    """Read `T2` as 2."""
    return int(value[1:]) if isinstance(value, str) and re.fullmatch(r"[Tt][0-9]", value.strip()) else value


def none_word(value: Any) -> Any:
    """Read the word none as no value; TOML has no other way to say it."""
    return None if isinstance(value, str) and value.strip().lower() in {"", "none"} else value


def _linear(pattern: str) -> str:
    """Refuse a pattern that does not compile or that could take for ever on some text."""
    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError(f"a pattern has at most {_LONGEST_PATTERN} characters")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if re.search(r"[*+}]\??\)[*+{]", pattern) or re.search(r"\\[1-9]", pattern):
        raise ValueError("a repeated group that repeats inside, or a back-reference, can take for ever; write it without")
    return pattern


def _address(text: str) -> str:
    """Refuse what cannot be a mail address."""
    if not re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,250}", text):
        raise ValueError("not a mail address such as invoices@council.example")
    return text


def _places(given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a place that has no key or whose path is none."""
    from extract.readers.persons import agreed_places

    agreed_places(given)
    return given


Texts = Annotated[tuple[str, ...], BeforeValidator(_split)]
Tiers = Annotated[tuple[Annotated[int, BeforeValidator(_tier), Field(ge=1, le=4)], ...], BeforeValidator(_split)]
Whole = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_split)]
Pattern = Annotated[str, AfterValidator(_linear)]
MailAddress = Annotated[str, AfterValidator(_address)]
Places = Annotated[Texts, AfterValidator(_places)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Limit = Annotated[Amount | None, BeforeValidator(none_word)]
Months = Annotated[Annotated[int, Field(ge=1, le=240)] | None, BeforeValidator(none_word)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Probability = Annotated[Decimal, Field(gt=0, lt=1)]
Days = Annotated[int, Field(ge=0, le=365)]
Port = Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[SecretStr | None, Field(default=None)]
SecretFile = Annotated[Path | None, Field(default=None)]
