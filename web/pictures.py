"""Pages as pictures: drawn once in the sandbox, kept in the store beside the blobs, by the document's hash and page."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from models.errors import AfstemError
from service.app import App
from service.sandbox.calls import render_page

DOTS_PER_INCH = 150
_DRAWN = ("application/pdf", "image/")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: where its file lies, and its size in points, in which boxes are measured."""

    path: Path
    width: float
    height: float
    pages: int


def can_be_drawn(content_type: str) -> bool:
    """Whether a document of this kind has pages to draw."""
    return content_type.startswith(_DRAWN)


def picture_of(app: App, sha256: str, page: int) -> Picture | str:
    """Return the picture of a page, or the reason why there is none, in words."""
    folder = app.settings.store.path / "pages" / sha256[:2]
    image, notes = folder / f"{sha256}-{page}.webp", folder / f"{sha256}-{page}.json"
    try:
        kept = json.loads(notes.read_text(encoding="ascii"))
        if image.is_file():
            return Picture(image, kept["width"], kept["height"], kept["pages"])
    except (OSError, ValueError, KeyError):
        pass  # not drawn yet, or half written by a process that died: drawn again
    try:
        drawn = render_page(app.tools.sandbox, app.tools.store.get(sha256), page, dots_per_inch=DOTS_PER_INCH)
    except AfstemError as error:
        return str(error)
    picture = Picture(image, drawn.width / drawn.scale, drawn.height / drawn.scale, drawn.pages)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(image, drawn.data)
    sizes = {"width": picture.width, "height": picture.height, "pages": picture.pages}
    _write(notes, json.dumps(sizes).encode("ascii"))
    return picture


def _write(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all. It can be drawn again, so it need not outlive a power cut."""
    temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    temporary.replace(path)
