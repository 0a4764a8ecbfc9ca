"""Work until nothing is left, on whichever engine the database calls for."""

from __future__ import annotations

import threading
from datetime import timedelta

from service.app import App
from service.jobs.local import Progress, drain, free_all_claims
from service.outbox import resolve_doubts
from service.workflow import next_try

#: What failed for a passing reason is waited for this long at most; later tries are for whoever works next.
RETRY_WITHIN = timedelta(seconds=20)


def work_until_idle(app: App, progress: Progress | None = None, stop: threading.Event | None = None) -> int:
    """Do every step that can be done, the outbox included; return how many were done (0 where another engine counts).

    A row that is to be tried again within seconds is waited for: who asks for the work to be done does not mean all but that.
    """
    stop = stop or threading.Event()
    if app.database.is_sqlite:
        free_all_claims(app.database)
    done = _drain(app, progress, stop)
    while _await_next_try(app, stop):
        done += _drain(app, progress, stop)
    return done


def _drain(app: App, progress: Progress | None, stop: threading.Event) -> int:
    if not app.database.is_sqlite:
        from service.jobs import distributed

        distributed.work_until_idle(app.database, app.tools, concurrency=app.workers)
        resolve_doubts(app.database, app.tools)
        return 0
    done = drain(app.database, app.tools, workers=app.workers, stop=stop, progress=progress)
    if resolve_doubts(app.database, app.tools):
        done += drain(app.database, app.tools, workers=app.workers, stop=stop, progress=progress)
    return done


def _await_next_try(app: App, stop: threading.Event) -> bool:
    """Wait for the next row that is to be tried again soon; say whether its time has come."""
    now = app.tools.clock.now()
    with app.database.read() as session:
        due = next_try(session, now)
    if due is None or due - now > RETRY_WITHIN:
        return False
    stop.wait((due - now).total_seconds() + 0.05)
    # A clock that stands still never gets there.
    return not stop.is_set() and app.tools.clock.now() >= due
