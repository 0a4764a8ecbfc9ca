"""The grants that were looked at for a line: which could be meant, which is left, and the fact that rules each other out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import db
from models.decision import Decision
from web import show
from web.words import Words

#: Codes that leave the choice among grants to a person.
_OPEN = frozenset({"several-grants"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A grant that was looked at."""

    grant_id: str
    because: str
    about: str = ""
    #: "left", "fits" (one of several) or "out".
    stands: str = "out"


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a grant."""

    grant: db.Grant
    #: The last day that is paid under it.
    paid_until: date | None


def grants_of(session: Session, decisions: Sequence[Decision]) -> dict[str, Known]:
    """Load the grants that decisions speak of."""
    ids = {each.grant_id for each in decisions if each.grant_id}
    ids |= {grant_id for each in decisions for grant_id in (*fitting(each), *(one.grant_id for one in each.eliminated))}
    until: dict[str, date] = {}
    for table, live in ((db.Ledger, db.Ledger.closed_at.is_(None)), (db.Settlement, db.Settlement.reversed_by.is_(None))):
        paid = select(table.grant_id, func.max(table.period_end)).where(table.grant_id.in_(ids), live).group_by(table.grant_id)
        for grant_id, end in session.execute(paid):
            until[grant_id] = max(end, until.get(grant_id, end))
    rows = session.scalars(select(db.Grant).where(db.Grant.grant_id.in_(ids)))
    return {row.grant_id: Known(row, until.get(row.grant_id)) for row in rows}


def fitting(decision: Decision) -> tuple[str, ...]:
    """Return the grants of which a person is to choose one."""
    found = (dict(each.facts).get("list", "") for each in decision.findings if each.code in _OPEN)
    return tuple(grant_id for listed in found for grant_id in listed.split(", ") if grant_id)


def candidates(decision: Decision | None, known: Mapping[str, Known], words: Words) -> tuple[Candidate, ...]:
    """Return every grant once: those to choose from, then the one that is left, then those that are ruled out."""
    if decision is None:
        return ()
    against = {each.grant_id: each.because for each in decision.eliminated}
    fits = fitting(decision)
    found = [(grant_id, against.get(grant_id, words("proof.fits")), "fits") for grant_id in fits]
    if decision.grant_id and decision.grant_id not in {*against, *fits}:
        told = {"rule": decision.rule, "tier": decision.tier}
        found.append((decision.grant_id, words("proof.left", **told) if decision.rule else words("proof.left-bare"), "left"))
    found += [(grant_id, because, "out") for grant_id, because in against.items() if grant_id not in fits]
    return tuple(Candidate(each, because, _about(known.get(each), words), stands) for each, because, stands in found)


def _about(known: Known | None, words: Words) -> str:
    if known is None:
        return ""
    grant = known.grant
    runs = " – ".join(show.show_day(each, words.language) or "…" for each in (grant.start, grant.end))
    facts = [grant.service, grant.legal_basis, runs]
    if known.paid_until:
        facts.append(words("proof.paid-until", day=show.show_day(known.paid_until, words.language)))
    return ", ".join(facts)
