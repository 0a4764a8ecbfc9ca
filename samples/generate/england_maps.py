"""Anytown's direct payments: managed-account providers, accounts, letters sent, and the mails that answer them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from samples.generate import sheets
from samples.generate.council import Row
from samples.generate.office import Office
from samples.generate.values import Known, Part

DOMAIN = "anytown-council.example"
TEAM = "dp-team"
D = Decimal
#: id, name, mail
PROVIDERS = (
    ("M01", "Sunrise Accounts CIC", "sunrise-accounts.example"),
    ("M02", "Harbour Payroll and Accounts Ltd", "harbour-payroll.example"),
    ("M03", "Clearway Managed Accounts", "clearway-accounts.example"),
)
#: account, person, provider, the amount in the letter sent in June (None: no letter), the letter's number
ACCOUNTS = (
    ("DP-00981", "1234567", "M01", None, None),
    ("DP-00417", "1234890", "M01", "742.30", 41),
    ("DP-00533", "1231177", "M02", "1206.75", 42),
    ("DP-00718", "1232044", "M02", "388.00", 43),
    ("DP-00902", "1232107", "M03", "2014.60", 44),
    ("DP-01011", "1232210", "M03", "515.25", 45),
    ("DP-01102", "1232305", "M01", "1410.00", 46),
    ("DP-01103", "1232318", "M01", "934.18", 46),
    ("DP-01104", "1232332", "M01", "2250.40", 46),
    ("DP-01105", "1230481", "M01", "610.00", 46),
    ("DP-01207", "1232401", "M02", "640.00", 47),
    ("DP-01310", "1232455", "M01", "2991.10", 48),
)
TOKENS = {41: "7F3K", 42: "9QZT", 43: "K2M4", 44: "V8XD", 45: "H6RW", 46: "P3NB", 47: "T5CG", 48: "W4JY"}


def letter_id(number: int) -> str:
    return f"<letter-2026-{number:04}@{DOMAIN}>"


def subject(number: int) -> str:
    return f"[Ref {TOKENS[number]}] Direct payment balances to return"


def tables() -> dict[str, list[Row]]:
    """The tables of the contract about direct payments."""
    domains = {map_id: domain for map_id, _, domain in PROVIDERS}
    accounts: list[Row] = [
        {"account_id": account, "person_id": person, "map_id": map_id, "type": "managed_account", "reference": account.removeprefix("DP-"),
         "weekly_gross_budget": "475.70", "weekly_contribution": "63.20", "weekly_payment": "412.50", "payment_basis": "net",
         "start": "2025-04-07", "recipient_name": f"Recipient of {account}", "recipient_email": f"{account.lower()}@people.example",
         "social_worker_email": f"social.work@{DOMAIN}"}
        for account, person, map_id, _, _ in ACCOUNTS
    ]  # fmt: skip
    letters: list[Row] = [
        {"message_id": letter_id(number), "token": TOKENS[number], "subject": subject(number), "recipient": f"statements@{domains[map_id]}",
         "sent_at": f"2026-06-{20 + number % 5}T09:00:00Z", "account_id": account, "reference": f"DPS-{person}-{number:04}", "amount": amount}
        for account, person, map_id, amount, number in ACCOUNTS if number is not None
    ]  # fmt: skip
    payments = [("2026-04-03", "1650.00"), ("2026-05-01", "1650.00"), ("2026-05-29", "1650.00"), ("2026-06-26", "412.50")]
    given = [("2026-04-30", "252.80"), ("2026-05-31", "252.80"), ("2026-06-30", "252.80")]
    ledger: list[Row] = [
        {"account_id": "DP-00981", "date": day, "kind": kind, "amount": amount, "source": source}
        for rows, kind, source in ((payments, "council_payment", "payment run"), (given, "contribution", "provider statement"))
        for day, amount in rows
    ]  # fmt: skip
    policy: list[Row] = [{"valid_from": "2026-04-01", "allowable_weeks": 4, "basis": "gross_budget", "de_minimis": "50.00", "notice_days": 28,
                          "reply_days": 14, "reminder_days": 7}]  # fmt: skip
    providers: list[Row] = [{"map_id": i, "name": n, "emails": f"statements@{d};@{d}"} for i, n, d in PROVIDERS]
    return {"map_providers": providers, "dp_accounts": accounts, "dp_policy": policy, "dp_ledger": ledger, "letters": letters}


def _quoted(rows: str) -> str:
    """The council's letter as a mail program quotes it: it says "agree" and the amount too."""
    letter = (
        f"Dear colleague,\n\nThe balances below are above what may be kept. Please agree to return them.\n\n{rows}\n\n"
        'If you agree, reply with "agreed" and the amount, and return the surplus by BACS with the reference.\n\nDirect Payments Team\n'
    )
    quoted = "\n".join(f"> {line}".rstrip() for line in letter.splitlines())
    return f"\nOn Mon, 22 Jun 2026 at 10:00, Direct Payments Team <{TEAM}@{DOMAIN}> wrote:\n{quoted}\n"


def _item(account: str | None, intent: str, **more: object) -> dict[str, object]:
    return {"account_id": account, "intent": intent, "amount": None, "date": None, "reference": None, "advances": False, **more}


def _row(account: str) -> str:
    found = next(entry for entry in ACCOUNTS if entry[0] == account)
    return f"{found[1]}   surplus {D(found[3] or 0):,.2f}   ref DPS-{found[1]}-{found[4]:04}"


def _reply(o: Office, slug: str, map_id: str, number: int, text: str, why: str, items: list[dict[str, object]], accounts: list[str],
           **more: Any) -> None:  # fmt: skip
    _, name, domain = next(p for p in PROVIDERS if p[0] == map_id)
    body = f"{text}\n\nKind regards\n{name}\n" + _quoted("\n".join(map(_row, accounts)))
    o.send(slug, 8, (name, f"statements@{domain}"), f"RE: {subject(number)}", body, why, subject_class=more.pop("subject_class", "map-reply"),
           mailbox=TEAM, in_reply_to=letter_id(number), replies=[{"map_id": map_id, "items": items}], **more)  # fmt: skip


def replies(o: Office) -> None:
    """What providers answer: plain agreement, a table of four, part, dispute, and things that look like agreement and are not."""
    _reply(o, "map-agrees", "M01", 41,
           "Dear team,\n\nref 1234890 agreed. Surplus GBP 742.30 will be returned by BACS w/c 20 July, ref DPS-1234890-0041.",
           "a clear agreement with the amount",
           [_item("DP-00417", "AGREE_FULL", amount="742.30", date="2026-07-20", reference="DPS-1234890-0041", advances=True)], ["DP-00417"])  # fmt: skip
    _reply(o, "map-returns-part", "M02", 42,
           "We can return £600 of the £1,206.75; the remaining amount is committed for agency invoice 4471.", "part, with a commitment",
           [_item("DP-00533", "AGREE_PART", amount="600.00", also=["COMMITTED_FUNDS"])], ["DP-00533"])  # fmt: skip
    _reply(
        o, "map-thanks", "M02", 43, "Thanks, noted.", "thanks are no agreement", [_item("DP-00718", "UNCLEAR")], ["DP-00718"]
    )
    _reply(o, "map-disputes", "M03", 44, "We cannot agree to this. Policy is 8 weeks.",
           "the quoted letter below says agree and the amount", [_item("DP-00902", "DISPUTE_POLICY")], ["DP-00902"])  # fmt: skip
    _reply(o, "map-wants-invoice", "M03", 45, "Please raise an invoice quoting PO 7781 and we will settle.", "asks for an invoice",
           [_item("DP-01011", "REQUEST_INVOICE", reference="PO 7781", advances=True)], ["DP-01011"])  # fmt: skip
    table = (
        "Please see below.\n\n1232305   agreed          1,410.00\n1232318   client died 4/6, please see final statement to follow\n"
        "1232332   do not agree - HMRC Q1 612.40 and redundancy 1,430.00 held\n1230481   not known to us"
    )
    _reply(o, "map-table-of-four", "M01", 46, table, "four people, four answers",
           [_item("DP-01102", "AGREE_FULL", amount="1410.00", advances=None), _item("DP-01103", "CLIENT_DECEASED", date="2026-06-04"),
            _item("DP-01104", "DISPUTE_AMOUNT", also=["COMMITTED_FUNDS"]), _item("DP-01105", "NOT_OUR_CLIENT")],
           ["DP-01102", "DP-01103", "DP-01104", "DP-01105"])  # fmt: skip
    _reply(o, "map-bank-change", "M02", 47,
           "Please note our bank details have changed. New sort code 99-77-01, account 31415926, refund fees there.",
           "a bank change inside an answer: the fraud road", [_item("DP-01207", "BANK_CHANGE")], ["DP-01207"],
           subject_class="bank-change", extra={"accept_class": ["map-reply"]})  # fmt: skip
    _reply(o, "map-transferred", "M01", 48, "We moved Mrs H to Clearway on 1 May, balance £2,991.10 transferred.", "the account has moved",
           [_item("DP-01310", "TRANSFERRED", date="2026-05-01")], ["DP-01310"])  # fmt: skip
    _, name, domain = PROVIDERS[2]
    o.send("map-auto-reply", 8, (name, f"statements@{domain}"), f"Automatic reply: {subject(45)}", "I am on annual leave until 3 August.\n",
           "an absence notice: moves nothing", subject_class="auto-reply", mailbox=TEAM, in_reply_to=letter_id(45),
           extra_headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")))  # fmt: skip


#: date, description, in, out
MOVES: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("03/04/2026", "ANYTOWN COUNCIL DP", "1650.00", None), ("09/04/2026", "Helping Hands Agency inv 4402", None, "1072.80"),
    ("15/04/2026", "PA net wages", None, "368.20"), ("15/04/2026", "PA pension", None, "10.48"), ("16/04/2026", "Payroll service", None, "15.00"),
    ("30/04/2026", "Client contribution", "252.80", None), ("30/04/2026", "Management fee", None, "13.00"),
    ("01/05/2026", "ANYTOWN COUNCIL DP", "1650.00", None), ("08/05/2026", "Helping Hands Agency inv 4431", None, "1072.80"),
    ("12/05/2026", "Employers liability insurance", None, "89.00"), ("15/05/2026", "PA net wages", None, "368.20"),
    ("15/05/2026", "PA pension", None, "10.48"), ("18/05/2026", "Payroll service", None, "15.00"),
    ("21/05/2026", "Agency refund, missed call", "48.00", None), ("29/05/2026", "ANYTOWN COUNCIL DP", "1650.00", None),
    ("31/05/2026", "Client contribution", "252.80", None), ("31/05/2026", "Management fee", None, "13.00"),
    ("09/06/2026", "Helping Hands Agency inv 4456", None, "1072.80"), ("15/06/2026", "PA net wages", None, "368.20"),
    ("15/06/2026", "PA pension", None, "10.48"), ("16/06/2026", "Payroll service", None, "15.00"), ("22/06/2026", "HMRC PAYE/NI", None, "96.20"),
    ("26/06/2026", "ANYTOWN COUNCIL DP", "412.50", None), ("30/06/2026", "Client contribution", "252.80", None),
    ("30/06/2026", "Management fee", None, "13.00"),
)  # fmt: skip
SUMMARY = {"In": (("Council", "5362.50"), ("Client", "758.40"), ("Other", "48.00")),
           "Out": (("Agency", "3218.40"), ("PA", "1104.60"), ("HMRC", "96.20"), ("Pension", "31.44"), ("Insurance", "89.00"),
                   ("Payroll", "45.00"), ("Fee", "39.00"))}  # fmt: skip
COMMITTED = (("HMRC due", "32.10"), ("Agency invoice 4471, unpaid", "247.50"), ("Holiday pay accrued", "120.00"))


def _statement(book: Any) -> None:
    """One client's sheet with a merged head, dates as dates and as text, balances as formulas never calculated, and a hidden sheet."""
    sheet = book.active
    sheet.title = "A.M. 1234567"
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "Client A. M. (1234567)   Acc 00981   Period 01/04/2026-30/06/2026"
    for column, heading in enumerate(("Date", "Description", "Money in", "Money out", "Balance"), 1):
        sheet.cell(3, column, heading)
    sheet["A4"], sheet["B4"], sheet["E4"] = "01/04/2026", "Balance b/fwd", 1842.16
    row = 4
    for number, (day, text, money_in, money_out) in enumerate(MOVES):
        row += 1
        moved = date(int(day[6:]), int(day[3:5]), int(day[:2]))
        sheet.cell(row, 1, moved if number % 3 else day).number_format = "dd/mm/yyyy"
        sheet.cell(row, 2, text)
        for column, amount in ((3, money_in), (4, money_out)):
            if amount:
                sheet.cell(row, column, float(amount)).number_format = "#,##0.00"
        sheet.cell(row, 5, f"=E{row - 1}+C{row}-D{row}")
    row += 2
    sheet.cell(row, 1, "Summary")
    for way, entries in SUMMARY.items():
        for name, amount in entries:
            row += 1
            sheet.cell(row, 1, way)
            sheet.cell(row, 2, name)
            sheet.cell(row, 5, float(amount))
    sheet.cell(row + 1, 1, "Closing 30/06/2026")
    sheet.cell(row + 1, 5, 3387.42)
    row += 2
    for name, amount in (("Committed", None), *COMMITTED):
        row += 1
        sheet.cell(row, 1 if amount is None else 2, name)
        if amount:
            sheet.cell(row, 5, float(amount))
    hidden = book.create_sheet("workings")
    hidden["A1"], hidden["B1"] = "last year's closing", 9999.99
    hidden.sheet_state = "hidden"


def statement(o: Office) -> None:
    """The worked example as a provider's workbook."""
    content = sheets.workbook(_statement)
    figures = {"account_id": "DP-00981", "period_start": "2026-04-01", "period_end": "2026-06-30", "opening": "1842.16", "income": "6168.90",
               "spending": "4623.64", "closing": "3387.42", "difference": "0.00"}  # fmt: skip
    outcome = figures | {"allowable": "1902.80", "committed": "399.60", "surplus": "1085.02", "client_refund": "0.00",
                         "council_surplus": "1085.02", "flags": ["dp-contribution-arrears", "dp-surplus"],
                         "if_commitments_are_not_accepted": {"committed": "0.00", "surplus": "1484.62", "council_surplus": "1484.62"}}  # fmt: skip
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    known = Known(
        "attachment statement-Q1-00981.xlsx", content, {"kind": "dp-statement", "reader": "xlsx", "statement": figures}
    )
    _, name, domain = PROVIDERS[0]
    o.send("map-statement", 9, (name, f"statements@{domain}"), "June statement, account 00981",
           f"Please find June statement attached.\n\nKind regards\n{name}\n", "a quarter's statement; the hidden sheet means nothing",
           subject_class="map-reply", mailbox=TEAM, documents=[known], parts=[Part("statement-Q1-00981.xlsx", kind, content)],
           statements=[outcome], extra={"accept_class": ["map-statement", "other"]})  # fmt: skip
