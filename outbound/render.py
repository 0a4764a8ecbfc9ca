"""From a draft to exact words: subject, plain text and HTML, or a refusal that says what to mend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, UndefinedError

from models.errors import PermanentError
from models.letter import LetterDraft, RenderedLetter
from outbound.privacy import has_personal_number, plain
from outbound.templating import LetterEnvironment
from outbound.texts import one_line

LONGEST_SUBJECT = 120
LONGEST_BODY = 400_000
_LONGEST_VALUE = 1_000
_WORD = re.compile(r"[^\W\d_]+")
#: How a fact that nobody gave shows in a sentence (see `models.codes.values.fill`).
_MISSING_FACT = re.compile(r"\(\([a-z_]{1,40}\)\)")


class LetterRefused(PermanentError):
    """The letter cannot leave as it is."""

    def __init__(self, draft: LetterDraft, why: str) -> None:
        super().__init__(f"The letter {draft.letter} ({draft.language}) was not made: {why}")


def render_letter(draft: LetterDraft, environment: LetterEnvironment, token: str | None = None) -> RenderedLetter:
    """Return the letter's words. `token` is the reference that answers quote; without it this is a preview."""
    context = _clean(dict(draft.context)) | {"language": draft.language, "token": token}
    subject = _render(draft, environment, "subject.txt", context).strip()
    _check_subject(draft, subject)
    letter = RenderedLetter(
        subject=subject,
        text=_tidy(_render(draft, environment, "body.txt", context)),
        html=_render(draft, environment, "body.html", context | {"subject": subject}),
    )
    if _MISSING_FACT.search(letter.text) or _MISSING_FACT.search(letter.html):
        raise LetterRefused(draft, "a sentence lacks a fact, shown as ((name)). Decide the line again or write by hand.")
    return letter


def _render(draft: LetterDraft, environment: LetterEnvironment, part: str, context: dict[str, Any]) -> str:
    name = f"{draft.letter}/{draft.language}/{part}"
    pieces, size = [], 0
    try:
        for piece in environment.get_template(name).generate(context):
            pieces.append(piece)
            size += len(piece)
            if size > LONGEST_BODY:
                raise LetterRefused(draft, f"{part} grows beyond {LONGEST_BODY} characters. Write about fewer things at once.")
    except TemplateNotFound as error:
        raise LetterRefused(draft, f"the template {error.name} is missing.") from None
    except UndefinedError as error:
        raise LetterRefused(draft, f"{part} wants to show something that the letter is not given ({error.message}).") from None
    except RecursionError:
        raise LetterRefused(draft, f"the template {name} is nested too deeply.") from None
    except TemplateError as error:
        raise LetterRefused(draft, f"the template {name} is not allowed or not right ({error.message}).") from None
    return "".join(pieces)


def _check_subject(draft: LetterDraft, subject: str) -> None:
    if not subject or one_line(subject) != subject:
        raise LetterRefused(draft, "its subject is not one line of text. Mend the template or the value in it.")
    if len(subject) > LONGEST_SUBJECT:
        raise LetterRefused(draft, f"its subject is longer than {LONGEST_SUBJECT} characters. Shorten the template.")
    if has_personal_number(subject):
        raise LetterRefused(draft, "its subject holds what may be a personal number. Subjects are read by anybody on the way.")
    if _names_somebody(subject, draft.about.get("names", ())):
        raise LetterRefused(draft, "its subject names a person. Subjects are read by anybody on the way.")


def _names_somebody(subject: str, names: Iterable[str]) -> bool:
    words = _words(subject)
    return any(_stands_in(_words(name), words) for name in names)


def _stands_in(name: list[str], words: list[str]) -> bool:
    """Whether two neighbouring words of a name, or its last word, stand in a text."""
    if not name:
        return False
    pairs = set(pairwise(words))
    neighbours = {pair for first, second in pairwise(name) for pair in ((first, second), (second, first))}
    return bool(neighbours & pairs) or (len(name[-1]) > 2 and name[-1] in words)


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", plain(text).casefold())
    return _WORD.findall("".join(char for char in decomposed if not unicodedata.combining(char)))


def _clean(value: Any) -> Any:
    """Return a context value whose every text is one line of bounded length; only plain data passes."""
    if isinstance(value, str):
        return one_line(value)[:_LONGEST_VALUE]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    raise TypeError(f"a letter's context holds plain texts, numbers and lists, not {type(value).__name__}")


def _tidy(text: str) -> str:
    """Return a plain text without trailing spaces and without more than one empty line in a row."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip("\n") + "\n"
