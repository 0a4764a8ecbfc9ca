"""Work until nothing is left, on whichever engine the database calls for."""

from __future__ import annotations

import threading

from service.app import App
from service.jobs.local import Progress, drain, free_all_claims
from service.outbox import resolve_doubts


def work_until_idle(app: App, progress: Progress | None = None, stop: threading.Event | None = None) -> int:
    """Do every step that can be done, the outbox included; return how many were done (0 where another engine counts)."""
    if app.database.is_sqlite:
        free_all_claims(app.database)
        done = drain(app.database, app.tools, workers=app.workers, stop=stop, progress=progress)
    else:
        from service.jobs import distributed

        distributed.work_until_idle(app.database, app.tools, concurrency=app.workers)
        done = 0
    if resolve_doubts(app.database, app.tools) and app.database.is_sqlite:
        done += drain(app.database, app.tools, workers=app.workers, stop=stop, progress=progress)
    return done
