"""The one way in: the front door posts a message and gets the whole turn back, messages, parse and slots."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.tracker_store import ConversationStore

if TYPE_CHECKING:
    from rasa.core.agent import Agent

logger = logging.getLogger(__name__)

_CONVERSATION_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_INTENT = re.compile(r"[a-z][a-z_]{0,60}")
_METADATA_KEYS = ("language", "is_easy", "question", "area", "danger")
_WORDLESS = "…"
# Rasa takes a text that starts with "/" for a command; these are what such a start may hide behind.
_COMMAND_START = re.compile(r"^[\s/\u200b-\u200f\u2060\ufeff]+")
_TURN_TIMEOUT_SECONDS = 3.0


class RequestError(ValueError):
    """Raised when the front door's request does not keep to the contract; answered with 400."""


@dataclass(frozen=True)
class TurnRequest:
    """One turn as the front door sends it: a typed text or a chosen payload."""

    conversation_id: str
    text: str | None
    payload: Mapping[str, Any] | None
    metadata: dict[str, Any]


class TurnOutput(CollectingOutputChannel):
    """Collects what the actions answer: JSON as it is, a text in one piece, blank lines and all."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel in the tracker."""
        return "kynnys"

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Keeps the text whole; Rasa's own channel splits it at blank lines."""
        self.messages.append({"text": text})

    async def send_custom_json(self, recipient_id: str, json_message: Any, **kwargs: Any) -> None:
        """Keeps an action's result."""
        if isinstance(json_message, dict):
            self.messages.append({key: value for key, value in json_message.items() if key != "sender"})


class KynnysChannel(InputChannel):
    """Sanic routes of the contract between the front door and the assistant."""

    def __init__(self, turn_timeout_seconds: float = _TURN_TIMEOUT_SECONDS) -> None:
        self._turn_timeout_seconds = turn_timeout_seconds

    @classmethod
    def name(cls) -> str:
        """Last part of the address: /webhooks/kynnys."""
        return "kynnys"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> KynnysChannel:
        """The channel with the time limit of credentials.yml, if one is given there."""
        return cls(float((credentials or {}).get("turn_timeout_seconds", _TURN_TIMEOUT_SECONDS)))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; `on_new_message` is not used, for it hands back neither the reading nor errors."""
        routes = Blueprint("kynnys")

        @routes.post("/messages")
        async def receive(request: Request) -> HTTPResponse:
            try:
                turn = read_request(request.json if request.body else None)
            except Exception as error:
                message = str(error) if isinstance(error, RequestError) else "The body is not JSON."
                return _error(400, "bad_request", message)
            return await self._answer(request.app.ctx.agent, turn)

        @routes.delete("/conversations/<conversation_id:str>")
        async def forget(request: Request, conversation_id: str) -> HTTPResponse:
            store: ConversationStore = request.app.ctx.agent.tracker_store
            await store.delete(conversation_id)
            return response.empty(status=204)

        return routes

    async def _answer(self, agent: Agent, turn: TurnRequest) -> HTTPResponse:
        try:
            body = await asyncio.wait_for(take_turn(agent, turn), self._turn_timeout_seconds)
        except asyncio.TimeoutError:
            return _error(503, "too_slow", "The assistant did not answer in time.")
        except Exception:
            logger.exception("A turn failed.")
            return _error(503, "failed", "The assistant could not answer.")
        if not body["messages"]:
            return _error(503, "no_answer", "No action answered.")
        return response.json(body)


def read_request(body: object) -> TurnRequest:
    """The turn that a request asks for.

    Raises:
        RequestError: The body lacks an id, or has neither text nor payload, or names no proper intent.
    """
    if not isinstance(body, dict):
        raise RequestError("The body must be a JSON object.")
    conversation_id, text, payload = body.get("conversation_id"), body.get("text"), body.get("payload")
    if not isinstance(conversation_id, str) or not _CONVERSATION_ID.fullmatch(conversation_id):
        raise RequestError("conversation_id must be 1 to 128 letters, digits, '_', '.', ':' or '-'.")
    if payload is not None:
        if not isinstance(payload, dict) or not _INTENT.fullmatch(str(payload.get("intent"))):
            raise RequestError("payload.intent must name an intent.")
        if not isinstance(payload.get("entities") or {}, dict):
            raise RequestError("payload.entities must be an object.")
    elif not isinstance(text, str):
        raise RequestError("Either text or payload must be given.")
    metadata: dict[str, Any] = body["metadata"] if isinstance(body.get("metadata"), dict) else {}
    kept = {key: metadata[key] for key in _METADATA_KEYS if key in metadata}
    return TurnRequest(conversation_id, None if payload is not None else text, payload, kept)


async def take_turn(agent: Agent, turn: TurnRequest) -> dict[str, Any]:
    """What the assistant makes of the turn: {"messages", "parse", "slots"}; no messages if no action did.

    Raises:
        RuntimeError: No model is loaded.
    """
    processor = agent.processor
    if processor is None:
        raise RuntimeError("No model is loaded.")
    output = TurnOutput()
    message = UserMessage(
        text=_to_text(turn),
        output_channel=output,
        sender_id=turn.conversation_id,
        input_channel=KynnysChannel.name(),
        metadata=turn.metadata,
    )
    # Parsed here, Rasa's handler takes the result as it is: the reply can show the reading, and a choice
    # needs no parsing at all.
    message.parse_data = (
        _to_parse_data(turn, message) if turn.payload is not None else await processor.parse_message(message)
    )
    await agent.handle_message(message)
    tracker = await agent.tracker_store.retrieve(turn.conversation_id)
    return {
        "messages": output.messages,
        "parse": _show_parse(message.parse_data),
        "slots": tracker.current_slot_values() if tracker else {},
    }


def _to_text(turn: TurnRequest) -> str:
    if turn.payload is not None:
        return f"/{turn.payload['intent']}"
    return neutralise(turn.text or "")


def neutralise(text: str) -> str:
    """Typed text that no part of Rasa takes for a command."""
    return _COMMAND_START.sub("", text).strip() or _WORDLESS


def _to_parse_data(turn: TurnRequest, message: UserMessage) -> dict[str, Any]:
    payload = turn.payload or {}
    intent = {"name": payload["intent"], "confidence": 1.0}
    entities = [
        {"entity": str(name), "value": value, "start": 0, "end": 0, "extractor": "payload"}
        for name, value in (payload.get("entities") or {}).items()
        if value is not None
    ]
    return {
        "text": message.text,
        "intent": intent,
        "intent_ranking": [intent],
        "entities": entities,
        "message_id": message.message_id,
        "metadata": turn.metadata,
    }


def _show_parse(parse_data: Mapping[str, Any]) -> dict[str, Any]:
    """The reading without the text: intent, ranking, needs, band, danger, entities."""
    return {
        "intent": parse_data.get("intent") or {"name": None, "confidence": 0.0},
        "intent_ranking": list(parse_data.get("intent_ranking") or []),
        "needs": list(parse_data.get("needs") or []),
        "band": parse_data.get("band") or "sure",
        "danger": parse_data.get("danger") or {"kind": None, "level": None, "confidences": {}},
        "entities": [
            {key: entity[key] for key in ("entity", "value", "code", "district") if key in entity}
            for entity in parse_data.get("entities") or []
        ],
    }


def _error(status: int, code: str, message: str) -> HTTPResponse:
    return response.json({"error": {"code": code, "message": message}}, status=status)
