"""What an e-invoice holds and cannot be taken at its word: values in another form than the standard's, and fields that stand twice and differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from extract.checks import failing
from extract.equations import TOLERANCE, payable_sum
from extract.readers.xml_tree import Element, find_all, local, origin, parse_date, parse_decimal, text_of
from models.finding import Finding, Severity
from models.invoice import Invoice

#: Elements whose text is a number or a day, by how their names end. A percentage or a measure says nothing about what is paid.
_NUMBERS = re.compile(r"(?:Amount|(?:Invoiced|Credited|Billed|Base|Basis)Quantity)\Z")
_DAYS = re.compile(r"(?:(?:Issue|Due|Start|End)Date|DateTimeString)\Z")
#: So many are told by their places.
MOST_TOLD = 4
#: Where a document says which invoice it credits, and for when it is.
_CREDITED = (
    "BillingReference/InvoiceDocumentReference/ID",
    "InvoiceReferencedDocument/IssuerAssignedID",
    "InvoiceReferencedDocument/ID",
)


def check_forms(root: Element) -> Iterator[Finding]:
    """Yield a finding when numbers or days are written in another way than the standard allows: they were left out, not guessed."""
    odd = [element for element in root.iter() if isinstance(element.tag, str) and not len(element) and _is_odd(element)]
    if odd:
        places = ", ".join(f"{origin(each).removeprefix('xpath ')} ({text_of(each)[:30]})" for each in odd[:MOST_TOLD])
        more = f" and {len(odd) - MOST_TOLD} more" if len(odd) > MOST_TOLD else ""
        detail = f"What stands in {places}{more} is no number or day as e-invoices write them, and was left out. Ask the supplier to correct it."
        yield Finding("value-unreadable", Severity.QUERY, detail)


def _is_odd(element: Element) -> bool:
    text = text_of(element)
    if not text:
        return False
    parse: Callable[[str], object] | None = (
        parse_decimal if _NUMBERS.search(local(element)) else parse_date if _DAYS.search(local(element)) else None
    )
    return parse is not None and parse(text) is None


def check_credited(scope: Element | None) -> Iterator[Finding]:
    """Yield a finding when several invoices are credited at once."""
    numbers = credited(scope)
    if len(numbers) > 1:
        detail = f"Several invoices are credited at once: {', '.join(numbers[:MOST_TOLD])}. Find out which lines belong to which, or ask for one credit note each."
        yield Finding("credits-several", Severity.WARNING, detail, ("credits",))


def credited(scope: Element | None) -> list[str]:
    """Return the different numbers of the invoices that a document says it credits."""
    found = (text_of(each) for path in _CREDITED for each in (find_all(scope, path) if scope is not None else ()))
    return list(dict.fromkeys(text for text in found if text))


def check_payable(invoice: Invoice) -> Iterator[Finding]:
    """Yield a finding when more or less is asked for than the total, and nothing says why: in an e-invoice what was paid must be stated."""
    found = payable_sum(invoice, complete=True)
    if found is not None and not found.holds and not (invoice.prepaid and invoice.prepaid.value):
        detail = f"The total comes to {found.made}, but {found.stated[1]} is asked for, and nothing says why."
        yield failing("payable-mismatch", found, detail, ("total", "payable"))


def check_rates(tax: Decimal | None, parts: list[Decimal]) -> Iterator[Finding]:
    """Yield a finding when the taxes at the several rates do not add up to the tax."""
    made = sum(parts, Decimal(0))
    if tax is not None and parts and abs(abs(made) - abs(tax)) > TOLERANCE:
        detail = f"The tax rate by rate comes to {made}, but the tax is stated as {tax}. Ask the supplier which is right."
        yield Finding("tax-mismatch", Severity.QUERY, detail, ("tax",))
