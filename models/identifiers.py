"""Numbers that name people, companies, places and accounts: clean forms, checks, and how to show them masked.

Marking a real number as wrong is worse than letting a wrong one through, because what is let through must still be found
in the master data. A check digit therefore lowers trust and never decides, except where it always holds (GLN, NHS, IBAN).

Sources: CPR https://www.cpr.dk/media/12066/personnummeret-i-cpr.pdf; CVR and SE: python-stdnum; NHS number: NHS data
dictionary; IBAN: ISO 13616; GLN: GS1 general specifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

#: Longer texts are not numbers; nothing below looks at more of one.
LONGEST = 80


_BETWEEN = re.compile(r"[^0-9A-Za-z]+")


def compact(text: str) -> str:
    """Return the letters and digits, in capitals, without anything between them.

    >>> compact("dk 12 34-56.74")
    'DK12345674'
    """
    short = text[:LONGEST]
    # Most numbers come without anything between already.
    if short.isascii() and short.isalnum():
        return short if short.isdigit() else short.upper()
    return _BETWEEN.sub("", short).upper()


# --- people ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cpr:
    """A Danish personal number. `standard` is False for administrative numbers that only look like one."""

    number: str
    born: date | None
    check_digit_holds: bool
    standard: bool = True

    def __repr__(self) -> str:
        return f"Cpr({mask(self.number)})"


_CPR = re.compile(r"([0-9]{6})([0-9]{4})")
#: Replacement numbers are given to people without a CPR: letters in the last four, or the day plus 60.
_REPLACEMENT = re.compile(r"([0-9]{6})([0-9A-Z]{4})")
_CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


@lru_cache(maxsize=512)
def parse_cpr(text: str) -> Cpr | None:
    """Read a personal number as printed; None when it cannot be one.

    Numbers given out since October 2007 may fail the modulus-11 check, so that check is only reported.

    >>> parse_cpr("150331-4203").check_digit_holds, parse_cpr("010135 4200").check_digit_holds
    (True, False)
    >>> parse_cpr("1503314203").born, parse_cpr("311331-4203")
    (datetime.date(2031, 3, 15), None)
    >>> parse_cpr("010160-ABC1").standard, parse_cpr("750331-4203").standard
    (False, False)
    """
    clean = compact(text)
    if not _REPLACEMENT.fullmatch(clean):
        return None
    if not _CPR.fullmatch(clean):
        plausible = _birth(clean[:6], "0") is not None and not clean[6:].isdigit()
        return Cpr(clean, None, check_digit_holds=False, standard=False) if plausible else None
    if born := _birth(clean[:6], clean[6]):
        return Cpr(clean, born, check_digit_holds=_cpr_check(clean))
    if 61 <= int(clean[:2]) <= 91 and _birth(f"{int(clean[:2]) - 60:02}{clean[2:6]}", clean[6]):
        return Cpr(clean, None, check_digit_holds=False, standard=False)
    return None


def century(seventh: str, year: int) -> int:
    """Return the century that the seventh digit and the two-digit year give (CPR office's table).

    >>> century("3", 31), century("4", 36), century("4", 37), century("5", 57), century("5", 58)
    (1900, 2000, 1900, 2000, 1800)
    """
    if seventh in "0123":
        return 1900
    if seventh in "49":
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def _birth(six: str, seventh: str) -> date | None:
    day, month, year = int(six[:2]), int(six[2:4]), int(six[4:])
    try:
        return date(century(seventh, year) + year, month, day)
    except ValueError:
        return None


def _cpr_check(clean: str) -> bool:
    return int(sum(map(mul, _CPR_WEIGHTS, map(int, clean)))) % 11 == 0


def clean_cpr(text: str) -> str | None:
    """Return the ten characters of a personal number, or None when it cannot be one.

    >>> clean_cpr("150331-4203"), clean_cpr("010135-4200"), clean_cpr("12345674")
    ('1503314203', '0101354200', None)
    """
    cpr = parse_cpr(text)
    return cpr.number if cpr else None


_CPR_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}[ \-\u2010-\u2013]?[0-9]{4}(?![0-9A-Za-z])"
)
#: Numbers of the same shape that are something else say so just before.
_NOT_A_PERSON = re.compile(
    r"(?:p-?nr|p-?nummer|produktionsenhed\w{0,12}|tlf|telefon|mobil|phone|konto|kontonr|kontonummer|reg|fik|giro|gln|ean"
    r"|faktura|fakturanr|fakturanummer|invoice|ordre|ordrenr|kundenr|kundenummer|bilag|\+71<|\+73<|\+75<)"
    r"\W{0,3}(?:nr|nummer|no)?\W{0,4}\Z",
    re.IGNORECASE,
)


def find_cprs(text: str) -> tuple[tuple[str, int, int], ...]:
    """Find personal numbers in a text: clean form, start, end. Production units, accounts and phones are left out.

    >>> find_cprs("Botilbud CPR 150331-4203, P-nr. 1003314203")
    (('1503314203', 13, 24),)
    """
    return tuple(_cprs(text))


def _cprs(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _CPR_IN_TEXT.finditer(text):
        clean = clean_cpr(found.group())
        if clean and not _NOT_A_PERSON.search(text[max(0, found.start() - 30) : found.start()]):
            yield clean, found.start(), found.end()


def clean_nhs_number(text: str) -> str | None:
    """Return an NHS number's ten digits, or None when the check digit does not hold.

    >>> clean_nhs_number("999 123 4578"), clean_nhs_number("999 123 4579")
    ('9991234578', None)
    """
    clean = compact(text)
    if len(clean) != 10 or not clean.isdigit():
        return None
    check = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), clean, strict=False)) % 11
    return clean if check != 10 and check % 11 == int(clean[9]) else None


_NHS_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{4}(?![0-9A-Za-z])")


def find_nhs_numbers(text: str) -> tuple[tuple[str, int, int], ...]:
    """Find NHS numbers in a text: clean form, start, end.

    >>> find_nhs_numbers("Resident NHS 999 123 4578, phone 020 794 60000")
    (('9991234578', 13, 25),)
    """
    hits = ((clean_nhs_number(found.group()), found.start(), found.end()) for found in _NHS_IN_TEXT.finditer(text))
    return tuple((clean, start, end) for clean, start, end in hits if clean)


def mask(number: str) -> str:
    """Return a personal number that can be shown: enough to recognise, too little to use.

    >>> mask("150331-4203"), mask("9991234578"), mask("1234567"), mask("")
    ('150331-xxxx', '999 xxx 4578', 'xxx4567', '')
    """
    clean = compact(number)
    if len(clean) == 10 and clean_nhs_number(clean) and not clean_cpr(clean):
        return f"{clean[:3]} xxx {clean[6:]}"
    if len(clean) == 10:
        return f"{clean[:6]}-xxxx"
    return "x" * max(len(clean) - 4, 0) + clean[-4:] if len(clean) > 4 else "x" * len(clean)


# --- companies and places -------------------------------------------------------------------------------------------

_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)


def clean_cvr(text: str) -> str | None:
    """Return the eight digits of a Danish company or VAT (SE) number, whatever its check digit says.

    >>> clean_cvr("DK 12 34 56 74"), clean_cvr("12345678"), clean_cvr("150331-4203")
    ('12345674', '12345678', None)
    """
    clean = compact(text).removeprefix("DK")
    return clean if len(clean) == 8 and clean.isdigit() else None


def cvr_check_holds(number: str) -> bool:
    """Whether a clean company number's check digit holds.

    >>> cvr_check_holds("12345674"), cvr_check_holds("12345678")
    (True, False)
    """
    return sum(weight * int(digit) for weight, digit in zip(_CVR_WEIGHTS, number, strict=True)) % 11 == 0


_COMPANY = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z]")


def clean_company_number(text: str) -> str | None:
    """Return a number of the British companies register: eight digits, or two letters and six.

    >>> clean_company_number("1234567"), clean_company_number("oc 301234"), clean_company_number("12")
    ('01234567', 'OC301234', None)
    """
    clean = compact(text)
    if clean.isdigit() and 6 <= len(clean) < 8:
        clean = clean.zfill(8)
    return clean if _COMPANY.fullmatch(clean) else None


def clean_vat(text: str) -> str | None:
    """Return a VAT number with its country's letters, checked where python-stdnum knows how; None when it is not one.

    A bare number is read as it stands: nine or twelve digits are British, eight are Danish.

    >>> clean_vat("GB 980 7806 84"), clean_vat("DK-12345674"), clean_vat("980780684"), clean_vat("GB123456789")
    ('GB980780684', 'DK12345674', 'GB980780684', None)
    """
    from stdnum.dk import cvr
    from stdnum.gb import vat

    clean = compact(text)
    if clean.isdigit():
        clean = {8: "DK", 9: "GB", 12: "GB"}.get(len(clean), "") + clean
    if clean.startswith("GB"):
        return clean if vat.is_valid(clean) else None
    if clean.startswith("DK"):
        return clean if cvr.is_valid(clean) else None
    return clean if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{6,13}", clean) and any(char.isdigit() for char in clean) else None


def clean_gln(text: str) -> str | None:
    """Return the thirteen digits of a place number (GLN, EAN), or None when the check digit does not hold.

    >>> clean_gln("5790 0001 2345 2"), clean_gln("5790000123453")
    ('5790000123452', None)
    """
    clean = compact(text)
    if len(clean) != 13 or not clean.isdigit():
        return None
    return clean if sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(clean)) % 10 == 0 else None


# --- accounts -------------------------------------------------------------------------------------------------------


def clean_iban(text: str) -> str | None:
    """Return an IBAN without spaces, or None when its check digits do not hold.

    >>> clean_iban("GB33 BUKB 2020 1555 5555 55"), clean_iban("GB33 BUKB 2020 1555 5555 56")
    ('GB33BUKB20201555555555', None)
    """
    from stdnum import iban

    clean = compact(text)
    looks_like_one = len(clean) >= 15 and clean[:2].isalpha() and clean[2:4].isdigit()
    return clean if looks_like_one and iban.is_valid(clean, check_country=False) else None


_ACCOUNT = re.compile(r"\s*([0-9]{4}|[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2})[\s\-/:]+([0-9][0-9 ]{3,11})\s*")


@lru_cache(maxsize=2048)
def bank_key(text: str) -> str | None:
    """Return one form for an account however it is written, to compare accounts by; None when it is not one.

    Fourteen digits: a Danish branch (4) and account (10), or a British sort code (6) and account (8). An IBAN of either
    country gives the key of the domestic number inside it; any other IBAN is its own key.

    >>> bank_key("1234-0012345678"), bank_key("1234 12345678"), bank_key("DK50 0040 0440 1162 43")
    ('12340012345678', '12340012345678', '00400440116243')
    >>> bank_key("20-20-15 55555555"), bank_key("GB33BUKB20201555555555"), bank_key("20201555555555")
    ('20201555555555', '20201555555555', '20201555555555')
    """
    text = text[:LONGEST]
    if iban := clean_iban(text):
        return _iban_key(iban)
    if found := _ACCOUNT.fullmatch(text):
        branch, account = compact(found[1]), compact(found[2])
        return branch + account.zfill(14 - len(branch))
    digits = compact(text)
    return digits if digits.isdigit() and len(digits) == 14 else None


def _iban_key(iban: str) -> str:
    if iban.startswith("DK") and len(iban) == 18:
        return iban[4:]
    if iban.startswith("GB") and len(iban) == 22:
        return iban[8:]
    return iban


# --- documents and names --------------------------------------------------------------------------------------------

_RUNS = re.compile(r"[0-9]+|[^\W\d_]+")
_NUMBER_WORDS = frozenset({"FAKTURA", "FAKTURANR", "FAKTURANUMMER", "INVOICE", "INV", "NR", "NO", "NUMMER", "NUMBER"})


def invoice_key(number: str) -> str:
    """Return one form for an invoice number however it is typed; runs stay apart, so `1-11` is not `11-1`.

    >>> invoice_key("INV 0020417"), invoice_key("Faktura nr. 20417"), invoice_key("20417")
    ('20417', '20417', '20417')
    >>> invoice_key("1-11"), invoice_key("11-1"), invoice_key("ELM-88417") == invoice_key("elm88417")
    ('1.11', '11.1', True)
    """
    # In other scripts a capital may be two signs, of which one is no letter.
    runs = (
        _RUNS.findall(number[:LONGEST].upper())
        if number.isascii()
        else [run.upper() for run in _RUNS.findall(number[:LONGEST])]
    )
    kept = [run for run in runs if run not in _NUMBER_WORDS] or runs
    return ".".join([run.lstrip("0") or "0" for run in kept])


_LEGAL_FORMS = frozenset({"LTD", "LIMITED", "PLC", "LLP", "CIC", "APS", "A", "S", "AS", "IVS", "IS", "FMBA", "AMBA", "THE"})


def name_key(name: str) -> str:
    """Return a company name for comparison: letters and digits only, legal forms left out. Never a key by itself.

    >>> name_key("Elm Court Care Ltd."), name_key("ELM COURT CARE LIMITED"), name_key("Bøgely ApS")
    ('ELM COURT CARE', 'ELM COURT CARE', 'BØGELY')
    """
    words = re.findall(r"[^\W_]+", name[:200].upper())
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)
