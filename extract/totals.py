"""The sums of a document: net, tax, total, payable and what was prepaid.

Each is taken from its own label. Among several candidates those are chosen that make the printed sums agree; nothing is
computed that is not printed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.agreement import agree
from extract.candidates import Candidate
from extract.confidence import label_feature
from extract.factors import find_factors, multiplies
from extract.hearing import note
from extract.labelled import led_by_another
from extract.layout import Row
from extract.memory.recall import Recalled, heard
from extract.numbers import Number
from extract.sum_labels import (
    is_all_but_few_words,
    is_named_share,
    is_of_a_day,
    is_strip_of_sums,
    of_somebody,
    opens_cell,
    qualified,
    shadowed,
    sums_up,
)
from extract.view import View
from extract.vocabulary import Hit

SUMS = ("net", "tax", "total", "payable", "prepaid", "subtotal", "balance")
#: Labels of numbers that are no sums.
_NUMBERED = frozenset(
    {
        "account_no",
        "sort_code",
        "reg_no",
        "bank_pair",
        "iban",
        "order_reference",
        "registration",
        "vat_number",
        "buyer_vat",
        "buyer_gln",
        "person",
    }
)
#: A whole number without a sign of money is a sum below this, and with fewer figures than these where nothing parts them.
MOST_BARE, LONG_NUMBER = 10**9, 8
#: So many words between two amounts are those of a sentence.
WORDS_OF_SENTENCE = 4
#: So many rows under a label are looked at for its amount.
ROWS_BELOW = 4
#: A table of tax has a head and so many rows of rates at the most.
ROWS_OF_RATES = 6
#: So many amounts under each other are a list, where the last is not the greatest.
LEAST_OF_LIST = 3
#: A whole number up to this behind `Net` counts days: `Net 30`.
DAYS_OF_TERMS = 120
#: So many words may stand between what was prepaid and its amount.
WORDS_OF_PREPAID = 5


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
    if not found["total"] and not found["payable"]:
        found["payable"].extend(_named_shares(view, skip))
    if found["tax"] and not found["net"]:
        found["net"].extend(_told_behind(view, skip, found))
    found["total"] = _without_lines(view, found)
    frozen = {name: _ranked(group) for name, group in found.items()}
    for group in frozen.values():
        note(group)
    chosen, closes = agree(frozen)
    rows = frozenset(candidate.row for group in frozen.values() for candidate in group)
    return Totals(chosen, frozen, rows, closes)


def _without_lines(view: View, found: Mapping[str, Sequence[Candidate[Decimal]]]) -> list[Candidate[Decimal]]:
    """Return the totals without those that only say what a quantity and its price beside them come to, where more is to be paid.

    `Der afregnes for 4 døgn á kr. 1.265,00, i alt kr. 5.060,00` over `Til udbetaling: kr. 5.438,24`.
    """
    most = max((each.value for each in found["payable"]), default=None)
    rows = {row.index: row for row in view.rows}
    return [
        each
        for each in found["total"]
        if most is None or each.value >= most or not _is_product(view, rows[each.row], each.value)
    ]


def _is_product(view: View, row: Row, value: Decimal) -> bool:
    """Whether two numbers before an amount, in a row of running text, make it."""
    amount = next((number for number in view.numbers[row.index] if number.value == value), None)
    return (
        amount is not None
        and len(row.cells) == 1
        and find_factors([each for each in view.numbers[row.index] if each.end <= amount.start], amount) is not None
    )


def _named_shares(view: View, skip: frozenset[int]) -> Iterator[Candidate[Decimal]]:
    """Yield what is to be paid behind a word or two that may name a part of what is billed; it counts where no other sum is printed."""
    for row in view.rows:
        for hit in qualified(view, row) if row.index not in skip else ():
            if is_named_share(view, row, hit):
                yield _candidate(view, hit, view.numbers[row.index][0], row, "right").with_features("ambiguous")


def _told_behind(
    view: View, skip: frozenset[int], found: Mapping[str, Sequence[Candidate[Decimal]]]
) -> Iterator[Candidate[Decimal]]:
    """Yield what is said to be without tax behind its amount, `= 1.500,00 kr. ekskl. moms`, where with a printed tax it makes a printed total."""
    wholes = {
        whole.value - tax.value for name in ("total", "payable") for whole in found[name] for tax in found["tax"] if tax.value
    }
    for row in view.rows if wholes else ():
        for hit in view.hits[row.index]:
            if hit.field != "without" or row.index in skip:
                continue
            taxed = any(other.field == "tax" and 0 <= other.start - hit.end <= 1 for other in view.hits[row.index])
            number = next((each for each in view.numbers[row.index] if 0 <= hit.start - each.end <= 1 and each.is_money), None)
            if taxed and number and number.value in wholes:
                source = view.place(number.text, number.box, row.page)
                told = ("unlabelled", "right", "shape-strict")
                yield Candidate("net", number.value, source, told, number.confidence, row.index, hit.text)


def with_memory(totals: Totals, recalled: Recalled, *, checked: bool) -> Totals:
    """Hear what supplier memory recalls of the sums.

    Where the sums agree with each other, or the lines with them (`checked`), memory only adds what was not found.
    """
    if not any(name in recalled for name in SUMS):
        return totals
    group = {name: _ranked(heard(found, recalled.get(name, ()))) for name, found in totals.all.items()}
    chosen, closes = agree(group)
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
            opens_cell(row, hit)
            or is_all_but_few_words(row, hit)
            or any(other.end == hit.start and opens_cell(row, other) for other in hits if other.field in SUMS)
        )
        part = not opens and sums_up(view, row, hit)
        if part:
            # `Ophold i alt  87.828,00`: what these words sum may be less than everything. Without tax it is the net where tax makes the whole of it.
            hit, opens = replace(hit, field="net" if hit.field == "net" else "subtotal"), True  # noqa: PLW2901
        elif opens and of_somebody(view, row, hit, skip):
            hit = replace(hit, field="subtotal")  # noqa: PLW2901
        if hit.field == "other" or not opens or shadowed(hit, view.hits[row.index]) or _of_terms(view, row, hit):
            continue
        # `Total HT après remise  918,17`: a word inside the label that names another sum elsewhere does not end it.
        following = min(
            (
                other.start
                for other in hits
                if (other.start > hit.end or (other.start == hit.end and other.field not in SUMS))
                and (hit.field == "tax" or other.field != "other" or opens_cell(row, other))
                and not row.words[other.start].text.startswith("(")
            ),
            default=len(row.words),
        )
        number, place = _amount_right(view, row, hit, following) or _amount_before(view, row, hit), "right"
        if number is None:
            beside = _amount_in_larger_print(view, row, hit)
            of_day = is_of_a_day(view, row, hit)
            found = beside or (None if of_day else _amount_below(view, row, hit, skip) or _amount_in_slot(view, row, hit, skip))
            if found is None:
                continue
            number, target = found
            place = "right" if beside else "below"
        else:
            target = row
        if target is row and _is_anothers(view, row, hit, number):
            continue
        found_here = _candidate(view, hit, number, target, place)
        unclear = target is row and (
            (part and hit.field == "net") or (hit.field in {"total", "payable"} and _one_of_several(view, row, hit, number))
        )
        parts = list(_in_two_columns(view, row, hit)) if hit.field in {"total", "subtotal"} and target is row else []
        if parts:
            result.extend(parts)
            continue
        result.append(found_here.with_features("ambiguous") if unclear else found_here)
        if hit.field == "total" and target is row:
            result.extend(_in_three_columns(view, row, hit, number))
    return result


def _one_of_several(view: View, row: Row, hit: Hit, number: Number) -> bool:
    """Whether a row sums more columns than one, and nothing says that the last is what the others come to: `Totals  13.25  209.35  39.15`."""
    others = [
        each.value for each in view.numbers[row.index] if each.is_money and hit.end <= each.start and each.end <= number.start
    ]
    pairs = list(itertools.combinations(others, 2))
    explained = number.value in {sum(others), *map(sum, pairs)} or any(multiplies(*pair, number.value) for pair in pairs)
    return len(others) > 1 and not explained


def _is_anothers(view: View, row: Row, hit: Hit, number: Number) -> bool:
    """Whether the amount behind a label is not what it sums.

    `Paid Relevant Person Rep.  4.25 h at 41.00 = 174.25` is a line, `less paid on 3 May  500.00` is not. `VAT: 5% on 180.00 = 9.00, 20% on`
    over `64.00 = 12.80` gives the tax of one rate, and another's follows.
    """
    if hit.field == "prepaid":
        return number.start - hit.end > WORDS_OF_PREPAID
    return hit.field == "tax" and any(each.percent and each.start >= number.end for each in view.numbers[row.index])


def _of_terms(view: View, row: Row, hit: Hit) -> bool:
    """Whether a whole number of days stands right behind `Net` and ends its cell: `Terms: Net 14` says when, and not how much."""
    behind = next((number for number in view.numbers[row.index] if number.start == hit.end), None)
    if hit.field != "net" or behind is None or behind.is_money or behind.places or not 0 < behind.value <= DAYS_OF_TERMS:
        return False
    words = row.cell_of(row.words[hit.start]).words
    return words[-1] is row.words[behind.end - 1]


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


def _in_two_columns(view: View, row: Row, hit: Hit) -> Iterator[Candidate[Decimal]]:
    """Yield net and tax where the row that sums a table of tax has both: two amounts that make one printed below."""
    money = [number for number in view.numbers[row.index] if number.start >= hit.end and not number.percent]
    above = view.rows[max(0, row.index - ROWS_OF_RATES) : row.index]
    headed = any(_heads_tax(view, other, money[-1]) for other in above) if money else False
    if not headed or len(money) != 2 or not all(each.is_money and each.places == 2 and each.value for each in money):
        return
    whole = money[0].value + money[1].value
    if any(number.value == whole for below in view.rows[row.index + 1 :] for number in view.numbers[below.index]):
        for field, number in zip(("net", "tax"), money, strict=True):
            yield replace(_candidate(view, hit, number, row, "right"), field=field)


def _heads_tax(view: View, row: Row, tax: Number) -> bool:
    """Whether a row heads a table of tax: with the words for net and tax, or with that for tax over an amount, `Goods | VAT`."""
    if {"net", "tax"} <= {each.field for each in view.hits[row.index]}:
        return True
    over = [
        each
        for each in view.hits[row.index]
        if each.field == "tax" and each.box.left < tax.box.right and each.box.right > tax.box.left
    ]
    return bool(over) and len(row.cells) > 1 and not any(number.is_money for number in view.numbers[row.index])


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
    # A bare whole number is a sum only when it ends the row: `Steuerbetrag in EUR  0`, `I alt 67.290`; behind `Account` it is none, nor
    # are as many figures as a company's number has without a mark among them.
    last = inside[-1] if inside and not any(each.field in _NUMBERED for each in view.hits[row.index]) else None
    if last is None or last.end < len(row.words) or len(inside) > 1 or abs(last.value) >= MOST_BARE:
        return None
    return None if last.text.isdigit() and len(last.text) >= LONG_NUMBER else last


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
    """Return the last amount in the column under the label, down to the first row without one; a longer column is a list, and no sum, and so is one that ends with less."""
    found: list[tuple[Number, Row]] = []
    for place, below in enumerate(view.next_rows(row, ROWS_BELOW + 1)):
        if below.index in skip or below.box.top - row.box.bottom > 6 * row.height:
            break
        under = [
            number
            for number in view.numbers[below.index]
            if number.is_money and number.box.left < hit.box.right + 6 and number.box.right > hit.box.left - 6
            if not led_by_another(view, below, hit, below.cell_of(below.words[number.start]).words, below.words[number.start])
        ]
        if under and place == ROWS_BELOW:
            return None
        if under:
            found.append((under[0], below))
        elif found:
            break
    sizes = [abs(number.value) for number, _ in found]
    return found[-1] if found and (len(found) < LEAST_OF_LIST or sizes[-1] == max(sizes)) else None


def _amount_in_slot(view: View, row: Row, hit: Hit, skip: frozenset[int]) -> tuple[Number, Row] | None:
    """Return the amount on the row under a label where each label of a strip is set left and each amount right in a box of its own."""
    below, after = [*view.next_rows(row, 2), None, None][:2]
    if (
        below is None
        or below.index in skip
        or below.box.top - row.box.bottom > 2 * row.height
        or not is_strip_of_sums(view, row)
    ):
        return None
    edges = [cell.box.left for cell in row.cells]
    slots = [sum(edge <= cell.box.left for edge in edges) - 1 for cell in below.cells]
    money = [number for number in view.numbers[below.index] if number.is_money]
    listed = (
        after is not None and len(view.numbers[after.index]) >= len(money) and after.box.top - below.box.bottom < below.height
    )
    if slots != list(range(len(edges))) or len(money) != len(edges) or listed:
        return None
    return money[edges.index(row.cell_of(row.words[hit.start]).box.left)], below


def _candidate(view: View, hit: Hit, number: Number, row: Row, place: str) -> Candidate[Decimal]:
    features = [label_feature(hit.rank), place]
    if number.is_money:
        features.append("shape-strict")
    if not number.certain and not view.comma_shown:
        features.append("ambiguous")
    source = view.place(number.text, number.box, row.page)
    return Candidate(hit.field, number.value, source, tuple(features), number.confidence, row.index, hit.text)
