"""What the catalogue asks of its tables: whether they are there, whether they changed, who changed them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, event, func, inspect, select
from sqlalchemy.orm import Session

from database.columns import utc_now
from services_catalog.models import LinkCheck, Organization, Service, get_owner


def has_tables(engine: Engine) -> bool:
    """Whether the catalogue's tables are there."""
    return inspect(engine).has_table(Service.__tablename__)


def get_revision(session: Session) -> str:
    """A short text that changes with every load, edit, and link that dies or opens again.

    Compare it to know when to rebuild a snapshot.
    """
    service_count, service_at = session.execute(select(func.count(), func.max(Service.updated_at))).one()
    organization_count, organization_at = session.execute(
        select(func.count(), func.max(Organization.updated_at))
    ).one()
    dead_count, dead_since = session.execute(
        select(func.count(LinkCheck.dead_since), func.max(LinkCheck.dead_since))
    ).one()
    return f"{service_count}/{service_at}/{organization_count}/{organization_at}/{dead_count}/{dead_since}"


def find_dead_links(session: Session) -> frozenset[str]:
    """The addresses that have not opened for so long that nobody should be sent there."""
    return frozenset(session.scalars(select(LinkCheck.url).where(LinkCheck.dead_since.is_not(None))))


def mark_staff_edits(session: Session, _context: Any = None, _instances: Any = None) -> None:
    """Marks each service and organisation touched outside an import as edited by staff.

    Kept as a listener, so that no editor can forget it and lose work to the next import.
    The editor's name is taken from session.info["editor"].
    """
    changed: Iterable[Any] = [
        *session.new,
        *session.deleted,
        *(row for row in session.dirty if session.is_modified(row)),
    ]
    owners = {id(owner): owner for owner in map(get_owner, changed) if owner is not None}
    now = utc_now()
    for owner in owners.values():
        if owner in session.deleted:
            continue
        owner.updated_at = now
        if not session.info.get("importing"):
            owner.edited_at = now
            owner.edited_by = session.info.get("editor")


event.listen(Session, "before_flush", mark_staff_edits)
