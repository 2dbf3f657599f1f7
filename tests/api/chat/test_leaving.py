"""Who leaves before the first reply knows only the key of the message; nothing of it stays."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from api.chat.turn import MOST_REMEMBERED_REPLIES
from api.state import MemoryState
from tests.api.standins import FrontDoor, OpenDoor, find_parts

KEY = "0123456789abcdef0123456789abcdef"


def list_conversations(state: MemoryState) -> list[Any]:
    """Return the conversations that are remembered."""
    return [json.loads(kept[1]) for name, kept in state._values.items() if name.startswith("conversation:")]


def list_notes(state: MemoryState) -> set[str]:
    """Return which kinds of notes on beginning and leaving are remembered."""
    kinds = {name.split(":")[1] for name in state._values if name.startswith("reply:")}
    return kinds & {"begun", "left"}


def list_values_with(state: MemoryState, conversation_id: str) -> list[str]:
    """Return the names of the values in which the id stands."""
    return [name for name, kept in state._values.items() if conversation_id in str(kept[1])]


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
    assert list_notes(state) == {"left"}
    assert list_values_with(state, reply["conversation_id"]) == []


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


async def test_nothing_tells_the_id_of_a_conversation_deleted_by_it(open_door: OpenDoor) -> None:
    """After the first reply, and after so many that its earliest replies are no longer listed."""
    for more in (0, MOST_REMEMBERED_REPLIES + 1):
        state = MemoryState()
        door = open_door(state, messages_per_conversation=1000)
        conversation_id = (await send(door))["conversation_id"]
        assert list_notes(state) == {"begun"}
        for number in range(more):
            message = {"text": "isä lyö", "conversation_id": conversation_id}
            headers = {"Idempotency-Key": f"{number:032x}"}
            await door.client.post("/v1/messages", json=message, headers=headers)

        assert await leave(door, conversation_id) == 204
        assert list_notes(state) == set()
        assert [name for name in list_values_with(state, conversation_id) if "begun" in name] == []


async def test_leaving_again_finds_what_could_not_be_deleted(open_door: OpenDoor) -> None:
    """The assistant was down: the key still stands for the conversation, until nothing of it stays."""
    state = MemoryState()
    door = open_door(state)
    conversation_id = (await send(door))["conversation_id"]
    door.assistant.handler = lambda _: httpx.Response(503)
    statuses = [await leave(door) for _ in range(2)]
    door.assistant.handler = None
    door.assistant.forgotten.clear()

    assert statuses == [503, 503]
    assert list_conversations(state) == []
    assert await leave(door) == 204
    assert conversation_id in door.assistant.forgotten
    assert list_values_with(state, conversation_id) == []


async def test_danger_in_a_first_message_that_is_held_back_is_kept_nowhere(open_door: OpenDoor) -> None:
    """Its answer tells no id, so nobody could delete it; its contacts come all the same."""
    state = MemoryState()
    door = open_door(state, messages_per_address=1, limit_loopback=True)
    known = await send(door)
    headers = {"Idempotency-Key": KEY[::-1]}
    held_back = await door.client.post("/v1/messages", json={"text": "haluan kuolla"}, headers=headers)

    assert held_back.status_code == 429
    assert find_parts(held_back.json(), "danger")
    assert [one["id"] for one in list_conversations(state)] == [known["conversation_id"]]
    assert await leave(door, KEY[::-1]) == 204


async def test_danger_in_a_later_message_that_is_held_back_is_remembered(open_door: OpenDoor) -> None:
    """Its conversation is known, to its sender as well."""
    state = MemoryState()
    door = open_door(state, messages_per_conversation=1)
    conversation_id = (await door.send("mua kiusataan"))["conversation_id"]
    await door.send("mua kiusataan", conversation_id=conversation_id)
    message = {"text": "haluan kuolla", "conversation_id": conversation_id}
    held_back = await door.client.post("/v1/messages", json=message)
    kept = await state.find_conversation(conversation_id)

    assert held_back.status_code == 429
    assert kept is not None
    assert kept.danger == "suicide"
