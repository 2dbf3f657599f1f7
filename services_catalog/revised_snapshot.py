"""The picture of the catalogue as it would be after a change, or as it is after the latest ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.database import get_revision
from services_catalog.models import Service as ServiceRow
from services_catalog.service import Service, to_service
from services_catalog.snapshot import Snapshot, build_snapshot

# Clocks of replicas differ, and an edit is dated before it is committed.
OVERLAP = dt.timedelta(minutes=10)


def revise_snapshot(
    snapshot: Snapshot, changed: Iterable[Service], removed: Collection[str] = (), revision: str = ""
) -> Snapshot:
    """The picture with these services new or in place of older ones, and without the removed ids."""
    by_id = {service.id: service for service in snapshot.services if service.id not in removed}
    by_id |= {service.id: service for service in changed}
    return build_snapshot(by_id.values(), snapshot.reference, revision)


def catch_up(session: Session, snapshot: Snapshot) -> Snapshot:
    """The picture of the published services as the database has them now (reads).

    Only what was edited since the picture was built is read: all of 20,000 services would take many seconds.
    The picture itself comes back when nothing was edited.
    """
    revision = get_revision(session)
    if revision == snapshot.revision:
        return snapshot
    rows = session.scalars(
        select(ServiceRow).where(ServiceRow.updated_at >= snapshot.built_at - OVERLAP)
    ).all()
    published = [to_service(row) for row in rows if row.status == "published"]
    hidden = {row.id for row in rows if row.status != "published"}
    return revise_snapshot(snapshot, published, hidden, revision)
