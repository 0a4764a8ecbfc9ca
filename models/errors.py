"""What goes wrong with the world, sorted by what the worker does next.

    AfstemError
    ├── TransientError        a server, network or disk was not ready; the worker waits and tries again
    ├── PermanentError        the same would happen again; staff read the text
    │   └── UnreadableDocument    this document cannot be read, and why
    ├── UsageError            the command or the settings are wrong (exit status 2)
    └── MissingError          something outside is not there (exit status 3)

An invoice with faults is everyday work: each fault is a `Finding`, a value, and nothing is raised.
Every message names the thing, says what happened and what to do, and holds no personal data.
"""


class AfstemError(Exception):
    """Something afstem can explain."""


class TransientError(AfstemError):
    """A server, network or disk was not ready; the worker waits and tries again."""


class PermanentError(AfstemError):
    """The same would happen again, so nobody retries; staff read the message."""


class UnreadableDocument(PermanentError):
    """The document cannot be read. `code` says why in a word that reports can count."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UsageError(AfstemError):
    """A command, a setting or a file given by the user is wrong. Exit status 2."""


class MissingError(AfstemError):
    """A server, a disk or a program is not there. Exit status 3."""
