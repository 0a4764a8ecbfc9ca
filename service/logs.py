"""What the service writes about its running: events with fields from a list, and nothing else.

The list is the guard: a field that is not on it is left out, whatever it holds. Behind it stands a second one that blanks
anything shaped like a personal number, an account, an address or a telephone number. No text of a document is ever logged.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Ids, codes, counts, durations and places: what an operator needs and no person can be known by.
FIELDS = frozenset(
    [
        "action",
        "actor",
        "added",
        "after",
        "at",
        "attempt",
        "attempts",
        "batch",
        "before",
        "bytes",
        "changed",
        "check",
        "claimed",
        "closed",
        "code",
        "codes",
        "command",
        "count",
        "database",
        "document",
        "done",
        "duty",
        "error",
        "event",
        "failed",
        "file",
        "folder",
        "gap",
        "gaps",
        "host",
        "id",
        "index",
        "job",
        "kind",
        "letter",
        "level",
        "line",
        "lines",
        "logger",
        "mailbox",
        "mode",
        "name",
        "of",
        "pages",
        "pid",
        "port",
        "reader",
        "reason",
        "removed",
        "result",
        "revision",
        "row",
        "rows",
        "rule",
        "running",
        "seconds",
        "sha256",
        "signal",
        "size",
        "state",
        "status",
        "step",
        "table",
        "tier",
        "timestamp",
        "to",
        "total",
        "tries",
        "uid",
        "uidvalidity",
        "uids",
        "url",
        "version",
        "waiting",
        "worker",
        "workers",
    ]
)

_HIDDEN = "[hidden]"
_LONGEST = 300

#: In order: what contains others comes first.
_PERSONAL = (
    re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,250}"),
    re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"),
    re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b"),
    re.compile(r"\b[0-9]{6}[ \-\u2010-\u2013]?[0-9]{4}\b"),
    re.compile(r"\b[0-9]{6}-[A-Z0-9]{4}\b"),
    re.compile(r"\b[0-9]{3}[ \-][0-9]{3}[ \-][0-9]{4}\b"),
    re.compile(r"\b[0-9]{2}-[0-9]{2}-[0-9]{2}\b(?: ?[0-9]{6,8}\b)?"),
    re.compile(r"\b[0-9]{4}[ \-][0-9]{6,10}\b"),
    re.compile(r"(?<![\w.])\+[0-9]{1,3}(?:[ \-]?[0-9]{2,5}){2,5}\b"),
    re.compile(r"\b0[0-9]{2,4}(?:[ \-][0-9]{3,4}){2}\b"),
    re.compile(r"\b0[0-9]{9,10}\b"),
    re.compile(r"(?<![\w.:-])[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}\b"),
)


def redact(text: str) -> str:
    """Blank what looks like a personal number, an account, a mail address or a telephone number; cut what is long.

    >>> redact("row for 150331-4203 and 999 123 4578"), redact("to anna@care.example, 20-20-15 55555555")
    ('row for [hidden] and [hidden]', 'to [hidden] [hidden]')
    >>> redact("sha 3f2a9c, 12 rows, port 8765")
    'sha 3f2a9c, 12 rows, port 8765'
    """
    text = text[:_LONGEST]
    for pattern in _PERSONAL:
        text = pattern.sub(_HIDDEN, text)
    return text


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item) for item in value][:50]
    if isinstance(value, Mapping):
        return {redact(str(key)): _clean(item) for key, item in value.items()}
    return redact(str(value))


#: Not cleaned: the time, and what structlog carries along and takes out again before it writes.
_AS_IT_IS = frozenset({"timestamp", "_record", "_from_structlog"})


def _is_kept(name: str) -> bool:
    return name in FIELDS or name in _AS_IT_IS


def keep_listed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep the fields on the list, cleaned; say which others were left out."""
    kept: EventDict = {name: value if name in _AS_IT_IS else _clean(value) for name, value in event.items() if _is_kept(name)}
    left_out = sorted(name for name in event if name not in FIELDS and not name.startswith("_"))
    if left_out:
        kept["left_out"] = left_out
    return kept


def name_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and the places it went through; its message may hold anything."""
    trouble = event.pop("exc_info", None)
    if trouble is True:
        trouble = sys.exc_info()
    error = trouble[1] if isinstance(trouble, tuple) else trouble
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        event["at"] = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return event


def name_library(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say which library speaks."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["logger"] = record.name
    return event


def configure_logs(level: str = "info", form: str = "json", file: Path | None = None, stream: TextIO | None = None) -> None:
    """Send our events, and warnings of the libraries we use, to a file or to standard error."""
    last: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form == "text":
        last = structlog.dev.ConsoleRenderer(colors=False)
    ours: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_exception,
        keep_listed,
    ]
    handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            use_get_message=False,  # a library's message without what it put into it
            foreign_pre_chain=[name_library, *ours],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("afstem").setLevel(level.upper())
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *ours, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=_OwnLoggers(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _OwnLoggers:
    """Puts every logger of ours under `afstem`, so that libraries have a level of their own."""

    def __call__(self, *names: Any) -> logging.Logger:
        name = str(names[0]) if names else "afstem"
        return logging.getLogger(name if name.split(".")[0] == "afstem" else f"afstem.{name}")
