"""Every file format that postings can leave in, of every country, in one visible tuple."""

from __future__ import annotations

from countries.denmark.opus import OPUS_CSV
from outbound.plain_csv import PLAIN_CSV

FORMATS = (OPUS_CSV, PLAIN_CSV)
