"""Erases what is no longer needed, and encrypts anew under the current key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import CursorResult, Delete, Engine, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from database.encryption import Keyring, Sealed
from help_requests import models
from help_requests.alerts import SYSTEM
from help_requests.audit import note
from help_requests.figures import NEVER_CLOSED, NEVER_HANDLED, count_request
from help_requests.settings import Settings
from help_requests.transactions import transact

# What was sent to try the demo out is nobody's to handle.
ERASE_DEMO_AFTER = dt.timedelta(days=7)
KEEP_NOTICES = dt.timedelta(days=30)
SealedRow = models.HelpRequest | models.Addition | models.LoggedTry | models.HandOver
Row = TypeVar("Row", models.HelpRequest, models.Addition, models.LoggedTry, models.HandOver)


@dataclass(frozen=True)
class PurgeReport:
    """How many rows went."""

    requests: int
    notices: int
    audit_entries: int
    figures: int = 0

    def __str__(self) -> str:
        return (
            f"{self.requests} requests erased, {self.notices} old notices, {self.audit_entries} old audit "
            f"entries and {self.figures} old figures removed"
        )


def purge(engine: Engine, settings: Settings, now: dt.datetime) -> PurgeReport:
    """Erase requests whose time is over (writes): withdrawn, handled, those of the demo, those nobody ended.

    What nobody ended is told of again and again first, and stays in the audit and in the figures as never
    handled, and what was answered without being closed as never closed: erasing hides nothing.
    """

    def write(session: Session) -> PurgeReport:
        erased = session.scalars(_select_ended(settings, now)).unique().all()
        for request in erased:
            is_unhandled = request.ended_at is None
            note(session, now, request, SYSTEM, "erased_unhandled" if is_unhandled else "erased")
            if is_unhandled:
                count_request(session, request, NEVER_HANDLED, now)
            elif request.state == "answered":
                count_request(session, request, NEVER_CLOSED, now)
            session.delete(request)
        return PurgeReport(
            len(erased),
            _remove(session, delete(models.Notice).where(models.Notice.done_at < now - KEEP_NOTICES)),
            _remove(
                session,
                delete(models.AuditEntry).where(
                    models.AuditEntry.at < now - dt.timedelta(days=settings.keep_audit_days)
                ),
            ),
            _remove(
                session,
                delete(models.Count).where(
                    models.Count.month < (now - dt.timedelta(days=settings.keep_figures_days)).date()
                ),
            ),
        )

    return transact(engine, write)


def rotate_keys(engine: Engine, keyring: Keyring) -> int:
    """How many texts were encrypted anew under the ring's current key (writes); afterwards old keys can go.

    Raises:
        UnreadableError: a text's own key is missing; nothing was changed.
    """

    def write(session: Session) -> int:
        rows: list[SealedRow] = [
            *_find_older(session, models.HelpRequest, keyring),
            *_find_older(session, models.Addition, keyring),
            *_find_older(session, models.LoggedTry, keyring),
            *_find_older(session, models.HandOver, keyring),
        ]
        for row in rows:
            if row.sealed is not None and row.key_id is not None:
                plain = keyring.open(Sealed(row.key_id, row.sealed), row.id)
                sealed = keyring.seal(plain, row.id)
                row.sealed, row.key_id = sealed.content, sealed.key_id
        return len(rows)

    return transact(engine, write)


def _find_older(session: Session, model: type[Row], keyring: Keyring) -> Sequence[Row]:
    """Rows that are not encrypted under the ring's current key."""
    return session.scalars(select(model).where(model.key_id != keyring.current_id)).unique().all()


def _select_ended(settings: Settings, now: dt.datetime) -> Select[models.HelpRequest]:
    request = models.HelpRequest
    withdrawn_before = now - dt.timedelta(days=settings.erase_withdrawn_after_days)
    handled_before = now - dt.timedelta(days=settings.erase_handled_after_days)
    unhandled_before = now - dt.timedelta(days=settings.erase_unhandled_after_days)
    return (
        select(request)
        .join(request.inbox)
        .where(
            or_(
                and_(request.state == "withdrawn", request.ended_at <= withdrawn_before),
                and_(request.state.in_(("answered", "closed")), request.ended_at <= handled_before),
                and_(request.state.in_(("received", "opened")), request.touched_at <= unhandled_before),
                and_(models.Inbox.is_demo.is_(True), request.received_at <= now - ERASE_DEMO_AFTER),
            )
        )
    )


def _remove(session: Session, statement: Delete) -> int:
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
