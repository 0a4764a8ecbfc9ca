"""What goes wrong with the world, sorted by what the worker does next.

    AfstemError
    ├── TransientError        the world was not ready; trying again later may work
    ├── PermanentError        trying again will not help; the text is shown to staff
    │   └── UnreadableDocument    this document cannot be read, and why
    ├── UsageError            the command or the settings are wrong (exit status 2)
    └── MissingError          something outside is not there (exit status 3)

What is expected to go wrong with an *invoice* is a `Finding`, a value, never an exception.
Every message names the thing, says what happened and what to do, and holds no personal data.
"""


class AfstemError(Exception):
    """Something afstem can explain."""


class TransientError(AfstemError):
    """The world was not ready. Trying again later may work."""


class PermanentError(AfstemError):
    """Trying again will not help. The message is shown to staff."""


class UnreadableDocument(PermanentError):
    """The document cannot be read. `code` says why in a word that reports can count."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UsageError(AfstemError):
    """A command, a setting or a file given by the user is wrong. Exit status 2."""


class MissingError(AfstemError):
    """A server, a disk or a program is not there. Exit status 3."""
