"""Prisme (Fujitsu): postings as G69 records and payments as G68 records, both with floating fields.

A record is a head and then fields, each a number and a value, in ascending order, with `&` between them. The numbers and
lengths are those seen in programs that are in use; which places, machine numbers and codes a council has must come from
its Prisme: see docs/exports.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.finding import Finding, Severity
from models.identifiers import clean_cvr
from models.money import Money
from models.posting import Batch
from outbound.batches import Entry, build_entries
from outbound.exports import Format
from outbound.payments import Payment, build_payments, check_payments
from outbound.texts import one_line

ENCODING = "iso-8859-1"
CODE_CPR, CODE_CVR = "02", "11"
#: Head of a posting: ordinary, floating fields.
_NORMAL, _FLOATING = "NOR", "FLYD"
_TEXT, _REFERENCE, _MESSAGE = 35, 20, 81
_ACCOUNT_DIGITS = 15


def prisme_g69(batch: Batch) -> bytes:
    """Return the postings, one record for each voucher line; they balance for the machine number and the day."""
    lines = (_posting(batch, number, entry) for number, entry in enumerate(build_entries(batch), 1))
    return _file(lines)


def prisme_g68(batch: Batch) -> bytes:
    """Return the payments to suppliers by CVR number; the account is the one that Prisme holds for the number (NemKonto)."""
    return _file(_payment(batch, number, payment) for number, payment in enumerate(build_payments(batch), 1))


def check_g69(batch: Batch) -> Iterator[Finding]:
    """Yield what Prisme would refuse in the postings."""
    yield from _check_settings(batch)
    for entry in build_entries(batch):
        if not entry.account.isdigit() or len(entry.account) > _ACCOUNT_DIGITS:
            why = f"Account {entry.account} of posting {entry.posting.posting_id} is not a number of at most 15 digits."
            yield _refuse("prisme-account", why)
        if not _fits(entry.text):
            why = f"The text of posting {entry.posting.posting_id} has a character that {ENCODING} does not. Correct the master data."
            yield _refuse("prisme-character", why)


def check_g68(batch: Batch) -> Iterator[Finding]:
    """Yield what Prisme would refuse in the payments."""
    yield from _check_settings(batch)
    yield from check_payments(batch)
    if batch.currency != "DKK":
        yield _refuse("prisme-currency", f"Prisme pays kroner only; the batch is in {batch.currency}.")
    for supplier in sorted({each.supplier_id for each in batch.postings if not clean_cvr(each.supplier_registration or "")}):
        yield _refuse("prisme-payee", f"Supplier {supplier} has no CVR number, so Prisme cannot find its account.")


def _posting(batch: Batch, number: int, entry: Entry) -> str:
    place, town, kind = _setting(batch, "place"), _setting(batch, "municipality"), _setting(batch, "organisation_type")
    head = f"{place}G69{number:05d}{town}{kind}{_NORMAL}{_FLOATING}"
    fields = {
        "103": _setting(batch, "machine"),
        "104": f"{number:07d}",
        "110": _day(batch.created),
        "111": entry.account.zfill(_ACCOUNT_DIGITS),
        "112": _ore(entry.amount),
        "113": "D" if entry.debit else "K",
        "114": f"{batch.created:%Y}",
        "153": _text(entry.text, _TEXT),
    }
    posting = entry.posting
    if not entry.balancing:
        # The identity of the posting: short enough for the field, and unique for ever.
        fields["250"] = posting.posting_id[:_REFERENCE]
        if posting.person_number and posting.person_number_kind == "cpr":
            fields |= {"132": CODE_CPR, "133": posting.person_number}
    return _record(head, fields)


def _payment(batch: Batch, number: int, payment: Payment) -> str:
    place, machine = _setting(batch, "place"), _setting(batch, "machine")
    fields = {
        "02": _setting(batch, "municipality"),
        "03": _setting(batch, "organisation_type"),
        "07": "0" * 18,
        "08": f"{payment.amount.minor:011d}",
        "09": "+",
        "10": CODE_CVR,
        "11": (clean_cvr(payment.registration or "") or "").zfill(14),
        "12": _day(batch.pay_on or batch.created),
        "16": f"{_day(batch.created)}{machine}{number:07d}",
        "40": _text(payment.message, _MESSAGE),
    }
    return _record(f"{place}G68{number:05d}011", fields)


def _record(head: str, fields: dict[str, str]) -> str:
    return "&".join([head, *(key + fields[key] for key in sorted(fields))])


def _file(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


#: What a council's Prisme is called by, with the number of digits of each.
SETTINGS = {"place": 3, "municipality": 4, "organisation_type": 2, "machine": 5}


def _setting(batch: Batch, name: str) -> str:
    return batch.setting(f"prisme.{name}", "0").zfill(SETTINGS[name])


def _check_settings(batch: Batch) -> Iterator[Finding]:
    for name, width in SETTINGS.items():
        value = _setting(batch, name)
        if len(value) != width or not value.isdigit():
            yield _refuse("prisme-setting", f"The setting prisme.{name} is not a number of at most {width} digits.")


def _ore(amount: Money) -> str:
    """Return an amount in øre: twelve digits and the place of the sign, which is a space because amounts are positive."""
    return f"{amount.minor:012d} "


def _text(text: str, width: int) -> str:
    return one_line(text.replace("&", "+").replace("!", ".").replace("\\", "/"))[:width].rstrip()


def _fits(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _refuse(code: str, detail: str) -> Finding:
    return Finding(code, Severity.BLOCK, detail)


PRISME_G69 = Format("prisme-g69", "txt", f"text/plain; charset={ENCODING}", prisme_g69, check=check_g69)
PRISME_G68 = Format("prisme-g68", "txt", f"text/plain; charset={ENCODING}", prisme_g68, pays=True, check=check_g68)
