"""Comparisons over everything that is on record, kept until anything on record changes.

Nothing changes without an event in the audit trail or an import, so their last numbers say whether what was worked out is still
true. For pages only: whoever acts on a comparison works it out again in the transaction that acts.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
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
_TABLES = (db.AuditEvent, db.Import, db.Decision, db.Settlement, db.Ledger)
_VERSION = union_all(*(select(func.max(table.id)) for table in _TABLES))
_KEPT: WeakKeyDictionary[Any, OrderedDict[Hashable, tuple[Hashable, Any]]] = WeakKeyDictionary()
_LOCK = threading.Lock()
#: Two who open the same page at once wait for one computation.
_AT_WORK = threading.Lock()


def kept(session: Session, tools: Tools, name: Hashable, work_out: Callable[[], _T]) -> _T:
    """Return what was worked out under this name, or work it out when anything on record, or the day, has changed."""
    day = local_day(tools.clock.now(), tools.pack.time_zone)
    version = (day, tools.policy, tuple(session.scalars(_VERSION)))
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
