"""Style, script and fonts: our own, and those that `make setup` fetched into vendor/. Served under a digest of them all.

Without vendor/ the console is plainer and works the same.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

OWN = Path(__file__).resolve().parent / "static"
VENDOR = Path(__file__).resolve().parent.parent / "vendor"
#: What a browser may be given from vendor/; the OCR data beside them is none of its business.
_FOLDERS = ("htmx", "govuk", "dkfds")
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_SENT = frozenset({".css", ".js", ".woff2", ".svg"})


@dataclass(frozen=True, slots=True)
class Assets:
    """Files by the path below /static/STAMP/; `stamp` changes when any of them does."""

    stamp: str
    files: Mapping[str, Path] = field(repr=False)

    def has(self, path: str) -> bool:
        """Whether the file was fetched."""
        return path in self.files

    def url(self, path: str) -> str:
        """Return the address of a file."""
        return f"/static/{self.stamp}/{path}"


@cache
def find_assets(own: Path = OWN, vendor: Path = VENDOR) -> Assets:
    """List what is there."""
    files = {path.relative_to(own).as_posix(): path for path in _below(own)}
    for folder in _FOLDERS:
        files |= {path.relative_to(vendor).as_posix(): path for path in _below(vendor / folder)}
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return Assets(digest.hexdigest()[:16], files)


def _below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix in _SENT] if folder.is_dir() else []


def media_type(path: Path) -> str:
    """Return what a browser is told the file is."""
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
