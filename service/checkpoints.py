"""Named places where a test may cut the power.

`reach` is called between steps and costs nothing in service. A test's child sets `AFSTEM_TEST_FAIL_AT=n` and dies at the
n-th place it comes by, as if the plug were pulled; started again, it must end where an undisturbed run ends.
"""

from __future__ import annotations

import itertools
import os
from typing import Final

FAIL_AT: Final = "AFSTEM_TEST_FAIL_AT"
LOG_TO: Final = "AFSTEM_TEST_CHECKPOINTS"

_count = itertools.count(1)


def reach(name: str) -> None:
    """Come by a named place. Nothing happens unless a test asked for it."""
    fail_at, log_to = os.environ.get(FAIL_AT), os.environ.get(LOG_TO)
    if fail_at is None and log_to is None:
        return
    number = next(_count)
    if log_to:
        with open(log_to, "a", encoding="utf-8") as log:  # noqa: PTH123 - one short append, as plain as can be
            log.write(f"{number} {name}\n")
    if fail_at and number == int(fail_at):
        os._exit(137)
