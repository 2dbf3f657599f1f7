"""From a saved version to what everybody sees: checks, a second person, a date.

Each function changes one service in the caller's transaction and notes who did it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from curation.content import Content, check_content, get_owner_key, keep_newer_checks, write_row
from curation.fields import list_changes, list_first
from curation.models import Version
from curation.obstacles import Obstacle as Obstacle
from curation.obstacles import read_obstacles, write_obstacles
from curation.quality import Quality
from curation.rules import Rules
from curation.versions import (
    ChangedMeanwhileError,
    Kept,
    find_author_ids,
    get_kept,
    get_version,
    lock_service,
    save,
)
from services_catalog import models as catalogue
from services_catalog.entry_checks import find_publishing_problems, find_unknown_names
from services_catalog.entry_schema import Entry
from services_catalog.reference_data import ReferenceData
from staff.changes import note_change
from staff.roles import Actor, Role

PHONES = ("phone", "sms")


# Asked before each publication, with the service's id and the content that would be public: saved cases
# ("14-year-old, drinks, Espoo") that this change would break.
CheckPublication = Callable[[Session, str, Content], Sequence[Obstacle]]


class NotPublishableError(Exception):
    """Something must be done first; `obstacles` says what."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(", ".join(one.code for one in obstacles))
        self.obstacles = tuple(obstacles)


class ReasonMissingError(Exception):
    """A reviewer approves what breaks a probe, and must write why."""


def find_reasons_for_second_person(kept: Kept, after: Content, makes: str, rules: Rules) -> list[str]:
    """Why a second person must look: any of "national", "danger", "phone", "ages"; empty when none need."""
    before = kept.public if kept.row.status == "published" else None
    reasons = []
    if any(one["area"]["scope"] == "country" for one in (before, after) if one):
        reasons.append("national")
    if any(one["emergency"] for one in (before, after) if one):
        reasons.append("danger")
    if makes == "published" and after["organization"] not in rules.second_person.without:
        differs = {
            "phone": _has_other_phones(before, after),
            "ages": _list_ages(after) != (_list_ages(before) if before else []),
        }
        reasons += [what for what in differs if differs[what] and what in rules.second_person.needed_for]
    return reasons


def find_obstacles(
    session: Session,
    service_id: str,
    content: Content,
    reference: ReferenceData,
    quality: Quality | None = None,
    check_publication: CheckPublication | None = None,
) -> list[Obstacle]:
    """What keeps this content from being public; empty when nothing does."""
    try:
        entry = check_content(content)
    except ValidationError as error:
        return [
            Obstacle(f"error_{one['type']}", ".".join(map(str, one["loc"])) or None) for one in error.errors()
        ]
    organizations = set(session.scalars(select(catalogue.Organization.key)))
    obstacles = [
        Obstacle("unknown_name", field) for field, _ in find_unknown_names(entry, reference, organizations)
    ]
    obstacles += [Obstacle("field_missing", field) for field, _ in find_publishing_problems(entry)]
    obstacles += [Obstacle("field_missing", f"name.{language}") for language in _list_nameless(entry)]
    if not entry.needs:
        obstacles.append(Obstacle("field_missing", "needs"))
    if quality is not None:
        obstacles += [
            Obstacle("quality", one.field, one.id) for one in quality.find(content) if one.level == "error"
        ]
    if check_publication is not None:
        obstacles += check_publication(session, service_id, content)
    return obstacles


@dataclass(frozen=True)
class Desk:
    """Where versions are sent on, approved and published.

    Args:
        reference: needs, kinds and places. rules: who must look at what. quality: checks of the texts.
        check_publication: saved cases that a change must not break; none by default. Where the change is
            right and the case is not, a second person approves it and writes why.
    """

    reference: ReferenceData
    rules: Rules
    quality: Quality | None = None
    check_publication: CheckPublication | None = None

    def send_to_review(
        self,
        session: Session,
        now: dt.datetime,
        actor: Actor,
        service_id: str,
        number: int,
        publish_at: dt.datetime | None = None,
    ) -> Version:
        """The version, now waiting for a second person (writes).

        Raises:
            ChangedMeanwhileError: it is not the newest. NotPublishableError: something must be done first.
        """
        kept, version = self._get_newest(session, service_id, number)
        self._refuse_unless_open(version, ("working", "rejected"))
        self._find_broken_probes(session, version)
        version.state, version.publish_at, version.review_reason = "in_review", publish_at, None
        note_change(session, now, actor, "sent_to_review", ("service", service_id), reason=version.why)
        return version

    def approve(
        self,
        session: Session,
        now: dt.datetime,
        actor: Actor,
        service_id: str,
        number: int,
        publish_at: dt.datetime | None = None,
        reason: str = "",
        why: str = "",
    ) -> Version:
        """The version, public at once or waiting for its day (writes).

        Args:
            actor: the second person: a reviewer of the owner, who wrote nothing of the change.
            publish_at: when; None or past is now.
            reason: why it may break the probes that it breaks; kept with it and in the audit.
            why: it is approved, in the audit too; who wrote it before seeing a broken probe overrules none.

        Raises:
            ChangedMeanwhileError: it is not the newest. NotPublishableError: something must be done first.
            ReasonMissingError: it breaks a probe, and no reason is given.
        """
        kept, version = self._get_newest(session, service_id, number)
        self._refuse_unless_open(version, ("in_review",))
        if not self.may_review(session, actor, kept, version):
            raise NotPublishableError([Obstacle("own_change")])
        broken = self._find_broken_probes(session, version)
        if broken and not reason:
            raise ReasonMissingError
        version.reviewer_id, version.reviewer_name, version.reviewed_at = actor.account_id, actor.name, now
        fields: dict[str, tuple[Any, Any]] = {}
        if broken:
            version.review_reason = write_obstacles([*broken, Obstacle("accepted", detail=reason)])
            fields["broken_probes"] = (None, [one.detail for one in broken])
        note_change(
            session, now, actor, "approved", ("service", service_id), fields, reason if broken else why
        )
        return self._publish_or_wait(session, now, actor, kept, version, publish_at)

    def reject(
        self, session: Session, now: dt.datetime, actor: Actor, service_id: str, number: int, reason: str
    ) -> Version:
        """The version, given back to its author with a reason (writes).

        Raises:
            ChangedMeanwhileError: it is not the newest. NotPublishableError: it does not wait for review.
        """
        kept, version = self._get_newest(session, service_id, number)
        self._refuse_unless_open(version, ("in_review", "approved"))
        if not self.may_review(session, actor, kept, version):
            raise NotPublishableError([Obstacle("own_change")])
        version.state, version.review_reason, version.publish_at = "rejected", reason, None
        version.reviewer_id, version.reviewer_name, version.reviewed_at = actor.account_id, actor.name, now
        note_change(session, now, actor, "rejected", ("service", service_id), reason=reason)
        return version

    def publish(
        self,
        session: Session,
        now: dt.datetime,
        actor: Actor,
        service_id: str,
        number: int,
        publish_at: dt.datetime | None = None,
    ) -> Version:
        """The version, public at once or waiting for its day, where no second person is needed (writes).

        Raises:
            ChangedMeanwhileError: it is not the newest. NotPublishableError: something must be done first.
        """
        kept, version = self._get_newest(session, service_id, number)
        self._refuse_unless_open(version, ("working", "rejected", "in_review"))
        if find_reasons_for_second_person(kept, version.content, version.makes, self.rules):
            raise NotPublishableError([Obstacle("needs_second_person")])
        self._refuse_obstacles(session, version)
        return self._publish_or_wait(session, now, actor, kept, version, publish_at)

    def start_archiving(
        self, session: Session, now: dt.datetime, actor: Actor, service_id: str, number: int, why: str
    ) -> Version:
        """A version that takes the service out of all answers once it is published (writes).

        Raises:
            ChangedMeanwhileError: `number` is not the newest.
            NotPublishableError: the service is not public, or an open version of it would be lost.
        """
        kept = get_kept(session, service_id, for_change=True)
        if kept.number == number and kept.has_open_version:
            raise NotPublishableError([Obstacle("open_version")])
        if kept.row.status != "published":
            raise NotPublishableError([Obstacle("state_other", detail=kept.row.status)])
        return save(session, now, actor, service_id, number, kept.public, why=why, makes="archived")

    def may_review(self, session: Session, actor: Actor, kept: Kept, version: Version) -> bool:
        """Whether the person reviews for the owner, before and after, and wrote nothing of the change."""
        owners = {get_owner_key(version.content)}
        if kept.row.status == "published":
            owners.add(get_owner_key(kept.public))
        holds = all(actor.may(Role.REVIEWER, owner) for owner in owners)
        return holds and actor.account_id not in find_author_ids(session, version.service_id)

    def carry_out_due(self, session: Session, now: dt.datetime, service_id: str) -> Version:
        """The version whose day has come, now public; or given back, with what stands in the way (writes)."""
        kept = get_kept(session, service_id, for_change=True)
        version = kept.head
        if (
            version is None
            or version.state != "approved"
            or version.publish_at is None
            or version.publish_at > now
        ):
            raise NotPublishableError([Obstacle("not_due")])
        try:
            # What a reviewer let pass stays so; a probe that broke since does not.
            self._refuse_obstacles(session, version, _list_accepted(version))
        except NotPublishableError as error:
            version.state, version.publish_at = "rejected", None
            version.review_reason = write_obstacles(error.obstacles)
            told = ", ".join(
                " ".join(filter(None, (one.field, one.code, one.detail))) for one in error.obstacles
            )
            note_change(session, now, None, "not_published", ("service", service_id), reason=told)
            return version
        _make_public(session, now, None, kept, version)
        return version

    def _publish_or_wait(
        self,
        session: Session,
        now: dt.datetime,
        actor: Actor,
        kept: Kept,
        version: Version,
        publish_at: dt.datetime | None,
    ) -> Version:
        wanted = publish_at or version.publish_at
        if wanted is not None and wanted > now:
            version.state, version.publish_at = "approved", wanted
            fields: dict[str, tuple[Any, Any]] = {"publish_at": (None, wanted.isoformat())}
            note_change(
                session, now, actor, "scheduled", ("service", version.service_id), fields, version.why
            )
            return version
        _make_public(session, now, actor, kept, version)
        return version

    def _get_newest(self, session: Session, service_id: str, number: int) -> tuple[Kept, Version]:
        kept = get_kept(session, service_id, for_change=True)
        if kept.head is None or kept.head.number != number:
            newest = kept.head or get_version(session, service_id, number)
            raise ChangedMeanwhileError(kept.public, newest)
        return kept, kept.head

    def _refuse_unless_open(self, version: Version, states: Sequence[str]) -> None:
        if version.state not in states:
            raise NotPublishableError([Obstacle("state_other", detail=version.state)])

    def _refuse_obstacles(
        self, session: Session, version: Version, accepted: Collection[Obstacle] = ()
    ) -> None:
        broken = [one for one in self._find_broken_probes(session, version) if one not in accepted]
        if broken:
            raise NotPublishableError(broken)

    def _find_broken_probes(self, session: Session, version: Version) -> list[Obstacle]:
        # Of all obstacles these alone can be overruled, as the probe and not the change may be wrong.
        if version.makes == "archived":
            return []
        obstacles = find_obstacles(
            session, version.service_id, version.content, self.reference, self.quality, self.check_publication
        )
        if any(one.code != "probe" for one in obstacles):
            raise NotPublishableError(obstacles)
        return obstacles


def _list_accepted(version: Version) -> list[Obstacle]:
    # What came back by itself keeps its obstacles in the same place, without a reviewer's word.
    kept = read_obstacles(version.review_reason)
    return kept if any(one.code == "accepted" for one in kept) else []


def find_due_ids(session: Session, now: dt.datetime) -> Sequence[str]:
    """Services with an approved version whose day has come."""
    return session.scalars(
        select(Version.service_id)
        .where(Version.state == "approved", Version.publish_at <= now)
        .order_by(Version.publish_at)
    ).all()


def find_expired_ids(session: Session, today: dt.date) -> Sequence[str]:
    """Published services whose last day is past."""
    return session.scalars(
        select(catalogue.Service.id).where(
            catalogue.Service.status == "published", catalogue.Service.expires_date < today
        )
    ).all()


def archive_expired(session: Session, now: dt.datetime, today: dt.date, service_id: str) -> bool:
    """Whether the service was archived, its last day being past (writes); an open edit of it stays."""
    lock_service(session, service_id)
    row = session.get(catalogue.Service, service_id, populate_existing=True)
    if row is None or row.status != "published" or row.expires_date is None or row.expires_date >= today:
        return False
    row.status = "archived"
    fields = {"status": ("published", "archived"), "expires_date": (None, row.expires_date.isoformat())}
    note_change(session, now, None, "expired", ("service", service_id), fields)
    return True


def _make_public(
    session: Session, now: dt.datetime, actor: Actor | None, kept: Kept, version: Version
) -> None:
    # What nobody saw before is new as a whole, whatever the draft was at first.
    is_first = kept.row.status == "draft"
    changes = list_first(version.content) if is_first else list_changes(kept.public, version.content)
    fields: dict[str, tuple[Any, Any]] = {one.field: (one.before, one.after) for one in changes}
    if kept.row.status != version.makes:
        fields["status"] = (kept.row.status, version.makes)
    content = keep_newer_checks(kept.public, version.content)
    write_row(session, kept.row, content)
    kept.row.status = version.makes
    version.state, version.published_at = "published", now
    version.content = content
    action = "published" if version.makes == "published" else "archived"
    note_change(session, now, actor, action, ("service", version.service_id), fields, version.why)


def _has_other_phones(before: Content | None, after: Content) -> bool:
    # Numbers that exchange their names, or calls and texts, lead elsewhere though all are still there.
    # Another order does not, nor does a name in one more language.
    old, new = _list_phones(before) if before else [], _list_phones(after)
    if sorted(number for number, _ in old) != sorted(number for number, _ in new):
        return True
    return not all(
        any(number == other and label.items() <= further.items() for other, further in new)
        for number, label in old
    )


def _list_phones(content: Content) -> list[tuple[tuple[str, str], Mapping[str, str]]]:
    return [
        ((one["type"], one["value"]), one["label"] or {})
        for one in content["contacts"]
        if one["type"] in PHONES
    ]


def _list_ages(content: Content) -> list[tuple[Any, ...]]:
    limits: list[tuple[Any, ...]] = [(content["minimum_age"], content["maximum_age"])]
    limits += [
        (one["type"], one["value"], one["minimum_age"], one["maximum_age"])
        for one in content["contacts"]
        if one["minimum_age"] is not None or one["maximum_age"] is not None
    ]
    return [] if limits == [(None, None)] else limits


def _list_nameless(entry: Entry) -> list[str]:
    texts = (entry.summary, entry.description, entry.eligibility_description, entry.application_process)
    return sorted({language for text in texts for language in text or {}} - set(entry.name))
