"""The proof of a decision in words, English and Danish: what was looked at, what ruled it out, what was left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from models.codes.values import fill
from models.decision import Decision, Elimination
from models.grant import Grant


class Reason(Enum):
    """The fact that rules a grant out, as a sentence in English and in Danish."""

    OTHER_SUPPLIER = ("It is with another supplier ({supplier}).", "Den er hos en anden leverandør ({supplier}).")
    EXCLUDED = (
        "{basis} is left to people by the council's policy.",
        "{basis} behandles manuelt efter kommunens regler.",
    )
    OUTSIDE = (
        "It runs from {start} to {end}, and no day of the billed period lies in it.",
        "Den gælder fra {start} til {end}, og ingen dag i den fakturerede periode ligger i den.",
    )
    OPEN_OUTSIDE = (
        "It runs from {start}, and no day of the billed period lies in it.",
        "Den gælder fra {start}, og ingen dag i den fakturerede periode ligger i den.",
    )
    AFTER_DEATH = (
        "The last day that can be paid after the person's death is {end}.",
        "Sidste dag, der kan betales efter borgerens død, er {end}.",
    )
    NO_PRICE = (
        "It has no price per {unit} for the billed period.",
        "Den har ingen takst pr. {unit} i den fakturerede periode.",
    )
    PAID = ("{period} is already paid under it.", "{period} er allerede betalt på den.")
    SUPPLEMENT = (
        "The line names a supplement, and the grant has none that costs this.",
        "Linjen angiver en tillægsydelse, og bevillingen har ingen til dette beløb.",
    )
    NOT_CHOSEN = ("A person says that {chosen} is meant.", "En medarbejder siger, at {chosen} er den rigtige.")
    AMOUNT = (
        "For {period} it gives {expected} ({workings}); the line is {difference} {way}.",
        "For {period} giver den {expected} ({workings}); linjen er {difference} {way}.",
    )


@dataclass(frozen=True, slots=True)
class Reasons:
    """Writes eliminations in one language."""

    language: str

    def of(self, grant: Grant, reason: Reason, **facts: str) -> Elimination:
        """Return the sentence that rules out a grant."""
        if reason is Reason.OUTSIDE and not facts["end"]:
            reason = Reason.OPEN_OUTSIDE
        english, danish = reason.value
        words = {name: say_workings(value, self.language) if name in _SPOKEN else value for name, value in facts.items()}
        return Elimination(grant.grant_id, fill(danish if self.language == "da" else english, words, self.language))


#: Facts made of units and amounts rather than one value.
_SPOKEN = frozenset({"workings", "unit", "way", "parts"})
_DANISH = {
    "open days": "åbningsdage",
    "days": "dage",
    "nights": "nætter",
    "weeks": "uger",
    "months": "måneder",
    "fnc": "sygepleje",
    "top_up": "tilskud",
    "contribution": "egenbetaling",
    "more": "højere",
    "less": "lavere",
    "day": "døgn",
    "week": "uge",
    "month": "måned",
    "hour": "time",
    "visit": "besøg",
    "night": "nat",
    "session": "gang",
    "block": "pakke",
    "year": "år",
}
_ONE = re.compile(r"\b1 (days|nights|weeks|months)\b")
_DANISH_ONE = {"1 dage": "1 dag", "1 nætter": "1 nat", "1 uger": "1 uge", "1 måneder": "1 måned"}
_WORDS = re.compile("|".join(rf"\b{word}\b" for word in _DANISH))
_DECIMALS = re.compile(r"\b([0-9]+)\.([0-9]{2})\b")


def say_workings(text: str, language: str) -> str:
    """Write how an amount comes about in a language.

    >>> say_workings("30 days × 2243.00", "da"), say_workings("30 days × 2243.00", "en")
    ('30 dage × 2.243,00', '30 days × 2,243.00')
    >>> say_workings("1 months × 68389.00", "en"), say_workings("1 months × 68389.00", "da")
    ('1 month × 68,389.00', '1 måned × 68.389,00')
    """
    return " × ".join([_say_part(part, language) for part in text.split(" × ")])


@lru_cache(maxsize=10_000)
def _say_part(text: str, language: str) -> str:
    """Write a count or a price; counts are few, so that most were written before."""
    is_number = text.replace(".", "", 1).isdigit()
    spoken = text if is_number else _say_words(text, language)
    thousands, decimals = (".", ",") if language == "da" else (",", ".")
    return _DECIMALS.sub(lambda found: f"{int(found[1]):,}".replace(",", thousands) + decimals + found[2], spoken)


def _say_words(text: str, language: str) -> str:
    if language != "da":
        return _ONE.sub(lambda found: found.group()[:-1], text)
    one = _ONE.sub(lambda found: _DANISH_ONE[f"1 {_DANISH[found[1]]}"], text)
    return _WORDS.sub(lambda found: _DANISH[found.group()], one)


_HEADINGS = {
    "en": (
        "Line {line}: {verdict} ({code})",
        "Looked at and ruled out:",
        "Left: grant {grant} for {period}, rule {rule}, tier {tier}.",
    ),
    "da": (
        "Linje {line}: {verdict} ({code})",
        "Undersøgt og udelukket:",
        "Tilbage: bevilling {grant} for {period}, regel {rule}, trin {tier}.",
    ),
}
_LAST = {
    "en": ("Would match if: {what}", "Policy {policy}, data {data}."),
    "da": ("Ville passe, hvis: {what}", "Regelsæt {policy}, data {data}."),
}


def proof(decision: Decision, language: str) -> str:
    """Return the whole proof of a decision as text, for staff and auditors. It holds no personal data."""
    return "\n".join(_proof_lines(decision, language))


def _proof_lines(decision: Decision, language: str) -> Iterator[str]:
    head, ruled_out, left = _HEADINGS["da" if language == "da" else "en"]
    would, versions = _LAST["da" if language == "da" else "en"]
    yield head.format(line=decision.line, verdict=decision.verdict.value, code=decision.code)
    yield decision.explanation
    if decision.eliminated:
        yield ruled_out
        yield from (f"  {each.grant_id}: {each.because}" for each in decision.eliminated)
    if decision.grant_id and decision.period and decision.rule:
        facts = {"grant": decision.grant_id, "period": str(decision.period), "rule": decision.rule, "tier": str(decision.tier)}
        yield fill(left, facts, language)
    if decision.would_match_if:
        yield would.format(what=decision.would_match_if)
    yield versions.format(policy=decision.policy_version, data=decision.data_version or "-")


#: Why a line that matches still needs a click.
_WHY = {
    "tier-3": ("the count is known only from the invoice", "antallet kendes kun fra fakturaen"),
    "tier-4": ("it combines several periods, rates or grants", "det kombinerer flere perioder, takster eller bevillinger"),
    "tier-5": (
        "the price is derived in a way that the contract does not name",
        "taksten er omregnet på en måde, som kontrakten ikke nævner",
    ),
    "tier-1": ("exact matches are not automatic here", "præcise match er ikke automatiske her"),
    "tier-2": ("parts of a period are not automatic here", "dele af en periode er ikke automatiske her"),
    "supplier-switch": (
        "automatic posting is switched off for the supplier",
        "automatisk bogføring er slået fra for leverandøren",
    ),
    "negative": ("it takes money back", "det tilbagefører penge"),
    "period": (
        "no period is stated, and this is the only unpaid one that fits",
        "ingen periode er angivet, og dette er den eneste ubetalte, der passer",
    ),
    "chosen": ("a person chose the grant", "en medarbejder har valgt bevillingen"),
    "no-person": ("the document names no person", "dokumentet nævner ingen borger"),
    "other-line": ("another line of the same invoice does", "det gør en anden linje på samme faktura"),
    "subset": ("only the total is stated", "kun totalen er angivet"),
}


def say_why(why: str, language: str) -> str:
    """Return the reason for a click as part of a sentence.

    >>> say_why("tier-3", "en")
    'the count is known only from the invoice'
    """
    english, danish = _WHY[why]
    return danish if language == "da" else english
