"""Documents out of thin air for the labelled set: any number of suppliers, people, services and periods, all made up."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from samples.generate.layouts import Layout
from samples.generate.numbers import cpr, cvr, gb_vat, iban, nhs, two_places
from samples.generate.values import Doc, Line, Party, Period

D = Decimal
#: text, legal basis, unit, lowest and highest rate
SERVICES = {
    "dk": (
        ("Længerevarende botilbud § 108", "SEL108", "day", 1900, 3400), ("Midlertidigt botilbud § 107", "SEL107", "day", 1850, 3200),
        ("Botilbud efter SEL § 107, døgndækket", "SEL107", "month", 52000, 99000), ("Aktivitets- og samværstilbud § 104", "SEL104", "month", 9800, 21000),
        ("Beskyttet beskæftigelse § 103", "SEL103", "month", 7400, 16000), ("STU-forløb", "STU", "month", 16000, 31000),
        ("Dagtilbud § 104 inkl. transport og forplejning, fuld uge", "SEL104", "day", 480, 910), ("Ledsagelse § 97", "SEL97", "hour", 280, 360),
        ("Tillæg: vågen nattevagt § 108", "SEL108", "day", 140, 620), ("Særydelse 1:1 støtte § 107", "SEL107", "hour", 310, 455),
    ),
    "gb": (
        ("Residential care", None, "week", 640, 1180), ("Nursing care", None, "week", 890, 1490),
        ("Supported living, shared hours", None, "week", 380, 990), ("Home care", None, "hour", 21, 29),
        ("Home care, double-handed calls, weekday evenings", None, "hour", 22, 31), ("Day opportunities", None, "session", 34, 72),
        ("Respite stay", None, "night", 98, 190), ("Dementia unit supplement", None, "week", 45, 160),
        ("One to one support at meal times", None, "hour", 17, 26), ("Waking night", None, "night", 110, 175),
    ),
}  # fmt: skip
FIRST = {
    "dk": [
        "Bostedet",
        "Fonden",
        "Botilbuddet",
        "Opholdsstedet",
        "Dagcentret",
        "Bofællesskabet",
        "Socialpsykiatrisk Center",
        "Værestedet",
    ],
    "gb": ["Alder", "Birch", "Copper", "Dove", "Eden", "Foxglove", "Garnet", "Heron", "Inglewood", "Juniper", "Kite", "Linden"],
}
LAST = {
    "dk": [
        "Ahornhøj",
        "Blåregn",
        "Cedertræet",
        "Dueslaget",
        "Egebo",
        "Frøhuset",
        "Gårdbo",
        "Hyldespjældet",
        "Ildfluen",
        "Jordbærmarken",
    ],
    "gb": [
        "House Care Ltd",
        "Lodge Nursing Home",
        "Homecare Services",
        "Support CIC",
        "Court Residential Ltd",
        "View Care Group",
    ],
}
#: Suppliers of the test share: their names and streets stand on no page that anything was tuned or fitted on.
UNSEEN_FIRST = {
    "dk": ["Kollegiet", "Aflastningen", "Familiehuset", "Pensionatet", "Specialskolen", "Bosted", "Værkstedet"],
    "gb": ["Maple", "Nightingale", "Osprey", "Primrose", "Quayside", "Rowan", "Saffron", "Thistle"],
}
UNSEEN_LAST = {
    "dk": ["Kastanjegården", "Lærkereden", "Mosebo", "Nordlyset", "Pilely", "Rønnebærhus", "Solbakken", "Tranehøj"],
    "gb": [
        "Grange Care Home",
        "Meadow Care Limited",
        "Community Support",
        "at Home Ltd",
        "Manor Care Partnership",
        "Opportunities CIC",
    ],
}
STREETS = {"dk": ("Lyngvej", "Strandgade", "Møllebakken"), "gb": ("High Street", "Park Road", "Church Lane")}
UNSEEN_STREETS = {"dk": ("Toftevænget", "Kirkestien", "Havnepladsen"), "gb": ("Mill Rise", "Station Parade", "The Green")}
PEOPLE = {
    "dk": [
        "Alma Vang",
        "Birk Holst",
        "Carla Nim",
        "Ditte Ask",
        "Emil Rye",
        "Flora Gade",
        "Gry Tang",
        "Hugo Lyst",
        "Ingrid Sø",
        "Jarl Kove",
    ],
    "gb": ["A Penrose", "B Tully", "C Marlow", "D Finch", "E Rowe", "F Sykes", "G Latham", "H Oakes", "I Dunne", "J Keane"],
}
BUYERS = {
    "dk": ("Demostrup Kommune", "Social og Handicap", "Rådhuspladsen 1", "9990 Demostrup"),
    "gb": ("Anytown Council", "Adult Social Care Finance", "Town Hall", "Anytown AN1 1AA"),
}


def invent(used: Layout, rng: Random, room: int) -> Doc:
    """A plausible document for a layout, with no more lines than it has room for."""
    issued = date(2026, 1, 2) + timedelta(days=rng.randrange(330))
    lines = _lines(used, rng, issued, min(room, rng.choice((1, 1, 2, 2, 3, 4, 6, 9, 14, room if room > 20 else 3))))
    credit = rng.random() < 0.08
    if credit:
        lines = tuple(replace(line, amount=abs(line.amount), quantity=abs(line.quantity or D(0))) for line in lines)
    taxed = {"net", "tax"} <= set(used.style.totals) and rng.random() < 0.25
    dk = used.country == "dk"
    doc = Doc(
        used.country, some_number(rng), issued, party(used.country, rng, unseen=used.share == "test"), lines, kind="credit-note" if credit else "invoice",
        due=issued + timedelta(days=rng.choice((8, 14, 21, 30))), buyer=BUYERS[used.country], buyer_gln="5790000123452" if dk else None,
        buyer_reference=rng.choice(("ABCDE", "SOC12", "NN99", "KHJEN")) if dk else None,
        order_reference=f"4500{rng.randrange(10_000):04}" if not dk or rng.random() < 0.3 else None,
        credits=some_number(rng) if credit else None, tax_rate=D(25 if dk else 20) if taxed else None,
        notes=_notes(used.country, rng, taxed=taxed), extras=_extras(used.country, rng),
    )  # fmt: skip
    off = D(rng.choice((-1000, -100, -10, 10, 100, 250, 1000)))
    # Suppliers add up wrongly now and then: what is printed is then not what the lines make.
    return replace(doc, stated_total=doc.total + off) if rng.random() < 0.06 and doc.total > abs(off) else doc


def some_number(rng: Random) -> str:
    """A number as documents have them: of digits, with a year, with letters before it."""
    return rng.choice((
        f"{rng.randrange(1000, 99999)}", f"2026-{rng.randrange(1, 999):03}", f"F{rng.randrange(10_000, 99_999)}",
        f"INV-{rng.randrange(100, 99_999)}", f"{rng.randrange(26001, 26999)}/{rng.randrange(1, 40)}", f"{rng.randrange(1, 9999):07}",
    ))  # fmt: skip


def _extras(country: str, rng: Random) -> tuple[tuple[str, str], ...]:
    """Values in the head that are none of those asked for."""
    danish = (
        ("Kundenr.", str(rng.randrange(1000, 99_999))),
        ("Vor ref.", "BKL"),
        ("Debitornr.", f"D{rng.randrange(100, 999)}"),
    )
    english = (
        ("Customer no.", str(rng.randrange(1000, 99_999))),
        ("Our ref", "JK/AP"),
        ("Contract", f"C-{rng.randrange(100, 999)}"),
    )
    taken = [pair for pair in (danish if country == "dk" else english) if rng.random() < 0.2]
    return tuple(taken[:2])


def _notes(country: str, rng: Random, *, taxed: bool) -> tuple[str, ...]:
    danish = (
        "Momsfri ydelse jf. momslovens § 13.",
        "Ved for sen betaling beregnes rente efter renteloven.",
        "Betalingsbetingelser: netto.",
        "Ved rykker pålægges et gebyr på 100 kr. Kontoudtog sendes hvert kvartal.",
    )
    english = (
        "Exempt from VAT: welfare services.",
        "Please quote the invoice number with your payment.",
        "Queries within 14 days, please.",
        "A statement of account follows each quarter; a reminder costs £10.",
    )
    notes = danish if country == "dk" else english
    return tuple(rng.sample(notes[1:] if taxed else notes, rng.randrange(3)))


def party(country: str, rng: Random, *, unseen: bool = False) -> Party:
    """A supplier with its numbers and accounts; `unseen` takes names and streets that only the test share has."""
    first, last, streets = (UNSEEN_FIRST, UNSEEN_LAST, UNSEEN_STREETS) if unseen else (FIRST, LAST, STREETS)
    name = f"{rng.choice(first[country])} {rng.choice(last[country])}"
    house, account = rng.randrange(1, 180), rng.randrange(10_000_000, 99_999_999)
    if country == "dk":
        registration = cvr(99_000_400 + rng.randrange(90_000) * 10)
        return Party(name, (f"{rng.choice(streets[country])} {house}", f"99{house % 90 + 10} Demostrup"), registration,
                     f"DK{registration}", f"9990-72{account}", iban("DK", f"999072{account}"), f"faktura@{abs(account)}.example",
                     f"70 99 {house % 90 + 10} {account % 90 + 10}", slogan=rng.choice(("Plads til forskellighed", "Hverdage der lykkes")),
                     p_number=f"10{account}")  # fmt: skip
    return Party(name, (f"{house} {rng.choice(streets[country])}", f"Anytown AN{house % 20} 3CD"),
                 f"99{rng.randrange(100_000, 999_999)}", gb_vat(9_990_000 + house), f"9900{house % 90 + 10}-{account}",
                 iban("GB", f"ANYT9900{house % 90 + 10}{account}"), f"accounts@{account}.example", f"01999 6{account % 90_000 + 10_000}", "GB",
                 rng.choice(("Kindness in every call", "Your home, your way")))  # fmt: skip


def _lines(used: Layout, rng: Random, issued: date, count: int) -> tuple[Line, ...]:
    persons = [_person(used.country, rng) for _ in range(max(1, round(count * rng.choice((0.5, 1, 1)))))]
    month = (issued.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = []
    for index in range(count):
        person, name = persons[index * len(persons) // count]
        services = [s for s in SERVICES[used.country] if used.style.unit_heading in (None, s[2])]
        text, basis, unit, low, high = rng.choice(services)
        start, end = _period(rng, used.country, month, unit)
        quantity = _quantity(rng, unit, start, end)
        price = (
            two_places(D(rng.randrange(low * 100, high * 100)) / 100)
            if rng.random() < 0.6
            else D(rng.randrange(low, high)).quantize(D("0.01"))
        )
        sign = -1 if count > 2 and rng.random() < 0.04 and used.style.money.startswith(("1", "£")) else 1
        found.append(_line(text, basis, unit, (start, end), quantity, price, person, name, sign))
    return tuple(found)


def _line(
    text: str,
    basis: str | None,
    unit: str,
    period: Period,
    quantity: Decimal,
    price: Decimal,
    person: str,
    name: str,
    sign: int,
) -> Line:
    amount = two_places(quantity * price)
    shown = quantity * sign
    return Line(text, amount * sign, person, name, basis, period, shown, unit, price)


def _person(country: str, rng: Random) -> tuple[str, str]:
    name = rng.choice(PEOPLE[country])
    if country == "dk":
        born = date(2031, 1, 1) + timedelta(days=rng.randrange(2190))
        return cpr(born, rng.randrange(4200, 4900), checked=rng.random() > 0.1), name
    return (nhs(rng.randrange(100_000, 999_000)) if rng.random() < 0.15 else f"12{rng.randrange(100_000):05}"), name


def _period(rng: Random, country: str, month: date, unit: str) -> Period:
    last = month.replace(day=monthrange(month.year, month.month)[1])
    if unit == "month":
        return month, last
    if country == "gb" and unit == "week":
        start = month + timedelta(days=-month.weekday() % 7)
        return start, start + timedelta(days=27)
    if rng.random() < 0.3:
        return month + timedelta(days=rng.randrange(1, 20)), last
    return month, last


def _quantity(rng: Random, unit: str, start: date, end: date) -> Decimal:
    days = (end - start).days + 1
    return {
        "day": D(days), "month": D(1), "week": D(4), "night": D(max(1, days - 1)), "session": D(rng.randrange(2, 22)),
        "hour": D(rng.randrange(4, 480)) / 4,
    }[unit].quantize(D("0.01"))  # fmt: skip
