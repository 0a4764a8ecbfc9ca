"""What ordinary bills print: numbers by a mere mark, discounts before the day they are due, payments on account, persons printed once."""

import pytest

from extract.readers.pdf import read_pdf


def persons(extraction):
    return [line.person.value if line.person else None for line in extraction.invoice.lines]


def test_numbers_that_multiply_in_the_order_of_their_headings_belong_to_them(draw, danish):
    """Headings set left over numbers set right: each number lies nearer to the wrong one."""
    rows = [
        [(40, "Støttehuset ApS", 14), (350, "Faktura 4711")],
        None,
        [(40, "Ydelse"), (359, "Døgn"), (407, "Døgnpris"), (469, "Beløb")],
        [(40, "Ophold juli 2026"), (408, "31", "r"), (470, "4.118,00", "r"), (536, "127.658,00", "r")],
        [(40, "Særydelse"), (408, "8", "r"), (470, "960,00", "r"), (536, "7.680,00", "r")],
        [(40, "I alt"), (536, "135.338,00", "r")],
    ]
    lines = read_pdf(draw(rows), danish).invoice.lines

    assert [(str(line.quantity.value), str(line.unit_price.value), str(line.amount.value)) for line in lines] == [
        ("31", "4118.00", "127658.00"),
        ("8", "960.00", "7680.00"),
    ]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Zahlbar bis 28.09.25 mit 2 % Skonto = 1.156,06 EUR, bis 18.10.25 rein netto.", "2025-10-18"),
        ("Zahlbar netto bis 04.10.2025, 3 % Skonto bis 15.09.2025", "2025-10-04"),
        ("Zahlbar bis 28.09.25 mit 2 % Skonto", None),
        ("Der Betrag wird am 02.10.2025 fällig", "2025-10-02"),
        ("Bitte bis 14.10.2025 überweisen", "2025-10-14"),
    ],
)
def test_a_day_until_which_less_is_asked_is_not_the_day_it_is_due(draw, danish, words, due):
    rows = [
        [(40, "Rechnung Nr. 2025-117 vom 18.09.2025")],
        None,
        [(40, "Rechnungsbetrag"), (555, "1.179,65", "r")],
        [(40, words)],
    ]
    found = read_pdf(draw(rows), danish).invoice.due

    assert (found and str(found.value)) == due


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([[(40, "INVOICE")], [(40, "Elm Court"), (470, "No. ELM-88417")]], "ELM-88417"),
        ([[(40, "Facture")], [(40, "n° 2026-014 du 2 février 2026")]], "2026-014"),
        ([[(40, "Faktura"), (400, "Nummer"), (460, "1093")]], "1093"),
        (
            [
                [(40, "faktura")],
                None,
                [(40, "nr."), (140, "dato"), (240, "betalingsfrist")],
                [(40, "60118"), (140, "01.07.26"), (240, "31.07.26")],
            ],
            "60118",
        ),
        (
            [
                [(60, "Rechnung"), (130, "Rechnungsdatum"), (222, "Fällig")],
                [(60, "IK-0625-2"), (130, "30. Juni 2025"), (222, "14. Juli 2025")],
            ],
            "IK-0625-2",
        ),
        ([[(40, "Privatrechnung PR 2025 / 0873")]], "PR 2025 / 0873"),
        ([[(40, "Privatrechnung 2026- K011")]], "2026-K011"),
        ([[(40, "Rechnungsnummer: 74 4488 1190 2251")]], "74 4488 1190 2251"),
        ([[(40, "Oakfield Home Support Ltd - Invoice OHS-26-0877")]], "OHS-26-0877"),
        ([[(40, "AVOIR"), (400, "N° AV-00231")], [(40, "Avoir sur facture n° FA-11870 du 04/09/2025")]], "AV-00231"),
        ([[(40, "Sammelrechnung 10/2025"), (400, "Nr. 251031-88")]], "251031-88"),
        (
            [[(40, "Opkrævning maj 2026")], [(40, "OPKRÆVNING NR."), (300, "DATO")], [(40, "SB-05/26-7"), (300, "21.05.2026")]],
            "SB-05/26-7",
        ),
        ([[(40, "Opkrævning")], [(40, "Opkrævningsnr.: 4471"), (300, "Dato: 21.05.2026")]], "4471"),
    ],
)
def test_numbers_that_a_mere_mark_or_their_place_by_the_title_names(draw, danish, rows, number):
    found = read_pdf(draw([*rows, None, [(40, "I alt"), (555, "1.179,65", "r")]]), danish).invoice.number

    assert found is not None
    assert found.value == number


@pytest.mark.parametrize("written", ["Kolby, den 21. maj 2026", "Osterholm, 21.05.2026", "du 21/05/2026"])
def test_a_letter_is_dated_beside_its_place(draw, danish, written):
    rows = [
        [(400, written)],
        [(40, "Faktura nr. 5031")],
        [(40, "Vedrørende ophold fra 03.04.2026")],
        None,
        [(40, "I alt"), (555, "49.110,00", "r")],
    ]

    assert str(read_pdf(draw(rows), danish).invoice.issued.value) == "2026-05-21"


def test_what_was_paid_before_leaves_what_is_to_be_paid(draw, danish):
    rows = [
        [(40, "Rechnung Nr. VR-25-0099817")],
        None,
        [(40, "Summe netto"), (555, "935,30 €", "r")],
        [(40, "Umsatzsteuer 19 %"), (555, "177,71 €", "r")],
        [(40, "Summe brutto"), (555, "1.113,01 €", "r")],
        [(40, "abzüglich geleisteter Abschläge (12 x 80,00 €)"), (555, "−960,00 €", "r")],
        [(40, "Ihre Nachzahlung"), (555, "153,01 €", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert [str(each.value) for each in (invoice.net, invoice.tax, invoice.total, invoice.payable)] == [
        "935.30", "177.71", "1113.01", "153.01",
    ]  # fmt: skip


def test_a_total_and_the_words_for_what_is_paid_are_one_label(draw, danish):
    rows = [[(40, "Faktura nr. 12")], None, [(40, "Total til betaling"), (300, "255.478,50 kr.")]]

    assert str(read_pdf(draw(rows), danish).invoice.payable.value) == "255478.50"


def test_a_credit_marked_as_british_accounts_do_is_taken_off(draw, english):
    rows = [
        [(40, "Invoice SM/1190")],
        None,
        [(40, "Standard residential fee"), (555, "3,835.71", "r")],
        [(40, "Third party contribution"), (555, "257.14 CR", "r")],
        [(40, "Balance due"), (555, "3,578.57", "r")],
    ]

    assert [str(line.amount.value) for line in read_pdf(draw(rows), english).invoice.lines] == ["3835.71", "-257.14"]


def test_a_vat_number_beside_an_account_is_neither_lost_nor_the_account(draw, danish):
    foot = "USt-IdNr. DE136695976 · Sparkasse Moorhagen IBAN DE89 3704 0044 0532 0130 00"
    supplier = read_pdf(draw([[(40, "Rechnung Nr. 12")], None, [(40, foot)]]), danish).invoice.supplier

    assert (supplier.vat_number.value, supplier.iban.value) == ("DE136695976", "DE89370400440532013000")


def test_a_person_printed_once_over_two_lines_is_shown_for_both_and_sure_for_the_first(draw, danish):
    rows = [
        [(40, "Solgården Hjemmepleje ApS", 14), (350, "Faktura nr. 26-0617")],
        None,
        [(40, "CPR-nr."), (140, "Ydelse"), (380, "Timer", "r"), (450, "Timepris", "r"), (555, "Beløb", "r")],
        [(40, "040138-1155"), (140, "Personlig pleje"), (380, "18,50", "r"), (450, "428,50", "r"), (555, "7.927,25", "r")],
        [(140, "Praktisk hjælp"), (380, "4,00", "r"), (450, "391,00", "r"), (555, "1.564,00", "r")],
        [(380, "I alt", "r"), (555, "9.491,25", "r")],
        [(40, "110541-1428"), (140, "Personlig pleje"), (380, "22,25", "r"), (450, "428,50", "r"), (555, "9.534,13", "r")],
        [(380, "I alt", "r"), (555, "9.534,13", "r")],
        [(40, "Faktura i alt"), (555, "19.025,38", "r")],
    ]
    found = read_pdf(draw(rows), danish)

    assert persons(found) == ["040138-1155", "040138-1155", "110541-1428"]
    assert [line.person.confidence >= danish.bar for line in found.invoice.lines] == [True, False, True]


def test_each_service_users_table_has_its_person_and_no_total_of_one_is_a_line(draw, english):
    rows = [
        [(40, "Larkspur Homecare Ltd", 14), (400, "Invoice TBC-004417")],
        None,
        [(40, "Service user: Mrs V H  Ref: 31770")],
        [(40, "Description"), (380, "Visits", "r"), (450, "Rate", "r"), (555, "Charge", "r")],
        [(40, "Mon-Fri personal care"), (380, "40", "r"), (450, "17.40", "r"), (555, "696.00", "r")],
        [(450, "Service user total", "r"), (555, "696.00", "r")],
        [(40, "Service user: Mr D O  Ref: 31902")],
        [(40, "Description"), (380, "Visits", "r"), (450, "Rate", "r"), (555, "Charge", "r")],
        [(40, "Mon-Fri personal care"), (380, "60", "r"), (450, "12.35", "r"), (555, "741.00", "r")],
        [(450, "Service user total", "r"), (555, "741.00", "r")],
        [(300, "Invoice total (VAT exempt)"), (555, "£1,437.00", "r")],
    ]
    found = read_pdf(draw(rows), english)

    assert [str(line.amount.value) for line in found.invoice.lines] == ["696.00", "741.00"]
    assert persons(found) == ["31770", "31902"]
    assert str(found.invoice.total.value) == "1437.00"
    assert found.invoice.tax is None


def test_the_number_of_an_account_is_never_what_is_to_be_paid(draw, english):
    rows = [
        [(40, "Invoice RNA30714")],
        None,
        [(40, "Total"), (555, "£1,516.68", "r")],
        [(40, "Please pay to: Redgate Agency Ltd, Sort code 20-41-50, Account 10447728.")],
    ]

    assert str(read_pdf(draw(rows), english).invoice.payable.value) == "1516.68"


@pytest.mark.parametrize("written", ["19,00 % USt.", "19 % MwSt.", "+ 19 % Mehrwertsteuer"])
def test_a_rate_before_the_word_for_tax_names_the_tax(draw, danish, written):
    rows = [
        [(40, "Rechnung Nr. 20260187")],
        None,
        [(340, "Nettobetrag"), (555, "1.405,52 €", "r")],
        [(340, written), (555, "267,05 €", "r")],
        [(340, "Gesamtbetrag"), (555, "1.672,57 €", "r")],
    ]

    assert str(read_pdf(draw(rows), danish).invoice.tax.value) == "267.05"


@pytest.mark.parametrize(("beside", "number"), [("AN3 4QT", "INV-02871"), ("9994 Holmby", "INV-02871"), ("9994", "INV-02871")])
def test_a_value_under_its_heading_is_not_taken_from_the_address_beside_it(draw, english, beside, number):
    rows = [
        [(40, "INVOICE", 18)],
        [(260, "Invoice Date", 8), (400, "Larkrise Living CIC", 8)],
        [(260, "29 Jun 2026", 8), (400, "Unit 4 The Maltings", 8)],
        [(260, "Invoice Number", 8), (400, beside, 8)],
        [(260, "INV-02871", 8), (400, "Anytown", 8)],
        None,
        [(40, "Total GBP"), (545, "93.50", "r")],
    ]

    assert read_pdf(draw(rows, step=11), english).invoice.number.value == number


def test_a_value_right_of_its_label_stays_where_labels_stand_under_each_other(draw, english):
    rows = [
        [(40, "INVOICE", 18)],
        [(260, "Invoice Number"), (400, "INV-02871")],
        [(260, "Service 7"), (400, "Respite")],
        [(260, "Invoice Date"), (400, "29 Jun 2026")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert (invoice.number.value, str(invoice.issued.value)) == ("INV-02871", "2026-06-29")


def test_a_mere_number_a_little_above_a_title_in_large_print_is_its_number(draw, english):
    rows = [[(410, "No."), (460, "0000412")], [(40, "Invoice", 20), (410, "Date"), (460, "03-Jul-26")]]

    assert read_pdf(draw(rows, step=11), english).invoice.number.value == "0000412"


def test_a_sentence_that_says_what_it_comes_to_has_an_amount(draw, english):
    rows = [
        [(40, "Invoice SU0268")],
        [(40, "19 June 2026")],
        None,
        [(40, "We spent 14.5 hours on it at the agreed rate of £38.00 an hour, which comes to")],
        [(40, "£551.00. We are not registered.")],
        None,
        [(40, "Please pay £551.00 by 17 July 2026.")],
    ]
    [line] = read_pdf(draw(rows), english).invoice.lines

    assert [str(each.value) for each in (line.quantity, line.unit_price, line.amount)] == ["14.5", "38.00", "551.00"]
    assert line.amount.confidence < english.bar


def test_labels_of_the_document_head_no_table(draw, english):
    rows = [
        [(40, "Deliver / charge to"), (360, "Invoice No"), (545, "31877", "r")],
        [(40, "Ashcombe Council"), (360, "Date"), (545, "10/06/26", "r")],
        None,
        [(40, "Qty"), (80, "Per"), (140, "Details"), (420, "Price £", "r"), (545, "Goods £", "r")],
        [(40, "4"), (80, "wks"), (140, "Profiling bed hire"), (420, "38.50", "r"), (545, "154.00", "r")],
        [(40, "2"), (80, "each"), (140, "Bed rail bumpers"), (420, "21.95", "r"), (545, "43.90", "r")],
        [(360, "INVOICE TOTAL"), (545, "£197.90", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert invoice.number.value == "31877"
    assert [str(line.amount.value) for line in invoice.lines] == ["154.00", "43.90"]


def test_tax_and_amount_may_share_a_heading(draw, english):
    rows = [
        [(40, "Credit note CN-0093")],
        None,
        [(40, "Description"), (330, "Quantity", "r"), (400, "Unit Price", "r"), (545, "VAT Amount GBP", "r")],
        [(40, "Respite stay cancelled"), (330, "3.00", "r"), (400, "178.50", "r"), (405, "Exempt"), (545, "535.50", "r")],
        [(40, "One to one support"), (330, "5.50", "r"), (400, "22.40", "r"), (405, "Exempt"), (545, "123.20", "r")],
        [(400, "Total credit", "r"), (545, "658.70", "r")],
    ]

    assert [str(line.amount.value) for line in read_pdf(draw(rows), english).invoice.lines] == ["535.50", "123.20"]


def test_a_number_stands_under_the_whole_cell_of_its_label(draw, english):
    rows = [
        [(40, "Customer", 8), (300, "Job sheet / invoice no.", 8), (450, "Date", 8)],
        [(40, "Moorby Council", 11), (300, "DS-88", 11), (450, "17.5.26", 11)],
    ]

    assert read_pdf(draw(rows), english).invoice.number.value == "DS-88"


def test_the_number_of_a_case_is_not_that_of_the_bill(draw, english):
    rows = [
        [(40, "17 July 2026")],
        None,
        [(40, "Invoice WFP/0762 – Callum R., case number 40018826")],
        [(40, "The sum now payable is £1,148.00.")],
    ]

    assert read_pdf(draw(rows), english).invoice.number.value == "WFP/0762"


def test_a_reminder_has_neither_number_nor_day_of_the_bill_it_is_about(draw, danish):
    rows = [
        [(40, "Tornby, 10. juli 2026")],
        [(40, "Rykker nr. R-118", 13)],
        None,
        [(40, "Faktura 5512 af 30. april 2026"), (545, "18.240,00", "r")],
        [(40, "Rykkergebyr"), (545, "100,00", "r")],
        [(40, "Skyldigt beløb i alt"), (545, "18.340,00", "r")],
    ]
    extraction = read_pdf(draw(rows), danish)

    assert extraction.kind.value == "reminder"
    assert extraction.invoice.number.value == "R-118"
    assert str(extraction.invoice.issued.value) == "2026-07-10"


def test_the_sum_of_one_person_ends_no_table_where_anothers_follows(draw, danish):
    def line(words, amount):
        return [(40, words), (345, "30", "r"), (425, "100,00", "r"), (545, amount, "r")]

    rows = [
        [(40, "Faktura 20611")],
        None,
        [(40, "Ydelse"), (320, "Antal"), (400, "Pris"), (510, "Beløb (kr.)")],
        [(40, "140231-9948 Marius Dalgas")],
        line("Ophold", "3.000,00"),
        line("Kost", "3.000,00"),
        [(40, "Marius Dalgas i alt"), (545, "6.000,00", "r")],
        [(40, "050932-4603 Sofie Krag")],
        line("Ophold", "3.000,00"),
        [(40, "Sofie Krag i alt"), (545, "3.000,00", "r")],
        None,
        [(40, "At betale DKK 9.000,00")],
    ]

    assert len(read_pdf(draw(rows), danish).invoice.lines) == 3


def test_rates_beside_other_facts_are_sums_and_no_lines(draw, english):
    rows = [
        [(40, "Invoice DO-2231")],
        None,
        [(40, "Person"), (180, "Description"), (330, "Qty"), (400, "Price £"), (510, "Net £")],
        [(40, "Ellie Marsh"), (180, "Day session"), (345, "12", "r"), (430, "58.00", "r"), (545, "696.00", "r")],
        [(40, "Tom Wragg"), (180, "Minibus"), (345, "16", "r"), (430, "6.50", "r"), (545, "104.00", "r")],
        None,
        [(40, "Pay by bank transfer"), (400, "Net at 20%"), (545, "£696.00", "r")],
        [(40, "Oakhanger Activities Ltd"), (400, "Net at 0%"), (545, "£104.00", "r")],
        [(400, "Net total"), (545, "£800.00", "r")],
        [(400, "VAT"), (545, "£139.20", "r")],
        [(400, "Total to pay"), (545, "£939.20", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert [str(line.amount.value) for line in invoice.lines] == ["696.00", "104.00"]
    assert (str(invoice.net.value), str(invoice.total.value)) == ("800.00", "939.20")


LISTED = [
    [(60, "9-441"), (140, "31-05-2026"), (240, "30-06-2026"), (400, "8.430,00", "r"), (500, "1.430,00", "r")],
    [(60, "9-457"), (140, "05-06-2026"), (240, "05-07-2026"), (400, "2.315,75", "r"), (500, "2.315,75", "r")],
]


def reminded(draw, danish, own, name, listed):
    rows = [
        [(40, "Botilbuddet Hedelund ApS", 14), (400, "CVR-nr. 10000009")],
        [(400, "Dato: 20-07-2026")],
        [(400, own)],
        None,
        [(40, "Betalingspåmindelse", 16)],
        None,
        [(40, "Vi beder jer indbetale det skyldige beløb senest 30-07-2026.")],
        None,
        [(60, name), (140, "Fakturadato"), (240, "Forfald"), (400, "Beløb", "r"), (500, "Restbeløb", "r")],
        *listed,
    ]
    return read_pdf(draw(rows), danish).invoice


@pytest.mark.parametrize("name", ["Faktura", "Fakturanr."])
def test_bills_that_a_reminder_lists_give_it_neither_number_nor_due_date(draw, danish, name):
    invoice = reminded(draw, danish, "Rykkernr.: R-0171", name, LISTED)

    assert (invoice.number.value, str(invoice.due.value)) == ("R-0171", "2026-07-30")


@pytest.mark.parametrize("listed", [LISTED[:1], LISTED])
def test_how_often_a_payment_was_asked_for_is_no_number_of_a_reminder(draw, danish, listed):
    assert reminded(draw, danish, "Rykkernr.: 2", "Faktura", listed).number is None


@pytest.mark.parametrize("account", ["Customer A/C", "Client a/c"])
def test_the_letter_of_an_abbreviation_is_no_heading_of_prices(draw, english, account):
    rows = [
        [(40, "Plain Words Advocacy Ltd", 14)],
        [(40, "Invoice for supported living at 9 Mill Street")],
        None,
        [(40, "Invoice No"), (150, "Invoice Date"), (250, account), (350, "Your PO"), (450, "Terms")],
        [(40, "PW/2217"), (150, "30-06-2026"), (250, "OVE002"), (350, "PO-77120"), (450, "30 days")],
        None,
        [(40, "Description"), (300, "Qty", "r"), (400, "Rate £", "r"), (545, "Amount £", "r")],
        [(40, "Support in June"), (300, "12.00", "r"), (400, "21.00", "r"), (545, "252.00", "r")],
        [(40, "Total"), (545, "252.00", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert [str(each and each.value) for each in (invoice.number, invoice.issued)] == ["PW/2217", "2026-06-30"]
    assert "unlabelled" not in invoice.issued.evidence
    assert [str(line.unit_price.value) for line in invoice.lines] == ["21.00"]
