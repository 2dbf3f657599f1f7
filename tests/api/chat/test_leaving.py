"""Who leaves before the first reply knows only the key of the message; nothing of it stays."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from api.state import MemoryState
from tests.api.standins import FrontDoor, OpenDoor

KEY = "0123456789abcdef0123456789abcdef"


def list_conversations(state: MemoryState) -> list[Any]:
    """Return the conversations that are remembered."""
    return [json.loads(kept[1]) for name, kept in state._values.items() if name.startswith("conversation:")]


async def send(door: FrontDoor, key: str = KEY) -> dict[str, Any]:
    """Return the reply to a first message with a key."""
    headers = {"Idempotency-Key": key}
    response = await door.client.post("/v1/messages", json={"text": "isä lyö"}, headers=headers)
    assert response.status_code == 200, response.text
    reply: dict[str, Any] = response.json()
    return reply


async def leave(door: FrontDoor, name: str = KEY) -> int:
    """Return the status of the deletion."""
    return (await door.client.delete(f"/v1/conversations/{name}")).status_code


async def test_conversation_is_gone_when_its_reply_was_never_read(open_door: OpenDoor) -> None:
    """Answered, and left before the answer came: found by the key, here and at the assistant."""
    state = MemoryState()
    door = open_door(state)
    reply = await send(door)
    assert list_conversations(state)

    assert await leave(door) == 204
    assert list_conversations(state) == []
    assert reply["conversation_id"] in door.assistant.forgotten
    assert {name.split(":")[1] for name in state._values if name.startswith("reply:")} == {"begun", "left"}


async def test_conversation_is_gone_when_it_is_left_while_the_assistant_thinks(
    open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was known of it when the deletion came; what is answered afterwards is kept nowhere."""
    state = MemoryState()
    door = open_door(state)
    thinking, left = asyncio.Event(), asyncio.Event()
    assistant = door.app.state.door.assistant
    answer = assistant.send

    async def answer_late(*asked: Any) -> Any:
        thinking.set()
        await left.wait()
        return await answer(*asked)

    monkeypatch.setattr(assistant, "send", answer_late)
    sending = asyncio.create_task(send(door))
    await thinking.wait()
    assert await leave(door) == 204
    left.set()
    reply = await sending

    assert list_conversations(state) == []
    assert reply["conversation_id"] in door.assistant.forgotten


async def test_conversation_is_not_kept_when_its_message_comes_after_the_leaving(open_door: OpenDoor) -> None:
    """The two take different ways through the network."""
    state = MemoryState()
    door = open_door(state)
    assert await leave(door) == 204
    reply = await send(door)

    assert list_conversations(state) == []
    assert reply["conversation_id"] in door.assistant.forgotten


async def test_others_keep_theirs_and_short_keys_delete_nothing(open_door: OpenDoor) -> None:
    """A key so short that others may have it names nobody's conversation."""
    state = MemoryState()
    door = open_door(state)
    await send(door, "1")
    await send(door)
    assert await leave(door, "1") == 204
    assert await leave(door, KEY[::-1]) == 204

    assert len(list_conversations(state)) == 2


async def test_leaving_says_so_when_nothing_is_certain(
    open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without memory nobody knows what stays."""
    state = MemoryState()
    door = open_door(state)

    async def fail(*_: Any) -> bool:
        raise ConnectionError

    monkeypatch.setattr(state, "save_reply", fail)

    assert await leave(door) == 503


async def test_keys_that_nobody_has_are_held_back(open_door: OpenDoor) -> None:
    """Whoever makes them up fills no memory; a known conversation is deleted all the same."""
    door = open_door(messages_per_address=3, limit_loopback=True)
    reply = await send(door)
    statuses = [await leave(door, f"{number:032x}") for number in range(5)]

    assert statuses == [204, 204, 204, 429, 429]
    assert await leave(door, reply["conversation_id"]) == 204
