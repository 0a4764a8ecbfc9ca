"""Bring the tables of a database up to date, or back.

On SQLite a batch change of a parent table empties its children while foreign keys are enforced, so they are switched off
for the change and the whole database is checked afterwards.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.errors import PermanentError
from service.database import Database

_FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def head() -> str | None:
    """Return the revision that this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(database: Database) -> str | None:
    """Return the revision that the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Move the tables forward."""
    _run(database, lambda connection: command.upgrade(_config(connection), revision))


def downgrade(database: Database, revision: str) -> None:
    """Move the tables back."""
    _run(database, lambda connection: command.downgrade(_config(connection), revision))


def revise(database: Database, message: str, revision: str) -> None:
    """Write a new migration from the difference between the tables and the code. For developers."""
    _run(
        database,
        lambda connection: command.revision(_config(connection), message=message, autogenerate=True, rev_id=revision),
    )


def _run(database: Database, change: object) -> None:
    assert callable(change)
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("ROLLBACK")  # the pragma does nothing inside a transaction
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        change(connection)
        connection.commit()
        if database.is_sqlite:
            _check_references(connection)


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    if broken:
        raise PermanentError(
            f"After the migration {len(broken)} rows point at rows that are not there (first in table {broken[0][0]}). "
            "Restore the copy you made before migrating and report this."
        )
