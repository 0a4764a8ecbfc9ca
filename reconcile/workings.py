"""The workings of a balance in lines that a person can follow with a pencil."""

from __future__ import annotations

from collections.abc import Iterator

from models.direct_payment import AllowableBasis, CommittedKind
from models.reconciliation import Reconciliation, Working
from models.statement import Category

#: The rows' names as people read them.
CATEGORY_NAMES = {
    Category.COUNCIL_DP_INCOME: "Direct payments from the council",
    Category.COUNCIL_ONE_OFF: "One-off payments from the council",
    Category.CLIENT_CONTRIBUTION_RECEIVED: "Contribution from the person",
    Category.THIRD_PARTY_INCOME: "Third-party income",
    Category.OTHER_INCOME: "Other income",
    Category.AGENCY_PAYMENTS: "Care agencies",
    Category.PA_NET_WAGES: "Personal assistants' net wages",
    Category.HMRC_PAYE_NI: "HMRC (tax and National Insurance)",
    Category.PENSION: "Pension",
    Category.INSURANCE: "Employers' liability insurance",
    Category.PAYROLL_FEE: "Payroll fee",
    Category.MAP_FEE: "Managed-account fee",
    Category.ACTIVITIES_DAYCARE: "Activities and day care",
    Category.RESPITE: "Respite",
    Category.EQUIPMENT: "Equipment",
    Category.MILEAGE_EXPENSES: "Mileage and expenses",
    Category.TRAINING_DBS: "Training and DBS checks",
    Category.RECRUITMENT: "Recruitment",
    Category.RETURNED_TO_COUNCIL: "Returned to the council",
    Category.OTHER_UNCLASSIFIED: "Not named: to be asked about",
    Category.NOT_ITEMISED: "Spending, not itemised",
}

COMMITTED_NAMES = {
    CommittedKind.UNPAID_AGENCY: "Agency invoices not yet paid",
    CommittedKind.HMRC_DUE: "HMRC due",
    CommittedKind.PENSION_DUE: "Pension due",
    CommittedKind.HOLIDAY_ACCRUED: "Holiday pay earned",
    CommittedKind.NOTICE_PAY: "Notice pay",
    CommittedKind.REDUNDANCY: "Redundancy",
    CommittedKind.PLANNED_RESPITE: "Respite planned",
    CommittedKind.OTHER_COMMITTED: "Other money held",
}


def build_workings(recon: Reconciliation) -> Iterator[Working]:
    """Give the lines from the opening balance to what may be asked back."""
    if recon.level is None:
        yield Working("Statement", f"none for {recon.period}", None)
        return
    yield from _balance(recon)
    yield from _allowance(recon)
    yield from _result(recon)


def _balance(recon: Reconciliation) -> Iterator[Working]:
    yield Working("Opening balance", "as on the statement", recon.opening.value if recon.opening else None)
    for category, reading in recon.income.items():
        yield Working(CATEGORY_NAMES[category], "income", reading.value)
    for category, reading in recon.spending.items():
        yield Working(CATEGORY_NAMES[category], "spending", -reading.value)
    yield Working("Closing balance, worked out", "opening + income - spending", recon.closing_computed)
    yield Working("Closing balance, printed", "as on the statement", recon.closing.value if recon.closing else None)
    yield Working("Difference", "printed - worked out", recon.difference)


def _allowance(recon: Reconciliation) -> Iterator[Working]:
    by_payment = recon.allowable_basis is AllowableBasis.PAYMENT
    base = recon.weekly_dp if by_payment else recon.weekly_gross_budget
    if recon.allowable_weeks is None:
        yield Working("May be kept", f"no policy in force on {recon.period.end}", None)
        return
    yield Working("May be kept", f"{recon.allowable_weeks} weeks x {base}", recon.allowable_balance)
    for each in recon.committed:
        how = "accepted" if each.accepted else "claimed, not counted: no accepted evidence"
        yield Working(COMMITTED_NAMES[each.kind], how, each.amount)
    yield Working("Committed", "accepted items only", recon.committed_total)


def _result(recon: Reconciliation) -> Iterator[Working]:
    yield Working(
        "Contribution expected", f"{recon.weekly_contribution} x {recon.weeks_in_period:.2f} weeks", recon.contribution_expected
    )
    yield Working("Contribution received", f"{recon.payment_basis} basis", recon.contribution_received)
    yield Working("Contribution arrears", "expected - received, not below nought", recon.contribution_arrears)
    yield Working("Surplus", "printed closing - may be kept - committed, not below nought", recon.surplus)
    yield Working("Of this the person's", "contribution beyond their share", recon.client_refund)
    yield Working("Of this the council's", "surplus - the person's", recon.council_surplus)
    yield Working("May be asked back now", _why_not(recon), recon.recoverable)


def _why_not(recon: Reconciliation) -> str:
    blocking = [flag.code for flag in recon.flags if flag.blocks]
    if blocking:
        return "nothing while these stand: " + ", ".join(blocking)
    if recon.council_surplus and not recon.recoverable:
        return "nothing: below the least worth asking, or held by a claim"
    return "nothing blocks"
