"""The first page: the parts that the person may work in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.staff.access import SignedIn
from api.staff.drawing import draw

router = APIRouter()


@router.get("/")
def show_start(request: Request, visit: SignedIn) -> HTMLResponse:
    """Return the page with the doors to each part."""
    return draw(request, "start.html", visit)
