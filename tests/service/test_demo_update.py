"""The demo of an older version goes on with a newer one; a council's own data never move by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import MissingError
from service import migrate
from service.demo import bring_up_to_date, demo_settings
from service.opening import open_database
from tests.service.world import SAMPLES


def test_the_tables_of_an_older_demo_move_on(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, SAMPLES, "denmark", "Demostrup Kommune", "faktura@demostrup.example")
    bring_up_to_date(settings)  # there is nothing yet, and nothing is made
    assert not (settings.store.path / "afstem.db").exists()
    database = open_database(settings, make=True)
    migrate.downgrade(database, "0009")
    database.dispose()
    with pytest.raises(MissingError, match="afstem migrate"):
        open_database(settings, make=True)

    bring_up_to_date(settings)

    database = open_database(settings, make=True)
    assert migrate.current(database) == migrate.head()
    database.dispose()
