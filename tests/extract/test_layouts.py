"""Whole documents in the layouts that Danish and British suppliers use."""

from datetime import date
from decimal import Decimal

import pytest

from extract.readers.pdf import read_pdf
from models.invoice import DocumentKind
from tests.extract.answers import persons


def amounts(extraction):
    return [line.amount.value for line in extraction.invoice.lines]


def periods(extraction):
    return [
        (line.period_start.value, line.period_end.value) if line.period_start else None for line in extraction.invoice.lines
    ]


def money(*texts):
    return [Decimal(text) for text in texts]


def value(reading):
    return reading.value if reading else None


JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def test_british_residents_four_weekly_net_of_contributions(draw, english):
    rows = [
        [(40, "ELM COURT CARE LTD", 14), (555, "INVOICE  ELM-88417", "r")],
        [(40, "(Elm Court, branch of Elm Group plc)"), (555, "Date 30/06/2026", "r")],
        [(40, "12 Elm Rd, Anytown AN1 2AB"), (260, "VAT: exempt (CQC registered)"), (555, "PO 45001234", "r")],
        [(40, "To: Anytown Council, ASC Finance")],
        [(40, "Period 01/06/2026 - 28/06/2026 (4 weeks)"), (300, "Sort 08-99-99  Acc 66374958")],
        None,
        [(40, "Mosaic"), (95, "Resident"), (180, "From"), (225, "To"), (290, "Days", "r"), (350, "Weekly", "r"), (415, "Gross", "r"),
         (490, "Client contr.", "r"), (555, "Net", "r")],
        [(40, "1234567"), (95, "E Marsh"), (180, "01/06"), (225, "28/06"), (290, "28", "r"), (350, "812.50", "r"), (415, "3,250.00", "r"),
         (490, "-749.40", "r"), (555, "2,500.60", "r")],
        [(40, "1234890"), (95, "T Okafor"), (180, "10/06"), (225, "28/06"), (290, "19", "r"), (350, "812.50", "r"), (415, "2,205.36", "r"),
         (490, "-385.70", "r"), (555, "1,819.66", "r")],
        [(95, "(admitted 10/06)", 8)],
        [(40, "1231177"), (95, "J Pell"), (180, "01/06"), (225, "20/06"), (290, "20", "r"), (350, "812.50", "r"), (415, "2,321.43", "r"),
         (490, "-488.14", "r"), (555, "1,833.29", "r")],
        [(95, "(died 17/06 +3 days)", 8)],
        [(440, "TOTAL DUE"), (555, "6,153.55", "r")],
    ]  # fmt: skip
    read = read_pdf(draw(rows), english)
    invoice = read.invoice

    assert read.kind is DocumentKind.INVOICE
    assert amounts(read) == money("2500.60", "1819.66", "1833.29")
    assert persons(read) == ["1234567", "1234890", "1231177"]
    assert [line.person_name.value for line in invoice.lines] == ["E Marsh", "T Okafor", "J Pell"]
    assert periods(read)[1] == (date(2026, 6, 10), date(2026, 6, 28))
    assert [line.quantity.value for line in invoice.lines] == [28, 19, 20]
    assert value(invoice.lines[0].unit) == "day"
    assert value(invoice.number) == "ELM-88417"
    assert value(invoice.issued) == date(2026, 6, 30)
    assert value(invoice.order_reference) == "45001234"
    assert value(invoice.payable) == Decimal("6153.55")
    assert value(invoice.net) is None
    assert value(invoice.tax) is None
    assert (value(invoice.period_start), value(invoice.period_end)) == (date(2026, 6, 1), date(2026, 6, 28))
    assert value(invoice.supplier.name) == "ELM COURT CARE LTD"
    assert value(invoice.supplier.bank_account) == "089999-66374958"
    assert value(invoice.supplier.vat_number) is None


def test_british_home_care_by_the_hour(draw, english):
    rows = [
        [(40, "BRIGHTER DAYS HOMECARE", 15), (330, "Invoice 2026-0412", 12)],
        [(40, "Week ending 28/06/2026 (4 wks)"), (330, "PO PPG-26-003")],
        [(330, "Invoice date: 29 June 2026")],
        None,
        [(40, "Client ref"), (200, "Planned h", "r"), (290, "Delivered h", "r"), (380, "Rate/h", "r"), (500, "Amount", "r")],
        [(40, "900112"), (200, "56.00", "r"), (290, "54.25", "r"), (380, "24.16", "r"), (500, "1,310.68", "r")],
        [(40, "900145"), (200, "28.00", "r"), (290, "28.00", "r"), (380, "24.16", "r"), (500, "676.48", "r")],
        [(40, "Extra: double-up 900112 (2 x 1.00 h)"), (500, "48.32", "r")],
        [(380, "Total", "r"), (500, "2,035.48", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert amounts(read) == money("1310.68", "676.48", "48.32")
    assert [value(line.quantity) for line in read.invoice.lines][:2] == money("54.25", "28.00")
    assert persons(read) == ["900112", "900145", "900112"]
    assert value(read.invoice.lines[0].unit) == "hour"
    assert value(read.invoice.number) == "2026-0412"
    assert value(read.invoice.total) == Decimal("2035.48")
    assert (value(read.invoice.period_start), value(read.invoice.period_end)) == (date(2026, 6, 1), date(2026, 6, 28))
    assert value(read.invoice.supplier.name) == "BRIGHTER DAYS HOMECARE"


def test_british_credit_note_without_a_head_has_positive_amounts(draw, english):
    rows = [
        [(40, "Brighter Days Homecare Ltd", 13)],
        [(40, "CREDIT NOTE CN-0417"), (250, "Original invoice 2026-0398"), (440, "Client 900112")],
        [(40, "Date: 02/07/2026")],
        None,
        [(40, "Overcharged visits 18/05 and 19/05"), (300, "6.00 h x 24.16"), (500, "-144.96", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert read.kind is DocumentKind.CREDIT_NOTE
    assert value(read.invoice.number) == "CN-0417"
    assert value(read.invoice.credits) == "2026-0398"
    assert amounts(read) == money("144.96")
    assert value(read.invoice.lines[0].quantity) == Decimal("6.00")
    assert value(read.invoice.lines[0].unit_price) == Decimal("24.16")
    assert persons(read) == ["900112"] or value(read.invoice.person) == "900112"


def test_british_nursing_home_with_deductions(draw, english):
    rows = [
        [(40, "Meadow View Nursing Home Limited", 14)],
        [(40, "Invoice N-3391"), (200, "01/06/2026-30/06/2026 (30 days)"), (400, "NHS No 999 123 4578")],
        [(40, "Invoice date 01/07/2026")],
        None,
        [(40, "Care and accommodation 30 d @ 1,240.00/wk"), (500, "5,314.29", "r")],
        [(40, "Less FNC paid by ICB 267.68/wk x 30/7"), (500, "-1,147.20", "r")],
        [(40, "Less third party top-up 55.00/wk"), (500, "-235.71", "r")],
        [(40, "Less resident contribution 210.40/wk"), (500, "-901.71", "r")],
        [(40, "Due from council"), (500, "3,029.67", "r")],
        [(40, "Note: in hospital 14/06-19/06, bed retained (full fee)")],
    ]
    read = read_pdf(draw(rows), english)

    assert value(read.invoice.number) == "N-3391"
    assert amounts(read) == money("5314.29", "-1147.20", "-235.71", "-901.71")
    assert value(read.invoice.payable) == Decimal("3029.67")
    assert value(read.invoice.person) == "9991234578"
    assert (value(read.invoice.period_start), value(read.invoice.period_end)) == JUNE


def test_british_statement_of_account_is_no_invoice(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "STATEMENT OF ACCOUNT", 12)],
        [(40, "Date 30/06/2026")],
        [(40, "Invoice"), (150, "Date"), (400, "Amount", "r")],
        [(40, "ELM-88301"), (150, "31/03/2026"), (400, "6,050.00", "r")],
        [(40, "ELM-88355"), (150, "30/04/2026"), (400, "6,000.00", "r")],
        [(40, "ELM-88417"), (150, "30/06/2026"), (400, "6,153.11", "r")],
        [(40, "30 days"), (150, "60 days"), (250, "90 days")],
        [(40, "Balance now due"), (400, "18,203.11", "r")],
    ]

    assert read_pdf(draw(rows), english).kind is DocumentKind.STATEMENT_OF_ACCOUNT


DANISH_HEAD = [
    [(40, "Bostedet Egely ApS", 14), (400, "FAKTURA", 14)],
    [(40, "Skovvej 4, 2970 Hørsholm"), (400, "Fakturanr.: 20417")],
    [(40, "CVR-nr. 12345674"), (400, "Fakturadato: 30-06-2026")],
    [(40, "Til: Rudersdal Kommune"), (400, "Forfaldsdato: 30-07-2026")],
    [(40, "EAN-nr.: 5790000123452"), (400, "Personreference: ABCDE")],
    None,
]
DANISH_FOOT = [None, [(40, "Betales til reg.nr. 1234 kontonr. 0012345678"), (350, "Tlf. 12 34 56 78")]]


def test_danish_collective_invoice(draw, danish):
    rows = [
        *DANISH_HEAD,
        [(40, "Borger (CPR)"), (140, "Ydelse"), (210, "Periode"), (360, "Enh.", "r"), (450, "Takst", "r"), (545, "Beløb", "r")],
        [
            (40, "150331-4203"),
            (140, "§ 108"),
            (210, "01.06-30.06.2026"),
            (360, "30 d", "r"),
            (450, "2.243,00", "r"),
            (545, "67.290,00", "r"),
        ],
        [
            (40, "220932-4205"),
            (140, "§ 107"),
            (210, "01.06-30.06.2026"),
            (360, "30 d", "r"),
            (450, "2.503,00", "r"),
            (545, "75.090,00", "r"),
        ],
        [
            (40, "071134-4209"),
            (140, "§ 104"),
            (210, "juni 2026"),
            (360, "1 md", "r"),
            (450, "18.557,00", "r"),
            (545, "18.557,00", "r"),
        ],
        [(450, "I alt", "r"), (545, "160.937,00", "r")],
        *DANISH_FOOT,
    ]
    read = read_pdf(draw(rows), danish)
    invoice = read.invoice

    assert read.kind is DocumentKind.INVOICE
    assert read.language == "da"
    assert amounts(read) == money("67290.00", "75090.00", "18557.00")
    assert persons(read) == ["150331-4203", "220932-4205", "071134-4209"]
    assert [value(line.legal_basis) for line in invoice.lines] == ["SEL108", "SEL107", "SEL104"]
    assert [value(line.unit) for line in invoice.lines] == ["day", "day", "month"]
    assert periods(read) == [JUNE, JUNE, JUNE]
    assert value(invoice.total) == Decimal("160937.00")
    assert value(invoice.number) == "20417"
    assert value(invoice.issued) == date(2026, 6, 30)
    assert value(invoice.due) == date(2026, 7, 30)
    assert value(invoice.buyer_gln) == "5790000123452"
    assert value(invoice.buyer_reference) == "ABCDE"
    assert value(invoice.supplier.registration) == "12345674"
    assert value(invoice.supplier.bank_account) == "1234-0012345678"
    assert value(invoice.supplier.name) == "Bostedet Egely ApS"


@pytest.mark.parametrize(
    ("text", "amount", "quantity", "price"),
    [
        pytest.param(
            "Aktivitetstilbud § 104, juni 2026, 21 fremmødedage á 609,00 =", "12.789,00", "21", "609.00", id="attendance"
        ),
        pytest.param(
            "Regulering takst 2026 jf. rammeaftale, 1/1-28/2: 59 døgn x 52,00 =", "3.068,00", "59", "52.00", id="adjustment"
        ),
    ],
)
def test_danish_line_in_running_text(draw, danish, text, amount, quantity, price):
    rows = [*DANISH_HEAD, [(40, text), (400, amount)], [(40, "CPR 150331-4203")], *DANISH_FOOT]
    read = read_pdf(draw(rows), danish)

    assert [f"{each:.2f}" for each in amounts(read)] == [amount.replace(".", "").replace(",", ".")]
    assert value(read.invoice.lines[0].quantity) == Decimal(quantity)
    assert value(read.invoice.lines[0].unit) == "day"
    assert value(read.invoice.lines[0].unit_price) == Decimal(price)
    assert persons(read) == ["150331-4203"] or value(read.invoice.person) == "150331-4203"


def test_danish_credit_note(draw, danish):
    rows = [
        [(40, "Bostedet Egely ApS", 14), (400, "KREDITNOTA", 14)],
        [(40, "CVR-nr. 12345674"), (400, "Kreditnota nr. 20455")],
        [(400, "Dato: 05-07-2026")],
        None,
        [(40, "Kreditnota til faktura 20398, dobbelt faktureret"), (500, "44.860,00", "r")],
        [(40, "I alt"), (500, "44.860,00", "r")],
        *DANISH_FOOT,
    ]
    read = read_pdf(draw(rows), danish)

    assert read.kind is DocumentKind.CREDIT_NOTE
    assert value(read.invoice.number) == "20455"
    assert value(read.invoice.credits) == "20398"
    assert amounts(read) == money("44860.00")
    assert value(read.invoice.total) == Decimal("44860.00")


def test_danish_invoice_in_advance(draw, danish):
    rows = [
        [(40, "Opholdsstedet Lyng I/S", 14), (400, "Faktura", 14)],
        [(40, "CVR 10000009"), (400, "Faktura nr. 3312")],
        [(400, "Dato 15-06-2026")],
        [(400, "Betales senest 23-06-2026")],
        None,
        [(40, "Tekst"), (350, "Antal", "r"), (440, "Pris", "r"), (545, "Beløb", "r")],
        [(40, "Ophold juli 2026, CPR 150331-4203"), (350, "1", "r"), (440, "68.389,00", "r"), (545, "68.389,00", "r")],
        [(40, "At betale kr."), (545, "68.389,00", "r")],
    ]
    read = read_pdf(draw(rows), danish)

    assert periods(read) == [(date(2026, 7, 1), date(2026, 7, 31))]
    assert value(read.invoice.due) == date(2026, 6, 23)
    assert value(read.invoice.currency) == "DKK"
    assert persons(read) == ["150331-4203"]


def test_danish_line_without_a_person_names_none(draw, danish):
    rows = [
        *DANISH_HEAD[:4],
        [(40, "EAN-nr.: 5790000123452")],
        None,
        [(40, "Beskrivelse"), (500, "Beløb", "r")],
        [(40, "Botilbud for beboer K.H., juni"), (500, "67.290,00", "r")],
        [(40, "I alt"), (500, "67.290,00", "r")],
    ]
    read = read_pdf(draw(rows), danish)

    assert amounts(read) == money("67290.00")
    assert persons(read) == [None]
    assert read.invoice.person is None
    assert read.invoice.buyer_reference is None


def test_danish_package_line_is_read_as_it_stands(draw, danish):
    rows = [
        *DANISH_HEAD,
        [(40, "Ydelse"), (300, "CPR"), (500, "Beløb", "r")],
        [(40, "Helhedstilbud § 107/104 juni 2026"), (300, "010135-4200"), (500, "94.908,00", "r")],
        [(40, "I alt DKK"), (500, "94.908,00", "r")],
    ]
    read = read_pdf(draw(rows), danish)

    assert amounts(read) == money("94908.00")
    assert persons(read) == ["010135-4200"]
    assert value(read.invoice.currency) == "DKK"


def test_danish_reminder_is_no_invoice(draw, danish):
    rows = [
        [(40, "Bostedet Egely ApS", 14), (400, "RYKKER", 14)],
        [(40, "Vi har endnu ikke modtaget betaling for faktura 20417 af 30-06-2026")],
        [(40, "Faktura 20417"), (500, "67.290,00", "r")],
        [(40, "Rykkergebyr"), (500, "100,00", "r")],
        [(40, "I alt at betale"), (500, "67.390,00", "r")],
    ]

    assert read_pdf(draw(rows), danish).kind is DocumentKind.REMINDER


def test_persons_as_headings_with_sums_for_each(draw, danish):
    head = [(40, "Beskrivelse"), (330, "Antal", "r"), (430, "Takst", "r"), (545, "I alt", "r")]
    rows = [
        *DANISH_HEAD,
        head,
        [(40, "Borger: 150331-4203")],
        [(40, "Botilbud § 108, juni 2026"), (330, "30", "r"), (430, "2.243,00", "r"), (545, "67.290,00", "r")],
        [(40, "Tillægsydelse, juni 2026"), (330, "30", "r"), (430, "100,00", "r"), (545, "3.000,00", "r")],
        [(40, "I alt for borger"), (545, "70.290,00", "r")],
        [(40, "Borger: 220932-4205")],
        [(40, "Botilbud § 107, juni 2026"), (330, "30", "r"), (430, "2.503,00", "r"), (545, "75.090,00", "r")],
        [(40, "Kredit for fravær 3.-4. juni 2026"), (330, "-2", "r"), (430, "2.503,00", "r"), (545, "-5.006,00", "r")],
        [(40, "I alt for borger"), (545, "70.084,00", "r")],
        [(40, "I alt"), (545, "140.374,00", "r")],
    ]
    read = read_pdf(draw(rows), danish)

    assert amounts(read) == money("67290.00", "3000.00", "75090.00", "-5006.00")
    assert persons(read) == ["150331-4203", "150331-4203", "220932-4205", "220932-4205"]
    assert value(read.invoice.total) == Decimal("140374.00")


def test_a_table_goes_on_over_pages_without_its_carried_sums(draw, english):
    head = [(40, "Client ID"), (120, "Service"), (350, "Hours", "r"), (440, "Rate", "r"), (545, "Amount", "r")]

    def line(number, hours):
        return [
            (40, str(900100 + number)),
            (120, "Home care"),
            (350, f"{hours}.00", "r"),
            (440, "20.00", "r"),
            (545, f"{hours * 20:,}.00", "r"),
        ]

    first = [
        [(40, "Brighter Days Homecare Ltd", 14), (400, "INVOICE", 14)],
        [(400, "Invoice No: BD/2026/77")],
        [(400, "Date: 30/06/2026")],
        head,
        *[line(number, 10 + number) for number in range(20)],
        [(40, "Carried forward"), (545, "7,800.00", "r")],
    ]
    second = [
        [(40, "Brighter Days Homecare Ltd", 14)],
        [(40, "Invoice No: BD/2026/77"), (500, "Page 2 of 2")],
        head,
        [(40, "Brought forward"), (545, "7,800.00", "r")],
        *[line(number, 10 + number) for number in range(20, 25)],
        [(350, "Invoice total"), (545, "11,000.00", "r")],
    ]
    read = read_pdf(draw(first, second), english)

    assert amounts(read) == [Decimal((10 + number) * 20) for number in range(25)]
    assert len(set(persons(read))) == 25
    assert value(read.invoice.total) == Decimal("11000.00")
    assert value(read.invoice.number) == "BD/2026/77"
    assert read.pages == 2


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_turned_by_its_own_mark_is_read_as_it_is_seen(draw, danish, rotate):
    rows = [
        *DANISH_HEAD,
        [(40, "Ydelse"), (500, "Beløb", "r")],
        [(40, "Botilbud § 108 juni 2026"), (500, "67.290,00", "r")],
        [(40, "I alt"), (500, "67.290,00", "r")],
    ]
    read = read_pdf(draw(rows, rotate=rotate), danish)

    assert value(read.invoice.number) == "20417"
    assert amounts(read) == money("67290.00")


GB_HEAD = [(40, "Description"), (330, "Hours", "r"), (430, "Rate", "r"), (545, "Amount", "r")]


def care(text, hours, rate="20.00"):
    amount = Decimal(hours) * Decimal(rate)
    return [(40, text), (330, hours, "r"), (430, rate, "r"), (545, f"{amount:,.2f}", "r")]


@pytest.mark.parametrize(
    "heading",
    ["Client: 900112 E Marsh", "Service user: E Marsh (900112)", "E Marsh 900112", "Client ref 900112", "NHS No 999 123 4578"],
)
@pytest.mark.parametrize("above_head", [True, False], ids=["over the head", "under the head"])
def test_a_person_in_a_heading_is_the_person_of_the_lines_below(draw, english, heading, above_head):
    wanted = "9991234578" if "NHS" in heading else "900112"
    first = [[(40, heading)], GB_HEAD] if above_head else [GB_HEAD, [(40, heading)]]
    second = [[(40, "Client: 900145 T Okafor")], GB_HEAD] if above_head else [[(40, "Client: 900145 T Okafor")]]
    rows = [
        [(40, "Brighter Days Homecare Ltd", 14), (400, "INVOICE", 14)],
        [(400, "Invoice No: 2026-77")],
        [(400, "Date: 30/06/2026")],
        None,
        None,
        *first,
        care("Home care, weekday", "10.00"),
        care("Home care, weekend", "4.00", "25.00"),
        [(330, "Client total"), (545, "300.00", "r")],
        None,
        *second,
        care("Home care, weekday", "3.00"),
        [(330, "Client total"), (545, "60.00", "r")],
        None,
        [(330, "Invoice total"), (545, "360.00", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert amounts(read) == money("200.00", "100.00", "60.00")
    assert persons(read) == [wanted, wanted, "900145"]
    assert value(read.invoice.total) == Decimal("360.00")


def test_sums_in_a_strip_under_their_labels(draw, english):
    rows = [
        [(40, "Sunrise Day Centre CIC", 14), (400, "TAX INVOICE", 14)],
        [(400, "Invoice No: SD-5")],
        None,
        GB_HEAD,
        care("Day opportunities, client ref 900112", "10.00"),
        None,
        [(250, "Net"), (330, "VAT"), (450, "Please pay")],
        [(250, "200.00"), (330, "40.00"), (450, "240.00")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert [value(invoice.net), value(invoice.tax), value(invoice.payable)] == money("200.00", "40.00", "240.00")


def test_a_summary_before_the_lines(draw, english):
    rows = [
        [(40, "Sunrise Day Centre CIC", 14), (400, "Invoice", 14)],
        [(40, "Amount to pay"), (200, "£300.00")],
        [(40, "Due date"), (200, "30/07/2026")],
        [(40, "Invoice number"), (200, "SD-6")],
        None,
        GB_HEAD,
        care("Day opportunities, week 1", "10.00"),
        care("Day opportunities, week 2", "5.00"),
        None,
        [(40, "Bank: Sort code 08-99-99 Account 66374958")],
    ]
    read = read_pdf(draw(rows), english)

    assert amounts(read) == money("200.00", "100.00")
    assert value(read.invoice.payable) == Decimal("300.00")
    assert value(read.invoice.number) == "SD-6"
    assert value(read.invoice.due) == date(2026, 7, 30)


def test_lines_printed_as_forms(draw, danish):
    def form(cpr, days, amount):
        pairs = [("Ydelse", "Botilbud § 108"), ("CPR-nr.", cpr), ("Periode", "01.06.2026 - 30.06.2026")]
        pairs += [("Antal", f"{days} døgn"), ("Takst", "1.000,00"), ("Beløb", amount)]
        return [[(40, label), (300, text)] for label, text in pairs]

    rows = [
        *DANISH_HEAD,
        *form("150331-4203", 30, "30.000,00"),
        None,
        *form("220932-4205", 10, "10.000,00"),
        None,
        [(40, "Fakturabeløb"), (300, "40.000,00")],
    ]
    read = read_pdf(draw(rows), danish)

    assert amounts(read) == money("30000.00", "10000.00")
    assert persons(read) == ["150331-4203", "220932-4205"]
    assert periods(read) == [JUNE, JUNE]
    assert [value(line.unit) for line in read.invoice.lines] == ["day", "day"]
    assert value(read.invoice.total) == Decimal("40000.00")


def test_a_form_with_a_fee_and_a_contribution_gives_what_the_council_pays(draw, english):
    pairs = [
        ("Service", "Residential care"), ("Client ref", "900112"), ("Period", "01/06/2026 to 28/06/2026"), ("Qty", "4 weeks"),
        ("Rate", "£812.50"), ("Fee", "£3,250.00"), ("Less contribution", "-£749.40"), ("Amount", "£2,500.60"),
    ]  # fmt: skip
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "INVOICE", 14)],
        [(40, "Invoice no."), (300, "ELM-88418")],
        None,
        *[[(40, label), (300, text)] for label, text in pairs],
        None,
        [(40, "Due from council"), (300, "£2,500.60")],
    ]
    read = read_pdf(draw(rows), english)

    assert amounts(read) == money("2500.60")
    assert value(read.invoice.payable) == Decimal("2500.60")
    assert value(read.invoice.lines[0].unit) == "week"


def test_forms_with_two_labels_a_row_and_a_title_over_each(draw, danish):
    def card(title, cpr, amount):
        return [
            [(40, title, 12)],
            [(40, "CPR-nr.:"), (110, cpr), (300, "Periode:"), (370, "juni 2026")],
            [(40, "Antal:"), (110, "30 døgn"), (300, "Takst:"), (370, "1.000,00")],
            [(40, "Beløb:"), (110, amount)],
            None,
        ]

    rows = [
        *DANISH_HEAD,
        *card("Botilbud § 108", "150331-4203", "30.000,00"),
        *card("Botilbud § 107", "220932-4205", "30.000,00"),
        [(40, "I alt"), (300, "60.000,00")],
    ]
    read = read_pdf(draw(rows), danish)

    assert amounts(read) == money("30000.00", "30000.00")
    assert persons(read) == ["150331-4203", "220932-4205"]
    assert periods(read) == [JUNE, JUNE]
    assert [value(line.legal_basis) for line in read.invoice.lines] == ["SEL108", "SEL107"]
    assert [value(line.quantity) for line in read.invoice.lines] == [30, 30]


def test_labels_side_by_side_without_values_are_no_form(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "INVOICE", 14)],
        [(40, "Service:"), (100, "Hours:"), (180, "Rate:")],
        [(40, "Hours:"), (100, "Rate:"), (160, "Amount:"), (220, "Total")],
        [(40, "Rate: Amount:"), (150, "Hours: Service:")],
    ]

    assert read_pdf(draw(rows), english).invoice.lines == ()


def card(title, person, quantity, rate, amount):
    return [
        [(70, title)],
        [(70, "Person ID"), (170, person)],
        [(70, "Qty"), (170, quantity), (540, amount, "r")],
        [(70, "Rate"), (170, rate)],
        None,
    ]


def test_cards_whose_amounts_stand_beside_them_without_a_label(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "Invoice 77")],
        [(40, "Invoice date 30/06/2026")],
        None,
        *card("Residential care", "1234567", "4 weeks", "£874.73", "£3,498.92"),
        *card("Day care", "1234890", "12 sessions", "£57.00", "£684.00"),
        [(400, "Total due"), (540, "£4,182.92", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert amounts(read) == money("3498.92", "684.00")
    assert [line.unit_price.value for line in read.invoice.lines] == money("874.73", "57.00")
    assert persons(read) == ["1234567", "1234890"]


def test_a_card_whose_parts_do_not_make_the_amount_beside_it_is_no_line(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "Invoice 77")],
        None,
        *card("Residential care", "1234567", "4 weeks", "£874.73", "£9,999.00"),
    ]
    lines = read_pdf(draw(rows), english).invoice.lines

    assert not any(line.unit_price and line.amount.value == Decimal("9999.00") for line in lines)


def table_of(*lines, total):
    head = [(40, "Description"), (330, "Qty", "r"), (430, "Rate", "r"), (500, "Amount", "r")]
    opening = [[(40, "Elm Court Care Ltd", 14), (400, "Invoice 88")], [(40, "Date 30/06/2026")], None, head]
    return [*opening, *lines, [(400, "Total", "r"), (500, total, "r")]]


def test_an_amount_close_behind_a_price_stays_in_its_own_column(draw, english):
    line = [(40, "Residential care"), (330, "4", "r"), (449, "£1,904.00", "r"), (500, "£7,616.00", "r")]
    found = read_pdf(draw(table_of(line, total="£7,616.00")), english).invoice.lines[0]

    assert (found.quantity.value, found.unit_price.value, found.amount.value) == (4, 1904, 7616)


def test_a_minus_left_alone_by_a_narrow_column_is_not_lost(draw, english):
    lines = [
        [(40, "Day care"), (330, "10", "r"), (430, "£60.00", "r"), (500, "£600.00", "r")],
        [(40, "Day care, credit"), (330, "-2", "r"), (430, "£60.00", "r"), (500, "-", "r")],
        [(500, "£120.00", "r")],
    ]
    read = read_pdf(draw(table_of(*lines, total="£480.00")), english)

    assert amounts(read) == money("600.00", "-120.00")
    assert not read.findings


def test_a_negative_quantity_beside_a_positive_amount_is_told_and_not_sure(draw, english):
    lines = [
        [(40, "Day care"), (330, "10", "r"), (430, "£60.00", "r"), (500, "£600.00", "r")],
        [(40, "Day care, credit"), (330, "-2", "r"), (430, "£60.00", "r"), (500, "£120.00", "r")],
    ]
    read = read_pdf(draw(table_of(*lines, total="£480.00")), english)

    assert {"line-mismatch", "total-mismatch"} <= {finding.code for finding in read.findings}
    assert read.invoice.lines[1].amount.confidence < english.bar


def test_opening_hours_are_no_amounts(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "Invoice 90")],
        [(40, "Office kl. 8.30 - 12.30")],
        None,
        [(40, "Residential care for June"), (500, "£600.00", "r")],
        [(400, "Total", "r"), (500, "£600.00", "r")],
    ]
    assert amounts(read_pdf(draw(rows), english)) == money("600.00")


def test_hours_at_the_end_of_a_row_are_no_amount_of_their_own(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14), (400, "Invoice 91")],
        None,
        [(40, "Home care, J Keane, 1263971, 1 May 2026 to 31 May 2026, 34.50 hours,")],
        [(40, "£28.00"), (500, "£966.00", "r")],
        [(40, "Amount now payable"), (500, "£966.00", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert amounts(read) == money("966.00")
    assert value(read.invoice.lines[0].quantity) == Decimal("34.50")


def test_tax_printed_rate_by_rate_closes_net_and_total(draw, english):
    rows = [
        *table_of(
            [(40, "Day care"), (330, "10", "r"), (430, "£60.00", "r"), (500, "£600.00", "r")],
            [(40, "Meals"), (330, "10", "r"), (430, "£10.00", "r"), (500, "£100.00", "r")],
            total="",
        )[:-1],
        [(400, "Net", "r"), (500, "£700.00", "r")],
        [(400, "VAT 5% of £600.00", "r"), (500, "£30.00", "r")],
        [(400, "VAT 20% of £100.00", "r"), (500, "£20.00", "r")],
        [(400, "Total", "r"), (500, "£750.00", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert amounts(read) == money("600.00", "100.00")
    assert [value(read.invoice.net), value(read.invoice.total)] == money("700.00", "750.00")
    assert value(read.invoice.tax) in {None, Decimal("50.00")}, (
        "the sum of the tax is printed nowhere: a part of it is not the tax"
    )


def test_a_text_that_is_wrapped_in_its_cell_is_read_whole(draw, english):
    lines = [
        [(40, "Residential care, room with"), (330, "4", "r"), (430, "£800.00", "r"), (500, "£3,200.00", "r")],
        [(40, "bath and garden")],
        [(40, "Day care"), (330, "10", "r"), (430, "£60.00", "r"), (500, "£600.00", "r")],
    ]
    read = read_pdf(draw(table_of(*lines, total="£3,800.00"), step=11), english)

    assert amounts(read) == money("3200.00", "600.00")
    assert value(read.invoice.lines[0].text) == "Residential care, room with bath and garden"


def test_the_date_in_a_cell_beside_the_title_is_that_of_the_document(draw, danish):
    rows = [
        [(40, "Botilbuddet Engvejen ApS")],
        [(40, "Faktura"), (420, "24. juni 2026")],
        None,
        [(40, "Vi takker for samarbejdet og afregner hermed for ophold fra 01.06.2026.")],
        [(40, "Betalingen bedes ske senest 15.07.2026, hvor vi ellers sender en rykker.")],
        [(40, "I alt"), (555, "67.290,00", "r")],
    ]

    extraction = read_pdf(draw(rows), danish)

    assert value(extraction.invoice.issued) == date(2026, 6, 24)
    assert extraction.invoice.issued.confidence < danish.bar


def test_tax_in_brackets_behind_a_sum_is_no_label_of_its_own(draw, english):
    rows = [
        [(40, "INVOICE ELM-88417"), (400, "Date 30/06/2026")],
        [(40, "Total (inkt. VAT)"), (555, "1,200.00", "r")],
    ]

    extraction = read_pdf(draw(rows), english)

    assert value(extraction.invoice.total) == Decimal("1200.00")
    assert extraction.invoice.tax is None


def test_the_day_of_a_listed_invoice_is_not_that_of_the_reminder(draw, danish):
    rows = [
        [(40, "Botilbuddet Engvejen ApS"), (420, "Dato: 31-03-2026")],
        [(40, "1. rykker")],
        [(40, "Vi har endnu ikke registreret betaling af nedenstående.")],
        [(40, "Faktura"), (200, "Fakturadato"), (320, "Forfald"), (555, "Beløb", "r")],
        [(40, "Faktura 26894/37"), (200, "28-12-2025"), (320, "11-01-2026"), (555, "57.971,99", "r")],
        [(40, "At betale DKK"), (555, "57.971,99", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.issued) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ([[(40, "Fonden", 16)], [(40, "Hyldespjældet", 16)]], "Fonden Hyldespjældet"),
        ([[(40, "Garnet Court", 16)], [(40, "Residential Ltd", 16)]], "Garnet Court Residential Ltd"),
        ([[(40, "Inglewood Court Residential")], [(40, "Ltd")]], "Inglewood Court Residential Ltd"),
    ],
    ids=["the form first", "in large print", "the form alone on the second row"],
)
def test_a_name_that_is_wrapped_is_read_whole(draw, danish, head, name):
    rows = [
        *head,
        None,
        [(40, "Lyngvej 82, 9992 Demostrup")],
        [(40, "CVR-nr. 99850388")],
        [(40, "Faktura"), (300, "Fakturanr. 20417"), (430, "Dato: 30-06-2026")],
        [(40, "Botilbud efter § 107, juni 2026"), (555, "67.290,00", "r")],
        [(40, "I alt DKK"), (555, "67.290,00", "r")],
    ]

    assert value(read_pdf(draw(rows, step=18), danish).invoice.supplier.name) == name


def test_a_range_of_dates_with_ten_digits_is_nobodys_personal_number(draw, danish):
    rows = [
        [(40, "Wohnheim Sonnenhof GmbH", 14), (350, "Rechnung R-2026-0455")],
        None,
        [(40, "Bezeichnung"), (290, "Zeitraum"), (555, "Gesamt", "r")],
        [(40, "Betreutes Wohnen, CPR 010135-4202"), (290, "01.06.2026–30.06.2026"), (555, "9.375,00", "r")],
        [(40, "Rechnungsbetrag"), (555, "9.375,00", "r")],
    ]

    assert persons(read_pdf(draw(rows), danish)) == ["010135-4202"]


def test_a_number_that_shares_its_heading_with_another_is_not_sure(draw, danish):
    rows = [
        [(40, "Støttehuset ApS", 14), (350, "Faktura 4711")],
        None,
        [(40, "Ydelse"), (350, "Timer Tarif"), (555, "Beløb", "r")],
        [(40, "Støtte § 85"), (350, "6,50"), (380, "411,00"), (555, "2.678,00", "r")],
        [(40, "I alt"), (555, "2.678,00", "r")],
    ]
    [line] = read_pdf(draw(rows), danish).invoice.lines

    assert line.quantity.confidence < danish.bar
    assert line.amount.confidence > danish.bar


def test_headings_that_stand_close_are_parted_where_the_numbers_under_them_stand_apart(draw, danish):
    rows = [
        [(40, "Bostedet Fyrtårnet I/S", 14), (350, "Faktura 1180")],
        None,
        [(40, "CPR-nr."), (120, "Ydelse"), (290, "Døgn Takst/døgn Fravær"), (555, "Beløb", "r")],
        [
            (40, "1503314203"),
            (120, "§ 108"),
            (313, "30", "r"),
            (365, "2.243,00", "r"),
            (399, "0", "r"),
            (555, "67.290,00", "r"),
        ],
        [
            (40, "2209324205"),
            (120, "§ 107"),
            (313, "28", "r"),
            (365, "1.845,00", "r"),
            (399, "2", "r"),
            (555, "51.660,00", "r"),
        ],
        [(40, "I alt"), (555, "118.950,00", "r")],
    ]
    lines = read_pdf(draw(rows), danish).invoice.lines

    assert [(value(line.quantity), value(line.unit_price)) for line in lines] == [
        (Decimal(30), Decimal("2243.00")),
        (Decimal(28), Decimal("1845.00")),
    ]


def test_the_number_of_a_title_is_nobodys(draw, english):
    rows = [
        [(40, "Caring Hands", 14)],
        [(40, "SALES INVOICE 000451", 12)],
        [(40, "Description"), (555, "Net", "r")],
        [(40, "Live-in care for 604127, 01/06/26 - 30/06/26, 30 days at £142.00"), (555, "4,260.00", "r")],
        [(40, "Carer travel"), (555, "60.00", "r")],
        [(40, "Total"), (555, "4,320.00", "r")],
    ]

    assert persons(read_pdf(draw(rows), english)) == ["604127", None]


def test_the_councils_share_is_the_amount_and_not_the_gross(draw, english):
    rows = [
        [(40, "Greenfields Residential", 14), (350, "Invoice 4410")],
        None,
        [(40, "Resident"), (210, "Period"), (350, "Gross", "r"), (420, "Client", "r"), (480, "FNC", "r"), (555, "LA share", "r")],
        [(40, "60412 Example A"), (210, "01/06/26 - 28/06/26"), (350, "3,600.00", "r"), (420, "640.00", "r"), (480, "0.00", "r"), (555, "2,960.00", "r")],
        [(40, "60518 Specimen B"), (210, "01/06/26 - 28/06/26"), (350, "4,400.00", "r"), (420, "512.40", "r"), (480, "1,016.24", "r"), (555, "2,871.36", "r")],
        [(40, "Total payable by Council"), (555, "5,831.36", "r")],
    ]  # fmt: skip

    assert amounts(read_pdf(draw(rows), english)) == money("2960.00", "2871.36")
