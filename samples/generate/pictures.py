"""Small pictures that are not documents."""

from __future__ import annotations

import io


def logo(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A plain logo: a disc on white."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), "white")
    radius = min(width, height) // 2 - 2
    ImageDraw.Draw(image).ellipse((2, height // 2 - radius, 2 + 2 * radius, height // 2 + radius), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
