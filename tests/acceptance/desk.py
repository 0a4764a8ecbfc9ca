"""A council that a test describes row by row, and documents drawn as suppliers print them, through the whole pipeline."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from samples.generate.council import COLUMNS
from service import listings
from service.import_master import import_folder
from service.mail_in import ingest_paths
from service.working import work_until_idle
from tests.service.world import app_in, settings_for

Row = dict[str, Any]

#: What every row of a table says unless a test says otherwise.
USUAL: dict[str, Row] = {
    "suppliers": {"ownership": "private", "status": "active", "auto_post": "yes"},
    "grants": {"start": "2025-01-01", "prepaid": "no", "billing": "calendar_month", "target_group": "voksne"},
    "rates": {"valid_from": "2025-01-01", "component": "base"},
    "coding": {"account": "40000000", "cost_element": "XG-5108000001-00010", "valid_from": "2020-01-01"},
    "contributions": {"full_cost": "no", "valid_from": "2026-04-06"},
}


@dataclass
class Desk:
    """The rows of one council, its mails, and what came of them. Nothing is faked but the mail server."""

    folder: Path
    country: str
    policy: dict[str, str]
    tables: dict[str, list[Row]] = field(default_factory=dict)
    mails: list[Path] = field(default_factory=list)

    def has(self, table: str, **row: Any) -> None:
        """Put a row on record."""
        self.tables.setdefault(table, []).append({**USUAL.get(table, {}), **row})

    def grants(self, grant: str, person: str, rate: str, **row: Any) -> None:
        """Put a grant with one rate on record, and a coding row for its legal basis."""
        self.has("grants", grant_id=grant, person_id=person, **row)
        self.has("rates", grant_id=grant, rate=rate, **({"valid_from": row["start"]} if "start" in row else {}))
        if row["legal_basis"] not in {coded["legal_basis"] for coded in self.tables.get("coding", ())}:
            self.has("coding", legal_basis=row["legal_basis"])

    def gets(self, name: str, content: bytes, kind: str, *, received: datetime | None = None, subject: str = "Faktura") -> None:
        """Let a mail with one attachment arrive."""
        at = received or datetime(2026, 7, 1, 8, 0, len(self.mails), tzinfo=UTC)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "bogholderi@leverandoer.example", "faktura@kommune.example", subject
        mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{len(self.mails)}.{name}@leverandoer.example>"
        mail.set_content("Se vedhæftede.\n" if self.country == "denmark" else "Please see attached.\n")
        main, _, sub = kind.partition("/")
        if main == "message":
            mail.add_attachment(message_from_bytes(content, policy=SMTP))
        else:
            mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
        path = self.folder / f"{len(self.mails):02}.eml"
        path.write_bytes(f"Received: from a by b; {format_datetime(at)}\r\n".encode() + mail.as_bytes())
        self.mails.append(path)

    def works(self) -> tuple[list[Row], list[Row]]:
        """Import, take in and work until nothing is left; return the decisions in force and the postings."""
        environ = {f"AFSTEM__POLICY__{name.upper()}": value for name, value in self.policy.items()}
        settings = settings_for(self.folder, f"sqlite:///{self.folder}/desk.db", self.country, **environ)
        (self.folder / "master").mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            (self.folder / "master" / f"{name}.csv").write_text(_csv(COLUMNS[name], rows), encoding="utf-8")
        with app_in(settings) as app, app.database.owned():
            report = import_folder(
                app.database,
                app.tools.vault,
                self.folder / "master",
                country=settings.country,
                now=app.tools.clock.now(),
                by="test",
            )
            assert not report.errors, report.errors
            ingest_paths(app, self.mails, "faktura")
            work_until_idle(app)
            with app.database.read() as session:
                return list(listings.decisions(session, app.tools.policy)), list(listings.postings(session))


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def printed(*pages: str, size: float = 9.0) -> bytes:
    """Print pages of text as a line printer does, one character as wide as the next, as a PDF with a text layer.

    What stands after `# ` is the title, in larger letters.
    """
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    wide = max(len(line) for page in pages for line in page.splitlines()) * size * 0.6 > A4[0] - 80
    paper = landscape(A4) if wide else A4
    canvas = Canvas(out, pagesize=paper, invariant=True)
    for page in pages:
        canvas.setFont("Courier", size)
        for number, line in enumerate(page.strip("\n").splitlines()):
            before, mark, title = line.partition("# ")
            height = paper[1] - 60 - number * size * 1.5
            canvas.drawString(40, height, before)
            if mark:
                canvas.setFont("Courier-Bold", 1.6 * size)
                canvas.drawString(40 + len(before) * size * 0.6, height, title)
                canvas.setFont("Courier", size)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
