"""Bring the tables of a database up to date, or back.

On SQLite a batch change of a parent table empties its children while foreign keys are enforced, so they are switched off
for the change and the whole database is checked afterwards.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from models.errors import PermanentError
from service.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).resolve().parent.parent / "migrations"


_REVISION = re.compile(r"^(down_)?revision[^=\n]*= *[\"']([^\"'\n]+)[\"']", re.MULTILINE)


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def head() -> str | None:
    """Return the revision that this program needs: the one that no other builds upon.

    Alembic would import every migration to say this; a command that only looks something up need not wait for that.
    """
    found = [_REVISION.findall(path.read_text(encoding="utf-8")) for path in (_FOLDER / "versions").glob("*.py")]
    revisions = {revision for each in found for down, revision in each if not down}
    heads = revisions - {revision for each in found for down, revision in each if down}
    return max(heads, default=None)


def current(database: Database) -> str | None:
    """Return the revision that the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found is not None else None


def upgrade(database: Database, revision: str = "head") -> None:
    """Move the tables forward."""
    from alembic import command

    _run(database, lambda connection: command.upgrade(_config(connection), revision))


def downgrade(database: Database, revision: str) -> None:
    """Move the tables back."""
    from alembic import command

    _run(database, lambda connection: command.downgrade(_config(connection), revision))


def revise(database: Database, message: str, revision: str) -> None:
    """Write a new migration from the difference between the tables and the code. For developers."""
    from alembic import command

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
