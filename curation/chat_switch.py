"""The switch with which staff close the chat for everybody, and open it again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from curation import platform_models as models
from curation.notices import FieldError, NoticeInvalidError, refuse_others
from staff.changes import find_reason_problem, note_change
from staff.roles import Actor


def find_switch(session: Session) -> models.ChatSwitch | None:
    """The switch; None when nobody ever touched it (reads)."""
    return session.get(models.ChatSwitch, 1)


def switch_chat(session: Session, now: dt.datetime, actor: Actor, is_closed: bool, reason: str) -> bool:
    """Close or open the chat for everybody (writes); return whether anything changed.

    Raises:
        NotAllowedError: the person may not.
        NoticeInvalidError: without a reason.
    """
    refuse_others(actor)
    reason = reason.strip()
    if problem := find_reason_problem(reason):
        raise NoticeInvalidError((FieldError("reason", problem),))
    switch = session.get(models.ChatSwitch, 1, with_for_update=True)
    was_closed = bool(switch and switch.is_closed)
    if was_closed == is_closed:
        return False
    if switch is None:
        switch = models.ChatSwitch(id=1)
        session.add(switch)
    switch.is_closed, switch.reason = is_closed, reason
    switch.changed_by, switch.changed_at = actor.name, now
    action = "closed" if is_closed else "opened"
    note_change(
        session, now, actor, action, ("chat", "switch"), {"is_closed": (was_closed, is_closed)}, reason
    )
    return True
