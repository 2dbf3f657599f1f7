"""The audit of what staff change: written in the transaction of the change itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from staff import models
from staff.roles import Actor

# One or two sentences for colleagues.
LONGEST_REASON = 500


def find_reason_problem(reason: str) -> str | None:
    """What is wrong with why somebody changed something that concerns everybody; None when it will do.

    Returns:
        "reason_missing" or "reason_long", as the words of the pages have them.
    """
    if not reason.strip():
        return "reason_missing"
    return "reason_long" if len(reason.strip()) > LONGEST_REASON else None


def note_change(
    session: Session,
    now: dt.datetime,
    actor: Actor | None,
    action: str,
    subject: tuple[str, str],
    fields: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str | None = None,
) -> None:
    """Note a change (writes, in the caller's transaction).

    Args:
        actor: who did it; None for Kynnys itself (a timed publication, a purge).
        action: a short word such as "edited" or "published".
        subject: what it was done to: its kind ("service", "account", …) and id.
        fields: what was before and is after, by field.
        reason: why, in the person's own words.
    """
    subject_kind, subject_id = subject
    session.add(
        models.Change(
            at=now,
            account_id=actor.account_id if actor else None,
            account_name=actor.name if actor else "Kynnys",
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            fields={
                name: {"before": before, "after": after} for name, (before, after) in (fields or {}).items()
            },
            reason=reason or None,
        )
    )
