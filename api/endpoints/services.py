"""The catalogue over HTTP: list, look up and match services."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from api.chat.door import Door
from api.contract import LONGEST_LANGUAGE, Error, MatchIn, MatchOut, ServiceDetails, ServiceList
from api.errors import NotFoundError
from api.texts import without_easy
from services_catalog.matching import Query as MatchQuery
from services_catalog.matching import get_matched_area, match
from services_catalog.opening import Moment
from services_catalog.search import SearchFilter, search_services

router = APIRouter(tags=["services"])
Language = Annotated[
    str, Query(max_length=LONGEST_LANGUAGE, description="language of the texts, or its easy form: fi-x-easy")
]
Key = Annotated[str | None, Query(max_length=100)]


@router.get("/v1/services", response_model=ServiceList, responses={422: {"model": Error}})
def list_services(
    request: Request,
    need: Key = None,
    kind: Key = None,
    municipality: Annotated[
        str | None, Query(max_length=100, description="code or name in any language")
    ] = None,
    served_in: Annotated[str | None, Query(max_length=3, description="language one is served in")] = None,
    text: Annotated[str | None, Query(max_length=200, description="words that must all occur")] = None,
    language: Language = "fi",
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> JSONResponse:
    """Return published services that pass every filter, page by page, by id; with words best first.

    In a thread of its own: the first search by words gathers them all, and messages must not wait for that.
    """
    door = _door(request)
    wanted = SearchFilter(need=need, kind=kind, municipality=municipality, language=served_in, text=text)
    found = search_services(door.catalogue.snapshot, wanted, page, per_page)
    moment = Moment.from_datetime(door.clock())
    content = {
        "services": [door.cards.build_service(service, language, moment) for service in found.services],
        "total": found.total_items,
        "page": found.page_number,
        "page_count": found.total_pages,
    }
    return JSONResponse(content)


@router.post("/v1/services/match", response_model=MatchOut, responses={422: {"model": Error}})
async def match_services(request: Request, wanted: MatchIn) -> JSONResponse:
    """Return the services that fit a person and their needs, best first, each with reasons why."""
    door = _door(request)
    query = MatchQuery(
        needs=tuple(wanted.needs),
        age=wanted.age,
        age_range=(wanted.age_range[0], wanted.age_range[1]) if wanted.age_range else None,
        about=wanted.about,
        role=wanted.role,
        municipality=wanted.municipality,
        school_municipality=wanted.school_municipality,
        home_area=wanted.area or door.settings.home_area,
        language=without_easy(wanted.language),
        now=wanted.now or door.clock(),
        limit=wanted.limit,
        exclude=frozenset(wanted.exclude),
        kinds=frozenset(wanted.kinds),
    )
    snapshot = door.catalogue.snapshot
    area = get_matched_area(snapshot, query)
    moment = Moment.from_datetime(query.now)
    cards = [
        door.cards.build_match(found, wanted.language, moment, wanted.age) for found in match(snapshot, query)
    ]
    content: dict[str, Any] = {
        "services": cards,
        "area": door.cards.build_area(area.scope, area.codes, wanted.language),
        "outside": area.outside,
    }
    return JSONResponse(content)


@router.get("/v1/services/{service_id}", response_model=ServiceDetails, responses={404: {"model": Error}})
async def get_service(
    request: Request,
    service_id: str,
    language: Language = "fi",
    chosen: Annotated[bool, Query(description="false when no person chose it: it is not counted")] = True,
) -> JSONResponse:
    """Return everything the catalogue says of one service."""
    door = _door(request)
    service = door.catalogue.snapshot.detect_service(service_id)
    if service is None:
        raise NotFoundError
    now = door.clock()
    # Whoever asks for everything about a service has chosen it, but for the bot that looks up what it costs.
    if chosen:
        known = without_easy(language) if language in door.texts.languages else None
        door.statistics.count(now, "services_chosen", {"service": service.id, "language": known})
    return JSONResponse(door.cards.build_details(service, language, Moment.from_datetime(now)))


def _door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door
