"""Digital PDFs beside their named peers, in one run: word boxes beside pdfplumber, whole invoices beside invoice2data.

    python -m benchmarks.peers_pdf [FOLDER] [--rounds N]

Without FOLDER the documents are the digital ones of our own generator, drawn anew, and invoice2data is given a template for each
of their layouts that it is timed on: number, date and amount, which is less than what afstem reads. With FOLDER its PDFs are
used, and invoice2data gets the templates that come with it; only files that it can read with them are timed. Every round reads
fresh copies under new names, because invoice2data keeps its answers by path, and of drawn documents other ones of the same layouts, because
afstem keeps the words it has compared. Both sides are warm: loaded, and with a round behind them. Each is timed as processor time of
the process and its children, so that other work on the machine does not count; a figure is the median over the rounds with its range.

Last come the documents a second on two cores, by the clock: afstem as it is sold, with two warm children of its sandbox behind the wall, beside
invoice2data as it comes, which has no workers of its own, and beside two of its processes side by side.
"""

from __future__ import annotations

import argparse
import logging
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

COUNT, ROUNDS = 64, 7
WORDS_GOAL, INVOICES_GOAL, WORKER_MIB = 10.0, 1.5, 150
#: Layouts of the generator that print number, date and amount each beside its label, so that a template can find them.
TEMPLATES = {
    "dk": r"""
issuer: Danish samples
keywords: ['Fakturanr', 'Demostrup']
fields:
  invoice_number: 'Fakturanr\.:?\s+(\S+)'
  date: 'Fakturadato:?\s+(\S+)'
  amount: '(?:I alt|At betale)[^\n\d]*([\d.]+,\d\d)'
options: {currency: DKK, decimal_separator: ',', languages: [da], date_formats: ['%d-%m-%Y', '%d.%m.%Y'], remove_whitespace: false}
""",
    "gb": r"""
issuer: English samples
keywords: ['Invoice', 'Anytown']
fields:
  invoice_number: 'Invoice no\.:?\s+(\S+)'
  date: '(?:Invoice date|Date):?\s+(\d\S+)'
  amount: '(?:Total|TOTAL|BALANCE DUE|Amount due)[^\n\d]*([\d,]+\.\d\d)'
options: {currency: GBP, decimal_separator: '.', languages: [en], date_formats: ['%d/%m/%Y'], remove_whitespace: false}
""",
}


@dataclass(frozen=True)
class Ratio:
    """How many times as much work as the peer in the same processor time, with its range over the rounds."""

    name: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    goal: float

    @property
    def middle(self) -> float:
        return statistics.median(self.each)

    @property
    def each(self) -> tuple[float, ...]:
        return tuple(theirs / ours for ours, theirs in zip(self.ours, self.theirs, strict=True))

    def __str__(self) -> str:
        met = "met" if self.middle >= self.goal else "MISSED"
        return (
            f"{self.name}: {self.middle:.2f} times (range {min(self.each):.2f} to {max(self.each):.2f}, {len(self.each)} rounds; "
            f"goal {self.goal:g}: {met}); {1000 * statistics.median(self.ours):.2f} ms and {1000 * statistics.median(self.theirs):.2f} ms "
            "a document"
        )


def cpu() -> float:
    """Processor seconds of this process and of the children it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(work: Callable[[Path], object], paths: Sequence[Path]) -> float:
    """Processor seconds a document."""
    began = cpu()
    for path in paths:
        work(path)
    return (cpu() - began) / len(paths)


def fresh(paths: Sequence[Path], folder: Path, round_: str) -> list[Path]:
    """Copies that nobody has seen."""
    target = folder / round_.replace(" ", "-")
    target.mkdir()
    return [Path(shutil.copyfile(path, target / f"{place}.pdf")) for place, path in enumerate(paths)]


#: The documents of a round, by its number.
Documents = Callable[[int], Sequence[Path]]


def race(
    name: str,
    ours: Callable[[Path], object],
    theirs: Callable[[Path], object],
    documents: Documents,
    folder: Path,
    rounds: int,
    goal: float,
) -> Ratio:
    """Let both read the same documents in turns; the first round only warms up."""
    mine, other = [], []
    for number in range(rounds + 1):
        paths = documents(number)
        mine.append(timed(ours, fresh(paths, folder, f"{name}-ours-{number}")))
        other.append(timed(theirs, fresh(paths, folder, f"{name}-theirs-{number}")))
    return Ratio(name, tuple(mine[1:]), tuple(other[1:]), goal)


# --- two cores, by the clock ------------------------------------------------------------------------------------------------

#: So often each document is read in a round by the clock, under another name each time.
OFTEN = 12


def throughput(
    name: str, country: str, templates: list[Any], module: str | None, documents: Documents, folder: Path, rounds: int
) -> list[Ratio]:
    """Race documents a second: two children of the sandbox beside one process of the peer, and beside two."""
    from service.reading import read_files, read_options, reading_sandbox

    options = read_options(country, use_xml=False, jobs=2)
    theirs = their_invoice(templates, module)
    wall: dict[str, list[float]] = {"ours": [], "one": [], "two": []}
    with reading_sandbox(2) as sandbox, ProcessPoolExecutor(2, initializer=_load_peer, initargs=(templates, module)) as two:
        sides: dict[str, Callable[[list[Path]], object]] = {
            "ours": lambda paths: list(read_files(sandbox, paths, options, jobs=2)),
            "one": lambda paths: [theirs(path) for path in paths],
            "two": lambda paths: list(two.map(_read_peer, paths)),
        }
        for number in range(rounds + 1):
            for side, work in sides.items():
                paths = [
                    path
                    for again in range(OFTEN)
                    for path in fresh(documents(number), folder, f"{name}-{side}-{number}-{again}")
                ]
                began = time.perf_counter()
                work(paths)
                wall[side].append((time.perf_counter() - began) / len(paths))
    ours = tuple(wall["ours"][1:])
    return [
        Ratio(f"{name}, two children beside one process, by the clock", ours, tuple(wall["one"][1:]), INVOICES_GOAL),
        Ratio(f"{name}, two children beside two processes, by the clock", ours, tuple(wall["two"][1:]), INVOICES_GOAL),
    ]


_PEER: list[Callable[[Path], Any]] = []


def _load_peer(templates: list[Any], module: str | None) -> None:
    _PEER.append(their_invoice(templates, module))


def _read_peer(path: Path) -> bool:
    return bool(_PEER[0](path))


# --- word boxes -----------------------------------------------------------------------------------------------------------


def our_words(path: Path) -> int:
    import pypdfium2

    from extract.words import read_layer

    document = pypdfium2.PdfDocument(path.read_bytes())
    count = sum(len(read_layer(document[place]).words) for place in range(len(document)))
    document.close()
    return count


def their_words(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return sum(len(page.extract_words(x_tolerance_ratio=0.15)) for page in document.pages)


# --- whole invoices -------------------------------------------------------------------------------------------------------


def our_invoice(country: str) -> Callable[[Path], Any]:
    from extract.read import read_document
    from service.reading import read_options
    from service.sandbox.tasks import warm_up

    warm_up()
    options = {code: read_options(code, use_xml=False) for code in ("dk", "gb")}

    def read(path: Path) -> Any:
        return read_document(path.read_bytes(), name=path.name, options=options[country])

    return read


def their_invoice(templates: list[Any], module: str | None) -> Callable[[Path], Any]:
    """Read with one of its ways to get the text, or with those that it tries by itself. Its last resort, OCR, is left out."""
    from invoice2data import api

    logging.getLogger("invoice2data").setLevel(logging.CRITICAL)
    api.ocrmypdf.ocrmypdf_available = lambda: False

    def read(path: Path) -> Any:
        return api.extract_data(str(path), templates=templates, input_module=module)

    return read


def load_templates(folder: Path, own: Sequence[str]) -> list[Any]:
    """Its own templates, or those written here for our documents."""
    from invoice2data.extract.loader import read_templates

    if not own:
        return list(read_templates())
    target = folder / "templates"
    target.mkdir(exist_ok=True)
    for name in own:
        (target / f"{name}.yml").write_text(TEMPLATES[name], encoding="utf-8")
    return list(read_templates(str(target)))


def readable(paths: Sequence[Path], read: Callable[[Path], Any], folder: Path, name: str) -> list[int]:
    """Return the places of the documents that the peer reads at all; OCR is not what is compared here."""
    kept = []
    for place, copy in enumerate(fresh(paths, folder, f"try-{name}")):
        try:
            found = read(copy)
        except Exception:  # noqa: BLE001 - whatever stops the peer, it has no answer for this file
            continue
        if found:
            kept.append(place)
    return kept


# --- memory ---------------------------------------------------------------------------------------------------------------


def worker_mib(paths: Sequence[Path]) -> float:
    """The peak of a process that is warmed up as a worker is and reads every document.

    Linux's VmHWM begins anew with the program; the peak that `getrusage` tells is handed down from whoever starts it.
    """
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from service.sandbox.tasks import TASKS, warm_up; from service.sandbox.options import options_to_json\n"
        "from service.reading import read_options\n"
        "warm_up(); options = options_to_json(read_options('dk', use_xml=False))\n"
        "for path in sys.argv[2:]:\n"
        "    TASKS['read-document']({'name': 'x.pdf', 'content_type': None, 'options': options}, [Path(path).read_bytes()])\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, "-c", code, str(root), *map(str, paths)], capture_output=True, text=True, check=True)
    return int(done.stdout.strip().splitlines()[-1]) / 1024


# --- the run --------------------------------------------------------------------------------------------------------------


def own_documents(folder: Path, country: str, round_: int = 0) -> list[Path]:
    from samples.generate.invented import invent
    from samples.generate.labelled import ROOM
    from samples.generate.layouts import LAYOUTS

    chosen = [layout for layout in LAYOUTS if layout.country == country]
    place = folder / country / str(round_)
    place.mkdir(parents=True)
    paths = []
    for number in range(COUNT // 2):
        used = chosen[number % len(chosen)]
        doc = invent(used, Random(f"peers/{used.name}/{number}/{round_}"), ROOM.get(used.name.split("-")[1], 16))
        paths.append(place / f"{used.name}-{number}.pdf")
        paths[-1].write_bytes(used.draw(doc, used.style))
    return paths


def given_documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".pdf")


def run(documents: Path | None = None, rounds: int = ROUNDS) -> int:
    """Measure, print one line for each goal, and return 1 when one is missed, 3 when a peer is not installed."""
    try:
        import invoice2data
        import pdfplumber
    except ImportError as error:
        print(f"{error.name} is not installed: `python scripts/setup.py --bench` installs the peers.", file=sys.stderr)
        return 3
    print(
        f"beside pdfplumber {pdfplumber.__version__} and invoice2data {_version(invoice2data)}, {rounds} rounds of fresh copies"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        return _measure(documents, rounds, folder)


def _version(module: Any) -> str:
    from importlib.metadata import version

    return version(module.__name__)


def _measure(documents: Path | None, rounds: int, folder: Path) -> int:
    groups = (
        {"abroad": given_documents(documents)} if documents else {each: own_documents(folder, each) for each in ("dk", "gb")}
    )
    everything = [path for paths in groups.values() for path in paths]
    ratios = [race("word boxes beside pdfplumber", our_words, their_words, lambda _: everything, folder, rounds, WORDS_GOAL)]
    for name, paths in groups.items():
        # Drawn documents are drawn anew for each round: the same layouts with other people, services and sums.
        drawn = (
            {0: paths}
            if documents
            else {0: paths, **{each: own_documents(folder, name, each) for each in range(1, rounds + 1)}}
        )
        templates = load_templates(folder, () if documents else tuple(TEMPLATES))
        country = "gb" if name == "gb" else "dk"
        ours = our_invoice(country)
        for module in (None, "pdftotext"):
            way = f"{name} invoices beside invoice2data with {module or 'what it tries by itself'}"
            theirs = their_invoice(templates, module)
            known = set.intersection(
                *(set(readable(each, theirs, folder, f"{name}-{module}-{place}")) for place, each in drawn.items())
            )
            print(f"{way}: it reads {len(known)} of {len(paths)}")
            if known:

                def of_round(number: int, drawn: Any = drawn, known: Any = known) -> list[Path]:
                    return [drawn.get(number, drawn[0])[place] for place in sorted(known)]

                ratios.append(race(way, ours, theirs, of_round, folder, rounds, INVOICES_GOAL))
                ratios.extend(throughput(way, country, templates, module, of_round, folder, rounds))
    for ratio in ratios:
        print(ratio)
    peak = worker_mib(everything)
    print(f"worker on digital documents: peak {peak:.0f} MiB (goal {WORKER_MIB}: {'met' if peak <= WORKER_MIB else 'MISSED'})")
    return int(any(ratio.middle < ratio.goal for ratio in ratios) or peak > WORKER_MIB)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of PDFs (default: drawn by our own generator)")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    if args.folder is not None and not args.folder.is_dir():
        parser.error(f"there is no folder {args.folder}")
    return run(args.folder, args.rounds)


if __name__ == "__main__":
    sys.exit(main())
