"""Every country that afstem knows, in one visible tuple."""

from __future__ import annotations

from decimal import Decimal

from countries.abroad.labels import FRENCH, GERMAN
from countries.denmark import amounts as danish_amounts
from countries.denmark import identifiers as danish
from countries.denmark.labels import DANISH
from countries.england import amounts as english_amounts
from countries.england import identifiers as english
from countries.england.labels import ENGLISH
from models.country import CountryPack, Labels
from models.errors import UsageError
from models.identifiers import compact
from models.policy import DEFAULTS

DENMARK = CountryPack(
    code="dk",
    name="Denmark",
    currency="DKK",
    language="da",
    time_zone="Europe/Copenhagen",
    decimal_comma=True,
    labels=DANISH,
    person_id=danish.person_id,
    find_person_ids=danish.find_person_ids,
    registration=danish.registration,
    offer_rules=(danish_amounts.offers,),
    legal_bases=danish.LEGAL_BASES,
    supplement_words=danish.SUPPLEMENT_WORDS,
    vat_factor=Decimal("1.25"),
    policy=DEFAULTS["dk"],
)

ENGLAND = CountryPack(
    code="gb",
    name="England",
    currency="GBP",
    language="en",
    time_zone="Europe/London",
    decimal_comma=False,
    labels=ENGLISH,
    person_id=english.person_id,
    find_person_ids=english.find_person_ids,
    registration=english.registration,
    offer_rules=(english_amounts.offers,),
    legal_bases=english.LEGAL_BASES,
    supplement_words=english.SUPPLEMENT_WORDS,
    vat_factor=Decimal("1.20"),
    policy=DEFAULTS["gb"],
)


def _nobody(_text: str) -> None:
    """No person of a council here has an identifier of another country."""


def _words_only(code: str, name: str, language: str, time_zone: str, labels: Labels) -> CountryPack:
    """Build a country whose suppliers write to us: its words are read, its rules are not ours."""
    return CountryPack(
        code=code,
        name=name,
        currency="EUR",
        language=language,
        time_zone=time_zone,
        decimal_comma=True,
        labels=labels,
        person_id=_nobody,
        find_person_ids=lambda _text: (),
        registration=lambda text: compact(text) or None,
    )


GERMANY = _words_only("de", "Germany", "de", "Europe/Berlin", GERMAN)
FRANCE = _words_only("fr", "France", "fr", "Europe/Paris", FRENCH)

#: Countries with councils that use afstem first; then those whose invoices are only read.
COUNTRY_PACKS = (DENMARK, ENGLAND, GERMANY, FRANCE)

_OTHER_CODES = {"uk": "gb", "en": "gb", "da": "dk"}


def pack_for(code: str) -> CountryPack:
    """Return a country by its two letters, in either case; raises `UsageError` naming the known ones.

    >>> pack_for("DK").name, pack_for("uk").name
    ('Denmark', 'England')
    """
    wanted = _OTHER_CODES.get(code.lower(), code.lower())
    for pack in COUNTRY_PACKS:
        if pack.code == wanted:
            return pack
    known = ", ".join(pack.code for pack in COUNTRY_PACKS)
    raise UsageError(f"country {code!r} is not known; known countries are {known}.")
