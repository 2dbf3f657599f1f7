"""Inboxes of help requests: who reads them, what they take, what they promise. No request is seen here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.drawing import draw, go_to
from api.staff.help_request_words import Words
from api.staff.inbox_form import COVERED, LONGEST_ADDRESS, LONGEST_NAME, read_inbox, to_fields
from help_requests.inbox_settings import (
    LONGEST_PROMISE,
    InboxInUseError,
    KnownInbox,
    add_inbox,
    change_inbox,
    find_inbox_settings,
    list_inbox_settings,
    make_inbox_id,
    try_address,
)
from services_catalog.models import Organization
from staff.changes import find_reason_problem, note_change
from staff.roles import PLATFORM, Actor, Role

router = APIRouter(prefix="/inboxes")
LIST = "/staff/inboxes"
Visitor = Annotated[Visit, Depends(require(Role.ADMINISTRATOR, Role.HANDLER))]


def require_administrator(visit: Visitor) -> Visit:
    """Let in whoever administers; others get 404."""
    if not administers(visit.actor):
        raise PageNotFoundError
    return visit


Administrator = Annotated[Visit, Depends(require_administrator)]


@router.get("")
def show_inboxes(request: Request, visit: Visitor) -> HTMLResponse:
    """Return the inboxes that the person may see, and whether each takes requests at this moment."""
    seen = find_seen(visit.actor)
    found = get_room(request).work(lambda session: list_inbox_settings(session, seen))
    return draw(
        request,
        "inboxes.html",
        visit,
        words=Words.of(request, visit),
        inboxes=[(inbox, find_hindrances(request, inbox)) for inbox in found],
        lacks_administrator=lacks_administrator(request, found),
        may_add=administers(visit.actor),
    )


@router.get("/new")
def show_new(request: Request, visit: Administrator) -> HTMLResponse:
    """Return the empty form."""
    return _draw_form(request, visit, None, {"is_open": "on"}, {})


@router.post("/new")
def add(request: Request, visit: Administrator, form: SentForm) -> Response:
    """Make an inbox."""
    settings, mistakes = read_inbox(form, request.app.state.door.labels)
    organization, reason = _read_organization(form), _read_reason(form, mistakes)
    if organization not in _list_organizations(request, visit):
        mistakes["organization_key"] = "organization_missing"
    if settings is None or mistakes:
        return _draw_form(request, visit, None, _to_typed(form), mistakes, 422)
    room, made = get_room(request), replace(settings, organization_key=organization)

    def write(session: Session) -> str:
        inbox_id = make_inbox_id(session, made.names["fi"])
        add_inbox(session, inbox_id, made, room.clock())
        fields = {name: (None, value) for name, value in asdict(made).items() if value not in (None, (), "")}
        note_change(session, room.clock(), visit.actor, "created", ("inbox", inbox_id), fields, reason)
        return inbox_id

    inbox_id = room.work(write, visit.actor)
    request.app.state.door.office.refresh()
    return go_to(f"{LIST}/{inbox_id}", "inboxes.said.added")


@router.get("/{inbox_id}")
def show_inbox(request: Request, visit: Visitor, inbox_id: str) -> HTMLResponse:
    """Return the settings of one inbox: to change for whoever may, else to read."""
    inbox = _find(request, visit, inbox_id)
    return _draw_form(
        request, visit, inbox, to_fields(inbox.settings, request.app.state.door.labels, visit.language), {}
    )


@router.post("/{inbox_id}")
def change(request: Request, visit: Visitor, inbox_id: str, form: SentForm) -> Response:
    """Set the inbox anew; every field that changed is noted with who changed it and why."""
    inbox = _find_changeable(request, visit, inbox_id)
    settings, mistakes = read_inbox(form, request.app.state.door.labels)
    organization, reason = inbox.settings.organization_key, _read_reason(form, mistakes)
    if administers(visit.actor) and _read_organization(form):
        organization = _read_organization(form)
        if organization not in {inbox.settings.organization_key, *_list_organizations(request, visit)}:
            mistakes["organization_key"] = "organization_missing"
    if settings is None or mistakes:
        return _draw_form(request, visit, inbox, _to_typed(form), mistakes, 422)
    room, made = get_room(request), replace(settings, organization_key=organization)

    def write(session: Session) -> None:
        changed = change_inbox(session, inbox_id, made, room.clock())
        if changed:
            note_change(session, room.clock(), visit.actor, "edited", ("inbox", inbox_id), changed, reason)

    try:
        room.work(write, visit.actor)
    except InboxInUseError:
        mistakes["organization_key"] = "organization_in_use"
        return _draw_form(request, visit, inbox, _to_typed(form), mistakes, 422)
    request.app.state.door.office.refresh()
    return go_to(f"{LIST}/{inbox_id}", "inboxes.said.saved")


@router.post("/{inbox_id}/try-address")
def try_notice_address(request: Request, visit: Visitor, inbox_id: str, form: SentForm) -> Response:
    """Send a notice to the address, after a mailbox was mended elsewhere."""
    _find_changeable(request, visit, inbox_id)
    room = get_room(request)

    def write(session: Session) -> None:
        try_address(session, inbox_id, room.clock())
        note_change(session, room.clock(), visit.actor, "address_tried", ("inbox", inbox_id))

    room.work(write, visit.actor)
    request.app.state.door.office.refresh()
    return go_to(f"{LIST}/{inbox_id}", "inboxes.said.tried")


def administers(actor: Actor) -> bool:
    """Whether the person may make inboxes and give them away: administrators are the platform's only."""
    return actor.may(Role.ADMINISTRATOR, PLATFORM)


def find_seen(actor: Actor) -> frozenset[str] | None:
    """Organisations whose inboxes the person may see; None for all of them."""
    return None if administers(actor) else actor.find_organizations(Role.HANDLER)


def may_change(actor: Actor, inbox: KnownInbox) -> bool:
    """Administrators set inboxes up without reading requests; handlers who may review set their own."""
    key = inbox.settings.organization_key
    return administers(actor) or (actor.may(Role.HANDLER, key) and actor.may(Role.REVIEWER, key))


def find_hindrances(request: Request, inbox: KnownInbox) -> list[str]:
    """Keys of what keeps the inbox from taking requests now; empty when it takes them."""
    office = request.app.state.door.office
    found = inbox.record.find_hindrances(get_room(request).clock(), office.circumstances)
    return [*found, *(["no_keys"] if office.desk is None else [])]


def lacks_administrator(request: Request, inboxes: Iterable[KnownInbox]) -> bool:
    """Whether nobody is told after the second handler of what lies in one of the inboxes.

    Where there is no second handler either, the inbox is shut, and its hindrance says why.
    """
    if request.app.state.door.office.circumstances.has_administrator:
        return False
    return any(inbox.record.has_second_handler and not inbox.record.is_demo for inbox in inboxes)


def _find(request: Request, visit: Visit, inbox_id: str) -> KnownInbox:
    inbox = get_room(request).work(lambda session: find_inbox_settings(session, inbox_id))
    seen = find_seen(visit.actor)
    if inbox is None or (seen is not None and inbox.settings.organization_key not in seen):
        raise PageNotFoundError
    return inbox


def _find_changeable(request: Request, visit: Visit, inbox_id: str) -> KnownInbox:
    inbox = _find(request, visit, inbox_id)
    if not may_change(visit.actor, inbox):
        raise PageNotFoundError
    return inbox


def _list_organizations(request: Request, visit: Visit) -> dict[str, str]:
    """Names of the organisations to which an administrator may give an inbox, by key."""

    def read(session: Session) -> dict[str, str]:
        found = {}
        for row in session.scalars(select(Organization).order_by(Organization.key)):
            names = {name.language: name.name for name in row.names}
            found[row.key] = names.get(visit.language) or names.get("fi") or row.key
        return found

    return {PLATFORM: PLATFORM, **get_room(request).work(read)}


def _draw_form(
    request: Request,
    visit: Visit,
    inbox: KnownInbox | None,
    fields: Mapping[str, Any],
    mistakes: Mapping[str, str],
    status: int = 200,
) -> HTMLResponse:
    labels = request.app.state.door.labels
    return draw(
        request,
        "inbox.html",
        visit,
        status,
        words=Words.of(request, visit),
        inbox=inbox,
        fields=defaultdict(str, fields),
        longest={"name": LONGEST_NAME, "address": LONGEST_ADDRESS, "promise": LONGEST_PROMISE},
        mistakes=mistakes,
        hindrances=find_hindrances(request, inbox) if inbox else [],
        lacks_administrator=lacks_administrator(request, [inbox] if inbox else []),
        may_change=inbox is None or may_change(visit.actor, inbox),
        organizations=_list_organizations(request, visit) if administers(visit.actor) else {},
        choices={
            "needs": [(key, labels.need(key, visit.language)) for key in labels.needs],
            "kinds": [(key, labels.kind(key, visit.language)) for key in labels.kinds],
            "counties": [(key, labels.county(key, visit.language)) for key in labels.counties],
        },
        municipalities=[labels.municipality(code, visit.language) for code in labels.municipalities],
    )


def _read_organization(form: Any) -> str:
    value = form.get("organization_key")
    return value.strip() if isinstance(value, str) else ""


def _read_reason(form: Any, mistakes: dict[str, str]) -> str:
    """Why, for colleagues; what is wrong with it goes to the mistakes."""
    value = form.get("reason")
    reason = value.strip() if isinstance(value, str) else ""
    if problem := find_reason_problem(reason):
        mistakes["reason"] = problem
    return reason


def _to_typed(form: Any) -> dict[str, Any]:
    typed: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    return {**typed, **{name: form.getlist(name) for name in COVERED}}
