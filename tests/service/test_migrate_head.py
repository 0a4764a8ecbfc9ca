from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from service import migrate


def test_the_newest_revision_is_the_one_alembic_would_name():
    config = Config()
    config.set_main_option("script_location", str(migrate._FOLDER))

    assert migrate.head() == ScriptDirectory.from_config(config).get_current_head()


def test_a_chain_of_migrations_has_one_end(tmp_path, monkeypatch):
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "b.py").write_text('revision: str = "0002"\ndown_revision: str | None = "0001"\n')
    (versions / "a.py").write_text('revision = "0001"\ndown_revision = None\n')
    (versions / "c.py").write_text("revision = '0003'\ndown_revision = '0002'\n")
    monkeypatch.setattr(migrate, "_FOLDER", tmp_path)

    assert migrate.head() == "0003"
