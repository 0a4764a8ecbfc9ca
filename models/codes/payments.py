"""Reasons on the reconciliation of a direct-payment account."""

from __future__ import annotations

from models.codes.values import Code, Owner, Posts
from models.decision import Verdict
from models.finding import Severity


def _flag(code: str, owner: Owner, severity: Severity, en: str, da: str) -> Code:
    """Build the code of a flag; `BLOCK` means that no money may be asked back while it stands."""
    verdict = Verdict.HOLD if severity is Severity.BLOCK else Verdict.REVIEW
    return Code(code, verdict, owner, Posts.NO, severity, en, da)


BLOCK, WARNING, NOTE = Severity.BLOCK, Severity.WARNING, Severity.NOTE

DIRECT_PAYMENT_CODES = (
    _flag(
        "dp-statement-missing",
        Owner.MAP,
        BLOCK,
        "No statement has come for {period}.",
        "Der mangler en opgørelse for {period}.",
    ),
    _flag(
        "dp-statement-not-balanced",
        Owner.MAP,
        BLOCK,
        "Opening, income and spending do not give the closing balance: {difference} is unexplained.",
        "Primosaldo, indtægter og udgifter giver ikke slutsaldoen: {difference} er uforklaret.",
    ),
    _flag(
        "dp-opening-mismatch",
        Owner.MAP,
        BLOCK,
        "The opening balance {amount} is not the last closing balance {expected}.",
        "Primosaldoen {amount} er ikke sidste slutsaldo {expected}.",
    ),
    _flag(
        "dp-period-gap", Owner.MAP, BLOCK, "Days are missing between two statements.", "Der mangler dage mellem to opgørelser."
    ),
    _flag("dp-period-overlap", Owner.MAP, BLOCK, "Two statements cover the same days.", "To opgørelser dækker de samme dage."),
    _flag(
        "dp-council-income-diff",
        Owner.FINANCE,
        BLOCK,
        "The statement shows {amount} from the council; our ledger says {expected}.",
        "Opgørelsen viser {amount} fra kommunen; vores bogføring siger {expected}.",
    ),
    _flag(
        "dp-contribution-arrears",
        Owner.SOCIAL_WORKER,
        NOTE,
        "{difference} of the person's contribution has not been paid in.",
        "{difference} af egenbetalingen er ikke indbetalt.",
    ),
    _flag(
        "dp-contribution-overpaid",
        Owner.CLIENT_FINANCE,
        NOTE,
        "{difference} more than the contribution has been paid in; it belongs to the person.",
        "Der er indbetalt {difference} for meget i egenbetaling; beløbet tilhører borgeren.",
    ),
    _flag(
        "dp-surplus", Owner.MAP, NOTE, "{amount} is above what the account may hold.", "{amount} er over det, kontoen må rumme."
    ),
    _flag(
        "dp-low-balance",
        Owner.SOCIAL_WORKER,
        BLOCK,
        "Less than one week's budget is left.",
        "Der er mindre end en uges budget tilbage.",
    ),
    _flag(
        "dp-overdrawn",
        Owner.SOCIAL_WORKER,
        BLOCK,
        "The account is overdrawn by {amount}.",
        "Kontoen er overtrukket med {amount}.",
    ),
    _flag(
        "dp-ineligible-spend",
        Owner.SOCIAL_WORKER,
        BLOCK,
        "{amount} was spent on something the plan does not allow or nobody has classified.",
        "{amount} er brugt på noget, planen ikke tillader, eller som ikke er kategoriseret.",
    ),
    _flag(
        "dp-underuse",
        Owner.SOCIAL_WORKER,
        NOTE,
        "Little of the budget has been used for two periods. Does the plan still fit?",
        "Kun lidt af budgettet er brugt i to perioder. Passer planen stadig?",
    ),
    _flag(
        "dp-misuse-suspected",
        Owner.SAFEGUARDING,
        BLOCK,
        "Payments on the account need a confidential look. Do not write to the person.",
        "Betalinger på kontoen kræver et fortroligt eftersyn. Skriv ikke til borgeren.",
    ),
    _flag(
        "dp-committed-unevidenced",
        Owner.MAP,
        WARNING,
        "{amount} is claimed as committed without proof.",
        "{amount} er oplyst som disponeret uden dokumentation.",
    ),
    _flag(
        "dp-review-overdue",
        Owner.SOCIAL_WORKER,
        NOTE,
        "The review is overdue since {date} (Care and Support (Direct Payments) Regulations 2014, reg. 7).",
        "Opfølgningen er overskredet siden {date}.",
    ),
    _flag("dp-client-deceased", Owner.CLIENT_FINANCE, BLOCK, "The person has died.", "Borgeren er afgået ved døden."),
    _flag("dp-closed", Owner.MAP, WARNING, "The account is closed.", "Kontoen er lukket."),
    _flag(
        "dp-policy-missing",
        Owner.FINANCE,
        BLOCK,
        "No policy was in force on {date}: import one (dp_policy).",
        "Ingen regel var i kraft den {date}: indlæs en (dp_policy).",
    ),
    _flag(
        "dp-wrong-statement",
        Owner.FINANCE,
        BLOCK,
        "The statement names another account or period than this case.",
        "Opgørelsen gælder en anden konto eller periode end sagen.",
    ),
    _flag(
        "dp-summary-only",
        Owner.FINANCE,
        NOTE,
        "The statement is a summary without transactions.",
        "Opgørelsen er en oversigt uden posteringer.",
    ),
)
