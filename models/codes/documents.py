"""Reasons about a whole document, and about the systems around it."""

from __future__ import annotations

from models.codes.values import Code, Owner, Posts
from models.decision import Verdict
from models.finding import Severity


def _ignored(code: str, en: str, da: str) -> Code:
    """Build the code of a kind of document that is not something to pay."""
    return Code(code, Verdict.IGNORE, Owner.NOBODY, Posts.NO, Severity.NOTE, en, da)


def _unreadable(code: str, en: str, da: str, supplier_en: str = "", supplier_da: str = "") -> Code:
    """Build the code of a document that could not be read."""
    return Code(code, Verdict.REVIEW, Owner.FINANCE, Posts.NO, Severity.BLOCK, en, da, supplier_en, supplier_da)


def _system(code: str, en: str, da: str) -> Code:
    """Build the code of a system that did not answer; the step is tried again."""
    return Code(code, Verdict.HOLD, Owner.IT, Posts.NO, Severity.WARNING, en, da)


DOCUMENT_CODES = (
    _ignored(
        "duplicate-doc",
        "The same invoice was received before ({number}). This copy is set aside.",
        "Samme faktura er modtaget tidligere ({number}). Denne kopi lægges til side.",
    ),
    Code(
        "number-reused",
        Verdict.REVIEW,
        Owner.FINANCE,
        Posts.NO,
        Severity.WARNING,
        "Invoice number {number} was used before by this supplier with another date or amount. Compare the two.",
        "Fakturanummer {number} er tidligere brugt af leverandøren med anden dato eller andet beløb. Sammenlign de to.",
    ),
    Code(
        "resubmission",
        Verdict.POST,
        Owner.NOBODY,
        Posts.YES,
        Severity.NOTE,
        "Replaces invoice {number} received {date}, which was returned. Total then {expected}, now {billed}.",
        "Erstatter faktura {number} modtaget {date}, som blev returneret. Total før {expected}, nu {billed}.",
    ),
    Code(
        "looks-received",
        Verdict.PROPOSE,
        Owner.FINANCE,
        Posts.CLICK,
        Severity.WARNING,
        "The page looks like that of invoice {number} received {date}, and nothing on it tells the two apart for certain. Compare them.",
        "Siden ligner faktura {number} modtaget {date}, og intet på den skiller de to med sikkerhed. Sammenlign dem.",
    ),
    Code(
        "same-claim",
        Verdict.PROPOSE,
        Owner.FINANCE,
        Posts.CLICK,
        Severity.WARNING,
        "Invoice {number} received {date} bills the same person, period and amount and is still open. Pay only one of them.",
        "Faktura {number} modtaget {date} opkræver samme borger, periode og beløb og er stadig åben. Betal kun den ene.",
    ),
    Code(
        "number-missing",
        Verdict.RETURN,
        Owner.FINANCE,
        Posts.NO,
        Severity.QUERY,
        "No invoice number was found, so a second copy could not be told from a new invoice.",
        "Der er intet fakturanummer, så en kopi kan ikke kendes fra en ny faktura.",
        "The invoice has no number. Please send it with its own number.",
        "Fakturaen har intet nummer. Send den med sit eget nummer.",
    ),
    Code(
        "total-mismatch",
        Verdict.RETURN,
        Owner.FINANCE,
        Posts.NO,
        Severity.QUERY,
        "The lines add up to {sum}, the total says {total}.",
        "Linjerne giver {sum}, totalen lyder på {total}.",
        "The lines add up to {sum} but the total is {total}. Please correct the invoice.",
        "Linjerne giver {sum}, men totalen er {total}. Ret fakturaen.",
    ),
    Code(
        "bank-details-changed",
        Verdict.HOLD,
        Owner.PAYMENT_CONTROL,
        Posts.NO,
        Severity.BLOCK,
        "The account on the document is not one we have for supplier {supplier}. All its payments are held. Call the supplier on the number "
        "already on file, never on one from this message.",
        "Kontoen på dokumentet er ikke en, vi har for leverandør {supplier}. Alle betalinger til leverandøren er stoppet. Ring på det nummer, "
        "der allerede er registreret, aldrig på et fra denne besked.",
    ),
    Code(
        "bank-not-on-record",
        Verdict.POST,
        Owner.MASTER_DATA,
        Posts.YES,
        Severity.NOTE,
        "No account is on record for supplier {supplier}, so the one on the document could not be compared.",
        "Der er ingen konto i stamdata for leverandør {supplier}, så dokumentets konto kan ikke sammenlignes.",
    ),
    Code(
        "bank-account-new",
        Verdict.PROPOSE,
        Owner.PAYMENT_CONTROL,
        Posts.CLICK,
        Severity.WARNING,
        "The account on record for supplier {supplier} is not the one that its accepted invoices asked to be paid to until now. Make sure that "
        "the change of the record was confirmed by a call to the number already on file.",
        "Kontoen i stamdata for leverandør {supplier} er ikke den, som dens godkendte fakturaer hidtil skulle betales til. Sikr, at ændringen "
        "af stamdata blev bekræftet ved et opkald til det nummer, der allerede er registreret.",
    ),
    Code(
        "missing-reference",
        Verdict.PROPOSE,
        Owner.FINANCE,
        Posts.CLICK,
        Severity.WARNING,
        "The invoice names no reference at the council.",
        "Personreference mangler på fakturaen.",
        "The invoice does not name our reference. Please state it on every invoice.",
        "Fakturaen mangler personreference. Angiv den på alle fakturaer.",
    ),
    Code(
        "wrong-buyer",
        Verdict.RETURN,
        Owner.FINANCE,
        Posts.NO,
        Severity.QUERY,
        "The invoice is addressed to {gln}, which is not one of our places.",
        "Fakturaen er stilet til {gln}, som ikke er et af vores EAN-numre.",
        "The invoice is addressed to {gln}, which is not ours. Please send it to the right buyer.",
        "Fakturaen er stilet til {gln}, som ikke er vores. Send den til rette modtager.",
    ),
    Code(
        "currency-differs",
        Verdict.REVIEW,
        Owner.FINANCE,
        Posts.NO,
        Severity.WARNING,
        "The invoice is in {currency}; grants are in {expected_currency}.",
        "Fakturaen er i {currency}; bevillinger er i {expected_currency}.",
    ),
    Code(
        "adjustment-on-document",
        Verdict.REVIEW,
        Owner.FINANCE,
        Posts.NO,
        Severity.WARNING,
        "An allowance or charge of {amount} stands on the document and belongs to no line.",
        "Et fradrag eller gebyr på {amount} står på dokumentet og hører ikke til nogen linje.",
    ),
    Code(
        "prepayment-deducted",
        Verdict.REVIEW,
        Owner.FINANCE,
        Posts.NO,
        Severity.WARNING,
        "{amount} is deducted as already paid. Find the payment before the rest is posted.",
        "{amount} er fratrukket som allerede betalt. Find betalingen, før resten bogføres.",
    ),
    Code(
        "cpr-in-unsafe-field",
        Verdict.POST,
        Owner.NOBODY,
        Posts.YES,
        Severity.NOTE,
        "A personal number stands where it should not ({field}). The line is handled; tell the supplier which field to use.",
        "Et personnummer står et forkert sted ({field}). Linjen behandles; oplys leverandøren om det rigtige felt.",
        "Please state personal numbers only in the agreed field, never in references or file names.",
        "Angiv kun personnumre i det aftalte felt, aldrig i referencer eller filnavne.",
    ),
    _ignored(
        "doc-reminder",
        "A reminder; the invoice itself is what is paid.",
        "En rykker; det er fakturaen, der betales. Gebyrer betales ikke.",
    ),
    _ignored(
        "doc-statement",
        "A statement of account; only invoices are paid.",
        "En kontooversigt; kun fakturaer betales.",
    ),
    _ignored(
        "doc-remittance",
        "A remittance advice; it tells of a payment and asks for none.",
        "En betalingsadvis; den opkræver intet.",
    ),
    _ignored(
        "doc-dp-statement",
        "A direct-payment statement; it is reconciled, not paid.",
        "En opgørelse over kontant tilskud; den afstemmes og betales ikke.",
    ),
    Code(
        "doc-other",
        Verdict.REVIEW,
        Owner.FINANCE,
        Posts.NO,
        Severity.WARNING,
        "Not recognised as an invoice or credit note. Say what it is.",
        "Ikke genkendt som faktura eller kreditnota. Angiv, hvad det er.",
    ),
    _unreadable(
        "doc-password",
        "The document is locked with a password.",
        "Dokumentet er låst med adgangskode.",
        "The file is locked with a password. Please send it unlocked by a secure road.",
        "Filen er låst med adgangskode. Send den ulåst ad en sikker vej.",
    ),
    _unreadable(
        "doc-damaged",
        "The file is damaged and cannot be opened.",
        "Filen er beskadiget og kan ikke åbnes.",
        "The file cannot be opened. Please send it again.",
        "Filen kan ikke åbnes. Send den igen.",
    ),
    _unreadable("doc-empty", "The document has no content.", "Dokumentet har intet indhold."),
    _unreadable(
        "doc-too-large", "The document is larger than the limits allow.", "Dokumentet er større end grænserne tillader."
    ),
    _unreadable(
        "doc-unsafe", "The file holds active content and was not opened.", "Filen har aktivt indhold og er ikke åbnet."
    ),
    _unreadable("doc-timeout", "Reading took too long and was stopped.", "Læsningen tog for lang tid og blev stoppet."),
    _unreadable("doc-unreadable", "The document could not be read.", "Dokumentet kunne ikke læses."),
    _unreadable(
        "ocr-failed",
        "Text recognition failed; the page needs a person's eyes.",
        "Tekstgenkendelsen mislykkedes; siden må læses af en person.",
    ),
    _system(
        "case-system-down", "The case system did not answer. It is tried again.", "Fagsystemet svarede ikke. Der forsøges igen."
    ),
    _system(
        "finance-system-down",
        "The finance system did not answer. It is tried again.",
        "Økonomisystemet svarede ikke. Der forsøges igen.",
    ),
    _system(
        "delivery-not-secure",
        "The letter was not sent, because the recipient's server does not offer verified encryption.",
        "Brevet er ikke sendt, fordi modtagerens server ikke tilbyder bekræftet kryptering.",
    ),
)
