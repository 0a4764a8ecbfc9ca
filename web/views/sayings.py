"""What the reader's checks found, said in the language of whoever looks: the equation that fails, and what small change would close it."""

from __future__ import annotations

import re

from models.finding import Finding
from web import show
from web.words import Words

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def say_finding(finding: Finding, words: Words) -> str:
    """Say a finding from its facts where it has those of an equation, else in its own sentence."""
    facts = dict(finding.facts)
    if "equation" not in facts:
        return finding.detail

    def number(text: str) -> str:
        return _NUMBER.sub(lambda found: show.show_decimal(found.group(), words.language), text)

    said = [words("finding.equation", equation=number(facts["equation"]), stated=number(facts["stated"]))]
    for name, text in finding.facts:
        if name == "closer":
            path, how, value = (*text.split(" "), "")[:3]
            said.append(words(f"finding.closer-{how}", field=_field(path, words), value=number(value)))
    return " ".join(said)


def _field(path: str, words: Words) -> str:
    """Name a field in running text, with its line."""
    parts = path.split(".")
    label = words(f"field.{parts[-1]}")
    return label if len(parts) == 1 else f"{label} ({words('line-n', n=int(parts[1]) + 1)})"
