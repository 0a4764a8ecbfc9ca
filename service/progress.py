"""Progress of long work: a bar on standard error when a person is looking, nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeVar

T = TypeVar("T")

#: Told how much is done, and how much there is in all when that has become known.
Report = Callable[[int, int | None], None]


@contextmanager
def progress(label: str, total: int | None = None, *, stream: TextIO | None = None) -> Iterator[Report]:
    """Show how far a piece of work is; gives a function that is told `(done, total)`."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    look = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*look, console=Console(file=stream), transient=True) as display:
        task = display.add_task(label, total=total)

        def report(done: int, of: int | None = None) -> None:
            display.update(task, completed=done, total=of if of is not None else total)

        yield report


def _silent(_done: int, _total: int | None = None) -> None:
    pass


def tracked(items: Iterable[T], label: str, total: int | None = None, *, stream: TextIO | None = None) -> Iterator[T]:
    """Yield items while showing how many have been dealt with."""
    with progress(label, total, stream=stream) as report:
        for count, item in enumerate(items, 1):
            yield item
            report(count, None)
