"""What is no bill, out of thin air for the labelled set: reminders, accounts, advices of payment, price lists, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from samples.generate.invented import BUYERS, SERVICES, party, some_number
from samples.generate.layouts.core import Layout, Style
from samples.generate.values import Doc, Line

D = Decimal
#: Titles by kind, country and share; no share has a title of another, and some no list of titles knows.
TITLES = {
    ("reminder", "dk"): {
        "train": (
            "Rykker",
            "1. rykker",
            "Rykkerskrivelse",
            "Betalingspåmindelse",
            "Rykker for manglende betaling",
            "Vi savner betaling",
        ),
        "tune": ("Påmindelse om betaling", "2. rykker", "Erindring", "RYKKER 2", "Ubetalt regning"),
        "test": ("Betalingserindring", "Inkassovarsel", "Rykkerbrev", "Venlig påmindelse", "Manglende betaling"),
    },
    ("reminder", "gb"): {
        "train": ("Payment reminder", "Reminder", "Overdue account", "FIRST REMINDER", "Have you forgotten us?"),
        "tune": ("Final notice", "Second reminder", "Your account is overdue", "Reminder of payment", "Account in arrears"),
        "test": ("Overdue notice", "Friendly reminder", "Letter before action", "Unpaid invoices"),
    },
    ("statement-of-account", "dk"): {
        "train": ("Kontoudtog", "Kontoudskrift", "Saldoopgørelse", "KONTOUDTOG", "Jeres mellemværende"),
        "tune": ("Kontooversigt", "Åbne poster", "Debitorkontoudtog", "Status på kontoen"),
        "test": ("Saldomeddelelse", "Posteringsoversigt", "Kontoopgørelse", "Deres konto hos os"),
    },
    ("statement-of-account", "gb"): {
        "train": ("Statement of account", "Statement", "Account statement", "STATEMENT", "What stands open"),
        "tune": ("Customer statement", "Outstanding invoices", "Statement of your account", "Ledger position"),
        "test": ("Supplier statement", "Your account at a glance", "Open items", "Debtor statement"),
    },
    ("remittance", "dk"): {
        "train": ("Betalingsadvis", "Betalingsmeddelelse", "Vi har betalt"),
        "tune": ("Udbetalingsmeddelelse", "Betalingsspecifikation", "Penge på vej"),
        "test": ("Adviseringsbrev", "Meddelelse om betaling", "Specifikation af overførsel"),
    },
    ("remittance", "gb"): {
        "train": ("Remittance advice", "BACS remittance", "We have paid you"),
        "tune": ("Payment advice", "Remittance notice", "Money on its way"),
        "test": ("Remittance statement", "Advice of payment", "Notice of BACS payment"),
    },
    ("other", "dk"): {
        "train": ("Takster 2027", "Prisliste", "Til orientering"),
        "tune": ("Varsling af nye takster", "Tilbud", "Aftaleudkast"),
        "test": ("Kommende priser", "Oversigt over takster", "Brev om regulering"),
    },
    ("other", "gb"): {
        "train": ("Fees for 2027", "Price list", "For your information"),
        "tune": ("Notice of new rates", "Quotation", "Draft agreement"),
        "test": ("Uplift proposal", "Schedule of charges", "Letter about fees"),
    },
}
#: What is written around the figures. {n} stands for the number of an invoice.
WORDS = {
    ("reminder", "dk"): {
        "train": ("Vi har endnu ikke registreret betaling af nedenstående.", "Er beløbet betalt i mellemtiden, bedes De se bort fra dette brev.",
                  "Der er tillagt gebyr efter renteloven."),
        "tune": ("Faktura {n} er fortsat ubetalt. Beløbet bedes indbetalt inden ti dage.", "Modtager vi ikke betaling, overgår sagen til inkasso.",
                 "Har I spørgsmål til fakturaen, så ring til os."),
        "test": ("Ifølge vores bogholderi mangler vi stadig pengene for faktura {n}.", "Kopi af fakturaen kan rekvireres på mail.",
                 "Ser I bort fra dette, opkræves renter fra forfaldsdagen."),
    },
    ("reminder", "gb"): {
        "train": ("Our records show that the following remains unpaid.", "If you have paid within the last few days, please disregard this letter.",
                  "Interest may be charged on late payments."),
        "tune": ("Invoice {n} is still outstanding. Please settle within ten days.", "We may pass the debt to an agency without further notice.",
                 "Do ring us if you query the invoice."),
        "test": ("We have yet to hear from you about invoice {n}.", "A copy of the invoice is available on request.",
                 "Statutory interest runs from the due date."),
    },
    ("statement-of-account", "dk"): {
        "train": ("Bevægelser på Deres konto siden sidste udtog.", "Rykkergebyr fremgår, hvor det er opkrævet."),
        "tune": ("Oversigten viser fakturaer, vi ikke har modtaget betaling for.", "Fejl i oversigten meddeles bogholderiet."),
        "test": ("Sådan stod kontoen den dag, oversigten blev trukket.", "Betalinger med faktura {n} som reference er indregnet."),
    },
    ("statement-of-account", "gb"): {
        "train": ("Movements on your account since the last statement.", "Reminders are sent separately."),
        "tune": ("Invoices for which we hold no payment are listed here.", "Please tell our ledger team of any mistake."),
        "test": ("This is how the account stood on the day of printing.", "Payments that quote invoice {n} are included."),
    },
    ("remittance", "dk"): {
        "train": ("Vi har dags dato overført nedenstående beløb til jeres konto.", "Spørgsmål til betalingen rettes til kreditorbogholderiet."),
        "tune": ("Beløbene herunder er betalt i dag og vil være på kontoen i morgen.", "Betalingen dækker faktura {n} med flere."),
        "test": ("Følgende er afregnet med jer ved bankoverførsel.", "Advis sendes kun elektronisk."),
    },
    ("remittance", "gb"): {
        "train": ("We have today transferred the sums below to your bank account.", "Please direct questions to accounts payable."),
        "tune": ("The following has been paid by BACS and should reach you within three days.", "This payment settles invoice {n} and those beside it."),
        "test": ("The sums listed have been credited to the account you gave us.", "This advice is for your records only."),
    },
    ("other", "dk"): {
        "train": ("Fra årsskiftet gælder taksterne herunder.", "De nuværende aftaler løber uændret videre."),
        "tune": ("Hermed fremsendes vores forslag til priser for det kommende år.", "I er velkomne til at kontakte os, hvis I har bemærkninger."),
        "test": ("Priserne pristalsreguleres som aftalt.", "Brevet kræver ikke noget af jer."),
    },
    ("other", "gb"): {
        "train": ("The rates below apply from the new financial year.", "Existing agreements are not affected."),
        "tune": ("We set out our proposed rates for the coming year.", "Do let us know if you wish to discuss them."),
        "test": ("Our charges rise in line with wages.", "There is nothing you need to do."),
    },
}  # fmt: skip
FEES = {"dk": "Rykkergebyr", "gb": "Late payment charge"}
BILLED = {"dk": "Faktura {n}", "gb": "Invoice {n}"}
PAID = {"dk": "Indbetaling, tak", "gb": "Payment received"}
#: In the truth these are left open for the kinds that nothing is paid from: what of many numbers and sums is meant is a matter of taste.
OPEN = (
    "number",
    "due",
    "credits",
    "order_reference",
    "buyer_reference",
    "net",
    "tax",
    "total",
    "period_start",
    "period_end",
    "lines",
)


def invent_notice(used: Layout, rng: Random, kind: str) -> tuple[Doc, Style]:
    """A notice of a kind for a layout, and the style with the title that it bears."""
    issued = date(2026, 2, 2) + timedelta(days=rng.randrange(300))
    lines = {"reminder": _reminded, "statement-of-account": _moved, "remittance": _settled, "other": _priced}[kind](
        used.country, rng, issued
    )
    quoted = lines[0].text.split()[-1]
    said = tuple(text.format(n=quoted) for text in WORDS[kind, used.country][used.share])
    doc = Doc(
        used.country, some_number(rng), issued, party(used.country, rng, unseen=used.share == "test"), lines, kind=kind,
        due=issued + timedelta(days=rng.choice((7, 10, 14))), buyer=BUYERS[used.country], notes=said[: rng.randrange(1, 4)],
    )  # fmt: skip
    title = rng.choice(TITLES[kind, used.country][used.share])
    facts = rng.choice((("number", "issued"), ("issued",), ("issued", "due")))
    return doc, replace(used.style, labels={**used.style.labels, kind: title}, facts=facts)


def _billed(country: str, rng: Random, before: date) -> Line:
    made = before - timedelta(days=rng.randrange(20, 120))
    amount = D(rng.randrange(40_000, 9_000_000)) / 100
    return Line(BILLED[country].format(n=some_number(rng)), amount, period=(made, made + timedelta(days=rng.choice((14, 30)))))


def _reminded(country: str, rng: Random, issued: date) -> tuple[Line, ...]:
    """What is overdue, and sometimes the fee for saying so."""
    owed = tuple(_billed(country, rng, issued) for _ in range(rng.choice((1, 1, 1, 2, 3, 5))))
    fee = Line(FEES[country], D(rng.choice((100, 40, 70))), period=(issued, issued))
    return (*owed, fee) if rng.random() < 0.5 else owed


def _moved(country: str, rng: Random, issued: date) -> tuple[Line, ...]:
    """Bills and payments by date; `gross` is what is owed after each."""
    billed = [_billed(country, rng, issued) for _ in range(rng.randrange(2, 8))]
    paid = [
        Line(PAID[country], -each.amount, period=(each.period[1], each.period[1]))
        for each in billed
        if each.period and rng.random() < 0.4
    ]
    moves = sorted([*billed, *paid], key=lambda line: line.period or (issued, issued))
    owed, found = D(0), []
    for line in moves:
        owed += line.amount
        found.append(replace(line, gross=owed))
    return tuple(found)


def _settled(country: str, rng: Random, issued: date) -> tuple[Line, ...]:
    """Bills that are paid with one payment."""
    return tuple(_billed(country, rng, issued) for _ in range(rng.randrange(1, 7)))


def _priced(country: str, rng: Random, issued: date) -> tuple[Line, ...]:
    """Services with what each costs; nothing is owed."""
    del issued
    chosen = rng.sample(SERVICES[country], rng.randrange(2, 7))
    return tuple(
        Line(text, D(0), unit=unit, quantity=D(2), unit_price=D(rng.randrange(low, high)).quantize(D("0.01")))
        for text, _, unit, low, high in chosen
    )
