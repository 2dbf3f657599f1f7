"""People with roles, without accounts."""

from __future__ import annotations

from staff.roles import Actor, Role


def build_actor(*memberships: tuple[str, str]) -> Actor:
    """Return a person with these roles: pairs of role and organisation key."""
    return Actor(
        "a1", "Aino", "aino@example.fi", "fi", frozenset((Role(role), key) for role, key in memberships)
    )


REVIEWER = build_actor(("reviewer", "platform"))
