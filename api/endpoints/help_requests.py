"""Help requests over HTTP: ask whether one can be sent, send, look up, add, withdraw."""

from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.chat.door import Door
from api.chat.reading import Body, read_body
from api.chat.turn import Answer
from api.endpoints.messages import build_turn
from api.help_requests import counter
from api.help_requests.contract import (
    AdditionIn,
    FormOut,
    HelpRequestError,
    HelpRequestIn,
    ReceiptOut,
    ReferenceIn,
    RouteIn,
    RouteOut,
    StandingOut,
)
from api.help_requests.form import ABOUT, LONGEST
from api.texts import without_easy

router = APIRouter(prefix="/v1/help-requests", tags=["help requests"])

# A form that is loaded once more, in another language, was opened already.
AGAIN: Final = "again"
OpenedFrom = Literal["button", "chat", "other", "again"]
ROUTE, SEND, REFERENCE = "help-request-route", "help-request-send", "help-request-reference"
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same body within 24 hours, the same answer comes back.",
    "schema": {"type": "string", "maxLength": 200},
}
REASONS = {
    400: "no JSON object; nothing was stored",
    404: "no request has this reference",
    409: "nobody would read it now, the key was used for something else, or the request is closed",
    413: "larger than what is read; nothing was stored",
    422: "fields need mending; nothing was stored",
    429: "more from one address in an hour than is taken",
    503: "the database can't be reached; nothing was stored, sending again with the same key is safe",
}


def describe(body: type[BaseModel], *statuses: int, has_key: bool = False) -> dict[str, Any]:
    """Return what OpenAPI says of a route whose body is read as bytes, so that danger is screened first."""
    return {
        "responses": {
            status: {"model": HelpRequestError, "description": REASONS[status]}
            for status in (400, *statuses, 413, 422, 429, 503)
        },
        "openapi_extra": {
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": body.model_json_schema()}},
            },
            **({"parameters": [KEY]} if has_key else {}),
        },
    }


@router.get("/form", response_model=FormOut)
async def get_form(
    request: Request, language: str | None = None, opened_from: OpenedFrom = "other"
) -> JSONResponse:
    """Return everything the form needs: texts, topics, municipalities.

    That it was opened is counted, but for `opened_from=again`: the same form in another language.
    """
    door: Door = request.app.state.door
    form = build_form(door, language)
    count_opening(door, opened_from, form["language"])
    return JSONResponse(form)


def count_opening(door: Door, channel: str, language: str) -> None:
    """Count that somebody opened the form, a use of the help button; not that it is seen again."""
    if channel == AGAIN:
        return
    door.statistics.count(
        door.clock(), "help_button", {"channel": channel, "language": without_easy(language)}
    )


@router.post("/route", response_model=RouteOut, **describe(RouteIn))
async def tell_route(request: Request) -> JSONResponse:
    """Say whether a request can be sent, to whom, and what they promise; nothing is stored."""
    return await _respond(request, counter.tell_route)


@router.post("", response_model=ReceiptOut, status_code=201, **describe(HelpRequestIn, 409, has_key=True))
async def send_request(request: Request) -> JSONResponse:
    """Store a help request and hand out its reference, once."""
    return await _respond(request, counter.take_request)


@router.post("/status", response_model=StandingOut, **describe(ReferenceIn, 404))
async def tell_status(request: Request) -> JSONResponse:
    """Say how a request stands, never what was written."""
    return await _respond(request, counter.tell_status)


@router.post("/add", response_model=StandingOut, **describe(AdditionIn, 404, 409, has_key=True))
async def add_message(request: Request) -> JSONResponse:
    """Add something to a request."""
    return await _respond(request, counter.add_message)


@router.post("/withdraw", response_model=StandingOut, **describe(ReferenceIn, 404, 409))
async def withdraw_request(request: Request) -> JSONResponse:
    """Withdraw a request; doing it twice is the same as once."""
    return await _respond(request, counter.withdraw_request)


async def serve_body(
    request: Request,
    body: Body,
    work: counter.Work,
    idempotency_key: str | None,
    screened: bytes = b"",
    channel: str = "widget",
) -> Answer:
    """Return the answer to these bytes.

    Args:
        work: what is asked for.
        screened: further bytes in which danger is looked for, as a page's form sends them.
        channel: where it was sent, for the figures.
    """
    door: Door = request.app.state.door
    settings = door.settings
    turn = build_turn(request, body, idempotency_key)
    # Where to send is asked at each change of the form: it is limited as messages are, by the hour.
    limits: dict[counter.Work, tuple[str, int]] = {
        counter.tell_route: (ROUTE, 60 * settings.messages_per_address),
        counter.take_request: (SEND, settings.help_requests_per_address),
    }
    name, most = limits.get(work, (REFERENCE, settings.references_per_address))
    answer = await counter.serve(door, turn, work, name, most, screened)
    was_sent = work is counter.take_request and answer.status == 201 and not turn.was_recalled
    # What somebody tries out is nobody's need.
    if was_sent and not answer.body["demo"]:
        told = {"channel": channel, "language": turn.language.code}
        door.statistics.count(turn.now, "help_requests", told)
    return answer


def build_form(door: Door, language: str | None) -> dict[str, Any]:
    """Return the form's content in the language, or in the default one."""
    choice = door.languages.choose(language, door.settings.default_language)
    texts, labels, code, words = door.texts, door.labels, choice.code, choice.words
    shown = texts.group("help_request", words)
    places = [(place, labels.municipality(place, code)) for place in labels.municipalities]
    return {
        "language": words,
        "texts": {key: text for key, text in shown.items() if not key.startswith("help_request.mail.")},
        "needs": [{"key": key, "title": labels.need(key, code)} for key in labels.needs],
        "about": [
            {"key": key, "title": texts.render(f"help_request.form.about.{key}", words)} for key in ABOUT
        ],
        "municipalities": [
            {"code": place, "name": name} for place, name in sorted(places, key=lambda item: item[1])
        ],
        "longest": LONGEST,
    }


async def _respond(request: Request, work: counter.Work) -> JSONResponse:
    body = await read_body(request.stream())
    answer = await serve_body(request, body, work, request.headers.get("idempotency-key"))
    return JSONResponse(answer.body, status_code=answer.status, headers=dict(answer.headers))
