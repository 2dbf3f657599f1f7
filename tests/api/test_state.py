"""Both kinds of memory keep, share and forget alike."""

from typing import Any

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from api.state import Conversation, FrontDoorState, MemoryState, RedisState


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["memory", "redis"])
def state_and_clock(request: pytest.FixtureRequest) -> tuple[FrontDoorState, Clock]:
    """Each kind of memory, with a clock that is moved by hand."""
    clock = Clock()
    if request.param == "memory":
        return MemoryState(clock), clock
    return RedisState(FakeAsyncRedis(), clock), clock


async def test_conversation_returns_as_it_was_saved(state_and_clock: tuple[FrontDoorState, Clock]) -> None:
    """Every field survives."""
    state, _ = state_and_clock
    conversation = Conversation(
        "a", "sv", "fi", "en", "suicide", "acute", True, "age", "youth", 14, "Espoo", ["k"]
    )
    await state.save_conversation(conversation, 60)

    assert await state.find_conversation("a") == conversation
    assert await state.find_conversation("b") is None


async def test_replies_go_with_their_conversation_when_it_is_deleted(
    state_and_clock: tuple[FrontDoorState, Clock],
) -> None:
    """Deleting leaves nothing behind."""
    state, _ = state_and_clock
    await state.save_reply("k", {"a": 1}, "a", 60)
    await state.save_reply("begun", {"a": 1}, "a", 60)
    await state.save_conversation(Conversation("a", reply_keys=["k"], beginning="begun"), 60)
    assert await state.find_reply("k") == {"a": 1}

    await state.delete_conversation("a", 60)

    assert await state.find_conversation("a") is None
    assert await state.find_reply("k") is None
    assert await state.find_reply("begun") is None
    assert await state.claim_reply("k", 5)
    assert not await state.claim_reply("k", 5)


async def test_deleted_conversation_is_not_saved_again(
    state_and_clock: tuple[FrontDoorState, Clock],
) -> None:
    """What a turn under way would save comes too late; an id that nobody knew leaves nothing at all."""
    state, _ = state_and_clock
    assert await state.save_conversation(Conversation("a"), 60)
    await state.delete_conversation("a", 60)
    await state.delete_conversation("made up", 60)

    assert not await state.save_conversation(Conversation("a", danger="suicide"), 60)
    assert not await state.save_reply("k", {"a": 1}, "a", 60)
    assert await state.find_conversation("a") is None
    assert await state.find_reply("k") is None
    assert await state.save_conversation(Conversation("made up"), 60)


async def test_redis_looks_again_when_it_was_deleted_at_the_very_moment() -> None:
    """Between the look and the saving: the deletion wins."""
    server = FakeServer()
    one, other = RedisState(FakeAsyncRedis(server=server)), RedisState(FakeAsyncRedis(server=server))
    await other.save_conversation(Conversation("a"), 60)
    pipeline = one._redis.pipeline

    def delete_in_between() -> Any:
        made = pipeline()
        look = made.exists

        async def look_and_wait(*names: str) -> Any:
            found = await look(*names)
            await other.delete_conversation("a", 60)
            return found

        made.exists = look_and_wait
        return made

    one._redis.pipeline = delete_in_between  # type: ignore[method-assign, assignment]

    assert not await one.save_conversation(Conversation("a"), 60)
    assert await other.find_conversation("a") is None


async def test_count_slides_when_time_passes(state_and_clock: tuple[FrontDoorState, Clock]) -> None:
    """Twenty in one minute do not become forty around its turn."""
    state, clock = state_and_clock
    clock.now -= clock.now % 60
    counts = [await state.count_in_window("a", 60) for _ in range(20)]
    clock.now += 60
    just_after = await state.count_in_window("a", 60)
    clock.now += 30
    later = await state.count_in_window("a", 60)

    assert counts[-1] == 20
    assert just_after == 21
    assert later == 12


async def test_memory_forgets_when_the_time_is_over() -> None:
    """What has expired is neither found nor kept."""
    clock = Clock()
    state = MemoryState(clock)
    await state.save_conversation(Conversation("a"), 60)
    clock.now += 61
    assert await state.find_conversation("a") is None
    await state.save_conversation(Conversation("b"), 60)

    assert list(state._values) == ["conversation:b"]


async def test_replicas_see_the_same_when_they_share_redis() -> None:
    """Two processes, one memory; expiry is Redis's own."""
    server = FakeServer()
    one, other = RedisState(FakeAsyncRedis(server=server)), RedisState(FakeAsyncRedis(server=server))
    await one.save_conversation(Conversation("a", danger="violence"), 86_400)

    found = await other.find_conversation("a")

    assert found is not None
    assert found.danger == "violence"
    assert 86_000 < await other._redis.ttl("kynnys:conversation:a") <= 86_400
