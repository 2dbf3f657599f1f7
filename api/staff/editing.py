"""The form of a service: made, changed, checked while it is written, merged when two wrote at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.staff.access import SentForm, Visit, get_room, require
from api.staff.contact_form import count_slots
from api.staff.curating import (
    FieldWords,
    find_organization_names,
    find_own_organizations,
    get_desk,
    get_door,
    get_service,
    make_tell,
    to_local,
)
from api.staff.drawing import draw, go_to
from api.staff.exceptional_days import build_rows
from api.staff.fields import TEXT_LANGUAGES, Fields, get_one
from api.staff.service_form import (
    count_need_rows,
    get_blank_fields,
    read_fields,
    redraw,
    take_content,
    to_fields,
)
from curation.content import TEXTS, Content, check_content, get_owner_key, get_source_language, to_content
from curation.fields import ChoiceMissingError, list_changes, list_collisions, merge
from curation.quality import Finding
from curation.translations import StaleText, find_stale
from curation.versions import ChangedMeanwhileError, Kept, create_service, find_versions, get_version, save
from services_catalog.entry_schema import DAYS, MOST_CONTACTS
from staff.roles import PLATFORM, Role

router = APIRouter()
Editing = Annotated[Visit, Depends(require(Role.EDITOR))]

SERVED_LANGUAGES = ("fi", "sv", "en", "ru", "uk", "et", "ar", "so", "fa", "ku")
# Where saving leads: back to the form, to the card, or on to publishing.
AFTER_SAVING = {"save": "edit", "save_preview": "preview", "save_review": "review"}
LONGEST_WHY = 1000
# What is sent beside the content, and goes along when two edits are merged.
NOTES = ("why", "is_minor", "confirmed")


@dataclass
class FormPage:
    """What the form shows beside its fields."""

    fields: Fields
    errors: Mapping[str, str]
    findings: Sequence[Finding] = ()
    kept: Kept | None = None
    stale: Mapping[str, StaleText] | None = None
    number: int = 0
    is_checked: bool = False


@router.get("/services/new")
def show_new(request: Request, visit: Editing) -> Response:
    """Return the empty form."""
    return _draw_form(request, visit, FormPage(get_blank_fields(), {}))


@router.post("/services/new")
def create(request: Request, visit: Editing, form: SentForm) -> Response:
    """Make a draft, or show what is missing."""
    room, fields = get_room(request), read_fields(form)
    wish = get_one(fields, "do")
    if redraw(fields, wish, _find_today(request)) is not None:
        return _draw_form(request, visit, FormPage(fields, {}))
    content, errors = _take(request, visit, fields, None)
    findings = get_desk(request).quality.find(content) if content and wish == "check" else []  # type: ignore[union-attr]
    if content is None or wish == "check":
        page = FormPage(fields, errors, findings, is_checked=wish == "check")
        return _draw_form(request, visit, page, 422 if errors else 200)
    why = _read_why(fields)
    service_id = room.work(
        lambda session: create_service(session, room.clock(), visit.actor, content, why), visit.actor
    )
    return go_to(f"/staff/services/{service_id}/{AFTER_SAVING.get(wish, 'edit')}", "editing.said.created")


@router.get("/services/{service_id}/edit")
def show_form(request: Request, visit: Editing, service_id: str) -> Response:
    """Return the form with the newest version."""

    kept, stale = _read_kept(request, visit, service_id)
    findings = _find_quality(request, kept.content)
    page = FormPage(to_fields(kept.content), {}, findings, kept, stale, kept.number)
    return _draw_form(request, visit, page)


@router.post("/services/{service_id}/edit")
def take_form(request: Request, visit: Editing, form: SentForm, service_id: str) -> Response:
    """Save a version, show what is wrong, or what somebody else changed meanwhile."""
    fields = read_fields(form)
    wish, based_on = get_one(fields, "do"), _read_number(get_one(fields, "based_on"))
    kept, stale = _read_kept(request, visit, service_id)
    page = FormPage(fields, {}, kept=kept, stale=stale, number=based_on)
    if redraw(fields, wish, _find_today(request)) is not None:
        return _draw_form(request, visit, page)
    content, page.errors = _take(request, visit, fields, kept)
    if content is None or wish == "check":
        page.findings, page.is_checked = _find_quality(request, content) if content else (), wish == "check"
        return _draw_form(request, visit, page, 422 if page.errors else 200)
    confirmed = [name for name in fields.get("confirmed", []) if name in stale]
    return _save(request, visit, service_id, based_on, content, wish, fields, confirmed)


@router.post("/services/{service_id}/merge")
def take_merge(request: Request, visit: Editing, form: SentForm, service_id: str) -> Response:
    """Save one version out of two edits, by what the person chose field by field."""
    room, fields = get_room(request), read_fields(form)
    base_number, their_number = (_read_number(get_one(fields, name)) for name in ("base", "theirs"))
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
    _, stale = _read_kept(request, visit, service_id)
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
        _, errors = _take(request, visit, page_fields, kept)
        form_page = FormPage({**page_fields, **_notes(fields)}, errors, (), kept, stale, their_number)
        return _draw_form(request, visit, form_page, 422)
    if not _may_own(visit, kept, merged):
        return _draw_form(
            request,
            visit,
            FormPage(to_fields(merged), {"organization": "not_yours"}, kept=kept, number=their_number),
            422,
        )
    confirmed = _list_still_confirmed(fields, stale, yours, merged)
    return _save(request, visit, service_id, their_number, merged, get_one(fields, "do"), fields, confirmed)


def _read_kept(request: Request, visit: Visit, service_id: str) -> tuple[Kept, dict[str, StaleText]]:
    def read(session: Session) -> tuple[Kept, dict[str, StaleText]]:
        kept = get_service(session, visit, service_id, Role.EDITOR)
        return kept, find_stale(find_versions(session, service_id))

    return get_room(request).work(read)


def _save(
    request: Request,
    visit: Visit,
    service_id: str,
    based_on: int,
    content: Content,
    wish: str,
    fields: Fields,
    confirmed: Sequence[str],
) -> Response:
    room = get_room(request)

    def write(session: Session) -> None:
        get_service(session, visit, service_id, Role.EDITOR)
        save(
            session,
            room.clock(),
            visit.actor,
            service_id,
            based_on,
            content,
            is_minor=bool(fields.get("is_minor")),
            confirmed=confirmed,
            why=_read_why(fields),
        )

    try:
        room.work(write, visit.actor)
    except ChangedMeanwhileError as error:
        kept = room.work(lambda session: get_service(session, visit, service_id, Role.EDITOR))
        page = _build_merge(
            request, visit, kept, error.base, error.theirs, content, fields, based_on or 1, error.number
        )
        page["who"], page["when"] = error.author_name, to_local(error.saved_at)
        return draw(request, "merging.html", visit, 409, **page, choices={}, missing=())
    address = f"/staff/services/{service_id}/{AFTER_SAVING.get(wish, 'edit')}"
    return go_to(address, "editing.said.saved")


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
        "heading": _get_name(kept.public, visit.language),
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


def _read_why(fields: Fields) -> str | None:
    return get_one(fields, "why")[:LONGEST_WHY] or None


def _list_still_confirmed(
    fields: Fields, stale: Mapping[str, StaleText], yours: Content, merged: Content
) -> list[str]:
    """Translations that were found true, as long as they and their source are what the person saw."""
    source = get_source_language(yours)

    def is_as_seen(path: str) -> bool:
        field, _, language = path.partition(".")
        seen, now = yours[field] or {}, merged[field] or {}
        return all(seen.get(one) == now.get(one) for one in (source, language))

    return [path for path in fields.get("confirmed", []) if path in stale and is_as_seen(path)]


def _take(
    request: Request, visit: Visit, fields: Fields, kept: Kept | None
) -> tuple[Content | None, dict[str, str]]:
    room = get_room(request)
    names = room.work(lambda session: find_organization_names(session, visit.language))
    taken = take_content(
        fields,
        kept.content if kept else None,
        visit.actor.may(Role.EDITOR, PLATFORM),
        get_desk(request).reference,
        names,
    )
    if taken.content is None:
        return None, taken.errors
    if not _may_own(visit, kept, taken.content):
        is_national = taken.content["area"]["scope"] == "country"
        return None, {"area.scope": "only_platform"} if is_national else {"organization": "not_yours"}
    return taken.content, {}


def _may_own(visit: Visit, kept: Kept | None, content: Content) -> bool:
    """Whether the person may write both what is there and what it becomes."""
    owners = {get_owner_key(content)} | ({get_owner_key(kept.public)} if kept else set())
    return all(visit.actor.may(Role.EDITOR, owner) for owner in owners)


def _find_quality(request: Request, content: Content) -> list[Finding]:
    quality = get_desk(request).quality
    today = get_room(request).find_today()
    return quality.find(content, today) if quality else []


def _find_today(request: Request) -> str:
    return get_room(request).find_today().isoformat()


def _read_number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 8 else 0


def _read_content(typed: str) -> Content | None:
    """The content that our own page kept in its form; None when it is not one."""
    try:
        return to_content(check_content(json.loads(typed)))
    except (ValueError, TypeError):
        return None


def _get_name(content: Content, language: str) -> str:
    names = content["name"] or {}
    return names.get(language) or next(iter(names.values()), "")


def _draw_form(request: Request, visit: Visit, page: FormPage, status: int = 200) -> Response:
    room, labels = get_room(request), get_door(request).labels
    reference = get_desk(request).reference
    language, today = visit.language, _find_today(request)
    names = room.work(lambda session: find_organization_names(session, language))
    current = page.kept.content["organization"] if page.kept else None
    keys = page.fields.get("contact", [])
    by_field: dict[str, list[Finding]] = {}
    for finding in page.findings:
        by_field.setdefault(_to_form_field(finding.field, keys), []).append(finding)
    cared_for = sorted(reference.full_care_codes)
    own_places = {
        code: labels.municipality(code, language)
        for code, place in reference.municipalities.items()
        if place.county_code in cared_for
    }
    chosen = page.fields.get("area.codes", [])
    more_places = {
        code: labels.municipality(code, language)
        for code in chosen
        if code in reference.municipalities and code not in own_places
    }
    counties = {code: labels.county(code, language) for code in reference.counties}
    words = FieldWords(make_tell(request, visit), labels, names, language)
    return draw(
        request,
        "editing.html",
        visit,
        status,
        form=page.fields,
        error_names={name: words.name(_to_content_field(name, keys)) for name in page.errors},
        errors=page.errors,
        findings=by_field,
        finding_count=len(page.findings),
        is_checked=page.is_checked,
        is_unsaved=request.method == "POST",
        kept=page.kept,
        number=page.number,
        stale=page.stale or {},
        heading=_get_name(page.kept.public, language) if page.kept else "",
        words=words,
        contact_keys=keys,
        most_contacts=MOST_CONTACTS,
        slots={key: count_slots(page.fields, key) for key in keys},
        need_rows=count_need_rows(page.fields),
        organizations=find_own_organizations(visit, names, current),
        kinds=_sort({key: labels.kind(key, language) for key in reference.kind_names}),
        needs=_sort({key: labels.need(key, language) for key in reference.leads_to}),
        counties=_sort(counties),
        municipalities={**_sort(own_places), **_sort(more_places)},
        is_platform=visit.actor.may(Role.EDITOR, PLATFORM),
        texts=TEXTS,
        text_languages=TEXT_LANGUAGES,
        source_language=get_source_language(page.kept.content) if page.kept else "fi",
        served_languages=SERVED_LANGUAGES,
        days=DAYS,
        exceptions={key: build_rows(page.fields, key, today) for key in keys},
        today=today,
    )


def _sort(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def _to_form_field(path: str, keys: Sequence[str]) -> str:
    """The field of the form for a field of the content: contacts have keys there, not places."""
    steps = path.split(".")
    if steps[0] == "contacts" and len(steps) > 1 and steps[1].isdecimal() and int(steps[1]) < len(keys):
        steps[1] = keys[int(steps[1])]
    return ".".join(steps)


def _to_content_field(name: str, keys: Sequence[str]) -> str:
    """The reverse: the field of the content for one of the form."""
    steps = name.split(".")
    if steps[0] == "contacts" and len(steps) > 1 and steps[1] in keys:
        steps[1] = str(keys.index(steps[1]))
    return ".".join(steps)
