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


def start(args: argparse.Namespace, *, serves: bool = False) -> Settings:
    """Load the settings and begin to log as they say.

    A command that a person waits for logs warnings only, unless the settings say a level; one that `serves` logs its work.
    """
    from service.logs import configure_logs

    settings = settings_of(args)
    _ = settings.country
    level = settings.logging.level if serves or "level" in settings.logging.model_fields_set else "warning"
    configure_logs(level, settings.logging.format, settings.logging.file)
    return settings


@contextmanager
def database_of(settings: Settings, *, create: bool = False) -> Iterator[Database]:
    """Open the database for this command; with `create` a new one gets its tables."""
    from service.opening import open_database

    database = open_database(settings, make=create)
    try:
        yield database
    finally:
        database.dispose()


def vault_of(settings: Settings) -> Vault:
    """Return what seals and opens personal data."""
    from service.settings.keys import load_key
    from service.vault import Vault

    return Vault(load_key(settings))
