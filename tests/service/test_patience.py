"""Whoever waits at a prompt gets an answer within ten seconds: until when the pictures of each file may be read."""

from __future__ import annotations

import time
from typing import Any

import pytest

from service import patience, reading
from service.patience import AFTER_PICTURES, ANSWERED_WITHIN, LEAST_FOR_PICTURES, Patience, pictures_until


class Starting:
    """A sandbox whose child is ready only after a while; it counts how often that was waited for."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.waited = seconds, 0

    @property
    def mode(self) -> None:
        self.waited += 1
        time.sleep(self.seconds)


def test_the_first_file_waits_since_the_program_was_started_the_others_since_they_were_begun() -> None:
    starting, began = Starting(0.05), time.monotonic() - 1.0
    waiting = Patience(starting, began)  # type: ignore[arg-type]  # a stand-in
    first, second = waiting.until(), waiting.until()

    assert first == began + ANSWERED_WITHIN - AFTER_PICTURES
    assert second == pytest.approx(time.monotonic() + ANSWERED_WITHIN - AFTER_PICTURES, abs=0.2)
    assert starting.waited == 1


def test_on_a_slow_machine_reading_ends_earlier_but_is_never_left_out() -> None:
    quick, slow, late = pictures_until(0.0, 1.0, 1.0), pictures_until(0.0, 4.0, 4.0), pictures_until(0.0, 9.5, 9.5)

    assert quick > slow > 4.0 + LEAST_FOR_PICTURES
    assert late == 9.5 + LEAST_FOR_PICTURES


class Asked:
    """Stands for the sandbox: keeps the options of every request."""

    mode = None

    def __init__(self) -> None:
        self.untils: list[Any] = []

    def run(self, task: str, params: Any, blobs: Any, *, deadline_seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        self.untils.append(params["options"]["pictures_until"])
        return {}, []


@pytest.mark.parametrize("hurried", [True, False])
def test_every_file_is_told_its_own_moment_or_none(tmp_path: Any, hurried: bool) -> None:
    paths = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    for path in paths:
        path.write_bytes(b"%PDF-")
    asked = Asked()
    waiting = patience.Patience(asked, time.monotonic()) if hurried else None  # type: ignore[arg-type]  # a stand-in
    list(reading.read_files(asked, paths, reading.read_options(), patience=waiting))

    assert len(set(asked.untils)) == (2 if hurried else 1)
    assert all((until is not None) == hurried for until in asked.untils)
