"""Tries the probes on a version before it is published: the desk asks, the probes answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from curation.content import KEPT_COLUMNS, Content, build_row
from curation.probes import check_publication
from curation.publishing import CheckPublication, Obstacle
from services_catalog.models import Organization
from services_catalog.models import Service as ServiceRow
from services_catalog.service import to_service
from services_catalog.snapshot import Snapshot


def build_probe_check(find_snapshot: Callable[[], Snapshot]) -> CheckPublication:
    """What the desk asks before each publication.

    Args:
        find_snapshot: the front door's present picture of the catalogue; what was edited since is read.
    """

    def check(session: Session, service_id: str, content: Content) -> Sequence[Obstacle]:
        organization = session.get(Organization, content["organization"])
        if organization is None:
            return []  # Named among the obstacles already: nothing can be published.
        fresh = build_row(service_id, content)
        kept = session.get(ServiceRow, service_id)
        for column in KEPT_COLUMNS if kept is not None else ():
            setattr(fresh, column, getattr(kept, column))
        fresh.status, fresh.organization = "published", organization
        snapshot = find_snapshot()
        broken = check_publication(session, snapshot.reference, to_service(fresh), snapshot=snapshot)
        return [Obstacle("probe", detail=one.name) for one in broken]

    return check


def find_probes_without(session: Session, service_id: str, snapshot: Snapshot) -> list[str]:
    """Names of the probes that would no longer hold without the service.

    Told, and no obstacle: a service that has ended must go from the answers whatever it leaves open.
    """
    broken = check_publication(session, snapshot.reference, None, removed=service_id, snapshot=snapshot)
    return [one.name for one in broken]
