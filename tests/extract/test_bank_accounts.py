"""The accounts a supplier is paid on: numbers with and without words for them, IBANs, payment slips."""

import pytest
from stdnum import luhn

from extract.readers.pdf import read_pdf
from tests.extract.answers import value
from tests.extract.bills import supplier, supplier_of


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
        ("Første rate indsættes på skolens konto 5960 — 0002217004 i Solrupbanken", "5960-0002217004"),
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


def test_an_iban_whose_check_digits_fail_is_given_and_not_sure(draw, english):
    found = supplier(draw, english, [[(40, "Elm Court Care Ltd", 14)], [(40, "IBAN GB33 BUKB 2020 1555 5555 56")]])

    assert value(found.iban) == "GB33BUKB20201555555556"
    assert found.iban.confidence < 0.975


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


@pytest.mark.parametrize(
    ("rows", "account"),
    [
        (["Payment to Fernley Cars Ltd, Lloyds 30-11-75, a/c no. 02247781, within 28 days."], "301175-02247781"),
        (["Pay: 60-14-55   20447718"], "601455-20447718"),
        (["Kindly pay into: Little Fieldfares Nursery Ltd, HSBC, 40-22-19,", "81440027."], "402219-81440027"),
        (["Please pay by bank transfer: 08-99-31 / 20114476"], "089931-20114476"),
        (["Bank transfers: Fernley Cars, 16-00-38, 27710045 (sort code, account)"], "160038-27710045"),
        (["Remittance to The Hot Plate Ltd, Lowmoor Building Society 07-02-46, account 90001257."], "070246-90001257"),
        (["Unity 60-83-01 / 20441907"], "608301-20441907"),
        (["Visits on 11-05-26, 20447718"], None),
        (["Overton 11-05-26 / 20447718"], None),
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
        ("Betales senest den 26. juni 2026 til Andelskassen 5960-2217004.", "5960-2217004"),
        ("BETALES INDEN 16-07-26 TIL SPAREKASSEN 5960 0002217004", "5960-0002217004"),
        ("Beløbet skal være overført til Solrup Andelskasse 5960 - 2217004 den 3. juli.", "5960-2217004"),
        ("Beløbet bedes indsat på Solrupbanken 5960 2217004", "5960-2217004"),
        (
            "Sletten Taxa - Havnevej 3, 4888 Solrup - CVR 12345674 - Nordsjællandske Andelskasser 5960 0002217004",
            "5960-0002217004",
        ),
        ("CVR 12345674 | Postboks 3, 4888 Solrup | Solrupbanken 5960 2217004", "5960-2217004"),
        ("Overføres til 0652-4480019963", "0652-4480019963"),
        ("Beløbet bedes overført til 5960 2217004.", "5960-2217004"),
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


def test_an_account_that_a_sentence_breaks_over_two_rows_is_read(draw, danish):
    rows = [
        [(40, "Rechnung Nr. 41/2026"), (400, "Datum: 12.10.2026")],
        None,
        [(40, "Bitte überweisen Sie den Betrag auf das Konto DE44 5001 0517 5407 3249")],
        [(40, "31 bei der Elmbank.")],
        None,
        [(40, "Gesamtbetrag"), (555, "1.088,50", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.supplier.iban) == "DE44500105175407324931"


def test_an_iban_goes_on_below_in_its_column_and_a_vat_number_beside_the_word_is_none(draw, danish):
    rows = [
        [(40, "Rechnung Nr. 4711", 14)],
        None,
        [(40, "Nordfon GmbH"), (200, "HRB 60193"), (300, "USt-IdNr."), (420, "Commerzbank Köln")],
        [(40, "Kabelweg 7"), (200, "Köln"), (300, "DE813472655"), (420, "IBAN DE76 3704 0044 0532")],
        [(40, "50829 Köln"), (200, "Tel. 0221 4711"), (420, "1178 00")],
    ]
    found = supplier(draw, danish, rows)

    assert value(found.iban) == "DE76370400440532117800"
    assert not found.other_accounts
