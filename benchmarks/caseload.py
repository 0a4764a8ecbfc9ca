"""A caseload of direct-payment accounts, from the providers' mail to a workbook for each: time, processors, memory, straight line.

    python -m benchmarks.caseload [--accounts 500 5000] [--keep DIR]

Everything is made up: each provider sends one XLSX with a sheet for each of its fifty clients, and every sheet a quarter of
transactions. The whole road is measured: taken in, opened and read in the sandbox, reconciled with the council's ledger, saved,
the workbook in the store; then the cycle once over the caseload. Goal: the processor time fits into five minutes on two
processors, and the time for each account does not grow. Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from models import db
from service.app import started
from service.clock import MovableClock
from service.cycle import run_cycle
from service.mail_in import ingest_paths
from service.settings import Settings, load_settings
from service.settings.council import DirectPayments
from service.vault import Vault
from service.working import work_until_idle

EACH = 50
FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
NOW = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
GOAL_SECONDS = 300.0
PROCESSORS = 2
#: The most memory, with all children, whatever the caseload.
MOST_MB = 600
#: How much dearer an account may be in the larger caseload than in the smaller.
STRAIGHT = 1.3
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Measured:
    """What a caseload cost."""

    accounts: int
    seconds: float
    processor_seconds: float
    own_mb: float
    child_mb: float
    cycle_seconds: float
    cases: int
    workbooks: int
    balanced: int


def settings_in(folder: Path) -> Settings:
    """Settings of a made-up English council in a folder."""
    given = {
        "AFSTEM__POLICY__COUNTRY": "gb",
        "AFSTEM__COUNCIL__NAME": "Anytown Council",
        "AFSTEM__DATABASE__URL": f"sqlite:///{folder}/afstem.db",
        "AFSTEM__STORE__PATH": str(folder / "store"),
        "AFSTEM__SENDER__ADDRESS": "dp@anytown.example",
        "AFSTEM__SECRETS__KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        "AFSTEM__SCHEDULE__WORKERS": str(PROCESSORS),
    }
    return load_settings(None, given, folder)


def person(number: int) -> str:
    return f"{2_000_000 + number}"


def master(vault: Vault, accounts: int) -> list[Any]:
    """Return the rows of providers, people, accounts, ledger and policy."""
    rows: list[Any] = [
        db.DpPolicy(
            valid_from=date(2026, 4, 1), allowable_weeks="4", basis="gross_budget", de_minimis_minor=5000, notice_days=28,
            reply_days=14, reminder_days=7, row_hash="",
        )
    ]  # fmt: skip
    rows += [
        db.MapProvider(map_id=f"M{provider}", name=f"Provider {provider}", emails=[f"@m{provider}.example"], row_hash="")
        for provider in range((accounts + EACH - 1) // EACH)
    ]
    for number in range(accounts):
        rows.append(
            db.Person(
                person_id=person(number), name=vault.seal(f"Ann Person{number}"), cpr=None, cpr_index=None, nhs_number=None,
                nhs_index=None, born=None, died=None, language="en", case_worker_email=None, row_hash="",
            )
        )  # fmt: skip
        rows.append(
            db.DpAccount(
                account_id=f"DP-{number}", person_id=person(number), map_id=f"M{number // EACH}", type="managed_account",
                reference=f"{70_000 + number}", weekly_gross_budget_minor=47570, weekly_contribution_minor=6320,
                weekly_payment_minor=41250, payment_basis="net", start=date(2025, 1, 1), end=None, recipient_name=vault.seal("A Reader"),
                recipient_email=vault.seal(f"r{number}@reader.example"), social_worker_email="sw@anytown.example", row_hash="",
            )
        )  # fmt: skip
        rows += [
            db.DpLedger(
                account_id=f"DP-{number}", date=day, kind="council_payment", amount_minor=165000, source="run", row_hash=""
            )
            for day in (date(2026, 4, 3), date(2026, 5, 1), date(2026, 5, 29))
        ]
    return rows


def sheet_rows(number: int) -> list[tuple[Any, ...]]:
    """Return one client's quarter: twelve weeks of wages and bills, three payments, balances that add up."""
    balance = Decimal("1842.16") + number % 700
    rows: list[tuple[Any, ...]] = [
        ("Client", f"A. P. ({person(number)})", f"Acc {70_000 + number}", f"Period {FIRST:%d/%m/%Y}-{LAST:%d/%m/%Y}", None),
        ("Date", "Description", "Money in", "Money out", "Balance"),
        (FIRST, "Balance b/fwd", None, None, balance),
    ]
    for week in range(12):
        day = FIRST + timedelta(days=2 + 7 * week)
        if week % 4 == 0:
            balance += 1650
            rows.append((day, "ANYTOWN COUNCIL DP", Decimal(1650), None, balance))
        for text, amount in (("Brighter Days agency", Decimal("268.20")), ("PA wages", Decimal("92.05"))):
            balance -= amount
            rows.append((day + timedelta(days=1), text, None, amount, balance))
    rows.append((LAST, "Closing balance", None, None, balance))
    return rows


def mails(folder: Path, accounts: int) -> list[Path]:
    """Write one mail for each provider."""
    from openpyxl import Workbook

    paths = []
    for provider in range((accounts + EACH - 1) // EACH):
        book = Workbook(write_only=True)
        for number in range(provider * EACH, min(accounts, (provider + 1) * EACH)):
            sheet = book.create_sheet(f"A.P. {person(number)}")
            for row in sheet_rows(number):
                sheet.append(row)
        raw = io.BytesIO()
        book.save(raw)
        mail = EmailMessage()
        mail["From"], mail["To"] = f"accounts@m{provider}.example", "dp@anytown.example"
        mail["Subject"], mail["Message-ID"] = "Statements April to June", f"<statements-{provider}@m{provider}.example>"
        mail["Date"] = NOW
        mail.set_content("Please find the statements attached.")
        mail.add_attachment(raw.getvalue(), maintype="application", subtype=XLSX, filename="statements.xlsx")
        paths.append(folder / f"{provider:05}.eml")
        paths[-1].write_bytes(mail.as_bytes())
    return paths


def processor_seconds() -> float:
    """Return what this process and its ended children have used."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def peaks_mb() -> tuple[float, float]:
    """Return the highest memory of this process and that of its largest child."""
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own, child


def prepare(folder: Path, accounts: int) -> None:
    """Write the mails and the master data of a council."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mails").mkdir(exist_ok=True)
    mails(folder / "mails", accounts)
    with started(settings_in(folder), clock=MovableClock(NOW)) as app, app.database.owned():
        rows = master(app.tools.vault, accounts)
        for start in range(0, len(rows), 2000):
            with app.database.write() as session:
                session.add_all(rows[start : start + 2000])


def measure(folder: Path, accounts: int) -> Measured:
    """Prepare one caseload and run it in a process of its own, whose memory is that of the product alone."""
    prepare(folder, accounts)
    found = folder / "measured.json"
    command = [sys.executable, "-m", "benchmarks.caseload", "--run", str(folder), "--accounts", str(accounts)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return Measured(**json.loads(found.read_text(encoding="utf-8")))


def run(folder: Path, accounts: int) -> Measured:
    """Run a prepared caseload here and say what it cost."""
    settings, clock = settings_in(folder), MovableClock(NOW)
    paths = sorted((folder / "mails").glob("*.eml"))
    before, began = processor_seconds(), time.monotonic()
    stop = threading.Event()
    threading.Thread(target=_tell, args=(settings, accounts, stop), daemon=True).start()
    with started(settings, clock=clock) as app, app.database.owned():
        ingest_paths(app, paths, "dp")
        work_until_idle(app)
        stop.set()
        worked, at = time.monotonic() - began, time.process_time()
        run_cycle(app.database, app.tools, DirectPayments(ask_from=FIRST))
        cycled = time.process_time() - at
        with app.database.read() as session:
            counts = session.execute(
                select(func.count(), func.count(db.DpCase.workbook_sha256)).where(db.DpCase.statement_id.is_not(None))
            ).one()
            balanced = session.scalar(select(func.count()).where(db.DpCase.difference_minor == 0)) or 0
    used = processor_seconds() - before
    return Measured(accounts, worked, used, *peaks_mb(), cycled, counts[0], counts[1], balanced)


def _tell(settings: Settings, accounts: int, stop: threading.Event) -> None:
    """Show how many accounts are reconciled, when somebody is looking."""
    import sqlite3

    path = settings.database_url.removeprefix("sqlite:///")
    while sys.stderr.isatty() and not stop.wait(2):
        with sqlite3.connect(path, timeout=5) as connection:
            (done,) = connection.execute("select count(*) from dp_cases").fetchone()
        print(f"\r{done} of {accounts} accounts", end="", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.caseload", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--keep", type=Path, help="work here and leave everything")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        done = run(args.run, args.accounts[0])
        (args.run / "measured.json").write_text(json.dumps(asdict(done)), encoding="utf-8")
        return 0
    found = []
    print(
        f"{'accounts':>9}{'wall s':>9}{'processor s':>13}{'ms each':>9}{'own MB':>9}{'child MB':>9}{'cycle s':>9}{'cases':>8}{'workbooks':>11}{'balanced':>10}"
    )
    for accounts in args.accounts:
        with tempfile.TemporaryDirectory(prefix="afstem-caseload-") as temporary:
            done = measure((args.keep or Path(temporary)) / str(accounts), accounts)
        found.append(done)
        each = 1000 * done.processor_seconds / accounts
        print(
            f"{accounts:9}{done.seconds:9.1f}{done.processor_seconds:13.1f}{each:9.1f}{done.own_mb:9.0f}{done.child_mb:9.0f}{done.cycle_seconds:9.1f}"
            f"{done.cases:8}{done.workbooks:11}{done.balanced:10}",
            flush=True,
        )
    return 1 if missed(found) else 0


def missed(found: list[Measured]) -> bool:
    """Whether a goal was missed: everything done, within the time, along a straight line, in bounded memory."""
    whole = all(each.cases == each.workbooks == each.balanced == each.accounts for each in found)
    quick = all(each.processor_seconds / PROCESSORS <= GOAL_SECONDS for each in found)
    first, last = found[0], found[-1]
    straight = last.processor_seconds / last.accounts <= STRAIGHT * first.processor_seconds / first.accounts
    bounded = all(each.own_mb + PROCESSORS * each.child_mb <= MOST_MB for each in found)
    return not (whole and quick and straight and bounded)


if __name__ == "__main__":
    sys.exit(main())
