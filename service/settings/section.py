"""What every table of settings is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

#: Addresses of this machine alone: what is weaker than it should be is allowed there.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Section(BaseModel):
    """A frozen table of settings that knows no other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
