"""How the names of companies end, and sometimes begin."""

from __future__ import annotations

import re
from functools import lru_cache

#: What companies put behind their names.
COMPANY = re.compile(
    r"(?<![^\W\d_])(?:GmbH|mbH|AG|KG|UG|e\.?K\.?|e\.?V\.?|a\.?G\.?|Ltd\.?|Limited|LLP|PLC|CIC|C\.I\.C\.|ApS|A/S|I/S|S/I|P/S|K/S|IVS|S\.?M\.?B\.?A\.?"
    r"|F\.?M\.?B\.?A\.?|SARL|S\.?A\.?R\.?L\.?|SAS|S\.A\.S\.|S\.A\.|EURL|Inc\.?|LLC|GbR|OHG|KGaA|PartG|(?-i:eG|B\.V\.|N\.V\.)|NHS Trust|Trust|Fonden|Selvejende)(?![^\W\d_])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def only_form(text: str) -> bool:
    """Say whether a cell holds nothing but what companies put before or behind their names.

    >>> only_form("Ltd"), only_form("Fonden"), only_form("Elm Ltd"), only_form("12")
    (True, True, False, False)
    """
    return COMPANY.search(text) is not None and not any(letter.isalpha() for letter in COMPANY.sub("", text))
