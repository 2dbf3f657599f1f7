"""Versions of a service: who saved what when and why, two of them compared, an old one brought back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.curating import (
    FieldWords,
    find_organization_names,
    get_door,
    get_service,
    make_tell,
    to_local,
)
from api.staff.drawing import draw, go_to
from api.staff.fields import VersionNumber, read_text, read_whole_number
from api.staff.merging import LONGEST_WHY
from curation.content import get_owner_key
from curation.fields import list_changes, split
from curation.versions import (
    ChangedMeanwhileError,
    UnknownServiceError,
    find_versions,
    get_version,
    restore,
)
from staff.roles import Role

router = APIRouter()
Reading = Annotated[Visit, Depends(require(Role.READER))]
Editing = Annotated[Visit, Depends(require(Role.EDITOR))]


@router.get("/services/{service_id}/history")
def show_history(
    request: Request, visit: Reading, service_id: str, older: str = "", newer: str = ""
) -> Response:
    """Return the versions, newest first; with two chosen, what differs between them."""

    def read(session: Session) -> Response:
        kept = get_service(session, visit, service_id, Role.READER)
        versions = find_versions(session, service_id)
        by_number = {str(version.number): version for version in versions}
        pair = (by_number.get(older), by_number.get(newer))
        changes = (
            list_changes(pair[0].content, pair[1].content)
            if pair[0] is not None and pair[1] is not None
            else None
        )
        return draw(
            request,
            "history.html",
            visit,
            service_id=service_id,
            kept=kept,
            heading=_get_name(kept.public["name"], visit.language),
            versions=versions[::-1],
            older=older,
            newer=newer,
            changes=changes,
            words=_build_words(request, visit, session),
            to_local=to_local,
        )

    return get_room(request).work(read)


@router.get("/services/{service_id}/history/{number}")
def show_version(request: Request, visit: Reading, service_id: str, number: VersionNumber) -> Response:
    """Return one version: what it changed, and all that it holds."""
    return _draw_version(request, visit, service_id, number)


@router.post("/services/{service_id}/history/{number}")
def bring_back(
    request: Request, visit: Editing, form: SentForm, service_id: str, number: VersionNumber
) -> Response:
    """Make a new version with this one's content; it is published like any other."""
    room, based_on = get_room(request), read_whole_number(form.get("based_on")) or 0
    why = read_text(form, "why", LONGEST_WHY).strip() or None

    def act(session: Session) -> None:
        get_service(session, visit, service_id, Role.EDITOR)
        # Whoever brings back another organisation's version would take over what is not theirs.
        owner = get_owner_key(get_version(session, service_id, number).content)
        if not visit.actor.may(Role.EDITOR, owner):
            raise PageNotFoundError
        restore(session, room.clock(), visit.actor, service_id, number, based_on, why)

    try:
        room.work(act, visit.actor)
    except ChangedMeanwhileError:
        return _draw_version(request, visit, service_id, number, "changed_meanwhile")
    except UnknownServiceError:
        raise PageNotFoundError from None
    return go_to(f"/staff/services/{service_id}/review", "editing.said.restored")


def _draw_version(request: Request, visit: Visit, service_id: str, number: int, error: str = "") -> Response:
    def read(session: Session) -> Response:
        kept = get_service(session, visit, service_id, Role.READER)
        try:
            version = get_version(session, service_id, number)
        except UnknownServiceError:
            raise PageNotFoundError from None
        before = (
            get_version(session, service_id, version.based_on).content
            if version.based_on is not None
            else None
        )
        return draw(
            request,
            "version.html",
            visit,
            409 if error else 200,
            service_id=service_id,
            kept=kept,
            version=version,
            heading=_get_name(version.content["name"], visit.language),
            changes=list_changes(before, version.content) if before else [],
            fields=split(version.content, contacts_apart=False),
            differs=bool(list_changes(kept.content, version.content)),
            may_edit=visit.actor.may(Role.EDITOR, get_owner_key(kept.public))
            and visit.actor.may(Role.EDITOR, get_owner_key(version.content)),
            words=_build_words(request, visit, session),
            to_local=to_local,
            error=error,
        )

    return get_room(request).work(read)


def _build_words(request: Request, visit: Visit, session: Session) -> FieldWords:
    names = find_organization_names(session, visit.language)
    return FieldWords(make_tell(request, visit), get_door(request).labels, names, visit.language)


def _get_name(names: dict[str, str] | None, language: str) -> str:
    return (names or {}).get(language) or next(iter((names or {}).values()), "")
