"""How messages are asked for: how many at once, and how to go on when one of them cannot be had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.mailboxes.source import Listed, MailSource, Throttled
from models.errors import TransientError

#: Exchange hands this out in place of a message that it cannot convert.
_STAND_IN = re.compile(
    rb"^subject:[ \t]*retrieval using the imap4 protocol failed for the following message", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class PollOptions:
    """How much at once, and what else to do."""

    batch_octets: int = 8 * 1024 * 1024
    batch_messages: int = 200
    #: A larger message is not fetched; it stays on the server as a gap that staff are told of.
    largest: int = 150 * 1024 * 1024
    #: Move recorded messages to the source's folder for what is done.
    move: bool = False
    #: Compare the whole folder with the ledger. Cheap; meant for once a night.
    reconcile: bool = False


def plan_batches(uids: Sequence[int], listed: Mapping[int, Listed], options: PollOptions) -> Iterator[list[int]]:
    """Yield the UIDs in order, in batches that stay under both limits; one message over the limit is a batch of its own."""
    batch: list[int] = []
    octets = 0
    for uid in uids:
        size = listed[uid].size if uid in listed and listed[uid].size <= options.largest else 0
        if batch and (octets + size > options.batch_octets or len(batch) >= options.batch_messages):
            yield batch
            batch, octets = [], 0
        batch.append(uid)
        octets += size
    if batch:
        yield batch


def fetch_patiently(source: MailSource, wanted: Sequence[Listed]) -> dict[int, bytes]:
    """Return what can be fetched. A message that breaks the connection each time is missing, so that it stops no other.

    When the batch breaks the connection, its messages are asked for one by one, each twice. A server that cannot be
    reached again meanwhile is down: that error is raised.
    """
    if not wanted:
        return {}
    try:
        return dict(source.fetch(wanted))
    except Throttled:
        raise
    except TransientError:
        source.open()
    found: dict[int, bytes] = {}
    for listed in wanted:
        for _ in range(2):
            try:
                found.update(source.fetch([listed]))
                break
            except Throttled:
                raise
            except TransientError:
                source.open()
    return found


def is_stand_in(raw: bytes) -> bool:
    r"""Tell whether a message is what Exchange hands out in place of one that it cannot convert.

    >>> is_stand_in(b"Subject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n\r\n")
    True
    """
    return bool(_STAND_IN.search(raw[:4000].partition(b"\r\n\r\n")[0]))
