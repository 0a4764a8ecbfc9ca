"""Bills from Belgium, France, Switzerland and Germany: who sells, whom a bill is for, sums in boxes, slips to pay with, spellings without umlauts."""

import pytest

from extract.readers.pdf import read_pdf

TABLE = [
    [(40, "Prestation"), (400, "Quantité", "r"), (480, "Prix unitaire", "r"), (555, "Montant EUR", "r")],
    [(40, "Séance"), (400, "2", "r"), (480, "50,00", "r"), (555, "100,00", "r")],
    [(40, "Total EUR"), (555, "100,00", "r")],
]


def seller(draw, options, *rows):
    return read_pdf(draw(list(rows)), options).invoice.supplier


@pytest.mark.parametrize(
    ("foot", "name", "register"),
    [
        ("Les Pins SAS au capital de 15 000 € – 24 chemin Haut, 74000 Annecy", "Les Pins SAS", None),
        (
            "SARL Les Gîtes au capital de 8 000 € · RCS Lons-le-Saunier · SIRET 732 829 320 00074",
            "SARL Les Gîtes",
            "73282932000074",
        ),
        ("Association La Ruche du Haut-Rhin – SIREN 732 829 320", "Association La Ruche du Haut-Rhin", "732829320"),
        ("LA RUCHE ASBL – N° d’entreprise 0538.601.705 (RPM Tournai)", "LA RUCHE ASBL", "0538601705"),
        ("Brückenbau e. V. • Große Straße 80 • 24937 Flensburg • VR 2291", "Brückenbau e. V.", "VR 2291"),
    ],
)
def test_the_company_in_the_foot_is_who_sells_and_not_the_house_over_the_bill(draw, danish, foot, name, register):
    found = seller(
        draw, danish, [(40, "La Maison Bleue", 16)], None, [(40, "Facture 26-0307")], None, *TABLE, None, [(40, foot, 8)]
    )

    assert found.name.value == name
    assert (found.registration and found.registration.value) == register


def test_a_company_over_its_street_and_place_at_the_side_is_who_sells_and_never_sure(draw, danish):
    rows = [
        [(40, "Haus Wiesengrund", 16), (300, "Kolding Kommune")],
        [(300, "Akseltorv 1")],
        [(40, "Träger", 9), (300, "6000 Kolding")],
        [(40, "Wiesengrund Jugendhilfe", 9)],
        [(40, "gGmbH", 9)],
        [(40, "Am Teich 7", 9)],
        [(40, "24941 Flensburg", 9), (300, "Rechnung WG-2026")],
        [(40, "Register", 9)],
        [(40, "Amtsgericht Flensburg", 9)],
        [(40, "HRB 41877", 9)],
        None,
        *TABLE,
    ]
    found = seller(draw, danish, *rows)

    assert found.name.value == "Wiesengrund Jugendhilfe gGmbH"
    assert found.name.confidence < danish.bar
    assert found.registration.value == "HRB 41877"


@pytest.mark.parametrize(
    ("told", "number", "doubted"),
    [
        ("Résident : Rasmus Bay (réf. commune 610233)", "610233", False),
        ("Bewohnerin: Grethe Aagaard, Bürgernummer 70115", "70115", False),
        ("Passager : M. Asger Lindholm, dossier 5530817", "5530817", True),
        ("für Noah Iversen (Vorgang 8014466)", "8014466", True),
    ],
)
def test_whom_a_bill_is_for_is_told_by_words_for_their_numbers_and_a_file_may_be_the_suppliers(
    draw, danish, told, number, doubted
):
    rows = [[(40, "Les Pins SAS", 14)], [(40, "Facture 26-0307")], [(40, told)], None, *TABLE]
    (line,) = read_pdf(draw(rows), danish).invoice.lines

    assert line.person.value == number
    assert ("of-whom" in line.person.evidence) == doubted


def test_amounts_set_right_in_boxes_stand_under_labels_set_left(draw, danish):
    rows = [
        [(40, "Trans-Est SRL", 14)],
        [(40, "Facture 2026/1047")],
        None,
        *TABLE[:2],
        [(40, "Base HTVA"), (200, "TVA 6 %"), (360, "À PAYER")],
        [(180, "100,00 €", "r"), (340, "6,00 €", "r"), (500, "106,00 €", "r")],
    ]
    found = read_pdf(draw(rows), danish).invoice

    assert [str(each.value) for each in (found.net, found.tax, found.payable)] == ["100.00", "6.00", "106.00"]


def test_the_slip_to_pay_with_is_no_table_of_lines(draw, danish):
    rows = [
        [(40, "Nordcode GmbH", 14)],
        [(40, "Rechnung Nr. 26.1184")],
        None,
        [(40, "Gerät"), (300, "Mietdauer"), (480, "Tagesmiete", "r"), (555, "Miete", "r")],
        [(40, "Toilettenstuhl"), (300, "31 Tage"), (480, "1,15", "r"), (555, "35,65", "r")],
        [(40, "Rechnungsbetrag EUR"), (555, "35,65", "r")],
        None,
        [(40, "ZAHLUNGSANWEISUNG")],
        [(40, "Empfänger Name/Firma"), (555, "Betrag EUR", "r")],
        [(40, "Nordcode GmbH"), (555, "35,65", "r")],
    ]
    (line,) = read_pdf(draw(rows), danish).invoice.lines

    assert (line.text.value, str(line.quantity.value), line.unit.value, str(line.amount.value)) == (
        "Toilettenstuhl",
        "31",
        "day",
        "35.65",
    )


@pytest.mark.parametrize(
    ("words", "total", "lines"), [("Transport nach Solrup, pauschal", "673,00", 2), ("Transport von Seite 1", "413,00", 1)]
)
def test_a_journey_is_a_line_and_what_is_carried_forward_is_none(draw, danish, words, total, lines):
    rows = [
        [(40, "Nordcode GmbH", 14)],
        [(40, "Rechnung Nr. 26.1184")],
        None,
        [(40, "Artikel"), (400, "Menge", "r"), (480, "Preis", "r"), (555, "Betrag EUR", "r")],
        [(40, "Rollstuhl"), (400, "1", "r"), (480, "413,00", "r"), (555, "413,00", "r")],
        [(40, words), (555, "260,00", "r")],
        [(40, "Rechnungsbetrag"), (555, total, "r")],
    ]

    assert len(read_pdf(draw(rows), danish).invoice.lines) == lines


def test_labels_are_known_as_they_are_written_without_umlauts(draw, danish):
    rows = [
        [(40, "NORDPFLEGE GMBH")],
        [(40, "RECHNUNG"), (160, "2603-1185")],
        [(40, "DATUM"), (160, "02.04.2026")],
        [(40, "FAELLIG"), (160, "23.04.2026")],
        None,
        [(40, "RECHNUNGSBETRAG EUR"), (555, "57,60", "r")],
    ]

    assert str(read_pdf(draw(rows, font="Courier"), danish).invoice.due.value) == "2026-04-23"


def test_the_number_in_the_subject_of_a_letter_is_shown_and_not_sure(draw, danish):
    rows = [
        [(40, "École Les Pins", 14)],
        [(40, "Objet : facture F2026-0188, frais de scolarité")],
        None,
        [(40, "Total EUR"), (555, "100,00", "r")],
    ]
    number = read_pdf(draw(rows), danish).invoice.number

    assert number.value == "F2026-0188"
    assert "told" in number.evidence


def test_a_long_number_of_something_is_never_how_much_of_it(draw, danish):
    rows = [
        [(40, "Nordcode GmbH", 14)],
        [(40, "Rechnung Nr. 26.1184")],
        None,
        [(40, "Bezeichnung"), (300, "Menge", "r"), (420, "Rabatt", "r"), (555, "Betrag EUR", "r")],
        [(40, "Lieferschein 80417723, Ihre Bestellung"), (300, "4500098812", "r")],
        [(40, "Kabel"), (300, "300", "r"), (555, "178,10", "r")],
        [(40, "Rechnungsbetrag"), (555, "178,10", "r")],
    ]
    lines = read_pdf(draw(rows), danish).invoice.lines

    assert [str(line.quantity.value) for line in lines] == ["300"]


def test_what_stands_behind_a_label_of_the_buyer_s_is_not_who_sells(draw, danish):
    rows = [
        [(40, "psykologhuset nord"), (350, "Nordvej 8, 5980 Nordby")],
        [(350, "Momsnr. DK 99000007")],
        [(40, "Faktura 31007")],
        [(40, "Jeres reference"), (200, "Mona Kvist")],
        None,
        [(40, "Faktura i alt DKK"), (555, "100,00", "r")],
    ]

    assert seller(draw, danish, *rows).name is None


def test_the_number_of_a_company_is_not_its_name(draw, english):
    rows = [
        [(40, "Credit Note", 16)],
        [(40, "Credit note number"), (200, "CN-00087")],
        None,
        [(40, "FROM"), (300, "TO")],
        [(40, "Elm Homecare (Overton) Ltd"), (300, "Overton Council")],
        [(40, "Elm House, Overton OV1 9QQ"), (300, "Provider Payments")],
        [(40, "Company 12003400"), (300, "OV1 1AA")],
        None,
        [(40, "Total credit"), (555, "-45.60", "r")],
    ]

    assert seller(draw, english, *rows).name.value == "Elm Homecare (Overton) Ltd"


def test_letters_and_figures_set_apart_are_words(draw, danish):
    letters = [
        (180 + 9 * place + (8 if place > 7 else 0) + (8 if place > 10 else 0), letter, 11)
        for place, letter in enumerate("RECHNUNGNR.2026/06-114")
    ]
    rows = [[(40, "Alpenblick GmbH", 14)], None, letters, None, [(40, "Gesamtbetrag EUR"), (555, "100,00", "r")]]

    assert read_pdf(draw(rows, font="Courier"), danish).invoice.number.value == "2026/06-114"


def test_the_register_in_dublin_fills_its_numbers_with_no_noughts(draw, english):
    rows = [
        [(40, "INVOICE KH/1046", 14)],
        None,
        [(40, "Amount due (EUR)"), (555, "100.00", "r")],
        None,
        [(40, "Kilbracken House Care Ltd. Registered in Ireland, company no. 583417. VAT no. IE3471206GH.")],
    ]
    found = seller(draw, english, *rows)

    assert (found.registration.value, found.vat_number.value) == ("583417", "IE3471206GH")


def test_what_is_to_be_paid_at_the_latest_may_be_poured(draw, danish):
    rows = [*TABLE, None, [(40, "Le montant est à verser au plus tard le 15 juillet 2026 sur notre compte.")]]

    assert str(read_pdf(draw([[(40, "Facture 26-7")], None, *rows]), danish).invoice.due.value) == "2026-07-15"


def test_the_last_heading_of_a_credit_note_may_be_credit(draw, english):
    rows = [
        [(40, "Elm Nursing Homes Ltd", 14)],
        [(40, "Credit Note"), (300, "Number: CN-2026-019")],
        [(40, "We charged Mr Harold Quint (person 4093381) for the full month.")],
        None,
        [(40, "Details"), (250, "From"), (350, "To"), (450, "Days", "r"), (555, "Credit", "r")],
        [
            (40, "Nursing care at £148.57 per day"),
            (250, "24 June 2026"),
            (350, "30 June 2026"),
            (450, "7", "r"),
            (555, "£1,039.99", "r"),
        ],
        [(40, "Total credited"), (555, "£1,039.99", "r")],
    ]
    (line,) = read_pdf(draw(rows), english).invoice.lines

    assert (str(line.period_start.value), str(line.quantity.value), line.unit.value) == ("2026-06-24", "7", "day")
