"""Panels beside the lines of a bill: what stands in them is on no row with the lines."""

from extract.asides import apart
from extract.readers.pdf import pdf_pages, read_pdf

#: A panel from the left edge, the bill right of it; both have their words on the same rows.
BESIDE = [
    [(50, "Willow Play", 14), (230, "Overton Council")],
    [(230, "County Offices, Overton OV1 1AA")],
    [(50, "Amount to pay")],
    [(50, "£296.00", 14), (230, "June 2026", 14)],
    [(50, "by 14 July 2026")],
    [(230, "When"), (330, "What"), (470, "Days", "r"), (545, "Amount", "r")],
    [(50, "Invoice"), (230, "1 Jun 2026"), (330, "Play room"), (470, "1", "r"), (545, "64.00", "r")],
    [(50, "WP-2217"), (230, "3 Jun 2026"), (330, "Play room"), (470, "1", "r"), (545, "64.00", "r")],
    [(50, "Issued"), (230, "5 Jun 2026"), (330, "Play room"), (470, "1", "r"), (545, "64.00", "r")],
    [(50, "30 June 2026"), (230, "9 Jun 2026"), (330, "Play room"), (470, "1", "r"), (545, "64.00", "r")],
    [(50, "Council child ref."), (230, "10 Jun 2026"), (330, "Late pick-up"), (470, "2", "r"), (545, "40.00", "r")],
    [(50, "5120034"), (330, "Total"), (545, "£296.00", "r")],
    [(50, "Pay to")],
    [(50, "Willow Play Ltd")],
    [(50, "40-99-17")],
    [(50, "33020071")],
]
PANEL = (40, 200, 15)


def test_facts_in_a_panel_beside_the_lines_are_read_and_no_part_of_them(draw, english):
    invoice = read_pdf(draw(BESIDE, panels=[PANEL]), english).invoice

    assert [str(line.amount.value) for line in invoice.lines] == ["64.00", "64.00", "64.00", "64.00", "40.00"]
    assert not any("WP-2217" in line.text.value or "Issued" in line.text.value for line in invoice.lines)
    assert (invoice.number.value, str(invoice.issued.value)) == ("WP-2217", "2026-06-30")
    assert (str(invoice.payable.value), str(invoice.due.value)) == ("296.00", "2026-07-14")
    assert invoice.person.value == "5120034"


def test_an_account_below_whom_to_pay_needs_no_words_of_its_own_and_is_not_sure(draw, english):
    supplier = read_pdf(draw(BESIDE, panels=[PANEL]), english).invoice.supplier

    assert supplier.bank_account.value == "409917-33020071"
    assert supplier.bank_account.confidence < english.bar


def test_tinted_columns_of_a_table_are_no_panels(draw, english):
    pages, _ = pdf_pages(draw(BESIDE, panels=[(225, 325, 15), (325, 440, 15), (440, 550, 15)]), english)

    assert len(apart(pages[0])) == 1


def test_a_panel_beside_which_nothing_is_charged_stays_on_its_rows(draw, english):
    rows = [[(50, f"Fact {place}"), (230, "Overton Council")] for place in range(16)]
    pages, _ = pdf_pages(draw(rows, panels=[PANEL]), english)

    assert len(apart(pages[0])) == 1
