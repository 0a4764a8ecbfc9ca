"""Several bills in one file, as a scanner or a program that prints a run of them makes it: which pages each stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extract.candidates import choose
from extract.fields import find_field
from extract.kinds import POSTED, find_kind
from extract.options import ReadOptions
from extract.reminded import own_numbers
from extract.title import title_number
from extract.view import view_of
from models.document import Page, Reading
from models.finding import Finding, Severity
from models.identifiers import compact
from models.invoice import Extraction, Invoice, PageSpan

#: Reads pages as one bill.
ReadBill = Callable[[Sequence[Page]], Extraction]

#: So many bills are told by number and page.
MOST_TOLD = 8
#: Sums are equal within what rounding gives.
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bill:
    """The pages of one bill, and what they say when they are read by themselves."""

    pages: tuple[Page, ...]
    extraction: Extraction

    @property
    def span(self) -> PageSpan:
        """Its first and last page."""
        return PageSpan(self.pages[0].number, self.pages[-1].number)

    @property
    def number(self) -> str:
        """The number of the bill."""
        number = self.extraction.invoice.number
        return number.value if number else ""

    @property
    def worth(self) -> Decimal | None:
        """What it asks for."""
        return next((each.value for each in _sums(self.extraction.invoice)), None)


def bills_in(pages: Sequence[Page], options: ReadOptions, read: ReadBill) -> tuple[Bill, ...]:
    """Return the bills on the pages where there are several, else nothing.

    A bill begins on a page that has a number of its own; and what is read from the pages up to the next must be a bill by itself: of a kind that is
    paid, with a number that no other has, and with a sum. Pages that are none of that go with those before them: a bill over several pages
    has its sum on the last.
    """
    starts = list(_starts(pages, options))
    if len(starts) < 2:
        return ()
    bills: list[Bill] = []
    for first, after in zip(starts, [*starts[1:], len(pages)], strict=True):
        bill = Bill(tuple(pages[first:after]), read(pages[first:after]))
        if not bills or _is_bill(bill, bills):
            bills.append(bill)
            continue
        # Timesheets and receipts that belong to a bill.
        together = (*bills[-1].pages, *bill.pages)
        bills[-1] = Bill(together, read(together))
    if len(bills) > 1 and not bills[0].number and _is_sum_of(bills[0], bills[1:]):
        # The letter that a bill is enclosed with says what it comes to.
        together = (*bills[0].pages, *bills[1].pages)
        bills[:2] = [Bill(together, read(together))]
    return tuple(bills) if len(bills) > 1 and _is_bill(bills[0], bills[1:]) else ()


def _starts(pages: Sequence[Page], options: ReadOptions) -> Iterator[int]:
    """Yield the place of the first page, and of each page whose own number is not that of the pages before, which may have none."""
    known = ""
    yield 0
    for place, page in enumerate(pages):
        number = _number_on(page, options)
        if place and number and compact(number) != compact(known):
            yield place
        known = number or known


def _number_on(page: Page, options: ReadOptions) -> str | None:
    view = view_of([page], options)
    if not view.rows:
        return None
    numbers = [each for each in title_number(view) if each.field == "number"]
    labelled = own_numbers(view, find_kind(view).kind, [*find_field(view, "number"), *numbers])
    chosen = choose(labelled)
    return str(chosen.value) if chosen else None


def _is_bill(bill: Bill, others: Sequence[Bill]) -> bool:
    """Whether pages are a bill by themselves, and none of the others; one without a number is a bill where the others have theirs."""
    numbers = {compact(each.number) for each in others}
    whole = bill.extraction.kind in POSTED and bill.extraction.invoice.issued and bill.worth is not None
    return bool(whole) and compact(bill.number) not in numbers


def _sums(invoice: Invoice) -> Iterator[Reading[Decimal]]:
    yield from (each for each in (invoice.payable, invoice.total) if each is not None)


def may_be_parted(bills: Sequence[Bill]) -> bool:
    """Whether each bill can be worked on by itself: all are of one supplier, and none is the sum of the others.

    What somebody else billed the supplier for is enclosed as a proof, and a sheet over a run of bills repeats what they ask for.
    """
    suppliers = [_marks(bill.extraction.invoice) for bill in bills]
    one = all(first & other for first, other in pairwise(suppliers))
    over = len(bills) > 2 and any(_is_sum_of(bill, [each for each in bills if each is not bill]) for bill in bills)
    return one and not over


def _is_sum_of(bill: Bill, others: Sequence[Bill]) -> bool:
    """Whether a bill asks for what the others come to."""
    worth = sum((abs(each.worth) for each in others if each.worth is not None), Decimal(0))
    return bill.worth is not None and abs(abs(bill.worth) - worth) <= _CENT


def _marks(invoice: Invoice) -> frozenset[str]:
    """Return by what a supplier is known: its numbers, its accounts, its name."""
    supplier = invoice.supplier
    known = (supplier.registration, supplier.vat_number, supplier.bank_account, supplier.iban, supplier.name)
    return frozenset(compact(each.value).casefold() for each in known if each is not None)


def several_bills(bills: Sequence[Bill]) -> Finding:
    """Say that only the first of several bills was read, and where the others stand."""
    told = [f"{bill.number} on {_where(bill.span)}" for bill in bills[:MOST_TOLD]]
    more = f" and {len(bills) - MOST_TOLD} more" if len(bills) > MOST_TOLD else ""
    detail = (
        f"This file holds {len(bills)} bills ({', '.join(told)}{more}); only the first was read. "
        "Work on each by itself, or ask the supplier to send each in a file of its own."
    )
    return Finding("several-invoices", Severity.QUERY, detail)


def _where(span: PageSpan) -> str:
    return f"page {span.first}" if span.first == span.last else f"pages {span.first} to {span.last}"
