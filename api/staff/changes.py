"""What staff changed: of accounts for administrators, of an organisation's services for its reviewers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from api.staff.access import Visit, get_room, require
from api.staff.change_words import SERVICE, ChangeWords
from api.staff.drawing import draw
from api.staff.fields import read_whole_number
from api.staff.organizations import read_organizations
from curation.notices import may_announce
from curation.platform_models import Probe
from services_catalog.models import Service
from staff import models
from staff.roles import PLATFORM, Actor, Role

router = APIRouter()
ON_A_PAGE = 50
# Days outside have no moment that a database can compare.
FIRST_YEAR, LAST_YEAR = 2000, 2200
HELSINKI = ZoneInfo("Europe/Helsinki")
ACCOUNT, PROBE = "account", "probe"
# What administrators change besides accounts: they see who of them did, and why.
OF_ADMINISTRATORS = (ACCOUNT, "inbox", "notice", "chat")
# Who read or answered what is audited by the help requests themselves, and shown there.
NEVER_HERE = ("help_request",)
Looking = Annotated[Visit, Depends(require(Role.ADMINISTRATOR, Role.REVIEWER))]


@router.get("/changes")
def show_changes(
    request: Request,
    visit: Looking,
    person: str = "",
    kind: str = "",
    subject: str = "",
    day: str = "",
    before: str = "",
) -> HTMLResponse:
    """Return the changes that the person may see, newest first, a page at a time.

    Args:
        person: an account's id. kind, subject: of what was changed. day: as 2026-11-23, of Helsinki.
        before: only changes with a smaller id: the next page.
    """
    room = get_room(request)
    in_scope = find_scope(visit.actor)
    # A database takes no NUL.
    person, kind, subject = (text.replace("\0", "") for text in (person, kind, subject))
    wanted = [in_scope]
    if person:
        wanted.append(models.Change.account_id == person)
    if kind:
        wanted.append(models.Change.subject_kind == kind)
    if subject:
        wanted.append(models.Change.subject_id == subject)
    chosen_day = _read_day(day)
    if chosen_day:
        begin = dt.datetime.combine(chosen_day, dt.time(), HELSINKI)
        end = dt.datetime.combine(chosen_day + dt.timedelta(days=1), dt.time(), HELSINKI)
        wanted += [models.Change.at >= begin, models.Change.at < end]
    if (number := read_whole_number(before)) is not None:
        wanted.append(models.Change.id < number)

    platform = room.texts.render("accounts.platform", visit.language) or PLATFORM

    def read(session: Session) -> dict[str, Any]:
        newest = select(models.Change).where(*wanted).order_by(models.Change.id.desc()).limit(ON_A_PAGE + 1)
        found = list(session.scalars(newest))
        people = session.execute(
            select(models.Change.account_id, models.Change.account_name)
            .where(in_scope, models.Change.account_id.is_not(None))
            .distinct()
            .order_by(models.Change.account_name)
        )
        kinds = session.scalars(select(models.Change.subject_kind).where(in_scope).distinct())
        accounts = {one.subject_id for one in found if one.subject_kind == ACCOUNT}
        probes = {one.subject_id for one in found if one.subject_kind == PROBE}
        probe_names = select(Probe.id, Probe.name).where(Probe.id.in_(probes))
        names = session.execute(
            select(models.Account.id, models.Account.name).where(models.Account.id.in_(accounts))
        )
        return {
            "changes": found[:ON_A_PAGE],
            "next_before": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
            "people": {row.account_id: row.account_name for row in people},
            "kinds": sorted(kinds),
            "organizations": read_organizations(session, visit.language, platform),
            "probe_names": dict(session.execute(probe_names).tuples().all()),
            "account_names": {row.id: row.name for row in names},
        }

    asked = {"person": person, "kind": kind, "subject": subject, "day": day if chosen_day else ""}
    return draw(
        request,
        "changes.html",
        visit,
        asked=asked,
        words=ChangeWords.of(request, visit),
        may_announce=may_announce(visit.actor),
        **room.work(read),
    )


def find_scope(actor: Actor) -> ColumnElement[bool]:
    """Which changes the person may see."""
    kind = models.Change.subject_kind
    parts: list[ColumnElement[bool]] = [false()]
    if actor.may(Role.ADMINISTRATOR, PLATFORM):
        parts.append(kind.in_(OF_ADMINISTRATORS))
    organizations = actor.find_organizations(Role.REVIEWER)
    is_platforms = or_(Service.emergency, Service.area_scope == "country")
    own = Service.organization_key.in_(organizations - {PLATFORM}) & ~is_platforms
    if organizations:
        services = select(Service.id).where(or_(own, is_platforms) if PLATFORM in organizations else own)
        parts.append(and_(kind == SERVICE, models.Change.subject_id.in_(services)))
    if PLATFORM in organizations:
        parts.append(kind.not_in((ACCOUNT, SERVICE, *NEVER_HERE)))
    return or_(*parts)


def _read_day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
