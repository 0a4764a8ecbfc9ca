"""What is not printed stays empty: beside a label without a value stands the value of another, and it is never taken for the missing one."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.bills import HEAD, LINES, line

SELLER = [(40, "Elm Court Care Ltd", 14)]


def read(draw, options, rows, lines=LINES):
    return read_pdf(draw([*rows, *lines]), options).invoice


def value(reading):
    return reading and reading.value


def sure(reading, options):
    return reading is not None and reading.confidence >= options.bar


@pytest.mark.parametrize(
    ("rows", "due"),
    [
        ([[(300, "Invoice date")], [(300, "Due date 30/07/2026")]], "2026-07-30"),
        ([[(300, "Tax point")], [(300, "Payment due: 30 July 2026")]], "2026-07-30"),
        ([[(40, "Invoice 3099 dated . Payable by 22/07/2026.")]], "2026-07-22"),
        ([[(300, "Invoice date:")], [(300, "Period: 01/06/2026 - 30/06/2026")]], None),
        ([[(300, "Invoice date:"), (400, "01/06/2026 to 30/06/2026")]], None),
    ],
)
def test_a_bill_without_its_day_has_none(draw, english, rows, due):
    invoice = read(draw, english, [SELLER, [(300, "Invoice no. 7741")], *rows])

    assert invoice.issued is None
    assert (invoice.due and invoice.due.value.isoformat()) == due


def test_the_day_by_which_to_pay_that_goes_on_below_is_not_that_of_the_bill(draw, danish):
    rows = [
        [(40, "Elm Bo ApS, CVR-nr. 13585628")],
        [(40, "Faktura 7741")],
        None,
        [(40, "Beløbet sættes ind på konto 9990 3301127, senest")],
        [(40, "den 19. juli 2026.")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert invoice.issued is None


def test_the_day_of_the_bill_that_is_credited_is_not_that_of_the_credit_note(draw, english):
    rows = [
        SELLER,
        [(40, "CREDIT NOTE", 16)],
        [(40, "Credit note number"), (200, "CR-561")],
        [(40, "Relates to invoice"), (200, "LI-417 dated 3 August 2026")],
    ]

    assert read(draw, english, rows).issued is None


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[(40, "Invoice Number"), (300, "12 Dock Road")], [(300, "Westmouth WM4 7TY")]], id="a house in a street"),
        pytest.param([[(300, "Invoice no:")], [(300, "Date: 15 June 2026")]], id="the next label and its day"),
    ],
)
def test_a_bill_without_its_number_has_none(draw, english, rows):
    assert value(read(draw, english, [SELLER, *rows]).number) is None


def test_the_number_of_the_company_at_the_side_is_not_surely_that_of_the_bill(draw, english):
    rows = [SELLER, [(40, "Tax point 30/06/2026")], [(300, "Company No.")], [(40, "Our bill no:"), (300, "09254471")]]

    assert not sure(read(draw, english, rows).number, english)


def test_the_number_of_what_is_sold_and_a_personal_number_are_not_that_of_the_bill(draw, danish):
    items = [
        [(40, "Elm Bo ApS, CVR-nr. 13585628")],
        [(40, "Faktura", 16)],
        [(40, "Nr."), (100, "Tekst"), (300, "Antal"), (400, "Pris"), (500, "Beløb")],
        [(40, "8107"), (100, "Ophold"), (318, "2", "r"), (430, "50,00", "r"), (530, "100,00", "r")],
        [(100, "I alt"), (530, "100,00", "r")],
    ]
    of_person = [[(40, "Elm Bo ApS, CVR-nr. 13585628")], [(40, "Faktura", 16)], [(40, "Nr."), (200, "150331-4203")]]

    assert read_pdf(draw(items), danish).invoice.number is None
    assert read_pdf(draw(of_person), danish).invoice.number is None


@pytest.mark.parametrize(
    "address",
    [
        "Unit 9, Canal House",
        "Lighthouse House, Quay Road, Othertown OT2 8PL",
        "The Old Bank, 1 Market Street",
        "Meadow Centre, Dale Road",
    ],
)
def test_where_the_name_is_drawn_the_address_is_not_taken_for_it(draw, english, address):
    rows = [[(40, address)], [(40, "Othertown OT2 8PL")], [(40, "Company no. 09254471")], None, [(40, "Invoice no. 7741")]]

    assert value(read(draw, english, rows).supplier.name) != address


def test_a_name_over_its_number_is_sure_where_the_page_says_it_again(draw, danish):
    rows = [
        [(40, "Økonomi og Indkøb")],
        [(40, "Bredgade 1, 8000 Aarhus")],
        [(40, "CVR-nr. 13585628")],
        None,
        [(40, "Faktura 7741")],
    ]

    once = read(draw, danish, rows, []).supplier.name
    again = read(draw, danish, [*rows, None, [(40, "Overføres til Økonomi og Indkøb")]], []).supplier.name

    assert once.value == again.value == "Økonomi og Indkøb"
    assert not sure(once, danish)


@pytest.mark.parametrize(
    "foot",
    [
        "Pay to sort code 20-99-64, account . Company registration 09254471.",
        "Company no. 09254471   Sort code 20-99-64   Account",
    ],
)
def test_the_number_of_the_company_is_no_account(draw, english, foot):
    assert read(draw, english, [SELLER, [(40, "Invoice no. 7741")], [(40, foot)]]).supplier.bank_account is None


@pytest.mark.parametrize("foot", ["Betales til reg. 9917 konto, mærket 884120", "Betales til reg. 9917 konto F-20260719"])
def test_what_a_payment_is_to_be_marked_with_is_no_account(draw, danish, foot):
    rows = [[(40, "Elm Bo ApS, CVR-nr. 13585628")], [(40, "Faktura 7741")], [(40, foot)]]

    assert read(draw, danish, rows, []).supplier.bank_account is None


def test_hours_in_the_row_of_the_total_are_not_surely_the_total(draw, english):
    lines = [
        HEAD,
        line("Home care", "3", "20.00", "60.00"),
        line("Night care", "4", "25.00", "100.00"),
        [(40, "Total"), (318, "7.00", "r")],
    ]

    invoice = read(draw, english, [SELLER, [(40, "Invoice no. 7741")]], lines)

    assert not sure(invoice.total, english)
    assert not sure(invoice.payable, english)


def test_the_base_of_a_tax_is_not_surely_the_tax(draw, danish):
    rows = [
        [(40, "Elm Bo ApS, CVR-nr. 13585628")],
        [(40, "Faktura 7741")],
        [(40, "Ydelse"), (300, "Antal"), (400, "Pris"), (500, "Beløb")],
        [(40, "Tolkning"), (318, "4", "r"), (430, "250,00", "r"), (530, "1.000,00", "r")],
        [(40, "25 % moms af 1.000,00")],
        [(40, "At betale kr."), (530, "1.250,00", "r")],
    ]

    assert not sure(read(draw, danish, rows, []).tax, danish)
