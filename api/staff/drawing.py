"""Draws the pages of staff: one frame, words by key, and the way to every part the person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.staff.access import Visit, get_room
from staff.roles import Actor, Role

HELSINKI = ZoneInfo("Europe/Helsinki")


def show_moment(moment: dt.datetime) -> str:
    """The moment in Helsinki, as all three languages read it: 23.11.2026 12.05."""
    local = moment.astimezone(HELSINKI)
    return f"{local.day}.{local.month}.{local.year} {local:%H.%M}"


# The cookie with the language chosen before the sign-in.
LANGUAGE = "language"
PAGES = Path(__file__).parent / "pages"
TEMPLATES = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
TEMPLATES.filters["moment"] = show_moment
TEMPLATES.globals["languages"] = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))


class Part(NamedTuple):
    """A part of the pages in the frame's navigation: its address, its word, and whom it is for."""

    address: str
    key: str
    roles: tuple[Role, ...]


PARTS = (
    Part("/staff/services", "frame.services", (Role.READER,)),
    Part("/staff/help-requests", "frame.help_requests", (Role.HANDLER,)),
    Part("/staff/inboxes", "inboxes.part", (Role.HANDLER, Role.ADMINISTRATOR)),
    Part("/staff/figures", "frame.figures", (Role.READER, Role.HANDLER, Role.ADMINISTRATOR)),
    Part("/staff/try", "frame.try", (Role.READER,)),
    Part("/staff/notices", "frame.notices", (Role.REVIEWER, Role.ADMINISTRATOR)),
    Part("/staff/retention", "frame.retention", (Role.ADMINISTRATOR, Role.HANDLER)),
    Part("/staff/accounts", "frame.accounts", (Role.ADMINISTRATOR,)),
    Part("/staff/changes", "frame.changes", (Role.REVIEWER, Role.ADMINISTRATOR)),
)


def find_parts(actor: Actor) -> list[Part]:
    """The parts that this person may see, in their order."""
    return [part for part in PARTS if actor.holds_anywhere(part.roles)]


def draw(
    request: Request,
    template: str,
    visit: Visit | None,
    status: int = 200,
    asked_with: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Return the page.

    Templates get `visit` (None where nobody is signed in), `language`, `parts`, `address` (the page's own
    path), `csrf`, `t(key, **values)` for words, and the values given here.

    Args:
        asked_with: what the same page in another language is asked with; None for what this one was.
    """
    language = visit.language if visit else find_language(request)
    texts = get_room(request).texts
    asked = request.query_params.items() if asked_with is None else asked_with.items()

    def tell(key: str, **words: Any) -> str:
        return texts.render(key, language, values=words) or ""

    page = TEMPLATES.get_template(template).render(
        visit=visit,
        language=language,
        parts=find_parts(visit.actor) if visit else [],
        address=request.url.path,
        asked_with=[one for one in asked if one[0] not in ("language", "said")],
        csrf=visit.csrf_token if visit else "",
        t=tell,
        said=request.query_params.get("said"),
        **values,
    )
    return HTMLResponse(page, status_code=status)


def find_language(request: Request) -> str:
    """The language where nobody is signed in: the one chosen, else the browser's first of ours."""
    wanted = request.query_params.get("language", "")
    chosen = request.cookies.get(get_room(request).seals.get_cookie_name(LANGUAGE), "")
    header = request.headers.get("accept-language", "")
    offered = [wanted, chosen, *(part.split(";")[0].strip()[:2].lower() for part in header.split(","))]
    return next((code for code in offered if code in ("fi", "sv", "en")), "fi")


def go_to(address: str, said: str | None = None) -> RedirectResponse:
    """Lead on after a form was taken, so that a reload sends nothing twice.

    Args:
        address: a path of our own.
        said: key of a sentence that the next page shows ("services.said.saved"); never anything written.
    """
    joint = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{joint}said={said}" if said else address, status_code=303)
