"""How to log in to a mail server: a password now, a token of OAuth 2 by the same seam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from imapclient import IMAPClient
from imapclient.exceptions import LoginError


class Credentials(Protocol):
    """Logs a connection in."""

    @property
    def user(self) -> str:
        """The name that messages to staff use."""

    def login(self, client: IMAPClient) -> None:
        """Log in. Raises what the library raises when the server refuses."""


@dataclass(frozen=True, slots=True)
class Password:
    """A user name and a password."""

    user: str
    secret: str = field(repr=False)

    def login(self, client: IMAPClient) -> None:
        """Log in with LOGIN."""
        client.login(self.user, self.secret)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, asked for each time; `fetch(True)` must give a fresh one (RFC 6749)."""

    user: str
    fetch: Callable[[bool], str] = field(repr=False)

    def login(self, client: IMAPClient) -> None:
        """Log in with XOAUTH2. A token that is refused is renewed once; a loop would lock the account."""
        try:
            client.oauth2_login(self.user, self.fetch(False))
        except LoginError:
            client.oauth2_login(self.user, self.fetch(True))
