"""Shadow mode, promotions and the random check: what speaks for letting a rule post by itself, and what is done about it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from match.scopes import EVERY, Scope
from models import db
from models.errors import UsageError
from models.money import Money
from models.period import Period
from service import listings, samples
from service.actions import evidence
from service.actions.corrections import parse_amount
from service.actions.documents import RefusedError
from service.proof_report import proof_xlsx
from service.report_files import CSV_TYPE, XLSX_TYPE
from service.shadow_report import report_csv, report_xlsx
from web.console import Console, Form, Here, Who, go, read_day
from web.pictures import picture_of
from web.views.evidence import RESULTS, Filters, compared, load_promotions, load_sample, load_samples, load_shadow
from web.views.review import may_see_page, revealed

router = APIRouter()
_BY = {"rule": "rule", "legal-basis": "legal_basis", "supplier": "supplier_id", "period": "period"}
_FILES = {"csv": (report_csv, CSV_TYPE), "xlsx": (report_xlsx, XLSX_TYPE)}


def _filters(request: Request) -> Filters:
    asked = request.query_params
    page = asked.get("page", "")
    return Filters(
        by=_BY.get(asked.get("by", ""), "rule"),
        result=asked.get("result", "") if asked.get("result", "") in RESULTS else "",
        since=read_day(asked.get("since", "")),
        until=read_day(asked.get("until", "")),
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 and int(page) else 1,
    )


@router.get("/shadow")
def show_shadow(request: Request, here: Here) -> Response:
    """Set what was decided beside what people posted."""
    filters = _filters(request)
    with here.app.database.read() as session:
        view = load_shadow(session, here.app.tools, filters)
    by = next(name for name, column in _BY.items() if column == filters.by)
    return here.page(request, "shadow.html", view=view, filters=filters, by=by, dimensions=tuple(_BY), results=RESULTS)


@router.get("/shadow/report.{kind}")
def report(request: Request, kind: str, here: Here) -> Response:
    """Send the whole comparison as a file."""
    if kind not in _FILES:
        raise HTTPException(404)
    filters = _filters(request)
    with here.app.database.read() as session:
        found = compared(session, here.app.tools, filters)
    write, media_type = _FILES[kind]
    headers = {"content-disposition": f'attachment; filename="afstem-shadow.{kind}"'}
    return Response(write(found), media_type=media_type, headers=headers)


@router.get("/documents/{document_id}/proof")
def proof(document_id: int, here: Here) -> Response:
    """Send the proof of every decision that was made about a document; what waits for a blind answer is not in it."""
    with here.app.database.read() as session:
        session.get_one(db.Document, document_id)
        blind = {row.line for row in samples.open_for(session, document_id) if row.answer is None}
        rows = [
            row
            for row in listings.decisions(session, here.app.tools.policy, all_revisions=True, document_id=document_id)
            if (row["line"] or 0) not in blind
        ]
        named = {row["policy_version"] for row in rows}
        policies = list(session.scalars(select(db.PolicyVersion).where(db.PolicyVersion.version.in_(named))))
    headers = {"content-disposition": f'attachment; filename="afstem-proof-{document_id}.xlsx"'}
    return Response(proof_xlsx(rows, policies), media_type=XLSX_TYPE, headers=headers)


@router.post("/documents/{document_id}/lines/{line}/judge")
def judge(document_id: int, line: int, here: Here, who: Who, form: Form) -> Response:
    """Say whose posting was right."""
    evidence.judge(
        here.app.database, here.app.tools, who, document_id, line, right=form.text("right"), because=form.text("because")
    )
    return go("/shadow")


@router.get("/promotions")
def show_promotions(request: Request, here: Here, who: Who) -> Response:
    """Show what may post by itself, what could, and what is missing."""
    with here.app.database.read() as session:
        view = load_promotions(session, here.app.tools)
    return here.page(request, "promotions.html", view=view, policy=here.app.tools.policy, own=who.name)


@router.post("/promotions")
def promote(here: Here, who: Who, form: Form) -> Response:
    """Let a rule post by itself, for what the evidence covers."""
    scope = Scope(form.text("rule")[:40], form.text("legal_basis")[:40] or EVERY, form.text("supplier_id")[:64] or EVERY)
    evidence.promote(here.app.database, here.app.tools, who, scope, because=form.text("because"))
    return go("/promotions")


@router.post("/promotions/{promotion_id}/confirm")
def confirm(promotion_id: int, here: Here, who: Who) -> Response:
    """Put a promotion in force, as the second person."""
    evidence.confirm(here.app.database, here.app.tools, who, promotion_id)
    return go("/promotions")


@router.post("/promotions/{promotion_id}/end")
def end(promotion_id: int, here: Here, who: Who, form: Form) -> Response:
    """Take a promotion back."""
    evidence.end(here.app.database, here.app.tools, who, promotion_id, because=form.text("because"))
    return go("/promotions")


@router.get("/samples")
def show_samples(request: Request, here: Here) -> Response:
    """Show what was drawn for the random check, and what came of it."""
    with here.app.database.read() as session:
        view = load_samples(session)
    return here.page(request, "samples.html", view=view, policy=here.app.tools.policy)


@router.get("/samples/{sample_id}")
def show_sample(request: Request, sample_id: int, here: Here, who: Who) -> Response:
    """Show one drawn line: the document and a form; what afstem would post only once somebody has answered."""
    return _sample_page(request, here, who, sample_id)


def _sample_page(request: Request, here: Console, who: Who, sample_id: int, *, error: str = "") -> Response:
    with here.app.database.read() as session:
        view = load_sample(session, sample_id)
        seen = revealed(session, who, f"document:{view.document.id}", here.app.tools.clock.now())
    found = picture_of(here.app, view.document.sha256, 1) if may_see_page(who, revealed=seen) else ""
    pages = 0 if isinstance(found, str) else min(found.pages, 10)
    return here.page(request, "sample.html", status=422 if error else 200, view=view, pages=pages, error=error, own=who.name)


@router.post("/samples/{sample_id}/answer")
def answer(request: Request, sample_id: int, here: Here, who: Who, form: Form) -> Response:
    """Say what one would post, before seeing what afstem would."""
    try:
        grant_id, period, amount = _typed(here, sample_id, form)
        evidence.answer_sample(
            here.app.database, here.app.tools, who, sample_id, grant_id=grant_id, period=period, amount=amount
        )
    except (RefusedError, UsageError) as refused:
        return _sample_page(request, here, who, sample_id, error=here.words.said(str(refused)))
    return go(f"/samples/{sample_id}")


def _typed(here: Console, sample_id: int, form: Form) -> tuple[str | None, Period | None, Money | None]:
    chosen = form.text("grant")
    if not chosen:
        raise UsageError("Choose a grant, or that nothing is to be posted.")
    if chosen == "none":
        return None, None, None
    start, until = read_day(form.text("start")), read_day(form.text("end"))
    if start is None or until is None or until < start:
        raise UsageError("Enter the first and the last day that is billed.")
    with here.app.database.read() as session:
        currency = session.get_one(db.Sample, sample_id).currency
    amount = parse_amount(form.text("amount"), "amount", here.app.tools.pack)
    return chosen[:64], Period(start, until), Money.of(amount, currency)


@router.post("/samples/{sample_id}/settle")
def settle(sample_id: int, here: Here, who: Who, form: Form) -> Response:
    """Say which of two different answers is right, as another person."""
    evidence.settle_sample(
        here.app.database,
        here.app.tools,
        who,
        sample_id,
        machine_was_right=form.text("right") == "machine",
        because=form.text("because"),
    )
    return go("/samples")


@router.post("/rules/{rule}/lift")
def lift(rule: str, here: Here, who: Who, form: Form) -> Response:
    """Let a demoted rule post by itself again."""
    evidence.lift_demotion(here.app.database, here.app.tools, who, rule, because=form.text("because"))
    return go("/samples")
