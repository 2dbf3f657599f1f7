"""Conversations that outlive a turn: slots, intents and actions, never a word of what was written."""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)

_HOUR_SECONDS = 3600.0
# Rasa replays all events of a conversation for each action; more turns would only cost time, for the rules
# look at the newest one and everything else worth knowing is in the slots.
_TURNS_KEPT = 4
_SLOTS_LEFT_OUT = frozenset({"session_started_metadata", "requested_slot"})
_KEY_PREFIX = "kynnys:conversation:"


class _Shelf(Protocol):
    """Where conversations lie: strings by id, each with an expiry."""

    async def put(self, key: str, value: str, seconds: float) -> None: ...

    async def get(self, key: str) -> str | None: ...

    async def delete(self, key: str) -> None: ...


class MemoryShelf:
    """Conversations in the memory of this process; the expired ones go whenever one is put."""

    def __init__(self) -> None:
        self._items: OrderedDict[str, tuple[float, str]] = OrderedDict()

    async def put(self, key: str, value: str, seconds: float) -> None:
        """Keeps the value for so many seconds from now."""
        now = time.monotonic()
        self._items.pop(key, None)
        self._items[key] = (now + seconds, value)
        while self._items and next(iter(self._items.values()))[0] <= now:
            self._items.popitem(last=False)

    async def get(self, key: str) -> str | None:
        """The value, or None when there is none or it has expired."""
        expires_at, value = self._items.get(key, (0.0, ""))
        return value if expires_at > time.monotonic() else None

    async def delete(self, key: str) -> None:
        """Forgets the value at once."""
        self._items.pop(key, None)

    def keys(self) -> list[str]:
        """Ids of the conversations kept."""
        return list(self._items)


class RedisShelf:
    """Conversations in Redis, for several assistant processes."""

    def __init__(self, url: str) -> None:
        from redis import asyncio as redis_asyncio

        self._redis: Any = redis_asyncio.from_url(url, decode_responses=True, socket_timeout=1.0)

    async def put(self, key: str, value: str, seconds: float) -> None:
        """Keeps the value for so many seconds from now."""
        await self._redis.set(_KEY_PREFIX + key, value, ex=max(1, int(seconds)))

    async def get(self, key: str) -> str | None:
        """The value, or None when there is none."""
        value: str | None = await self._redis.get(_KEY_PREFIX + key)
        return value

    async def delete(self, key: str) -> None:
        """Forgets the value at once."""
        await self._redis.delete(_KEY_PREFIX + key)


class ConversationStore(TrackerStore):
    """Rasa's tracker store without texts, with an expiry and with deletion.

    Rasa's own stores keep every text for ever and delete nothing (github.com/RasaHQ/rasa issue 10719). When
    Redis fails, the turn is answered without memory: Rasa's usual way out, a copy of everything in memory,
    is not taken.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        redis_url: str | None = None,
        conversation_hours: float = 24.0,
        shelf: _Shelf | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, None, **kwargs)
        self._shelf: _Shelf = shelf or (RedisShelf(redis_url) if redis_url else MemoryShelf())
        self._seconds = conversation_hours * _HOUR_SECONDS

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps what is worth remembering, for 24 hours from now; a failure is logged and leaves no trace."""
        value = json.dumps(build_memory(tracker), ensure_ascii=False)
        try:
            await self._shelf.put(tracker.sender_id, value, self._seconds)
        except Exception:
            logger.exception("A conversation could not be kept.")

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as remembered, or None for a new, expired or deleted one."""
        try:
            value = await self._shelf.get(sender_id)
        except Exception:
            logger.exception("A conversation could not be fetched.")
            return None
        if value is None:
            return None
        tracker = self.init_tracker(sender_id)
        for event in build_events(json.loads(value)):
            tracker.update(event, self.domain)
        return tracker

    async def delete(self, sender_id: str) -> None:
        """Forgets the conversation at once."""
        await self._shelf.delete(sender_id)

    async def keys(self) -> Iterable[str]:
        """Ids of the conversations in memory; not told of Redis."""
        return self._shelf.keys() if isinstance(self._shelf, MemoryShelf) else []


def build_memory(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What is kept of a conversation: {"slots": values set, "turns": the last four, intent and actions}."""
    turns: list[dict[str, Any]] = []
    for event in tracker.applied_events():
        if isinstance(event, UserUttered):
            turns.append({"intent": event.intent_name, "at": event.timestamp, "actions": []})
        elif isinstance(event, ActionExecuted) and turns and event.action_name:
            turns[-1]["actions"].append(event.action_name)
    slots = {
        name: slot.value
        for name, slot in tracker.slots.items()
        if slot.value is not None and name not in _SLOTS_LEFT_OUT
    }
    return {"slots": slots, "turns": turns[-_TURNS_KEPT:]}


def build_events(memory: dict[str, Any]) -> Iterator[Event]:
    """The events that bring a tracker back to the remembered state."""
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield SessionStarted()
    for name, value in memory["slots"].items():
        yield SlotSet(name, value)
    yield ActionExecuted(ACTION_LISTEN_NAME)
    for turn in memory["turns"]:
        yield UserUttered(None, intent={"name": turn["intent"], "confidence": 1.0}, timestamp=turn["at"])
        for action in turn["actions"]:
            yield ActionExecuted(action)
