"""The six English layouts of the handbook as documents, word for word, through the whole pipeline."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk, Row, printed

PDF = "application/pdf"
JULY = datetime(2026, 7, 1, 9, tzinfo=UTC)
HOME = {"service": "Residential care", "legal_basis": "CARE-ACT"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A council that posts by itself and pays the lines nobody disputes."""
    policy = {
        "mode": "live",
        "sample_percent": "0",
        "pay_undisputed_lines": "true",
        "person_id_regex": r"\b(12[0-9]{5}|900[0-9]{3})\b",
    }
    made = Desk(tmp_path, "england", policy)
    made.has("billing_periods", calendar="four_weekly", period_start="2026-06-01", period_end="2026-06-28", label="P3")
    return made


def supplier(desk: Desk, name: str, account: str) -> None:
    desk.has("suppliers", supplier_id="V1", name=name, country="GB", bank_accounts=account, emails="@provider.example")


def people(desk: Desk, *ids: str, **died: str) -> None:
    for number, person in enumerate(ids):
        desk.has("people", person_id=person, name=f"Client {number}", language="en", died=died.get(f"p{person}", ""))


def said(rows: list[Row]) -> list[tuple[str, str | None, str]]:
    return [(row["verdict"], row["grant_id"], row["amount"]) for row in rows]


def test_uk_1_several_residents_net_of_what_they_pay_post_to_the_penny(desk: Desk) -> None:
    supplier(desk, "Elm Court Care Ltd", "089999-66374958")
    people(desk, "1234567", "1234890", "1231177", p1231177="2026-06-17")
    for grant, person, charge, more in (
        ("G1", "1234567", "187.35", {}),
        ("G2", "1234890", "142.10", {"start": "2026-06-10"}),
        ("G3", "1231177", "201.00", {}),
    ):
        rules = "pays=net;death_days_payable=3"
        desk.grants(
            grant, person, "812.50", supplier_id="V1", unit="week", billing="four_weekly", contract_rules=rules, **HOME, **more
        )
        desk.has("contributions", person_id=person, weekly_charge=charge)
    page = """
ELM COURT CARE LTD (Elm Court, branch of Elm Group plc)          # INVOICE  ELM-88417
12 Elm Rd, Anytown AN1 2AB      VAT: exempt (CQC registered)     Date 30/06/2026
To: Anytown Council, ASC Finance                                 PO 45001234
Period 01/06/2026 - 28/06/2026 (4 weeks)      Sort 08-99-99  Acc 66374958
Mosaic   Resident    From   To     Days  Weekly  Gross     Client contr.  Net
1234567  E Marsh     01/06  28/06  28    812.50  3,250.00   -749.40    2,500.60
1234890  T Okafor    10/06  28/06  19    812.50  2,205.36   -385.70    1,819.66  (admitted 10/06)
1231177  J Pell      01/06  20/06  20    812.50  2,321.43   -488.14    1,833.29  (died 17/06 +3 days)
                                                            TOTAL DUE  6,153.55
"""
    desk.gets("ELM-88417.pdf", printed(page), PDF, received=JULY)

    decisions, postings = desk.works()

    assert said(decisions) == [("post", "G1", "2500.60"), ("post", "G2", "1819.66"), ("post", "G3", "1833.29")]
    assert [row["amount"] for row in postings] == ["2500.60", "1819.66", "1833.29"]


def test_uk_2_delivered_hours_are_offered_and_a_double_up_is_disputed(desk: Desk) -> None:
    supplier(desk, "Brighter Days Homecare", "089999-66374966")
    people(desk, "900112", "900145")
    for grant, person, hours in (("G1", "900112", "14"), ("G2", "900145", "7")):
        care = {"service": "Home care", "legal_basis": "CARE-ACT", "unit": "hour", "units_per_week": hours}
        desk.grants(grant, person, "24.16", supplier_id="V1", billing="four_weekly", **care)
    page = """
# BRIGHTER DAYS HOMECARE         Invoice 2026-0412   Week ending 28/06/2026 (4 wks)  PO PPG-26-003
Invoice date 29/06/2026   Sort code 08-99-99   Account 66374966

Client ref   Planned h  Delivered h  Rate/h   Amount
900112       56.00      54.25        24.16    1,310.68
900145       28.00      28.00        24.16      676.48
Extra: double-up 900112 (2 x 1.00 h)          48.32
                               Total        2,035.48
"""
    desk.gets("2026-0412.pdf", printed(page.replace("# ", "")), PDF, received=JULY)

    decisions, postings = desk.works()

    fewer, planned, extra = decisions
    assert (fewer["verdict"] in {"propose", "review"}, fewer["grant_id"], fewer["amount"]) == (True, "G1", "1310.68")
    assert "proposed" in fewer["codes"]
    assert (planned["verdict"], planned["rule"], planned["grant_id"]) == ("post", "UK_HOURS", "G2")
    assert extra["code"] == "supplement-not-granted"
    assert [row["amount"] for row in postings] == ["676.48"]


@pytest.fixture
def overcharged(desk: Desk) -> Desk:
    supplier(desk, "Brighter Days Homecare", "089999-66374966")
    people(desk, "900112")
    care = {"service": "Home care", "legal_basis": "CARE-ACT", "unit": "hour", "units_per_week": "14"}
    desk.grants("G1", "900112", "24.16", supplier_id="V1", billing="four_weekly", **care)
    desk.has(
        "ledger",
        supplier_id="V1",
        invoice_number="2026-0398",
        grant_id="G1",
        period_start="2026-05-04",
        period_end="2026-05-31",
        amount="1352.96",
        voucher="880001",
        posted_on="2026-06-05",
    )
    return desk


def test_uk_3_part_of_an_invoice_is_credited_after_a_click(overcharged: Desk) -> None:
    page = """
Brighter Days Homecare                       Date 05/06/2026
Sort code 08-99-99   Account 66374966

# CREDIT NOTE CN-0417
Original invoice 2026-0398   Client 900112
Overcharged visits 18/05 and 19/05    6.00 h x 24.16     -144.96
"""
    overcharged.gets("CN-0417.pdf", printed(page), PDF, received=JULY)

    decisions, postings = overcharged.works()

    (credit,) = decisions
    assert (credit["verdict"] in {"propose", "review"}, credit["grant_id"], credit["amount"]) == (True, "G1", "144.96")
    assert "proposed" in credit["codes"]
    assert postings == []


@pytest.fixture
def nursing(desk: Desk) -> Desk:
    supplier(desk, "Nether Lodge Nursing Home Ltd", "089999-66374974")
    desk.has("people", person_id="1230201", name="Client", nhs_number="9991234578", language="en")
    rules = "pays=net;fnc=267.68;top_up=55.00;absence_full_weeks=6"
    care = {"service": "Nursing care", "legal_basis": "CARE-ACT", "unit": "week", "contract_rules": rules}
    desk.grants("G1", "1230201", "1240.00", supplier_id="V1", **care)
    desk.has("contributions", person_id="1230201", weekly_charge="210.40")
    return desk


NURSING = """
Nether Lodge Nursing Home Ltd                    # INVOICE
Invoice N-3391                                   Date 30/06/2026
01/06/2026-30/06/2026 (30 days)                  Sort code 08-99-99  Account 66374974
NHS No 999 123 4578

Description                                           Amount
{lines}
Due from council                                    {due:>8}
Note: in hospital 14/06-19/06, bed retained (full fee)
"""


def test_uk_4_nursing_found_by_nhs_number_less_what_others_pay(nursing: Desk) -> None:
    lines = """Care and accommodation 30 d @ 1,240.00/wk           5,314.29
Less FNC paid by ICB 267.68/wk x 30/7              -1,147.20
Less third party top-up 55.00/wk                     -235.71
Less resident contribution 210.40/wk                 -901.71"""
    nursing.gets("N-3391.pdf", printed(NURSING.format(lines=lines, due="3,029.67")), PDF, received=JULY)

    decisions, postings = nursing.works()

    assert [row["person_id"] for row in decisions if row["person_id"]] != []
    assert {row["verdict"] for row in decisions} <= {"post", "propose", "ignore"}
    paid = [row for row in decisions if row["verdict"] != "ignore"]
    assert said(paid) == [(paid[0]["verdict"], "G1", "3029.67")]
    assert sum(float(row["amount"]) for row in postings) in {0, 3029.67}


def test_uk_4_the_nhs_part_not_taken_off_is_named(nursing: Desk) -> None:
    lines = """Care and accommodation 30 d @ 1,240.00/wk           5,314.29
Less third party top-up 55.00/wk                     -235.71
Less resident contribution 210.40/wk                 -901.71"""
    nursing.gets("N-3391.pdf", printed(NURSING.format(lines=lines, due="4,176.87")), PDF, received=JULY)

    decisions, postings = nursing.works()

    assert "net-gross-diff" in {code for row in decisions for code in row["codes"]}
    assert postings == []


def test_uk_5_a_bad_photo_of_a_note_without_a_period_never_posts(desk: Desk) -> None:
    supplier(desk, "Cedar Grove Care", "089999-66374982")
    people(desk, "1234567")
    desk.grants("G1", "1234567", "812.50", supplier_id="V1", unit="week", billing="four_weekly", **HOME)
    desk.gets("scan.pdf", _bad_photo(), PDF, received=JULY)

    decisions, postings = desk.works()

    assert decisions != []
    assert {row["verdict"] for row in decisions} <= {"review", "return", "propose"}
    assert postings == []


def _bad_photo() -> bytes:
    """Three pages by telephone: a note by hand with letters in its numbers, a stamp over the total, two pages upside down."""
    import cv2
    import numpy as np
    from PIL import Image

    from samples.generate.scans import PHOTO, degrade

    def page(lines: list[tuple[str, float]]) -> np.ndarray:
        sheet = np.full((2000, 1414), 250, np.uint8)
        for number, (text, size) in enumerate(lines):
            cv2.putText(sheet, text, (120, 200 + number * 110), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, size, 40, 3)
        return sheet

    first = page(
        [
            ("Cedar Grove Care   INVOICE CG-19", 1.8),
            ("Date 30/06/2026", 1.6),
            ("Resident 1234567", 1.6),
            ("4 wks @ 8l2.5O = 325O.00", 1.8),
            ("Total 325O.00", 1.8),
        ]
    )
    cv2.putText(first, "RECEIVED 1 JUL", (330, 660), cv2.FONT_HERSHEY_DUPLEX, 2.4, 110, 6)
    rest = [page([(f"Rota sheet {number}", 1.6), ("nothing to pay on this page", 1.4)]) for number in (2, 3)]
    sheets = [degrade(first, PHOTO, 5), *(np.rot90(degrade(each, PHOTO, 6 + n), 2) for n, each in enumerate(rest))]
    images = [Image.fromarray(each) for each in sheets]
    out = io.BytesIO()
    images[0].save(out, "PDF", resolution=170, save_all=True, append_images=images[1:], quality=60)
    return out.getvalue()


def test_uk_6_a_statement_of_account_is_never_paid(desk: Desk) -> None:
    supplier(desk, "Elm Court Care Ltd", "089999-66374958")
    people(desk, "1234567")
    desk.grants("G1", "1234567", "812.50", supplier_id="V1", unit="week", billing="four_weekly", **HOME)
    page = """
ELM COURT CARE LTD                               # STATEMENT OF ACCOUNT
12 Elm Rd, Anytown AN1 2AB                       Date 30/06/2026
Anytown Council, ASC Finance                     Sort 08-99-99  Acc 66374958

Open invoice     Date          30 days      60 days      90 days
ELM-88301        02/04/2026                              6,153.55
ELM-88344        30/04/2026                 5,896.01
ELM-88390        28/05/2026    6,153.55
                               Balance now due  18,203.11
"""
    desk.gets("statement.pdf", printed(page), PDF, received=JULY, subject="Statement June")

    decisions, postings = desk.works()

    assert {(row["verdict"], row["code"]) for row in decisions} == {("ignore", "doc-statement")}
    assert postings == []
