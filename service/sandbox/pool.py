"""The sandbox: a few warm children, each asked one thing at a time, replaced when they misbehave or grow old."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from models.errors import MissingError, PermanentError, UnreadableDocument
from service.sandbox.child import Child
from service.sandbox.errors import SandboxCrash, SandboxMemory
from service.sandbox.folders import sweep
from service.sandbox.frames import Frame, pack
from service.sandbox.isolation import Limits, Mode

#: Libraries leak; a child that has read so many documents makes room for a fresh one. It leaves some 2 KiB behind for each digital one,
#: and starting another takes as long as reading fifty.
MOST_JOBS = 1000
#: A child that has once used this share of its memory is replaced: what it holds back, the next document lacks.
MOST_PEAK = 0.8

#: Answers after which a child is not trusted with another document.
SPOILT = frozenset({"memory", "bug"})


class Sandbox:
    """Runs tasks of `service.sandbox.tasks` in children. Safe to call from many threads; calls wait for a free child."""

    def __init__(
        self,
        workers: int = 2,
        limits: Limits | None = None,
        *,
        require_isolation: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.limits = limits or Limits()
        #: What children are told besides what they keep of our environment: where Tesseract and its data are.
        self.environment = environment
        sweep()
        self._closed = False
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        #: Children without work: the warmest at the right end, those just started at the left.
        self._idle: deque[Child] = deque()
        self._free = threading.Semaphore(0)
        for _ in range(max(1, workers)):
            self._put(self._start(), fresh=True)
        if require_isolation and self.mode.network != "none":
            self.close()
            raise MissingError(
                "This system does not let a child be cut off from the network (user namespaces are switched off). "
                "Allow them, run the workers in a container without network, or set sandbox.network to deny-if-possible."
            )

    def run(
        self, task: str, params: Mapping[str, Any], blobs: Sequence[bytes] = (), *, deadline_seconds: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Run a task on the blobs.

        Raises `UnreadableDocument` (or `SandboxTimeout`, `SandboxMemory`, `SandboxCrash`, which are such) when the file
        cannot be read, `PermanentError` when the task refuses, `MissingError` when no child can be started.
        """
        request = pack({"task": task, "params": dict(params)}, blobs)
        frame, was_fresh = self._ask(request, deadline_seconds)
        if frame.header.get("error") in SPOILT and not was_fresh:
            # What earlier documents left behind in the child may have been the cause: a fresh one has the last word.
            frame, _ = self._ask(request, deadline_seconds, fresh=True)
        return self._answer(frame)

    def _ask(self, request: bytes, deadline_seconds: float, *, fresh: bool = False) -> tuple[Frame, bool]:
        """Ask the warmest child, or the freshest, and say whether it was its first job."""
        child = self._take(fresh=fresh)
        was_fresh, healthy = child.jobs == 0, False
        try:
            frame = child.ask(request, deadline_seconds)
            healthy = frame.header.get("error") not in SPOILT
        finally:
            self._give_back(child, healthy=healthy)
        return frame, was_fresh

    @property
    def mode(self) -> Mode:
        """How far the children are cut off on this system."""
        child = self._take()
        try:
            return child.wait_ready()
        finally:
            self._give_back(child, healthy=child.mode is not None)

    def close(self) -> None:
        """End all children."""
        with self._lock:
            self._closed = True
            children, self._children = self._children, set()
        for child in children:
            child.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _take(self, *, fresh: bool = False) -> Child:
        self._free.acquire()
        with self._lock:
            return self._idle.popleft() if fresh else self._idle.pop()

    def _put(self, child: Child, *, fresh: bool) -> None:
        with self._lock:
            (self._idle.appendleft if fresh else self._idle.append)(child)
        self._free.release()

    def _start(self) -> Child:
        child = Child(self.limits, self.environment)
        with self._lock:
            self._children.add(child)
        return child

    def _give_back(self, child: Child, *, healthy: bool) -> None:
        worn = child.jobs >= MOST_JOBS or child.peak_bytes > MOST_PEAK * self.limits.memory_bytes
        if healthy and not worn and not self._closed:
            self._put(child, fresh=False)
            return
        child.kill()
        with self._lock:
            self._children.discard(child)
        if not self._closed:
            self._put(self._start(), fresh=True)

    def _answer(self, frame: Frame) -> tuple[dict[str, Any], list[bytes]]:
        header = frame.header
        if "error" in header:
            raise self._error(header)
        result = header.get("result")
        if not isinstance(result, dict):
            raise SandboxCrash("it answered with something else than was asked")
        return result, list(frame.blobs)

    def _error(self, header: Mapping[str, Any]) -> PermanentError:
        text = str(header.get("text", ""))
        if header["error"] == "memory":
            return SandboxMemory(self.limits.memory_bytes)
        if header["error"] == "unreadable":
            return UnreadableDocument(str(header.get("code", "doc-damaged")), text)
        return SandboxCrash(text) if header["error"] == "bug" else PermanentError(text)
