"""Which documents have been kept long enough. Nothing is deleted here: a council decides that, and legal holds go before.

England: six years besides the current financial year, which ends on 31 March. Denmark: five years from the end of the
accounting year, which is the calendar year. The years are a setting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from service.clock import local_day
from service.tools import Tools

#: The month and day on which an accounting year begins.
_YEAR_BEGINS = {"gb": (4, 1), "dk": (1, 1)}


def keep_until(received: date, years: int, country: str) -> date:
    """Return the last day on which a document of this day must be kept: so many years from the end of its accounting year.

    >>> keep_until(date(2026, 3, 31), 6, "gb"), keep_until(date(2026, 4, 1), 6, "gb"), keep_until(date(2026, 6, 30), 5, "dk")
    (datetime.date(2032, 3, 31), datetime.date(2033, 3, 31), datetime.date(2031, 12, 31))
    """
    month, day = _YEAR_BEGINS.get(country, (1, 1))
    next_year = date(received.year + (received >= date(received.year, month, day)), month, day)
    return next_year.replace(year=next_year.year + years) - timedelta(days=1)


def past_retention(session: Session, tools: Tools) -> Iterator[dict[str, Any]]:
    """Yield the documents that need not be kept any longer, the oldest first, and whether anything about them is still open."""
    today, years, country = (
        local_day(tools.clock.now(), tools.pack.time_zone),
        tools.policy.retention_years,
        tools.pack.code,
    )
    query = select(
        db.Document.id, db.Document.message_id, db.Document.kind, db.Document.received_at, db.Document.state
    ).order_by(db.Document.received_at, db.Document.id)
    for row in session.execute(query.execution_options(yield_per=1000)):
        until = keep_until(local_day(row.received_at, tools.pack.time_zone), years, country)
        if until >= today:
            return
        yield {
            "document": row.id,
            "message": row.message_id,
            "kind": row.kind,
            "received_on": local_day(row.received_at, tools.pack.time_zone).isoformat(),
            "keep_until": until.isoformat(),
            "state": row.state,
            "open": row.state in {"in-review", "held", "returned", "failed"},
        }
