"""Letters to suppliers: to whom, in which language, with which facts. Nobody is written to whose address is not on record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from match.facts import Facts
from models import db
from models.decision import Decision
from models.grant import Supplier
from models.invoice import Extraction
from models.letter import LetterDraft
from outbound.addresses import belongs_to
from outbound.corrections import build_correction
from outbound.letters import draft_letter
from outbound.render import render_letter
from service.clock import local_day
from service.letters import environment
from service.tools import Tools

LANGUAGES = {"DK": "da", "GB": "en"}


@dataclass(frozen=True, slots=True)
class Sender:
    """The message that brought a document: who sent it, and its id for the answer."""

    address: str
    message_id: str | None


def load_sender(session: Session, document: db.Document, tools: Tools) -> Sender:
    """Return who sent a document."""
    message = session.get_one(db.Message, document.message_id)
    return Sender(tools.vault.open_maybe(message.sender) or "", message.message_id)


def draft_correction(
    tools: Tools,
    document: tuple[int, str],
    sender: Sender,
    extraction: Extraction,
    decisions: Sequence[Decision],
    facts: Facts,
    *,
    now: datetime,
    undecided: Collection[int] = (),
) -> LetterDraft | None:
    """Return the letter with every fault of one invoice; None when there is nobody to write to or nothing to say.

    `document` is the row's id and the bytes' hash; `undecided` are lines that wait for staff. Raises PermanentError when the letter cannot be put into words: then a
    person must write.
    """
    supplier = _supplier(decisions, facts)
    to = find_address(supplier, sender.address) if supplier else None
    if supplier is None or to is None:
        return None
    letter = build_correction(
        tools.house.writer,
        supplier,
        extraction,
        decisions,
        {person.person_id: person for person in facts.people},
        document=f"{document[1]}:{document[0]}",
        reply_by=local_day(now, tools.pack.time_zone) + timedelta(days=tools.policy.reply_days),
        pay_undisputed=tools.policy.pay_undisputed_lines,
        undecided=undecided,
    )
    if letter is None or (undecided and letter.faults):
        return None  # a fault of the whole invoice bears on the lines that wait as well
    draft = draft_letter(
        "invoice-correction",
        letter,
        to=to,
        language=LANGUAGES.get(supplier.country, tools.house.language),
        in_reply_to=f"<{sender.message_id}>" if sender.message_id else None,
    )
    render_letter(draft, environment())
    return draft


def _supplier(decisions: Sequence[Decision], facts: Facts) -> Supplier | None:
    named = {each.supplier_id for each in decisions if each.supplier_id}
    known = [supplier for supplier in facts.suppliers if supplier.supplier_id in named]
    return known[0] if len(known) == 1 else None


def find_address(supplier: Supplier, sender: str) -> str | None:
    """Find whom to write to: who sent the invoice, when the address is the supplier's on record, else its first address on record.

    >>> supplier = Supplier("S1", "Elm Court", "GB", emails=("@elmcourt.example", "accounts@elmcourt.example"))
    >>> find_address(supplier, "billing@elmcourt.example"), find_address(supplier, "elm@freemail.example")
    ('billing@elmcourt.example', 'accounts@elmcourt.example')
    """
    if sender and belongs_to(sender, supplier.emails):
        return sender
    return next((entry for entry in supplier.emails if not entry.startswith("@")), None)
