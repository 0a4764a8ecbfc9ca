"""Every setting with its default and one sentence. `docs/settings.md` and the file that `afstem init` writes come from here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from models.codes.routing import routes
from models.errors import UsageError
from models.policy import Policy
from service.settings.council import Council, DirectPayments, Finance
from service.settings.machine import DatabaseSettings, Logging, Ocr, Sandbox, Schedule, Secrets, Store, Web
from service.settings.mail import MailboxSettings, SenderSettings
from service.settings.policy import PolicySettings
from service.settings.section import Section


class Settings(Section):
    """All settings."""

    policy: PolicySettings = PolicySettings()
    database: DatabaseSettings = DatabaseSettings()
    store: Store = Store()
    mailboxes: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")], MailboxSettings] = Field(default_factory=dict)
    sender: SenderSettings = SenderSettings()
    council: Council = Council()
    finance: Finance = Finance()
    direct_payments: DirectPayments = DirectPayments()
    secrets: Secrets = Secrets()
    web: Web = Web()
    sandbox: Sandbox = Sandbox()
    ocr: Ocr = Ocr()
    schedule: Schedule = Schedule()
    logging: Logging = Logging()

    @property
    def country(self) -> str:
        """The council's country, which has no default: a guess would be wrong for half of all councils."""
        if self.policy.country is None:
            raise UsageError(
                "policy.country is not set; allowed: dk or gb. Put `country` under [policy] in the settings file (it is afstem.toml "
                "here, or what --settings or AFSTEM_SETTINGS names; `afstem init` writes one), or set AFSTEM__POLICY__COUNTRY."
            )
        return self.policy.country

    def make_policy(self) -> Policy:
        """Build the policy: the country's defaults with what the council has set over them."""
        policy = Policy.for_country(self.country, self.policy.model_dump(exclude_unset=True))
        try:
            routes(policy.routing)
        except ValueError as error:
            raise UsageError(f"policy.routing: {error}. Write code=desk, both as docs/reasons.md names them.") from error
        return policy

    @property
    def cautions(self) -> tuple[str, ...]:
        """What is allowed and yet hardly meant, each with what to do."""
        unnamed = self.council.name.strip() in {"", Council().name}
        return ("council.name is not set, so letters would come from “The council”. Set it.",) if unnamed else ()

    @property
    def database_url(self) -> str:
        """The URL of the database with its password; by default a SQLite file in the store."""
        if self.database.url is None:
            return f"sqlite:///{self.store.path / 'afstem.db'}"
        password = self.database.password
        scheme, mark, rest = self.database.url.partition("://")
        user, at, place = rest.rpartition("@")
        if password is None or not at or ":" in user:
            return self.database.url
        return f"{scheme}{mark}{user}:{quote(password.get_secret_value(), safe='')}@{place}"

    @property
    def outbox_folder(self) -> Path:
        """Where letters are written by the sender of kind `files`."""
        return self.sender.path or self.store.path / "outbox"

    @property
    def export_folder(self) -> Path:
        """Where batch files are written."""
        return self.finance.folder or self.store.path / "exports"

    @property
    def export_format(self) -> str:
        """The name of the format that batches leave in."""
        return self.finance.exporter or ("opus-csv" if self.country == "dk" else "plain-csv")

    @property
    def key_path(self) -> Path:
        """Where the key lies when neither the environment nor `secrets.key_file` gives it."""
        return self.store.path / "afstem.key"
