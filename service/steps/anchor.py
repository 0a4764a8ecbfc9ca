"""Anchor proposed → replayed, or refused: found on the page, then tried on the supplier's past documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from extract.memory.replay import PAPER, Effect, Tally, confirmed_by_people, count, effect
from extract.options import Anchor, ReadOptions
from models import db
from models.codec import decode, encode
from models.contract import extraction_from_json
from models.errors import UnreadableDocument
from models.invoice import readings, value_type
from service.memory import OPEN, approved_anchors, keys_by_supplier, open_anchor
from service.sandbox.calls import propose_anchor, try_anchor
from service.step import Step
from service.steps.read import options_for, seconds_for
from service.tools import Tools
from service.workflow import Outcome

#: So many of a supplier's latest documents are read again, and so many of their pages at the most: nobody waits for it, but
#: other work shares the machine.
MOST_DOCUMENTS, MOST_PAGES = 50, 150


@dataclass(frozen=True, slots=True)
class Past:
    """A document that was read before: where its bytes lie, how to read it, and what people confirmed of it."""

    sha256: str
    sniffed: str
    options: ReadOptions
    confirmed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """A proposal with the documents it is tried on; its own is the first."""

    path: str
    shown: Any
    keys: tuple[str, ...]
    documents: tuple[Past, ...]
    #: Anchors of the supplier that stand or wait already.
    known: tuple[Anchor, ...]


def _load(session: Session, row_id: int, tools: Tools) -> Trial:
    row = session.get_one(db.Anchor, row_id)
    keys = keys_by_supplier(session, [row.supplier_id]).get(row.supplier_id, ())
    others = session.scalars(
        select(db.Anchor).where(
            db.Anchor.supplier_id == row.supplier_id,
            db.Anchor.id != row.id,
            db.Anchor.state.in_(OPEN),
            db.Anchor.anchor.is_not(None),
        )
    )
    return Trial(
        path=row.path,
        shown=decode(value_type(row.path), tools.vault.open_json(row.shown)),
        keys=keys,
        documents=tuple(_past(session, row, tools)),
        known=tuple(open_anchor(tools.vault, each, keys) for each in others),
    )


def _past(session: Session, row: db.Anchor, tools: Tools) -> Iterator[Past]:
    anchors = approved_anchors(session, tools.vault)
    own = session.get_one(db.Document, row.document_id)
    query = (
        select(db.Document)
        .where(
            db.Document.supplier_id == row.supplier_id,
            db.Document.id != own.id,
            db.Document.reader.in_([each.value for each in PAPER]),
            db.Document.extraction.is_not(None),
        )
        .order_by(db.Document.id.desc())
        .limit(MOST_DOCUMENTS - 1)
    )
    pages = 0
    for document in (own, *session.scalars(query)):
        pages += document.pages or 1
        if pages > MOST_PAGES and document is not own:
            return
        options = replace(options_for(document, tools), anchors=anchors)
        yield Past(document.sha256, document.sniffed, options, _confirmed(document, tools))


def _confirmed(document: db.Document, tools: Tools) -> dict[str, Any]:
    """Return what people said of a document; once it was paid from, all that was read of it counts as said."""
    assert document.extraction is not None
    read = extraction_from_json(tools.vault.open_json(document.extraction)).invoice
    last = extraction_from_json(tools.vault.open_json(document.corrected)).invoice if document.corrected else read
    paid = {path: reading.value for path, reading in readings(last)} if document.state == "approved" else {}
    return paid | confirmed_by_people(read, last)


def _work(trial: Trial, tools: Tools) -> Outcome:
    own = trial.documents[0]
    found = propose_anchor(
        tools.sandbox,
        content := tools.store.get(own.sha256),
        own.options,
        trial.path,
        trial.shown,
        content_type=own.sniffed,
        deadline_seconds=seconds_for(content, tools),
    )
    if found is None:
        return Outcome("refused", "no-place: the value is not printed there, or no label of its own leads to it")
    anchor = replace(found, supplier_keys=trial.keys)
    if any(replace(each, layout=()) == replace(anchor, layout=()) for each in trial.known):
        return Outcome("refused", "known-already: the same place was proposed or approved before")
    tally = count(_effects(trial, anchor, tools))
    values = {
        "anchor": tools.vault.seal_json(encode(found)),
        "same": tally.same,
        "righted": tally.righted,
        "changed": tally.changed,
        "wronged": tally.wronged,
    }
    return Outcome("replayed" if tally.may_be_approved else "refused", _because(tally), values=values)


def _effects(trial: Trial, anchor: Anchor, tools: Tools) -> Iterator[Effect]:
    for past in trial.documents:
        content = tools.store.get(past.sha256)
        try:
            both = try_anchor(
                tools.sandbox,
                content,
                past.options,
                anchor,
                content_type=past.sniffed,
                deadline_seconds=2 * seconds_for(content, tools),
            )
        except UnreadableDocument:
            continue
        if both is not None:
            yield effect(both[0].invoice, both[1].invoice, past.confirmed)


def _because(tally: Tally) -> str:
    counted = (
        f"{tally.compared} documents read again: {tally.righted} put right, {tally.changed} changed, {tally.wronged} made wrong"
    )
    if tally.wronged:
        return f"makes-wrong: {counted}"
    return counted if tally.righted else f"no-use: {counted}"


REPLAY: Step[Trial] = Step(load=_load, work=_work, refused="refused")
