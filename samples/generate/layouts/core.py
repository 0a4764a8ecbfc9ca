"""What all layouts share: a style (words, formats, columns) and the strings that it makes of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from samples.generate import numbers
from samples.generate.values import Doc, Line, Period

LABELS: Mapping[str, Mapping[str, str]] = {
    "da": {
        "invoice": "Faktura", "credit-note": "Kreditnota", "reminder": "Rykker", "statement-of-account": "Kontoudtog", "number": "Fakturanr.", "issued": "Fakturadato",
        "due": "Forfaldsdato", "buyer_reference": "Personreference", "buyer_gln": "EAN-nr.", "order_reference": "Rekvisitionsnr.",
        "period": "Periode", "credits": "Vedrører faktura", "registration": "CVR-nr.", "vat_number": "SE-nr.",
        "bank_account": "Bankkonto", "iban": "IBAN", "person": "CPR-nr.", "name": "Navn", "text": "Ydelse", "basis": "Paragraf",
        "from": "Fra", "to": "Til", "qty": "Antal", "unit": "Enhed", "qtyunit": "Antal", "price": "Takst", "amount": "Beløb",
        "gross": "Brutto", "contr": "Egenbetaling", "planned": "Visiteret", "net": "Netto", "tax": "Moms", "total": "I alt",
        "payable": "At betale", "subtotal": "Subtotal", "carry": "Transport", "page": "Side", "to_buyer": "Til", "tel": "Tlf.",
        "thanks": "Momsfri ydelse jf. momslovens § 13.", "pay": "Betaling", "p_number": "P-nr.",
    },
    "en": {
        "invoice": "Invoice", "credit-note": "Credit note", "reminder": "Reminder", "statement-of-account": "Statement of account", "number": "Invoice no.", "issued": "Invoice date",
        "due": "Due date", "buyer_reference": "Your reference", "buyer_gln": "GLN", "order_reference": "PO number",
        "period": "Period", "credits": "Original invoice", "registration": "Company no.", "vat_number": "VAT no.",
        "bank_account": "Bank", "iban": "IBAN", "person": "Person ID", "name": "Resident", "text": "Description", "basis": "Basis",
        "from": "From", "to": "To", "qty": "Qty", "unit": "Unit", "qtyunit": "Qty", "price": "Rate", "amount": "Amount",
        "gross": "Gross", "contr": "Client contr.", "planned": "Planned", "net": "Net", "tax": "VAT", "total": "Total",
        "payable": "Total due", "subtotal": "Subtotal", "carry": "Carried forward", "page": "Page", "to_buyer": "To", "tel": "Tel.",
        "thanks": "Exempt from VAT: welfare services by a registered provider.", "pay": "Payment", "p_number": "Unit no.",
    },
}  # fmt: skip
UNITS = {
    "da": {"day": "døgn", "month": "md.", "hour": "timer", "week": "uger", "session": "gange", "night": "nætter", "visit": "besøg"},
    "en": {"day": "days", "month": "months", "hour": "hours", "week": "weeks", "session": "sessions", "night": "nights",
           "visit": "visits", "block": "block"},
}  # fmt: skip
ONE = {"uger": "uge", "gange": "gang", "nætter": "nat", "timer": "time"}
RIGHT = frozenset({"qty", "price", "amount", "gross", "contr", "planned", "qtyunit"})
WEIGHTS = {"text": 4.2, "name": 2.4, "person": 2.5, "period": 3.0, "amount": 1.9, "price": 1.7, "from": 2.0, "to": 2.0,
           "qtyunit": 1.5, "basis": 1.2, "gross": 1.8, "contr": 1.8, "planned": 1.4, "unit": 1.2, "qty": 1.4, "no": 0.6}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How one supplier writes: language, formats, words, what is printed and in which order."""

    language: str
    money: str
    date: str
    columns: tuple[str, ...]
    facts: tuple[str, ...] = ("number", "issued", "due")
    totals: tuple[str, ...] = ("total",)
    seller: tuple[str, ...] = ("registration", "bank_account")
    period: str = "range"
    person: str = "-"
    currency: str | None = None
    accent: str = "#1f4e79"
    labels: Mapping[str, str] = field(default_factory=dict)
    #: A unit that the quantity's heading names ("Døgn"), so that rows need not.
    unit_heading: str | None = None

    def label(self, key: str) -> str:
        """The word that stands beside a value."""
        return self.labels.get(key) or LABELS[self.language][key]

    def amount(self, value: Decimal) -> str:
        return numbers.money(value, self.money)

    def day(self, value: date) -> str:
        return numbers.day(value, self.date, self.language)

    def span(self, period: Period) -> str:
        """Write a period the way this supplier does."""
        start, end = period
        if self.period == "month" and numbers.is_month(start, end):
            return numbers.day(start, "{month} {yyyy}", self.language)
        if self.period == "short":
            short = self.date.replace("{yyyy}", "").replace("{yy}", "").strip("-./ ")
            return f"{numbers.day(start, short, self.language)}-{self.day(end)}"
        joiner = {"to": " til " if self.language == "da" else " to "}.get(self.period, " - ")
        return f"{self.day(start)}{joiner}{self.day(end)}"

    def person_number(self, text: str) -> str:
        """Write a person's number: CPR with the style's joiner, NHS numbers in groups, council numbers as they are."""
        if self.language == "da" and len(text) == 10:
            return f"{text[:6]}{self.person}{text[6:]}"
        return f"{text[:3]} {text[3:6]} {text[6:]}" if len(text) == 10 else text


@dataclass(frozen=True)
class Layout:
    """A drawing function with a style. The share (train, tune, test) belongs to the drawing: unseen means unseen."""

    name: str
    country: str
    maker: str
    share: str
    draw: Callable[[Doc, Style], bytes]
    style: Style


def title(doc: Doc, style: Style) -> str:
    return style.label(doc.kind)


def fact(doc: Doc, style: Style, key: str) -> str | None:
    """The text of one header value, or None when the document has none."""
    value = {"period": doc.header_period, "person": doc.header_person}.get(key) or getattr(doc, key, None)
    if value is None:
        return None
    if key == "person":
        return style.person_number(value.person)
    if key == "period":
        return style.span(value)
    return style.day(value) if isinstance(value, date) else str(value)


def facts(doc: Doc, style: Style, keys: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """Label and text of the header values that this style prints and this document has."""
    keys = style.facts if keys is None else keys
    if doc.credits and "credits" not in keys:
        keys = (*keys, "credits")
    found = [(style.label(key), fact(doc, style, key)) for key in keys]
    return [(label, text) for label, text in (*found[:2], *doc.extras, *found[2:]) if text]


def cell(line: Line, style: Style, column: str, sign: int = 1) -> str:
    """The text of one cell."""
    start, end = line.period or (None, None)
    if column in ("from", "to"):
        return "" if start is None or end is None else style.day(start if column == "from" else end)
    if column == "period":
        return style.span(line.period) if line.period else ""
    if column == "person":
        return style.person_number(line.person) if line.person else ""
    if column == "unit":
        return unit_word(line, style)
    if column in ("qty", "qtyunit"):
        text = "" if line.quantity is None else numbers.number(line.quantity, style.money)
        return f"{text} {unit_word(line, style)}".strip() if column == "qtyunit" else text
    if column == "planned":
        return "" if line.planned is None else numbers.number(line.planned, style.money, trim=False)
    if column == "contr":
        return "" if line.contribution is None else style.amount(-line.contribution)
    if column in ("price", "amount", "gross"):
        value = {"price": line.unit_price, "amount": line.amount, "gross": line.gross}[column]
        return "" if value is None else style.amount(value * (1 if column == "price" else sign))
    return {"text": line.text, "name": line.person_name, "basis": basis_text(line.legal_basis)}[column] or ""


def unit_word(line: Line, style: Style) -> str:
    """The unit in words, in the singular where the quantity is one."""
    word = UNITS[style.language].get(line.unit or "", "")
    if line.quantity != 1:
        return word
    return ONE.get(word, word) if style.language == "da" else word.removesuffix("s")


def basis_text(code: str | None) -> str | None:
    """Write a legal basis as people do."""
    return f"§ {code.removeprefix('SEL')}" if code and code.startswith("SEL") else code


def table(doc: Doc, style: Style, lines: Sequence[Line] | None = None, columns: Sequence[str] | None = None) -> list[list[str]]:
    """Headings and rows."""
    columns = columns or style.columns
    headings = [style.label(column) for column in columns]
    rows = [[cell(line, style, column) for column in columns] for line in (doc.lines if lines is None else lines)]
    return [headings, *rows]


def widths(columns: Sequence[str], room: float) -> list[float]:
    """Share out the room between columns by what they usually hold."""
    weights = [WEIGHTS[column] for column in columns]
    return [room * weight / sum(weights) for weight in weights]


def totals(doc: Doc, style: Style) -> list[tuple[str, str]]:
    """Label and text of the sums that this style prints."""
    values = {"net": doc.net, "tax": doc.tax, "total": doc.total, "payable": doc.total}
    return [(style.label(key), style.amount(values[key])) for key in style.totals]


def registration(doc: Doc, style: Style) -> list[str]:
    """The supplier's numbers, each with its label."""
    keys = [key for key in ("registration", "vat_number", "p_number") if key in style.seller]
    return [f"{style.label(key)} {value}" for key in keys if (value := getattr(doc.seller, key))]


def bank(doc: Doc, style: Style) -> list[str]:
    """Where to pay, each with its label."""
    found = []
    if "bank_account" in style.seller and doc.seller.bank_account:
        branch, account = doc.seller.bank_account.split("-")
        if style.language == "da":
            found.append(f"{style.label('bank_account')}: reg. {branch} konto {account}")
        else:
            sort = "-".join((branch[:2], branch[2:4], branch[4:]))
            found.append(f"{style.label('bank_account')}: Sort code {sort}  Account {account}")
    if "iban" in style.seller and doc.seller.iban:
        groups = " ".join(doc.seller.iban[i : i + 4] for i in range(0, len(doc.seller.iban), 4))
        found.append(f"{style.label('iban')}: {groups}")
    return found
