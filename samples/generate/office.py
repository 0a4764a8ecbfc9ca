"""Puts bills into mails: one case is one mail with the documents in it and what should come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone

from samples.generate import scans, truth, ubl
from samples.generate.council import Council
from samples.generate.layouts import layout
from samples.generate.mail import Mail, write_mail
from samples.generate.values import Doc, Expect, Known, Line, Part

#: Denmark and England in summer.
ZONES = {"dk": timezone(timedelta(hours=2)), "gb": timezone(timedelta(hours=1))}


@dataclass(frozen=True)
class Case:
    """One mail as bytes with its truth. `why` says in a sentence what is hard about it."""

    slug: str
    mailbox: str
    content: bytes = field(repr=False)
    message_id: str
    subject_class: str
    why: str
    documents: tuple[Known, ...] = ()
    replies: tuple[dict[str, object], ...] = ()
    statements: tuple[dict[str, object], ...] = ()
    same_as: str | None = None
    extra: dict[str, object] = field(default_factory=dict)


@dataclass
class Office:
    """The council's post room: knows its mailboxes and counts the mails."""

    council: Council
    mailbox: str
    buyer_reference: str | None
    buyer_gln: str | None
    cases: list[Case] = field(default_factory=list)

    def bill(self, supplier: str, number: str, issued: date, lines: Sequence[Line], **changes: object) -> Doc:
        """A document from a supplier to this council, due in 30 days unless said otherwise."""
        values: dict[str, object] = {
            "country": self.council.country, "number": number, "issued": issued, "lines": tuple(lines),
            "seller": self.council.suppliers[supplier].party, "due": issued + timedelta(days=30), "buyer": self.council.address,
            "buyer_gln": self.buyer_gln, "buyer_reference": self.buyer_reference, "extras": self._extras(supplier),
        }  # fmt: skip
        return Doc(**{**values, **changes})  # type: ignore[arg-type]  # the names are those of Doc

    def _extras(self, supplier: str) -> tuple[tuple[str, str], ...]:
        """Every third supplier gives its customers numbers, every fifth its clerks' initials."""
        number = int(supplier[1:])
        words = ("Kundenr.", "Vor ref.") if self.council.country == "dk" else ("Customer no.", "Our ref")
        return tuple((w, t) for w, t, n in ((words[0], f"{10400 + number * 7}", 3), (words[1], "BKL", 5)) if number % n == 0)

    def at(self, day: int, hour: int = 9, minute: int = 12, month: int = 7) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=ZONES[self.council.country])

    def message_id(self, slug: str, sender: str) -> str:
        from hashlib import sha256

        return f"<{sha256(f'{self.council.country}{slug}'.encode()).hexdigest()[:20]}@{sender.rpartition('@')[2]}>"

    def send(self, slug: str, day: int, sender: tuple[str, str], subject: str, body: str, why: str, *, subject_class: str = "invoice",
             documents: Sequence[Known] = (), parts: Sequence[Part] = (), mailbox: str | None = None, replies: Sequence[dict[str, object]] = (),
             statements: Sequence[dict[str, object]] = (), extra: dict[str, object] | None = None, **mail: object) -> Case:  # fmt: skip
        """Write a mail and put it on the pile."""
        box = mailbox or self.mailbox
        message_id = self.message_id(slug, sender[1])
        at = self.at(day, 7 + len(self.cases) % 9, (len(self.cases) * 13) % 60)
        letter = Mail(message_id, sender[1], sender[0], f"{box}@{self.council.domain}", at, subject, body, tuple(parts), **mail)  # type: ignore[arg-type]  # the names are those of Mail
        return self.put(Case(slug, box, write_mail(letter), message_id, subject_class, why, tuple(documents), tuple(replies),
                             tuple(statements), extra=extra or {}))  # fmt: skip

    def put(self, case: Case) -> Case:
        self.cases.append(case)
        return case

    def bills(self, slug: str, day: int, supplier: str, subject: str, why: str, *items: tuple[Known, Part], body: str | None = None,
              **more: object) -> Case:  # fmt: skip
        """A supplier's mail with its bills attached."""
        party = self.council.suppliers[supplier].party
        text = body or self.courtesy(party.name, len(items))
        documents, parts = [known for known, _ in items], [part for _, part in items]
        parts += more.pop("parts", ())  # type: ignore[arg-type]  # parts given by the caller
        return self.send(slug, day, (party.name, party.email), subject, text, why, documents=documents, parts=parts, **more)  # type: ignore[arg-type]  # the names are those of send

    def courtesy(self, name: str, count: int) -> str:
        if self.council.country == "dk":
            return f"Hej\n\nVedhæftet sender vi {'faktura' if count < 2 else 'fakturaer'}.\n\nVenlig hilsen\n{name}\nBogholderiet\n"
        return f"Dear team,\n\nPlease find our {'invoice' if count < 2 else 'invoices'} attached.\n\nKind regards\nAccounts\n{name}\n"

    def pdf(self, doc: Doc, name: str | None = None, *, filename: str | None = None, content_type: str = "application/pdf",
            disposition: str = "attachment", **changes: object) -> tuple[Known, Part]:  # fmt: skip
        """A bill as a PDF with a text layer, in its supplier's layout; further names change the layout's style."""
        used = layout(name or self._layout(doc))
        style = replace(used.style, **changes)  # type: ignore[arg-type]  # the names are those of Style
        content = used.draw(doc, style)
        shown = filename or f"{'Faktura' if doc.country == 'dk' else 'Invoice'}_{doc.number}.pdf"
        stated = truth.reading(doc, truth.printed(style), style, reader="pdf-text", layout=used.name)
        return Known(f"attachment {shown}", content, stated, doc), Part(shown, content_type, content, disposition)

    def scan(self, doc: Doc, profile: scans.Profile, seed: int, name: str | None = None) -> tuple[Known, Part]:
        """A bill that somebody printed and scanned or photographed. An honest reader may be unsure of it."""
        doc = accepting(doc, "propose", "review")
        used = layout(name or self._layout(doc))
        content = scans.capture(used.draw(doc, used.style), profile, seed)
        reader, shown = ("image-ocr", f"IMG_{seed:04}.jpg") if profile.photo else ("pdf-ocr", f"SCAN{seed:04}.pdf")
        stated = truth.reading(
            doc, truth.printed(used.style), used.style, reader=reader, layout=used.name, profile=profile.name
        )
        kind = "image/jpeg" if profile.photo else "application/pdf"
        return Known(f"attachment {shown}", content, stated, doc), Part(shown, kind, content)

    def oioubl(self, doc: Doc, place: str = "note", **more: object) -> tuple[Known, Part]:
        """A bill as OIOUBL. XML states everything but an IBAN."""
        content = ubl.oioubl(doc, place, **more)  # type: ignore[arg-type]  # the names are those of ubl.oioubl
        used = replace(doc, order_reference=None) if place == "order" else doc
        names = (
            truth.ALL
            - {"period", "supplier.iban", "lines.person_name"}
            - (set() if doc.kind == "invoice" else {"due", "supplier.bank_account"})
        )
        stated = truth.reading(used, names, reader="ubl", person_in=place)
        stated["supplier"] |= {"vat_number": f"DK{doc.seller.registration}"}  # type: ignore[operator]  # a dictionary
        for line in stated["lines"]:  # type: ignore[attr-defined]  # a list
            line["person"] = ubl.dashed(line["person"]) if line["person"] and place != "delivery" else line["person"]
        return self._xml(doc, content, stated)

    def peppol(self, doc: Doc) -> tuple[Known, Part]:
        """A bill as Peppol BIS 3."""
        names = truth.ALL - {"supplier.bank_account", "lines.person_name"} - (set() if doc.kind == "invoice" else {"due"})
        stated = truth.reading(doc, names, reader="ubl", person_in="property")
        if doc.country == "dk":
            for line in stated["lines"]:  # type: ignore[attr-defined]  # a list
                line["person"] = ubl.dashed(line["person"]) if line["person"] else None
        return self._xml(doc, ubl.peppol(doc), stated)

    def _xml(self, doc: Doc, content: bytes, stated: dict[str, object]) -> tuple[Known, Part]:
        shown = f"{doc.kind}-{doc.number}.xml"
        return Known(f"attachment {shown}", content, stated, doc), Part(shown, "application/xml", content)

    def _layout(self, doc: Doc) -> str:
        return next(s.layout for s in self.council.suppliers.values() if s.party.name == doc.seller.name)


def accepting(doc: Doc, *verdicts: str) -> Doc:
    """Let what would be posted also end in one of these verdicts: an honest reader may not be sure."""
    lines = []
    for line in doc.lines:
        expect = line.expect
        if expect and expect.verdict == "post":
            expect = replace(expect, accept=tuple(dict.fromkeys((*expect.accept, *verdicts))))
        lines.append(replace(line, expect=expect))
    return replace(doc, lines=tuple(lines))


def wrong(line: Line, verdict: str, code: str | None, **changes: object) -> Line:
    """The same line, expected to end elsewhere; further names are changes to what is printed or to the expectation."""
    accept = changes.pop("accept", ())
    codes = changes.pop("codes", ())
    grant = changes.pop("grant_id", line.expect.grant_id if line.expect else None)
    expected = changes.pop("expected", line.expect.expected if line.expect and grant else None)
    changed = replace(line, **changes)  # type: ignore[arg-type]  # the names are those of Line
    expect = Expect(verdict, code, grant, changed.period if grant else None, None, None, expected, codes, accept)  # type: ignore[arg-type]  # as above
    return replace(changed, expect=expect)


def whole(
    verdict: str, code: str | None, accept: Sequence[str] = (), number: str | None = None
) -> tuple[dict[str, object], ...]:
    """A decision about a whole document: any line-by-line answers must have the same verdict."""
    return ({"invoice_number": number, "line": None, "verdict": verdict, "accept": list(accept), "code": code,
             "codes": [code] if code else []},)  # fmt: skip
