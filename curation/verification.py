"""Checks by a person: "I looked at the provider's own page today, and this is true".

Neither an edit nor an import makes one. A check of the contacts dates them and their hours; a check of all
also sets `assured_date`. Answers show and rank by both dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from curation.content import find_owner_key, get_content_digest, read_row
from curation.models import Check
from curation.rules import Freshness
from curation.versions import get_kept
from services_catalog import models as catalogue
from services_catalog.opening import HELSINKI
from staff.changes import note_change
from staff.roles import Actor

Part = Literal["all", "contacts"]
PARTS: tuple[Part, ...] = ("all", "contacts")


class SeenOtherwiseError(Exception):
    """The service changed while the person was looking at it; nothing was noted."""


class NotPublishedError(Exception):
    """Only what everybody sees is checked."""


@dataclass(frozen=True, slots=True)
class State:
    """When a part of a service was last checked, and until when that is good; None when never.

    Args:
        is_due: the check is too old, or was never made.
        is_changed: the content was changed after the check.
    """

    part: Part
    checked_at: dt.datetime | None
    checked_by: str | None
    due_date: dt.date | None
    is_due: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class DueService:
    """A service that its owner should check."""

    service_id: str
    owner_key: str
    name: str
    part: Part
    due_date: dt.date | None


def check_service(
    session: Session, now: dt.datetime, actor: Actor, service_id: str, part: Part, digest: str
) -> None:
    """Note that the person found the part true today (writes).

    Args:
        digest: of the content that the person saw.

    Raises:
        SeenOtherwiseError: the content is another one by now. NotPublishedError: nobody sees the service.
        UnknownServiceError: there is none.
    """
    kept = get_kept(session, service_id, for_change=True)
    if kept.row.status != "published":
        raise NotPublishedError
    if get_content_digest(kept.public) != digest:
        raise SeenOtherwiseError
    today = now.astimezone(HELSINKI).date()
    fields: dict[str, tuple[str | None, str | None]] = {}
    for contact in kept.row.contacts:
        # A duty day and night does not age, but its date is true as well.
        if contact.hours_kind is not None and contact.hours_as_of != today:
            before = contact.hours_as_of.isoformat() if contact.hours_as_of else None
            fields[f"contacts.{contact.position}.hours.as_of"] = (before, today.isoformat())
            contact.hours_as_of = today
    before = kept.row.contacts_assured_date.isoformat() if kept.row.contacts_assured_date else None
    fields["contacts_assured_date"] = (before, today.isoformat())
    kept.row.contacts_assured_date = today
    if part == "all":
        before = kept.row.assured_date.isoformat() if kept.row.assured_date else None
        fields["assured_date"] = (before, today.isoformat())
        fields["assured_by"] = (kept.row.assured_by, actor.name)
        kept.row.assured_date, kept.row.assured_by = today, actor.name
    session.flush()
    session.add(
        Check(
            service_id=service_id,
            part=part,
            at=now,
            account_id=actor.account_id,
            account_name=actor.name,
            digest=get_content_digest(read_row(kept.row)),
        )
    )
    note_change(session, now, actor, f"checked_{part}", ("service", service_id), fields)


def get_states(
    session: Session, row: catalogue.Service, now: dt.datetime, freshness: Freshness
) -> list[State]:
    """Both parts of a service, "all" first. A check of all is one of the contacts too."""
    checks = session.scalars(
        select(Check).where(Check.service_id == row.id).order_by(Check.at.desc(), Check.id.desc())
    ).all()
    digest = get_content_digest(read_row(row))
    today = now.astimezone(HELSINKI).date()
    states = []
    for part in PARTS:
        check = next((one for one in checks if part == "contacts" or one.part == "all"), None)
        due = freshness.get_due_date(part, check.at.astimezone(HELSINKI).date()) if check else None
        states.append(
            State(
                part,
                check.at if check else None,
                check.account_name if check else None,
                due,
                is_due=due is None or due < today,
                is_changed=check is not None and check.digest != digest,
            )
        )
    return states


def find_due(session: Session, now: dt.datetime, freshness: Freshness) -> list[DueService]:
    """Published services to be checked by now or soon, the longest overdue first, never checked ones before.

    One line a service: the contacts alone when all the rest is still good.
    """
    last = read_last_checks(session)
    soon = freshness.get_soon_date(now.astimezone(HELSINKI).date())
    names = _find_names(session)
    with_contacts = set(session.scalars(select(catalogue.Contact.service_id).distinct()))
    due = []
    # Columns and not whole rows: of 20,000 services most are not due.
    columns = select(
        catalogue.Service.id,
        catalogue.Service.organization_key,
        catalogue.Service.area_scope,
        catalogue.Service.emergency,
    ).where(catalogue.Service.status == "published")
    for service_id, organization_key, area_scope, is_emergency in session.execute(columns):
        found = find_due_part(last.get(service_id, {}), service_id in with_contacts, freshness, soon)
        if found is not None:
            part, due_date = found
            owner = find_owner_key(organization_key, area_scope, is_emergency)
            due.append(DueService(service_id, owner, names.get(service_id, service_id), part, due_date))
    return sorted(due, key=lambda one: (one.due_date or dt.date.min, one.name))


def read_last_checks(session: Session) -> dict[str, dict[Part, dt.date]]:
    """By service, when each part was last checked; a service that nobody checked is not there."""
    last: dict[str, dict[Part, dt.date]] = {}
    for service_id, kind, at in session.execute(
        select(Check.service_id, Check.part, func.max(Check.at)).group_by(Check.service_id, Check.part)
    ):
        aware = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        part: Part = "all" if kind == "all" else "contacts"
        last.setdefault(service_id, {})[part] = aware.astimezone(HELSINKI).date()
    return last


def find_due_part(
    last: Mapping[Part, dt.date], has_contacts: bool, freshness: Freshness, soon: dt.date
) -> tuple[Part, dt.date | None] | None:
    """The part to be checked by `soon` and its date, which is None when nobody ever checked it.

    Args:
        last: when each part was last checked. A check of all is one of the contacts too.
    """
    dates: dict[Part, dt.date | None] = {"all": last.get("all")}
    if has_contacts:
        dates["contacts"] = max(last.values(), default=None)
    for part, date in dates.items():
        due_date = freshness.get_due_date(part, date) if date else None
        if due_date is None or due_date <= soon:
            return part, due_date
    return None


def _find_names(session: Session) -> dict[str, str]:
    """The name of each service, the Finnish one where there is one."""
    names: dict[str, str] = {}
    text = catalogue.ServiceText
    for service_id, language, name in session.execute(select(text.service_id, text.language, text.name)):
        if language == "fi" or service_id not in names:
            names[service_id] = name
    return names
