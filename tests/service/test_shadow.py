"""Shadow mode on rows made for it: what differs from people's postings, what that lets people promote, and who may."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from countries.packs import DENMARK
from match.compare import Result
from match.scopes import EVERY, Scope
from models import db
from models.policy import Policy
from models.posting import Mode
from service import listings, promotions, shadow
from service.actions import evidence
from service.actions.actor import Actor, NotAllowedError, Role
from service.actions.documents import RefusedError
from service.audit import broken_links
from service.clock import MovableClock
from service.database import Database
from service.proof_report import proof_csv, proof_xlsx
from service.shadow_report import COLUMNS, line_object, report_csv, report_xlsx

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
ANN, BOB, CLERK = (
    Actor("ann", frozenset({Role.APPROVER})),
    Actor("bob", frozenset({Role.ADMIN})),
    Actor("clerk", frozenset({Role.REVIEWER})),
)


def tools_with(**policy: Any) -> Any:
    chosen = {"promotion_decisions": 5, "promotion_percent": 50, **policy}
    return SimpleNamespace(pack=DENMARK, policy=Policy.for_country("dk", chosen), clock=MovableClock(NOW))


class Books:
    """Writes decisions of ours and postings of theirs straight into the tables."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.count = 0

    def grant(self, grant_id: str, basis: str = "SEL108", supplier: str = "S1") -> None:
        self._add(
            db.Grant(
                grant_id=grant_id,
                person_id="P1",
                supplier_id=supplier,
                service="x",
                legal_basis=basis,
                target_group="",
                unit="day",
                start=date(2026, 1, 1),
                prepaid=False,
                billing="calendar_month",
                contract_rules="",
                row_hash="",
            )
        )

    def decided(self, number: str, **more: Any) -> int:
        """One line of one invoice, as the machine decided it."""
        self.count += 1
        sha = f"{self.count:064x}"
        corrected = more.pop("corrected", None)
        received = more.pop("received", datetime(2026, 7, 2, 8, tzinfo=UTC))
        values = {
            "line": 1,
            "revision": 0,
            "current": True,
            "verdict": "post",
            "code": "auto-posted",
            "codes": ["auto-posted"],
            "supplier_id": "S1",
            "grant_id": "G1",
            "period_start": JUNE[0],
            "period_end": JUNE[1],
            "rule": "DK_DAYS",
            "tier": 1,
            "amount_minor": 10_000,
            "currency": "DKK",
            "component": "base",
            "explanation": "",
            "eliminated": [],
            "findings": [],
            "settles": [],
            "policy_version": "p",
            "data_version": "d",
            "decided_by": "afstem",
            "decided_at": NOW,
            **more,
        }
        with self.database.write() as session:
            session.add(db.RawMessage(sha256=sha, size=1, stored_at=NOW))
            session.flush()
            message = db.Message(sha256=sha, mailbox="m", received_at=received, state="sorted")
            session.add(message)
            session.flush()
            document = db.Document(
                message_id=message.id,
                part="1",
                sha256=sha,
                sniffed="pdf",
                received_at=received,
                state="approved",
                supplier_id=values["supplier_id"],
                invoice_number=number,
                invoice_key=number,
                corrected=corrected,
            )
            session.add(document)
            session.flush()
            session.add(db.Decision(document_id=document.id, **values))
            return document.id

    def posted(self, number: str, grant: str = "G1", minor: int = 10_000, supplier: str = "S1", **more: Any) -> None:
        start, end = more.get("period", JUNE)
        self._add(
            db.Ledger(
                supplier_id=supplier,
                invoice_number=number,
                invoice_key=number,
                grant_id=grant,
                period_start=start,
                period_end=end,
                amount_minor=minor,
                currency="DKK",
                voucher=f"V{number}",
                posted_on=more.get("on", date(2026, 8, 20)),
                row_hash="",
            )
        )

    def agreed(self, count: int, supplier: str = "S1", prefix: str = "A") -> None:
        """So many invoices on which both agree."""
        for each in range(count):
            self.decided(f"{prefix}{each}", supplier_id=supplier)
            self.posted(f"{prefix}{each}", supplier=supplier)

    def lines(self, tools: Any = None, **more: Any) -> list[shadow.Line]:
        with self.database.read() as session:
            return shadow.lines(session, tools or tools_with(), **more)

    def _add(self, row: Any) -> None:
        with self.database.write() as session:
            session.add(row)


@pytest.fixture
def books(database: Database) -> Books:
    books = Books(database)
    books.grant("G1")
    books.grant("G2", "SEL104")
    return books


def test_every_kind_of_difference_is_found_with_what_people_posted(books: Books):
    books.decided("1")
    books.posted("1")
    books.decided("2")
    books.posted("2", minor=9_900)
    books.decided("3")
    books.posted("3", "G2")
    books.decided("4")
    books.decided("5", verdict="review", code="no-citizen", codes=["no-citizen"], rule=None, grant_id=None)
    books.posted("5", "G2")
    books.posted("6")
    books.decided("7", verdict="return", code="amount-too-high", codes=["amount-too-high"], rule=None)

    found = {each.invoice_number: each for each in books.lines()}

    assert {number: each.result for number, each in found.items()} == {
        "1": Result.SAME,
        "2": Result.AMOUNT,
        "3": Result.GRANT,
        "4": Result.ONLY_OURS,
        "5": Result.ONLY_THEIRS,
        "6": Result.NOT_SEEN,
        "7": Result.NEITHER,
    }
    two = line_object(found["2"])
    assert (two["amount"], two["ledger_amount"], two["voucher"], two["posted_on"]) == ("100.00", "99.00", "V2", "2026-08-20")
    assert two["counts_against"] is True
    assert found["5"].legal_basis == "SEL104"
    tally = shadow.tally(found.values())
    assert (tally.compared, tally.errors) == (4, 3)


def test_people_have_their_time_before_it_counts_that_they_did_not_post(books: Books):
    """The ledger reaches to 20 August; an invoice of 10 August may still be posted, one of 2 July is overdue."""
    books.posted("0")
    books.decided("new", received=datetime(2026, 8, 10, 8, tzinfo=UTC))
    books.decided("old")

    found = {each.invoice_number: each.result for each in books.lines()}

    assert (found["new"], found["old"]) == (Result.WAITING, Result.ONLY_OURS)


def test_what_was_held_back_for_other_reasons_is_evidence_and_what_people_corrected_is_not(books: Books):
    for number, code in (("1", "sampled"), ("2", "not-promoted"), ("3", "over-limit")):
        books.decided(number, verdict="propose", code=code, codes=[code])
        books.posted(number)
    corrected = books.decided("4", verdict="review", code="no-citizen", codes=["no-citizen"], rule=None, corrected=b"x")
    with books.database.write() as session:
        row = session.scalars(select(db.Decision).where(db.Decision.document_id == corrected)).one()
        names = [column.name for column in db.Decision.__table__.columns if column.name != "id"]
        values = {name: getattr(row, name) for name in names}
        after = {"revision": 1, "verdict": "post", "code": "auto-posted", "codes": ["auto-posted"], "rule": "DK_DAYS"}
        session.add(db.Decision(**{**values, **after}))
    books.posted("4")

    found = {each.invoice_number: each.result for each in books.lines()}

    assert found == {"1": Result.SAME, "2": Result.SAME, "3": Result.ONLY_THEIRS, "4": Result.ONLY_THEIRS}


def test_what_we_posted_ourselves_proves_nothing(books: Books):
    document = books.decided("1")
    with books.database.write() as session:
        decision = session.scalars(select(db.Decision).where(db.Decision.document_id == document)).one()
        session.add(
            db.Posting(
                posting_id="P1",
                decision_id=decision.id,
                part=0,
                supplier_id="S1",
                invoice_number="1",
                invoice_key="1",
                line=1,
                grant_id="G1",
                account="1",
                cost_element="X",
                amount_minor=10_000,
                currency="DKK",
                credit=False,
                period_start=JUNE[0],
                period_end=JUNE[1],
                text="",
                remark="",
                reference="",
                mode=Mode.LIVE.value,
                created_at=NOW,
            )
        )
    books.posted("1")

    (found,) = books.lines()

    assert found.result is Result.OWN
    assert shadow.evidence([found]) == {}


def test_a_breakdown_counts_every_line_once(books: Books):
    books.agreed(3)
    books.decided("x", period_start=date(2026, 7, 1), period_end=date(2026, 7, 31))
    books.posted("x", minor=1, period=(date(2026, 7, 1), date(2026, 7, 31)))

    found = books.lines()

    by_period = {each.values["period"]: each.tally for each in shadow.summarise(found, ("period",))}
    assert {name: (tally.compared, tally.errors) for name, tally in by_period.items()} == {"2026-06": (3, 0), "2026-07": (1, 1)}
    for by in (("rule",), ("legal_basis", "supplier_id"), shadow.DIMENSIONS):
        assert sum(each.tally.compared for each in shadow.summarise(found, by)) == 4
    assert len(books.lines(since=date(2026, 7, 1))) == 1
    assert len(books.lines(until=date(2026, 6, 30))) == 3


def test_the_files_hold_what_the_list_holds_and_no_formula(books: Books):
    books.decided("=1+1", supplier_id="=S")
    books.posted("=1+1", supplier="=S", minor=9_950)
    found = books.lines()

    rows = list(csv.DictReader(io.StringIO(report_csv(found).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(report_xlsx(found)))

    assert list(rows[0]) == list(COLUMNS)
    assert (rows[0]["result"], rows[0]["amount"], rows[0]["invoice_number"]) == ("different-amount", "100.00", "'=1+1")
    assert book.sheetnames == ["Differences", "By scope", "By rule", "By legal basis", "By supplier", "By period", "Lines"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    amounts = [row[COLUMNS.index("ledger_amount")].value for row in book["Differences"].iter_rows(min_row=2)]
    assert amounts == [99.5]


def promote(books: Books, tools: Any, scope: Scope, actor: Actor = ANN) -> int:
    return evidence.promote(books.database, tools, actor, scope, because="as agreed in the board")


def in_force(books: Books, *suppliers: str) -> tuple[Scope, ...]:
    with books.database.read() as session:
        return promotions.in_force(session, tools_with(mode="promoted").policy, suppliers)


def test_a_promotion_needs_evidence_a_second_person_and_leaves_a_trail(books: Books):
    tools, scope = tools_with(), Scope("DK_DAYS", "SEL108", "S1")
    books.agreed(4)
    with pytest.raises(RefusedError, match="4 decisions have been compared; the policy asks for 5"):
        promote(books, tools, scope)
    books.agreed(4, prefix="B")

    number = promote(books, tools, scope)
    assert in_force(books, "S1") == ()
    with pytest.raises(RefusedError, match="Two people are needed"):
        evidence.confirm(books.database, tools, ANN, number)
    with pytest.raises(NotAllowedError):
        evidence.confirm(books.database, tools, CLERK, number)
    evidence.confirm(books.database, tools, BOB, number)

    assert in_force(books, "S1") == (scope,)
    assert in_force(books, "S2") == ()
    with pytest.raises(RefusedError, match="promoted already"):
        promote(books, tools, scope)
    evidence.end(books.database, tools, BOB, number, because="the supplier has a new system")
    assert in_force(books, "S1") == ()
    with books.database.read() as session:
        events = session.scalars(select(db.AuditEvent).where(db.AuditEvent.subject == f"promotion:{number}")).all()
        assert [(each.actor, each.event) for each in events] == [
            ("user:ann", "promoted"),
            ("user:bob", "confirmed"),
            ("user:bob", "ended"),
        ]
        assert events[0].after == "DK_DAYS SEL108 S1: 0 of 8 differ, below 0.312344"
        assert list(broken_links(session)) == []


def test_one_person_is_enough_where_the_policy_says_so(books: Books):
    tools = tools_with(promotion_two_people=False)
    books.agreed(6)

    promote(books, tools, Scope("DK_DAYS"))

    assert in_force(books, "anybody") == (Scope("DK_DAYS", EVERY, EVERY),)


def test_only_a_policy_of_promoted_scopes_asks_for_them(books: Books):
    tools = tools_with(promotion_two_people=False)
    books.agreed(6)
    promote(books, tools, Scope("DK_DAYS"))

    with books.database.read() as session:
        for mode, expected in (("shadow", 0), ("live", 0), ("promoted", 1)):
            assert len(promotions.in_force(session, tools_with(mode=mode).policy, ["S1"])) == expected


def test_errors_above_the_bar_are_refused_until_somebody_has_found_them_to_be_theirs(books: Books):
    tools, scope = tools_with(promotion_percent=40), Scope("DK_DAYS", "SEL108", "S1")
    books.agreed(6)
    wrong = books.decided("w")
    books.posted("w", minor=1)
    with pytest.raises(RefusedError, match=r"1 of 7 differ: up to 52\.08 % may be wrong, and the policy allows 40 %"):
        promote(books, tools, scope)

    evidence.judge(books.database, tools, ANN, wrong, 1, right="ours", because="a slip of the pen, voucher reversed")

    assert promote(books, tools, scope)
    (line,) = [each for each in books.lines() if each.invoice_number == "w"]
    assert (line.result, line.judged, line.is_error) == (Result.AMOUNT, "ours", False)


def test_many_good_suppliers_do_not_hide_a_bad_one(books: Books):
    tools = tools_with(promotion_percent=20)
    for supplier in ("S1", "S2", "S3"):
        books.agreed(20, supplier, f"{supplier}-")
    for each in range(3):
        books.decided(f"bad{each}", supplier_id="S9")
        books.posted(f"bad{each}", supplier="S9", minor=1)

    with pytest.raises(RefusedError, match="3 of 3 differ for SEL108 at S9: promote the others one by one"):
        promote(books, tools, Scope("DK_DAYS"))
    with books.database.read() as session:
        fit, rest = promotions.standings(session, tools)

    assert {each.evidence.scope for each in fit} == {Scope("DK_DAYS", EVERY, each) for each in ("S1", "S2", "S3")}
    assert {each.evidence.scope.supplier_id for each in rest} >= {"S9", EVERY}


def test_what_is_proposed_is_what_can_be_made(books: Books):
    """Every proposal is accepted, and everything else is refused with the reason that stands beside it."""
    tools = tools_with(promotion_two_people=False, promotion_decisions=7)
    books.agreed(6, "S1")
    books.agreed(3, "S2", "B")
    books.decided("c", grant_id="G2", supplier_id="S3")
    books.posted("c", "G2", supplier="S3", minor=5)
    with books.database.read() as session:
        fit, rest = promotions.standings(session, tools)

    for each in rest:
        with pytest.raises(RefusedError) as refused:
            promote(books, tools, each.evidence.scope)
        assert str(refused.value) == f"The evidence is not enough. {each.why_not}"
    assert [each.evidence.scope for each in fit] == [Scope("DK_DAYS", EVERY, EVERY)]
    assert promote(books, tools, fit[0].evidence.scope)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda data, tools: evidence.promote(data, tools, CLERK, Scope("R"), because="x"), id="promote"),
        pytest.param(lambda data, tools: evidence.end(data, tools, CLERK, 1, because="x"), id="end"),
        pytest.param(lambda data, tools: evidence.judge(data, tools, CLERK, 1, 1, right="ours", because="x"), id="judge"),
        pytest.param(lambda data, tools: evidence.lift_demotion(data, tools, CLERK, "R", because="x"), id="lift"),
        pytest.param(
            lambda data, tools: evidence.settle_sample(data, tools, CLERK, 1, machine_was_right=True, because="x"), id="settle"
        ),
    ],
)
def test_a_reviewer_may_do_none_of_it(books: Books, act: Callable[..., object]):
    with pytest.raises(NotAllowedError):
        act(books.database, tools_with())


def test_the_report_of_twenty_thousand_lines_is_made_in_seconds():
    """The pure part of it: comparing and counting; loading is one query for decisions and one for the ledger."""
    from time import process_time

    from match.compare import Ours, Part, Theirs, compare
    from models.period import Period

    period = Period(*JUNE)
    began = process_time()
    results = Counter(
        pair.result
        for number in range(20_000)
        for pair in compare(
            [Ours(number, True, (Part("G", period, number),))], [Theirs(number, Part("G", period, number - number % 2))]
        )
    )

    assert results == {Result.SAME: 10_000, Result.AMOUNT: 10_000}
    assert process_time() - began < timedelta(seconds=20).total_seconds()


def test_the_proof_file_lists_every_grant_looked_at_with_the_fact(books: Books):
    books.decided("1", eliminated=[{"grant_id": "G2", "because": "=It ended before"}, {"grant_id": "G3", "because": "Other"}])
    books.decided(
        "2",
        verdict="review",
        code="no-grant",
        codes=["no-grant"],
        rule=None,
        eliminated=[{"grant_id": "G9", "because": "Paid"}],
    )
    with books.database.write() as session:
        session.add(db.PolicyVersion(version="p", settings={"country": "dk", "mode": "shadow"}, first_used_at=NOW))
    with books.database.read() as session:
        rows = list(listings.decisions(session, tools_with().policy))
        policies = list(session.scalars(select(db.PolicyVersion)))

    book = load_workbook(io.BytesIO(proof_xlsx(rows, policies)))
    listed = list(csv.DictReader(io.StringIO(proof_csv(rows).decode("utf-8-sig"))))

    assert [(row["invoice_number"], row["grant_id"], row["outcome"], row["because"]) for row in listed] == [
        ("1", "G1", "left", "DK_DAYS, tier 1: 100.00 DKK"),
        ("1", "G2", "ruled-out", "'=It ended before"),
        ("1", "G3", "ruled-out", "Other"),
        ("2", "G9", "ruled-out", "Paid"),
    ]
    assert [sheet.max_row for sheet in book] == [3, 5, 3]
    assert {cell.value for cell in book["Policies"]["A"]} == {"policy_version", "p"}
    assert rows[0]["data_version"] == "d"
