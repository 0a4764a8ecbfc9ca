"""What decisions were made from, kept with them: the readings, the policy, the program. The facts lie with the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from models import db
from models.codec import decode, encode
from models.contract import extraction_to_json
from models.invoice import Extraction
from models.policy import Policy
from service import audit
from service.tools import Tools


def keep(session: Session, tools: Tools, document_id: int, revision: int, extraction: Extraction, *, now: datetime) -> None:
    """Write down what a revision of a document's decisions is made from."""
    if session.get(db.PolicyVersion, tools.policy.version) is None:
        session.add(db.PolicyVersion(version=tools.policy.version, settings=encode_policy(tools.policy), first_used_at=now))
        # Who lets everything post by itself changes a file; from here on that is on record like any other promotion.
        audit.record(
            session,
            at=now,
            actor="afstem",
            subject=f"policy:{tools.policy.version}",
            event="first-used",
            after=f"mode {tools.policy.mode.value}",
        )
    sealed = tools.vault.seal_json(extraction_to_json(extraction))
    session.add(db.Proof(document_id=document_id, revision=revision, extraction=sealed, program=program_version()))


@cache
def program_version() -> str:
    """Return the version of the program that is running."""
    from importlib.metadata import version

    return version("afstem")


def encode_policy(policy: Policy) -> dict[str, Any]:
    """Return a policy's settings as JSON."""
    settings: dict[str, Any] = encode(policy)
    return settings


def decode_policy(settings: Mapping[str, Any]) -> Policy:
    """Build a policy again. What this program no longer knows is left out; what it has learnt since keeps its default."""
    known = {field.name for field in fields(Policy)}
    policy: Policy = decode(Policy, {name: value for name, value in settings.items() if name in known})
    return policy
