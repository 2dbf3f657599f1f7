"""The page on which a person says: I looked at this today, and it is true."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.staff.access import SentForm, Visit, get_room, require
from api.staff.curating import (
    FieldWords,
    find_organization_names,
    get_desk,
    get_door,
    get_service,
    make_tell,
    to_date,
    to_local,
)
from api.staff.drawing import draw, go_to
from curation.content import get_content_digest, get_owner_key
from curation.fields import split
from curation.verification import (
    PARTS,
    NotPublishedError,
    SeenOtherwiseError,
    check_service,
    get_states,
)
from staff.roles import Role

router = APIRouter()
Reading = Annotated[Visit, Depends(require(Role.READER))]
Editing = Annotated[Visit, Depends(require(Role.EDITOR))]


@router.get("/services/{service_id}/verify")
def show_check(request: Request, visit: Reading, service_id: str) -> Response:
    """Return what to compare with the provider's own page, and when it was last done."""
    return _draw(request, visit, service_id)


@router.post("/services/{service_id}/verify")
def take_check(request: Request, visit: Editing, form: SentForm, service_id: str) -> Response:
    """Note the check, unless the service has changed since the page was drawn."""
    room = get_room(request)
    part, digest = str(form.get("part", "")), str(form.get("digest", ""))
    known = next((one for one in PARTS if one == part), None)
    if known is None:
        return _draw(request, visit, service_id, "choose_one")

    def act(session: Session) -> None:
        get_service(session, visit, service_id, Role.EDITOR)
        check_service(session, room.clock(), visit.actor, service_id, known, digest)

    try:
        room.work(act, visit.actor)
    except SeenOtherwiseError:
        return _draw(request, visit, service_id, "changed_meanwhile")
    except NotPublishedError:
        return _draw(request, visit, service_id, "not_published")
    return go_to(f"/staff/services/{service_id}/verify", f"editing.said.checked_{known}")


def _draw(request: Request, visit: Visit, service_id: str, error: str = "") -> Response:
    room, desk, door = get_room(request), get_desk(request), get_door(request)

    def read(session: Session) -> Response:
        kept = get_service(session, visit, service_id, Role.READER)
        names = find_organization_names(session, visit.language)
        return draw(
            request,
            "verify.html",
            visit,
            409 if error else 200,
            service_id=service_id,
            kept=kept,
            heading=(kept.public["name"] or {}).get(visit.language)
            or next(iter(kept.public["name"].values())),
            states=get_states(session, kept.row, room.clock(), desk.rules.freshness),
            freshness=desk.rules.freshness,
            digest=get_content_digest(kept.public),
            fields=split(kept.public, contacts_apart=False),
            words=FieldWords(make_tell(request, visit), door.labels, names, visit.language),
            may_check=visit.actor.may(Role.EDITOR, get_owner_key(kept.public))
            and kept.row.status == "published",
            to_date=to_date,
            to_local=to_local,
            error=error,
        )

    return room.work(read)
