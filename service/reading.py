"""`afstem read`: files in, one object of the contract out for each, in the order they were named."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from countries.packs import COUNTRY_PACKS, pack_for
from extract.options import ReadOptions
from extract.read import MOST_BYTES, unreadable
from models.contract import to_contract
from models.errors import UnreadableDocument
from models.invoice import Extraction
from service.patience import Patience
from service.sandbox.calls import Runs, read_document
from service.sandbox.pool import Sandbox
from service.tesseract import child_environment

#: Time for one document; one that needs OCR is given this for each page it may have.
SECONDS = 60.0
#: Pages of one document that are read as pictures side by side, where a core is free for each: a child has memory for two.
PAGES_AT_ONCE = 2
#: Files read ahead of the one whose answer is printed next, per child.
AHEAD = 4
DEFAULT_COUNTRY = "dk"


@dataclass(frozen=True, slots=True)
class Answer:
    """What reading one file gave, and how long it took."""

    path: Path
    sha256: str | None
    extraction: Extraction
    seconds: float


def read_paths(
    paths: Sequence[Path | str],
    country: str | None = None,
    jobs: int = 1,
    use_xml: bool = True,
    *,
    options: ReadOptions | None = None,
    seconds: float = SECONDS,
    began: float | None = None,
    hurried: bool = True,
) -> Iterator[dict[str, Any]]:
    """Yield the contract's object for every file, in order; a folder stands for the files in it, by name.

    A path that cannot be read gives an object too, which says why. No database, no configuration. Somebody waits since `began`
    (`time.monotonic`; now where it is left out), so pictures are read as long as there is time, unless not `hurried`.
    """
    options = options or read_options(country, use_xml=use_xml, jobs=jobs)
    began = time.monotonic() if began is None else began
    with reading_sandbox(jobs) as sandbox:
        patience = Patience(sandbox, began) if hurried else None
        for answer in read_files(sandbox, expand(paths), options, jobs=jobs, seconds=seconds, patience=patience):
            yield to_contract(
                answer.extraction, path=str(answer.path), sha256=answer.sha256, seconds=answer.seconds, bar=options.bar
            )


def reading_sandbox(jobs: int) -> Sandbox:
    """Return a sandbox for reading at a prompt, with the paths to OCR that are set here."""
    return Sandbox(workers=max(1, jobs), environment=child_environment(os.environ.get("PATH", os.defpath)))


def read_options(country: str | None = None, *, use_xml: bool = True, jobs: int = 1) -> ReadOptions:
    """Return how to read for a country, with so many files side by side; raises `UsageError` when it is not known."""
    pack = pack_for(country or DEFAULT_COUNTRY)
    at_once = max(1, min(PAGES_AT_ONCE, len(os.sched_getaffinity(0)) // max(1, jobs)))
    return ReadOptions(pack=pack, packs=COUNTRY_PACKS, use_xml=use_xml, ocr_jobs=at_once)


def expand(paths: Iterable[Path | str]) -> Iterator[Path]:
    """Yield the files that the arguments stand for: a folder's own files by name, not those in folders below it."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
        else:
            yield path


def read_files(
    sandbox: Runs,
    paths: Iterable[Path],
    options: ReadOptions,
    *,
    jobs: int = 1,
    seconds: float = SECONDS,
    patience: Patience | None = None,
) -> Iterator[Answer]:
    """Read files side by side and yield the answers in order, holding only a few files in memory; `patience` limits pictures."""
    waiting: deque[Future[Answer]] = deque()
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as threads:
        for path in paths:
            waiting.append(threads.submit(read_file, sandbox, path, options, seconds, patience))
            if len(waiting) > AHEAD * max(1, jobs):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def read_file(
    sandbox: Runs, path: Path, options: ReadOptions, seconds: float = SECONDS, patience: Patience | None = None
) -> Answer:
    """Read one file in the sandbox; whatever happens to it is an answer."""
    began = time.monotonic()
    sha256 = None
    try:
        if patience is not None:
            options = replace(options, pictures_until=patience.until())
        content = _load(path)
        sha256 = hashlib.sha256(content).hexdigest()
        extraction = read_document(sandbox, content, options, name=path.name, deadline_seconds=seconds)
    except UnreadableDocument as error:
        extraction = unreadable(error.code, str(error))
    return Answer(path, sha256, extraction, time.monotonic() - began)


def _load(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            detail = f"The file is larger than {MOST_BYTES // 1_000_000} MB. Ask the supplier for a smaller one, or enter it by hand."
            raise UnreadableDocument("doc-too-large", detail)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableDocument(
            "doc-missing", f"The file cannot be opened ({reason}). Check the path and the permissions."
        ) from error
