"""An answer cut into parts, each for the account it speaks of: rows of tables, lines, sentences, or the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reconcile.replies.entities import AMOUNT, DATE, PAYMENT_REFERENCE, SORT_CODE
from reconcile.replies.facts import CaseAccount, CaseFacts

TOKEN = re.compile(r"(?<![\w.,/£-])[A-Za-z]{0,3}\d{4,9}(?![\w,/]|[.-]\d)")
#: Between references that share one answer: "1234567 and 1234890 agreed".
JOINED = re.compile(r"^[\s,&/()+-]*(?:and|og|plus|ref|refs|acc|account|client)?[\s,&/()+:-]*$", re.IGNORECASE)
#: Before a number that is a person's though the letter did not ask about them.
LABEL = re.compile(r"(?:\b(?:client|ref|reference|person|id|mosaic|service user)\b[\s:#no.]{0,6}|^\W{0,4})$", re.IGNORECASE)
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Part:
    """Some text and the accounts it is about. `written` is a reference that the letter did not ask about."""

    accounts: tuple[CaseAccount, ...]
    text: str
    written: str | None = None
    #: The text stands in a row or line of its own beside the reference.
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference in a line."""

    start: int
    end: int
    account: CaseAccount | None
    token: str


def split_parts(text: str, case: CaseFacts) -> list[Part]:
    """Return the parts in order; text about nobody in particular comes as a part without accounts."""
    lines = text.split("\n")[:MOST_LINES]
    known = _known(case)
    if len(case.accounts) == 1 and not any(mention.account is None for line in lines for mention in _mentions(line, known)):
        return [Part(case.accounts, text)]
    return _merge(_walk(lines, known))


def _known(case: CaseFacts) -> dict[str, CaseAccount]:
    known: dict[str, CaseAccount] = {}
    for account in case.accounts:
        for reference in (account.person_id, account.map_reference, account.reference, account.account_id):
            if reference:
                known[reference.upper()] = account
    return known


def _mentions(line: str, known: dict[str, CaseAccount]) -> list[Mention]:
    result = []
    for found in PAYMENT_REFERENCE.finditer(line):
        token = found[0].upper()
        person = token.split("-")[1] if token.startswith("DPS-") else ""
        account = known.get(token) or known.get(person)
        result.append(Mention(found.start(), found.end(), account, token))
    blocked = [(mention.start, mention.end) for mention in result]
    blocked += [found.span() for pattern in (DATE, SORT_CODE) for found in pattern.finditer(line)]
    blocked += [found.span() for found in AMOUNT.finditer(line) if found["sign"] or found["after"]]
    for reference, account in known.items():
        for found in re.finditer(rf"(?<![\w.,/-]){re.escape(reference)}(?![\w]|[.,/-]\d)", line.upper()):
            if not _inside(found.span(), blocked):
                result.append(Mention(found.start(), found.end(), account, reference))
                blocked.append(found.span())
    for found in TOKEN.finditer(line):
        is_long = sum(map(str.isdigit, found[0])) >= 5
        if is_long and not _inside(found.span(), blocked) and LABEL.search(line[max(0, found.start() - 30) : found.start()]):
            result.append(Mention(found.start(), found.end(), None, found[0]))
    return sorted(
        (mention for mention in result if mention.account or not mention.token.startswith("INV")), key=lambda each: each.start
    )


def _inside(span: tuple[int, int], blocked: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in blocked)


def _walk(lines: list[str], known: dict[str, CaseAccount]) -> Iterator[Part]:
    """Give parts line by line: a line without a reference goes on with the part above, until a blank line."""
    current: Part | None = None
    waiting = False
    for line in lines:
        if not line.strip():
            if not waiting:
                current = None
            continue
        mentions = _mentions(line, known)
        if not mentions:
            yield Part(current.accounts, line, current.written, current.in_row) if current else Part((), line)
            waiting = False
            continue
        for part in _by_reference(line, mentions):
            current = part
            yield part
        # A reference alone on its line waits for the paragraph below.
        waiting = current is not None and not re.search(r"[A-Za-z]{3}", _without_references(current.text))


def _without_references(text: str) -> str:
    return PAYMENT_REFERENCE.sub(
        " ", TOKEN.sub(" ", re.sub(r"\b(?:ref|client|acc|account|person)\b", " ", text, flags=re.IGNORECASE))
    )


def _by_reference(line: str, mentions: list[Mention]) -> Iterator[Part]:
    groups: list[list[Mention]] = []
    for mention in mentions:
        if groups and _same_group(line, groups[-1], mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    for index, group in enumerate(groups):
        start = 0 if index == 0 else group[0].start
        end = groups[index + 1][0].start if index + 1 < len(groups) else len(line)
        accounts = tuple(dict.fromkeys(mention.account for mention in group if mention.account))
        strangers = [mention.token for mention in group if mention.account is None]
        written = strangers[0] if strangers and not accounts else None
        yield Part(accounts, line[start:end], written, in_row=True)


def _same_group(line: str, group: list[Mention], mention: Mention) -> bool:
    """Whether a reference speaks of the same account, or is joined to the one before with nothing but "and"."""
    if mention.account is not None and mention.account in [each.account for each in group]:
        return True
    return bool(JOINED.match(line[group[-1].end : mention.start]))


def _merge(parts: Iterator[Part]) -> list[Part]:
    """Join neighbouring parts, and parts of the same account, into one."""
    merged: dict[tuple[tuple[str, ...], str | None], Part] = {}
    for part in parts:
        key = (tuple(account.account_id for account in part.accounts), part.written)
        before = merged.get(key)
        text = part.text if before is None else f"{before.text}\n{part.text}"
        merged[key] = Part(part.accounts, text, part.written, part.in_row or bool(before and before.in_row))
    return list(merged.values())
