"""Comparisons over everything that is on record, kept until what they rest on changes.

Nothing changes without an event in the audit trail or an import, so their last numbers say whether what was worked out is still
true. But there is an event for every step of every document. What rests on grants and payments alone is as true as before
then, and for a large council takes seconds: such a comparison says what it rests on. For pages only: whoever acts on a comparison works it out again in the transaction that acts.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from models import db
from service.clock import local_day
from service.tools import Tools

_T = TypeVar("_T")
#: So many comparisons of one database are kept: one for each way in which a page was filtered lately.
MOST = 12
#: Master data and the ledger change by imports only; a settlement is taken back without a new row.
_PAID = (
    *(select(func.max(table.id)) for table in (db.Import, db.Ledger, db.Settlement)),
    select(func.count(db.Settlement.reversed_by)),
)
_DECIDED = (select(func.max(db.Decision.id)),)


class RestsOn(Enum):
    """What a comparison is made of, and so what it is kept for."""

    #: Grants, people and contracts, and what is paid.
    PAYMENTS = union_all(*_PAID)
    #: The same, and what was decided about documents.
    DECISIONS = union_all(*_PAID, *_DECIDED)
    #: Also where documents, letters and postings stand, and what people have done.
    EVERYTHING = union_all(*_PAID, *_DECIDED, select(func.max(db.AuditEvent.id)))


_KEPT: WeakKeyDictionary[Any, OrderedDict[Hashable, tuple[Hashable, Any]]] = WeakKeyDictionary()
_LOCK = threading.Lock()
#: Two who open the same page at once wait for one computation.
_AT_WORK = threading.Lock()


def kept(
    session: Session,
    tools: Tools,
    name: Hashable,
    work_out: Callable[[], _T],
    *,
    rests_on: RestsOn = RestsOn.EVERYTHING,
) -> _T:
    """Return what was worked out under this name, or work it out when what it rests on, the policy or the day has changed."""
    day = local_day(tools.clock.now(), tools.pack.time_zone)
    version = (day, tools.policy, tuple(session.scalars(rests_on.value)))
    with _LOCK:
        of_database = _KEPT.setdefault(session.get_bind().engine, OrderedDict())
    with _AT_WORK:
        found = of_database.get(name)
        if found is None or found[0] != version:
            found = of_database[name] = (version, work_out())
        of_database.move_to_end(name)
        while len(of_database) > MOST:
            of_database.popitem(last=False)
    value: _T = found[1]
    return value
