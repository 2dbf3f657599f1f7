"""The first page: what waits for the person, and the parts that they may work in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.staff.access import SignedIn, Visit
from api.staff.drawing import draw
from api.staff.services import find_situation, get_finder
from curation.to_do import Count, count_to_dos, find_lists
from staff.roles import Role

router = APIRouter()


@router.get("/")
def show_start(request: Request, visit: SignedIn) -> HTMLResponse:
    """Return the page with the person's own lists and the doors to each part."""
    return draw(request, "start.html", visit, counts=count_own(request, visit))


def count_own(request: Request, visit: Visit) -> list[Count]:
    """The lists of what is to be done on which the person has something; none for who keeps no entries."""
    if not visit.actor.holds_anywhere((Role.EDITOR,)):
        return []
    finder = get_finder(request)
    own = visit.actor.find_organizations(Role.EDITOR)
    situation = find_situation(request, visit, finder)
    counts = count_to_dos(finder.entries, situation, own, find_lists(visit.actor))
    return [count for count in counts if count.own]
