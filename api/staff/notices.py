"""What everybody is told who comes to the chat."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from api.chat.door import Door
from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.drawing import draw, go_to
from api.staff.fields import read_whole_number
from api.staff.forms import Form, get_door, list_places, read_fields
from curation import platform_models as models
from curation.chat_switch import find_switch
from curation.notices import (
    LONGEST_TEXT,
    ChangedMeanwhileError,
    NoticeInvalidError,
    NoticeUnknownError,
    Wording,
    change_notice,
    find_notice,
    list_notices,
    may_announce,
    publish_notice,
    take_down_notice,
)
from services_catalog.opening import HELSINKI
from services_catalog.reference_data import LANGUAGES
from staff.roles import Role

router = APIRouter()

# Whoever reviews or administers anywhere may look; what is told to all is changed by the platform's own.
MayLook = Annotated[Visit, Depends(require(Role.REVIEWER, Role.ADMINISTRATOR))]
ADDRESS = "/staff/notices"
FIELDS = (*(f"text_{language}" for language in LANGUAGES), "begins_on", "ends_on", "area", "reason")


def require_announcer(visit: MayLook) -> Visit:
    """Let in whoever may publish notices; others get 404."""
    if not may_announce(visit.actor):
        raise PageNotFoundError
    return visit


MayAnnounce = Annotated[Visit, Depends(require_announcer)]


@router.get("/notices")
def show_notices(request: Request, visit: MayLook) -> HTMLResponse:
    """Return the page with the switch and all notices."""
    room, door = get_room(request), get_door(request)
    now = room.clock()
    rows, switch = room.work(lambda session: (list_notices(session, now), find_switch(session)))
    today = now.astimezone(HELSINKI).date()
    groups: dict[str, list[dict[str, Any]]] = {"now": [], "later": [], "ended": []}
    for row in rows:
        groups[get_state(row, today)].append(
            {"row": row, "where": name_area(door, row.area_scope, row.area_code, visit.language)}
        )
    return draw(
        request,
        "notices.html",
        visit,
        groups=groups,
        switch=switch,
        is_closed_by_environment=door.settings.kill_switch,
        may_announce=may_announce(visit.actor),
        day=say_day,
        moment=say_moment,
    )


@router.get("/notices/new")
def show_new_notice(request: Request, visit: MayAnnounce) -> HTMLResponse:
    """Return the empty form."""
    today = get_room(request).find_today()
    form = Form({**dict.fromkeys(FIELDS, ""), "begins_on": today.isoformat(), "area": "country"})
    return draw_form(request, visit, form, None)


@router.post("/notices/new")
def take_new_notice(request: Request, visit: MayAnnounce, sent: SentForm) -> Response:
    """Publish a notice."""
    room, door = get_room(request), get_door(request)
    wording, reason, now = read_wording(sent), read_reason(sent), room.clock()
    reference = door.catalogue.snapshot.reference
    try:
        room.work(
            lambda session: publish_notice(session, reference, now, visit.actor, wording, reason), visit.actor
        )
    except NoticeInvalidError as error:
        return draw_form(request, visit, keep(sent, FIELDS, error), None, 422)
    door.board.read()
    return go_to(ADDRESS, said="notices.said.published")


@router.get("/notices/{notice_id}")
def show_notice(request: Request, visit: MayAnnounce, notice_id: str) -> HTMLResponse:
    """Return the form of a notice."""
    row = find_or_404(request, notice_id)
    return draw_form(request, visit, to_form(row), row)


@router.post("/notices/{notice_id}")
def take_notice(request: Request, visit: MayAnnounce, notice_id: str, sent: SentForm) -> Response:
    """Change a notice."""
    room, door = get_room(request), get_door(request)
    wording, reason, now = read_wording(sent), read_reason(sent), room.clock()
    reference = door.catalogue.snapshot.reference
    version = read_whole_number(sent.get("version")) or 0
    row = find_or_404(request, notice_id)
    try:
        room.work(
            lambda session: change_notice(
                session, reference, now, visit.actor, notice_id, version, wording, reason
            ),
            visit.actor,
        )
    except NoticeInvalidError as error:
        return draw_form(request, visit, keep(sent, FIELDS, error), row, 422, version)
    except ChangedMeanwhileError:
        # Sent again, what was typed wins: by then the person has seen the other's words.
        return draw_form(request, visit, keep(sent, FIELDS), row, 409, other=to_form(row))
    door.board.read()
    return go_to(ADDRESS, said="notices.said.saved")


@router.get("/notices/{notice_id}/take-down")
def show_taking_down(request: Request, visit: MayAnnounce, notice_id: str) -> HTMLResponse:
    """Return the page that asks why the notice goes before its end."""
    return draw_taking_down(request, visit, find_or_404(request, notice_id), Form({"reason": ""}))


@router.post("/notices/{notice_id}/take-down")
def take_down(request: Request, visit: MayAnnounce, notice_id: str, sent: SentForm) -> Response:
    """Stop telling a notice before its end."""
    room, row, reason = get_room(request), find_or_404(request, notice_id), read_reason(sent)
    try:
        room.work(
            lambda session: take_down_notice(session, room.clock(), visit.actor, notice_id, reason),
            visit.actor,
        )
    except NoticeInvalidError as error:
        return draw_taking_down(request, visit, row, keep(sent, ("reason",), error), 422)
    get_door(request).board.read()
    return go_to(ADDRESS, said="notices.said.taken_down")


def draw_taking_down(
    request: Request, visit: Visit, row: models.Notice, form: Form, status: int = 200
) -> HTMLResponse:
    """Return the page that asks why the notice goes."""
    return draw(request, "notice_taking_down.html", visit, status, form=form, row=row)


def draw_form(
    request: Request,
    visit: Visit,
    form: Form,
    row: models.Notice | None,
    status: int = 200,
    version: int | None = None,
    other: Form | None = None,
) -> HTMLResponse:
    """Return the form of a notice, new or known.

    Args:
        version: that the form began from; None for the newest.
        other: what somebody else wrote meanwhile.
    """
    labels = get_door(request).labels
    counties = sorted((names.get(visit.language, code), code) for code, names in labels.counties.items())
    return draw(
        request,
        "notice_form.html",
        visit,
        status,
        form=form,
        row=row,
        version=version if version is not None else row.version if row else 0,
        other=other,
        where=name_area(get_door(request), row.area_scope, row.area_code, visit.language) if row else "",
        counties=counties,
        places=list_places(get_door(request), visit.language),
        names=dict(LANGUAGE_NAMES),
        longest_text=LONGEST_TEXT,
    )


LANGUAGE_NAMES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))


def keep(sent: FormData, names: tuple[str, ...], error: NoticeInvalidError | None = None) -> Form:
    """The form as it was sent, with what is wrong with it."""
    return Form(read_fields(sent, names), {one.field: one.problem for one in error.errors} if error else {})


def find_or_404(request: Request, notice_id: str) -> models.Notice:
    """The notice, or the page that there is none."""
    try:
        return get_room(request).work(lambda session: find_notice(session, notice_id))
    except NoticeUnknownError:
        raise PageNotFoundError from None


def get_state(row: models.Notice, today: dt.date) -> str:
    """Whether a notice is told now, later, or no more."""
    if row.taken_down_at is not None or row.ends_on < today:
        return "ended"
    return "later" if row.begins_on > today else "now"


def read_wording(sent: FormData) -> Wording:
    """The notice as it was typed."""
    values = read_fields(sent, FIELDS)
    scope, _, code = values["area"].partition(":")
    return Wording(
        texts={language: values[f"text_{language}"].strip() for language in LANGUAGES},
        begins_on=read_day(values["begins_on"]),
        ends_on=read_day(values["ends_on"]),
        area_scope=scope,
        area_code=code or None,
    )


def read_reason(sent: FormData) -> str:
    """Why, as it was typed."""
    return read_fields(sent, ("reason",))["reason"]


def read_day(text: str) -> dt.date | None:
    """The day, written by a browser (2026-11-23) or by a Finn (23.11.2026); None for anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text.strip().replace(" ", ""), form).date()
        except ValueError:
            continue
    return None


def to_form(row: models.Notice) -> Form:
    """The fields of a notice."""
    area = row.area_scope if row.area_code is None else f"{row.area_scope}:{row.area_code}"
    texts = {f"text_{language}": row.texts.get(language, "") for language in LANGUAGES}
    days = {"begins_on": row.begins_on.isoformat(), "ends_on": row.ends_on.isoformat()}
    # Each change has a reason of its own.
    return Form({**texts, **days, "area": area, "reason": ""})


def name_area(door: Door, scope: str, code: str | None, language: str) -> str:
    """Where something holds, by name."""
    area = door.cards.build_area(scope, [code] if code else [], language)
    return str(area["label"])


def say_day(day: dt.date) -> str:
    """A day as it is written in Finland, in all our languages."""
    return f"{day.day}.{day.month}.{day.year}"


def say_moment(moment: dt.datetime) -> str:
    """A moment in Helsinki as it is written in Finland."""
    local = moment.astimezone(HELSINKI)
    return f"{say_day(local.date())} {local.hour}.{local.minute:02d}"
