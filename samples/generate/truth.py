"""The truth of a document and of a mail: what is printed, what should be decided, posted and written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from samples.generate.council import Council
from samples.generate.layouts.core import Style
from samples.generate.values import Doc, Known, Line

HEADER = ("number", "issued", "due", "buyer_reference", "order_reference", "credits")
LINE_FIELDS = ("person", "person_name", "text", "legal_basis", "period", "quantity", "unit", "unit_price", "amount")
#: What a structured e-invoice states: everything.
ALL = frozenset(
    {*HEADER, "currency", "net", "tax", "total", "payable", "period", "supplier.name", "supplier.registration", "supplier.vat_number",
     "supplier.bank_account", "supplier.iban", "buyer_gln", *(f"lines.{name}" for name in LINE_FIELDS)}
)  # fmt: skip
_COLUMNS = {
    "person": ("person",), "name": ("person_name",), "text": ("text",), "basis": ("legal_basis",), "period": ("period",),
    "from": ("period",), "to": ("period",), "qty": ("quantity",), "qtyunit": ("quantity", "unit"), "unit": ("unit",),
    "price": ("unit_price",), "amount": ("amount",), "gross": (), "contr": (), "planned": (),
}  # fmt: skip


def printed(style: Style) -> frozenset[str]:
    """The names of the values that a page in this style prints."""
    names = {*style.facts, *style.totals, "credits", "supplier.name", *(f"supplier.{key}" for key in style.seller)}
    names |= {f"lines.{name}" for column in style.columns for name in _COLUMNS[column]}
    if style.currency or "£" in style.money or "kr" in style.money:
        names.add("currency")
    if style.unit_heading and "qty" in style.columns:
        names.add("lines.unit")
    return frozenset(names)


def plain(value: object) -> object:
    """Write a value as the contract does: money and quantities as text, dates as ISO."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def reading(doc: Doc, names: frozenset[str], style: Style | None = None, **also: object) -> dict[str, object]:
    """What a perfect reader would answer, in the form of the contract: null where nothing is printed."""
    values = {"number": doc.number, "issued": doc.issued, "due": doc.due, "currency": doc.currency, "net": doc.net, "tax": doc.tax,
              "total": doc.total, "payable": doc.total, "buyer_reference": doc.buyer_reference,
              "order_reference": doc.order_reference, "credits": doc.credits}  # fmt: skip
    period = doc.header_period if "period" in names else None
    seller = {key: getattr(doc.seller, key) if f"supplier.{key}" in names else None
              for key in ("name", "registration", "vat_number", "bank_account", "iban")}  # fmt: skip
    return {
        "kind": doc.kind, **also, **{key: plain(value) if key in names else None for key, value in values.items()},
        "period_start": plain(period[0]) if period else None, "period_end": plain(period[1]) if period else None,
        "supplier": seller, "lines": [_line(line, number, names, style) for number, line in enumerate(doc.lines, 1)],
    }  # fmt: skip


def _line(line: Line, number: int, names: frozenset[str], style: Style | None) -> dict[str, object]:
    def shown(name: str, value: object) -> object:
        return plain(value) if f"lines.{name}" in names else None

    period = line.period if "lines.period" in names else None
    person = None if line.person is None else (style.person_number(line.person).replace(" ", "") if style else line.person)
    return {
        "number": number, "person": shown("person", person), "person_name": shown("person_name", line.person_name),
        "text": shown("text", line.text), "legal_basis": line.legal_basis if _states_basis(line, names) else None,
        "period_start": plain(period[0]) if period else None, "period_end": plain(period[1]) if period else None,
        "quantity": shown("quantity", line.quantity), "unit": shown("unit", line.unit),
        "unit_price": shown("unit_price", line.unit_price), "amount": shown("amount", line.amount),
    }  # fmt: skip


def _states_basis(line: Line, names: frozenset[str]) -> bool:
    if "lines.legal_basis" in names and names is not ALL:
        return True
    code = (line.legal_basis or "").removeprefix("SEL")
    written = (f"§ {code}", f"§{code}", f"SEL {code}") if code.isdigit() else (code,)
    return bool(code) and "lines.text" in names and any(form in line.text for form in written)


def decisions(council: Council, known: Known) -> list[dict[str, object]]:
    """What should be decided about each line of a document; a key that is null is not scored."""
    if known.decisions is not None:
        return [dict(decision) for decision in known.decisions]
    doc = known.doc
    if doc is None:
        return []
    found = []
    for number, line in enumerate(doc.lines, 1):
        if (expect := line.expect) is None:
            continue
        grant = council.grants.get(expect.grant_id or "")
        found.append({
            "invoice_number": doc.number, "line": number, "verdict": expect.verdict, "accept": list(expect.accept),
            "code": expect.code, "codes": [c for c in (expect.code, *expect.codes) if c], "grant_id": expect.grant_id,
            "supplier_id": grant.supplier if grant else None, "person_id": grant.person if grant else None,
            "period_start": plain(expect.period[0]) if expect.period else None,
            "period_end": plain(expect.period[1]) if expect.period else None, "rule": expect.rule, "tier": expect.tier,
            "amount": plain(line.amount), "expected": plain(expect.expected), "currency": doc.currency,
        })  # fmt: skip
    return found


def postings(council: Council, outcome: Iterable[dict[str, object]], *, certain: bool) -> list[dict[str, object]]:
    """The postings that must come of the decisions, or (not certain) those that may come and are then right."""
    found = []
    for decision in outcome:
        sure = decision["verdict"] == "post" and not decision["accept"]
        may = decision["verdict"] == "post" or "post" in decision["accept"]  # type: ignore[operator]  # a list of verdicts
        if not decision.get("grant_id") or not (sure if certain else may and not sure):
            continue
        coding = council.coding(str(decision["grant_id"])) or (None, None)
        found.append({key: decision[key] for key in ("supplier_id", "invoice_number", "line", "grant_id", "amount")}
                     | {"account": coding[0], "cost_element": coding[1], "mode": "shadow"})  # fmt: skip
    return found


def letters(council: Council, known: Known, outcome: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """One letter a document that is returned, with all its faults, to the supplier of record."""
    returned = [decision for decision in outcome if decision["verdict"] == "return"]
    if known.doc is None or not returned:
        return []
    codes = sorted({str(code) for decision in returned for code in decision["codes"]})  # type: ignore[attr-defined]  # a list
    return [{
        "letter": "invoice-correction", "to": known.doc.seller.email, "language": "da" if council.country == "dk" else "en",
        "about": {"invoice_number": known.doc.number}, "codes": codes, "certain": not any(d["accept"] for d in returned),
    }]  # fmt: skip


def document(known: Known) -> dict[str, object]:
    """A document's entry in the truth of its mail."""
    digest = sha256(known.content).hexdigest() if known.content is not None else None
    return {"where": known.where, "sha256": digest, **known.truth}
