"""What sort of document it is, by its title and by words that only one sort has."""

from __future__ import annotations

from extract.layout import Row
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.invoice import DocumentKind

#: A title is sought so far down; below, other documents are only spoken of.
TITLE_ROWS = 25
#: Sorts whose words, when they are a title, decide over the word for an invoice.
STRONGER = (
    DocumentKind.CREDIT_NOTE,
    DocumentKind.REMINDER,
    DocumentKind.DP_STATEMENT,
    DocumentKind.STATEMENT_OF_ACCOUNT,
    DocumentKind.REMITTANCE,
)


def find_kind(view: View) -> tuple[DocumentKind, float, Hit | None]:
    """Return the kind, how sure that is, and the title it was seen in."""
    votes: dict[DocumentKind, float] = {}
    titles: dict[DocumentKind, Hit] = {}
    for row in view.rows:
        for hit in find_labels(row, view.vocabulary.kinds):
            weight = _weight(view, row, hit)
            kind = DocumentKind(hit.field)
            if weight > votes.get(kind, 0):
                votes[kind], titles[kind] = weight, hit
    if not votes:
        return DocumentKind.OTHER, 0.5, None
    return _decide(votes, titles)


def _decide(votes: dict[DocumentKind, float], titles: dict[DocumentKind, Hit]) -> tuple[DocumentKind, float, Hit | None]:
    best = max(votes, key=lambda kind: (votes[kind], kind in STRONGER))
    if best is DocumentKind.INVOICE:
        for kind in STRONGER:
            if votes.get(kind, 0) >= 3 and votes[kind] >= votes[best] - 1.5:
                best = kind
                break
    others = max((votes[kind] for kind in votes if kind is not best), default=0.0)
    return best, min(0.99, 0.6 + 0.1 * max(0.0, votes[best] - others)), titles[best]


def _weight(view: View, row: Row, hit: Hit) -> float:
    """Weigh a word: a title is high on the page, large, alone in its cell; in running text it says little."""
    cell = next(cell for cell in row.cells if row.words[hit.start] in cell.words)
    weight = 1.0
    if len(cell.words) <= (hit.end - hit.start) + 2 and row.words[hit.start] == cell.words[0]:
        weight += 1.5
    elif row.words[hit.start] == cell.words[0] and len(cell.words) <= (hit.end - hit.start) + 5:
        weight += 1.0
    if row.index < TITLE_ROWS and row.page == view.rows[0].page:
        weight += 1.0
    sizes = sorted(word.box.height for each in view.rows[:80] for word in each.words)
    if sizes and row.words[hit.start].box.height > 1.25 * sizes[len(sizes) // 2]:
        weight += 1.5
    elif row.words[hit.start].text.isupper():
        weight += 0.5
    if len(row.words) > 12:
        weight -= 0.8
    return weight
