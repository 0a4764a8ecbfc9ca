"""Bank files as lines: MT940 (through mt-940), ISO 20022 camt.053, and the CSV files that bank portals give.

Opening balance and lines must make the closing balance; what does not is told by `BankStatement.difference`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from extract.statements.categories import income_category, spending_category
from extract.statements.columns import Column, Header, find_header
from extract.statements.grid import CERTAIN, Grid
from extract.statements.heads import read_head
from models.bank import BankLine, BankStatement
from models.document import Reading, Source
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.money import Money, total
from models.period import Period
from models.statement import Category, DpStatement, Transaction

MOST_BYTES = 50_000_000
#: ISO 20022 bank-to-customer statement, any version.
CAMT = b"urn:iso:std:iso:20022:tech:xsd:camt.053"


def read_bank_statements(data: bytes, currency: str = "GBP") -> list[BankStatement]:
    """Read a bank file of either standard, told apart by its content."""
    if len(data) > MOST_BYTES:
        raise UnreadableDocument("doc-too-large", f"This bank file has {len(data)} bytes; the most is {MOST_BYTES}.")
    if CAMT in data[:4000]:
        return read_camt053(data)
    if b":20:" in data[:4000] and b":60" in data:
        return read_mt940(data, currency)
    raise UnreadableDocument(
        "doc-format", "This is no MT940 and no camt.053 file: download one of these from the bank's portal, or a CSV file."
    )


def read_mt940(data: bytes, currency: str = "GBP") -> list[BankStatement]:
    """Read MT940: every statement in the file."""
    import mt940

    try:
        text = data.decode("utf-8") if _is_utf8(data) else data.decode("cp1252", "replace")
        return [_mt940(mt940.parse(message), currency) for message in _messages(text)]
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError, RuntimeError, ArithmeticError) as error:
        raise UnreadableDocument("doc-damaged", "This MT940 file is damaged: download it again from the bank.") from error


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _messages(text: str) -> Iterator[str]:
    """Split a file into its messages: the library would run several statements into one."""
    current: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith(":20:") and any(each.startswith(":20:") for each in current):
            yield "\n".join(current)
            current = []
        current.append(line)
    if any(each.startswith(":20:") for each in current):
        yield "\n".join(current)


def _mt940(parsed: Any, currency: str) -> BankStatement:
    opening, closing = parsed.data.get("final_opening_balance"), parsed.data.get("final_closing_balance")
    named = opening or closing
    money = str(named.amount.currency) if named is not None else currency
    raw = [
        (row.data["date"], row.data["amount"].amount, _mt940_text(row.data), f"line {number}")
        for number, row in enumerate(parsed.transactions, 1)
    ]
    return BankStatement(
        account=parsed.data.get("account_identification"),
        opening=_mt940_balance(opening, money),
        closing=_mt940_balance(closing, money),
        currency=money,
        lines=tuple(_lines(raw, money, str(parsed.data.get("account_identification") or ""))),
        covers=_covers(opening.date if opening else None, closing.date if closing else None),
    )


def _mt940_balance(balance: Any, currency: str) -> Money | None:
    return None if balance is None else Money.of(balance.amount.amount, currency)


def _mt940_text(data: dict[str, Any]) -> str:
    fields = (
        "customer_reference",
        "bank_reference",
        "extra_details",
        "transaction_details",
        "purpose",
        "applicant_name",
        "end_to_end_reference",
    )
    return " ".join(str(data[field]) for field in fields if data.get(field))


def read_camt053(data: bytes) -> list[BankStatement]:
    """Read camt.053: every statement in the file, batches booked as one sum left as one line."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("doc-damaged", "This camt.053 file is damaged: download it again from the bank.") from error
    try:
        return [_camt(node) for node in root.iter("{*}Stmt")]
    except (ValueError, ArithmeticError, AttributeError) as error:
        raise UnreadableDocument("doc-damaged", "This camt.053 file leaves out what the standard asks for.") from error


def _camt(node: Any) -> BankStatement:
    balances = {_text(each, "Tp/CdOrPrtry/Cd"): each for each in node.findall("{*}Bal")}
    opening = balances["OPBD"] if "OPBD" in balances else balances.get("PRCD")
    closing = balances.get("CLBD")
    currency = _text(node, "Acct/Ccy") or next((each.get("Ccy") for each in node.iter("{*}Amt")), "GBP")
    account = _text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id")
    raw = [
        (_camt_day(entry), _camt_amount(entry), _camt_text(entry), f"entry {number}")
        for number, entry in enumerate(node.findall("{*}Ntry"), 1)
        if (_text(entry, "Sts/Cd") or _text(entry, "Sts") or "BOOK") == "BOOK"
    ]
    return BankStatement(
        account=account,
        opening=_camt_balance(opening, currency),
        closing=_camt_balance(closing, currency),
        currency=currency,
        lines=tuple(_lines(raw, currency, account or "")),
        covers=_covers(_camt_end(node, "FrDtTm", opening), _camt_end(node, "ToDtTm", closing)),
    )


def _camt_end(node: Any, name: str, balance: Any) -> date | None:
    text = _text(node, f"FrToDt/{name}") or (_text(balance, "Dt/Dt") if balance is not None else None)
    return datetime.fromisoformat(text).date() if text else None


def _covers(start: date | None, end: date | None) -> Period | None:
    """Return the days between two balances, when the file gives both."""
    if start is None or end is None or end < start:
        return None
    return Period(date(start.year, start.month, start.day), date(end.year, end.month, end.day))


def _path(path: str) -> str:
    return "/".join("{*}" + step for step in path.split("/"))


def _text(node: Any, path: str) -> str | None:
    found = node.findtext(_path(path))
    return found.strip() if found and found.strip() else None


def _camt_amount(node: Any) -> Decimal:
    amount = Decimal(_text(node, "Amt") or "")
    return -amount if _text(node, "CdtDbtInd") == "DBIT" else amount


def _camt_balance(node: Any, currency: str) -> Money | None:
    return None if node is None else Money.of(_camt_amount(node), currency)


def _camt_day(entry: Any) -> date:
    for path in ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"):
        text = _text(entry, path)
        if text:
            return datetime.fromisoformat(text).date()
    raise ValueError("an entry without a date")


def _camt_text(entry: Any) -> str:
    names = ("EndToEndId", "InstrId", "AcctSvcrRef", "Nm", "Ustrd", "Ref", "AddtlNtryInf", "AddtlTxInf", "NtryRef")
    texts = [each.text.strip() for name in names for each in entry.iter("{*}" + name) if each.text and each.text.strip()]
    return " ".join(dict.fromkeys(text for text in texts if text != "NOTPROVIDED"))


def bank_from_grid(grid: Grid, currency: str = "GBP") -> BankStatement | None:
    """Read the table of a bank portal (CSV or sheet); None when it has no columns of a bank's."""
    header: Header | None = None
    raw: list[tuple[date, Decimal, str, str]] = []
    balances: list[Decimal] = []
    account = None
    for row in grid.rows:
        account = account or read_head(row.line).account_ref
        found = find_header(row)
        if found and header is None:
            header = found
        elif header is not None:
            booked = _booked(row, header)
            if booked:
                raw.append(booked)
                balance = row.at(header.of(Column.BALANCE))
                if balance and balance.amount is not None:
                    balances.append(balance.amount)
    if header is None or not raw:
        return None
    opening, closing = _ends(raw, balances)
    if closing is not None and opening is not None and raw[0][0] > raw[-1][0]:
        raw.reverse()
    return BankStatement(
        account=account,
        opening=None if opening is None else Money.of(opening, currency),
        closing=None if closing is None else Money.of(closing, currency),
        currency=currency,
        lines=tuple(_lines(raw, currency, account or "")),
    )


def _booked(row: Any, header: Header) -> tuple[date, Decimal, str, str] | None:
    day_cell = row.at(header.of(Column.DAY))
    day = day_cell.day if day_cell else None
    came, went, single = (row.at(header.of(name)) for name in (Column.MONEY_IN, Column.MONEY_OUT, Column.AMOUNT))
    cell = next((each for each in (came, went, single) if each and each.amount), None)
    if day is None or cell is None or cell.amount is None:
        return None
    amount = -abs(cell.amount) if cell is went else cell.amount
    texts = [each.text for each in row.own if each.amount is None and each.day is None]
    return day, amount, " ".join(texts), cell.source.origin


def _ends(raw: Sequence[tuple[date, Decimal, str, str]], balances: Sequence[Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """Return opening and closing from running balances, whichever way the list runs; none unless every row has one."""
    if len(balances) != len(raw):
        return None, None
    newest_first = raw[0][0] > raw[-1][0]
    amounts = [amount for _, amount, _, _ in raw]
    if newest_first:
        return balances[-1] - amounts[-1], balances[0]
    return balances[0] - amounts[0], balances[-1]


def _lines(raw: Iterable[tuple[Any, Decimal, str, str]], currency: str, account: str) -> Iterator[BankLine]:
    """Give lines with ids: the same booking has the same id in every file, and equal bookings of a day are counted."""
    seen: Counter[str] = Counter()
    for day, amount, text, origin in raw:
        plain = date(day.year, day.month, day.day)
        money = Money.of(amount, currency)
        basis = f"{account}|{plain.isoformat()}|{money}|{' '.join(text.split())}"
        seen[basis] += 1
        digest = hashlib.sha256(f"{basis}|{seen[basis]}".encode()).hexdigest()[:24]
        yield BankLine(digest, plain, money, text[:1000], Source(str(money), origin=origin))


def joined(statements: Sequence[BankStatement]) -> BankStatement:
    """Return a file's statements as one: banks send an account's days as statement after statement.

    Raises UnreadableDocument when they are of several accounts or currencies, or when one does not begin where the one before ended.
    """
    if not statements:
        raise UnreadableDocument("doc-format", "This file holds no bank statement.")
    first, last = statements[0], statements[-1]
    if len({(each.account, each.currency) for each in statements}) > 1:
        raise UnreadableDocument("doc-format", "This file is of several bank accounts. Download one file for each account.")
    for before, after in pairwise(statements):
        if before.closing is None or before.closing != after.opening:
            raise UnreadableDocument(
                "doc-format",
                "Statements are missing in this file: one does not begin with the balance that the one before ended with.",
            )
    if len(statements) == 1:
        return first
    ends = (first.covers.start, last.covers.end) if first.covers and last.covers else (None, None)
    raw = [(line.day, line.amount.decimal, line.text, line.source.origin) for each in statements for line in each.lines]
    return BankStatement(
        account=first.account,
        opening=first.opening,
        closing=last.closing,
        currency=first.currency,
        lines=tuple(_lines(raw, first.currency, first.account or "")),
        covers=_covers(*ends),
    )


def statement_from_bank(bank: BankStatement, period: Period, person_ref: str) -> DpStatement:
    """Return a self-managed or card account's statement for a period from its bank file.

    Whose account it is comes from the council's own record of accounts, not from the file. Lines before the period move
    the opening balance, lines after it the closing balance.
    """
    zero = Money.zero(bank.currency)
    inside = [line for line in bank.lines if line.day in period]
    before = total((line.amount for line in bank.lines if line.day < period.start), bank.currency)
    after = total((line.amount for line in bank.lines if line.day > period.end), bank.currency)
    rows = tuple(_transaction(line, zero) for line in inside)
    return DpStatement(
        account_ref=bank.account,
        person_ref=person_ref,
        period=period,
        currency=bank.currency,
        opening=None if bank.opening is None else _figure(bank.opening + before, "bank's opening balance"),
        income=_by_category([row for row in rows if row.money_in]),
        spending=_by_category([row for row in rows if row.money_out]),
        closing=None if bank.closing is None else _figure(bank.closing - after, "bank's closing balance"),
        transactions=rows,
        findings=tuple(_cover_findings(bank, period)),
        reader="bank",
    )


def _cover_findings(bank: BankStatement, period: Period) -> Iterator[Finding]:
    """Say when the file does not reach over the period: then its balances are not the period's."""
    if bank.covers is not None and not bank.covers.covers(period):
        yield Finding("statement-incomplete", Severity.QUERY, f"The bank file covers {bank.covers}, not all of {period}.")
    if bank.difference:
        detail = f"The bank file's balances differ from its lines by {bank.difference}."
        yield Finding("statement-incomplete", Severity.QUERY, detail)


def _figure(amount: Money, origin: str) -> Reading[Money]:
    return Reading(amount, CERTAIN, Source(str(amount), origin=origin))


def _transaction(line: BankLine, zero: Money) -> Transaction:
    comes = line.amount > zero
    return Transaction(
        day=line.day,
        text=line.text,
        money_in=line.amount if comes else None,
        money_out=None if comes else -line.amount,
        balance=None,
        category=income_category(line.text) if comes else spending_category(line.text),
        source=line.source,
    )


def _by_category(rows: Sequence[Transaction]) -> dict[Category, Reading[Money]]:
    result: dict[Category, Reading[Money]] = {}
    for row in rows:
        amount = row.money_in or row.money_out
        if row.category is None or amount is None:
            continue
        before = result.get(row.category)
        reading = Reading(amount, CERTAIN, row.source)
        result[row.category] = replace(before, value=before.value + amount) if before else reading
    return result
