"""Which of two bodies that a page names is paid: a house and its owner, a trading name and its company."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.addresses import AUTHORITY
from extract.candidates import Candidate, choose
from extract.companies import COMPANY, only_form
from extract.layout import Row
from extract.sender import british_sender, same_name, sender_of
from extract.view import View

#: What ties a name to the numbers of a seller.
_AT_NUMBERS = frozenset({"over-number", "beside-number"})
#: What says that one body sells under the name of another, or for it.
_FOR_ANOTHER = re.compile(
    r"\b(?:(?:trading|working) (?:name|style) of|trading as|t/a|(?:a )?part of|a division of|operated by|owned by|run by|on behalf of|på vegne af|drives af|drevet af|ejes af|en del af"
    r"|proprietors?|indehaver|im auftrag|ein unternehmen der|pour le compte)\b|(?<![^\W\d_])(?:prop|inh)\.\s|(?:^|(?<=\s))v/\s?(?=[^\W\d_])",
    re.IGNORECASE,
)
#: So much of a row is read for who trades as whom.
MAX_TEXT = 250
#: Rows at the head of a page in which a house and its owner stand under each other.
HEAD_ROWS = 6
_NAME = r"[A-ZÆØÅ][\w&.'’/-]*(?:\s(?:\(?[A-ZÆØÅ&][\w&.'’/-]*\)?|and|og|of|the|for|i|ved)){1,7}"
_ONE_WORD = r"[A-ZÆØÅ][\w&'’/-]{3,}"
_TRADING_AS = re.compile(rf"(?P<owner>{_NAME}),? (?:trading as|t/a) (?P<house>{_NAME})")
_TRADED_BY = re.compile(
    rf"(?P<house>{_NAME}|{_ONE_WORD}),? (?:is )?(?:an? |the )?(?:(?:trading|working) (?:name|style) of|operated by|owned by|run by|drives af|drevet af|ejes af) (?P<owner>{_NAME})"
)
_OWNED_BY = re.compile(rf"(?:^|[\s,·(])(?:[Pp]rop\.|[Pp]roprietors?:?|[Ii]ndehaver:?|[Ii]nh\.|v/)\s?(?P<owner>{_NAME})")

#: A body that is neither a company nor one person: `Proprietors: Willow & Daughters Care Partnership`.
_PARTNERSHIP = re.compile(r"\b(?:Partnership|Partners|Trust|Society|Charity|Association|(?:&|and) (?:Sons?|Daughters?|Co))\b")
_ARTICLE = re.compile(r"^(?:the|den|det)\s", re.IGNORECASE)
#: Who is to be paid by name: `Make all payments to Elm Projects, sort code ...`, `Bank transfer: Elm (Overton) Ltd, 20-99-33`.
_PAYEE = re.compile(
    rf"(?i:\b(?:payments?(?: should be made)? to|payable to|(?:bank )?transfers? to|bank transfer:|pay to:?|(?:account|a/c) (?:name|holder):?|in favour of|beneficiary:|(?:ind)?betal(?:es|ing|ing kan ske) til|kontohaver:?)\s)(?P<payee>{_NAME})"
)
_PAYS = re.compile(r"(?i:pay|transfer|account|a/c|betal|favour|beneficiary|kontohaver)")
#: The name of a bank stands behind the words for paying too, and what an account is called.
_OF_BANKS = re.compile(r"\b(?:bank|building society|sparekasse|account|konto|reg)\b|bank$|bank,", re.IGNORECASE)


def choose_name(view: View, candidates: Sequence[Candidate[str]]) -> Candidate[str] | None:
    """Return the likeliest name; where the page names a second body that may be the seller, it is doubtful which of the two sells."""
    best = choose(candidates)
    if best is None:
        return None
    labelled = "block" in best.features
    told = _rows_for_another(view)
    if owner := find_owner(view, told, best):
        return owner
    payee = find_payee(view, best) or find_company(view, best)
    if payee and not labelled:
        return payee
    if AUTHORITY.search(best.value) and "largest" in best.features:
        # A form in large print may as well be the payer's own.
        return best.with_features("another-seller")
    others = any(_may_sell(each, labelled=labelled) and not same_name(each.value, best.value) for each in candidates)
    if others or told or _over_another(view, best.value):
        return best.with_features("another-seller")
    return best if labelled or _is_seller(best) else best.with_features("no-form")


def _rows_for_another(view: View) -> list[Row]:
    """Return the rows that say that one body sells for another; hardly any document has one."""
    if not _FOR_ANOTHER.search("\n".join(row.text[:MAX_TEXT] for row in view.rows)):
        return []
    return [row for row in view.rows if _FOR_ANOTHER.search(row.text[:MAX_TEXT])]


def find_owner(view: View, told: Sequence[Row], house: Candidate[str]) -> Candidate[str] | None:
    """Return who a sentence says trades under the name of a house: the company is who is paid. It is never sure which of the two is meant."""
    persons = {name for row in told if (name := proprietor_of(row.text[:MAX_TEXT]))}
    for row in told:
        found = owner_of(row.text[:MAX_TEXT], house.value)
        if found and found not in persons:
            features = (*(name for name in house.features if name != "repeated"), "another-seller")
            words = [word for word in row.words if word.text.strip(".,;") in found.split()]
            source = view.source(words, row.page) if words else house.source
            return Candidate("name", found, source, features, min((word.confidence for word in words), default=1.0), row.index)
    return None


def find_payee(view: View, best: Candidate[str]) -> Candidate[str] | None:
    """Return who is to be paid where that is not the name that was found: a company that shares its first word instead of it, else the name itself as doubtful."""
    for row in view.rows:
        found = _PAYEE.search(row.text[:MAX_TEXT]) if _PAYS.search(row.text[:MAX_TEXT]) else None
        payee = found["payee"].rstrip(" .,") if found else ""
        if not payee or _OF_BANKS.search(payee) or AUTHORITY.search(payee) or same_name(payee, best.value):
            continue
        features = (*(name for name in best.features if name != "repeated"), "another-seller")
        if not COMPANY.search(payee) or COMPANY.search(best.value) or _first_word(payee) != _first_word(best.value):
            return replace(best, features=features)
        words = [word for word in row.words if word.text.strip(".,;") in payee.split()]
        source = view.source(words, row.page) if words else best.source
        return Candidate("name", payee, source, features, min((word.confidence for word in words), default=1.0), row.index)
    return None


def find_company(view: View, house: Candidate[str]) -> Candidate[str] | None:
    """Return the company that bears the name of a house and what companies put behind it, where it stands in a cell of its own; it is never sure."""
    if COMPANY.search(house.value):
        return None
    plain = _ARTICLE.sub("", house.value).casefold()
    for row in view.rows:
        for cell in row.cells:
            own = _ARTICLE.sub("", cell.text).strip(" .,")
            if own.casefold().startswith(f"{plain} ") and only_form(own[len(plain) :]):
                features = (*(name for name in house.features if name != "repeated"), "another-seller")
                source = view.source(cell.words, row.page)
                return Candidate("name", own, source, features, min(word.confidence for word in cell.words), row.index)
    return None


def proprietor_of(text: str) -> str | None:
    """Return who a text says runs a business in person: the business is known by its own name.

    >>> proprietor_of("Proprietor: S. Rahman. 3 The Parade"), proprietor_of("Prop. Redfern Passenger Transport Ltd, 117 Station Parade")
    ('S. Rahman', None)
    """
    owned = _OWNED_BY.search(text)
    body = owned and (COMPANY.search(owned["owner"]) or _PARTNERSHIP.search(owned["owner"]))
    return owned["owner"].rstrip(" .,") if owned and not body else None


def _first_word(name: str) -> str:
    """Return the first word of a name that is no article."""
    return next((word for word in name.casefold().split() if word not in {"the", "den", "det"}), "")


def _may_sell(candidate: Candidate[str], *, labelled: bool) -> bool:
    """Whether a company stands beside a seller's numbers, or a name in the largest print over one that no label calls the seller."""
    features = set(candidate.features)
    heading = {"top", "largest"} <= features and not features & {"prose", "street", "unlabelled"}
    return ("company-form" in features and bool((_AT_NUMBERS | {"sender-line"}) & features)) or (heading and not labelled)


def _is_seller(candidate: Candidate[str]) -> bool:
    """Whether a company's form ends a name, or a seller's number stands by it and the page says it again.

    Any other may be that of a house, a department or a brand; and where the name is drawn as a picture, a line of the address stands first over the number.
    """
    features = set(candidate.features)
    return "company-form" in features or (bool(_AT_NUMBERS & features) and "repeated" in features)


def _over_another(view: View, name: str) -> bool:
    """Whether a page has one body's name over the address of another."""
    cells = [cell.text for row in view.rows[:HEAD_ROWS] for cell in row.cells]
    firsts = [sender_of(text) or british_sender(text) for text in cells]
    return any(first and not AUTHORITY.search(first) and not same_name(first, name) for first in firsts)


def is_one_person(owner: str) -> bool:
    """Say whether an owner who is no company is one person, whose business is known by its own name; several are partners.

    >>> is_one_person("T Mehmood"), is_one_person("A. & P. Whitcombe")
    (True, False)
    """
    return not {"&", "and", "og"} & set(owner.casefold().split())


def owner_of(text: str, house: str) -> str | None:
    """Return who is said to trade under the name of a house; an owner who is merely named is one where it is a company.

    >>> owner_of("A. & P. Whitcombe trading as Oakfield Rest Home", "Oakfield Rest Home")
    'A. & P. Whitcombe'
    >>> owner_of("Fernhurst Manor School is operated by Fernhurst Education Services Limited, registered in England", "Fernhurst Manor School")
    'Fernhurst Education Services Limited'
    >>> owner_of("Prop. Redfern Passenger Transport Ltd, 117 Station Parade", "Redfern Minicabs")
    'Redfern Passenger Transport Ltd'
    >>> owner_of("Proprietors: Willow & Daughters Care Partnership", "The Willows")
    'Willow & Daughters Care Partnership'
    >>> owner_of("Elm Care trading as Elm House", "Another House"), owner_of("v/ Nanna Friis Holt", "Klinik Havneparken")
    (None, None)
    >>> owner_of("Proprietor: Mr A. Holt t/a Kilnsby Cars", "Kilnsby Cars"), owner_of("Pay T Mehmood t/a Able Cars", "Able Cars")
    (None, None)
    """
    owned = _OWNED_BY.search(text)
    for pattern in (_TRADING_AS, _TRADED_BY):
        found = pattern.search(text)
        if found is None or not same_name(found["house"], house):
            continue
        in_person = owned or (pattern is _TRADING_AS and is_one_person(found["owner"]))
        if COMPANY.search(found["owner"]) or not in_person:
            return found["owner"].rstrip(" .,")
    if owned and _PARTNERSHIP.search(owned["owner"]):
        return owned["owner"].rstrip(" .,")
    if owned and (form := COMPANY.search(owned["owner"])):
        return owned["owner"][: form.end()].rstrip(" ,")
    return None
