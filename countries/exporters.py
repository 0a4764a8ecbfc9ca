"""Every file that a batch can leave as, in one visible tuple."""

from __future__ import annotations

from countries.denmark.opus import OPUS_CSV, OPUS_CSV_CP1252
from countries.denmark.prisme import PRISME_G68, PRISME_G69
from countries.england.bacs import BACS_18
from countries.england.oracle import ORACLE_AP
from countries.england.unit4 import UNIT4_GL07
from countries.iso20022 import PAIN_001
from models.errors import UsageError
from outbound.exports import Format
from outbound.plain_csv import PLAIN_CSV

EXPORTERS: tuple[Format, ...] = (
    PLAIN_CSV,
    OPUS_CSV,
    OPUS_CSV_CP1252,
    PRISME_G69,
    PRISME_G68,
    UNIT4_GL07,
    ORACLE_AP,
    BACS_18,
    PAIN_001,
)


def get_exporter(name: str) -> Format:
    """Return a format by name; raises `UsageError` naming those there are."""
    for each in EXPORTERS:
        if each.name == name:
            return each
    raise UsageError(f"There is no export format {name!r}. There are: {', '.join(each.name for each in EXPORTERS)}.")
