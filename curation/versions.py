"""Versions of services: each save is one, none is ever lost, and nobody writes over another unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from curation.content import Content, build_row, keep_newer_checks, read_row, write_row
from curation.fields import list_changes, list_first
from curation.models import OPEN_STATES, Version
from services_catalog import models as catalogue
from services_catalog.database import CHANGES_NOTHING
from services_catalog.loading import to_slug
from staff.changes import note_change
from staff.roles import Actor

LONGEST_ID = 100


class UnknownServiceError(LookupError):
    """No service, or no version of it, is kept under this id."""


class ChangedMeanwhileError(Exception):
    """Somebody else saved after this person had opened the form; nothing was written.

    Attributes:
        base: what the person began with. theirs: the content of the newest version.
        number: of the newest version. author_name, saved_at: who saved it and when.
    """

    def __init__(self, base: Content, newest: Version) -> None:
        super().__init__(f"version {newest.number} of {newest.service_id} came in between")
        # Taken out of the row now: after the transaction it cannot be read any more.
        self.base, self.theirs, self.number = base, newest.content, newest.number
        self.author_name, self.saved_at = newest.author_name, newest.saved_at


@dataclass(frozen=True)
class Kept:
    """A service as curation sees it.

    Args:
        row: what is public, or a draft never published.
        public: the content of the row.
        head: the newest version; None when staff never touched it.
        content: of the newest version while it is not public, else of the row: what an edit begins with.
        number: of the head, 0 without one.
    """

    row: catalogue.Service
    public: Content
    head: Version | None
    content: Content
    number: int

    @property
    def has_open_version(self) -> bool:
        """Whether something saved is not public yet."""
        return self.head is not None and self.head.state in OPEN_STATES


def get_kept(session: Session, service_id: str, for_change: bool = False) -> Kept:
    """The service with its newest version.

    Args:
        for_change: read anew, and no other transaction may change it before this one ends.

    Raises:
        UnknownServiceError: there is none.
    """
    if for_change:
        lock_service(session, service_id)
    row = session.get(catalogue.Service, service_id, populate_existing=for_change)
    if row is None:
        raise UnknownServiceError(service_id)
    public = read_row(row)
    head = find_head(session, service_id)
    is_open = head is not None and head.state in OPEN_STATES
    return Kept(row, public, head, head.content if head and is_open else public, head.number if head else 0)


def lock_service(session: Session, service_id: str) -> None:
    """Keep other transactions from changing the service until this one ends; they wait or try again."""
    # An update that changes nothing: on SQLite only a write begins a transaction and takes its lock.
    session.execute(
        update(catalogue.Service)
        .where(catalogue.Service.id == service_id)
        .values(status=catalogue.Service.status)
        .execution_options(**{"synchronize_session": False, CHANGES_NOTHING: True})
    )


def find_head(session: Session, service_id: str) -> Version | None:
    """The newest version of a service, None when staff never touched it."""
    return session.scalar(
        select(Version)
        .where(Version.service_id == service_id)
        .order_by(Version.number.desc())
        .limit(1)
        # Another transaction may have written since this one first looked.
        .execution_options(populate_existing=True)
    )


def find_versions(session: Session, service_id: str) -> Sequence[Version]:
    """All versions of a service, oldest first."""
    return session.scalars(
        select(Version).where(Version.service_id == service_id).order_by(Version.number)
    ).all()


def get_version(session: Session, service_id: str, number: int) -> Version:
    """One version.

    Raises:
        UnknownServiceError: there is none.
    """
    version = session.scalar(
        select(Version).where(Version.service_id == service_id, Version.number == number)
    )
    if version is None:
        raise UnknownServiceError(f"{service_id} {number}")
    return version


def create_service(
    session: Session, now: dt.datetime, actor: Actor, content: Content, why: str | None = None
) -> str:
    """The id of a new draft with this content (writes)."""
    service_id = find_free_id(session, next(iter(content["name"].values())))
    session.add(build_row(service_id, content))
    session.flush()
    _add_version(session, now, actor, service_id, 1, None, content).why = why
    fields = {one.field: (one.before, one.after) for one in list_first(content)}
    note_change(session, now, actor, "created", ("service", service_id), fields, why)
    return service_id


def find_free_id(session: Session, name: str) -> str:
    """An id made of the name that no service has, nor had."""
    slug = to_slug(name)[:LONGEST_ID].strip("-") or "palvelu"
    taken = set(
        session.scalars(select(catalogue.Service.id).where(catalogue.Service.id.startswith(slug)))
    ) | set(session.scalars(select(Version.service_id).where(Version.service_id.startswith(slug)).distinct()))
    number = 1
    while (candidate := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return candidate


def save(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    service_id: str,
    based_on: int,
    content: Content,
    *,
    is_minor: bool = False,
    confirmed: Sequence[str] = (),
    why: str | None = None,
    makes: str = "published",
) -> Version:
    """The newest version after saving this content (writes; the same content again is no new version).

    Args:
        based_on: the number that the person began with; 0 for a service that had no versions.

    Raises:
        ChangedMeanwhileError: it is not the newest any more.
        UnknownServiceError: there is no such service.
    """
    kept = get_kept(session, service_id, for_change=True)
    head = kept.head or _keep_first(session, now, kept, actor)
    if head.number != (based_on or 1):
        base = get_version(session, service_id, based_on or 1)
        raise ChangedMeanwhileError(base.content, head)
    if content == kept.content and not confirmed and makes == head.makes:
        return head
    is_public = kept.row.status == makes and keep_newer_checks(kept.public, content) == kept.public
    version = _add_version(session, now, actor, service_id, head.number + 1, head.number, content)
    version.is_minor, version.confirmed, version.why, version.makes = is_minor, sorted(confirmed), why, makes
    if is_public:
        # Back at what everybody sees: nothing is left to publish.
        version.state, version.published_at = "published", now
    if head.state in OPEN_STATES:
        head.state = "replaced"
    if kept.row.status == "draft":
        # Nobody sees it yet, so the lists of staff show what was saved last.
        write_row(session, kept.row, content)
    fields = {one.field: (one.before, one.after) for one in list_changes(head.content, content)}
    note_change(session, now, actor, "saved", ("service", service_id), fields, why)
    return version


def restore(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    service_id: str,
    number: int,
    based_on: int,
    why: str | None = None,
) -> Version:
    """A new version with the content of an old one (writes); it is published like any other.

    Raises:
        ChangedMeanwhileError: `based_on` is not the newest. UnknownServiceError: there is no such version.
    """
    old = get_version(session, service_id, number)
    told = f"#{number}: {why}" if why else f"#{number}"
    return save(session, now, actor, service_id, based_on, old.content, why=told)


def find_author_ids(session: Session, service_id: str) -> set[str]:
    """Whoever saved anything since the last publication: none of them can be the second person."""
    last = session.scalar(
        select(func.max(Version.number)).where(Version.service_id == service_id, Version.state == "published")
    )
    statement = select(Version.author_id).where(
        Version.service_id == service_id, Version.number > (last or 0), Version.author_id.is_not(None)
    )
    return {one for one in session.scalars(statement) if one}


def _keep_first(session: Session, now: dt.datetime, kept: Kept, actor: Actor) -> Version:
    # What was there before staff came: an import, so its author is Kynnys itself.
    version = Version(
        service_id=kept.row.id,
        number=1,
        content=kept.public,
        state="replaced" if kept.row.status == "draft" else "published",
        author_name="Kynnys",
        saved_at=kept.row.updated_at,
        published_at=None if kept.row.status == "draft" else kept.row.updated_at,
    )
    session.add(version)
    # From here on the service is in the hands of staff: an import must not change what edits are based on.
    kept.row.edited_at, kept.row.edited_by = now, actor.name
    session.flush()
    return version


def _add_version(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    service_id: str,
    number: int,
    based_on: int | None,
    content: Content,
) -> Version:
    version = Version(
        service_id=service_id,
        number=number,
        based_on=based_on,
        content=content,
        state="working",
        makes="published",
        author_id=actor.account_id,
        author_name=actor.name,
        saved_at=now,
    )
    session.add(version)
    session.flush()
    return version
