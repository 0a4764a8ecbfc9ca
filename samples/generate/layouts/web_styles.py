"""How the suppliers write whose bills a web program or a word processor prints."""

from __future__ import annotations

from samples.generate.layouts.core import Style

_FACTS = ("number", "issued", "due", "buyer_gln", "buyer_reference")
WEB_DENMARK: dict[str, Style] = {
    "webtable": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "amount"), facts=_FACTS, currency="DKK",
        totals=("net", "tax", "payable"), seller=("registration", "bank_account", "iban"),
        labels={"number": "Fakturanummer", "due": "Betalingsdato", "text": "Beskrivelse", "person": "CPR-nr.", "price": "Stykpris",
                "net": "Subtotal", "payable": "Til betaling DKK"},
    ),
    "prose": Style(
        "da", "1.234,56 kr.", "{d}. {month} {yyyy}", ("person", "name", "text", "period", "qtyunit", "price", "amount"), facts=_FACTS, currency="DKK",
        period="to", totals=("payable",), labels={"number": "Vores fakturanr.", "issued": "Dato", "due": "Betales senest", "name": "Borger",
        "text": "Hvad", "price": "Pris", "payable": "I alt til betaling", "buyer_gln": "EAN"}, seller=("registration", "bank_account"),
    ),
    "keygrid": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("person", "name", "text", "basis", "period", "qtyunit", "price", "amount"), facts=_FACTS,
        currency="DKK", totals=("total",), period="short", seller=("registration", "iban"),
        labels={"text": "Indsats", "basis": "Lovgrundlag", "total": "Samlet DKK", "price": "Enhedspris", "due": "Betalingsfrist"},
    ),
    "weeks": Style(
        "da", "1.234,56", "{dd}/{mm}/{yyyy}", ("person", "text", "qty", "price", "amount"), facts=(*_FACTS, "period"), currency="DKK",
        totals=("total",), unit_heading="hour", labels={"person": "Borgers CPR", "text": "Støtte", "qty": "Timer i alt", "price": "Timepris",
        "total": "Total, DKK", "issued": "Dato"}, seller=("registration", "vat_number", "bank_account"),
    ),
    "portal": Style(
        "da", "1.234,56", "{d}. {mon} {yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "amount"), facts=_FACTS, currency="DKK",
        totals=("payable",), labels={"number": "Faktura nr.", "issued": "Udstedt", "due": "Forfalder", "text": "Ydelse", "person": "CPR",
        "qtyunit": "Mængde", "price": "Pris", "payable": "At betale DKK"}, seller=("registration", "bank_account", "iban"),
    ),
    "merged": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("person", "name", "text", "period", "qty", "unit", "price", "amount"), facts=_FACTS, currency="DKK",
        totals=("total",), labels={"number": "Faktura", "person": "Personnummer", "text": "Ydelsens art", "subtotal": "I alt for borgeren",
        "total": "Faktura i alt DKK", "unit": "Enhed"}, period="short", seller=("registration", "p_number", "bank_account"),
    ),
}  # fmt: skip
_ORDERED = ("number", "issued", "due", "order_reference")
WEB_ENGLAND: dict[str, Style] = {
    "webtable": Style(
        "en", "£1,234.56", "{dd} {mon} {yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "amount"), facts=_ORDERED, currency="GBP",
        totals=("net", "tax", "payable"), seller=("registration", "vat_number", "bank_account"), period="to",
        labels={"number": "Invoice number", "order_reference": "PO number", "net": "Subtotal", "payable": "Amount due", "price": "Unit price",
                "person": "Client ref", "name": "Client"},
    ),
    "prose": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", ("name", "person", "text", "period", "qtyunit", "price", "amount"), facts=_ORDERED, currency="GBP",
        totals=("total",), period="to", labels={"number": "Our invoice no.", "issued": "Date", "due": "Payment due", "order_reference": "Your order no.",
        "person": "Their ID", "name": "Name", "text": "Care provided", "total": "Total"}, seller=("registration", "bank_account"),
    ),
    "keygrid": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yyyy}", ("person", "name", "text", "from", "to", "qtyunit", "price", "amount"), facts=_ORDERED,
        currency="GBP", totals=("payable",), labels={"person": "Service user ID", "name": "Service user", "text": "Service", "payable": "Balance due",
        "price": "Rate"}, seller=("registration", "bank_account", "iban"),
    ),
    "weeks": Style(
        "en", "1,234.56", "{dd}/{mm}/{yy}", ("person", "name", "text", "qty", "price", "amount"), facts=(*_ORDERED, "period"), currency="GBP",
        totals=("total",), unit_heading="hour", labels={"person": "ID", "name": "Client", "text": "Support", "qty": "Total hours", "price": "Hourly rate",
        "total": "Total GBP", "issued": "Date"}, seller=("registration", "vat_number", "bank_account"),
    ),
    "portal": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "amount"), facts=_ORDERED, currency="GBP",
        totals=("payable",), labels={"number": "Invoice", "issued": "Issued", "text": "Item", "person": "Person ID", "price": "Price",
        "payable": "Amount due"}, seller=("registration", "vat_number", "bank_account"),
    ),
    "merged": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yyyy}", ("person", "name", "text", "period", "qty", "unit", "price", "amount"), facts=_ORDERED, currency="GBP",
        totals=("total",), labels={"number": "Invoice ref.", "person": "Client no.", "name": "Client name", "subtotal": "Client sub-total",
        "total": "Invoice total (GBP)"}, seller=("registration", "bank_account"),
    ),
}  # fmt: skip

_OWED, _MOVED, _PAID, _PRICED = (
    ("text", "from", "to", "amount"),
    ("from", "text", "amount", "gross"),
    ("text", "from", "amount"),
    ("text", "unit", "price"),
)
#: What is no bill, by kind; every web drawing of notices writes so.
WEB_DENMARK_NOTICES: dict[str, Style] = {
    "reminder": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", _OWED, totals=("payable",), currency="DKK",
        labels={"text": "Faktura", "from": "Dato", "to": "Forfald", "issued": "Dato", "due": "Betales senest", "number": "Vor ref.",
                "payable": "Skyldigt beløb DKK"},
    ),
    "statement-of-account": Style(
        "da", "1.234,56", "{dd}-{mm}-{yyyy}", _MOVED, totals=("total",), currency="DKK",
        labels={"text": "Tekst", "from": "Dato", "gross": "Saldo", "issued": "Dato", "due": "Frist", "number": "Kundenr.", "total": "Saldo DKK"},
    ),
    "remittance": Style(
        "da", "1.234,56 kr.", "{d}. {month} {yyyy}", _PAID, totals=("total",), currency="DKK",
        labels={"text": "Betaling af", "from": "Fakturadato", "issued": "Dato", "due": "Bogført", "number": "Bilag", "total": "Overført i alt"},
    ),
    "other": Style(
        "da", "1.234,56 kr.", "{d}. {month} {yyyy}", _PRICED, totals=(), seller=("registration",),
        labels={"text": "Ydelse", "unit": "Pr.", "price": "Takst", "issued": "Dato", "due": "Svar senest", "number": "Sagsnr."},
    ),
}  # fmt: skip
WEB_ENGLAND_NOTICES: dict[str, Style] = {
    "reminder": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", _OWED, totals=("payable",), currency="GBP",
        labels={"text": "Invoice", "from": "Dated", "to": "Due", "issued": "Date", "due": "Pay by", "number": "Our ref", "payable": "Amount overdue"},
    ),
    "statement-of-account": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yyyy}", _MOVED, totals=("total",), currency="GBP",
        labels={"text": "Details", "from": "Date", "gross": "Balance", "issued": "Date", "due": "Settle by", "number": "Account no.",
                "total": "Balance"},
    ),
    "remittance": Style(
        "en", "£1,234.56", "{dd} {mon} {yyyy}", _PAID, totals=("total",), currency="GBP",
        labels={"text": "Payment of", "from": "Invoice date", "issued": "Date", "due": "Payment date", "number": "Payment ref", "total": "Total paid"},
    ),
    "other": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", _PRICED, totals=(), seller=("registration",),
        labels={"text": "Service", "unit": "Per", "price": "Rate", "issued": "Date", "due": "Reply by", "number": "Our ref"},
    ),
}  # fmt: skip
