"""Where the data lie: settings, database, disk, key, time."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.errors import AfstemError
from service.doctor.check import Check, fail, ok, warn
from service.room import free_mib, place_of, shortage
from service.settings import Settings

#: More than this between our clock and the database's, and times in the audit trail mislead.
_SKEW_SECONDS = 5
#: No afstem existed before; a clock that says so has lost its battery.
_EARLIEST = 2026


def check_policy(settings: Settings) -> Iterator[Check]:
    """Whether the council's rules can be used."""
    try:
        policy = settings.make_policy()
    except AfstemError as error:
        yield fail("policy", str(error), "Correct [policy] in the settings.")
        return
    limit = "no limit" if policy.auto_limit is None else f"up to {policy.auto_limit}"
    tiers = ", ".join(f"T{tier}" for tier in policy.auto_tiers) or "none"
    yield ok("policy", f"{policy.country}, mode {policy.mode.value}, automatic: {tiers} {limit} (version {policy.version})")


def check_council(settings: Settings) -> Iterator[Check]:
    """Whether letters say whose they are."""
    for caution in settings.cautions:
        what, _, mend = caution.partition(". ")
        yield warn("council", what, mend)
    if not settings.cautions:
        yield ok("council", settings.council.name)


def check_database(settings: Settings) -> Iterator[Check]:
    """Whether the database answers and its tables are those of this program."""
    from service import migrate
    from service.database import Database
    from service.opening import reach, without_password

    shown = without_password(settings.database_url)
    if _is_new(settings):
        yield warn("database", f"{shown} is not there yet", "It is made by the first `afstem import` or `afstem ingest`.")
        return
    database = Database(settings.database_url)
    try:
        reach(database)
        at, needed = migrate.current(database), migrate.head()
        if at == needed:
            yield ok("database", f"{shown}, tables at {at}")
            yield from _check_skew(database)
        elif at is None:
            yield warn("database", f"{shown} is empty", "Its tables are made by the first `afstem import` or `afstem ingest`.")
        else:
            yield fail("database", f"{shown}: tables at {at}, needed {needed}", "Make a copy, then run `afstem migrate`.")
    except AfstemError as error:
        yield fail("database", str(error), "Start the database, or correct database.url.")
    finally:
        database.dispose()


def _is_new(settings: Settings) -> bool:
    """Whether the database is a SQLite file that is not there yet."""
    scheme, mark, path = settings.database_url.partition("sqlite:///")
    return bool(mark) and not scheme and not Path(path).is_file()


def _check_skew(database: object) -> Iterator[Check]:
    """Compare our clock with that of a database on another machine."""
    from sqlalchemy import text

    from service.database import Database

    assert isinstance(database, Database)
    if database.is_sqlite:
        return
    with database.read() as session:
        theirs = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    if skew > _SKEW_SECONDS:
        yield warn("clocks", f"the database's clock is {skew:.0f} s away from ours", "Let both machines keep time with NTP.")


def check_mode(settings: Settings) -> Iterator[Check]:
    """Whether postings that leave rest on evidence."""
    from models.posting import Mode

    mode = settings.make_policy().mode
    if mode is Mode.LIVE:
        mend = "Set policy.mode to promoted: then only what was compared with people's postings and promoted posts by itself."
        yield warn("mode", "live: every rule posts by itself, whatever the evidence says", mend)
    else:
        yield ok("mode", mode.value)


def check_disk(settings: Settings) -> Iterator[Check]:
    """Whether the store can be written to and has room."""
    place = place_of(settings.store.path)
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"afstem")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        yield fail("store", f"{place} cannot be written to: {error.strerror}", "Correct store.path or its permissions.")
        return
    short = shortage(settings)
    if short is not None:
        what, _, mend = short.partition(". ")
        yield fail("store", what, mend)
    elif settings.store.path.is_dir() and settings.store.path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield warn("store", f"{settings.store.path} can be read by other users", f"chmod -R go= {settings.store.path}")
    else:
        yield ok("store", f"{settings.store.path}, {free_mib(settings) // 1024} GiB free")


def check_key(settings: Settings) -> Iterator[Check]:
    """Whether the key is there, long enough, and nobody else's to read."""
    from service.settings.keys import load_key

    path = settings.secrets.key_file or (settings.key_path if settings.secrets.key is None else None)
    if path is not None and not path.is_file() and _is_new(settings):
        yield warn("key", f"{path} is not there yet", "It is made with the database.")
        return
    try:
        load_key(settings)
    except AfstemError as error:
        yield fail("key", str(error), "Put the right key back, or make one with `afstem init`.")
        return
    if path is not None and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield fail("key", f"{path} can be read by other users", f"chmod 600 {path}")
    elif path is not None and path.parent == settings.store.path:
        mend = "For real data: move it, name it in secrets.key_file, and keep a copy away from the data."
        yield warn("key", f"{path} lies beside the data that it seals", mend)
    else:
        yield ok("key", str(path) if path else "from the environment")


def check_clock(settings: Settings) -> Iterator[Check]:
    """Whether the time is sane and the council's time zone is known."""
    from countries.packs import pack_for

    now = datetime.now(UTC)
    zone = pack_for(settings.country).time_zone
    try:
        local = now.astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError:
        yield fail("clock", f"the time zone {zone} is not known here", "Install the package tzdata.")
        return
    if now.year < _EARLIEST or abs(time.time() - now.timestamp()) > _SKEW_SECONDS:
        yield fail("clock", f"it says {now:%Y-%m-%d %H:%M} UTC, which cannot be", "Set the clock; let it keep time with NTP.")
    else:
        yield ok("clock", f"{local:%Y-%m-%d %H:%M} in {zone}")
