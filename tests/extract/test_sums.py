"""Sums in places where a label does not lead to them, and labels in many words: larger print, three columns, a sentence, what was paid before."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import amounts, value
from tests.extract.bills import HEAD, TOP, line


def test_a_sum_in_larger_print_stands_beside_its_label(draw, english):
    """The larger print begins higher, so that a reader of rows puts it elsewhere."""
    rows = [
        *TOP,
        HEAD,
        line("Day service", "13", "58.50", "760.50"),
        line("Transport", "15", "9.80", "147.00"),
        None,
        [(40, "Bank: Elm Bank"), (298, "BALANCE DUE", 9), (484, "£907.50", 20)],
    ]

    assert value(read_pdf(draw(rows), english).invoice.payable) == "907.50"


def test_a_total_of_three_columns_says_net_and_tax(draw, english):
    rows = [
        *TOP,
        [(40, "Reason for credit"), (250, "Units"), (300, "Unit price"), (390, "Net"), (440, "VAT"), (500, "Gross")],
        [
            (40, "Overcharge"),
            (273, "9", "r"),
            (340, "127.14", "r"),
            (410, "1,144.26", "r"),
            (455, "0.00", "r"),
            (530, "1,144.26", "r"),
        ],
        [(40, "Chiropody"), (273, "1", "r"), (340, "32.00", "r"), (410, "32.00", "r"), (455, "0.00", "r"), (530, "32.00", "r")],
        [(40, "Total"), (410, "1,176.26", "r"), (455, "0.00", "r"), (530, "1,176.26", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert (value(invoice.net), value(invoice.tax), value(invoice.total)) == ("1176.26", "0.00", "1176.26")


def test_a_subtotal_that_is_the_whole_is_the_net(draw, english):
    rows = [
        *TOP,
        HEAD,
        line("Day service", "13", "58.50", "760.50"),
        [(400, "Subtotal"), (545, "760.50", "r")],
        [(400, "TOTAL GBP"), (545, "760.50", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert value(invoice.net) == "760.50"
    assert invoice.tax is None


def test_in_a_sentence_a_sum_ends_where_other_words_begin(draw, danish):
    rows = [
        [(40, "Faktura nr. 112"), (400, "Dato: 04-11-2026")],
        None,
        [(40, "I alt 35.700,00 kr. Hertil kommer dog særskilt regning på udlæg til materialer på 1.240,00 kr.")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.total) == "35700.00"


def test_a_currency_before_the_word_is_part_of_the_label(draw, english):
    rows = [*TOP, HEAD, line("Court report", "6", "52.00", "312.00"), [(400, "GBP Total"), (545, "£312.00", "r")]]

    assert value(read_pdf(draw(rows), english).invoice.total) == "312.00"


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


def test_a_sum_of_something_is_the_total_where_what_was_prepaid_leaves_the_rest(draw, danish):
    rows = [
        [(40, "Faktura nr. R26-0093")],
        [(40, "Udskrevet 28/09-2026")],
        None,
        [(40, "Ydelse"), (300, "Antal"), (390, "Pris kr."), (490, "I alt kr.")],
        [(40, "Ophold kvinde"), (318, "24", "r"), (420, "1.682,00", "r"), (545, "40.368,00", "r")],
        [(40, "Ophold barn"), (318, "48", "r"), (420, "914,00", "r"), (545, "43.872,00", "r")],
        [(40, "Ophold i alt"), (545, "84.240,00", "r")],
        [(40, "Aconto betalt 10/09-2026"), (545, "-50.000,00", "r")],
        [(40, "Restbeløb til betaling"), (545, "34.240,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (value(invoice.total), value(invoice.payable)) == ("84240.00", "34240.00")


def test_what_an_earlier_bill_left_unpaid_is_in_no_total(draw, english):
    rows = [
        [(40, "Statement and invoice", 16)],
        [(40, "Invoice no. HLR/0226/PC"), (400, "28 February 2026")],
        None,
        HEAD,
        line("Respite stay", "3", "265.00", "795.00"),
        line("Respite stay", "2", "265.00", "530.00"),
        None,
        [(400, "This invoice:"), (545, "1,325.00", "r")],
        [(300, "Balance brought forward from HLR/0126/PC:"), (545, "530.00", "r")],
        [(380, "Total balance now due:"), (545, "1,855.00", "r")],
    ]
    extraction = read_pdf(draw(rows), english)

    assert extraction.kind.value == "invoice"
    assert amounts(extraction.invoice) == ["795.00", "530.00"]
    assert (value(extraction.invoice.total), value(extraction.invoice.payable)) == ("1325.00", "1855.00")


def test_for_speaks_of_tax_only_where_its_word_follows(draw, english):
    rows = [
        *TOP,
        HEAD,
        line("Day placement", "1", "16,450.00", "16,450.00"),
        [(40, "Amount due for the term"), (545, "16,450.00", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert invoice.net is None
    assert value(invoice.payable) == "16450.00"


def test_a_krone_beside_swedish_marks_is_swedish(draw, danish):
    rows = [
        [(40, "Faktura nr. 118"), (400, "Datum: 2026-10-02")],
        None,
        [(40, "Att betala"), (545, "4.600,00 kr", "r")],
        [(40, "Bankgiro 5050-1055, innehar F-skatt")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.currency) == "SEK"


@pytest.mark.parametrize(("count", "net"), [(6, None), (1, "100.00")])
def test_a_word_for_the_net_over_a_long_column_of_amounts_heads_a_list(draw, danish, count, net):
    rows = [
        [(40, "Faktura 20611")],
        None,
        [(40, "Gjort"), (510, "Varebeløb")],
        *[[(40, f"Opgave {'abcdef'[place]}"), (545, f"{place + 1}00,00", "r")] for place in range(count)],
        None,
        [(400, "Moms"), (545, "0,00", "r")],
        [(400, "Slutbeløb"), (545, f"{'2.1' if count > 1 else '1'}00,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert value(invoice.net) == net
    assert value(invoice.total) == ("2100.00" if count > 1 else "100.00")


def test_one_of_several_sums_of_a_row_is_not_surely_the_total(draw, english):
    """Time and travel have a column each, and what both come to stands below."""
    rows = [
        [(40, "Invoice 2213", 14)],
        [(40, "Date 12 June 2026")],
        None,
        [(40, "Day"), (150, "Hours", "r"), (240, "Per hour £", "r"), (310, "Time £", "r"), (370, "Miles", "r"), (450, "Per mile £", "r"), (545, "Travel £", "r")],
        [(40, "Tue 2 June"), (150, "2.50", "r"), (240, "15.80", "r"), (310, "39.50", "r"), (370, "14", "r"), (450, "0.45", "r"), (545, "6.30", "r")],
        [(40, "Sat 6 June"), (150, "4.50", "r"), (240, "15.80", "r"), (310, "71.10", "r"), (370, "31", "r"), (450, "0.45", "r"), (545, "13.95", "r")],
        [(40, "Total"), (150, "7.00", "r"), (310, "110.60", "r"), (370, "45", "r"), (545, "20.25", "r")],
    ]  # fmt: skip
    invoice = read_pdf(draw(rows), english).invoice

    assert all(each is None or each.confidence < english.bar for each in (invoice.total, invoice.payable))


@pytest.mark.parametrize("sums", [("37.00", "39.15"), ("30.00", "9.15", "39.15"), ("2.50", "15.66", "39.15")])
def test_a_total_behind_hours_or_what_makes_it_is_sure(draw, english, sums):
    rows = [
        [(40, "Invoice 2213", 14)],
        [(40, "Date 12 June 2026")],
        None,
        [(40, "Description"), (545, "Amount", "r")],
        [(40, "Sitting"), (545, "13.00", "r")],
        [(40, "Outing"), (545, "26.15", "r")],
        None,
        [(40, "Total"), *[(545 - 90 * place, each, "r") for place, each in enumerate(reversed(sums))]],
    ]
    total = read_pdf(draw(rows), english).invoice.total

    assert (str(total.value), total.confidence >= english.bar) == ("39.15", True)


def test_what_a_total_says_of_tax_in_brackets_is_no_label_though_its_currency_stands_between(draw, danish):
    rows = [
        [(40, "Samlefaktura 6083")],
        None,
        [(40, "Ydelse"), (545, "Beløb", "r")],
        [(40, "Dagtilbud"), (545, "24.402,00", "r")],
        [(40, "Samværstilbud"), (545, "29.370,00", "r")],
        [(40, "Faktura i alt, kr. (fritaget for moms)"), (545, "53.772,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (value(invoice.total), value(invoice.tax)) == ("53772.00", None)


def test_the_account_at_the_foot_of_a_page_is_no_amount(draw, danish):
    head = [(40, "Ydelse"), (300, "Timer"), (400, "Pris"), (510, "I alt")]
    foot = [(40, "Elmehuset ApS | Skolegade 12, 9999 Fjordby | CVR 10000009 | Bank 9993 0007719400")]
    pages = (
        [[(40, "Faktura: 5518")], None, head, line("Frokost", "0:30", "438,00", "219,00"), foot],
        [head, line("Aftenpleje", "0:45", "512,00", "384,00"), [(400, "At betale kr. 603,00")], foot],
    )

    assert amounts(read_pdf(draw(*pages), danish).invoice) == ["219.00", "384.00"]


def test_three_sums_of_one_rate_that_agree_are_no_whole_where_greater_ones_agree_too(draw, danish):
    rows = [
        [(40, "Nordcode GmbH", 14)],
        [(40, "Rechnung 260714-B")],
        None,
        [(40, "Bezeichnung"), (400, "Menge", "r"), (480, "Einzel €", "r"), (555, "Gesamt €", "r")],
        [(40, "Rollstuhl"), (400, "1", "r"), (480, "3.788,68", "r"), (555, "3.788,68", "r")],
        [(40, "Orthese"), (400, "2", "r"), (480, "612,00", "r"), (555, "1.224,00", "r")],
        None,
        [(40, "Steuersatz"), (240, "Netto €", "r"), (320, "MwSt €", "r"), (400, "Brutto €", "r")],
        [(40, "19 %"), (240, "3.788,68", "r"), (320, "719,85", "r"), (400, "4.508,53", "r")],
        [(40, "7 %"), (240, "1.224,00", "r"), (320, "85,68", "r"), (400, "1.309,68", "r")],
        [(40, "Summe"), (240, "5.012,68", "r"), (320, "805,53", "r"), (400, "5.818,21", "r")],
    ]
    found = read_pdf(draw(rows), danish).invoice

    assert [str(each.value) for each in (found.net, found.tax, found.payable)] == ["5012.68", "805.53", "5818.21"]


def test_where_the_lines_make_a_greater_printed_sum_than_the_net_every_sum_that_it_confirms_is_marked(draw, danish):
    rows = [
        [(40, "Elmegården ApS", 14)],
        [(40, "Faktura nr. 20611")],
        None,
        [(40, "Ydelse"), (400, "Antal", "r"), (480, "Pris", "r"), (555, "Beløb", "r")],
        [(40, "Bostøtte"), (400, "2", "r"), (480, "500,00", "r"), (555, "1.000,00", "r")],
        [(40, "Bostøtte, aften"), (400, "1", "r"), (480, "500,00", "r"), (555, "500,00", "r")],
        [(40, "Netto"), (555, "1.000,00", "r")],
        [(40, "Moms 25 %"), (555, "250,00", "r")],
        [(40, "I alt"), (555, "1.250,00", "r")],
        None,
        [(40, "Hertil kommer 1.500,00 med moms 375,00, tilsammen 1.875,00.")],
    ]
    extraction = read_pdf(draw(rows), danish)
    invoice = extraction.invoice

    assert "total-mismatch" in {finding.code for finding in extraction.findings}
    assert all("fails-check" in each.evidence for each in (invoice.net, invoice.tax, invoice.total, invoice.payable))


def test_the_sums_of_a_table_of_tax_headed_by_goods_are_net_and_tax(draw, english):
    rows = [
        [(40, "Hot Plate Kitchen Ltd", 14)],
        [(40, "Tax invoice HPK/0926")],
        None,
        [(40, "Meal"), (400, "No.", "r"), (480, "Price", "r"), (555, "Goods value", "r")],
        [(40, "Hot meal"), (400, "66", "r"), (480, "6.15", "r"), (555, "405.90", "r")],
        [(40, "Fruit juice"), (400, "30", "r"), (480, "2.25", "r"), (555, "67.50", "r")],
        None,
        [(40, "VAT analysis"), (300, "Goods", "r"), (400, "VAT", "r")],
        [(40, "Zero rated 0%"), (300, "405.90", "r"), (400, "0.00", "r")],
        [(40, "Standard rate 20%"), (300, "67.50", "r"), (400, "13.50", "r")],
        [(40, "Totals"), (300, "473.40", "r"), (400, "13.50", "r")],
        [(300, "Invoice total"), (555, "£486.90", "r")],
        None,
        [(40, "Remittance to The Hot Plate Kitchen Ltd, account 90001257. To be")],
        [(40, "paid on or before 30.07.2026.")],
    ]
    found = read_pdf(draw(rows), english).invoice

    assert [str(each.value) for each in (found.net, found.tax, found.total)] == ["473.40", "13.50", "486.90"]
    assert str(found.due.value) == "2026-07-30"
