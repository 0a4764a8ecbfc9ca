"""The language of a page, from its small words: each page is read in one language, because two at once lose æ, ø and å."""

from __future__ import annotations

from collections.abc import Iterable

#: Words that stand on invoices and letters of one language and not of the others, without accents as a foreign engine reads them.
TELLING = {
    "da": frozenset(
        [
            "og",
            "til",
            "af",
            "den",
            "fra",
            "nr",
            "faktura",
            "fakturanr",
            "fakturadato",
            "belob",
            "beløb",
            "ialt",
            "moms",
            "betales",
            "senest",
            "kommune",
            "antal",
            "pris",
            "dato",
            "ydelse",
            "periode",
            "bankkonto",
            "konto",
            "betaling",
            "forfaldsdato",
            "kreditnota",
            "vedr",
            "vores",
            "vedrørende",
            "ogsa",
            "også",
            "timer",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "for",
            "invoice",
            "date",
            "due",
            "total",
            "amount",
            "please",
            "payment",
            "number",
            "sort",
            "code",
            "description",
            "quantity",
            "price",
            "council",
            "care",
            "week",
            "weeks",
            "hours",
            "with",
            "within",
            "payable",
            "from",
            "your",
            "our",
        ]
    ),
    "de": frozenset(
        [
            "und",
            "die",
            "das",
            "von",
            "fur",
            "für",
            "rechnung",
            "rechnungsnummer",
            "rechnungsdatum",
            "datum",
            "betrag",
            "menge",
            "preis",
            "mwst",
            "ust",
            "steuernummer",
            "lieferschein",
            "summe",
            "kunde",
            "kundennummer",
            "bitte",
            "zahlung",
            "tage",
            "einzelpreis",
            "gesamt",
            "netto",
            "brutto",
            "bis",
            "wir",
            "sie",
            "ihre",
            "wird",
            "ist",
            "auf",
            "nach",
            "oder",
            "vom",
            "zum",
            "zur",
            "straße",
            "seite",
            "bezeichnung",
            "leistung",
            "lieferung",
            "lieferdatum",
            "gesamtbetrag",
            "rechnungsbetrag",
            "nettobetrag",
            "bruttobetrag",
            "zwischensumme",
            "steuersatz",
            "zahlbar",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "et",
            "de",
            "pour",
            "facture",
            "date",
            "echeance",
            "échéance",
            "montant",
            "total",
            "tva",
            "quantite",
            "quantité",
            "prix",
            "siret",
            "client",
            "paiement",
            "numero",
            "numéro",
            "reference",
            "référence",
        ]
    ),
}
#: A language is told from the words when it has so many of them, so many different ones, and so many times those of the one we read in.
LEAST = 4
DIFFERENT = 3
CLEARLY = 2


def telling_language(texts: Iterable[str], read_in: str) -> str:
    """Return the language that the words show, or the one they were read in when they do not show another clearly.

    >>> telling_language("Rechnung und Lieferschein für den Kunden bitte bis".split(), "en")
    'de'
    >>> telling_language("Invoice 7 of 9".split(), "en")
    'en'
    """
    words = [text.strip(".,:;()").casefold() for text in texts]
    found = {language: [word for word in words if word in telling] for language, telling in TELLING.items()}
    best = max(found, key=lambda language: (len(found[language]), language == read_in))
    count, own = len(found[best]), len(found.get(read_in, ()))
    return best if count >= LEAST and len(set(found[best])) >= DIFFERENT and count > CLEARLY * own else read_in
