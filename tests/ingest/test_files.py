from __future__ import annotations

from pathlib import Path

import pytest

from ingest.mailboxes.files import FilesSource
from ingest.mailboxes.maildir import MaildirSource
from ingest.mailboxes.paths import open_paths
from ingest.mailboxes.source import MailSource
from models.errors import MissingError, UsageError


def contents(source: MailSource) -> list[bytes]:
    source.open()
    listed = source.list_messages(source.all_uids())
    return sorted(source.fetch(list(listed.values())).values())


def test_a_folder_gives_each_mail_once_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.eml").write_bytes(b"Subject: a\n\n1")
    (tmp_path / "sub" / "b.EML").write_bytes(b"Subject: b\n\n2")
    (tmp_path / "sub" / "copy of a.eml").write_bytes(b"Subject: a\n\n1")
    (tmp_path / "notes.txt").write_bytes(b"x")

    source = FilesSource([tmp_path], "finance")

    assert contents(source) == [b"Subject: a\n\n1", b"Subject: b\n\n2"]
    assert [path.name for path in source.ignored] == ["notes.txt"]


def test_uids_stay_when_files_are_renamed_and_added(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(b"Subject: b\n\n")
    source = FilesSource([tmp_path], "finance")
    source.open()
    before = set(source.all_uids())

    (tmp_path / "b.eml").rename(tmp_path / "z.eml")
    (tmp_path / "a.eml").write_bytes(b"Subject: a\n\n")
    source.open()

    assert before < set(source.all_uids())
    assert len(source.all_uids()) == 2
    assert all(0 < uid < 2**63 for uid in source.all_uids())


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["Unix line ends", "network line ends"])
def test_an_mbox_is_split_where_messages_begin_and_nowhere_else(tmp_path: Path, newline: bytes) -> None:
    text = (
        b"From a@b.example Tue Jun 30 09:12:00 2026\nSubject: one\n\nFrom here on it is text 2026\n>From quoted\n>>From twice\n\n"
        b"From c@d.example  Tue Jun 30 09:13:00 2026\nSubject: two\n\nx\n"
    )
    (tmp_path / "archive.mbox").write_bytes(text.replace(b"\n", newline))

    found = contents(FilesSource([tmp_path / "archive.mbox"], "finance"))

    assert [raw.replace(b"\r\n", b"\n") for raw in found] == [
        b"Subject: one\n\nFrom here on it is text 2026\nFrom quoted\n>From twice\n",
        b"Subject: two\n\nx\n",
    ]


def test_a_single_file_of_any_name_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(b"\xff\x00 not a message")
    (tmp_path / "empty.eml").write_bytes(b"")

    assert contents(FilesSource([tmp_path / "saved", tmp_path / "empty.eml"], "finance")) == [b"", b"\xff\x00 not a message"]


def test_a_file_that_changes_after_the_listing_is_missing_and_comes_next_time(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"half")
    source = FilesSource([tmp_path], "finance")
    source.open()
    (tmp_path / "a.eml").write_bytes(b"half and the rest")

    assert source.fetch(list(source.list_messages(source.all_uids()).values())) == {}
    assert contents(source) == [b"half and the rest"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file or folder .*nowhere"):
        FilesSource([tmp_path / "nowhere"], "finance").open()


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1751274720.M1P1.mx").write_bytes(b"Subject: new\n\n")
    (tmp_path / "cur" / "1751274721.M2P2.mx,S=14:2,S").write_bytes(b"Subject: cur\n\n")
    (tmp_path / "tmp" / "1751274722.M3P3.mx").write_bytes(b"half wri")
    return tmp_path


def test_a_maildir_keeps_its_uids_when_flags_change(maildir: Path) -> None:
    source = MaildirSource(maildir, "finance")
    source.open()
    before = source.all_uids()

    (maildir / "new" / "1751274720.M1P1.mx").rename(maildir / "cur" / "1751274720.M1P1.mx,S=14:2,RS")

    assert len(source.fetch(list(source.list_messages(before).values()))) == 2
    assert contents(source) == [b"Subject: cur\n\n", b"Subject: new\n\n"]
    assert source.all_uids() == before


def test_what_is_done_is_moved_beside_a_maildir_and_moving_again_is_no_error(maildir: Path) -> None:
    source = MaildirSource(maildir, "finance", processed="Processed")
    source.open()
    uids = source.all_uids()

    source.move(uids)
    source.move(uids)
    source.open()

    assert source.all_uids() == []
    assert len(list((maildir / ".Processed" / "cur").iterdir())) == 2


def test_without_a_folder_for_it_nothing_is_moved(maildir: Path) -> None:
    source = MaildirSource(maildir, "finance")
    source.open()

    source.move(source.all_uids())

    assert len(contents(source)) == 2


def test_a_maildir_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="not a Maildir"):
        MaildirSource(tmp_path, "finance").open()


def test_paths_are_sorted_to_their_sources(maildir: Path, tmp_path: Path) -> None:
    kinds = [type(source) for source in open_paths([maildir, maildir / "new" / "1751274720.M1P1.mx"], "finance")]

    assert kinds == [FilesSource, MaildirSource]
