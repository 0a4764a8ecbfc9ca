"""The identifiers in master data: cleaned, and checked as far as a check proves anything."""

from __future__ import annotations

from models.identifiers import (
    bank_key,
    clean_company_number,
    clean_cvr,
    clean_iban,
    clean_nhs_number,
    clean_vat,
    compact,
    cvr_check_holds,
    parse_cpr,
)
from service.master.problem import BadCell, OddCell


def to_cpr(text: str) -> str:
    """Read a personal number. Numbers without the check digit are as good as others since 2007."""
    cpr = parse_cpr(text)
    if cpr is None:
        raise BadCell(
            "is not a personal number", "ten digits that begin with a date, such as 150331-4203; keep leading noughts"
        )
    if not cpr.standard:
        raise OddCell("is a replacement number, which nobody can check", "the CPR number once there is one", cpr.number)
    return cpr.number


def to_nhs_number(text: str) -> str:
    """Read an NHS number; one whose check digit fails is kept, since the council may know it by that."""
    clean = clean_nhs_number(text)
    if clean is not None:
        return clean
    digits = compact(text)
    if len(digits) != 10 or not digits.isdigit():
        raise BadCell("is not an NHS number", "ten digits, such as 999 123 4578")
    raise OddCell("has a wrong check digit", "the number on the person's record", digits)


def to_registration(text: str) -> str:
    """Read a Danish CVR number (eight digits) or a British company number (eight characters)."""
    clean = compact(text)
    cvr = clean_cvr(clean)
    if cvr is not None:
        return cvr
    company = clean_company_number(clean)
    if company is None:
        raise BadCell("is not a registration", "a CVR number (eight digits) or a company number (eight digits or letters)")
    return company


def check_cvr(registration: str) -> bool:
    """Whether a Danish registration may be right."""
    return len(registration) == 8 and registration.isdigit() and cvr_check_holds(registration)


def to_vat_number(text: str) -> str:
    """Read a VAT number; one whose check digits fail is kept and reported."""
    clean = clean_vat(text)
    if clean is None:
        raise OddCell("is not a VAT number", "such as GB980780684 or DK12345674", compact(text))
    return clean


def to_p_number(text: str) -> str:
    """Read a Danish production unit number."""
    clean = compact(text)
    if len(clean) != 10 or not clean.isdigit():
        raise BadCell("is not a P-number", "ten digits")
    return clean


def to_account(text: str) -> str:
    """Read a bank account: IBAN, Danish branch and account, or British sort code and account."""
    if bank_key(text) is None:
        right = "an IBAN, such as 1234-0012345678 (Denmark) or 202015-55555555 (Britain)"
        raise BadCell("is not an account whose form or check digits fit", right)
    return clean_iban(text) or " ".join(text.split())
