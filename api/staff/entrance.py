"""What the pages before a sign-in share: forms without one, the step somebody has reached, the way in."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.addresses import find_client_address, hash_address, is_loopback
from api.chat.door import Door
from api.staff.access import SIGN_IN, FormFromElsewhereError, get_room, refuse_foreign
from api.staff.drawing import LANGUAGE, draw
from api.staff.fields import find_own_address
from staff.accounts import LANGUAGES, normalize_email
from staff.sign_ins import Begun

# Cookies and seals by what they are for.
FORM, STEP, KNOWN, PHONE, CITY = "form", "step", "known", "phone", "city"
CODE, SET_UP = "code", "set-up"
STEP_LIFETIME = dt.timedelta(minutes=10)
FORM_LIFETIME = dt.timedelta(hours=10)
# As long as this a browser counts as the person's own when strangers try the address.
KNOWN_LIFETIME = dt.timedelta(days=180)


@dataclass(frozen=True)
class Step:
    """How far somebody has come who is not signed in yet.

    Args:
        account_id: whose password was right. mark: of that very password.
        name: which step comes now: code or set-up.
        next: where the person wanted to go.
    """

    account_id: str
    mark: str
    name: str
    next: str


def draw_entrance(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page for somebody not signed in, whose forms carry what `read_entrance_form` looks for."""
    room = get_room(request)
    kept = room.seals.read_cookie(request, FORM, room.clock())
    ticket = str(kept["ticket"]) if kept else secrets.token_urlsafe(32)
    response = draw(request, template, None, status, ticket=ticket, **values)
    if request.query_params.get("language") in LANGUAGES:
        room.seals.set_cookie(response, request.query_params["language"], LANGUAGE)
    if not kept:
        sealed = room.seals.seal(FORM, {"ticket": ticket}, room.clock() + FORM_LIFETIME)
        room.seals.set_cookie(response, sealed, FORM)
    return response


async def read_entrance_form(request: Request) -> FormData:
    """The fields of a form that this browser got from one of our own pages.

    Raises:
        FormFromElsewhereError: it did not.
    """
    form = await request.form(max_files=0, max_fields=20)
    refuse_foreign(request.headers)
    room = get_room(request)
    kept = room.seals.read_cookie(request, FORM, room.clock())
    sent = form.get("csrf")
    if not kept or not isinstance(sent, str):
        raise FormFromElsewhereError
    if not hmac.compare_digest(sent.encode(), kept["ticket"].encode()):
        raise FormFromElsewhereError
    return form


async def is_crowded(request: Request) -> bool:
    """Count one more try from this address and tell whether there were too many in an hour."""
    door: Door = request.app.state.door
    peer = request.client.host if request.client else None
    address = find_client_address(peer, request.headers, door.settings.trusted_networks)
    if is_loopback(address) and not door.settings.limit_loopback:
        return False
    hashed = hash_address(address, door.settings.secret_key.get_secret_value())
    count = await door.memory.count_in_last_hour(f"staff-sign-in:{hashed}")
    return count > get_room(request).settings.sign_ins_per_address


EntranceForm = Annotated[FormData, Depends(read_entrance_form)]
Crowded = Annotated[bool, Depends(is_crowded)]


def go_to_step(request: Request, step: Step) -> RedirectResponse:
    """Lead on to the step; only this browser may take it, and not for long."""
    room = get_room(request)
    content = {"account": step.account_id, "mark": step.mark, "step": step.name, "next": step.next}
    response = RedirectResponse(f"{SIGN_IN}/{step.name}", status_code=303)
    sealed = room.seals.seal(STEP, content, room.clock() + STEP_LIFETIME)
    room.seals.set_cookie(response, sealed, STEP, int(STEP_LIFETIME.total_seconds()))
    return response


def find_step(request: Request, name: str) -> Step | None:
    """The step that this browser has reached; None when it is another one, or took too long."""
    room = get_room(request)
    kept = room.seals.read_cookie(request, STEP, room.clock())
    if not kept or kept["step"] != name:
        return None
    return Step(kept["account"], kept["mark"], kept["step"], find_own_address(kept["next"]))


def go_back(problem: str) -> RedirectResponse:
    """Lead to the sign-in page, which tells what was wrong: a key of `sign_in.problem`."""
    return RedirectResponse(f"{SIGN_IN}?problem={problem}", status_code=303)


def find_browser(request: Request, email: str) -> str | None:
    """The id of this browser when the person with this very address was signed in here before."""
    room = get_room(request)
    kept = room.seals.read_cookie(request, KNOWN, room.clock())
    return str(kept["browser"]) if kept and kept["person"] == _name_person(email) else None


def let_in(request: Request, response: Response, begun: Begun) -> None:
    """Give the browser the sign-in that has begun, and take away what led there."""
    room = get_room(request)
    room.seals.set_cookie(response, begun.token)
    for purpose in (FORM, STEP):
        room.seals.delete_cookie(response, purpose)
    if find_browser(request, begun.actor.email) is None:
        known = {"person": _name_person(begun.actor.email), "browser": secrets.token_urlsafe(16)}
        sealed = room.seals.seal(KNOWN, known, room.clock() + KNOWN_LIFETIME)
        room.seals.set_cookie(response, sealed, KNOWN, int(KNOWN_LIFETIME.total_seconds()))


def _name_person(email: str) -> str:
    return hashlib.sha256(normalize_email(email).encode()).hexdigest()[:32]
