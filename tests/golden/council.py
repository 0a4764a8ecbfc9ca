"""One undisturbed run of a sample council on the file road, kept for the tests that compare with it."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from samples.compare import POSTED, Answers, Row, load_truths
from service import listings
from service.app import App, started
from service.conservation import Account, take_account
from service.exporting import make_batches, terms_of
from service.import_master import import_folder
from service.mail_in import ingest_paths
from service.settings import Settings
from service.working import work_until_idle
from tests.service.world import SAMPLES, end_state, settings_for

COUNCILS = ("denmark", "england")
ADDRESS = {"denmark": "faktura@demostrup.example", "england": "asc-finance@anytown.example"}


@dataclass(frozen=True)
class Run:
    """A council after all its mail was worked on."""

    country: str
    settings: Settings
    answers: Answers
    account: Account
    end: dict[str, object]

    @property
    def truths(self) -> list[Row]:
        return load_truths(SAMPLES / self.country)


def council_settings(folder: Path, url: str, country: str, **environ: str) -> Settings:
    """Settings of a sample council as `afstem demo` has them."""
    return settings_for(folder, url, country, **{"AFSTEM__SENDER__ADDRESS": ADDRESS[country], **environ})


def run_files(settings: Settings, country: str) -> None:
    """Master data, mail, work and export, with the real sandbox; again, it changes nothing."""
    with started(settings) as app, app.database.owned():
        import_folder(
            app.database,
            app.tools.vault,
            SAMPLES / country / "master",
            country=settings.country,
            now=app.tools.clock.now(),
            by="test",
        )
        ingest_paths(app, [SAMPLES / country / "mails"], "files")
        work_until_idle(app)
        make_batches(app.database, app.tools, terms_of(settings, exporter="plain-csv"), by="test")


def answers_of(app: App) -> Answers:
    """Return what the reporting commands would print."""
    vault = app.tools.vault
    with app.database.read() as session:
        return Answers(
            messages=list(listings.messages(session, vault)),
            decisions=list(listings.decisions(session, app.tools.policy)),
            postings=list(listings.postings(session)),
            letters=list(listings.outbox(session, vault)),
            replies=list(listings.replies(session)),
            statements=list(listings.statements(session)),
        )


@cache
def file_road(country: str) -> Run:
    """Run a council once for all tests of this process."""
    folder = Path(mkdtemp(prefix=f"afstem-{country}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = council_settings(folder, f"sqlite:///{folder}/afstem.db", country)
    run_files(settings, country)
    with started(settings) as app:
        answers = answers_of(app)
        with app.database.read() as session:
            account = take_account(session)
    return Run(country, settings, answers, account, end_state(settings))


def posting_key(row: Row) -> tuple[object, ...]:
    """Return what makes a posting the same posting."""
    return tuple(row[name] for name in POSTED)
