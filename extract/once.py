"""A property that is worked out once and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - it is written as a decorator
    """Keep what a property gives in the object that it belongs to.

    `functools.cached_property` of Python 3.11 takes a lock whenever it is asked first, which costs more than most of what is asked here;
    rows and cells belong to one document and are read by one thread.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, holder: None, kind: type) -> once[T]: ...
    @overload
    def __get__(self, holder: object, kind: type) -> T: ...
    def __get__(self, holder: object | None, kind: type) -> once[T] | T:
        if holder is None:
            return self
        value = holder.__dict__[self._name] = self._work(holder)
        return value
