"""Who may do what where: roles are held in organisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Holds what is national and what concerns danger, the accounts, and what the bot says to all.
PLATFORM = "platform"


class Role(StrEnum):
    """What a person may do in an organisation."""

    READER = "reader"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    HANDLER = "handler"
    ADMINISTRATOR = "administrator"


# Whoever may review may edit, and whoever may do either may read. Handlers see help requests, nothing else.
_HOLDS = {
    Role.REVIEWER: {Role.REVIEWER, Role.EDITOR, Role.READER},
    Role.EDITOR: {Role.EDITOR, Role.READER},
    Role.READER: {Role.READER},
    Role.HANDLER: {Role.HANDLER},
    # Administrators manage accounts; a help request is none of their business.
    Role.ADMINISTRATOR: {Role.ADMINISTRATOR},
}


@dataclass(frozen=True)
class Actor:
    """A person at work: an account's id, name and what it may do.

    Args:
        account_id: the account. name: how colleagues know the person. email: where mail reaches them.
        language: of the pages (fi, sv or en).
        memberships: pairs of role and organisation key, as they were given.
    """

    account_id: str
    name: str
    email: str
    language: str
    memberships: frozenset[tuple[Role, str]]

    def may(self, role: Role, organization_key: str) -> bool:
        """Whether the person holds the role, or one that includes it, in this organisation."""
        return organization_key in self.find_organizations(role)

    def find_organizations(self, role: Role) -> frozenset[str]:
        """Keys of the organisations in which the person holds the role or one that includes it."""
        return frozenset(key for held, key in self.memberships if role in _HOLDS[held])

    def holds_anywhere(self, roles: Iterable[Role]) -> bool:
        """Whether the person holds one of the roles in any organisation."""
        return any(self.find_organizations(role) for role in roles)
