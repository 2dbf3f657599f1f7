"""What is remembered of a conversation, and what never is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.tracker_store import ConversationStore, MemoryShelf, build_memory

SECRET = "salainenlause jota kukaan ei saa nähdä"


def test_no_text_is_kept_when_a_turn_is_saved(take_turn: Callable[..., dict[str, Any]], agent: Any) -> None:
    """Neither the message nor the answer lies in the store in any form."""
    take_turn(f"mua kiusataan {SECRET}")
    kept = json.dumps(list(agent.tracker_store._shelf._items.items()), ensure_ascii=False)
    assert "bullying" in kept
    for word in SECRET.split():
        assert word not in kept
    assert "a.b" not in kept


def test_no_text_comes_back_when_a_conversation_is_fetched(
    take_turn: Callable[..., dict[str, Any]], agent: Any
) -> None:
    """The tracker of the next turn holds intents and slots only."""
    take_turn(f"mua kiusataan {SECRET}")
    tracker = asyncio.run(agent.tracker_store.retrieve("c1"))
    assert SECRET.split()[0] not in json.dumps([event.as_dict() for event in tracker.events])
    assert tracker.get_slot("need") == "bullying"


def test_slots_last_when_the_conversation_goes_on(take_turn: Callable[..., dict[str, Any]]) -> None:
    """What was told in one turn is known in all later ones, beyond the turns kept."""
    take_turn("asun Vihdissä ja oon 13")
    for _ in range(6):
        answer = take_turn("moi")
    assert answer["slots"]["municipality"] == "Vihti"
    assert answer["slots"]["age"] == 13


def test_only_the_last_turns_are_kept_when_many_are_taken(
    take_turn: Callable[..., dict[str, Any]], agent: Any
) -> None:
    """A long conversation is no slower than a short one."""
    for _ in range(8):
        take_turn("moi")
    tracker = asyncio.run(agent.tracker_store.retrieve("c1"))
    assert len(build_memory(tracker)["turns"]) == 4
    assert len(tracker.events) < 40


def test_a_conversation_is_forgotten_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty-four hours after the last turn nothing is left, even without a visit."""
    now = [1000.0]
    monkeypatch.setattr("assistant.tracker_store.time.monotonic", lambda: now[0])
    shelf = MemoryShelf()
    asyncio.run(shelf.put("old", "{}", 60))
    now[0] += 61
    assert asyncio.run(shelf.get("old")) is None
    asyncio.run(shelf.put("new", "{}", 60))
    assert shelf.keys() == ["new"]


def test_the_turn_goes_on_without_memory_when_the_shelf_fails(agent: Any) -> None:
    """Redis being down costs the memory, not the answer, and no copy is kept elsewhere."""

    class Broken(MemoryShelf):
        async def put(self, key: str, value: str, seconds: float) -> None:
            raise ConnectionError(SECRET)

        async def get(self, key: str) -> str | None:
            raise ConnectionError(SECRET)

    store = ConversationStore(agent.domain, shelf=Broken())
    tracker = asyncio.run(store.get_or_create_tracker("c1"))
    asyncio.run(store.save(tracker))
    assert asyncio.run(store.retrieve("c1")) is None


def test_redis_is_told_the_expiry_when_a_url_is_given(monkeypatch: pytest.MonkeyPatch, agent: Any) -> None:
    """Each conversation has its own key with an expiry, and can be deleted."""
    calls: list[tuple[Any, ...]] = []

    class FakeRedis:
        async def set(self, key: str, value: str, ex: int) -> None:
            calls.append(("set", key, ex))

        async def get(self, key: str) -> None:
            calls.append(("get", key))

        async def delete(self, key: str) -> None:
            calls.append(("delete", key))

    monkeypatch.setattr("redis.asyncio.from_url", lambda url, **options: FakeRedis())
    store = ConversationStore(agent.domain, redis_url="redis://localhost:6379/0", conversation_hours=24)
    tracker = asyncio.run(store.get_or_create_tracker("c1"))
    asyncio.run(store.save(tracker))
    asyncio.run(store.delete("c1"))
    assert ("set", "kynnys:conversation:c1", 86400) in calls
    assert ("delete", "kynnys:conversation:c1") in calls


def test_rasas_keeper_of_everything_is_not_used_when_the_agent_is_loaded(agent: Any) -> None:
    """FailSafeTrackerStore would fall back to a store that keeps all texts."""
    assert isinstance(agent.tracker_store, ConversationStore)
    assert agent.processor.tracker_store is agent.tracker_store
