"""From a saved version to what everybody sees: what changes, what stands in the way, who must look, when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.curating import (
    FieldWords,
    find_organization_names,
    get_desk,
    get_door,
    get_service,
    make_tell,
    to_local,
)
from api.staff.drawing import draw, go_to
from api.staff.fields import read_whole_number
from api.staff.service_form import clean
from curation.content import get_owner_key, keep_newer_checks
from curation.fields import list_changes
from curation.models import Version
from curation.probe_check import find_probes_without
from curation.publishing import (
    NotPublishableError,
    Obstacle,
    ReasonMissingError,
    find_obstacles,
    find_reasons_for_second_person,
)
from curation.translations import find_stale
from curation.versions import ChangedMeanwhileError, UnknownServiceError, find_versions
from services_catalog.opening import HELSINKI
from staff.roles import Actor, Role

router = APIRouter()
Reading = Annotated[Visit, Depends(require(Role.READER))]
Editing = Annotated[Visit, Depends(require(Role.EDITOR))]

LONGEST_REASON = 2000
# Nobody plans further than this; a mistyped year would hide a change for ever.
LATEST_PUBLICATION = dt.timedelta(days=366)


class MomentError(Exception):
    """What was typed is no moment to publish at; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@router.get("/services/{service_id}/review")
def show_review(request: Request, visit: Reading, service_id: str) -> Response:
    """Return what publishing the newest version would change."""
    return _draw(request, visit, service_id)


@router.post("/services/{service_id}/review")
def take_review(request: Request, visit: Editing, form: SentForm, service_id: str) -> Response:
    """Send on, approve, give back, publish or archive, as the pressed button says."""
    room, desk = get_room(request), get_desk(request)
    wish, number = str(form.get("do", "")), _read_number(form.get("number"))
    reason = clean(str(form.get("reason", ""))).strip()[:LONGEST_REASON]
    probe_reason = clean(str(form.get("probe_reason", ""))).strip()[:LONGEST_REASON]
    why = clean(str(form.get("why", ""))).strip()[:LONGEST_REASON]
    typed_at = clean(str(form.get("publish_at", ""))).strip()[:40]
    now = room.clock()
    needed_role = Role.REVIEWER if wish in ("approve", "reject") else Role.EDITOR
    room.work(lambda session: get_service(session, visit, service_id, needed_role))
    if wish in ("reject", "archive") and not reason:
        return _draw(request, visit, service_id, errors={"reason": "reason_missing"}, typed_at=typed_at)
    try:
        publish_at = read_moment(typed_at, now)
    except MomentError as error:
        return _draw(request, visit, service_id, errors={"publish_at": error.code}, typed_at=typed_at)

    def act(session: Session) -> Version:
        get_service(session, visit, service_id, needed_role)
        actor: Actor = visit.actor
        steps: dict[str, Callable[[], Version]] = {
            "send": lambda: desk.send_to_review(session, now, actor, service_id, number, publish_at),
            "approve": lambda: desk.approve(
                session, now, actor, service_id, number, publish_at, probe_reason, why
            ),
            "reject": lambda: desk.reject(session, now, actor, service_id, number, reason),
            "publish": lambda: desk.publish(session, now, actor, service_id, number, publish_at),
            "archive": lambda: desk.start_archiving(session, now, actor, service_id, number, reason),
        }
        if wish not in steps:
            raise PageNotFoundError
        return steps[wish]()

    try:
        version = room.work(act, visit.actor)
    except ChangedMeanwhileError:
        return _draw(request, visit, service_id, errors={"number": "changed_meanwhile"})
    except NotPublishableError as error:
        return _draw(request, visit, service_id, obstacles=error.obstacles, typed_at=typed_at)
    except ReasonMissingError:
        return _draw(request, visit, service_id, errors={"probe_reason": "reason_missing"}, typed_at=typed_at)
    except UnknownServiceError:
        raise PageNotFoundError from None
    said = "archiving" if wish == "archive" else version.state
    return go_to(f"/staff/services/{service_id}/review", f"editing.said.{said}")


def read_moment(typed: str, now: dt.datetime) -> dt.datetime | None:
    """The moment that was typed, in Helsinki; None for at once.

    Raises:
        MomentError: it is none, is past, or further away than anybody plans.
    """
    if not typed:
        return None
    try:
        moment = dt.datetime.fromisoformat(typed)
        aware = (moment.replace(tzinfo=HELSINKI) if moment.tzinfo is None else moment).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise MomentError("moment") from None
    if aware <= now:
        raise MomentError("moment_past")
    if aware - now > LATEST_PUBLICATION:
        raise MomentError("moment_far")
    return aware


def _draw(
    request: Request,
    visit: Visit,
    service_id: str,
    errors: dict[str, str] | None = None,
    obstacles: tuple[Obstacle, ...] | None = None,
    typed_at: str = "",
) -> Response:
    room, desk, door = get_room(request), get_desk(request), get_door(request)

    def read(session: Session) -> Response:
        kept = get_service(session, visit, service_id, Role.READER)
        head = kept.head if kept.has_open_version else None
        content = keep_newer_checks(kept.public, kept.content)
        names = find_organization_names(session, visit.language)
        is_new = kept.row.status == "draft"
        reasons = find_reasons_for_second_person(kept, content, head.makes, desk.rules) if head else []
        found = (
            find_obstacles(session, service_id, content, desk.reference, desk.quality, desk.check_publication)
            if head and head.makes == "published"
            else []
        )
        told = list(obstacles) if obstacles else found
        findings = desk.quality.find(content) if head and desk.quality else []
        stale = find_stale(find_versions(session, service_id)) if head and head.makes == "published" else ()
        ends = head is not None and head.makes == "archived" and kept.row.status == "published"
        return draw(
            request,
            "review.html",
            visit,
            422 if errors or obstacles else 200,
            service_id=service_id,
            kept=kept,
            head=head,
            heading=_get_name(content["name"], visit.language),
            is_new=is_new,
            changes=[] if is_new else list_changes(kept.public, content),
            words=FieldWords(make_tell(request, visit), door.labels, names, visit.language),
            reasons=reasons,
            obstacles=[one for one in told if one.code != "probe"],
            broken_probes=[one.detail for one in told if one.code == "probe"],
            probes_without=find_probes_without(session, service_id, door.catalogue.snapshot) if ends else [],
            stale=list(stale),
            warnings=[one for one in findings if one.level == "warning"],
            may_edit=visit.actor.may(Role.EDITOR, get_owner_key(kept.public)),
            may_review=head is not None and desk.may_review(session, visit.actor, kept, head),
            errors=errors or {},
            typed_at=typed_at,
            to_local=to_local,
        )

    return room.work(read)


def _get_name(names: dict[str, str] | None, language: str) -> str:
    return (names or {}).get(language) or next(iter((names or {}).values()), "")


def _read_number(typed: object) -> int:
    number = read_whole_number(typed)
    return -1 if number is None else number
