"""The bank file in XML against the schema of its standard, as an independent package brings it."""

from __future__ import annotations

from datetime import date
from importlib.metadata import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from countries.iso20022 import PAIN_001
from models.money import Money
from models.posting import Payer
from outbound.exports import export


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """ISO 20022 pain.001.001.09; the package itself is not imported."""
    (found,) = [each for each in files("sepaxml") or () if each.name == "pain.001.001.09.xsd"]
    return etree.XMLSchema(etree.parse(Path(str(found.locate()))))


def faults(schema: etree.XMLSchema, raw: bytes) -> list[str]:
    schema.validate(etree.fromstring(raw))
    return [str(each.message) for each in schema.error_log]


DANISH = Payer("Lyngby Kommune", "DK5000400440116243", bic="DABADKKK")
BRITISH = Payer("Anytown Council", "20-00-00 55779911", user_number="123456")


@pytest.mark.parametrize("account", ["DK50 0040 0440 1162 43", "1234-12345678"])
def test_a_danish_file_follows_the_schema(make_batch, make_posting, schema, account):
    batch = make_batch(make_posting(supplier_account=account), payer=DANISH, pay_on=date(2026, 7, 3))

    assert faults(schema, export(batch, PAIN_001)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=200), number=st.text(min_size=1, max_size=200), minor=st.integers(1, 10**11))
def test_a_british_file_follows_the_schema_whatever_the_names_say(make_batch, make_posting, schema, name, number, minor):
    posting = make_posting(
        supplier_name=name, invoice_number=number, amount=Money(minor, "GBP"), supplier_account="08-99-99 66374958"
    )
    batch = make_batch(posting, payer=BRITISH, currency="GBP", pay_on=date(2026, 7, 3))

    assert faults(schema, export(batch, PAIN_001)) == []


def test_a_file_that_does_not_follow_it_is_told(make_batch, make_posting, schema):
    raw = export(make_batch(make_posting(), payer=DANISH, pay_on=date(2026, 7, 3)), PAIN_001)

    assert faults(schema, raw.replace(b"<PmtMtd>TRF</PmtMtd>", b"<PmtMtd>CASH</PmtMtd>")) != []
