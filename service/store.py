"""Raw mail, documents and letters as files named by their SHA-256: written once, durable before anything refers to them.

A file is written under a temporary name, synced, renamed into its place, and its folder is synced. So a file that is
there is whole, and a file that `put_many` has named is there after a power cut.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from models.errors import AfstemError, MissingError, PermanentError, TransientError
from service import checkpoints

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
#: A temporary file this old belongs to a process that died.
ORPHAN_SECONDS = 86_400


class FileStore:
    """A content-addressed store: `root/ab/cd/SHA256`. Several processes may write to it at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._temporary = root / "tmp"
        #: Folders whose own entry in the parent this process has made durable.
        self._rooted: set[Path] = set()

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes with this hash lie, whether they are there or not."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not the hex of a SHA-256")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        """Make one content durable and return its hash."""
        return self.put_many([content])[0]

    def put_many(self, contents: Sequence[bytes]) -> list[str]:
        """Make all contents durable and return their hashes in the same order; each folder is synced once.

        What is there already is not written again. Raises MissingError when the disk is full or
        refuses to be written to: that is no fault of what was to be stored. Then some of the contents may be in the store, which harms nothing.
        """
        names = [hashlib.sha256(content).hexdigest() for content in contents]
        fresh = {name: content for name, content in zip(names, contents, strict=True) if not self._holds(name, len(content))}
        written: dict[str, Path] = {}
        try:
            written.update(self._write_all(fresh))
            checkpoints.reach("store: before renaming")
            folders = self._rename_all(written)
            checkpoints.reach("store: before syncing folders")
            # Also for files that were there: the process that renamed them may have died before this.
            for folder in sorted(folders | {self.path_of(name).parent for name in names}):
                self._root_folder(folder)
                _sync_folder(folder)
        except OSError as why:
            raise self._explain(why) from why
        return names

    def _holds(self, sha256: str, size: int) -> bool:
        try:
            return self.path_of(sha256).stat().st_size == size
        except OSError:
            return False

    def _write_all(self, contents: dict[str, bytes]) -> dict[str, Path]:
        written: dict[str, Path] = {}
        try:
            if contents:
                self._temporary.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, content in contents.items():
                written[name] = self._temporary / f"{uuid.uuid4().hex}.tmp"
                _write_synced(written[name], content)
        except OSError:
            for path in written.values():
                with suppress(OSError):
                    path.unlink()
            raise
        return written

    def _rename_all(self, written: dict[str, Path]) -> set[Path]:
        folders: set[Path] = set()
        for name, temporary in written.items():
            target = self.path_of(name)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.replace(target)
            folders.add(target.parent)
        return folders

    def _root_folder(self, folder: Path) -> None:
        """Make a folder itself outlive a power cut: its name stands in its parent, and the parent's in the store."""
        for child, parent in ((self._root, self._root.parent), (folder.parent, self._root), (folder, folder.parent)):
            if child not in self._rooted:
                _sync_folder(parent)
                self._rooted.add(child)

    def get(self, sha256: str) -> bytes:
        """Return the bytes, verified against their hash. Raises PermanentError when they are missing or damaged."""
        try:
            content = self.path_of(sha256).read_bytes()
        except FileNotFoundError:
            raise PermanentError(
                f"The stored file {sha256[:12]}… is not in {self._root}. Restore the store from a back-up of the same time as the database."
            ) from None
        except OSError as why:
            # One file that cannot be read must not stop the work on all others.
            raise self._explain(why, refused=PermanentError) from why
        if hashlib.sha256(content).hexdigest() != sha256:
            raise PermanentError(
                f"The stored file {sha256[:12]}… in {self._root} is damaged: its bytes are not the ones that were stored. Restore it from a back-up."
            )
        return content

    def holds(self, sha256: str) -> bool:
        """Tell whether the bytes with this hash are in the store."""
        return self.path_of(sha256).exists()

    def sweep_orphans(self, now: float, older_than: float = ORPHAN_SECONDS) -> int:
        """Remove what processes that died left half written, and return how many files that were. `now` is in epoch seconds."""
        removed = 0
        with suppress(FileNotFoundError):
            for path in list(self._temporary.iterdir()):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < now - older_than:
                        path.unlink()
                        removed += 1
        return removed

    def _explain(self, why: OSError, refused: type[AfstemError] = MissingError) -> Exception:
        if why.errno in _FULL:
            return MissingError(
                f"The disk that holds {self._root} is full. Free some space; mail waits in its mailbox and work goes on by itself."
            )
        if why.errno in _REFUSED:
            return refused(
                f"{self._root} cannot be read or written ({os.strerror(why.errno or 0)}). Give the user that runs afstem the folder."
            )
        return TransientError(f"{self._root} could not be used ({why.strerror or type(why).__name__}). Check the disk.")


def _write_synced(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
