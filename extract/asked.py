"""What sentences ask for, where no label names a sum: `i alt 6.850,00 kr.`, `that makes £473.00 in all`. It is shown and never sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extract.candidates import Candidate
from extract.layout import Row
from extract.numbers import Number
from extract.paragraphs import is_sentence, paragraph
from extract.unitprice import CURRENCY, is_unit_price, says_for_one
from extract.view import View

_MARK = rf"\s*:?\s*{CURRENCY}?\s*$"
#: What says that an amount is everything: before it, and behind it.
_WHOLE_BEFORE = re.compile(
    r"(?<![^\W\d_])(?:i\s?alt|tilsammen|sammenlagt|i det hele|samlet(?: (?:beløb|pris|sum|honorar|vederlag))?|altogether|all told|in (?:all|total)"
    r"|(?:grand )?total(?: (?:amount|sum|fee|cost|charge))?"
    r"|(?:amount|sum) (?:(?:that |which )?(?:we|i) (?:now )?(?:ask|need|would like)(?: (?:you|for|from you))?(?: to (?:pay|send|transfer))?|to (?:pay|send us|transfer)|payable|due))"
    rf",?(?: (?:is|was|comes to|of|på|er|udgør|bliver|af|therefore|thus|derfor|now)){{0,2}}{_MARK}",
    re.IGNORECASE,
)
_WHOLE_BEHIND = re.compile(
    rf"^\s*{CURRENCY}?,?\s*(?:(?:is|er)\s)?(?:in (?:all|total)|altogether|all told|i\s?alt|tilsammen|sammenlagt)(?![^\W\d_])",
    re.IGNORECASE,
)
#: What asks for an amount, or says that it is what something costs.
_ASKED = re.compile(
    r"(?<![^\W\d_])(?:betaling af|(?:at|bedes) (?:betale|overføre|indsætte|sende)|(?:anmoder|beder|bede) om|(?:skal|vil gerne|vil) have|(?:indsat|overført|udbetalt)"
    r"|(?:honorar|vederlag|pris|beløb|betaling|afregning)(?:et|en)?(?: (?:udgør|er|bliver|lyder på))|payment of|(?:please|kindly) (?:pay|send|transfer|remit)(?: us| me)?"
    r"|(?:to|be) (?:pay|paid|send|transfer)(?: us| me)?|(?:glad|grateful|pleased) (?:to have|for|to receive)|(?:fee|charge|cost|price|allowance)(?: \w+){0,6} (?:is|comes to|was)"
    rf"|(?:that|this|which|it) (?:makes|comes to|adds up to)|i make that|det (?:bliver|giver))(?: (?:the|a|sum|amount|of|beløbet|et|på|sums)){{0,3}}{_MARK}",
    re.IGNORECASE,
)
#: An amount that such words stand before is another's: paid already, of an earlier time, or only offered or granted.
_ANOTHERS = re.compile(
    r"(?<![^\W\d_])(?:already|previous(?:ly)?|last (?:month|time|year|term)|earlier|received|was paid|have paid|has paid|you paid|would (?:cost|be(?!\s(?:most |very )?(?:grateful|glad|pleased|happy|obliged)))|up to|budget|grant(?:ed)?|approved|deposit"
    r"|allerede|tidligere|sidste (?:måned|gang|år)|modtaget|har (?:betalt|fået)|er betalt|ville|vil koste|op til|bevil\w+|depositum|aconto|instead of|i stedet for)(?![^\W\d_])",
    re.IGNORECASE,
)
_FOR_EACH = re.compile(
    rf"^\s*{CURRENCY}?\s*(?:for (?:en|et|hver|hvert|each|one|every)|hver|each|i timen|om (?:dagen|ugen|måneden))(?![^\W\d_])",
    re.IGNORECASE,
)
_OF_TAX = re.compile(rf"(?<![^\W\d_])(?:vat|moms)(?![^\W\d_])[^.!?]{{0,24}}{_MARK}", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[^\W\d_]{3})[.!?] (?=[^\W\d_])(?![a-zæøåäöü])")
#: So far before an amount the words that lead to it may stand, and behind it.
REACH, BEHIND = 140, 40


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount in running text, with the words of its sentence before it and those behind it."""

    row: Row
    number: Number
    before: str
    behind: str

    def is_whole(self) -> bool:
        return bool(_WHOLE_BEFORE.search(self.before) or _WHOLE_BEHIND.match(self.behind))

    def is_asked(self) -> bool:
        return bool(_ASKED.search(self.before))


def asked_sum(view: View) -> Candidate[Decimal] | None:
    """Return the amount that sentences call the whole, else the only one that they ask for; None where they name two.

    What they ask for and call the price of one elsewhere may be less than the whole.
    """
    amounts = list(_amounts(view))
    group = [each for each in amounts if each.is_whole()] or [each for each in amounts if each.is_asked()]
    values = {each.number.value for each in group}
    if len(values) != 1 or (
        not group[0].is_whole() and values & {each.number.value for each in _spoken(view) if _is_of_one(view, each)}
    ):
        return None
    return _told(view, "total", group[-1])


def told_tax(view: View, whole: Candidate[Decimal]) -> dict[str, Candidate[Decimal]]:
    """Return net and tax that sentences name beside a whole, where the two make it: `£640.00. VAT at 20% adds £128.00`."""
    amounts = list(_amounts(view))
    for tax in (each for each in amounts if _OF_TAX.search(each.before)):
        rest = whole.value - tax.number.value
        net = next((each for each in amounts if each.number.value == rest and each is not tax), None)
        if net is not None and tax.number.value:
            return {"net": _told(view, "net", net), "tax": _told(view, "tax", tax)}
    return {}


def says_only_the_whole(view: View, row: Row) -> bool:
    """Whether the one amount of a row is what sentences call the whole: such a row is no line."""
    alone = sum(number.is_money for number in view.numbers[row.index]) == 1
    return alone and any(each.row is row and each.is_whole() for each in _amounts(view))


def is_anothers(view: View, row: Row, number: Number) -> bool:
    """Whether the sentence an amount stands in says that it was paid before, or is only offered or granted."""
    return any(each.number is number and _ANOTHERS.search(each.before) for each in _spoken(view, row))


def _amounts(view: View) -> Iterator[_Amount]:
    """Return the amounts of running text that are neither the price of one nor another's."""
    return (each for each in _spoken(view) if not _is_of_one(view, each) and not _ANOTHERS.search(each.before))


def _is_of_one(view: View, amount: _Amount) -> bool:
    row, number = amount.row, amount.number
    return is_unit_price(view, row, number) or says_for_one(row, number) or _FOR_EACH.match(amount.behind) is not None


def _spoken(view: View, *among: Row) -> Iterator[_Amount]:
    """Yield the amounts of running text, `among` some rows or all."""
    for row in among or view.rows:
        numbers = [each for each in view.numbers[row.index] if each.is_money and not each.percent] if is_sentence(row) else []
        rows = paragraph(view, row) if numbers else []
        place = next((place for place, each in enumerate(rows) if each is row), 0)
        above, below = (" ".join(each.text for each in part) for part in (rows[:place], rows[place + 1 :]))
        for number in numbers:
            before = " ".join((above, *(word.text for word in row.words[: number.start])))[-REACH:] + " "
            behind = " ".join((*(word.text for word in row.words[_after(row, number) :]), below))[:BEHIND]
            yield _Amount(row, number, _SENTENCES.split(before)[-1], behind)


def _after(row: Row, number: Number) -> int:
    """Return the place behind an amount; one that ends its sentence has nothing behind it."""
    ends = row.words[number.end - 1].text.endswith((".", "!", "?")) and len(row.words[number.end - 1].text) > 1
    return len(row.words) if ends and not row.words[number.end - 1].text.lower().startswith("kr") else number.end


def _told(view: View, field: str, amount: _Amount) -> Candidate[Decimal]:
    number, row = amount.number, amount.row
    source = view.place(number.text, number.box, row.page)
    features = ("unlabelled", "told", "right", "shape-strict")
    return Candidate(field, number.value, source, features, number.confidence, row.index)
