"""The check sheet: every balance that waits for sign-off in one table, the doubtful ones first, and the same as a workbook."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.case_letters import XLSX
from service.check_sheet import check_sheet
from web.console import Here
from web.headers import FOREIGN_POLICY
from web.views.check_sheet import PAGE, check_rows

router = APIRouter()


@router.get("/check-sheet")
def show(request: Request, here: Here) -> Response:
    """Show a page of the sheet."""
    asked = request.query_params.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    with here.app.database.read() as session:
        rows, sums = check_rows(session, max(page, 1))
    return here.page(request, "check_sheet.html", rows=rows, sums=sums, number=max(page, 1), pages=-(-sums.count // PAGE))


@router.get("/check-sheet/file")
def file(here: Here) -> Response:
    """Send the sheet as a workbook, to be saved."""
    headers = {"content-disposition": 'attachment; filename="check-sheet.xlsx"', "content-security-policy": FOREIGN_POLICY}
    return Response(check_sheet(here.app.database, here.app.tools), media_type=XLSX, headers=headers)
