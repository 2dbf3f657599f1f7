"""The card of a service as the chat shows it, in each language, at the width of a phone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from api.danger.contacts import AGE_GROUPS, COUNTY_DUTY, ContactPlan, load_plan
from api.endpoints.pages import TEMPLATES, tell_with
from api.staff.access import PageNotFoundError, Visit, get_room, require
from api.staff.curating import FieldWords, get_desk, get_door, get_service, make_tell
from api.staff.drawing import draw
from api.staff.fields import LARGEST, TEXT_LANGUAGES
from curation.content import Content, build_row
from curation.versions import Kept, UnknownServiceError, get_version
from services_catalog.database import find_dead_links
from services_catalog.models import Organization
from services_catalog.opening import Moment
from services_catalog.service import Service, to_service
from staff.roles import Role

router = APIRouter()
Reading = Annotated[Visit, Depends(require(Role.READER))]


@router.get("/services/{service_id}/preview")
def show_preview(
    request: Request,
    visit: Reading,
    service_id: str,
    version: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
) -> Response:
    """Return the cards of the newest version, or of the one asked for."""
    room, desk, door = get_room(request), get_desk(request), get_door(request)
    moment = Moment.from_datetime(room.clock())

    def read(session: Session) -> Response:
        kept = get_service(session, visit, service_id, Role.READER)
        content = kept.content
        if version is not None:
            try:
                content = get_version(session, service_id, version).content
            except UnknownServiceError:
                raise PageNotFoundError from None
        service = _build_service(session, kept, content)
        tell = make_tell(request, visit)
        cards = []
        for language in TEXT_LANGUAGES:
            card = door.cards.build_service(service, language, moment)
            details = door.cards.build_details(service, language, moment)
            is_written = language in service.names and language in service.summaries
            cards.append(
                (
                    language,
                    tell(f"editing.language.{language}"),
                    _render(request, card, language),
                    details,
                    is_written,
                )
            )
        plan = load_plan()
        findings = desk.quality.find(content, moment.local.date()) if desk.quality else []
        return draw(
            request,
            "preview.html",
            visit,
            service_id=service_id,
            kept=kept,
            version=version,
            heading=(content["name"] or {}).get(visit.language) or next(iter(content["name"].values())),
            cards=cards,
            content=content,
            danger_uses=find_danger_uses(plan, service_id),
            is_always_shown=service_id in (plan.emergency, plan.day_and_night),
            findings=findings,
            words=FieldWords(tell, door.labels, {}, visit.language),
        )

    return room.work(read)


def find_danger_uses(plan: ContactPlan, service_id: str) -> dict[str, list[str]]:
    """In which dangers the service is shown, and to which age groups of the plan."""
    names = {service_id}
    if service_id in plan.county_duty.values():
        names.add(COUNTY_DUTY)
    # A line with an entry of its own for a language stands where the Finnish one does.
    names |= {
        finnish for pairs in plan.instead.values() for finnish, own in pairs.items() if own == service_id
    }
    uses = {kind: [age for age in AGE_GROUPS if names & set(ages[age])] for kind, ages in plan.kinds.items()}
    return {kind: ages for kind, ages in uses.items() if ages}


def _build_service(session: Session, kept: Kept, content: Content) -> Service:
    row = build_row(kept.row.id, content)
    organization = session.get(Organization, content["organization"])
    row.organization = organization or kept.row.organization
    row.assured_date, row.assured_by = kept.row.assured_date, kept.row.assured_by
    row.contacts_assured_date = kept.row.contacts_assured_date
    return to_service(row, find_dead_links(session))


def _render(request: Request, card: dict[str, Any], language: str) -> Markup:
    tell = tell_with(get_door(request), language)
    module = TEMPLATES.get_template("cards.html").make_module({"t": tell, "language": language})
    return Markup(module.card(card))  # type: ignore[attr-defined]  # noqa: S704 (drawn by our own template, escaped there)
