"""Every step that the machine takes by itself, by what it works on and the state it finds it in."""

from __future__ import annotations

from typing import Any

from service.outbox import QUEUE, RECOVER
from service.step import Step
from service.steps.anchor import REPLAY
from service.steps.decide import DECIDE
from service.steps.parse import PARSE
from service.steps.read import READ, READ_LONG
from service.steps.reply import REPLY
from service.steps.statement import STATEMENT

STEPS: dict[tuple[str, str], Step[Any]] = {
    ("message", "received"): PARSE,
    ("document", "received"): READ,
    ("document", "long"): READ_LONG,
    ("document", "extracted"): DECIDE,
    ("document", "statement"): STATEMENT,
    ("document", "reply"): REPLY,
    ("anchor", "proposed"): REPLAY,
    ("letter", "approved"): QUEUE,
    ("letter", "sending"): RECOVER,
}
