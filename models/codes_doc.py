"""The reference page of reason codes, made from the codes: `python -m models.codes_doc > docs/reasons.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from models.codes import Code
from models.codes.documents import DOCUMENT_CODES
from models.codes.lines import LINE_CODES
from models.codes.money import MONEY_CODES
from models.codes.payments import DIRECT_PAYMENT_CODES

SECTIONS = (
    ("Who and which grant", LINE_CODES),
    ("The amount, and credit notes", MONEY_CODES),
    ("The whole document, and systems", DOCUMENT_CODES),
    ("Direct-payment accounts", DIRECT_PAYMENT_CODES),
)

INTRODUCTION = """\
# Reason codes

Made by `python -m models.codes_doc` from `models/codes/`; a test compares. Do not edit by hand.

Every line ends with one primary code and, in `codes`, every other that applies. The codes never change their meaning.
*Verdict* is what happens unless something graver applies; *posts* says whether a line with this code can reach a posting;
*owner* is the desk it lands on, which a council maps to people and mailboxes. Names in braces are filled in."""


def reference_page() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    for title, codes in SECTIONS:
        yield f"\n## {title}"
        for code in codes:
            yield from _entry(code)


def _entry(code: Code) -> Iterator[str]:
    yield f"\n### `{code.code}`\n"
    yield f"Verdict {code.verdict.value} · posts: {code.posts.value} · owner: {code.owner.value} · severity {code.severity.value}\n"
    yield f"- Staff: {code.en}"
    yield f"- Medarbejder: {code.da}"
    if code.mails:
        yield f"- Supplier: {code.supplier_en}"
        yield f"- Leverandør: {code.supplier_da}"


if __name__ == "__main__":
    sys.stdout.write(reference_page())
