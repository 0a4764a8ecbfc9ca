"""Files that move money, read back by readers of our own: every penny accounted for, every record in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countries.denmark.prisme import PRISME_G68
from countries.england.bacs import BACS_18
from countries.iso20022 import PAIN_001
from models.money import Money
from models.posting import Mode, Payer
from outbound.batches import BatchRefused
from outbound.exports import export
from outbound.payments import build_payments, check_payments

COUNCIL = Payer("Anytown Council", "20-00-00 55779911", user_number="123456")


def pounds(amount: str) -> Money:
    return Money.of(amount, "GBP")


@pytest.fixture
def british(make_batch, make_posting):
    def posting(**changes):
        good = {
            "amount": pounds("2500.60"),
            "invoice_number": "88417",
            "reference": "S1-88417-1",
            "text": "CARE-ACT Residential 01/06-28/06/26 INV 88417",
            "supplier_name": "Elm Court Care Ltd",
            "supplier_account": "08-99-99 66374958",
            "person_number": None,
            "person_number_kind": None,
        }
        return make_posting(**good | changes)

    def make(*changes, **batch):
        postings = [
            posting(**{"posting_id": f"p{n}", "reference": f"r{n}"} | change) for n, change in enumerate(changes or ({},))
        ]
        good = {"currency": "GBP", "payer": COUNCIL, "pay_on": date(2026, 7, 3)}
        return make_batch(*postings, **good | batch)

    return make


# --- transfers ---------------------------------------------------------------------------------------------------


def test_each_invoice_is_one_transfer(british):
    batch = british({"line": 1}, {"line": 2, "amount": pounds("1.00")}, {"invoice_number": "88418", "amount": pounds("7.00")})

    assert [(each.amount, each.reference) for each in build_payments(batch)] == [
        (pounds("2501.60"), "INV 88417"),
        (pounds("7.00"), "INV 88418"),
    ]


def test_a_credit_note_is_set_against_all_that_its_supplier_is_owed(british):
    batch = british({}, {"invoice_number": "CN-1", "credit": True, "amount": pounds("144.96")}, {"supplier_id": "S2"})

    assert [(each.supplier_id, each.amount, each.reference) for each in build_payments(batch)] == [
        ("S1", pounds("2355.64"), "BATCH 42 2 INV"),
        ("S2", pounds("2500.60"), "INV 88417"),
    ]
    assert build_payments(batch)[0].message == "88417, CN-1"


@pytest.mark.parametrize(
    ("changes", "batch", "code"),
    [
        pytest.param({"credit": True}, {}, "payment-not-positive", id="the supplier owes us"),
        pytest.param({"supplier_account": None}, {}, "payment-account-missing", id="no account on record"),
        pytest.param({}, {"payer": None}, "payment-payer-missing", id="no account to pay from"),
        pytest.param({}, {"pay_on": None}, "payment-day-missing", id="no day"),
        pytest.param({}, {"pay_on": date(2026, 7, 4)}, "payment-day-not-working", id="a Saturday"),
    ],
)
def test_what_cannot_be_paid_is_not_paid(british, changes, batch, code):
    made = british(changes, **batch)

    assert code in {finding.code for finding in check_payments(made)}
    for exporter in (BACS_18, PAIN_001):
        with pytest.raises(BatchRefused):
            export(made, exporter)


def test_a_shadow_batch_moves_no_money(british):
    for exporter in (BACS_18, PAIN_001, PRISME_G68):
        with pytest.raises(BatchRefused, match="shadow"):
            export(british(mode=Mode.SHADOW), exporter)


amounts = st.lists(st.tuples(st.integers(1, 10**8), st.integers(1, 3), st.integers(1, 4)), min_size=1, max_size=25)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=amounts)
def test_transfers_add_up_to_the_cost_lines_to_the_penny(british, lines):
    batch = british(
        *({"amount": Money(minor, "GBP"), "supplier_id": f"S{s}", "invoice_number": str(n)} for minor, s, n in lines)
    )
    paid = sum(each.amount.minor for each in build_payments(batch))

    assert paid == sum(minor for minor, _, _ in lines)
    assert int(read_bacs(export(batch, BACS_18))["UTL1"][17:30]) == paid


# --- Bacs --------------------------------------------------------------------------------------------------------


def read_bacs(raw: bytes) -> dict[str, str | list[str]]:
    """Cut the file into its labels and its data records, checking every width."""
    text = raw.decode("ascii")
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    labels = {line[:4]: line for line in lines if len(line) == 80}
    data = [line for line in lines if len(line) == 100]
    assert len(labels) + len(data) == len(lines)
    assert [line[:4] for line in lines[:4]] == ["VOL1", "HDR1", "HDR2", "UHL1"]
    assert [line[:4] for line in lines[-3:]] == ["EOF1", "EOF2", "UTL1"]
    return {**labels, "data": data}


#: The table of the handbook: name, first position, length.
POSITIONS = [
    ("sort", 1, 6), ("account", 7, 8), ("type", 15, 1), ("code", 16, 2), ("own_sort", 18, 6), ("own_account", 24, 8),
    ("free", 32, 4), ("pence", 36, 11), ("user", 47, 18), ("reference", 65, 18), ("name", 83, 18),
]  # fmt: skip


def cut(record: str) -> dict[str, str]:
    return {name: record[start - 1 : start - 1 + length] for name, start, length in POSITIONS}


def test_a_data_record_is_laid_out_as_the_standard_says(british):
    credit, contra = read_bacs(export(british(), BACS_18))["data"]

    assert credit == "0899996637495809920000055779911    00000250060ANYTOWN COUNCIL   INV 88417         ELM COURT CARE LTD"
    assert cut(contra) == {
        "sort": "200000", "account": "55779911", "type": "0", "code": "17", "own_sort": "200000", "own_account": "55779911",
        "free": "    ", "pence": "00000250060", "user": "ANYTOWN COUNCIL   ", "reference": "CONTRA            ",
        "name": "ANYTOWN COUNCIL   ",
    }  # fmt: skip


def test_the_labels_agree_with_the_records(british):
    file = read_bacs(export(british({}, {"invoice_number": "88418", "amount": pounds("0.01")}), BACS_18))

    assert file["VOL1"][4:10] == file["HDR1"][21:27] == "000042"
    assert file["VOL1"][41:47] == file["HDR1"][5:11] == "123456"
    assert file["VOL1"][79] == "1"
    assert file["HDR1"][41:47] == " 26182"
    assert file["HDR1"][4:] != file["EOF1"][4:]
    assert file["HDR1"][54:60] == "000000"
    assert file["EOF1"][54:60] == "000001"
    assert file["HDR2"][4:] == file["EOF2"][4:]
    assert file["HDR2"][4:15] == "F0200000100"
    assert file["UHL1"][4:10] == " 26184"
    assert file["UHL1"][28:36] == "1 DAILY "
    assert file["UTL1"][4:44] == "0000000250061" + "0000000250061" + "0000001" + "0000002"
    pence = [int(cut(record)["pence"]) for record in file["data"]]
    assert pence[-1] == sum(pence[:-1]) == 250061


@pytest.mark.parametrize(
    ("changes", "batch", "code"),
    [
        ({"supplier_account": "1234-0012345678"}, {}, "bacs-account"),
        ({}, {"payer": replace(COUNCIL, user_number="12")}, "bacs-user-number"),
        ({}, {"payer": replace(COUNCIL, account="DK5000400440116243")}, "bacs-payer-account"),
        ({"supplier_name": "北京"}, {}, "bacs-payment"),
        ({"amount": Money(10**11, "GBP")}, {}, "bacs-payment"),
    ],
)
def test_what_bacs_cannot_carry_is_refused_by_name(british, changes, batch, code):
    with pytest.raises(BatchRefused) as refusal:
        export(british(changes, **batch), BACS_18)

    assert code in {finding.code for finding in refusal.value.findings}


def test_bacs_carries_pounds_only(make_batch):
    with pytest.raises(BatchRefused, match="pounds"):
        export(make_batch(payer=COUNCIL, pay_on=date(2026, 7, 3)), BACS_18)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=60), number=st.text(min_size=1, max_size=40))
def test_no_name_or_number_moves_a_field(british, name, number):
    batch = british({"supplier_name": name, "invoice_number": number})
    try:
        file = read_bacs(export(batch, BACS_18))
    except BatchRefused:
        return
    credit = cut(file["data"][0])

    assert (credit["sort"], credit["account"], credit["pence"], credit["code"]) == ("089999", "66374958", "00000250060", "99")


# --- ISO 20022 ---------------------------------------------------------------------------------------------------

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def find(element, path: str) -> str | None:
    return element.findtext(path, namespaces=NS)


def read_pain(raw: bytes):
    root = ET.fromstring(raw)
    assert root.tag == f"{{{NS['p']}}}Document"
    return root.find("p:CstmrCdtTrfInitn", NS)


def test_counts_and_sums_are_those_of_the_transfers(british):
    file = read_pain(export(british({}, {"invoice_number": "88418", "amount": pounds("7.01")}), PAIN_001))
    transfers = file.findall("p:PmtInf/p:CdtTrfTxInf", NS)
    paid = sum(Decimal(find(each, "p:Amt/p:InstdAmt")) for each in transfers)

    for block in ("p:GrpHdr", "p:PmtInf"):
        assert find(file, f"{block}/p:NbOfTxs") == str(len(transfers)) == "2"
        assert Decimal(find(file, f"{block}/p:CtrlSum")) == paid == Decimal("2507.61")
    assert {each.find("p:Amt/p:InstdAmt", NS).get("Ccy") for each in transfers} == {"GBP"}
    assert len({find(each, "p:PmtId/p:EndToEndId") for each in transfers}) == 2


def test_a_british_account_is_a_number_and_a_sort_code(british):
    file = read_pain(export(british(), PAIN_001))
    (transfer,) = file.findall("p:PmtInf/p:CdtTrfTxInf", NS)

    assert find(transfer, "p:CdtrAgt/p:FinInstnId/p:ClrSysMmbId/p:MmbId") == "089999"
    assert find(transfer, "p:CdtrAgt/p:FinInstnId/p:ClrSysMmbId/p:ClrSysId/p:Cd") == "GBDSC"
    assert find(transfer, "p:CdtrAcct/p:Id/p:Othr/p:Id") == "66374958"
    assert find(transfer, "p:CdtrAcct/p:Id/p:Othr/p:SchmeNm/p:Cd") == "BBAN"
    assert find(file, "p:PmtInf/p:ReqdExctnDt/p:Dt") == "2026-07-03"
    assert find(transfer, "p:RmtInf/p:Ustrd") == "88417"


@pytest.mark.parametrize(
    ("account", "iban", "number"),
    [("DK50 0040 0440 1162 43", "DK5000400440116243", None), ("1234-12345678", None, "12340012345678")],
)
def test_a_danish_account_is_an_iban_or_a_branch_and_number(make_batch, make_posting, account, iban, number):
    payer = Payer("Lyngby Kommune", "DK5000400440116243", bic="DABADKKK")
    batch = make_batch(make_posting(supplier_account=account), payer=payer, pay_on=date(2026, 7, 3))
    file = read_pain(export(batch, PAIN_001))
    (transfer,) = file.findall("p:PmtInf/p:CdtTrfTxInf", NS)

    assert find(transfer, "p:CdtrAcct/p:Id/p:IBAN") == iban
    assert find(transfer, "p:CdtrAcct/p:Id/p:Othr/p:Id") == number
    assert transfer.find("p:CdtrAgt", NS) is None
    assert find(file, "p:PmtInf/p:DbtrAgt/p:FinInstnId/p:BICFI") == "DABADKKK"


#: The order of elements in the standard's schema; a bank's reader is strict about it.
ORDER = {
    "GrpHdr": ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"],
    "PmtInf": ["PmtInfId", "PmtMtd", "NbOfTxs", "CtrlSum", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt", "CdtTrfTxInf"],
    "CdtTrfTxInf": ["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"],
}


def test_elements_come_in_the_order_of_the_schema(british):
    root = ET.fromstring(export(british(), PAIN_001))
    for element in root.iter():
        order = ORDER.get(element.tag.rpartition("}")[2])
        if order:
            assert [child.tag.rpartition("}")[2] for child in element] == order


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=200), number=st.text(min_size=1, max_size=200))
def test_no_name_breaks_the_xml_or_the_lengths(british, name, number):
    file = read_pain(export(british({"supplier_name": name, "invoice_number": number, "supplier_id": "S1"}), PAIN_001))
    (transfer,) = file.findall("p:PmtInf/p:CdtTrfTxInf", NS)

    assert 1 <= len(find(transfer, "p:Cdtr/p:Nm")) <= 140
    assert len(find(transfer, "p:RmtInf/p:Ustrd") or "") <= 140
    assert len(find(transfer, "p:PmtId/p:EndToEndId")) <= 35
    assert len(find(file, "p:GrpHdr/p:MsgId")) <= 35


def test_an_account_that_is_none_is_refused(british):
    with pytest.raises(BatchRefused, match="neither an IBAN"):
        export(british({"supplier_account": "see invoice"}), PAIN_001)


def test_bank_files_are_the_same_every_time_and_hold_no_person(british):
    for exporter in (BACS_18, PAIN_001):
        first = export(british({"person_number": "1503314203", "person_number_kind": "cpr"}), exporter)
        assert first == export(british({"person_number": "1503314203", "person_number_kind": "cpr"}), exporter)
        assert b"1503314203" not in first
