"""What waits for a person to act: versions sent to review, versions saved but not published, old checks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from curation.content import get_owner_key
from curation.finding import Finder
from curation.models import Version
from curation.rules import Freshness
from curation.to_do import Situation
from curation.verification import read_last_checks
from services_catalog import models as catalogue
from staff.roles import Actor, Role

# A version in review waits for its reviewer, and an approved one for its day.
UNFINISHED_STATES = ("working", "rejected")


def read_situation(
    session: Session, actor: Actor, finder: Finder, today: dt.date, freshness: Freshness
) -> Situation:
    """What there is to do for this person about the entries of the finder; seven statements at most."""

    def narrow(service_ids: frozenset[str], role: Role) -> frozenset[str]:
        # Whoever acts on an entry needs the role in its owner as it stands now.
        keys = actor.find_organizations(role)
        entries = filter(None, map(finder.find_entry, service_ids))
        return frozenset(entry.id for entry in entries if entry.owner in keys)

    return Situation(
        today,
        finder.dead_links,
        narrow(find_in_review(session, actor), Role.REVIEWER),
        narrow(find_unpublished(session, actor), Role.EDITOR),
        read_last_checks(session),
        freshness,
        finder.stale_translations.find(session),
    )


def find_in_review(session: Session, actor: Actor) -> frozenset[str]:
    """Services with a version that this person may approve: of an owner that they review for, nothing theirs.

    As Desk.may_review, for the owner that it would have.
    """
    keys = actor.find_organizations(Role.REVIEWER)
    if not keys:
        return frozenset()
    sent = {
        version.service_id: get_owner_key(version.content)
        for version in session.scalars(select(Version).where(Version.state == "in_review"))
    }
    if not any(owner in keys for owner in sent.values()):
        return frozenset()
    authors = _find_authors(session, select(Version.service_id).where(Version.state == "in_review"))
    return frozenset(
        service_id
        for service_id, owner in sent.items()
        if owner in keys and actor.account_id not in authors[service_id]
    )


def find_unpublished(session: Session, actor: Actor) -> frozenset[str]:
    """Services with a version that is saved and neither public nor on its way.

    Of whatever owner. A draft is not among them, since it has a list of its own.
    """
    if not actor.holds_anywhere((Role.EDITOR,)):
        return frozenset()
    return frozenset(
        session.scalars(
            select(Version.service_id)
            .join(catalogue.Service, catalogue.Service.id == Version.service_id)
            .where(Version.state.in_(UNFINISHED_STATES), catalogue.Service.status != "draft")
        )
    )


def _find_authors(session: Session, service_ids: Select[Any]) -> defaultdict[str, set[str]]:
    """Whoever saved anything since the last publication, as versions.find_author_ids, of many services."""
    authors: defaultdict[str, set[str]] = defaultdict(set)
    statement = (
        select(Version.service_id, Version.state, Version.author_id)
        .where(Version.service_id.in_(service_ids))
        .order_by(Version.service_id, Version.number)
    )
    for service_id, state, author_id in session.execute(statement):
        if state == "published":
            authors[service_id].clear()
        elif author_id:
            authors[service_id].add(author_id)
    return authors
