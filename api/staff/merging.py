"""Saving a version; and one version out of two edits, when somebody else was quicker."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.staff.access import SentForm, Visit, get_room, require
from api.staff.curating import (
    FieldWords,
    find_organization_names,
    get_door,
    get_service,
    make_tell,
    to_local,
)
from api.staff.drawing import draw, go_to
from api.staff.fields import Fields, get_one, read_whole_number
from api.staff.service_form import read_fields, to_fields
from api.staff.service_page import FormPage, draw_form, get_name, may_own, read_kept, take_fields
from curation.content import TEXTS, Content, check_content, get_source_language, to_content
from curation.fields import ChoiceMissingError, list_changes, list_collisions, merge
from curation.translations import StaleText
from curation.versions import ChangedMeanwhileError, Kept, get_version, save
from staff.roles import Role

router = APIRouter()
Editing = Annotated[Visit, Depends(require(Role.EDITOR))]

# Where saving leads: back to the form, to the card, or on to publishing.
AFTER_SAVING = {"save": "edit", "save_preview": "preview", "save_review": "review"}
LONGEST_WHY = 1000
# What is sent beside the content, and goes along when two edits are merged.
NOTES = ("why", "is_minor", "confirmed")


@router.post("/services/{service_id}/merge")
def take_merge(request: Request, visit: Editing, form: SentForm, service_id: str) -> Response:
    """Save one version out of two edits, by what the person chose field by field."""
    room, fields = get_room(request), read_fields(form)
    base_number, their_number = (read_number(get_one(fields, name)) for name in ("base", "theirs"))
    yours = _read_content(str(form.get("yours", "")))

    def read(session: Session) -> tuple[Kept, Content, Content] | None:
        kept = get_service(session, visit, service_id, Role.EDITOR)
        if yours is None or not 0 < base_number <= kept.number or not 0 < their_number <= kept.number:
            return None
        base = get_version(session, service_id, base_number).content
        return kept, base, get_version(session, service_id, their_number).content

    known = room.work(read)
    if known is None or yours is None:
        # Only a form that our page did not make.
        return go_to(f"/staff/services/{service_id}/edit")
    kept, base, theirs = known
    _, stale = read_kept(request, visit, service_id)
    choices = {
        name.removeprefix("choice."): values[0]
        for name, values in fields.items()
        if name.startswith("choice.")
    }
    try:
        merged = merge(base, theirs, yours, choices)
        check_content(merged)
    except ChoiceMissingError as error:
        page = _build_merge(request, visit, kept, base, theirs, yours, fields, base_number, their_number)
        return draw(request, "merging.html", visit, 422, **page, choices=choices, missing=error.fields)
    except ValidationError:
        # Each alone was right, both together are not (ages in the wrong order): the form shows it.
        page_fields = to_fields(merged)
        _, errors = take_fields(request, visit, page_fields, kept)
        form_page = FormPage({**page_fields, **_notes(fields)}, errors, (), kept, stale, their_number)
        return draw_form(request, visit, form_page, 422)
    if not may_own(visit, kept, merged):
        return draw_form(
            request,
            visit,
            FormPage(to_fields(merged), {"organization": "not_yours"}, kept=kept, number=their_number),
            422,
        )
    confirmed = _list_still_confirmed(fields, stale, yours, merged)
    return save_or_merge(
        request, visit, service_id, their_number, merged, get_one(fields, "do"), fields, confirmed
    )


def save_or_merge(
    request: Request,
    visit: Visit,
    service_id: str,
    based_on: int,
    content: Content,
    wish: str,
    fields: Fields,
    confirmed: Sequence[str],
) -> Response:
    """Save a version and lead on, or show what somebody else changed meanwhile.

    Args:
        wish: the button that was pressed. confirmed: translations that were found true.
    """
    room = get_room(request)

    def write(session: Session) -> bool:
        kept = get_service(session, visit, service_id, Role.EDITOR)
        was_scheduled = kept.head is not None and kept.head.state == "approved"
        version = save(
            session,
            room.clock(),
            visit.actor,
            service_id,
            based_on,
            content,
            is_minor=bool(fields.get("is_minor")),
            confirmed=confirmed,
            why=read_why(fields),
        )
        return was_scheduled and version.state != "approved"

    try:
        is_taken_off = room.work(write, visit.actor)
    except ChangedMeanwhileError as error:
        kept = room.work(lambda session: get_service(session, visit, service_id, Role.EDITOR))
        page = _build_merge(
            request, visit, kept, error.base, error.theirs, content, fields, based_on or 1, error.number
        )
        page["who"], page["when"] = error.author_name, to_local(error.saved_at)
        return draw(request, "merging.html", visit, 409, **page, choices={}, missing=())
    address = f"/staff/services/{service_id}/{AFTER_SAVING.get(wish, 'edit')}"
    return go_to(address, "editing.said.taken_off" if is_taken_off else "editing.said.saved")


def _build_merge(
    request: Request,
    visit: Visit,
    kept: Kept,
    base: Content,
    theirs: Content,
    yours: Content,
    fields: Fields,
    base_number: int,
    their_number: int,
) -> dict[str, Any]:
    room = get_room(request)
    names = room.work(lambda session: find_organization_names(session, visit.language))
    collisions = list_collisions(base, theirs, yours)
    own = {one.field for one in list_changes(base, yours)} - {one.field for one in collisions}
    return {
        "service_id": kept.row.id,
        "heading": get_name(kept.public, visit.language),
        "collisions": collisions,
        "own_changes": [one for one in list_changes(base, yours) if one.field in own],
        "words": FieldWords(make_tell(request, visit), get_door(request).labels, names, visit.language),
        "base_number": base_number,
        "their_number": their_number,
        "yours": json.dumps(yours),
        "notes": _notes(fields),
        "who": kept.head.author_name if kept.head else "",
        "when": to_local(kept.head.saved_at) if kept.head else "",
    }


def _notes(fields: Fields) -> Fields:
    return {name: fields[name] for name in NOTES if fields.get(name)}


def read_why(fields: Fields) -> str | None:
    """Why it was changed, in the person's own words."""
    return get_one(fields, "why")[:LONGEST_WHY] or None


def _list_still_confirmed(
    fields: Fields, stale: Mapping[str, StaleText], yours: Content, merged: Content
) -> list[str]:
    """Translations that were found true, as long as they and their source are what the person saw."""
    source = get_source_language(yours)

    def is_as_seen(path: str) -> bool:
        field, _, language = path.partition(".")
        # Of contacts nothing is confirmed while somebody else moves or changes them.
        if field not in TEXTS:
            return False
        seen, now = yours[field] or {}, merged[field] or {}
        return all(seen.get(one) == now.get(one) for one in (source, language))

    return [path for path in fields.get("confirmed", []) if path in stale and is_as_seen(path)]


def read_number(typed: str) -> int:
    """The number of a version, 0 for what is none."""
    return read_whole_number(typed) or 0


def _read_content(typed: str) -> Content | None:
    """The content that our own page kept in its form; None when it is not one."""
    try:
        return to_content(check_content(json.loads(typed)))
    except (ValueError, TypeError):
        return None
