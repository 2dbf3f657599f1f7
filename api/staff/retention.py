"""What retention will erase next, shown before it does: kinds, counts and days, nothing of any content."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.staff.access import Visit, get_room, require
from api.staff.drawing import draw
from api.staff.forms import get_door
from api.staff.notices import say_day
from help_requests.forecast import KINDS, forecast_purge
from help_requests.retention import ERASE_DEMO_AFTER, KEEP_NOTICES
from staff.roles import Role

router = APIRouter()
MayLook = Annotated[Visit, Depends(require(Role.ADMINISTRATOR, Role.HANDLER))]


@router.get("/retention")
def show_retention(request: Request, visit: MayLook) -> HTMLResponse:
    """Return the page with what goes in the next round, and what follows within a month."""
    room, office = get_room(request), get_door(request).office
    settings, now = office.settings, room.clock()
    forecast = room.work(lambda session: forecast_purge(session, settings, now))
    return draw(
        request,
        "retention.html",
        visit,
        kinds=KINDS,
        forecast=forecast,
        days={
            "withdrawn": settings.erase_withdrawn_after_days,
            "handled": settings.erase_handled_after_days,
            "unhandled": settings.erase_unhandled_after_days,
            "demo": ERASE_DEMO_AFTER.days,
            "notices": KEEP_NOTICES.days,
            "audit": settings.keep_audit_days,
            "figures": settings.keep_figures_days,
        },
        is_open=office.desk is not None,
        day=say_day,
    )
