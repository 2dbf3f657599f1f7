"""Notices waiting to be mailed: written with what they tell of, sent later, tried again with longer waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import CursorResult, Engine, select, update
from sqlalchemy.orm import Session

from database.connections import retry_when_locked
from help_requests import models
from help_requests.mail import MailRefusedError

# After the last of these waits a notice is given up, two days after the first attempt.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
# Longer than sending all of one turn may take, with every answer of the server as late as it may be: another
# replica takes a notice over only from one that died.
LEASE = dt.timedelta(minutes=10)
MOST_AT_ONCE = 5
TOLD_TO_ADMINISTRATOR = ("administrator", "admin_unanswered", "admin_unclosed", "undeliverable")

Send = Callable[[str, str, Mapping[str, str]], None]


@dataclass(frozen=True)
class DueNotice:
    """A notice that this process has taken in hand."""

    id: int
    kind: str
    recipient: str
    inbox_names: Mapping[str, str]
    attempts: int


@dataclass
class DeliveryReport:
    """How many notices went, wait for another attempt, or were given up."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0


def enqueue_notice(
    session: Session, inbox: models.Inbox, kind: str, recipient: str | None, now: dt.datetime
) -> bool:
    """Put a notice into the outbox in the caller's transaction; False without a recipient and for a demo."""
    if not recipient or inbox.is_demo:
        return False
    session.add(
        models.Notice(
            inbox=inbox, kind=kind, recipient=recipient, created_at=now, next_attempt_at=now, attempts=0
        )
    )
    return True


def deliver_due(engine: Engine, send: Send, administrator: str, now: dt.datetime) -> DeliveryReport:
    """Send the first few that are due (writes, blocks while the mail server answers).

    Args:
        send: mails one notice: kind, recipient, names of the inbox. Whatever it raises, the notice is tried
            again later, after MailRefusedError never.
        administrator: is told of notices that can't be delivered; empty for the second handler instead.
    """
    report = DeliveryReport()
    for notice in take_due(engine, now):
        try:
            send(notice.kind, notice.recipient, notice.inbox_names)
        except MailRefusedError:
            _note_given_up(engine, notice, "refused", administrator, now)
            report.given_up += 1
        except Exception:
            # MailUnsentError, or a mistake with this very notice: the others go all the same.
            if notice.attempts > len(WAITS):
                _note_given_up(engine, notice, "given_up", administrator, now)
                report.given_up += 1
            else:
                _note_waiting(engine, notice, now)
                report.waiting += 1
        else:
            _note_sent(engine, notice, now)
            report.sent += 1
    return report


def take_due(engine: Engine, now: dt.datetime) -> list[DueNotice]:
    """The first few notices that are due and no other process has; for ten minutes they are this one's."""

    def take() -> list[DueNotice]:
        taken = []
        with Session(engine) as session, session.begin():
            statement = (
                select(models.Notice)
                .where(models.Notice.done_at.is_(None), models.Notice.next_attempt_at <= now)
                .order_by(models.Notice.next_attempt_at)
                .limit(MOST_AT_ONCE)
            )
            for notice in session.scalars(statement).all():
                claim = (
                    update(models.Notice)
                    .where(models.Notice.id == notice.id, models.Notice.attempts == notice.attempts)
                    .values(attempts=notice.attempts + 1, next_attempt_at=now + LEASE)
                    .execution_options(synchronize_session=False)
                )
                result = session.execute(claim)
                if isinstance(result, CursorResult) and result.rowcount == 1:
                    names = dict(notice.inbox.names)
                    taken.append(
                        DueNotice(notice.id, notice.kind, notice.recipient, names, notice.attempts + 1)
                    )
        return taken

    return retry_when_locked(take)


def _note_sent(engine: Engine, notice: DueNotice, now: dt.datetime) -> None:
    def write(row: models.Notice, _session: Session) -> None:
        row.done_at, row.outcome = now, "sent"
        if row.recipient == row.inbox.notice_address:
            row.inbox.notice_failing_since = row.inbox.notice_refused_at = None

    _change(engine, notice, write)


def _note_waiting(engine: Engine, notice: DueNotice, now: dt.datetime) -> None:
    def write(row: models.Notice, _session: Session) -> None:
        row.next_attempt_at = now + WAITS[notice.attempts - 1]
        if row.recipient == row.inbox.notice_address and row.inbox.notice_failing_since is None:
            row.inbox.notice_failing_since = now

    _change(engine, notice, write)


def _note_given_up(
    engine: Engine, notice: DueNotice, outcome: str, administrator: str, now: dt.datetime
) -> None:
    def write(row: models.Notice, session: Session) -> None:
        row.done_at, row.outcome = now, outcome
        if row.recipient == row.inbox.notice_address:
            row.inbox.notice_refused_at = now
        told = administrator or row.inbox.second_handler_address
        if row.kind not in TOLD_TO_ADMINISTRATOR and told != row.recipient:
            enqueue_notice(session, row.inbox, "undeliverable", told, now)

    _change(engine, notice, write)


def _change(engine: Engine, notice: DueNotice, write: Callable[[models.Notice, Session], None]) -> None:
    def transaction() -> None:
        with Session(engine) as session, session.begin():
            write(session.get_one(models.Notice, notice.id), session)

    retry_when_locked(transaction)
