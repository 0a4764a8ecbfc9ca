"""Where a supplier asks to be paid: IBANs, British sort codes with accounts, Danish branches with accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stdnum import luhn

from extract.addresses import Addresses
from extract.candidates import Candidate
from extract.layout import Cell, Row, words_at
from extract.view import View
from extract.vocabulary import Hit
from models.document import Box, Word
from models.identifiers import clean_iban

IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ ]?(?!IBAN|BIC)[A-Z0-9]{2,4}){2,8}(?:[ ]\d)?(?![A-Z0-9])")
IBAN_WORD = re.compile(r"iban|\bbic\b", re.IGNORECASE)
_SORT = re.compile(r"(?<!\d)(\d{2})[- ]?(\d{2})[- ]?(\d{2})(?!\d)")
#: `pay into account 31140982, sort code 08-99-78`.
_ACCOUNT_BEFORE = re.compile(r"(?<!\d)(\d{8})[,;]?\s(?:and\s)?sort\s?code:?\s?(?:no\.?\s)?$", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<![\d-])(\d{8})(?!\d)")
_PAIR = re.compile(r"(?<!\d)(\d{4})[\s.\-/–—]{1,4}(\d{6,10}|\d{3}[ ]\d{3,4}[ ]?\d{0,4})(?!\d)")
_BRANCH = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DANISH_ACCOUNT = re.compile(r"(?<!\d)(\d{5,10}|\d(?: \d{3}){2,3}|(?=(?:\d ?){6,10}(?!\d| \d))\d{2,4}(?: \d{2,4}){1,3})(?!\d)")
#: A Danish payment slip as it is printed for machines: kind, what the payer writes (none on 01 and 73), the creditor's number.
_SLIP = re.compile(r"\+?\s?(?<!\d)(01|04|15|71|73|75)\s?<\s?(\d{15,16})?\s?\+\s?(\d{7,8})\s?<")
#: A sort code with its account and no word for the code between hyphens: `HSBC, 40-22-19, 81440027`, `Lloyds 30-11-75, a/c no. 02247781`.
_BRITISH_PAIR = re.compile(
    r"(?<![\d-])(\d{2})-(\d{2})-(\d{2})[\s,;/|]+(?:(?:a/c|acc|account)\s?(?:no|number)?\.?:?\s?)?(?P<account>\d{8})(?!\d)",
    re.IGNORECASE,
)
#: What is said on its row, or on the one above, where it is an account and no date with a number behind it.
_PAYING = re.compile(
    r"\b(?:(?:our|my)\saccount|pay|paid|payment|payable|bank|bacs|transfer|remit(?:tance)?|building society|lloyds|hsbc|barclays|natwest|santander|nationwide|tsb|halifax|monzo|starling|co-operative)\b",
    re.IGNORECASE,
)
#: An account's label that ends a row, and what the next row begins with.
_BROKEN_LABEL = re.compile(r"\b(?:account|acc|a/c)$", re.IGNORECASE)
_REST_OF_LABEL = re.compile(r"(?:number|no)[.:]{0,2}\s?(\d{8})(?!\d)", re.IGNORECASE)
#: A branch and an account without their labels: before the costlier patterns below are asked.
_BARE_PAIR = re.compile(r"\d{4}[ /-]{1,3}\d{6,10}(?![\d-])")
_A_BANK = r"[^\W\d_]*(?:bank(?:en)?|kasse[nr]?|nordea|nykredit)\b[,:]?\s(?P<branch>\d{4})[ /-]{1,3}(?P<account>\d{6,10})"
#: What is said, beside a bank's name, of a branch and an account without their labels: `Overføres til Solrup Andelskasse 5960 2217004`.
_DANISH_PAIR = re.compile(
    rf"(?:overføres|overført|indbetales|indbetalt|indsættes|indsat|betales|betaling|overførsel|indbetaling)\b(?:(?!\bfra\b)[^\d]|\d\d?[-./]\d\d?[-./]\d\d(?:\d\d)?|\d\d?\. ?[^\W\d_]+ \d{{4}}){{1,60}}?(?<![^\W\d_]){_A_BANK}(?![\d-])",
    re.IGNORECASE,
)
#: The same where a bank's name begins what stands between two marks, as at the foot: `CVR 12345674 | Sletten Andelskasse 5960 2217004`.
_DANISH_PART = re.compile(
    rf"(?:^|[|·•●,;]\s?|\s[-–]\s)(?:[A-ZÆØÅ][^\W\d_]*\s){{0,3}}(?i:{_A_BANK})(?=\.?$|\.?\s?[|·•●,;]|\.?\s[-–]\s|\.\s)"
)
#: The same right behind the words for paying, without a bank: `Overføres til 0652-4480019963`.
_DANISH_PAID = re.compile(
    r"(?:overføres|overført|indbetales|indbetalt|indsættes|indsat)(?: venligst)? (?:til|på) (?P<branch>\d{4})[ /-]{1,3}(?P<account>\d{6,10})(?![\d-])",
    re.IGNORECASE,
)
#: Before the label of an account: it is the one that is paid from.
_PAYERS = frozenset({"jeres", "deres", "din", "kommunens", "your", "fra", "from"})
DANISH = frozenset({"reg_no", "bank_pair", "account_no"})
#: A value begins so many characters after its label at the most.
NEAR = 12
MAX_TEXT = 400
MAX_IBAN = 42
DAYS, MONTHS = 31, 12
#: What stands in one column begins so near, in points.
FLUSH = 3.0
_FIGURE = re.compile(r"\d")
#: Words that may stand between a label of an account and its number; any other leads to another number.
_WORD = re.compile(r"[^\W\d_]{2,}")
_BEFORE_ACCOUNT = frozenset(
    {
        "nr",
        "no",
        "number",
        "nummer",
        "konto",
        "kontonr",
        "kontonummer",
        "account",
        "acc",
        "kto",
        "reg",
        "regnr",
        "is",
        "er",
        "and",
        "og",
        "dkk",
        "gbp",
        "code",
        "sort",
    }
)
#: How many letters an IBAN of each country has (the registry of ISO 13616).
LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "IE": 22, "IT": 27, "LI": 21, "LU": 20, "NL": 18, "NO": 15,
    "PL": 28, "SE": 24,
}  # fmt: skip
#: What a pattern found, on which row.
Found = tuple[re.Match[str], Row]


@dataclass(frozen=True)
class BankFinder:
    """Finds the accounts on one document."""

    view: View
    addresses: Addresses

    def ibans(self) -> Iterator[Candidate[str]]:
        """Yield IBANs: those whose check digits hold anywhere, others only where a word says what they are."""
        for row in self.view.rows:
            text = row.text[:MAX_TEXT]
            for found in IBAN.finditer(text):
                clean, labelled = longest_iban(found.group()), bool(IBAN_WORD.search(text))
                if clean is None:
                    clean = self._over_the_edge(row, found)
                if clean is None and len(re.sub(r"\s", "", found.group())) < min(LENGTHS.values()):
                    continue
                # `VAT no. DE211887768, IBAN DE38 ...`: without check digits only what stands beside the word is one.
                if clean is None and not IBAN_WORD.search(
                    text[max(0, found.start() - NEAR) : found.start()] + text[found.end() : found.end() + NEAR]
                ):
                    continue
                words = words_at(row, found.start(), found.end()) or list(row.words[:1])
                features = ["checksum" if clean else "checksum-fails", "label-strong" if labelled else "unlabelled"]
                if self.addresses.near_buyer(row, words[0].box):
                    features.append("buyer-near")
                yield self._candidate("iban", clean or _of_its_length(re.sub(r"\s", "", found.group())), words, row, features)

    def _over_the_edge(self, row: Row, found: re.Match[str]) -> str | None:
        """Return the IBAN that begins at the end of a row, or of its column, and goes on below, when its check digits hold."""
        following = self.view.next_rows(row, 1)
        words = words_at(row, found.start(), found.end()) if following else []
        cell = row.cell_of(words[-1]) if words else None
        if cell is None or cell.words[-1] is not words[-1]:
            return None
        below = [following[0].text] if words[-1] is row.words[-1] else []
        below += [other.text for other in following[0].cells if _flush(other, cell.box)]
        return next((clean for text in below if (clean := longest_iban(f"{found.group()} {text[:MAX_IBAN]}"))), None)

    def slips(self) -> Iterator[Candidate[str]]:
        """Yield the lines of payment slips (FIK, giro), written as `+71<123456789012345+87654321<`."""
        for row in self.view.rows:
            text = row.text[:MAX_TEXT]
            for found in _SLIP.finditer(text):
                kind, written, creditor = found[1], found[2] or "", found[3]
                words = words_at(row, found.start(), found.end()) or list(row.words[:1])
                held = "checksum" if written and luhn.is_valid(written) else "shape-strict" if not written else "checksum-fails"
                yield self._candidate("payment_slip", f"+{kind}<{written}+{creditor}<", words, row, [held])

    def accounts(self) -> Iterator[Candidate[str]]:
        """Yield domestic accounts, `sortcode-account` and `branch-account`."""
        for row in self.view.rows:
            names = {hit.field for hit in self._labels(row)}
            labelled = list(self._british(row)) if "sort_code" in names else []
            yield from labelled
            if not labelled and self.view.options.pack.code == "gb":
                # `16-00-38, 27710045 (sort code, account)` is labelled behind.
                yield from self._british_pair(row)
            if names & DANISH and not names & {"sort_code"}:
                yield from self._danish(row)
            elif self.view.options.pack.code == "dk":
                yield from self._danish_pair(row)

    def _candidate(self, field: str, value: str, words: Sequence[Word], row: Row, features: Sequence[str]) -> Candidate[str]:
        engine = min(word.confidence for word in words)
        return Candidate(field, value, self.view.source(words, row.page), tuple(features), engine, row.index)

    def _british(self, row: Row) -> Iterator[Candidate[str]]:
        near = [row, *self.view.next_rows(row, 2)]
        sort = self._after(near[:1], {"sort_code"}, _SORT) or self._under(row, {"sort_code"}, _SORT)
        account = self._after(near, {"account_no"}, _ACCOUNT) or next(
            (found for each in near if (found := self._under(each, {"account_no"}, _ACCOUNT))), None
        )
        if sort and account is None:
            loose = _ACCOUNT.search(sort[1].text, sort[0].end())
            account = (loose, sort[1]) if loose else None
        if sort and account is None and (before := _ACCOUNT_BEFORE.search(sort[1].text[: sort[0].start()])):
            account = (before, sort[1])
        if sort and account is None and (below := near[1:2]) and _BROKEN_LABEL.search(row.text):
            # `Sort code 20-44-81, account` over `number 30417752`: the label itself was wrapped.
            wrapped = _REST_OF_LABEL.match(below[0].text)
            account = (wrapped, below[0]) if wrapped else None
        if sort and account:
            words = words_at(account[1], account[0].start(1), account[0].end(1))
            value = f"{''.join(sort[0].groups())}-{account[0][1]}"
            yield self._candidate("bank_account", value, words, account[1], ("label-strong", "right", "shape-strict"))

    def _british_pair(self, row: Row) -> Iterator[Candidate[str]]:
        """Yield a sort code and an account that stand together without their labels, perhaps broken over two rows; it is never sure."""
        below = self.view.next_rows(row, 1)
        own = row.text[:MAX_TEXT]
        text = f"{own} {below[0].text[:NEAR]}" if below else own
        found = _BRITISH_PAIR.search(text)
        # A code that is all of its row may stand below whom to pay: `Pay to` over `Elm House Ltd` over `40-99-12`.
        above = " ".join(each.text[:MAX_TEXT] for each in self.view.rows[max(0, row.index - (1 + _is_sort(own))) : row.index])
        if found is None or found.start() >= len(own):
            return
        if not _PAYING.search(f"{above} {own}") and (_may_be_day(found) or found.end() < len(own)):
            return
        words = words_at(row, found.start(), found.end()) or list(row.words[:1])
        value = f"{found[1]}{found[2]}{found[3]}-{found['account']}"
        yield self._candidate("bank_account", value, words, row, ("unlabelled", "right", "shape-strict"))

    def _danish_pair(self, row: Row) -> Iterator[Candidate[str]]:
        """Yield a branch and an account that stand behind the name of a bank without their labels; it is never sure."""
        text = row.text[:MAX_TEXT]
        if _BARE_PAIR.search(text) and (
            found := _DANISH_PAIR.search(text) or _DANISH_PART.search(text) or _DANISH_PAID.search(text)
        ):
            words = words_at(row, found.start("branch"), found.end())
            yield self._candidate(
                "bank_account", f"{found['branch']}-{found['account']}", words, row, ("unlabelled", "right", "shape-strict")
            )

    def _danish(self, row: Row) -> Iterator[Candidate[str]]:
        branch = self._after([row], {"reg_no"}, _BRANCH) or self._under(row, {"reg_no"}, _BRANCH)
        pair = self._after([row], DANISH, _PAIR, reach=30) or self._under(row, {"bank_pair"}, _PAIR)
        if branch and pair and branch[1] is row and pair[1] is row and branch[0].end() <= pair[0].start():
            pair = None  # `reg.nr. 9070 konto 1623 884 402`: the branch is named, and what follows is all account
        place = "right"
        if pair is None and branch is None:
            pair, place = self._under_name_of_bank(row), "below"
        if pair and not pair[0].group().count("-") > 1:
            words = words_at(pair[1], pair[0].start(), pair[0].end())
            value = f"{pair[0][1]}-{pair[0][2].replace(' ', '')}"
            yield self._candidate("bank_account", value, words, pair[1], ("label-fair", place, "shape-strict"))
            return
        near = [row, *self.view.next_rows(row, 1)]
        account = self._after(near, {"account_no"}, _DANISH_ACCOUNT) or next(
            (found for each in near if (found := self._under(each, {"account_no"}, _DANISH_ACCOUNT))), None
        )
        if branch and account:
            words = words_at(account[1], account[0].start(1), account[0].end(1))
            value = f"{branch[0][1]}-{account[0][1].replace(' ', '')}"
            yield self._candidate("bank_account", value, words, account[1], ("label-fair", "right", "shape-strict"))

    def _under_name_of_bank(self, row: Row) -> Found | None:
        """Find branch and account in a column of a strip: `Bank` over the bank's name over `5960 0002217004`, flush left."""
        name, *below = self.view.next_rows(row, 2) or (row,)
        for hit in self.view.hits[row.index] if below else ():
            if hit.field != "bank_pair" or len(row.cell_of(row.words[hit.start]).words) != hit.end - hit.start:
                continue
            column = [next((cell for cell in each.cells if _flush(cell, hit.box)), None) for each in (name, *below)]
            first, second = column
            if first and second and second.box.top - first.box.bottom < row.height and not _FIGURE.search(first.text):
                found = _PAIR.fullmatch(second.text)
                if found:
                    return found, Row(row.page, below[0].index, second.words)
        return None

    def _labels(self, row: Row) -> list[Hit]:
        """Return the labels of a row; an account of the payer's (`trækkes fra jeres konto`) is none to pay into."""
        hits = self.view.hits[row.index]
        return [hit for hit in hits if not hit.start or row.words[hit.start - 1].text.lower() not in _PAYERS]

    def _after(
        self, rows: Sequence[Row], fields: set[str] | frozenset[str], pattern: re.Pattern[str], reach: int = NEAR
    ) -> Found | None:
        """Find a pattern soon after a label on one of the rows."""
        for row in rows:
            for hit in self._labels(row):
                if hit.field not in fields:
                    continue
                start = len(" ".join(word.text for word in row.words[: hit.end]))
                found = pattern.search(row.text[:MAX_TEXT], start)
                if (
                    found
                    and found.start() - start < reach
                    and (pattern is _PAIR or not _of_another(row.text[start : found.start()]))
                ):
                    return found, row
        return None

    def _under(self, row: Row, fields: set[str], pattern: re.Pattern[str]) -> Found | None:
        """Find a pattern in the row below a label that ends its cell: a narrow column breaks between the two."""
        below = self.view.next_rows(row, 1)
        for hit in self._labels(row) if below else ():
            cell = next((cell for cell in row.cells if row.words[hit.end - 1] in cell.words), None)
            if hit.field not in fields or cell is None or cell.words[-1] is not row.words[hit.end - 1]:
                continue
            for other in below[0].cells:
                found = (
                    pattern.match(other.text) if other.box.left < cell.box.right and other.box.right > cell.box.left else None
                )
                if found:
                    return found, Row(row.page, below[0].index, other.words)
        return None


def _of_another(between: str) -> bool:
    """Whether what stands between a label and a number leads to something else: `konto` with no number, `, mærket 884120`; or begins a reference, `F-20260719`."""
    return any(word.lower() not in _BEFORE_ACCOUNT for word in _WORD.findall(between)) or between.endswith("-")


def _may_be_day(found: re.Match[str]) -> bool:
    """Whether a sort code could be a day too: `Unity 60-83-01 / 20441907` ends a row and is none."""
    return int(found[1]) <= DAYS and int(found[2]) <= MONTHS


def _flush(cell: Cell, box: Box) -> bool:
    return abs(cell.box.left - box.left) < FLUSH


def _is_sort(text: str) -> bool:
    return _SORT.fullmatch(text) is not None


def longest_iban(text: str) -> str | None:
    """Return the IBAN at the start of a run of groups: what follows it may look like one more group.

    >>> longest_iban("DK50 0040 0440 1162 43 2970")
    'DK5000400440116243'
    """
    parts = text.split()
    for size in range(len(parts), 0, -1):
        clean = clean_iban("".join(parts[:size]))
        if clean:
            return clean
    return None


def _of_its_length(text: str) -> str:
    """Return an IBAN without the words that stand behind it.

    >>> _of_its_length("DK6708283510447718SWIFT"), _of_its_length("DK67")
    ('DK6708283510447718', 'DK67')
    """
    return text[: LENGTHS.get(text[:2], len(text))]
