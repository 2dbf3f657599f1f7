"""Write as a user would: what was understood, which services came, and why another did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.chat.door import Door
from api.chat.reading import LONGEST_TEXT
from api.labels import name_in
from api.staff.access import SentForm, Visit, get_room, require
from api.staff.drawing import draw
from api.staff.fields import read_whole_number
from api.staff.forms import Form, get_door, list_places, read_fields
from api.staff.rehearsal import Rehearsal, Wanted, rehearse
from curation.saved_probes import may_change_probes
from services_catalog.explaining import Explanation, Obstacle, explain
from services_catalog.models import Service as ServiceRow
from services_catalog.models import ServiceText
from services_catalog.query import Query, get_certain_ages
from services_catalog.revised_snapshot import revise_snapshot
from services_catalog.search import SearchFilter, search_services
from services_catalog.service import Service, to_service
from services_catalog.snapshot import Snapshot
from staff.roles import Role

router = APIRouter()
MayTry = Annotated[Visit, Depends(require(Role.READER))]
FIELDS = ("text", "language", "area", "age", "role", "service")
ROLES = ("youth", "parent", "other")
MOST_FOUND = 8
OLDEST_AGE = 120
PARTS = ("need", "facts", "language", "person", "open_now", "age", "several_needs")


@dataclass(frozen=True)
class Asked:
    """The service of which staff ask why it did not come.

    Args:
        service: None when nothing, or several, were found.
        status: published, draft or archived.
        found: (id, name) of those that the words may mean, when there are several.
    """

    service: Service | None
    status: str
    found: tuple[tuple[str, str], ...] = ()


@router.get("/try")
def show_try(request: Request, visit: MayTry) -> HTMLResponse:
    """Return the empty form."""
    door = get_door(request)
    values = {**dict.fromkeys(FIELDS, ""), "language": visit.language, "area": door.settings.home_area}
    return draw_try(request, visit, Form(values))


@router.post("/try")
async def take_try(request: Request, visit: MayTry, sent: SentForm) -> HTMLResponse:
    """Return the form with what the message came to; nothing of it is kept."""
    door = get_door(request)
    form = Form(read_fields(sent, FIELDS))
    values, errors = form.values, {}
    if not values["text"].strip():
        errors["text"] = "text_missing"
    age = read_whole_number(values["age"], OLDEST_AGE)
    if values["age"].strip() and age is None:
        errors["age"] = "age_wrong"
    if errors:
        return draw_try(request, visit, Form(values, errors), status=422)
    wanted = Wanted(
        text=values["text"],
        language=values["language"] if values["language"] in ("fi", "sv", "en") else visit.language,
        area=values["area"],
        age=age,
        role=values["role"] if values["role"] in ROLES else None,
    )
    rehearsal = await rehearse(door, wanted)
    asked, explanations = None, []
    if values["service"].strip():
        asked = await run_in_threadpool(find_service, request, values["service"].strip(), visit.language)
        if asked.service is None and not asked.found:
            form = Form(values, {"service": "service_unknown"})
        elif asked.service is not None:
            explanations = await run_in_threadpool(
                explain_service, door.catalogue.snapshot, rehearsal.build_query(), asked.service
            )
    return await run_in_threadpool(
        draw_try, request, visit, form, rehearsal=rehearsal, asked=asked, explanations=explanations
    )


def draw_try(
    request: Request,
    visit: Visit,
    form: Form,
    rehearsal: Rehearsal | None = None,
    asked: Asked | None = None,
    explanations: list[Explanation] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return the page, with the result under the form when there is one."""
    door = get_door(request)
    result = describe(door, rehearsal, visit.language) if rehearsal else None
    told = [describe_explanation(door, one, rehearsal, visit.language) for one in explanations or ()]
    return draw(
        request,
        "try.html",
        visit,
        status,
        form=form,
        places=list_places(door, visit.language),
        roles=ROLES,
        longest_text=LONGEST_TEXT,
        result=result,
        asked=asked,
        asked_name=name_in(asked.service.names, visit.language) if asked and asked.service else "",
        explanations=told,
        may_save=may_change_probes(visit.actor),
        score_parts=PARTS,
    )


def describe(door: Door, rehearsal: Rehearsal, language: str) -> dict[str, Any]:
    """What the result says, in names: what was understood, and the reply as the user sees it."""
    turn, understood = rehearsal.turn, rehearsal.understood
    parse = turn.answered.parse if turn.answered else None
    query = rehearsal.build_query()
    return {
        "status": rehearsal.answer.body.get("status"),
        "has_assistant": rehearsal.has_assistant,
        "is_switched_off": door.is_switched_off,
        "is_other_language": not turn.language.is_supported,
        "needs": [door.labels.need(need, language) for need in rehearsal.needs],
        "alternatives": [
            {"name": door.labels.need(one["need"], language), "percent": round(one["confidence"] * 100)}
            for one in understood.get("alternatives", ())
        ],
        "band": parse.band if parse else None,
        "act": understood.get("act"),
        "age": understood.get("age"),
        "age_range": query.age_range,
        "about": understood.get("about"),
        "role": understood.get("role"),
        "municipality": door.labels.municipality(understood["municipality"], language)
        if understood.get("municipality")
        else None,
        "language": turn.language.code,
        "screen": (turn.found.kind, turn.found.level) if turn.found else None,
        "model": (parse.danger, parse.danger_level) if parse and parse.danger else None,
        "danger": (turn.danger.kind, turn.danger.level) if turn.danger else None,
        "giver": rehearsal.danger_giver,
        "parts": rehearsal.answer.body.get("parts") or [],
        "kinds": {kind: door.labels.kind(kind, language) for kind in door.labels.kinds},
        "probe": describe_probe(query, rehearsal, turn.area),
    }


def describe_probe(query: Query, rehearsal: Rehearsal, area: str) -> dict[str, Any]:
    """The fields of a probe that asks the same; never the message."""
    cards = list_cards(rehearsal)
    return {
        **{f"need_{place}": need for place, need in enumerate(query.needs, 1)},
        "age": "" if query.age is None else str(query.age),
        "about": query.about or "",
        "role": query.role or "",
        "municipality": query.municipality or area,
        "language": query.language,
        **({"kind_1": cards[0]["kind"], "kind_among_1": "1"} if cards else {}),
    }


def list_cards(rehearsal: Rehearsal) -> list[Mapping[str, Any]]:
    """The services of the reply, in their order."""
    return [card for part in rehearsal.answer.body.get("parts") or () for card in part.get("services", ())]


def list_card_ids(rehearsal: Rehearsal) -> list[str]:
    """The ids of the services of the reply, in their order."""
    return [str(card["id"]) for card in list_cards(rehearsal)]


def find_service(request: Request, words: str, language: str) -> Asked:
    """The service with this id or name, published or not; several when the words may mean several."""
    snapshot = get_door(request).catalogue.snapshot
    if service := snapshot.detect_service(words):
        return Asked(service, "published")

    def look(session: Session) -> Asked:
        if row := session.get(ServiceRow, words):
            return Asked(to_service(row), row.status)
        published = search_services(snapshot, SearchFilter(text=words), per_page=MOST_FOUND).services
        found = {service.id: name_in(service.names, language) or service.id for service in published}
        hidden = session.execute(
            select(ServiceText.service_id, ServiceText.name)
            .join(ServiceRow, ServiceRow.id == ServiceText.service_id)
            .where(ServiceRow.status != "published", ServiceText.name.icontains(words, autoescape=True))
            .order_by(ServiceText.service_id)
            .limit(MOST_FOUND)
        )
        for service_id, name in hidden:
            found.setdefault(service_id, name)
        exact = [key for key, name in found.items() if name.casefold() == words.casefold()]
        chosen = exact if len(exact) == 1 else list(found)
        if len(chosen) != 1:
            return Asked(None, "", tuple(found.items()))
        row = session.get(ServiceRow, chosen[0])
        known = snapshot.detect_service(chosen[0])
        if known is not None:
            return Asked(known, "published")
        return Asked(to_service(row), row.status) if row else Asked(None, "")

    return get_room(request).work(look)


def explain_service(snapshot: Snapshot, query: Query, service: Service) -> list[Explanation]:
    """Why the service comes or not; of an unpublished one also what would be if it were published."""
    told = [explain(snapshot, query, service.id)]
    if told[0].service is None:
        told.append(explain(revise_snapshot(snapshot, [service]), query, service.id))
    return told


def describe_explanation(
    door: Door, explanation: Explanation, rehearsal: Rehearsal | None, language: str
) -> dict[str, Any]:
    """An explanation with names in place of keys."""
    query = rehearsal.build_query() if rehearsal else Query()
    ranked = explanation.ranked
    compared = [*explanation.shown]
    if ranked and ranked.service.id not in {one.service.id for one in compared}:
        compared.append(ranked)
    return {
        "obstacle": explanation.obstacle.key if explanation.obstacle else None,
        "values": name_values(door, explanation.obstacle, explanation.service, query, language),
        "place": next(
            (
                place
                for place, one in enumerate(explanation.shown, 1)
                if ranked and one.service.id == ranked.service.id
            ),
            None,
        ),
        "fitting_count": explanation.fitting_count,
        "has_other_cards": rehearsal is not None
        and bool(cards := list_card_ids(rehearsal))
        and set(cards) != {one.service.id for one in explanation.shown},
        "compared": [
            {
                "name": name_in(one.service.names, language) or one.service.id,
                "kind": door.labels.kind(one.service.kind, language),
                "rank": one.rank,
                "score": one.score,
                # Adding nothing makes the minus before a zero go.
                "parts": {name: round(worth, 2) + 0.0 for name, worth in one.parts.items()},
                "is_asked": ranked is not None and one.service.id == ranked.service.id,
            }
            for one in compared
        ]
        if ranked
        else [],
    }


def name_values(
    door: Door, obstacle: Obstacle | None, service: Service | None, query: Query, language: str
) -> Mapping[str, str]:
    """What the sentence of an obstacle names."""
    if obstacle is None or service is None:
        return {}
    ages = get_certain_ages(query)
    place = query.municipality or query.home_area or ""
    replacing = obstacle.values.get("services", ())
    return {
        "area": str(door.cards.build_area(service.area_scope, service.area_codes, language)["label"]),
        "place": door.labels.municipality(place, language),
        "minimum": "" if service.minimum_age is None else str(service.minimum_age),
        "maximum": "" if service.maximum_age is None else str(service.maximum_age),
        "age": "" if ages is None else "–".join(dict.fromkeys(map(str, ages))),
        "needs": ", ".join(door.labels.need(need, language) for need in service.needs),
        "kind": door.labels.kind(service.kind, language),
        "date": str(obstacle.values.get("date", "")),
        "rank": str(obstacle.values.get("rank", "")),
        "floor": f"{obstacle.values.get('floor', 0):.2f}",
        "services": ", ".join(name_in(other.names, language) or other.id for other in replacing),
    }
