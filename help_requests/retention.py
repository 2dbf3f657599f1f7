"""Erases what is no longer needed, and encrypts anew under the current key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import CursorResult, Delete, Engine, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from database.connections import retry_when_locked
from database.encryption import Keyring, Sealed
from help_requests import models
from help_requests.alerts import SYSTEM
from help_requests.audit import note
from help_requests.settings import Settings

# What was sent to try the demo out is nobody's to handle.
ERASE_DEMO_AFTER = dt.timedelta(days=7)
KEEP_NOTICES = dt.timedelta(days=30)


@dataclass(frozen=True)
class PurgeReport:
    """How many rows went."""

    requests: int
    notices: int
    audit_entries: int

    def __str__(self) -> str:
        return (
            f"{self.requests} requests erased, {self.notices} old notices and {self.audit_entries} old audit "
            "entries removed"
        )


def purge(engine: Engine, settings: Settings, now: dt.datetime) -> PurgeReport:
    """Erase requests whose time is over (writes): withdrawn, handled, and those of the demo.

    A request that nobody has handled stays, however old: erasing it would hide that it was missed.
    """

    def write() -> PurgeReport:
        with Session(engine) as session, session.begin():
            erased = session.scalars(_select_ended(settings, now)).unique().all()
            for request in erased:
                note(session, now, request.id, SYSTEM, "erased")
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
            )

    return retry_when_locked(write)


def rotate_keys(engine: Engine, keyring: Keyring) -> int:
    """How many texts were encrypted anew under the ring's current key (writes); afterwards old keys can go.

    Raises:
        UnreadableError: a text's own key is missing; nothing was changed.
    """

    def write() -> int:
        with Session(engine) as session, session.begin():
            requests = session.scalars(
                select(models.HelpRequest).where(models.HelpRequest.key_id != keyring.current_id)
            ).all()
            additions = session.scalars(
                select(models.Addition).where(models.Addition.key_id != keyring.current_id)
            ).all()
            rows: list[models.HelpRequest | models.Addition] = [*requests, *additions]
            for row in rows:
                if row.sealed is not None and row.key_id is not None:
                    plain = keyring.open(Sealed(row.key_id, row.sealed), row.id)
                    sealed = keyring.seal(plain, row.id)
                    row.sealed, row.key_id = sealed.content, sealed.key_id
            return len(rows)

    return retry_when_locked(write)


def _select_ended(settings: Settings, now: dt.datetime) -> Select[models.HelpRequest]:
    request = models.HelpRequest
    withdrawn_before = now - dt.timedelta(days=settings.erase_withdrawn_after_days)
    handled_before = now - dt.timedelta(days=settings.erase_handled_after_days)
    return (
        select(request)
        .join(request.inbox)
        .where(
            or_(
                and_(request.state == "withdrawn", request.ended_at <= withdrawn_before),
                and_(request.state.in_(("answered", "closed")), request.ended_at <= handled_before),
                and_(models.Inbox.is_demo.is_(True), request.received_at <= now - ERASE_DEMO_AFTER),
            )
        )
    )


def _remove(session: Session, statement: Delete) -> int:
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
