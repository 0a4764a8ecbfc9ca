"""Danish mails that are not simply a bill in an attachment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from samples.generate import sheets, truth
from samples.generate.denmark_data import DOMAIN, JUNE
from samples.generate.layouts import Style
from samples.generate.mail import Mail, bounce, write_mail
from samples.generate.numbers import iban
from samples.generate.office import Case, Office, accepting, whole, wrong
from samples.generate.values import Doc, Known, Line, Part, Party

D = Decimal
SHEET = Style("da", "1.234,56", "{dd}-{mm}-{yyyy}", ("person", "text", "from", "to", "qty", "unit", "price", "amount"), currency=None,
              facts=("number", "issued", "due", "buyer_gln", "buyer_reference"))  # fmt: skip
TYPED = Style("da", "1.234,56 kr.", "{d}. {month} {yyyy}", ("text", "person", "period", "qtyunit", "price", "amount"), period="month",
              currency="DKK", facts=("number", "issued", "due", "buyer_gln", "buyer_reference"))  # fmt: skip

#: What a mail is about may only be known once its attachment is read.
MAYBE_INVOICE: dict[str, object] = {"accept_class": ["invoice"]}
REMINDER = {
    "number": "Rykker nr.",
    "issued": "Dato",
    "due": "Betales senest",
    "text": "Vi mangler betaling for",
    "total": "Skyldigt beløb DKK",
}
STATEMENT = {"number": "Kontoudtog nr.", "issued": "Pr.", "text": "Åbne poster", "total": "Saldo i alt DKK"}


def fraud(o: Office) -> None:
    """Somebody asks for the money to go elsewhere."""
    c = o.council
    line = wrong(c.line("B2618", "Midlertidigt botilbud § 107", JUNE, 30), "hold", "bank-details-changed")
    doc = o.bill("L009", "BK-2026-61", date(2026, 7, 3), [line])
    other = replace(doc.seller, bank_account="9991-7200000419", iban=iban("DK", "99917200000419"))
    o.bills("bank-details-on-the-bill", 9, "L009", "Faktura BK-2026-61", "right in everything but the account to pay to",
            o.pdf(replace(doc, seller=other)))  # fmt: skip
    o.send("bank-change-by-mail", 9, ("Bostedet Strandgården", "bogholderi@strandgaarden-dk.example"), "Nyt kontonummer",
           "Kære kreditorafdeling\n\nVi har skiftet bank. Fremover bedes alle betalinger ske til vores nye konto:\nreg.nr. 9992 konto "
           "7300000518.\n\nBekræft venligst på denne mail eller ring på 70 99 99 99.\n\nMed venlig hilsen\nBostedet Strandgården\n",
           "asks for another account, from a domain that only looks like the supplier's", subject_class="bank-change")  # fmt: skip


def packings(o: Office) -> None:
    """Bills in workbooks, in word-processor files, in zips, in forwarded mails and in the mail itself."""
    c = o.council
    lines = [c.line("B2638", "Botilbud § 108", JUNE, 30), c.line("B2639", "Aktivitetstilbud § 104", JUNE, 1)]
    doc = accepting(o.bill("L014", "LB-912", date(2026, 7, 3), lines), "propose", "review")
    o.bills("workbook", 9, "L014", "Faktura LB-912", "a workbook whose sum is a formula without a stored value",
            _office_file(doc, SHEET, "xlsx"))  # fmt: skip
    doc = accepting(
        o.bill("L013", "7795", date(2026, 7, 3), [c.line("B2640", "Midlertidigt botilbud § 107", JUNE, 1)]), "propose"
    )
    o.bills("word-processor", 9, "L013", "Faktura 7795", "typed in a word processor", _office_file(doc, TYPED, "docx"))
    _typed_in_the_mail(o)
    first = o.pdf(o.bill("L012", "617", date(2026, 7, 3), [c.line("B2642", "Aktivitetstilbud § 104", JUNE, 1)]))
    second = o.pdf(o.bill("L012", "618", date(2026, 7, 3), [c.line("B2643", "Beskyttet beskæftigelse § 103", JUNE, 1)]))
    archive = sheets.packed([(part.filename or "", part.content) for _, part in (first, second)])
    inside = [replace(known, where=f"juni.zip > {part.filename}") for known, part in (first, second)]
    party = c.suppliers["L012"].party
    o.send("zip", 10, (party.name, party.email), "Fakturaer juni", o.courtesy(party.name, 2), "two bills in a zip", documents=inside,
           parts=[Part("juni.zip", "application/zip", archive)])  # fmt: skip
    _forwarded(o)
    _specification_inside(o)
    _unreadable(o)


def _office_file(doc: Doc, style: Style, kind: str) -> tuple[Known, Part]:
    content = sheets.bill_workbook(doc, style) if kind == "xlsx" else sheets.bill_document(doc, style)
    name = f"Faktura-{doc.number}.{kind}"
    mime = {"xlsx": "spreadsheetml.sheet", "docx": "wordprocessingml.document"}[kind]
    stated = truth.reading(doc, truth.printed(style), style, reader=kind)
    return Known(f"attachment {name}", content, stated, doc), Part(
        name, f"application/vnd.openxmlformats-officedocument.{mime}", content
    )


def _typed_in_the_mail(o: Office) -> None:
    line = o.council.line("B2641", "Aktivitets- og samværstilbud § 104", JUNE, 1)
    doc = accepting(o.bill("L010", "337", date(2026, 7, 3), [line]), "propose", "review")
    party, cpr = doc.seller, f"{line.person[:6]}-{line.person[6:]}" if line.person else ""
    branch, account = (party.bank_account or "-").split("-")
    body = (
        f"Hej\n\nHermed faktura nr. 337 af 03-07-2026 til {doc.buyer[0]}.\nEAN-nr. {doc.buyer_gln}, personreference {doc.buyer_reference}\n\n"
        f"{line.text}, juni 2026\nCPR-nr. {cpr}\n1 md. á 17.300,00 kr.\n\nAt betale: 17.300,00 kr. senest 02-08-2026\n"
        f"Reg.nr. {branch} konto {account}\n\nVenlig hilsen\n{party.name}\nCVR {party.registration}\n"
    )
    names = {"number", "issued", "due", "currency", "payable", "buyer_reference", "supplier.name", "supplier.registration",
             "supplier.bank_account", *(f"lines.{name}" for name in truth.LINE_FIELDS if name not in ("person_name", "amount"))}  # fmt: skip
    stated = truth.reading(doc, frozenset(names), reader="mail-body")
    stated["lines"][0] |= {"person": cpr}  # type: ignore[index]  # a list
    o.send("typed-in-the-mail", 10, (party.name, party.email), "Faktura 337", body, "the mail is the bill: one amount, the unit price",
           documents=[Known("body", None, stated, doc)], charset="iso-8859-1")  # fmt: skip


def _forwarded(o: Office) -> None:
    party = o.council.suppliers["L015"].party
    line = o.council.line("B2644", "Midlertidigt botilbud § 107", JUNE, 30)
    known, part = o.pdf(o.bill("L015", "4415", date(2026, 7, 3), [line]))
    inner = write_mail(Mail(o.message_id("inner", party.email), party.email, party.name, f"sagsbehandler@{DOMAIN}", o.at(8), "Faktura 4415",
                            o.courtesy(party.name, 1), (part,)))  # fmt: skip
    o.send("forwarded", 10, ("Sagsbehandler", f"sagsbehandler@{DOMAIN}"), "VS: Faktura 4415", "Hej\n\nDen her er havnet hos mig.\n\nMvh\n",
           "a case worker forwards the supplier's mail as an attached message", documents=[replace(known, where="message > attachment")],
           parts=[Part(None, "message/rfc822", inner)])  # fmt: skip


def _specification_inside(o: Office) -> None:
    """A collective bill whose XML has one line with the total; the people stand in the PDF inside it."""
    c = o.council
    lines = [c.line("B2649", "§ 108", JUNE, 30), c.line("B2650", "§ 107", JUNE, 30), c.line("B2651", "§ 104", JUNE, 1)]
    doc = o.bill("L002", "20440", date(2026, 7, 6), lines)
    inner, _ = o.pdf(doc)
    known, part = o.oioubl(doc, "pdf", pdf=inner.content, total_only=True)
    one = {**known.truth["lines"][0], "person": None, "text": "Ophold iflg. vedlagte specifikation", "legal_basis": None, "unit": None,  # type: ignore[index]  # a list
           "period_start": None, "period_end": None, "quantity": "1", "unit_price": f"{doc.net}", "amount": f"{doc.net}"}  # fmt: skip
    stated = {**known.truth, "lines": [one]}
    outcome = truth.decisions(c, known)
    undecided = whole("review", None, ("return", "propose", "post"), doc.number)
    o.bills("specification-inside-the-xml", 10, "L002", "Faktura 20440", "the XML has the total only; who it is for stands in the PDF inside it",
            (replace(known, truth=stated, decisions=undecided), part),
            extra={"may_post": truth.postings(c, outcome, certain=True), "inside": {**inner.truth, "where": "PDF inside the XML"}})  # fmt: skip


def _unreadable(o: Office) -> None:
    line = o.council.line("B2614", "Aktivitetstilbud § 104", JUNE, 1)
    locked = _locked(o.bill("L007", "SOL-790", date(2026, 7, 6), [line]))
    nothing = {"kind": "other", "reader": "none"}
    o.bills("password", 10, "L007", "Faktura SOL-790 (sikret)", "locked with a password",
            (Known("attachment Faktura_SOL-790.pdf", locked, nothing, None, whole("review", "doc-password", ("return",))),
             Part("Faktura_SOL-790.pdf", "application/pdf", locked)), body="Hej\n\nKoden sendes særskilt.\n\nMvh\n")  # fmt: skip
    rubbish = bytes((n * 73 + n // 7) % 256 for n in range(3000))
    o.bills("rubbish", 10, "L008", "Faktura 1209", "called a PDF, but no file of any kind",
            (Known("attachment faktura.pdf", rubbish, nothing, None, ()),
             Part("faktura.pdf", "application/octet-stream", rubbish)))  # fmt: skip


def _locked(doc: Doc) -> bytes:
    """A page that asks for a password."""
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    sheet = Canvas(buffer, invariant=1, encrypt=StandardEncryption("1234", "owner", strength=128))
    sheet.drawString(72, 760, f"{doc.seller.name}   Faktura {doc.number}")
    sheet.save()
    return buffer.getvalue()


def suppliers(o: Office) -> None:
    """Suppliers that nobody knows or that are blocked."""
    c = o.council
    unknown = Party("Bostedet Nordstjernen", ("Nordvej 7", "9990 Demostrup"), "99000155", "DK99000155", "9990-7490001122", None,
                    "faktura@nordstjernen.example", "70 99 00 77")  # fmt: skip
    line = wrong(c.line("B2601", "Botilbud § 108", JUNE, 30), "review", "no-supplier", grant_id=None)
    doc = replace(o.bill("L002", "NS-18", date(2026, 7, 6), [line]), seller=unknown)
    known, part = o.pdf(doc, "dk-boxed")
    o.send("no-supplier", 13, (unknown.name, unknown.email), "Faktura NS-18", o.courtesy(unknown.name, 1), "nobody has registered this supplier",
           documents=[known], parts=[part])  # fmt: skip
    line = wrong(c.line("B2652", "Botilbud § 108", JUNE, 30), "review", "supplier-suspended", expected=None, accept=("hold",))
    o.bills("supplier-blocked", 13, "L018", "Faktura 2207", "the supplier is blocked",
            o.pdf(o.bill("L018", "2207", date(2026, 7, 6), [line])))  # fmt: skip


def doubles(o: Office) -> None:
    """The same thing once more."""
    first = o.cases[0]
    raw = first.content.replace(b"To: faktura@", b"Delivered-To: handicap@demostrup-kommune.example\r\nTo: faktura@", 1)
    o.put(Case("same-mail-in-another-mailbox", "handicap", raw, first.message_id, "invoice", "the first mail, as another mailbox got it",
               same_as=first.message_id))  # fmt: skip
    earlier = next(case for case in o.cases if case.slug == "stu-two-pupils")
    known = earlier.documents[0]
    part = Part(f"Faktura_{known.truth['number']}.pdf", "application/pdf", known.content or b"")
    again = replace(known, decisions=whole("ignore", "duplicate-doc", (), str(known.truth["number"])))
    o.bills("sent-again", 13, "L005", "Gensendt: Faktura 88034", "the same bill in a new mail", (again, part),
            body="Hej\n\nVi kan ikke se, at denne er betalt. Den vedhæftes igen.\n\nMvh\nFjordklinten\n")  # fmt: skip
    known, part = o.pdf(first.documents[0].doc, "dk-ruled") if first.documents[0].doc else (again, part)
    again = replace(known, decisions=whole("ignore", "duplicate-doc", (), "20417"))
    o.bills(
        "e-invoice-again-as-pdf",
        13,
        "L002",
        "Faktura 20417 som PDF",
        "the number of an e-invoice, now as a page",
        (again, part),
    )


def others(o: Office) -> None:
    """Mail that is nothing to pay."""
    c = o.council
    lines = [Line("Faktura ÅH-1102, forfalden 15.06.2026", D("93600.00")), Line("Rykkergebyr", D("100.00"))]
    doc = o.bill("L004", "R-55", date(2026, 7, 8), lines, kind="reminder", due=date(2026, 7, 18))
    known, part = o.pdf(
        doc, filename="Rykker.pdf", columns=("text", "amount"), labels=REMINDER, facts=("number", "issued", "due")
    )
    o.bills("reminder", 14, "L004", "Rykker 1", "a reminder with a fee: never a bill",
            (replace(known, decisions=whole("ignore", None, (), "R-55")), part), subject_class="other",
            body="Hej\n\nVedhæftet rykker.\n\nMvh\nÅhuset\n", extra=MAYBE_INVOICE)  # fmt: skip
    lines = [Line("Faktura 5498 af 31-05-2026", D("18557.00")), Line("Faktura 5512 af 30-06-2026", D("76351.00"))]
    doc = o.bill("L001", "KU-7", date(2026, 7, 8), lines, kind="statement-of-account", due=None)
    known, part = o.pdf(
        doc, filename="Kontoudtog.pdf", columns=("text", "amount"), labels=STATEMENT, facts=("number", "issued")
    )
    o.bills("statement-of-account", 14, "L001", "Kontoudtog juli", "a list of open bills: never paid from",
            (replace(known, decisions=whole("ignore", "doc-statement", (), "KU-7")), part), subject_class="other",
            body="Hej\n\nVedhæftet kontoudtog.\n\nMvh\nElmegården\n", extra=MAYBE_INVOICE)  # fmt: skip
    party = c.suppliers["L011"].party
    o.send("auto-reply", 14, (party.name, party.email), "Automatisk svar: Faktura 2026-098 skal rettes",
           "Tak for din mail. Bogholderiet er lukket til og med 2. august.\n", "an automatic answer", subject_class="auto-reply",
           extra_headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")))  # fmt: skip
    mail_id = "<dsn20260714@postmaster.lyngbakken.example>"
    raw = bounce(
        mail_id,
        DOMAIN,
        o.at(14, 11),
        "gammel@lyngbakken.example",
        f"<out.17.ab12@{DOMAIN}>",
        "[Ref 7F3K] Faktura LB-877 skal rettes",
    )
    o.put(Case("bounce", "faktura", raw, mail_id, "bounce", "a letter could not be delivered"))
    o.send("newsletter", 14, ("Velfærdsnyt", "nyhedsbrev@velfaerdsnyt.example"), "Nyt om takster 2027", "Læs om de nye takster på vores side.\n",
           "a newsletter", subject_class="other", extra_headers=(("List-Id", "<nyhedsbrev.velfaerdsnyt.example>"), ("Precedence", "bulk")))  # fmt: skip
    party = c.suppliers["L006"].party
    o.send("question", 14, (party.name, party.email), "Hvornår betales faktura 30655?",
           "Hej\n\nKan I oplyse, hvornår vores faktura 30655 bliver betalt?\n\nMvh\nKornblomsten\n", "a question about a bill",
           subject_class="other", extra=MAYBE_INVOICE)  # fmt: skip
