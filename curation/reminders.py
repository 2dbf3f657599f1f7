"""Mails those who keep services what they should check: each person at most once in the rule's days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import CursorResult, Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from curation.models import Reminder
from curation.rules import Freshness
from curation.verification import DueService, find_due
from database.connections import retry_when_locked
from staff.models import Account
from staff.roles import Actor, Role
from staff.sign_ins import to_actor

# Longer than sending one mail may take: another replica takes over only from one that died.
LEASE = dt.timedelta(minutes=10)
# A mail server that is down is asked again this much later.
TRY_AGAIN_AFTER = dt.timedelta(hours=2)

# Mails one person what is due; raises UnsentError.
Send = Callable[[Actor, Sequence[DueService]], None]


class UnsentError(Exception):
    """The mail did not go this time."""


@dataclass
class ReminderReport:
    """How many people were told, and how many mails wait for another attempt."""

    sent: int = 0
    waiting: int = 0


def remind(engine: Engine, send: Send, now: dt.datetime, freshness: Freshness) -> ReminderReport:
    """Tell each editor what is due in their organisations (writes, blocks while the mail server answers)."""
    report = ReminderReport()
    for actor, services in find_to_remind(engine, now, freshness):
        if not _claim(engine, actor.account_id, now):
            continue
        try:
            send(actor, services)
        except UnsentError:
            _note(engine, actor.account_id, now + TRY_AGAIN_AFTER, None)
            report.waiting += 1
        else:
            _note(engine, actor.account_id, now + dt.timedelta(days=freshness.told_every_days), now)
            report.sent += 1
    return report


def find_to_remind(
    engine: Engine, now: dt.datetime, freshness: Freshness
) -> list[tuple[Actor, list[DueService]]]:
    """Editors who may be mailed now, each with what is due in their organisations; none without anything."""
    with Session(engine) as session:
        waiting = set(session.scalars(select(Reminder.account_id).where(Reminder.next_at > now)))
        accounts = session.scalars(select(Account).where(Account.is_active).order_by(Account.id)).all()
        editors = [to_actor(account) for account in accounts if account.id not in waiting]
        editors = [actor for actor in editors if actor.holds_anywhere([Role.EDITOR])]
        if not editors:
            return []
        due = find_due(session, now, freshness)
    found = []
    for actor in editors:
        keys = actor.find_organizations(Role.EDITOR)
        own = [service for service in due if service.owner_key in keys]
        if own:
            found.append((actor, own))
    return found


def _claim(engine: Engine, account_id: str, now: dt.datetime) -> bool:
    def transaction() -> bool:
        with Session(engine) as session, session.begin():
            if session.get(Reminder, account_id) is None:
                session.add(Reminder(account_id=account_id, next_at=now, attempts=0))
                session.flush()
            statement = (
                update(Reminder)
                .where(Reminder.account_id == account_id, Reminder.next_at <= now)
                .values(next_at=now + LEASE, attempts=Reminder.attempts + 1)
                .execution_options(synchronize_session=False)
            )
            result = session.execute(statement)
            return isinstance(result, CursorResult) and result.rowcount == 1

    try:
        return retry_when_locked(transaction)
    except IntegrityError:
        # Another replica made the row at this moment: the mail is its own.
        return False


def _note(engine: Engine, account_id: str, next_at: dt.datetime, sent_at: dt.datetime | None) -> None:
    def transaction() -> None:
        with Session(engine) as session, session.begin():
            row = session.get_one(Reminder, account_id)
            row.next_at = next_at
            if sent_at is not None:
                row.sent_at, row.attempts = sent_at, 0

    retry_when_locked(transaction)
