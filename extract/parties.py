"""The supplier as printed, kept apart from the buyer: name, registration, VAT number, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.addresses import Addresses
from extract.bank import IBAN, IBAN_WORD, NEAR, BankFinder, longest_iban
from extract.candidates import Candidate, choose
from extract.confidence import label_feature
from extract.labelled import led_by_another
from extract.layout import Row, words_at
from extract.names import NameFinder
from extract.once import once
from extract.owners import choose_name
from extract.registers import Registered, registered
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import Hit
from models.document import Reading, Word
from models.identifiers import clean_company_number, clean_cvr, clean_vat, cvr_check_holds
from models.invoice import SupplierReading

_VAT = re.compile(
    r"(?<![A-Z0-9])(?:GB|DE|FR|DK|AT|NL|BE|IE|SE|NO|PL|ES|IT|LU|FI|ATU)[\s.-]?(?!DK\d)(?=[\dA-Z])[\dA-Z]{0,2}\d(?:[ .-]?\d){5,12}(?:(?<=IE\d{7})[A-W][A-I]?)?(?![\dA-Z])"
)
_IRISH = re.compile(r"\b(?:Ireland|Dublin|CRO)\b")
_FIGURE = re.compile(r"\d")
_BARE_VAT = re.compile(r"^[.:#]*(?:DK|GB)?(\d{9}|\d{8})(?!\d)")
#: Digits of a British VAT number (VAT Notice 700, 5.2 names its form; branches have three more).
BRITISH_DIGITS = 9
#: Digits of a Danish one, the labels of which begin like this; the SE number of the tax office is one (momsbekendtgørelsen names the form).
DANISH_DIGITS, _DANISH = 8, ("se", "moms")
#: These may label the number of a charity, which has fewer digits, or of a home, which begins with letters.
_OF_ANY_REGISTER = frozenset({"registration no", "registration number"})
#: Words between a label and its number.
_BETWEEN = frozenset({"", "no", "number", "nr", "nummer", "no.:"})
#: A value under its label begins so near its left edge, in points; so many rows and line heights below it are looked at.
ACROSS, BELOW_ROWS, BELOW = 30.0, 3, 1.5
#: So much of a row is looked through for the numbers of registers abroad.
MAX_TEXT = 400
#: A candidate below this is not worth a reading.
LEAST = 0.3


def find_supplier(view: View, used: frozenset[int]) -> SupplierReading:
    """Return all that is printed about the supplier; `used` are the rows of the table of lines."""
    addresses = Addresses(view, used)
    numbers = NumberFinder(view, addresses)
    bank = BankFinder(view, addresses)
    registration = choose(numbers.registrations())
    of_register = registration.value if registration else ""
    ibans = list(bank.ibans())
    # Where no account is printed behind its label, the number of the company may be the next one.
    accounts = [each for each in bank.accounts() if not (of_register and each.value.endswith(f"-{of_register}"))]
    iban, account = choose(ibans), choose(accounts)
    chosen = {each.value for each in (iban, account) if each}
    return SupplierReading(
        name=_read(choose_name(view, NameFinder(view, addresses, used).names())),
        registration=_read(registration),
        vat_number=_read(choose(each for each in numbers.vats() if each.score > LEAST)),
        bank_account=_read(account),
        iban=_read(iban),
        payment_slip=_read(choose(bank.slips())),
        other_accounts=tuple(_others([*ibans, *accounts], chosen)),
    )


def _read(candidate: Candidate[str] | None) -> Reading[str] | None:
    return candidate.reading() if candidate else None


def _others(candidates: Sequence[Candidate[str]], seen: set[str]) -> Iterator[Reading[str]]:
    for candidate in candidates:
        if candidate.value not in seen:
            seen = seen | {candidate.value}
            yield candidate.reading()


@dataclass(frozen=True)
class NumberFinder:
    """Finds the supplier's registration and VAT number."""

    view: View
    addresses: Addresses

    def vats(self) -> Iterator[Candidate[str]]:
        """Yield VAT numbers with their country's letters anywhere, without them only behind a label."""
        for row in self.view.rows:
            labels = [hit for hit in self.view.hits[row.index] if hit.field in {"vat_number", "registration", "buyer_vat"}]
            for words, found in _vat_shapes(row):
                begin = row.words.index(words[0])
                label = next((hit for hit in reversed(labels) if hit.start <= begin), None)
                text = re.sub(r"[\s.-]", "", found.group())
                if (label is None or label.field != "buyer_vat") and not _too_long(text):
                    yield self._number("vat_number", text, words, row, label, valid=clean_vat(text) is not None)
            for hit in labels:
                if hit.field == "vat_number":
                    yield from self._bare_vat(row, hit)
        yield from self._abroad(tax=True)

    def _abroad(self, *, tax: bool) -> Iterator[Candidate[str]]:
        """Yield the numbers of registers abroad: their own letters label them."""
        partnership = any(found.number.startswith("HRA") for _, found in self._registered)
        for row, found in self._registered:
            # The company that is liable for a partnership (`GmbH & Co. KG`) is printed with it, and is not who sells.
            if found.tax == tax and not (partnership and found.number.startswith("HRB")):
                features = ["label-strong", "right", *(["checksum"] if found.checked else [])]
                words = words_at(row, found.start, found.end)
                yield self._told("vat_number" if tax else "registration", found.number, words, row, features)

    @once
    def _registered(self) -> tuple[tuple[Row, Registered], ...]:
        return tuple((row, found) for row in self.view.rows for found in registered(row.text[:MAX_TEXT]))

    def _bare_vat(self, row: Row, hit: Hit) -> Iterator[Candidate[str]]:
        words = list(row.words[hit.end : hit.end + 4])
        found = _BARE_VAT.match("".join(word.text for word in words))
        if found and not words[0].text[:2].isalpha():
            number = self._letters(hit, found[1]) + found[1]
            yield self._number("vat_number", number, words[:1], row, hit, valid=clean_vat(number) is not None)

    def _letters(self, hit: Hit, digits: str) -> str:
        """Return the letters that go without saying before a number at home: nine digits behind `VAT No.` in England, eight behind `SE-nr.` in Denmark."""
        label, home = normalise(hit.text), self.view.options.pack.code
        british = home == "gb" and label.startswith("vat") and len(digits) == BRITISH_DIGITS
        danish = home == "dk" and label.startswith(_DANISH) and len(digits) == DANISH_DIGITS
        return "GB" if british else "DK" if danish else ""

    def registrations(self) -> Iterator[Candidate[str]]:
        """Yield company numbers behind their labels, in the form of the label's country."""
        for row in self.view.rows:
            for hit in self.view.hits[row.index]:
                if hit.field == "registration" and not _buyers(hit, self.view.hits[row.index]):
                    yield from self._registration(row, hit)
        yield from self._abroad(tax=False)

    def _registration(self, row: Row, hit: Hit) -> Iterator[Candidate[str]]:
        cell = row.cell_of(row.words[hit.start])
        # In a strip of labels, `Telefon | CVR-nr. | Bank`, what stands beside one is no value but the next label.
        strip = len(cell.words) == hit.end - hit.start and any(
            other.start == hit.end and row.words[other.start] not in cell.words for other in self.view.hits[row.index]
        )
        beside = () if strip else row.words[hit.end : hit.end + 6]
        words = [word for word in beside if word.text.strip(".:#").lower() not in _BETWEEN]
        if not words:
            row, words = self._below(row, hit)
        for size in (1, 2, 4):
            text = "".join(word.text for word in words[:size]).strip(".,:;#()")
            # The register in Dublin fills its numbers with no noughts.
            irish = text.isdigit() and _IRISH.search(row.text) is not None
            number, valid = (text, False) if irish else _company_number(text, hit.language)
            if number and ((text == number and number.isdigit()) or normalise(hit.text) not in _OF_ANY_REGISTER):
                yield self._number("registration", number, words[:size], row, hit, valid=valid)
                return

    def _below(self, row: Row, hit: Hit) -> tuple[Row, list[Word]]:
        """Return the words under a label; rows of a table may stand between them where label and value stand in a column beside it."""
        if hit.end == len(row.words) > hit.end - hit.start:
            # A sentence was wrapped behind the label: `..., registered charity 1199001, company` over `05533180`.
            for below in self.view.next_rows(row, 1):
                if below.box.top - row.box.bottom < row.height and below.words[0].text[:1].isdigit():
                    return below, list(below.words[:1])
        for below in self.view.next_rows(row, BELOW_ROWS):
            words = [word for word in below.words if abs(word.box.left - hit.box.left) < ACROSS]
            if words and led_by_another(self.view, below, hit, below.cell_of(words[0]).words, words[0]):
                return row, []
            if words or below.box.top - hit.box.bottom > BELOW * hit.box.height:
                return (below, words) if words else (row, [])
        return row, []

    def _number(
        self, field: str, text: str, words: Sequence[Word], row: Row, hit: Hit | None, *, valid: bool
    ) -> Candidate[str]:
        features = ["checksum"] if valid else []
        features += [label_feature(hit.rank), "right"] if hit else ["unlabelled"]
        return self._told(field, text, words, row, features, hit.text if hit else "")

    def _told(
        self, field: str, text: str, words: Sequence[Word], row: Row, features: list[str], label: str = ""
    ) -> Candidate[str]:
        if self.addresses.near_buyer(row, words[0].box):
            features.append("buyer-near")
        engine = min(word.confidence for word in words)
        source = self.view.source(words, row.page)
        return Candidate(field, text, source, tuple(features), engine, row.index, label)


def _vat_shapes(row: Row) -> Iterator[tuple[list[Word], re.Match[str]]]:
    """Yield what looks like a VAT number with its country; an IBAN begins like one."""
    for cell in row.cells:
        text = cell.text[:200]
        if _FIGURE.search(text) is None:
            continue
        accounts = [found for found in IBAN.finditer(text) if longest_iban(found.group()) or _behind_iban(text, found.start())]
        part = Row(row.page, row.index, cell.words)
        for found in _VAT.finditer(text):
            inside = any(each.start() <= found.start() < each.end() for each in accounts)
            if not inside and not _behind_iban(text, found.start()):
                yield words_at(part, found.start(), found.end()), found


def _too_long(text: str) -> bool:
    """Whether a number has more digits than its country's have: `DK97 5301 0000 2477 19` is an account, also when a digit of it is wrong."""
    return text.startswith("DK") and len(text) > len("DK12345674")


def _behind_iban(text: str, place: int) -> bool:
    return IBAN_WORD.search(text, max(0, place - NEAR), place) is not None


def _buyers(hit: Hit, hits: Sequence[Hit]) -> bool:
    return any(other.field == "buyer_vat" and other.start <= hit.start < other.end for other in hits)


def _company_number(text: str, language: str) -> tuple[str | None, bool]:
    """Read a number as the country of its label writes it, and say whether its check digit holds."""
    if language == "da":
        danish = clean_cvr(text)
        return danish, danish is not None and cvr_check_holds(danish)
    return (clean_company_number(text), True) if language == "en" else (None, False)
