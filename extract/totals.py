"""The sums of a document: net, tax, total, payable and what was prepaid.

Each is taken from its own label. Among several candidates those are chosen that make the printed sums agree; nothing is
computed that is not printed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.candidates import Candidate
from extract.confidence import label_feature
from extract.hearing import note
from extract.layout import Row
from extract.memory.recall import Recalled, heard
from extract.numbers import SYMBOLS, Number
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import Hit

SUMS = ("net", "tax", "total", "payable", "prepaid", "subtotal", "balance")
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
#: Labels of accounts, which are whole numbers too.
_ACCOUNTS = frozenset({"account_no", "sort_code", "reg_no", "bank_pair", "iban", "order_reference"})
_AFTER_A_WORD = frozenset({"tax", "net", "total"})
MAX_PER_FIELD = 5
#: Small words that speak of tax only where its word follows: `beløb før moms`, and not `Amount due for the term`.
SMALL_WORDS = frozenset({"for", "med", "with", "ex"})
#: So many words between two amounts are those of a sentence.
WORDS_OF_SENTENCE = 4
#: So many words may stand before the label of what is to be paid, `Balance now due`.
WORDS_BEFORE_PAYABLE = 2
#: So many words may stand before the word for tax in the brackets behind a label, `(exempt from VAT)`, and between what was prepaid and its amount.
IN_BRACKETS, WORDS_OF_PREPAID = 3, 5
CENT = Decimal("0.01")
#: Rounding of tax line by line leaves differences of a few minor units.
TOLERANCE = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Totals:
    """What was chosen for each sum, and every amount that stands beside a label of sums."""

    chosen: Mapping[str, Candidate[Decimal]]
    all: Mapping[str, tuple[Candidate[Decimal], ...]]
    #: Rows that hold sums: no line of the invoice is among them.
    rows: frozenset[int]
    #: Whether net and tax make the total as printed; None when they are not all there.
    closes: bool | None

    def value(self, name: str) -> Decimal | None:
        """Return the chosen value of a sum."""
        found = self.chosen.get(name)
        return found.value if found else None


def find_totals(view: View, skip: frozenset[int] = frozenset(), unlabelled: Sequence[tuple[Row, Number]] = ()) -> Totals:
    """Find the sums. `skip` are rows that are known to be lines of the table or its header; `unlabelled` are sums of lines without a label."""
    found: dict[str, list[Candidate[Decimal]]] = {name: [] for name in SUMS}
    for row, number in unlabelled:
        source = view.place(number.text, number.box, row.page)
        told = ("unlabelled", "right", "shape-strict", "sums")
        found["subtotal"].append(Candidate("subtotal", number.value, source, told, number.confidence, row.index))
    for row in view.rows:
        if row.index in skip:
            continue
        for candidate in _on_row(view, row, skip):
            found[candidate.field].append(candidate)
    frozen = {name: _ranked(group) for name, group in found.items()}
    for group in frozen.values():
        note(group)
    chosen, closes = _agree(frozen)
    rows = frozenset(candidate.row for group in frozen.values() for candidate in group)
    return Totals(chosen, frozen, rows, closes)


def with_memory(totals: Totals, recalled: Recalled, *, checked: bool) -> Totals:
    """Hear what supplier memory recalls of the sums.

    Where the sums agree with each other, or the lines with them (`checked`), memory only adds what was not found.
    """
    if not any(name in recalled for name in SUMS):
        return totals
    group = {name: _ranked(heard(found, recalled.get(name, ()))) for name, found in totals.all.items()}
    chosen, closes = _agree(group)
    if checked or totals.closes is True:
        chosen, closes = {**chosen, **totals.chosen}, totals.closes
    return Totals(chosen, group, totals.rows, closes)


def _ranked(group: Sequence[Candidate[Decimal]]) -> tuple[Candidate[Decimal], ...]:
    """Best first; of equals the later one, as sums stand at the end."""
    return tuple(sorted(group, key=lambda each: (-each.score, -each.row)))


def _on_row(view: View, row: Row, skip: frozenset[int]) -> list[Candidate[Decimal]]:
    hits = [hit for hit in qualified(view, row) if hit.field in SUMS or hit.field == "other"]
    result: list[Candidate[Decimal]] = []
    for hit in hits:
        opens = (
            _begins_cell(row, hit)
            or _is_all_but_few_words(row, hit)
            or any(other.end == hit.start and _begins_cell(row, other) for other in hits if other.field in SUMS)
        )
        if not opens and _sums_up(view, row, hit):
            # `Ophold i alt  87.828,00`: what these words sum may be less than everything.
            hit, opens = replace(hit, field="subtotal"), True  # noqa: PLW2901
        if hit.field == "other" or not opens or _shadowed(hit, view.hits[row.index]):
            continue
        # `Total HT après remise  918,17`: a word inside the label that names another sum elsewhere does not end it.
        following = min(
            (
                other.start
                for other in hits
                if (other.start > hit.end or (other.start == hit.end and other.field not in SUMS))
                and (hit.field == "tax" or other.field != "other" or _begins_cell(row, other))
                and not row.words[other.start].text.startswith("(")
            ),
            default=len(row.words),
        )
        number, place = _amount_right(view, row, hit, following) or _amount_before(view, row, hit), "right"
        if number is None:
            beside = _amount_in_larger_print(view, row, hit)
            found = beside or _amount_below(view, row, hit, skip)
            if found is None:
                continue
            number, target = found
            place = "right" if beside else "below"
        else:
            target = row
        # `Paid Relevant Person Rep.  4.25 h at 41.00 = 174.25` is a line, `less paid on 3 May  500.00` is not.
        if hit.field == "prepaid" and target is row and number.start - hit.end > WORDS_OF_PREPAID:
            continue
        result.append(_candidate(view, hit, number, target, place))
        if hit.field == "total" and target is row:
            result.extend(_in_three_columns(view, row, hit, number))
    return result


def _in_three_columns(view: View, row: Row, hit: Hit, total: Number) -> Iterator[Candidate[Decimal]]:
    """Yield net and tax where the row of a total has them in their own columns: three amounts, the first two of which make the last."""
    money = [number for number in view.numbers[row.index] if number.start >= hit.end and not number.percent]
    if (
        len(money) == 3
        and all(each.is_money for each in money)
        and money[2] is total
        and money[0].value + money[1].value == total.value
    ):
        for field, number in zip(("net", "tax"), money, strict=False):
            yield replace(_candidate(view, hit, number, row, "right"), field=field)


def qualified(view: View, row: Row) -> list[Hit]:
    """Return the labels of a row, with `Total incl. VAT` and `Sum excluding tax` read as one label each."""
    hits = list(view.hits[row.index])
    result: list[Hit] = []
    for hit in hits:
        if any(other.start <= hit.start < other.end and other.text != hit.text for other in result):
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


def _with_bracket(row: Row, hit: Hit, hits: Sequence[Hit]) -> Hit:
    """Return the label of a sum with what stands in brackets behind it, `(of it VAT)`: no label of its own, whatever a scan made of its words."""
    taxed = next((other for other in hits if other.field == "tax" and 0 <= other.start - hit.end <= IN_BRACKETS), None)
    if taxed is None or row.words[hit.end].text[0] not in "([{":
        return hit
    behind = range(taxed.end, min(taxed.end + IN_BRACKETS, len(row.words)) + 1)
    closed = next((end for end in behind if row.words[end - 1].text[-1] in ")]}"), None)
    if closed is None:
        return hit
    text = " ".join(word.text for word in row.words[hit.start : closed])
    return Hit(hit.field, hit.rank, hit.start, closed, hit.box, hit.language, text)


def _shadowed(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Say whether a label lies inside one of another sort (`Total hours`)."""
    return any(other.field == "other" and other.start <= hit.start < other.end for other in hits)


def _begins_cell(row: Row, hit: Hit) -> bool:
    """Whether the label begins its cell, stands after small words (`Less`, `plus`), or right after the row's first amount."""
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


def _is_all_but_few_words(row: Row, hit: Hit) -> bool:
    """Whether the label of what is to be paid ends its cell and a word or two stand before it: `Balance now due`, `Rest til betaling`."""
    if hit.field != "payable":
        return False
    words = row.cell_of(row.words[hit.start]).words
    before = words[: words.index(row.words[hit.start])]
    ends = words[-1] is row.words[hit.end - 1]
    return ends and len(before) <= WORDS_BEFORE_PAYABLE and all(word.text.isalpha() for word in before)


def _sums_up(view: View, row: Row, hit: Hit) -> bool:
    """Whether the word for a total ends right before the only number of a row, behind a word or two of what it sums."""
    numbers = view.numbers[row.index]
    before = row.words[: hit.start]
    alone = len(numbers) == 1 and numbers[0].is_money and numbers[0].start == hit.end
    return (
        hit.field == "total" and alone and len(before) <= WORDS_BEFORE_PAYABLE and all(word.text.isalpha() for word in before)
    )


def _amount_like(text: str) -> bool:
    return text[:1].isdigit() or text.lower() in SYMBOLS


def _amount_right(view: View, row: Row, hit: Hit, until: int) -> Number | None:
    """Return the last amount between the label and the next one: rates and bases stand before the sum itself."""
    inside = [
        number
        for number in view.numbers[row.index]
        if hit.end <= number.start < until and not number.percent and (number.is_money or number.places == 0)
    ]
    money = [number for number in inside if number.is_money]
    if money:
        return _before_the_next_sentence(row, money)
    # A bare whole number is a sum only when it ends the row: `Steuerbetrag in EUR  0`, `I alt 67.290`; behind `Account` it is none.
    last = inside[-1] if inside and not any(each.field in _ACCOUNTS for each in view.hits[row.index]) else None
    return last if last and last.end >= len(row.words) and len(inside) == 1 and abs(last.value) < 10**9 else None


def _before_the_next_sentence(row: Row, money: Sequence[Number]) -> Number:
    """Return the last of several amounts behind a label; where words of a sentence part two of them, what follows is another matter.

    `i alt 35.700,00 kr. Hertil kommer udlæg til testmaterialer på 1.240,00 kr.`
    """
    for number, following in itertools.pairwise(money):
        if sum(word.text.isalpha() for word in row.words[number.end : following.start]) >= WORDS_OF_SENTENCE:
            return number
    return money[-1]


def _amount_in_larger_print(view: View, row: Row, hit: Hit) -> tuple[Number, Row] | None:
    """Return the amount beside a label whose print is so much larger that it stands on another row: `BALANCE DUE  £971.50`."""
    for place in (row.index - 1, row.index + 1):
        other = view.rows[place] if 0 <= place < len(view.rows) else row
        for number in view.numbers[other.index] if other.page == row.page and other is not row else ():
            beside = number.box.top < hit.box.middle < number.box.bottom and number.box.left > hit.box.right
            between = [word for word in row.words[hit.end :] if word.box.left < number.box.left]
            if number.is_money and beside and not between:
                return number, other
    return None


def _amount_before(view: View, row: Row, hit: Hit) -> Number | None:
    """Return the amount that begins a row and is followed by its label: `9,065.60 total, GBP`."""
    numbers = view.numbers[row.index]
    if not numbers or numbers[0].start > 1 or not numbers[0].is_money or len(numbers) > 1:
        return None
    # The currency between them may be counted as the number's last word or as the label's first.
    return numbers[0] if numbers[0].end - 1 <= hit.start <= numbers[0].end + 3 else None


def _amount_below(view: View, row: Row, hit: Hit, skip: frozenset[int]) -> tuple[Number, Row] | None:
    """Return the last amount in the column under the label, down to the first row without one."""
    best: tuple[Number, Row] | None = None
    for below in view.next_rows(row, 4):
        if below.index in skip or below.box.top - row.box.bottom > 6 * row.height:
            break
        under = [
            number
            for number in view.numbers[below.index]
            if number.is_money and number.box.left < hit.box.right + 6 and number.box.right > hit.box.left - 6
        ]
        if under:
            best = (under[0], below)
        elif best:
            break
    return best


def _candidate(view: View, hit: Hit, number: Number, row: Row, place: str) -> Candidate[Decimal]:
    features = [label_feature(hit.rank), place]
    if number.is_money:
        features.append("shape-strict")
    if not number.certain and not view.comma_shown:
        features.append("ambiguous")
    source = view.place(number.text, number.box, row.page)
    return Candidate(hit.field, number.value, source, tuple(features), number.confidence, row.index, hit.text)


def _agree(found: Mapping[str, tuple[Candidate[Decimal], ...]]) -> tuple[dict[str, Candidate[Decimal]], bool | None]:
    """Choose one candidate for each sum so that the printed sums agree."""
    if not found["net"] and found["tax"]:
        found = {**found, "net": tuple(_as(each, "net") for each in (*found["subtotal"], *_before_tax(found)))}
    elif not found["net"]:
        # Where no tax is printed, a sub-total that is the whole is what it comes to before tax.
        whole = {each.value for name in ("total", "payable") for each in found[name]}
        found = {**found, "net": tuple(_as(each, "net") for each in found["subtotal"] if each.value in whole)}
    if not found["total"] and found["prepaid"] and found["payable"]:
        paid = abs(found["prepaid"][0].value)
        left = {each.value for each in found["payable"]}
        found = {**found, "total": tuple(_as(each, "total") for each in found["subtotal"] if each.value - paid in left)}
    if found["balance"]:
        # `Total balance now due`: what an earlier bill left unpaid is in it.
        owing = {each.row for each in found["payable"]}
        found = {**found, "total": tuple(each for each in found["total"] if each.row not in owing)}
    options: list[list[Candidate[Decimal] | None]] = [
        [*_distinct(found[name])[:MAX_PER_FIELD], None] for name in ("net", "tax", "total", "payable")
    ]
    best: tuple[float, tuple[Candidate[Decimal] | None, ...], bool | None] | None = None
    prepaid = found["prepaid"][0] if found["prepaid"] else None
    taxes = _tax_parts(found["tax"])
    for pick in itertools.product(*options):
        worth, closes = _worth(pick, prepaid, taxes)
        if best is None or worth > best[0]:
            best = (worth, pick, closes)
    if best is None:
        return {}, None
    _, pick, closes = best
    owed = bool(found["balance"])
    chosen = {each.field: _heard(each, closes) for each in pick if each is not None}
    if prepaid is not None:
        chosen["prepaid"] = prepaid
    return (chosen if owed else _share(chosen, prepaid)), closes


def _before_tax(found: Mapping[str, tuple[Candidate[Decimal], ...]]) -> Iterator[Candidate[Decimal]]:
    """Yield what is called a sum but makes, with a printed tax, what is to be paid: `Summe der Beträge 44,05` is the net."""
    for total in found["total"]:
        if any(total.value + tax.value == whole.value for tax in found["tax"] for whole in found["payable"] if tax.value):
            yield total


def _distinct(group: Sequence[Candidate[Decimal]]) -> list[Candidate[Decimal]]:
    result: list[Candidate[Decimal]] = []
    for each in group:
        if all(each.value != other.value for other in result):
            result.append(each)
    return result


def _tax_parts(group: Sequence[Candidate[Decimal]]) -> Decimal | None:
    """Return the sum of tax that is printed rate by rate on several rows."""
    rows = {each.row: each.value for each in group}
    return sum(rows.values(), Decimal(0)) if len(rows) > 1 else None


def _worth(
    pick: Sequence[Candidate[Decimal] | None], prepaid: Candidate[Decimal] | None, taxes: Decimal | None
) -> tuple[float, bool | None]:
    net, tax, total, payable = pick
    worth = sum(each.score if each else 0.35 for each in pick)
    closes: bool | None = None
    whole = total or payable
    if net and whole and (tax or taxes is not None):
        sums = [net.value + each for each in ((tax.value if tax else None), taxes) if each is not None]
        closes = any(abs(each - whole.value) <= TOLERANCE for each in sums)
        exact = tax is not None and abs(net.value + tax.value - whole.value) <= TOLERANCE
        worth += 2.0 if exact else 1.2 if closes else -1.0
        if tax is not None and not exact and closes:
            worth -= 0.9
    elif net and whole and net.value == whole.value:
        worth += 0.2
    elif net and whole and tax is None and net.value > whole.value:
        worth -= 0.5
    if total and payable:
        left = total.value - (abs(prepaid.value) if prepaid else 0)
        worth += 0.8 if payable.value in {left, total.value} else -0.4
    if len({each.label for each in pick if each and each.row >= 0}) < sum(1 for each in pick if each):
        worth -= 0.1
    return worth, closes


def _heard(candidate: Candidate[Decimal], closes: bool | None) -> Candidate[Decimal]:
    if closes is None or candidate.field == "payable":
        return candidate
    return candidate.with_features("closes" if closes else "fails")


def _share(chosen: dict[str, Candidate[Decimal]], prepaid: Candidate[Decimal] | None) -> dict[str, Candidate[Decimal]]:
    """One printed sum at the end is both the total and what is to be paid, unless something was paid before."""
    total, payable = chosen.get("total"), chosen.get("payable")
    nothing_prepaid = prepaid is None or prepaid.value == 0
    if total and not payable and nothing_prepaid:
        chosen["payable"] = _as(total, "payable")
    elif payable and not total and nothing_prepaid:
        chosen["total"] = _as(payable, "total")
    elif total and payable and (total.value == payable.value or not nothing_prepaid):
        left = total.value - (abs(prepaid.value) if prepaid else Decimal(0))
        if payable.value == left:
            chosen["payable"] = payable.with_features("closes-partly")
            chosen["total"] = total.with_features("closes-partly")
    return chosen


def _as(candidate: Candidate[Decimal], name: str) -> Candidate[Decimal]:
    return Candidate(
        name,
        candidate.value,
        candidate.source,
        (*candidate.features, "shared"),
        candidate.engine,
        candidate.row,
        candidate.label,
    )
