"""Extraction, facts and policy in; one decision a line out. Pure: the same values always give the same decisions.

kind ─ duplicate ─ supplier ─ document ─┬─ line: person ─ eliminate ─ mismatch ─ coding ─ gates ─┐
                                        └─ total only: exact subset ────────────────────────────┴─ together ─ Decision
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from match.context import Context
from match.corroborate import head_chances, still_unsure
from match.documents import document_notes, head_readings, kind_note, reader_notes, unreadable_note, unsure_fields
from match.duplicates import find_lineage, same_file
from match.facts import Facts
from match.notes import Draft, Note
from match.suppliers import SupplierFound, check_bank, check_supplier, find_supplier
from match.together import decide_lines
from match.totals import decide_total, is_total_only
from match.verdicts import build_decision, document_decision, settle_together
from models.country import CountryPack
from models.decision import Decision
from models.invoice import Extraction
from models.policy import Policy


def decide(extraction: Extraction, facts: Facts, policy: Policy, pack: CountryPack) -> tuple[Decision, ...]:
    """Decide about every line of a document; about the document itself (line 0) when it has no lines with amounts."""
    found = find_supplier(extraction.invoice.supplier, facts.suppliers, pack)
    context = Context(extraction, facts, policy, pack, found.suppliers)
    unsure = unsure_fields(extraction, found, policy)
    aside = _set_aside(context, found, unsure)
    if aside is not None:
        # A copy, a reminder or a letter that names another account is no less an attempt to divert money than an invoice.
        return _all_lines(_tripped(context, found) or aside, context)
    payable, stops = check_supplier(found, facts)
    if payable and payable != found.suppliers:
        context = replace(context, suppliers=payable)
    before = [*stops, *check_bank(extraction.invoice.supplier, found, policy, facts.accounts_seen)]
    after = [*_lineage_note(context, found), *document_notes(extraction, policy, pack), *reader_notes(extraction.findings)]
    drafts = [decide_total(context)] if is_total_only(context) else decide_lines(context)
    if unsure:
        after += _low_confidence(context, found, drafts)
    drafts = [_with_document(draft, index, before, after, extraction) for index, draft in enumerate(drafts)]
    return tuple(build_decision(draft, verdict, context) for draft, verdict in settle_together(drafts, context))


def _low_confidence(context: Context, found: SupplierFound, drafts: Sequence[Draft]) -> list[Note]:
    """Say which readings on the head stay unsure after the records have been heard."""
    bar = float(context.policy.confidence_bar)
    names = still_unsure(head_readings(context.extraction, found), head_chances(context, found, drafts), bar)
    if context.extraction.kind_confidence < bar:
        names.insert(0, "kind")
    return [Note("low-confidence", {"fields": ", ".join(names)}, tuple(names))] if names else []


def _set_aside(context: Context, found: SupplierFound, unsure: Sequence[str]) -> Note | None:
    """Return why the lines are not looked at: the kind of document, a copy, or nobody known to pay."""
    unreadable = unreadable_note(context.extraction)
    if unreadable is not None:
        return unreadable
    kind = kind_note(context.extraction)
    if kind is not None:
        return Note("low-confidence", {"fields": "kind"}, ("kind",)) if "kind" in unsure else kind
    duplicate = find_lineage(context.extraction, found.ids, context.facts).duplicate
    if duplicate is not None:
        # A number that may be misread must not make a new invoice disappear.
        return replace(duplicate, code="number-reused") if "number" in unsure and not same_file(context.facts) else duplicate
    return None if found.suppliers else check_supplier(found, context.facts)[1][0]


def _tripped(context: Context, found: SupplierFound) -> Note | None:
    """Return the alarm when a document that is not paid asks for money at an account that is not on record."""
    notes = check_bank(context.invoice.supplier, found, context.policy, context.facts.accounts_seen)
    return next((note for note in notes if note.code == "bank-details-changed"), None)


def _lineage_note(context: Context, found: SupplierFound) -> list[Note]:
    note = find_lineage(context.extraction, found.ids, context.facts).note
    return [note] if note else []


def _all_lines(note: Note, context: Context) -> tuple[Decision, ...]:
    numbers = [line.number for line in context.invoice.lines] or [0]
    return tuple(document_decision(note, number, context) for number in numbers)


def _with_document(draft: Draft, index: int, first: Sequence[Note], after: Sequence[Note], extraction: Extraction) -> Draft:
    """Put what concerns the whole document around what concerns the line: holds before it, the rest after it."""
    if draft.ignored is not None:
        return draft
    merged = draft
    if first:
        held = Draft(draft.line)
        for note in first:
            held = held.add(note)
        merged = replace(
            draft,
            stops=(*held.stops, *draft.stops),
            clicks=(*held.clicks, *draft.clicks),
            remarks=(*held.remarks, *draft.remarks),
        )
    for note in [*after, *reader_notes(extraction.findings, index)]:
        if (
            note.code not in {each.code for each in (*merged.stops, *merged.clicks, *merged.remarks)}
            or note.code == "low-confidence"
        ):
            merged = merged.add(note)
    return merged
