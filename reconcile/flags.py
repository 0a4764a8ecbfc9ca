"""The flags of a reconciliation: which forbid asking money back, and who hears of each."""

from __future__ import annotations

from dataclasses import dataclass

from models.reconciliation import Flag, Tell


@dataclass(frozen=True, slots=True)
class FlagKind:
    """What a code means, whether it blocks recovery, and who is told."""

    meaning: str
    blocks: bool
    tell: tuple[Tell, ...]


FLAG_KINDS = {
    "dp-statement-missing": FlagKind("No statement for the period came in time.", True, (Tell.MAP,)),
    "dp-statement-not-balanced": FlagKind("Opening, income and spending do not make the closing balance.", True, (Tell.MAP,)),
    "dp-opening-mismatch": FlagKind("The opening balance is not the last period's closing balance.", True, (Tell.MAP,)),
    "dp-period-gap": FlagKind("Days are missing between this statement and the one before.", True, (Tell.MAP,)),
    "dp-period-overlap": FlagKind("Days are on this statement and on the one before.", True, (Tell.MAP,)),
    "dp-council-income-diff": FlagKind("The council's payments are not what the statement shows.", True, (Tell.FINANCE,)),
    "dp-contribution-arrears": FlagKind(
        "The person has paid less contribution than assessed.", False, (Tell.CLIENT, Tell.SOCIAL_WORKER)
    ),
    "dp-contribution-overpaid": FlagKind("The person has paid more contribution than assessed.", False, (Tell.CLIENT_FINANCE,)),
    "dp-surplus": FlagKind("The account holds more than it may keep.", False, (Tell.MAP, Tell.CLIENT, Tell.SOCIAL_WORKER)),
    "dp-low-balance": FlagKind("Less than one week's budget is left.", True, (Tell.SOCIAL_WORKER,)),
    "dp-overdrawn": FlagKind("The account is overdrawn.", True, (Tell.SOCIAL_WORKER,)),
    "dp-ineligible-spend": FlagKind("Money went to something not agreed, or not named.", True, (Tell.SOCIAL_WORKER,)),
    "dp-underuse": FlagKind("Little of the budget was used for two periods.", False, (Tell.SOCIAL_WORKER,)),
    "dp-misuse-suspected": FlagKind("Payments need a look before anybody is written to.", True, (Tell.FRAUD,)),
    "dp-committed-unevidenced": FlagKind("Money is said to be held, without evidence.", False, (Tell.MAP,)),
    "dp-review-overdue": FlagKind("The review that the law asks for is late.", False, (Tell.SOCIAL_WORKER,)),
    "dp-client-deceased": FlagKind(
        "The person has died: nothing may be kept but evidenced bills.", False, (Tell.MAP, Tell.CLIENT_FINANCE)
    ),
    "dp-closed": FlagKind(
        "The account is closed: nothing may be kept but evidenced bills.", False, (Tell.MAP, Tell.CLIENT_FINANCE)
    ),
    "dp-policy-missing": FlagKind("No policy was in force on the period's last day.", True, (Tell.FINANCE,)),
    "dp-wrong-statement": FlagKind("The statement names another account or period than this case.", True, (Tell.FINANCE,)),
    "dp-summary-only": FlagKind("The statement is a summary without transactions.", False, ()),
}


def raise_flag(code: str, detail: str, *, blocks: bool | None = None) -> Flag:
    """Return the flag with its effect and its readers from the table."""
    kind = FLAG_KINDS[code]
    return Flag(code, detail, kind.blocks if blocks is None else blocks, kind.tell)
