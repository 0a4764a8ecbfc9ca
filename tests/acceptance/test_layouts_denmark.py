"""The twelve Danish layouts of the handbook as documents: e-invoices, and the same bill as a printed page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from samples.generate.ubl import oioubl
from samples.generate.values import Doc, Line, Party
from tests.acceptance.desk import Desk, Row, printed

SELLER = Party(
    "Bofællesskabet Bøgely ApS",
    ("Bøgevej 3", "9999 Demostrup"),
    "12345674",
    "DK12345674",
    "9990-7157411213",
    email="faktura@boegely.example",
)
BUYER = ("Demostrup Kommune", "Rådhusvej 1", "9999 Demostrup")
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
FIRST, SECOND, THIRD = "1503314203", "2209324205", "0711344209"
XML, PDF = "application/xml", "application/pdf"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A municipality with one supplier and three people, that posts by itself."""
    made = Desk(tmp_path, "denmark", {"mode": "live", "sample_percent": "0"})
    made.has(
        "suppliers",
        supplier_id="L1",
        name=SELLER.name,
        country="DK",
        registration=SELLER.registration,
        bank_accounts=SELLER.bank_account,
        emails="@boegely.example",
    )
    for number, cpr in enumerate((FIRST, SECOND, THIRD), 1):
        made.has("people", person_id=f"P{number}", name=f"Borger {number}", cpr=cpr, language="da")
    return made


def bill(*lines: Line, number: str = "20417", issued: date = date(2026, 6, 30), **kw: object) -> Doc:
    """An invoice to the municipality; a test says what differs."""
    said = {"due": date(2026, 7, 30), "buyer": BUYER, "buyer_gln": "5790000123452", "buyer_reference": "ABCDE", **kw}
    return Doc("dk", number, issued, SELLER, lines, **said)  # type: ignore[arg-type]  # the names are those of Doc


def line(
    text: str, amount: str, person: str | None = FIRST, *, quantity: str = "1", price: str | None = None, **kw: object
) -> Line:
    return Line(text, Decimal(amount), person, quantity=Decimal(quantity), unit_price=Decimal(price or amount), **kw)  # type: ignore[arg-type]  # as above


def e_invoice(doc: Doc, place: str = "note") -> tuple[str, bytes, str]:
    return f"{doc.number}.xml", oioubl(doc, place), XML


def page(doc: Doc) -> tuple[str, bytes, str]:
    """The same bill as the supplier's own program prints it."""
    rows = "".join(
        f"{each.text:<52} {each.quantity or '':>5} {_kr(each.unit_price):>12} {_kr(each.amount):>12}\n"
        + (f"  CPR {each.person[:6]}-{each.person[6:]}\n" if each.person else "")
        for each in doc.lines
    )
    text = f"""
{SELLER.name:<50} # FAKTURA
Bøgevej 3
9999 Demostrup                                     Fakturanr.    {doc.number}
CVR-nr. {SELLER.registration}                                   Fakturadato   {doc.issued:%d-%m-%Y}
                                                   Forfaldsdato  {doc.due:%d-%m-%Y}
Demostrup Kommune
Rådhusvej 1                                        EAN-nr.       {doc.buyer_gln}
9999 Demostrup                                     Att.          {doc.buyer_reference or ""}
{_period(doc)}

{"Tekst":<52} {"Antal":>5} {"Pris":>12} {"Beløb":>12}
{rows}
{"I alt DKK":<52} {"":>5} {"":>12} {_kr(doc.total):>12}

Betales til reg.nr. 9990 konto 7157411213
"""
    return f"Faktura {doc.number}.pdf", printed(text), PDF


def _period(doc: Doc) -> str:
    return "Periode: {:%d.%m.%Y} - {:%d.%m.%Y}".format(*doc.period) if doc.period else ""


def _kr(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


BOTH = pytest.mark.parametrize("road", [e_invoice, page], ids=["e-invoice", "page"])
Road = Callable[[Doc], tuple[str, bytes, str]]


def one(rows: list[Row]) -> Row:
    (row,) = rows
    return row


@BOTH
def test_dk_1_a_day_rate_for_a_month_posts_with_its_remark(desk: Desk, road: Road) -> None:
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    desk.gets(
        *road(bill(line("Botilbud § 108", "67290.00", quantity="30", price="2243.00", unit="day", period=JUNE), period=JUNE))
    )

    decisions, postings = desk.works()

    decided = one(decisions)
    assert (decided["verdict"], decided["rule"], decided["tier"], decided["grant_id"]) == ("post", "DK_DAYS", 1, "G1")
    assert (one(postings)["amount"], one(postings)["mode"]) == ("67290.00", "live")
    assert one(postings)["text"] == "SEL108 Botilbud 01.06-30.06.26 F 20417"
    assert "01.06-30.06.26" in one(postings)["remark"]


@BOTH
def test_dk_2_attendance_against_a_monthly_grant_is_another_unit(desk: Desk, road: Road) -> None:
    desk.grants("G1", "P1", "18557.00", supplier_id="L1", service="Aktivitetstilbud", legal_basis="SEL104", unit="month")
    desk.gets(
        *road(
            bill(
                line(
                    "Aktivitetstilbud § 104, juni 2026, 21 fremmødedage", "12789.00", quantity="21", price="609.00", unit="day"
                )
            )
        )
    )

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(decisions)["code"], postings) == ("return", "unit-differ", [])


@BOTH
def test_dk_2_attendance_is_offered_where_the_grant_counts_it(desk: Desk, road: Road) -> None:
    desk.grants(
        "G1",
        "P1",
        "609.00",
        supplier_id="L1",
        service="Aktivitetstilbud",
        legal_basis="SEL104",
        unit="day",
        contract_rules="day_count=attendance",
    )
    desk.gets(
        *road(
            bill(
                line(
                    "Aktivitetstilbud § 104, juni 2026, 21 fremmødedage", "12789.00", quantity="21", price="609.00", unit="day"
                )
            )
        )
    )

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(decisions)["rule"], postings) == ("propose", "DK_ATTEND", [])


def test_dk_3_a_collective_bill_inside_an_e_invoice_posts_line_by_line(desk: Desk) -> None:
    _three_grants(desk)
    table = f"""
{SELLER.name:<50} # SAMLEFAKTURA 20418
CVR-nr. 12345674                                   Dato 30-06-2026

Borger (CPR)    Ydelse     Periode             Enh.   Takst     Beløb
150331-4203     § 108      01.06-30.06.2026    30 d   2.243,00  67.290,00
220932-4205     § 107      01.06-30.06.2026    30 d   2.503,00  75.090,00
071134-4209     § 104      juni 2026           1 md  18.557,00  18.557,00
                                               I alt   160.937,00
"""
    whole = bill(line("Ophold", "160937.00", None), number="20418")
    desk.gets("20418.xml", oioubl(whole, pdf=printed(table), total_only=True), XML)

    decisions, postings = desk.works()

    assert [(each["verdict"], each["grant_id"], each["amount"]) for each in decisions] == [
        ("post", "G1", "67290.00"),
        ("post", "G2", "75090.00"),
        ("post", "G3", "18557.00"),
    ]
    assert sum(Decimal(each["amount"]) for each in postings) == Decimal("160937.00")


def _three_grants(desk: Desk) -> None:
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    desk.grants("G2", "P2", "2503.00", supplier_id="L1", service="Botilbud", legal_basis="SEL107", unit="day")
    desk.grants("G3", "P3", "18557.00", supplier_id="L1", service="Aktivitetstilbud", legal_basis="SEL104", unit="month")


@BOTH
def test_dk_4_a_later_regulation_is_offered_as_the_difference_on_paid_months(desk: Desk, road: Road) -> None:
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    desk.has("rates", grant_id="G1", valid_from="2026-01-01", rate="2295.00")
    for end, amount, voucher in ((date(2026, 1, 31), "69533.00", "51001"), (date(2026, 2, 28), "62804.00", "51002")):
        desk.has(
            "ledger",
            supplier_id="L1",
            invoice_number=voucher,
            grant_id="G1",
            period_start=end.replace(day=1),
            period_end=end,
            amount=amount,
            voucher=voucher,
            posted_on=end,
        )
    text = "Regulering takst 2026 jf. rammeaftale, 1/1-28/2"
    desk.gets(*road(bill(line(text, "3068.00", quantity="59", price="52.00", unit="day"), issued=date(2026, 3, 15))))

    decisions, postings = desk.works()

    decided = one(decisions)
    assert (decided["verdict"], decided["code"], decided["rule"], postings) == ("propose", "retro-adjustment", "DK_RETRO", [])


def test_dk_5_a_credit_note_takes_back_what_its_invoice_settled(desk: Desk) -> None:
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    desk.has(
        "ledger",
        supplier_id="L1",
        invoice_number="20398",
        grant_id="G1",
        period_start="2026-05-12",
        period_end="2026-05-31",
        amount="44860.00",
        voucher="51003",
        posted_on="2026-06-10",
    )
    text = "Kreditnota til faktura 20398, dobbelt faktureret"
    desk.gets(*e_invoice(bill(line(text, "44860.00"), number="20420", kind="credit-note", credits="20398")))

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(decisions)["rule"], one(decisions)["grant_id"]) == ("post", "CREDIT", "G1")
    assert (one(postings)["amount"], one(postings)["credit"]) == ("44860.00", True)


def test_dk_6_a_personal_number_in_the_order_reference_is_used_and_remarked_on(desk: Desk) -> None:
    desk.grants("G1", "P1", "18966.00", supplier_id="L1", service="STU", legal_basis="STU", unit="month")
    march = (date(2026, 3, 1), date(2026, 3, 31))
    doc = bill(line("STU-forløb, månedstakst marts 2026", "18966.00", period=march, unit="month"), issued=date(2026, 3, 31))
    desk.gets(*e_invoice(doc, "order"))

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(decisions)["rule"]) == ("post", "DK_MONTH")
    assert "cpr-in-unsafe-field" in one(decisions)["codes"]
    assert FIRST not in str(one(decisions)["explanation"]) + one(postings)["text"] + one(postings)["remark"]


@pytest.mark.parametrize(
    ("prepaid", "verdict", "code"), [("yes", "post", "auto-posted"), ("no", "review", "prepaid-not-agreed")]
)
@BOTH
def test_dk_7_a_month_ahead_is_paid_only_where_that_is_agreed(
    desk: Desk, road: Road, prepaid: str, verdict: str, code: str
) -> None:
    desk.grants("G1", "P1", "68389.00", supplier_id="L1", service="Ophold", legal_basis="SEL108", unit="month", prepaid=prepaid)
    july = (date(2026, 7, 1), date(2026, 7, 31))
    desk.gets(*road(bill(line("Ophold juli 2026", "68389.00", period=july), issued=date(2026, 6, 15), due=date(2026, 6, 23))))

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(decisions)["code"], len(postings)) == (verdict, code, verdict == "post")


@BOTH
def test_dk_8_one_line_for_two_paragraphs_must_be_itemised(desk: Desk, road: Road) -> None:
    desk.grants("G1", "P1", "76351.00", supplier_id="L1", service="Botilbud", legal_basis="SEL107", unit="month")
    desk.grants("G2", "P1", "18557.00", supplier_id="L1", service="Aktivitetstilbud", legal_basis="SEL104", unit="month")
    desk.gets(*road(bill(line("Helhedstilbud § 107/104 juni 2026", "94908.00"))))

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(decisions)["code"], postings) == ("return", "package-not-itemised", [])


@BOTH
def test_dk_9_supplier_and_amount_without_a_person_never_post(desk: Desk, road: Road) -> None:
    desk.policy["reference_required"] = "true"
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    desk.gets(*road(bill(line("Botilbud for beboer K.H., juni", "67290.00", None), buyer_reference=None)))

    decisions, postings = desk.works()

    assert (one(decisions)["code"], one(decisions)["grant_id"], postings) == ("no-citizen", None, [])
    assert {"no-citizen", "missing-reference"} <= set(one(decisions)["codes"])


@BOTH
def test_dk_10_a_personal_number_that_fails_modulus_11_matches_with_a_remark(desk: Desk, road: Road) -> None:
    desk.has("people", person_id="P4", name="Borger 4", cpr="0101354200", language="da")
    desk.grants("G1", "P4", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    doc = bill(line("Botilbud § 108, juni 2026", "67290.00", "0101354200", quantity="30", price="2243.00", unit="day"))
    desk.gets(*road(doc))

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(postings)["grant_id"]) == ("post", "G1")
    assert "citizen-id-no-check-digit" in one(decisions)["codes"]


@pytest.mark.parametrize(
    ("run_off", "verdict", "code"), [("2026-07-31", "post", "auto-posted"), ("", "return", "period-outside-grant")]
)
@BOTH
def test_dk_11_a_month_of_notice_is_paid_only_within_the_run_off(
    desk: Desk, road: Road, run_off: str, verdict: str, code: str
) -> None:
    desk.grants(
        "G1",
        "P1",
        "68389.00",
        supplier_id="L1",
        service="Botilbud",
        legal_basis="SEL108",
        unit="month",
        end="2026-06-10",
        run_off_end=run_off,
    )
    july = (date(2026, 7, 1), date(2026, 7, 31))
    text = "Botilbud juli 2026, opsigelse løbende md. + 1"
    desk.gets(*road(bill(line(text, "68389.00", period=july), issued=date(2026, 7, 1))))

    decisions, postings = desk.works()

    assert (one(decisions)["verdict"], one(decisions)["code"], len(postings)) == (verdict, code, verdict == "post")


@pytest.mark.parametrize(
    "listed",
    ["Ubetalt saldo  CPR 150331-4203         ", "Faktura 20417  CPR 150331-4203         "],
    ids=["a balance", "the invoice listed as a line"],
)
def test_dk_12_a_reminder_with_a_fee_is_never_posted(desk: Desk, listed: str) -> None:
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    text = f"""
{SELLER.name:<50} # RYKKER
CVR-nr. 12345674                                   Dato 20-07-2026

Demostrup Kommune

Vi mangler Deres betaling af faktura 20417 af 30-06-2026.

Tekst                                        Beløb
{listed} 67.290,00
Rykkergebyr                                100,00
At betale                               67.390,00
"""
    desk.gets("Rykker.pdf", printed(text), PDF, subject="Rykker for faktura 20417")

    decisions, postings = desk.works()

    assert {(each["verdict"], each["code"]) for each in decisions} == {("ignore", "doc-reminder")}
    assert postings == []
