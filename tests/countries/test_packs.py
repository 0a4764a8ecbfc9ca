"""Countries: who is known, and what each says about itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from countries.packs import COUNTRY_PACKS, DENMARK, ENGLAND, pack_for
from models.contract_rules import CONTRACT_RULES
from models.errors import UsageError
from models.policy import Policy


@pytest.mark.parametrize(("code", "pack"), [("dk", DENMARK), ("GB", ENGLAND), ("uk", ENGLAND)])
def test_a_country_is_found_by_its_letters(code, pack):
    assert pack_for(code) is pack


def test_an_unknown_country_names_the_known_ones():
    with pytest.raises(UsageError, match="dk, gb"):
        pack_for("zz")


@pytest.mark.parametrize("pack", [DENMARK, ENGLAND], ids=["Denmark", "England"])
def test_a_country_with_councils_has_rules_labels_and_a_policy(pack):
    assert pack.offer_rules
    assert pack.labels.fields["number"]
    assert Policy.for_country(pack.code).country == pack.code


def test_codes_of_countries_are_unique():
    assert len({pack.code for pack in COUNTRY_PACKS}) == len(COUNTRY_PACKS)


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("Botilbud § 108", "SEL108"),
        ("Helhedstilbud §107", "SEL107"),
        ("jf. SEL § 104 aktivitet", "SEL104"),
        ("Plads efter almenboligloven § 105", "ABL105"),
        ("STU-forløb, marts", "STU"),
        ("barnets lov § 32", "BL"),
        ("Indskud 1080 kr.", None),
    ],
)
def test_danish_paragraphs_are_read_from_text(text, basis):
    found = next((code for pattern, code in DENMARK.legal_bases if re.search(pattern, text, re.IGNORECASE)), None)

    assert found == basis


def test_every_contract_term_that_the_code_asks_for_is_documented():
    root = Path(__file__).parents[2]
    code = "".join(
        path.read_text(encoding="utf-8") for folder in ("match", "countries") for path in (root / folder).rglob("*.py")
    )
    asked = set(re.findall(r'\.rule\("([a-z_]+)"', code))

    assert asked
    assert asked <= set(CONTRACT_RULES)
