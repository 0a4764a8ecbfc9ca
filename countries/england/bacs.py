"""Bacs direct credits as a Standard 18 file for a single processing day, to be submitted by Bacs-approved software.

Data records have 100 characters, labels 80. The positions of the first fields of a data record are confirmed by published
guides; the rest, and the labels, follow bank guides that agree with each other: let the bureau check a first file. See
docs/exports.md. Lines end with CR LF.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models.finding import Finding, Severity
from models.money import Money, total
from models.posting import Batch, Payer
from outbound.exports import Format
from outbound.payments import Payment, british_account, build_payments, check_payments, payer_of
from outbound.records import Field, write_record
from outbound.texts import bacs_text

DATA = (
    Field("destination sort code", 1, 6, digits=True),
    Field("destination account", 7, 8, digits=True),
    Field("account type", 15, 1, "0"),
    Field("transaction code", 16, 2),
    Field("originating sort code", 18, 6, digits=True),
    Field("originating account", 24, 8, digits=True),
    Field("free", 32, 4, ""),
    Field("amount in pence", 36, 11, digits=True),
    Field("service user's name", 47, 18),
    Field("reference", 65, 18),
    Field("destination name", 83, 18),
)
VOL1 = (
    Field("label", 1, 4, "VOL1"),
    Field("serial", 5, 6, digits=True),
    Field("user", 42, 6, digits=True),
    Field("level", 80, 1, "1"),
)
FILE_LABEL = (
    Field("label", 1, 4),
    Field("file identifier", 5, 1, "A"),
    Field("user", 6, 6, digits=True),
    Field("file type", 12, 1, "S"),
    Field("file number", 15, 1, "1"),
    Field("user", 16, 6, digits=True),
    Field("serial", 22, 6, digits=True),
    Field("section", 28, 4, "0001"),
    Field("sequence", 32, 4, "0001"),
    Field("created", 42, 6),
    Field("expires", 48, 6),
    Field("accessibility", 54, 1, "0"),
    Field("blocks", 55, 6, digits=True),
)
FORM_LABEL = (
    Field("label", 1, 4),
    Field("format", 5, 1, "F"),
    Field("block length", 6, 5, "02000"),
    Field("record length", 11, 5, "00100"),
    Field("buffer offset", 51, 2, "00"),
)
UHL1 = (
    Field("label", 1, 4, "UHL1"),
    Field("processing day", 5, 6),
    Field("receiving party", 11, 10, "999999"),
    Field("currency", 21, 2, "00"),
    Field("country", 23, 6, "000000"),
    Field("work code", 29, 9, "1 DAILY"),
    Field("file number", 38, 3, "001"),
)
UTL1 = (
    Field("label", 1, 4, "UTL1"),
    Field("debit total", 5, 13, digits=True),
    Field("credit total", 18, 13, digits=True),
    Field("debit count", 31, 7, digits=True),
    Field("credit count", 38, 7, digits=True),
)

_DATA_WIDTH, _LABEL_WIDTH, _BLOCK = 100, 80, 2000
_CREDIT, _CONTRA_DEBIT = "99", "17"
_MOST_PENCE = 10**11 - 1


def bacs_standard_18(batch: Batch) -> bytes:
    """Return the file: volume, headers, one credit for each transfer, the contra debit, trailers."""
    payments = build_payments(batch)
    sum_paid = total((payment.amount for payment in payments), batch.currency)
    payer = payer_of(batch)
    records = [_credit(payer, payment) for payment in payments]
    records.append(_contra(payer, sum_paid))
    lines = [*_headers(batch, payer), *records, *_trailers(batch, payer, sum_paid, len(payments))]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def check_bacs(batch: Batch) -> Iterator[Finding]:
    """Yield what Bacs would refuse."""
    problems = list(check_payments(batch))
    yield from problems
    if batch.currency != "GBP":
        yield _refuse("bacs-currency", f"Bacs carries pounds only; the batch is in {batch.currency}.")
    if problems or batch.payer is None:
        return
    if british_account(batch.payer.account) is None:
        yield _refuse("bacs-payer-account", "The payer's account is not a sort code and an account number.")
    if len(batch.payer.user_number) != 6 or not batch.payer.user_number.isdigit():
        yield _refuse("bacs-user-number", "The payer's Bacs service user number is not six digits. Set it in the settings.")
    for supplier in sorted(
        {each.supplier_id for each in batch.postings if british_account(each.supplier_account or "") is None}
    ):
        yield _refuse("bacs-account", f"The account of supplier {supplier} is not a sort code and an account number.")
    for payment in build_payments(batch):
        if payment.amount.minor > _MOST_PENCE or not bacs_text(payment.payee):
            yield _refuse("bacs-payment", f"Transfer {payment.identity} has an amount or a name that Bacs cannot carry.")


def _credit(payer: Payer, payment: Payment) -> str:
    sort_code, account = british_account(payment.account) or ("", "")
    own_sort_code, own_account = british_account(payer.account) or ("", "")
    values = {
        "destination sort code": sort_code,
        "destination account": account,
        "transaction code": _CREDIT,
        "originating sort code": own_sort_code,
        "originating account": own_account,
        "amount in pence": str(payment.amount.minor),
        "service user's name": bacs_text(payer.name),
        "reference": payment.reference,
        "destination name": bacs_text(payment.payee),
    }
    return write_record(DATA, _DATA_WIDTH, values)


def _contra(payer: Payer, amount: Money) -> str:
    sort_code, account = british_account(payer.account) or ("", "")
    values = {
        "destination sort code": sort_code,
        "destination account": account,
        "transaction code": _CONTRA_DEBIT,
        "originating sort code": sort_code,
        "originating account": account,
        "amount in pence": str(amount.minor),
        "service user's name": bacs_text(payer.name),
        "reference": "CONTRA",
        "destination name": bacs_text(payer.name),
    }
    return write_record(DATA, _DATA_WIDTH, values)


def _headers(batch: Batch, payer: Payer) -> list[str]:
    return [
        _label(VOL1, serial=_serial(batch), user=payer.user_number),
        _file_label("HDR1", batch, payer, blocks=0),
        _label(FORM_LABEL, label="HDR2"),
        _label(UHL1, **{"processing day": _julian(_pay_on(batch))}),
    ]


def _trailers(batch: Batch, payer: Payer, sum_paid: Money, count: int) -> list[str]:
    blocks = -(-(count + 1) * _DATA_WIDTH // _BLOCK)
    totals = {"debit total": str(sum_paid.minor), "credit total": str(sum_paid.minor)}
    return [
        _file_label("EOF1", batch, payer, blocks=blocks),
        _label(FORM_LABEL, label="EOF2"),
        _label(UTL1, **totals, **{"debit count": "1", "credit count": str(count)}),
    ]


def _file_label(name: str, batch: Batch, payer: Payer, blocks: int) -> str:
    return _label(
        FILE_LABEL,
        label=name,
        user=payer.user_number,
        serial=_serial(batch),
        created=_julian(batch.created),
        expires=_julian(_pay_on(batch) + timedelta(days=7)),
        blocks=str(blocks),
    )


def _label(table: tuple[Field, ...], **values: str) -> str:
    return write_record(table, _LABEL_WIDTH, values)


def _serial(batch: Batch) -> str:
    """Return six digits that no other submission of the day has, and that are never all zeros."""
    return str((batch.number - 1) % 999_999 + 1)


def _pay_on(batch: Batch) -> date:
    if batch.pay_on is None:
        raise ValueError("a payment file needs a day; check_bacs was not asked")
    return batch.pay_on


def _julian(day: date) -> str:
    """Return a day as Bacs writes it: a space, the year, the day of the year.

    >>> _julian(date(2026, 7, 3))
    ' 26184'
    """
    return f" {day:%y%j}"


def _refuse(code: str, detail: str) -> Finding:
    return Finding(code, Severity.BLOCK, detail)


BACS_18 = Format("bacs-18", "txt", "text/plain; charset=us-ascii", bacs_standard_18, pays=True, check=check_bacs)
