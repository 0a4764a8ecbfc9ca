"""What would have to be true for a stopped line to go through, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from match.notes import Draft, Note
from models.codes.values import fill

_AMOUNT = (
    "the line were {expected} ({workings}) for grant {grant}",
    "linjen lød på {expected} ({workings}) for bevilling {grant}",
)
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "amount-too-high": _AMOUNT,
    "amount-too-low": _AMOUNT,
    "days-differ": _AMOUNT,
    "unit-differ": _AMOUNT,
    "old-rate-used": _AMOUNT,
    "net-gross-diff": _AMOUNT,
    "vat-unexpected": ("the invoice charged no VAT", "fakturaen var uden moms"),
    "rate-not-in-grant": ("the grant had rate {rate} for {period}", "bevillingen havde taksten {rate} for {period}"),
    "supplement-not-granted": (
        "the grant had a supplement of {amount}",
        "bevillingen havde en tillægsydelse på {amount}",
    ),
    "period-outside-grant": ("grant {grant} covered {period}", "bevilling {grant} dækkede {period}"),
    "already-paid": ("{period} under grant {grant} were not paid yet", "{period} under bevilling {grant} ikke var betalt"),
    "no-grant": ("the person had a grant with this supplier", "borgeren havde en bevilling hos leverandøren"),
    "wrong-supplier": (
        "the person had a grant with the supplier of this invoice",
        "borgeren havde en bevilling hos fakturaens leverandør",
    ),
    "several-grants": ("only one of {list} could be meant", "kun én af {list} kunne være ment"),
    "ambiguous-period": ("the line stated its period", "linjen angav sin periode"),
    "period-missing": ("the line stated its period", "linjen angav sin periode"),
    "no-citizen": ("the line stated the person's number", "linjen angav borgerens nummer"),
    "citizen-unknown": ("the person were in the case system", "borgeren fandtes i fagsystemet"),
    "citizen-id-ocr-doubt": ("the person's number were read surely", "borgerens nummer var sikkert aflæst"),
    "multi-citizen-line": ("each person had a line", "hver borger havde sin egen linje"),
    "no-supplier": ("the supplier were in the master data", "leverandøren fandtes i stamdata"),
    "supplier-unconfirmed": (
        "the invoice stated the supplier's registration number",
        "fakturaen angav leverandørens CVR-nummer",
    ),
    "supplier-suspended": ("the supplier were not blocked", "leverandøren ikke var spærret"),
    "supplier-held": ("the supplier's bank details were confirmed", "leverandørens bankoplysninger var bekræftet"),
    "bank-details-changed": ("the account were one on record", "kontoen var en af de registrerede"),
    "coding-missing": ("the coding sheet had a row for {key}", "konteringsarket havde en række for {key}"),
    "coding-ambiguous": ("the coding sheet had one row for {key}", "konteringsarket havde én række for {key}"),
    "total-mismatch": ("the lines added up to the total", "linjerne gav totalen"),
    "package-not-itemised": ("each of {list} had its own line", "hver af {list} havde sin egen linje"),
    "low-confidence": ("{fields} had been read surely", "{fields} var sikkert aflæst"),
    "waits-for-document": ("the other lines of the invoice were right", "fakturaens øvrige linjer var i orden"),
    "prepaid-not-agreed": ("grant {grant} were paid in advance", "bevilling {grant} blev betalt forud"),
}


def would_match_if(note: Note, draft: Draft, language: str) -> str | None:
    """Return what would have let the line through, or None where nothing on the line or the grant would."""
    sentences = _SENTENCES.get(note.code)
    if sentences is None:
        return None
    known = {"period": str(draft.period or "-"), "grant": draft.grant.grant_id if draft.grant else "-"}
    return fill(sentences[1] if language == "da" else sentences[0], {**known, **note.facts}, language)
