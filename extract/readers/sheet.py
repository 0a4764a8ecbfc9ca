"""Excel workbooks: schedules of persons and amounts, and direct-payment statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.options import ReadOptions
from extract.readers.facts import facts_apart
from extract.readers.paper import Line, Paper, Piece
from extract.readers.sheet_rows import with_records
from extract.statements.grid import Cell, Grid
from extract.statements.read import looks_like_statement, statements_in
from extract.statements.sheet import read_grids
from extract.statements.values import from_serial
from extract.tokens import normalise
from extract.view import NOT_READ
from models.document import ReaderName
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.invoice import DocumentKind, Extraction
from models.statement import statement_to_json

#: Room for five thousand lines with their head and sums: more than that is no bill that anybody checks.
MOST_ROWS = 5100
#: The note of the statements' reader that it added up a formula itself: here such a cell is not read at all.
COMPUTED = "statement-formula-computed"
#: Headings under which, or labels beside which, a whole number is a day counted from 1900.
DATE_COLUMNS = ("start", "end", "date", "week_ending", "week_beginning", "period")
DATE_FIELDS = ("issued", "due", "period")
#: Headings and labels of money: a whole number under them is shown with its two places.
MONEY_COLUMNS = ("amount", "unit_price", "gross", "deduction", "tax")
MONEY_FIELDS = ("net", "tax", "total", "payable", "prepaid", "subtotal")


@dataclass(frozen=True, slots=True)
class Words:
    """The headings and labels that say what a number is."""

    dates: frozenset[str]
    money: frozenset[str]

    @classmethod
    def of(cls, options: ReadOptions) -> Words:
        """Collect them from all countries' labels."""
        return cls(_texts(options, DATE_COLUMNS, DATE_FIELDS), _texts(options, MONEY_COLUMNS, MONEY_FIELDS))


def _texts(options: ReadOptions, columns: Sequence[str], names: Sequence[str]) -> frozenset[str]:
    tables = [(pack.labels.columns, columns) for pack in options.packs] + [
        (pack.labels.fields, names) for pack in options.packs
    ]
    return frozenset(normalise(text) for table, chosen in tables for name in chosen for text in table.get(name, ()))


def read_sheet(data: bytes, options: ReadOptions) -> Extraction:
    """Read a workbook: every visible sheet, hidden ones left out with a finding."""
    grids = [grid for grid in read_grids(data) if any(True for row in grid.rows for _ in row.own)]
    if not grids:
        raise UnreadableDocument(
            "doc-empty", "This workbook has no visible cells with anything in them. Ask the sender what it should hold."
        )
    return read_cells(grids, ReaderName.XLSX, options)


def read_cells(grids: Sequence[Grid], reader: ReaderName, options: ReadOptions) -> Extraction:
    """Read grids of cells, as a direct-payment statement where they are one, else as an invoice."""
    statement = _read_statement(grids, reader, options)
    if statement is not None:
        return statement
    paper = Paper(reader)
    words = Words.of(options)
    for grid in grids:
        facts, lines = facts_apart(list(_lines(grid, words, options)), options)
        paper.add_page([facts, lines])
    extraction = with_records(_without_its_number(paper.read(options)), grids, options)
    told = (finding for grid in grids[:1] for finding in grid.findings if finding.code != COMPUTED)
    findings = (*told, *_doubts(grids))
    return replace(extraction, findings=(*extraction.findings, *findings), pages=len(grids), engine=f"cells {reader.value}")


def _without_its_number(extraction: Extraction) -> Extraction:
    """Leave out a supplier's name that is the number of the invoice: in a sheet the top cell is not always a letterhead."""
    supplier, number = extraction.invoice.supplier, extraction.invoice.number
    if number is None or supplier.name is None or supplier.name.value != number.value:
        return extraction
    return replace(extraction, invoice=replace(extraction.invoice, supplier=replace(supplier, name=None)))


def _read_statement(grids: Sequence[Grid], reader: ReaderName, options: ReadOptions) -> Extraction | None:
    text = "\n".join(row.line for grid in grids[:5] for row in grid.rows[:200])
    if not looks_like_statement(text):
        return None
    found = statements_in(grids, options.pack.currency)
    if not found:
        return None
    return Extraction(
        DocumentKind.DP_STATEMENT,
        reader,
        pages=len(grids),
        statement={"statements": [statement_to_json(each) for each in found]},
        engine=f"cells {reader.value}",
    )


def _lines(grid: Grid, words: Words, options: ReadOptions) -> Iterator[Line]:
    """Yield the rows of a sheet as they are shown, keeping the nearest heading above each column on the way down."""
    above: dict[int, str] = {}
    for row in grid.rows[:MOST_ROWS]:
        line: list[Piece | None] = []
        before = ""
        for column, cell in enumerate(row.cells):
            said = {normalise(text) for text in (before, above.get(column, "")) if text}
            line.append(Piece(_show(cell, said, words, options), cell.source.origin) if cell else None)
            before = cell.text if cell and cell.text else before
        above.update((column, cell.text) for column, cell in enumerate(row.cells) if cell and _is_heading(cell))
        yield line


def _is_heading(cell: Cell) -> bool:
    # What has hardly any letters is a value written as text, such as a day in the row above, and heads nothing.
    letters, digits = sum(map(str.isalpha, cell.text)), sum(map(str.isdigit, cell.text))
    return cell.value is None and cell.exact is None and letters > digits


def _show(cell: Cell, said: AbstractSet[str], words: Words, options: ReadOptions) -> str:
    """Return a cell as a page would print it, by what is said beside and above it; not what repeats a merged cell, or only we computed."""
    if cell.echo:
        return ""
    if cell.unread or _is_computed(cell):
        return NOT_READ
    if cell.exact is None:
        return cell.text
    day = from_serial(cell.exact) if said & words.dates else None
    if day:
        return day.isoformat()
    number = show_number(cell.exact, comma=options.pack.decimal_comma, places=2 if cell.money or said & words.money else 0)
    return with_money(number, cell.money)


def with_money(number: str, money: str) -> str:
    """Return a number with its sign of money, where a page would print it.

    >>> with_money("-656.80", "£"), with_money("98450,00", "kr"), with_money("12", "")
    ('-£656.80', '98450,00 kr', '12')
    """
    if not money or money.isalpha():
        return f"{number} {money}".strip()
    return f"-{money}{number[1:]}" if number.startswith("-") else f"{money}{number}"


def _is_computed(cell: Cell) -> bool:
    # A sum that the file has no result for was not read; what we make of it is not what the supplier sent.
    return cell.source.origin.startswith("computed ")


def _doubts(grids: Sequence[Grid]) -> Iterator[Finding]:
    missing = [
        cell.source.origin for grid in grids for row in grid.rows for cell in row.own if cell.unread or _is_computed(cell)
    ]
    if missing:
        places = ", ".join(place.removeprefix("computed ").removeprefix("cell ") for place in missing[:5])
        detail = (
            f"{len(missing)} formulas have no stored result and were not read ({places}). "
            "Open the workbook, save it in Excel and upload that, or ask the supplier to."
        )
        yield Finding("formula-without-result", Severity.WARNING, detail)
    if any(len(grid.rows) > MOST_ROWS for grid in grids):
        detail = f"A sheet has more than {MOST_ROWS} rows; the rest was not read. Look at it, or ask the supplier to split it."
        yield Finding("too-many-lines", Severity.WARNING, detail)


def show_number(value: Decimal, *, comma: bool, places: int = 0) -> str:
    """Return a sheet's number as the council's country prints it, so that it can be read in one way only.

    >>> show_number(Decimal("2243.5"), comma=True), show_number(Decimal("7.125"), comma=False), show_number(Decimal("30"), comma=True)
    ('2243,50', '7.1250', '30')
    """
    whole, _, rest = f"{round(value, 6):f}".partition(".")
    rest = rest.rstrip("0")
    # Three places could be a thousands group: a fourth says that they are not.
    rest = rest.ljust(4 if len(rest) == 3 else max(places, 2 if rest else 0), "0")
    return f"{whole}{',' if comma else '.'}{rest}" if rest else whole
