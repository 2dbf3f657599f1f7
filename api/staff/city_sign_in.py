"""Sign in by the city's own sign-in: there and back again, each failure with a sentence of its own."""

from __future__ import annotations

import hmac
import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.logs import describe_error, get_logger
from api.staff.access import PageNotFoundError, find_token, get_room
from api.staff.city import CityAnswerError, CityDownError, CitySignIn
from api.staff.drawing import go_to
from api.staff.entrance import CITY, STEP_LIFETIME, Crowded, go_back, let_in
from api.staff.fields import find_own_address
from staff.entering import Refusal, find_city_person
from staff.sign_ins import Begun, begin_sign_in, end_sign_in

router = APIRouter()


@router.get("/sign-in/city")
def leave_for_city(request: Request, is_crowded: Crowded) -> Response:
    """Lead to the city's sign-in; the browser keeps what must come back unchanged."""
    room, city = get_room(request), _get_city(request)
    if is_crowded:
        return go_back("crowded")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        address = city.find_way(state, nonce, verifier)
    except (CityDownError, CityAnswerError) as error:
        get_logger().error("staff_city_sign_in_failed", **describe_error(error))
        return go_back("city_down" if isinstance(error, CityDownError) else "city_failed")
    content = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "next": find_own_address(request.query_params.get("next")),
    }
    response = RedirectResponse(address, status_code=303)
    sealed = room.seals.seal(CITY, content, room.clock() + STEP_LIFETIME)
    room.seals.set_cookie(response, sealed, CITY, int(STEP_LIFETIME.total_seconds()))
    return response


@router.get("/sign-in/city/return")
def come_back_from_city(request: Request) -> Response:
    """Sign in whom the city vouches for and who has an account; what was kept for the way is used up."""
    response = _come_back(request)
    get_room(request).seals.delete_cookie(response, CITY)
    return response


def _come_back(request: Request) -> Response:
    room, city = get_room(request), _get_city(request)
    asked = request.query_params
    kept = room.seals.read_cookie(request, CITY, room.clock())
    if not kept or not hmac.compare_digest(asked.get("state", "").encode(), str(kept["state"]).encode()):
        return go_back("too_long")
    if asked.get("iss", city.issuer).rstrip("/") != city.issuer:
        return go_back("city_failed")
    if "error" in asked or "code" not in asked:
        return go_back("city_refused" if asked.get("error") == "access_denied" else "city_failed")
    try:
        person = city.find_person(asked["code"], kept["nonce"], kept["verifier"])
    except (CityDownError, CityAnswerError) as error:
        get_logger().error("staff_city_sign_in_failed", **describe_error(error))
        return go_back("city_down" if isinstance(error, CityDownError) else "city_failed")

    def enter(session: Session) -> Begun | Refusal:
        found = find_city_person(
            session, person.issuer, person.subject, person.email, person.is_verified, room.clock()
        )
        if isinstance(found, Refusal):
            return found
        end_sign_in(session, find_token(request) or "")
        return begin_sign_in(session, found, room.clock())

    outcome = room.work(enter)
    if isinstance(outcome, Refusal):
        return go_back(f"city_{outcome}")
    response = go_to(find_own_address(kept["next"]))
    let_in(request, response, outcome)
    return response


def _get_city(request: Request) -> CitySignIn:
    city = get_room(request).city
    if city is None:
        raise PageNotFoundError
    return city
