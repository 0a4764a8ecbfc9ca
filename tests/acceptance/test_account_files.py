"""Self-managed and card accounts from their bank files: worked out, checked, told, asked back and received like any other account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from models import db
from models.errors import UnreadableDocument
from models.money import Money
from models.period import Period
from service.account_files import Filed, NotThisAccountError, take_account_file
from service.actions import bank as bank_actions
from service.actions import cases
from service.actions.documents import RefusedError
from service.app import App
from service.bank_money import take_bank_file
from service.cli import main
from tests.acceptance.map_house import ANNA, BRITA, House, approve_all, house_case
from tests.service.world import SAMPLES

QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))
#: Thirteen weeks: 412.50 from the council and 63.20 from the person each, and 2,000.00 spent.
OPENING, CLOSING = Decimal("1000.00"), Decimal("5184.10")


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    with house.app() as app, app.database.write() as session:
        like = session.get_one(db.DpAccount, "DP-00417")
        columns = {each.name: getattr(like, each.name) for each in db.DpAccount.__table__.columns}
        for account_id, kind, reference in (
            ("DP-02001", "self_managed_bank", "08-99-99 66374958"),
            ("DP-02002", "prepaid_card", None),
        ):
            given = {"account_id": account_id, "type": kind, "reference": reference, "map_id": None}
            session.add(db.DpAccount(**columns | given))
            for day in (date(2026, 4, 3), date(2026, 5, 1), date(2026, 5, 29), date(2026, 6, 26)):
                amount = 165000 if day < date(2026, 6, 1) else 41250
                session.add(
                    db.DpLedger(
                        account_id=account_id,
                        date=day,
                        kind="council_payment",
                        amount_minor=amount,
                        row_hash=f"{account_id}{day}"[:32],
                    )
                )
    return house


@dataclass(frozen=True)
class Booked:
    """A booking of the person's bank."""

    day: date
    amount: str
    words: str


BOOKED = (
    Booked(date(2026, 4, 3), "1650.00", "ANYTOWN COUNCIL DP"),
    Booked(date(2026, 4, 20), "-2000.00", "BRIGHTER DAYS HOMECARE"),
    Booked(date(2026, 5, 1), "1650.00", "ANYTOWN COUNCIL DP"),
    Booked(date(2026, 5, 4), "821.60", "CLIENT CONTRIBUTION"),
    Booked(date(2026, 5, 29), "1650.00", "ANYTOWN COUNCIL DP"),
    Booked(date(2026, 6, 26), "412.50", "ANYTOWN COUNCIL DP"),
)


def mt940(booked: Sequence[Booked] = BOOKED, *, account: str = "089999/66374958", lost: int | None = None) -> bytes:
    """Write the bookings as a bank does: one statement for each month, each beginning where the one before ended."""
    balance, text = OPENING, []
    for number, (first, last) in enumerate((("260401", "260430"), ("260501", "260531"), ("260601", "260630")), 1):
        rows, before = [], balance
        for each in booked:
            if first <= each.day.strftime("%y%m%d") <= last:
                amount = Decimal(each.amount)
                balance += amount
                side = "C" if amount > 0 else "D"
                rows += [
                    f":61:{each.day:%y%m%d%m%d}{side}{abs(amount):.2f}NTRFNONREF//{number}{each.day:%d}".replace(".", ","),
                    f":86:{each.words}",
                ]
        if number != lost:
            text += [f":20:STMT{number}", f":25:{account}", f":28C:{number:05d}/001"]
            text += [f":60F:C{first}GBP{before:.2f}".replace(".", ","), *rows]
            text += [f":62F:C{last}GBP{balance:.2f}".replace(".", ","), "-"]
    return "\n".join(text).encode()


def card_csv() -> bytes:
    """Write the bookings as a card's portal does: a table with running balances, the newest first."""
    balance, rows = OPENING, []
    for each in BOOKED:
        balance += Decimal(each.amount)
        rows.append(f"{each.day:%d/%m/%Y};{each.words};{each.amount};{balance}")
    return "\n".join(("Date;Narrative;Amount;Balance", *reversed(rows))).encode()


def bring(house: House, content: bytes, account_id: str = "DP-02001", period: Period | None = QUARTER) -> Filed:
    with house.app() as app:
        return take_account_file(app.database, app.tools, content, account_id, period, by="test")


@pytest.mark.parametrize(
    ("account_id", "content", "method"),
    [
        pytest.param("DP-02001", mt940(), "bank_transfer", id="self-managed, MT940 of three months"),
        pytest.param("DP-02002", card_csv(), "card_pull", id="a card, CSV of its portal"),
    ],
)
def test_from_the_bank_file_to_the_money(house: House, account_id: str, content: bytes, method: str) -> None:
    done = bring(house, content, account_id)

    case = house.case(account_id)
    assert (case.id, case.state, case.map_id) == (done.case_id, "draft", None)
    assert (case.opening_minor, case.closing_minor, case.difference_minor) == (100000, int(CLOSING * 100), 0)
    assert case.council_surplus_minor == int(CLOSING * 100) - 4 * 47570
    assert "dp-statement-not-balanced" not in case.flags
    with house.app() as app:
        cases.sign_off(app.database, app.tools, ANNA, case.id, version=case.version)
    approve_all(house)
    house.work()
    assert house.case(account_id).state == "await-reply", "the person was told"

    propose(house, account_id)
    assert (house.case(account_id).state, house.recoveries()[0].method) == ("agreed", method)
    with house.app() as app, pytest.raises(RefusedError, match="notice runs until"):
        release(app, account_id)
    house.clock.move(timedelta(days=29))
    with house.app() as app:
        release(app, account_id)
    case = house.case(account_id)
    line = f"Date;Narrative;Amount\n24/08/2026;{case.reference};{(case.council_surplus_minor or 0) / 100:.2f}"
    with house.app() as app:
        take_bank_file(app.database, app.tools, line.encode(), by="test")
    assert house.case(account_id).state == "closed"


def propose(house: House, account_id: str) -> None:
    with house.app() as app:
        case = house_case(app, account_id)
        cases.propose(
            app.database,
            app.tools,
            ANNA,
            case.id,
            version=case.version,
            amount=Money(case.council_surplus_minor or 0, "GBP"),
            because="the person agrees, by telephone on 21 July",
        )


def release(app: App, account_id: str) -> None:
    case = house_case(app, account_id)
    cases.release_recovery(app.database, app.tools, BRITA, case.id, version=case.version, because="not needed for care")


def test_the_same_file_again_changes_nothing_and_its_bytes_are_kept(house: House) -> None:
    first = bring(house, mt940())
    version = house.case("DP-02001").version

    again = bring(house, mt940())

    assert (first.again, again.again, again.case_id) == (False, True, first.case_id)
    with house.app() as app, app.database.read() as session:
        [row] = session.scalars(select(db.DpStatement))
        assert app.tools.store.get(row.file_sha256 or "") == mt940()
        events = list(session.scalars(select(db.AuditEvent).where(db.AuditEvent.event == "bank-file")))
    assert (house.case("DP-02001").version, len(events)) == (version, 1)


@pytest.mark.parametrize(
    ("content", "account_id", "word"),
    [
        pytest.param(mt940(account="201510/12345678"), "DP-02001", "another bank account", id="somebody else's account"),
        pytest.param(mt940(), "DP-00981", "A provider holds", id="an account that a provider holds"),
        pytest.param(mt940(), "DP-09999", "No open account", id="an account that is not there"),
    ],
)
def test_a_file_that_cannot_be_the_accounts_is_refused(house: House, content: bytes, account_id: str, word: str) -> None:
    with pytest.raises(NotThisAccountError, match=word):
        bring(house, content, account_id)

    assert house.case_states() == {}


def test_a_file_with_a_month_missing_is_refused(house: House) -> None:
    with pytest.raises(UnreadableDocument, match="missing in this file"):
        bring(house, mt940(lost=2))


def test_a_file_that_does_not_reach_over_the_days_balances_nothing_by_invention(house: House) -> None:
    bring(house, mt940(), period=Period(date(2026, 3, 1), date(2026, 6, 30)))

    assert "dp-statement-not-balanced" in house.case("DP-02001").flags


def test_only_who_reviews_brings_an_account_file(house: House) -> None:
    with house.app() as app:
        done = bank_actions.bring_account(app.database, app.tools, ANNA, mt940(), "DP-02001", None)
        assert done.period == QUARTER, "the file says which days it covers"


def test_the_command_works_an_account_out_and_says_when_the_file_was_there_before(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bank.txt").write_bytes(mt940())
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "AFSTEM_SETTINGS": str(SAMPLES / "england" / "policy.toml"),
        "AFSTEM__DATABASE__URL": f"sqlite:///{tmp_path}/afstem.db",
        "AFSTEM__STORE__PATH": str(tmp_path / "store"),
        "AFSTEM__SECRETS__KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
    }.items():
        monkeypatch.setenv(name, value)

    def bank(*words: str) -> tuple[int, list[dict[str, object]]]:
        status = main(["bank", *words, "bank.txt", "--json"])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]

    first = bank("--account", "DP-02001", "--from", "2026-04-01", "--to", "2026-06-30")
    again = bank("--account", "DP-02001")

    case = house.case("DP-02001")
    row = {
        "file": "bank.txt",
        "account_id": "DP-02001",
        "period_start": "2026-04-01",
        "period_end": "2026-06-30",
        "case": case.id,
    }
    assert first == (0, [row | {"state": "reconciled"}])
    assert again == (0, [row | {"state": "known"}])
    assert main(["bank", "--from", "2026-04-01", "--to", "2026-06-30", "bank.txt"]) == 2, "the council's own file is read whole"
    assert main(["bank", "--account", "DP-00981", "bank.txt"]) != 0
