from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.backoff import rest_after
from ingest.fetching import PollOptions, plan_batches
from ingest.ledger import GapEnd
from ingest.mailboxes.credentials import Password
from ingest.mailboxes.files import FilesSource
from ingest.mailboxes.imap import ImapServer, ImapSource, Tls
from ingest.mailboxes.source import FolderState, Listed, Throttled
from ingest.poll import poll_mailbox, retry_delay
from models.errors import PermanentError, TransientError
from models.mail import MessageKey
from service.store import FileStore
from tests.servers import faultproxy
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.faultproxy import FaultProxy

NOW = datetime(2026, 6, 30, 9, 12, tzinfo=UTC)
STAND_IN = b'From: "Microsoft Exchange Server"\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 2\r\n\r\nx'


@dataclass
class Clock:
    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **more: float) -> None:
        self.moment += timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@dataclass
class Server:
    """A folder on a server that does what it is told: the failures of real ones, at will."""

    messages: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 7
    uidnext: int | None = None
    mailbox: str = "finance"
    folder: str = "INBOX"
    is_ordered: bool = True
    #: UIDs that are listed and not handed out, not even in pieces, not even listed with a size.
    silent: set[int] = field(default_factory=set)
    silent_in_pieces: set[int] = field(default_factory=set)
    unlisted: set[int] = field(default_factory=set)
    breaking: set[int] = field(default_factory=set)
    moved: dict[int, bytes] = field(default_factory=dict)
    fetches: list[list[int]] = field(default_factory=list)
    is_down: bool = False
    closed: int = 0
    moving_fails: bool = False

    def open(self) -> FolderState:
        if self.is_down:
            raise TransientError("The server is down.")
        return FolderState(self.uidvalidity, self.uidnext or max(self.messages, default=0) + 1)

    def uids_after(self, uid: int) -> Sequence[int]:
        return [known for known in self.all_uids() if known > uid]

    def all_uids(self) -> Sequence[int]:
        return sorted(self.messages)

    def list_messages(self, uids: Sequence[int]) -> Mapping[int, Listed]:
        there = [uid for uid in uids if uid in self.messages and uid not in self.unlisted]
        return {uid: Listed(uid, len(self.messages[uid]), NOW) for uid in there}

    def fetch(self, batch: Sequence[Listed]) -> Mapping[int, bytes]:
        uids = [listed.uid for listed in batch]
        self.fetches.append(uids)
        if self.breaking & set(uids):
            raise TransientError("The connection broke.")
        return {uid: self.messages[uid] for uid in uids if uid not in self.silent}

    def fetch_piecewise(self, uid: int) -> bytes | None:
        return None if uid in self.silent_in_pieces else self.messages[uid]

    def move(self, uids: Sequence[int]) -> None:
        if self.moving_fails:
            raise PermanentError("The server cannot move mail.")
        for uid in uids:
            if uid in self.messages:
                self.moved[uid] = self.messages.pop(uid)

    def close(self) -> None:
        self.closed += 1


def mails(count: int, start: int = 1) -> dict[int, bytes]:
    return {uid: b"Subject: %d\r\n\r\n" % uid for uid in range(start, start + count)}


def sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def test_new_mail_is_stored_recorded_and_not_fetched_again(ledger, store, clock) -> None:
    server = Server(mails(3))

    first = poll_mailbox(server, ledger, store, clock)
    second = poll_mailbox(server, ledger, store, clock)

    assert (first.recorded, second.recorded, first.renumbered) == (3, 0, False)
    assert set(ledger.work) == {sha(raw) for raw in server.messages.values()}
    assert all(store.get(name) for name in ledger.work)
    assert ledger.cursors["finance", "INBOX"].last_uid == 3
    assert server.fetches == [[1, 2, 3]]


def test_bytes_are_durable_before_the_ledger_hears_of_them(ledger, store, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    record = type(ledger).record

    def check(self: Any, batch: Any) -> None:
        assert all(store.holds(seen.sha256) for seen in batch.sightings)
        record(self, batch)

    monkeypatch.setattr(type(ledger), "record", check)

    assert poll_mailbox(Server(mails(5)), ledger, store, clock).recorded == 5


def test_batches_keep_both_limits_and_one_giant_goes_alone() -> None:
    listed = {uid: Listed(uid, size, None) for uid, size in {1: 40, 2: 40, 3: 40, 4: 500, 5: 10, 6: 10, 7: 10, 8: 10}.items()}

    batches = list(plan_batches([1, 2, 3, 4, 5, 6, 7, 8, 9], listed, PollOptions(batch_octets=100, batch_messages=3)))

    assert batches == [[1, 2], [3], [4], [5, 6, 7], [8, 9]]


def test_the_mark_never_passes_a_message_that_is_not_recorded(ledger, store, clock) -> None:
    server = Server(mails(6), silent={2, 6}, unlisted={4})

    report = poll_mailbox(server, ledger, store, clock, PollOptions(batch_messages=2))

    assert (report.recorded, report.gaps_opened, report.open_gaps) == (3, 3, 3)
    assert [key.uid for key in ledger.gaps] == [2, 4, 6]
    assert ledger.cursors["finance", "INBOX"].last_uid == 6


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda server: server.silent.clear(), id="handed out the second time"),
        pytest.param(lambda server: server.silent_in_pieces.clear(), id="handed out in pieces"),
    ],
)
def test_a_gap_is_filled_when_the_server_gives_in(ledger, store, clock, hide: Callable[[Server], None]) -> None:
    server = Server(mails(3), silent={2}, silent_in_pieces={2})
    poll_mailbox(server, ledger, store, clock)
    hide(server)

    too_soon = poll_mailbox(server, ledger, store, clock)
    clock.pass_(minutes=1)
    report = poll_mailbox(server, ledger, store, clock)

    assert (too_soon.gaps_filled, report.gaps_filled, report.open_gaps) == (0, 1, 0)
    assert ledger.ended == {MessageKey("finance", "INBOX", 7, 2): GapEnd.FILLED}
    assert sha(server.messages[2]) in ledger.work


def test_a_gap_waits_longer_each_time_and_is_never_given_up(ledger, store, clock) -> None:
    server = Server(mails(1), silent={1}, silent_in_pieces={1})
    waits = []
    poll_mailbox(server, ledger, store, clock)
    for _ in range(12):
        (gap,) = ledger.gaps.values()
        waits.append(gap.next_try_at - clock())
        clock.moment = gap.next_try_at
        assert poll_mailbox(server, ledger, store, clock).open_gaps == 1

    assert waits[:4] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits == sorted(waits)
    assert waits[-1] == retry_delay(10_000) == timedelta(hours=6)


def test_a_gap_that_somebody_deleted_is_closed(ledger, store, clock) -> None:
    server = Server(mails(3), silent={2}, silent_in_pieces={2})
    poll_mailbox(server, ledger, store, clock)
    del server.messages[2]
    clock.pass_(minutes=1)

    report = poll_mailbox(server, ledger, store, clock)

    assert (report.gaps_expunged, report.open_gaps) == (1, 0)
    assert ledger.ended == {MessageKey("finance", "INBOX", 7, 2): GapEnd.EXPUNGED}


def test_exchanges_stand_in_is_not_the_message(ledger, store, clock) -> None:
    server = Server({1: STAND_IN})
    poll_mailbox(server, ledger, store, clock)
    assert (len(ledger.gaps), len(ledger.work)) == (1, 0)

    server.messages[1] = b"Subject: the invoice\r\n\r\nRetrieval using the IMAP4 protocol failed for the following message"
    clock.pass_(minutes=1)

    assert poll_mailbox(server, ledger, store, clock).gaps_filled == 1


def test_a_message_over_the_limit_stays_on_the_server_and_is_told_of(ledger, store, clock) -> None:
    server = Server({1: b"x" * 100, 2: b"y"})

    report = poll_mailbox(server, ledger, store, clock, PollOptions(largest=50))
    (gap,) = ledger.gaps.values()

    assert (report.recorded, report.open_gaps, server.fetches) == (1, 1, [[2]])
    assert "more than the limit" in gap.reason
    clock.pass_(minutes=1)
    assert poll_mailbox(server, ledger, store, clock, PollOptions(largest=200)).gaps_filled == 1


def test_a_message_that_breaks_the_connection_stops_no_other(ledger, store, clock) -> None:
    server = Server(mails(4), breaking={2})

    report = poll_mailbox(server, ledger, store, clock)

    assert (report.recorded, report.gaps_opened) == (3, 1)
    assert [key.uid for key in ledger.gaps] == [2]


def test_a_server_that_is_down_raises_and_leaves_no_gaps(ledger, store, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(mails(4), breaking={1, 2, 3, 4})
    opened = iter([server.open()])
    monkeypatch.setattr(server, "open", lambda: next(opened, None) or _down())

    with pytest.raises(TransientError, match="is down"):
        poll_mailbox(server, ledger, store, clock)

    assert not ledger.gaps
    assert server.closed == 1


def _down() -> FolderState:
    raise TransientError("The server is down.")


def test_a_pause_that_is_asked_for_ends_the_poll_at_once(ledger, store, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(mails(4))

    def throttle(_batch: Sequence[Listed]) -> Mapping[int, bytes]:
        raise Throttled("Wait.", timedelta(seconds=300))

    monkeypatch.setattr(server, "fetch", throttle)

    with pytest.raises(Throttled):
        poll_mailbox(server, ledger, store, clock)

    assert (len(ledger.work), len(ledger.gaps)) == (0, 0)


def test_new_numbers_give_new_sightings_and_no_new_work(ledger, store, clock) -> None:
    server = Server(mails(3))
    poll_mailbox(server, ledger, store, clock)
    server.uidvalidity, server.messages = 8, {uid + 100: raw for uid, raw in server.messages.items()}

    report = poll_mailbox(server, ledger, store, clock)

    assert (report.renumbered, report.recorded) == (True, 3)
    assert (len(ledger.sightings), len(ledger.work)) == (6, 3)


def test_a_folder_restored_from_a_back_up_hides_no_new_mail(ledger, store, clock) -> None:
    server = Server(mails(5))
    poll_mailbox(server, ledger, store, clock)
    # The back-up knows three messages; then a new one gets the old number 4.
    server.messages = {**mails(3), 4: b"Subject: another four\r\n\r\n"}

    report = poll_mailbox(server, ledger, store, clock)

    assert report.renumbered
    assert sha(b"Subject: another four\r\n\r\n") in ledger.work
    assert len(ledger.work) == 6
    assert poll_mailbox(server, ledger, store, clock).recorded == 0


def test_the_nightly_comparison_finds_what_polling_missed(ledger, store, clock) -> None:
    server = Server(mails(5))
    late = server.messages.pop(2)
    poll_mailbox(server, ledger, store, clock)
    # Some clusters show a message after one with a higher number.
    server.messages[2] = late
    assert poll_mailbox(server, ledger, store, clock).recorded == 0

    report = poll_mailbox(server, ledger, store, clock, PollOptions(reconcile=True))

    assert (report.missed, report.recorded, ledger.reconciled) == (1, 1, 1)
    assert poll_mailbox(server, ledger, store, clock, PollOptions(reconcile=True)).missed == 0


def test_recorded_mail_is_moved_last_and_failing_to_move_fails_nothing(ledger, store, clock) -> None:
    server = Server(mails(3), silent={2}, silent_in_pieces={2}, moving_fails=True)

    failed = poll_mailbox(server, ledger, store, clock, PollOptions(move=True))
    server.moving_fails = False
    moved = poll_mailbox(server, ledger, store, clock, PollOptions(move=True))

    assert (failed.recorded, failed.moved, failed.problem) == (2, 0, "The server cannot move mail.")
    assert (moved.moved, list(server.moved), list(server.messages)) == (2, [1, 3], [2])
    assert poll_mailbox(server, ledger, store, clock, PollOptions(move=True)).moved == 0


def test_the_same_mail_in_two_mailboxes_is_one_piece_of_work(ledger, store, clock) -> None:
    poll_mailbox(Server(mails(2)), ledger, store, clock)
    poll_mailbox(Server(mails(2), mailbox="care"), ledger, store, clock)

    assert (len(ledger.sightings), len(ledger.work)) == (4, 2)


def test_files_given_twice_change_nothing(tmp_path: Path, ledger, store, clock) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "b.eml").write_bytes(b"Subject: b\n\n")
    assert poll_mailbox(FilesSource([folder], "finance"), ledger, store, clock).recorded == 1

    (folder / "a.eml").write_bytes(b"Subject: a\n\n")
    (folder / "copy of b.eml").write_bytes(b"Subject: b\n\n")

    assert poll_mailbox(FilesSource([folder], "finance"), ledger, store, clock).recorded == 1
    assert poll_mailbox(FilesSource([folder], "finance"), ledger, store, clock).recorded == 0
    assert len(ledger.work) == 2


def test_an_empty_file_is_a_message_too(tmp_path: Path, ledger, store, clock) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")

    report = poll_mailbox(FilesSource([tmp_path / "empty.eml"], "finance"), ledger, store, clock)

    assert (report.recorded, report.open_gaps) == (1, 0)


def test_progress_is_told(ledger, store, clock) -> None:
    told: list[tuple[int, int]] = []

    poll_mailbox(
        Server(mails(5)), ledger, store, clock, PollOptions(batch_messages=2), lambda done, of: told.append((done, of))
    )

    assert told == [(2, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize(
    ("failures", "why", "least", "most"),
    [
        (1, TransientError("x"), 1, 10),
        (50, TransientError("x"), 1, 900),
        (50, PermanentError("x"), 1, 3600),
        (1, Throttled("x", timedelta(seconds=299.91)), 299.91, 299.91),
    ],
)
def test_rests_grow_and_obey_the_server(failures: int, why: Exception, least: float, most: float) -> None:
    assert rest_after(failures, why, lambda: 0.0).total_seconds() == pytest.approx(least)
    assert rest_after(failures, why, lambda: 1.0).total_seconds() == pytest.approx(most)


class PowerCut(BaseException):
    """The plug is pulled."""


@dataclass
class Fuse:
    """Cuts the power before or after the n-th step."""

    at: int
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise PowerCut

    def wrap(self, thing: Any) -> Any:
        return Wired(thing, self)


class Wired:
    """Passes on what is asked, with a chance of a power cut before and after."""

    def __init__(self, thing: Any, fuse: Fuse) -> None:
        self._thing = thing
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if not callable(found):
            return found

        def call(*given: Any) -> Any:
            self._fuse.step()
            answer = found(*given)
            self._fuse.step()
            return answer

        return call


def run_with_cut(at: int, source: Any, ledger: Any, store: FileStore, clock: Clock, options: PollOptions) -> bool:
    """Poll with the power cut at one step, then poll until all is quiet; False when the cut came after the end."""
    fuse = Fuse(at)
    try:
        poll_mailbox(fuse.wrap(source), fuse.wrap(ledger), fuse.wrap(store), clock, options)
        was_cut = False
    except PowerCut:
        was_cut = True
    for _ in range(3):
        clock.pass_(minutes=10)
        report = poll_mailbox(source, ledger, store, clock, options)
    assert report.open_gaps == 0
    return was_cut


def test_a_power_cut_at_any_step_loses_and_doubles_nothing(tmp_path: Path, make_ledger) -> None:
    at = 0
    was_cut = True
    while was_cut:
        at += 1
        server, ledger = Server(mails(5), silent={3}), make_ledger()
        sent = dict(server.messages)

        was_cut = run_with_cut(
            at, server, ledger, FileStore(tmp_path / str(at)), Clock(), PollOptions(batch_messages=2, move=True)
        )

        assert {key.uid: seen.sha256 for key, seen in ledger.sightings.items()} == {uid: sha(raw) for uid, raw in sent.items()}
        assert (server.moved, server.messages) == (sent, {})
        store = FileStore(tmp_path / str(at))
        assert all(store.get(sha(raw)) == raw for raw in sent.values())
    assert at > 30


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[FaultProxy]:
    with faultproxy.running(dovecot.host, dovecot.port) as proxy:
        yield proxy


def imap(dovecot: Dovecot, user: str, port: int | None = None, **more: Any) -> ImapSource:
    return ImapSource("finance", ImapServer(dovecot.host, port or dovecot.port, Tls.NONE), Password(user, PASSWORD), **more)


@pytest.mark.servers
def test_a_real_server_and_a_power_cut_at_any_step(dovecot: Dovecot, user: str, tmp_path: Path, make_ledger) -> None:
    sent = [b"Subject: %d\r\n\r\n" % number for number in range(3)]
    at = 0
    was_cut = True
    while was_cut:
        at += 1
        name, ledger, source = f"{user}-{at}", make_ledger(), imap(dovecot, f"{user}-{at}", processed="Processed")
        dovecot.append(name, *sent)

        was_cut = run_with_cut(
            at, source, ledger, FileStore(tmp_path / str(at)), Clock(), PollOptions(batch_messages=2, move=True)
        )
        source.close()

        assert sorted(seen.sha256 for seen in ledger.sightings.values()) == sorted(sha(raw) for raw in sent)
        assert (dovecot.count(name), dovecot.count(name, "Processed")) == (0, 3)
    assert at > 20


@pytest.mark.servers
def test_a_real_server_that_renumbers_makes_no_new_work(dovecot: Dovecot, user: str, ledger, store, clock) -> None:
    dovecot.append(user, *(b"Subject: %d\r\n\r\n" % number for number in range(5)))
    source = imap(dovecot, user)
    poll_mailbox(source, ledger, store, clock)
    source.close()
    dovecot.renumber(user)

    report = poll_mailbox(source, ledger, store, clock)
    source.close()

    assert (report.renumbered, report.recorded) == (True, 5)
    assert (len(ledger.sightings), len(ledger.work)) == (10, 5)
    assert len(set(ledger.epochs)) == 2


@pytest.mark.servers
def test_a_real_server_with_gaps_as_exchange_has_them(
    dovecot: Dovecot, user: str, proxy: FaultProxy, ledger, store, clock
) -> None:
    dovecot.append(user, *(b"Subject: %d\r\n\r\n" % number for number in range(1, 6)), STAND_IN)
    proxy.faults.silent, proxy.faults.silent_in_pieces = {2, 4, 5}, {4, 5}
    source = imap(dovecot, user, proxy.port)

    first = poll_mailbox(source, ledger, store, clock)
    dovecot.expunge(user, 5)
    clock.pass_(minutes=1)
    second = poll_mailbox(source, ledger, store, clock)
    source.close()

    assert (first.recorded, first.open_gaps) == (2, 4)
    assert (second.gaps_filled, second.gaps_expunged, second.open_gaps) == (1, 1, 2)
    assert [key.uid for key in ledger.gaps] == [4, 6]


@pytest.mark.servers
@pytest.mark.parametrize("octets", [300, 1500, 4000, 12_000])
def test_a_real_server_behind_a_line_that_breaks(
    dovecot: Dovecot, user: str, proxy: FaultProxy, ledger, store, clock, octets: int
) -> None:
    sent = [b"Subject: %d\r\n\r\n" % number + b"x" * 900 for number in range(10)]
    dovecot.append(user, *sent)
    proxy.faults.cut_after = octets

    for _ in range(40):
        if len(ledger.work) == len(sent) and not ledger.gaps:
            break
        clock.pass_(minutes=10)
        source = imap(dovecot, user, proxy.port)
        try:
            poll_mailbox(source, ledger, store, clock, PollOptions(batch_messages=3))
        except TransientError:
            proxy.faults.cut_after = (proxy.faults.cut_after or 0) + 500
        finally:
            source.close()

    assert set(ledger.work) == {sha(raw) for raw in sent}
    assert (len(ledger.sightings), ledger.gaps) == (10, {})


@pytest.mark.servers
def test_mail_that_comes_by_lmtp_has_its_envelope(dovecot: Dovecot, user: str, make_mail, ledger, store, clock) -> None:
    from ingest.mime import parse_message

    dovecot.deliver(user, make_mail(), sender="bounces@elm.example")
    source = imap(dovecot, user)
    poll_mailbox(source, ledger, store, clock)
    source.close()

    (name,) = ledger.work
    parsed = parse_message(store.get(name))

    assert parsed.return_path == "bounces@elm.example"
    assert parsed.delivered_to == (user,)
    assert parsed.received_at is not None
    assert abs(parsed.received_at - datetime.now(UTC)) < timedelta(minutes=2)
