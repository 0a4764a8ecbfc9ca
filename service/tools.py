"""What a step may use besides its row. Built once by `service.app`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from ingest.ledger import BlobStore
from models.country import CountryPack
from models.policy import Policy
from outbound.delivery import Journal, Sender
from outbound.house import House as Writer
from service.clock import Clock
from service.jobs.bell import Bell
from service.vault import Vault


class ForeignBytes(Protocol):
    """Parses foreign bytes somewhere they can do no harm (`service.sandbox`)."""

    def run(
        self, task: str, params: Mapping[str, Any], blobs: Sequence[bytes], *, deadline_seconds: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Run a task of the sandbox's table on the blobs. Raises PermanentError when the child had to be killed."""


@dataclass(frozen=True, slots=True)
class House:
    """Who we are: how letters leave, and how they speak of us (`writer`)."""

    writer: Writer
    language: str
    address: str
    reply_to: str
    domain: str
    #: Letters that need no person's approval.
    auto_approve: tuple[str, ...] = ()
    hold_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Tools:
    """The adapters and settings that steps are given."""

    sandbox: ForeignBytes
    store: BlobStore
    vault: Vault
    clock: Clock
    bell: Bell
    pack: CountryPack
    packs: tuple[CountryPack, ...]
    policy: Policy
    house: House
    sender: Sender
    journal: Journal | None = None
    #: The journal holds a letter the moment it was taken, so its "not found" can be believed at once.
    journal_is_prompt: bool = False
    seconds: float = 60.0
    max_pages: int = 200
    #: Whether a second engine reads doubtful numbers of scans again.
    reread: bool = True
    pages_at_once: int = 1
    max_attempts: int = 5
    #: How long a claim holds without a heartbeat; a dead worker's rows are free again after this.
    lease: timedelta = timedelta(seconds=30)
