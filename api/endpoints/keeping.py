"""POST /v1/messages/keep: a message that found nothing is kept when its writer lets staff read it."""

import hmac
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from api.chat import steps
from api.chat.danger_part import build_danger
from api.chat.door import Door, Part, Turn
from api.chat.fallback import build_error_parts
from api.chat.reading import Body, parse_json, read_body
from api.chat.turn import Answer, remember_danger
from api.chat.unclear_rules import is_harmless
from api.contract import Error, KeepIn, Kept
from api.endpoints.messages import build_turn
from api.errors import (
    ApiError,
    MessageInvalidError,
    MessageNotKeptError,
    MessageUnreadableError,
    to_error_body,
)
from api.logs import describe_error, get_logger

router = APIRouter(tags=["chat"])

ERRORS = {
    400: "no JSON",
    409: "the message may not be kept, or could not be",
    422: "no message with consent",
    429: "more messages in a minute than one conversation or address may send",
}


@router.post(
    "/v1/messages/keep",
    response_model=Kept,
    responses={status: {"model": Error, "description": text} for status, text in ERRORS.items()},
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "Offered where a reply says `may_be_kept`: the last message of a conversation.",
            "content": {"application/json": {"schema": KeepIn.model_json_schema()}},
        }
    },
    summary="Let staff read a message",
)
async def keep_message(request: Request) -> JSONResponse:
    """Keep the last message, without names and numbers, for 30 days; danger in it is answered as ever."""
    answer = await keep_body(request, await read_body(request.stream()))
    return JSONResponse(answer.body, status_code=answer.status, headers=dict(answer.headers))


async def keep_body(request: Request, body: Body) -> Answer:
    """Return the answer to these bytes: always one, and always with contacts when danger was found."""
    door: Door = request.app.state.door
    turn = build_turn(request, body)
    try:
        await steps.screen_for_danger(door, turn)
        wanted = _read(door, turn)
        return Answer(200, await _keep(door, turn, wanted))
    except ApiError as error:
        return await _answer_error(door, turn, error)
    except Exception as error:
        get_logger().error("keeping_failed", **describe_error(error))
        return await _answer_error(door, turn, MessageNotKeptError())


def _read(door: Door, turn: Turn) -> KeepIn:
    """Make out what is to be kept.

    Raises:
        MessageUnreadableError, MessageInvalidError: it can't be made out, or there is no consent.
    """
    try:
        sent = parse_json(turn.content)
    except ValueError:
        raise MessageUnreadableError from None
    known: Mapping[str, Any] = sent if isinstance(sent, dict) else {}
    turn.language = door.languages.detect(known.get("language")) or turn.language
    try:
        wanted = KeepIn.model_validate(sent)
    except ValidationError:
        raise MessageInvalidError from None
    turn.text = wanted.text.strip()
    turn.message = turn.message.model_copy(
        update={"text": wanted.text, "conversation_id": wanted.conversation_id}
    )
    return wanted


async def _keep(door: Door, turn: Turn, wanted: KeepIn) -> dict[str, Any]:
    await steps.screen_text(door, turn)
    await steps.find_conversation(door, turn)
    await steps.limit_rate(door, turn)
    conversation = turn.conversation
    given = door.unclear.hash_text(wanted.conversation_id, wanted.text.strip())
    is_offered = (
        door.unclear.is_on
        and turn.danger is None
        and conversation.id == wanted.conversation_id
        and conversation.unclear is not None
        and hmac.compare_digest(conversation.unclear, given)
        and is_harmless(conversation)
    )
    language = conversation.language or turn.language.code
    if not is_offered or not await door.unclear.keep(conversation.id, language, wanted.text.strip()):
        raise MessageNotKeptError
    # Until the next message it may come again: an answer that was lost on its way is given anew.
    conversation.has_kept = True
    if not await door.memory.save_conversation(conversation):
        # Deleted while it was being kept.
        await door.unclear.forget(conversation.id)
        raise MessageNotKeptError
    return {"kept": True, "text": door.texts.render("keep_message.kept", turn.language.words) or ""}


async def _answer_error(door: Door, turn: Turn, error: ApiError) -> Answer:
    if turn.danger and turn.conversation.id:
        remember_danger(turn)
        await door.memory.save_conversation(turn.conversation)
    message = door.texts.render(f"error.{error.code}", turn.language.words) or error.code
    return Answer(
        error.status, to_error_body(error.code, message, _build_parts(door, turn, error)), error.headers
    )


def _build_parts(door: Door, turn: Turn, error: ApiError) -> list[Part]:
    return (
        build_error_parts(door, turn, error.code)
        if error.code == "rate_limited"
        else build_danger(door, turn)
    )
