"""The supplier and its name, kept apart from the buyer, from owners and from what else stands near."""

import pytest

from extract.parties import find_supplier
from extract.read import read_document
from extract.readers.pdf import read_pdf
from extract.view import view_of
from models.document import Box, Page, ReaderName, Word
from tests.extract.answers import value
from tests.extract.bills import LINES, supplier, supplier_of


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


def test_the_name_over_the_lines_is_found_where_facts_in_a_panel_beside_it_are_read_first(draw, english):
    facts = [
        "Invoice no.",
        "SO/26/0893",
        "Date",
        "30 June 2026",
        "For",
        "June 2026",
        "Summary",
        "To pay",
        "£64.00",
        "How to pay",
    ]
    more = ["Bank transfer", "Sort code 60-17-29", "Account 71140025", "quoting SO/26/0893", "Thank you"]
    rows = [[(50, fact)] for fact in (*facts, *more)]
    rows[0].append((230, "Harbour & Heath", 20))
    rows[6].extend([(230, "Day opportunities"), (470, "1", "r"), (545, "64.00", "r")])
    rows[7].extend([(230, "Total"), (545, "£64.00", "r")])
    found = read_pdf(draw(rows, panels=[(40, 200, 15)]), english).invoice.supplier

    assert value(found.name) == "Harbour & Heath"


def test_a_name_in_two_lines_of_large_print_is_whole_where_one_has_a_ring_over_its_first_letter(danish):
    """The box of such a letter is higher in many fonts."""
    large = [Word("Bofællesskabet", Box(13, 26.5, 123, 43.0)), Word("Åkanden", Box(13, 42.1, 77, 61.0))]
    small = [
        Word(text, Box(13, 70 + 12 * place, 60, 78 + 12 * place)) for place, text in enumerate(["Kanalvej", "Dato", "Bank"])
    ]
    view = view_of([Page(1, 595.0, 842.0, (*large, *small), ReaderName.PDF_TEXT)], danish)

    assert value(find_supplier(view, frozenset()).name) == "Bofællesskabet Åkanden"


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


def test_the_title_behind_a_name_is_no_part_of_it(draw, english):
    rows = [
        [(60, "Tidewater Short Breaks CREDIT NOTE", 16)],
        None,
        [(60, "Credit note no. SCN00071")],
        [(60, "Credit total"), (555, "£605.93", "r")],
    ]

    assert supplier_of(draw, english, rows).name.value == "Tidewater Short Breaks"


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


def test_who_is_paid_stands_behind_the_words_for_paying(draw, danish):
    rows = [[(40, "Betaling til Huset Nord ApS, reg. 8117, kt. 4455667788. CVR 10000009.")]]
    found = supplier(draw, danish, rows)

    assert (value(found.name), value(found.bank_account)) == ("Huset Nord ApS", "8117-4455667788")
