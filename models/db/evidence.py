"""What decisions can be judged by: what they were made from, how they compare with people, and what was checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Base, BigId, Row


class PolicyVersion(Base):
    """The settings that a version of the policy names, so that it can be built again."""

    __tablename__ = "policies"

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    settings: Mapped[dict[str, Any]]
    first_used_at: Mapped[datetime]


class Proof(Base):
    """What one revision of a document's decisions was made from, beside the facts that lie with its first line."""

    __tablename__ = "proofs"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Sealed JSON of `models.invoice.Extraction`, with what people had corrected by then.
    extraction: Mapped[bytes]
    #: The version of the program that decided.
    program: Mapped[str] = mapped_column(String(40))


class Promotion(Base, Row):
    """A person lets a rule go live, for a legal basis and a supplier or for every one, on this evidence."""

    __tablename__ = "promotions"

    rule: Mapped[str] = mapped_column(String(40), index=True)
    legal_basis: Mapped[str] = mapped_column(String(40))
    supplier_id: Mapped[str] = mapped_column(String(64))
    #: How many decisions were compared with what people posted, and how many differed.
    compared: Mapped[int]
    different: Mapped[int]
    #: The upper end of the one-sided 95 % interval of the error, as a share.
    bound: Mapped[str] = mapped_column(String(12))
    because: Mapped[str]
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    #: The second person, where the policy asks for one; in force from then on, else from `at`.
    confirmed_by: Mapped[str | None] = mapped_column(String(80))
    confirmed_at: Mapped[datetime | None]
    policy_version: Mapped[str] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    ended_because: Mapped[str | None]


class Demotion(Base, Row):
    """A rule of which checked postings were wrong too often: its lines need a click until a person lifts this."""

    __tablename__ = "demotions"

    rule: Mapped[str] = mapped_column(String(40), index=True)
    checked: Mapped[int]
    wrong: Mapped[int]
    #: The lower end of the one-sided 95 % interval of the error, as a share: it is surely above this.
    bound: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(80))
    lifted_because: Mapped[str | None]


class Sample(Base, Row):
    """A line that was drawn for the random check before it would have posted, and what a person found."""

    __tablename__ = "samples"
    __table_args__ = (UniqueConstraint("document_id", "line"), Index("ix_samples_rule_result", "rule", "result"))

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    line: Mapped[int]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    rule: Mapped[str] = mapped_column(String(40))
    #: How many of the policy's steps the amount is above: the higher, the more of them are drawn.
    stratum: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str] = mapped_column(String(3))
    drawn_at: Mapped[datetime]
    #: Which seed it was drawn with (a digest; the seed itself lies sealed with the decision's facts), what was drawn, and
    #: below what it had to be. The three are known before anything is decided about the line.
    seed: Mapped[str] = mapped_column(String(16))
    drawn: Mapped[str] = mapped_column(String(16))
    share: Mapped[str] = mapped_column(String(12))
    #: What a person would have posted, said before the machine's own answer was shown.
    answer: Mapped[dict[str, Any] | None]
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None]
    #: "right" or "wrong"; none while nobody has answered, or while answer and decision differ and nobody has said which is right.
    result: Mapped[str | None] = mapped_column(String(8))
    remark: Mapped[str | None]
    checked_by: Mapped[str | None] = mapped_column(String(80))
    checked_at: Mapped[datetime | None]


class Judgement(Base, Row):
    """A person's word on a line that people posted otherwise than afstem would have: whose was right."""

    __tablename__ = "judgements"
    __table_args__ = (UniqueConstraint("document_id", "line"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    line: Mapped[int]
    #: "ours" or "theirs".
    right: Mapped[str] = mapped_column(String(8))
    because: Mapped[str]
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class SeenAccount(Base):
    """An account that an accepted invoice of a supplier asked to be paid to, as a keyed fingerprint. Nothing is ever paid by it."""

    __tablename__ = "seen_accounts"

    supplier_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_index: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    seen_at: Mapped[datetime]


class PagePrint(Base):
    """The perceptual fingerprint of a scan's first page: two scans of one sheet of paper have nearly the same."""

    __tablename__ = "page_prints"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, autoincrement=False)
    #: 64 bits, hexadecimal.
    print: Mapped[str] = mapped_column(String(16))
