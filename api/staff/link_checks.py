"""The button that checks a link of a service now: on its page, and in the list of dead links."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.curating import get_service
from api.staff.drawing import go_to
from api.staff.forms import read_fields
from curation.asked_link_checks import LinkInspector
from services_catalog.models import Service
from staff.roles import Role

router = APIRouter()
Editing = Annotated[Visit, Depends(require(Role.EDITOR))]
DEAD_LINKS = "/staff/services?to_do=dead_link"
# Where the button stood: the way back leads there and nowhere else.
LISTS = {"list": DEAD_LINKS, "own": f"{DEAD_LINKS}&whose=own"}


@router.post("/services/{service_id}/links")
async def check_link(request: Request, visit: Editing, service_id: str, sent: SentForm) -> Response:
    """Check one link of a service that the person may edit, and say what came of it.

    Raises:
        PageNotFoundError: the service has no such link; no other address is ever visited.
    """
    values = read_fields(sent, ("url", "back"))
    room = get_room(request)

    def read(session: Session) -> list[str]:
        return list_links(get_service(session, visit, service_id, Role.EDITOR).row)

    if values["url"] not in await asyncio.to_thread(room.work, read):
        raise PageNotFoundError
    inspector: LinkInspector = request.app.state.link_inspector
    answer = await inspector.check(visit.actor, service_id, values["url"])
    address = LISTS.get(values["back"], f"/staff/services/{service_id}")
    return go_to(address, said=f"services.said.link_{answer.value}")


def list_links(service: Service) -> list[str]:
    """The addresses of a service that are checked."""
    found = [contact.value for contact in service.contacts if contact.type in ("web", "chat")]
    return [url for url in (*found, service.source_url) if url and url.startswith("https://")]
