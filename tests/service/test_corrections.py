from datetime import date
from decimal import Decimal

import pytest

from countries.packs import DENMARK, ENGLAND
from models.country import CountryPack
from models.document import ReaderName, Reading, Source
from models.invoice import DocumentKind, Extraction, Invoice, LineReading
from service.actions.corrections import BadValueError, apply_corrections, parse_amount, parse_day


@pytest.mark.parametrize(
    ("pack", "typed", "value"),
    [
        pytest.param(DENMARK, "67.290,00", "67290.00", id="Danish"),
        pytest.param(DENMARK, "67290.00", "67290.00", id="a point where Danes write a comma"),
        pytest.param(DENMARK, "1.234", "1234", id="a Danish thousand"),
        pytest.param(DENMARK, "67.290,-", "67290", id="without øre"),
        pytest.param(DENMARK, "kr. 1.234,56-", "-1234.56", id="trailing minus"),
        pytest.param(ENGLAND, "£1,234.56", "1234.56", id="British"),
        pytest.param(ENGLAND, "(144.96)", "-144.96", id="in brackets"),
        pytest.param(ENGLAND, "12,5", "12.5", id="a comma where Britons write a point"),
    ],
)
def test_an_amount_is_understood_as_people_type_it(pack: CountryPack, typed: str, value: str) -> None:
    assert parse_amount(typed, "total", pack) == Decimal(value)


@pytest.mark.parametrize("typed", ["a lot", "1.23.4", "12.3456,1,2", "NaN", "Infinity", ""])
def test_what_is_no_amount_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(BadValueError, match="Enter an amount") as caught:
        parse_amount(typed, "lines.0.amount", DENMARK)

    assert caught.value.path == "lines.0.amount"


@pytest.mark.parametrize("typed", ["30-06-2026", "30.6.26", "30/06/2026", "2026-06-30"])
def test_a_day_is_understood_in_its_usual_spellings(typed: str) -> None:
    assert parse_day(typed, "issued", DENMARK) == date(2026, 6, 30)


def _extraction() -> Extraction:
    source = Source("67.29O,00", 1)
    line = LineReading(1, amount=Reading(Decimal(6729), 0.4, source), person=Reading("150331-4203", 0.9, source))
    return Extraction(DocumentKind.INVOICE, ReaderName.PDF_OCR, Invoice(lines=(line,)))


def test_a_correction_says_who_made_it_and_is_sure() -> None:
    corrected = apply_corrections(_extraction(), {"lines.0.amount": "67.290,00"}, DENMARK, "user:anna")

    amount = corrected.invoice.lines[0].amount
    assert amount == Reading(Decimal("67290.00"), 1.0, Source("67.290,00", origin="person user:anna"))


def test_an_empty_text_says_that_the_value_is_not_there() -> None:
    corrected = apply_corrections(_extraction(), {"lines.0.person": " "}, DENMARK, "user:anna")

    assert corrected.invoice.lines[0].person is None


@pytest.mark.parametrize("path", ["lines.7.amount", "lines.x.amount", "nothing", "supplier.nothing", "lines.0.number"])
def test_a_field_that_is_not_there_cannot_be_corrected(path: str) -> None:
    with pytest.raises(BadValueError):
        apply_corrections(_extraction(), {path: "1"}, DENMARK, "user:anna")
