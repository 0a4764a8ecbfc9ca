"""The proof of decisions as a file for auditors: every line, and every grant that was looked at with the fact that ruled it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from models import db
from service.report_files import as_csv, as_xlsx

DECISIONS = (
    "decision",
    "document",
    "sha256",
    "invoice_number",
    "line",
    "verdict",
    "code",
    "codes",
    "supplier_id",
    "person_id",
    "grant_id",
    "period_start",
    "period_end",
    "rule",
    "tier",
    "amount",
    "expected",
    "currency",
    "explanation",
    "would_match_if",
    "revision",
    "decided_by",
    "policy_version",
    "data_version",
)
GRANTS = ("decision", "invoice_number", "line", "grant_id", "outcome", "because")


def grants_looked_at(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every grant that was looked at for these decisions: `left` where it is the one, else `ruled-out` with the fact."""
    for row in rows:
        head = {name: row[name] for name in GRANTS[:3]}
        # Without a rule no grant was left, even where the one that comes nearest is named.
        if row["grant_id"] and row["rule"]:
            because = f"{row['rule']}, tier {row['tier']}: {row['expected'] or row['amount']} {row['currency']}"
            yield {**head, "grant_id": row["grant_id"], "outcome": "left", "because": because}
        for each in row["eliminated"]:
            yield {**head, "grant_id": each["grant_id"], "outcome": "ruled-out", "because": each["because"]}


def proof_xlsx(rows: Sequence[Mapping[str, Any]], policies: Iterable[db.PolicyVersion] = ()) -> bytes:
    """Return decisions with their proof as a workbook, and the settings that each version of the policy names."""
    settings = [
        {"policy_version": policy.version, "setting": name, "value": value}
        for policy in policies
        for name, value in sorted(policy.settings.items())
    ]
    return as_xlsx(
        {
            "Decisions": (rows, DECISIONS),
            "Grants looked at": (list(grants_looked_at(rows)), GRANTS),
            "Policies": (settings, ("policy_version", "setting", "value")),
        }
    )


def proof_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return every grant that was looked at as CSV, one row each; decisions about which no grant was looked at have none."""
    return as_csv(list(grants_looked_at(rows)), GRANTS)
