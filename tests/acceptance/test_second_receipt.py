"""The same invoice comes a second time, by another way: it is paid once. Decided by the whole pipeline, not by one function."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from samples.generate.scans import OFFICE, capture
from tests.acceptance.desk import Desk
from tests.acceptance.test_layouts_denmark import BUYER, FIRST, JUNE, PDF, SELLER, bill, desk, e_invoice, line, page

__all__ = ["BUYER", "FIRST", "SELLER", "desk"]

BILL = bill(line("Botilbud § 108", "67290.00", quantity="30", price="2243.00", unit="day", period=JUNE), period=JUNE)


def forwarded(content: bytes) -> bytes:
    """The supplier's mail as a case worker forwards it: attached as a message."""
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "faktura@boegely.example", "sagsbehandler@kommune.example", "Faktura 20417"
    inner["Message-ID"] = "<inner@boegely.example>"
    inner.set_content("Se vedhæftede.\n")
    inner.add_attachment(content, maintype="application", subtype="pdf", filename="Faktura.pdf")
    return inner.as_bytes()


@pytest.mark.parametrize("way", ["the same file in a new mail", "forwarded", "scanned again", "as an e-invoice"])
@pytest.mark.parametrize("together", [True, False], ids=["in one go", "after the first was paid"])
def test_a_second_receipt_pays_once(desk: Desk, way: str, *, together: bool) -> None:
    desk.grants("G1", "P1", "2243.00", supplier_id="L1", service="Botilbud", legal_basis="SEL108", unit="day")
    name, content, kind = page(BILL)
    desk.gets(name, content, kind)
    if not together:
        desk.works()
    match way:
        case "forwarded":
            desk.gets("mail.eml", forwarded(content), "message/rfc822", subject="VS: Faktura 20417")
        case "scanned again":
            desk.gets("SCAN0001.pdf", capture(content, OFFICE, 7), PDF)
        case "as an e-invoice":
            desk.gets(*e_invoice(BILL))
        case _:
            desk.gets("kopi.pdf", content, kind)

    decisions, postings = desk.works()

    assert len(decisions) == 2
    assert [row["amount"] for row in postings] == ["67290.00"]
    again = next(row for row in decisions if row["verdict"] != "post")
    assert again["verdict"] in {"ignore", "review", "return"}
