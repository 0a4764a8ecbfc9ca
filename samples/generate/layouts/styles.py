"""How each supplier writes: one style a layout and country."""

from __future__ import annotations

from samples.generate.layouts.core import Style

DENMARK: dict[str, Style] = {
    "ruled": Style(
        "da", "1.234,56", "{dd}-{mm}-{yyyy}", ("person", "text", "period", "qtyunit", "price", "amount"),
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), labels={"total": "I alt DKK", "price": "Pris"}, currency="DKK",
    ),
    "banded": Style(
        "da", "1.234,56 kr.", "{d}. {month} {yyyy}", ("text", "person", "period", "qty", "price", "amount"), currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), totals=("net", "tax", "payable"), period="month",
        seller=("registration", "bank_account", "iban"), accent="#7a3b2e",
        labels={"number": "Fakturanummer", "issued": "Dato", "due": "Betalingsfrist", "person": "CPR", "qty": "Dage", "price": "Pr. dag",
                "payable": "At betale", "net": "Beløb ekskl. moms", "tax": "Moms (0 %)"},
        unit_heading="day",
    ),
    "lineprinter": Style(
        "da", "1.234,56", "{dd}.{mm}.{yy}", ("text", "person", "from", "to", "qty", "unit", "price", "amount"), person="",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference", "order_reference"), period="short",
        labels={"text": "Tekst", "person": "Cpr-nr", "number": "Faktura nr", "issued": "Dato", "due": "Forfald", "buyer_gln": "EAN-nr",
                "buyer_reference": "Pers.ref.", "total": "FAKTURATOTAL DKK", "qty": "Ant", "unit": "Enh"}, currency="DKK",
    ),
    "persons": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("person", "name", "text", "basis", "period", "qtyunit", "price", "amount"),
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), seller=("registration", "p_number", "bank_account"),
        labels={"person": "Borger CPR", "total": "Faktura i alt", "carry": "Overført", "amount": "Beløb kr.", "buyer_reference": "Bruger-id",
                "number": "Faktura", "issued": "Udstedt"}, currency="DKK", accent="#2e5d34",
    ),
    "letter": Style(
        "da", "kr. 1.234,56", "{d}. {month} {yyyy}", ("text", "person", "period", "qtyunit", "price", "amount"), currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), period="month", totals=("payable",), person=" ",
        labels={"invoice": "Regning", "number": "Regning nr.", "issued": "Den", "due": "Betales senest", "buyer_gln": "EAN",
                "buyer_reference": "Att.", "payable": "At betale i alt", "price": "á"},
    ),
    "wide": Style(
        "da", "1.234,56", "{dd}-{mm}-{yy}", ("person", "name", "basis", "text", "from", "to", "qty", "unit", "price", "amount"),
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference", "period"), labels={"total": "Samlet beløb", "name": "Borger"},
        period="range", seller=("registration", "vat_number", "bank_account"), currency=None,
    ),
    "boxed": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("text", "person", "period", "qty", "unit", "price", "amount"), period="short",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference", "order_reference"), totals=("total",), currency="DKK",
        labels={"text": "Beskrivelse", "number": "Faktura nr.", "issued": "Dato", "buyer_gln": "EAN-lokationsnr.",
                "total": "TOTAL DKK", "price": "Enhedspris"}, accent="#404040",
    ),
    "plain": Style(
        "da", "1.234,-", "{d}/{m} {yyyy}", ("text", "person", "period", "qtyunit", "price", "amount"), totals=("payable",), currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), period="month",
        labels={"person": "CPR", "buyer_reference": "Reference", "payable": "I alt til betaling kr.", "issued": "Dato", "number": "Faktura nr."},
    ),
    "slip": Style(
        "da", "1 234,56", "{yyyy}-{mm}-{dd}", ("person", "text", "from", "to", "qty", "price", "amount"), totals=("net", "tax", "payable"),
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), labels={"qty": "Døgn", "price": "Døgntakst", "due": "Sidste rettidige dag",
        "payable": "Beløb til betaling DKK", "number": "Bilagsnr."}, unit_heading="day", currency="DKK", accent="#a0522d",
    ),
    "leaders": Style(
        "da", "1.234,56 kr", "{dd}/{mm}-{yyyy}", ("text", "person", "basis", "period", "qtyunit", "price", "amount"), period="to",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), labels={"text": "Ydelse", "price": "Takst", "total": "Fakturabeløb"},
        currency="DKK",
    ),
    "sidebar": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("text", "person", "period", "qty", "price", "amount"), period="month",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), totals=("total",), seller=("registration", "iban"),
        labels={"qty": "Mdr.", "price": "Pr. måned", "total": "Total kr.", "person": "Elev (CPR)", "period": "Måned", "text": "Forløb"},
        unit_heading="month", accent="#3b5b7a", currency="DKK",
    ),
    "hairline": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("person", "text", "period", "qtyunit", "price", "amount"), period="short",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), labels={"total": "I alt kr.", "text": "Indsats", "person": "Borger"},
        currency="DKK",
    ),
    "cards": Style(
        "da", "kr. 1.234,56", "{d}. {mon} {yyyy}", ("person", "text", "basis", "period", "qtyunit", "price", "amount"), person="-",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), totals=("net", "tax", "payable"), currency="DKK",
        labels={"issued": "Udstedelsesdato", "due": "Betales senest", "basis": "Lovgrundlag", "price": "Pris pr. enhed"}, accent="#5b3f7a",
        seller=("registration", "iban"),
    ),
    "grouped": Style(
        "da", "1.234,56", "{dd}-{mm}-{yyyy}", ("person", "basis", "text", "from", "to", "qty", "unit", "price", "amount"), currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), seller=("registration", "vat_number", "bank_account"),
        labels={"total": "I alt, DKK", "basis": "§", "text": "Tilbud"},
    ),
    "amount_first": Style(
        "da", "1.234,56-", "{dd}.{mm}.{yyyy}", ("amount", "text", "person", "period", "qtyunit"), period="month", currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), labels={"amount": "Kroner", "total": "kroner at betale i alt",
        "text": "For", "person": "Cpr.nr."}, totals=("total",),
    ),
    "summary_first": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("person", "text", "from", "to", "qtyunit", "price", "amount"), currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference", "period"), period="month", totals=("payable",),
        labels={"payable": "Beløb at betale (DKK)", "from": "Fra dato", "to": "Til dato"}, seller=("registration", "bank_account", "iban"),
        accent="#00574b",
    ),
    "ledger": Style(
        "da", "1.234,56", "{dd}-{mm}-{yyyy}", ("person", "text", "from", "to", "qty", "unit", "price", "amount"), currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), totals=("total",), seller=("registration", "bank_account"),
        labels={"number": "Fakturanummer", "issued": "Fakt.dato", "due": "Forfald", "carry": "Transport til næste side", "person": "Personnr.",
                "text": "Tekst", "price": "Enhedspris", "total": "Faktura total DKK", "amount": "Beløb"},
    ),
    "strip": Style(
        "da", "1.234,56", "{d}. {month} {yyyy}", ("text", "person", "period", "qtyunit", "price", "amount"), period="range", currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), totals=("net", "tax", "payable"), accent="#4a6b8a",
        labels={"number": "FAKTURANR.", "issued": "DATO", "due": "BETALES SENEST", "buyer_gln": "EAN", "buyer_reference": "PERSONREF.",
                "net": "Subtotal", "tax": "Moms", "payable": "At betale DKK", "text": "Specifikation", "person": "CPR", "price": "Pris"},
        seller=("registration", "iban"),
    ),
    "centred": Style(
        "da", "1.234,56 kr.", "{dd}/{mm} {yyyy}", ("text", "person", "period", "qtyunit", "price", "amount"), period="to", currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference"), totals=("payable",),
        labels={"number": "Faktura nr", "issued": "Dato", "due": "Forfalder", "payable": "Til betaling", "text": "Vedrørende", "price": "Pris"},
    ),
    "people": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", ("person", "name", "text", "basis", "period", "qtyunit", "price", "amount"), currency="DKK",
        facts=("number", "issued", "due", "buyer_gln", "buyer_reference", "order_reference"), totals=("total",), period="short",
        labels={"person": "CPR-nr.", "subtotal": "Sum for borgeren", "total": "Total DKK", "number": "Faktura nr.", "issued": "Fakturadato"},
        seller=("registration", "p_number", "bank_account"),
    ),
}  # fmt: skip

ENGLAND: dict[str, Style] = {
    "ruled": Style(
        "en", "1,234.56", "{dd}/{mm}/{yyyy}", ("person", "name", "from", "to", "qty", "price", "amount"), totals=("payable",),
        facts=("number", "issued", "order_reference", "period"), seller=("registration", "bank_account"), currency=None,
        labels={"person": "Mosaic", "qty": "Weeks", "price": "Weekly", "issued": "Date", "order_reference": "PO", "payable": "TOTAL DUE",
                "registration": "Registered in England"}, unit_heading="week", accent="#6b7a3b",
    ),
    "banded": Style(
        "en", "£1,234.56", "{dd} {month} {yyyy}", ("text", "person", "period", "qtyunit", "price", "amount"), currency="GBP",
        facts=("number", "issued", "due", "order_reference"), totals=("net", "tax", "payable"), seller=("registration", "vat_number", "bank_account"),
        labels={"number": "Invoice number", "person": "Client ref", "net": "Subtotal", "payable": "Amount due", "tax": "VAT (exempt)"},
        period="to", accent="#8c2f39",
    ),
    "lineprinter": Style(
        "en", "1,234.56", "{dd}/{mm}/{yy}", ("person", "name", "text", "from", "to", "qty", "price", "amount"), totals=("total",), currency="GBP",
        facts=("number", "issued", "due", "order_reference"), labels={"number": "INVOICE NO", "issued": "TAX POINT/DATE", "due": "PAYMENT DUE",
        "order_reference": "YOUR ORDER", "total": "INVOICE TOTAL GBP", "person": "Ref", "name": "Name", "text": "Service"},
        seller=("registration", "vat_number", "bank_account"),
    ),
    "persons": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yyyy}", ("person", "name", "text", "period", "qtyunit", "price", "amount"), totals=("total",),
        facts=("number", "issued", "due", "order_reference"), labels={"person": "Client", "total": "Invoice total", "subtotal": "Client total"},
        currency="GBP",
    ),
    "letter": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", ("text", "name", "person", "period", "qtyunit", "price", "amount"), totals=("payable",),
        facts=("number", "issued", "order_reference"), labels={"number": "Our ref", "issued": "Date", "order_reference": "Your order",
        "payable": "Amount now payable"}, period="to", currency="GBP",
    ),
    "wide": Style(
        "en", "1,234.56", "{dd}/{mm}/{yy}", ("person", "name", "text", "from", "to", "qty", "unit", "price", "gross", "contr", "amount"),
        facts=("number", "issued", "due", "order_reference", "period"), labels={"amount": "Net", "total": "Net total £", "unit": "Units",
        "price": "Rate £"}, totals=("total",), currency="GBP", seller=("registration", "bank_account"),
    ),
    "boxed": Style(
        "en", "1,234.56", "{dd}/{mm}/{yyyy}", ("text", "person", "qty", "unit", "price", "amount"), totals=("payable",), currency="GBP",
        facts=("number", "issued", "due", "order_reference", "period"), labels={"payable": "BALANCE DUE £", "text": "Details of service",
        "issued": "Date", "order_reference": "Purchase order", "person": "Service user"}, accent="#404040",
    ),
    "plain": Style(
        "en", "£1,234.56", "{d} {mon} {yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "amount"), totals=("total",),
        facts=("number", "issued", "order_reference"), labels={"number": "Invoice", "issued": "Dated", "total": "TOTAL", "person": "ID"},
        seller=("registration", "bank_account"), currency="GBP",
    ),
    "slip": Style(
        "en", "1,234.56", "{dd}-{mon}-{yyyy}", ("person", "name", "text", "qty", "unit", "price", "amount"), totals=("net", "tax", "payable"),
        facts=("number", "issued", "due", "order_reference", "period"), labels={"payable": "Please pay GBP", "number": "Invoice number",
        "issued": "Issued", "net": "Net", "tax": "VAT", "person": "Client no."}, currency="GBP", accent="#22577a",
    ),
    "leaders": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yyyy}", ("text", "name", "person", "period", "qtyunit", "price", "amount"), totals=("total",),
        facts=("number", "issued", "order_reference"), labels={"text": "Service", "name": "Client", "person": "Council ID", "price": "Rate"},
        period="to", currency="GBP",
    ),
    "sidebar": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yy}", ("text", "person", "from", "to", "qtyunit", "price", "amount"), totals=("total",), currency="GBP",
        facts=("number", "issued", "due", "order_reference"), seller=("registration", "bank_account", "iban"), accent="#38686a",
        labels={"total": "Total to pay", "person": "Ref.", "amount": "Charge"},
    ),
    "hairline": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", ("person", "text", "period", "qtyunit", "price", "amount"), totals=("total",), currency="GBP",
        facts=("number", "issued", "due", "order_reference"), labels={"person": "Resident ID", "text": "Care", "total": "Total payable"},
        period="to",
    ),
    "cards": Style(
        "en", "£1,234.56", "{dd} {mon} {yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "gross", "contr", "amount"),
        facts=("number", "issued", "due", "order_reference"), totals=("total",), labels={"person": "NHS / council no.", "contr": "Less contribution",
        "gross": "Fee", "total": "Due from council"}, currency="GBP", accent="#7a5c00", seller=("registration", "bank_account"),
    ),
    "grouped": Style(
        "en", "1,234.56", "{dd}/{mm}/{yyyy}", ("person", "name", "text", "from", "to", "qty", "unit", "price", "amount"), totals=("total",),
        facts=("number", "issued", "due", "order_reference"), labels={"total": "Total (GBP)", "name": "Service user", "person": "ID"},
        seller=("registration", "vat_number", "bank_account"), currency="GBP",
    ),
    "amount_first": Style(
        "en", "1,234.56", "{yyyy}-{mm}-{dd}", ("amount", "text", "person", "name", "period", "qtyunit"), totals=("total",), currency="GBP",
        facts=("number", "issued", "due", "order_reference"), labels={"amount": "GBP", "text": "For", "person": "Person", "total": "total, GBP"},
    ),
    "summary_first": Style(
        "en", "£1,234.56", "{dd} {mon} {yy}", ("person", "name", "text", "from", "to", "qtyunit", "price", "amount"), totals=("payable",),
        facts=("number", "issued", "due", "order_reference", "period"), labels={"payable": "Amount to pay", "person": "Person no."},
        period="to", currency="GBP", accent="#30475e", seller=("registration", "vat_number", "bank_account"),
    ),
    "ledger": Style(
        "en", "1,234.56", "{dd}/{mm}/{yyyy}", ("person", "name", "text", "qty", "unit", "price", "amount"), totals=("total",), currency="GBP",
        facts=("number", "issued", "due", "order_reference", "period"), seller=("registration", "vat_number", "bank_account"),
        labels={"number": "Invoice number", "issued": "Date of invoice", "carry": "Carried forward", "person": "Client ID", "name": "Client",
                "text": "Service provided", "price": "Unit price", "total": "Invoice total GBP", "qty": "Quantity"},
    ),
    "strip": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", ("text", "person", "period", "qtyunit", "price", "amount"), totals=("net", "tax", "payable"),
        facts=("number", "issued", "due", "order_reference"), currency="GBP", accent="#4f6d5c", period="to",
        labels={"number": "INVOICE NO.", "issued": "INVOICE DATE", "due": "PAYMENT DUE", "order_reference": "PO NUMBER", "net": "Sub-total",
                "tax": "VAT", "payable": "Amount due", "text": "Service", "person": "Service user ID", "price": "Unit rate"},
        seller=("registration", "bank_account", "iban"),
    ),
    "centred": Style(
        "en", "£1,234.56", "{dd} {mon} {yyyy}", ("text", "person", "name", "period", "qtyunit", "price", "amount"), totals=("payable",),
        facts=("number", "issued", "due", "order_reference"), currency="GBP",
        labels={"number": "Invoice no", "issued": "Date", "payable": "Total now due", "text": "Particulars", "price": "Price",
                "order_reference": "Order no"}, seller=("registration", "bank_account"),
    ),
    "people": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yyyy}", ("person", "name", "text", "from", "to", "qtyunit", "price", "amount"), totals=("total",),
        facts=("number", "issued", "due", "order_reference", "period"), currency="GBP",
        labels={"person": "Person no.", "subtotal": "Total for person", "total": "Grand total", "text": "Service", "amount": "Charge"},
        seller=("registration", "bank_account"),
    ),
}  # fmt: skip

_DUE = ("text", "from", "to", "amount")
_MOVED = ("from", "text", "amount", "gross")
DENMARK_NOTICES: dict[str, Style] = {
    "dunning": Style(
        "da", "1.234,56", "{dd}-{mm}-{yyyy}", _DUE, totals=("payable",), currency="DKK",
        labels={"text": "Faktura", "from": "Fakturadato", "to": "Forfald", "issued": "Dato", "due": "Betales senest", "number": "Rykker nr.",
                "payable": "At betale DKK"},
    ),
    "notice": Style(
        "da", "1.234,56 kr.", "{d}. {month} {yyyy}", _DUE, totals=("payable",), currency="DKK", accent="#8a2f2f",
        labels={"issued": "Dato", "due": "Sidste frist", "number": "Vor ref.", "payable": "Skyldigt beløb"},
        seller=("registration", "bank_account", "iban"),
    ),
    "demand": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", _DUE, totals=("payable",), currency="DKK",
        labels={"text": "Vedrørende", "from": "Dato", "to": "Forfaldt", "issued": "Dato", "due": "Betalingsfrist", "number": "Sagsnr.",
                "payable": "Til betaling i alt DKK"},
    ),
    "open_items": Style(
        "da", "1.234,56", "{dd}-{mm}-{yy}", _MOVED, totals=("total",), currency="DKK",
        labels={"text": "Tekst", "from": "Dato", "gross": "Saldo", "issued": "Pr. dato", "due": "Frist", "number": "Kontonr.", "total": "Saldo DKK"},
    ),
    "ageing": Style(
        "da", "1.234,56", "{dd}.{mm}.{yyyy}", _MOVED, totals=("total",), currency=None,
        labels={"text": "Bilag", "from": "Bogført", "gross": "Rest", "issued": "Udskrevet", "due": "Frist", "number": "Debitor",
                "total": "Udestående i alt"}, seller=("registration", "bank_account", "iban"),
    ),
    "account_card": Style(
        "da", "kr. 1.234,56", "{d}. {mon} {yyyy}", _MOVED, totals=("total",), currency="DKK", accent="#2d4f6b",
        labels={"text": "Postering", "from": "Dato", "gross": "Herefter", "issued": "Opgjort den", "due": "Senest", "number": "Kunde",
                "total": "Deres saldo"},
    ),
}  # fmt: skip
ENGLAND_NOTICES: dict[str, Style] = {
    "dunning": Style(
        "en", "£1,234.56", "{dd}/{mm}/{yyyy}", _DUE, totals=("payable",), currency="GBP",
        labels={"text": "Invoice", "from": "Dated", "to": "Due", "issued": "Date", "due": "Pay by", "number": "Our ref",
                "payable": "Total overdue"},
    ),
    "notice": Style(
        "en", "£1,234.56", "{d} {month} {yyyy}", _DUE, totals=("payable",), currency="GBP", accent="#7b2d26",
        labels={"issued": "Date", "due": "Last date for payment", "number": "Reference", "payable": "Amount outstanding"},
        seller=("registration", "bank_account", "iban"),
    ),
    "demand": Style(
        "en", "1,234.56", "{dd}/{mm}/{yy}", _DUE, totals=("payable",), currency="GBP",
        labels={"text": "In respect of", "from": "Date", "to": "Fell due", "issued": "Date", "due": "Payable by", "number": "Case",
                "payable": "Now payable GBP"},
    ),
    "open_items": Style(
        "en", "1,234.56", "{dd}/{mm}/{yyyy}", _MOVED, totals=("total",), currency="GBP",
        labels={"text": "Details", "from": "Date", "gross": "Balance", "issued": "As at", "due": "Due", "number": "Account no.",
                "total": "Balance due GBP"},
    ),
    "ageing": Style(
        "en", "£1,234.56", "{dd} {mon} {yyyy}", _MOVED, totals=("total",), currency="GBP",
        labels={"text": "Transaction", "from": "Posted", "gross": "Outstanding", "issued": "Printed", "due": "Settle by", "number": "Ledger",
                "total": "Total outstanding"}, seller=("registration", "bank_account", "iban"),
    ),
    "account_card": Style(
        "en", "£1,234.56", "{d} {mon} {yyyy}", _MOVED, totals=("total",), currency="GBP", accent="#35524a",
        labels={"text": "Entry", "from": "Date", "gross": "Running total", "issued": "Drawn up on", "due": "By", "number": "Customer",
                "total": "You owe us"},
    ),
}  # fmt: skip
