"""Anytown Council: who supplies, who lives where, what is agreed. Nobody and nothing of it exists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from samples.generate.council import Council, Grant, Person, Row, Supplier
from samples.generate.denmark_data import _months
from samples.generate.numbers import gb_vat, iban, nhs, two_places
from samples.generate.values import Party, Period

DOMAIN = "anytown-council.example"
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
#: The third four-week period of the year that began on Monday 6 April 2026.
P3 = (date(2026, 6, 1), date(2026, 6, 28))
D = Decimal

#: id, name, layout, mail name, street
_SUPPLIERS = (
    ("V001", "Elm Court Care Ltd", "gb-ruled", "elmcourt", "12 Elm Road"),
    ("V002", "Brighter Days Homecare Ltd", "gb-banded", "brighterdays", "Unit 4, Mill Lane"),
    ("V003", "Nether Lodge Nursing Home Ltd", "gb-plain", "netherlodge", "1 Nether Lane"),
    ("V004", "Riverside Day Opportunities CIC", "gb-boxed", "riversideday", "The Old Boathouse"),
    ("V005", "Oakfield Residential Ltd", "gb-lineprinter", "oakfield-res", "88 Oakfield Avenue"),
    ("V006", "St Aldhelm's Supported Living", "gb-hairline", "staldhelms", "3 Chapel Row"),
    ("V007", "Larkrise Respite Ltd", "gb-letter", "larkrise", "Larkrise Farm"),
    ("V008", "Bramble House (Care) Ltd", "gb-grouped", "bramblehouse", "40 Hill Street"),
    ("V009", "Fernhill Care Group plc", "gb-sidebar", "fernhillcare", "Fernhill House"),
    ("V010", "Hollybank Homecare Ltd", "gb-amount_first", "hollybank", "7 Station Parade"),
    ("V011", "Moorside Court Ltd", "gb-plain", "moorsidecourt", "2 Moorside"),
    ("V012", "Westgate Community Care", "gb-leaders", "westgatecare", "19 Westgate"),
    ("V013", "Kestrel Court Care Home", "gb-hairline", "kestrelcourt", "5 Kestrel Close"),
    ("V014", "Primrose Lane Ltd", "gb-boxed", "primroselane", "6 Primrose Lane"),
    ("V015", "Harbour House Care Ltd", "gb-banded", "harbourhouse", "Harbour House"),
    ("V017", "Cedar Grove Care Ltd", "gb-boxed", "cedargrove", "30 Cedar Grove"),
    ("V016", "Ashdown Living Ltd", "gb-grouped", "ashdownliving", "21 Ashdown Way"),
)
_PEOPLE = [
    "1234567 Edith Marsh",
    "1234890 Tunde Okafor",
    "1231177 Joan Pell",
    "1230112 Walter Quill",
    "1230145 Nora Bright",
    "1230201 Samuel Ogden",
    "1230214 Iris Vane",
    "1230227 Harold Pike",
    "1230230 Mabel Thorne",
    "1230243 Desmond Clay",
    "1230256 Ruth Amos",
    "1230269 Leon Barrow",
    "1230272 Agnes Toller",
    "1230285 Peter Strand",
    "1230298 Olive Hart",
    "1230304 Cyril Nash",
    "1230317 Farah Siddle",
    "1230320 George Wick",
    "1230333 Hilda Crane",
    "1230346 Ivor Stone",
    "1230359 Jean Hollis",
    "1230362 Ken Mallow",
    "1230375 Lily Frome",
    "1230388 Moses Gray",
    "1230391 Nancy Poole",
    "1230407 Oscar Reed",
    "1230410 Pearl Sands",
    "1230423 Queenie Moss",
    "1230436 Reg Tamar",
    "1230449 Stella Wye",
    "1230452 Trevor Usk",
    "1230465 Una Leven",
    "1230478 Vera Nidd",
    "1230481 Winston Tees",
    "1230494 Yusuf Exe",
    "1230500 Zara Test",
    "1232044 Alan Brook",
    "1232107 Beryl Coombe",
    "1232210 Colin Dale",
    "1232305 Dora Esk",
    "1232318 Eric Fell",
    "1232332 Freda Garth",
    "1232401 Grant Heath",
    "1232455 Hattie Isle",
]
_DIED = {"1231177": date(2026, 6, 17)}


def supplier(number: int, entry: tuple[str, str, str, str, str]) -> Supplier:
    """A supplier of record with its numbers made from its place in the list."""
    supplier_id, name, layout, mail, street = entry
    account = f"{66374000 + number * 131}"
    party = Party(
        name, (street, f"Anytown AN{number} 2AB"), f"990001{number:02}", gb_vat(9990000 + number), f"9900{number:02}-{account}",
        iban("GB", f"ANYT9900{number:02}{account}"), f"accounts@{mail}.example", f"01999 6001{number:02}", "GB", "Care you can count on",
    )  # fmt: skip
    return Supplier(supplier_id, party, layout, "private", "blocked" if supplier_id == "V014" else "active")


def _people() -> Iterator[Person]:
    for number, entry in enumerate(_PEOPLE):
        person_id, _, name = entry.partition(" ")
        born = date(1930 + number, 1 + number % 12, 1 + number * 3 % 28)
        nhs_number = nhs(123457 + number * 7)
        yield Person(person_id, name, nhs_number=nhs_number, born=born, died=_DIED.get(person_id))


def _g(number: int, person: str, supplier_id: str, service: str, unit: str, rate: str, **more: object) -> Grant:
    rates = more.pop("rates", None) or ((date(2026, 1, 1), D(rate)),)
    four_weekly = unit == "week" and "billing" not in more
    values = {
        "target_group": "older",
        "start": date(2026, 1, 12),
        "billing": "four_weekly" if four_weekly else "calendar_month",
        **more,
    }
    return Grant(f"C{4000 + number}", person, supplier_id, service, "CARE-ACT", unit, rates, **values)  # type: ignore[arg-type]  # the names are those of Grant


RES, NUR, LIV, HOME = "Residential care", "Nursing care", "Supported living", "Home care"
MONTHLY = {"billing": "calendar_month", "start": date(2026, 1, 1), "target_group": "learning-disability"}
HOURS = {"billing": "four_weekly", "paid_until": None}
GRANTS = (
    _g(1, "1234567", "V001", RES, "week", "812.50", rules="pays=net"),
    _g(
        2,
        "1234890",
        "V001",
        RES,
        "week",
        "812.50",
        start=date(2026, 6, 10),
        rules="pays=net;count_admission_day=yes",
        paid_until=None,
    ),
    _g(
        3,
        "1231177",
        "V001",
        RES,
        "week",
        "812.50",
        end=date(2026, 6, 17),
        run_off_end=date(2026, 6, 20),
        rules="pays=net;death_days_payable=3",
    ),
    _g(4, "1230112", "V002", HOME, "hour", "24.16", units_per_week=D(14), **HOURS),
    _g(5, "1230145", "V002", HOME, "hour", "24.16", units_per_week=D(7), **HOURS),
    _g(
        6,
        "1230201",
        "V003",
        NUR,
        "week",
        "1240.00",
        billing="calendar_month",
        start=date(2026, 1, 1),
        rules="pays=net;absence_full_weeks=6",
    ),
    _g(
        7,
        "1230214",
        "V004",
        "Day opportunities",
        "session",
        "46.50",
        units_per_week=D(3),
        target_group="learning-disability",
        **HOURS,
    ),
    _g(8, "1230227", "V005", RES, "week", "742.00"),
    _g(9, "1230230", "V005", RES, "week", "742.00"),
    _g(10, "1230243", "V005", RES, "week", "765.80"),
    _g(11, "1230256", "V005", RES, "week", "742.00", start=date(2026, 6, 8), paid_until=None),
    _g(12, "1230269", "V006", LIV, "week", "842.10", **MONTHLY),
    _g(13, "1230272", "V006", LIV, "week", "1105.30", **MONTHLY),
    _g(14, "1230285", "V007", "Respite", "night", "138.00", paid_until=None, start=date(2026, 6, 1), end=date(2026, 6, 30)),
    _g(15, "1230298", "V008", RES, "week", "698.25"),
    _g(16, "1230304", "V008", RES, "week", "698.25"),
    _g(17, "1230317", "V008", RES, "week", "731.00"),
    _g(18, "1230320", "V009", RES, "week", "820.00"),
    _g(19, "1230333", "V010", HOME, "hour", "23.40", units_per_week=D("10.5"), **HOURS),
    _g(20, "1230346", "V011", RES, "week", "799.00"),
    _g(21, "1230359", "V011", RES, "week", "815.00", rates=((date(2025, 4, 7), D("788.00")), (date(2026, 4, 6), D("815.00")))),
    _g(22, "1230362", "V012", HOME, "hour", "25.00", units_per_week=D(5), **HOURS),
    _g(23, "1230375", "V013", RES, "week", "777.00"),
    _g(24, "1230388", "V013", RES, "week", "777.00"),
    _g(25, "1230391", "V013", RES, "week", "803.60"),
    _g(26, "1230407", "V015", RES, "week", "700.00"),
    _g(27, "1230407", "V015", "Supported accommodation", "week", "700.00"),
    _g(28, "1230410", "V015", RES, "week", "725.00", end=date(2026, 5, 31)),
    _g(29, "1230423", "V015", RES, "week", "760.00"),
    _g(30, "1230436", "V016", LIV, "week", "910.00", **MONTHLY),
    _g(
        31,
        "1230449",
        "V016",
        LIV,
        "week",
        "875.00",
        target_group="transition",
        billing="calendar_month",
        start=date(2026, 1, 1),
    ),
    _g(32, "1230452", "V016", LIV, "week", "910.00", **MONTHLY),
    _g(33, "1230465", "V008", RES, "week", "745.00"),
    _g(34, "1230478", "V011", RES, "week", "782.00"),
    _g(35, "1230494", "V001", RES, "week", "830.00"),
    _g(36, "1230500", "V014", RES, "week", "801.00"),
    _g(
        37,
        "1230500",
        "V006",
        LIV,
        "week",
        "630.00",
        start=date(2026, 6, 15),
        billing="calendar_month",
        paid_until=None,
        target_group="learning-disability",
    ),
)


def four_weekly() -> Iterator[tuple[Period, str]]:
    """The council's payment periods: thirteen a year, from the Monday on or after 1 April."""
    start = date(2026, 1, 12)
    for number in range(12):
        label = f"2025/26 P{11 + number}" if number < 3 else f"2026/27 P{number - 2}"
        yield (start, start + timedelta(days=27)), label
        start += timedelta(days=28)


def _ledger() -> Iterator[Row]:
    """Everything before June is paid, by four weeks or by calendar months of days."""
    voucher = 880000
    for grant in GRANTS:
        until = min(grant.paid_until or date(2020, 1, 1), grant.end or date(2026, 5, 31))
        weeks = [period for period, _ in four_weekly() if period[1] <= until and period[0] >= grant.start]
        for start, end in weeks if grant.billing == "four_weekly" else _months(grant.start, until):
            voucher += 1
            days = (end - start).days + 1
            yield {
                "supplier_id": grant.supplier, "invoice_number": f"{grant.supplier[1:]}{grant.grant_id[1:]}-{start:%y%m%d}",
                "grant_id": grant.grant_id, "period_start": start, "period_end": end,
                "amount": two_places(grant.rate(start) * days / 7), "voucher": voucher, "posted_on": end + timedelta(days=11),
            }  # fmt: skip


def _coding() -> Iterator[Row]:
    for number, group in enumerate(("older", "learning-disability"), 1):
        yield {"legal_basis": "CARE-ACT", "ownership": "private", "target_group": group, "account": f"R{4100 + number}",
               "cost_element": f"ASC-{number:02}-3001", "valid_from": "2025-04-01", "owner_email": f"finance@{DOMAIN}"}  # fmt: skip


def _contributions() -> Iterator[Row]:
    for person, charge in (
        ("1234567", "187.35"),
        ("1234890", "142.10"),
        ("1231177", "201.00"),
        ("1230201", "210.40"),
        ("1230112", "63.20"),
    ):
        yield {"person_id": person, "weekly_charge": charge, "full_cost": "no", "valid_from": "2026-04-06"}


def council() -> Council:
    """The whole council."""
    from samples.generate import england_maps

    suppliers = [supplier(number, entry) for number, entry in enumerate(_SUPPLIERS, 1)]
    periods = [
        {"calendar": "four_weekly", "period_start": p[0], "period_end": p[1], "label": label} for p, label in four_weekly()
    ]
    funding = [{"grant_id": "C4030", "funder": funder, "percent": percent, "lead": lead, "valid_from": "2026-01-01"}
               for funder, percent, lead in (("Anytown Council", "58.50", "yes"), ("Anyshire ICB", "41.50", "no"))]  # fmt: skip
    tables: dict[str, list[Row]] = {
        "coding": list(_coding()), "ledger": list(_ledger()), "contributions": list(_contributions()), "funding": list(funding),
        "billing_periods": list(periods), **england_maps.tables(),
    }  # fmt: skip
    return Council(
        "gb", "Anytown Council", DOMAIN, ("Anytown Council", "Adult Social Care Finance", "Town Hall", "Anytown AN1 1AA"),
        f"social.work@{DOMAIN}", {s.supplier_id: s for s in suppliers}, {p.person_id: p for p in _people()},
        {g.grant_id: g for g in GRANTS}, tables,
    )  # fmt: skip


POLICY = """# What Anytown Council has decided; the keys are those of the settings file's [policy] table.
[policy]
country = "gb"
mode = "shadow"
auto_limit = 25000
auto_tiers = ["T1", "T2"]
tolerance_t1 = 0.00
tolerance_t2_plus = 0.05
sample_percent = 0
pay_undisputed_lines = true
pay_lower_amount = true
contact_owner = "finance"
person_id_regex = "\\\\b12[0-9]{5}\\\\b"
"""
