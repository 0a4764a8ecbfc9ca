"""Surplus on its way home: the bank file closes, the cycle asks and reminds, and a death, a stranger and a promise close nothing."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from models import db
from models.direct_payment import Caution
from models.errors import UsageError
from models.money import Money
from reconcile.recovery import RecoveryMethod
from service import switches
from service.actions import bank as bank_actions
from service.actions import cases, incidents
from service.actions.actor import NotAllowedError
from service.actions.cautions import clear_caution, record_caution
from service.actions.documents import RefusedError
from service.actions.ways import choose_way
from service.app import App
from service.bank_money import Taken, take_bank_file
from service.cycle import run_cycle
from service.debtors import Terms, terms_of, write_debtors
from service.payment_listings import recoveries
from service.settings.council import DirectPayments
from service.workflow import StaleClaimError
from tests.acceptance.map_house import ANNA, BRITA, Find, House, accept_all, approve_all, house_case, written

ACCOUNT = "DP-00981"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def asked(house: House, samples: Find) -> db.Letter:
    """Bring the sample's case to where its provider's answer is waited for; return the letter."""
    house.take(*samples("england", "38-"))
    accept_all(house)
    case = house.case(ACCOUNT)
    with house.app() as app:
        cases.sign_off(app.database, app.tools, ANNA, case.id, version=case.version)
    approve_all(house)
    house.work()
    with house.read() as session:
        return session.scalars(select(db.Letter).where(db.Letter.letter == "map-surplus")).one()


def answered(house: House, letter: db.Letter, text: str) -> None:
    house.clock.move(timedelta(days=2))
    house.take(written(house, letter, text))


def agreed(house: House, samples: Find) -> None:
    answered(house, asked(house, samples), "Agreed, £1,085.02 will be returned by BACS on 31 July 2026.")


def release(house: House, *, days: int = 40) -> None:
    house.clock.move(timedelta(days=days))
    with house.app() as app:
        case = house_case(app, ACCOUNT)
        cases.release_recovery(app.database, app.tools, BRITA, case.id, version=case.version, because="not needed for care")


def bank(house: House, *lines: str) -> list[Taken]:
    content = "\n".join(("Date;Narrative;Amount", *lines)).encode()
    with house.app() as app:
        return list(take_bank_file(app.database, app.tools, content, by="test").taken)


def cycle(house: House, **terms: object) -> dict[str, int]:
    with house.app() as app:
        return dict(run_cycle(app.database, app.tools, DirectPayments.model_validate(terms)))


def reference(house: House) -> str:
    return house.case(ACCOUNT).reference or ""


def test_only_the_booking_closes_the_case_and_a_file_read_twice_brings_no_money_twice(house: House, samples: Find) -> None:
    agreed(house, samples)
    release(house)
    assert house.case(ACCOUNT).state == "recovery-raised"
    line = f"05/09/2026;BACS {reference(house).replace('-', ' ')} SUNRISE ACCOUNTS;1085.02"

    [taken] = bank(house, line)

    assert (taken.fit.value, taken.state, str(taken.amount)) == ("exact", "taken", "1085.02")
    assert house.case(ACCOUNT).state == "closed"
    assert bank(house, line) == []
    with house.read() as session:
        [row] = recoveries(session)
    assert (row["state"], row["received"], row["received_on"]) == ("received", "1085.02", "2026-09-05")
    assert row["days"] == (date(2026, 9, 5) - date.fromisoformat(row["released_on"])).days


@pytest.mark.parametrize(
    ("line", "fit"),
    [
        pytest.param("05/09/2026;{reference};600.00", "reference-only", id="the reference with less money"),
        pytest.param("05/09/2026;SUNRISE ACCOUNTS REFUND;1085.02", "amount-only", id="the amount without the reference"),
    ],
)
def test_half_a_fit_is_laid_before_a_person_and_closes_nothing(house: House, samples: Find, line: str, fit: str) -> None:
    agreed(house, samples)
    release(house)

    [taken] = bank(house, line.format(reference=reference(house)))

    assert (taken.fit.value, taken.state) == (fit, "proposed")
    assert house.case(ACCOUNT).state == "recovery-raised"
    cycle(house)
    assert [each["kind"] for each in house.case(ACCOUNT).alarms] == ["bank-line"]


def test_money_that_comes_before_anything_was_raised_is_money(house: House, samples: Find) -> None:
    asked(house, samples)

    bank(house, f"25/07/2026;{reference(house)};1085.02")

    assert house.case(ACCOUNT).state == "closed"
    assert [(row.state, row.received_minor) for row in house.recoveries()] == [("received", 108502)]


def test_other_bookings_and_payments_out_are_nobodys(house: House, samples: Find) -> None:
    agreed(house, samples)
    release(house)

    assert bank(house, f"05/09/2026;{reference(house)};-1085.02", f"05/09/2026;{reference(house)}1;1085.03") == []


def invoice_asked(house: House, samples: Find, folder: Path) -> Terms:
    answered(house, asked(house, samples), "Please raise an invoice for this amount.")
    release(house)
    return Terms("plain-csv", folder / "debtors", "45120", "CC-9", "19000")


def test_an_invoice_that_was_asked_for_leaves_once_as_debit_to_the_provider(
    house: House, samples: Find, tmp_path: Path
) -> None:
    terms = invoice_asked(house, samples, tmp_path)

    with house.app() as app:
        [first] = write_debtors(app.database, app.tools, terms, by="test")
        before = first.path.read_bytes()
        [again] = write_debtors(app.database, app.tools, terms, by="test")
        others = [
            write_debtors(app.database, app.tools, dataclasses.replace(terms, exporter=name, folder=tmp_path / name), by="test")
            for name in ("unit4-gl07", "oracle-ap")
        ]

    assert (first.count, str(first.total), again.path.read_bytes()) == (1, "1085.02", before)
    assert all(written_[0].path.stat().st_size > 0 for written_ in others)
    rows = [line.split(",") for line in before.decode().splitlines()]
    side, account = rows[0].index('"side"'), rows[0].index('"account"')
    assert [(row[account], row[side]) for row in rows[1:]] == [('"45120"', '"credit"'), ('"19000"', '"debit"')]
    assert house.case(ACCOUNT).state == "recovery-raised"


def test_an_invoice_stays_here_while_something_stands_on_the_person_and_an_alarm_says_when_to_look_again(
    house: House, samples: Find, tmp_path: Path
) -> None:
    terms = invoice_asked(house, samples, tmp_path)
    with house.app() as app:
        case = house_case(app, ACCOUNT)
        until = (house.clock.now() + timedelta(days=3)).date()
        about = {"kind": Caution.VULNERABLE, "because": "in hospital", "until": until}
        record_caution(app.database, app.tools, ANNA, case.id, version=case.version, **about)  # type: ignore[arg-type]

        assert write_debtors(app.database, app.tools, terms, by="test") == []

    house.clock.move(timedelta(days=3))
    with house.app() as app:
        run_cycle(app.database, app.tools, DirectPayments())
        case = house_case(app, ACCOUNT)
        assert "look-again" in {each["kind"] for each in case.alarms}
        with app.database.read() as session:
            [caution] = session.scalars(select(db.DpCaution))
        clear_caution(app.database, app.tools, ANNA, case.id, version=case.version, caution_id=caution.id, because="well again")
        assert len(write_debtors(app.database, app.tools, terms, by="test")) == 1
        run_cycle(app.database, app.tools, DirectPayments())
        assert "look-again" not in {each["kind"] for each in house_case(app, ACCOUNT).alarms}


def test_debtor_files_need_to_know_where_money_is_booked(house: House) -> None:
    with pytest.raises(UsageError, match=r"direct_payments\.income_account"):
        terms_of(house.settings)


def test_a_death_stops_letters_to_the_person_at_once_and_money_is_not_asked_back(house: House, samples: Find) -> None:
    house.take(*samples("england", "38-"))
    accept_all(house)
    case = house.case(ACCOUNT)
    with house.app() as app:
        cases.sign_off(app.database, app.tools, ANNA, case.id, version=case.version)
    approve_all(house, "map-surplus")
    house.work()
    with house.read() as session:
        letter = session.scalars(select(db.Letter).where(db.Letter.letter == "map-surplus")).one()

    answered(house, letter, "I am sorry to tell you that this client passed away on 18 July.")

    with house.read() as session:
        states = {row.letter: row.state for row in session.scalars(select(db.Letter))}
        why = switches.stopped(session, "person:1234567")
    assert states["dp-notice"] == "cancelled"
    assert why is not None
    assert house.answer().state == "in-review"
    assert house.case(ACCOUNT).state in {"checked", "notice-sent", "await-reply"}
    with house.app() as app:
        against = hindrances(app)
    assert any("stopped" in each for each in against)
    with house.app() as app:
        case = house_case(app, ACCOUNT)
        with pytest.raises(RefusedError, match="checked that"):
            incidents.let_letters_go(app.database, app.tools, BRITA, case.id, version=case.version, because=" ")


def test_a_person_the_provider_does_not_know_is_an_incident_that_holds_the_money(house: House, samples: Find) -> None:
    answered(house, asked(house, samples), "This person is not known to us and never was a client of ours.")

    with house.read() as session:
        [incident] = session.scalars(select(db.Incident))
    assert (incident.kind, incident.case_id, incident.closed_at) == ("possible-misdirection", house.case(ACCOUNT).id, None)
    assert house.case(ACCOUNT).state == "await-reply"
    with house.app() as app:
        assert any("Incident" in each for each in hindrances(app))
        incidents.close_incident(app.database, app.tools, BRITA, incident.id, because="their register was wrong")
        assert not any("Incident" in each for each in hindrances(app))


def hindrances(app: App) -> list[str]:
    """What stands against releasing a recovery of the case, were one proposed now."""
    with app.database.read() as session:
        case = session.scalars(select(db.DpCase).where(db.DpCase.account_id == ACCOUNT)).one()
        recovery = db.Recovery(
            case_id=case.id, amount_minor=1, proposed_by="afstem", release_not_before=date(2026, 1, 1), state="proposed"
        )
        return cases.hindrances_of(session, app.tools, case, recovery, actor=BRITA)


def test_silence_is_reminded_twice_then_recorded_and_never_taken_for_agreement(house: House, samples: Find) -> None:
    asked(house, samples)
    seen: list[tuple[int, dict[str, int]]] = []
    for day in range(0, 50, 7):
        done = cycle(house)
        again = cycle(house)
        assert not set(again) & {"answers-reminded", "record-silence"}, "a second run of a day does nothing twice"
        seen.append((day, done))
        house.clock.move(timedelta(days=7))

    reminded = [day for day, done in seen if done.get("answers-reminded")]
    silent = [day for day, done in seen if done.get("record-silence")]
    assert (reminded, silent) == ([21, 28], [42])
    assert house.case(ACCOUNT).state == "no-reply"
    assert house.recoveries() == []
    with house.read() as session:
        kinds = [row.letter for row in session.scalars(select(db.Letter).where(db.Letter.letter == "surplus-reminder"))]
    assert kinds == ["surplus-reminder"] * 2


def test_statements_are_asked_for_once_reminded_of_and_then_handed_to_an_officer(house: House) -> None:
    terms = {"ask_from": "2026-04-01", "statement_months": 3}
    done = cycle(house, **terms)
    assert done["statements-asked"] == done["begun"] > 1
    assert "statements-asked" not in cycle(house, **terms)

    counts: list[int] = []
    for _ in range(7):
        house.clock.move(timedelta(days=8))
        counts.append(cycle(house, **terms).get("statements-reminded", 0))

    assert [count > 0 for count in counts] == [False, False, True, True, False, False, False]
    with house.read() as session:
        providers = {row.map_id for row in session.scalars(select(db.DpCase))}
        letters = [row.letter for row in session.scalars(select(db.Letter))]
        missing = [row.flags for row in session.scalars(select(db.DpCase))]
    assert letters.count("statement-request") == len(providers)
    assert letters.count("statement-reminder") == 2 * len(providers)
    assert all("dp-statement-missing" in flags for flags in missing)


def test_a_statement_that_comes_fills_the_case_that_waited_for_it(house: House, samples: Find) -> None:
    cycle(house, ask_from="2026-04-01")
    waiting = house.case(ACCOUNT)
    assert (waiting.state, waiting.statement_id) == ("draft", None)

    house.take(*samples("england", "38-"))

    assert house.case(ACCOUNT).id == waiting.id
    assert house.case(ACCOUNT).statement_id is not None
    house.clock.move(timedelta(days=30))
    cycle(house, ask_from="2026-04-01")
    with house.read() as session:
        reminders = session.scalars(select(db.Letter).where(db.Letter.letter == "statement-reminder")).all()
    assert all(ACCOUNT not in row.about["accounts"] for row in reminders)


def test_a_hold_ends_on_its_day_and_the_case_comes_back(house: House, samples: Find) -> None:
    asked(house, samples)
    case = house.case(ACCOUNT)
    until = (house.clock.now() + timedelta(days=10)).date()
    with house.app() as app:
        cases.put_on_hold(app.database, app.tools, ANNA, case.id, version=case.version, because="plan review", until=until)

    cycle(house)
    assert house.case(ACCOUNT).state == "on-hold"
    house.clock.move(timedelta(days=11))
    cycle(house)
    assert house.case(ACCOUNT).state == "await-reply"


def test_an_old_account_is_called_overdue_and_a_still_case_stale(house: House, samples: Find) -> None:
    house.take(*samples("england", "38-"))
    cycle(house)
    assert [each["kind"] for each in house.case(ACCOUNT).alarms] == ["review-overdue"]
    cycle(house, reviewed_on="2026-07-01")
    assert house.case(ACCOUNT).alarms == []

    house.clock.move(timedelta(days=61))
    cycle(house, reviewed_on="2026-07-01")

    assert [each["kind"] for each in house.case(ACCOUNT).alarms] == ["stale"]


def test_a_written_off_sum_is_not_waited_for_at_the_bank(house: House, samples: Find) -> None:
    agreed(house, samples)
    release(house)
    with house.app() as app:
        case = house_case(app, ACCOUNT)
        cases.close(app.database, app.tools, BRITA, case.id, version=case.version, because="below the cost of asking")

    assert bank(house, f"05/09/2026;{reference(house)};1085.02") == []
    assert [(row.state, row.method) for row in house.recoveries()] == [("cancelled", "write_off")]


def test_accounts_signed_off_together_are_one_letter_to_their_provider(house: House, samples: Find) -> None:
    """One table of cases for the provider, and for each account its person and its social worker: one act, all or none."""
    house.take(*samples("england", "38-"))
    accept_all(house)
    first = house.case(ACCOUNT)
    second = again(house, first, "DP-00417", "1234890")
    with house.app() as app:
        chosen = [(first.id, first.version), (second.id, second.version)]
        with pytest.raises(StaleClaimError):
            cases.sign_off_together(app.database, app.tools, ANNA, [chosen[0], (second.id, 99)])
        assert house_case(app, ACCOUNT).state == "draft", "all or none"
        cases.sign_off_together(app.database, app.tools, ANNA, chosen)

    with house.read() as session:
        letters = session.scalars(select(db.Letter)).all()
    assert sorted(row.letter for row in letters) == ["dp-notice"] * 2 + ["map-surplus"] + ["social-work-notice"] * 2
    [asking] = [row for row in letters if row.letter == "map-surplus"]
    assert len(asking.about["references"]) == len(asking.attachments) == 2
    approve_all(house)
    house.work()
    assert set(house.case_states().values()) == {"await-reply"}

    house.clock.move(timedelta(days=2))
    answer = "1234567 agreed, £1,085.02 will be returned by BACS\n1234890 do not agree, our balance is £12.00"
    house.take(written(house, asking, answer))

    assert house.case_states() == {ACCOUNT: "agreed", "DP-00417": "await-reply"}


def again(house: House, case: db.DpCase, account_id: str, person_id: str) -> db.DpCase:
    """Give another account of the same provider the same balance."""
    with house.app() as app, app.database.write() as session:
        assert case.reconciliation is not None
        # The places of the figures name the sheet, and the sheet the person.
        sealed = json.dumps(app.tools.vault.open_json(case.reconciliation)).replace("1234567", person_id)
        values = json.loads(sealed) | {"account_id": account_id, "map_account_ref": None}
        names = ("map_id", "period_start", "period_end", "closing_minor", "council_surplus_minor", "flags")
        copied = db.DpCase(
            **{name: getattr(case, name) for name in names},
            account_id=account_id,
            reconciliation=app.tools.vault.seal_json(values),
            state="draft",
            version=0,
            attempts=0,
            created_at=house.clock.now(),
        )
        session.add(copied)
    return house.case(account_id)


def test_a_net_off_never_takes_a_payment_below_the_cost_of_care(house: House, samples: Find) -> None:
    agreed(house, samples)
    first = house.recoveries()[0].release_not_before

    def choose(**given: object) -> None:
        with house.app() as app:
            case = house_case(app, ACCOUNT)
            choose_way(
                app.database,
                app.tools,
                ANNA,
                case.id,
                version=case.version,
                method=RecoveryMethod.NET_OFF,
                **given,  # type: ignore[arg-type]
            )

    with pytest.raises(RefusedError, match="notice runs"):
        choose(first=first - timedelta(days=1), weekly_cost=Money.of("300.00", "GBP"))
    with pytest.raises(RefusedError, match="still be out"):
        choose(first=first, weekly_cost=Money.of("412.00", "GBP"))
    choose(first=first, weekly_cost=Money.of("300.00", "GBP"))

    [recovery] = house.recoveries()
    plan = recovery.plan or []
    assert sum(Decimal(each["reduced_by"]) for each in plan) == Decimal("1085.02")
    assert all(Decimal(each["payment"]) - Decimal(each["reduced_by"]) >= 1200 for each in plan)
    assert bank(house, f"05/09/2026;{reference(house)};1085.02") == [], (
        "what is taken off payments never comes through the bank"
    )


def test_a_proposal_that_was_recorded_by_hand_waits_for_nobody_any_more(house: House, samples: Find) -> None:
    agreed(house, samples)
    release(house)
    bank(house, f"05/09/2026;{reference(house)};600.00")

    with house.app() as app:
        case = house_case(app, ACCOUNT)
        cases.record_receipt(
            app.database,
            app.tools,
            BRITA,
            case.id,
            version=case.version,
            amount=Money.of("600.00", "GBP"),
            day=date(2026, 8, 31),
            reference="",
        )
    assert receipts(house) == [("reference-only", "proposed", 60000)], "another day is other money"
    with house.app() as app:
        case = house_case(app, ACCOUNT)
        bank_actions.refuse(app.database, app.tools, BRITA, receipt_id(app), because="counted by hand on 31 August")
    assert receipts(house) == [("reference-only", "refused", 60000)]


def test_money_recorded_by_hand_for_the_same_day_ends_its_proposal(house: House, samples: Find) -> None:
    agreed(house, samples)
    release(house)
    house.clock.move(timedelta(days=30))
    bank(house, f"05/09/2026;{reference(house)};600.00")

    with house.app() as app:
        case = house_case(app, ACCOUNT)
        amount = Money.of("600.00", "GBP")
        cases.record_receipt(
            app.database, app.tools, BRITA, case.id, version=case.version, amount=amount, day=date(2026, 9, 5), reference=""
        )

    assert receipts(house) == [("reference-only", "taken", 60000)]
    cycle(house)
    assert "bank-line" not in {each["kind"] for each in house.case(ACCOUNT).alarms}


def test_a_confirmed_proposal_is_booked_once(house: House, samples: Find) -> None:
    agreed(house, samples)
    release(house)
    bank(house, "05/09/2026;SUNRISE ACCOUNTS REFUND;1085.02")

    with house.app() as app:
        with pytest.raises(NotAllowedError):
            bank_actions.confirm(app.database, app.tools, ANNA, receipt_id(app))
        bank_actions.confirm(app.database, app.tools, BRITA, receipt_id(app))
        with pytest.raises(RefusedError, match="decided about this booking"):
            bank_actions.confirm(app.database, app.tools, BRITA, receipt_id(app))

    assert receipts(house) == [("amount-only", "taken", 108502)]
    assert [(row.state, row.received_minor) for row in house.recoveries()] == [("received", 108502)]
    assert house.case(ACCOUNT).state == "closed"


def two_asked(house: House, samples: Find) -> tuple[str, str]:
    """Bring two accounts of one provider to where their money is waited for; return their references."""
    house.take(*samples("england", "38-"))
    accept_all(house)
    first = house.case(ACCOUNT)
    second = again(house, first, "DP-00417", "1234890")
    with house.app() as app:
        chosen = [(first.id, first.version), (second.id, second.version)]
        cases.sign_off_together(app.database, app.tools, ANNA, chosen)
    approve_all(house)
    house.work()
    return house.case(ACCOUNT).reference or "", house.case("DP-00417").reference or ""


def test_one_payment_for_two_cases_is_divided_by_a_person_and_never_by_itself(house: House, samples: Find) -> None:
    one, two = two_asked(house, samples)

    taken = bank(house, f"05/09/2026;SUNRISE {one} {two};2170.04")

    assert [(each.fit.value, each.state, str(each.amount)) for each in taken] == [("split", "proposed", "1085.02")] * 2
    assert set(house.case_states().values()) == {"await-reply"}
    assert bank(house, f"05/09/2026;SUNRISE {one} {two};2170.04") == [], "the file again brings nothing twice"
    with house.app() as app:
        bank_actions.confirm(app.database, app.tools, BRITA, receipt_id(app))
    assert house.case_states() == {ACCOUNT: "closed", "DP-00417": "closed"}
    assert receipts(house) == [("split", "taken", 108502)] * 2
    assert [row.received_minor for row in house.recoveries()] == [108502, 108502]


def test_a_payment_that_can_no_longer_be_divided_whole_is_not_divided_at_all(house: House, samples: Find) -> None:
    one, two = two_asked(house, samples)
    bank(house, f"05/09/2026;SUNRISE {one} {two};2170.04")
    bank(house, f"06/09/2026;SUNRISE {one};1085.02")
    assert house.case(ACCOUNT).state == "closed"

    with house.app() as app, pytest.raises(RefusedError, match="waits for no money"):
        bank_actions.confirm(app.database, app.tools, BRITA, receipt_id(app))

    assert house.case("DP-00417").state == "await-reply"
    assert [row.received_minor for row in house.recoveries()] == [108502]


def receipts(house: House) -> list[tuple[str, str, int]]:
    with house.read() as session:
        return [
            (row.fit, row.state, row.amount_minor)
            for row in session.scalars(select(db.BankReceipt).order_by(db.BankReceipt.id))
        ]


def receipt_id(app: App) -> int:
    with app.database.read() as session:
        return session.scalars(select(db.BankReceipt.id).order_by(db.BankReceipt.id)).first() or 0
