"""What retention will erase next, shown before it does: kinds, counts and days, nothing of any content."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.staff.access import Visit, get_room, require
from api.staff.drawing import draw
from api.staff.forms import get_door
from api.staff.notices import say_day
from curation.unclear_messages import KEPT_FOR, forecast_erasures
from help_requests.forecast import KINDS, forecast_purge
from help_requests.retention import ERASE_DEMO_AFTER, KEEP_NOTICES
from staff.roles import Actor, Role

router = APIRouter()
UNCLEAR = "unclear"
HORIZON = dt.timedelta(days=30)
MayLook = Annotated[Visit, Depends(require(Role.ADMINISTRATOR, Role.HANDLER))]


@router.get("/retention")
def show_retention(request: Request, visit: MayLook) -> HTMLResponse:
    """Return the page with what goes in the next round, and what follows within a month."""
    room, office = get_room(request), get_door(request).office
    settings, now = office.settings, room.clock()
    organizations = _find_organizations(visit.actor)
    forecast = room.work(lambda session: forecast_purge(session, settings, now, HORIZON, organizations))
    due, coming = room.work(lambda session: forecast_erasures(session, now, HORIZON))
    keeps_messages = get_door(request).settings.keep_unclear_messages
    # What was kept before the setting was turned off still goes on its day.
    shows_messages = keeps_messages or due > 0 or bool(coming)
    return draw(
        request,
        "retention.html",
        visit,
        kinds=(*KINDS, UNCLEAR) if shows_messages else KINDS,
        due={**forecast.due, UNCLEAR: due},
        coming=sorted([*forecast.coming, *((day, UNCLEAR, count) for day, count in coming.items())]),
        waiting=forecast.waiting,
        is_own_only=organizations is not None,
        keeps_messages=keeps_messages,
        days={
            "withdrawn": settings.erase_withdrawn_after_days,
            "handled": settings.erase_handled_after_days,
            "unhandled": settings.erase_unhandled_after_days,
            "demo": ERASE_DEMO_AFTER.days,
            "notices": KEEP_NOTICES.days,
            "audit": settings.keep_audit_days,
            "figures": settings.keep_figures_days,
            UNCLEAR: KEPT_FOR.days,
        },
        is_open=office.desk is not None,
        day=say_day,
    )


def _find_organizations(actor: Actor) -> frozenset[str] | None:
    """The organisations whose inboxes the person handles; None for an administrator, who sees all."""
    if actor.holds_anywhere([Role.ADMINISTRATOR]):
        return None
    return actor.find_organizations(Role.HANDLER)
