"""Where data lies, and what the processes, the console and the sandbox may do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from service.settings.kinds import (
    Port,
    Secret,
    SecretFile,
)
from service.settings.section import LOOPBACK, Section


class DatabaseSettings(Section):
    """Where the records lie."""

    url: str | None = Field(
        default=None,
        description="`sqlite:///PATH` (one process) or `postgresql://USER@HOST/NAME` (several). Default: a SQLite file in the store.",
    )
    password: Secret = Field(default=None, description="The password for PostgreSQL, when the URL holds none.")
    password_file: SecretFile = Field(default=None, description="A file that holds the password for PostgreSQL.")


class Store(Section):
    """Where files lie: raw mails, documents, posting files."""

    path: Path = Field(
        default=Path("var/store"),
        description="The folder of the store. It holds personal data: back it up, and let nobody else read it.",
    )
    min_free_mb: Annotated[int, Field(ge=0)] = Field(
        default=500, description="Polling pauses when less is free on the disk, in MiB."
    )


class Secrets(Section):
    """The key that seals personal data in the database. Lose it and they cannot be read; keep a copy elsewhere."""

    key: Secret = Field(default=None, description="At least 32 bytes, in base64.")
    key_file: SecretFile = Field(
        default=None, description="A file that holds the key. Default: `afstem.key` in the store, made at the first start."
    )


class Web(Section):
    """The staff console."""

    host: str = Field(default="127.0.0.1", description="The address it listens on. Put a web server with TLS in front of it.")
    port: Port = Field(default=8765, description="The port it listens on.")
    public_url: str | None = Field(default=None, description="The address staff see, such as https://afstem.council.example.")
    dev_login: bool = Field(
        default=False, description="Log in with a click, for trying out. Refused unless `host` is this machine."
    )
    idle_minutes: Annotated[int, Field(ge=1, le=1440)] = Field(
        default=30, description="A session ends after so long without a click."
    )
    session_hours: Annotated[int, Field(ge=1, le=24)] = Field(
        default=10, description="A session ends after so long in any case."
    )

    @model_validator(mode="after")
    def _local(self) -> Self:
        if self.dev_login and self.host not in LOOPBACK:
            raise ValueError("`dev_login` lets anybody in: it is allowed only with `host` on this machine (127.0.0.1)")
        return self


class Sandbox(Section):
    """The limits of the child process that parses foreign bytes."""

    seconds: Annotated[int, Field(ge=1, le=3600)] = Field(
        default=60, description="Time for one document; with OCR, for each page."
    )
    memory_mb: Annotated[int, Field(ge=256)] = Field(default=1024, description="Memory of one child, in MiB.")
    max_pages: Annotated[int, Field(ge=1, le=10000)] = Field(default=200, description="Pages beyond this are left to a person.")
    network: Literal["deny", "deny-if-possible"] = Field(
        default="deny-if-possible",
        description="`deny` refuses to start where the system cannot cut a child off from the network.",
    )


class Ocr(Section):
    """Reading scans."""

    program: Path | None = Field(
        default=None,
        description="The Tesseract program. Default: the one on the PATH, else the one that was installed with afstem.",
    )
    data: Path | None = Field(
        default=None, description="The folder of its language data. Default: where eng and dan are both found."
    )
    reread: bool = Field(default=True, description="Let a second engine read doubtful numbers again, where it is installed.")
    pages_at_once: Annotated[int, Field(ge=1, le=2)] = Field(
        default=1,
        description="Pages of one document that a worker reads side by side. 2 takes a second core, and only long scans are quicker for it.",
    )


class Schedule(Section):
    """How often, and how much at once."""

    poll_seconds: Annotated[int, Field(ge=5, le=86400)] = Field(default=60, description="How often mailboxes are read.")
    outbox_seconds: Annotated[int, Field(ge=1, le=86400)] = Field(default=15, description="How often the outbox is looked at.")
    sweep_seconds: Annotated[int, Field(ge=5, le=86400)] = Field(
        default=60, description="How often work of dead workers is taken up again."
    )
    cycle_seconds: Annotated[int, Field(ge=60, le=86400)] = Field(
        default=3600, description="How often direct-payment cases are looked through for what is due."
    )
    chase_after_days: Annotated[int, Field(ge=0, le=365)] | None = Field(
        default=None,
        description="Days after a billing period in which its invoice is not late. When set, a letter to each supplier with "
        "late invoices is drafted daily, for a person to approve. Default: only by `afstem expected --draft`.",
    )
    lease_seconds: Annotated[int, Field(ge=10, le=86400)] = Field(
        default=30, description="How long the work of a dead worker stays reserved; a living one renews it."
    )
    attempts: Annotated[int, Field(ge=1, le=50)] = Field(
        default=5, description="A document that has killed or failed so many workers is parked for a person."
    )
    workers: Annotated[int, Field(ge=1, le=256)] | None = Field(
        default=None, description="Documents read side by side. Default: one for each processor."
    )


class Logging(Section):
    """What is written about the running of the service. Never any personal data, at any level."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="How much.")
    format: Literal["json", "text"] = Field(
        default="json", description="`json` for machines, one object a line; `text` for people."
    )
    file: Path | None = Field(default=None, description="A file to append to. Default: standard error.")
