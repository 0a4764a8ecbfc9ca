"""The only clock of the service. It rings bells and holds no state: what is due is in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from models.errors import AfstemError
from service.app import App
from service.clock import SystemClock
from service.jobs.local import drain, free_all_claims
from service.mail_in import poll_mailboxes
from service.outbox import resolve_doubts

_log = structlog.get_logger("afstem.schedule")

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done again and again."""

    name: str
    seconds: int
    do: Callable[[], object]


def duties(app: App, wake: threading.Event) -> list[Duty]:
    """List what is done on a schedule, and how often."""
    times = app.settings.schedule

    def poll() -> None:
        for report in poll_mailboxes(app):
            if report.problem:
                _log.warning("poll-failed", mailbox=report.mailbox, error="mailbox")
            if report.recorded:
                wake.set()

    found = [
        Duty("outbox", times.outbox_seconds, lambda: resolve_doubts(app.database, app.tools)),
        Duty("wake", times.sweep_seconds, wake.set),
        Duty("cycle", times.cycle_seconds, lambda: _cycle(app, wake)),
    ]
    if times.chase_after_days is not None:
        found.append(Duty("chases", _DAY, partial(_chase, app, times.chase_after_days)))
    return [Duty("poll", times.poll_seconds, poll), *found] if app.settings.mailboxes else found


def _cycle(app: App, wake: threading.Event) -> None:
    """Do what is due on direct-payment cases. Only one process has a scheduler, so only one does this."""
    from service.cycle import run_cycle

    done = run_cycle(app.database, app.tools, app.settings.direct_payments)
    if done:
        _log.info("cycle", count=sum(done.values()))
        wake.set()


def _chase(app: App, grace_days: int) -> None:
    """Draft letters to suppliers whose invoices are late; they wait for a person."""
    from service.chasing import draft_chases

    written = draft_chases(app.database, app.tools, grace_days=grace_days)
    if written:
        _log.info("chases", count=len(written))


def make_scheduler(todo: list[Duty]) -> BackgroundScheduler:
    """Build the scheduler. One run of a duty at a time; runs that were missed are made up by one."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    now = SystemClock().now()
    for duty in todo:
        scheduler.add_job(_explained(duty), "interval", seconds=duty.seconds, id=duty.name, next_run_time=now)
    return scheduler


def _explained(duty: Duty) -> Callable[[], None]:
    def run() -> None:
        try:
            duty.do()
        except AfstemError as error:
            _log.warning("duty-failed", duty=duty.name, error=type(error).__name__)

    return run


def serve(app: App, stop: threading.Event) -> None:
    """Poll, work and send until told to stop: the one process of a council on SQLite."""
    wake = threading.Event()
    scheduler = make_scheduler(duties(app, wake))
    scheduler.start()
    try:
        serve_work(app, stop, wake)
    finally:
        scheduler.shutdown(wait=True)


def serve_work(app: App, stop: threading.Event, wake: threading.Event | None = None) -> None:
    """Do what there is to do, and look again when woken or after a second, until told to stop."""
    woken = wake or threading.Event()
    if app.database.is_sqlite:
        free_all_claims(app.database)
    while not stop.is_set():
        try:
            drain(app.database, app.tools, workers=app.workers, stop=stop)
        except AfstemError as error:
            # The database is away: nothing is lost, and it may come back.
            _log.warning("work-paused", error=type(error).__name__)
            stop.wait(timeout=5.0)
        woken.wait(timeout=1.0)
        woken.clear()


def schedule_only(app: App, stop: threading.Event) -> None:
    """Poll mailboxes and settle doubts on a schedule, and leave the work to workers. One such process is enough."""
    scheduler = make_scheduler(duties(app, threading.Event()))
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)
