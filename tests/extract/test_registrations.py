"""The company number and the VAT number of a supplier."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import value
from tests.extract.bills import supplier, supplier_of


def test_an_iban_is_no_vat_number(draw, danish):
    rows = [[(40, "Bostedet Egely ApS", 14)], [(40, "IBAN: DK50 0040 0440 1162 43")]]

    assert supplier(draw, danish, rows).vat_number is None


def test_a_vat_number_with_its_label(draw, english):
    found = supplier(draw, english, [[(40, "Sunrise CIC", 14)], [(40, "VAT Reg No: GB 980 7806 84")]])

    assert value(found.vat_number) == "GB980780684"
    assert found.vat_number.confidence >= 0.975


def test_a_vat_number_ends_before_the_telephone_number_behind_it(draw, english):
    rows = [
        [(40, "Alder Homecare Ltd", 16)],
        [(40, "Invoice 12")],
        [(40, "Alder Homecare Ltd - VAT no. GB999007767 - 01999 637283")],
    ]
    assert read_pdf(draw(rows), english).invoice.supplier.vat_number.value == "GB999007767"


def test_a_british_vat_number_has_its_letters_where_a_page_leaves_them_out(draw, english, danish):
    rows = [
        [(60, "Elm Court Care Ltd", 18)],
        None,
        [(60, "Invoice no. 7718")],
        [(60, "Total"), (555, "£4,735.00", "r")],
        [(60, "VAT Reg No. 331 0884 79")],
    ]

    assert supplier_of(draw, english, rows).vat_number.value == "GB331088479"
    assert supplier_of(draw, danish, rows).vat_number.value == "331088479"


@pytest.mark.parametrize(("label", "number"), [("SE-nr.", "DK12345674"), ("Momsnr.", "DK12345674"), ("CVR-nr.", None)])
def test_a_danish_vat_number_has_its_letters_where_a_page_leaves_them_out(draw, danish, label, number):
    supplier = read_pdf(
        draw([[(40, "Madhuset A/S", 14)], [(40, f"{label} 12345674")], [(40, "Faktura 88")]]), danish
    ).invoice.supplier

    assert (supplier.vat_number and supplier.vat_number.value) == number
    # A number of the tax office that is called no company number is none, though often it has the same digits.
    assert (supplier.registration is None) == (label == "SE-nr.")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Reg. in England 09876543", "09876543"),
        ("Company 09876543", "09876543"),
        ("Registered company 09876543, registered charity 1122334", "09876543"),
        ("Registered charity 1122334", None),
        ("A charity (1122334) and a company limited by guarantee (09876543)", "09876543"),
        ("Registered charity 1122334, company\n09876543", "09876543"),
        ("Registered charity no. 11223344", None),
        ("Ofsted URN 11223344", None),
    ],
)
def test_british_company_numbers_in_short_words(draw, english, text, number):
    rows = [[(40, each)] for each in text.split("\n")]
    assert value(supplier(draw, english, [[(40, "Elm Court Care Ltd", 14)], *rows]).registration) == number


@pytest.mark.parametrize(
    "foot",
    [
        # In a strip of labels what stands beside one is the next label.
        [[(40, "Telefon"), (150, "CVR-nr."), (260, "Bank")], [(40, "70 11 22 33"), (150, "10000009"), (260, "Aabank")]],
        # In a narrow column beside a table its rows stand between label and value.
        [[(40, "CVR-nr.")], [(200, "Besøg i weekend"), (500, "100,00", "r")], [(40, "10000009")]],
    ],
)
def test_a_registration_under_its_label_is_read(draw, danish, foot):
    rows = [[(40, "Depotet A/S", 14)], [(40, "Fakturanr. 118")], None, *foot]

    assert value(read_pdf(draw(rows, step=11), danish).invoice.supplier.registration) == "10000009"


def test_a_vat_number_beside_an_account_is_neither_lost_nor_the_account(draw, danish):
    foot = "USt-IdNr. DE136695976 · Sparkasse Moorhagen IBAN DE89 3704 0044 0532 0130 00"
    supplier = read_pdf(draw([[(40, "Rechnung Nr. 12")], None, [(40, foot)]]), danish).invoice.supplier

    assert (supplier.vat_number.value, supplier.iban.value) == ("DE136695976", "DE89370400440532013000")


@pytest.mark.parametrize(
    ("foot", "number"),
    [
        ("Amtsgericht Jena HRB 5520, USt-IdNr. DE136695976", "HRB 5520"),
        # The company that is liable for a partnership is no seller.
        ("Verwaltungs GmbH, AG Jena HRB 60193 · AG Jena HRA 28461", "HRA 28461"),
        ("FN 284617k LG Feldkirch", "FN 284617k"),
        ("FN 284617 LG Feldkirch", None),
        ("SARL au capital de 45 000 euros - RCS Montpellier 328 661 509", "328661509"),
        ("SARL au capital de 45 000 euros - RCS Montpellier 328 661 508", None),
        ("Elm Homes LLP, partnership no. OC399018", "OC399018"),
    ],
)
def test_the_numbers_of_registers_abroad_and_of_partnerships_are_told_by_their_letters(draw, danish, foot, number):
    assert value(supplier_of(draw, danish, [[(40, "Rechnung Nr. 12")], None, [(40, foot)]]).registration) == number


def test_a_swiss_number_is_one_for_tax_where_its_letters_follow(draw, danish):
    found = supplier_of(draw, danish, [[(40, "Rechnung Nr. 12")], [(40, "CHE-115.623.009 MWST")], [(40, "CHE-204.471.173")]])

    assert (value(found.registration), value(found.vat_number)) == ("CHE-204.471.173", "CHE-115.623.009 MWST")
