"""One child as the parent sees it: started, asked, and killed with everything it started."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from models.errors import MissingError
from service.sandbox.errors import SandboxCrash, SandboxMemory, SandboxTimeout
from service.sandbox.folders import make_folder
from service.sandbox.frames import Assembler, BadFrame, Frame
from service.sandbox.isolation import Limits, Mode

#: A cold start imports the readers; on a busy machine that takes a while.
START_SECONDS = 60.0
PIECE = 1 << 20
#: A child that died with this share of its memory in use died of it: PDFium aborts where Python would raise MemoryError.
NEARLY_ALL = 0.6
#: What a child is told of our environment: no settings, no keys.
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TESSDATA_PREFIX", "TESSERACT_PROGRAM", "LD_LIBRARY_PATH")
#: Each job is one document on one core: libraries must not start a thread per core of the machine.
ONE_THREAD = dict.fromkeys(
    ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)

#: The limit is on address space. Left to itself, the C library keeps the space of large pictures in heaps that small things pin, an
#: arena for every thread, so that a child that has read three dense scans is out of space with a third of its memory in use.
STEADY_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 20), "MALLOC_ARENA_MAX": "2"}


class Child:
    """A running child. Not thread-safe: the pool hands it to one caller at a time."""

    def __init__(self, limits: Limits, environment: Mapping[str, str] | None = None) -> None:
        self.limits = limits
        self.jobs = 0
        self.peak_bytes = 0
        self.mode: Mode | None = None
        self._folder, self._hold = make_folder()
        # The kernel hands our own peak down to what we start, so only a figure above it is the child's.
        self._inherited_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        self._process, life_line = _start(limits, self._folder, environment or {})
        self._life_line: int | None = life_line
        for pipe in (self._input, self._output):
            os.set_blocking(pipe.fileno(), False)

    @property
    def pid(self) -> int:
        """The process id, which is also that of its group."""
        return self._process.pid

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def wait_ready(self) -> Mode:
        """Wait until the child has given up its rights and loaded the readers."""
        if self.mode is None:
            header = self._first_words()
            try:
                self.mode = Mode(**header["ready"])
            except (KeyError, TypeError) as error:
                raise self._not_started(str(header.get("broken", "it gave no sensible answer"))) from error
        return self.mode

    def _first_words(self) -> dict[str, Any]:
        try:
            return self._exchange(b"", START_SECONDS).header
        except SandboxTimeout as error:
            raise self._not_started(f"it was not ready after {START_SECONDS:g} seconds") from error
        except SandboxMemory as error:
            raise self._not_started("its memory was used up") from error
        except SandboxCrash as error:
            raise self._not_started(error.how) from error

    def _not_started(self, why: str) -> MissingError:
        self.kill()
        return MissingError(
            f"The process that reads documents did not start ({why}). Run `make setup`, then `afstem doctor`: it says what this "
            "machine lacks. If the memory is too small, raise sandbox.memory_mb."
        )

    def ask(self, request: bytes, deadline_seconds: float) -> Frame:
        """Send one request and return the answer; a child that does not give one is dead afterwards."""
        self.wait_ready()
        self.jobs += 1
        frame = self._exchange(request, deadline_seconds)
        peak = frame.header.get("peak_bytes")
        self.peak_bytes = peak if isinstance(peak, int) else 0
        return frame

    def kill(self) -> None:
        """End the child and all it started, and remove its folder. Can be called again."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):
                pipe.close()
        if self._life_line is not None:
            os.close(self._life_line)
            self._life_line = None
        shutil.rmtree(self._folder, ignore_errors=True)
        self._hold.close()

    def _exchange(self, request: bytes, seconds: float) -> Frame:
        try:
            return self._talk(memoryview(request), time.monotonic() + seconds)
        except TimeoutError:
            self.kill()
            raise SandboxTimeout(seconds) from None
        except (EOFError, BrokenPipeError) as error:
            raise self._post_mortem() from error
        except BadFrame as error:
            self.kill()
            raise SandboxCrash(f"it answered with {error}") from error

    def _talk(self, request: memoryview, until: float) -> Frame:
        assembler, source, sink = Assembler(), self._output.fileno(), self._input.fileno()
        while True:
            left = until - time.monotonic()
            readable, writable, _ = select.select([source], [sink] if request else [], [], max(left, 0))
            if left <= 0 and not readable:
                raise TimeoutError
            if writable:
                request = request[os.write(sink, request[:PIECE]) :]
            if readable:
                piece = os.read(source, PIECE)
                if not piece:
                    raise EOFError
                frame = assembler.feed(piece)
                if frame is not None:
                    return frame

    def _post_mortem(self) -> SandboxCrash | SandboxMemory:
        """Say what the child died of."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        peak, status = _reap(self._process)
        self.kill()
        if peak > self._inherited_bytes and peak >= NEARLY_ALL * self.limits.memory_bytes:
            return SandboxMemory(self.limits.memory_bytes)
        return SandboxCrash(signal.Signals(-status).name if status < 0 else f"exit status {status}")


def _reap(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Return the most memory a dead child has used, in bytes, and its exit status, negative for a signal."""
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:
        return 0, process.wait()
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * 1024, process.returncode


def _start(limits: Limits, folder: Path, environment: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    life_read, life_write = os.pipe()
    told = json.dumps(
        {"memory_bytes": limits.memory_bytes, "file_bytes": limits.file_bytes, "folder": str(folder), "life_line": life_read}
    )
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "service.sandbox.worker", told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            pass_fds=(life_read,),
            start_new_session=True,
            cwd=folder,
            env=_environment({**os.environ, **environment}, folder),
        )
    finally:
        os.close(life_read)
    return process, life_write


def _environment(ours: Mapping[str, str], folder: Path) -> dict[str, Any]:
    kept = {name: ours[name] for name in KEPT_ENVIRONMENT if name in ours}
    return {"LANG": "C.UTF-8", **kept, **ONE_THREAD, **STEADY_MEMORY, "TMPDIR": str(folder), "HOME": str(folder)}
