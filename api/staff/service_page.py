"""The page with the form of a service: what it shows beside its fields, and what is taken from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.staff.access import Visit, get_room
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
from api.staff.drawing import draw
from api.staff.exceptional_days import build_rows
from api.staff.fields import TEXT_LANGUAGES, Fields
from api.staff.service_form import count_need_rows, take_content
from curation.content import TEXTS, Content, get_owner_key, get_source_language
from curation.quality import Finding
from curation.translations import StaleText, find_stale
from curation.versions import Kept, find_versions
from services_catalog.entry_schema import DAYS, MOST_CONTACTS
from staff.roles import PLATFORM, Role

SERVED_LANGUAGES = ("fi", "sv", "en", "ru", "uk", "et", "ar", "so", "fa", "ku")


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


def read_kept(request: Request, visit: Visit, service_id: str) -> tuple[Kept, dict[str, StaleText]]:
    """The service with its newest version, and its translations that may be untrue.

    Raises:
        PageNotFoundError: there is none, or the person may not edit it.
    """

    def read(session: Session) -> tuple[Kept, dict[str, StaleText]]:
        kept = get_service(session, visit, service_id, Role.EDITOR)
        return kept, find_stale(find_versions(session, service_id))

    return get_room(request).work(read)


def take_fields(
    request: Request, visit: Visit, fields: Fields, kept: Kept | None
) -> tuple[Content | None, dict[str, str]]:
    """The content of the form, or what is wrong in which field."""
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
    if not may_own(visit, kept, taken.content):
        is_national = taken.content["area"]["scope"] == "country"
        return None, {"area.scope": "only_platform"} if is_national else {"organization": "not_yours"}
    return taken.content, {}


def may_own(visit: Visit, kept: Kept | None, content: Content) -> bool:
    """Whether the person may write both what is there and what it becomes."""
    owners = {get_owner_key(content)} | ({get_owner_key(kept.public)} if kept else set())
    return all(visit.actor.may(Role.EDITOR, owner) for owner in owners)


def find_today(request: Request) -> str:
    """The date in Finland, as forms have it."""
    return get_room(request).find_today().isoformat()


def get_name(content: Content, language: str) -> str:
    """The name in the language, else in any."""
    names = content["name"] or {}
    return names.get(language) or next(iter(names.values()), "")


def draw_form(request: Request, visit: Visit, page: FormPage, status: int = 200) -> Response:
    """Return the page with the form."""
    room, labels = get_room(request), get_door(request).labels
    reference = get_desk(request).reference
    language, today = visit.language, find_today(request)
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
        error_names={name: words.name(to_content_field(name, keys)) for name in page.errors},
        errors=page.errors,
        findings=by_field,
        finding_count=len(page.findings),
        is_checked=page.is_checked,
        is_unsaved=request.method == "POST",
        kept=page.kept,
        number=page.number,
        stale=page.stale or {},
        heading=get_name(page.kept.public, language) if page.kept else "",
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
        to_local=to_local,
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


def to_content_field(name: str, keys: Sequence[str]) -> str:
    """The reverse: the field of the content for one of the form."""
    steps = name.split(".")
    if steps[0] == "contacts" and len(steps) > 1 and steps[1] in keys:
        steps[1] = str(keys.index(steps[1]))
    return ".".join(steps)
