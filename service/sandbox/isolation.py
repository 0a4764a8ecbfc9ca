"""What a child gives up before it looks at foreign bytes: the network, files, memory, privileges.

Everything is done by the child to itself, at its very start, and cannot be taken back (`unshare(2)`, `landlock(7)`,
`setrlimit(2)`, `prctl(2)`). Where the system does not allow a step, the child says so and the rest still holds.
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
from dataclasses import dataclass
from pathlib import Path

from service.sandbox.landlock import Folders, confine

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CLONE_NEWIPC = 0x08000000
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522
MOST_OPEN_FILES = 256
#: Threads and processes of the same user on the machine count too, so the room is on top of what runs already.
MORE_PROCESSES = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use."""

    memory_bytes: int = 2**30
    file_bytes: int = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Mode:
    """How far a child is cut off, for `doctor` and `/readyz`."""

    #: "none" when the child has no network of its own, "shared" when the system did not allow to cut it off.
    network: str
    #: "landlock" when the child sees only programs and libraries, "shared" when it sees what the service sees.
    files: str
    memory_bytes: int


def isolate(limits: Limits, folders: Folders) -> Mode:
    """Give up everything that reading a document does not need. Call before any thread is started."""
    libc = ctypes.CDLL(None, use_errno=True)
    _cut_network(libc)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    confined = confine(libc, folders)
    _drop_capabilities(libc)
    _set_limits(limits)
    return Mode("none" if not has_network() else "shared", "landlock" if confined else "shared", limits.memory_bytes)


def has_network() -> bool:
    """Whether this process sees any network interface but its own loopback that is down."""
    names = [name for _, name in socket.if_nameindex()]
    if any(name != "lo" for name in names):
        return True
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", 9))
    except OSError:
        return False
    return True


def _cut_network(libc: ctypes.CDLL) -> None:
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0:
        _map_ids(uid, gid)
    elif uid == 0:
        libc.unshare(_CLONE_NEWNET | _CLONE_NEWIPC)


def _map_ids(uid: int, gid: int) -> None:
    """Keep our own ids in the new user namespace: files made there belong to somebody."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        try:
            Path("/proc/self", name).write_text(text)
        except OSError:
            continue


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    libc.capset(header, (ctypes.c_uint32 * 6)(*[0] * 6))


def _set_limits(limits: Limits) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        (resource.RLIMIT_NPROC, _running() + MORE_PROCESSES),
    ):
        _, hard = resource.getrlimit(kind)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (ceiling, ceiling))


def _running() -> int:
    """Count the threads on the machine: more than this user's, never fewer."""
    try:
        return int(Path("/proc/loadavg").read_text().split()[3].split("/")[1])
    except (OSError, ValueError, IndexError):
        return 1024
