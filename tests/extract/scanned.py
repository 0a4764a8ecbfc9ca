"""A page as it was drawn, as a scanner sees it and as a camera does, and the words it must be read with."""

import cv2
import numpy as np

from extract.ocr import road
from extract.ocr.sheet import sheet_of
from models.document import ReaderName

SCALE = 300 / 72
ROWS = [
    [(60, "Demostrup Botilbud ApS", 14)],
    [(60, "Faktura"), (480, "20417", "r")],
    [(60, "Dato"), (480, "30-06-2026", "r")],
    None,
    [(60, "Botilbud efter aftale, ialt 30 døgn"), (480, "67.290,00", "r")],
    [(60, "Ledsagelse og støtte i hverdagen"), (480, "1.234,50", "r")],
    [(60, "Kørsel til og fra dagtilbud"), (480, "982,00", "r")],
    [(60, "Samlet beløb til betaling"), (480, "69.506,50", "r")],
    [(60, "Betales til reg. 9990 konto 7288152246")],
]
WORDS = {"20417", "30-06-2026", "67.290,00", "1.234,50", "982,00", "69.506,50", "7288152246", "støtte", "Kørsel", "døgn"}


def worn(pixels, *, degrees=0.0, light=0.25, noise=7):
    """Return a page as a plain scanner sees it."""
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    pixels = cv2.warpAffine(pixels, turn, (width, height), borderValue=250)
    shade = 1 - light * np.linspace(0, 1, width)
    grain = np.random.default_rng(1).normal(0, noise, pixels.shape)
    return np.clip(pixels * shade + grain, 0, 255).astype(np.uint8)


def on_a_desk(pixels, corners):
    height, width = pixels.shape
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    return cv2.warpPerspective(pixels, view, (width + 300, height + 300), borderValue=70)


def texts(pixels, options):
    return {word.text for word in road.read_sheet(sheet_of(pixels, SCALE), 1, "", ReaderName.IMAGE_OCR, options).words}
