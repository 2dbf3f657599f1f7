"""The page on which staff close the chat for everybody, and open it again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.staff.access import SentForm, Visit, get_room
from api.staff.drawing import draw, go_to
from api.staff.forms import Form, get_door, read_fields
from api.staff.notices import ADDRESS, MayAnnounce, keep, say_moment
from curation.chat_switch import find_switch, switch_chat
from curation.notices import NoticeInvalidError

router = APIRouter()


@router.get("/notices/switch")
def show_switch(request: Request, visit: MayAnnounce) -> HTMLResponse:
    """Return the page on which the chat is closed or opened."""
    return draw_switch(request, visit, Form({"reason": ""}), is_asking=False)


@router.post("/notices/switch")
def take_switch(request: Request, visit: MayAnnounce, sent: SentForm) -> Response:
    """Close the chat, after asking once more, or open it."""
    room, door = get_room(request), get_door(request)
    values = read_fields(sent, ("reason", "wanted", "confirmed"))
    closes, now = values["wanted"] != "open", room.clock()
    if closes and not values["confirmed"] and values["reason"].strip():
        return draw_switch(request, visit, keep(sent, ("reason",)), is_asking=True)
    try:
        is_changed = room.work(
            lambda session: switch_chat(session, now, visit.actor, closes, values["reason"]), visit.actor
        )
    except NoticeInvalidError as error:
        return draw_switch(request, visit, keep(sent, ("reason",), error), False, 422)
    door.board.read()
    said = ("closed" if closes else "opened") if is_changed else "switch_was_so"
    return go_to(ADDRESS, said=f"notices.said.{said}")


def draw_switch(
    request: Request, visit: Visit, form: Form, is_asking: bool, status: int = 200
) -> HTMLResponse:
    """Return the page of the switch; `is_asking` asks once more before the chat closes."""
    room, door = get_room(request), get_door(request)
    switch = room.work(find_switch)
    return draw(
        request,
        "notice_switch.html",
        visit,
        status,
        form=form,
        switch=switch,
        is_closed=bool(switch and switch.is_closed),
        is_closed_by_environment=door.settings.kill_switch,
        is_asking=is_asking,
        moment=say_moment,
    )
