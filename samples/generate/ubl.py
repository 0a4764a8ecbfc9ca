"""E-invoices: OIOUBL 2.1 (NemHandel) and Peppol BIS Billing 3, invoices and credit notes.

OIOUBL has no agreed place for the citizen's number, so each supplier puts it somewhere else (`place`).
"""

from __future__ import annotations

import base64
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from samples.generate.values import Doc, Line

UNIT_CODES = {"day": "DAY", "month": "MON", "hour": "HUR", "week": "WEE", "session": "EA", "night": "EA", "visit": "EA"}
NAMESPACES = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


def dashed(cpr: str) -> str:
    return f"{cpr[:6]}-{cpr[6:]}"


def uuid_of(doc: Doc) -> str:
    """The document's identity, from who sends it and its number."""
    return str(uuid5(NAMESPACE_URL, f"{doc.seller.email}/{doc.kind}/{doc.number}"))


def _b(tag: str, value: object, **attributes: str) -> str:
    if value in (None, ""):
        return ""
    shown = "".join(f' {name}="{text}"' for name, text in attributes.items())
    return f"<cbc:{tag}{shown}>{escape(str(value))}</cbc:{tag}>"


def _a(tag: str, *parts: str) -> str:
    inner = "".join(parts)
    return f"<cac:{tag}>{inner}</cac:{tag}>" if inner else ""


def _money(tag: str, value: Decimal, doc: Doc) -> str:
    return _b(tag, f"{value:.2f}", currencyID=doc.currency)


def _document(root: str, content: str) -> bytes:
    space = f'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {NAMESPACES}'
    text = f"<{root} {space}>{content}</{root}>".replace("><cac:", ">\n<cac:")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def oioubl(doc: Doc, place: str = "note", *, pdf: bytes | None = None, total_only: bool = False) -> bytes:
    """Write an OIOUBL 2.1 invoice or credit note; `place` says where the citizen's number stands."""
    credit = doc.kind == "credit-note"
    root = "CreditNote" if credit else "Invoice"
    first = next((line.person for line in doc.lines if line.person), None)
    kind = "" if credit else _b("InvoiceTypeCode", "380", listID="urn:oioubl:codelist:invoicetypecode-1.1", listAgencyID="320")
    note = dashed(first) if place == "header-note" and first else "; ".join(doc.notes)
    order = dashed(first) if place == "order" and first else doc.order_reference
    lines = (
        (Line("Ophold iflg. vedlagte specifikation", doc.net, quantity=Decimal(1), unit_price=doc.net),)
        if total_only
        else doc.lines
    )
    head = [
        _b("UBLVersionID", "2.0"), _b("CustomizationID", "OIOUBL-2.1"),
        _b("ProfileID", "urn:www.nesubl.eu:profiles:profile5:ver2.0", schemeID="urn:oioubl:id:profileid-1.2", schemeAgencyID="320"),
        _b("ID", doc.number), _b("CopyIndicator", "false"), _b("UUID", doc.uuid or uuid_of(doc)), _b("IssueDate", doc.issued), kind,
        _b("Note", note), _b("DocumentCurrencyCode", doc.currency), _a("OrderReference", _b("ID", order)),
        _a("BillingReference", _a("InvoiceDocumentReference", _b("ID", doc.credits))) if doc.credits else "",
        _attached(doc, pdf), _oio_seller(doc), _oio_buyer(doc), "" if credit else _oio_payment(doc), _oio_tax(doc),
        _a("LegalMonetaryTotal", _money("LineExtensionAmount", doc.net, doc), _money("TaxExclusiveAmount", doc.tax, doc),
           _money("TaxInclusiveAmount", doc.net + doc.tax, doc), _money("PayableAmount", doc.total, doc)),
    ]  # fmt: skip
    body = [_oio_line(doc, line, number, place) for number, line in enumerate(lines, 1)]
    return _document(root, "".join(head + body))


def _attached(doc: Doc, pdf: bytes | None) -> str:
    if pdf is None:
        return ""
    data = base64.b64encode(pdf).decode()
    name = f"specifikation-{doc.number}.pdf"
    return _a("AdditionalDocumentReference", _b("ID", "1"), _b("DocumentType", "Specifikation"),
              _a("Attachment", _b("EmbeddedDocumentBinaryObject", data, mimeCode="application/pdf", filename=name)))  # fmt: skip


def _oio_seller(doc: Doc) -> str:
    number = f"DK{doc.seller.registration}"
    return _a("AccountingSupplierParty", _a("Party",
        _b("EndpointID", number, schemeID="DK:CVR"), _a("PartyIdentification", _b("ID", number, schemeID="DK:CVR")),
        _a("PartyName", _b("Name", doc.seller.name)), _oio_address(doc.seller.address),
        _a("PartyTaxScheme", _b("CompanyID", number, schemeID="DK:SE"), _a("TaxScheme", _b("ID", "63"), _b("Name", "Moms"))),
        _a("PartyLegalEntity", _b("RegistrationName", doc.seller.name), _b("CompanyID", number, schemeID="DK:CVR")),
        _a("Contact", _b("ID", "1"), _b("Telephone", doc.seller.phone), _b("ElectronicMail", doc.seller.email))))  # fmt: skip


def _oio_address(address: tuple[str, ...]) -> str:
    street, _, house = address[0].rpartition(" ")
    zone, _, city = address[-1].partition(" ")
    return _a("PostalAddress", _b("AddressFormatCode", "StructuredDK"), _b("StreetName", street), _b("BuildingNumber", house),
              _b("CityName", city), _b("PostalZone", zone), _a("Country", _b("IdentificationCode", "DK")))  # fmt: skip


def _oio_buyer(doc: Doc) -> str:
    contact = _a("Contact", _b("ID", doc.buyer_reference)) if doc.buyer_reference else ""
    return _a("AccountingCustomerParty", _a("Party", _b("EndpointID", doc.buyer_gln, schemeID="GLN"),
        _a("PartyIdentification", _b("ID", doc.buyer_gln, schemeID="GLN")), _a("PartyName", _b("Name", doc.buyer[0])),
        _oio_address(doc.buyer[-2:]), contact))  # fmt: skip


def _oio_payment(doc: Doc) -> str:
    branch, account = (doc.seller.bank_account or "-").split("-")
    return _a("PaymentMeans", _b("ID", "1"), _b("PaymentMeansCode", "42"), _b("PaymentDueDate", doc.due),
              _b("PaymentChannelCode", "DK:BANK", listID="urn:oioubl:codelist:paymentchannelcode-1.1"),
              _a("PayeeFinancialAccount", _b("ID", account), _a("FinancialInstitutionBranch", _b("ID", branch))))  # fmt: skip


def _oio_tax(doc: Doc) -> str:
    scheme = _a("TaxScheme", _b("ID", "63"), _b("Name", "Moms"))
    return _a("TaxTotal", _money("TaxAmount", doc.tax, doc), _a("TaxSubtotal", _money("TaxableAmount", doc.net, doc),
              _money("TaxAmount", doc.tax, doc), _a("TaxCategory", _b("ID", "ZeroRated"), _b("Percent", "0"), scheme)))  # fmt: skip


def _oio_line(doc: Doc, line: Line, number: int, place: str) -> str:
    credit = doc.kind == "credit-note"
    tag = "CreditNoteLine" if credit else "InvoiceLine"
    cpr = dashed(line.person) if line.person else ""
    note = f"CPR {cpr}" if place == "note" and cpr else ""
    described = " ".join(t for t in (_spoken(line), f"CPR {cpr}" if place == "description" and cpr else "") if t)
    delivery = ""
    if place == "delivery" and cpr:
        party = _a("DeliveryParty", _a("PartyIdentification", _b("ID", line.person, schemeID="DK:CPR")))
        delivery = _a("Delivery", _requested(line), party)
    elif place == "property" and line.period:
        delivery = _a("Delivery", _requested(line))
    extra = _a("AdditionalItemProperty", _b("Name", "Borger CPR"), _b("Value", cpr)) if place == "property" and cpr else ""
    quantity = line.quantity if line.quantity is not None else Decimal(1)
    count = _b(
        "CreditedQuantity" if credit else "InvoicedQuantity", f"{quantity:f}", unitCode=UNIT_CODES.get(line.unit or "", "EA")
    )
    return _a(tag, _b("ID", number), _b("Note", note), count, _money("LineExtensionAmount", line.amount, doc), delivery,
              _a("Item", _b("Description", described), _b("Name", line.text), extra),
              _a("Price", _money("PriceAmount", line.unit_price if line.unit_price is not None else line.amount, doc)))  # fmt: skip


def _requested(line: Line) -> str:
    assert line.period
    return _a("RequestedDeliveryPeriod", _b("StartDate", line.period[0]), _b("EndDate", line.period[1]))


def _spoken(line: Line) -> str:
    """The period in words, as most suppliers write it."""
    from samples.generate.numbers import day, is_month

    if not line.period:
        return ""
    if is_month(*line.period):
        return day(line.period[0], "{month} {yyyy}", "da").capitalize()
    return " - ".join(day(d, "{dd}.{mm}.{yyyy}", "da") for d in line.period)


def peppol(doc: Doc) -> bytes:
    """Write a Peppol BIS Billing 3 invoice or credit note."""
    credit = doc.kind == "credit-note"
    root, code = ("CreditNote", "CreditNoteTypeCode") if credit else ("Invoice", "InvoiceTypeCode")
    period = doc.header_period
    scheme = {"dk": "0184", "gb": "9932"}[doc.country]
    head = [
        _b("CustomizationID", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"),
        _b("ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"), _b("ID", doc.number), _b("IssueDate", doc.issued),
        "" if credit else _b("DueDate", doc.due), _b(code, "381" if credit else "380"), _b("Note", "; ".join(doc.notes)),
        _b("DocumentCurrencyCode", doc.currency), _b("BuyerReference", doc.buyer_reference),
        _a("InvoicePeriod", _b("StartDate", period[0]), _b("EndDate", period[1])) if period else "",
        _a("OrderReference", _b("ID", doc.order_reference)) if doc.order_reference else "",
        _a("BillingReference", _a("InvoiceDocumentReference", _b("ID", doc.credits))) if doc.credits else "",
        _a("AccountingSupplierParty", _peppol_seller(doc, scheme)), _a("AccountingCustomerParty", _peppol_buyer(doc)),
        _a("PaymentMeans", _b("PaymentMeansCode", "30"), _b("PaymentID", doc.number),
           _a("PayeeFinancialAccount", _b("ID", doc.seller.iban))) if doc.seller.iban else "",
        _a("TaxTotal", _money("TaxAmount", doc.tax, doc), _a("TaxSubtotal", _money("TaxableAmount", doc.net, doc),
           _money("TaxAmount", doc.tax, doc), _a("TaxCategory", _b("ID", "E"), _b("Percent", "0"),
           _b("TaxExemptionReason", "Exempt"), _a("TaxScheme", _b("ID", "VAT"))))),
        _a("LegalMonetaryTotal", _money("LineExtensionAmount", doc.net, doc), _money("TaxExclusiveAmount", doc.net, doc),
           _money("TaxInclusiveAmount", doc.net + doc.tax, doc), _money("PayableAmount", doc.total, doc)),
    ]  # fmt: skip
    return _document(root, "".join(head + [_peppol_line(doc, line, number) for number, line in enumerate(doc.lines, 1)]))


def _peppol_seller(doc: Doc, scheme: str) -> str:
    seller = doc.seller
    return _a("Party", _b("EndpointID", seller.vat_number if scheme == "9932" else seller.registration, schemeID=scheme), _a("PartyName", _b("Name", seller.name)),
              _peppol_address(seller.address, seller.country),
              _a("PartyTaxScheme", _b("CompanyID", seller.vat_number), _a("TaxScheme", _b("ID", "VAT"))) if seller.vat_number else "",
              _a("PartyLegalEntity", _b("RegistrationName", seller.name), _b("CompanyID", seller.registration)))  # fmt: skip


def _peppol_buyer(doc: Doc) -> str:
    country = "DK" if doc.country == "dk" else "GB"
    return _a("Party", _b("EndpointID", doc.buyer_gln or "5069999000014", schemeID="0088"), _a("PartyName", _b("Name", doc.buyer[0])),
              _peppol_address(doc.buyer[-2:], country), _a("PartyLegalEntity", _b("RegistrationName", doc.buyer[0])))  # fmt: skip


def _peppol_address(address: tuple[str, ...], country: str) -> str:
    return _a(
        "PostalAddress",
        _b("StreetName", address[0]),
        _b("CityName", address[-1]),
        _a("Country", _b("IdentificationCode", country)),
    )


def _peppol_line(doc: Doc, line: Line, number: int) -> str:
    credit = doc.kind == "credit-note"
    quantity = line.quantity if line.quantity is not None else Decimal(1)
    person = line.person or ""
    shown = dashed(person) if doc.country == "dk" and person else person
    name = "Borger CPR" if doc.country == "dk" else "Person ID"
    count = _b(
        "CreditedQuantity" if credit else "InvoicedQuantity", f"{quantity:f}", unitCode=UNIT_CODES.get(line.unit or "", "EA")
    )
    period = _a("InvoicePeriod", _b("StartDate", line.period[0]), _b("EndDate", line.period[1])) if line.period else ""
    return _a("CreditNoteLine" if credit else "InvoiceLine", _b("ID", number), count, _money("LineExtensionAmount", line.amount, doc),
              period, _a("Item", _b("Name", line.text), _a("ClassifiedTaxCategory", _b("ID", "E"), _b("Percent", "0"),
              _a("TaxScheme", _b("ID", "VAT"))), _a("AdditionalItemProperty", _b("Name", name), _b("Value", shown)) if shown else ""),
              _a("Price", _money("PriceAmount", line.unit_price if line.unit_price is not None else line.amount, doc)))  # fmt: skip
