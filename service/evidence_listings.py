"""Promotions and the random check as the contract's objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.money import Money
from service import promotions as promoted
from service import samples as checked
from service.listings import moment
from service.tools import Tools


def promotions(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every promotion that was made, with the evidence of that day."""
    for row in session.scalars(select(db.Promotion).order_by(db.Promotion.id)):
        yield {
            "promotion": row.id,
            "rule": row.rule,
            "legal_basis": row.legal_basis,
            "supplier_id": row.supplier_id,
            "compared": row.compared,
            "different": row.different,
            "bound": row.bound,
            "state": promoted.state_of(row),
            "because": row.because,
            "by": row.by,
            "at": moment(row.at),
            "confirmed_by": row.confirmed_by,
            "confirmed_at": moment(row.confirmed_at),
            "ended_by": row.ended_by,
            "ended_at": moment(row.ended_at),
            "ended_because": row.ended_because,
            "policy_version": row.policy_version,
        }


def proposals(session: Session, tools: Tools) -> Iterator[dict[str, Any]]:
    """Yield what the evidence lets people promote (`proposed`), then the rest with what is missing (`not-yet`)."""
    fit, rest = promoted.standings(session, tools)
    for state, found in (("proposed", fit), ("not-yet", rest)):
        for each in found:
            evidence = each.evidence
            yield {
                "promotion": None,
                **asdict(evidence.scope),
                "compared": evidence.compared,
                "different": evidence.errors,
                "bound": evidence.bound,
                "state": state,
                "because": each.why_not,
            }


def samples(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every line that was drawn, with how it was drawn and what came of it."""
    query = (
        select(db.Sample, db.Document.invoice_number)
        .join(db.Document, db.Document.id == db.Sample.document_id)
        .order_by(db.Sample.id)
    )
    for row, number in session.execute(query):
        yield {
            "sample": row.id,
            "document": row.document_id,
            "invoice_number": number,
            "line": row.line or None,
            "decision": row.decision_id,
            "rule": row.rule,
            "amount": str(Money(row.amount_minor, row.currency)),
            "currency": row.currency,
            "stratum": row.stratum,
            "seed": row.seed,
            "drawn": row.drawn,
            "share": row.share,
            "drawn_at": moment(row.drawn_at),
            "state": checked.state_of(row),
            "answered_by": row.answered_by,
            "answered_at": moment(row.answered_at),
            "checked_by": row.checked_by,
            "checked_at": moment(row.checked_at),
            "remark": row.remark,
        }


def checks(session: Session) -> Iterator[dict[str, Any]]:
    """Yield what the random check says of each rule; `below` and `above` are the 95 % bounds of its share of errors."""
    yield from (asdict(each) for each in checked.checks(session))


def verified(session: Session, tools: Tools) -> Iterator[dict[str, Any]]:
    """Yield for every sample whether drawing again gives the same."""
    yield from (asdict(each) for each in checked.redraw(session, tools))
