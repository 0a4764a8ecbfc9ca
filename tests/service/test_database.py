from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from models.db import Base, RawMessage, User
from models.errors import MissingError, UsageError
from service import audit, migrate
from service.database import Database

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)


def test_migrations_go_up_and_down_on_both_databases(database_url: str) -> None:
    database = Database(database_url)

    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    assert set(inspect(database.engine).get_table_names()) >= set(Base.metadata.tables)

    migrate.downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}

    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    database.dispose()


def test_the_tables_in_the_database_are_those_in_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    copenhagen = NOON.astimezone(timezone(timedelta(hours=2)))
    with database.write() as session:
        session.add(RawMessage(sha256="a" * 64, size=1, stored_at=copenhagen))

    with database.read() as session:
        stored = session.scalars(select(RawMessage.stored_at)).one()

    assert stored == NOON
    assert stored.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a time zone"), database.write() as session:
        session.add(RawMessage(sha256="a" * 64, size=1, stored_at=datetime(2026, 6, 30)))  # noqa: DTZ001 - the point


def test_an_error_rolls_the_whole_transaction_back(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:  # noqa: PT012 - the error must come after the write
        session.add(RawMessage(sha256="a" * 64, size=1, stored_at=NOON))
        session.flush()
        raise RuntimeError

    with database.read() as session:
        assert session.scalars(select(RawMessage)).all() == []


def test_sqlite_keeps_what_it_has_committed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/afstem.db")
    with database.read() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.dispose()


def test_a_second_process_on_the_same_sqlite_file_is_told_so(tmp_path: Path) -> None:
    first, second = (Database(f"sqlite:///{tmp_path}/afstem.db") for _ in range(2))

    with first.owned(), pytest.raises(MissingError, match="in use by another afstem process"), second.owned():
        pass
    with second.owned():
        pass


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("postgresql://nobody@127.0.0.1:1/none", "does not answer", id="no server"),
        pytest.param("sqlite:///{folder}/empty.db", "has no tables yet", id="no tables"),
    ],
)
def test_a_database_that_is_not_ready_is_explained(url: str, says: str, tmp_path: Path) -> None:
    database = Database(url.format(folder=tmp_path))
    with pytest.raises(MissingError, match=says), database.read() as session:
        session.scalars(select(User)).all()
    database.dispose()


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(UsageError, match=r"mysql is not known; use sqlite"):
        Database("mysql://localhost/afstem")


def _three_events(database: Database) -> None:
    with database.write() as session:
        for name in ("one", "two", "three"):
            audit.record(session, at=NOON, actor="tester", subject=f"document:{name}", event="advance", after="approved")


def test_an_audit_trail_that_nobody_touched_is_whole(database: Database) -> None:
    _three_events(database)

    with database.read() as session:
        assert list(audit.broken_links(session)) == []


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        pytest.param("UPDATE audit SET because = 'nothing to see' WHERE id = 2", {2}, id="a changed event"),
        pytest.param("DELETE FROM audit WHERE id = 2", {3, 0}, id="a deleted event"),
        pytest.param("DELETE FROM audit WHERE id = 3", {0}, id="the last event deleted"),
    ],
)
def test_tampering_with_the_audit_trail_is_found(database: Database, statement: str, broken: set[int]) -> None:
    _three_events(database)
    with database.write() as session:
        session.execute(text(statement))

    with database.read() as session:
        found = set(audit.broken_links(session))

    assert found == broken
