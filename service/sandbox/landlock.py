"""Landlock: the child reads programs, libraries and fonts, writes its own temporary folder, and sees no other file.

So a parser that was taken over cannot read the database, the key or the stored mail, network or not. Linux 5.13 and later;
constants from `linux/landlock.h`.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_FIRST_VERSION = (1 << 13) - 1
_TRUNCATE = 1 << 14
_READ = _EXECUTE | _READ_FILE | _READ_DIR
#: A rule on a file may only name what can be done to a file.
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE

#: What every program on Linux reads: libraries, locale and font data, and what is asked about the machine.
SYSTEM = (
    Path("/usr"), Path("/lib"), Path("/lib64"), Path("/bin"), Path("/proc"), Path("/sys/devices/system"),
    Path("/etc/ld.so.cache"), Path("/etc/ld.so.conf"), Path("/etc/ld.so.conf.d"), Path("/etc/fonts"), Path("/etc/alternatives"),
    Path("/etc/localtime"), Path("/etc/mime.types"), Path("/etc/magic"), Path("/dev/urandom"), Path("/dev/zero"),
    Path("/nix/store"),
)  # fmt: skip


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class Folders:
    """What a child may see beside the system: its own folder, folders to read, and folders whose names it may list."""

    writable: Path
    readable: tuple[Path, ...]
    listable: tuple[Path, ...] = ()


def confine(libc: ctypes.CDLL, folders: Folders) -> bool:
    """Leave this process the system and the folders named; say whether the system could."""
    version = libc.syscall(_CREATE, None, 0, _VERSION_FLAG)
    if version < 1:
        return False
    handled = _FIRST_VERSION | (_TRUNCATE if version >= 3 else 0)
    rules = _Ruleset(handled)
    ruleset = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if ruleset < 0:
        return False
    try:
        for path in (*SYSTEM, *folders.readable):
            _allow(libc, ruleset, path, _READ)
        for path in folders.listable:
            _allow(libc, ruleset, path, _READ_DIR)
        _allow(libc, ruleset, Path("/dev/null"), handled)
        _allow(libc, ruleset, folders.writable, handled)
        return bool(libc.syscall(_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = _PathBeneath(rights if path.is_dir() else rights & _FILE_RIGHTS, descriptor)
        libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
