"""POST /v1/messages: one message in, one reply out."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.addresses import find_client_address, hash_address, is_loopback
from api.chat.door import Door, Turn
from api.chat.reading import Body, read_body
from api.chat.turn import Answer, answer_message
from api.contract import Error, MessageIn, Reply

router = APIRouter(tags=["chat"])

ERRORS = {
    400: "no JSON from which a message can be had",
    413: "larger than what is read",
    422: "JSON, but not a message; or a choice that is not valid here",
    429: "more messages in a minute than one conversation or address may send",
    500: "a mistake of the server",
}
BODY = {
    "requestBody": {
        "required": True,
        "description": "Either `text` or `choice`. 64 kB are read; text beyond 4,000 characters is cut.",
        "content": {"application/json": {"schema": MessageIn.model_json_schema()}},
    },
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Sent again with the same body, the same reply comes back.",
            "schema": {"type": "string", "maxLength": 200},
        }
    ],
}


@router.post(
    "/v1/messages",
    response_model=Reply,
    responses={status: {"model": Error, "description": text} for status, text in ERRORS.items()},
    openapi_extra=BODY,
    summary="Send a message or a choice",
)
async def send_message(request: Request) -> JSONResponse:
    """Answer a message with services, or with what helps towards them; danger contacts come first."""
    answer = await answer_body(request, await read_body(request.stream()))
    return JSONResponse(answer.body, status_code=answer.status, headers=dict(answer.headers))


async def answer_body(request: Request, body: Body) -> Answer:
    """Return the answer to these bytes, sent by this request's sender."""
    door: Door = request.app.state.door
    turn = build_turn(request, body, request.headers.get("idempotency-key"))
    answer = await answer_message(door, turn)
    if not turn.was_recalled:
        status = str(answer.body.get("status", "error"))
        door.statistics.count(turn.now, "messages", {"status": status, "language": turn.language.code})
    return answer


def build_turn(request: Request, body: Body, idempotency_key: str | None = None) -> Turn:
    """Return the turn of these bytes, sent by this request's sender."""
    door: Door = request.app.state.door
    peer = request.client.host if request.client else None
    address = find_client_address(peer, request.headers, door.settings.trusted_networks)
    return Turn(
        content=body.content,
        is_whole=body.is_whole,
        address=hash_address(address, door.settings.secret_key.get_secret_value()),
        is_address_limited=door.settings.limit_loopback or not is_loopback(address),
        idempotency_key=idempotency_key,
        now=door.clock(),
    )
