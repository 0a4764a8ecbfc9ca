"""The supplier's name: under its label, at the head of the page, over its own numbers, in the line over the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise, takewhile

from extract.addressee import Address, addressees, companies_over_places, inside
from extract.addresses import AUTHORITY, Addresses, Block
from extract.candidates import Candidate
from extract.companies import COMPANY, only_form, tidied
from extract.confidence import ENGINE_DOUBT
from extract.layout import MARKS_APART, Cell, Row
from extract.nameable import form_of, nameable, shape_of
from extract.once import once
from extract.sender import MARKS_OF_ADDRESS, is_association, is_body, name_before_address, same_name, sender_of
from extract.signed import signed_name
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import ReaderName, Word

#: Labels of numbers that stand in a supplier's own letterhead or foot.
OWN_NUMBERS = frozenset({"vat_number", "registration", "tax_number"})
#: Labels behind which somebody else is named than who sells.
OF_OTHERS = frozenset({"buyer", "buyer_reference", "order_reference", "person", "person_name"})
LETTERHEAD_ROWS = 14
#: What is flush left begins so near, in points.
FLUSH_LEFT = 4.0
#: The name of an authority alone has so many words at the most: `Søndre Demostrup Kommune`.
WORDS_OF_AUTHORITY = 4
#: Letters so much higher than those of the text are a heading.
LARGE = 1.2
RUN_ROWS = 8
#: A row of a sheet with so many cells is one of a list.
LISTED = 4
#: What a label leads to stands within so many line heights behind it.
LED = 14.0
#: Capital letters that are higher than others.
_HIGH = frozenset("ÅÄÖÜÉÈÊÁÓ")


@dataclass(frozen=True)
class NameFinder:
    """Finds candidates for the supplier's name; `used` are the rows of the table of lines."""

    view: View
    addresses: Addresses
    used: frozenset[int]

    def names(self) -> list[Candidate[str]]:
        """Return every candidate; the same name found in two ways supports itself."""
        found = [
            *self._labelled(),
            *(() if self._typed else self._letterhead()),
            *self._at_addresses(),
            *self._beside_numbers(),
            *self._in_strip(),
            *self._signed(),
        ]
        return [each for each in found if each.value]

    def _at_addresses(self) -> Iterator[Candidate[str]]:
        """Yield the names beside and over streets, places and numbers; in a mail, which has addresses of several people, only those of companies, as who signs it."""
        for each in (*self._sender_line(), *self._over_numbers(), *self._over_places()):
            if not self._typed:
                yield each
            elif "company-form" in each.features:
                yield each.with_features("signed")

    @property
    def _typed(self) -> bool:
        """Whether it is the text of a mail, which has no letterhead and begins with whom it greets."""
        return self.view.pages[0].reader is ReaderName.MAIL_BODY

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
            cell = (
                named or self._before_address(block) or next((cell for cell in block.cells if nameable(self.view, cell)), None)
            )
            if cell is not None:
                strength = "label-strong" if named or block.hit.rank < 3 else "label-fair"
                yield self._name(cell, block.page, ["block", strength, *shape_of(cell.text)])

    def _before_address(self, block: Block) -> Cell | None:
        """Return the name that begins a block whose first row holds the address too: `From: Anna Holm, Mill Lane 4, 1234 Solrup`."""
        first = name_before_address(block.cells[0].text) if block.cells else None
        cell = Cell(block.cells[0].words[: len(first.split())]) if first else None
        return cell if cell and nameable(self.view, cell) else None

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
                    beside = row.cell_of(row.words[hit.end])
                    own = Cell(tuple(word for word in beside.words if word.box.left > hit.box.right - 1))
                    # `Company 12003400` says which company it is in a register.
                    if own.words and not own.text[0].isdigit():
                        return own
        return None

    def _letterhead(self) -> Iterator[Candidate[str]]:
        usable = [
            (row, cell)
            for row in self._first_rows()
            if row.index not in self.used and not (self.view.is_laid_out and len(row.cells) >= LISTED)
            for cell in row.cells
            if nameable(self.view, cell)
            and not self.addresses.near_buyer(row, cell.box)
            and not inside(self._addressees, row, cell)
            if not self._is_person(row, cell) and not self._is_value(row, cell)
        ]
        largest = max((cell.box.height for _, cell in usable), default=0.0)
        for place, (row, cell) in enumerate(usable[:8]):
            whole = self._whole(row, cell)
            features = ["top", *shape_of(whole.text)]
            if cell.box.height >= largest * 0.97 and cell.box.height > LARGE * self._text_height:
                features.append("largest")
            features.extend(["unlabelled"] * ((place > 0 and not form_of(whole.text)) + (place > 2)))
            if len(whole.words) == 1 and not form_of(whole.text) and ("largest" not in features or _leads(row, cell)):
                # It may as well be the label of what stands beside it: `Ledsager   Bodil Krat`.
                features.append("shape-odd")
            if self._repeated(cell.text):
                features.append("repeated")
            if AUTHORITY.search(cell.text) and not ("largest" in features and self._sells_to_another(row, cell)):
                features.append("authority")
            yield self._name(whole, row.page, features)

    def _first_rows(self) -> Sequence[Row]:
        """Return the first rows of the first page and its highest ones: facts in a column beside the letterhead are read before it."""
        first = [row for row in self.view.rows if row.page == self.view.rows[0].page]
        highest = sorted(first, key=lambda row: row.box.top)[:LETTERHEAD_ROWS]
        return sorted({row.index: row for row in (*first[:LETTERHEAD_ROWS], *highest)}.values(), key=lambda row: row.box.top)

    def _is_person(self, row: Row, cell: Cell) -> bool:
        """Whether a name stands right before the number of a person (`Ida Holm  cpr.nr. 080236-4210`); what begins a page may be a letterhead beside a form."""
        beside = row.words.index(cell.words[-1]) + 1
        labels = any(hit.field == "person" and hit.start == beside for hit in self.view.hits[row.index])
        return labels and row is not self.view.rows[0] and not COMPANY.search(cell.text)

    def _is_value(self, row: Row, cell: Cell) -> bool:
        """Whether a cell stands right behind one that is all label of something else: `Jeres reference | Mona Kvist`."""
        place = row.cells.index(cell)
        label = row.cells[place - 1].words if place else ()
        return any(
            row.words[hit.start : hit.end] == label and hit.field in OF_OTHERS for hit in self.view.hits[row.index] if label
        )

    def _sells_to_another(self, row: Row, cell: Cell) -> bool:
        """Whether an authority in the largest print stands over another's name: authorities bill each other."""
        below = (each for other in self.view.next_rows(row, LETTERHEAD_ROWS) for each in other.cells)
        return any(
            AUTHORITY.search(each.text)
            and len(each.words) <= WORDS_OF_AUTHORITY
            and not same_name(each.text, cell.text)
            and not any(map(str.isdigit, each.text))
            for each in below
        )

    def _whole(self, row: Row, cell: Cell) -> Cell:
        """Return a name together with the rows on which it begins and goes on: large print, and what companies put before or behind their names."""
        above, below = self.view.rows[max(0, row.index - 3) : row.index], self.view.next_rows(row, 6)
        first = [word for other in reversed(self._joined(cell, reversed(above), upwards=True)) for word in other.words]
        return Cell((*first, *cell.words, *(word for other in self._joined(cell, below) for word in other.words)))

    def _joined(self, cell: Cell, rows: Iterable[Row], *, upwards: bool = False) -> list[Cell]:
        """Return the cells that are set close under each other, flush with a name and in print as high, from the name on."""
        # Of print that was seen the height of the type is told from its ink, which is not exact.
        seen = any(word.confidence < 1 for word in cell.words)
        large = min(word.box.height for word in cell.words) > LARGE * self._text_height
        last, found = cell, list[Cell]()
        for row in rows:
            for other in row.cells:
                # Neither is it of a text layer where one of two lines has a ring or dots over a capital letter.
                slack = 0.2 * cell.box.height if seen or _HIGH & {*other.text, *last.text} else 0.5
                same = abs(other.box.height - last.box.height) < slack and abs(other.box.left - cell.box.left) < 3
                gap = last.box.top - other.box.bottom if upwards else other.box.top - last.box.bottom
                own = only_form(other.text) or (large and self._goes_on(other))
                if same and own and 0 <= gap + 2 < 0.6 * cell.box.height + 2:
                    last = other
                    found.append(other)
        return found

    def _goes_on(self, cell: Cell) -> bool:
        """Say whether a cell could be part of a name in print as large: no street, no number."""
        return nameable(self.view, cell, part=True) and not any(letter.isdigit() for letter in cell.text)

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
                words = _words_of(cell, first) if first else ()
                if not words or not first or not nameable(self.view, Cell(words)) or self.addresses.near_buyer(row, cell.box):
                    continue
                if AUTHORITY.search(first) and not MARKS_OF_ADDRESS.search(cell.text):
                    continue
                above = None if COMPANY.search(first) or is_body(first) else self._larger_above(row, cell)
                if above is None:
                    yield self._name(Cell(words), row.page, ["sender-line", *form_of(first)])
                elif nameable(self.view, above):
                    # Under a name in large print such a line says what somebody does, and where.
                    yield self._name(
                        self._whole(self.view.rows[row.index - 1], above), row.page, ["sender-line", *shape_of(above.text)]
                    )

    def _larger_above(self, row: Row, cell: Cell) -> Cell | None:
        """Return the cell in larger print right above another, flush with it or about the same middle."""
        above = self.view.rows[row.index - 1] if row.index else None
        if above is None or above.page != row.page or row.box.top - above.box.bottom > above.height:
            return None
        # Letters that were laid out here are of one height; one word alone says what somebody does: `Familieplejer · Møllevej 6, 9996 Solrup`.
        alone = self.view.is_laid_out and (sender_of(cell.text) or "").count(" ") == 0
        return next(
            (each for each in above.cells if (alone or each.box.height > LARGE * cell.box.height) and _flush(each, cell)), None
        )

    def _over_numbers(self) -> Iterator[Candidate[str]]:
        """Read the name at the top of the column of words in which a registration or VAT number stands."""
        for row in self.view.rows:
            if row.index in self.used:
                continue
            for hit in self.view.hits[row.index]:
                if hit.field in OWN_NUMBERS and not self.addresses.near_buyer(row, hit.box):
                    top = self._top_of_run(row, row.cell_of(row.words[hit.start]))
                    cell = self._whole(*top) if top else None
                    placed = top is not None and self._has_address(top[0], row)
                    # One word alone right over the number heads what stands under it: `Register`.
                    heads = cell is not None and len(cell.words) == 1 and not placed
                    if top and cell and nameable(self.view, cell) and not heads and not self._is_billed(hit.field, *top):
                        bare = [] if placed else ["unlabelled"]
                        other = ["another-seller"] if self._names_another(row, hit, cell) else []
                        yield self._name(cell, row.page, ["over-number", *shape_of(cell.text), *bare, *other])

    def _over_places(self) -> Iterator[Candidate[str]]:
        """Read a company's name over its street and place outside the letterhead, in a foot of several columns or at the side; alone it is not sure."""
        for row, cell in companies_over_places(self.view, self.used):
            whole = self._whole(row, cell)
            if (
                nameable(self.view, whole)
                and not self.addresses.near_buyer(row, cell.box)
                and not inside(self._addressees, row, cell)
            ):
                yield self._name(whole, row.page, ["sender-line", "company-form", "unlabelled"])

    def _names_another(self, row: Row, hit: Hit, name: Cell) -> bool:
        """Whether another body stands right before the number: `Foyer de vie` over `Association La Passerelle – SIREN 739 182 046`."""
        own = Cell(tuple(word for word in row.cell_of(row.words[hit.start]).words if word.box.right <= hit.box.left + 1))
        return len(own.words) > 1 and nameable(self.view, own) and not shape_of(own.text) and not same_name(own.text, name.text)

    def _is_billed(self, field: str, row: Row, cell: Cell) -> bool:
        """Whether a name over a VAT number stands in the reader's address over the table: who is billed abroad has theirs printed there."""
        return field == "vat_number" and row.index < min(self.used, default=0) and inside(self._addressees, row, cell)

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
            if self._typed and COMPANY.search(flush.text):
                break  # the lines of a mail stand as close over it
        return found

    def _no_address(self, row: Row) -> bool:
        """Whether a row holds money or a sentence: what stands over it is none of the address below, but another's."""
        money = any(number.is_money and not number.percent for number in self.view.numbers[row.index])
        return money or (len(row.words) > 3 and row.text.rstrip().endswith((".", "?")) and "prose" in shape_of(row.text))

    def _beside_numbers(self) -> Iterator[Candidate[str]]:
        """Read a company's name on the row of its own VAT or registration number, as in a footer."""
        for row in self.view.rows:
            hits = [hit for hit in self.view.hits[row.index] if hit.field in OWN_NUMBERS]
            if not hits or row.index in self.used or self.addresses.near_buyer(row, hits[0].box):
                continue
            for cell in row.cells:
                # `Fonden Skovlunden, CVR 10000009`: the name ends where the label begins.
                own = Cell(tuple(word for word in cell.words if word.box.right <= hits[0].box.left + 1))
                # `Nordcode GmbH · Hafenallee 40 · 24939 Flensburg · AG Flensburg HRB 114502`: there its address follows it.
                if first := sender_of(own.text) if own.words else None:
                    own = Cell(own.words[: len(first.split())])
                own = Cell(own.words[: _before_capital(own)])
                if own.words and (COMPANY.search(own.text) or is_association(own.text)) and nameable(self.view, own):
                    yield self._name(own, row.page, ["beside-number", *form_of(own.text)])

    def _in_strip(self) -> Iterator[Candidate[str]]:
        """Read the name under its label in a strip at the foot that labels a number of the seller's too: `Company | Registration No. | Bank`."""
        for row in self.view.rows[max(self.used, default=-1) + 1 :]:
            hits = [hit for hit in self.view.hits[row.index] if hit.field == "name" or hit.field in OWN_NUMBERS]
            whole = [hit for hit in hits if hit.end - hit.start == len(row.cell_of(row.words[hit.start]).words)]
            name = next((hit for hit in whole if hit.field == "name"), None)
            if name is None or all(hit.start == name.start for hit in whole):
                continue
            for below in self.view.next_rows(row, 1):
                cell = next((each for each in below.cells if abs(each.box.left - name.box.left) < FLUSH_LEFT), None)
                if cell and nameable(self.view, cell):
                    yield self._name(cell, row.page, ["beside-number", *shape_of(cell.text)])

    def _signed(self) -> Iterator[Candidate[str]]:
        found = signed_name(self.view)
        if found:
            cell, row, features = found
            yield self._name(cell, row.page, features)

    def _name(self, cell: Cell, page: int, features: Sequence[str]) -> Candidate[str]:
        cell = self._without_title(cell)
        text = tidied(" ".join(word.text for word in cell.words))
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


def _words_of(cell: Cell, name: str) -> tuple[Word, ...]:
    """Return the words of a cell that are a name, from the first on that is part of it."""
    parts = name.split()
    begun = dropwhile(lambda word: word.text.rstrip(",") not in parts, cell.words)
    return tuple(takewhile(lambda word: word.text.rstrip(",") in parts, begun))


def _before_capital(cell: Cell) -> int | None:
    """Return where a French company goes on with its capital: `Les Tilleuls SAS au capital de 15 000 €` has a name of three words."""
    texts = [word.text.casefold() for word in cell.words]
    return next((place for place, pair in enumerate(pairwise(texts)) if place and pair == ("au", "capital")), None)


def _flush(other: Cell, cell: Cell) -> bool:
    """Whether two cells are set flush left, flush right, or about one middle."""
    return (
        abs(other.box.left - cell.box.left) < 4
        or abs(other.box.right - cell.box.right) < 4
        or (abs(other.box.centre - cell.box.centre) < 4 and other.box.left < cell.box.right)
    )


def _leads(row: Row, cell: Cell) -> bool:
    """Whether other words stand so near behind a cell that it may be their label."""
    return any(0 < other.box.left - cell.box.right < LED * cell.box.height for other in row.cells)
