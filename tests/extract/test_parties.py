"""The supplier and its numbers, kept apart from the buyer's."""

import pytest
from stdnum import luhn

from extract.read import read_document
from extract.readers.pdf import read_pdf

LINES = [
    None,
    [(40, "Description"), (500, "Amount", "r")],
    [(40, "Home care, June 2026"), (500, "100.00", "r")],
    [(40, "Total"), (500, "100.00", "r")],
]


def supplier(draw, options, rows):
    return read_pdf(draw([*rows, *LINES]), options).invoice.supplier


def value(reading):
    return reading.value if reading else None


def test_the_buyers_numbers_are_not_the_suppliers(draw, danish):
    rows = [
        [(40, "Bostedet Egely ApS", 14), (350, "FAKTURA")],
        [(40, "CVR-nr. 12345674")],
        None,
        [(40, "Til:")],
        [(40, "Demostrup Kommune")],
        [(40, "CVR-nr. 10000009")],
        [(40, "EAN 5790000123452")],
    ]
    found = supplier(draw, danish, rows)

    assert value(found.registration) == "12345674"
    assert value(found.name) == "Bostedet Egely ApS"


def test_only_the_buyers_number_is_less_than_sure(draw, danish):
    rows = [[(40, "Bostedet Egely", 14)], [(40, "Til:")], [(40, "Demostrup Kommune")], [(40, "CVR-nr. 10000009")]]
    found = supplier(draw, danish, rows)

    assert found.registration is None or found.registration.confidence < 0.975


def test_an_unlabelled_buyer_at_the_top_is_not_the_supplier(draw, danish):
    rows = [
        [(40, "Demostrup Kommune")],
        [(40, "Rådhuspladsen 1")],
        [(40, "4000 Demostrup"), (350, "Faktura", 14)],
        [(350, "Fakturanr. 77")],
        *LINES,
        None,
        [(40, "Fonden Skovlunden")],
        [(40, "Skovvej 4")],
        [(40, "CVR-nr. 12345674")],
    ]

    assert value(supplier(draw, danish, rows).name) == "Fonden Skovlunden"


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("Sort code 08-99-99 Account 66374958", "089999-66374958"),
        ("Sort Code: 089999   Account No: 66374958", "089999-66374958"),
        ("Bank: Sort 08 99 99  Acc 66374958", "089999-66374958"),
        ("Account name: Elm Court Care. Sort code 08-99-99 Account\nnumber 66374958", "089999-66374958"),
    ],
)
def test_british_accounts(draw, english, text, account):
    rows = [[(40, each)] for each in text.split("\n")]
    assert value(supplier(draw, english, [[(40, "Elm Court Care Ltd", 14)], *rows]).bank_account) == account


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("Reg.nr. 1234 Kontonr. 0012345678", "1234-0012345678"),
        ("Bank: 1234-0012345678", "1234-0012345678"),
        ("Reg./konto: 1234 0012345678", "1234-0012345678"),
        ("Bankkonto: reg. 9990 konto 7194822426", "9990-7194822426"),
    ],
)
def test_danish_accounts(draw, danish, text, account):
    assert value(supplier(draw, danish, [[(40, "Bostedet Egely ApS", 14)], [(40, text)]]).bank_account) == account


def test_every_further_account_is_kept(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14)],
        [(40, "IBAN GB33 BUKB 2020 1555 5555 55")],
        [(40, "or pay to IBAN DK50 0040 0440 1162 43")],
    ]
    found = supplier(draw, english, rows)

    assert value(found.iban) == "GB33BUKB20201555555555"
    assert [each.value for each in found.other_accounts] == ["DK5000400440116243"]


def test_an_iban_is_no_vat_number(draw, danish):
    rows = [[(40, "Bostedet Egely ApS", 14)], [(40, "IBAN: DK50 0040 0440 1162 43")]]

    assert supplier(draw, danish, rows).vat_number is None


def test_a_vat_number_with_its_label(draw, english):
    found = supplier(draw, english, [[(40, "Sunrise CIC", 14)], [(40, "VAT Reg No: GB 980 7806 84")]])

    assert value(found.vat_number) == "GB980780684"
    assert found.vat_number.confidence >= 0.975


def test_an_iban_whose_check_digits_fail_is_given_and_not_sure(draw, english):
    found = supplier(draw, english, [[(40, "Elm Court Care Ltd", 14)], [(40, "IBAN GB33 BUKB 2020 1555 5555 56")]])

    assert value(found.iban) == "GB33BUKB20201555555556"
    assert found.iban.confidence < 0.975


def test_a_sentence_or_a_street_over_the_company_number_is_not_the_supplier(draw, english):
    rows = [
        [(40, "Alder Homecare Services", 16)],
        None,
        [(40, "Invoice 12")],
        [(40, "Home care for June"), (500, "£600.00", "r")],
        [(400, "Total", "r"), (500, "£600.00", "r")],
        None,
        None,
        [(40, "Please quote the invoice number with your payment.")],
        [(40, "Company no. 12345678")],
    ]
    assert read_pdf(draw(rows), english).invoice.supplier.name.value == "Alder Homecare Services"


def test_a_second_company_beside_its_own_numbers_makes_the_name_doubtful(draw, english):
    def page(foot):
        return draw([
            [(40, "Alder Homecare Ltd", 16)],
            [(40, "Invoice 12")],
            [(40, "Home care for June"), (500, "£600.00", "r")],
            [(400, "Total", "r"), (500, "£600.00", "r")],
            None,
            [(40, foot), (300, "VAT no. GB999007767")],
        ])  # fmt: skip

    alone = read_pdf(page("Alder Homecare Ltd"), english).invoice.supplier.name
    other = read_pdf(page("Birch Group Ltd"), english).invoice.supplier.name
    assert not {"another-seller", "rivals"} & set(alone.evidence)
    assert {"another-seller", "rivals"} & set(other.evidence)
    assert other.confidence < english.bar


def test_a_vat_number_ends_before_the_telephone_number_behind_it(draw, english):
    rows = [
        [(40, "Alder Homecare Ltd", 16)],
        [(40, "Invoice 12")],
        [(40, "Alder Homecare Ltd - VAT no. GB999007767 - 01999 637283")],
    ]
    assert read_pdf(draw(rows), english).invoice.supplier.vat_number.value == "GB999007767"


@pytest.mark.parametrize(
    ("printed", "slip", "held"),
    [
        ("+71<000000020417001+82345678<", "+71<000000020417001+82345678<", None),
        ("+ 71 < 000000020417001 + 82345678 <", "+71<000000020417001+82345678<", None),
        ("+73< +82345678<", "+73<+82345678<", "shape-strict"),
        ("+01<+1234567<", "+01<+1234567<", "shape-strict"),
        ("+71<00000002041+82345678<", None, None),
    ],
)
def test_the_line_of_a_payment_slip_is_read_and_is_never_sure(draw, danish, printed, slip, held):
    rows = [
        [(40, "Bostedet Egebo ApS", 14), (400, "FAKTURA", 14)],
        [(40, "Fakturanr.: 20417"), (300, "Fakturadato: 30-06-2026")],
        [(40, "I alt DKK"), (500, "2.905,00", "r")],
        [(40, "Betales med kode"), (200, printed)],
    ]
    found = read_pdf(draw(rows), danish).invoice.supplier.payment_slip

    assert (found.value if found else None) == slip
    if found:
        assert found.confidence < danish.bar
        assert held is None or held in found.evidence


def test_a_misread_payment_slip_is_told_by_its_check_digit(draw, danish):
    whole = "00000002041700" + luhn.calc_check_digit("00000002041700")
    wrong = whole[:-2] + str((int(whole[-2]) + 1) % 10) + whole[-1]

    def evidence(written):
        return read_pdf(
            draw([[(40, "FAKTURA", 14)], [(40, f"+71<{written}+82345678<")]]), danish
        ).invoice.supplier.payment_slip.evidence

    assert "checksum" in evidence(whole)
    assert "checksum-fails" in evidence(wrong)


def test_a_name_ends_where_the_label_of_its_number_begins(draw, danish):
    rows = [[(40, "FAKTURA 12", 14)], [(40, "Fonden Skovlunden, CVR 10000009")]]

    assert value(supplier(draw, danish, rows).name) == "Fonden Skovlunden"


@pytest.mark.parametrize(
    "head",
    [
        [[(60, "Willow Extra Care", 16)], [(60, "Willow Housing Association, 1 The Green, Penwick PE9 1AA", 8)]],
        [[(60, "Kingfisher Foster Care", 16)], [(60, "A trading name of Kingfisher Fostering Services Ltd", 8)]],
        [[(60, "Mobile Dienste Mostviertel", 16)], [(60, "Gemeinnützige Betriebs-GmbH · Hauptplatz 11 · 3300 Amstetten", 8)]],
    ],
)
def test_of_a_house_and_its_owner_neither_is_sure(draw, english, head):
    rows = [
        *head,
        None,
        [(60, "Invoice no. 7741")],
        [(60, "Invoice date: 30/06/2026")],
        None,
        [(60, "Total"), (555, "£1,264.20", "r")],
    ]
    name = read_document(draw(rows), name="bill.pdf", options=english).invoice.supplier.name

    assert name is not None
    assert name.confidence < english.bar


@pytest.mark.parametrize(
    ("said", "owner"),
    [
        ("A. & P. Whitcombe trading as Oakfield Rest Home", "A. & P. Whitcombe"),
        ("Prop. Redfern Passenger Transport Ltd 117 Station Parade Kilnsby", "Redfern Passenger Transport Ltd"),
        (
            "Oakfield Rest Home is operated by Fernhurst Education Services Limited, registered in England",
            "Fernhurst Education Services Limited",
        ),
    ],
)
def test_who_trades_under_the_name_of_a_house_is_who_is_paid(draw, english, said, owner):
    rows = [
        [(60, "Oakfield Rest Home", 18)],
        [(60, said, 8)],
        None,
        [(60, "Invoice no. 7718")],
        [(60, "Total"), (555, "£4,735.00", "r")],
    ]
    name = read_document(draw(rows), name="bill.pdf", options=english).invoice.supplier.name

    assert name.value == owner
    assert name.confidence < english.bar


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


def supplier_of(draw, options, rows):
    return read_pdf(draw(rows), options).invoice.supplier


def test_the_title_behind_a_name_is_no_part_of_it(draw, english):
    rows = [
        [(60, "Tidewater Short Breaks CREDIT NOTE", 16)],
        None,
        [(60, "Credit note no. SCN00071")],
        [(60, "Credit total"), (555, "£605.93", "r")],
    ]

    assert supplier_of(draw, english, rows).name.value == "Tidewater Short Breaks"


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
    ("rows", "account"),
    [
        (["Payment to Fernley Cars Ltd, Lloyds 30-11-75, a/c no. 02247781, within 28 days."], "301175-02247781"),
        (["Pay: 60-14-55   20447718"], "601455-20447718"),
        (["Kindly pay into: Little Fieldfares Nursery Ltd, HSBC, 40-22-19,", "81440027."], "402219-81440027"),
        (["Please pay by bank transfer: 08-99-31 / 20114476"], "089931-20114476"),
        (["Bank transfers: Fernley Cars, 16-00-38, 27710045 (sort code, account)"], "160038-27710045"),
        (["Visits on 11-05-26, 20447718"], None),
    ],
)
def test_an_account_beside_its_sort_code_needs_no_words_for_them_and_is_not_sure(draw, english, rows, account):
    found = supplier_of(
        draw, english, [[(40, "Fernley Cars Ltd", 14)], [(40, "Invoice 2026/118")], None, *([(40, row)] for row in rows)]
    )

    assert (found.bank_account and found.bank_account.value) == account
    assert found.bank_account is None or found.bank_account.confidence < english.bar


@pytest.mark.parametrize(
    ("said", "account"),
    [
        ("Beløbet overføres til Solrup Andelskasse 5960 2217004.", "5960-2217004"),
        ("Betaling til Kystens Sparekasse, 5960-0002217004", "5960-0002217004"),
        ("Beløbet skal være overført til Solrup Andelskasse 5960 - 2217004 den 3. juli.", "5960-2217004"),
        ("Beløbet bedes indsat på Solrupbanken 5960 2217004", "5960-2217004"),
        (
            "Sletten Taxa - Havnevej 3, 4888 Solrup - CVR 12345674 - Nordsjællandske Andelskasser 5960 0002217004",
            "5960-0002217004",
        ),
        ("CVR 12345674 | Postboks 3, 4888 Solrup | Solrupbanken 5960 2217004", "5960-2217004"),
        ("Beløbet er overført fra jeres konto i Solrup Andelskasse 5960 2217004", None),
        ("Beløbet trækkes den 3. juli fra konto 5960 2217004", None),
        ("Beløbet er trukket fra reg.nr. 5960 konto 2217004", None),
        ("Ring til Solrup Andelskasse 5960 2217004", None),
        ("CVR 12345674 | Tlf. ved Solrup Andelskasse 5960 2217004", None),
        ("Overføres ved levering, Solrupvej 12, 5960 2217004", None),
    ],
)
def test_a_danish_account_behind_its_banks_name_needs_no_words_and_is_not_sure(draw, danish, said, account):
    found = supplier_of(draw, danish, [[(40, "Sletten Taxa", 14)], [(40, said)]])

    assert (found.bank_account and found.bank_account.value) == account
    assert found.bank_account is None or found.bank_account.confidence < danish.bar


def test_groups_of_an_account_behind_its_branch_are_all_account(draw, danish):
    found = supplier_of(
        draw, danish, [[(40, "Sletten Taxa", 14)], [(40, "Sletten Sparekasse, reg.nr. 9070 konto 1623 884 402.")]]
    )

    assert found.bank_account.value == "9070-1623884402"


@pytest.mark.parametrize("account", ["2 217 004.", "0002 217 004"])
def test_an_account_in_groups_is_read_over_the_end_of_a_row(draw, danish, account):
    rows = [
        [(40, "Sletten Taxa", 14)],
        [(40, "Pengene kan sættes ind på reg.nr. 5960, konto")],
        [(40, account)],
    ]

    assert supplier_of(draw, danish, rows).bank_account.value == f"5960-{account.replace(' ', '').rstrip('.')}"


@pytest.mark.parametrize(("name", "account"), [("Sletten Andelskasse", "5960-0002217004"), ("Havnevej 3", None)])
def test_in_a_strip_an_account_may_stand_under_the_name_of_its_bank(draw, danish, name, account):
    rows = [
        [(40, "Sletten Taxa ApS", 14)],
        None,
        [(40, "CVR-nr."), (150, "Bank"), (300, "Telefon")],
        [(40, "12345674"), (150, name), (300, "12 34 56 78")],
        [(150, "5960 0002217004")],
    ]
    found = supplier_of(draw, danish, rows)

    assert (found.bank_account and found.bank_account.value) == account


def test_under_the_address_of_an_authority_stands_its_own_number_beside_its_ean(draw, danish):
    rows = [
        [(400, "aftenstunden", 20)],
        None,
        [(40, "Nordfjord Storkommune")],
        [(40, "Familie og Unge")],
        [(40, "Torvet 2")],
        [(40, "9990 Nordfjord")],
        [(40, "CVR-nr. 12345674"), (400, "Dato: 30-06-2026")],
        [(40, "EAN-nr. 5790000123452"), (400, "Fakturanr.: 4410")],
        None,
        [(40, "Beskrivelse"), (300, "Antal"), (400, "Enhedspris"), (510, "Pris")],
        [(40, "Støtte i hjemmet"), (318, "4", "r"), (440, "395,00", "r"), (545, "1.580,00", "r")],
        [(300, "Total DKK"), (545, "1.580,00", "r")],
        *[None] * 20,
        [(150, "Aftenstunden v/ Ida Brandt / Åvej 7, 1. / 9990 Nordfjord", 8)],
        [(150, "CVR-nr. 10000009 / Tlf. 11 22 33 44", 8)],
    ]
    supplier = read_pdf(draw(rows, step=13), danish).invoice.supplier

    assert supplier.name.value == "Aftenstunden v/ Ida Brandt"
    assert supplier.registration.value == "10000009"


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


def test_who_is_paid_stands_behind_the_words_for_paying(draw, danish):
    rows = [[(40, "Betaling til Huset Nord ApS, reg. 8117, kt. 4455667788. CVR 10000009.")]]
    found = supplier(draw, danish, rows)

    assert (value(found.name), value(found.bank_account)) == ("Huset Nord ApS", "8117-4455667788")
