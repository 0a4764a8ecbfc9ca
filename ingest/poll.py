"""Mailbox → ledger: what is there and not recorded is fetched, stored, recorded; only then may it be moved.

Nothing is lost: the high-water mark moves beyond a UID in the very commit that holds it, as a sighting whose bytes are on
disk or as a gap that is tried again. Nothing comes twice: keys are unique, and every step may be repeated with the same result. The
server's flags are never read or set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.fetching import PollOptions, fetch_patiently, is_stand_in, plan_batches
from ingest.ledger import BlobStore, Cursor, FetchedBatch, Gap, GapEnd, Ledger, Sighting
from ingest.mailboxes.source import FolderState, Listed, MailSource
from models.errors import AfstemError
from models.mail import MessageKey

_LISTING = 1_000
_FIRST_RETRY = timedelta(minutes=1)
_LAST_RETRY = timedelta(hours=6)


@dataclass(slots=True)
class PollReport:
    """What one poll did. `open_gaps` are messages that are on the server and not with us yet."""

    mailbox: str
    folder: str
    recorded: int = 0
    octets: int = 0
    gaps_opened: int = 0
    gaps_filled: int = 0
    gaps_expunged: int = 0
    open_gaps: int = 0
    moved: int = 0
    #: The server gave the folder new numbers, or its numbers went backwards; everything was listed again.
    renumbered: bool = False
    #: Messages that the comparison found and polling had not: there should be none.
    missed: int = 0
    #: What went wrong after everything was recorded: moving is not worth failing for.
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Poll:
    """What one poll works with."""

    source: MailSource
    ledger: Ledger
    store: BlobStore
    now: Callable[[], datetime]
    options: PollOptions
    progress: Callable[[int, int], None]


def poll_mailbox(
    source: MailSource,
    ledger: Ledger,
    store: BlobStore,
    now: Callable[[], datetime],
    options: PollOptions | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> PollReport:
    """Record everything new in one folder. Raises TransientError or PermanentError; what was recorded until then stays.

    `progress` is told how many messages of how many are done. The caller holds the mailbox's lease: two polls of one
    folder at once harm nothing, but fetch everything twice.
    """
    poll = _Poll(source, ledger, store, now, options or PollOptions(), progress)
    report = PollReport(source.mailbox, source.folder)
    try:
        state = source.open()
        cursor = _find_cursor(poll, state, report)
        cursor = _take(poll, cursor, _new_uids(poll, cursor), report)
        _retry_gaps(poll, cursor, report)
        if poll.options.reconcile:
            _reconcile(poll, cursor, report)
        if poll.options.move:
            _move(poll, cursor, report)
    except BaseException:
        # Whatever happened, the connection may be in the middle of an answer.
        source.close()
        raise
    report.open_gaps = len(poll.ledger.open_gaps(source.mailbox, source.folder, cursor.uidvalidity))
    return report


def _find_cursor(poll: _Poll, state: FolderState, report: PollReport) -> Cursor:
    source = poll.source
    cursor = poll.ledger.cursor(source.mailbox, source.folder)
    # A folder restored from a back-up may keep its UIDVALIDITY and give UIDs that we know to new mail.
    went_back = cursor is not None and source.is_ordered and state.uidnext <= cursor.last_uid
    if cursor is not None and cursor.uidvalidity == state.uidvalidity and not went_back:
        return cursor
    report.renumbered = cursor is not None
    return poll.ledger.begin_epoch(source.mailbox, source.folder, state.uidvalidity, poll.now())


def _new_uids(poll: _Poll, cursor: Cursor) -> Sequence[int]:
    if poll.source.is_ordered:
        return poll.source.uids_after(cursor.last_uid)
    known = poll.ledger.known_uids(poll.source.mailbox, poll.source.folder, cursor.uidvalidity)
    return [uid for uid in poll.source.all_uids() if uid not in known]


def _take(poll: _Poll, cursor: Cursor, uids: Sequence[int], report: PollReport) -> Cursor:
    """Fetch, store and record UIDs in ascending order, batch by batch, and return the moved mark."""
    done = 0
    for start in range(0, len(uids), _LISTING):
        chunk = uids[start : start + _LISTING]
        listed = poll.source.list_messages(chunk)
        for batch in plan_batches(chunk, listed, poll.options):
            mark = max(cursor.last_uid, batch[-1]) if poll.source.is_ordered else cursor.last_uid
            cursor = replace(cursor, last_uid=mark)
            _take_batch(poll, cursor, batch, listed, report)
            done += len(batch)
            poll.progress(done, len(uids))
    return cursor


def _take_batch(poll: _Poll, cursor: Cursor, uids: Sequence[int], listed: Mapping[int, Listed], report: PollReport) -> None:
    wanted = [listed[uid] for uid in uids if uid in listed and listed[uid].size <= poll.options.largest]
    fetched = {uid: raw for uid, raw in fetch_patiently(poll.source, wanted).items() if not is_stand_in(raw)}
    sightings = _store(poll, cursor, fetched, listed)
    gaps = tuple(_gap(poll, cursor, uid, listed.get(uid)) for uid in uids if uid not in fetched)
    place = (poll.source.mailbox, poll.source.folder, cursor.uidvalidity)
    poll.ledger.record(FetchedBatch(*place, sightings, gaps, cursor.last_uid, poll.now()))
    report.recorded += len(sightings)
    report.octets += sum(seen.size for seen in sightings)
    report.gaps_opened += len(gaps)


def _store(poll: _Poll, cursor: Cursor, fetched: Mapping[int, bytes], listed: Mapping[int, Listed]) -> tuple[Sighting, ...]:
    """Make the bytes durable. This comes before any commit that speaks of them."""
    uids = [uid for uid in listed if uid in fetched] + [uid for uid in fetched if uid not in listed]
    names = poll.store.put_many([fetched[uid] for uid in uids]) if uids else []
    return tuple(
        Sighting(_key(poll, cursor, uid), name, len(fetched[uid]), listed[uid].internal_date if uid in listed else None)
        for uid, name in zip(uids, names, strict=True)
    )


def _key(poll: _Poll, cursor: Cursor, uid: int) -> MessageKey:
    return MessageKey(poll.source.mailbox, poll.source.folder, cursor.uidvalidity, uid)


def _gap(poll: _Poll, cursor: Cursor, uid: int, listed: Listed | None) -> Gap:
    reason = "the server listed it and handed nothing out"
    if listed is not None and listed.size > poll.options.largest:
        reason = f"it has {listed.size // 1024 // 1024} MB, more than the limit; raise the limit or save it by hand"
    return Gap(_key(poll, cursor, uid), 1, poll.now() + _FIRST_RETRY, reason)


def retry_delay(tries: int) -> timedelta:
    """Return how long a gap waits after this many tries: a minute, doubled each time, at most six hours."""
    return min(_FIRST_RETRY * (1 << min(max(tries - 1, 0), 20)), _LAST_RETRY)


def _retry_gaps(poll: _Poll, cursor: Cursor, report: PollReport) -> None:
    now = poll.now()
    gaps = poll.ledger.open_gaps(poll.source.mailbox, poll.source.folder, cursor.uidvalidity)
    due = [gap for gap in gaps if gap.next_try_at <= now]
    if not due:
        return
    present = set(poll.source.all_uids())
    for gap in due:
        if gap.key.uid not in present:
            poll.ledger.settle_gap(gap.key, GapEnd.EXPUNGED, None, poll.now())
            report.gaps_expunged += 1
        else:
            _retry_gap(poll, cursor, gap, report)


def _retry_gap(poll: _Poll, cursor: Cursor, gap: Gap, report: PollReport) -> None:
    uid = gap.key.uid
    listed = poll.source.list_messages([uid])
    too_large = uid in listed and listed[uid].size > poll.options.largest
    raw = None if too_large else _fetch_hard(poll.source, uid, listed)
    if raw is None:
        tries = gap.tries + 1
        poll.ledger.postpone_gap(replace(gap, tries=tries, next_try_at=poll.now() + retry_delay(tries)))
        return
    (sighting,) = _store(poll, cursor, {uid: raw}, listed)
    poll.ledger.settle_gap(gap.key, GapEnd.FILLED, sighting, poll.now())
    report.gaps_filled += 1
    report.octets += len(raw)


def _fetch_hard(source: MailSource, uid: int, listed: Mapping[int, Listed]) -> bytes | None:
    raw = source.fetch([listed[uid]]).get(uid) if uid in listed else None
    if raw is None or is_stand_in(raw):
        raw = source.fetch_piecewise(uid)
    return None if raw is None or is_stand_in(raw) else raw


def _reconcile(poll: _Poll, cursor: Cursor, report: PollReport) -> None:
    """Compare the whole folder with the ledger and take what is missing there."""
    source = poll.source
    known = poll.ledger.known_uids(source.mailbox, source.folder, cursor.uidvalidity)
    missing = [uid for uid in source.all_uids() if uid not in known]
    report.missed = sum(uid <= cursor.last_uid for uid in missing)
    _take(poll, cursor, missing, report)
    poll.ledger.mark_reconciled(source.mailbox, source.folder, cursor.uidvalidity, poll.now())


def _move(poll: _Poll, cursor: Cursor, report: PollReport) -> None:
    """Move what is recorded. A crash in between moves again; what is gone already is no error."""
    source = poll.source
    place = (source.mailbox, source.folder, cursor.uidvalidity)
    uids = poll.ledger.unmoved(*place)
    try:
        for start in range(0, len(uids), _LISTING):
            chunk = uids[start : start + _LISTING]
            source.move(chunk)
            poll.ledger.mark_moved(*place, chunk, poll.now())
            report.moved += len(chunk)
    except AfstemError as why:
        report.problem = str(why)
        source.close()
