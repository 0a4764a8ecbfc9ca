"""A good letter and a good batch; a test says only what differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from models.letter import LetterDraft, RenderedLetter
from models.money import Money
from models.period import Period
from models.posting import Batch, Mode, Posting
from outbound.addresses import parse_address
from outbound.mime import build_mime
from outbound.tokens import make_message_id, make_token

KEY = b"a key that only the tests know"


@pytest.fixture
def key() -> bytes:
    """The secret that signs references."""
    return KEY


@pytest.fixture
def make_draft() -> Callable[..., LetterDraft]:
    """A correction letter to a supplier, before it is rendered."""

    def make(**changes: Any) -> LetterDraft:
        good: dict[str, Any] = {
            "letter": "invoice-correction",
            "to": "billing@elmcourt.example",
            "language": "en",
            "dedupe_key": "invoice-correction:S1:20417",
            "context": {},
            "about": {"invoice_number": "20417"},
        }
        return LetterDraft(**good | changes)

    return make


@pytest.fixture
def make_rendered() -> Callable[..., RenderedLetter]:
    """A rendered letter."""

    def make(**changes: Any) -> RenderedLetter:
        good = {"subject": "Invoice 20417 - correction needed", "text": "Hello\n", "html": "<p>Hello</p>\n"}
        return RenderedLetter(**good | changes)

    return make


@pytest.fixture
def make_message(make_draft, make_rendered) -> Callable[..., bytes]:
    """The bytes of a letter, as they go to the mail server."""

    def make(
        outbox_id: int = 12, rendered: RenderedLetter | None = None, draft: LetterDraft | None = None, **changes: Any
    ) -> bytes:
        good: dict[str, Any] = {
            "message_id": make_message_id(outbox_id, KEY, "council.example"),
            "token": make_token(outbox_id, KEY),
            "date": datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
            "from_": parse_address("finance@council.example"),
        }
        return build_mime(draft or make_draft(), rendered or make_rendered(), **good | changes)

    return make


@pytest.fixture
def make_posting() -> Callable[..., Posting]:
    """One cost line in kroner."""

    def make(**changes: Any) -> Posting:
        good: dict[str, Any] = {
            "posting_id": "p-1",
            "supplier_id": "S1",
            "supplier_registration": "12345674",
            "invoice_number": "20417",
            "line": 1,
            "grant_id": "G1",
            "account": "40000000",
            "cost_element": "XG-5108000001-00010",
            "amount": Money.of("67290.00", "DKK"),
            "period": Period(date(2026, 6, 1), date(2026, 6, 30)),
            "text": "SEL108 Botilbud 01.06-30.06.26 F 20417",
            "remark": "Matchet bevilling G1, 01.06.2026-30.06.2026",
            "reference": "S1-20417-1",
            "quantity": Decimal(30),
            "unit": "day",
            "supplier_name": "Bostedet Lyng ApS",
            "supplier_account": "1234-0012345678",
            "invoice_date": date(2026, 6, 30),
            "due_date": date(2026, 7, 30),
            "person_number": "1503314203",
            "person_number_kind": "cpr",
        }
        return Posting(**good | changes)

    return make


@pytest.fixture
def make_batch(make_posting) -> Callable[..., Batch]:
    """A live batch of one cost line."""

    def make(*postings: Posting, **changes: Any) -> Batch:
        good: dict[str, Any] = {
            "batch_id": "B-42",
            "number": 42,
            "created": date(2026, 7, 1),
            "mode": Mode.LIVE,
            "currency": "DKK",
            "postings": postings or (make_posting(),),
            "creditor_account": "91000000",
            "creditor_cost_element": "XG-0000000091-00001",
        }
        return Batch(**good | changes)

    return make
