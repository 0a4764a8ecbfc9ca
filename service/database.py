"""The database: one engine, short transactions, and for SQLite the one process that owns the file."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from models.errors import MissingError, TransientError, UsageError

_READ = "afstem_read"
_BUSY_MS = 30_000


class Database:
    """An engine and the two ways to use it: `read` and `write`."""

    def __init__(self, url: str) -> None:
        self.url = make_url(_with_driver(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if not self.is_sqlite and self.url.get_backend_name() != "postgresql":
            raise UsageError(f"database.url: {self.url.get_backend_name()} is not known; use sqlite:///PATH or postgresql://…")
        self.engine = _sqlite(self.url.render_as_string(hide_password=False)) if self.is_sqlite else _postgres(self.url)
        self._reader = self.engine.execution_options(**{_READ: True})

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None for others and for a database in memory."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that writes: committed at the end, rolled back on any error."""
        with self._session(self.engine) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that only reads; on SQLite it never waits for a writer."""
        with self._session(self._reader) as session:
            yield session

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with self.explaining(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Turn what goes wrong with the database itself into one of our errors, which says what to do."""
        try:
            yield
        except DBAPIError as error:
            if isinstance(error, OperationalError) or error.connection_invalidated:
                raise self._explained(error) from error
            raise

    def _explained(self, error: SQLAlchemyError) -> Exception:
        shown = self.url.render_as_string(hide_password=True)
        cause = str(getattr(error, "orig", error)).strip().splitlines()
        what = cause[0] if cause else type(error).__name__
        if "no such table" in what or ("does not exist" in what and "relation" in what):
            return MissingError(f"The database {shown} has no tables yet. Run `afstem init` or `afstem migrate`.")
        if "disk is full" in what or "No space left" in what:
            return MissingError(f"The disk of the database {shown} is full. Nothing was lost; free some space and start again.")
        if "disk I/O error" in what or "readonly database" in what:
            return MissingError(
                f"The database {shown} cannot be written ({what}). Nothing was lost; look at its disk (free space, health) and at "
                "the permissions of its folder, and start again."
            )
        if "locked" in what or "deadlock" in what or "serialize" in what:
            return TransientError(f"The database {shown} was busy ({what}). The work is tried again.")
        return MissingError(f"The database {shown} does not answer ({what}). Start it, or correct database.url.")

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def alone(self, what: str, *, wait: bool = False) -> Iterator[bool]:
        """Do something that only one process may do at a time; gives False when another is at it, or waits for it.

        On PostgreSQL the lock is the connection's, so a process that dies lets go of it. SQLite has one process anyway.
        """
        if self.is_sqlite:
            yield True
            return
        number = lock_number(what)
        with self.explaining(), self.engine.connect() as connection:
            if wait:
                connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": number})
            is_mine = wait or bool(connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar())
            try:
                yield is_mine
            finally:
                if is_mine:
                    connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": number})

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Own the SQLite file while working: a second process is told so. Other databases are shared freely."""
        if self.path is None:
            yield
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock_path = self.path.with_name(self.path.name + ".lock")
        with lock_path.open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                owner = lock.read().strip() or "unknown"
                raise MissingError(
                    f"The database {self.path} is in use by another afstem process (pid {owner}). "
                    "Stop that one, or use PostgreSQL to work with several."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield


def lock_number(what: str) -> int:
    """Return the number by which PostgreSQL's advisory locks know something."""
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)


def _with_driver(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url[len(plain) :]
    return url


def _postgres(url: Any) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=15, connect_args={"connect_timeout": 10})


def _sqlite(url: str) -> Engine:
    target = make_url(url).database
    if target and target != ":memory:":
        Path(target).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_MS}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A writer takes its lock at once: two that read first and then write would stop each other.
        read = connection.get_execution_options().get(_READ)
        connection.exec_driver_sql("BEGIN" if read else "BEGIN IMMEDIATE")

    return engine
