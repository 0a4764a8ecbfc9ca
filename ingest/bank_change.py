"""Words that ask for other bank details. Found words hold payments; so boilerplate that warns of fraud is told apart."""

from __future__ import annotations

import re

_BANK_DA = r"(?:bank(?:konto|oplysninger|forbindelse|nummer|kontonummer|detaljer)?|konto(?:nummer|oplysninger|nr)?|betalingsoplysninger|reg\.?\s?nr|nem ?konto)"
_BANK_EN = r"(?:bank(?:ing)?(?: account)?(?: details| information| number)?|account (?:details|number)|sort code|payment details|remittance details)"
_ASKS = re.compile(
    rf"\b(?:ny|nye|nyt|ændre\w{{0,4}}|skift\w{{0,4}}|opdater\w{{0,4}}|flyt\w{{0,4}})\b[^.!?\n]{{0,40}}\b{_BANK_DA}\b"
    rf"|\b{_BANK_DA}\b[^.!?\n]{{0,40}}\b(?:er (?:blevet )?(?:ændret|skiftet|opdateret|nye?)|ændres|ændrer sig)\b"
    rf"|\bkonto(?:skift|ændring)\b|\bbankskift\b"
    rf"|\b(?:new|changed|changing|change|updated?|revised|different)\b[^.!?\n]{{0,40}}\b{_BANK_EN}\b"
    rf"|\b{_BANK_EN}\b[^.!?\n]{{0,40}}\b(?:(?:has|have) (?:now |recently )?(?:been )?(?:changed|updated|moved)|will change|is changing|are changing)\b"
    rf"|\b(?:moved|switched|changed) (?:our )?banks?\b|\bchange of bank\b|\bskiftet bank\b",
    re.IGNORECASE,
)
_WARNS = re.compile(
    r"\b(?:will|shall|would|do|does) (?:never|not)\b|\bnever (?:change|ask|notify|send)|(?:has|have) not (?:been )?(?:changed?|updated)|\bno changes?\b"
    r"|\bif you (?:ever )?(?:receive|get|are asked)|\bbeware\b|\bbe (?:alert|aware)\b|\bscam|\bfraud"
    r"|\b(?:ændrer|skifter|sender|beder) (?:aldrig|ikke)\b|\baldrig (?:ændre|bede|sende)|\bhar ikke (?:ændret|skiftet|fået)|\bhvis (?:du|i) modtager\b|\bsvindel|\bikke ændret",
    re.IGNORECASE,
)
#: Who asks for our details means to pay us.
_ASKS_OURS = re.compile(
    r"\b(?:your|jeres|kommunens|the council'?s)\s+(?:\w{1,12}\s+)?(?:bank|account|sort code|konto|reg|betaling)", re.IGNORECASE
)
_OWN = re.compile(r"\b(?:our|my|vores|vor|vort|min|mit|mine)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def find_bank_change(text: str) -> str | None:
    """Return the words that ask for other bank details, or None. Quoted lines are the other side's and do not count.

    >>> find_bank_change("Bemærk venligst vores nye kontonummer.")
    'nye kontonummer'
    >>> find_bank_change("We will never change our bank details by e-mail.") is None
    True
    """
    own = "\n".join(line[:2000] for line in text[:50_000].splitlines() if not line.lstrip().startswith(">"))
    for sentence in _SENTENCE.split(own):
        joined = " ".join(sentence.split())[:2000]
        found = _ASKS.search(joined)
        is_question = bool(_ASKS_OURS.search(joined)) and not _OWN.search(joined)
        if found and not _WARNS.search(joined) and not is_question:
            return found[0]
    return None
