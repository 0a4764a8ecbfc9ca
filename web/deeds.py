"""What a button does: its form is read, one action of the service is called, and what stands against it is shown on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from starlette.responses import Response

from models.errors import PermanentError, UsageError
from service.actions.actor import Actor, NotAllowedError
from service.workflow import StaleClaimError
from web.console import Console, Posted

T = TypeVar("T")
#: Makes a value of a field as it was typed; raises UsageError for what it cannot be.
Reader = Callable[[str], object]


class Refused(Protocol):
    """Shows the page again with what stands against a button; nothing was saved."""

    def __call__(self, *, status: int, error: str = "", stale: bool = False) -> Response:
        """Return the page."""


def attempt(here: Console, act: Callable[[], T], refused: Callable[[str], Response], done: Callable[[T], Response]) -> Response:
    """Do something and go on with what came of it, or show what stands against it in words; nothing was then saved."""
    try:
        result = act()
    except NotAllowedError:
        raise
    except (PermanentError, UsageError) as error:
        return refused(here.words.said(str(error)))
    return done(result)


@dataclass(frozen=True, slots=True)
class Deed:
    """One press of a button: who pressed it, on which thing, and the two pages that may follow."""

    here: Console
    who: Actor
    form: Posted = field(repr=False)
    #: The number of the document, letter or case.
    thing: int
    refused: Refused = field(repr=False)
    done: Callable[[], Response] = field(repr=False)

    def do(self, act: Callable[..., object], **fields: Reader) -> Response:
        """Call an action of the service with the version that the person saw and with fields of the form, each read by its reader."""
        try:
            given = {name: read(self.form.text(name)) for name, read in fields.items()}
            act(self.here.app.database, self.here.app.tools, self.who, self.thing, version=self.form.number("version"), **given)
        except StaleClaimError:
            return self.refused(status=409, stale=True)
        except NotAllowedError:
            raise
        except (PermanentError, UsageError) as error:
            return self.refused(status=422, error=self.here.words.said(str(error)))
        return self.done()
