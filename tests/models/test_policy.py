"""A policy is read from settings, refuses what it does not understand, and names itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.errors import UsageError
from models.policy import ContactOwner, Policy
from models.posting import Mode


def test_the_countries_defaults():
    danish, english = Policy.for_country("dk"), Policy.for_country("uk")

    assert (danish.tolerance_t1, danish.tolerance_t2_plus) == (Decimal("0.00"), Decimal("1.00"))
    assert (english.tolerance_t1, english.tolerance_t2_plus) == (Decimal("0.00"), Decimal("0.05"))
    assert danish.excluded_paragraphs == ("SEL97", "SEL98")
    assert (danish.pay_undisputed_lines, english.pay_undisputed_lines) == (False, True)
    assert (danish.contact_owner, english.contact_owner) == (ContactOwner.CASE_WORKER, ContactOwner.FINANCE)
    assert danish.mode is english.mode is Mode.SHADOW


def test_settings_come_as_text_from_the_environment():
    policy = Policy.for_country(
        "dk",
        {
            "auto_limit": "50000",
            "auto_tiers": "T1",
            "excluded_paragraphs": "SEL97; SEL85",
            "pay_undisputed_lines": "yes",
            "mode": "live",
        },
    )

    assert policy.auto_limit == Decimal(50000)
    assert policy.auto_tiers == (1,)
    assert policy.excluded_paragraphs == ("SEL97", "SEL85")
    assert policy.pay_undisputed_lines is True
    assert policy.mode is Mode.LIVE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auto_tiers", "first"),
        ("mode", "maybe"),
        ("sample_percent", "-1"),
        ("pay_lower_amount", "perhaps"),
        ("auto_limit", "NaN"),
        ("time_bar_months", "a year"),
        ("person_id_regex", "(a+)+"),
        ("person_id_regex", "["),
    ],
)
def test_a_setting_that_cannot_be_understood_is_named_with_what_is_allowed(name, value):
    with pytest.raises(UsageError, match=f"policy.{name} is"):
        Policy.for_country("dk", {name: value})


def test_an_unknown_setting_is_refused():
    with pytest.raises(UsageError, match="not a setting"):
        Policy.for_country("dk", {"auto_limt": "1"})


def test_the_version_follows_the_values():
    assert Policy.for_country("dk").version == Policy.for_country("dk").version
    assert Policy.for_country("dk").version != Policy.for_country("dk", {"auto_limit": "1"}).version
