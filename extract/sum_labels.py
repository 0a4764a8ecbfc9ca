"""The labels of sums: with what stands behind them in brackets or about tax, and where on a row they count as labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from extract.layout import Row
from extract.numbers import SYMBOLS, Number
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import Hit, find_labels

#: Words that may stand before the label of a sum.
BEFORE_SUMS = frozenset(
    normalise(word)
    for word in (
        "", "+", "%", "gbp", "dkk", "eur", "kr", "less", "plus", "add", "minus", "the", "zzgl", "zuzügl", "zuzüglich", "abzgl", "abzüglich", "davon", "heraf", "herunder",
        "samt", "darin", "enthaltene", "enthalten", "indeholdt", "ihre", "votre", "kroner", "dont", "fradrag", "your", "our", "den", "der", "die", "noch", "new", "this",
    )
)  # fmt: skip
#: One word may stand before these: `Forderung brutto`; before those of tax any may.
GROSS_OR_NET = frozenset({"brutto", "netto", "ttc", "ht"})
_AMOUNT = re.compile(r"^[£€]?\d{1,3}(?:[.,]?\d{3})*[.,]\d{2}[€,;]?$")
_AFTER_A_WORD = frozenset({"tax", "net", "total"})
#: Small words that speak of tax only where its word follows: `beløb før moms`, and not `Amount due for the term`.
SMALL_WORDS = frozenset({"for", "med", "with", "ex"})
#: So many words may stand before the label of what is to be paid, `Balance now due`.
WORDS_BEFORE_PAYABLE = 2
#: A name of somebody has so many words at the least.
WORDS_OF_NAME = 2
#: So many words may stand before the word for tax in the brackets behind a label, `(exempt from VAT)`.
IN_BRACKETS = 3

#: What stands in a strip of sums.
SUMS_OF_STRIP = frozenset({"net", "tax", "total", "payable", "subtotal"})
#: So many words behind `Transport` say where to; with these among them they say from which page.
LEAST_OF_JOURNEY = 2
_OF_PAGES = frozenset({"side", "page", "seite", "pag", "s.", "næste", "forrige", "nächste", "next", "ark", "overført"})


def qualified(view: View, row: Row) -> list[Hit]:
    """Return the labels of a row, with `Total incl. VAT` and `Sum excluding tax` read as one label each."""
    hits = list(view.hits[row.index])
    result: list[Hit] = []
    for hit in hits:
        if any(other.start <= hit.start < other.end and other.text != hit.text for other in result):
            continue
        if hit.field == "without" and (alone := _without_tax(row, hit, hits)):
            result.append(alone)
            continue
        follow = next((other for other in hits if other.field in {"with", "without"} and 0 <= other.start - hit.end <= 1), None)
        if hit.field not in {"total", "net", "subtotal", "payable"}:
            result.append(hit)
            continue
        if follow is None or (follow.start > hit.end and row.words[hit.end].text[:1] in "([{"):
            result.append(_with_bracket(row, hit, hits))
            continue
        taxed = next((other for other in hits if other.field == "tax" and 0 <= other.start - follow.end <= 1), None)
        if taxed is None and normalise(follow.text) in SMALL_WORDS:
            result.append(_with_bracket(row, hit, hits))
            continue
        end = taxed.end if taxed else follow.end
        text = " ".join(word.text for word in row.words[hit.start : end])
        name = "net" if follow.field == "without" else "total" if hit.field != "payable" else "payable"
        result.append(Hit(name, 2, hit.start, end, hit.box, hit.language, text))
    return result


def _without_tax(row: Row, hit: Hit, hits: Sequence[Hit]) -> Hit | None:
    """Return the label of a net sum that says no more than that it is without tax, in a cell of its own: `Ekskl. moms`."""
    taxed = next((other for other in hits if other.field == "tax" and other.start == hit.end), None)
    words = row.cell_of(row.words[hit.start]).words
    if taxed is None or words[0] is not row.words[hit.start] or words[-1] is not row.words[taxed.end - 1]:
        return None
    return Hit("net", 2, hit.start, taxed.end, hit.box, hit.language, " ".join(word.text for word in words))


def _with_bracket(row: Row, hit: Hit, hits: Sequence[Hit]) -> Hit:
    """Return the label of a sum with what stands in brackets behind it, `(of it VAT)`: no label of its own, whatever a scan made of its words."""
    bracket = hit.end
    while bracket < len(row.words) - 1 and row.words[bracket].text.lower() in SYMBOLS:
        bracket += 1  # `Faktura i alt, kr. (fritaget for moms)`
    taxed = next((other for other in hits if other.field == "tax" and 0 <= other.start - bracket <= IN_BRACKETS), None)
    if taxed is None or row.words[bracket].text[0] not in "([{":
        return hit
    behind = range(taxed.end, min(taxed.end + IN_BRACKETS, len(row.words)) + 1)
    closed = next((end for end in behind if row.words[end - 1].text[-1] in ")]}"), None)
    if closed is None:
        return hit
    text = " ".join(word.text for word in row.words[hit.start : closed])
    return Hit(hit.field, hit.rank, hit.start, closed, hit.box, hit.language, text)


def shadowed(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Say whether a label lies inside one of another sort (`Total hours`)."""
    return any(other.field == "other" and other.start <= hit.start < other.end for other in hits)


def opens_cell(row: Row, hit: Hit) -> bool:
    """Say whether the label begins its cell, stands after small words (`Less`, `plus`), or right after the row's first amount."""
    first = row.words[hit.start]
    for cell in row.cells:
        if first in cell.words:
            before = cell.words[: cell.words.index(first)]
            small = len(before) == 1 and normalise(before[0].text) in BEFORE_SUMS
            if hit.field in _AFTER_A_WORD and len(before) == 1 and not small and not _amount_like(before[0].text):
                return hit.field == "tax" or normalise(hit.text) in GROSS_OR_NET
            # What a label before it names ends with its amount: `MwSt 19 %: 31,41 €  Netto: 165,34 €`.
            ended = before and (before[-1].text.lower() in SYMBOLS or _AMOUNT.match(before[-1].text))
            return bool(ended) or all(normalise(word.text) in BEFORE_SUMS or _amount_like(word.text) for word in before)
    return False


def is_all_but_few_words(row: Row, hit: Hit) -> bool:
    """Say whether the label of what is to be paid ends its cell and a word or two stand before it: `Balance now due`, `Rest til betaling`."""
    words = row.cell_of(row.words[hit.start]).words
    return words[-1] is row.words[hit.end - 1] and _few_words_before(row, hit)


def is_named_share(view: View, row: Row, hit: Hit) -> bool:
    """Say whether a row is a word or two, the label of what is to be paid and its only amount, close behind each other.

    `Kommunens part til betaling: 900,00 kr.` may name a part of what is billed, so that it is never sure.
    """
    numbers = view.numbers[row.index]
    alone = len(numbers) == 1 and numbers[0].is_money and numbers[0].start == hit.end and len(row.words) <= numbers[0].end + 1
    return alone and len(row.cells) == 1 and _few_words_before(row, hit)


def _few_words_before(row: Row, hit: Hit) -> bool:
    words = row.cell_of(row.words[hit.start]).words
    before = words[: words.index(row.words[hit.start])]
    return hit.field == "payable" and len(before) <= WORDS_BEFORE_PAYABLE and all(word.text.isalpha() for word in before)


def is_of_a_day(view: View, row: Row, hit: Hit) -> bool:
    """Say whether a label of what is to be paid labels the day beside it, as `Betales  08-07-2026` does: no sum under it is its own."""
    days = any(other.field == "due" and other.start == hit.start for other in view.hits[row.index])
    beside = row.words[hit.end].text if hit.end < len(row.words) else ""
    return (
        days
        and beside[:1].isdigit()
        and not any(number.start == hit.end and number.is_money for number in view.numbers[row.index])
    )


def sums_up(view: View, row: Row, hit: Hit) -> bool:
    """Say whether the word for a total, or for one without tax, ends right before the only number of a row, behind a word or two of what it sums."""
    numbers = view.numbers[row.index]
    before = row.words[: hit.start]
    alone = len(numbers) == 1 and numbers[0].is_money and numbers[0].start == hit.end
    return (
        hit.field in {"total", "net"}
        and alone
        and len(before) <= WORDS_BEFORE_PAYABLE
        and all(word.text.isalpha() for word in before)
    )


def of_somebody(view: View, row: Row, hit: Hit, table: Collection[int]) -> bool:
    """Say whether a total names whose it is, as a row of the table above does: `I alt Ida Holm  3.000,00` under `080236-4210 Ida Holm`.

    Where no other sum follows it is the whole all the same.
    """
    numbers = view.numbers[row.index]
    if hit.field != "total" or not table or len(numbers) != 1:
        return False
    later = any(other.field in {"total", "payable"} for below in view.rows[row.index + 1 :] for other in view.hits[below.index])
    if not later or numbers[0].start - hit.end < WORDS_OF_NAME:
        return later and one_of_many(view, row)
    named = row.words[hit.end : numbers[0].start]
    if not all(word.text[0].isupper() and word.text.strip(".,'-:").replace("-", "").isalpha() for word in named):
        return False
    name = " ".join(word.text.strip(",:") for word in named)
    return any(name in other.text for other in view.rows[min(table) : row.index])


def one_of_many(view: View, row: Row) -> bool:
    """Whether the word for a total goes on with other words here than on another row: each is the sum of one person or section."""
    here = _summed_of(view, row)
    return here is not None and any(
        there is not None and there[0] == here[0] and there[1] != here[1]
        for there in (_summed_of(view, other) for other in view.rows)
    )


def _summed_of(view: View, row: Row) -> tuple[str, str] | None:
    """Return the word for a total that begins a row, and the words behind it that say what it is the total of."""
    numbers = view.numbers[row.index]
    hit = (
        next((hit for hit in view.hits[row.index] if hit.field == "total" and hit.start == 0), None)
        if len(numbers) == 1
        else None
    )
    if hit is None:
        return None
    words = row.words[hit.end : numbers[0].start]
    named = words and words[0].text.isalpha() and words[0].text.lower() not in SYMBOLS
    labelled = any(other.start >= hit.end for other in view.hits[row.index])
    return (hit.text, " ".join(word.text for word in words)) if named and not labelled else None


def _amount_like(text: str) -> bool:
    return text[:1].isdigit() or text.lower() in SYMBOLS


def is_journey(row: Row, hits: Sequence[Hit], numbers: Sequence[Number]) -> bool:
    """Whether the word that may carry a sum forward says that somebody was driven: `Transport til Solrup, fast pris  260,00`, not `Transport fra side 1`."""
    hit = next((each for each in hits if each.field == "carried" and each.text.lower() == "transport"), None)
    words = [word.text.lower() for word in row.words[hit.end : numbers[0].start]] if hit and numbers else []
    return len(words) >= LEAST_OF_JOURNEY and not _OF_PAGES.intersection(words)


def is_strip_of_sums(view: View, row: Row) -> bool:
    """Whether a row holds nothing but the labels of sums, which stand below: `Varebeløb | Momsgrundlag | Moms 25 % | Total DKK`, `VAT rate | Net | VAT`."""
    if any(not number.percent for number in view.numbers[row.index]):
        return False
    labelled = {row.words[hit.start] for hit in qualified(view, row) if hit.field in SUMS_OF_STRIP}
    if len(row.cells) < 2 or not labelled:
        return False
    if any(cell.words[0] not in labelled for cell in row.cells):
        headings = find_labels(row, view.vocabulary.columns)
        labelled |= {row.words[hit.start] for hit in headings if hit.field in {"tax_rate", "summary"}}
    return all(cell.words[0] in labelled for cell in row.cells)
