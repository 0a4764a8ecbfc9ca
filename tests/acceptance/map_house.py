"""The English council of the samples with a clock that a test moves, and what its staff do by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import CommittedKind
from models.money import Money
from service.actions import cases, commitments, letters
from service.actions.actor import Actor, NotAllowedError, Role
from service.actions.documents import RefusedError
from service.app import App
from service.clock import MovableClock
from service.mail_in import ingest_paths, poll_mailboxes
from service.settings import Settings
from service.working import work_until_idle
from tests.golden.council import council_settings
from tests.service.world import app_in, import_all

NOW = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
ANNA = Actor("anna", frozenset({Role.REVIEWER}))
BRITA = Actor("brita", frozenset({Role.APPROVER}))
CARL = Actor("carl", frozenset({Role.APPROVER}))

Find = Callable[..., Sequence[Path]]


class House:
    """The English council with a clock that the test moves."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.clock = MovableClock(NOW)
        self.settings: Settings = council_settings(
            folder, f"sqlite:///{folder}/afstem.db", "england", AFSTEM__SCHEDULE__WORKERS="2", **environ
        )
        import_all(self.settings, "england")

    @contextmanager
    def app(self) -> Iterator[App]:
        with app_in(self.settings) as app, app.database.owned():
            yield dataclasses.replace(app, tools=dataclasses.replace(app.tools, clock=self.clock))

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.app() as app, app.database.read() as session:
            yield session

    def take(self, *mails: Path) -> None:
        with self.app() as app:
            ingest_paths(app, mails, "dp-team")
            work_until_idle(app)

    def work(self) -> None:
        with self.app() as app:
            work_until_idle(app)

    def poll(self) -> None:
        """Fetch what is new from the mailboxes, and work on it."""
        with self.app() as app:
            poll_mailboxes(app)
            work_until_idle(app)

    def case(self, account_id: str) -> db.DpCase:
        with self.read() as session:
            return session.scalars(select(db.DpCase).where(db.DpCase.account_id == account_id)).one()

    def case_states(self) -> dict[str, str]:
        with self.read() as session:
            return {row.account_id: row.state for row in session.scalars(select(db.DpCase))}

    def recoveries(self) -> list[db.Recovery]:
        with self.read() as session:
            return list(session.scalars(select(db.Recovery)))

    def answer(self) -> db.Document:
        with self.read() as session:
            return session.scalars(select(db.Document).where(db.Document.part == "body")).one()

    def items(self) -> list[db.ReplyItem]:
        with self.read() as session:
            return list(session.scalars(select(db.ReplyItem)))


def house_case(app: App, account_id: str) -> db.DpCase:
    with app.database.read() as session:
        return session.scalars(select(db.DpCase).where(db.DpCase.account_id == account_id)).one()


def accept_all(house: House) -> None:
    """Accept what the sample's statement says is committed: 399.60 in three parts."""
    parts = (
        (CommittedKind.HMRC_DUE, "32.10"),
        (CommittedKind.UNPAID_AGENCY, "247.50"),
        (CommittedKind.HOLIDAY_ACCRUED, "120.00"),
    )
    for kind, amount in parts:
        with house.app() as app:
            case = house_case(app, "DP-00981")
            commitments.accept_commitment(
                app.database,
                app.tools,
                ANNA,
                case.id,
                version=case.version,
                kind=kind,
                amount=Money.of(amount, "GBP"),
                evidence="statement Q1 00981, rows 45 to 47",
            )


def refuse(house: House, actor: Actor, word: str) -> None:
    """The release is refused, for this reason."""
    with house.app() as app:
        case = house_case(app, "DP-00981")
        with pytest.raises((RefusedError, NotAllowedError), match=word):
            cases.release_recovery(app.database, app.tools, actor, case.id, version=case.version)


def approve_all(house: House, *kinds: str) -> None:
    """Let every drafted letter leave, or those of these kinds; letters about money need the approver."""
    with house.app() as app, app.database.read() as session:
        found = session.scalars(select(db.Letter).where(db.Letter.state == "draft"))
        drafts = [(row.id, row.version) for row in found if not kinds or row.letter in kinds]
    with house.app() as app:
        for letter_id, version in drafts:
            letters.approve(app.database, app.tools, BRITA, letter_id, version=version)


def written(house: House, letter: db.Letter, text: str) -> Path:
    """Write a provider's answer to a letter of ours, as its mail program would send it."""
    path = house.settings.store.path.parent / f"answer-{letter.id}.eml"
    path.write_bytes(
        f"From: Sunrise Accounts <statements@sunrise-accounts.example>\r\n"
        f"To: asc-finance@anytown.example\r\n"
        f"Subject: RE: {letter.subject}\r\n"
        f"Date: Wed, 22 Jul 2026 10:00:00 +0000\r\n"
        f"Message-ID: <answer-{letter.id}@sunrise-accounts.example>\r\n"
        f"In-Reply-To: {letter.message_id}\r\n"
        f"References: {letter.message_id}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{text}\r\n".encode()
    )
    return path


def master(house: House) -> dict[str, Any]:
    """What is on record about suppliers and providers."""
    with house.read() as session:
        return {
            "suppliers": {row.supplier_id: list(row.bank_accounts) for row in session.scalars(select(db.Supplier))},
            "providers": {row.map_id: list(row.emails) for row in session.scalars(select(db.MapProvider))},
        }
