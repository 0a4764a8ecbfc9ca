"""Answers as plain words: lower case, no contractions, the commonest slips of the keyboard mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

CONTRACTIONS = (
    (re.compile(r"[’‘`´]"), "'"),
    (re.compile(r"\b(?:can't|cant|cannot)\b"), "can not"),
    (re.compile(r"\b(?:won't|wont)\b"), "will not"),
    (re.compile(r"\b(do|does|did|is|was|are|were|has|have|had|would|could|should)(?:n't|nt)\b"), r"\1 not"),
    (re.compile(r"\b(she|he|who)'?s\b"), r"\1 is"),
    (re.compile(r"\bunable\b"), "not able"),
    (re.compile(r"\b(?:pls|plse|plz)\b"), "please"),
    (re.compile(r"\b(?:payed|pd)\b"), "paid"),
    (re.compile(r"\b(?:inv|invs)\b"), "invoice"),
    (re.compile(r"\breq'?d\b"), "required"),
    (re.compile(r"\bshd\b"), "should"),
    (re.compile(r"\b(?:recieved?|recived)\b"), "received"),
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\bur\b"), "your"),
    (re.compile(r"\bwks?\b"), "weeks"),
    (re.compile(r"\b(?:amt|acct)\b"), "amount"),
)
#: Words that decide; a word one slip away from exactly one of them is read as it.
KEYWORDS = frozenset({
    "agree", "agreed", "amount", "invoice", "passed", "payment", "return", "returned", "statement", "attached", "account",
    "client", "redundancy", "holiday", "already", "surplus", "deceased", "records", "repaid", "please", "happy", "sorry",
    "contingency", "details", "different", "change", "changed", "explain", "transferred", "paid", "back",
})  # fmt: skip
WORD = re.compile(r"[a-zæøå]+")
SENTENCE_END = re.compile(r"([.;](?=\s|$)|[!?\n]+|\s[-–—]\s|\b(?:but|however|although|though|men|dog)\b)")
#: Clauses are cut to this before any expression sees them.
LONGEST_CLAUSE = 400
#: Words in quotation marks are somebody else's.
QUOTED_WORDS = re.compile(r"\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|«[^»\n]{1,200}»")


def normalise(text: str) -> str:
    """Return the text in plain words.

    >>> normalise("We DON'T agre with this ammount")
    'we do not agree with this amount'
    """
    plain = text.lower()
    for pattern, instead in CONTRACTIONS:
        plain = pattern.sub(instead, plain)
    return WORD.sub(lambda found: _mend(found[0]), plain)


def without_quoted_words(text: str) -> str:
    """Take out what stands in quotation marks."""
    return QUOTED_WORDS.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in plain words; `asked` when it ends with a question mark."""

    text: str
    asked: bool = False


def clauses(plain: str) -> list[Clause]:
    """Split into clauses: at sentence ends, line ends, dashes, and at "but".

    >>> [clause.text for clause in clauses("agreed. 1,085.02 will be paid 20.07.2026 but not before")]
    ['agreed', '1,085.02 will be paid 20.07.2026', 'not before']
    >>> clauses("where to?")
    [Clause(text='where to', asked=True)]
    """
    pieces = SENTENCE_END.split(plain)
    pairs = zip(pieces[::2], [*pieces[1::2], ""], strict=True)
    return [Clause(text.strip()[:LONGEST_CLAUSE], "?" in end) for text, end in pairs if text.strip()]


LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: From this length on, one wrong letter is mended too.
LONG_WORD = 7


@cache
def _slips() -> dict[str, str]:
    """Return every slip of one key from a keyword; those that fit two keywords are left out."""
    found: dict[str, str] = {}
    twice = set()
    for word in KEYWORDS:
        if len(word) < 5:
            continue
        for index in range(len(word)):
            shorter = word[:index] + word[index + 1 :]
            swapped = word[:index] + word[index : index + 2][::-1] + word[index + 2 :]
            doubled = word[: index + 1] + word[index:]
            wrong = [word[:index] + letter + word[index + 1 :] for letter in LETTERS] if len(word) >= LONG_WORD else []
            for slip in (shorter, swapped, doubled, *wrong):
                if slip in KEYWORDS:
                    continue
                if found.setdefault(slip, word) != word:
                    twice.add(slip)
    return {slip: word for slip, word in found.items() if slip not in twice}


#: Real words that are one slip from a keyword.
REAL_WORDS = frozenset({"greed", "mount", "turned", "chance", "charged", "lease", "passe", "passer", "clint", "repair"})


def _mend(word: str) -> str:
    if len(word) < 4 or word in KEYWORDS or word in REAL_WORDS:
        return word
    return _slips().get(word, word)
