"""Demostrup Kommune: who supplies, who lives where, what is granted. Nobody and nothing of it exists."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from samples.generate.council import Council, Grant, Person, Row, Supplier
from samples.generate.numbers import cpr, iban, two_places
from samples.generate.values import Party

DOMAIN = "demostrup-kommune.example"
GLN = "5790000123452"
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
JULY = (date(2026, 7, 1), date(2026, 7, 31))

#: id, name, CVR, layout, mail name, ownership
_SUPPLIERS = (
    ("L001", "Bofællesskabet Elmegården ApS", "12345674", "dk-grouped", "elmegaarden", "private"),
    ("L002", "Fonden Skovlunden", "10000009", "dk-ruled", "skovlunden", "private"),
    ("L003", "Nørrebæk Kommune, Socialcentret", "99000007", "dk-lineprinter", "norrebaek-kommune", "municipality"),
    ("L004", "Region Midtø, Åhuset", "99000015", "dk-boxed", "midtoe-region", "region"),
    ("L005", "STU-skolen Fjordklinten", "99000023", "dk-sidebar", "fjordklinten", "private"),
    ("L006", "Bostedet Kornblomsten", "99000031", "dk-banded", "kornblomsten", "private"),
    ("L007", "Aktivitetshuset Solstrålen", "99000058", "dk-hairline", "solstraalen", "private"),
    ("L008", "Ledsagerkorpset ApS", "99000066", "dk-leaders", "ledsagerkorpset", "private"),
    ("L009", "Opholdsstedet Birkely", "99000074", "dk-banded", "birkely", "private"),
    ("L010", "Helhedstilbuddet Kystvejen", "99000082", "dk-letter", "kystvejen", "private"),
    ("L011", "Botilbuddet Mosehøj A/S", "99000090", "dk-amount_first", "mosehoej", "private"),
    ("L012", "Dagtilbuddet Ådalen", "99000104", "dk-plain", "aadalen-dag", "private"),
    ("L013", "Fonden Havgården", "99000112", "dk-ruled", "havgaarden", "private"),
    ("L014", "Bostedet Lyngbakken", "99000120", "dk-grouped", "lyngbakken", "private"),
    ("L015", "Heldagshuset Pilevang", "99000139", "dk-plain", "pilevang", "private"),
    ("L016", "Botræningen Vindrosen", "99000147", "dk-hairline", "vindrosen", "private"),
    ("L017", "Bostedet Strandgården", "99000171", "dk-boxed", "strandgaarden", "private"),
    ("L018", "Mellemvang Bosted ApS", "99000163", "dk-boxed", "mellemvang", "private"),
)
_NAMES = [
    "Karen Holm",
    "Ib Krogh",
    "Sofie Lund",
    "Anders Bæk",
    "Maja Toft",
    "Jens Aagaard",
    "Ulla Skov",
    "Peter Dahl",
    "Ida Friis",
    "Niels Østergård",
    "Lone Brandt",
    "Viggo Kjær",
    "Amalie Riis",
    "Bo Thorsen",
    "Camilla Juhl",
    "Erik Søgaard",
    "Freja Munk",
    "Gert Lassen",
    "Hanne Vestergård",
    "Inger Bach",
    "Jonas Hede",
    "Kirsten Ravn",
    "Lars Mose",
    "Mette Grøn",
    "Nadia Holt",
    "Ole Sand",
    "Pia Strøm",
    "Rasmus Elm",
    "Sanne Dam",
    "Tage Kilde",
    "Vera Bjerg",
    "Åse Lynge",
    "Bent Thygesen",
    "Dorte Kær",
    "Egon Stenild",
    "Fie Krarup",
    "Gunnar Wulff",
    "Helle Nyborg",
    "Ivan Raabjerg",
    "Julie Tranum",
    "Kaj Mørch",
    "Line Sejr",
    "Mogens Byskov",
    "Nanna Uhre",
    "Otto Frost",
    "Petra Lind",
    "Rikke Damm",
    "Sune Agger",
    "Thea Molin",
    "Ulrik Bang",
]
#: The numbers that the handbook lists come first; the fifth of January's children has one without a check digit.
_KNOWN = ("1503314203", "2209324205", "0711344209", "3006364208", "0101354202")
D = Decimal
Y = date(2026, 1, 1)


_STREETS = [
    "Elmevej",
    "Skovbrynet",
    "Torvegade",
    "Amtsvej",
    "Klintevej",
    "Kornvænget",
    "Solbakken",
    "Stationsvej",
    "Birkealle",
    "Kystvejen",
    "Mosevej",
    "Å-stien",
    "Havgade",
]


def supplier(number: int, entry: tuple[str, str, str, str, str, str]) -> Supplier:
    """A supplier of record with address, telephone and bank account made from its number."""
    supplier_id, name, registration, layout, mail, ownership = entry
    account = f"{7_120_000_000 + number * 37_411_213:010}"
    party = Party(
        name, (f"{_STREETS[number % len(_STREETS)]} {number * 3 + 2}", f"999{number % 10} Demostrup"), registration,
        f"DK{registration}", f"9990-{account}", iban("DK", f"9990{account}"), f"faktura@{mail}.example", f"70 99 00 {number:02}",
        slogan="Trygge rammer og faglig støtte", p_number=f"10990000{number:02}",
    )  # fmt: skip
    return Supplier(supplier_id, party, layout, ownership, "blocked" if supplier_id == "L018" else "active")


def _people() -> Iterator[Person]:
    for number, name in enumerate(_NAMES, 1):
        born = date(2031 + number % 6, 1 + number * 5 % 12, 1 + number * 7 % 28)
        cpr_number = _KNOWN[number - 1] if number <= len(_KNOWN) else cpr(born, 4200 + number * 12)
        cpr_number = "0101354200" if number == 10 else cpr_number
        year = 2000 + int(cpr_number[4:6])
        yield Person(f"P{1000 + number}", name, cpr_number, born=date(year, int(cpr_number[2:4]), int(cpr_number[:2])))


def _g(number: int, person: int, supplier_id: str, service: str, basis: str, unit: str, rate: str, **more: object) -> Grant:
    rates = more.pop("rates", None) or ((Y, D(rate)),)
    return Grant(f"B{2600 + number}", f"P{1000 + person}", supplier_id, service, basis, unit, rates, **more)  # type: ignore[arg-type]  # the names are those of Grant


LONG, SHORT, DAY, WORK = (
    "Længerevarende botilbud",
    "Midlertidigt botilbud",
    "Aktivitets- og samværstilbud",
    "Beskyttet beskæftigelse",
)
GRANTS = (
    _g(1, 1, "L002", LONG, "SEL108", "day", "2243.00"),
    _g(2, 2, "L001", SHORT, "SEL107", "month", "76351.00"),
    _g(3, 3, "L001", DAY, "SEL104", "month", "18557.00"),
    _g(4, 4, "L001", LONG, "SEL108", "day", "2395.00"),
    _g(5, 5, "L001", SHORT, "SEL107", "day", "2503.00"),
    _g(6, 6, "L005", "STU", "STU", "month", "18966.00", target_group="unge"),
    _g(7, 7, "L005", "STU", "STU", "month", "18966.00", target_group="unge"),
    _g(8, 8, "L005", "STU", "STU", "month", "19410.00", target_group="unge"),
    _g(9, 9, "L006", SHORT, "SEL107", "day", "2480.00"),
    _g(10, 10, "L003", LONG, "SEL108", "day", "2110.00"),
    _g(11, 11, "L003", LONG, "SEL108", "day", "2110.00"),
    _g(12, 12, "L004", LONG, "SEL108", "day", "3120.00", target_group="psykiatri"),
    _g(13, 13, "L004", SHORT, "SEL107", "month", "81200.00", target_group="psykiatri"),
    _g(14, 14, "L007", DAY, "SEL104", "month", "15120.00"),
    _g(15, 15, "L007", DAY, "SEL104", "month", "15120.00"),
    _g(16, 15, "L007", WORK, "SEL103", "month", "15120.00"),
    _g(17, 16, "L008", "Ledsagelse", "SEL97", "hour", "312.00", paid_until=None, units_per_week=D("3.5")),
    _g(18, 17, "L009", SHORT, "SEL107", "day", "2610.00"),
    _g(19, 18, "L010", SHORT, "SEL107", "month", "76351.00"),
    _g(20, 18, "L010", DAY, "SEL104", "month", "18557.00"),
    _g(21, 19, "L011", LONG, "SEL108", "day", "2330.00"),
    _g(22, 20, "L011", LONG, "SEL108", "day", "", rates=((Y, D("2243.00")), (date(2026, 6, 16), D("2295.00")))),
    _g(23, 21, "L012", DAY, "SEL104", "month", "18557.00"),
    _g(24, 22, "L013", SHORT, "SEL107", "month", "72400.00", prepaid=True, paid_until=date(2026, 6, 30)),
    _g(25, 23, "L014", LONG, "SEL108", "day", "2243.00", end=date(2026, 6, 10), run_off_end=date(2026, 6, 30)),
    _g(
        26,
        24,
        "L014",
        LONG,
        "SEL108",
        "day",
        "2243.00",
        end=date(2026, 6, 10),
        run_off_end=date(2026, 7, 31),
        paid_until=date(2026, 6, 30),
    ),
    _g(27, 25, "L015", SHORT, "SEL107", "day", "2503.00"),
    _g(28, 26, "L015", DAY, "SEL104", "month", "18557.00"),
    _g(29, 27, "L016", LONG, "SEL108", "day", "2243.00"),
    _g(30, 28, "L016", SHORT, "SEL107", "day", "2390.00"),
    _g(31, 29, "L013", SHORT, "SEL107", "month", "70900.00", target_group="udsatte"),
    _g(32, 30, "L002", LONG, "SEL108", "day", "2410.00"),
    _g(33, 32, "L003", LONG, "SEL108", "day", "2110.00"),
    _g(
        34,
        33,
        "L006",
        LONG,
        "SEL108",
        "day",
        "",
        rates=((date(2025, 7, 1), D("2243.00")), (Y, D("2295.00"))),
        start=date(2025, 7, 1),
    ),
    _g(35, 34, "L002", LONG, "SEL108", "day", "2243.00", start=date(2026, 3, 12)),
    _g(36, 35, "L004", LONG, "SEL108", "day", "2980.00", start=date(2026, 6, 9), target_group="psykiatri", paid_until=None),
    _g(
        37,
        36,
        "L001",
        SHORT,
        "SEL107",
        "month",
        "68389.00",
        start=date(2026, 6, 12),
        rules="monthly_divisor=actual",
        paid_until=None,
    ),
    _g(38, 37, "L014", LONG, "SEL108", "day", "2340.00"),
    _g(39, 38, "L014", DAY, "SEL104", "month", "16240.00"),
    _g(40, 39, "L013", SHORT, "SEL107", "month", "69850.00"),
    _g(41, 40, "L010", DAY, "SEL104", "month", "17300.00"),
    _g(42, 41, "L012", DAY, "SEL104", "month", "14880.00"),
    _g(43, 42, "L012", WORK, "SEL103", "month", "13950.00"),
    _g(44, 43, "L015", SHORT, "SEL107", "day", "2450.00"),
    _g(45, 44, "L003", SHORT, "SEL107", "day", "2275.00"),
    _g(46, 45, "L010", SHORT, "SEL107", "month", "64100.00"),
    _g(47, 46, "L013", DAY, "SEL104", "month", "16800.00"),
    _g(48, 47, "L016", LONG, "SEL108", "month", "66420.00"),
    _g(49, 48, "L002", LONG, "SEL108", "day", "2243.00"),
    _g(50, 49, "L002", SHORT, "SEL107", "day", "2503.00"),
    _g(52, 16, "L018", LONG, "SEL108", "day", "2190.00"),
    _g(51, 50, "L002", DAY, "SEL104", "month", "18557.00"),
)
_FUNCTIONS = {"SEL108": "38500", "SEL107": "38520", "SEL103": "38580", "SEL104": "38590", "STU": "30460", "SEL97": "38530"}
_ACCOUNTS = {"private": "40000000", "municipality": "47000000", "region": "48000000"}
_GROUPS = {"handicap": 1, "psykiatri": 2, "unge": 3}


def _coding() -> Iterator[Row]:
    """One row a legal basis, ownership and target group; for the target group `udsatte` there is none."""
    for basis, function in _FUNCTIONS.items():
        for ownership, account in _ACCOUNTS.items():
            for group, number in _GROUPS.items():
                yield {
                    "legal_basis": basis, "ownership": ownership, "target_group": group, "account": account,
                    "cost_element": f"XG-51{function}{number:03}-000{list(_ACCOUNTS).index(ownership) + 1}0",
                    "valid_from": "2025-01-01", "owner_email": f"kontering@{DOMAIN}",
                }  # fmt: skip


def _months(start: date, end: date) -> Iterator[tuple[date, date]]:
    while start <= end:
        last = start.replace(day=monthrange(start.year, start.month)[1])
        yield start, min(last, end)
        start = last + timedelta(days=1)


def paid(grant: Grant, start: date, end: date, old_rate_until: date | None = None) -> Decimal:
    """What was paid for a month in the past: whole months at the month's rate, days by the day."""
    day = date(2025, 12, 31) if old_rate_until and start <= old_rate_until else start
    quantity = (end - start).days + 1 if grant.unit == "day" else 1
    return two_places(grant.rate(day) * quantity)


def _ledger() -> Iterator[Row]:
    """All months before June are paid. B2634 was paid at the old rate in January and February: the new one came in March."""
    voucher = 5100000
    for grant in GRANTS:
        until = grant.paid_until
        for start, end in _months(grant.start, min(until, grant.end or until)) if until else ():
            voucher += 1
            old = date(2026, 2, 28) if grant.grant_id == "B2634" and start.year == 2026 else None
            number = (
                "20398"
                if (grant.grant_id, start.month) == ("B2635", 3)
                else f"{grant.supplier[1:]}{grant.grant_id[1:]}{start:%y%m}"
            )
            yield {
                "supplier_id": grant.supplier, "invoice_number": number, "grant_id": grant.grant_id, "period_start": start,
                "period_end": end, "amount": paid(grant, start, end, old), "voucher": voucher, "posted_on": end + timedelta(days=12),
            }  # fmt: skip


def council() -> Council:
    """The whole municipality."""
    suppliers = [supplier(number, entry) for number, entry in enumerate(_SUPPLIERS, 1)]
    return Council(
        "dk", "Demostrup Kommune", DOMAIN, ("Demostrup Kommune", "Social og Handicap", "Rådhuspladsen 1", "9990 Demostrup"),
        f"sagsbehandler@{DOMAIN}", {s.supplier_id: s for s in suppliers}, {p.person_id: p for p in _people()},
        {g.grant_id: g for g in GRANTS}, {"coding": list(_coding()), "ledger": list(_ledger())},
    )  # fmt: skip


POLICY = """# What Demostrup Kommune has decided; the keys are those of the settings file's [policy] table.
[policy]
country = "dk"
mode = "shadow"
auto_limit = 250000
auto_tiers = ["T1", "T2"]
tolerance_t1 = 0.00
tolerance_t2_plus = 1.00
excluded_paragraphs = ["SEL97", "SEL98"]
sample_percent = 0
pay_undisputed_lines = false
pay_lower_amount = false
time_bar_months = 12
contact_owner = "finance"
buyer_gln = "5790000123452"
"""
