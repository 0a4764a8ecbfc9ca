"""Poll a mailbox on a real Dovecot into the store and an SQLite ledger, every byte synced: messages a second, and idle cost.

    python benchmarks/mail_poll.py --messages 5000

With mbsync on the PATH the same mailbox is read by it too, synced to disk, for comparison.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from ingest.mailboxes.credentials import Password
from ingest.mailboxes.imap import ImapServer, ImapSource, Tls
from ingest.poll import PollReport, poll_mailbox
from service import migrate
from service.database import Database
from service.jobs.bell import Silent
from service.ledger import DatabaseLedger
from service.store import FileStore
from tests.servers.dovecot import PASSWORD, Dovecot, running

USER = "bench"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with running() as server, tempfile.TemporaryDirectory() as folder:
        octets = fill(server, given.messages, random.Random(given.seed))
        print(f"{given.messages} messages, {octets / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}")
        poll(server, Path(folder))
        compare(server, Path(folder) / "mbsync")
    return 0


def fill(server: Dovecot, count: int, draw: random.Random) -> int:
    """Write messages straight into the Maildir: a third with a file of 50 to 300 kB."""
    server.append(USER, b"Subject: first\r\n\r\n")
    new = server.maildir(USER) / "new"
    owner = new.stat()
    total = 0
    for number in range(count - 1):
        size = draw.randrange(50_000, 300_000) if number % 3 == 0 else draw.randrange(1_000, 20_000)
        raw = b"From: x@elm.example\nSubject: %d\n\n" % number + draw.randbytes(size).hex().encode()[:size] + b"\n"
        path = new / f"1751274720.M{number}P1.bench"
        path.write_bytes(raw)
        os.chown(path, owner.st_uid, owner.st_gid)
        total += len(raw)
    return total


def poll(server: Dovecot, folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/afstem.db")
    migrate.upgrade(database)
    source = ImapSource("bench", ImapServer(server.host, server.port, Tls.NONE), Password(USER, PASSWORD))
    ledger, store = DatabaseLedger(database, Silent()), FileStore(folder / "blobs")

    def once() -> PollReport:
        return poll_mailbox(source, ledger, store, lambda: datetime.now(UTC))

    began, cpu = time.perf_counter(), time.process_time()
    report = once()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"poll: {report.recorded} in {seconds:.1f} s, {report.recorded / seconds:.0f} a second, {cpu:.1f} s CPU, peak {peak} MB, {report.open_gaps} gaps"
    )
    idle = []
    for _ in range(20):
        began = time.perf_counter()
        once()
        idle.append(time.perf_counter() - began)
    print(f"idle poll on the kept connection: median {sorted(idle)[10] * 1000:.1f} ms")
    source.close()
    database.dispose()


def compare(server: Dovecot, folder: Path) -> None:
    program = shutil.which("mbsync")
    if program is None:
        print("mbsync is not on the PATH; no comparison (Debian: isync).")
        return
    folder.mkdir()
    (folder / "rc").write_text(
        f"IMAPStore far\nHost {server.host}\nPort {server.port}\nUser {USER}\nPass {PASSWORD}\nSSLType None\nAuthMechs LOGIN\n\n"
        f"MaildirStore near\nPath {folder}/mail/\nInbox {folder}/inbox\n\n"
        f"Channel all\nFar :far:\nNear :near:\nCreate Near\nSync Pull\nSyncState *\nFSync yes\n"
    )
    (folder / "mail").mkdir()
    began = time.perf_counter()
    subprocess.run([program, "-c", str(folder / "rc"), "all"], check=True, capture_output=True)
    seconds = time.perf_counter() - began
    count = sum(1 for place in ("cur", "new") for _ in (folder / "inbox" / place).iterdir())
    print(f"mbsync, synced: {count} in {seconds:.1f} s, {count / seconds:.0f} a second")


if __name__ == "__main__":
    sys.exit(main())
