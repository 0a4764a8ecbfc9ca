"""What speaks against a sender. A flag holds or warns; the lack of flags proves nothing: a stolen mailbox passes all of this."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ingest.lookalike import find_lookalike, registrable, shown
from models.mail import Address, ParsedMessage

#: Domains where anybody has an address in a minute.
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.dk",
        "hotmail.com",
        "hotmail.dk",
        "hotmail.co.uk",
        "live.com",
        "live.dk",
        "live.co.uk",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.dk",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "gmx.net",
        "mail.com",
        "btinternet.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "jubii.dk",
        "mail.dk",
        "stofanet.dk",
        "tdcadsl.dk",
    ]
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_FAILED = frozenset({"fail", "softfail", "permerror"})


@dataclass(frozen=True, slots=True)
class TrustFlag:
    """One thing that speaks against a sender: a stable code and a sentence for staff. Sentences name domains, not people."""

    code: str
    sentence: str


def check_sender(
    parsed: ParsedMessage,
    known_domains: Collection[str] = (),
    own_domains: Collection[str] = (),
    known_addresses: Collection[str] = (),
) -> tuple[TrustFlag, ...]:
    """Return what speaks against the sender. `known_domains` are those of suppliers and providers on record.

    `known_addresses` are whole addresses on record: a supplier who really writes from free mail is not flagged for it.
    """
    sender = parsed.sender
    if sender is None or "@" not in sender.address:
        return (TrustFlag("no-sender", "The message names no sender."),)
    return tuple(
        flag
        for flags in (
            _several(parsed),
            _hidden_address(sender),
            _reply_elsewhere(parsed, sender, known_domains),
            _lookalike(sender, [*known_domains, *own_domains]),
            _letters(sender),
            _free_mail(sender, known_addresses),
            _authentication(parsed, sender),
        )
        for flag in flags
    )


def _several(parsed: ParsedMessage) -> Iterator[TrustFlag]:
    if len({sender.address for sender in parsed.senders}) > 1:
        yield TrustFlag("several-senders", "The message names several senders; programs show different ones.")


def _hidden_address(sender: Address) -> Iterator[TrustFlag]:
    for found in _ADDRESS.finditer(sender.name[:500]):
        if found[0].lower() != sender.address:
            yield TrustFlag(
                "name-holds-address",
                f"The sender's name shows an address at {found[1].lower()}; the mail comes from {sender.domain}.",
            )
            return


def _reply_elsewhere(parsed: ParsedMessage, sender: Address, known_domains: Collection[str]) -> Iterator[TrustFlag]:
    known = {registrable(domain) for domain in known_domains}
    for address in parsed.reply_to:
        away = registrable(address.domain) if address.domain else ""
        if away and away != registrable(sender.domain):
            record = "on record" if away in known else "not on record"
            yield TrustFlag(
                "reply-to-differs", f"Answers would go to {away}, {record}; the mail comes from {registrable(sender.domain)}."
            )
            return


def _lookalike(sender: Address, known: Collection[str]) -> Iterator[TrustFlag]:
    alike = find_lookalike(sender.domain, [domain for domain in known if domain not in FREE_MAIL])
    if alike is not None:
        yield TrustFlag(
            "lookalike-domain", f"{shown(sender.domain)} looks like {alike} and is not it. Call the number on record."
        )


def _letters(sender: Address) -> Iterator[TrustFlag]:
    scripts = {unicodedata.name(letter, "LATIN").split()[0] for letter in shown(sender.domain) if letter.isalpha()}
    if len(scripts) > 1:
        yield TrustFlag("mixed-alphabets", "The sender's domain mixes letters of different alphabets, as look-alikes do.")


def _free_mail(sender: Address, known_addresses: Collection[str]) -> Iterator[TrustFlag]:
    if sender.domain in FREE_MAIL and sender.address not in known_addresses:
        yield TrustFlag(
            "free-mail", f"The mail comes from {sender.domain}, where anybody can have an address; this one is not on record."
        )


def _authentication(parsed: ParsedMessage, sender: Address) -> Iterator[TrustFlag]:
    found = parsed.authentication
    if found is None:
        return
    results = {entry.method: entry.result for entry in reversed(found.results)}
    if results.get("dmarc") in _FAILED or results.get("compauth") in _FAILED:
        yield TrustFlag(
            "authentication-failed", f"{sender.domain} does not vouch for this mail (DMARC failed at our own boundary)."
        )
    elif "dmarc" not in results and results.get("spf") in _FAILED and results.get("dkim") != "pass":
        yield TrustFlag("authentication-failed", "Neither SPF nor DKIM vouches for this mail at our own boundary.")
