"""The Danish mails: a month's bills as they come to Demostrup, most of them right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from samples.generate import scans
from samples.generate.denmark_data import GLN, JULY, JUNE, council
from samples.generate.numbers import cpr
from samples.generate.office import Office, wrong

D = Decimal
#: The first of July: when most bills for June are written.
FIRST = date(2026, 7, 1)


def office() -> Office:
    """The finance mailbox of Demostrup; its bills carry an EAN number and a person reference."""
    return Office(council(), "faktura", "ABCDE", GLN)


def e_invoices(o: Office) -> None:
    """OIOUBL and Peppol: the citizen's number stands in another place each time."""
    c = o.council
    line = c.line("B2601", "Botilbud § 108", JUNE, 30)
    o.bills("oioubl-day-rate", 1, "L002", "Faktura 20417", "OIOUBL, one citizen, day rate, CPR in the line's note",
            o.oioubl(o.bill("L002", "20417", date(2026, 6, 30), [line])))  # fmt: skip
    line = c.line("B2602", "Midlertidigt botilbud § 107", JUNE, 1)
    o.bills("oioubl-month-rate", 1, "L001", "Faktura 5512", "OIOUBL with the CPR as delivery party and the period as an element",
            o.oioubl(o.bill("L001", "5512", date(2026, 6, 30), [line]), "delivery"))  # fmt: skip
    lines = [c.line("B2610", "Botilbud § 108", JUNE, 30), c.line("B2611", "Botilbud § 108", JUNE, 30)]
    o.bills("oioubl-cpr-without-check", 1, "L003", "Elektronisk faktura SC-2026-0671",
            "two citizens with the same rate; one CPR fails mod-11 and is valid all the same",
            o.oioubl(o.bill("L003", "SC-2026-0671", FIRST, lines), "property"))  # fmt: skip
    line = c.line("B2606", "STU-forløb, månedstakst juni 2026", JUNE, 1)
    line = replace(line, expect=replace(line.expect, codes=("cpr-in-unsafe-field",)))
    o.bills("oioubl-cpr-in-order-reference", 2, "L005", "Faktura 88021", "the CPR stands in the order reference, where it should not",
            o.oioubl(o.bill("L005", "88021", FIRST, [line]), "order"))  # fmt: skip
    line = c.line("B2648", "Botræning § 108", JUNE, 1)
    o.bills("peppol-month-rate", 2, "L016", "Faktura V-3307", "Peppol BIS 3 instead of OIOUBL",
            o.peppol(o.bill("L016", "V-3307", FIRST, [line])))  # fmt: skip


def pages(o: Office) -> None:
    """PDF bills of many suppliers: all right."""
    c = o.council
    lines = [c.line("B2603", "Aktivitetstilbud § 104", JUNE, 1), c.line("B2604", "Botilbud § 108", JUNE, 30),
             c.line("B2605", "Midlertidigt botilbud § 107", JUNE, 30)]  # fmt: skip
    o.bills("collective-invoice", 2, "L001", "Samlefaktura 5519", "one bill for three citizens under three paragraphs",
            o.pdf(o.bill("L001", "5519", FIRST, lines)))  # fmt: skip
    lines = [c.line("B2607", "STU-forløb, 2. år", JUNE, 1), c.line("B2608", "STU-forløb, 3. år", JUNE, 1)]
    o.bills("stu-two-pupils", 2, "L005", "Faktura 88034 fra STU-skolen Fjordklinten", "the quantity's unit stands in its heading only",
            o.pdf(o.bill("L005", "88034", FIRST, lines)))  # fmt: skip
    lines = [c.line("B2612", "Længerevarende botilbud § 108", JUNE, 30), c.line("B2613", "Midlertidigt botilbud § 107", JUNE, 1),
             c.line("B2636", "Længerevarende botilbud § 108, indflyttet 9/6", (date(2026, 6, 9), JUNE[1]), 22)]  # fmt: skip
    o.bills("region-with-part-month", 2, "L004", "Faktura ÅH-1188", "a region; the third citizen moved in on the ninth",
            o.pdf(o.bill("L004", "ÅH-1188", FIRST, lines)))  # fmt: skip
    line = c.line("B2621", "Botilbud § 108", JUNE, 30)
    changed = c.line("B2622", "Botilbud § 108", JUNE, 30, amount=D("68070.00"), unit_price=None)
    changed = replace(changed, expect=replace(changed.expect, expected=D("68070.00"), tier=2))
    o.bills("rate-change-inside-month", 3, "L011", "Faktura 2026-144", "amounts first; the second citizen's rate rises on the sixteenth",
            o.pdf(o.bill("L011", "2026-144", date(2026, 7, 2), [line, changed])))  # fmt: skip
    line = c.line("B2624", "Midlertidigt botilbud § 107, forudbetalt", JULY, 1)
    o.bills("prepaid-july", 1, "L013", "Faktura 7745 - juli", "billed on 15 June for July: right, since the grant is prepaid",
            o.pdf(o.bill("L013", "7745", date(2026, 6, 15), [line], due=date(2026, 6, 23))))  # fmt: skip
    line = c.line("B2626", "Botilbud § 108, opsigelse løbende måned + 1", JULY, 31)
    o.bills("run-off-allowed", 3, "L014", "Faktura LB-901", "moved out on 10 June; July is inside the run-off",
            o.pdf(o.bill("L014", "LB-901", date(2026, 7, 2), [line])))  # fmt: skip
    line = replace(c.line("B2637", "Midlertidigt botilbud § 107, indflyttet 12/6", (date(2026, 6, 12), JUNE[1]), 1, amount=D("43313.03")),
                   quantity=None, unit=None)  # fmt: skip
    assert line.expect
    line = replace(line, expect=replace(line.expect, expected=D("43313.03"), rule="DK_MONTH_PRORATA_ACT", tier=2))
    o.bills("part-of-a-month", 3, "L001", "Faktura 5521", "a monthly rate for 19 of 30 days",
            o.pdf(o.bill("L001", "5521", date(2026, 7, 2), [line])))  # fmt: skip
    line = c.line("B2609", "Midlertidigt botilbud § 107", JUNE, 30)
    o.bills("bill-with-logo", 3, "L006", "Faktura 30655", "an HTML mail with a logo and a signature picture that are no documents",
            o.pdf(o.bill("L006", "30655", date(2026, 7, 2), [line])), **_logo_mail("Bostedet Kornblomsten"))  # fmt: skip


def _logo_mail(name: str) -> dict[str, object]:
    from samples.generate.pictures import logo
    from samples.generate.values import Part

    html = (
        f'<html><body><p>Hej,</p><p>Vedh&aelig;ftet er faktura.</p><p><img src="cid:logo1@mail" alt="logo"></p>'
        f"<p>Mvh<br><b>{name}</b></p></body></html>"
    )
    parts = (
        Part("image001.png", "image/png", logo(160, 60, (46, 93, 52)), "inline", "logo1@mail"),
        Part("facebook.png", "image/png", logo(24, 24, (59, 89, 152)), "attachment"),
    )
    return {"html": html, "parts": parts}


def faults(o: Office) -> None:
    """One bill for each thing that goes wrong."""
    c = o.council
    citizen = c.line("B2629", "Botilbud for beboer K.H., juni", JUNE, 30, person=None, person_name=None, legal_basis=None)
    line = wrong(citizen, "return", "no-citizen", codes=("missing-reference",), grant_id=None)
    o.bills("no-citizen", 3, "L016", "Faktura V-3311", "no CPR and no person reference: the amount alone must never post",
            o.oioubl(o.bill("L016", "V-3311", FIRST, [line], buyer_reference=None), "nowhere"))  # fmt: skip
    line = wrong(
        c.line("B2629", "Længerevarende botilbud § 108", (JUNE[0], JUNE[1]), 31),
        "return",
        "days-differ",
        expected=D("67290.00"),
    )
    o.bills("one-day-too-many", 3, "L016", "Faktura V-3315", "31 days billed for June",
            o.pdf(o.bill("L016", "V-3315", date(2026, 7, 2), [line])))  # fmt: skip
    line = wrong(c.line("B2627", "Midlertidigt botilbud § 107", JUNE, 30, amount=D("78090.00"), unit_price=D("2603.00")), "return",
                 "amount-too-high", accept=("review",))  # fmt: skip
    low = wrong(c.line("B2628", "Aktivitetstilbud § 104", JUNE, 1, amount=D("18000.00"), unit_price=D("18000.00")), "review",
                "amount-too-low", accept=("return", "propose"))  # fmt: skip
    o.bills("amounts-that-differ", 6, "L015", "Faktura 4408", "one amount above the grant, one below it",
            o.pdf(o.bill("L015", "4408", date(2026, 7, 3), [line, low])))  # fmt: skip
    line = wrong(c.line("B2615", "Dagtilbud", JUNE, 1, legal_basis=None), "review", "several-grants", grant_id=None)
    o.bills("several-grants-fit", 6, "L007", "Faktura SOL-771", "two grants of the same amount and no paragraph stated",
            o.pdf(o.bill("L007", "SOL-771", date(2026, 7, 3), [line])))  # fmt: skip
    line = wrong(c.line("B2617", "Ledsagelse § 97", JUNE, 15), "review", "excluded-paragraph", expected=None)
    o.bills("excluded-paragraph", 6, "L008", "Faktura 1204", "escort under § 97 has no fixed hours and is handled by hand",
            o.pdf(o.bill("L008", "1204", date(2026, 7, 3), [line])))  # fmt: skip
    line = wrong(
        c.line("B2625", "Botilbud § 108, opsigelsesperiode", JULY, 31), "return", "period-outside-grant", expected=None
    )
    o.bills("period-outside-grant", 6, "L014", "Faktura LB-907", "moved out on 10 June; the run-off ended with June",
            o.pdf(o.bill("L014", "LB-907", date(2026, 7, 3), [line])))  # fmt: skip
    may = (date(2026, 5, 1), date(2026, 5, 31))
    line = wrong(c.line("B2630", "Midlertidigt botilbud § 107", may, 31), "return", "already-paid", accept=("review",))
    o.bills("already-paid", 6, "L016", "Faktura V-3290", "May once more under a new number",
            o.pdf(o.bill("L016", "V-3290", date(2026, 6, 30), [line])))  # fmt: skip
    line = wrong(c.line("B2631", "Midlertidigt botilbud § 107", JUNE, 1), "review", "coding-missing")
    o.bills("coding-missing", 7, "L013", "Faktura 7790", "the grant's target group has no row in the coding sheet",
            o.pdf(o.bill("L013", "7790", date(2026, 7, 3), [line])))  # fmt: skip


def more_faults(o: Office) -> None:
    """Faults of persons, suppliers, totals and units."""
    c = o.council
    stranger = cpr(date(2033, 8, 17), 4310)
    line = wrong(
        c.line("B2623", "Aktivitetstilbud § 104", JUNE, 1, person=stranger), "return", "citizen-unknown", grant_id=None
    )
    o.bills("citizen-unknown", 7, "L012", "Faktura 612", "a valid CPR number of nobody the municipality knows",
            o.pdf(o.bill("L012", "612", date(2026, 7, 3), [line])))  # fmt: skip
    nobody = c.people["P1031"]
    line = wrong(
        c.line("B2621", "Botilbud § 108", JUNE, 30, person=nobody.cpr, person_name=nobody.name),
        "review",
        "no-grant",
        grant_id=None,
    )
    other = wrong(c.line("B2633", "Botilbud § 108", JUNE, 30), "review", "wrong-supplier", grant_id=None)
    o.bills("no-grant-and-wrong-supplier", 7, "L011", "Faktura 2026-151", "one citizen without any grant, one whose grant is elsewhere",
            o.pdf(o.bill("L011", "2026-151", date(2026, 7, 3), [line, other])))  # fmt: skip
    line = c.line("B2632", "Botilbud § 108", JUNE, 30)
    line = wrong(line, "return", "total-mismatch")
    o.bills("total-does-not-add-up", 7, "L002", "Faktura 20431", "the stated total is 1,000 kr more than the line",
            o.pdf(o.bill("L002", "20431", date(2026, 7, 3), [line], stated_total=line.amount + 1000)))  # fmt: skip
    line = wrong(c.line("B2623", "Aktivitetstilbud § 104, fremmødedage", JUNE, 21, amount=D("12789.00"), unit="day", unit_price=D("609.00")),
                 "return", "unit-differ", accept=("review",), expected=D("18557.00"))  # fmt: skip
    line = replace(line, expect=replace(line.expect, code=None))
    o.bills("attendance-days-for-a-monthly-grant", 7, "L012", "Faktura 615", "billed by attendance although the grant is by the month",
            o.pdf(o.bill("L012", "615", date(2026, 7, 3), [line])))  # fmt: skip
    line = wrong(c.line("B2619", "Helhedstilbud § 107/104", JUNE, 1, amount=D("94908.00"), unit_price=D("94908.00"), legal_basis=None),
                 "return", "package-not-itemised", accept=("review", "propose"), grant_id=None)  # fmt: skip
    o.bills("package-not-itemised", 8, "L010", "Regning 331", "one line for two paragraphs",
            o.pdf(o.bill("L010", "331", date(2026, 7, 6), [line])))  # fmt: skip
    spring = (date(2026, 1, 1), date(2026, 2, 28))
    line = wrong(c.line("B2634", "Regulering takst 2026 § 108, 59 døgn x 52,00", spring, 59, amount=D("3068.00"), unit_price=D("52.00")),
                 "propose", "retro-adjustment", accept=("review",), expected=D("3068.00"))  # fmt: skip
    o.bills("retroactive-rate", 8, "L006", "Faktura 30661 efterregulering", "the new rate's difference for two months already paid",
            o.oioubl(o.bill("L006", "30661", date(2026, 7, 6), [line]), "header-note"))  # fmt: skip
    march = (date(2026, 3, 12), date(2026, 3, 31))
    line = wrong(c.line("B2635", "Botilbud § 108, dobbelt faktureret", march, 20), "propose", None, accept=("post", "review"))
    o.bills("credit-note", 8, "L002", "Kreditnota 20433", "credits an invoice in the ledger",
            o.oioubl(o.bill("L002", "20433", date(2026, 7, 6), [line], kind="credit-note", credits="20398",
                            notes=("Kreditnota til faktura 20398, dobbelt faktureret",)), "description"))  # fmt: skip


def paper(o: Office) -> None:
    """Scans and a photo."""
    c = o.council
    line = c.line("B2614", "Aktivitets- og samværstilbud § 104", JUNE, 1)
    o.bills("scan-fax", 8, "L007", "Scannet faktura", "black and white, 200 dpi",
            o.scan(o.bill("L007", "SOL-765", FIRST, [line]), scans.FAX, 41), body="Se vedhæftede.\n\nmvh Solstrålen\n")  # fmt: skip
    line = c.line("B2645", "Midlertidigt botilbud § 107", JUNE, 30)
    o.bills("scan-stamped", 8, "L003", "Faktura fra Socialcentret", "an arrival stamp, skew and uneven light",
            o.scan(o.bill("L003", "SC-2026-0688", date(2026, 7, 2), [line]), scans.STAMPED, 42, "dk-grouped"))  # fmt: skip
    line = c.line("B2646", "Midlertidigt botilbud § 107", JUNE, 1)
    o.bills("scan-upside-down", 9, "L010", "Regning 334", "the page lies upside down",
            o.scan(o.bill("L010", "334", date(2026, 7, 6), [line]), scans.TURNED, 43, "dk-hairline"))  # fmt: skip
    line = c.line("B2647", "Aktivitetstilbud § 104", JUNE, 1)
    o.bills("photo", 9, "L013", "billede af faktura", "photographed aslant with a shadow over the page",
            o.scan(o.bill("L013", "7781", date(2026, 7, 2), [line]), scans.PHOTO, 44, "dk-grouped"))  # fmt: skip


def build() -> Office:
    """All Danish mails in the order in which they come."""
    from samples.generate import denmark_odd

    o = office()
    odd = (denmark_odd.fraud, denmark_odd.packings, denmark_odd.suppliers, denmark_odd.doubles, denmark_odd.others)
    for step in (e_invoices, pages, faults, more_faults, paper, *odd):
        step(o)
    return o
