"""A folder as mail server and as journal: whole files, the same letter once, and no conclusion from what cannot be read."""

from __future__ import annotations

import os

import pytest

from outbound.delivery import Failed, Retry, Sent, Trace
from outbound.files import FolderJournal, FolderSender, MaildirJournal
from outbound.tokens import make_message_id

SENDER = "finance@council.example"
RECIPIENT = "billing@elmcourt.example"


def test_a_letter_is_one_file_however_often_it_is_sent(tmp_path, make_message):
    sender = FolderSender(tmp_path / "out")

    outcomes = [sender.send(make_message(), SENDER, RECIPIENT) for _ in range(3)]

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    (path,) = (tmp_path / "out").iterdir()
    assert path.read_bytes() == make_message()
    assert path.name.startswith("out.12.")


def test_another_letter_under_the_same_message_id_is_refused(tmp_path, make_message, make_rendered):
    sender = FolderSender(tmp_path)
    sender.send(make_message(), SENDER, RECIPIENT)

    outcome = sender.send(make_message(rendered=make_rendered(text="Another text")), SENDER, RECIPIENT)

    assert isinstance(outcome, Failed)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [make_message()]


def test_a_letter_written_in_the_meantime_is_never_replaced(tmp_path, make_message, make_rendered, monkeypatch):
    from outbound import files

    theirs, write = make_message(rendered=make_rendered(text="Written first")), files._write

    def write_late(path, content):
        write(path, content)
        name = path.name.removeprefix(".").partition(".eml")[0]
        (tmp_path / f"{name}.eml").write_bytes(theirs)

    monkeypatch.setattr(files, "_write", write_late)
    outcome = FolderSender(tmp_path).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Failed)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [theirs]


def test_a_letter_without_a_message_id_is_refused(tmp_path):
    outcome = FolderSender(tmp_path).send(b"Subject: x\r\n\r\nMessage-ID: <1@x>\r\n", SENDER, RECIPIENT)

    assert isinstance(outcome, Failed)
    assert list(tmp_path.iterdir()) == []


def test_a_name_from_outside_cannot_leave_the_folder(tmp_path):
    folder = tmp_path / "out"
    FolderSender(folder).send(b"Message-ID: <../../etc/x@y>\r\n\r\nx\r\n", SENDER, RECIPIENT)

    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]


def test_a_disk_that_fails_is_tried_again_and_leaves_no_half_letter(tmp_path, make_message, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    outcome = FolderSender(tmp_path).send(make_message(), SENDER, RECIPIENT)

    assert isinstance(outcome, Retry)
    assert "No space left" in outcome.why
    assert list(tmp_path.iterdir()) == []


def test_the_folder_knows_what_was_sent(tmp_path, make_message, key):
    FolderSender(tmp_path).send(make_message(12), SENDER, RECIPIENT)
    journal = FolderJournal(tmp_path)

    assert journal.find(make_message_id(12, key, "council.example")) is Trace.FOUND
    assert journal.find(make_message_id(13, key, "council.example")) is Trace.NOT_FOUND
    assert FolderJournal(tmp_path / "gone").find("<x@y>") is Trace.UNKNOWN


@pytest.fixture
def maildir(tmp_path):
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    return tmp_path


def test_a_maildir_finds_a_letter_among_others(maildir, make_message, key):
    (maildir / "cur" / "1:2,S").write_bytes(b"Return-Path: <x@y.example>\nSubject: other\n\nMessage-ID: <out.13.x@y>\n")
    (maildir / "new" / "2").write_bytes(b"Return-Path: <x@y.example>\r\n" + make_message(12))
    journal = MaildirJournal(maildir)

    assert journal.find(make_message_id(12, key, "council.example")) is Trace.FOUND
    assert journal.find(make_message_id(13, key, "council.example")) is Trace.NOT_FOUND


def test_a_folded_message_id_is_read(maildir):
    (maildir / "new" / "1").write_bytes(b"MESSAGE-ID:\r\n <a@b.example>\r\nSubject: x\r\n\r\n")

    assert MaildirJournal(maildir).find("<a@b.example>") is Trace.FOUND


def test_what_cannot_be_read_leaves_the_question_open(maildir, tmp_path, monkeypatch):
    (maildir / "new" / "1").write_bytes(b"Message-ID: <a@b.example>\r\n\r\n")
    monkeypatch.setattr("outbound.files._identifier_in", lambda _path: None)

    assert MaildirJournal(maildir).find("<c@d.example>") is Trace.UNKNOWN
    assert MaildirJournal(tmp_path / "gone").find("<c@d.example>") is Trace.UNKNOWN
