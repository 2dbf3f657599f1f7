"""Who did what to which request: written in the same transaction as the deed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from help_requests import models


def note(session: Session, at: dt.datetime, request_id: str, actor: str, action: str) -> None:
    """Add an entry without anything of the content; `actor` is a staff account, "sender" or "system"."""
    session.add(models.AuditEntry(at=at, request_id=request_id, actor=actor, action=action))
