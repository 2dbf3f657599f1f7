"""People who keep the catalogue, and one turn of their work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from curation.content import Content
from staff.roles import PLATFORM, Actor, Role

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
# A service of one organisation, with a phone number and hours; and one of the platform.
LOCAL, OWNER = "ohjaamo-espoo", "espoo"
NATIONAL = "mieli-kriisipuhelin"

Result = TypeVar("Result")


def make_actor(name: str, role: Role = Role.EDITOR, organization: str = OWNER) -> Actor:
    return Actor(name.lower(), name, f"{name.lower()}@example.fi", "fi", frozenset({(role, organization)}))


AINO = make_actor("Aino")
VÄINÖ = make_actor("Väinö")
REVIEWER = make_actor("Louhi", Role.REVIEWER)
PLATFORM_EDITOR = make_actor("Ilmari", Role.EDITOR, PLATFORM)
PLATFORM_REVIEWER = make_actor("Kyllikki", Role.REVIEWER, PLATFORM)


def work(engine: Engine, act: Callable[[Session], Result], actor: Actor | None = AINO) -> Result:
    """What `act` returns, in a transaction of this person."""
    info = {"editor": actor.name} if actor else {}
    with Session(engine, expire_on_commit=False, info=info) as session, session.begin():
        return act(session)


def change(content: Content, **fields: Any) -> Content:
    """The content with other values: `summary__fi="…"` for one language."""
    changed = {**content}
    for path, value in fields.items():
        head, _, rest = path.partition("__")
        if rest:
            changed[head] = {**(changed[head] or {}), rest: value}
        else:
            changed[head] = value
    return changed
