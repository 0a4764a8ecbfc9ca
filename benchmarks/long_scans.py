"""What a page of a long scan costs, and whether the mail behind a scan of hundreds of pages waits for it.

    nice python -m benchmarks.long_scans [--pages 10 60] [--long 300] [--others 12]

Pages are drawn by this project's generator and captured at 200 dots an inch. First scans of few and of many pages are read, each size by a
child of the sandbox of its own: processor time a page, and the most memory. Then a service with two workers gets mails with an invoice each, once by
themselves and once behind a mail with the long scan; told is when the last of them was read. Goals: a page among many costs
at most 1.3 times one among few, the child stays below 1 GiB, and the others are through while the scan is still being read.
Exit status 1 when one is missed. `--long 0` leaves the second part out.
"""

from __future__ import annotations

import argparse
import logging
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import structlog
from sqlalchemy import func, select

from benchmarks.caseload import settings_in
from models import db
from samples.generate.invented import invent
from samples.generate.labelled import ROOM
from samples.generate.layouts import LAYOUTS
from samples.generate.scans import OFFICE, as_pdf, degrade, page_images
from service.app import started
from service.mail_in import ingest_paths
from service.reading import read_options, read_paths
from service.working import work_until_idle

FLAT, MOST_MIB, WORKERS = 1.3, 1024.0, 2
#: So many different pages are drawn; a longer scan has them several times.
DIFFERENT = 12
#: As machines send them that are set to small files: three hundred pages of an office's grain would be more than any mailbox takes.
SMALL = replace(OFFICE, quality=25)
_UNREAD = ("received", "long")


@cache
def pages() -> tuple[Any, ...]:
    """Draw and capture the pages."""
    chosen = [layout for layout in LAYOUTS if layout.country == "gb"]
    drawn = []
    for number in range(DIFFERENT):
        used = chosen[number % len(chosen)]
        doc = invent(used, Random(f"long/{number}"), ROOM.get(used.name.split("-")[1], 16))
        drawn.append(degrade(page_images(used.draw(doc, used.style), OFFICE.dpi)[0], OFFICE, number))
    return tuple(drawn)


def scan(count: int) -> bytes:
    """Return a scan of so many pages."""
    return as_pdf([pages()[number % DIFFERENT] for number in range(count)], SMALL)


def cost(path: str, count: int) -> None:
    """Read one scan in a child and print its processor seconds a page and the child's peak in MiB."""
    options = replace(read_options("gb"), ocr_jobs=1, max_pages=count)
    (answer,) = read_paths([path], options=options, seconds=3600, hurried=False)
    assert answer["pages"] == count, answer
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print((used.ru_utime + used.ru_stime) / count, used.ru_maxrss / 1024)


def cost_of(count: int, folder: Path) -> tuple[float, float]:
    """Return processor seconds a page and MiB, measured in a process of its own."""
    path = folder / f"scan-{count}.pdf"
    path.write_bytes(scan(count))
    code = f"from benchmarks.long_scans import cost; cost({str(path)!r}, {count})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, mib = map(float, done.stdout.split())
    return seconds, mib


def mails(folder: Path, others: int, long: int) -> list[Path]:
    """Write the long scan's mail, if there is to be one, and the others behind it."""
    attached = [scan(long)] if long else []
    chosen = [layout for layout in LAYOUTS if layout.country == "gb"]
    for number in range(others):
        used = chosen[number % len(chosen)]
        doc = invent(used, Random(f"behind/{number}"), ROOM.get(used.name.split("-")[1], 16))
        attached.append(used.draw(doc, used.style))
    paths = []
    for number, content in enumerate(attached):
        message = EmailMessage()
        message["From"], message["To"] = f"Supplier <s{number}@supplier.example>", "invoices@anytown.example"
        message["Subject"], message["Message-ID"] = "Invoice", f"<{number}@supplier.example>"
        message["Date"] = "Wed, 01 Jul 2026 09:00:00 +0000"
        message.set_content("Please see attached.")
        message.add_attachment(content, maintype="application", subtype="pdf", filename=f"{number}.pdf")
        paths.append(folder / f"{number:03}.eml")
        paths[-1].write_bytes(message.as_bytes())
    return paths


def through(others: int, long: int) -> tuple[float, str]:
    """Return after how many seconds the other mails had been read, and what the long scan's state was by then."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = mails(folder, others, long)
        with started(settings_in(folder)) as app, app.database.owned():
            ingest_paths(app, paths, "invoices")
            stop, began = threading.Event(), time.monotonic()
            work = threading.Thread(target=work_until_idle, args=(app,), kwargs={"stop": stop})
            work.start()
            pdf = db.Document.sniffed == "application/pdf"
            while True:
                with app.database.read() as session:
                    made = session.scalar(select(func.count()).where(pdf)) or 0
                    unread = session.scalars(select(db.Document.state).where(pdf, db.Document.state.in_(_UNREAD))).all()
                if made == len(paths) and len(unread) <= bool(long):
                    break
                if not work.is_alive():
                    raise SystemExit(f"the service has nothing left to do, with {made} of {len(paths)} attachments taken in")
                time.sleep(0.05)
            seconds = time.monotonic() - began
            stop.set()
            app.sandbox.close()
            work.join()
    return seconds, next(iter(unread), "read")


def main() -> int:
    """Measure and say whether the goals were met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs=2, default=[10, 60])
    parser.add_argument("--long", type=int, default=300)
    parser.add_argument("--others", type=int, default=12)
    args = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    missed = []
    with tempfile.TemporaryDirectory() as place:
        (few, _), (many, mib) = (cost_of(count, Path(place)) for count in args.pages)
    print(
        f"a page costs {few:.2f} s of processor time among {args.pages[0]} and {many:.2f} s among {args.pages[1]}: {many / few:.2f} times"
    )
    print(f"the child that read {args.pages[1]} took at most {mib:.0f} MiB")
    missed += [f"{many / few:.2f} times the cost a page"] * (many > FLAT * few)
    missed += [f"{mib:.0f} MiB"] * (mib > MOST_MIB)
    if args.long:
        alone, _ = through(args.others, 0)
        behind, state = through(args.others, args.long)
        print(
            f"{args.others} mails were read after {alone:.1f} s by themselves, after {behind:.1f} s behind a scan of {args.long} pages"
        )
        print(f"the scan was then in the state {state!r}")
        missed += ["the scan was read first"] * (state == "read")
    for each in missed:
        print(f"missed: {each}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
