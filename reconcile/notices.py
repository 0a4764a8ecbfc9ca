"""The facts that the letters about a balance are made from, under the names that the letters ask for.

Plain values only: the shell hands them to the letters, which know how to word them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from models.direct_payment import AllowableBasis, DpAccount, DpPolicy
from models.errors import UsageError
from models.period import Period
from models.reconciliation import Flag, Reconciliation, Tell
from reconcile.flags import FLAG_KINDS
from reconcile.recovery import RecoveryMethod, recovery_not_before


def workings_facts(recon: Reconciliation) -> dict[str, Any]:
    """Return the figures of a surplus; raises `UsageError` when there are none to show."""
    if recon.closing is None or recon.allowable_balance is None or recon.surplus is None:
        raise UsageError(f"Account {recon.account_id} has no surplus worked out for {recon.period}, so no letter can show one.")
    return {
        "period": recon.period,
        "closing": recon.closing.value,
        "allowable_rule": allowable_rule(recon),
        "allowable": recon.allowable_balance,
        "committed": recon.committed_total,
        "surplus": recon.surplus,
        "client_refund": recon.client_refund,
        "council_surplus": recon.council_surplus,
    }


def allowable_rule(recon: Reconciliation) -> str:
    """Say what may be kept: "4 weeks of the gross budget (£475.70 a week)"."""
    if not recon.allowable_weeks:
        return "nothing, as the account has ended"
    by_payment = recon.allowable_basis is AllowableBasis.PAYMENT
    base, weekly = ("direct payment", recon.weekly_dp) if by_payment else ("gross budget", recon.weekly_gross_budget)
    weeks = f"{recon.allowable_weeks} week{'' if recon.allowable_weeks == 1 else 's'}"
    return f"{weeks} of the {base} (£{weekly} a week)"


def person_label(recon: Reconciliation) -> str:
    """Return initials and the council's number: what a letter may call a person."""
    return f"{recon.name_initials} ({recon.person_id})" if recon.name_initials else recon.person_id


def surplus_case_facts(recon: Reconciliation, reference: str, method: RecoveryMethod) -> dict[str, Any]:
    """Return one account's row in the letter to its provider, apart from its workings."""
    return {
        "account_id": recon.account_id,
        "person": person_label(recon),
        "return_by": str(method),
        "reference": reference,
        "provider_reference": recon.map_account_ref,
    }


def notice_dates(sent: date, policy: DpPolicy) -> dict[str, date]:
    """Return the dates that all three notices of a demand share."""
    return {
        "not_before": recovery_not_before(sent, policy),
        "query_by": recovery_not_before(sent, policy),
        "reply_by": sent + timedelta(days=policy.reply_days),
    }


def dp_notice_facts(recon: Reconciliation, account: DpAccount, reference: str, sent: date) -> dict[str, Any]:
    """Return what the person, or who receives the payment for them, is told. Never for one who has died."""
    if recon.has("dp-client-deceased"):
        raise UsageError(f"Account {account.account_id}: the person has died, so no notice goes to them.")
    if recon.policy is None:
        raise UsageError(f"Account {account.account_id}: no policy is in force for {recon.period}.")
    dates = notice_dates(sent, recon.policy)
    return {
        "account_id": account.account_id,
        "reference": reference,
        "person": person_label(recon),
        "not_before": dates["not_before"],
        "query_by": dates["query_by"],
        "provider_held": account.provider_held,
        "greeting": account.recipient_name or "",
        "person_ids": (account.person_id,),
        "names": (account.recipient_name,) if account.recipient_name else (),
    }


def social_work_facts(recon: Reconciliation, reference: str, sent: date, workbook: str | None = None) -> dict[str, Any]:
    """Return what the social worker is told and asked: the flags that are theirs, the gravest first."""
    if recon.closing is None or recon.policy is None:
        raise UsageError(f"Account {recon.account_id} has no balance for {recon.period} to tell a social worker of.")
    told = flags_for(recon, Tell.SOCIAL_WORKER)
    return {
        "account_id": recon.account_id,
        "reference": reference,
        "person": person_label(recon),
        "period": recon.period,
        "closing": recon.closing.value,
        "flags": tuple(f"{FLAG_KINDS[flag.code].meaning} {flag.detail}" for flag in told),
        "reply_by": notice_dates(sent, recon.policy)["reply_by"],
        "council_surplus": recon.council_surplus,
        "workbook": workbook,
        "person_ids": (recon.person_id,),
        "codes": tuple(dict.fromkeys(flag.code for flag in told)),
    }


def flags_for(recon: Reconciliation, who: Tell) -> list[Flag]:
    """Return the flags that somebody is told of, blocking ones first."""
    return sorted((flag for flag in recon.flags if who in flag.tell), key=lambda flag: not flag.blocks)


def wanted_statement_facts(account: DpAccount, period: Period, initials: str | None) -> dict[str, Any]:
    """Return one account's row in a request for statements."""
    person = f"{initials} ({account.person_id})" if initials else account.person_id
    return {
        "account_id": account.account_id,
        "person": person,
        "period": period,
        "provider_reference": account.reference,
    }


def by_provider(recons: Sequence[Reconciliation], accounts: dict[str, DpAccount]) -> dict[str, list[Reconciliation]]:
    """Group balances by the provider that is asked: each letter holds one provider's people only."""
    groups: dict[str, list[Reconciliation]] = {}
    for recon in recons:
        account = accounts[recon.account_id]
        if account.provider_held and account.map_id and recon.recoverable:
            groups.setdefault(account.map_id, []).append(recon)
    return groups
