"""The documents say what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli.table import COMMANDS
from service.settings.load import PREFIX
from service.settings.shape import all_fields

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("models", "ingest", "extract", "match", "reconcile", "outbound", "countries", "service", "web")
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/*.md")))

#: Words after `afstem` in a code span or a code block's line.
_COMMAND = re.compile(r"(?:^|`|\$ )(?:\S*/)?afstem ((?:--\S+ )*)([a-z][a-z-]*)", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def page(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_of(path: Path) -> str:
    return "\n".join(found.group() for found in _CODE.finditer(path.read_text(encoding="utf-8")))


def test_documents_made_from_the_code_are_current():
    done = subprocess.run([sys.executable, "scripts/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_is_documented():
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    sections = {part.partition("]")[0]: part for part in text.split("\n## `[")[1:]}

    for heading, key, field in all_fields():
        assert f"| `{key}` |" in sections[heading], f"{heading}.{key}"
        assert field.description
        assert field.description.endswith("."), f"{heading}.{key}"


@pytest.mark.parametrize("path", PAGES, ids=page)
def test_commands_in_documents_exist(path):
    known = {command.name for command in COMMANDS}
    unknown = {found[2] for found in _COMMAND.finditer(code_of(path))} - known

    assert not unknown


@pytest.mark.parametrize("path", PAGES, ids=page)
def test_variables_in_documents_exist(path):
    known = {f"{PREFIX}{heading}__{key}".upper() for heading, key, _ in all_fields()}
    for name in re.findall(rf"{PREFIX}[A-Z0-9_]*[A-Z0-9]", path.read_text(encoding="utf-8")):
        section, _, rest = name.removeprefix(PREFIX).partition("__")
        general = f"{PREFIX}MAILBOXES.NAME__{rest.rpartition('__')[2]}" if section == "MAILBOXES" else name
        assert general in known or name == f"{PREFIX}SECTION__KEY", name


@pytest.mark.parametrize("path", PAGES, ids=page)
def test_links_in_documents_lead_somewhere(path):
    for target in _LINK.findall(_CODE.sub("", path.read_text(encoding="utf-8"))):
        assert target.startswith(("http", "mailto:")) or (path.parent / target).exists(), target


def test_every_make_target_is_explained_to_those_who_contribute():
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text())) - {"help"}
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert [target for target in sorted(targets) if f"`make {target}`" not in text] == []


def test_nobody_else_owns_our_import_names():
    from importlib.metadata import packages_distributions

    owners = packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["afstem"])) == {"afstem"}, package
