"""Pages, and parts of pages, read side by side: made one after the other by the caller, read by a few threads, given back in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import TypeVar

from models.document import Page

#: A page, or what is still to be done to get it.
Work = Page | Callable[[], Page]
#: A part of a page, and what reading it gives.
Part = TypeVar("Part")
Read = TypeVar("Read")


def in_order(work: Iterable[Work], jobs: int) -> Iterator[Page]:
    """Yield the pages in their order, at most `jobs` of them being read at a time; the next is asked for when one is done.

    So no more than `jobs` pictures are in memory. What a page raises is raised when its turn comes.
    """
    if jobs <= 1:
        yield from (each() if callable(each) else each for each in work)
        return
    waiting: deque[Page | Future[Page]] = deque()
    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="page") as threads:
        try:
            for each in work:
                waiting.append(threads.submit(each) if callable(each) else each)
                _leave_room(waiting, jobs)
                while waiting and _done(waiting[0]):
                    yield _page(waiting.popleft())
            while waiting:
                yield _page(waiting.popleft())
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _leave_room(waiting: Iterable[Page | Future[Page]], jobs: int) -> None:
    """Wait until fewer than `jobs` pages are being read."""
    running = [each for each in waiting if isinstance(each, Future) and not each.done()]
    if len(running) >= jobs:
        wait(running, return_when=FIRST_COMPLETED)


def _done(each: Page | Future[Page]) -> bool:
    return each.done() if isinstance(each, Future) else True


def _page(each: Page | Future[Page]) -> Page:
    return each.result() if isinstance(each, Future) else each


def parts_in_order(read: Callable[[Part], Read], parts: Iterable[Part], jobs: int) -> list[Read]:
    """Read the parts of a page, the first first, and return what they gave in their order.

    All pages share the same `jobs` threads: of two that are read side by side each has one, the last of three has both.
    """
    if jobs <= 1:
        return [read(part) for part in parts]
    return list(_threads(jobs).map(read, parts))


@lru_cache(maxsize=4)
def _threads(jobs: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="part")
