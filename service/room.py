"""How much room there is for more mail: asked before each poll, by the doctor and by the console."""

from __future__ import annotations

import shutil
from pathlib import Path

from service.settings import Settings

_MIB = 2**20


def free_mib(settings: Settings) -> int:
    """Return what is free on the disk of the store, in whole MiB; the store itself need not be there yet."""
    return shutil.disk_usage(place_of(settings.store.path)).free // _MIB


def place_of(path: Path) -> Path:
    """Return the path, or the nearest folder above it that is there."""
    place = path.absolute()
    while not place.exists():
        place = place.parent
    return place


def shortage(settings: Settings) -> str | None:
    """Say that there is too little room to take in mail, and what to do; None while there is enough."""
    free, bar = free_mib(settings), settings.store.min_free_mb
    if free >= bar:
        return None
    return (
        f"Only {free} MiB are free on the disk of {settings.store.path}; below {bar} MiB (store.min_free_mb) polling pauses. "
        "Free some space: mail waits where it is, and is fetched at the next poll."
    )
