"""What one part of an answer says: every intent that its clauses show, then the one that matters most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.direct_payment import CommittedKind
from models.money import Money
from models.reply import Claim, Intent
from reconcile.replies.entities import Stated, find_amounts
from reconcile.replies.normalise import Clause, clauses, normalise, without_quoted_words
from reconcile.replies.phrases import CONDITION, HARMLESS_NO, NEGATION, NO_INVOICE, PHRASES, RETURN_VERB, ROW_YES, WHOLE
from reconcile.replies.wordings import WORDINGS

#: The graver first. What needs a person most is the part's intent; the rest is told beside it.
PRIORITY = (
    Intent.BANK_CHANGE,
    Intent.CLIENT_DECEASED,
    Intent.NOT_OUR_CLIENT,
    Intent.TRANSFERRED,
    Intent.ACCOUNT_CLOSED,
    Intent.ALREADY_RETURNED,
    Intent.AGREE_PART,
    Intent.COMMITTED_FUNDS,
    Intent.DISPUTE_POLICY,
    Intent.DISPUTE_AMOUNT,
    Intent.REQUEST_INVOICE,
    Intent.REQUEST_BANK_DETAILS,
    Intent.PAYMENT_ADVISED,
    Intent.AGREE_FULL,
    Intent.STATEMENT_ATTACHED,
    Intent.QUERY,
)
#: What a question cannot mean: "has anybody agreed this?" agrees to nothing.
NOT_WHEN_ASKED = frozenset({
    Intent.AGREE_FULL, Intent.PAYMENT_ADVISED, Intent.DISPUTE_AMOUNT, Intent.ACCOUNT_CLOSED, Intent.COMMITTED_FUNDS,
    Intent.STATEMENT_ATTACHED,
})  # fmt: skip
OFFER = re.compile(
    rf"\b(?:can|could|will|shall|able to|prepared to|willing to|propose to|position to|happy to|like to|let you have|have|agree to|all (?:that )?we can|able)\b.{{0,30}}\b(?:{RETURN_VERB}|do|be|returned|repaid|go back)\b"
    r"|\b(?:can|will|may) (?:only )?(?:have|do)\b|\bcan go back\b|\bgive back\b|\b(?:kan|vil) (?:betale|sende|returnere)\b|\brepayable amount\b|\b(?:returning|repaying|refunding|releasing)\b|\bagree to £?\d|\byou can have\b|\bcan come back\b|£?\d[\d.,]* yes\b|\ball (?:that )?we can\b"
)
REST = re.compile(
    r"\b(?:the )?(?:rest|remainder|remaining|balance (?:is|held|of|needed|to be|will)|retain\w*|keep|of (?:the|this|it|that)|at this time|for now|now|only|part)\b|\b(?:resten|nu)\b|\bkeep\b"
)
#: "Could we settle on £400 for now?" asks politely; it offers.
OFFER_ASKED = re.compile(
    r"\b(?:can|could|may|might|shall|would it be possible for us to) (?:we |i )?(?:send|pay|return|settle|repay|do|offer)\b"
)
#: "We can only return £600": an offer for all its negation.
ONLY_OFFER = re.compile(
    r"\b(?:can|could|will|shall|able to) (?:not )?only\b|\bonly (?:able|prepared|willing|return|release|repay|pay)\b"
)
#: A question after a fact is no dispute of it: "how many weeks did you use?"
QUESTION = re.compile(
    r"^\W*(?:and |but |so |please |hi |hej )*(?:how|what|which|when|who|does|do|did|is|are|was|have|has|can|could|would|hvordan|hvad|hvilke\w*|kan)\b"
)
EXPLAIN = re.compile(
    r"\b(?:explain|clarify|what is meant by|tell (?:me|us) (?:how|what|why)|do not (?:understand|follow)|forklare?)\b"
)
#: What others are said to have said is not what the writer says.
REPORTED = re.compile(
    r"\b(?:told|informed|assured|led to believe|you (?:said|wrote|say|write|told)|(?:he|she|they|somebody|someone|colleagues?|manager) (?:said|wrote|told|says|agreed|in your)|i hear|predecessor|apparently|supposedly|allegedly|ignore (?:my|our))\b"
)
#: "The agreed actions" agree to nothing; "the quarter ended" closes no account.
BESIDE = re.compile(
    r"\bagreed (?:actions?|minutes|notes|plan|format|dates?|meeting|budget|hours|care|to (?:meet|speak|talk|discuss|look|check|call|ring|a (?:meeting|call)))\b|\b(?:quarter|period|year|month|weeks?) (?:ended|ending)\b|\bwe make it (?:the same|so|right)\b"
    r"|\b(?:\d{1,2}|two|three|four|five|six|eight|ten|twelve) weeks'? (?:of )?(?:\w+'?s?'? )?(?:wages|pay|holiday|spend|leave|care|notice)\b"
)
#: Money that went to carers and agencies did not come back to the council.
PAID_OTHERS = re.compile(
    r"\b(?:paid|sent|settled)\b.{0,25}\b(?:carers?|agency|agencies|pas?|assistants?|staff|bills?|invoices?|hmrc|wages)\b|\b(?:agency|carers?|bills?|invoices?|wages)\b.{0,20}\bpaid\b|\b(?:other|another|different) client\b"
)
#: What was meant once is not meant now.
UNREAL = re.compile(
    r"\b(?:would have|about to|were going to|was going to|had intended|whether|last (?:year|quarter|time)|previously|in the past)\b"
)
KINDS = (
    (CommittedKind.HMRC_DUE, re.compile(r"\b(?:hmrc|paye|tax(?:es|man)?|national insurance|ni|skat)\b")),
    (CommittedKind.PENSION_DUE, re.compile(r"\bpensions?\b")),
    (CommittedKind.HOLIDAY_ACCRUED, re.compile(r"\bholiday\b|\bferiepenge\b")),
    (CommittedKind.NOTICE_PAY, re.compile(r"\bnotice\b")),
    (CommittedKind.REDUNDANCY, re.compile(r"\bredundan\w+\b")),
    (CommittedKind.PLANNED_RESPITE, re.compile(r"\brespite\b")),
    (CommittedKind.UNPAID_AGENCY, re.compile(r"\b(?:agency|agencies|invoices?|bills?|regninger)\b")),
    (CommittedKind.OTHER_COMMITTED, re.compile(r"\b(?:wages|salar\w+|final pay|løn)\b")),
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a part says. `intents` are in order of gravity; `guards` say what keeps it from advancing."""

    intents: tuple[Intent, ...]
    amounts: tuple[Money, ...]
    offered: Money | None
    whole: bool
    negated: bool
    open_ended: bool
    asked: bool
    claims: tuple[Claim, ...]

    @property
    def main(self) -> Intent | None:
        """The gravest intent; None when the words show none."""
        return self.intents[0] if self.intents else None


def weigh(text: str, asked_for: tuple[Money, ...], *, in_row: bool = False) -> Weighed:
    """Return what a part says about accounts that were asked for these amounts."""
    plain = normalise(without_quoted_words(text))
    parts = clauses(plain)
    found = {intent for clause in parts for intent in clause_intents(clause)}
    if in_row and not found and ROW_YES.search(_without_reference(plain)):
        found.add(Intent.AGREE_FULL)
    amounts = tuple(stated.amount for stated in find_amounts(plain))
    offered = _offered(plain, parts, asked_for)
    if offered is not None:
        found = (found - {Intent.AGREE_FULL, Intent.DISPUTE_AMOUNT}) | {Intent.AGREE_PART}
    found = _reconciled(found)
    bare = HARMLESS_NO.sub(" ", plain)
    return Weighed(
        intents=tuple(intent for intent in PRIORITY if intent in found),
        amounts=amounts,
        offered=offered,
        whole=any(WHOLE.search(clause.text) for clause in parts),
        negated=bool(NEGATION.search(bare)),
        open_ended=bool(CONDITION.search(bare)),
        asked=any(clause.asked for clause in parts),
        claims=tuple(_claims(parts)) if Intent.COMMITTED_FUNDS in found or Intent.AGREE_PART in found else (),
    )


def clause_intents(clause: Clause) -> set[Intent]:
    """Return the intents that one clause shows, with its own negation and question mark heeded.

    >>> sorted(clause_intents(Clause("we do not agree")))
    [<Intent.DISPUTE_AMOUNT: 'DISPUTE_AMOUNT'>]
    >>> clause_intents(Clause("has anybody agreed this", asked=True))
    {<Intent.QUERY: 'QUERY'>}
    """
    text = BESIDE.sub(lambda found: found[0].split("weeks")[-1] if "weeks" in found[0] else " ", clause.text)
    bare = HARMLESS_NO.sub(" ", text)
    found = {
        intent for intent, pattern in (*PHRASES, *WORDINGS) if pattern.search(bare if intent is Intent.DISPUTE_AMOUNT else text)
    }
    if Intent.REQUEST_INVOICE in found:
        found -= {Intent.DISPUTE_AMOUNT, Intent.DISPUTE_POLICY, Intent.AGREE_FULL, Intent.COMMITTED_FUNDS}
        if NO_INVOICE.search(clause.text):
            found.discard(Intent.REQUEST_INVOICE)
    negated = NEGATION.search(bare)
    if negated and Intent.AGREE_FULL in found:
        found = (found - {Intent.AGREE_FULL}) | {Intent.DISPUTE_AMOUNT}
    if negated:
        found.discard(Intent.PAYMENT_ADVISED)
    if UNREAL.search(clause.text) or REPORTED.search(clause.text):
        found.discard(Intent.AGREE_FULL)
    if PAID_OTHERS.search(clause.text):
        found -= {Intent.ALREADY_RETURNED, Intent.PAYMENT_ADVISED}
    if EXPLAIN.search(clause.text):
        found = (found - {Intent.COMMITTED_FUNDS, Intent.DISPUTE_POLICY, Intent.DISPUTE_AMOUNT}) | {Intent.QUERY}
    if clause.asked:
        about = {Intent.DISPUTE_POLICY} if QUESTION.search(clause.text) else set()
        found = (found - NOT_WHEN_ASKED - about) or {Intent.QUERY}
    return found


def _without_reference(plain: str) -> str:
    return re.sub(r"^[\W\d]*(?:[a-z]\)|[a-z]\.[a-z]\.)?[\W\d]*(?:dps[-\d]+)?[\W\d]*", "", plain)


def _reconciled(found: set[Intent]) -> set[Intent]:
    """Drop what another intent already explains."""
    found = set(found)
    if found & {Intent.CLIENT_DECEASED, Intent.NOT_OUR_CLIENT, Intent.TRANSFERRED, Intent.ACCOUNT_CLOSED}:
        # "we hold no funds", "we cannot find": the reason is said.
        found -= {Intent.DISPUTE_AMOUNT, Intent.QUERY}
    if Intent.TRANSFERRED in found:
        found -= {Intent.ACCOUNT_CLOSED, Intent.PAYMENT_ADVISED}
    if Intent.BANK_CHANGE in found:
        found.discard(Intent.REQUEST_BANK_DETAILS)
    if Intent.ALREADY_RETURNED in found:
        found.discard(Intent.PAYMENT_ADVISED)
    return found


def _offered(plain: str, parts: list[Clause], asked_for: tuple[Money, ...]) -> Money | None:
    """Return the smaller sum that is offered, when one is and the rest is spoken of."""
    if len(asked_for) != 1 or not REST.search(plain):
        return None
    for clause in parts:
        if not OFFER.search(clause.text) or (clause.asked and not OFFER_ASKED.search(clause.text)):
            continue
        if NEGATION.search(HARMLESS_NO.sub(" ", clause.text)) and not ONLY_OFFER.search(clause.text):
            continue
        found = OFFER.search(clause.text)
        smaller = [stated for stated in find_amounts(clause.text) if 0 < stated.amount.minor < asked_for[0].minor]
        if smaller and found:
            after = [stated for stated in smaller if stated.start >= found.start()]
            return (after or smaller)[0].amount
    return None


def _claims(parts: list[Clause]) -> Iterator[Claim]:
    """Give each thing that money is said to be held for, with the amount that stands nearest after it."""
    for clause in parts:
        amounts = find_amounts(clause.text)
        for kind, pattern in KINDS:
            found = pattern.search(clause.text)
            if found:
                yield Claim(kind, _nearest(found.start(), amounts), clause.text[:200])


def _nearest(position: int, amounts: list[Stated]) -> Money | None:
    after = [stated for stated in amounts if stated.start >= position and stated.start - position < 60]
    before = [stated for stated in amounts if stated.end <= position and position - stated.end < 40]
    if after:
        return after[0].amount
    return before[-1].amount if before else None
