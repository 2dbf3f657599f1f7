"""Many at once: no error, and nobody waits for a thread."""

import asyncio
import time
from contextlib import suppress
from typing import Any

import anyio.to_thread
import httpx
import pytest

from api.chat.reading import find_cut_fields, parse_json
from api.chat.redaction import redact
from tests.api.standins import FrontDoor, OpenDoor


async def test_nobody_fails_when_200_turns_come_at_once(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages and matches wait without holding a thread, so that they can't starve one another."""

    async def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a thread was asked for")

    monkeypatch.setattr(anyio.to_thread, "run_sync", refuse)
    monkeypatch.setattr(asyncio, "to_thread", refuse)

    async def turn(number: int) -> tuple[int, int, bool]:
        message = await door.client.post("/v1/messages", json={"text": f"mua kiusataan koulussa {number}"})
        match = await door.client.post("/v1/services/match", json={"needs": ["bullying"]})
        return message.status_code, match.status_code, message.json()["status"] == "degraded"

    answer = httpx.Response

    async def take_a_while(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.05)
        return answer(200, json=door.assistant.body)

    client = door.app.state.door.assistant
    client._client = httpx.AsyncClient(
        transport=httpx.MockTransport(take_a_while), base_url="http://assistant"
    )

    answers = await asyncio.gather(*(turn(number) for number in range(200)))

    assert set(answers) == {(200, 200, False)}


async def test_nobody_stands_in_line_for_long_when_the_assistant_is_silent(
    open_door: OpenDoor,
) -> None:
    """Once it lets one message wait in vain, those in line get the answer that needs no assistant, soon."""
    door = open_door(assistant_timeout_seconds=0.3)

    async def stay_silent(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        return httpx.Response(200, json=door.assistant.body)

    client = door.app.state.door.assistant
    client._client = httpx.AsyncClient(
        transport=httpx.MockTransport(stay_silent), base_url="http://assistant"
    )
    begun = time.perf_counter()

    answers = await asyncio.gather(
        *(door.client.post("/v1/messages", json={"text": f"en jaksa {number}"}) for number in range(100))
    )

    assert {answer.json()["status"] for answer in answers} == {"degraded"}
    # The first eight wait 0.3 s, the next ones at most half a second more; in turns it would be 4 s.
    assert time.perf_counter() - begun < 3


def test_hostile_text_is_read_in_no_time() -> None:
    """Patterns for redaction and for cut JSON stay linear on 64 kB."""
    for sign in ("1", "1 ", "a@", "a.", "\\", '"', "040-", "{", "[", "+", "x@x."):
        text = sign * (64_000 // len(sign))
        begun = time.perf_counter()
        redact(text[:4000])
        find_cut_fields(f'{{"text": "{text}'.encode())
        with suppress(ValueError):
            parse_json(text.encode())
        assert time.perf_counter() - begun < 0.5, sign
