"""`afstem read --explain`: how each value came about, as lines for people, as JSON for programs, and as a page with the boxes drawn.

What is written holds all that stands on the document: the page is readable by its owner only and named by the document's digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extract.explain import explain
from extract.options import ReadOptions
from models.contract import to_contract
from service.explained.page import write_page
from service.explained.say import as_json, as_text
from service.patience import Patience
from service.reading import expand, read_files, reading_sandbox


def explain_paths(
    paths: Sequence[Path], options: ReadOptions, folder: Path, *, jobs: int = 1, language: str = "en", began: float
) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield for every file the contract's object with `explanation` and `explained_at` added, and the explanation as lines."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with reading_sandbox(jobs) as sandbox:
        for answer in read_files(sandbox, expand(paths), options, jobs=jobs, patience=Patience(sandbox, began)):
            extraction = answer.extraction
            found = to_contract(
                extraction, path=str(answer.path), sha256=answer.sha256, seconds=answer.seconds, bar=options.bar
            )
            explained = tuple(explain(extraction, options.bar))
            page = write_page(sandbox, answer, explained, folder, options.bar, language)
            found["explanation"] = {each.path: as_json(each) for each in explained}
            found["explained_at"] = str(page) if page else None
            yield found, list(as_text(extraction, explained, options.bar, language))
