"""Requests that lie unopened, unanswered or unclosed: a second handler is told, then the administrator.

Where one of the two has no address the other is told in their place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import CursorResult, Engine, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from database.connections import retry_when_locked
from help_requests import models
from help_requests.audit import note
from help_requests.outbox import enqueue_notice

SYSTEM = "system"
# Whoever has just taken over an answered request knows of it.
REST_BEFORE_REMINDING = dt.timedelta(days=1)


@dataclass(frozen=True)
class Lying:
    """What lies in a state, and the notices that tell of it."""

    state: str
    second_kind: str
    administrator_kind: str


UNOPENED = Lying("received", "second_handler", "administrator")
UNANSWERED = Lying("opened", "second_unanswered", "admin_unanswered")


def alert_unopened(engine: Engine, administrator: str, now: dt.datetime) -> int:
    """How many alerts were put into the outbox (writes): past half of the time, and past three quarters."""
    return _alert(engine, UNOPENED, administrator, now)


def alert_unanswered(engine: Engine, administrator: str, now: dt.datetime) -> int:
    """The same for what was opened while nobody was in touch: past half of what was left, and at its end."""
    return _alert(engine, UNANSWERED, administrator, now)


def alert_unclosed(engine: Engine, administrator: str, days: int, now: dt.datetime) -> int:
    """How many requests the inbox and the administrator were told of (writes): untouched for so many days.

    They are told again after as many days more, until somebody ends it or its time is over.
    """

    def write() -> int:
        with Session(engine) as session, session.begin():
            return sum(
                _alert_of_unclosed(session, request, administrator, days, now)
                for request in _find_unclosed(session, days, now)
            )

    return retry_when_locked(write)


def alert_answered(engine: Engine, erased_after_days: int, now: dt.datetime) -> int:
    """How many answered requests that nobody closed the inbox was told of (writes).

    Once, when half of the time until they are erased has passed, and a day after anything else was done.
    """
    ended_before = now - dt.timedelta(days=erased_after_days) / 2

    def write() -> int:
        with Session(engine) as session, session.begin():
            return sum(
                _tell_inbox(session, request, now)
                for request in _find_answered(session, ended_before, now - REST_BEFORE_REMINDING)
            )

    return retry_when_locked(write)


def _find_answered(
    session: Session, ended_before: dt.datetime, touched_before: dt.datetime
) -> list[models.HelpRequest]:
    request = models.HelpRequest
    statement = (
        select(request)
        .join(request.inbox)
        .where(
            request.state == "answered",
            models.Inbox.is_demo.is_(False),
            request.ended_at <= ended_before,
            request.touched_at <= touched_before,
            request.unclosed_alerted_at.is_(None),
        )
    )
    return list(session.scalars(statement))


def _tell_inbox(session: Session, request: models.HelpRequest, now: dt.datetime) -> int:
    column = models.HelpRequest.unclosed_alerted_at
    claim = (
        update(models.HelpRequest)
        .where(models.HelpRequest.id == request.id, column.is_(None))
        .values(unclosed_alerted_at=now)
        .execution_options(synchronize_session=False)
    )
    if not _is_done(session.execute(claim)):
        return 0
    is_told = enqueue_notice(session, request.inbox, "answered_unclosed", request.inbox.notice_address, now)
    note(session, now, request, SYSTEM, "alerted_unclosed" if is_told else "alerted_nobody")
    return 1


def _alert(engine: Engine, lying: Lying, administrator: str, now: dt.datetime) -> int:
    def write() -> int:
        with Session(engine) as session, session.begin():
            return _alert_second(session, lying, administrator, now) + _alert_administrator(
                session, lying, administrator, now
            )

    return retry_when_locked(write)


def _alert_second(session: Session, lying: Lying, administrator: str, now: dt.datetime) -> int:
    alerted = 0
    for request in _find_lying(
        session, lying, models.HelpRequest.second_alert_at, models.HelpRequest.second_alerted, now
    ):
        if _claim(session, request, models.HelpRequest.second_alerted):
            second = request.inbox.second_handler_address
            kind = lying.second_kind if second else lying.administrator_kind
            is_told = enqueue_notice(session, request.inbox, kind, second or administrator, now)
            told = "second" if second else "admin" if is_told else "nobody"
            note(session, now, request, SYSTEM, f"alerted_{told}")
            alerted += 1
    return alerted


def _alert_administrator(session: Session, lying: Lying, administrator: str, now: dt.datetime) -> int:
    alerted = 0
    for request in _find_lying(
        session,
        lying,
        models.HelpRequest.administrator_alert_at,
        models.HelpRequest.administrator_alerted,
        now,
    ):
        if _claim(session, request, models.HelpRequest.administrator_alerted):
            recipient = administrator or request.inbox.second_handler_address
            is_told = enqueue_notice(session, request.inbox, lying.administrator_kind, recipient, now)
            told = "nobody" if not is_told else "admin" if administrator else "second"
            note(session, now, request, SYSTEM, f"alerted_{told}")
            alerted += 1
    return alerted


def _find_lying(
    session: Session,
    lying: Lying,
    alert_at: InstrumentedAttribute[dt.datetime],
    alerted: InstrumentedAttribute[bool],
    now: dt.datetime,
) -> list[models.HelpRequest]:
    statement = (
        select(models.HelpRequest)
        .join(models.HelpRequest.inbox)
        .where(
            models.HelpRequest.state == lying.state,
            models.Inbox.is_demo.is_(False),
            alert_at <= now,
            alerted.is_(False),
        )
    )
    return list(session.scalars(statement))


def _find_unclosed(session: Session, days: int, now: dt.datetime) -> list[models.HelpRequest]:
    request, before = models.HelpRequest, now - dt.timedelta(days=days)
    statement = (
        select(request)
        .join(request.inbox)
        .where(
            request.state.in_(("received", "opened")),
            models.Inbox.is_demo.is_(False),
            request.touched_at <= before,
            or_(request.unclosed_alerted_at.is_(None), request.unclosed_alerted_at <= before),
        )
    )
    return list(session.scalars(statement))


def _alert_of_unclosed(
    session: Session, request: models.HelpRequest, administrator: str, days: int, now: dt.datetime
) -> int:
    column = models.HelpRequest.unclosed_alerted_at
    claim = (
        update(models.HelpRequest)
        .where(
            models.HelpRequest.id == request.id,
            or_(column.is_(None), column <= now - dt.timedelta(days=days)),
        )
        .values(unclosed_alerted_at=now)
        .execution_options(synchronize_session=False)
    )
    if not _is_done(session.execute(claim)):
        return 0
    inbox = request.inbox
    told = [
        enqueue_notice(session, inbox, "unclosed", inbox.notice_address, now),
        enqueue_notice(session, inbox, "admin_unclosed", administrator or inbox.second_handler_address, now),
    ]
    note(session, now, request, SYSTEM, "alerted_unclosed" if any(told) else "alerted_nobody")
    return 1


def _claim(session: Session, request: models.HelpRequest, alerted: InstrumentedAttribute[bool]) -> bool:
    """Whether this process is the one that tells: several look at the same moment."""
    result = session.execute(
        update(models.HelpRequest)
        .where(models.HelpRequest.id == request.id, alerted.is_(False))
        .values({alerted: True})
        .execution_options(synchronize_session=False)
    )
    return _is_done(result)


def _is_done(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1
