"""The English mails: four weeks' and a month's bills as they come to Anytown, most of them right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from samples.generate import scans
from samples.generate.england_data import JUNE, P3, council
from samples.generate.office import Office, accepting, whole, wrong
from samples.generate.values import Expect, Line

D = Decimal
LAST = date(2026, 6, 30)


def office() -> Office:
    """Anytown's invoice mailbox; bills carry a purchase order instead of a reference."""
    return Office(council(), "asc-invoices", None, None)


def four_weeks(o: Office) -> None:
    """Care homes that bill by the four-week period: all right."""
    c = o.council
    o.bills("weekly-rates-on-a-grid", 1, "V001", "Invoice ELM-88421", "the quantity's unit stands in its heading",
            o.pdf(o.bill("V001", "ELM-88421", LAST, [c.line("C4035", "Residential care", P3, 4)], order_reference="45001234")))  # fmt: skip
    lines = [c.line(g, "Residential care", P3, 4) for g in ("C4008", "C4009", "C4010")]
    part = c.line("C4011", "Residential care from 08/06", (date(2026, 6, 8), P3[1]), 3)
    o.bills("line-printer", 1, "V005", "INVOICE 0009912", "an old system's print; one resident came in the second week",
            o.pdf(o.bill("V005", "0009912", LAST, [*lines, part], order_reference="45001240")))  # fmt: skip
    lines = [c.line(g, "Residential care, four weeks to 28 June", P3, 4) for g in ("C4015", "C4016", "C4017")]
    o.bills("grouped-headings", 1, "V008", "Bramble House invoice BH-2231", "two rows of headings",
            o.pdf(o.bill("V008", "BH-2231", LAST, lines, order_reference="45001251")))  # fmt: skip
    lines = [c.line("C4020", "Residential care", P3, 4), c.line("C4034", "Residential care", P3, 4)]
    o.bills("two-rows-a-line", 2, "V011", "Moorside invoice MC/118", "whom and when stand in a second row",
            o.pdf(o.bill("V011", "MC/118", LAST, lines, order_reference="45001260")))  # fmt: skip
    line = c.line("C4029", "Residential care", P3, 4)
    o.bills("peppol", 2, "V015", "E-invoice HH-700", "Peppol BIS 3 in England",
            o.peppol(o.bill("V015", "HH-700", LAST, [line], order_reference="45001271")))  # fmt: skip


def months_and_hours(o: Office) -> None:
    """Supported living by the calendar month, home care by the hour, respite by the night, days out by the session."""
    c = o.council
    lines = [
        c.line(g, "Supported living", JUNE, 30, unit="day", unit_price=price)
        for g, price in (("C4012", D("120.30")), ("C4013", D("157.90")))
    ]
    lines.append(
        c.line("C4037", "Supported living from 15 June", (date(2026, 6, 15), LAST), 16, unit="day", unit_price=D("90.00"))
    )
    lines = [_by_days(line) for line in lines]
    o.bills("calendar-month", 2, "V006", "St Aldhelm's June invoice", "weekly rates billed by days of a calendar month",
            o.pdf(o.bill("V006", "SA-1406", date(2026, 7, 1), lines, order_reference="45001262")))  # fmt: skip
    lines = [_by_days(c.line("C4030", "Supported living", JUNE, 30, unit="day", unit_price=D("130.00"))),
             _by_days(c.line("C4032", "Supported living", JUNE, 30, unit="day", unit_price=D("130.00")))]  # fmt: skip
    o.bills("jointly-funded", 2, "V016", "Ashdown Living AL-552", "one of the two is paid together with the health service",
            o.pdf(o.bill("V016", "AL-552", date(2026, 7, 1), lines, order_reference="45001266")))  # fmt: skip
    hours = accepting(
        o.bill("V010", "HB-3301", LAST, [c.line("C4019", "Home care", P3, "42.00")], order_reference="PPG-26-007"), "propose"
    )
    o.bills("home-care-as-planned", 2, "V010", "Hollybank HB-3301", "hours exactly as planned", o.pdf(hours))
    nights = accepting(
        o.bill("V007", "LR-88", LAST, [c.line("C4014", "Respite stay", (date(2026, 6, 8), date(2026, 6, 15)), 7)]), "propose"
    )
    o.bills("respite-nights", 3, "V007", "Larkrise respite", "seven nights from the eighth to the fifteenth", o.pdf(nights))
    sessions = accepting(
        o.bill("V004", "RD-0612", LAST, [c.line("C4007", "Day opportunities", P3, 12)], order_reference="45001290"), "propose"
    )
    o.bills("day-sessions", 3, "V004", "Riverside RD-0612", "sessions attended; the period stands in the head", o.pdf(sessions))


def _by_days(line: Line) -> Line:
    """Bill a weekly rate by days at a seventh of it."""
    amount = (line.quantity or D(0)) * (line.unit_price or D(0))
    assert line.expect
    return replace(line, amount=amount.quantize(D("0.01")), expect=replace(line.expect, expected=amount.quantize(D("0.01"))))


def nets(o: Office) -> None:
    """Bills less contributions, nursing contribution and top-up; and delivered against planned hours."""
    c = o.council
    maybe = ("post", "propose", "return")
    rows = (("C4001", P3, 28, "3250.00", "749.40"), ("C4002", (date(2026, 6, 10), P3[1]), 19, "2205.36", "385.70"),
            ("C4003", (P3[0], date(2026, 6, 20)), 20, "2321.43", "488.14"))  # fmt: skip
    lines = []
    for grant, period, days, gross, contribution in rows:
        amount = D(gross) - D(contribution)
        line = c.line(
            grant, "Residential care", period, days, amount=amount, gross=D(gross), contribution=D(contribution), unit="day"
        )
        lines.append(wrong(line, "review", None, accept=maybe, expected=amount))
    o.bills("less-client-contribution", 3, "V001", "Invoice ELM-88417", "net bills: admitted inside the period, and died with three days payable",
            o.pdf(o.bill("V001", "ELM-88417", LAST, lines, order_reference="45001234"),
                  columns=("person", "name", "from", "to", "price", "gross", "contr", "amount")))  # fmt: skip
    _nursing(o)
    first = c.line("C4004", "Home care delivered", P3, "54.25")
    assert first.expect
    lower = replace(first, expect=replace(first.expect, accept=("propose", "review"), code=None))
    second = c.line("C4005", "Home care delivered", P3, "28.00")
    assert second.expect
    planned = replace(second, expect=replace(second.expect, accept=("propose",)))
    double = c.line("C4004", "Extra: double-up call", P3, "2.00")
    extra = wrong(double, "review", "supplement-not-granted", accept=("return", "propose"), grant_id=None)
    o.bills("home-care-delivered", 3, "V002", "Brighter Days 2026-0412", "fewer hours than planned are paid; a double-up that nobody granted is not",
            o.pdf(o.bill("V002", "2026-0412", LAST, [lower, planned, extra], order_reference="PPG-26-003")))  # fmt: skip


def _nursing(o: Office) -> None:
    grant = o.council.grants["C4006"]
    number = o.council.people[grant.person].nhs_number
    rows = (("Care and accommodation 30 days @ 1,240.00 a week", "5314.29"), ("Less FNC paid by ICB 267.68 a week x 30/7", "-1147.20"),
            ("Less third party top-up 55.00 a week", "-235.71"), ("Less resident contribution 210.40 a week", "-901.71"))  # fmt: skip
    lines = [Line(text, D(amount), number, None, None, JUNE) for text, amount in rows]
    doc = o.bill("V003", "N-3391", date(2026, 7, 1), lines, notes=("In hospital 14/06-19/06, bed retained (full fee)",))
    known, part = o.pdf(doc, columns=("text", "person", "period", "amount"))
    decided = whole("review", None, ("return", "propose", "ignore"), "N-3391")
    o.bills("nursing-less-fnc", 3, "V003", "Nether Lodge N-3391", "known by NHS number only; nursing contribution, top-up and charge taken off",
            (replace(known, decisions=decided), part))  # fmt: skip


def faults(o: Office) -> None:
    """One bill for each thing that goes wrong."""
    c = o.council
    line = wrong(
        c.line("C4029", "Residential care", P3, 4, person=None, person_name=None), "return", "no-citizen", grant_id=None
    )
    stranger = wrong(
        c.line("C4029", "Residential care", P3, 4, person="1239999", person_name="R Penn"),
        "return",
        "citizen-unknown",
        grant_id=None,
    )
    o.bills("no-id-and-unknown-id", 6, "V015", "Harbour House HH-704", "one resident without a number, one with a number nobody has",
            o.pdf(o.bill("V015", "HH-704", LAST, [line, stranger], order_reference="45001271")))  # fmt: skip
    several = wrong(c.line("C4026", "Accommodation and support", P3, 4), "review", "several-grants", grant_id=None)
    ended = wrong(c.line("C4028", "Residential care", P3, 4), "return", "period-outside-grant", expected=None)
    o.bills("several-packages-and-one-ended", 6, "V015", "Harbour House HH-705", "two packages of the same price; a package that ended in May",
            o.pdf(o.bill("V015", "HH-705", LAST, [several, ended], order_reference="45001271")))  # fmt: skip
    nobody = c.people["1230481"]
    none = wrong(
        c.line("C4034", "Residential care", P3, 4, person=nobody.person_id, person_name=nobody.name),
        "review",
        "no-grant",
        grant_id=None,
    )
    other = wrong(c.line("C4033", "Residential care", P3, 4), "review", "wrong-supplier", grant_id=None)
    old = wrong(c.line("C4021", "Residential care", P3, 4, amount=D("3152.00"), unit_price=D("788.00")), "return", "old-rate-used",
                accept=("review",))  # fmt: skip
    o.bills("packages-elsewhere-and-old-rate", 6, "V011", "Moorside MC/121", "nobody's package, another home's package, last year's rate",
            o.pdf(o.bill("V011", "MC/121", LAST, [none, other, old], order_reference="45001260")))  # fmt: skip
    may = (date(2026, 5, 4), date(2026, 5, 31))
    good = c.line("C4033", "Residential care, four weeks to 28 June", P3, 4)
    paid = wrong(
        c.line("C4015", "Residential care, four weeks to 31 May", may, 4), "return", "already-paid", accept=("review",)
    )
    o.bills("undisputed-line-beside-a-paid-one", 7, "V008", "Bramble House BH-2240", "the right line is paid, the other one asked about",
            o.pdf(o.bill("V008", "BH-2240", date(2026, 7, 2), [good, paid], order_reference="45001251")))  # fmt: skip
    days = _by_days(
        c.line("C4012", "Supported living", (date(2026, 7, 1), date(2026, 7, 31)), 31, unit="day", unit_price=D("120.30"))
    )
    high = wrong(_by_days(c.line("C4013", "Supported living", (date(2026, 5, 1), date(2026, 5, 31)), 33, unit="day", unit_price=D("157.90"))),
                 "return", None, accept=("review",), expected=D("4894.90"))  # fmt: skip
    early = wrong(days, "review", None, accept=("post", "propose", "return"))
    o.bills("month-ahead-and-extra-days", 7, "V006", "St Aldhelm's SA-1409", "July billed on 2 July; thirty-three days for a paid May",
            o.pdf(o.bill("V006", "SA-1409", date(2026, 7, 2), [early, high], order_reference="45001262")))  # fmt: skip


def more_faults(o: Office) -> None:
    """Money, tax and coding."""
    c = o.council
    line = wrong(c.line("C4022", "Personal care visits", P3, "20.00"), "return", "vat-unexpected", accept=("review", "hold"))
    o.bills("vat-on-care", 7, "V012", "Westgate WG-19", "twenty per cent on exempt care", o.pdf(o.bill("V012", "WG-19", LAST, [line], tax_rate=D(20)), totals=("net", "tax", "total")))  # fmt: skip
    line = _by_days(c.line("C4031", "Supported living", JUNE, 30, unit="day", unit_price=D("125.00")))
    o.bills("coding-missing", 7, "V016", "Ashdown Living AL-560", "no coding row for the target group",
            o.pdf(o.bill("V016", "AL-560", date(2026, 7, 2), [wrong(line, "review", "coding-missing")], order_reference="45001266")))  # fmt: skip
    lines = [
        wrong(c.line(g, "Residential care", P3, 4), "return", "total-mismatch", accept=("review",)) for g in ("C4023", "C4024")
    ]
    o.bills("total-does-not-add-up", 7, "V013", "Kestrel Court KC-301", "the total is 100.00 less than the lines",
            o.pdf(o.bill("V013", "KC-301", LAST, lines, stated_total=D("6116.00"), order_reference="45001280")))  # fmt: skip
    line = wrong(c.line("C4018", "Residential care", P3, 4), "hold", "bank-details-changed")
    doc = o.bill("V009", "FH-55120", LAST, [line], order_reference="45001281")
    from samples.generate.numbers import iban

    seller = replace(doc.seller, bank_account="997788-31415926", iban=iban("GB", "ANYT99778831415926"))
    o.bills(
        "bank-details-on-the-bill",
        8,
        "V009",
        "Fernhill FH-55120",
        "right in everything but where to pay",
        o.pdf(replace(doc, seller=seller)),
    )
    line = replace(c.line("C4005", "Overcharged visits 18/05 and 19/05", (date(2026, 5, 18), date(2026, 5, 19)), "6.00"),
                   expect=Expect("return", "credit-no-original", None, accept=("review", "propose")))  # fmt: skip
    o.bills("credit-note", 8, "V002", "Credit note CN-0417", "credits a bill that is not in the ledger",
            o.pdf(o.bill("V002", "CN-0417", LAST, [line], kind="credit-note", credits="2026-0398", due=None)))  # fmt: skip
    line = c.line("C4036", "Residential care", P3, 4)
    o.bills("supplier-blocked", 8, "V014", "Primrose Lane PL-9", "the supplier is blocked",
            o.pdf(o.bill("V014", "PL-9", LAST, [wrong(line, "review", "supplier-suspended", expected=None, accept=("hold",))])))  # fmt: skip


def paper(o: Office) -> None:
    """Scans and a photo of a note."""
    c = o.council
    line = c.line("C4025", "Residential care", P3, 4)
    o.bills("scan-clean", 8, "V013", "Scanned invoice", "grey, 300 dpi",
            o.scan(o.bill("V013", "KC-305", LAST, [line], order_reference="45001280"), scans.CLEAN, 51))  # fmt: skip
    lines = [c.line(g, "Residential care", P3, 4) for g in ("C4023", "C4024")]
    o.bills("scan-office", 8, "V013", "Scan from the copier", "200 dpi, skewed and unevenly lit; the corrected bill of two residents",
            o.scan(o.bill("V013", "KC-308", date(2026, 7, 6), lines, order_reference="45001280"), scans.OFFICE, 52, "gb-grouped"))  # fmt: skip
    line = c.line("C4021", "Residential care", P3, 4)
    o.bills("scan-fax", 9, "V011", "Fax", "black and white",
            o.scan(o.bill("V011", "MC/125", date(2026, 7, 6), [line], order_reference="45001260"), scans.FAX, 53, "gb-hairline"))  # fmt: skip
    line = c.line("C4035", "Residential care 4 wks @ 830.00", (date(2026, 6, 29), date(2026, 7, 26)), 4)
    note = replace(line, period=None, expect=Expect("review", None, None, accept=("return", "propose")))
    o.bills("photo-without-period", 9, "V001", "IMG", "a photo of a note that says no period",
            o.scan(o.bill("V001", "ELM-note-2", date(2026, 7, 6), [note], due=None), scans.PHOTO, 54, "gb-hairline"))  # fmt: skip


def build() -> Office:
    """All English mails in the order in which they come."""
    from samples.generate import england_maps, england_odd

    o = office()
    steps = (four_weeks, months_and_hours, nets, faults, more_faults, paper, england_maps.replies, england_maps.statement,
             england_odd.packings, england_odd.others)  # fmt: skip
    for step in steps:
        step(o)
    return o
