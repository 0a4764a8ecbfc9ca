"""The child: gives up its rights, says that it is ready, then answers one job after the other until its pipe closes."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import sysconfig
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from models.errors import AfstemError, UnreadableDocument
from service.sandbox.frames import Frame, pack, read_frame
from service.sandbox.isolation import Limits, isolate
from service.sandbox.landlock import Folders

OWN_PACKAGES = ("models", "ingest", "extract", "match", "reconcile", "outbound", "countries", "service", "web")
#: Text of an error that crosses to the parent.
MOST_TEXT = 2000


def main() -> None:
    """Run jobs from standard input, answers to standard output; `argv` holds the limits and the life line."""
    given = json.loads(sys.argv[1])
    requests, answers = _take_pipes()
    own_folder = Path(given["folder"])
    mode = isolate(Limits(given["memory_bytes"], given["file_bytes"]), _needed_folders(own_folder))
    threading.Thread(target=_die_with_parent, args=(given["life_line"],), daemon=True).start()
    try:
        from service.sandbox.tasks import TASKS, warm_up

        warm_up()
    except Exception as error:  # noqa: BLE001 - the parent says what is missing; nobody sees our standard error
        _send(answers, {"broken": _where(error)}, [])
        return
    _send(answers, {"ready": asdict(mode)}, [])
    while (frame := read_frame(requests)) is not None:
        header, blobs, healthy = _run(TASKS, frame)
        header["peak_bytes"] = _peak_bytes()
        _send(answers, header, blobs)
        _empty(own_folder)
        if not healthy:
            return


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes to ourselves: a library that prints must not be able to answer."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _needed_folders(own_folder: Path) -> Folders:
    """Return where Python, its packages, our own and the OCR data lie.

    In a source checkout our packages lie beside folders that may hold data: each is named, and the root is only listed.
    """
    root = Path(__file__).resolve().parents[2]
    places = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *(each for each in sys.path if each)}
    places.add(str(Path(sys.executable).resolve().parent))
    places |= {os.environ["TESSDATA_PREFIX"]} if "TESSDATA_PREFIX" in os.environ else set()
    places |= {str(Path(os.environ["TESSERACT_PROGRAM"]).parent)} if "TESSERACT_PROGRAM" in os.environ else set()
    readable = {Path(place).resolve() for place in places} - {root}
    return Folders(own_folder, (*sorted(readable), *(root / name for name in OWN_PACKAGES)), (root,))


def _die_with_parent(life_line: int) -> None:
    """Wait for the end of a pipe that only the parent holds open, then end this child and all that it started."""
    os.read(life_line, 1)
    os.killpg(0, signal.SIGKILL)


def _run(tasks: Any, frame: Frame) -> tuple[dict[str, Any], list[bytes], bool]:
    try:
        result, blobs = tasks[frame.header["task"]](frame.header["params"], frame.blobs)
    except MemoryError:
        return {"error": "memory"}, [], False
    except UnreadableDocument as error:
        return {"error": "unreadable", "code": error.code, "text": str(error)[:MOST_TEXT]}, [], True
    except AfstemError as error:
        return {"error": "permanent", "text": str(error)[:MOST_TEXT]}, [], True
    except Exception as error:  # noqa: BLE001 - whatever a parser raises must come back as an answer
        if "insufficient memory" in str(error).lower():  # as OpenCV says it
            return {"error": "memory"}, [], False
        # Whatever is half loaded now would fail the next document too.
        return {"error": "bug", "text": _where(error)}, [], False
    return {"result": result}, list(blobs), True


def _peak_bytes() -> int:
    """Return the most address space this child has had: that is what its limit counts, not the memory in use."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmPeak:")) * 1024
    except (OSError, StopIteration, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _where(error: Exception) -> str:
    """Name the error and the place; its text may quote the document and stays here."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _send(answers: BinaryIO, header: dict[str, Any], blobs: list[bytes]) -> None:
    answers.write(pack(header, blobs))
    answers.flush()


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
