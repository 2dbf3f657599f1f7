"""Who may come in: found by the cookie, checked for each page, and no form is taken from another site."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.datastructures import FormData

from api.errors import ApiError
from api.staff.room import StaffRoom
from staff.roles import Actor, Role
from staff.sign_ins import find_current

SIGN_IN = "/staff/sign-in"
LANGUAGES = ("fi", "sv", "en")
# The longest form is that of a service: thirty contacts, each with a hundred rows of exceptional days.
MOST_FIELDS = 20_000


class NotSignedInError(Exception):
    """Nobody is signed in: the way leads to the sign-in page and back."""


class PageNotFoundError(ApiError):
    """There is no such page, at least not for this person: which of the two is not told."""

    status, code = 404, "not_found"


class FormFromElsewhereError(ApiError):
    """The form was not sent from one of our own pages of this sign-in."""

    status, code = 403, "form_from_elsewhere"


@dataclass(frozen=True)
class Visit:
    """A signed-in person on a page."""

    actor: Actor
    csrf_token: str
    language: str


def get_room(request: Request) -> StaffRoom:
    """What all pages share."""
    room: StaffRoom = request.app.state.staff
    return room


def find_token(request: Request) -> str | None:
    """The token of the sign-in that the browser keeps, good or not."""
    return request.cookies.get(get_room(request).seals.get_cookie_name())


def get_visit(request: Request) -> Visit:
    """Whoever is signed in.

    Raises:
        NotSignedInError: nobody is.
    """
    room = get_room(request)
    token = find_token(request)
    current = room.work(lambda session: find_current(session, token, room.clock())) if token else None
    if current is None:
        raise NotSignedInError
    wanted = request.query_params.get("language")
    language = wanted if wanted in LANGUAGES else current.actor.language
    return Visit(current.actor, current.csrf_token, language)


def require(*roles: Role) -> Callable[[Visit], Visit]:
    """A dependency that lets in whoever holds one of the roles in some organisation; others get 404."""

    def check(visit: Annotated[Visit, Depends(get_visit)]) -> Visit:
        if not visit.actor.holds_anywhere(roles):
            raise PageNotFoundError
        return visit

    return check


async def read_form(request: Request, visit: Annotated[Visit, Depends(get_visit)]) -> FormData:
    """The fields of a form that was sent from a page of this sign-in.

    Raises:
        FormFromElsewhereError: it was not.
    """
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    refuse_foreign(request.headers)
    sent = form.get("csrf")
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), visit.csrf_token.encode()):
        raise FormFromElsewhereError
    return form


def refuse_foreign(headers: Mapping[str, str]) -> None:
    """Refuse what a browser says comes from another site.

    Source: https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html

    Raises:
        FormFromElsewhereError: it comes from another site.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormFromElsewhereError


def find_way_back(request: Request) -> str:
    """The address of the sign-in page that leads back here; only addresses of staff are led back to."""
    path = request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{SIGN_IN}?next={quote(path + query)}" if request.method == "GET" else SIGN_IN


SignedIn = Annotated[Visit, Depends(get_visit)]
SentForm = Annotated[FormData, Depends(read_form)]
