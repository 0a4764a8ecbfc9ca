"""Where the money is asked to go: one form for each kind of account, and every one that the document offers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extract.readers.xml_tree import SURE, Element, reading, text_of
from models.document import Reading
from models.identifiers import clean_iban

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{6,30}\Z")
_SORT_CODE = re.compile(r"\d{2}-?\d{2}-?\d{2}\Z")
#: An IBAN whose check digits do not hold is given as it stands, and not trusted.
BROKEN_IBAN = 0.7


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the field of the supplier that holds its kind."""

    kind: str
    number: Reading[str]


def read_account(number: Element, branch: str, *, iban: bool = False) -> Account:
    """Read an account number with its branch: an IBAN, a Danish regnr-account or a British sortcode-account."""
    text = text_of(number)
    plain = "".join(text.split()).upper()
    if _IBAN.match(plain):
        return Account("iban", reading(number, plain, SURE if clean_iban(plain) else BROKEN_IBAN))
    branch = "".join(branch.split())
    if not iban and re.fullmatch(r"\d{4}", branch) and re.fullmatch(r"\d{4,10}", plain):
        return Account("bank_account", reading(number, f"{branch}-{plain}"))
    if not iban and _SORT_CODE.match(branch) and re.fullmatch(r"\d{6,8}", plain):
        return Account("bank_account", reading(number, f"{branch.replace('-', '')}-{plain}"))
    return Account("other_accounts", reading(number, text))


def as_supplier_fields(accounts: Sequence[Account]) -> dict[str, Any]:
    """Return the first account of each kind under its name and all further ones as `other_accounts`."""
    fields: dict[str, Any] = {}
    others: list[Reading[str]] = []
    for account in accounts:
        known = {each.value for each in fields.values()} | {each.value for each in others}
        if account.number.value in known:
            continue
        if account.kind in fields or account.kind == "other_accounts":
            others.append(account.number)
        else:
            fields[account.kind] = account.number
    return fields | {"other_accounts": tuple(others)}
