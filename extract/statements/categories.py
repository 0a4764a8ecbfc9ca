"""What a row's words say the money was for. Words that say nothing known give no category: staff are asked."""

from __future__ import annotations

import re

from models.direct_payment import CommittedKind
from models.statement import Category

Rules = tuple[tuple[Category, re.Pattern[str]], ...]


def _rules(*pairs: tuple[Category, str]) -> Rules:
    return tuple((category, re.compile(pattern, re.IGNORECASE)) for category, pattern in pairs)


#: First that fits, most telling first.
INCOME_RULES = _rules(
    (Category.OTHER_INCOME, r"\b(?:refund|interest|rebate|reversal|reimbursed?|cancelled cheque|other|sundry)"),
    (Category.THIRD_PARTY_INCOME, r"\b(?:chc|icb|ccg|nhs|ilf|family|top[- ]?up|third[- ]party|relative)\b"),
    (
        Category.COUNCIL_ONE_OFF,
        r"\b(?:one[- ]?off|set[- ]?up|start[- ]?up|employer cost|additional (?:dp|direct payment)|lump sum)\b",
    ),
    (Category.CLIENT_CONTRIBUTION_RECEIVED, r"\b(?:client|service user|customer|assessed|personal|user) ?(?:contribution|contr|charge)?|\bcontribution"),
    (Category.COUNCIL_DP_INCOME, r"\b(?:council|direct payment|dp|local authority|la|county|borough|mbc|lbc|social services|bacs in)\b"),
)  # fmt: skip
SPENDING_RULES = _rules(
    (Category.RETURNED_TO_COUNCIL, r"\b(?:surplus|claw ?back|dps-\d)|\b(?:return|repa|refund|recover)\w* .{0,20}\b(?:council|la|local authority)\b|\bcouncil .{0,20}\b(?:return|repa|refund|recover|recoup)"),
    (Category.HMRC_PAYE_NI, r"\b(?:hmrc|paye|tax|ni|national insurance|nic)\b"),
    (Category.PENSION, r"\b(?:pensions?|nest|auto[- ]?enrol\w*)\b"),
    (Category.INSURANCE, r"\b(?:insurance|ins|eli|liability)\b"),
    (Category.TRAINING_DBS, r"\b(?:training|dbs|first aid|course)\b"),
    (Category.RECRUITMENT, r"\b(?:recruit\w*|advert\w*|job ad)\b"),
    (Category.PAYROLL_FEE, r"\bpayroll\b(?! wages)"),
    (Category.MAP_FEE, r"\b(?:managed account|account|admin\w*|management|map|service|monthly|banking)? ?(?:fees?|charges?)\b"),
    (Category.RESPITE, r"\b(?:respite|short breaks?)\b"),
    (Category.PA_NET_WAGES, r"\b(?:pas?|wages?|salar(?:y|ies)|net pay|personal assistants?|pay ?slip|ssp|holiday pay)\b"),
    (Category.AGENCY_PAYMENTS, r"\b(?:agency|agencies|home ?care|domiciliary|care (?:ltd|limited|services|agency|company|at home)|carers?|care invoice|live[- ]in)\b"),
    (Category.ACTIVITIES_DAYCARE, r"\b(?:day ?care|day (?:centre|service|opportunit\w+)|activit(?:y|ies)|club|gym|swimming|leisure)\b"),
    (Category.MILEAGE_EXPENSES, r"\b(?:mileage|expenses?|travel|petrol|fuel|taxis?|transport|bus pass)\b"),
    (Category.EQUIPMENT, r"\b(?:equipment|ppe|gloves|aprons)\b"),
    (Category.NOT_ITEMISED, r"^(?:total )?(?:spend|spent|spending|expenditure|payments|total out|money out)$"),
)  # fmt: skip
HELD_RULES = (
    (CommittedKind.HMRC_DUE, re.compile(r"\b(?:hmrc|paye|tax|ni)\b", re.IGNORECASE)),
    (CommittedKind.PENSION_DUE, re.compile(r"\b(?:pensions?|nest)\b", re.IGNORECASE)),
    (CommittedKind.REDUNDANCY, re.compile(r"\bredundanc(?:y|ies)\b", re.IGNORECASE)),
    (CommittedKind.NOTICE_PAY, re.compile(r"\bnotice\b", re.IGNORECASE)),
    (CommittedKind.HOLIDAY_ACCRUED, re.compile(r"\bholidays?\b|\bannual leave\b", re.IGNORECASE)),
    (CommittedKind.PLANNED_RESPITE, re.compile(r"\brespite\b", re.IGNORECASE)),
    (CommittedKind.UNPAID_AGENCY, re.compile(r"\b(?:agency|invoices?|care)\b", re.IGNORECASE)),
)


def income_category(text: str) -> Category:
    """Return what money that came in was.

    >>> str(income_category("ANYTOWN COUNCIL DP")), str(income_category("Agency refund"))
    ('council_dp_income', 'other_income')
    """
    return _first(INCOME_RULES, text) or Category.OTHER_INCOME


def spending_category(text: str) -> Category:
    """Return what money that went out was for; `other_unclassified` when the words do not say.

    >>> str(spending_category("Brighter Days Homecare inv 4471")), str(spending_category("J Smith"))
    ('agency_payments', 'other_unclassified')
    """
    return _first(SPENDING_RULES, text) or Category.OTHER_UNCLASSIFIED


def held_kind(text: str) -> CommittedKind:
    """Return what money is held for.

    >>> str(held_kind("Held HMRC"))
    'hmrc_due'
    """
    for kind, pattern in HELD_RULES:
        if pattern.search(text[:200]):
            return kind
    return CommittedKind.OTHER_COMMITTED


def _first(rules: Rules, text: str) -> Category | None:
    plain = " ".join(text[:200].split())
    return next((category for category, pattern in rules if pattern.search(plain)), None)
