"""The supplier's name: under its label, at the head of the page, over its own numbers, in the line over the window."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.addressee import Address, addressees, inside
from extract.addresses import AUTHORITY, Addresses, Block
from extract.candidates import Candidate
from extract.companies import COMPANY, only_form
from extract.confidence import ENGINE_DOUBT
from extract.kinds import AND
from extract.layout import MARKS_APART, Cell, Row
from extract.once import once
from extract.sender import MARKS_OF_ADDRESS, sender_of
from extract.view import View
from extract.vocabulary import Hit, find_labels

#: Says what sort of body it is, and no name: `Selvejende institution` under the name.
_FORM_ALONE = re.compile(
    r"\b(?:institution|virksomhed|forening|registered charity|company(?: limited by guarantee)?|limited by guarantee)\b",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"^(?:page|seite|side|tel|tlf|fax|email|e-mail|www|http|date|dato|datum|phone|vat|cvr|iban|gln|ean|att|kopi|copy|ihr ansprechpartner|sehr geehrte[rsn]?|guten tag|kære|dear|chère?|med venlig hilsen|venlig hilsen|mit freundlichen|freundliche|kind regards|yours|cordialement|pay to|payment details|bank details|remittance|betalingsoplysninger|betalingsinformation|zahlungsinformation|please pay|payable to|betales? til)\b|@|www\.|§|umsatzsteuer|steuerfrei|"
    r"^(?:mon|tues?|wed|thur?s?|fri|sat|sun|man|tirs?|ons|tors?|fre|lør|søn|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)\w{0,6}[.,]? \d",
    re.IGNORECASE,
)
#: Words and a house number, perhaps with a letter or a floor.
_STREET = re.compile(r"[^\W\d_][^\d,]{2,40} \d{1,3}(?: ?[A-Za-z])?(?:,? (?:st|kl|\d\.?)\.?(?: ?(?:th|tv|mf)\.?)?)?")
_LOWER_START = re.compile(r"^\W*[a-zæøåäöü]")
#: Labels of numbers that stand in a supplier's own letterhead or foot.
OWN_NUMBERS = frozenset({"vat_number", "registration", "tax_number"})
LETTERHEAD_ROWS = 14
#: A word with so few letters (`Den`, `Am`) labels nothing where a name may begin with it.
SMALL_WORD = 3
#: Letters so much higher than those of the text are a heading.
LARGE = 1.2
RUN_ROWS = 8


@dataclass(frozen=True)
class NameFinder:
    """Finds candidates for the supplier's name; `used` are the rows of the table of lines."""

    view: View
    addresses: Addresses
    used: frozenset[int]

    def names(self) -> list[Candidate[str]]:
        """Return every candidate; the same name found in two ways supports itself."""
        found = [*self._labelled(), *self._letterhead(), *self._sender_line(), *self._over_numbers(), *self._beside_numbers()]
        return [each for each in found if each.value]

    @once
    def _addressees(self) -> tuple[Address, ...]:
        """The addresses that are the reader's though no label says so."""
        return addressees(self.view, self.used)

    @once
    def _text_height(self) -> float:
        heights = sorted(word.box.height for row in self.view.rows[:120] for word in row.words)
        return heights[len(heights) // 2]

    def _labelled(self) -> Iterator[Candidate[str]]:
        for block in self.addresses.blocks:
            if block.field != "supplier":
                continue
            named = self._name_label(block)
            cell = named or next((cell for cell in block.cells if self._nameable(cell)), None)
            if cell is not None:
                strength = "label-strong" if named or block.hit.rank < 3 else "label-fair"
                yield self._name(cell, block.page, ["block", strength, *_shape(cell.text)])

    def _name_label(self, block: Block) -> Cell | None:
        """Return the value beside `Name:` inside an address that is set as a form."""
        for row in self.view.rows:
            if (
                row.index in self.used
                or row.page != block.page
                or not block.box.top - 2 <= row.box.middle <= block.box.bottom + 40
            ):
                continue
            hits = self.view.hits[row.index]
            if any(hit.field == "buyer" and hit.start == 0 for hit in hits) and row.box.middle > block.hit.box.middle:
                return None
            for hit in hits:
                if hit.field == "name" and hit.start == 0 and hit.end < len(row.words):
                    return Cell(tuple(row.words[hit.end :]))
        return None

    def _letterhead(self) -> Iterator[Candidate[str]]:
        first = self.view.rows[0].page
        usable = [
            (row, cell)
            for row in self.view.rows[:LETTERHEAD_ROWS]
            if row.page == first and row.index not in self.used
            for cell in row.cells
            if self._nameable(cell) and not self.addresses.near_buyer(row, cell.box) and not inside(self._addressees, row, cell)
        ]
        largest = max((cell.box.height for _, cell in usable), default=0.0)
        for place, (row, cell) in enumerate(usable[:8]):
            whole = self._whole(row, cell)
            features = ["top", *_shape(whole.text)]
            if cell.box.height >= largest * 0.97 and cell.box.height > LARGE * self._text_height:
                features.append("largest")
            features.extend(["unlabelled"] * ((place > 0 and not _form(whole.text)) + (place > 2)))
            if len(whole.words) == 1 and not _form(whole.text):
                # It may as well be the label of what stands beside it: `Ledsager   Bodil Krat`.
                features.append("shape-odd")
            if self._repeated(cell.text):
                features.append("repeated")
            if AUTHORITY.search(cell.text):
                features.append("authority")
            yield self._name(whole, row.page, features)

    def _whole(self, row: Row, cell: Cell) -> Cell:
        """Return a name together with the rows on which it begins and goes on: large print, and what companies put before or behind their names."""
        above, below = self.view.rows[max(0, row.index - 3) : row.index], self.view.next_rows(row, 6)
        first = [word for other in reversed(self._joined(cell, reversed(above), upwards=True)) for word in other.words]
        return Cell((*first, *cell.words, *(word for other in self._joined(cell, below) for word in other.words)))

    def _joined(self, cell: Cell, rows: Iterable[Row], *, upwards: bool = False) -> list[Cell]:
        """Return the cells that are set close under each other, flush with a name and in print as high, from the name on."""
        # Of print that was seen the height of the type is told from its ink, which is not exact.
        slack = 0.2 * cell.box.height if any(word.confidence < 1 for word in cell.words) else 0.5
        large = min(word.box.height for word in cell.words) > LARGE * self._text_height
        last, found = cell, list[Cell]()
        for row in rows:
            for other in row.cells:
                same = abs(other.box.height - last.box.height) < slack and abs(other.box.left - cell.box.left) < 3
                gap = last.box.top - other.box.bottom if upwards else other.box.top - last.box.bottom
                own = only_form(other.text) or (large and self._goes_on(other))
                if same and own and 0 <= gap + 2 < 0.6 * cell.box.height + 2:
                    last = other
                    found.append(other)
        return found

    def _goes_on(self, cell: Cell) -> bool:
        """Say whether a cell could be part of a name in print as large: no street, no number."""
        return self._nameable(cell, part=True) and not any(letter.isdigit() for letter in cell.text)

    def _repeated(self, text: str) -> bool:
        # One word alone (`Hours`, `Payment`) is often said twice and names nobody.
        if " " not in text:
            return False
        plain = text.casefold()
        return sum(plain in row for row in self._folded) > 1

    @once
    def _folded(self) -> list[str]:
        return [row.text.casefold() for row in self.view.rows]

    def _sender_line(self) -> Iterator[Candidate[str]]:
        """Read the small line over the window of an envelope: name, street and place with marks between."""
        for row in self.view.rows[:30]:
            for place, cell in enumerate(row.cells):
                first = sender_of(cell.text) if not place or row.cells[place - 1].words[-1].text not in MARKS_APART else None
                words = tuple(word for word in cell.words if first and word.text.rstrip(",") in first.split())
                if not words or not first or not self._nameable(Cell(words)) or self.addresses.near_buyer(row, cell.box):
                    continue
                if AUTHORITY.search(first) and not MARKS_OF_ADDRESS.search(cell.text):
                    continue
                above = None if COMPANY.search(first) else self._larger_above(row, cell)
                if above is None:
                    yield self._name(Cell(words), row.page, ["sender-line", *_form(first)])
                elif self._nameable(above):
                    # Under a name in large print such a line says what somebody does, and where.
                    yield self._name(
                        self._whole(self.view.rows[row.index - 1], above), row.page, ["sender-line", *_shape(above.text)]
                    )

    def _larger_above(self, row: Row, cell: Cell) -> Cell | None:
        """Return the cell in larger print right above another, flush with it or about the same middle."""
        above = self.view.rows[row.index - 1] if row.index else None
        if above is None or above.page != row.page or row.box.top - above.box.bottom > above.height:
            return None
        return next((each for each in above.cells if each.box.height > LARGE * cell.box.height and _flush(each, cell)), None)

    def _over_numbers(self) -> Iterator[Candidate[str]]:
        """Read the name at the top of the column of words in which a registration or VAT number stands."""
        for row in self.view.rows:
            if row.index in self.used:
                continue
            for hit in self.view.hits[row.index]:
                if hit.field in OWN_NUMBERS and not self.addresses.near_buyer(row, hit.box):
                    top = self._top_of_run(row, row.cell_of(row.words[hit.start]))
                    cell = self._whole(*top) if top else None
                    if top and cell and self._nameable(cell):
                        bare = [] if self._has_address(top[0], row) else ["unlabelled"]
                        yield self._name(cell, row.page, ["over-number", *_shape(cell.text), *bare])

    def _has_address(self, top: Row, row: Row) -> bool:
        """Whether figures stand between a name and the number below it, as a street or a place has."""
        between = self.view.rows[top.index + 1 : row.index]
        return any(letter.isdigit() for each in between for letter in each.text)

    def _top_of_run(self, row: Row, cell: Cell) -> tuple[Row, Cell] | None:
        """Climb from a cell over the cells that are set flush with it, as far as they stand close."""
        found: tuple[Row, Cell] | None = None
        edge = cell.box
        for place in range(row.index - 1, max(-1, row.index - RUN_ROWS * 2), -1):
            above = self.view.rows[place]
            if above.page != row.page or edge.top - above.box.bottom > 1.6 * cell.box.height or self._no_address(above):
                break
            flush = next((other for other in above.cells if _flush(other, cell)), None)
            if flush is None:
                continue
            if edge.top - flush.box.bottom > 1.6 * max(cell.box.height, flush.box.height * 0.8):
                break
            found, edge = (above, flush), flush.box
        return found

    def _no_address(self, row: Row) -> bool:
        """Whether a row holds money or a sentence: what stands over it is none of the address below, but another's."""
        money = any(number.is_money and not number.percent for number in self.view.numbers[row.index])
        return money or (len(row.words) > 3 and row.text.rstrip().endswith((".", "?")) and "prose" in _shape(row.text))

    def _beside_numbers(self) -> Iterator[Candidate[str]]:
        """Read a company's name on the row of its own VAT or registration number, as in a footer."""
        for row in self.view.rows:
            hits = [hit for hit in self.view.hits[row.index] if hit.field in OWN_NUMBERS]
            if not hits or row.index in self.used or self.addresses.near_buyer(row, hits[0].box):
                continue
            for cell in row.cells:
                # `Fonden Skovlunden, CVR 10000009`: the name ends where the label begins.
                own = Cell(tuple(word for word in cell.words if word.box.right <= hits[0].box.left + 1))
                if own.words and COMPANY.search(own.text) and self._nameable(own):
                    yield self._name(own, row.page, ["beside-number", "company-form"])

    def _name(self, cell: Cell, page: int, features: Sequence[str]) -> Candidate[str]:
        cell = self._without_title(cell)
        text = " ".join(word.text for word in cell.words).strip(" .,;:|•●·-–")
        engine = min(word.confidence for word in cell.words)
        if "company-form" in features:
            # Who sells is not told by how well it was seen; how far the words can be trusted is told by their place (`extract.sight`).
            engine = max(engine, ENGINE_DOUBT)
        return Candidate("name", text, self.view.place(text, cell.box, page), tuple(features), engine)

    def _without_title(self, cell: Cell) -> Cell:
        """Return a name without the title of the document that stands close behind it: `Elm Court Care CREDIT NOTE`."""
        titles = find_labels(Row(0, 0, cell.words), self.view.vocabulary.kinds)
        start = next((hit.start for hit in titles if hit.end == len(cell.words) and hit.start > 1 and hit.text.isupper()), None)
        return Cell(cell.words[:start]) if start and not cell.words[0].text.isupper() else cell

    def _nameable(self, cell: Cell, *, part: bool = False) -> bool:
        """Whether a cell could be the name of a company, or part of one: words, not a label, not a title, not an address."""
        text = cell.text
        if sum(map(str.isalpha, text)) < 3 or len(text) > 70 or text.rstrip().endswith(":"):
            return False
        if text[0].isdigit() or sum(map(str.isdigit, text)) > 3 or any(word.text.endswith(":") for word in cell.words[:-1]):
            return False
        own = COMPANY.sub("", _FORM_ALONE.sub("", text))
        if (
            (_LOWER_START.search(text) and not COMPANY.search(text))
            or _NOT_NAMES.search(text)
            or sum(map(str.isalpha, own)) < 3
        ):
            return False
        row = Row(0, 0, cell.words)
        titles = find_labels(row, self.view.vocabulary.kinds)
        if any(hit.start == 0 and hit.end >= len(cell.words) - 1 for hit in titles) or _is_two_titles(cell, titles):
            return False
        if any(hit.end == len(cell.words) <= 2 for hit in titles) and not COMPANY.search(text):
            return False
        # Alone `Services` heads a column; in large print under `Juniper Homecare` it ends the name.
        headings = [] if part else find_labels(row, self.view.vocabulary.columns)
        if any(hit.start == 0 and hit.end == len(cell.words) for hit in headings):
            return False
        labels = [hit for hit in find_labels(row, self.view.vocabulary.fields) if hit.start == 0 and hit.field != "buyer"]
        return not any(
            hit.end >= len(cell.words)
            or cell.words[hit.end - 1].text.endswith(":")
            or (hit.rank < 20 and hit.field in _NUMBERED and len(hit.text) > SMALL_WORD)
            for hit in labels
        )


def _is_two_titles(cell: Cell, titles: Sequence[Hit]) -> bool:
    """Whether a cell is two titles of documents put together: `Timeseddel og faktura`."""
    ends = any(hit.start == 0 for hit in titles) and any(hit.end == len(cell.words) for hit in titles)
    titled = {place for hit in titles for place in range(hit.start, hit.end)}
    return ends and all(place in titled or word.text.lower() in AND for place, word in enumerate(cell.words))


#: A cell that begins with one of these labels holds its value, not a name.
_NUMBERED = frozenset(
    {"vat_number", "registration", "iban", "total", "payable", "number", "issued", "due", "bank_pair", "sort_code"}
)


def _form(text: str) -> list[str]:
    return ["company-form"] if COMPANY.search(text) else []


def _shape(text: str) -> list[str]:
    """Name what the words alone say: a company's form; a street with its number; a sentence, whose words begin small.

    >>> _shape("Elm Court Care Ltd"), _shape("Skovvej 12 B"), _shape("Please pay within fourteen days.")
    (['company-form'], ['street'], ['prose'])
    >>> _shape("Foreningen af 1903"), _shape("Hjem for Unge")
    ([], [])
    """
    if COMPANY.search(text):
        return ["company-form"]
    if _STREET.fullmatch(text):
        return ["street"]
    words = [word for word in text.split() if word[:1].isalpha()]
    small = sum(word[0].islower() for word in words)
    return ["prose"] if len(words) > 2 and small * 2 >= len(words) else []


def _flush(other: Cell, cell: Cell) -> bool:
    """Whether two cells are set flush left, flush right, or about one middle."""
    return (
        abs(other.box.left - cell.box.left) < 4
        or abs(other.box.right - cell.box.right) < 4
        or (abs(other.box.centre - cell.box.centre) < 4 and other.box.left < cell.box.right)
    )
