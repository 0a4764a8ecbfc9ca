"""Every command: its name, its module in service.cli.commands, one line of help. A module has `add_arguments` and `run`."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One row of `afstem --help`."""

    name: str
    module: str
    help: str


COMMANDS = (
    Command("demo", "demo", "do the main job on the samples, without any server"),
    Command("init", "init", "write a settings file and a key for a new council"),
    Command("config", "config", "check the settings, or show those in force"),
    Command("doctor", "doctor", "test everything outside: database, mail, OCR, disk"),
    Command("read", "read", "read documents and print what stands on them; needs no settings"),
    Command("migrate", "migrate", "bring the tables of the database up to date"),
    Command("import", "import_", "take in master data: suppliers, grants, rates …"),
    Command("ingest", "ingest", "take in mail from files, a Maildir or an mbox"),
    Command("poll", "poll", "fetch new mail from the shared mailboxes once"),
    Command("work", "work", "do all the work there is, then end"),
    Command("run", "run", "poll, work and send, again and again, until stopped"),
    Command("worker", "worker", "work until stopped; several may run beside each other (PostgreSQL)"),
    Command("scheduler", "scheduler", "poll mailboxes and ring the workers' bell (PostgreSQL)"),
    Command("web", "web", "serve the staff console"),
    Command("user", "user", "make and look after accounts for the console"),
    Command("export", "export", "write postings to files for the finance system"),
    Command("cycle", "cycle", "do what is due on direct-payment cases: ask, remind, end holds, raise alarms"),
    Command("check-sheet", "check_sheet", "write one sheet over all balances for staff to sign off"),
    Command("bank", "bank", "take money that came back, or an account's own bookings, from bank files"),
    Command("debtors", "debtors", "write invoices for surplus to be returned, for the finance system"),
    Command("stop", "switch", "stop posting, mail or both at once, and list what is under way"),
    Command("start", "switch", "let posting, mail or both go on"),
    Command("acknowledge", "acknowledge", "note that the finance system has taken a batch"),
    Command("booked", "booked", "take in what the finance system booked, with its vouchers"),
    Command("paid", "paid", "say what is paid, as a file for the case system too; and how punctually"),
    Command("messages", "listing", "list the mail that came in and where it ended"),
    Command("decisions", "listing", "list what was decided about each line, and why"),
    Command("postings", "listing", "list the cost lines for the finance system"),
    Command("outbox", "listing", "list the letters and how far they are"),
    Command("replies", "listing", "list the answers to balance letters"),
    Command("statements", "listing", "list the reconciled direct-payment accounts"),
    Command("shadow", "shadow", "set decisions beside what people posted, and say where they differ"),
    Command("promotions", "evidence", "list what may post by itself, on what evidence; --proposed what could"),
    Command("samples", "evidence", "list the random check of automatic postings; --by-rule counts, --verify draws again"),
    Command("recoveries", "listing", "list surplus asked back: how, since when, and days to cash"),
    Command("incidents", "listing", "list what may have reached the wrong reader"),
    Command("switches", "listing", "list what is stopped, by whom, since when and why"),
    Command("disputes", "disputes", "list what is not paid: why, whose desk, who was told, and what lateness costs"),
    Command(
        "expected", "expected", "list the invoices that are to come and those that are late; --draft writes to the suppliers"
    ),
    Command("anomalies", "anomalies", "list what looks wrong in what was paid, with the figures that say so"),
    Command("coding", "coding", "rehearse the coding sheet: which open grants have no code on a day"),
    Command("imports", "imports", "list when each table of master data was taken in, and how old it is"),
    Command("retention", "retention", "list documents that need not be kept any longer"),
    Command("replay", "replay", "make past decisions again from what is kept, and say same or different"),
    Command("audit", "listing", "list who did what when, and why; --verify checks the chain"),
)
