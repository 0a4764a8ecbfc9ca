"""What bills by other people's hands print: days in terms of payment, addresses without a label, rows that a browser adds, sub-totals before a page ends."""

import pytest

from extract.readers.pdf import read_pdf

HEAD = [(40, "Ydelse"), (350, "Antal"), (420, "Sats"), (510, "Beløb")]


def line(text, amount, count="1", person=None):
    return [(40, text), (375, count, "r"), (450, amount, "r"), (555, amount, "r")]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Overføres til reg. 7650 konto 0441127 inden d. 10. december 2026", "2026-12-10"),
        ("Payment within 30 days, that is by 10 December 2026, to Starling Bank.", "2026-12-10"),
        ("Terms of payment: Within 30 days due net by 2026/12/10", "2026-12-10"),
        ("Netto 14 dage: 10/12-2026", "2026-12-10"),
        ("Kindly pay this bill no later than 10 December 2026.", "2026-12-10"),
        ("Der Rechnungsbetrag ist bis zum 10.12.2026 fällig.", "2026-12-10"),
        ("Interest is charged on payments received after 10 December 2026.", None),
        ("Tilbuddet gælder ophold til og med 10. december 2026.", None),
    ],
)
def test_the_day_a_bill_is_due_is_read_where_terms_of_payment_say_it(draw, danish, words, due):
    rows = [
        [(40, "Faktura nr. 118"), (400, "Dato: 12-11-2026")],
        None,
        [(40, "I alt kr."), (555, "4.600,00", "r")],
        None,
        [(40, words)],
    ]
    found = read_pdf(draw(rows), danish).invoice.due

    assert (found and str(found.value)) == due


@pytest.mark.parametrize("written", ["28/10-26", "2026/10/28", "28OKT26", "28. oktober 2026"])
def test_days_are_read_as_programs_write_them(draw, danish, written):
    rows = [[(40, "Faktura nr. 3114")], [(40, "Udstedt"), (140, written)], None, [(40, "I alt kr."), (555, "4.600,00", "r")]]

    assert str(read_pdf(draw(rows), danish).invoice.issued.value) == "2026-10-28"


def test_the_reader_of_a_letter_is_not_its_sender(draw, danish):
    """The small line over the window is the sender's; the address under it is not, though it looks more like a company."""
    rows = [
        [(60, "Theo Wesselkamp Malermeister, Gerberstr. 9, 48301 Nottelbach", 7)],
        [(60, "Hausverwaltung Kröger GmbH", 11)],
        [(60, "z. Hd. Frau Kröger", 11)],
        [(60, "Am Markt 17", 11)],
        [(60, "48301 Nottelbach", 11)],
        None,
        [(60, "Rechnung Nr. 2024-117 vom 3. März 2024")],
        [(60, "Sehr geehrte Frau Kröger,")],
        [(60, "Rechnungsbetrag"), (555, "2.165,56", "r")],
    ]

    assert read_pdf(draw(rows), danish).invoice.supplier.name.value == "Theo Wesselkamp Malermeister"


def test_of_two_addresses_under_each_other_the_upper_is_the_senders(draw, danish):
    rows = [
        [(60, "Gartenbau Immergrün")],
        [(60, "Krummer Weg 20")],
        [(60, "46395 Bocholtau")],
        None,
        [(60, "Wohnpark Rheinblick GmbH")],
        [(60, "Uferstr. 9")],
        [(60, "46399 Bocholtau")],
        None,
        [(60, "Rechnung Nr. G-25-310 vom 11.11.2025")],
        [(60, "Rechnungsbetrag"), (555, "688,53", "r")],
    ]

    assert read_pdf(draw(rows), danish).invoice.supplier.name.value == "Gartenbau Immergrün"


def test_what_somebody_does_and_where_is_not_the_name_over_it(draw, english):
    rows = [
        [(60, "Danuta Wierzbicka", 18)],
        [(60, "Public service interpreter · 9 Moor Road · Leicester LE5 8HS", 8)],
        None,
        [(60, "Invoice DW/41"), (400, "Date 31 October 2026")],
        [(60, "Total"), (555, "£267.30", "r")],
    ]

    assert read_pdf(draw(rows), english).invoice.supplier.name.value == "Danuta Wierzbicka"


def test_a_label_of_the_next_column_is_no_name(draw, english):
    rows = [
        [(60, "CREDIT NOTE CN-0088", 16)],
        None,
        [(60, "From"), (220, "Credit to"), (400, "Date 22 June 2026")],
        [(60, "Heartwood Supported Living"), (220, "Fenborough Unitary Authority")],
        [(60, "9 Station Approach"), (220, "Fenborough FB1 1FA")],
        None,
        [(60, "Total credit"), (555, "328.90", "r")],
    ]

    assert read_pdf(draw(rows), english).invoice.supplier.name.value == "Heartwood Supported Living"


def test_what_a_browser_prints_around_a_page_is_not_read(draw, english):
    rows = [
        [(20, "22/11/2026, 14:57", 7), (250, "Invoice #88 | Little Acorns", 7)],
        None,
        [(40, "Little Acorns Play Therapy", 18)],
        [(40, "Invoice #88")],
        [(40, "Issued 31 October 2026")],
        [(40, "Total"), (555, "£325.00", "r")],
    ]
    invoice = read_pdf(draw(rows, margin=20), english).invoice

    assert invoice.supplier.name.value == "Little Acorns Play Therapy"
    assert str(invoice.issued.value) == "2026-10-31"


def test_the_moment_a_list_was_printed_is_not_the_date_of_the_bill(draw, danish):
    rows = [
        [(40, "FAKTURA"), (120, ": 26100447"), (350, "UDSKREVET 02/11/26 07:14")],
        [(40, "DATO"), (120, ": 31/10/26")],
        [(40, "I alt kr."), (555, "3.755,00", "r")],
    ]

    assert str(read_pdf(draw(rows), danish).invoice.issued.value) == "2026-10-31"


def test_labels_in_small_print_under_their_values(draw, danish):
    rows = [
        [(40, "2026-58", 14), (180, "28. oktober 2026", 14), (330, "11. november 2026", 14)],
        [(40, "fakturanummer", 7), (180, "dato", 7), (330, "betales senest", 7)],
        [(40, "Til")],
        [(40, "Østjyllands Kommune")],
        [(40, "I alt"), (555, "kr. 1.525,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (invoice.number.value, str(invoice.issued.value), str(invoice.due.value)) == ("2026-58", "2026-10-28", "2026-11-11")


def test_lines_after_the_last_sub_total_of_a_page_are_lines(draw, danish):
    pages = [
        [
            [(40, "SAMLEFAKTURA 2026/0917")],
            HEAD,
            line("Botilbud, Ahmet K.", "8.748,00"),
            [(40, "I alt Ahmet K."), (555, "8.748,00", "r")],
            line("Botilbud, Bente L.", "3.519,00"),
        ],
        [
            HEAD,
            line("Befordring, Bente L.", "1.120,50"),
            [(40, "I alt Bente L."), (555, "4.639,50", "r")],
            [(40, "Faktura i alt DKK"), (555, "13.387,50", "r")],
        ],
    ]
    invoice = read_pdf(draw(*pages), danish).invoice

    assert [str(each.amount.value) for each in invoice.lines] == ["8748.00", "3519.00", "1120.50"]
    assert str(invoice.total.value) == "13387.50"


def test_transport_that_is_billed_is_a_line_and_carried_forward_none(draw, english):
    rows = [
        [(40, "Invoice 1577")],
        [(40, "Activity"), (350, "Qty"), (420, "Rate"), (510, "Amount")],
        [(40, "Day service"), (375, "13", "r"), (450, "58.50", "r"), (555, "760.50", "r")],
        [(40, "Transport"), (375, "15", "r"), (450, "9.80", "r"), (555, "147.00", "r")],
        [(40, "Total"), (555, "907.50", "r")],
    ]

    assert [str(each.amount.value) for each in read_pdf(draw(rows), english).invoice.lines] == ["760.50", "147.00"]


def test_what_is_left_to_pay_is_the_balance_now_due(draw, english):
    rows = [
        [(40, "Invoice total"), (555, "£4,822.00", "r")],
        [(40, "Received on account 20/07/2026"), (555, "(£1,500.00)", "r")],
        [(40, "Balance now due"), (555, "£3,322.00", "r")],
    ]
    invoice = read_pdf(draw([[(40, "Invoice ORI-3320")], None, *rows]), english).invoice

    assert (str(invoice.total.value), str(invoice.payable.value)) == ("4822.00", "3322.00")


def test_the_base_of_a_tax_is_not_made_sure_as_the_tax(draw, danish):
    """`Moms 25 %` heads the base in some programs: what all lines come to is never a sure tax."""
    rows = [
        [(40, "Faktura 4471")],
        HEAD,
        line("Behandling", "147.814,00"),
        None,
        None,
        [(40, "Moms 25 %"), (200, "Att betala")],
        [(40, "147.814,00"), (200, "184.767,50")],
    ]
    tax = read_pdf(draw(rows), danish).invoice.tax

    assert tax is None or tax.confidence < danish.bar


def test_a_slip_for_the_payment_makes_no_remittance_of_a_bill(draw, english):
    rows = [
        [(40, "Invoice 118-02994", 14)],
        [(40, "Profiling bed"), (555, "1,185.00", "r")],
        [(40, "Total"), (555, "£1,185.00", "r")],
        *[None] * 30,
        [(40, "REMITTANCE ADVICE - please return with payment")],
        [(40, "Amount due"), (200, "£1,185.00")],
    ]

    assert read_pdf(draw(rows), english).kind.value == "invoice"


def test_the_words_behind_an_account_are_no_part_of_it(draw, danish):
    rows = [[(40, "Faktura 12")], [(40, "I alt"), (555, "100,00", "r")], [(40, "IBAN DK67 0828 3510 4477 19 SWIFT NDEADKKK")]]

    assert read_pdf(draw(rows), danish).invoice.supplier.iban.value == "DK6708283510447719"


def test_rows_of_labels_over_their_values_stay_so(draw, danish):
    rows = [
        [(40, "Fakturanr.", 7), (180, "Fakturadato", 7)],
        [(40, "2026-58", 10), (180, "28.10.2026", 10)],
        [(40, "Ordrenr.", 7), (180, "Forfaldsdato", 7)],
        [(40, "45005379", 10), (180, "11.11.2026", 10)],
        [(40, "I alt"), (555, "kr. 1.525,00", "r")],
    ]
    invoice = read_pdf(draw(rows, step=11), danish).invoice

    assert (invoice.number.value, str(invoice.issued.value), str(invoice.due.value)) == ("2026-58", "2026-10-28", "2026-11-11")
    assert invoice.order_reference.value == "45005379"
