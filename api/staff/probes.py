"""The saved cases: how each stands now, and adding, changing and removing them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.chat.door import Door
from api.labels import name_in
from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.curating import make_tell
from api.staff.drawing import draw, go_to
from api.staff.fields import read_whole_number
from api.staff.forms import Form, get_door, list_places, read_fields
from api.staff.probe_form import FIELDS, NEEDS, ROWS, list_others, read_case, to_fields
from curation.probe_cases import Expectation, Outcome, find_usual_moment, run_case
from curation.saved_probes import (
    ABOUT,
    MOST_AMONG,
    ROLES,
    ChangedMeanwhileError,
    ProbeInvalidError,
    ProbeUnknownError,
    SavedProbe,
    add_probe,
    change_probe,
    find_probe,
    may_change_probes,
    read_probes,
    remove_probe,
)
from staff.roles import Role

router = APIRouter()
MayLook = Annotated[Visit, Depends(require(Role.READER))]
ADDRESS = "/staff/probes"


def require_changer(visit: MayLook) -> Visit:
    """Let in whoever may change probes; others get 404."""
    if not may_change_probes(visit.actor):
        raise PageNotFoundError
    return visit


MayChange = Annotated[Visit, Depends(require_changer)]


@router.get("/probes")
def show_probes(request: Request, visit: MayLook) -> HTMLResponse:
    """Run all probes on the catalogue as it is published, and return the page with how each stands."""
    room, door = get_room(request), get_door(request)
    moment = find_usual_moment(room.clock())
    snapshot = door.catalogue.snapshot
    rows = []
    for probe in room.work(read_probes):
        outcome = run_case(snapshot, probe.case, moment)
        rows.append(describe(door, probe, outcome, visit.language))
    rows.sort(key=lambda row: bool(row["holds"]))
    return draw(
        request,
        "probes.html",
        visit,
        rows=rows,
        broken_count=sum(not row["holds"] for row in rows),
        may_change=may_change_probes(visit.actor),
    )


@router.get("/probes/new")
def show_new_probe(request: Request, visit: MayChange) -> HTMLResponse:
    """Return the empty form."""
    door = get_door(request)
    values = {**dict.fromkeys(FIELDS, ""), "language": "fi", "municipality": door.settings.home_area}
    return draw_form(request, visit, Form(values))


@router.post("/probes/begin")
def begin_probe(request: Request, visit: MayChange, sent: SentForm) -> HTMLResponse:
    """Return the form of a new probe with what a tried message came to."""
    values = read_fields(sent, FIELDS)
    code = get_door(request).labels.find_municipality_code(values["municipality"])
    return draw_form(request, visit, Form({**values, "municipality": code or ""}))


@router.post("/probes/new")
def take_new_probe(request: Request, visit: MayChange, sent: SentForm) -> Response:
    """Save a new probe."""
    room, reference = get_room(request), get_door(request).catalogue.snapshot.reference
    values = read_fields(sent, FIELDS)
    try:
        case = read_case(request, values)
        room.work(
            lambda session: add_probe(session, reference, room.clock(), visit.actor, case, values["reason"]),
            visit.actor,
        )
    except ProbeInvalidError as error:
        return draw_form(request, visit, Form(values, error.errors), status=422)
    return go_to(ADDRESS, said="probes.said.added")


@router.get("/probes/{probe_id}")
def show_probe(request: Request, visit: MayChange, probe_id: str) -> HTMLResponse:
    """Return the form of a probe."""
    probe = find_or_404(request, probe_id)
    return draw_form(request, visit, Form(to_fields(probe.case)), probe)


@router.post("/probes/{probe_id}")
def take_probe(request: Request, visit: MayChange, probe_id: str, sent: SentForm) -> Response:
    """Change a probe."""
    room, reference = get_room(request), get_door(request).catalogue.snapshot.reference
    values, probe = read_fields(sent, FIELDS), find_or_404(request, probe_id)
    version = read_whole_number(sent.get("version")) or 0
    try:
        case = read_case(request, values)
        room.work(
            lambda session: change_probe(
                session, reference, room.clock(), visit.actor, probe_id, version, case, values["reason"]
            ),
            visit.actor,
        )
    except ProbeInvalidError as error:
        return draw_form(request, visit, Form(values, error.errors), probe, version, 422)
    except ChangedMeanwhileError:
        return draw_form(request, visit, Form(values), probe, status=409, is_changed=True)
    return go_to(ADDRESS, said="probes.said.saved")


@router.post("/probes/{probe_id}/remove")
def take_away(request: Request, visit: MayChange, probe_id: str, sent: SentForm) -> Response:
    """Remove a probe."""
    room, probe = get_room(request), find_or_404(request, probe_id)
    reason = read_fields(sent, ("remove_reason",))["remove_reason"]
    try:
        room.work(
            lambda session: remove_probe(session, room.clock(), visit.actor, probe_id, reason), visit.actor
        )
    except ProbeInvalidError as error:
        values = {**to_fields(probe.case), "remove_reason": reason}
        return draw_form(
            request, visit, Form(values, {"remove_reason": error.errors["reason"]}), probe, status=422
        )
    return go_to(ADDRESS, said="probes.said.removed")


def draw_form(
    request: Request,
    visit: Visit,
    form: Form,
    probe: SavedProbe | None = None,
    version: int | None = None,
    status: int = 200,
    is_changed: bool = False,
) -> HTMLResponse:
    """Return the form of a probe, new or known; `is_changed` when somebody else changed it meanwhile."""
    door, language = get_door(request), visit.language
    filled = [
        row for row in ROWS if any(form.values.get(f"{sort}_{row}") for sort in ("kind", "service", "never"))
    ]
    return draw(
        request,
        "probe_form.html",
        visit,
        status,
        form=form,
        probe=probe,
        others=list_others(door, make_tell(request, visit), language, to_fields(probe.case), form.values)
        if probe and is_changed
        else None,
        version=version if version is not None else probe.version if probe else 0,
        needs=sorted((door.labels.need(key, language), key) for key in door.labels.needs),
        kinds=sorted((door.labels.kind(key, language), key) for key in door.labels.kinds),
        places=list_places(door, language),
        need_rows=NEEDS,
        rows=ROWS[: max(2, len(filled) + 1)],
        about=ABOUT,
        roles=ROLES,
        among=range(1, MOST_AMONG + 1),
    )


def describe(door: Door, probe: SavedProbe, outcome: Outcome, language: str) -> dict[str, Any]:
    """A probe as its row tells it, in names."""
    case = probe.case
    return {
        "id": probe.id,
        "name": case.name,
        "needs": ", ".join(door.labels.need(need, language) for need in case.needs),
        "place": door.labels.municipality(case.municipality, language),
        "language": case.language,
        "holds": outcome.holds,
        "expected": [
            {
                "sort": one.sort,
                "name": name_expected(door, one, language),
                "among": one.among,
                "holds": one not in outcome.broken,
            }
            for one in case.expected
        ],
        "shown": [name_in(service.names, language) or service.id for service in outcome.shown],
    }


def name_expected(door: Door, one: Expectation, language: str) -> str:
    """The kind or the service that is expected, by name; the id of a service that is not published."""
    if one.sort == "kind":
        return door.labels.kind(one.key, language)
    service = door.catalogue.snapshot.detect_service(one.key)
    return (name_in(service.names, language) if service else None) or one.key


def find_or_404(request: Request, probe_id: str) -> SavedProbe:
    """The probe, or the page that there is none."""
    try:
        return get_room(request).work(lambda session: find_probe(session, probe_id))
    except ProbeUnknownError:
        raise PageNotFoundError from None
