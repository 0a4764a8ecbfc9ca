"""Who does something, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.errors import PermanentError


class Role(StrEnum):
    """What a member of staff is here for."""

    REVIEWER = "reviewer"
    #: Releases what a reviewer prepared: over-limit postings, letters about money, bank holds.
    APPROVER = "approver"
    ADMIN = "admin"
    #: Sees everything, changes nothing.
    AUDITOR = "auditor"


class Act(StrEnum):
    """What can be done; one act for each kind of button."""

    SEE = "see"
    REVIEW = "review"
    APPROVE_LETTER = "approve-letter"
    SIGN_OFF = "sign-off"
    RELEASE = "release"
    EXPORT = "export"
    STOP = "stop"
    PROMOTE = "promote"
    ADMINISTER = "administer"


ALLOWED: dict[Role, frozenset[Act]] = {
    Role.REVIEWER: frozenset({Act.SEE, Act.REVIEW, Act.APPROVE_LETTER, Act.SIGN_OFF}),
    Role.APPROVER: frozenset({Act.SEE, Act.REVIEW, Act.APPROVE_LETTER, Act.RELEASE, Act.EXPORT, Act.STOP, Act.PROMOTE}),
    Role.ADMIN: frozenset({Act.SEE, Act.STOP, Act.PROMOTE, Act.ADMINISTER}),
    Role.AUDITOR: frozenset({Act.SEE}),
}


class NotAllowedError(PermanentError):
    """The person may not do this."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff at work."""

    login: str
    roles: frozenset[Role]

    def may(self, act: Act) -> bool:
        """Whether any role allows the act."""
        return any(act in ALLOWED[role] for role in self.roles)

    def must(self, act: Act) -> None:
        """Refuse unless a role allows the act."""
        if not self.may(act):
            needed = ", ".join(role.value for role, acts in ALLOWED.items() if act in acts)
            raise NotAllowedError(f"{self.login} may not do this; it needs one of the roles {needed}.")

    @property
    def name(self) -> str:
        """The name in the audit trail."""
        return f"user:{self.login}"
