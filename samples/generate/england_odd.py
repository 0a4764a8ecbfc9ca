"""English mails that are not simply a bill in an attachment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from samples.generate import sheets, truth
from samples.generate.england_data import DOMAIN, P3
from samples.generate.layouts import Style
from samples.generate.mail import Mail, bounce, write_mail
from samples.generate.office import Case, Office, accepting, whole, wrong
from samples.generate.values import Doc, Known, Line, Part, Party

D = Decimal
ACTUALS = Style("en", "1,234.56", "{dd}/{mm}/{yyyy}", ("person", "from", "to", "planned", "qty", "price", "amount"), currency=None,
                facts=("number", "issued", "order_reference"), unit_heading="hour",
                labels={"person": "Client ref", "planned": "Planned h", "qty": "Delivered h", "price": "Rate/h"})  # fmt: skip
TYPED = Style("en", "£1,234.56", "{d} {month} {yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "amount"), period="to",
              currency="GBP", facts=("number", "issued", "due", "order_reference"))  # fmt: skip

STATEMENT = {"number": "STATEMENT NO", "issued": "DATE", "text": "Open items", "total": "BALANCE NOW DUE GBP"}


def _office_file(doc: Doc, style: Style, kind: str) -> tuple[Known, Part]:
    content = sheets.bill_workbook(doc, style) if kind == "xlsx" else sheets.bill_document(doc, style)
    name = f"Invoice-{doc.number}.{kind}"
    mime = {"xlsx": "spreadsheetml.sheet", "docx": "wordprocessingml.document"}[kind]
    stated = truth.reading(doc, truth.printed(style), style, reader=kind)
    return Known(f"attachment {name}", content, stated, doc), Part(
        name, f"application/vnd.openxmlformats-officedocument.{mime}", content
    )


P4 = (date(2026, 6, 29), date(2026, 7, 26))


def packings(o: Office) -> None:
    """Bills in workbooks, word-processor files, zips, forwarded mails and the mail itself."""
    c = o.council
    lines = [
        c.line("C4019", "Home care", P4, "42.00", planned=D("42.00")),
        c.line("C4022", "Home care", P4, "20.00", planned=D("20.00")),
    ]
    lines[1] = wrong(lines[1], "review", "wrong-supplier", grant_id=None)
    doc = accepting(o.bill("V010", "HB-3340", date(2026, 7, 27), lines, order_reference="PPG-26-007"), "propose", "review")
    o.bills("workbook-of-actuals", 27, "V010", "Hollybank actuals HB-3340", "planned and delivered hours; the second client is another agency's",
            _office_file(doc, ACTUALS, "xlsx"))  # fmt: skip
    doc = accepting(
        o.bill("V012", "WG-24", date(2026, 7, 27), [c.line("C4022", "Personal care visits", P4, "20.00")]), "propose"
    )
    o.bills("word-processor", 27, "V012", "Westgate WG-24", "typed in a word processor", _office_file(doc, TYPED, "docx"))
    first = o.pdf(
        o.bill(
            "V008",
            "BH-2251",
            date(2026, 7, 27),
            [c.line("C4015", "Residential care", P4, 4), c.line("C4016", "Residential care", P4, 4)],
        )
    )
    second = o.pdf(
        o.bill(
            "V008",
            "BH-2252",
            date(2026, 7, 27),
            [c.line("C4017", "Residential care", P4, 4), c.line("C4033", "Residential care", P4, 4)],
        )
    )
    archive = sheets.packed([(part.filename or "", part.content) for _, part in (first, second)])
    inside = [replace(known, where=f"invoices.zip > {part.filename}") for known, part in (first, second)]
    party = c.suppliers["V008"].party
    o.send("zip", 27, (party.name, party.email), "Invoices P4", o.courtesy(party.name, 2), "two bills in a zip", documents=inside,
           parts=[Part("invoices.zip", "application/x-zip-compressed", archive)])  # fmt: skip
    _forwarded(o)
    _typed_in_the_mail(o)


def _forwarded(o: Office) -> None:
    party = o.council.suppliers["V005"].party
    lines = [o.council.line(grant, "Residential care", P4, 4) for grant in ("C4008", "C4009", "C4010", "C4011")]
    known, part = o.pdf(o.bill("V005", "0009987", date(2026, 7, 27), lines, order_reference="45001240"))
    inner = write_mail(Mail(o.message_id("inner", party.email), party.email, party.name, f"social.work@{DOMAIN}", o.at(27), "INVOICE 0009987",
                            o.courtesy(party.name, 1), (part,)))  # fmt: skip
    o.send("forwarded", 28, ("Social Work", f"social.work@{DOMAIN}"), "FW: INVOICE 0009987", "Hi, this one came to us.\n\nThanks\n",
           "a social worker forwards the supplier's mail as an attached message", documents=[replace(known, where="message > attachment")],
           parts=[Part(None, "message/rfc822", inner)])  # fmt: skip


def _typed_in_the_mail(o: Office) -> None:
    line = o.council.line("C4020", "Residential care", P4, 4)
    doc = accepting(o.bill("V011", "MC/130", date(2026, 7, 27), [line], order_reference="45001260"), "propose", "review")
    party = doc.seller
    body = (
        f"Dear team\n\nInvoice MC/130\nDate: 27/07/2026\nPO number: 45001260\n\nResident {line.person}\nResidential care 29/06/2026 to 26/07/2026, "
        f"4 weeks at £799.00\n\nTotal due: £3,196.00\n\nPayment by 26/08/2026 please.\n\nRegards\n{party.name}\nCompany no. {party.registration}\n"
    )
    names = {"number", "issued", "due", "currency", "payable", "order_reference", "supplier.name", "supplier.registration",
             *(f"lines.{name}" for name in ("person", "text", "period", "quantity", "unit", "unit_price"))}  # fmt: skip
    o.send("typed-in-the-mail", 28, (party.name, party.email), "Invoice MC/130", body, "the mail is the bill",
           documents=[Known("body", None, truth.reading(doc, frozenset(names), reader="mail-body"), doc)])  # fmt: skip


def others(o: Office) -> None:
    """Doubles, and mail that is nothing to pay."""
    c = o.council
    earlier = next(case for case in o.cases if case.slug == "grouped-headings")
    known = earlier.documents[0]
    part = Part("BH-2231 copy.pdf", "application/octet-stream", known.content or b"", "inline")
    again = replace(known, where=f"attachment {part.filename}", decisions=whole("ignore", "duplicate-doc", (), "BH-2231"))
    o.bills("sent-again", 28, "V008", "Overdue? BH-2231", "the same bill again, inline and without a type", (again, part),
            body="Dear team,\n\nThis is still open on our side, copy attached.\n\nRegards\nBramble House\n")  # fmt: skip
    raw = earlier.content.replace(
        b"To: asc-invoices@", b"Delivered-To: brokerage@anytown-council.example\r\nTo: asc-invoices@", 1
    )
    o.put(Case("same-mail-in-another-mailbox", "brokerage", raw, earlier.message_id, "invoice", "an earlier mail, as another mailbox got it",
               same_as=earlier.message_id))  # fmt: skip
    unknown = Party("Sandpiper Care Ltd", ("9 Shore Road", "Anytown AN9 9ZZ"), "99000177", None, "990099-31010101", None,
                    "accounts@sandpiper.example", "01999 600199", "GB")  # fmt: skip
    line = wrong(c.line("C4020", "Residential care", P3, 4), "review", "no-supplier", grant_id=None)
    known, part = o.pdf(replace(o.bill("V011", "SP-3", date(2026, 7, 6), [line]), seller=unknown), "gb-boxed")
    o.send("no-supplier", 28, (unknown.name, unknown.email), "Invoice SP-3", o.courtesy(unknown.name, 1), "nobody has registered this supplier",
           documents=[known], parts=[part])  # fmt: skip
    lines = [
        Line("Over 90 days", D("0.00")),
        Line("Over 60 days: invoice 0009871", D("8904.00")),
        Line("Current: invoice 0009912", D("10553.20")),
    ]
    doc = o.bill("V005", "ST-07", date(2026, 7, 27), lines, kind="statement-of-account", due=None)
    known, part = o.pdf(doc, filename="statement.pdf", columns=("text", "amount"), labels=STATEMENT, facts=("number", "issued"))
    o.bills("statement-of-account", 28, "V005", "Statement July", "a list of open bills: never paid from",
            (replace(known, decisions=whole("ignore", "doc-statement", (), "ST-07")), part), subject_class="other",
            body="Please find our statement attached.\n", extra={"accept_class": ["invoice"]})  # fmt: skip
    mail_id = "<dsn20260728@postmaster.bramblehouse.example>"
    raw = bounce(
        mail_id,
        DOMAIN,
        o.at(28, 11),
        "old@bramblehouse.example",
        f"<out.21.cd34@{DOMAIN}>",
        "[Ref 9QZT] Invoice BH-2199 - correction needed",
    )
    o.put(Case("bounce", "asc-invoices", raw, mail_id, "bounce", "a letter could not be delivered"))
    o.send("bank-change-by-mail", 28, ("Cedar Grove Care", "accounts@cedargrove-care.example"), "Change of bank details",
           "Dear Sirs,\n\nPlease note our bank details have changed with immediate effect:\nSort code 99-55-01 Account 27182818\n\n"
           "Please confirm by return.\n", "asks for another account, from a domain that only looks like the supplier's",
           subject_class="bank-change", auth="fail")  # fmt: skip
