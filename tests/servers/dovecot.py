"""A real Dovecot of our own for the tests: any user name is a mailbox, every password but the right one is refused."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.servers.smtp import free_port, make_certificate

HINT = "Dovecot is not installed. As root: apt-get install --no-install-recommends dovecot-imapd dovecot-lmtpd"
PASSWORD = "secret"

# Dovecot 2.3's names; version 2.4 renamed most of them. Braces stand on lines of their own: 2.3 wants that.
_SETTINGS = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{folder}/localhost.crt
ssl_key = <{folder}/localhost.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 50
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  # Without it, one refused login slows the next ones from the same address.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server."""

    folder: Path
    port: int
    tls_port: int
    lmtp_port: int
    certificate: Path
    host: str = "127.0.0.1"

    def maildir(self, user: str) -> Path:
        """Return where a user's mail lies on disk."""
        return self.folder / "home" / user / "Maildir"

    @contextmanager
    def client(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Yield a connection that is logged in, to look at a mailbox from outside or to change it."""
        with imaplib.IMAP4(self.host, self.port) as client:
            client.login(user, PASSWORD)
            yield client

    def append(self, user: str, *messages: bytes, folder: str = "INBOX") -> None:
        """Put messages into a folder as a mail program would."""
        with self.client(user) as client:
            for raw in messages:
                done, why = client.append(folder, "", imaplib.Time2Internaldate(time.time()), raw)
                assert done == "OK", why

    def deliver(self, user: str, raw: bytes, sender: str = "x@elm.example") -> None:
        """Hand a message over as a mail server would: it gets Return-Path, Delivered-To and Received."""
        with smtplib.LMTP(self.host, self.lmtp_port) as client:
            client.sendmail(sender, [user], raw)

    def count(self, user: str, folder: str = "INBOX") -> int:
        """Return how many messages are in a folder; nothing when there is no such folder."""
        with self.client(user) as client:
            done, found = client.select(f'"{folder}"', readonly=True)
            return int(found[0] or 0) if done == "OK" else 0

    def flags(self, user: str) -> list[bytes]:
        """Return the flags of each message in the inbox, as the server says them."""
        with self.client(user) as client:
            client.select("INBOX", readonly=True)
            return [line for line in client.fetch("1:*", "(FLAGS)")[1] if isinstance(line, bytes)]

    def expunge(self, user: str, *uids: int) -> None:
        """Remove messages as a person would."""
        with self.client(user) as client:
            client.select("INBOX")
            client.uid("STORE", ",".join(map(str, uids)), "+FLAGS", r"(\Deleted)")
            client.expunge()

    def renumber(self, user: str) -> None:
        """Make the server give the inbox a new UIDVALIDITY and new UIDs, as a repaired or moved mailbox gets."""
        # The new UIDVALIDITY is the second in which the index is made again.
        time.sleep(1.1)
        for index in self.maildir(user).glob("dovecot*"):
            index.unlink()


def find_server() -> str | None:
    """Return the program, which lies where ordinary users do not look."""
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def running() -> Iterator[Dovecot]:
    """Run a server in a folder of its own, as root or as an ordinary user."""
    program = find_server()
    if program is None:
        raise RuntimeError(HINT)
    # Not below pytest's own folder: each new run of pytest closes that to the user who keeps the mail.
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        yield from _run(program, Path(folder))


def _run(program: str, folder: Path) -> Iterator[Dovecot]:
    certificate, _ = make_certificate(folder)
    server = Dovecot(folder, free_port(), free_port(), free_port(), certificate)
    settings = folder / "dovecot.conf"
    settings.write_text(_SETTINGS.format(**_facts(server)))
    process = subprocess.Popen([program, "-F", "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def _facts(server: Dovecot) -> dict[str, object]:
    """Return what the settings name. The server refuses to log people in as root; Debian's package brings users for that."""
    folder = server.folder
    home = folder / "home"
    home.mkdir(exist_ok=True)
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    if os.geteuid() == 0:
        os.chown(home, owner.pw_uid, owner.pw_gid)
        folder.chmod(0o711)
    own = owner.pw_name
    return {
        "folder": folder,
        "internal": "dovecot" if os.geteuid() == 0 else own,
        "login": "dovenull" if os.geteuid() == 0 else own,
        "group": "dovecot" if os.geteuid() == 0 else grp.getgrgid(owner.pw_gid).gr_name,
        "password": PASSWORD,
        "uid": owner.pw_uid,
        "gid": owner.pw_gid,
        "port": server.port,
        "tls_port": server.tls_port,
        "lmtp_port": server.lmtp_port,
    }


def _wait(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection((server.host, server.port), timeout=1) as probe:
            if probe.recv(10).startswith(b"* OK"):
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    log = server.folder / "dovecot.log"
    raise RuntimeError(f"Dovecot did not start: {log.read_text()[-2000:] if log.exists() else 'it wrote no log'}")
