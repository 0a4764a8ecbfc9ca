"""Open the database for a command: reachable, with the tables of this program, and a key that belongs to it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, text

from models import db
from models.errors import MissingError, PermanentError, UsageError
from service import migrate
from service.database import Database
from service.settings import Settings
from service.settings.keys import load_key, make_key_for_new_database
from service.vault import Vault


def open_database(settings: Settings, *, make: bool) -> Database:
    """Open the database. With `make` a new one gets its tables and its key; old tables wait for `afstem migrate`."""
    if settings.secrets.key is not None:
        load_key(settings)  # one that is no key is refused before anything is made
    if make:
        make_store(settings)
    elif _is_missing(settings.database_url):
        raise _nothing_yet(settings)
    database = Database(settings.database_url)
    try:
        with database.explaining():
            _see_to_tables(settings, database, make=make)
        check_key(settings, database)
    except BaseException:
        database.dispose()
        raise
    return database


def open_as_it_is(settings: Settings) -> Database:
    """Open the database without asking for its key or the version of its tables: for stopping, which must always work."""
    if _is_missing(settings.database_url):
        raise _nothing_yet(settings)
    database = Database(settings.database_url)
    reach(database)
    return database


def _see_to_tables(settings: Settings, database: Database, *, make: bool) -> None:
    """Make the tables of a new database when asked to; refuse others than this program's."""
    reach(database)
    at, needed = migrate.current(database), migrate.head()
    if at is None and make:
        make_key_for_new_database(settings)
        _make_tables(database)
    elif at is None:
        raise _nothing_yet(settings)
    elif at != needed:
        raise MissingError(
            f"The tables of the database are at version {at}; this program needs {needed}. "
            "Make a copy of the database, then run `afstem migrate`."
        )


def _make_tables(database: Database) -> None:
    migrate.upgrade(database)
    if not database.is_sqlite:
        from service.jobs.distributed import install

        install(database)


def reach(database: Database) -> None:
    """Ask the database for nothing, so that one that is down is explained before anything else."""
    with database.read() as session:
        session.execute(text("SELECT 1"))


def check_key(settings: Settings, database: Database) -> None:
    """See that the key is there and opens what the database holds: nothing may be sealed with another one beside it."""
    vault = Vault(load_key(settings))
    with database.read() as session:
        for column in (db.Person.name, db.Message.sender, db.Letter.recipient, db.DpAccount.recipient_name):
            sealed = session.scalars(select(column).where(column.is_not(None)).limit(1)).first()
            try:
                vault.open_maybe(sealed)
            except PermanentError:
                raise UsageError(
                    f"The secret key is not the one that the data in {without_password(settings.database_url)} was sealed with. "
                    "Put back the key that belongs to this database (secrets.key or secrets.key_file). Nothing was changed."
                ) from None


def make_store(settings: Settings) -> None:
    """Make the folder of the store, for this user alone."""
    try:
        settings.store.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise MissingError(
            f"The store {settings.store.path} cannot be made: {error.strerror}. Correct store.path or its permissions."
        ) from None


def without_password(url: str) -> str:
    """Hide the password in a URL.

    >>> without_password("postgresql://anna:hush@db/afstem")
    'postgresql://anna:(hidden)@db/afstem'
    """
    scheme, mark, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    name, colon, _ = user.partition(":")
    return f"{scheme}{mark}{name}{colon}{'(hidden)' if colon else ''}{at}{place}"


def _is_missing(url: str) -> bool:
    return url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file()


def _nothing_yet(settings: Settings) -> MissingError:
    return MissingError(
        f"There is nothing in the database {without_password(settings.database_url)} yet. "
        "`afstem import DIR` takes in master data, `afstem ingest PATH` mail; or correct database.url and store.path."
    )
