"""The form of a service: made, changed, checked while it is written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.staff.access import SentForm, Visit, get_room, require
from api.staff.curating import get_desk
from api.staff.drawing import go_to
from api.staff.fields import Fields, get_one
from api.staff.merging import AFTER_SAVING, read_number, read_why, save_or_merge
from api.staff.service_form import get_blank_fields, read_fields, redraw, to_fields
from api.staff.service_page import (
    FormPage,
    draw_form,
    find_today,
    read_kept,
    take_fields,
    to_content_field,
)
from curation.content import Content
from curation.quality import Finding
from curation.versions import create_service
from staff.roles import Role

router = APIRouter()
Editing = Annotated[Visit, Depends(require(Role.EDITOR))]


@router.get("/services/new")
def show_new(request: Request, visit: Editing) -> Response:
    """Return the empty form."""
    return draw_form(request, visit, FormPage(get_blank_fields(), {}))


@router.post("/services/new")
def create(request: Request, visit: Editing, form: SentForm) -> Response:
    """Make a draft, or show what is missing."""
    room, fields = get_room(request), read_fields(form)
    wish = get_one(fields, "do")
    if redraw(fields, wish, find_today(request)) is not None:
        return draw_form(request, visit, FormPage(fields, {}))
    content, errors = take_fields(request, visit, fields, None)
    findings = get_desk(request).quality.find(content) if content and wish == "check" else []  # type: ignore[union-attr]
    if content is None or wish == "check":
        page = FormPage(fields, errors, findings, is_checked=wish == "check")
        return draw_form(request, visit, page, 422 if errors else 200)
    why = read_why(fields)
    service_id = room.work(
        lambda session: create_service(session, room.clock(), visit.actor, content, why), visit.actor
    )
    return go_to(f"/staff/services/{service_id}/{AFTER_SAVING.get(wish, 'edit')}", "editing.said.created")


@router.get("/services/{service_id}/edit")
def show_form(request: Request, visit: Editing, service_id: str) -> Response:
    """Return the form with the newest version."""

    kept, stale = read_kept(request, visit, service_id)
    findings = _find_quality(request, kept.content)
    page = FormPage(to_fields(kept.content), {}, findings, kept, stale, kept.number)
    return draw_form(request, visit, page)


@router.post("/services/{service_id}/edit")
def take_form(request: Request, visit: Editing, form: SentForm, service_id: str) -> Response:
    """Save a version, show what is wrong, or what somebody else changed meanwhile."""
    fields = read_fields(form)
    wish, based_on = get_one(fields, "do"), read_number(get_one(fields, "based_on"))
    kept, stale = read_kept(request, visit, service_id)
    page = FormPage(fields, {}, kept=kept, stale=stale, number=based_on)
    if redraw(fields, wish, find_today(request)) is not None:
        return draw_form(request, visit, page)
    content, page.errors = take_fields(request, visit, fields, kept)
    if content is None or wish == "check":
        page.findings, page.is_checked = _find_quality(request, content) if content else (), wish == "check"
        return draw_form(request, visit, page, 422 if page.errors else 200)
    confirmed = _list_confirmed(fields, stale, based_on == kept.number)
    return save_or_merge(request, visit, service_id, based_on, content, wish, fields, confirmed)


def _list_confirmed(fields: Fields, stale: Collection[str], is_newest: bool) -> list[str]:
    """The translations that the person found true, by their fields in what is saved now.

    Args:
        is_newest: nobody saved the service meanwhile. Else the contacts of the form are others than those of
            `stale`, and what was said of them is asked again.
    """
    keys = fields.get("contact", [])
    confirmed = []
    for name in fields.get("confirmed", []):
        head, _, rest = name.partition(".")
        key = rest.partition(".")[0]
        if name in stale and (head != "contacts" or (is_newest and key in keys)):
            confirmed.append(to_content_field(name, keys))
    fields["confirmed"] = confirmed
    return confirmed


def _find_quality(request: Request, content: Content) -> list[Finding]:
    quality = get_desk(request).quality
    today = get_room(request).find_today()
    return quality.find(content, today) if quality else []
