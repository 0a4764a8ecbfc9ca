"""Direct-payment cases: checked and signed off by one person, released by another; and what an answer means."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from models import db
from models.direct_payment import Caution, CommittedKind
from models.errors import AfstemError, UsageError
from models.money import Money
from models.reply import Intent
from reconcile.recovery import RecoveryMethod
from service import registers
from service.actions import cases, cautions, incidents, ways
from service.actions.actor import Actor
from service.actions.commitments import accept_commitment
from service.actions.corrections import BadValueError, parse_amount
from service.case_letters import XLSX
from service.workflow import StaleClaimError
from web.console import Console, Form, Here, Posted, Who, go, read_day
from web.deeds import Deed
from web.headers import FOREIGN_POLICY
from web.pages.documents import show_review
from web.views.cases import ORDER, case_counts, case_rows, load_case

router = APIRouter()


@router.get("/statements")
def statements(request: Request, here: Here) -> Response:
    """List the accounts that were reconciled."""
    with here.app.database.read() as session:
        counts = case_counts(session)
        rows, after = case_rows(session, request.query_params)
    states = [(state, counts[state]) for state in ORDER if state in counts]
    chosen = request.query_params.get("state", "")
    return here.page(
        request, "statements.html", rows=rows, states=states, chosen=chosen, after=after, total=sum(counts.values())
    )


@router.get("/statements/{case_id}")
def case(request: Request, case_id: int, here: Here, who: Who) -> Response:
    """Show one case."""
    return _show(request, here, who, case_id)


def _show(
    request: Request, here: Console, who: Actor, case_id: int, *, status: int = 200, error: str = "", stale: bool = False
) -> Response:
    with here.app.database.read() as session:
        view = load_case(session, here.app.tools, here.words, who, case_id)
    kinds = [(kind.value, here.words(f"committed.{kind.value}")) for kind in CommittedKind]
    chosen = [(way.value, here.words(f"method.{way.value}")) for way in RecoveryMethod if way in ways.CHOSEN]
    heard = [(kind.value, here.words(f"caution.{kind.value}")) for kind in Caution]
    return here.page(
        request, "case.html", status=status, view=view, kinds=kinds, ways=chosen, cautions=heard, error=error, stale=stale
    )


@router.get("/statements/{case_id}/workbook")
def workbook(case_id: int, here: Here) -> Response:
    """Send the workbook of a case, to be saved."""
    with here.app.database.read() as session:
        row = session.get_one(db.DpCase, case_id)
    if row.workbook_sha256 is None:
        return Response(status_code=404)
    headers = {"content-disposition": f'attachment; filename="case-{case_id}.xlsx"', "content-security-policy": FOREIGN_POLICY}
    return Response(here.app.tools.store.get(row.workbook_sha256), media_type=XLSX, headers=headers)


@router.get("/statements/{case_id}/file")
def file(case_id: int, here: Here) -> Response:
    """Send the bank file that a case was worked out from, to be saved."""
    with here.app.database.read() as session:
        statement_id = session.get_one(db.DpCase, case_id).statement_id
        statement = session.get(db.DpStatement, statement_id) if statement_id else None
    if statement is None or statement.file_sha256 is None:
        return Response(status_code=404)
    headers = {
        "content-disposition": f'attachment; filename="case-{case_id}-bank.txt"',
        "content-security-policy": FOREIGN_POLICY,
    }
    return Response(here.app.tools.store.get(statement.file_sha256), media_type="application/octet-stream", headers=headers)


def case_deed(request: Request, case_id: int, here: Here, who: Who, form: Form) -> Deed:
    """Return the press of a button on a case."""
    refused = partial(_show, request, here, who, case_id)
    return Deed(here, who, form, case_id, refused, lambda: go(f"/statements/{case_id}"))


CaseDeed = Annotated[Deed, Depends(case_deed)]


@router.post("/statements/{case_id}/sign-off")
def sign_off(deed: CaseDeed) -> Response:
    """Say that the figures are right."""
    return deed.do(cases.sign_off)


@router.post("/statements/{case_id}/commitment")
def commitment(deed: CaseDeed) -> Response:
    """Count money as committed: its evidence was seen."""
    return deed.do(accept_commitment, kind=_kind_of_commitment, amount=partial(_pounds, deed.here), evidence=str)


def _kind_of_commitment(text: str) -> CommittedKind:
    if text not in set(CommittedKind):
        raise UsageError("Choose what the money is held for.")
    return CommittedKind(text)


@router.post("/statements/{case_id}/notice")
def notice(deed: CaseDeed) -> Response:
    """Say that the person was told on paper."""
    return deed.do(cases.record_notice, day=read_day, because=str)


@router.post("/statements/{case_id}/propose")
def propose(deed: CaseDeed) -> Response:
    """Settle a dispute or answer silence: propose how much is asked back."""
    return deed.do(cases.propose, amount=partial(_pounds, deed.here), because=str)


@router.post("/statements/{case_id}/release")
def release(deed: CaseDeed) -> Response:
    """Ask the money back."""
    return deed.do(cases.release_recovery, because=str)


@router.post("/statements/{case_id}/receipt")
def receipt(deed: CaseDeed) -> Response:
    """Record money as the bank statement shows it."""
    return deed.do(cases.record_receipt, amount=partial(_pounds, deed.here), day=read_day, reference=str)


@router.post("/statements/{case_id}/hold")
def hold(deed: CaseDeed) -> Response:
    """Hold a case until a day."""
    return deed.do(cases.put_on_hold, because=str, until=read_day)


@router.post("/statements/{case_id}/resume")
def resume(deed: CaseDeed) -> Response:
    """Take a case off hold."""
    return deed.do(cases.resume, because=str)


@router.post("/statements/{case_id}/close")
def close(deed: CaseDeed) -> Response:
    """End a case."""
    return deed.do(cases.close, because=str)


@router.post("/statements/{case_id}/letters")
def letters(deed: CaseDeed) -> Response:
    """Let letters go to the person again."""
    return deed.do(incidents.let_letters_go, because=str)


@router.post("/statements/{case_id}/way")
def way(deed: CaseDeed) -> Response:
    """Say by which way the money comes home."""
    cost = partial(_pounds_or_none, deed.here)
    return deed.do(ways.choose_way, method=_way_home, first=read_day, weekly_cost=cost)


@router.post("/statements/{case_id}/caution")
def caution(deed: CaseDeed) -> Response:
    """Record what makes somebody look first before money is asked back from this person."""
    return deed.do(cautions.record_caution, kind=_kind_of_caution, because=str, until=read_day)


@router.post("/statements/{case_id}/caution/{caution_id}/clear")
def clear_caution(deed: CaseDeed, caution_id: int) -> Response:
    """Say that it is over."""
    return deed.do(partial(cautions.clear_caution, caution_id=caution_id), because=str)


def _kind_of_caution(text: str) -> Caution:
    if text not in set(Caution):
        raise UsageError("Choose what stands on this person.")
    return Caution(text)


def _way_home(text: str) -> RecoveryMethod:
    if text not in set(RecoveryMethod):
        raise UsageError("Choose how the money comes home.")
    return RecoveryMethod(text)


def _pounds_or_none(here: Console, text: str) -> Money | None:
    return _pounds(here, text) if text else None


def _pounds(here: Console, text: str) -> Money:
    try:
        value = parse_amount(text, "amount", here.app.tools.pack)
        return Money.of(Decimal(value), registers.POUNDS)
    except (BadValueError, InvalidOperation):
        raise UsageError("Enter an amount, such as 1,234.56.") from None


@router.post("/documents/{document_id}/reply")
def reply(request: Request, document_id: int, here: Here, who: Who, form: Form) -> Response:
    """Say what an answer means for each account."""
    try:
        said = [*_said(here, form)]
        cases.decide_reply(here.app.database, here.app.tools, who, document_id, version=form.number("version"), said=said)
    except StaleClaimError:
        return show_review(request, here, who, document_id, status=409, stale=True)
    except AfstemError as error:
        return show_review(request, here, who, document_id, status=422, errors={"": here.words.said(str(error))})
    return go(f"/documents/{document_id}")


def _said(here: Console, form: Posted) -> list[cases.Said]:
    found = []
    for key, intent in form.starting("intent.").items():
        if intent not in set(Intent):
            raise UsageError("Choose what the answer means.")
        text = form.text(f"amount.{key}")
        amount = _pounds(here, text) if text else None
        item_id = int(key) if key.isascii() and key.isdigit() else None
        found.append(cases.Said(Intent(intent), item_id, None if item_id else form.text("reference"), amount))
    return found
