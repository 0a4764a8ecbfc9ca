"""Many workers on PostgreSQL: the queue that carries their jobs never waits for itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from service.jobs.distributed import SWEEP, build_app, conninfo, ring_all
from service.mail_in import ingest_paths
from tests.service.world import SAMPLES, app_in, settings_for

MAIL = SAMPLES / "denmark" / "mails" / "50-auto-reply.eml"


@pytest.mark.servers
@pytest.mark.timeout(120)
def test_a_sweep_that_must_wait_for_a_job_being_taken_does_not_hold_up_who_takes_it(tmp_path: Path, postgres_url: str):
    """The loop that takes jobs runs the sweep too: were the sweep to block it, neither would ever end."""
    with app_in(settings_for(tmp_path, postgres_url)) as app, app.database.owned():
        ingest_paths(app, [MAIL], "faktura")

        async def take_while_sweeping() -> int:
            queue = build_app(app.database, app.tools, "test", [])
            async with queue.open_async(), await psycopg.AsyncConnection.connect(conninfo(app.database)) as taking:
                taken = await taking.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
                sweep = asyncio.create_task(queue.tasks[SWEEP](timestamp=0))
                await _until_somebody_waits(conninfo(app.database))
                await taking.commit()
                await sweep
                return taken.rowcount

        assert asyncio.run(asyncio.wait_for(take_while_sweeping(), timeout=60)) == 1
        assert ring_all(app.database, app.tools) == 1
        with psycopg.connect(conninfo(app.database)) as connection:
            states = connection.execute("SELECT status::text FROM procrastinate_jobs ORDER BY 1").fetchall()
        assert states == [("doing",), ("todo",)]


@pytest.mark.servers
def test_a_dead_workers_job_does_not_stop_the_sweep_when_its_row_was_announced_again(tmp_path: Path, postgres_url: str):
    with app_in(settings_for(tmp_path, postgres_url)) as app, app.database.owned():
        ingest_paths(app, [MAIL], "faktura")
        with psycopg.connect(conninfo(app.database)) as connection:
            connection.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        assert ring_all(app.database, app.tools) == 1

        async def sweep() -> None:
            queue = build_app(app.database, app.tools, "test", [])
            async with queue.open_async():
                await queue.tasks[SWEEP](timestamp=0)

        asyncio.run(sweep())

        with psycopg.connect(conninfo(app.database)) as connection:
            states = connection.execute("SELECT status::text FROM procrastinate_jobs").fetchall()
        assert states == [("todo",)]


async def _until_somebody_waits(address: str) -> None:
    question = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as looking:
        for _ in range(600):
            row = await (await looking.execute(question)).fetchone()
            if row is not None and row[0] > 0:
                return
            await asyncio.sleep(0.05)
    raise AssertionError("the sweep did not wait for the job that was being taken")
