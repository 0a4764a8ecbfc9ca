"""How a job in a child can end badly. Each is permanent: the same bytes would do the same again."""

from __future__ import annotations

from models.errors import UnreadableDocument


class SandboxTimeout(UnreadableDocument):
    """The file was not done in time; the child was killed."""

    def __init__(self, seconds: float) -> None:
        text = (
            f"Reading this file took longer than {seconds:g} seconds and was stopped. "
            "Ask the supplier for a simpler copy, or enter it by hand."
        )
        super().__init__("doc-timeout", text)


class SandboxMemory(UnreadableDocument):
    """The file needed more memory than a child has."""

    def __init__(self, limit_bytes: int) -> None:
        text = (
            f"Reading this file needs more than {limit_bytes // 2**20} MiB of memory and was stopped. "
            "Ask the supplier for a smaller copy, or enter it by hand."
        )
        super().__init__("doc-memory", text)


class SandboxCrash(UnreadableDocument):
    """The parser died or failed in a way nobody foresaw. `how` names the signal or the error, never the content."""

    def __init__(self, how: str) -> None:
        text = (
            f"Reading this file made the reader fail ({how}). The file may be damaged or hostile: do not open it unprotected; "
            "ask the supplier to send it again."
        )
        super().__init__("doc-crash", text)
        self.how = how
