"""The main job on the samples: two made-up councils, SQLite, no server. Run again, it changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from match.explain import proof
from models import db
from models.decision import Verdict
from service import conservation, decisions, demo_case, migrate
from service.app import App, started
from service.database import Database
from service.exporting import make_batches, terms_of
from service.import_master import import_folder
from service.mail_in import ingest_paths
from service.settings import Settings, load_settings
from service.working import work_until_idle

#: The sample councils: folder, name, the mailbox their mails came to, the address letters come from.
COUNCILS = (
    ("denmark", "Demostrup Kommune", "faktura", "faktura@demostrup.example"),
    ("england", "Anytown Council", "finance", "asc-finance@anytown.example"),
)

Say = Callable[[str], None]
Report = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a council's mail came to."""

    council: str
    country: str
    seconds: float
    account: conservation.Account
    touchless: conservation.Touchless
    letters: Mapping[str, int]
    postings: int
    proof: str | None
    #: What became of a direct payment, line by line.
    direct_payment: Sequence[str]
    settings: Settings


def demo_settings(folder: Path, samples: Path, country: str, name: str, address: str) -> Settings:
    """Return the settings of a sample council, everything below `folder`; its letters are written to files."""
    place = folder / country
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    given = {
        "AFSTEM_SETTINGS": str(samples / country / "policy.toml"),
        "AFSTEM__STORE__PATH": str(place),
        "AFSTEM__COUNCIL__NAME": name,
        "AFSTEM__SENDER__ADDRESS": address,
        "AFSTEM__SENDER__AUTO_APPROVE": "invoice-correction",
        "AFSTEM__SENDER__HOLD_MINUTES": "0",
        "AFSTEM__FINANCE__CREDITOR_ACCOUNT": "95990000",
        "AFSTEM__LOGGING__FILE": str(place / "afstem.log"),
        "AFSTEM__WEB__DEV_LOGIN": "true",
    }
    return load_settings(None, given, folder)


def run_council(settings: Settings, samples: Path, name: str, mailbox: str, report: Report) -> Outcome:
    """Do the whole job for one council: master data, mail, reading, matching, posting, letters, export."""
    began = time.monotonic()
    folder = samples / ("denmark" if settings.country == "dk" else "england")
    bring_up_to_date(settings)
    with started(settings) as app, app.database.owned():
        import_folder(
            app.database, app.tools.vault, folder / "master", country=settings.country, now=app.tools.clock.now(), by="demo"
        )
        ingest_paths(app, [folder / "mails"], mailbox)
        work_until_idle(app, lambda done, running: report(done, done + running))
        demo_case.walk(app, settings.store.path, mailbox)
        make_batches(app.database, app.tools, terms_of(settings), by="demo")
        with app.database.read() as session:
            return _look(session, app, name, time.monotonic() - began)


def bring_up_to_date(settings: Settings) -> None:
    """Move the tables of an older demo on: its data are made up. A council's own wait for a copy and `afstem migrate`."""
    database = Database(settings.database_url)
    try:
        if database.path is not None and database.path.is_file() and migrate.current(database) not in {None, migrate.head()}:
            migrate.upgrade(database)
    finally:
        database.dispose()


def _look(session: Session, app: App, name: str, seconds: float) -> Outcome:
    letters = session.execute(
        select(db.Letter.letter, db.Letter.state, func.count()).group_by(db.Letter.letter, db.Letter.state)
    )
    return Outcome(
        council=name,
        country=app.settings.country,
        seconds=seconds,
        account=conservation.take_account(session),
        touchless=conservation.touchless(session),
        letters={f"{letter} ({state})": count for letter, state, count in letters},
        postings=session.scalar(select(func.count()).select_from(db.Posting)) or 0,
        proof=_one_proof(session, app),
        direct_payment=tuple(demo_case.describe(session, app.settings.outbox_folder)),
        settings=app.settings,
    )


def _one_proof(session: Session, app: App) -> str | None:
    """Return the proof of the posted decision that ruled most grants out."""
    rows = session.scalars(select(db.Decision).where(db.Decision.current, db.Decision.verdict == Verdict.POST.value))
    best = max(rows, key=lambda row: (len(row.eliminated), -row.id), default=None)
    return proof(decisions.of_row(best), app.tools.pack.language) if best is not None else None


def describe(outcome: Outcome) -> Iterator[str]:
    """Yield what a person wants to know of it, line by line."""
    account, touchless = outcome.account, outcome.touchless
    first, *more = conservation.describe_account(account, zeros=True)
    yield f"{outcome.council}: {first}"
    yield from more
    if touchless.share is not None:
        yield (
            f"  untouched: {touchless.posted} of {touchless.lines} lines ({touchless.share:.0%}) of all invoices and credit notes "
            f"that came in; {touchless.ignored} of them were copies with nothing to pay"
        )
    if touchless.reasons:
        yield "  why the others wait, most frequent first (docs/reasons.md explains each):"
    for code, count in touchless.reasons:
        yield f"    {count:3}  {code}"
    for letter, count in outcome.letters.items():
        yield f"  letters: {count} {letter}"
    if outcome.proof:
        yield "  one decision and its proof:"
        yield from (f"    {line}" for line in outcome.proof.splitlines())
    for number, line in enumerate(outcome.direct_payment):
        yield f"  {line}" if number == 0 else f"    {line}"
    place = outcome.settings
    yield f"  postings  {outcome.postings}, exported to {place.export_folder} (shadow: for comparing, not for the finance system)"
    yield f"  letters   {place.outbox_folder}"
    yield f"  database  {place.database_url.removeprefix('sqlite:///')}"
    yield f"  took      {outcome.seconds:.1f} s"
