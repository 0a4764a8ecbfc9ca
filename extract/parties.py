"""The supplier as printed, kept apart from the buyer: name, registration, VAT number, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extract.candidates import Candidate, choose
from extract.confidence import label_feature
from extract.layout import Cell, Row
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import Box, Reading, Word
from models.identifiers import clean_company_number, clean_cvr, clean_iban, clean_vat, cvr_check_holds
from models.invoice import SupplierReading

#: What companies put behind their names.
COMPANY = re.compile(
    r"(?<![^\W\d_])(?:GmbH|mbH|AG|KG|UG|e\.?K\.?|e\.?V\.?|a\.?G\.?|Ltd\.?|Limited|LLP|PLC|CIC|C\.I\.C\.|ApS|A/S|I/S|P/S|K/S|IVS|S\.?M\.?B\.?A\.?"
    r"|F\.?M\.?B\.?A\.?|SARL|S\.?A\.?R\.?L\.?|SAS|S\.A\.S\.|S\.A\.|EURL|Inc\.?|LLC|Ltd|NHS Trust|Trust|Charity|Fonden|Kommune|Region)(?![^\W\d_])",
    re.IGNORECASE,
)
_VAT = re.compile(
    r"(?<![A-Z0-9])(?:GB|DE|FR|DK|AT|NL|BE|IE|SE|NO|PL|ES|IT|LU|CH|FI|ATU)[\s.-]?(?=[\dA-Z])[\dA-Z]{0,2}[\d][\d .-]{5,14}\d(?![\dA-Z])"
)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){2,8}(?![A-Z0-9])")
_SORT = re.compile(r"(?<!\d)(\d{2})[- ]?(\d{2})[- ]?(\d{2})(?!\d)")
_ACCOUNT = re.compile(r"(?<![\d-])(\d{8})(?!\d)")
_DANISH_PAIR = re.compile(r"(?<!\d)(\d{4})[\s.\-/–]{1,4}(\d{6,10}|\d{3}[ ]\d{3,4}[ ]?\d{0,4})(?!\d)")
_REG = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_KONTO = re.compile(r"(?<!\d)(\d{5,10})(?!\d)")
_STREET_MARK = re.compile(r"[•●·|∙*]|\s[-–]\s")
#: Rows of the first page in which a letterhead is sought.
LETTERHEAD_ROWS = 14
#: A block under a label ends at a gap of so many line heights.
BLOCK_GAP = 2.2
_NOT_NAMES = re.compile(
    r"^(?:page|seite|side|tel|fax|email|e-mail|www|http|date|dato|datum|phone|vat|cvr|iban|gln|ean|att)\b|@|www\.",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """An address under a label: whose it is, and the area it takes."""

    field: str
    page: int
    box: Box
    cells: tuple[Cell, ...]
    hit: Hit


@dataclass(frozen=True)
class PartyFinder:
    """Finds the supplier's fields on one document."""

    view: View

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The addresses that stand under or beside a label for seller or buyer."""
        return tuple(
            self._block(row, hit)
            for row in self.view.rows
            for hit in self.view.hits[row.index]
            if hit.field in {"supplier", "buyer"} and _labels_block(row, hit)
        )

    def _block(self, row: Row, hit: Hit) -> Block:
        cells: list[Cell] = []
        right = [word for word in row.words[hit.end :] if word.box.left - hit.box.right < 12 * row.height]
        if right:
            cells.extend(cell for cell in row.cells if right[0] in cell.words)
        edge, box = row, hit.box
        left = right[0].box.left if right else hit.box.left
        for below in self.view.next_rows(row, 9):
            if below.box.top - edge.box.bottom > BLOCK_GAP * row.height:
                break
            others = [
                other for other in self.view.hits[below.index] if other.field in {"supplier", "buyer"} and other.start == 0
            ]
            if others and any(abs(other.box.left - hit.box.left) < 20 for other in others) and _labels_block(below, others[0]):
                break
            reach = 10**6 if _is_form(below) else 170
            under = [
                cell for cell in below.cells if min(left, hit.box.left) - 12 <= cell.box.left < max(left, hit.box.left) + reach
            ]
            for cell in under[:2]:
                cells.append(cell)
                box = box.union(cell.box)
            edge = below
        return Block(hit.field, row.page, box, tuple(cells), hit)

    def near_buyer(self, row: Row, box: Box) -> bool:
        """Whether a place lies inside an address of the buyer."""
        return any(_inside(block, row, box) for block in self.blocks if block.field == "buyer") and not any(
            _inside(block, row, box) for block in self.blocks if block.field == "supplier"
        )

    def supplier(self) -> SupplierReading:
        """Return all that is printed about the supplier."""
        vat = choose(self._vats())
        registration = choose(self._registrations())
        iban = choose(self._ibans())
        account = choose(self._accounts())
        name = choose(self._names())
        return SupplierReading(
            name=name.reading() if name else None,
            registration=registration.reading() if registration else None,
            vat_number=vat.reading() if vat else None,
            bank_account=account.reading() if account else None,
            iban=iban.reading() if iban else None,
            other_accounts=tuple(self._others(iban, account)),
        )

    def _others(self, iban: Candidate[str] | None, account: Candidate[str] | None) -> Iterator[Reading[str]]:
        seen = {each.value for each in (iban, account) if each}
        for candidate in (*self._ibans(), *self._accounts()):
            if candidate.value not in seen:
                seen.add(candidate.value)
                yield candidate.reading()

    # --- numbers ---------------------------------------------------------------------------------------------

    def _vats(self) -> list[Candidate[str]]:
        result = []
        for row in self.view.rows:
            labels = [hit for hit in self.view.hits[row.index] if hit.field in {"vat_number", "registration", "buyer_vat"}]
            for found in _VAT.finditer(row.text[:400]):
                words = _words_at(row, found.start(), found.end())
                label = next((hit for hit in reversed(labels) if hit.start <= row.words.index(words[0])), None)
                if label is not None and label.field == "buyer_vat":
                    continue
                text = re.sub(r"[\s.-]", "", found.group())
                result.append(self._number("vat_number", text, words, row, label, valid=clean_vat(text) is not None))
            for hit in labels:
                if hit.field == "vat_number":
                    result.extend(self._bare_vat(row, hit))
        return [each for each in result if each.score > 0.3]

    def _bare_vat(self, row: Row, hit: Hit) -> Iterator[Candidate[str]]:
        """Read a VAT number that is printed without its country's letters."""
        words = list(row.words[hit.end : hit.end + 4])
        text = "".join(word.text for word in words)
        found = re.match(r"^[.:#]*(?:DK|GB)?(\d{9}|\d{8})(?!\d)", text)
        if found and not re.match(r"^[.:#]*[A-Z]{2}", text):
            yield self._number(
                "vat_number", found[1], words[: max(1, len(words) - 1)], row, hit, valid=clean_vat(found[1]) is not None
            )

    def _number(
        self, field: str, text: str, words: Sequence[Word], row: Row, hit: Hit | None, *, valid: bool
    ) -> Candidate[str]:
        features = ["checksum"] if valid else []
        features += [label_feature(hit.rank), "right"] if hit else ["unlabelled"]
        if self.near_buyer(row, words[0].box):
            features.append("buyer-near")
        engine = min(word.confidence for word in words)
        return Candidate(
            field, text, self.view.source(words, row.page), tuple(features), engine, row.index, hit.text if hit else ""
        )

    def _registrations(self) -> list[Candidate[str]]:
        result: list[Candidate[str]] = []
        for row in self.view.rows:
            for hit in self.view.hits[row.index]:
                if hit.field == "registration":
                    result.extend(self._registration(row, hit))
        return result

    def _registration(self, row: Row, hit: Hit) -> Iterator[Candidate[str]]:
        if any(other.field == "buyer_vat" and other.start <= hit.start < other.end for other in self.view.hits[row.index]):
            return
        words = [
            word
            for word in row.words[hit.end : hit.end + 6]
            if word.text.strip(".:#") not in {"", "No", "no", "nr", "number", "Nr"}
        ]
        if not words:
            below = self.view.next_rows(row, 1)
            words = [word for each in below for word in each.words if abs(word.box.left - hit.box.left) < 30]
            row = below[0] if below and words else row
        for size in (1, 2, 4):
            text = "".join(word.text for word in words[:size]).strip(".,:;#()")
            danish = clean_cvr(text) if hit.language == "da" else None
            other = clean_company_number(text) if hit.language == "en" else None
            if danish or other:
                valid = cvr_check_holds(danish) if danish else True
                yield self._number("registration", danish or other or "", words[:size], row, hit, valid=valid)
                return

    def _ibans(self) -> list[Candidate[str]]:
        result: list[Candidate[str]] = []
        for row in self.view.rows:
            text = row.text[:400]
            for found in _IBAN.finditer(text):
                clean = _longest_iban(found.group())
                labelled = bool(re.search(r"iban|\bbic\b", text, re.IGNORECASE))
                if clean is None and not labelled:
                    continue
                value = clean or re.sub(r"\s", "", found.group())
                words = _words_at(row, found.start(), found.end())
                features = ["checksum" if clean else "checksum-fails", "label-strong" if labelled else "unlabelled"]
                if self.near_buyer(row, words[0].box):
                    features.append("buyer-near")
                engine = min(word.confidence for word in words)
                result.append(Candidate("iban", value, self.view.source(words, row.page), tuple(features), engine, row.index))
        return result

    def _accounts(self) -> list[Candidate[str]]:
        result: list[Candidate[str]] = []
        for row in self.view.rows:
            names = {hit.field for hit in self.view.hits[row.index]}
            near = [row, *self.view.next_rows(row, 2)]
            if "sort_code" in names:
                result.extend(self._british(row, near))
            if names & {"reg_no", "bank_pair", "account_no"}:
                result.extend(self._danish(row, near, names))
        return result

    def _british(self, row: Row, near: Sequence[Row]) -> Iterator[Candidate[str]]:
        sort = next(
            (found for each in near[:2] if (found := self._after(each, "sort_code", _SORT, fallback=each is not row))), None
        )
        account = next((found for each in near if (found := self._after(each, "account_no", _ACCOUNT, fallback=False))), None)
        if account is None and sort is not None:
            loose = _ACCOUNT.search(sort[1].text, sort[2])
            account = (loose, sort[1], loose.end()) if loose else None
        if sort and account:
            value = f"{''.join(sort[0].groups())}-{account[0][1]}"
            words = _words_at(account[1], account[0].start(1), account[0].end(1))
            features = ("label-strong", "right", "shape-strict")
            yield Candidate("bank_account", value, self.view.source(words, row.page), features, words[0].confidence, row.index)

    def _after(
        self, row: Row, field: str, pattern: re.Pattern[str], *, fallback: bool
    ) -> tuple[re.Match[str], Row, int] | None:
        for hit in self.view.hits[row.index]:
            if hit.field == field:
                start = len(" ".join(word.text for word in row.words[: hit.end]))
                found = pattern.search(row.text[:400], start)
                if found and found.start() - start < 12:
                    return found, row, found.end()
        found = pattern.search(row.text[:400]) if fallback else None
        return (found, row, found.end()) if found else None

    def _danish(self, row: Row, near: Sequence[Row], names: set[str]) -> Iterator[Candidate[str]]:
        hit = next(each for each in self.view.hits[row.index] if each.field in {"reg_no", "bank_pair", "account_no"})
        start = len(" ".join(word.text for word in row.words[: hit.end]))
        pair = _DANISH_PAIR.search(row.text[:400], max(0, start))
        value = words = None
        if pair and pair.start() - start < 30 and not _SORT.match(pair.group()):
            value = f"{pair[1]}-{re.sub(r' ', '', pair[2])}"
            words = _words_at(row, pair.start(), pair.end())
        elif "reg_no" in names:
            branch = self._after(row, "reg_no", _REG, fallback=False)
            account = next(
                (found for each in near[:2] if (found := self._after(each, "account_no", _KONTO, fallback=False))), None
            )
            if branch and account:
                value = f"{branch[0][1]}-{account[0][1]}"
                words = _words_at(account[1], account[0].start(1), account[0].end(1))
        if value and words:
            yield Candidate(
                "bank_account",
                value,
                self.view.source(words, row.page),
                ("label-fair", "right", "shape-strict"),
                words[0].confidence,
                row.index,
            )

    # --- the name --------------------------------------------------------------------------------------------

    def _names(self) -> list[Candidate[str]]:
        return [*self._named_blocks(), *self._letterhead(), *self._sender_line(), *self._beside_numbers()]

    def _named_blocks(self) -> Iterator[Candidate[str]]:
        for block in self.blocks:
            if block.field != "supplier":
                continue
            row = self.view.rows[0]
            named = self._name_label(block)
            cells = [named] if named else [cell for cell in block.cells if _nameable(self.view, cell)][:1]
            for cell in cells:
                if cell is None:
                    continue
                features = ["block", "label-strong" if named or block.hit.rank < 3 else "label-fair", *_form(cell.text)]
                yield self._name(cell, block.page, features, row)

    def _name_label(self, block: Block) -> Cell | None:
        """Return the value beside `Name:` inside an address that is set as a form."""
        for row in self.view.rows:
            if row.page != block.page or not block.box.top - 2 <= row.box.middle <= block.box.bottom + 40:
                continue
            for hit in self.view.hits[row.index]:
                if hit.field == "name" and hit.start == 0 and hit.end < len(row.words):
                    words = tuple(row.words[hit.end :])
                    return next(
                        (cell for cell in row.cells if words[0] in cell.words and cell.words[0] is words[0]), Cell(words)
                    )
            if (
                any(hit.field == "buyer" and hit.start == 0 for hit in self.view.hits[row.index])
                and row.box.middle > block.hit.box.middle
            ):
                return None
        return None

    def _letterhead(self) -> Iterator[Candidate[str]]:
        rows = [row for row in self.view.rows[:LETTERHEAD_ROWS] if row.page == self.view.rows[0].page]
        usable = [
            (row, cell)
            for row in rows
            for cell in row.cells
            if _nameable(self.view, cell) and not self.near_buyer(row, cell.box)
        ]
        largest = max((cell.box.height for _, cell in usable), default=0.0)
        for place, (row, cell) in enumerate(usable[:8]):
            features = ["top", *_form(cell.text)]
            if cell.box.height >= largest * 0.97 and any(other.box.height < largest * 0.9 for _, other in usable):
                features.append("largest")
            if place > 0 and not _form(cell.text):
                features.append("unlabelled")
            if place > 2:
                features.append("unlabelled")
            if self._repeated(cell.text):
                features.append("repeated")
            yield self._name(cell, row.page, features, row)

    def _repeated(self, text: str) -> bool:
        plain = text.casefold()
        return sum(plain in row.text.casefold() for row in self.view.rows) > 1

    def _sender_line(self) -> Iterator[Candidate[str]]:
        """Read the small line over the window of an envelope: name, street and place with marks between."""
        for row in self.view.rows[:30]:
            for cell in row.cells:
                parts = [part.strip() for part in _STREET_MARK.split(cell.text)]
                if len(parts) < 3:
                    parts = [part.strip() for part in cell.text.split(",")]
                    if len(parts) < 3 or not re.search(r"\d", parts[-1]) or not COMPANY.search(parts[0]):
                        continue
                first = parts[0]
                if len(first) > 2 and not re.search(r"\d", first) and any(re.search(r"\d", part) for part in parts[1:]):
                    words = [word for word in cell.words if word.text in first.split()]
                    if words and not _NOT_NAMES.search(first):
                        source = self.view.source(words, row.page)
                        yield Candidate("name", first, source, ("sender-line", *_form(first)), words[0].confidence, row.index)

    def _beside_numbers(self) -> Iterator[Candidate[str]]:
        """Read a company's name on the row of its own VAT or registration number, as in a footer."""
        for row in self.view.rows:
            hits = [hit for hit in self.view.hits[row.index] if hit.field in {"vat_number", "registration"}]
            if not hits or self.near_buyer(row, hits[0].box):
                continue
            for cell in row.cells:
                found = COMPANY.search(cell.text)
                if found and _nameable(self.view, cell) and cell.words[0].box.left < hits[0].box.left:
                    yield self._name(cell, row.page, ["beside-number", "company-form"], row)

    def _name(self, cell: Cell, page: int, features: Sequence[str], row: Row) -> Candidate[str]:
        words = list(cell.words)
        text = _trim_name(" ".join(word.text for word in words))
        engine = min(word.confidence for word in words)
        return Candidate("name", text, self.view.place(text, cell.box, page), tuple(features), engine, row.index)


def _trim_name(text: str) -> str:
    return text.strip(" .,;:|•●")


def _form(text: str) -> list[str]:
    return ["company-form"] if COMPANY.search(text) else []


def _labels_block(row: Row, hit: Hit) -> bool:
    """Whether a label for a party really heads an address: alone in its cell, or before a colon."""
    cell = next((cell for cell in row.cells if row.words[hit.start] in cell.words), None)
    if cell is None or cell.words[0] is not row.words[hit.start]:
        return False
    alone = len(cell.words) == hit.end - hit.start
    return alone or row.words[hit.end - 1].text.endswith(":")


def _is_form(row: Row) -> bool:
    """Whether a row is a label with a colon and its value: the value belongs to the label however far it stands."""
    return len(row.cells) == 2 and row.cells[0].text.rstrip().endswith(":")


def _inside(block: Block, row: Row, box: Box) -> bool:
    if block.page != row.page or not block.hit.box.top - 2 <= box.middle <= block.box.bottom + 1:
        return False
    return block.box.left - 15 <= box.left <= block.box.right + 15


def _nameable(view: View, cell: Cell) -> bool:
    """Whether a cell could be the name of a company: words, not a label, not a title, not an address."""
    text = cell.text
    letters = sum(letter.isalpha() for letter in text)
    if letters < 3 or len(text) > 70 or _NOT_NAMES.search(text) or text.rstrip().endswith(":"):
        return False
    if sum(letter.isdigit() for letter in text) > 3:
        return False
    row = Row(0, 0, cell.words)
    labels = find_labels(row, view.vocabulary.fields)
    titles = find_labels(row, view.vocabulary.kinds)
    if any(hit.start == 0 and hit.end >= len(cell.words) - 1 for hit in titles):
        return False
    return not any(hit.start == 0 and hit.end >= len(cell.words) for hit in labels) and not any(
        hit.start == 0 and cell.words[hit.end - 1].text.endswith(":") for hit in labels
    )


def _longest_iban(text: str) -> str | None:
    """Return the IBAN at the start of a run of groups: what follows it may look like one more group."""
    parts = text.split()
    for size in range(len(parts), 0, -1):
        clean = clean_iban("".join(parts[:size]))
        if clean:
            return clean
    return None


def _words_at(row: Row, start: int, end: int) -> list[Word]:
    result = []
    place = 0
    for word in row.words:
        if place < end and place + len(word.text) > start:
            result.append(word)
        place += len(word.text) + 1
    return result or list(row.words[:1])
