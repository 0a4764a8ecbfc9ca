"""Every route and every role: who gets in is a committed table, and a new route without a rule does not start."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from web.access import TABLE, check_table
from web.app import all_routes

COMMITTED = Path(__file__).parent / "access.csv"
ROLES = ("reviewer", "approver", "admin", "auditor")
_GIVEN = {
    "{document_id}": "999999",
    "{message_id}": "999999",
    "{letter_id}": "999999",
    "{case_id}": "999999",
    "{anchor_id}": "999999",
    "{incident_id}": "999999",
    "{receipt_id}": "999999",
    "{caution_id}": "999999",
    "{supplier_id}": "NOBODY",
    "{promotion_id}": "999999",
    "{sample_id}": "999999",
    "{line}": "1",
    "{rule}": "NOTHING",
    "{kind}": "csv",
    "{page}": "1",
    "{index}": "0",
    "{name}": "nothing",
    "{map_id}": "NOBODY",
    "{stamp}": "0",
    "{path:path}": "nothing.css",
}


def _path(route: str) -> tuple[str, str]:
    method, path = route.split(" ", 1)
    for name, value in _GIVEN.items():
        path = path.replace(name, value)
    return method, path


def _outcome(status: int, location: str) -> str:
    if status == 303 and location.startswith("/login"):
        return "log in first"
    return "no" if status == 403 else "yes"


def test_who_may_go_where_is_what_was_agreed(denmark):
    """The table is walked with real requests; the things named do not exist, so nothing happens to anything."""
    doors = {"nobody": denmark.client(), **{role: denmark.desk(role).client for role in ROLES}}
    tokens = {}
    for role in ROLES:
        page = doors[role].get("/")
        tokens[role] = page.text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    found = io.StringIO()
    writer = csv.writer(found, lineterminator="\n")
    writer.writerow(["route", "nobody", *ROLES])
    for route in sorted(all_routes()):
        method, path = _path(route)
        row = [route]
        for who, door in doors.items():
            if route == "POST /logout" and who != "nobody":
                row.append("yes")  # it would end the session that the rest of the walk needs
                continue
            data = {"csrf": tokens.get(who, ""), "version": "0", "role": "nobody", "because": "x"}
            if method == "POST":
                answer = door.post(path, data=data, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
            else:
                answer = door.get(path, follow_redirects=False)
            assert answer.status_code < 500 or path == "/readyz", (route, who, answer.text[:300])
            row.append(_outcome(answer.status_code, answer.headers.get("location", "")))
        writer.writerow(row)

    assert found.getvalue() == COMMITTED.read_text(encoding="utf-8")


def test_only_log_in_health_and_files_are_open_to_all():
    open_to_all = {route for route, act in TABLE.items() if act is None}

    assert open_to_all == {
        "GET /login",
        "POST /login",
        "POST /login/dev",
        "GET /healthz",
        "GET /readyz",
        "GET /static/{stamp}/{path:path}",
    }


def test_a_route_without_a_rule_does_not_start():
    with pytest.raises(RuntimeError, match="routes without a rule"):
        check_table([*all_routes(), "POST /documents/{document_id}/shred"])


def test_a_rule_without_a_route_does_not_start():
    with pytest.raises(RuntimeError, match="rules without a route"):
        check_table(all_routes()[1:])


def test_the_picture_of_a_page_is_not_for_those_who_have_not_asked(denmark):
    document = denmark.document("several-grants")
    auditor = denmark.desk("auditor")
    path = f"/documents/{document.id}/pages/1/picture"

    assert auditor.get(path).status_code == 403
    assert auditor.get(f"/documents/{document.id}/file").status_code == 403
    assert denmark.desk("reviewer").get(path).headers["content-type"] == "image/webp"

    auditor.get(f"/documents/{document.id}")
    auditor.post(f"/documents/{document.id}/reveal")
    assert auditor.get(path).status_code == 200
