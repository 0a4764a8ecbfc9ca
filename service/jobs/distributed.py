"""The same steps on many machines: PostgreSQL carries the jobs through procrastinate.

A job is (kind, id, state) and a mere wake-up: the claim in the database decides. It is deferred in the transaction of the
step before it, over that transaction's own connection, so that work and wake-up are committed together or not at all.
"""

from __future__ import annotations

import time
from typing import Any

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.errors import MissingError
from service.database import Database
from service.jobs.heartbeat import alive
from service.perform import perform, worker_name
from service.tools import Tools
from service.workflow import AUTOMATIC, TABLES, find_work

TASK = "afstem.step"
SWEEP = "afstem.sweep"

#: Seconds until a worker that is to end when idle looks again whether others have finished.
_PATIENCE = 0.2

#: Later steps go first, so that documents finish one after another and not all at the end.
_PRIORITY = {"proposed": -5, "received": 0, "reply": 5, "extracted": 10, "statement": 10, "approved": 15, "queued": 20}


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
    with app.open():
        app.schema_manager.apply_schema()


def build_app(database: Database, tools: Tools, worker: str) -> procrastinate.App:
    """Return the app whose tasks this worker runs."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo(database)))

    @app.task(name=TASK)
    def step(kind: str, row_id: int, state: str) -> None:
        perform(database, tools, kind, row_id, state, worker=worker)

    @app.periodic(cron="* * * * * */10")
    @app.task(name=SWEEP, queueing_lock="sweep", pass_context=False)
    async def sweep(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the moment it was due
        for job in await app.job_manager.get_stalled_jobs():
            await app.job_manager.retry_job(job)
        ring_all(database, tools)

    return app


def ring_all(database: Database, tools: Tools) -> int:
    """Announce every row that could be worked on now: what dead workers left, and what waited for a time."""
    with database.write() as session:
        found = find_work(session, tools.clock.now(), limit=200)
        for job in found:
            tools.bell.ring(session, *job)
    return len(found)


def run_worker(database: Database, tools: Tools, *, concurrency: int, until_idle: bool) -> None:
    """Work until stopped, or until no row is left that could be worked on, those of other workers included."""
    worker = worker_name()
    app = build_app(database, tools, worker)
    try:
        with alive(database, tools, worker):
            while True:
                ring_all(database, tools)
                app.run_worker(
                    concurrency=concurrency,
                    wait=not until_idle,
                    delete_jobs="successful",
                    listen_notify=not until_idle,
                    install_signal_handlers=not until_idle,
                    name=worker,
                )
                if not until_idle or not _unfinished(database, tools):
                    return
                time.sleep(_PATIENCE)
    except procrastinate.exceptions.ConnectorException as error:
        shown = database.url.render_as_string(hide_password=True)
        raise MissingError(f"The job queue in {shown} does not answer: {error}. Start the database.") from error


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
