"""Real servers for the acceptance tests, and a council that is worked through the commands as an operator types them."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from service.settings import Settings, load_settings
from tests.golden.council import ADDRESS
from tests.servers import dovecot as dovecot_server
from tests.servers import postgres
from tests.servers.dovecot import Dovecot
from tests.service.world import SAMPLES

PROGRAM = Path(sys.executable).parent / "afstem"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Council:
    """A folder with settings, and the commands on it."""

    folder: Path
    country: str
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings as the commands see them."""
        return load_settings(None, self.environ, self.folder)

    def configure(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        """Write the settings file: the sample's policy and these tables."""
        text = (SAMPLES / self.country / "policy.toml").read_text(encoding="utf-8")
        for name, values in tables.items():
            text += f"\n[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
        (self.folder / "afstem.toml").write_text(text, encoding="utf-8")

    def start(self, *words: object, **environ: str) -> subprocess.Popen[str]:
        """Start a command that serves."""
        return subprocess.Popen(
            [PROGRAM, *map(str, words)],
            cwd=self.folder,
            env={**os.environ, **self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: object, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [PROGRAM, *map(str, words)],
            cwd=self.folder,
            env={**os.environ, **self.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def do(self, *words: object) -> list[dict[str, Any]]:
        """Run a command that must succeed, and return the objects that it prints."""
        ran = self.run(*words, "--json")
        assert ran.returncode == 0, ran.stderr or ran.stdout
        return [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]


@pytest.fixture
def make_council(tmp_path: Path) -> Callable[..., Council]:
    """Makes councils, each in a folder of its own, with letters going to a folder at once."""

    def make(country: str, tables: Mapping[str, Mapping[str, Any]] | None = None, name: str = "council") -> Council:
        folder = tmp_path / name
        folder.mkdir()
        environ = {
            "AFSTEM__STORE__PATH": "store",
            "AFSTEM__SENDER__ADDRESS": ADDRESS[country],
            "AFSTEM__SENDER__AUTO_APPROVE": "invoice-correction",
            "AFSTEM__SENDER__HOLD_MINUTES": "0",
            "AFSTEM__FINANCE__CREDITOR_ACCOUNT": "95990000",
            "AFSTEM__SECRETS__KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        }
        council = Council(folder, country, environ)
        council.configure(tables or {})
        return council

    return make


def sample(country: str, name: str) -> Path:
    """Return the mail whose name begins so."""
    (path,) = (SAMPLES / country / "mails").glob(f"{name}*.eml")
    return path


@pytest.fixture
def samples() -> Callable[..., Sequence[Path]]:
    """Finds sample mails by the beginnings of their names."""
    return lambda country, *names: [sample(country, name) for name in names]


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with dovecot_server.running() as server:
        yield server


@pytest.fixture
def user() -> str:
    """A mailbox that no other test uses."""
    return f"user{next(_numbers)}-{os.getpid()}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.running() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database."""
    with postgres.empty_database(postgres_server, f"acceptance_{next(_numbers)}") as url:
        yield url
