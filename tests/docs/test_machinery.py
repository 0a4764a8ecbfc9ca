"""The repository's own machinery: what is locked, what is fetched, what lands."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


def pinned(lock: Path) -> dict[str, set[Version]]:
    """Return the versions that a lock file names; on some platforms a package has another."""
    found: dict[str, set[Version]] = {}
    for name, version in _PINNED.findall(lock.read_text()):
        found.setdefault(normal(name), set()).add(Version(version))
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(*groups: str) -> Iterator[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = [*project["project"]["dependencies"]] if not groups else []
    for extra in project["project"]["optional-dependencies"].values() if not groups else ():
        listed += extra
    for group in groups or ("build", "test", "check", "samples"):
        listed += project["dependency-groups"][group]
    return map(Requirement, listed)


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name]


@pytest.mark.parametrize(("lock", "groups"), [("all.lock", ()), ("bench.lock", ("peers",))], ids=["all", "bench"])
def test_the_lock_holds_what_the_project_asks_for(lock, groups):
    versions = pinned(ROOT / "requirements" / lock)
    missing = [
        str(wanted)
        for wanted in requirements(*groups)
        if not any(wanted.specifier.contains(version, prereleases=True) for version in versions.get(normal(wanted.name), ()))
    ]

    assert missing == [], "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_file_has_a_digest_and_no_address(lock):
    text = lock.read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)

    assert "://" not in text
    assert "--index" not in text
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_front_end_packages_have_digests_and_no_address():
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name.removeprefix("node_modules/"): package for name, package in packages.items() if name}

    assert {name: package["version"] for name, package in fetched.items()} == wanted
    assert all(package["integrity"].startswith("sha512-") for package in fetched.values())
    assert not any("resolved" in package for package in fetched.values())


def test_every_file_that_is_served_has_a_digest():
    digests = {line.split("  ", 1)[1] for line in (ROOT / "requirements/vendor.sha256").read_text().splitlines()}
    vendor = ROOT / "vendor"

    assert {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()} == digests


def test_nothing_fetched_is_committed():
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert not names & {"vendor", "node_modules", ".venv", "var"}


def test_ci_runs_the_checks_and_the_tests_and_stops_at_the_first_failure():
    text = (ROOT / ".ci/run").read_text()

    assert "set -euo pipefail" in text
    assert re.findall(r"^make (\w+)", text, re.MULTILINE) == ["setup", "check", "test"]


def test_committed_text_names_no_machine_and_no_registry():
    hosts = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com")
    machine = re.compile(r"(?<![\w.])/(?:work|root)/")
    kinds = {".py", ".md", ".toml", ".json", ".lock", ".txt", ".html", ".js", ".css", ".yml", ".yaml", ".sha256", ""}
    guilty = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix in kinds and path.is_file() and path != Path(__file__).resolve()
        for text in [path.read_text(encoding="utf-8", errors="replace")]
        if machine.search(text) or any(host in text for host in hosts)
    ]

    assert guilty == []
