"""A second reader for doubtful tokens: the recogniser of PP-OCR, whose weights come with the package `rapidocr`.

It reads numbers and dirty print better than Tesseract, and Danish letters worse. Only the recogniser is loaded, straight into
ONNX Runtime on one thread: about 70 MiB, where the whole package takes gigabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from extract.ocr.sheet import Grey

#: The height of a line of text that the network was made for, in pixels.
HEIGHT = 48
#: It reads short crops badly unless they are padded to this width.
PADDED = 160
MOST_WIDTH = 1600


@dataclass(frozen=True, slots=True)
class Second:
    """What the second reader saw, and its confidence in its least certain character, 0 to 1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of a row that the second reader read as a whole: where it stands in the crop, in pixels, and how certain it is."""

    text: str
    left: float
    right: float
    confidence: float


class Rereader(Protocol):
    """Reads crops that hold one token or one line each."""

    name: str

    def read(self, crops: Sequence[Grey]) -> list[Second]:
        """Read each crop."""

    def read_row(self, crop: Grey) -> list[Heard]:
        """Read a crop that holds a row of words."""


class PaddleRecogniser:
    """PP-OCR's recogniser in ONNX Runtime."""

    name = "pp-ocr"

    def __init__(self, weights: Path) -> None:
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        # An arena keeps what the widest crop once took; crops are small, so give it back.
        settings.enable_cpu_mem_arena = False
        settings.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(str(weights), settings, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        characters = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._characters = ["", *characters, " "]

    def read(self, crops: Sequence[Grey]) -> list[Second]:
        """Read each crop."""
        return [self._read(crop) for crop in crops]

    def read_row(self, crop: Grey) -> list[Heard]:
        """Read a crop that holds a row of words."""
        shown = prepared(crop)
        # What the network looks at at once is as high as wide: the crop may fill only the beginning of what it was shown.
        wide = crop.shape[1] * max(1.0, shown.shape[3] / max(8, round(crop.shape[1] * HEIGHT / crop.shape[0])))
        return words_of(self._scores(shown), self._characters, wide)

    def _read(self, crop: Grey) -> Second:
        return decoded(self._scores(prepared(crop)), self._characters)

    def _scores(self, shown: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        found: npt.NDArray[np.float32] = self._session.run(None, {self._input: shown})[0][0]
        return found


def prepared(crop: Grey) -> npt.NDArray[np.float32]:
    """Return a crop in the form the network takes: 48 pixels high, -1 to 1, three equal channels, padded with mean grey."""
    import cv2

    width = min(MOST_WIDTH, max(8, round(crop.shape[1] * HEIGHT / crop.shape[0])))
    small: Any = cv2.resize(crop, (width, HEIGHT), interpolation=cv2.INTER_AREA if crop.shape[0] > HEIGHT else cv2.INTER_CUBIC)
    row = np.zeros((HEIGHT, max(PADDED, width)), np.float32)
    row[:, :width] = small.astype(np.float32) / 127.5 - 1
    return np.repeat(row[None, None], 3, axis=1)


def decoded(scores: npt.NDArray[np.float32], characters: Sequence[str]) -> Second:
    """Return the text of a network's scores: the best character of each step, repeats joined, blanks dropped.

    >>> decoded(np.eye(3, dtype=np.float32)[[1, 1, 0, 2]], ["", "a", "b"])
    Second(text='ab', confidence=1.0)
    """
    best = scores.argmax(axis=1)
    kept = (best != 0) & np.concatenate([[True], best[1:] != best[:-1]])
    if not kept.any():
        return Second("", 0.0)
    text = "".join(characters[index] if index < len(characters) else "" for index in best[kept])
    return Second(text.strip(), float(scores.max(axis=1)[kept].min()))


def words_of(scores: npt.NDArray[np.float32], characters: Sequence[str], wide: float) -> list[Heard]:
    """Return the words of a network's scores over a picture so many pixels wide.

    >>> words_of(np.eye(4, dtype=np.float32)[[1, 3, 2, 2]], ["", "a", "b", " "], 80)
    [Heard(text='a', left=0.0, right=20.0, confidence=1.0), Heard(text='b', left=40.0, right=80.0, confidence=1.0)]
    """
    best, sureness = scores.argmax(axis=1), scores.max(axis=1)
    step = wide / max(1, len(best))
    found: list[Heard] = []
    opened = True
    for place, index in enumerate(best):
        text = characters[index] if 0 < index < len(characters) else ""
        if text == " ":
            opened = True
        elif text and opened:
            found.append(Heard(text, place * step, (place + 1) * step, float(sureness[place])))
            opened = False
        elif text:
            last, again = found[-1], index == best[place - 1]
            confidence = last.confidence if again else min(last.confidence, float(sureness[place]))
            found[-1] = Heard(last.text if again else last.text + text, last.left, (place + 1) * step, confidence)
    return found


def rereader() -> Rereader | None:
    """Return the second reader, or None where its packages are not installed."""
    weights = find_weights()
    return None if weights is None else _loaded(weights)


@lru_cache(maxsize=1)
def _loaded(weights: Path) -> PaddleRecogniser:
    return PaddleRecogniser(weights)


@lru_cache(maxsize=1)
def find_weights() -> Path | None:
    """Return the recogniser's weights where both packages are installed, without importing the large one."""
    package = find_spec("rapidocr") if find_spec("onnxruntime") else None
    for place in (package.submodule_search_locations or ()) if package else ():
        found = sorted(Path(place, "models").glob("PP-OCR*rec*.onnx"))
        if found:
            return found[-1]
    return None
