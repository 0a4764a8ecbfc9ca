"""E-mail addresses of one letter: exactly one recipient, written plainly, or nothing is sent."""

from __future__ import annotations

import re
from email.headerregistry import Address

from models.errors import PermanentError

_LOCAL = re.compile(r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
_LABEL = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$")
_LONGEST = 254


class UnsafeAddress(PermanentError):
    """The address is not exactly one plain address. The text never repeats it: it may name a person."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"The address of the {role} is not one plain e-mail address like office@council.example. "
            "Correct it where it is kept (master data or settings), then try again."
        )


def parse_address(text: str, role: str = "recipient") -> Address:
    """Return the one address that a text is; lists, display names, comments, spaces and line ends are refused.

    A parser that is kind to `a@x.example, b@y.example` reads two recipients: a letter would go to a stranger.

    >>> parse_address("office@council.example").addr_spec
    'office@council.example'
    """
    local, at, domain = text.strip(" ").rpartition("@")
    if not at or len(text) > _LONGEST or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise UnsafeAddress(role)
    labels = _ascii_domain(domain, role).split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UnsafeAddress(role)
    return Address(username=local, domain=".".join(labels))


def add_tag(address: Address, tag: str) -> Address:
    """Return the address with a tag after a plus sign (RFC 5233), so that an answer carries it.

    >>> add_tag(parse_address("finance@council.example"), "000C-N3CCSTT9").addr_spec
    'finance+000c-n3ccstt9@council.example'
    """
    return Address(address.display_name, f"{address.username}+{tag.lower()}", address.domain)


def belongs_to(address: str, allowed: tuple[str, ...]) -> bool:
    """Whether an address is one of the allowed ones, or in an allowed `@domain` (not in a part of one).

    >>> belongs_to("Billing@elmcourt.example", ("@elmcourt.example",))
    True
    >>> belongs_to("billing@notelmcourt.example", ("@elmcourt.example",))
    False
    """
    plain = address.strip().casefold()
    domain = "@" + plain.rpartition("@")[2]
    return any(entry.strip().casefold() in {plain, domain} for entry in allowed)


def _ascii_domain(domain: str, role: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise UnsafeAddress(role) from None
