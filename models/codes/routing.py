"""Whose desk a reason lands on in this council: the table's owner, the council's choice for mismatches, its own exceptions."""

from __future__ import annotations

from collections.abc import Iterable

from models.codes import find_code
from models.codes.values import Owner
from models.policy import ContactOwner, Policy

#: Where bill and grant differ and somebody must talk to the supplier: in one council the case worker does, in another the
#: invoice team, in a third the letter goes by itself.
MISMATCHES = frozenset(
    {
        "amount-too-high",
        "amount-too-low",
        "days-differ",
        "unit-differ",
        "period-outside-grant",
        "period-missing",
        "ambiguous-period",
        "already-paid",
        "package-not-itemised",
        "supplement-not-granted",
    }
)
_CONTACT = {
    ContactOwner.CASE_WORKER: Owner.CASE_WORKER,
    ContactOwner.FINANCE: Owner.FINANCE,
    # The letter goes by itself; what comes back lands with the invoice team.
    ContactOwner.AUTO_EMAIL: Owner.FINANCE,
}


def owner_of(code: str, policy: Policy) -> Owner:
    """Return the desk of a reason code under a council's policy.

    >>> danish, english = Policy.for_country("dk"), Policy.for_country("gb")
    >>> owner_of("days-differ", danish).value, owner_of("days-differ", english).value
    ('case worker', 'finance')
    >>> owner_of("coding-missing", Policy.for_country("dk", {"routing": "coding-missing=finance"})).value
    'finance'
    """
    own = routes(policy.routing).get(code)
    if own is not None:
        return own
    if code in MISMATCHES:
        return _CONTACT[policy.contact_owner]
    known = find_code(code)
    return known.owner if known else Owner.FINANCE


def routes(entries: Iterable[str]) -> dict[str, Owner]:
    """Read a council's exceptions, `code=desk`; raises `ValueError` for a code or a desk that there is not."""
    found = {}
    for entry in entries:
        code, _, desk = (part.strip() for part in entry.partition("="))
        if find_code(code) is None:
            raise ValueError(f"{code!r} is not a reason code")
        found[code] = Owner(desk.replace("_", " "))
    return found
