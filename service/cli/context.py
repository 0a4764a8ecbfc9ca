"""What most commands begin with: settings, a database that is ready, the key."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.database import Database
    from service.settings import Settings
    from service.vault import Vault


def settings_of(args: argparse.Namespace) -> Settings:
    """Load the settings for this command."""
    from service.settings import load_settings

    return load_settings(args.settings, args.environ, args.folder)


def start(args: argparse.Namespace) -> Settings:
    """Load the settings and begin to log as they say. For commands that do work."""
    from service.logs import configure_logs

    settings = settings_of(args)
    _ = settings.country
    configure_logs(settings.logging.level, settings.logging.format, settings.logging.file)
    return settings


@contextmanager
def database_of(settings: Settings, *, create: bool = False) -> Iterator[Database]:
    """Open the database. With `create` a new one gets its tables and its key; old tables wait for `afstem migrate`."""
    from service.database import Database

    if create:
        make_store(settings)
    database = Database(settings.database_url)
    try:
        if not create and database.path is not None and not database.path.is_file():
            raise _nothing_yet(settings)
        reach(database)
        _prepare(settings, database, create=create)
        yield database
    finally:
        database.dispose()


def _prepare(settings: Settings, database: Database, *, create: bool) -> None:
    from models.errors import MissingError
    from service import migrate
    from service.settings.keys import make_key_for_new_database

    found, wanted = migrate.current(database), migrate.head()
    if found is None and not create:
        raise _nothing_yet(settings)
    if found is None:
        make_key_for_new_database(settings)
        migrate.upgrade(database)
    elif found != wanted:
        raise MissingError(
            f"The tables of the database are at {found}; this program needs {wanted}. "
            "Make a copy of the database, then run `afstem migrate`."
        )


def _nothing_yet(settings: Settings) -> Exception:
    from models.errors import MissingError
    from service.cli.output import without_password

    return MissingError(
        f"There is nothing in the database {without_password(settings.database_url)} yet. "
        "`afstem import DIR` takes in master data, `afstem ingest PATH` mail; or correct database.url and store.path."
    )


def reach(database: Database) -> None:
    """Ask the database for nothing, so that one that is down is explained before anything else."""
    from sqlalchemy import text

    with database.read() as session:
        session.execute(text("SELECT 1"))


def make_store(settings: Settings) -> None:
    """Make the folder of the store, for this user alone."""
    from models.errors import MissingError

    try:
        settings.store.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise MissingError(
            f"The store {settings.store.path} cannot be made: {error.strerror}. Correct store.path or its permissions."
        ) from None


def vault_of(settings: Settings) -> Vault:
    """Return what seals and opens personal data."""
    from service.settings.keys import load_key
    from service.vault import Vault

    return Vault(load_key(settings))
