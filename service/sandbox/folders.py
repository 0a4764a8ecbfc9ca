"""Each child's own temporary folder, and the removal of those that processes which were killed have left behind."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PREFIX = "afstem-sandbox-"
#: A folder younger than this may have been made by a process that has not locked it yet.
YOUNG_SECONDS = 60.0
#: What readers put into the temporary folder itself where they run without a sandbox, as tests and benchmarks do.
LOOSE_PREFIX = "afstem-ocr-"
LOOSE_SECONDS = 86_400.0


class Hold:
    """A lock on a folder. The kernel lets go of it when the process that holds it dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        self._descriptor: int | None = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Let go. Can be called again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def make_folder() -> tuple[Path, Hold]:
    """Make a folder for a child, locked for as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    return folder, Hold(folder)


def sweep() -> int:
    """Remove the folders of this user that no living process holds, and return how many there were."""
    root, now = Path(tempfile.gettempdir()), time.time()
    return sum(_remove(folder) for folder in _old(root, PREFIX, now - YOUNG_SECONDS)) + sum(
        _remove(folder) for folder in _old(root, LOOSE_PREFIX, now - LOOSE_SECONDS)
    )


def _old(root: Path, prefix: str, before: float) -> Iterator[Path]:
    for folder in list(root.glob(f"{prefix}*")):
        with suppress(OSError):
            state = folder.lstat()
            if folder.is_dir() and not folder.is_symlink() and state.st_uid == os.getuid() and state.st_mtime < before:
                yield folder


def _remove(folder: Path) -> bool:
    with suppress(OSError), Hold(folder):
        shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()
