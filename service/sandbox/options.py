"""How to read, as JSON: what the parent tells a child about country, limits and supplier memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

from countries.packs import COUNTRY_PACKS, pack_for
from extract.options import ReadOptions
from models.codec import decode, encode

_PACKS = frozenset({"pack", "packs"})


def options_to_json(options: ReadOptions) -> dict[str, Any]:
    """Return the options with the country's code in place of its pack."""
    plain = {field.name: encode(getattr(options, field.name)) for field in fields(options) if field.name not in _PACKS}
    return plain | {"country": options.pack.code}


def options_from_json(data: Mapping[str, Any]) -> ReadOptions:
    """Build the options again with the packs that are known here."""
    plain = {name: decode(hint, data[name]) for name, hint in _hints().items() if name not in _PACKS and name in data}
    return ReadOptions(pack=pack_for(data["country"]), packs=COUNTRY_PACKS, **plain)


@cache
def _hints() -> Mapping[str, Any]:
    """Return the types of the options: working them out takes longer than reading a short mail."""
    return get_type_hints(ReadOptions)
