"""The same steps on many machines: PostgreSQL carries the jobs through procrastinate.

A job is (kind, id, state) and a mere wake-up: the claim in the database decides. It is deferred in the transaction of the
step before it, over that transaction's own connection, so that work and wake-up are committed together or not at all.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any

import procrastinate
import structlog
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.errors import AfstemError, MissingError
from service.database import Database
from service.jobs.heartbeat import alive
from service.perform import perform_with_others, worker_name
from service.tools import Tools
from service.workflow import AUTOMATIC, TABLES, find_work

_log = structlog.get_logger("afstem.work")

TASK = "afstem.step"
SWEEP = "afstem.sweep"

#: Seconds until a worker looks again whether others have finished, or whether it is to stop.
_PATIENCE = 0.2
#: Seconds until a worker whose database went away looks for it again.
_PAUSE = 5.0

#: Later steps go first, so that documents finish one after another and not all at the end.
_PRIORITY = {
    "long": -10,
    "proposed": -5,
    "received": 0,
    "reply": 5,
    "extracted": 10,
    "statement": 10,
    "approved": 15,
    "queued": 20,
}


class PostgresBell:
    """Defers jobs in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        # A second app on a sync connector: inside a worker the worker's own connector is asynchronous.
        self._app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=conninfo(database)))

    def ring(self, session: Session, kind: str, row_id: int, state: str) -> None:
        """Announce the row. One waiting job for a row and state is enough."""
        name = f"{kind}:{row_id}:{state}"
        try:
            with session.begin_nested():
                connection: Any = session.connection().connection.driver_connection
                self._app.configure_task(
                    TASK, queueing_lock=name, priority=_PRIORITY.get(state, 0), connection=connection
                ).defer(kind=kind, row_id=row_id, state=state)
        except AlreadyEnqueued:
            return


def conninfo(database: Database) -> str:
    """Return the address of the database as libpq writes it."""
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)


def install(database: Database) -> None:
    """Make procrastinate's own tables unless they are there."""
    with database.engine.connect() as connection:
        if connection.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')").scalar() is not None:
            return
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=conninfo(database)))
    try:
        with app.open():
            app.schema_manager.apply_schema()
    except procrastinate.exceptions.ConnectorException as error:
        raise _no_answer(database) from error


def _no_answer(database: Database) -> MissingError:
    shown = database.url.render_as_string(hide_password=True)
    return MissingError(f"The job queue in {shown} does not answer. Start the database, or correct database.url.")


def build_app(database: Database, tools: Tools, worker: str, amiss: list[AfstemError]) -> procrastinate.App:
    """Return the app whose tasks this worker runs. What is missing in the world, and no fault of a row, is put into `amiss`."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo(database)))

    @app.task(name=TASK)
    def step(kind: str, row_id: int, state: str) -> None:
        try:
            perform_with_others(database, tools, kind, row_id, state, worker=worker)
        except AfstemError as error:
            amiss.append(error)
            raise

    @app.periodic(cron="* * * * * */10")
    @app.task(name=SWEEP, queueing_lock="sweep", pass_context=False)
    async def sweep(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the moment it was due
        # A dead worker's job is let go, not retried: its row may have been announced again, and two that wait for one row are refused.
        for job in await app.job_manager.get_stalled_jobs():
            with suppress(procrastinate.exceptions.ConnectorException):  # another worker's sweep was first
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        # Never in the loop itself: a ring may wait for the row of a job that this very loop is about to take and commit.
        await asyncio.to_thread(ring_all, database, tools)

    return app


def ring_all(database: Database, tools: Tools) -> int:
    """Announce every row that could be worked on now: what dead workers left, and what waited for a time."""
    with database.read() as session:
        found = find_work(session, tools.clock.now(), limit=200)
    for job in found:
        # One transaction each: two that ring many rows in different orders would wait for each other.
        with database.write() as session:
            tools.bell.ring(session, *job)
    return len(found)


def work_until_idle(database: Database, tools: Tools, *, concurrency: int) -> None:
    """Work until no row is left that could be worked on, those of other workers included.

    Raises MissingError when the database goes away, or something that the work needs is not there: no row is harmed.
    """
    worker = worker_name()
    with alive(database, tools, worker):
        while True:
            _work(database, tools, worker, concurrency, None)
            if not _unfinished(database, tools):
                return
            time.sleep(_PATIENCE)


def work_until_told(database: Database, tools: Tools, stop: threading.Event, *, concurrency: int) -> None:
    """Work as work comes. When the database goes away this waits until it is back; what was begun falls free meanwhile."""
    worker = worker_name()
    with alive(database, tools, worker):
        while not stop.is_set():
            try:
                _work(database, tools, worker, concurrency, stop)
            except AfstemError as error:
                _log.warning("work-paused", error=type(error).__name__)
            else:
                # The queue ended by itself: it does so without a word when its connection breaks.
                if not stop.is_set():
                    _log.warning("work-paused", error="ConnectionLost")
            stop.wait(_PAUSE)


def _work(database: Database, tools: Tools, worker: str, concurrency: int, stop: threading.Event | None) -> None:
    """Take jobs: until none is left, or with `stop` until it is set or the queue ends because something is amiss."""
    ring_all(database, tools)
    amiss: list[AfstemError] = []
    app = build_app(database, tools, worker, amiss)
    try:
        asyncio.run(_take_jobs(app, worker, concurrency, stop, amiss))
    except procrastinate.exceptions.ConnectorException as error:
        raise _no_answer(database) from error
    if amiss:
        raise amiss[0]


async def _take_jobs(
    app: procrastinate.App, worker: str, concurrency: int, stop: threading.Event | None, amiss: list[AfstemError]
) -> None:
    async with app.open_async():
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                wait=stop is not None,
                delete_jobs="successful",
                listen_notify=stop is not None,
                # Signals are the command's affair: one that comes before the queue runs must count too.
                install_signal_handlers=False,
                name=worker,
            )
        )
        while not (work.done() or amiss or (stop is not None and stop.is_set())):
            await asyncio.wait([work], timeout=_PATIENCE)
        work.cancel()  # jobs that run are waited for
        with suppress(asyncio.CancelledError):
            await work


def _unfinished(database: Database, tools: Tools) -> bool:
    """Say whether any row has a next step now, or is in the hands of a worker that may be dead."""
    now = tools.clock.now()
    with database.read() as session:
        for kind, states in AUTOMATIC.items():
            table = TABLES[kind]
            waiting = select(table.id).where(table.state.in_(states), or_(table.not_before.is_(None), table.not_before <= now))
            if session.execute(waiting.limit(1)).first() is not None:
                return True
    return False
