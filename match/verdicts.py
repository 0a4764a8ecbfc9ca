"""From what speaks for and against a line to a decision with its sentence and its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from match.context import Context
from match.documents import BY_EYE
from match.explain import say_why, say_workings
from match.notes import Draft, Note
from match.would_match import would_match_if
from models.codes import find_code
from models.decision import Decision, Offer, Verdict
from models.finding import Severity
from models.money import Money
from models.period import Period

#: What a reader that works by eye may have missed: the supplier is not told that it is not there.
MAYBE_NOT_SEEN = frozenset(
    {"no-citizen", "number-missing", "period-missing", "total-mismatch", "total-only-ambiguous", "multi-citizen-line"}
)

#: The gravest first: what a whole document comes to when one line is not right.
_GRAVITY = (Verdict.HOLD, Verdict.RETURN, Verdict.REVIEW)


def verdict_of(draft: Draft, context: Context) -> Verdict:
    """Return what happens to a line by itself."""
    if draft.ignored is not None:
        return Verdict.IGNORE
    if draft.stops:
        return _softened(draft, context)
    return Verdict.PROPOSE if draft.clicks else Verdict.POST


def _softened(draft: Draft, context: Context) -> Verdict:
    """Ask the supplier to correct only what was surely read."""
    first = min(draft.stops, key=lambda note: note.code == "low-confidence")
    if any(note.outcome is Verdict.HOLD for note in draft.stops):
        return Verdict.HOLD
    unsure = any(_bears_on(first.code, note.fields) for note in draft.stops if note.code == "low-confidence")
    unseen = first.code in MAYBE_NOT_SEEN and context.extraction.reader in BY_EYE
    if first.outcome is Verdict.RETURN and (unsure or unseen):
        return Verdict.REVIEW
    return first.outcome if first.outcome not in (Verdict.POST, Verdict.PROPOSE) else Verdict.REVIEW


#: Faults that rest on some readings only; every other rests on all that were acted on.
_RESTS_ON = {
    "no-citizen": ("kind", "person"),
    "citizen-unknown": ("kind", "person"),
    "multi-citizen-line": ("kind", "person"),
    "total-mismatch": ("kind", "amount", "total"),
    "number-missing": ("kind",),
    "wrong-buyer": ("kind",),
}


def _bears_on(code: str, fields: Sequence[str]) -> bool:
    """Tell whether a fault rests on any of the readings that are not sure."""
    rests_on = _RESTS_ON.get(code)
    return rests_on is None or any(field.rsplit(".", 1)[-1] in rests_on for field in fields)


def settle_together(drafts: Sequence[Draft], context: Context) -> list[tuple[Draft, Verdict]]:
    """Give every line its verdict; where the invoice is settled as a whole, one line that is not right keeps all."""
    judged = [(draft, verdict_of(draft, context)) for draft in drafts]
    if context.policy.pay_undisputed_lines:
        return judged
    standing = {verdict for _, verdict in judged} - {Verdict.IGNORE}
    gravest = next((verdict for verdict in _GRAVITY if verdict in standing), None)
    if gravest is not None:
        return [_waiting(draft, verdict, gravest) for draft, verdict in judged]
    if Verdict.PROPOSE in standing:
        return [_clicked(draft, verdict, context) for draft, verdict in judged]
    return judged


def _waiting(draft: Draft, verdict: Verdict, gravest: Verdict) -> tuple[Draft, Verdict]:
    if verdict not in (Verdict.POST, Verdict.PROPOSE):
        return draft, verdict
    facts = {"grant": draft.offer.grant_id if draft.offer else "-", "period": str(draft.period or "-")}
    note = Note("waits-for-document", facts, (), gravest)
    return replace(draft, stops=(note,)), gravest


def _clicked(draft: Draft, verdict: Verdict, context: Context) -> tuple[Draft, Verdict]:
    if verdict is not Verdict.POST or draft.offer is None:
        return draft, verdict
    facts = {"why": say_why("other-line", context.pack.language), **_matched_facts(draft, draft.offer, context)}
    return replace(draft, clicks=(Note("proposed", facts),)), Verdict.PROPOSE


def _matched_facts(draft: Draft, offer: Offer, context: Context) -> dict[str, str]:
    workings = say_workings(offer.workings, context.pack.language)
    return {"grant": offer.grant_id, "period": str(draft.period), "workings": workings}


def build_decision(draft: Draft, verdict: Verdict, context: Context) -> Decision:
    """Return the decision of a line with everything that it rests on."""
    notes = _ordered(draft, context)
    language = context.pack.language
    findings = tuple(note.as_finding(language) for note in notes)
    payable = verdict in (Verdict.POST, Verdict.PROPOSE) or notes[0].code == "waits-for-document"
    offer = draft.offer if payable else None
    return Decision(
        line=draft.line,
        verdict=verdict,
        code=notes[0].code,
        codes=tuple(dict.fromkeys(note.code for note in notes)),
        supplier_id=draft.supplier_id or _only_supplier(context),
        person_id=draft.person.person_id if draft.person else None,
        grant_id=draft.grant.grant_id if draft.grant else None,
        period=draft.period,
        rule=offer.rule if offer else None,
        tier=offer.tier if offer else None,
        amount=draft.amount,
        expected=draft.expected,
        account=draft.coding.account if draft.coding else None,
        cost_element=draft.coding.cost_element if draft.coding else None,
        explanation=" ".join(finding.detail for finding in findings),
        would_match_if=would_match_if(notes[0], draft, language) if draft.stops else None,
        eliminated=draft.outcome.eliminated if draft.outcome else (),
        findings=findings,
        settles=_settles(draft, offer) if offer else (),
        component=offer.component if offer else "base",
        policy_version=context.policy.version,
        data_version=context.facts.data_version,
    )


def _ordered(draft: Draft, context: Context) -> tuple[Note, ...]:
    """Return every note, the primary first: what stops, what needs a click, else that it matched; then remarks."""
    if draft.ignored is not None:
        return (draft.ignored, *draft.remarks)
    if draft.stops or draft.clicks:
        # What is wrong names the line; that it was not read surely is said after it.
        stops = sorted(draft.stops, key=lambda note: note.code == "low-confidence")
        return (*stops, *draft.clicks, *draft.remarks)
    facts = _matched_facts(draft, draft.offer, context) if draft.offer else {}
    return (Note("auto-posted", facts), *draft.remarks)


def _only_supplier(context: Context) -> str | None:
    return context.suppliers[0].supplier_id if len(context.suppliers) == 1 else None


def _settles(draft: Draft, offer: Offer) -> tuple[tuple[str, Period, Money], ...]:
    """Return what the amount settles; a difference within tolerance lies on the last part, so that the parts are the amount."""
    amount = draft.amount
    if amount is None:
        return ()
    if draft.credit:
        return offer.parts
    if not offer.parts:
        return ((offer.grant_id, offer.period, amount),)
    *first, (grant_id, period, last) = offer.parts
    rest = Money(amount.minor - sum(part.minor for _, _, part in first), last.currency)
    return (*first, (grant_id, period, rest))


def document_decision(note: Note, line: int, context: Context, amount: Money | None = None) -> Decision:
    """Return the decision that sets a whole document aside, or stops it before its lines are looked at."""
    draft = Draft(line, amount)
    draft = replace(draft, ignored=note) if note.outcome is Verdict.IGNORE else draft.add(note)
    return build_decision(draft, verdict_of(draft, context), context)


def worst_severity(decision: Decision) -> Severity:
    """Return the gravest severity among a decision's findings."""
    order = list(Severity)
    return max((finding.severity for finding in decision.findings), key=order.index, default=Severity.NOTE)


def mails_supplier(decision: Decision) -> bool:
    """Whether the decision holds something that the supplier is to correct."""
    known = [find_code(code) for code in decision.codes]
    return decision.verdict is Verdict.RETURN and any(code is not None and code.mails for code in known)
