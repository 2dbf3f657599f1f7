"""Find services: the list with its filters and to-do lists, gaps, and one entry with all that is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.labels import Labels, name_in
from api.logs import describe_error, get_logger
from api.staff.access import PageNotFoundError, Visit, get_room, require
from api.staff.change_words import ChangeWords
from api.staff.changes import find_scope
from api.staff.curating import get_desk
from api.staff.drawing import draw
from api.staff.room import StaffRoom
from api.staff.service_sheet import FACTS, build_sheet, list_exceptions, list_hours
from curation.finding import Entry, Finder, Wish, cut_page
from curation.to_do import (
    FOR_ROLE,
    GAPS,
    AgeGroup,
    GapFinder,
    Situation,
    Supply,
    ToDo,
    count_to_dos,
    find_lists,
    find_to_dos,
)
from curation.waiting import read_situation
from services_catalog.opening import HELSINKI
from staff.roles import Role

router = APIRouter()
Reader = Annotated[Visit, Depends(require(Role.READER))]
Filter = Annotated[str, Query(max_length=100)]
STATES = ("published", "draft", "archived")
ALL_OWN = "own"


def get_finder(request: Request) -> Finder:
    """The entries in memory, made fresh: what was edited a moment ago is there."""
    finder: Finder = request.app.state.finder
    get_room(request).work(finder.refresh)
    return finder


Entries = Annotated[Finder, Depends(get_finder)]


def find_situation(request: Request, visit: Visit, finder: Finder) -> Situation:
    """What waits for this person now, as the lists of what is to be done need it."""
    room = get_room(request)
    freshness = get_desk(request).rules.freshness
    return room.work(
        lambda session: read_situation(session, visit.actor, finder, room.find_today(), freshness)
    )


def read_ahead(room: StaffRoom, finder: Finder) -> None:
    """Read all entries before the first person asks: of 20,000 that takes many seconds. Blocks."""
    try:
        room.work(finder.refresh)
        room.work(finder.stale_translations.find)
    except Exception as error:
        # Whoever comes first then waits, and is told if it still fails.
        get_logger().warning("entries_not_read_ahead", **describe_error(error))


@router.get("/services")
def show_services(
    request: Request,
    visit: Reader,
    finder: Entries,
    text: Annotated[str, Query(max_length=200)] = "",
    need: Filter = "",
    kind: Filter = "",
    organization: Filter = "",
    area: Filter = "",
    served_in: Filter = "",
    state: Filter = "",
    general: Filter = "",
    to_do: Filter = "",
    whose: Filter = "",
    page: int = 1,
) -> HTMLResponse:
    """Return the list of entries that fit, with what is to be done above it."""
    own = visit.actor.find_organizations(Role.READER)
    situation = find_situation(request, visit, finder)
    wanted = next((item for item in ToDo if item == to_do), None)
    wish = Wish(
        text=text,
        need=need,
        kind=kind,
        organization=organization,
        area=area,
        language=served_in,
        state=state,
        general={"yes": True, "no": False}.get(general),
        owners=own if whose == ALL_OWN else None,
    )

    def is_on_the_list(entry: Entry) -> bool:
        return wanted is None or wanted in find_to_dos(entry, situation)

    found = cut_page(finder.find(wish, own, visit.language, is_on_the_list), page)
    chosen = {
        "text": text,
        "need": need,
        "kind": kind,
        "organization": organization,
        "area": area,
        "served_in": served_in,
        "state": state,
        "general": general,
        "to_do": wanted.value if wanted else "",
        "whose": whose,
    }
    return draw(
        request,
        "services.html",
        visit,
        found=found,
        rows=[build_row(request, entry, visit, find_to_dos(entry, situation)) for entry in found.entries],
        dead_links=find_dead_links(visit, finder, found.entries) if wanted is ToDo.DEAD_LINK else {},
        counts=count_to_dos(finder.entries, situation, own, find_lists(visit.actor)),
        for_some=FOR_ROLE,
        chosen=chosen,
        may_make=visit.actor.holds_anywhere((Role.EDITOR,)),
        is_search=any(chosen.values()),
        has_filters=any(value for key, value in chosen.items() if key not in ("text", "to_do", "whose")),
        options=build_options(request, finder, visit.language),
        link_to=lambda **changed: build_address(chosen, **changed),
    )


@router.get("/services/gaps")
def show_gaps(request: Request, visit: Reader, municipality: Filter = "") -> HTMLResponse:
    """Return where the published catalogue has nothing: by municipality, then by need and age group."""
    gap_finder = GapFinder(request.app.state.door.catalogue.snapshot, find_today(request))
    codes = gap_finder.list_municipalities()
    labels: Labels = request.app.state.door.labels
    if municipality and municipality not in codes:
        raise PageNotFoundError
    cells = {(cell.need, cell.group): cell for cell in gap_finder.find_cells(municipality)}
    names = {code: labels.municipality(code, visit.language) for code in codes}
    return draw(
        request,
        "services_gaps.html",
        visit,
        municipality=municipality,
        places=sorted(names.items(), key=lambda item: item[1]),
        counts={code: gap_finder.count_gaps(code) for code in codes} if not municipality else {},
        cells=cells if municipality else {},
        needs=[(key, labels.need(key, visit.language)) for key in labels.needs],
        groups=list(AgeGroup),
        supplies=list(Supply),
        gaps=GAPS,
    )


@router.get("/services/{service_id}")
def show_service(request: Request, visit: Reader, finder: Entries, service_id: str) -> HTMLResponse:
    """Return one entry with everything known, all languages side by side.

    Raises:
        PageNotFoundError: there is no such entry.
    """
    entry, scope = finder.find_entry(service_id), find_scope(visit.actor)
    sheet = get_room(request).work(lambda session: build_sheet(session, service_id, scope))
    if entry is None or sheet is None:
        raise PageNotFoundError
    return draw(
        request,
        "service.html",
        visit,
        entry=entry,
        sheet=sheet,
        row=build_row(request, entry, visit, find_to_dos(entry, find_situation(request, visit, finder))),
        for_some=FOR_ROLE,
        labels=request.app.state.door.labels,
        facts=FACTS,
        list_exceptions=list_exceptions,
        list_hours=list_hours,
        change_words=ChangeWords(request, visit, {}),
        show_date=show_date,
        may_edit=visit.actor.may(Role.EDITOR, entry.owner),
        may_read=visit.actor.may(Role.READER, entry.owner),
        may_see_changes=visit.actor.may(Role.REVIEWER, entry.owner),
    )


def find_dead_links(visit: Visit, finder: Finder, entries: Iterable[Entry]) -> dict[str, list[str]]:
    """The dead links of those entries that the person may edit, by entry."""
    return {
        entry.id: [url for url in entry.links if url in finder.dead_links]
        for entry in entries
        if visit.actor.may(Role.EDITOR, entry.owner)
    }


def find_today(request: Request) -> dt.date:
    """The date in Finland."""
    return get_room(request).find_today()


def show_date(moment: dt.date | dt.datetime) -> str:
    """The date as it is written in Finland; with the time of day where there is one."""
    if isinstance(moment, dt.datetime):
        local = moment.astimezone(HELSINKI)
        return f"{local.day}.{local.month}.{local.year} {local.hour}.{local.minute:02}"
    return f"{moment.day}.{moment.month}.{moment.year}"


def build_row(request: Request, entry: Entry, visit: Visit, to_dos: list[ToDo]) -> dict[str, Any]:
    """What a list shows of an entry, in the language of the page."""
    labels: Labels = request.app.state.door.labels
    language = visit.language
    name = labels.county if entry.area_scope == "county" else labels.municipality
    return {
        "id": entry.id,
        "name": name_in(entry.names, language) or entry.id,
        "summary": name_in(entry.summaries, language) or "",
        "organization": name_in(entry.organization_names, language) or entry.organization_key,
        "kind": labels.kind(entry.kind, language),
        "needs": [labels.need(need, language) for need in entry.needs],
        "areas": [name(code, language) for code in entry.area_codes],
        "scope": entry.area_scope,
        "state": entry.status,
        "general": entry.general,
        "emergency": entry.emergency,
        "to_dos": [to_do for to_do in to_dos if to_do is not ToDo.DRAFT],
    }


def build_options(request: Request, finder: Finder, language: str) -> dict[str, Any]:
    """The choices of the filters, each a key with its name, in the order of the names."""
    labels: Labels = request.app.state.door.labels

    def by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
        return sorted(names.items(), key=lambda item: item[1].casefold())

    inside: dict[str, dict[str, str]] = {code: {} for code in labels.counties}
    for code, place in labels.municipalities.items():
        inside[place["county"]][code] = labels.municipality(code, language)
    counties = by_name({code: labels.county(code, language) for code in labels.counties})
    languages = sorted({code for entry in finder.entries for code in entry.languages})
    return {
        "needs": [(key, labels.need(key, language)) for key in labels.needs],
        "kinds": by_name({key: labels.kind(key, language) for key in labels.kinds}),
        "organizations": by_name(
            {key: name_in(names, language) or key for key, names in finder.organizations.items()}
        ),
        "areas": [(code, name, by_name(inside[code])) for code, name in counties],
        "languages": languages,
        "states": STATES,
    }


def build_address(chosen: Mapping[str, str], **changed: Any) -> str:
    """The address of the list with these filters, some of them changed; its first page unless another is."""
    values = {key: str(value) for key, value in {**chosen, **changed}.items() if value}
    return f"/staff/services?{urlencode(values)}" if values else "/staff/services"
