from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from service.cli import main
from service.cli.main import make_parser
from service.cli.table import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
#: What a command may import is its own affair; `--help` may import none of these.


class Ran(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def afstem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`afstem` in an empty folder, with settings from the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFSTEM__POLICY__COUNTRY", "dk")
    monkeypatch.setenv("AFSTEM__STORE__PATH", "store")

    def run(*words: str, **environ: str) -> Ran:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        try:
            status = main(list(words))
        except SystemExit as end:
            status = int(end.code or 0)
        shown = capsys.readouterr()
        return Ran(status, shown.out, shown.err)

    return run


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A folder of good master data."""
    folder = tmp_path / "master"
    folder.mkdir()
    (folder / "suppliers.csv").write_text(
        "supplier_id,name,country,ownership\n" + "".join(f"S{n},Elm {n},DK,private\n" for n in range(10))
    )
    return folder


def test_help_lists_every_command_with_its_line(afstem):
    ran = afstem("--help")

    shown = " ".join(ran.out.split())
    assert ran.status == 0
    for command in COMMANDS:
        assert f" {command.name} {command.help}" in shown


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_explains_itself(afstem, name):
    ran = afstem(name, "--help")

    assert ran.status == 0
    assert ran.out.startswith(f"usage: afstem {name} ")
    assert "--json" in ran.out
    assert len(ran.out.splitlines()) > 8, "a command says what it does"


def test_every_command_of_the_table_has_its_module():
    for command in COMMANDS:
        module = import_module(f"service.cli.commands.{command.module}")
        assert callable(module.add_arguments)
        assert callable(module.run)
        assert module.__doc__


def test_help_loads_nothing_but_the_table_of_commands():
    # How long that takes beside a bare interpreter is measured by benchmarks/start.py.
    code = (
        "import sys; before = set(sys.modules)\n"
        "from service.cli.main import make_parser; make_parser(['--help'])\n"
        "print(*sorted(name for name in set(sys.modules) - before if name.split('.')[0] not in sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.split() == ["service", "service.cli", "service.cli.main", "service.cli.table"]


def test_options_that_all_commands_have_may_stand_before_or_after_the_name():
    before = make_parser(["--json", "doctor"]).parse_args(["--json", "--settings", "x", "doctor"])
    after = make_parser(["doctor"]).parse_args(["doctor", "--settings", "x", "--json"])

    assert (before.json, str(before.settings)) == (after.json, str(after.settings)) == (True, "x")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["imprt", "x"], "imprt is not known here. Did you mean import?", id="a command misspelled"),
        pytest.param([], "COMMAND", id="no command"),
        pytest.param(["read"], "PATH", id="nothing to read"),
        pytest.param(["read", "--jobs", "0", "x"], "must be 1 to 64", id="no jobs"),
        pytest.param(["config", "shw"], "Did you mean show?", id="a word misspelled"),
        pytest.param(["doctor", "--jsn"], "--jsn", id="an option misspelled"),
    ],
)
def test_wrong_usage_is_status_two_with_a_hint(afstem, words, says):
    ran = afstem(*words)

    assert ran.status == 2
    assert says in ran.err
    assert "--help" in ran.err


def test_wrong_settings_are_status_two_and_named(afstem):
    ran = afstem("config", "check", AFSTEM__POLICY__MODE="fast")

    assert ran.status == 2
    assert "AFSTEM__POLICY__MODE: given 'fast'; allowed: shadow or promoted or live" in ran.err


def test_what_is_not_there_is_status_three_and_says_how_to_begin(afstem, tmp_path):
    ran = afstem("messages")

    assert ran.status == 3
    assert "`afstem import DIR`" in ran.err
    assert not (tmp_path / "store").exists(), "looking makes nothing"


def test_a_database_that_is_down_is_status_three_and_hides_its_password(afstem):
    ran = afstem("decisions", AFSTEM__DATABASE__URL="postgresql://anna:hush@127.0.0.1:1/x")

    assert ran.status == 3
    assert "does not answer" in ran.err
    assert "hush" not in ran.err


def test_init_config_and_doctor_begin_a_new_council(afstem, tmp_path, monkeypatch):
    monkeypatch.delenv("AFSTEM__POLICY__COUNTRY")
    monkeypatch.delenv("AFSTEM__STORE__PATH")
    assert afstem("init", "council", "--country", "gb").status == 0
    assert (tmp_path / "council/afstem.key").stat().st_mode & 0o777 == 0o600

    again = afstem("init", "council", "--country", "gb")
    assert again.status == 2
    assert "is there already" in again.err

    check = ("--settings", "council", "config", "check")
    assert "in order" in afstem(*check).out
    assert "But: council.name is not set" in afstem(*check).out
    assert "But:" not in afstem(*check, AFSTEM__COUNCIL__NAME="Anytown Council").out
    shown = json.loads(afstem("config", "show", "--json", "--settings", "council/afstem.toml").out)
    assert shown["store"]["path"] == str(tmp_path / "council/store")
    assert shown["secrets"]["key"] == "(hidden)"


def test_import_says_what_it_did_and_the_second_time_does_nothing(afstem, tables):
    first = afstem("import", str(tables), "--json")
    second = afstem("import", str(tables), "--json")

    assert json.loads(first.out) == {"table": "suppliers", "rows": 10, "added": 10, "changed": 0, "closed": 0}
    assert json.loads(second.out) == {"table": "suppliers", "rows": 10, "added": 0, "changed": 0, "closed": 0}
    assert afstem("messages", "--json") == Ran(0, "", "")


def test_an_import_with_a_bad_row_takes_in_nothing(afstem, tables):
    with (tables / "suppliers.csv").open("a") as file:
        file.write("S10,,DK,private\nS11,Elm,XX,private\n")
    ran = afstem("import", str(tables))

    assert ran.status == 2
    assert "suppliers.csv, row 12, name: is empty" in ran.err
    assert "suppliers.csv, row 13, country: “XX”" in ran.err
    assert "Nothing was taken in" in ran.err
    assert afstem("audit", "--json").out == ""


def test_a_table_that_lost_a_fifth_is_held_until_accepted(afstem, tables):
    afstem("import", str(tables))
    kept = (tables / "suppliers.csv").read_text().splitlines()[:8]
    (tables / "suppliers.csv").write_text("\n".join(kept) + "\n")

    held = afstem("import", str(tables))
    accepted = afstem("import", str(tables), "--accept-drop", "--json")

    assert held.status == 2
    assert "--accept-drop" in held.err
    assert json.loads(accepted.out)["closed"] == 3


def test_strict_makes_odd_cells_count(afstem, tables):
    (tables / "suppliers.csv").write_text("supplier_id,name,country,registration,ownership\nS1,Elm,DK,12345678,private\n")

    assert afstem("import", str(tables)).status == 0
    (tables / "suppliers.csv").write_text("supplier_id,name,country,registration,ownership\nS1,Elm Two,DK,12345678,private\n")
    assert afstem("import", str(tables), "--strict").status == 1


def test_a_lost_key_stops_everything_that_needs_it(afstem, tables, tmp_path):
    afstem("import", str(tables))
    (tmp_path / "store/afstem.key").unlink()

    ran = afstem("messages")

    assert ran.status == 3
    assert "Put the key back" in ran.err


def test_the_audit_trail_is_checked_and_a_changed_event_found(afstem, tables, tmp_path):
    import sqlite3

    afstem("import", str(tables))
    assert afstem("audit", "--verify").status == 0
    with sqlite3.connect(tmp_path / "store/afstem.db") as connection:
        connection.execute("UPDATE audit SET actor = 'somebody else'")
    connection.close()

    ran = afstem("audit", "--verify")

    assert ran.status == 1
    assert "was changed" in ran.err


def test_old_tables_wait_for_migrate(afstem, tables, tmp_path):
    import sqlite3

    afstem("import", str(tables))
    with sqlite3.connect(tmp_path / "store/afstem.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'other'")
    connection.close()

    ran = afstem("messages")

    assert ran.status == 3
    assert "`afstem migrate`" in ran.err


def test_read_answers_for_every_path_in_order(afstem, tmp_path):
    (tmp_path / "empty.pdf").write_bytes(b"")
    ran = afstem("read", "nowhere.pdf", "empty.pdf", "--json")

    objects = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 0
    assert [found["path"] for found in objects] == ["nowhere.pdf", "empty.pdf"]
    assert all(found["findings"] for found in objects)
    assert afstem("read", "nowhere.pdf", "--strict").status == 1


def test_a_reader_that_goes_away_is_no_error(tables, tmp_path):
    program = Path(sys.executable).parent / "afstem"
    environ = {**os.environ, "AFSTEM__POLICY__COUNTRY": "dk", "AFSTEM__STORE__PATH": str(tmp_path / "store")}
    subprocess.run([program, "import", tables], env=environ, check=True, capture_output=True)

    done = subprocess.run(
        f"{program} audit --json | true", shell=True, env=environ, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
