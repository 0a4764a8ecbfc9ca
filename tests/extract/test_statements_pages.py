"""Statements on pages, in mails and in CSV files."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extract.readers.csv_ import decode_text
from extract.statements.grid import Cell, Grid, Row
from extract.statements.read import looks_like_statement, read_statements_pages, read_statements_text, statements_in
from extract.words import read_layer
from models.document import Page, ReaderName, Source

KINDS = [("ANYTOWN COUNCIL DP", True), ("Brighter Days Homecare inv", False), ("PA wages week", False), ("HMRC PAYE", False), ("Client contribution", True)]  # fmt: skip


def make_clients(count=3, rows=40, seed=1):
    chance = random.Random(seed)
    clients = []
    for index in range(count):
        ledger = []
        for number in range(rows):
            text, comes = chance.choice(KINDS)
            amount = chance.randrange(500, 80_000)
            ledger.append((f"{1 + number % 28:02d}/{4 + number * 3 // rows:02d}/2026", f"{text} {number}", amount, comes))
        clients.append((str(1234567 + index), 184_216, ledger))
    return clients


RIGHT = {"in": 360, "out": 440, "balance": 530}


class Ledger:
    """Draws a ledger export: blocks run over page ends, with sums carried forward."""

    def __init__(self, *, header_again, client_again):
        self.target = io.BytesIO()
        self.canvas = Canvas(self.target, pagesize=A4, invariant=1)
        self.header_again, self.client_again = header_again, client_again
        self.y = 800
        self.canvas.setFont("Helvetica", 9)

    def text(self, x, text):
        self.canvas.drawString(x, self.y, text)

    def header(self):
        self.text(50, "Date")
        self.text(110, "Description")
        for name, right in (("Money in", 360), ("Money out", 440), ("Balance", 530)):
            self.canvas.drawRightString(right, self.y, name)
        self.y -= 14

    def line(self, day, text, **amounts):
        self.text(50, day)
        self.text(110, text)
        for name, amount in amounts.items():
            self.canvas.drawRightString(RIGHT[name], self.y, f"{amount / 100:,.2f}")
        self.y -= 14

    def turn(self, client, balance):
        self.line("", "Carried forward", balance=balance)
        self.canvas.drawString(250, 20, "Page")
        self.canvas.showPage()
        self.canvas.setFont("Helvetica", 9)
        self.y = 800
        if self.client_again:
            self.text(50, f"Client: {client} - T O (continued)")
            self.y -= 14
        if self.header_again:
            self.header()
        self.line("", "Brought forward", balance=balance)

    def draw(self, clients, break_sum=0):
        self.text(50, "SUNRISE ACCOUNTS - Client ledger   Period 01/04/2026 to 30/06/2026")
        self.y -= 20
        for client, opening, ledger in clients:
            self.text(50, f"Client: {client} - T O")
            self.y -= 14
            self.header()
            balance = opening
            self.line("01/04/2026", "Balance b/fwd", balance=balance)
            for day, text, amount, comes in ledger:
                if self.y < 70:
                    self.turn(client, balance + break_sum)
                balance += amount if comes else -amount
                self.line(day, text, **{"in" if comes else "out": amount}, balance=balance)
            self.line("30/06/2026", "Balance c/fwd", balance=balance)
            self.y -= 14
        self.canvas.save()
        return self.target.getvalue()


def pages_of(data, reader=ReaderName.PDF_TEXT):
    return [
        Page(number, layer.width, layer.height, layer.words, reader)
        for number, layer in enumerate(map(read_layer, pypdfium2.PdfDocument(data)), 1)
    ]


@pytest.mark.parametrize("header_again", [True, False], ids=["header on each page", "header once"])
@pytest.mark.parametrize("client_again", [True, False], ids=["client repeated", "client once"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_clients_over_page_ends_are_read_to_the_penny(header_again, client_again, seed):
    clients = make_clients(seed=seed)
    found = read_statements_pages(pages_of(Ledger(header_again=header_again, client_again=client_again).draw(clients)))

    assert [each.person_ref for each in found] == [client for client, _, _ in clients]
    for statement, (_, opening, ledger) in zip(found, clients, strict=True):
        assert statement.opening.value.minor == opening
        assert statement.income_total.minor == sum(amount for _, _, amount, comes in ledger if comes)
        assert statement.spending_total.minor == sum(amount for _, _, amount, comes in ledger if not comes)
        assert not statement.difference
        assert len(statement.transactions) == len(ledger)
        assert str(statement.period) == "2026-04-01/2026-06-30"
        assert statement.findings == ()


def test_every_figure_knows_its_page_and_box():
    [first, *_] = read_statements_pages(pages_of(Ledger(header_again=True, client_again=True).draw(make_clients())))
    last = first.transactions[-1]

    assert first.opening.source.page == 1
    assert first.opening.source.box.right == pytest.approx(530, abs=2)
    assert last.source.box is not None


def test_carried_sum_that_breaks_at_the_page_end_is_flagged():
    ledger = Ledger(header_again=True, client_again=True)
    pages = pages_of(ledger.draw(make_clients(count=1, rows=80)))
    words = [word for page in pages for word in page.words]
    assert any(word.text == "Carried" for word in words)
    spoilt = _spoil_brought_forward(pages)

    codes = [finding.code for finding in read_statements_pages(spoilt)[0].findings]
    assert "statement-total-differs" in codes


def _spoil_brought_forward(pages):
    """Change the sum on the first "Brought forward" line."""
    line = next(word.box.middle for word in pages[1].words if word.text == "Brought")
    words = tuple(
        replace(word, text="1.00") if abs(word.box.middle - line) < 2 and "." in word.text else word for word in pages[1].words
    )
    return [pages[0], replace(pages[1], words=words), *pages[2:]]


def test_figures_from_a_scan_are_trusted_less():
    pages = pages_of(Ledger(header_again=True, client_again=True).draw(make_clients(count=1, rows=5)), ReaderName.PDF_OCR)

    assert read_statements_pages(pages)[0].opening.confidence < 0.975


def test_row_that_was_misread_breaks_the_sum_and_is_told():
    pages = pages_of(Ledger(header_again=True, client_again=True).draw(make_clients(count=1, rows=5)))
    amounts = [word for word in pages[0].words if word.box.right == pytest.approx(440, abs=2) and "." in word.text]
    words = tuple(replace(word, text=word.text[:-1] + "O") if word is amounts[0] else word for word in pages[0].words)
    [statement] = read_statements_pages([replace(pages[0], words=words)])

    assert statement.difference or statement.findings


BODY = """Dear team, as asked, the figures for client 1234567, account 00981
Period 01/04/2026 to 30/06/2026

Opening balance              1,842.16
Income:
Council direct payments      5,362.50
Client contribution            758.40
Expenditure:
Agency                       3,218.40
PA wages                     1,104.60
Closing balance              3,640.06

Regards
"""
TABLE = """Client 1234567

Date         Description             Money in    Money out     Balance
01/04/2026   Opening balance                                  1,842.16
03/04/2026   ANYTOWN COUNCIL DP      1,650.00                 3,492.16
10/04/2026   Brighter Days Homecare               3,218.40      273.76
30/06/2026   Closing balance                                    273.76
"""


def test_statement_typed_into_a_mail():
    [statement] = read_statements_text("Client 1234567\n" + BODY.split("\n", 1)[1])

    assert (statement.person_ref, str(statement.period), statement.level) == ("1234567", "2026-04-01/2026-06-30", 2)
    assert {str(key): str(value.value) for key, value in statement.income.items()} == {
        "council_dp_income": "5362.50",
        "client_contribution_received": "758.40",
    }
    assert str(statement.difference) == "0.00"
    assert statement.opening.source.origin == "body line 4"


def test_table_pasted_into_a_mail_is_read_by_alignment():
    [statement] = read_statements_text(TABLE)

    assert (str(statement.income_total), str(statement.spending_total)) == ("1650.00", "3218.40")
    assert str(statement.difference) == "0.00"
    assert statement.level == 1


def test_table_with_tabs_or_bars():
    tabs = "Client 1234567\nDate\tDescription\tMoney in\tMoney out\tBalance\n01/04/2026\tOpening balance\t\t\t10.00\n02/04/2026\tCouncil DP\t5.00\t\t15.00\n30/06/2026\tClosing balance\t\t\t15.00"
    bars = "\n".join(f"| {line.replace(chr(9), ' | ')} |" if "\t" in line else line for line in tabs.split("\n"))

    for text in (tabs, bars):
        [statement] = read_statements_text(text)
        assert str(statement.income_total) == "5.00"
        assert not statement.difference


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Agreed, £1,085.02 will be returned for client 1234567.", id="an answer"),
        pytest.param("Client 1234567\nOpening balance 10.00", id="no closing balance"),
        pytest.param("Opening balance 10.00\nClosing balance 10.00", id="nobody's"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_mails_hold_no_statement(text):
    assert read_statements_text(text) == []


def csv_grid(text):
    rows = [
        Row(tuple(Cell(cell, Source(cell, origin="csv")) if cell else None for cell in line.split(",")))
        for line in text.splitlines()
    ]
    return Grid("csv", tuple(rows), "csv")


def test_summary_file_is_weaker_evidence():
    text = decode_text(
        b"ClientRef,Name,Opening,CouncilIn,ClientIn,Spend,Closing,HeldHMRC,HeldRedundancy\n"
        b"1234567,A.M.,1842.16,5362.50,758.40,4575.64,3387.42,96.20,1430.00\n"
        b"1234890,T.O.,10.00,x,0.00,5.00,5.00,,\n"
    )
    first, second = statements_in([csv_grid(text)])

    assert (first.level, str(first.difference), first.period) == (2, "0.00", None)
    assert {str(kind) for kind in first.held} == {"hmrc_due", "redundancy"}
    assert [finding.code for finding in second.findings] == ["statement-figure-unread"]
    assert looks_like_statement(text)
