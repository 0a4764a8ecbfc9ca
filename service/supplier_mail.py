"""Letters to suppliers: to whom, in which language, with which facts. Nobody is written to whose address is not on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from match.facts import Facts
from models import db
from models.decision import Decision
from models.grant import Supplier
from models.invoice import Extraction
from outbound.addresses import belongs_to
from outbound.corrections import build_correction
from outbound.letters import draft_letter
from service import registers
from service.clock import local_day
from service.letters import write_letter
from service.tools import Tools

_LANGUAGES = {"DK": "da", "GB": "en"}


def write_correction(
    session: Session,
    tools: Tools,
    document: db.Document,
    extraction: Extraction,
    decisions: Sequence[Decision],
    facts: Facts,
    *,
    now: datetime,
) -> int | None:
    """Put a letter with every fault of one invoice into the outbox; None when there is nobody to write to or nothing to say."""
    supplier = _supplier(session, document, facts)
    message = session.get_one(db.Message, document.message_id)
    sender = tools.vault.open_maybe(message.sender) or ""
    to = find_address(supplier, sender) if supplier else None
    if supplier is None or to is None:
        return None
    letter = build_correction(
        tools.house.writer,
        supplier,
        extraction,
        decisions,
        {person.person_id: person for person in facts.people},
        document=f"{document.sha256}:{document.id}",
        reply_by=local_day(now, tools.pack.time_zone) + timedelta(days=tools.policy.reply_days),
        pay_undisputed=tools.policy.pay_undisputed_lines,
    )
    if letter is None:
        return None
    draft = draft_letter(
        "invoice-correction",
        letter,
        to=to,
        language=_LANGUAGES.get(supplier.country, tools.house.language),
        in_reply_to=f"<{message.message_id}>" if message.message_id else None,
    )
    return write_letter(session, tools, draft, now=now, document_id=document.id)


def _supplier(session: Session, document: db.Document, facts: Facts) -> Supplier | None:
    known = {supplier.supplier_id: supplier for supplier in facts.suppliers}
    if document.supplier_id is None:
        return None
    return known.get(document.supplier_id) or registers.suppliers(session, [document.supplier_id]).get(document.supplier_id)


def find_address(supplier: Supplier, sender: str) -> str | None:
    """Find whom to write to: who sent the invoice, when the address is the supplier's on record, else its first address on record.

    >>> supplier = Supplier("S1", "Elm Court", "GB", emails=("@elmcourt.example", "accounts@elmcourt.example"))
    >>> find_address(supplier, "billing@elmcourt.example"), find_address(supplier, "elm@freemail.example")
    ('billing@elmcourt.example', 'accounts@elmcourt.example')
    """
    if sender and belongs_to(sender, supplier.emails):
        return sender
    return next((entry for entry in supplier.emails if not entry.startswith("@")), None)
