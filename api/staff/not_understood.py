"""What the bot did not understand: messages kept with their writers' consent, labelled by staff."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from api.chat.door import Door
from api.staff.access import PageNotFoundError, SentForm, SignedIn, Visit, get_room
from api.staff.drawing import draw, go_to
from api.staff.fields import read_whole_number
from curation import unclear_messages
from curation.unclear_messages import UNUSABLE, UnclearMessage
from services_catalog.opening import HELSINKI
from staff.changes import note_change
from staff.roles import PLATFORM, Role

router = APIRouter(prefix="/figures/not-understood")
ADDRESS = "/staff/figures/not-understood"
PER_PAGE = 20
SUBJECT = "unclear_message"


def _check(visit: SignedIn) -> Visit:
    """Let in whoever edits for the platform: the bot is the platform's, and so are these words."""
    if not visit.actor.may(Role.EDITOR, PLATFORM):
        raise PageNotFoundError
    return visit


Labeller = Annotated[Visit, Depends(_check)]


@router.get("")
def show_messages(request: Request, visit: Labeller, page: int = 1) -> HTMLResponse:
    """Return the page with the messages: those without a label first."""
    room, door = get_room(request), _door(request)
    now = room.clock()
    messages = room.work(lambda session: unclear_messages.list_messages(session, now))
    pages = max(1, -(-len(messages) // PER_PAGE))
    shown = min(max(page, 1), pages)
    return draw(
        request,
        "not_understood.html",
        visit,
        is_on=door.unclear.is_on,
        messages=messages[(shown - 1) * PER_PAGE : shown * PER_PAGE],
        total=len(messages),
        labelled=sum(1 for message in messages if message.label),
        days_left={message.id: _days_until(message, now) for message in messages},
        page=shown,
        pages=pages,
        needs=[(key, door.labels.need(key, visit.language)) for key in door.labels.needs],
        acts=sorted(door.labels.acts),
        unusable=UNUSABLE,
    )


@router.get("/labels.yml")
def download_labels(request: Request, visit: Labeller) -> Response:
    """Return what was labelled, as training data for a person to review; the model gets nothing of it."""
    room = get_room(request)
    now = room.clock()

    def export(session: Session) -> str:
        messages = unclear_messages.list_messages(session, now)
        used = sum(1 for message in messages if message.label not in (None, UNUSABLE))
        note_change(session, now, visit.actor, "exported", (SUBJECT, "all"), {"number": (None, used)})
        return unclear_messages.write_training_data(messages)

    name = f"kynnys-labels-{now.astimezone(HELSINKI).date().isoformat()}.yml"
    return Response(
        room.work(export, visit.actor),
        media_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/{message_id}")
def label_message(request: Request, visit: Labeller, form: SentForm, message_id: str) -> Response:
    """Label a message or delete it, and lead back to the list."""
    room, labels = get_room(request), _door(request).labels
    now, label = room.clock(), str(form.get("label") or "")
    known = {*labels.needs, *labels.acts, UNUSABLE, ""}
    if label not in known:
        raise PageNotFoundError

    def work(session: Session) -> str:
        message = unclear_messages.find_message(session, now, message_id)
        if message is None:
            return "not_understood.said.gone"
        if form.get("act") == "delete":
            session.delete(message)
            note_change(session, now, visit.actor, "deleted", (SUBJECT, message_id))
            return "not_understood.said.deleted"
        note_change(
            session,
            now,
            visit.actor,
            "labelled",
            (SUBJECT, message_id),
            {"label": (message.label, label or None)},
        )
        message.label = label or None
        return "not_understood.said.saved"

    said = room.work(work, visit.actor)
    page = read_whole_number(form.get("page"))
    return go_to(ADDRESS if page is None else f"{ADDRESS}?page={page}", said)


def _door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


def _days_until(message: UnclearMessage, now: dt.datetime) -> int:
    return max(1, (message.erase_at - now).days)
