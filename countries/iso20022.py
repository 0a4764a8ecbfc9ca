"""ISO 20022 customer credit transfers, pain.001.001.09, as banks in Denmark and Britain take them.

Accounts are given as IBAN where the master data has one, else as the country's own number (BBAN); a British sort code
names the bank. Which of the two a bank wants, and its own codes, are agreed with the bank: see docs/exports.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from models.finding import Finding, Severity
from models.identifiers import clean_iban, compact
from models.money import total
from models.posting import Batch
from outbound.exports import Format
from outbound.payments import Payment, british_account, build_payments, check_payments, danish_account, payer_of
from outbound.texts import field_text

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


def pain_001(batch: Batch) -> bytes:
    """Return the file: one payment information block, one transfer for each invoice or supplier, sums recomputed."""
    payments = build_payments(batch)
    count, control = str(len(payments)), _amount(total((each.amount for each in payments), batch.currency).decimal)
    document = Element("Document", xmlns=NAMESPACE)
    root = SubElement(document, "CstmrCdtTrfInitn")
    _header(SubElement(root, "GrpHdr"), batch, count, control)
    _information(SubElement(root, "PmtInf"), batch, payments, count, control)
    indent(document)
    xml: str = tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'.encode()


def check_pain(batch: Batch) -> Iterator[Finding]:
    """Yield what a bank would refuse."""
    problems = list(check_payments(batch))
    yield from problems
    if problems or batch.payer is None:
        return
    if not _is_account(batch.payer.account):
        yield _refuse("pain-payer-account", "The payer's account is neither an IBAN nor a national account number.")
    for supplier in sorted({each.supplier_id for each in batch.postings if not _is_account(each.supplier_account or "")}):
        yield _refuse("pain-account", f"The account of supplier {supplier} is neither an IBAN nor a national account number.")


def _header(header: Element, batch: Batch, count: str, control: str) -> None:
    _text(header, "MsgId", _message_id(batch))
    # The batch's own day, not the clock's: the same batch gives the same bytes.
    _text(header, "CreDtTm", f"{batch.created.isoformat()}T00:00:00")
    _text(header, "NbOfTxs", count)
    _text(header, "CtrlSum", control)
    party = SubElement(header, "InitgPty")
    _text(party, "Nm", _name(payer_of(batch).name))


def _information(block: Element, batch: Batch, payments: tuple[Payment, ...], count: str, control: str) -> None:
    payer = payer_of(batch)
    _text(block, "PmtInfId", _message_id(batch))
    _text(block, "PmtMtd", "TRF")
    _text(block, "NbOfTxs", count)
    _text(block, "CtrlSum", control)
    _text(SubElement(block, "ReqdExctnDt"), "Dt", batch.pay_on.isoformat() if batch.pay_on else "")
    _text(SubElement(block, "Dbtr"), "Nm", _name(payer.name))
    _account(SubElement(block, "DbtrAcct"), payer.account)
    _agent(SubElement(block, "DbtrAgt"), payer.account, payer.bic)
    for payment in payments:
        _transfer(SubElement(block, "CdtTrfTxInf"), payment)


def _transfer(transfer: Element, payment: Payment) -> None:
    _text(SubElement(transfer, "PmtId"), "EndToEndId", payment.identity)
    amount = SubElement(SubElement(transfer, "Amt"), "InstdAmt", Ccy=payment.amount.currency)
    amount.text = _amount(payment.amount.decimal)
    if british_account(payment.account):
        _agent(SubElement(transfer, "CdtrAgt"), payment.account, "")
    _text(SubElement(transfer, "Cdtr"), "Nm", _name(payment.payee))
    _account(SubElement(transfer, "CdtrAcct"), payment.account)
    if payment.message:
        # The standard has no empty message.
        _text(SubElement(transfer, "RmtInf"), "Ustrd", payment.message)


def _account(parent: Element, account: str) -> None:
    identity = SubElement(parent, "Id")
    if iban := clean_iban(account):
        _text(identity, "IBAN", iban)
        return
    other = SubElement(identity, "Othr")
    british = british_account(account)
    _text(other, "Id", british[1] if british else danish_account(account) or compact(account))
    _text(SubElement(other, "SchmeNm"), "Cd", "BBAN")


def _agent(parent: Element, account: str, bic: str) -> None:
    institution = SubElement(parent, "FinInstnId")
    if bic:
        _text(institution, "BICFI", bic)
    elif british := british_account(account):
        member = SubElement(institution, "ClrSysMmbId")
        _text(SubElement(member, "ClrSysId"), "Cd", "GBDSC")
        _text(member, "MmbId", british[0])
    else:
        _text(SubElement(institution, "Othr"), "Id", "NOTPROVIDED")


def _is_account(account: str) -> bool:
    return bool(clean_iban(account) or british_account(account) or danish_account(account))


def _message_id(batch: Batch) -> str:
    return f"AFSTEM-{batch.number:06d}-{batch.created:%Y%m%d}"


def _name(name: str) -> str:
    return field_text(name, 140) or "-"


def _amount(value: Decimal) -> str:
    return f"{value:f}"


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _refuse(code: str, detail: str) -> Finding:
    return Finding(code, Severity.BLOCK, detail)


PAIN_001 = Format("pain-001", "xml", "application/xml", pain_001, pays=True, check=check_pain)
