"""The reader of answers: parts, rules, second vote, guards, and the few cases that may move without a person.

Advancing needs all of this: the sender belongs to the provider and passed the mail checks; the account is in the letter;
the rules saw the intent, and nothing else of weight; the sum is ours to the penny or meant whole; no negation, condition
or question; and the classifier, asked last, does not contradict. The classifier alone never advances anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.money import Money
from models.reply import MAY_ADVANCE, Intent, Reply, ReplyItem
from reconcile.replies.confidence import Witnesses, confidence_of
from reconcile.replies.entities import find_days, find_reference, find_ticket
from reconcile.replies.facts import CaseAccount, CaseFacts
from reconcile.replies.normalise import normalise
from reconcile.replies.phrases import AUTOMATIC, AUTOMATIC_SUBJECT, CONDITION, PLURAL
from reconcile.replies.segments import Part, split_parts
from reconcile.replies.vocabulary import unknown_words
from reconcile.replies.weigh import Weighed, weigh

#: Gives each intent its probability; an empty mapping is an abstention.
Classifier = Callable[[str], Mapping[Intent, float]]
#: The second vote contradicts from here on.
CONTRADICTS = 0.80
#: The second vote may propose an intent from here on.
PROPOSES = 0.50
LONGEST_TEXT = 20_000
#: A stated sum is ours within this.
PENNY = 1
#: What goes together with each advancing intent without weakening it.
COMPANIONS = {
    Intent.AGREE_FULL: frozenset({Intent.AGREE_FULL, Intent.STATEMENT_ATTACHED}),
    Intent.PAYMENT_ADVISED: frozenset({Intent.PAYMENT_ADVISED, Intent.AGREE_FULL, Intent.STATEMENT_ATTACHED}),
    Intent.REQUEST_INVOICE: frozenset({Intent.REQUEST_INVOICE, Intent.AGREE_FULL}),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A part as weighed, with the second vote."""

    part: Part
    weighed: Weighed
    vote: Mapping[Intent, float]

    @property
    def top(self) -> tuple[Intent | None, float]:
        """The classifier's first choice and its probability."""
        if not self.vote:
            return None, 0.0
        best = max(self.vote, key=lambda intent: self.vote[intent])
        return best, self.vote[best]


def read_reply(text: str, subject: str, case: CaseFacts, classifier: Classifier | None = None) -> Reply:
    """Read an answer. `text` is the writer's own words, history already parted from it (`ingest.reply_text`).

    Without a `classifier` the rules alone decide, which is stricter, never looser.
    """
    text = text[:LONGEST_TEXT].strip()
    vote = classifier or (lambda _: {})
    if is_automatic(text, subject, case):
        return _automatic(text, subject, case, vote)
    parts = split_parts(text, case)
    heard = [Heard(part, weigh(part.text, _asked(part), in_row=part.in_row), vote(part.text)) for part in parts]
    general = [each for each in heard if not each.part.accounts and each.part.written is None]
    specific = [each for each in heard if each.part.accounts or each.part.written is not None]
    items = [item for each in specific for item in _items(_with_general(each, general, vote), general, case)]
    if not specific:
        items = _unaddressed(text, general, case)
    return Reply(_common(items), tuple(items), warnings=_warnings(case))


def is_automatic(text: str, subject: str, case: CaseFacts) -> bool:
    """Whether a machine wrote it: by the mail's headers, its subject, or words that say nothing else."""
    if case.automatic or AUTOMATIC_SUBJECT.search(subject[:200]):
        return True
    plain = normalise(text[:4000])
    if not AUTOMATIC.search(plain):
        return False
    said = set(weigh(text[:4000], ()).intents) - {Intent.QUERY, Intent.REQUEST_BANK_DETAILS}
    return not said


def _automatic(text: str, subject: str, case: CaseFacts, vote: Classifier) -> Reply:
    grave = {Intent.BANK_CHANGE} & set(weigh(text[:4000], ()).intents)
    advances = case.sender_ok and not grave
    top, _ = Heard(Part((), text), weigh("", ()), vote(text)).top
    witnesses = Witnesses(rule=True, agrees=top is Intent.AUTO_REPLY, differs=top not in {None, Intent.AUTO_REPLY})
    because = "written by a machine: timers go on" if advances else "written by a machine, but look at it"
    items = tuple(
        ReplyItem(account.account_id, Intent.AUTO_REPLY, confidence_of(witnesses), advances, because)
        for account in case.accounts
    )
    return Reply(Intent.AUTO_REPLY, items, ticket=find_ticket(f"{subject}\n{text}"), warnings=_warnings(case))


def _warnings(case: CaseFacts) -> tuple[str, ...]:
    return () if case.sender_ok else (case.sender_why or "The sender is not known to belong to this provider.",)


def _asked(part: Part) -> tuple[Money, ...]:
    return tuple(account.amount for account in part.accounts)


def _with_general(heard: Heard, general: list[Heard], vote: Classifier) -> Heard:
    """Give a row that says nothing itself the words above the table: "all agreed in full:"."""
    if heard.weighed.intents or not general or heard.part.written is not None:
        return heard
    words = "\n".join(each.part.text for each in general)
    if not weigh(words, ()).intents:
        return heard
    joined = replace(heard.part, text=f"{words}\n{heard.part.text}")
    return Heard(joined, weigh(joined.text, _asked(joined)), vote(joined.text))


def _items(heard: Heard, general: list[Heard], case: CaseFacts) -> list[ReplyItem]:
    if heard.part.written is not None:
        because = f"{heard.part.written} is not in the letter: a person must find out who is meant"
        item = _item(heard, None, case, because)
        return [replace(item, written_ref=heard.part.written, advances=False)]
    return [_for_account(heard, account, general, case) for account in heard.part.accounts]


def _for_account(heard: Heard, account: CaseAccount, general: list[Heard], case: CaseFacts) -> ReplyItem:
    item = _item(heard, account, case, "")
    hindrance = _hindrance(heard, item, account, general, case)
    because = hindrance or "clear, and every guard is satisfied"
    return replace(item, advances=hindrance is None, because=because)


def _item(heard: Heard, account: CaseAccount | None, case: CaseFacts, because: str) -> ReplyItem:
    intent, confidence = _intent(heard)
    days = list(find_days(heard.part.text, case.received))
    if intent is Intent.PAYMENT_ADVISED and days and max(days) < case.sent:
        # Paid before we asked: it was for something else, or it is here already.
        intent = Intent.ALREADY_RETURNED
    return ReplyItem(
        account_id=account.account_id if account else None,
        intent=intent,
        confidence=confidence,
        advances=False,
        because=because,
        amount=_amount(heard.weighed, account),
        day=_day(days, intent, case),
        reference=find_reference(heard.part.text),
        also=tuple(each for each in heard.weighed.intents if each is not intent),
        claims=heard.weighed.claims,
    )


def _intent(heard: Heard) -> tuple[Intent, float]:
    """Return the intent and how far to trust it, by who witnesses it."""
    trust = confidence_of(witnesses_of(heard))
    if heard.weighed.main is not None:
        return heard.weighed.main, trust
    top, sure = heard.top
    if top is Intent.AGREE_FULL and _names_other_sum(heard):
        top = Intent.DISPUTE_AMOUNT
    return (top, trust) if top is not None and sure >= PROPOSES else (Intent.UNCLEAR, trust)


def _names_other_sum(heard: Heard) -> bool:
    """Whether sums are named, and none of them is one that was asked for."""
    asked = {account.amount.minor for account in heard.part.accounts}
    named = {amount.minor for amount in heard.weighed.amounts}
    return bool(named) and bool(asked) and not any(abs(one - other) <= PENNY for one in named for other in asked)


def witnesses_of(heard: Heard) -> Witnesses:
    """Say who witnesses a part's intent."""
    main = heard.weighed.main
    top, sure = heard.top
    if main is None:
        return Witnesses(rule=False, agrees=top is not None and sure >= PROPOSES)
    agrees = top is main
    return Witnesses(rule=True, agrees=agrees, differs=not agrees and sure >= PROPOSES, several=len(heard.weighed.intents) > 1)


def _amount(weighed: Weighed, account: CaseAccount | None) -> Money | None:
    """Return the amount the writer names: what is offered, ours when it is named, else the first."""
    if weighed.offered is not None:
        return weighed.offered
    if account and any(_is_ours(amount, account) for amount in weighed.amounts):
        return account.amount
    return weighed.amounts[0] if weighed.amounts else None


def _is_ours(amount: Money, account: CaseAccount) -> bool:
    return abs(amount.minor - account.amount.minor) <= PENNY


def _day(days: list[date], intent: Intent, case: CaseFacts) -> date | None:
    """Return the date that matters: for promises the first not past, for payments the first not to come."""
    if intent in {Intent.AGREE_FULL, Intent.AGREE_PART}:
        days = [day for day in days if day >= case.received] or days
    if intent in {Intent.PAYMENT_ADVISED, Intent.ALREADY_RETURNED, Intent.CLIENT_DECEASED}:
        days = [day for day in days if day <= case.received] or days
    return days[0] if days else None


def _hindrance(heard: Heard, item: ReplyItem, account: CaseAccount, general: list[Heard], case: CaseFacts) -> str | None:
    """Return the first thing that keeps an item from advancing, in words for staff; None when nothing does."""
    if item.intent not in MAY_ADVANCE:
        return f"{item.intent} is for a person to act on"
    if not case.sender_ok:
        return "the sender did not pass: " + (case.sender_why or "not known to belong to this provider")
    if heard.weighed.main is not item.intent:
        return "only the classifier sees this"
    besides = set(item.also) - COMPANIONS[item.intent]
    if besides:
        return "it also says " + ", ".join(sorted(besides))
    elsewhere = {intent for each in general for intent in each.weighed.intents} - COMPANIONS[item.intent]
    if elsewhere:
        return "elsewhere the mail says " + ", ".join(sorted(elsewhere))
    return _money_hindrance(heard, item, account, case) or _unknown(heard) or _second_vote(heard, item)


def _unknown(heard: Heard) -> str | None:
    """Say which words were not understood: what they say might be anything."""
    strange = unknown_words(normalise(heard.part.text))
    return f"it holds words beyond the plain ones: {', '.join(strange[:5])}" if strange else None


def _money_hindrance(heard: Heard, item: ReplyItem, account: CaseAccount, case: CaseFacts) -> str | None:
    weighed = heard.weighed
    ours = {other.amount.minor for other in heard.part.accounts}
    strange = [amount for amount in weighed.amounts if not any(abs(amount.minor - minor) <= PENNY for minor in ours)]
    if strange:
        return f"it names {strange[0]}, the letter asked for {account.amount}"
    if item.intent is Intent.AGREE_FULL:
        return _agreement_hindrance(weighed, account)
    if item.intent is Intent.PAYMENT_ADVISED:
        return _payment_hindrance(item, case, weighed)
    return (
        "it leaves something open"
        if CONDITION.search(normalise(heard.part.text)) and not weighed.whole and _open_invoice(heard)
        else None
    )


def _open_invoice(heard: Heard) -> bool:
    """Whether a request for an invoice leaves open if it is one. "Would you send one" and "could you" only ask politely."""
    plain = normalise(heard.part.text)
    polite = CONDITION.sub(lambda found: " " if found[0] in {"would", "could", "until", "once", "but"} else found[0], plain)
    return bool(CONDITION.search(polite))


def _agreement_hindrance(weighed: Weighed, account: CaseAccount) -> str | None:
    if weighed.negated:
        return "there is a negation in it"
    if weighed.open_ended:
        return "it is conditional or unsure"
    if weighed.asked:
        return "there is a question in it"
    if not weighed.whole and not any(_is_ours(amount, account) for amount in weighed.amounts):
        return "it agrees, but names neither the sum nor the whole"
    return None


def _payment_hindrance(item: ReplyItem, case: CaseFacts, weighed: Weighed) -> str | None:
    if item.day is not None and item.day < case.sent:
        return f"the payment of {item.day} is older than our letter"
    if item.day is not None and item.day > case.received + timedelta(days=1):
        return f"the payment is for {item.day}, which is to come"
    if item.reference is not None and weighed.negated:
        return "there is a negation in it"
    return None


def _second_vote(heard: Heard, item: ReplyItem) -> str | None:
    top, sure = heard.top
    if top is None or top is item.intent or sure < CONTRADICTS or top in COMPANIONS[item.intent]:
        return None
    return f"the second vote reads {top}"


def _unaddressed(text: str, general: list[Heard], case: CaseFacts) -> list[ReplyItem]:
    """Read an answer that names no account of several: for all when it says so, for none otherwise."""
    heard = general[0] if general else Heard(Part((), text), weigh(text, ()), {})
    if not PLURAL.search(normalise(text)):
        because = "it does not say which of the accounts it is about"
        return [replace(_item(heard, None, case, because), advances=False)]
    joined = replace(heard.part, accounts=case.accounts)
    every = Heard(joined, weigh(joined.text, _asked(joined)), heard.vote)
    return [_for_account(every, account, [], case) for account in case.accounts]


def _common(items: list[ReplyItem]) -> Intent:
    intents = {item.intent for item in items}
    if len(intents) == 1:
        return intents.pop()
    return Intent.MIXED if intents else Intent.UNCLEAR
