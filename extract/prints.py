"""The fingerprint of a page: two scans of one sheet of paper have nearly the same, whatever scanner, light or size.

The page is set straight and evenly lit, cut to its ink and made very small; the signs of its coarsest waves (a discrete cosine
transform) are the bits. It sees where ink is, not what it says: another month's invoice of the same layout looks alike. So
it raises a question where nothing that was read tells two documents apart, and never more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from extract.ocr.sheet import Grey

#: The page is looked at with so many pixels to a side; of the waves in it this many a side count.
SIDE, WAVES = 64, 8
#: Rows and columns at the edge with less ink than this share are margin.
MARGIN = 0.004
#: Pages are drawn with so many dots an inch: more shows nothing more.
DOTS = 60


def page_print(grey: Grey) -> str | None:
    """Return 64 bits in hexadecimal for a page that was set straight; None when it is blank."""
    import cv2

    try:
        return _print(grey)
    except (MemoryError, cv2.error):
        # The page can still be read; that its picture is too much for what memory is left must not lose the reading.
        return None


def _print(grey: Grey) -> str | None:
    import cv2

    from extract.ocr.light import INK, even_light

    shrink = DOTS * 11.7 / max(grey.shape)
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else grey
    lit = even_light(np.asarray(small, dtype=np.uint8), DOTS / 72)
    ink = (255.0 - lit.astype(np.float32)) / 255.0
    dark = lit < INK + 40
    rows, columns = (np.flatnonzero(dark.mean(axis=axis) > MARGIN) for axis in (1, 0))
    if rows.size < WAVES or columns.size < WAVES:
        return None
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    even = cv2.GaussianBlur(cv2.resize(cut, (SIDE, SIDE), interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    waves = cv2.dct(np.asarray(even, dtype=np.float32))[:WAVES, :WAVES].flatten()
    middle = float(np.median(waves[1:]))
    bits = "".join("1" if wave > middle else "0" for wave in waves)
    return f"{int(bits, 2):016x}"
