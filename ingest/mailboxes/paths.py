"""From paths that a person gives to the sources that read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.mailboxes.files import FilesSource, is_maildir
from ingest.mailboxes.maildir import MaildirSource
from ingest.mailboxes.source import MailSource


def open_paths(paths: Sequence[Path], mailbox: str) -> list[MailSource]:
    """Return sources for files, folders of files, mbox files and Maildirs: each Maildir its own, all the rest together."""
    maildirs = [path for path in paths if is_maildir(path)]
    files = [path for path in paths if path not in maildirs]
    found: list[MailSource] = [MaildirSource(path, mailbox) for path in maildirs]
    return [FilesSource(files, mailbox), *found] if files else found
