"""Invoices typed into a mail: what was written now, and never what is quoted below it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.read import read_document
from models.document import ReaderName
from tests.extract.answers import lines_of, told

MAIL = """Kære kommune

Hermed faktura nr. 20419. Fakturadato: 30-06-2026

CPR-nr        Ydelse     Periode            Antal   Takst      Beløb
150331-4203   § 108      01.06-30.06.2026   30      2.243,00   67.290,00

I alt at betale: 67.290,00 kr.
"""


@pytest.mark.parametrize("html", [False, True], ids=["text", "HTML"])
def test_an_invoice_typed_into_a_mail_is_read(danish, html):
    if html:
        [before, table, after] = MAIL.split("\n\n", 2)[0], MAIL.splitlines()[4:6], MAIL.splitlines()[-1]
        rows = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("  ") if cell.strip()) + "</tr>" for row in table
        )
        text = f"<html><body><p>{before}</p><p>Faktura nr. 20419</p><table>{rows}</table><p>{after}</p></body></html>"
    else:
        text = MAIL
    extraction = read_document(text.encode(), options=danish)
    assert extraction.reader is ReaderName.MAIL_BODY
    [line] = extraction.invoice.lines
    assert (line.person.value, line.amount.value) == ("150331-4203", Decimal("67290.00"))
    assert line.amount.source.origin.startswith("body line ")
    assert extraction.invoice.supplier.name is None


TYPED = """Hi team,
Invoice INV-2231
Date: 30/09/2026
Mosaic no 1234567: 40 hours at £24.16 = £966.40 (1-30 September 2026)
Mosaic no 1234890: 10 hours at £24.16 = £241.60 excl. VAT
"""
QUOTED = """
On 12 Sep 2026 at 10:11 Council <x@council.example> wrote:
> Please send invoice INV-1000
> Mosaic no 7654321: 1 hour at £9,999.00 = £9,999.00
"""


def test_a_typed_line_may_go_on_behind_its_amount(english):
    extraction = read_document(TYPED.encode(), options=english)
    assert lines_of(extraction) == [("1234567", Decimal("966.40")), ("1234890", Decimal("241.60"))]
    assert extraction.findings == ()


@pytest.mark.parametrize(
    "quoted",
    [
        pytest.param(QUOTED, id="under a line that says who wrote"),
        pytest.param("\n".join(line for line in QUOTED.splitlines() if "wrote" not in line), id="behind marks alone"),
        pytest.param(QUOTED.replace("On 12 Sep 2026 at 10:11 Council <x@council.example> wrote:", "-----Original Message-----").replace("> ", ""),
                     id="under a line of dashes"),
        pytest.param(QUOTED.replace("On 12 Sep 2026 at 10:11 Council <x@council.example> wrote:", "From: Council\nSent: 12 Sep 2026\nSubject: care").replace("> ", ""),
                     id="under the head of a mail"),
    ],
)  # fmt: skip
def test_an_invoice_typed_above_an_earlier_mail_has_no_lines_of_that(english, quoted):
    extraction = read_document((TYPED + quoted).encode(), options=english)
    assert [person for person, _ in lines_of(extraction)] == ["1234567", "1234890"]
    assert (extraction.invoice.number.value, told(extraction)) == ("INV-2231", {"quoted-not-read"})


def test_an_invoice_that_was_only_passed_on_is_read_where_it_is_quoted(english):
    passed = "FYI\n\n-----Original Message-----\n" + TYPED
    assert [person for person, _ in lines_of(read_document(passed.encode(), options=english))] == ["1234567", "1234890"]


def test_a_form_with_from_and_to_is_not_the_head_of_a_mail(danish):
    typed = "Faktura nr. 12\nFra: 01-09-2026\nTil: 30-09-2026\nDato: 30-09-2026\n150331-4203: 30 døgn á 1.000,00 = 30.000,00\nI alt 30.000,00 kr."
    extraction = read_document(typed.encode(), options=danish)
    assert lines_of(extraction) == [("150331-4203", Decimal(30000))]
    assert told(extraction) == set()


def test_a_person_in_a_mail_who_got_no_line_is_told(danish):
    typed = "Faktura nr. 12\nDato 30-09-2026\n150331-4203: 30 døgn á 1.000,00 = 30.000,00\n220932-4205: se vedhæftede bilag"
    [finding] = read_document(typed.encode(), options=danish).findings
    assert (finding.code, "4205" in finding.detail, "body line 4" in finding.detail) == ("rows-not-read", False, True)


def test_a_line_with_fewer_parts_stands_under_the_columns_of_the_one_above(english):
    mail = """Invoice no: T/14
Date: 30 June 2026

  Dates                     Nights    Per night      Amount
  5 - 7 June                   2        72.40        144.80
  19 - 22 June                 3        72.40        217.20
  Sat 27 June, day visit                              41.00
  Less: overpaid in May                              (72.40)
                                                  ---------
  TOTAL                                          GBP 330.60
"""
    invoice = read_document(mail.encode(), options=english).invoice

    assert [str(line.amount.value) for line in invoice.lines] == ["144.80", "217.20", "41.00", "-72.40"]
    assert [line.unit and line.unit.value for line in invoice.lines] == ["night", "night", None, None]


def test_what_leads_to_all_lines_is_said_of_the_bill_and_not_of_the_first(danish):
    mail = """Her kommer vores regning for maj måned for Ida Holm (150331-4203):
8.-10. maj     Aflastning, 2 døgn à 1.012,00     2.024,00
23. maj        Billetter efter aftale              439,00

I alt kr. 2.463,00
"""
    invoice = read_document(mail.encode(), options=danish).invoice

    assert [line.person for line in invoice.lines] == [None, None]
    assert invoice.person.value == "150331-4203"


@pytest.mark.parametrize(("said", "kept"), [("From:   Elm Carers (short breaks)", True), ("Elm Carers", False)])
def test_a_name_in_a_mail_counts_where_it_is_labelled(english, said, kept):
    mail = f"INVOICE\n\n{said}\nInvoice no:   T/14\nDate:   30 June 2026\nRespite   41.00\nTotal due   GBP 41.00\n"

    assert (read_document(mail.encode(), options=english).invoice.supplier.name is not None) is kept


def test_a_mail_is_signed_by_the_company_under_the_name_of_who_wrote_it(danish):
    mail = "Hej Hanne\n\nFaktura nr. 77, I alt 10.779,00 kr.\n\nHilsen Mette\n\nMette Bang\nHverdagsstøtten I/S\nKirkevej 12, 8900 Randers\nCVR 12345674\n"
    name = read_document(mail.encode(), options=danish).invoice.supplier.name

    assert (name.value, name.confidence < danish.bar) == ("Hverdagsstøtten I/S", True)


def test_a_sentence_with_the_sum_below_the_lines_is_none_of_the_last_line(danish):
    mail = """Regning nr. 77, dateret den 2. juli 2026
* Bostøtte: 14 timer á 402 kr. = 5.628,00 kr.
* Fradrag, aflyst besøg: -402,00 kr.
Det bliver 5.226,00 kr. i alt, som skal betales senest den 16. juli 2026.
"""
    invoice = read_document(mail.encode(), options=danish).invoice

    assert str(invoice.total.value) == "5226.00"
    assert invoice.lines[1].text.value.endswith("besøg:")
