"""A worker that lives says so, and keeps its claims; the claims of a dead one fall free after the lease."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import update

from models.errors import AfstemError
from service.database import Database
from service.tools import Tools
from service.workflow import TABLES

_log = structlog.get_logger("afstem.heartbeat")


def beat(database: Database, tools: Tools, worker: str) -> None:
    """Renew all claims of this worker once."""
    with database.write() as session:
        for table in TABLES.values():
            session.execute(
                update(table)
                .where(table.claimed_by == worker, table.claimed_until.is_not(None))
                .values(claimed_until=tools.clock.now() + tools.lease)
                .execution_options(synchronize_session=False)
            )


@contextmanager
def alive(database: Database, tools: Tools, worker: str) -> Iterator[None]:
    """Renew the worker's claims from a thread for as long as the block runs."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(tools.lease.total_seconds() / 4):
            try:
                beat(database, tools, worker)
            except AfstemError as error:
                _log.warning("heartbeat-missed", error=type(error).__name__)

    thread = threading.Thread(target=run, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)
