"""What is loaded for one document, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from countries.packs import DENMARK
from match.facts import Facts
from models import db
from models.document import ReaderName, Reading, Source
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading
from models.policy import Policy
from service import switches
from service.asking import Question
from service.database import Database
from service.facts import load_facts, load_facts_of
from service.import_master import import_folder
from service.vault import Vault

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
VAULT = Vault(b"a key for tests, thirty-two byte")
TOOLS = SimpleNamespace(vault=VAULT, pack=DENMARK, policy=Policy.for_country("dk"))
MASTER = {
    "suppliers": "supplier_id,name,country,registration,ownership\n"
    "S1,Elm Court,DK,12345674,private\nS2,Ash Lodge,DK,10000009,private\n",
    "people": "person_id,name,cpr\nP1,Made Up,150331-4203\nP2,Somebody Else,220932-4205\n",
    "grants": "grant_id,person_id,supplier_id,service,legal_basis,unit,start\n"
    "G1,P1,S1,Botilbud,SEL108,day,2026-01-01\nG2,P1,S2,Dagtilbud,SEL104,day,2026-01-01\n"
    "G3,P2,S1,Botilbud,SEL107,day,2026-01-01\n",
    "rates": "grant_id,valid_from,rate\nG1,2026-01-01,2243.00\n",
    "coding": "legal_basis,account,cost_element\nSEL108,1,X\nSEL104,2,Y\nSEL107,3,Z\n",
    "ledger": "supplier_id,invoice_number,grant_id,period_start,period_end,amount\n"
    "S1,Faktura 0017,G3,2026-05-01,2026-05-31,100.00\nS1,16,G1,2026-05-01,2026-05-31,200.00\n",
    "billing_periods": "calendar,period_start,period_end\nfour_weekly,2026-01-05,2026-02-01\nother,2026-01-01,2026-01-31\n",
}


@pytest.fixture
def council(database: Database, tmp_path: Path) -> Database:
    """Two suppliers, two people, three grants."""
    for name, text in MASTER.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    report = import_folder(database, VAULT, tmp_path, country="dk", now=NOON, by="test")
    assert report.errors == ()
    return database


def read(value: object) -> Reading:
    return Reading(value, 1.0, Source(str(value)))


def load(database: Database, *, credits_number: str | None = None, registration: str = "DK12345674", **seen: str) -> Facts:
    line = LineReading(1, person=read("150331-4203"), amount=read(Decimal("67290.00")))
    invoice = Invoice(
        number=read("18"),
        credits=read(credits_number) if credits_number else None,
        supplier=SupplierReading(registration=read(registration)),
        lines=(line,),
    )
    extraction = Extraction(DocumentKind.INVOICE, ReaderName.PDF_TEXT, invoice, **seen)
    with database.read() as session:
        return load_facts(session, db.Document(id=9, sha256="f" * 64, received_at=NOON), extraction, TOOLS)


def test_only_what_the_document_names_is_loaded(council):
    facts = load(council)

    assert [each.supplier_id for each in facts.suppliers] == ["S1"]
    assert [each.person_id for each in facts.people] == ["P1"]
    assert [each.grant_id for each in facts.grants] == ["G1", "G2"]
    assert [str(rate.rate) for rate in facts.grants[0].rates] == ["2243.00"]
    assert [(each.grant_id, str(each.amount)) for each in facts.settled] == [("G1", "200.00")]
    assert sorted(each.legal_basis for each in facts.coding) == ["SEL104", "SEL108"]
    assert [name for name, _ in facts.calendars] == ["four_weekly"]
    assert facts.earlier == ()
    assert facts.held == frozenset()
    assert facts.data_version == f"import-{len(MASTER)}"


def test_a_person_is_known_without_a_grant_and_a_grant_without_a_rate(council):
    with council.write() as session:
        session.execute(update(db.Grant).where(db.Grant.grant_id == "G1").values(closed_at=NOON))
    assert [(each.grant_id, each.rates) for each in load(council).grants] == [("G2", ())]

    with council.write() as session:
        session.execute(update(db.Grant).values(closed_at=NOON))
    facts = load(council)
    assert [each.person_id for each in facts.people] == ["P1"]
    assert facts.grants == ()
    assert facts.settled == ()


def test_a_rate_that_was_closed_is_no_rate(council):
    with council.write() as session:
        session.execute(update(db.Rate).values(closed_at=NOON))

    assert [each.rates for each in load(council).grants] == [(), ()]


def test_what_was_said_once_for_all_documents_is_not_asked_again(council, monkeypatch):
    """However many documents come together, the database is asked five times: a line costs what its rows cost."""
    asked: list[Question] = []
    ask = Question.ask
    load(council)  # what is kept until the next import is there
    monkeypatch.setattr(Question, "ask", lambda self, *args, **given: asked.append(self) or ask(self, *args, **given))
    invoice = Invoice(
        number=read("18"),
        supplier=SupplierReading(registration=read("DK12345674"), bank_account=read("1234-0000123456")),
        lines=(LineReading(1, person=read("150331-4203"), amount=read(Decimal("67290.00"))),),
    )
    extraction = Extraction(DocumentKind.INVOICE, ReaderName.PDF_TEXT, invoice)
    documents = [db.Document(id=9 + number, sha256=f"{number:064x}", received_at=NOON) for number in range(20)]

    with council.read() as session:
        load_facts_of(session, [(document, extraction) for document in documents], TOOLS)

    assert len(asked) == len(set(asked)) == 5


def test_what_a_credited_invoice_settled_is_loaded_whoever_it_was_for(council):
    facts = load(council, credits_number="17")

    assert {each.grant_id for each in facts.settled} == {"G1", "G3"}


def test_a_number_of_another_kind_finds_nobody(council):
    """A company number is no bank account, even if the digits are there."""
    with council.write() as session:
        session.add(db.SupplierKey(kind="bank", value="99000007", supplier_id="S2"))

    assert load(council, registration="99000007").suppliers == ()


def test_a_stopped_supplier_is_held(council):
    with council.write() as session:
        switches.turn(session, "supplier:S1", stop=True, by="test", because="calling back", now=NOON)
        switches.turn(session, "supplier:S2", stop=True, by="test", because="not asked for", now=NOON)

    assert load(council).held == {"S1"}


def test_a_switch_that_was_turned_on_again_holds_nobody(council):
    for stop in (True, False):
        with council.write() as session:
            switches.turn(session, "supplier:S1", stop=stop, by="test", because="calling back", now=NOON)

    assert load(council).held == frozenset()


def test_earlier_documents_are_found_by_bytes_and_by_supplier_and_number(council):
    with council.write() as session:
        session.add(db.RawMessage(sha256="0" * 64, size=1, stored_at=NOON))
        session.flush()
        session.add(db.Message(id=1, sha256="0" * 64, mailbox="m", received_at=NOON, state="sorted"))
        session.flush()
        for number, (sha, supplier, key) in enumerate(
            [("f" * 64, None, None), ("a" * 64, "S1", "18"), ("b" * 64, "S2", "18"), ("c" * 64, "S1", "19")], 1
        ):
            session.add(
                db.Document(
                    id=number, message_id=1, part=str(number), sha256=sha, sniffed="pdf", received_at=NOON, kind="invoice",
                    supplier_id=supplier, invoice_key=key, issued=date(2026, 6, 30), total="67290.00", state="returned",
                )
            )  # fmt: skip

    facts = load(council)

    assert [(each.document_id, each.state, each.total) for each in facts.earlier] == [
        ("1", "returned", Decimal("67290.00")),
        ("2", "returned", Decimal("67290.00")),
    ]


def received(council: Database, *rows: dict[str, object]) -> None:
    """Write documents that came before."""
    with council.write() as session:
        session.add(db.RawMessage(sha256="0" * 64, size=1, stored_at=NOON))
        session.flush()
        session.add(db.Message(id=1, sha256="0" * 64, mailbox="m", received_at=NOON, state="sorted"))
        session.flush()
        for number, row in enumerate(rows, 1):
            good = {"sha256": f"{number:064x}", "kind": "invoice", "supplier_id": "S1", "invoice_number": f"9{number}"}
            good |= {"invoice_key": f"9{number}", "issued": date(2026, 6, 30), "total": "67290.00", "state": "in-review"}
            session.add(
                db.Document(id=number, message_id=1, part=str(number), sniffed="xml", received_at=NOON, **{**good, **row})
            )
        session.flush()


def test_an_earlier_document_is_found_by_its_universal_id_whatever_its_number(council):
    received(council, {"uuid": "7d0e-1", "supplier_id": "S2"}, {"uuid": "7d0e-2"})

    assert [each.document_id for each in load(council, uuid="7d0e-1").earlier] == ["1"]
    assert load(council).earlier == ()


ODD = ['7d "0e"', "7d\\0e", "{7d,0e}", "NULL", "7d'0e", "7d0ø"]


@pytest.mark.parametrize("uuid", ODD)
def test_a_value_may_have_any_signs(council, uuid):
    received(council, *({"uuid": each} for each in ODD))

    assert [each.uuid for each in load(council, uuid=uuid).earlier] == [uuid]


def test_a_number_is_looked_for_under_the_supplier_that_it_came_with(council):
    received(council, {"invoice_key": "18", "supplier_id": "S2"}, {"invoice_key": "19"}, {"invoice_key": "18"})
    taken = [("DK12345674", "18"), ("DK10000009", "19"), ("DK10000009", "18")]

    with council.read() as session:
        facts = load_facts_of(session, [waiting(*each, number) for number, each in enumerate(taken, 11)], TOOLS)

    assert [[each.document_id for each in of_one.earlier] for of_one in facts] == [["3"], [], ["1"]]


def waiting(registration: str, number: str, document_id: int) -> tuple[db.Document, Extraction]:
    invoice = Invoice(number=read(number), supplier=SupplierReading(registration=read(registration)))
    document = db.Document(id=document_id, sha256=f"{document_id:064x}", received_at=NOON)
    return document, Extraction(DocumentKind.INVOICE, ReaderName.PDF_TEXT, invoice)


def test_scans_of_the_same_supplier_are_compared_only_with_a_scan(council):
    received(council, {}, {"supplier_id": "S2"}, {})
    with council.write() as session:
        session.add_all([db.PagePrint(document_id=number, print=f"{number:016x}") for number in (1, 2)])

    scans = load(council, page_print="00000000000000ff").scans

    assert [(each.document_id, each.page_print) for each in scans] == [("1", f"{1:016x}")]
    assert load(council).scans == ()


def test_open_claims_under_the_same_grants_are_known_and_paid_ones_are_not(council):
    received(council, {"state": "in-review"}, {"state": "returned"}, {"state": "approved"})
    with council.write() as session:
        for number in (1, 2, 3):
            session.add(
                db.Decision(
                    document_id=number, line=1, revision=0, current=True, verdict="propose", code="proposed", codes=[],
                    grant_id="G1", period_start=date(2026, 6, 1), period_end=date(2026, 6, 30), amount_minor=6729000,
                    currency="DKK", component="base", explanation="", eliminated=[], findings=[], settles=[],
                    policy_version="1", data_version="1", decided_by="afstem", decided_at=NOON,
                )
            )  # fmt: skip

    claims = load(council).claims

    assert [(each.number, each.state, str(each.amount)) for each in claims] == [
        ("91", "in-review", "67290.00"),
        ("92", "returned", "67290.00"),
    ]


def test_published_prices_of_the_supplier_are_known(council, tmp_path):
    rows = "supplier_id,service,component,valid_from,rate\nS1,Botilbud,,2026-01-01,2295.00\nS1,Botilbud,supplement:night,2026-01-01,310\n"
    (tmp_path / "more").mkdir()
    (tmp_path / "more/supplier_rates.csv").write_text(rows + "S2,Dagtilbud,,2026-01-01,609.00\n", encoding="utf-8")

    report = import_folder(council, VAULT, tmp_path / "more", country="dk", now=NOON, by="test")

    assert report.errors == ()
    facts = load(council)
    assert [str(each) for each in facts.known_rates] == ["2295.00"]
    assert [str(each) for each in facts.known_supplements] == ["310.00"]
