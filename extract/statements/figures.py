"""A block of rows made a statement: sums by kind, each proven against what is printed, or flagged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from extract.statements.blocks import Block, Figure, LedgerRow
from extract.statements.categories import held_kind, income_category, spending_category
from extract.statements.columns import Column
from extract.statements.grid import Cell, Grid
from models.direct_payment import CommittedKind
from models.document import Reading, Source
from models.finding import Finding, Severity
from models.money import Money, total
from models.statement import Category, DpStatement, Figures, Transaction


def build_statement(block: Block, grid: Grid, currency: str) -> DpStatement:
    """Return the statement in a block. Both the printed summary and the ledger are used, and must agree."""
    builder = _Builder(grid, currency)
    rows = tuple(builder.transactions(block.ledger))
    income: Figures
    spending: Figures
    income, spending = builder.summary(block)
    findings = [*grid.findings, *_doubts(block), *builder.findings]
    if rows:
        ledger_in, ledger_out = builder.by_category(rows)
        findings += [*_check_running(block, rows), *_check_totals(block, rows, currency)]
        if income or spending:
            findings += _compare(income, ledger_in, "income", currency) + _compare(spending, ledger_out, "spending", currency)
        income, spending = income or ledger_in, spending or ledger_out
    closing = block.closing or block.carried
    return DpStatement(
        account_ref=block.head.account_ref,
        person_ref=block.head.person_ref,
        period=block.head.period,
        currency=currency,
        opening=builder.reading(block.opening) if block.opening else None,
        income=income,
        spending=spending,
        closing=builder.reading(closing) if closing else None,
        transactions=rows,
        held=builder.held(block.held),
        level=1 if rows else 2,
        findings=tuple(findings),
        reader=grid.reader,
    )


class _Builder:
    def __init__(self, grid: Grid, currency: str) -> None:
        self.grid = grid
        self.currency = currency
        self.findings: list[Finding] = []

    def money(self, amount: Decimal) -> Money:
        return Money.of(amount, self.currency)

    def reading(self, figure: Figure) -> Reading[Money]:
        return Reading(self.money(figure.amount), self.grid.trust, figure.cell.source)

    def transactions(self, rows: Sequence[LedgerRow]) -> Iterator[Transaction]:
        bracketed = _all_negative(rows, Column.MONEY_OUT)
        for row in rows:
            money_in = self._amount(row, Column.MONEY_IN)
            money_out = self._amount(row, Column.MONEY_OUT)
            if money_out is not None and bracketed:
                money_out = -money_out
            single = self._amount(row, Column.AMOUNT)
            if single is not None and money_in is None and money_out is None:
                money_in, money_out = (single, None) if single > Money.zero(self.currency) else (None, -single)
            if money_in is None and money_out is None:
                continue
            cell = row.cells.get(Column.MONEY_OUT if money_out else Column.MONEY_IN) or row.cells.get(Column.AMOUNT)
            day = row.cells[Column.DAY].day if Column.DAY in row.cells else None
            yield Transaction(
                day=day,
                text=row.text.strip(),
                money_in=money_in or None,
                money_out=money_out or None,
                balance=self._amount(row, Column.BALANCE),
                category=spending_category(row.text) if money_out else income_category(row.text),
                source=cell.source if cell else Source(row.text),
            )

    def _amount(self, row: LedgerRow, column: Column) -> Money | None:
        cell = row.cells.get(column)
        if cell is None or not cell.text or cell.text.strip() in {"-", "–", "—"}:
            return None
        if cell.amount is None:
            self.findings.append(_unread(cell.source.origin, cell.text))
            return None
        return self.money(cell.amount)

    def by_category(self, rows: Iterable[Transaction]) -> tuple[Figures, Figures]:
        income: dict[Category, list[Transaction]] = {}
        spending: dict[Category, list[Transaction]] = {}
        for row in rows:
            if row.category is not None:
                (spending if row.money_out else income).setdefault(row.category, []).append(row)
        return self._sums(income, lambda row: row.money_in), self._sums(spending, lambda row: row.money_out)

    def _sums(
        self, groups: dict[Category, list[Transaction]], amount: Callable[[Transaction], Money | None]
    ) -> dict[Category, Reading[Money]]:
        result = {}
        for category, rows in groups.items():
            money = total((value for row in rows if (value := amount(row)) is not None), self.currency)
            first, last = rows[0].source, rows[-1].source
            origin = f"sum of {len(rows)} rows, {first.origin} to {last.origin}" if len(rows) > 1 else first.origin
            result[category] = Reading(money, self.grid.trust, Source(str(money), first.page, None, origin))
        return result

    def summary(self, block: Block) -> tuple[dict[Category, Reading[Money]], dict[Category, Reading[Money]]]:
        income = self._named(block.income, income_category)
        spending = self._named(block.spending, spending_category)
        for figure in block.undirected:
            out = spending_category(figure.words)
            if out is not Category.OTHER_UNCLASSIFIED and not _only_income(figure.words):
                self._add(spending, out, figure)
            else:
                self._add(income, income_category(figure.words), figure)
        return income, spending

    def _named(self, figures: Iterable[Figure], name: Callable[[str], Category]) -> dict[Category, Reading[Money]]:
        result: dict[Category, Reading[Money]] = {}
        for figure in figures:
            if figure.words.lower().startswith("total"):
                continue
            self._add(result, name(figure.words), figure)
        return result

    def _add(self, target: dict[Category, Reading[Money]], category: Category, figure: Figure) -> None:
        reading = self.reading(figure)
        before = target.get(category)
        if before:
            source = Source(f"{before.source.text} + {reading.source.text}", reading.source.page, None, before.source.origin)
            reading = Reading(before.value + reading.value, self.grid.trust, source)
        target[category] = reading

    def held(self, figures: Iterable[Figure]) -> dict[CommittedKind, Reading[Money]]:
        return {held_kind(figure.words): self.reading(figure) for figure in figures}


def _only_income(words: str) -> bool:
    return income_category(words) is not Category.OTHER_INCOME and "fee" not in words.lower()


def _all_negative(rows: Sequence[LedgerRow], column: Column) -> bool:
    """Whether a money-out column prints every payment with a minus or in brackets: then the sign is only decoration."""
    amounts = [cell.amount for row in rows if (cell := row.cells.get(column)) and cell.amount]
    return bool(amounts) and all(amount < 0 for amount in amounts)


def _unread(origin: str, text: str = "") -> Finding:
    shown = f" ({text[:20]!r})" if text and not text.isalpha() else ""
    return Finding("statement-figure-unread", Severity.QUERY, f"{origin} should hold an amount{shown}; it could not be read.")


def _doubts(block: Block) -> Iterator[Finding]:
    for origin in block.unread:
        yield Finding("statement-formula-unread", Severity.QUERY, f"{origin} holds a formula or error without a result.")
    for text in block.broken_carries:
        yield Finding("statement-total-differs", Severity.QUERY, f"The balances do not follow each other: {text}.")


def _check_running(block: Block, rows: Sequence[Transaction]) -> Iterator[Finding]:
    """Check every printed running balance against the one before it."""
    if block.opening is None:
        return
    running = Money.of(block.opening.amount, rows[0].balance.currency if rows[0].balance else "GBP")
    if not any(row.balance for row in rows):
        return
    for row in rows:
        running = running + (row.money_in or running - running) - (row.money_out or running - running)
        if row.balance is not None and row.balance != running:
            detail = (
                f"The balance {row.balance} at {row.source.origin} does not follow from the row before: {running} expected."
            )
            yield Finding("statement-running-balance", Severity.QUERY, detail)
            running = row.balance


def _check_totals(block: Block, rows: Sequence[Transaction], currency: str) -> Iterator[Finding]:
    """Check the last printed totals against the rows. Some print the opening balance as part of the money in."""
    if not block.totals:
        return
    opening = Money.of(block.opening.amount, currency) if block.opening else Money.zero(currency)
    came = total((row.money_in for row in rows if row.money_in), currency)
    went = total((row.money_out for row in rows if row.money_out), currency)
    printed = block.totals[-1]
    if Column.MONEY_IN in printed and Money.of(printed[Column.MONEY_IN], currency) not in {came, came + opening}:
        detail = f"Total in is printed as {printed[Column.MONEY_IN]}, the rows make {came}."
        yield Finding("statement-total-differs", Severity.QUERY, detail)
    if Column.MONEY_OUT in printed and abs(Money.of(printed[Column.MONEY_OUT], currency)) != went:
        detail = f"Total out is printed as {printed[Column.MONEY_OUT]}, the rows make {went}."
        yield Finding("statement-total-differs", Severity.QUERY, detail)


def _compare(printed: Figures, added: Figures, what: str, currency: str) -> list[Finding]:
    """Compare the printed summary with the ledger, in total: what a summary calls a payment is its writer's choice."""
    said = total((reading.value for reading in printed.values()), currency)
    found = total((reading.value for reading in added.values()), currency)
    if said == found:
        return []
    detail = f"The summary gives {said} {what}, the transactions make {found}."
    return [Finding("statement-summary-differs", Severity.QUERY, detail)]


def unread_cell(cell: Cell) -> Finding:
    """Return the finding for a cell that should hold an amount and does not."""
    return _unread(cell.source.origin, cell.text)
