"""Bank files in the console: brought by who may, read in the sandbox, what fits shown, what does not laid before a person."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select

from models import db
from tests.acceptance.test_account_files import mt940
from tests.web.test_cases import ACCOUNT, _agreed, case

__all__ = ["case"]

HEAD = "Date;Narrative;Amount"


def _csv(*lines: str) -> bytes:
    return "\n".join((HEAD, *lines)).encode()


@pytest.fixture
def asked(england, case):
    """A case whose provider has agreed, and how much it will pay under which reference."""
    _agreed(england, case)
    row = england.get(db.DpCase, case)
    return row.id, row.reference, f"{row.council_surplus_minor / 100:.2f}"


def _brought(england, *lines, role="approver"):
    desk = england.desk(role)
    desk.get("/bank")
    return desk, desk.send("/bank", _csv(*lines))


def test_what_fits_is_taken_and_what_does_not_is_shown(england, asked):
    case, reference, amount = asked

    desk, answer = _brought(england, f"20/07/2026;SUNRISE {reference};{amount}", "20/07/2026;COUNCIL TAX OF SOMEBODY;12.00")

    assert answer.status_code == 200
    assert "Taken: 1. Proposed: 0. Money in that nobody asked for: 1. Known already: 0." in answer.text
    assert "COUNCIL TAX OF SOMEBODY" in answer.text
    assert "COUNCIL TAX" not in desk.get("/bank").text, "other people's bookings are not kept"
    assert england.get(db.DpCase, case).state == "closed"
    desk, again = _brought(england, f"20/07/2026;SUNRISE {reference};{amount}")
    assert "Taken: 0. Proposed: 0. Money in that nobody asked for: 0. Known already: 1." in again.text


def test_half_a_fit_waits_on_the_page_until_somebody_decides(england, asked):
    case, reference, _ = asked
    _brought(england, f"20/07/2026;{reference};100.00", f"19/07/2026;{reference};50.00")
    reviewer, approver = england.desk("reviewer"), england.desk("approver")
    (first,) = england.all(db.BankReceipt)
    assert f'href="/statements/{case}"' in reviewer.get("/bank").text
    assert "/confirm" not in reviewer.page.text
    assert reviewer.post(f"/bank/{first.id}/confirm").status_code == 403

    approver.get("/bank")
    done = approver.post(f"/bank/{first.id}/confirm")
    twice = approver.post(f"/bank/{first.id}/confirm")

    assert (done.status_code, twice.status_code) == (303, 422)
    assert england.get(db.BankReceipt, first.id).state == "taken"
    assert england.all(db.Recovery, db.Recovery.case_id == case)[0].received_minor == first.amount_minor
    assert "No booking waits" in approver.get("/bank").text


def test_a_booking_that_is_other_money_is_refused_with_its_reason(england, asked):
    case, _, amount = asked
    _brought(england, f"20/07/2026;SOMEBODY ELSE;{amount}")
    (row,) = england.all(db.BankReceipt)
    desk = england.desk("approver")
    desk.get("/bank")

    unsaid = desk.post(f"/bank/{row.id}/refuse", because=" ")
    done = desk.post(f"/bank/{row.id}/refuse", because="rent of the market hall")

    assert (unsaid.status_code, done.status_code) == (422, 303)
    assert england.get(db.BankReceipt, row.id).state == "refused"
    assert england.get(db.DpCase, case).state == "agreed"
    assert england.all(db.AuditEvent, db.AuditEvent.event == "bank-refused")[0].because == "rent of the market hall"


@pytest.mark.parametrize("content", [b"hello", b"", b"\x00" * 2000], ids=["no bank file", "nothing", "bytes"])
def test_what_is_no_bank_file_is_said_and_changes_nothing(england, content):
    desk = england.desk("approver")
    desk.get("/bank")

    answer = desk.send("/bank", content)

    assert answer.status_code == 422
    assert england.all(db.BankReceipt) == []


def test_who_may_not_bring_a_file_sends_none(england):
    desk = england.desk("reviewer")
    desk.get("/bank")

    assert desk.send("/bank", _csv("20/07/2026;X;1.00")).status_code == 403


def test_a_file_larger_than_any_bank_file_is_not_read(england):
    desk = england.desk("approver")
    desk.get("/bank")

    assert desk.send("/bank", b"x" * (21 * 1024 * 1024)).status_code == 413


def test_files_are_taken_nowhere_else(england, case):
    desk = england.desk("reviewer")
    desk.get(f"/statements/{case}")

    answer = desk.send(f"/statements/{case}/hold", b"x", because="a complaint", until="2026-08-31")

    assert answer.status_code >= 400
    assert england.get(db.DpCase, case).state == "draft"


def test_an_account_that_nobody_holds_is_worked_out_from_its_bank_file(england):
    with england.app.database.write() as session:
        like = session.get_one(db.DpAccount, ACCOUNT)
        columns = {each.name: getattr(like, each.name) for each in db.DpAccount.__table__.columns}
        own = {"account_id": "DP-02001", "type": "self_managed_bank", "reference": None, "map_id": None}
        session.add(db.DpAccount(**columns | own))
    desk = england.desk("reviewer")
    desk.get("/bank")
    half = desk.send("/bank/account", mt940(), account="DP-02001", first="2026-04-01", last="")
    held = desk.send("/bank/account", mt940(), account=ACCOUNT, first="", last="")

    done = desk.send("/bank/account", mt940(), account="DP-02001", first="", last="")

    assert (half.status_code, held.status_code, done.status_code) == (422, 422, 303)
    page = desk.get(done.headers["location"]).text
    assert "5,184.10" in page
    assert "Apr 2026" in page
    file = desk.client.get(f"{done.headers['location']}/file")
    assert file.content == mt940()
    assert england.desk("auditor").client.get(f"{done.headers['location']}/file").status_code == 403


def test_the_check_sheet_is_on_the_screen_and_a_workbook(england, case):
    desk = england.desk("reviewer")

    page = desk.get("/check-sheet").text
    file = desk.client.get("/check-sheet/file")

    row = england.get(db.DpCase, case)
    with england.app.database.read() as session:
        drafts = len(
            session.scalars(select(db.DpCase.id).where(db.DpCase.state == "draft", db.DpCase.reconciliation.is_not(None))).all()
        )
    assert f'href="/statements/{case}"' in page
    assert f"{row.closing_minor / 100:,.2f}" in page
    assert f"Balances: {drafts}." in page
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert ACCOUNT in {cell.value for cell in sheet["A"]}
    assert 'attachment; filename="check-sheet.xlsx"' in file.headers["content-disposition"]
