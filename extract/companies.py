"""How the names of companies end, and sometimes begin."""

from __future__ import annotations

import re
from functools import lru_cache

#: What companies put behind their names.
COMPANY = re.compile(
    r"(?<![^\W\d_])(?:g?GmbH|mbH|AG|KG|UG|e\.?K\.?|e\.?V\.?|e\.\s[KV]\.|a\.?G\.?|Ltd\.?|Limited|LLP|PLC|CIC|C\.I\.C\.|ApS|A/S|I/S|S/I|P/S|K/S|IVS|S\.?M\.?B\.?A\.?"
    r"|F\.?M\.?B\.?A\.?|S\.?[AÀ]\.?R\.?L\.?|SASU?|AI?SBL|SRL|SPRL|SCOP|S\.A\.S\.|S\.A\.|EURL|Inc\.?|LLC|GbR|OHG|KGaA|PartG|(?-i:eG|B\.V\.|N\.V\.)|NHS Trust|Trust|Fonden|Selvejende)(?![^\W\d_])",
    re.IGNORECASE,
)

#: Forms of several letters with stops between them end with one.
_SPACED = re.compile(r"\be\.\s?[KV]$")


@lru_cache(maxsize=4096)
def only_form(text: str) -> bool:
    """Say whether a cell holds nothing but what companies put before or behind their names.

    >>> only_form("Ltd"), only_form("Fonden"), only_form("Elm Ltd"), only_form("12")
    (True, True, False, False)
    """
    return COMPANY.search(text) is not None and not any(letter.isalpha() for letter in COMPANY.sub("", text))


def tidied(name: str) -> str:
    """Return a name without the marks around it; the stop that ends a company's form stays.

    >>> tidied("· Brückenbau e. V."), tidied("Elm Court Care Ltd."), tidied("Elm Court -")
    ('Brückenbau e. V.', 'Elm Court Care Ltd', 'Elm Court')
    """
    plain = name.strip(" .,;:|•●·-–")
    return f"{plain}." if _SPACED.search(plain) and f"{plain}." in name else plain
