"""Every setting with its default and one sentence. `docs/settings.md` and the file that `afstem init` writes come from here."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.codes.routing import routes
from models.errors import UsageError
from models.policy import Policy
from service.settings.kinds import (
    Amount,
    Days,
    Limit,
    MailAddress,
    Months,
    Pattern,
    Percent,
    Port,
    Probability,
    Secret,
    SecretFile,
    Texts,
    Tiers,
    Whole,
)

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Section(BaseModel):
    """A frozen table of settings that knows no other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class PolicySettings(Section):
    """What may happen by itself, and what the council has agreed. What is not set follows the country (`models.policy`)."""

    country: Literal["dk", "gb"] | None = Field(
        default=None, description="The council's country: it decides identifiers, amounts, law and wording. Must be set."
    )
    mode: Literal["shadow", "promoted", "live"] | None = Field(
        default=None,
        description="`shadow` matches and shows but exports nothing; `promoted` posts by itself only what was promoted on evidence and "
        "asks for a click otherwise; `live` posts by every rule of `auto_tiers`, promoted or not, but for those that were demoted. Begin in shadow.",
    )
    auto_limit: Limit = Field(
        default=None, description="The highest amount posted without a person, in the council's currency; none is no limit."
    )
    auto_tiers: Tiers | None = Field(
        default=None,
        description="Which kinds of match are posted without a person: T1 as granted, T2 by a rule of the contract, T3 by evidence, "
        "T4 several months or grants in one line.",
    )
    tolerance_t1: Amount | None = Field(default=None, description="How far an exact match may be off.")
    tolerance_t2_plus: Amount | None = Field(
        default=None, description="How far the other kinds of match may be off, for rounding."
    )
    excluded_paragraphs: Texts | None = Field(
        default=None, description="Legal bases that a person always reads, such as SEL97."
    )
    exclude_unfixed_hours: bool | None = Field(
        default=None, description="Whether a person always reads grants by the hour or visit that have no agreed number."
    )
    sample_percent: Percent | None = Field(
        default=None, description="The share of automatic matches that a person checks all the same."
    )
    sample_steps: Whole | None = Field(
        default=None, description="Amounts from each of which on twice the share is drawn for the check."
    )
    promotion_decisions: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many decisions must have been compared with people's before a rule may be promoted."
    )
    promotion_percent: Percent | None = Field(
        default=None, description="Under how many per cent a rule's errors must surely be (upper 95 % bound) to be promoted."
    )
    promotion_two_people: bool | None = Field(default=None, description="Whether a second person confirms a promotion.")
    demotion_percent: Percent | None = Field(
        default=None,
        description="Over how many per cent a rule's errors must surely be (lower 95 % bound in the samples) to be demoted.",
    )
    pay_undisputed_lines: bool | None = Field(
        default=None, description="Whether the lines that fit are paid while others on the same invoice are queried."
    )
    pay_lower_amount: bool | None = Field(
        default=None, description="Whether paying an invoice below the granted amount is proposed."
    )
    pay_packages: bool | None = Field(
        default=None, description="Whether one line for two grants may be proposed; otherwise the supplier must itemise it."
    )
    oldest_unsettled: bool | None = Field(
        default=None, description="Whether an invoice without a period is taken for the oldest one not paid; otherwise we ask."
    )
    post_unstated_period: bool | None = Field(
        default=None,
        description="Whether a line without a period posts by itself when one unpaid period fits; else a person confirms.",
    )
    time_bar_months: Months = Field(
        default=None, description="After how many months a municipality or region can no longer claim; none is never."
    )
    contact_owner: Literal["case_worker", "finance", "auto_email"] | None = Field(
        default=None,
        description="Who takes a mismatch up with the supplier: it lands on that desk, and with `auto_email` the letter goes by itself.",
    )
    routing: Texts | None = Field(
        default=None,
        description="Reason codes that land on another desk than docs/reasons.md says, as code=desk: coding-missing=finance.",
    )
    person_id_regex: Pattern | None = Field(
        default=None, description="The council's own number for a person, as a regular expression."
    )
    buyer_gln: Texts | None = Field(
        default=None, description="The council's own GLN/EAN numbers; an invoice to another one is not ours."
    )
    reference_required: bool | None = Field(
        default=None, description="Whether an invoice must name the member of staff or the order it is for."
    )
    confidence_bar: Probability | None = Field(
        default=None, description="The probability from which a reading may be acted on without a person."
    )
    total_tolerance: Amount | None = Field(
        default=None, description="How far the sum of the lines may be from the total of the invoice."
    )
    rounding_limit: Amount | None = Field(default=None, description="How large a rounding line may be.")
    period_months_back: Annotated[int, Field(ge=1, le=120)] | None = Field(
        default=None, description="How many months back an unstated period is looked for."
    )
    contract_rules: Texts | None = Field(
        default=None, description="Contract terms that hold where a grant says nothing, as name=value."
    )
    dispute_notify_days: Days | None = Field(
        default=None,
        description="Working days from receipt in which a supplier is told that an invoice is disputed; `afstem disputes` shows what is overdue.",
    )
    payment_days: Days | None = Field(
        default=None, description="Days from receipt in which an invoice is to be paid; a later due date on it counts instead."
    )
    late_interest_percent: Percent | None = Field(
        default=None,
        description="Statutory interest on late payment in percent a year: the reference rate now in force and 8. None: interest is not shown.",
    )
    notice_days: Days | None = Field(default=None, description="Days from the notice of a surplus until it may be recovered.")
    reply_days: Days | None = Field(default=None, description="Days in which an answer to a balance letter is expected.")
    reminder_days: Days | None = Field(default=None, description="Days after the expected answer until a reminder is drafted.")
    retention_years: Annotated[int, Field(ge=1, le=30)] | None = Field(
        default=None,
        description="Years that documents and decisions must be kept. Nothing is deleted by afstem; `afstem retention` lists what is older.",
    )


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


class MailboxSettings(Section):
    """One shared mailbox. The table's name is the mailbox's name: `[mailboxes.invoices]`."""

    kind: Literal["imap", "maildir", "files"] = Field(
        description="`imap` for a mail server, `maildir` for a folder in Maildir form, `files` for a folder of .eml files."
    )
    host: str | None = Field(default=None, description="The IMAP server's name.")
    port: Port | None = Field(default=None, description="Its port. Default: 993, with STARTTLS 143.")
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="implicit", description="`none` is allowed on this machine only."
    )
    ca_file: Path | None = Field(
        default=None, description="Certificates to trust beside the system's, for a server of your own."
    )
    user: str | None = Field(default=None, description="The name to log in with.")
    auth: Literal["password", "oauth2"] = Field(
        default="password",
        description="How to log in. With `oauth2` the secret is an access token that another program renews in `password_file`.",
    )
    password: Secret = Field(default=None, description="The password.")
    password_file: SecretFile = Field(default=None, description="A file that holds the password.")
    folder: str = Field(default="INBOX", description="The folder that is read.")
    processed_folder: str | None = Field(
        default=None, description="Where mail is moved once it is safe. Empty: mail stays where it is."
    )
    path: Path | None = Field(default=None, description="The folder, for kinds `maildir` and `files`.")
    max_message_mb: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=100, description="Larger mails are left on the server and reported, in MiB."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "imap" and not (self.host and self.user):
            raise ValueError("a mailbox of kind imap needs `host` and `user`")
        if self.kind != "imap" and self.path is None:
            raise ValueError(f"a mailbox of kind {self.kind} needs `path`")
        if self.kind == "imap" and self.tls == "none" and self.host not in _LOOPBACK:
            raise ValueError("`tls` may be none only on this machine (localhost); a password would travel in the clear")
        return self


class SenderSettings(Section):
    """How letters leave the house."""

    kind: Literal["smtp", "files"] = Field(
        default="files", description="`smtp` for a mail server; `files` writes each letter to a folder and sends nothing."
    )
    host: str | None = Field(default=None, description="The SMTP server's name.")
    port: Port | None = Field(default=None, description="Its port. Default: 587, with implicit TLS 465.")
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="starttls", description="`none` is allowed on this machine only."
    )
    ca_file: Path | None = Field(
        default=None, description="Certificates to trust beside the system's, for a server of your own."
    )
    user: str | None = Field(default=None, description="The name to log in with; empty when the server wants none.")
    password: Secret = Field(default=None, description="The password.")
    password_file: SecretFile = Field(default=None, description="A file that holds the password.")
    address: MailAddress | None = Field(default=None, description="The address letters come from.")
    reply_to: MailAddress | None = Field(
        default=None, description="The address answers go to: one of the mailboxes. Default: the address above."
    )
    domain: str | None = Field(default=None, description="The domain in Message-IDs. Default: the address's.")
    journal: Path | None = Field(
        default=None,
        description="A Maildir that gets a copy of every letter sent (a journal rule does that): it clears up lost answers.",
    )
    hold_minutes: Annotated[int, Field(ge=0, le=1440)] = Field(
        default=10, description="How long an approved letter waits, so that it can be taken back."
    )
    auto_approve: Texts = Field(
        default=(), description="Letters that need no person's approval, such as invoice-correction. Empty: all need one."
    )
    path: Path | None = Field(default=None, description="The folder, for kind `files`. Default: `outbox` in the store.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "smtp" and not (self.host and self.address):
            raise ValueError("a sender of kind smtp needs `host` and `address`")
        if self.kind == "smtp" and self.tls == "none" and self.host not in _LOOPBACK:
            raise ValueError("`tls` may be none only on this machine (localhost); letters would travel in the clear")
        return self


class Council(Section):
    """Who we are, as letters say it."""

    name: str = Field(default="The council", description="The council's name. Letters begin and end with it.")
    contact_name: str | None = Field(default=None, description="Whom letters tell the reader to ask.")
    contact_email: MailAddress | None = Field(default=None, description="Where to.")
    contact_phone: str | None = Field(default=None, description="And by telephone.")
    language: Literal["en", "da"] | None = Field(
        default=None, description="The language of letters when the receiver's is not known. Default: the country's."
    )
    bank_details: dict[str, str] = Field(
        default_factory=dict,
        description="Where surplus direct-payment money is to be returned: the lines of the account by their labels.",
    )
    bank_details_published_at: str = Field(
        default="",
        description="Where anybody can check these details without trusting a letter, such as a page of the council.",
    )
    complaints: str | None = Field(default=None, description="Where a decision about a direct payment can be questioned.")
    secure_channel: str | None = Field(default=None, description="How to send the council what names people.")


class Finance(Section):
    """How postings leave for the finance system."""

    exporter: str | None = Field(
        default=None,
        description="The file format, as `afstem export --help` lists them. Default: opus-csv in Denmark, else plain-csv.",
    )
    creditor_account: str = Field(
        default="", description="The account that balances the cost lines; without it no batch is made."
    )
    creditor_cost_element: str = Field(
        default="", description="The cost element of the balancing line, where the system wants one."
    )
    folder: Path | None = Field(default=None, description="Where batch files are written. Default: `exports` in the store.")
    payer_name: str = Field(default="", description="For payment files: whose money moves.")
    payer_account: str = Field(default="", description="For payment files: the account it moves from.")
    payer_number: str = Field(default="", description="For payment files: the user or agreement number at the bank.")
    payer_bic: str = Field(default="", description="For payment files: the bank's BIC.")
    pay_in_days: Annotated[int, Field(ge=1, le=60)] = Field(
        default=3, description="For payment files: working days from the batch to the day the money moves."
    )
    fields: dict[str, str] = Field(
        default_factory=dict, description="What the receiving system wants filled in, by name (docs/exports.md lists them)."
    )


class DirectPayments(Section):
    """Statements asked for and reminded of, alarms, and where returned money is booked (England)."""

    statement_months: Literal[1, 3, 6, 12] = Field(
        default=3, description="Months that a provider's statement covers. Years and quarters begin in April."
    )
    ask_from: date | None = Field(
        default=None,
        description="Statements are asked for, and reminded of, for periods that begin on this day or later. None is asked for while it is not set.",
    )
    statement_days: Annotated[int, Field(ge=1, le=120)] = Field(
        default=21, description="Days that a provider has to send a statement."
    )
    statement_reminders: Annotated[int, Field(ge=0, le=10)] = Field(
        default=2, description="Reminders for a statement before it goes to an officer."
    )
    statement_reminder_days: Annotated[int, Field(ge=1, le=60)] = Field(default=7, description="Days between them.")
    reply_reminders: Annotated[int, Field(ge=0, le=10)] = Field(
        default=2, description="Reminders for an answer before silence goes to an officer."
    )
    stale_days: Annotated[int, Field(ge=1, le=730)] = Field(
        default=60, description="An open case is called stale when nothing has happened for so many days."
    )
    payment_days: Annotated[int, Field(ge=1, le=365)] = Field(
        default=30, description="Days that money may take after it was asked back."
    )
    reviewed_on: date | None = Field(
        default=None,
        description="The day by which every account had been reviewed when afstem took over. Without it accounts older than six months are called overdue.",
    )
    income_account: str = Field(
        default="", description="The account that returned money is credited to: the one the payments were made from."
    )
    income_cost_element: str = Field(default="", description="Its cost element, where the system wants one.")
    debtor_account: str = Field(
        default="", description="The account of the other side, that providers owe on; without it no debtor file is made."
    )
    debtor_exporter: str | None = Field(
        default=None, description="The format of debtor files, as `afstem debtors --help` lists them. Default: plain-csv."
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
        if self.dev_login and self.host not in _LOOPBACK:
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
