"""Puts the pages of staff together: an application of its own, mounted under /staff."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from api.chat.door import Door
from api.errors import ApiError
from api.logs import describe_error, get_logger
from api.staff import (
    accounts,
    changes,
    chat_switch,
    city_sign_in,
    editing,
    figures,
    guide,
    help_requests,
    history,
    inboxes,
    link_checks,
    me,
    merging,
    not_understood,
    notices,
    previewing,
    probes,
    retention,
    reviewing,
    services,
    sign_in,
    start,
    trying,
    verifying,
)
from api.staff.access import NotSignedInError, find_way_back
from api.staff.curating import build_desk
from api.staff.drawing import PAGES, draw
from api.staff.room import StaffRoom
from curation.asked_link_checks import LinkInspector
from curation.finding import Finder
from database.connections import DatabaseBusyError

ROUTERS = (
    start,
    sign_in,
    city_sign_in,
    me,
    guide,
    accounts,
    changes,
    help_requests,
    inboxes,
    figures,
    not_understood,
    # Before the notices: their /notices/{id} would take "switch" for an id.
    chat_switch,
    notices,
    trying,
    probes,
    retention,
    editing,
    merging,
    reviewing,
    verifying,
    previewing,
    history,
    link_checks,
    # After what has an address of its own under /services: its /services/{id} would take "new" for an id.
    services,
)
# Each has a sentence in data/texts/staff/<language>/frame.yml.
ERRORS = {404: "not_found", 405: "not_found", 403: "form_from_elsewhere", 503: "busy"}


def build_staff_app(room: StaffRoom, door: Door, link_inspector: LinkInspector) -> FastAPI:
    """Return the application with the pages of staff.

    Args:
        room: what the pages share.
        door: the front door of the chat, asked by the pages that try a message or show a card.
        link_inspector: checks a link when somebody asks.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.staff, app.state.door = room, door
    app.state.link_inspector = link_inspector
    app.state.finder = Finder(door.catalogue.snapshot.reference)
    app.state.desk = build_desk(door)
    for module in ROUTERS:
        app.include_router(module.router)
    app.mount("/files", StaticFiles(directory=PAGES / "files"), name="files")
    app.add_exception_handler(NotSignedInError, _lead_to_sign_in)
    for error in (ApiError, HTTPException, RequestValidationError, DatabaseBusyError, SQLAlchemyError):
        app.add_exception_handler(error, _show_error)
    return app


async def _lead_to_sign_in(request: Request, error: Exception) -> Response:
    return RedirectResponse(find_way_back(request), status_code=303)


async def _show_error(request: Request, error: Exception) -> HTMLResponse:
    if isinstance(error, DatabaseBusyError | SQLAlchemyError):
        get_logger().error("staff_database_failed", **describe_error(error))
        status = 503
    elif isinstance(error, RequestValidationError):
        # An address or field that our own pages never make.
        status = 404
    elif isinstance(error, ApiError):
        status = error.status
    else:
        status = error.status_code if isinstance(error, HTTPException) else 500
    return draw(request, "failure.html", None, status, code=ERRORS.get(status, "internal"))
