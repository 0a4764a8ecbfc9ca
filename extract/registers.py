"""Numbers of the company registers of neighbouring countries, told by the form in which they are printed, whatever label stands before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: What begins such a number; hardly any row holds it.
SIGNS = re.compile(r"HR[AB]|GnR|PR|VR|FN|CHE|SIRE[NT]|RCS|R\.C\.S|[OSN][CO]\d|[01]\d{3}\.\d{3}\.\d{3}", re.IGNORECASE)
#: Courts add letters where one keeps the registers of several (Handelsregisterverordnung, section 13: number of the page of the register).
_OF_COURT = r"(?:\s(?:B|P|HL|KI|FL|PI|NZ|CB|FF|NP)(?![^\W\d_]))?"
#: Divisions A and B of the commercial register and that of cooperatives; of partnerships and associations only behind their court.
_GERMAN = re.compile(
    rf"(?<![^\W_])(?:(?P<own>HR\s?[AB]|GnR)|(?:Amtsgericht|AG|Registergericht|Register)\W{{1,3}}(?:[^\W\d_][\w.()/-]*\s){{0,5}}?(?P<behind>PR|VR))(?:-?\s?Nr)?[.:\s]{{0,3}}"
    rf"(?P<page>\d{{1,6}}{_OF_COURT})(?!\d|[.,]\d)"
)
#: Firmenbuchgesetz, section 3: number and check letter.
_AUSTRIAN = re.compile(r"(?<![^\W_])FN[\s:.]{0,2}(?P<number>\d{3,6}\s?[a-z])(?![^\W_])")
#: Verordnung über die Unternehmens-Identifikationsnummer, article 2; what is added makes it a number for value added tax.
_SWISS = re.compile(r"(?<![^\W_])CHE[\s.-]?(?P<number>\d{3}\.?\d{3}\.?\d{3})(?![\d.]*\d)(?P<tax>\s?(?:MWST|TVA|IVA|VAT)\b)?")
#: Code de commerce, article R. 123-221 (nine digits, fourteen with the place); behind the register its town is named.
_FRENCH = re.compile(
    r"(?<![^\W\d_])(?:SIRE[NT]|R\.?C\.?S\.?)\b(?:[\s:.°,]|(?:n°|num[ée]ro|(?-i:[A-ZÉ])[^\W\d_'-]*)(?=[\s:,-])|-){0,8}?(?P<number>\d{3}(?:[\s.]?\d{3}){2}(?:[\s.]?\d{5})?)(?!\s?\d)",
    re.IGNORECASE,
)
#: Code de droit économique, article III.17 (Banque-Carrefour des Entreprises); behind `BE` it is the number for value added tax.
_BELGIAN = re.compile(r"(?<![\w.])(?<!BE\s)(?P<number>[01]\d{3}\.\d{3}\.\d{3})(?![\d.]*\d)")
#: An association is kept in a register of its own, whose court is not always printed: `Brückenbau e. V. • 24937 Flensburg • VR 2291`.
_ASSOCIATION = re.compile(r"(?<![^\W\d_])e\.\s?V\..{0,80}?(?<![^\W_])VR\s?(?P<page>\d{1,6})(?!\d|[.,]\d)")

#: A business has nine digits, each of its places five more.
SIREN_DIGITS = 9
#: Limited liability partnerships of England and Wales, Scotland, and Northern Ireland (Companies House).
_PARTNERSHIP = re.compile(
    r"(?:\b(?:nos?|number|reg|registered|registration|partnership|llp)\W{1,3})(?P<number>(?:OC|SO|NC)\d{6})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Registered:
    """A number of a register as its country writes it, from `start` to `end` of the text. `checked` says that its check digit holds."""

    number: str
    start: int
    end: int
    checked: bool
    #: Whether it is a number for value added tax.
    tax: bool = False


def registered(text: str) -> Iterator[Registered]:
    """Yield the numbers of German, Austrian, Swiss, Belgian and French registers, and of British partnerships, in a row of text.

    >>> [each.number for each in registered("Amtsgericht Kiel HRB 41207 KI, USt-IdNr. DE198745238")]
    ['HRB 41207 KI']
    >>> [each.number for each in registered("AG Bremen PR 1187 · FN 284617k LG Feldkirch")], list(registered("PR 1187"))
    (['PR 1187', 'FN 284617k'], [])
    >>> [(each.number, each.tax) for each in registered("CHE-204.471.173 | MWST-Nr. CHE-115.623.009 MWST")]
    [('CHE-204.471.173', False), ('CHE-115.623.009 MWST', True)]
    >>> [each.number for each in registered("N° d'entreprise 0538.601.705 (RPM Tournai)")], list(registered("BE 0538.601.705"))
    (['0538601705'], [])
    >>> [each.number for each in registered("Brückenbau e. V. • Große Straße 80 • 24937 Flensburg • VR 2291")]
    ['VR 2291']
    >>> [each.number for each in registered("Ashleigh Care Homes LLP, partnership no. OC399018")]
    ['OC399018']
    >>> [each.number for each in registered("SIRET : 812 044 766 00028 - RCS Bordeaux B 447 180 936")]
    ['81204476600028', '447180936']
    """
    if SIGNS.search(text) is None:
        return
    for found in _GERMAN.finditer(text):
        division = (found["own"] or found["behind"]).replace(" ", "")
        start = found.start("own") if found["own"] else found.start("behind")
        yield Registered(f"{division} {found['page']}", start, found.end(), checked=False)
    for found in _PARTNERSHIP.finditer(text):
        yield Registered(found["number"].upper(), found.start("number"), found.end(), checked=False)
    for found in _AUSTRIAN.finditer(text):
        yield Registered(f"FN {found['number'].replace(' ', '')}", found.start(), found.end(), checked=False)
    for found in _ASSOCIATION.finditer(text) if _GERMAN.search(text) is None else ():
        yield Registered(f"VR {found['page']}", found.start("page"), found.end(), checked=False)
    yield from _checked(_SWISS, text, _swiss)
    yield from _checked(_BELGIAN, text, _belgian)
    yield from _checked(_FRENCH, text, _french)


def _checked(
    pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], tuple[str, bool] | None]
) -> Iterator[Registered]:
    """Yield what has the form of a country's numbers and whose check digit holds."""
    for found in pattern.finditer(text):
        number = read(found)
        if number is not None:
            yield Registered(number[0], found.start("number"), found.end(), checked=True, tax=number[1])


def _swiss(found: re.Match[str]) -> tuple[str, bool] | None:
    from stdnum.ch import uid

    digits = found["number"].replace(".", "")
    tax = (found["tax"] or "").strip()
    written = f"CHE-{digits[:3]}.{digits[3:6]}.{digits[6:]}"
    return (f"{written} {tax}".strip(), bool(tax)) if uid.is_valid(f"CHE{digits}") else None


def _belgian(found: re.Match[str]) -> tuple[str, bool] | None:
    from stdnum.be import vat

    digits = found["number"].replace(".", "")
    return (digits, False) if vat.is_valid(f"BE{digits}") else None


def _french(found: re.Match[str]) -> tuple[str, bool] | None:
    from stdnum.fr import siren, siret

    digits = re.sub(r"\D", "", found["number"])
    valid = siren.is_valid(digits) if len(digits) == SIREN_DIGITS else siret.is_valid(digits)
    return (digits, False) if valid else None
