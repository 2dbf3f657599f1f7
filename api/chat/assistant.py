"""Client of the assistant (Rasa), on the inside of the front door."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

MESSAGES = "/webhooks/kynnys/messages"
CONVERSATIONS = "/webhooks/kynnys/conversations"
# Of 200 messages at once each would wait for all others, and all would run out of time; in line, each has the
# assistant's time limit for itself. Two cores are busy with fewer. Each replica of the front door has a line.
TURNS_AT_ONCE = 8
# While the assistant is silent nobody waits in line for long: the answer without it is better than none.
PATIENCE_WHEN_SLOW_SECONDS = 0.5


class AssistantUnavailableError(Exception):
    """The assistant gave no answer that can be used; `turn.py` catches it and answers from the catalogue.

    Attributes:
        reason: busy (the line was too long), down, slow, failed (a status other than 200), garbage or empty;
            for the log.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Parse:
    """How the assistant understood a message."""

    intent: str | None = None
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    needs: tuple[str, ...] = ()
    band: str | None = None
    danger: str | None = None
    danger_level: str | None = None
    entities: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class AssistantReply:
    """What the assistant answered: keys and values, no sentences."""

    status: str
    parts: tuple[Mapping[str, Any], ...]
    question: str | None = None
    act: str | None = None
    need: str | None = None
    parse: Parse = field(default_factory=Parse)
    slots: Mapping[str, Any] = field(default_factory=dict)


class AssistantClient:
    """Sends messages to the assistant, once each: a message that may have arrived is never sent again."""

    def __init__(
        self,
        url: str,
        timeout_seconds: float,
        line_seconds: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._line_seconds = line_seconds
        self._line = asyncio.Semaphore(TURNS_AT_ONCE)
        self._is_slow = False
        self._waiting: set[asyncio.Timeout] = set()
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=timeout_seconds,
            transport=transport,
            trust_env=False,
        )

    async def send(
        self,
        conversation_id: str,
        text: str | None,
        payload: Mapping[str, Any] | None,
        metadata: Mapping[str, Any],
    ) -> AssistantReply:
        """Return the assistant's answer, within the time limit of the line and then that of an answer.

        Raises:
            AssistantUnavailableError: busy, down, slow, failed, garbage or empty.
        """
        body = {"conversation_id": conversation_id, "text": text, "payload": payload, "metadata": metadata}
        await self._wait_in_line()
        try:
            content = await self._post(body)
        finally:
            self._line.release()
        return read_reply(content)

    async def _wait_in_line(self) -> None:
        patience = PATIENCE_WHEN_SLOW_SECONDS if self._is_slow else self._line_seconds
        limit = asyncio.timeout(min(patience, self._line_seconds))
        self._waiting.add(limit)
        try:
            async with limit:
                await self._line.acquire()
        except TimeoutError:
            raise AssistantUnavailableError("busy") from None
        finally:
            self._waiting.discard(limit)

    def _note_silence(self) -> None:
        """Nobody who stands in line already waits for long either."""
        self._is_slow = True
        soon = asyncio.get_running_loop().time() + PATIENCE_WHEN_SLOW_SECONDS
        for limit in self._waiting:
            if not limit.expired() and (limit.when() or soon) > soon:
                limit.reschedule(soon)

    async def _post(self, body: Mapping[str, Any]) -> bytes:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._client.post(MESSAGES, json=body)
        except (TimeoutError, httpx.TimeoutException):
            self._note_silence()
            raise AssistantUnavailableError("slow") from None
        except httpx.HTTPError:
            raise AssistantUnavailableError("down") from None
        self._is_slow = False
        if response.status_code != 200:
            raise AssistantUnavailableError("failed")
        return response.content

    async def forget(self, conversation_id: str) -> bool:
        """Have the assistant delete the conversation; return whether it confirmed.

        Tried twice: deleting is safe to repeat.
        """
        for _ in range(2):
            try:
                async with asyncio.timeout(self._timeout_seconds):
                    response = await self._client.delete(f"{CONVERSATIONS}/{quote(conversation_id, safe='')}")
            except (TimeoutError, httpx.HTTPError):
                continue
            if response.status_code in (200, 204, 404):
                return True
        return False

    async def is_reachable(self) -> bool:
        """Whether the assistant's own health page answers within a second."""
        try:
            async with asyncio.timeout(1):
                return (await self._client.get("/")).status_code == 200
        except (TimeoutError, httpx.HTTPError):
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def read_reply(content: bytes) -> AssistantReply:
    """Return the reply that the bytes hold.

    Raises:
        AssistantUnavailableError: garbage (no JSON, wrong form) or empty (no messages).
    """
    try:
        body = json.loads(content)
    except ValueError:
        raise AssistantUnavailableError("garbage") from None
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        raise AssistantUnavailableError("garbage")
    results = [message for message in map(_find_result, body["messages"]) if message]
    if not results:
        raise AssistantUnavailableError("empty")
    last = results[-1]
    parts = [part for result in results for part in _dicts(result.get("parts"))]
    if not parts or not isinstance(last.get("status"), str):
        raise AssistantUnavailableError("empty")
    return AssistantReply(
        status=last["status"],
        parts=tuple(parts),
        question=_text(last.get("question")),
        act=_text(last.get("act")),
        need=_text(last.get("need")),
        parse=_read_parse(body.get("parse")),
        slots=body["slots"] if isinstance(body.get("slots"), dict) else {},
    )


def _find_result(message: Any) -> Mapping[str, Any] | None:
    if not isinstance(message, dict):
        return None
    # Rasa wraps what an action utters as JSON in `custom`.
    result = message.get("custom", message)
    return result if isinstance(result, dict) and "parts" in result else None


def _read_parse(parse: Any) -> Parse:
    if not isinstance(parse, dict):
        return Parse()
    intent, danger = _mapping(parse.get("intent")), _mapping(parse.get("danger"))
    ranking = tuple(
        (entry["name"], _number(entry.get("confidence")))
        for entry in _dicts(parse.get("intent_ranking"))
        if isinstance(entry.get("name"), str)
    )
    needs = parse.get("needs")
    return Parse(
        intent=_text(intent.get("name")),
        confidence=_number(intent.get("confidence")),
        ranking=ranking,
        needs=tuple(need for need in needs if isinstance(need, str)) if isinstance(needs, list) else (),
        band=_text(parse.get("band")),
        danger=_text(danger.get("kind")),
        danger_level=_text(danger.get("level")),
        entities=tuple(_dicts(parse.get("entities"))),
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else 0.0
