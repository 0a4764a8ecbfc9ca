"""What a mail server's refusals mean for the poller: wait, tell staff, or try again."""

from __future__ import annotations

import re
import socket
import ssl
from datetime import timedelta

from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from ingest.mailboxes.source import Throttled
from models.errors import AfstemError, PermanentError, TransientError

_BACKOFF = re.compile(r"Suggested Backoff Time:\s*(\d{1,9})\s*milli", re.IGNORECASE)
_BUSY = re.compile(
    r"throttl|too many (?:simultaneous |concurrent )?(?:connections|logins|requests)|maximum number of connections|rate limit|not connected"
    r"|\[(?:LIMIT|UNAVAILABLE|INUSE|CONTACTADMIN|SERVERBUG)\]|server (?:is )?(?:busy|unavailable)|temporar|try again",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"AUTHENTICATIONFAILED|invalid credentials|AUTHORIZATIONFAILED|EXPIRED", re.IGNORECASE)
_BROKEN = re.compile(r"socket error|EOF|timed? ?out|connection (?:reset|closed|aborted)|BYE|got more than", re.IGNORECASE)
#: How long to wait when the server does not say.
BUSY_WAIT = timedelta(minutes=1)
#: No server is obeyed beyond this; the watch over the mailbox would think it dead.
LONGEST_WAIT = timedelta(hours=1)


def explain(why: Exception, place: str, doing: str) -> AfstemError:
    """Return what happened at `place` ("mailbox invoices (user@host)") while `doing` ("reading the folder INBOX").

    The server's own words are shown, cut short; they name folders and commands, never contents of mail.
    """
    words = _words(why)
    if isinstance(why, LoginError) and _REFUSED.search(words):
        return _refused(place, words)
    found = _BACKOFF.search(words)
    if is_busy(why):
        wait = min(timedelta(milliseconds=int(found[1])), LONGEST_WAIT) if found else BUSY_WAIT
        return Throttled(
            f"The server of {place} asked for a pause of {int(wait.total_seconds())} s while {doing}: {words}", wait
        )
    if isinstance(why, ssl.SSLCertVerificationError):
        return PermanentError(
            f"The certificate of {place} is not trusted ({why.verify_message}). Name the authority that signed it in the mailbox's ca_file."
        )
    if isinstance(why, ssl.SSLError) and why.reason == "WRONG_VERSION_NUMBER":
        return PermanentError(
            f"The server of {place} does not begin with TLS on this port. Set the mailbox's tls to starttls, or its port to 993."
        )
    if isinstance(why, socket.gaierror):
        return TransientError(f"The server of {place} has no address in DNS. Check the host's name and the network.")
    if isinstance(why, (OSError, IMAPClientAbortError)) or _BROKEN.search(words):
        return TransientError(f"The connection to {place} broke while {doing}: {words}. It is tried again by itself.")
    if isinstance(why, LoginError):
        return _refused(place, words)
    if isinstance(why, CapabilityError):
        return PermanentError(
            f"The server of {place} does not offer what is needed while {doing}: {words}. Check the mailbox's tls setting."
        )
    if isinstance(why, IMAPClientError):
        return TransientError(f"The server of {place} refused while {doing}: {words}. It is tried again by itself.")
    raise why


def is_busy(why: Exception) -> bool:
    """Tell whether a refusal asks for a pause."""
    words = _words(why)
    return bool(_BACKOFF.search(words) or _BUSY.search(words))


def _refused(place: str, words: str) -> PermanentError:
    return PermanentError(f"The server of {place} refused the login: {words}. Check user and password, or the token.")


def _words(why: Exception) -> str:
    text = str(why) or type(why).__name__
    if text.startswith(("b'", 'b"')):
        text = text[2:-1]
    return " ".join(text.split())[:300]
