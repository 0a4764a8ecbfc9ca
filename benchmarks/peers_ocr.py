"""The reading of scans beside bare Tesseract programs and ocrmypdf: the same pages, in the same run, as ratios.

    nice python -m benchmarks.peers_ocr [--pages 8] [--rounds 2] [--seed 1]

The pages are drawn and captured here (office scans at 300 and 200 dpi of the project's own layouts), written to fresh paths and put to
each in turn, round by round:

* ours: two warm worker processes, each a page at a time, from picture to words with boxes, without and with re-reading;
* two bare `tesseract` programs side by side on the same pages as PGM files, one language, psm 4, TSV out;
* `ocrmypdf -j2` (the `peers` group) on one PDF of all pages. It makes a PDF with a text layer, no words; nothing is taken off for that.

Every program runs with OMP_THREAD_LIMIT=1. Goals: wall at most 1.0 of the two programs and 0.55 of ocrmypdf; with re-reading at most
1.1 of ocrmypdf's CPU time. Exit status 1 when one is missed. What is not installed is left out, by name.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["OMP_THREAD_LIMIT"] = "1"

from PIL import Image

from countries.packs import COUNTRY_PACKS, DENMARK
from extract.ocr.engines import data_folder, language_data
from extract.ocr.pictures import sheets_of
from extract.ocr.rereading import rereader
from extract.ocr.road import read_sheet
from extract.options import ReadOptions
from models.document import ReaderName
from samples.generate import scans
from samples.generate.invented import invent
from samples.generate.labelled import ROOM
from samples.generate.layouts import LAYOUTS
from service.tesseract import find_tesseract

AT_MOST = {("ours", "bare tesseract x2"): 1.0, ("ours", "ocrmypdf -j2"): 0.55}
AT_MOST_CPU = 1.1
KINDS = (scans.CLEAN, scans.OFFICE)
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Cost:
    """What all pages together cost once, in seconds."""

    wall: float
    cpu: float


def write_pages(folder: Path, count: int, seed: int) -> list[Path]:
    """Write the first pages of made-up Danish invoices as scans, each a PGM file that names its resolution."""
    rng = Random(seed)
    danish = [layout for layout in LAYOUTS if layout.country == "dk"]
    paths = []
    for number in range(count):
        layout = danish[number % len(danish)]
        pdf = layout.draw(invent(layout, rng, ROOM.get(layout.name.split("-")[1], 16)), layout.style)
        kind = KINDS[number % len(KINDS)]
        pixels = scans.degrade(scans.page_images(pdf, kind.dpi)[0], kind, number)
        paths.append(folder / f"page-{number:03}-{kind.dpi}.pgm")
        Image.fromarray(pixels).save(paths[-1])
    return paths


def _dpi(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def read_ours(path: Path, reread: bool) -> int:
    """Read one page as the service does, and return how many words it has."""
    options = ReadOptions(DENMARK, COUNTRY_PACKS, reread=reread)
    (sheet,) = sheets_of(path.read_bytes(), 1)
    return len(read_sheet(sheet, 1, "a picture", ReaderName.IMAGE_OCR, options).words)


def ours(pool: ProcessPoolExecutor, paths: Sequence[Path], *, reread: bool) -> int:
    """Read all pages in the workers."""
    return sum(pool.map(read_ours, paths, [reread] * len(paths)))


def bare(paths: Sequence[Path], side_by_side: int = 2) -> int:
    """Start a program for each page, two at a time."""
    language = language_data("da")
    data = data_folder(language)
    where = ["--tessdata-dir", str(data)] if data else []
    waiting, running, words = list(paths), list[subprocess.Popen[bytes]](), 0
    while waiting or running:
        while waiting and len(running) < side_by_side:
            path = waiting.pop(0)
            command = [
                "tesseract",
                str(path),
                str(path.with_suffix("")),
                "-l",
                language,
                "--psm",
                "4",
                "--dpi",
                str(_dpi(path)),
            ]
            running.append(subprocess.Popen([*command, *where, "-c", "tessedit_create_tsv=1"], stderr=subprocess.DEVNULL))
        running[0].wait(SECONDS)
        if any(each.poll() not in {None, 0} for each in running):
            raise SystemExit("tesseract failed on a page")
        running = [each for each in running if each.poll() is None]
    for path in paths:
        words += sum(row.split("\t")[-1].strip() != "" for row in path.with_suffix(".tsv").read_text().splitlines()[1:])
    return words


def with_ocrmypdf(paths: Sequence[Path], folder: Path) -> int:
    """Put all pages as one PDF to ocrmypdf."""
    pages = [Image.open(path) for path in paths]
    source, made = folder / "pages.pdf", folder / "read.pdf"
    if not source.exists():
        pages[0].save(source, "PDF", resolution=float(_dpi(paths[0])), save_all=True, append_images=pages[1:])
    made.unlink(missing_ok=True)
    language = language_data("da")
    command = [
        _program("ocrmypdf") or "ocrmypdf",
        "-j",
        "2",
        "-l",
        language,
        "--output-type",
        "pdf",
        "--quiet",
        str(source),
        str(made),
    ]
    environment = {**os.environ, "TESSDATA_PREFIX": str(_data_for_ocrmypdf(folder, language))}
    subprocess.run(command, check=True, env=environment, timeout=SECONDS)
    return made.stat().st_size


def _data_for_ocrmypdf(folder: Path, language: str) -> Path:
    """Return a folder with the same language data as ours has, and what ocrmypdf asks Tesseract for by name."""
    made, data = folder / "tessdata", data_folder(language)
    (made / "configs").mkdir(parents=True, exist_ok=True)
    for kind in ("hocr", "txt", "tsv", "pdf"):
        (made / "configs" / kind).write_text(f"tessedit_create_{kind} 1\n", encoding="ascii")
    if data:
        (made / f"{language}.traineddata").symlink_to(data / f"{language}.traineddata")
    return made


def _program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


@contextmanager
def clocked(found: list[Cost]) -> Iterator[None]:
    """Note wall and CPU time, that of programs and of worker processes too."""
    wall, cpu = time.perf_counter(), _spent() + _of_workers()
    yield
    found.append(Cost(time.perf_counter() - wall, _spent() + _of_workers() - cpu))


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _of_workers() -> float:
    """Return what the living worker processes have used so far."""
    found = 0.0
    for worker in multiprocessing.active_children():
        words = Path(f"/proc/{worker.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        found += (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return found


def measure(count: int, rounds: int, seed: int) -> dict[str, list[Cost]]:
    """Put the pages to each reader in turn, round by round."""
    costs: dict[str, list[Cost]] = {"ours": [], "ours, with re-reading": [], "bare tesseract x2": [], "ocrmypdf -j2": []}
    with tempfile.TemporaryDirectory() as made, ProcessPoolExecutor(2) as pool:
        first = write_pages(Path(made), 2, seed + 1)
        ours(pool, first * 2, reread=True)
        for turn in range(rounds):
            folder = Path(made) / str(turn)
            folder.mkdir()
            paths = write_pages(folder, count, seed)
            with clocked(costs["ours"]):
                ours(pool, paths, reread=False)
            with clocked(costs["bare tesseract x2"]):
                bare(paths)
            if rereader():
                with clocked(costs["ours, with re-reading"]):
                    ours(pool, paths, reread=True)
            if _program("ocrmypdf"):
                with clocked(costs["ocrmypdf -j2"]):
                    with_ocrmypdf(paths, folder)
    return costs


def run(count: int = 8, rounds: int = 2, seed: int = 1) -> bool:
    """Measure, print, and say whether every goal that could be measured was met."""
    costs = measure(count, rounds, seed)
    middle = {name: Cost(median(x.wall for x in each), median(x.cpu for x in each)) for name, each in costs.items() if each}
    for name in costs:
        cost = middle.get(name)
        print(
            f"{name:24}"
            + (f"{cost.wall / count:6.2f} s wall, {cost.cpu / count:5.2f} s CPU a page" if cost else " not installed")
        )
    met = True
    for (one, other), most in AT_MOST.items():
        if one in middle and other in middle:
            ratio = middle[one].wall / middle[other].wall
            met &= ratio <= most
            print(f"{one} / {other}: {ratio:.2f} of the wall time (at most {most}){'' if ratio <= most else ' MISSED'}")
    if "ours, with re-reading" in middle and "ocrmypdf -j2" in middle:
        ratio = middle["ours, with re-reading"].cpu / middle["ocrmypdf -j2"].cpu
        met &= ratio <= AT_MOST_CPU
        missed = "" if ratio <= AT_MOST_CPU else " MISSED"
        print(f"ours, with re-reading / ocrmypdf -j2: {ratio:.2f} of the CPU time (at most {AT_MOST_CPU}){missed}")
    print(f"{count} pages, {rounds} rounds, the median of each")
    return met


def main() -> int:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    # The program that came with a package is not on the path by itself.
    os.environ.update(find_tesseract().environment(os.environ["PATH"]))
    return 0 if run(given.pages, given.rounds, given.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
