"""Pages of words become an invoice: the order in which its parts are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from extract.body import Body
from extract.candidates import Candidate, choose
from extract.charges import with_charges
from extract.checks import check_invoice
from extract.currency import document_currency
from extract.days import only_year, with_told_days
from extract.due import due_in_terms, due_without_year
from extract.evidence import with_evidence
from extract.fields import find_field
from extract.folding import unfolded
from extract.freelines import find_free_lines
from extract.hearing import listening
from extract.kinds import POSTED, find_kind
from extract.lines import Lines, build_lines, read_lines
from extract.memory.recall import Recalled, heard, recall
from extract.named import with_name
from extract.options import ReadOptions
from extract.paragraphs import is_sentence
from extract.parties import find_supplier
from extract.periods import find_period
from extract.persons import PersonFinder
from extract.prose import with_paragraphs, with_told
from extract.records import find_records
from extract.reminded import own_days, own_dues, own_numbers, with_all_owed
from extract.several import bills_in, may_be_parted, several_bills
from extract.shapes import SHAPES
from extract.sight import as_seen
from extract.stated_rate import with_rates
from extract.statements.read import looks_like_statement, read_statements_pages
from extract.sums import apart_from_sums
from extract.title import title_number
from extract.totals import Totals, find_totals, with_memory
from extract.trust import trusted
from extract.twofold import two_lines_a_row
from extract.unlabelled import not_of_printing, unlabelled_date
from extract.view import View, view_of
from extract.wholes import with_asked, with_only_line, with_whole, worth_of
from models.document import Page, ReaderName, Reading
from models.invoice import Considered, DocumentKind, Extraction, Invoice, LineReading
from models.statement import statement_to_json

#: Kinds whose lines are read; one whose kind is not known is left to a person with its lines.
PAYABLE = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.OTHER})
#: Languages that the marker of phrases was trained on; a document that shows none may be in either.
MARKED = frozenset({"da", "en", None})
#: On a credit note these are given without the sign; the kind carries it.
SIGNED = ("net", "tax", "total", "payable", "prepaid")


def parse_pages(pages: Sequence[Page], options: ReadOptions) -> Extraction:
    """Find out what the document is and read its fields and lines; of several bills in one file the first, and where each stands."""
    bills = bills_in(pages, options, lambda some: parse_one(some, options)) if len(pages) > 1 else ()
    if not bills:
        return parse_one(pages, options)
    read = bills[0].extraction
    parts = tuple(bill.span for bill in bills) if may_be_parted(bills) else ()
    notes = page_notes(pages)
    return replace(read, findings=(*read.findings, several_bills(bills)), pages=len(pages), page_notes=notes, parts=parts)


def page_notes(pages: Sequence[Page]) -> tuple[str, ...]:
    """Return how each page was read, and why."""
    return tuple(f"page {page.number}: {page.reader.value}, {page.why}" for page in pages)


def parse_one(pages: Sequence[Page], options: ReadOptions) -> Extraction:
    """Find out what a document is that holds one bill at the most, and read its fields and lines."""
    reader = _reader(pages)
    notes = page_notes(pages)
    view = unfolded(view_of(pages, options))
    if not view.rows:
        return Extraction(DocumentKind.OTHER, reader, pages=len(pages), kind_confidence=0.5, page_notes=notes)
    statement = find_statement(pages, view, options)
    if statement is not None:
        return replace(statement, page_notes=notes, reader=reader)
    found = find_kind(view)
    kind = found.kind
    considered: tuple[Considered, ...] = ()
    if options.explain:
        with listening() as listener:
            invoice, known = build_invoice(view, kind)
        considered = listener.considered()
    else:
        invoice, known = build_invoice(view, kind)
    if kind not in PAYABLE:
        # A reminder or a statement repeats amounts that were billed elsewhere: they are no lines.
        invoice = replace(invoice, lines=())
    if kind is DocumentKind.CREDIT_NOTE:
        invoice = positive(invoice)
    findings = check_invoice(invoice, kind=kind, received=options.received)
    extraction = Extraction(
        kind=kind,
        reader=reader,
        invoice=invoice,
        findings=findings,
        pages=len(pages),
        language=view.language,
        kind_confidence=found.lead,
        kind_evidence=found.evidence,
        page_notes=notes,
        considered=considered,
    )
    printed = {number.value for row in view.numbers for number in row if number.is_money and not number.percent}
    told = with_evidence(extraction, options.pack.currency, printed, known)
    whole = with_only_line(view, told.invoice) if kind in POSTED else told.invoice
    return trusted(replace(told, invoice=as_seen(whole, pages)))


def find_statement(pages: Sequence[Page], view: View, options: ReadOptions) -> Extraction | None:
    """Return the direct-payment statements on the pages, one for each client; None when the pages are something else."""
    text = "\n".join(" ".join(word.text for word in row.words) for row in view.rows[:400])
    if not looks_like_statement(text):
        return None
    found = [each for each in read_statements_pages(pages, options.pack.currency) if each.person_ref or each.account_ref]
    if not found:
        return None
    return Extraction(
        DocumentKind.DP_STATEMENT,
        ReaderName.NONE,
        pages=len(pages),
        language=view.language,
        statement={"statements": [statement_to_json(each) for each in found]},
    )


def _reader(pages: Sequence[Page]) -> ReaderName:
    counts = Counter(page.reader for page in pages if page.words)
    return counts.most_common(1)[0][0] if counts else ReaderName.NONE


def build_invoice(view: View, kind: DocumentKind) -> tuple[Invoice, frozenset[Decimal]]:
    """Read header, sums, supplier and lines; give the sums too whose place in the table says what they are."""
    body, used = read_lines(view, None)
    if body is None and (body := find_records(view)):
        used = body.rows
    recalled = recall(view, view.options.anchors)
    totals = find_totals(view, used)
    titled = title_number(view)
    behind_title = [each for each in titled if each.field == "issued"]
    dated = not_of_printing(view, own_days(kind, find_field(view, "issued", used), behind_title))
    issued = choose(heard(dated or unlabelled_date(view, used), recalled.get("issued", ())))
    year = issued.value.year if issued else only_year(view)
    persons = PersonFinder(view)
    if body is None:
        totals = with_asked(view, totals)
        body = find_free_lines(view, totals)
    if body:
        body, sums = apart_from_sums(two_lines_a_row(body), view, totals)
        totals = find_totals(view, used, sums) if sums else totals
        body = with_charges(view, body, totals)
    lines = build_lines(view, body, totals, persons, year) if body else Lines((), frozenset(), None, head_found=False)
    if body is None or not lines.head_found or not any(entry.head.score for entry in body.entries):
        lines, totals = _in_sentences(view, lines, persons, used, totals, year)
    totals = with_whole(view, totals, lines, used)
    totals = with_all_owed(kind, with_memory(totals, recalled, checked=lines.sums is True))
    period = choose(heard(find_period(view, used | lines.rows, year), recalled.get("period", ())))
    invoice = _header(view, kind, used, issued, titled, totals, lines, recalled)
    if period:
        invoice = replace(
            invoice,
            period_start=replace(period, value=period.value.start).reading(),
            period_end=replace(period, value=period.value.end).reading(),
        )
    whole = replace(
        invoice,
        supplier=find_supplier(view, used | lines.rows),
        lines=with_told_days(
            lines.lines, view.vocabulary.months, year, period.value if period else None, comma=view.comma and view.comma_shown
        ),
        person=persons.of_document(lines.lines, used | lines.rows) or _read(choose(recalled.get("person", ()))),
    )
    whole = replace(whole, lines=with_rates(view, with_name(view, whole.lines, whole.person, used)))
    return whole, _known(view, body) if body else frozenset()


def _in_sentences(
    view: View, lines: Lines, persons: PersonFinder, used: frozenset[int], totals: Totals, year: int | None
) -> tuple[Lines, Totals]:
    """Return the lines with what sentences tell, by the rules and by the marker, and the sums; a document with a table is not asked.

    Where the lines make a printed sum none is missing: what else is written then explains them.
    """
    taken = used | totals.rows
    lines = with_paragraphs(view, lines)
    if lines.sums is not True:
        lines = with_told(view, lines, persons, taken, year)
        totals = with_whole(view, totals, lines, used)
        worth = worth_of(lines)
        lines = replace(lines, sums=lines.sums or (worth is not None and worth == totals.value("total")))
    if not view.options.marker or view.language not in MARKED or not any(map(is_sentence, view.rows)):
        return lines, totals
    from extract.phrases.vote import with_marks

    named = persons.of_document(lines.lines, taken | lines.rows) is not None
    printed = frozenset(each.value for group in totals.all.values() for each in group)
    return with_marks(view, lines, persons, taken, year, printed, of_document=named), totals


def _known(view: View, body: Body) -> frozenset[Decimal]:
    """Return the sums of a table that no line holds: in recognised columns, in sub-totals, carried forward."""
    cells = {
        number.value
        for entry in body.entries
        for place, number in entry.cells.items()
        if "unknown" not in entry.head.columns[place].kinds
    }
    return frozenset(cells | {number.value for row in body.subtotals for number in view.numbers[row.index]})


def _header(
    view: View,
    kind: DocumentKind,
    used: frozenset[int],
    issued: Candidate[date] | None,
    titled: Sequence[Candidate[Any]],
    totals: Totals,
    lines: Lines,
    recalled: Recalled,
) -> Invoice:
    def field(name: str, more: Sequence[Candidate[Any]] = ()) -> list[Candidate[Any]]:
        found = find_field(view, name, used) if name in SHAPES else []
        return heard([*found, *more], recalled.get(name, ()))

    numbers = own_numbers(view, kind, field("number", [each for each in titled if each.field == "number"]))
    credited = choose(field("credits"))
    if credited:
        anywhere = kind is DocumentKind.CREDIT_NOTE
        numbers = [each for each in numbers if each.value != credited.value or not (anywhere or each.row == credited.row)]
    sums = {name: _summed(totals.chosen.get(name), lines, totals) for name in SIGNED}
    taken, day = used | lines.rows, issued.value if issued else None
    # The sentence that asks for the sum of a letter says by when, and may be its only line.
    tabled = taken if lines.head_found else used | {index for index in lines.rows if not is_sentence(view.rows[index])}
    return Invoice(
        number=_read(choose(numbers)),
        issued=_read(issued),
        due=_read(
            choose(own_dues(kind, field("due"), day) or due_in_terms(view, tabled) or due_without_year(view, taken, day))
        ),
        currency=_read(document_currency(view)),
        net=sums["net"],
        tax=sums["tax"],
        total=sums["total"],
        payable=sums["payable"],
        prepaid=sums["prepaid"],
        buyer_reference=_read(choose(field("buyer_reference"))),
        buyer_gln=_read(choose(field("buyer_gln"))),
        order_reference=_read(choose(field("order_reference"))),
        payment_reference=_read(choose(field("payment_reference"))),
        credits=_read(credited),
    )


def _read(candidate: Candidate[Any] | None) -> Reading[Any] | None:
    return candidate.reading() if candidate else None


def _summed(candidate: Candidate[Decimal] | None, lines: Lines, totals: Totals) -> Reading[Decimal] | None:
    """Trust a sum more when the lines add up to it, less when they contradict it."""
    if candidate is None:
        return None
    amount = sum((line.amount.value for line in lines.lines if line.amount), Decimal(0))
    if lines.lines and abs(amount - candidate.value) <= Decimal("0.02"):
        # What all lines come to is no tax: it is the base that the tax is worked out from.
        return candidate.with_features("fails" if candidate.field == "tax" and amount else "sums").reading()
    if lines.sums is False and totals.closes is not True:
        return candidate.with_features("fails").reading()
    return candidate.reading()


def positive(invoice: Invoice) -> Invoice:
    """Give the amounts of a credit note without their sign, when the whole of it is negative."""
    whole = invoice.total or invoice.payable or invoice.net
    amounts = [line.amount.value for line in invoice.lines if line.amount]
    negative = whole.value < 0 if whole else bool(amounts) and sum(amounts) < 0
    if not negative and not (amounts and sum(amounts) < 0):
        return invoice
    changed: dict[str, Any] = {}
    for name in SIGNED:
        reading = getattr(invoice, name)
        if reading is not None and negative:
            changed[name] = reading.map(abs)
    flip = bool(amounts) and sum(amounts) < 0
    lines = tuple(_turned(line) for line in invoice.lines) if flip else invoice.lines
    return replace(invoice, lines=lines, **changed)


def _turned(line: LineReading) -> LineReading:
    amount = line.amount.map(lambda value: -value) if line.amount else None
    quantity = line.quantity
    if quantity is not None and quantity.value < 0:
        quantity = quantity.map(abs)
    price = line.unit_price
    if price is not None and price.value < 0:
        price = price.map(abs)
    return replace(line, amount=amount, quantity=quantity, unit_price=price)
