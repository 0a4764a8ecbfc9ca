"""What sort of document it is, by its title and by words that only one sort has; where these are in doubt, by its wording too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.asked import asked_sum
from extract.layout import Row
from extract.listing import lists_bills, paid_out, runs_on
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.invoice import LISTING, DocumentKind

#: A title is sought so far down; below, other documents are only spoken of.
TITLE_ROWS = 25
#: So many rows say what sort of document it is; what follows is mostly figures.
WORDING_ROWS = 60
#: How far a kind leads that the titles do not tell from another.
LEAST_LEAD = 0.6
#: Sorts whose words, when they are a title, decide over the word for an invoice.
STRONGER = (
    DocumentKind.CREDIT_NOTE,
    DocumentKind.REMINDER,
    DocumentKind.DP_STATEMENT,
    DocumentKind.STATEMENT_OF_ACCOUNT,
    DocumentKind.REMITTANCE,
)


#: Kinds that money moves on.
POSTED = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE})
#: Of two kinds that the rules see so nearly alike, the wording decides.
NEAR = 1.0
#: The wording is not asked where a kind leads so far (see `_decide`) and has a word so much like a title (see `_weight`).
CLEAR, TITLE = 0.80, 3.0

#: A word that weighs no more than this stands in running text, in a list or far down: no title, however alone it is.
SPOKEN = 2.0
#: So much less a word weighs where it stands in a row of a list.
LISTED = 2.0
#: A slip for the payment begins below this share of the page.
SLIP = 0.5

#: How many a title says it is: `1. Mahnung`, `2. rykker`.
_ORDINAL = re.compile(r"\d(?:\.|st|nd|rd|th)")

#: Words that put two titles together.
AND = frozenset({"og", "and", "und", "et", "&", "+", "/"})
#: What one title may name together, and in how many words.
_BOTH, TITLE_WORDS = frozenset({DocumentKind.INVOICE, DocumentKind.STATEMENT_OF_ACCOUNT}), 5
#: Says what a text sounds like, or nothing (`extract.wording.classify.sounds_like`).
Ear = Callable[[str], DocumentKind | None]


@dataclass(frozen=True, slots=True)
class KindFound:
    """The kind, how far it leads its rivals (0.5 to 0.99), the title it was seen in, and what the wording said of it."""

    kind: DocumentKind
    lead: float
    title: Hit | None
    evidence: tuple[str, ...] = ()


def find_kind(view: View, ear: Ear | None = None) -> KindFound:
    """Find the kind. The wording is heard only where titles leave a doubt.

    It decides only between kinds that the titles name, or of a list of bills that no title names. For one that is paid from it can only take
    trust away, but for a page without any title that asks to be paid: that is a bill, and never surely one.
    """
    votes, titles = _votes(view)
    if not votes or (set(votes) == {DocumentKind.OTHER} and votes[DocumentKind.OTHER] <= SPOKEN and _numbered(view)):
        votes = {}
        found = KindFound(DocumentKind.INVOICE, LEAST_LEAD, None, ("untitled",)) if _numbered(view) else _NOTHING
    else:
        found = KindFound(*_decide(votes, titles))
        if votes[found.kind] <= SPOKEN:
            found = replace(found, lead=min(found.lead, LEAST_LEAD), evidence=("untitled",))
        elif found.kind in STRONGER and votes[found.kind] >= TITLE:
            found = replace(found, evidence=("own-title",))
        if found.lead >= CLEAR and votes[found.kind] >= TITLE:
            return found
    return _heard(view, found, votes, titles, ear or _sounds_like)


def _heard(
    view: View, found: KindFound, votes: Mapping[DocumentKind, float], titles: Mapping[DocumentKind, Hit], ear: Ear
) -> KindFound:
    """Return what is found after the wording of the page was asked."""
    said = ear(" ".join(row.text for row in view.rows[:WORDING_ROWS]))
    if "untitled" in found.evidence or not votes:
        listed = _listed(view, said)
        if listed is not None:
            return KindFound(listed, LEAST_LEAD, None, ("untitled", "worded") if listed is said else ("untitled",))
    if not votes and said is DocumentKind.INVOICE and found.kind is DocumentKind.OTHER and _asks_to_be_paid(view):
        return KindFound(DocumentKind.INVOICE, LEAST_LEAD, None, ("untitled", "worded"))
    if "untitled" in found.evidence and said is DocumentKind.INVOICE and _is_near(votes, said) and _asks_to_be_paid(view):
        # `Managed account fee` in a line of a bill is no title of an account.
        return KindFound(said, LEAST_LEAD, None, ("untitled", "worded"))
    if said is None or (said is DocumentKind.INVOICE and found.kind is DocumentKind.CREDIT_NOTE):
        # But for its title, a credit note is worded as the invoice that it credits.
        return found
    if said is found.kind:
        return replace(found, evidence=(*found.evidence, "worded"))
    if said not in POSTED and _is_near(votes, said):
        return KindFound(said, min(found.lead, LEAST_LEAD), titles[said], ("worded",))
    return replace(found, evidence=(*found.evidence, "worded-otherwise"))


def _is_near(votes: Mapping[DocumentKind, float], kind: DocumentKind) -> bool:
    """Whether words name a kind hardly less than the one that they name most."""
    return kind in votes and votes[kind] >= max(votes.values()) - NEAR


def _listed(view: View, said: DocumentKind | None) -> DocumentKind | None:
    """Return what an untitled list of bills is: an account where a balance runs on, an advice where all is said to be paid, else what its wording says.

    Where that says something else, several bills by their numbers and days are asked for once more: paid as a bill, they would be paid twice.
    """
    listed = lists_bills(view)
    if runs_on(view, listed=listed > 0) and said is not DocumentKind.REMINDER:
        return DocumentKind.STATEMENT_OF_ACCOUNT
    if not listed or said in LISTING:
        return _paid_or(view, said) if listed else None
    return _paid_or(view, DocumentKind.REMINDER if listed > 1 else None)


def _paid_or(view: View, kind: DocumentKind | None) -> DocumentKind | None:
    return DocumentKind.REMITTANCE if paid_out(view) else kind


_NOTHING = KindFound(DocumentKind.OTHER, 0.5, None)


def _numbered(view: View) -> bool:
    """Whether a label names the number of an invoice: `Fakturanummer` over a value, where no title says what the document is."""
    words = [phrase[0] for group in view.vocabulary.kinds.phrases.values() for phrase, name, *_ in group if name == "invoice"]
    labels = [hit for row in view.rows[:TITLE_ROWS] for hit in view.hits[row.index] if hit.field == "number"]
    # `Bill number` is said of bills alone, while `Bill` by itself may be a name, or what is done to somebody: `Bill to`.
    return any(normalise(hit.text).startswith((*words, "bill ")) for hit in labels)


def _asks_to_be_paid(view: View) -> bool:
    """Whether a document without a title says what is to be paid, and until when or where to: the wording is not the only witness."""
    named = {hit.field for row in view.rows for hit in view.hits[row.index]}
    sums = any(
        hit.field in {"total", "payable"} and any(number.is_money for number in view.numbers[row.index])
        for row in view.rows
        for hit in view.hits[row.index]
    )
    return (sums or asked_sum(view) is not None) and bool(
        named & {"due", "account_no", "bank_pair", "sort_code", "iban", "reg_no"}
    )


def _sounds_like(text: str) -> DocumentKind | None:
    # Loading it takes longer than reading ten invoices, and most never need it.
    from extract.wording.classify import sounds_like

    return sounds_like(text)


def _votes(view: View) -> tuple[dict[DocumentKind, float], dict[DocumentKind, Hit]]:
    votes: dict[DocumentKind, float] = {}
    titles: dict[DocumentKind, Hit] = {}
    for row in view.rows:
        hits = find_labels(row, view.vocabulary.kinds)
        bill = _one_title(row, hits)
        for hit in hits:
            weight = _weight(view, row, hit)
            kind = DocumentKind(hit.field)
            if (bill and kind is DocumentKind.STATEMENT_OF_ACCOUNT) or (
                kind is DocumentKind.OTHER and _and_a_bill(row, hits, hit)
            ):
                continue
            if weight > votes.get(kind, 0):
                votes[kind], titles[kind] = weight, hit
    return votes, titles


def _decide(votes: dict[DocumentKind, float], titles: dict[DocumentKind, Hit]) -> tuple[DocumentKind, float, Hit | None]:
    best = max(votes, key=lambda kind: (votes[kind], kind in STRONGER))
    if best is DocumentKind.INVOICE:
        for kind in STRONGER:
            if votes.get(kind, 0) >= 3 and votes[kind] >= votes[best] - 1.5:
                best = kind
                break
    others = max((votes[kind] for kind in votes if kind is not best), default=0.0)
    return best, min(0.99, 0.6 + 0.1 * max(0.0, votes[best] - others)), titles[best]


def _one_title(row: Row, hits: Sequence[Hit]) -> bool:
    """Whether a short row names an account and a bill in one title, `Statement and invoice`: it asks for money, and its lines must not be lost."""
    named = {hit.field for hit in hits}
    both = {DocumentKind.INVOICE, DocumentKind.STATEMENT_OF_ACCOUNT} <= named
    return both and any(
        sum(hit.field in _BOTH for hit in hits if row.words[hit.start] in cell.words) > 1
        for cell in row.cells
        if len(cell.words) <= TITLE_WORDS
    )


def _and_a_bill(row: Row, hits: Sequence[Hit], hit: Hit) -> bool:
    """Whether a title names a bill beside something else, `Timeseddel og faktura`; `Timeseddel til faktura 12` belongs to one."""
    pairs = [tuple(sorted((hit, other), key=lambda each: each.start)) for other in hits if other.field == DocumentKind.INVOICE]
    return any(first.end == second.start - 1 and row.words[first.end].text.lower() in AND for first, second in pairs)


def _weight(view: View, row: Row, hit: Hit) -> float:
    """Weigh a word: a title is high on the page, large, alone in its cell; in running text it says little."""
    cell = row.part_of(row.words[hit.start])
    words = cell.words[1:] if _ORDINAL.fullmatch(cell.words[0].text) and len(cell.words) > 1 else cell.words
    weight = 1.0
    if len(words) <= (hit.end - hit.start) + 2 and row.words[hit.start] == words[0]:
        weight += 1.5
    elif row.words[hit.start] == words[0] and len(words) <= (hit.end - hit.start) + 5:
        weight += 1.0
    if row.index < TITLE_ROWS and row.page == view.rows[0].page:
        weight += 1.0
    if row.words[hit.start].box.height > 1.25 * view.letter_height:
        weight += 1.5
    elif row.words[hit.start].text.isupper():
        weight += 0.5
    if len(row.words) > 12:
        weight -= 0.8
    if hit.field == DocumentKind.REMITTANCE and row.box.top > SLIP * view.pages[0].height:
        # The slip to cut off and send with the payment, at the foot of a bill, says `Remittance advice` too.
        weight -= LISTED
    if hit.field == DocumentKind.OTHER and _is_fact(row, hit):
        weight -= LISTED
    if any(number.is_money and not number.percent for number in view.numbers[row.index]) or _is_heading(view, row):
        # "Invoice 88417   6,153.55" lists a document, "Invoice   Dated   Due   Amount" heads a list: neither is a title.
        weight -= LISTED
    return weight


def _is_fact(row: Row, hit: Hit) -> bool:
    """Whether a word leads to a fact of a bill: `Contract period: May 2026`, `Contract   4600011820`."""
    behind = row.words[hit.end : hit.end + 1]
    if row.words[hit.end - 1].text.endswith(":") and any(map(str.isdigit, "".join(word.text for word in behind))):
        return True
    apart = behind and behind[0] not in row.cell_of(row.words[hit.start]).words and any(map(str.isdigit, behind[0].text))
    return bool(apart) or any(word.text.endswith(":") for word in row.words[hit.end : hit.end + 2])


def _is_heading(view: View, row: Row) -> bool:
    """Say whether a row names columns: three cells or more, most of them labels, and no digit in any."""
    if len(row.cells) < 3 or any(map(str.isdigit, row.text)):
        return False
    named = {row.words[hit.start] for hit in (*find_labels(row, view.vocabulary.columns), *view.hits[row.index])}
    return sum(cell.words[0] in named for cell in row.cells) >= max(2, len(row.cells) - 1)
