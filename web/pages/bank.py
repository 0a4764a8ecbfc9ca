"""Bank files: the council's own, whose bookings are matched to what was asked back, and those of accounts that no provider holds."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.period import Period
from service.account_files import Filed
from service.actions import bank
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.bank_money import BankRead
from web.console import Console, Form, Here, Posted, Who, go, read_day
from web.deeds import attempt
from web.show import mask
from web.views.bank import bookings

router = APIRouter()


@router.get("/bank")
def show(request: Request, here: Here, who: Who) -> Response:
    """Show the forms, what waits for a person, and what was decided lately."""
    return _page(request, here, who)


@router.post("/bank")
def bring(request: Request, here: Here, who: Who, form: Form) -> Response:
    """Take what came back from the council's bank file, and say what became of each booking."""
    return attempt(
        here,
        lambda: bank.bring(here.app.database, here.app.tools, who, form.upload("file")),
        partial(_refused, request, here, who),
        lambda read: _page(request, here, who, read=read),
    )


@router.post("/bank/account")
def bring_account(request: Request, here: Here, who: Who, form: Form) -> Response:
    """Work an account out from its own bank file."""

    def work_out() -> Filed:
        days, account_id = _days(form), form.text("account")
        return bank.bring_account(here.app.database, here.app.tools, who, form.upload("file"), account_id, days)

    return attempt(here, work_out, partial(_refused, request, here, who), lambda done: go(f"/statements/{done.case_id}"))


@router.post("/bank/{receipt_id}/confirm")
def confirm(request: Request, receipt_id: int, here: Here, who: Who) -> Response:
    """Say that a proposed booking is the money."""
    act = partial(bank.confirm, here.app.database, here.app.tools, who, receipt_id)
    return attempt(here, act, partial(_refused, request, here, who), lambda _: go("/bank"))


@router.post("/bank/{receipt_id}/refuse")
def refuse(request: Request, receipt_id: int, here: Here, who: Who, form: Form) -> Response:
    """Say that it is not."""
    act = partial(bank.refuse, here.app.database, here.app.tools, who, receipt_id, because=form.text("because"))
    return attempt(here, act, partial(_refused, request, here, who), lambda _: go("/bank"))


def _refused(request: Request, here: Console, who: Actor, error: str) -> Response:
    return _page(request, here, who, status=422, error=error)


def _days(form: Posted) -> Period | None:
    first, last = read_day(form.text("first")), read_day(form.text("last"))
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        raise RefusedError("Enter both the first and the last day, or neither where the file says which days it covers.")
    return Period(first, last)


def _page(
    request: Request, here: Console, who: Actor, *, status: int = 200, error: str = "", read: BankRead | None = None
) -> Response:
    with here.app.database.read() as session:
        waiting = bookings(session, here.app.tools, who, waiting=True)
        decided = bookings(session, here.app.tools, who, waiting=False)
    rest = [
        (line.day, line.amount, line.text if who.may(Act.REVIEW) else mask(line.text))
        for line in (read.unmatched if read else ())
    ]
    return here.page(request, "bank.html", status=status, waiting=waiting, decided=decided, read=read, rest=rest, error=error)
