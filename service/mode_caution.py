"""What a policy of mode `live` has to hear: it posts by every rule, also by those for which no evidence was ever weighed."""

from __future__ import annotations

from sqlalchemy import func, select

from models import db
from models.errors import MissingError
from models.posting import Mode
from service.opening import open_as_it_is
from service.settings import Settings

LIVE_WITHOUT_EVIDENCE = (
    "policy.mode is live: every rule posts by itself, and no promotion is on record, so nobody has weighed evidence for any of them. "
    'Set it to "promoted" and promote what `afstem shadow` speaks for, or to "shadow" until then.'
)


def mode_cautions(settings: Settings) -> tuple[str, ...]:
    """Return the warning where the mode is live and nothing is promoted, also where there is no database yet to look into."""
    if settings.make_policy().mode is not Mode.LIVE:
        return ()
    try:
        database = open_as_it_is(settings)
    except MissingError:
        return (LIVE_WITHOUT_EVIDENCE,)
    try:
        with database.read() as session:
            promoted = session.scalar(
                select(func.count())
                .select_from(db.Promotion)
                .where(db.Promotion.confirmed_at.is_not(None), db.Promotion.ended_at.is_(None))
            )
    except MissingError:
        promoted = 0
    finally:
        database.dispose()
    return () if promoted else (LIVE_WITHOUT_EVIDENCE,)
