"""What a council sets about reading reaches the reader in its child."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from countries.packs import COUNTRY_PACKS, ENGLAND
from extract.options import ReadOptions
from models.errors import MissingError
from service.app import started
from service.sandbox.calls import read_document
from service.sandbox.options import options_from_json
from service.settings import Settings
from tests.service.world import SAMPLES, SameProcess, app_in, import_all, run_all, settings_for

#: A program that sees no words: what it reads shows that it was the one that was asked.
BLIND = r"""#!/bin/sh
[ "$1" = --version ] && echo tesseract 5.5.0 && exit
printf 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n' > "$2.tsv"
"""


def in_folder(folder: Path, **environ: str) -> Settings:
    return settings_for(folder, f"sqlite:///{folder}/afstem.db", **environ)


def scan() -> bytes:
    (path,) = (SAMPLES / "england" / "mails").glob("*-scan-clean.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return next(part.get_content() for part in message.iter_attachments())


@pytest.fixture
def blind(tmp_path: Path) -> Path:
    program = tmp_path / "tools" / "my-tesseract"
    program.parent.mkdir()
    program.write_text(BLIND)
    program.chmod(0o755)
    return program


def test_the_program_that_is_named_reads_the_scans_and_no_other(tmp_path: Path, blind: Path) -> None:
    options = ReadOptions(ENGLAND, COUNTRY_PACKS, reread=False)
    found = []
    for environ in ({"AFSTEM__OCR__PROGRAM": str(blind)}, {}):
        with started(in_folder(tmp_path, AFSTEM__SCHEDULE__WORKERS="1", **environ)) as app:
            found.append(read_document(app.sandbox, scan(), options, deadline_seconds=120))

    assert [each.invoice is not None and each.invoice.number is not None for each in found] == [False, True]


@pytest.mark.parametrize("name", ["PROGRAM", "DATA"])
def test_a_program_or_data_that_are_named_and_not_there_stop_the_start(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(MissingError, match=f"ocr.{name.lower()}"),
        started(in_folder(tmp_path, **{f"AFSTEM__OCR__{name}": str(tmp_path / "nowhere")})),
    ):
        pass


class Listener(SameProcess):
    """Notes how documents were to be read."""

    def __init__(self) -> None:
        self.options: list[Mapping[str, Any]] = []

    def run(
        self, task: str, params: Mapping[str, Any], blobs: Sequence[bytes], *, deadline_seconds: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        if task == "read-document":
            self.options.append(params["options"])
        return super().run(task, params, blobs, deadline_seconds=deadline_seconds)


def test_the_second_engine_and_the_bar_are_as_the_council_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = in_folder(tmp_path, AFSTEM__OCR__REREAD="false", AFSTEM__POLICY__CONFIDENCE_BAR="0.99")
    listener = Listener()
    monkeypatch.setattr("tests.service.world.SameProcess", lambda: listener)
    import_all(settings)

    run_all(settings, sorted((SAMPLES / "denmark" / "mails").glob("01-*.eml")))

    assert [(each["reread"], each["bar"]) for each in listener.options] == [(False, 0.99)]
    with app_in(settings) as app:
        assert app.tools.policy.confidence_bar == app.settings.policy.confidence_bar


def test_the_places_agreed_for_the_person_reach_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = in_folder(tmp_path, AFSTEM__POLICY__PERSON_PLACES="*=cac:Item/cbc:Name, 99000015=cbc:Note")
    listener = Listener()
    monkeypatch.setattr("tests.service.world.SameProcess", lambda: listener)
    import_all(settings)

    run_all(settings, sorted((SAMPLES / "denmark" / "mails").glob("01-*.eml")))

    [given] = [options_from_json(each) for each in listener.options]
    assert given.person_places == (("*", ("cac:Item/cbc:Name",)), ("99000015", ("cbc:Note",)))
