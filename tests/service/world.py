"""A small council for tests of the shell: settings in a folder, master data, mails, and what came of them in the end."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models import db
from service.app import App, make_tools
from service.audit import broken_links
from service.clock import SystemClock
from service.exporting import make_batches, terms_of
from service.import_master import import_folder
from service.mail_in import ingest_paths
from service.opening import open_database
from service.perform import perform
from service.sandbox.tasks import TASKS
from service.settings import Settings, load_settings
from service.workflow import find_work
from service.working import work_until_idle

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


class SameProcess:
    """Runs the sandbox's tasks here: these tests pull the plug of the shell, the sandbox has its own tests.

    One at a time, as a child does: PDFium keeps its state in the process, and two threads in it at once tear the heap.
    """

    _one = threading.Lock()

    def run(
        self, task: str, params: Mapping[str, Any], blobs: Sequence[bytes], *, deadline_seconds: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        del deadline_seconds
        with self._one:
            answer, out = TASKS[task](params, blobs)
        return answer, list(out)


def settings_for(folder: Path, url: str, country: str = "denmark", **environ: str) -> Settings:
    """Settings of the sample council with everything below `folder`; letters go to a folder at once."""
    given = {
        "AFSTEM__DATABASE__URL": url,
        "AFSTEM__STORE__PATH": str(folder / "store"),
        "AFSTEM__SENDER__AUTO_APPROVE": "invoice-correction",
        "AFSTEM__SENDER__HOLD_MINUTES": "0",
        "AFSTEM__SENDER__ADDRESS": "faktura@kommune.example",
        "AFSTEM__FINANCE__CREDITOR_ACCOUNT": "95990000",
        "AFSTEM__SECRETS__KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        "AFSTEM_SETTINGS": str(SAMPLES / country / "policy.toml"),
        **environ,
    }
    return load_settings(None, given, folder)


@contextmanager
def app_in(settings: Settings, *, sandbox: Any = None, lease: timedelta = timedelta(seconds=1)) -> Iterator[App]:
    """A started afstem with short leases, so that the work of the dead is taken over soon."""
    database = open_database(settings, make=True)
    try:
        chosen = sandbox or SameProcess()
        tools = dataclasses.replace(make_tools(settings, database, chosen, SystemClock()), lease=lease)
        yield App(settings, database, tools, chosen)
    finally:
        database.dispose()


def import_all(settings: Settings, country: str = "denmark") -> None:
    """Make the tables and take in the master data."""
    with app_in(settings) as app, app.database.owned():
        import_folder(
            app.database,
            app.tools.vault,
            SAMPLES / country / "master",
            country=settings.country,
            now=app.tools.clock.now(),
            by="test",
        )


def read_all(app: App, mails: Sequence[Path]) -> list[tuple[str, int, str]]:
    """Take mails in and read them; return what is to be decided, none of it decided yet."""
    ingest_paths(app, mails, "faktura")
    while True:
        with app.database.read() as session:
            found = find_work(session, app.tools.clock.now(), limit=100)
        before = [job for job in found if job[2] != "extracted"]
        if not before:
            return found
        for job in before:
            perform(app.database, app.tools, *job, worker="test")


def run_all(settings: Settings, mails: Sequence[Path], *, export: bool = True) -> None:
    """Take in, work and export: what follows the import, as often as one likes."""
    with app_in(settings) as app, app.database.owned():
        ingest_paths(app, mails, "faktura")
        work_until_idle(app)
        if export:
            make_batches(app.database, app.tools, terms_of(settings, exporter="plain-csv"), by="test")


def end_state(settings: Settings) -> dict[str, Any]:
    """Everything that must be the same whatever died on the way; numbers of rows and times of day left out."""
    with app_in(settings) as app, app.database.read() as session:
        vault = app.tools.vault
        return {
            "messages": Counter((m.message_id, m.state, m.subject_class) for m in session.scalars(select(db.Message))),
            "documents": Counter((d.sha256, d.part, d.state, d.kind) for d in session.scalars(select(db.Document))),
            "decisions": Counter(
                (sha, d.line, d.revision, d.verdict, d.code, d.grant_id)
                for d, sha in session.execute(
                    select(db.Decision, db.Document.sha256).join(db.Document, db.Document.id == db.Decision.document_id)
                )
            ),
            "settlements": Counter(
                (s.grant_id, s.period_start, s.period_end, s.amount_minor) for s in session.scalars(select(db.Settlement))
            ),
            "postings": Counter(
                (p.posting_id, p.amount_minor, p.batch_id is not None) for p in session.scalars(select(db.Posting))
            ),
            "letters": Counter(
                (row.letter, vault.open(row.recipient), row.state) for row in session.scalars(select(db.Letter))
            ),
            "sent": _sent(settings),
            "exported": _exported(settings),
            "audit is whole": list(broken_links(session)) == [],
        }


def _sent(settings: Settings) -> Counter[str]:
    """Letters as they left, with the reference of this run taken out."""
    letters = (path.read_text(encoding="utf-8") for path in settings.outbox_folder.glob("*.eml"))
    return Counter(
        found[1].strip() for text in letters if (found := re.search(r"^Subject: (?:\[[^\]]*\])?([^\n]*)", text, re.MULTILINE))
    )


def _exported(settings: Settings) -> list[str]:
    """The cost lines of all files, in one order: which came first does not matter."""
    lines: list[str] = []
    for path in settings.export_folder.glob("*.csv"):
        lines += path.read_text(encoding="utf-8-sig").splitlines()[1:]
    return sorted(hashlib.sha256(line.partition(",")[2].encode()).hexdigest() for line in lines)
