"""A real PostgreSQL of our own for the tests: made in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HINT = "PostgreSQL is not installed. As root: apt-get install postgresql"


def find_programs() -> Path | None:
    """Return the folder of initdb and postgres, newest version first."""
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "pg_isready").exists():
        return Path(on_path).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    return versions[0].parent if versions else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_server(command: list[str]) -> list[str]:
    # The server refuses to run as root; Debian's package brings a user for it.
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command] if os.geteuid() == 0 else command


@dataclass
class Server:
    """A server with a folder of its own, which can be stopped and started again as a machine that is rebooted."""

    programs: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql://afstem@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                _as_server(
                    [
                        str(self.programs / "postgres"),
                        *("-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder)),
                        *("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=60"),
                    ]
                ),
                stdout=log,
                stderr=log,
                cwd="/",
            )
        _wait(self.programs, self.port, self.process)

    def stop(self) -> None:
        """Stop it at once; whoever is connected is thrown out."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # "fast": SIGTERM would wait for those who are connected
            self.process.wait(timeout=30)
            self.process = None

    @contextmanager
    def down(self) -> Iterator[None]:
        """Have it down for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()


@contextmanager
def own() -> Iterator[Server]:
    """Make a server in a temporary folder of its own and run it.

    The folders of pytest are no place for it: a second run beside this one shuts their root to everybody but its own user, and the
    server, which runs as another, dies of it.
    """
    programs = find_programs()
    if programs is None:
        raise RuntimeError(HINT)
    with TemporaryDirectory(prefix="afstem-postgres-") as made, _in_folder(programs, Path(made)) as server:
        yield server


@contextmanager
def _in_folder(programs: Path, folder: Path) -> Iterator[Server]:
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        for parent in folder.parents:
            if parent != Path("/") and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
    subprocess.run(
        _as_server(
            [
                *(str(programs / "initdb"), "-D", str(folder / "data"), "-U", "afstem"),
                *("-A", "trust", "-E", "UTF8", "--locale=C", "-N"),
            ]
        ),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        cwd="/",
    )
    server = Server(programs, folder, _free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def running() -> Iterator[str]:
    """Run a server and yield the URL of its first database."""
    with own() as server:
        yield server.url


@contextmanager
def empty_database(server: str, name: str) -> Iterator[str]:
    """Make a database of this name on a running server, yield its URL, and remove it with whoever is still connected."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield server.rpartition("/")[0] + "/" + name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _wait(programs: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        ready = subprocess.run([str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if ready.returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start; its log lies beside its data")
