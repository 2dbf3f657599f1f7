"""Unopened requests: past half of their time a second handler is told, then the administrator."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CursorResult, Engine, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from database.connections import retry_when_locked
from help_requests import models
from help_requests.audit import note
from help_requests.outbox import enqueue_notice

SYSTEM = "system"


def alert_unopened(engine: Engine, administrator: str, now: dt.datetime) -> int:
    """How many alerts were put into the outbox (writes); with no second handler the administrator is told."""

    def write() -> int:
        with Session(engine) as session, session.begin():
            return _alert_second(session, administrator, now) + _alert_administrator(
                session, administrator, now
            )

    return retry_when_locked(write)


def _alert_second(session: Session, administrator: str, now: dt.datetime) -> int:
    alerted = 0
    for request in _find_unopened(
        session, models.HelpRequest.second_alert_at, models.HelpRequest.second_alerted, now
    ):
        if _claim(session, request, models.HelpRequest.second_alerted):
            second = request.inbox.second_handler_address
            kind = "second_handler" if second else "administrator"
            enqueue_notice(session, request.inbox, kind, second or administrator, now)
            note(session, now, request.id, SYSTEM, f"alerted_{'second' if second else 'admin'}")
            alerted += 1
    return alerted


def _alert_administrator(session: Session, administrator: str, now: dt.datetime) -> int:
    alerted = 0
    for request in _find_unopened(
        session, models.HelpRequest.administrator_alert_at, models.HelpRequest.administrator_alerted, now
    ):
        if _claim(session, request, models.HelpRequest.administrator_alerted):
            enqueue_notice(session, request.inbox, "administrator", administrator, now)
            note(session, now, request.id, SYSTEM, "alerted_admin")
            alerted += 1
    return alerted


def _find_unopened(
    session: Session,
    alert_at: InstrumentedAttribute[dt.datetime],
    alerted: InstrumentedAttribute[bool],
    now: dt.datetime,
) -> list[models.HelpRequest]:
    statement = (
        select(models.HelpRequest)
        .join(models.HelpRequest.inbox)
        .where(
            models.HelpRequest.state == "received",
            models.Inbox.is_demo.is_(False),
            alert_at <= now,
            alerted.is_(False),
        )
    )
    return list(session.scalars(statement))


def _claim(session: Session, request: models.HelpRequest, alerted: InstrumentedAttribute[bool]) -> bool:
    """Whether this process is the one that tells: several look at the same moment."""
    result = session.execute(
        update(models.HelpRequest)
        .where(models.HelpRequest.id == request.id, alerted.is_(False))
        .values({alerted: True})
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1
