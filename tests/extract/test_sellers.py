"""Who sells, where others are named too: persons billed for, offices, owners, authorities, a strip at the foot."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import value


def name_of(draw, options, rows):
    return read_pdf(draw(rows), options).invoice.supplier.name


BILLED = [
    None,
    [(40, "Ydelse"), (555, "Beløb", "r")],
    [(40, "Støtte i juni"), (555, "4.200,00", "r")],
    [(40, "I alt"), (555, "4.200,00", "r")],
]


def british(head, *foot):
    """Return a bill under the name of a house, and what stands at its foot."""
    return [
        [(40, head, 16)],
        [(40, "Mill Lane, Overton OV1 9ZZ")],
        None,
        [(40, "Overton Council"), (400, "Invoice: 97")],
        None,
        [(40, "Description"), (545, "Amount", "r")],
        [(40, "Support in June"), (545, "420.00", "r")],
        [(40, "Total"), (545, "£420.00", "r")],
        *([(40, row)] for row in foot),
    ]


def test_a_body_over_its_own_number_is_who_sells_and_a_heading_of_a_person_never(draw, danish):
    rows = [
        [(40, "Egely job og uddannelse", 18)],
        [(40, "Uddannelsesfonden Egely · Teglvej 2, 4000 Demostrup · CVR-nr. 12345674", 8)],
        None,
        [(40, "Ida Holm"), (130, "cpr.nr. 080236-4210")],
        *BILLED,
    ]

    assert value(name_of(draw, danish, rows)) == "Uddannelsesfonden Egely"


def test_a_person_beside_the_number_is_not_who_sells(draw, danish):
    rows = [[(40, "Afregning for juni")], None, [(40, "Ida Holm"), (130, "cpr.nr. 080236-4210")], *BILLED]

    assert value(name_of(draw, danish, rows)) != "Ida Holm"


@pytest.mark.parametrize("office", ["Regnskab", "Økonomi"])
def test_an_office_before_the_address_is_not_who_sells(draw, danish, office):
    rows = [
        [(40, "Region Sletten"), (400, "REGNING")],
        [(40, f"{office}, Sygehusvej 10, 4888 Solrup"), (400, "Regningsnr. 118")],
        *BILLED,
        None,
        [(40, "Kreditor: Region Sletten")],
    ]

    assert value(name_of(draw, danish, rows)) == "Region Sletten"


def test_an_authority_in_large_print_over_another_sells_to_it_and_is_not_sure(draw, danish):
    rows = [
        [(40, "Solrup Kommune", 18), (400, "Kreditnota")],
        [(40, "Center for Botilbud")],
        [(40, "Bredgade 40, 4888 Solrup")],
        None,
        [(40, "Demostrup Kommune")],
        [(40, "Torvet 3")],
        [(40, "4000 Demostrup")],
        *BILLED,
    ]
    name = name_of(draw, danish, rows)

    assert value(name) == "Solrup Kommune"
    assert name.confidence < danish.bar


def test_a_name_before_its_address_on_one_row_under_the_label_is_who_sells(draw, danish):
    rows = [
        [(40, "Fra: Bodil og Per Krat, Skovvej 51, 4888 Solrup")],
        [(40, "Til: Solrup Kommune, Familieplejen")],
        *BILLED,
    ]

    assert value(name_of(draw, danish, rows)) == "Bodil og Per Krat"


def test_a_british_name_before_its_address_ends_before_the_number_of_the_house(draw, english):
    rows = [
        [(40, "From: Anna Holt, 4 Mill Lane, Kilnsby KB9 1AA")],
        [(40, "To: Marlow City Council, Town Hall, Marlow")],
        None,
        [(40, "Invoice no. 7718")],
        [(40, "Total"), (555, "£735.00", "r")],
    ]

    assert value(name_of(draw, english, rows)) == "Anna Holt"


def test_the_house_of_a_proprietor_who_is_no_company_keeps_its_name_and_is_not_sure(draw, english):
    rows = [
        [(40, "Kilnsby Cars", 18)],
        None,
        [(40, "Invoice no. 7718")],
        [(40, "Total"), (555, "£735.00", "r")],
        [(40, "Proprietor: Mr A. Holt t/a Kilnsby Cars")],
    ]
    name = name_of(draw, english, rows)

    assert value(name) == "Kilnsby Cars"
    assert name.confidence < english.bar


STRIP = [
    [(40, "Sales - Invoice")],
    [(40, "Marlow City Council")],
    [(40, "Children's Team")],
    None,
    [(40, "Invoice No.  7718")],
    [(40, "Description"), (555, "Amount", "r")],
    [(40, "Foster placement"), (555, "735.00", "r")],
    [(400, "Total GBP"), (555, "735.00", "r")],
    None,
]


def test_a_strip_at_the_foot_names_who_sells_and_its_number(draw, english):
    rows = [
        *STRIP,
        [(40, "Company"), (200, "Registration No."), (320, "Bank")],
        [(40, "Kilnsby Fostering Limited"), (200, "09876543"), (320, "Sort code 20-20-15")],
    ]
    found = read_pdf(draw(rows), english).invoice.supplier

    assert (value(found.name), value(found.registration)) == ("Kilnsby Fostering Limited", "09876543")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Co. number 09876543", "09876543"),
        ("Registration number 09876543", "09876543"),
        ("Registration No. 1122334", None),
        ("Registration No. SC012345", None),
        ("Ofsted registration number SC012345", None),
    ],
)
def test_a_registration_of_any_register_is_a_companys_where_it_has_its_digits(draw, english, said, number):
    found = read_pdf(draw([*STRIP, [(40, f"Kilnsby Fostering, 1 Mill Lane. {said}")]]), english).invoice.supplier

    assert value(found.registration) == number


def test_beside_another_number_that_of_an_authority_is_not_the_sellers(draw, danish):
    rows = [
        [(40, "Nordfjord Storkommune"), (400, "Vej & Vink")],
        [(40, "Torvet 2"), (400, "Åvej 7")],
        [(40, "9990 Nordfjord"), (400, "9990 Nordfjord")],
        [(40, "CVR-nr.: 10000009"), (400, "CVR-nr.: 12345674")],
        None,
        [(40, "Fakturanr. 37"), (400, "Dato 2. juni 2026")],
        *BILLED,
    ]
    found = read_pdf(draw(rows, step=12), danish).invoice.supplier

    assert (found.name.value, found.registration.value) == ("Vej & Vink", "12345674")


@pytest.mark.parametrize(
    ("head", "payee", "name"),
    [
        # The company that shares the first word of a house's name is who is paid.
        (
            "Kestrel House Nursery",
            "Bank transfer: Kestrel House (Overton) Ltd, 20-99-33, 60071125.",
            "Kestrel House (Overton) Ltd",
        ),
        # Of another name nobody can say which of the two sells.
        (
            "The Copper Kettle",
            "Make all payments to Kettle Projects, sort code 20-99-33, account 60071125.",
            "The Copper Kettle",
        ),
    ],
)
def test_who_is_paid_under_another_name_makes_the_name_doubtful(draw, english, head, payee, name):
    found = name_of(draw, english, british(head, payee))

    assert found.value == name
    assert found.confidence < english.bar


@pytest.mark.parametrize(
    "payee", ["Payment to Elm Bank, sort code 20-99-33", "Pay to Copper Kettle, sort code 20-99-33", "Please pay this account"]
)
def test_the_name_of_a_bank_or_the_name_again_is_no_second_seller(draw, english, payee):
    assert "another-seller" not in name_of(draw, english, british("The Copper Kettle Ltd", payee)).evidence


def test_what_somebody_is_stands_over_the_name(draw, danish):
    rows = [
        [(400, "Autoriseret psykolog", 9)],
        [(40, "FAKTURA", 16), (400, "Ulla Skov Jensen")],
        [(400, "Algade 31, 2. th.")],
        [(400, "4998 Havnsø")],
        [(400, "CVR: 12345674")],
        *BILLED,
    ]

    assert name_of(draw, danish, rows).value == "Ulla Skov Jensen"


def test_the_company_of_a_house_is_who_sells_where_it_is_named(draw, english):
    rows = british("The Copper Kettle", "Please pay by bank transfer:", "Copper Kettle Ltd")
    rows.insert(2, [(40, "Company Registration No. 05533180")])
    found = name_of(draw, english, rows)

    assert found.value == "Copper Kettle Ltd"
    assert found.confidence < english.bar


@pytest.mark.parametrize(
    ("head", "foot", "sure"),
    [
        ("Elm Court Care Ltd", [], True),
        # A house, a department or a brand may be called so.
        ("Elm Court", ["Elm Court, 4 Mill Lane, Overton OV1 9ZZ"], False),
    ],
)
def test_a_name_that_no_form_and_no_number_shows_to_be_a_sellers_is_never_sure(draw, english, head, foot, sure):
    name = name_of(draw, english, british(head, *foot))

    assert name.value == head
    assert (name.confidence >= english.bar) is sure
    assert ("no-form" in name.evidence) is not sure


def test_a_company_in_the_line_of_its_address_is_named_beside_a_brand_and_neither_is_sure(draw, english):
    rows = [
        [(40, "Sunnyside Meals", 16), (545, "INVOICE SM2619", "r")],
        [(40, "Sunnyside Community Kitchens Ltd - Unit 2, Mill Yard, Overton OV1 9ZZ")],
        [(40, "Company reg. 09876543")],
        None,
        *british("Overton", "x")[3:-1],
    ]
    name = name_of(draw, english, rows)

    assert name.value == "Sunnyside Community Kitchens Ltd"


def test_who_runs_a_business_in_person_does_not_take_its_name(draw, english):
    foot = "Please pay to S. Rahman t/a A2B Cars of Langford, sort code 20-99-48, account no. 31120957."
    rows = british("A2B CARS OF LANGFORD", foot)
    rows[1] = [(40, "Proprietor: S. Rahman. 3 The Parade, Langford LF1 9AB. Not VAT registered.")]

    assert name_of(draw, english, rows).value == "A2B CARS OF LANGFORD"


def test_a_house_over_the_number_of_another_body_is_not_sure(draw, danish):
    rows = [
        [(40, "Foyer de vie « La Passerelle »", 14)],
        [(40, "Association Haut-Rhin – SIREN 732 829 320")],
        [(40, "9 quai du Canal, 68000 Colmar")],
        *BILLED,
    ]
    name = name_of(draw, danish, rows)

    assert name.confidence < danish.bar
