"""All steps in one process that owns the SQLite file: it looks for rows with a next step until there are none."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from sqlalchemy import update

from service.database import Database
from service.jobs.heartbeat import alive
from service.perform import Result, perform_with_others, worker_name
from service.tools import Tools
from service.workflow import TABLES, find_work

Progress = Callable[[int, int], None]


def free_all_claims(database: Database) -> None:
    """Free what a process that died had claimed. Only the owner of the file may: nobody else can be working."""
    with database.write() as session:
        for table in TABLES.values():
            session.execute(
                update(table)
                .where(table.claimed_by.is_not(None))
                .values(claimed_by=None, claimed_until=None)
                .execution_options(synchronize_session=False)
            )


def drain(
    database: Database,
    tools: Tools,
    *,
    workers: int | None = None,
    stop: threading.Event | None = None,
    progress: Progress | None = None,
) -> int:
    """Do every step that can be done now and return how many were done. `stop` ends it between two rows."""
    threads = workers or os.cpu_count() or 1
    worker = worker_name()
    done = 0
    running: dict[Future[list[Result]], tuple[str, int, str]] = {}
    with alive(database, tools, worker), ThreadPoolExecutor(threads, thread_name_prefix="step") as pool:
        while not (stop and stop.is_set()):
            with database.read() as session:
                found = find_work(session, tools.clock.now(), limit=threads * 4)
            busy = set(running.values())
            for job in [job for job in found if job not in busy][: threads * 2 - len(running)]:
                running[pool.submit(perform_with_others, database, tools, *job, worker=worker)] = job
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                del running[future]
                done += future.result().count(Result.DONE)
            if progress is not None:
                progress(done, len(running))
    return done
