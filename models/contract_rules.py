"""The terms that a grant's contract can name, as `name=value` in the import (`contract_rules`), and what each means."""

from __future__ import annotations

from collections.abc import Mapping

#: What each term means, and its values.
CONTRACT_RULES: Mapping[str, str] = {
    "calendar": "name of the billing calendar (table billing_periods); otherwise the supplier's id or the kind of billing",
    "count_admission_day": "yes or no: whether the first day is paid (yes when not said)",
    "count_discharge_day": "yes or no: whether the last day is paid (yes when not said)",
    "death_days_payable": "whole days that are paid after the day of death (0 when not said)",
    "day_count": "calendar, attendance or open_days: which days a daily rate is for (calendar when not said)",
    "open_days": "days that the place is open, by month: 2026-06:21|2026-07:0",
    "day_rate": "the published price of a day beside a monthly rate; rounded: a week's seventh is rounded before it is multiplied",
    "monthly_divisor": "actual, 30, 30.42, 30.5 or 365/12 (days in a month); 52/12 or 365/84 (weeks in a month)",
    "whole_krone": "yes: a day's price made from a month's is rounded to whole kroner",
    "nights": "days: a stay has as many nights as days (otherwise one fewer)",
    "pays": "net: the supplier bills the rate less what others pay (otherwise the whole rate)",
    "fnc": "what the NHS pays for nursing, a week; taken off where the council pays net",
    "top_up": "what a third party pays, a week; taken off where the council pays net",
    "vat": "yes: tax is expected on this service",
    "absence_full_weeks": "whole weeks of absence at the full rate; kept for people to read",
    "absence_notice": "notice that saves a visit from being paid; kept for people to read",
    "notice_period_days": "days of notice; kept for people to read",
}
