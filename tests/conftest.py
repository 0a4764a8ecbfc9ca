"""What holds for every test: nothing leaves this machine, and no settings of the person who runs the tests are seen."""

from __future__ import annotations

import ipaddress
import os
import socket
from typing import Any

_real_connect = socket.socket.connect


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    try:
        return address[0] in {"localhost", ""} or ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False


def _connect(self: socket.socket, address: Any) -> None:
    if not _is_local(address):
        raise AssertionError(f"a test tried to reach {address[0]}; tests talk to servers on this machine only")
    _real_connect(self, address)


def pytest_configure() -> None:
    socket.socket.connect = _connect  # type: ignore[method-assign] # for the whole run
    for name in [name for name in os.environ if name.upper().startswith("AFSTEM_")]:
        del os.environ[name]
