"""The replies that the reader is trained and scored on: own writing, in plain files that people can read and extend.

    === style language
    --- letter expectation; expectation …
    the reply, as its writer typed it, with {quote:KIND} where a mail program put history

`letter` is `one` or `three` accounts. An expectation is an intent, for several accounts with the person first; `!` says
that the reading may advance without a person; an amount may follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.money import Money
from models.reply import Intent
from reconcile.replies.facts import CaseAccount, CaseFacts

DATA = Path(__file__).parent / "data"
SENT, RECEIVED = date(2026, 7, 6), date(2026, 7, 10)
LETTER = (
    "Our reconciliation for the period 01/04/2026 to 30/06/2026 shows a surplus of £1,085.02 on account 1234567. "
    "Please tell us whether you agree, and return £1,085.02 by BACS quoting DPS-1234567-0042, or ask us for an invoice."
)
QUOTES = {
    "gmail": f"\nOn Mon, 6 Jul 2026 at 09:12, Direct Payments <dp@anytown.example> wrote:\n\n> Dear colleague,\n> {LETTER}\n> Regards",
    "outlook": f"\nFrom: Direct Payments <dp@anytown.example>\nSent: 06 July 2026 09:12\nTo: Client Accounts\nSubject: Balances [Ref 7Q2]\n\nDear colleague,\n{LETTER}\nRegards",
    "danish": f"\nDen man. 6. jul. 2026 kl. 09.12 skrev Direct Payments <dp@anytown.example>:\n\n> Dear colleague,\n> {LETTER}",
    "gt": f"> Dear colleague,\n> {LETTER}\n> Regards",
}
ACCOUNTS = (
    CaseAccount("DPA-1", "1234567", Money.of("1085.02", "GBP"), "DPS-1234567-0042", "00981"),
    CaseAccount("DPA-2", "1234890", Money.of("640.11", "GBP"), "DPS-1234890-0043", "00982"),
    CaseAccount("DPA-3", "1231177", Money.of("2042.40", "GBP"), "DPS-1231177-0044", "00983"),
)
EXPECTED = re.compile(r"^(?:(\d{7}) )?([A-Z_]+)(!?)(?: ([\d.]+))?$")


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be read for one account."""

    account_id: str
    intent: Intent
    may_advance: bool
    amount: Money | None


@dataclass(frozen=True, slots=True)
class Example:
    """One reply with the right reading."""

    style: str
    language: str
    text: str
    accounts: tuple[CaseAccount, ...]
    expected: tuple[Expected, ...]

    @property
    def case(self) -> CaseFacts:
        """The letter that was answered, the sender in order."""
        return CaseFacts(self.accounts, SENT, RECEIVED, sender_ok=True)

    @property
    def body(self) -> str:
        """The reply as it arrives, history and all."""
        return re.sub(r"\{quote:(\w+)\}", lambda found: QUOTES[found[1]], self.text)

    @property
    def own_words(self) -> str:
        """The reply without history."""
        bare = re.sub(r"\{quote:\w+\}", "", self.text)
        return "\n".join(line for line in bare.splitlines() if not line.startswith(">")).strip()


def load(share: str) -> list[Example]:
    """Return a share of the replies: `train`, `tune`, `count` or `test`. Writer styles never cross shares."""
    return list(_parse((DATA / f"{share}.txt").read_text(encoding="utf-8")))


def _parse(text: str) -> Iterator[Example]:
    style = language = ""
    for block in re.split(r"^(?=(?:---|===) )", text, flags=re.MULTILINE):
        head, _, body = block.partition("\n")
        if head.startswith("=== "):
            _, style, language = head.split()
        elif head.startswith("--- "):
            letter, _, wanted = head[4:].partition(" ")
            accounts = ACCOUNTS if letter == "three" else ACCOUNTS[:1]
            yield Example(
                style, language, body.strip(), accounts, tuple(_expected(each, accounts) for each in wanted.split(";"))
            )


def _expected(text: str, accounts: tuple[CaseAccount, ...]) -> Expected:
    found = EXPECTED.match(text.strip())
    if not found:
        raise ValueError(f"not an expectation: {text!r}")
    person = found[1] or accounts[0].person_id
    account = next(each for each in accounts if each.person_id == person)
    amount = Money.of(found[4], "GBP") if found[4] else None
    return Expected(account.account_id, Intent(found[2]), bool(found[3]), amount)
