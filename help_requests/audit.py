"""Who did what to which request: written in the same transaction as the deed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from help_requests import models


@dataclass(frozen=True)
class Trace:
    """One entry: when, who (an account's name, "sender" or "system"), and a short word for what."""

    at: dt.datetime
    actor: str
    name: str | None
    action: str


def note(
    session: Session,
    at: dt.datetime,
    request: models.HelpRequest,
    actor: str,
    action: str,
    name: str | None = None,
) -> None:
    """Add an entry without anything of the content.

    Args:
        actor: a staff account's id, "sender" or "system".
        name: how colleagues know the account.
    """
    session.add(
        models.AuditEntry(
            at=at,
            request_id=request.id,
            inbox_id=request.inbox.id,
            actor=actor,
            actor_name=name,
            action=action,
        )
    )


def read_traces(session: Session, request_id: str, organizations: frozenset[str]) -> tuple[Trace, ...]:
    """Who did what while the request was with these organisations, oldest first; also when it is erased."""
    entry = models.AuditEntry
    statement = (
        select(entry)
        .join(models.Inbox, models.Inbox.id == entry.inbox_id)
        .where(entry.request_id == request_id, models.Inbox.organization_key.in_(organizations))
        .order_by(entry.at, entry.id)
    )
    return tuple(Trace(row.at, row.actor, row.actor_name, row.action) for row in session.scalars(statement))
