"""What the page on exports lists is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from countries.denmark.prisme import SETTINGS
from countries.england.oracle import INVOICES, LINES
from countries.england.unit4 import COLUMNS
from countries.exporters import EXPORTERS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
SOURCES = [*(ROOT / "outbound").glob("*.py"), *(ROOT / "countries").rglob("*.py")]


def test_every_format_has_its_row_and_every_row_its_format():
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| .* \| (yes|no) \|", PAGE, re.MULTILINE)

    assert rows == [(each.name, "yes" if each.pays else "no") for each in EXPORTERS]


def test_every_reason_against_a_batch_is_explained():
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(re.findall(r'"((?:batch|payment|opus|prisme|bacs|pain)-[a-z-]+)"', code))
    used -= {each.name for each in EXPORTERS}
    explained = set(re.findall(r"`((?:batch|payment|opus|prisme|bacs|pain)-[a-z-]+)`", PAGE)) - {
        each.name for each in EXPORTERS
    }

    assert used == explained


def test_every_setting_is_explained():
    named = {f"prisme.{name}" for name in SETTINGS} | {"opus.psp_both_sides"}
    named |= {source.removeprefix("setting:") for _, source in (*COLUMNS, *INVOICES, *LINES) if source.startswith("setting:")}

    assert named == set(re.findall(r"`((?:opus|prisme|unit4|oracle)\.[a-z_]+)`", PAGE))
