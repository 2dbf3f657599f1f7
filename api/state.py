"""What the front door remembers between requests, all of it for a limited time.

Never the words of a message: a conversation's language, danger flag and last question, replies by idempotency
key, and counts for the rate limits. Memory by default; Redis when several replicas share it.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import WatchError

CLEAN_EVERY_SECONDS = 60


@dataclass
class Conversation:
    """What is known of one conversation.

    Attributes:
        language: of the last reply.
        chosen_language: what the person chose outright, if anything.
        page_language: what the page said with the last message.
        is_easy: the person reads easy language.
        danger: kind of the gravest danger told so far; stays until the conversation ends.
        danger_level: acute or concern.
        danger_open: an acute danger was told and the person has not said to be safe.
        question: what the last reply asked.
        variant: who writes, as far as known (youth, parent, other).
        about: whom the help is sought for, as far as known (self, child, other).
        age: whole years of the person whom the help is for, as far as known.
        youngest: the lowest years of a stage or a stretch of years that was told of that person.
        municipality: official Finnish name, as far as known.
        reply_keys: idempotency keys whose replies are remembered, so that they can be deleted.
        counted: what of it stands in the figures, with the day, so that what is told later can move it.
        unclear: keyed hash of the last message, when it may be kept with the person's consent.
        has_kept: a message of it was kept with the person's consent.
        danger_about: whom the danger told so far is about (self, child, other), as far as known.
        told_notices: ids of the notices that staff told at its last reply; None before the first.
        beginning: key under which it is noted which message began it, so that the note can be deleted.
    """

    id: str
    language: str | None = None
    chosen_language: str | None = None
    page_language: str | None = None
    is_easy: bool = False
    danger: str | None = None
    danger_level: str | None = None
    danger_open: bool = False
    question: str | None = None
    variant: str | None = None
    age: int | None = None
    youngest: int | None = None
    municipality: str | None = None
    reply_keys: list[str] = field(default_factory=list)
    counted: dict[str, Any] = field(default_factory=dict)
    unclear: str | None = None
    has_kept: bool = False
    danger_about: str | None = None
    told_notices: list[str] | None = None
    about: str | None = None
    beginning: str | None = None

    def list_keys(self) -> list[str]:
        """Return the keys of all that is remembered for it as replies are."""
        return [*self.reply_keys, *([self.beginning] if self.beginning else [])]


def read_conversation(stored: str | bytes) -> Conversation:
    """Return the conversation as it was stored, also by a replica that is newer and knows more of it."""
    known = {one.name for one in fields(Conversation)}
    return Conversation(**{name: value for name, value in json.loads(stored).items() if name in known})


class FrontDoorState(Protocol):
    """What both kinds of memory offer; `seconds` is how long a thing is remembered."""

    async def find_conversation(self, conversation_id: str) -> Conversation | None:
        """Return the conversation, or None when it is unknown or forgotten."""

    async def save_conversation(self, conversation: Conversation, seconds: int) -> bool:
        """Remember the conversation, counting its lifetime anew; False when it was deleted lately."""

    async def delete_conversation(self, conversation_id: str, seconds: int) -> None:
        """Forget the conversation, its replies and its beginning; for so long it can't be saved again."""

    async def claim_reply(self, key: str, seconds: int) -> bool:
        """Return True to the first who asks for the key: that one makes the reply."""

    async def release_reply(self, key: str) -> None:
        """Take the claim back: no reply was made."""

    async def find_reply(self, key: str) -> dict[str, Any] | None:
        """Return the reply remembered under the key, or None."""

    async def save_reply(self, key: str, reply: dict[str, Any], conversation_id: str, seconds: int) -> bool:
        """Remember the reply; False when its conversation was deleted lately."""

    async def count_in_window(self, key: str, seconds: int) -> float:
        """Count one more and return how many there were in the last `seconds`, about."""

    async def is_reachable(self) -> bool:
        """Whether the memory answers."""

    async def close(self) -> None:
        """Let go of connections."""


def weigh_windows(current: int, previous: int, seconds: int, now: float) -> float:
    """Return the count in a window that slides: this one's, and the share of the last one still inside."""
    return current + previous * (1 - (now % seconds) / seconds)


class MemoryState:
    """In this process only; everything in it expires."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._values: dict[str, tuple[float, Any]] = {}
        self._next_cleaning = 0.0

    async def find_conversation(self, conversation_id: str) -> Conversation | None:
        """Return the conversation, or None when it is unknown or forgotten."""
        stored = self._get(f"conversation:{conversation_id}")
        return read_conversation(stored) if stored else None

    async def save_conversation(self, conversation: Conversation, seconds: int) -> bool:
        """Remember the conversation, counting its lifetime anew; False when it was deleted lately."""
        if self._get(f"deleted:{conversation.id}"):
            return False
        self._set(f"conversation:{conversation.id}", json.dumps(asdict(conversation)), seconds)
        return True

    async def delete_conversation(self, conversation_id: str, seconds: int) -> None:
        """Forget the conversation, its replies and its beginning; for so long it can't be saved again."""
        conversation = await self.find_conversation(conversation_id)
        if conversation is None:
            # Nor can a turn of it be under way; whoever sends made-up ids fills no memory.
            return
        self._set(f"deleted:{conversation_id}", True, seconds)
        for key in conversation.list_keys():
            self._values.pop(f"reply:{key}", None)
            self._values.pop(f"claim:{key}", None)
        self._values.pop(f"conversation:{conversation_id}", None)

    async def claim_reply(self, key: str, seconds: int) -> bool:
        """Return True to the first who asks for the key: that one makes the reply."""
        if self._get(f"claim:{key}"):
            return False
        self._set(f"claim:{key}", True, seconds)
        return True

    async def release_reply(self, key: str) -> None:
        """Take the claim back: no reply was made."""
        self._values.pop(f"claim:{key}", None)

    async def find_reply(self, key: str) -> dict[str, Any] | None:
        """Return the reply remembered under the key, or None."""
        stored = self._get(f"reply:{key}")
        return json.loads(stored) if stored else None

    async def save_reply(self, key: str, reply: dict[str, Any], conversation_id: str, seconds: int) -> bool:
        """Remember the reply; False when its conversation was deleted lately."""
        if self._get(f"deleted:{conversation_id}"):
            return False
        self._set(f"reply:{key}", json.dumps(reply), seconds)
        return True

    async def count_in_window(self, key: str, seconds: int) -> float:
        """Count one more and return how many there were in the last `seconds`, about."""
        now = self._clock()
        window = int(now // seconds)
        current = (self._get(f"count:{key}:{window}") or 0) + 1
        previous = self._get(f"count:{key}:{window - 1}") or 0
        self._set(f"count:{key}:{window}", current, 2 * seconds)
        return weigh_windows(current, previous, seconds, now)

    async def is_reachable(self) -> bool:
        """Always: it is here."""
        return True

    async def close(self) -> None:
        """Forget everything."""
        self._values.clear()

    def _get(self, key: str) -> Any:
        expires_at, value = self._values.get(key, (0.0, None))
        return value if expires_at > self._clock() else None

    def _set(self, key: str, value: Any, seconds: int) -> None:
        now = self._clock()
        if now >= self._next_cleaning:
            self._values = {name: kept for name, kept in self._values.items() if kept[0] > now}
            self._next_cleaning = now + CLEAN_EVERY_SECONDS
        self._values[key] = (now + seconds, value)


class RedisState:
    """Shared by all replicas; Redis itself forgets what has expired."""

    def __init__(self, redis: Redis, clock: Callable[[], float] = time.time) -> None:
        self._redis = redis
        self._clock = clock

    @classmethod
    def connect(cls, url: str) -> "RedisState":
        """Return the memory at this address; connects at first use, and waits at most half a second."""
        return cls(Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5))

    async def find_conversation(self, conversation_id: str) -> Conversation | None:
        """Return the conversation, or None when it is unknown or forgotten."""
        stored = await self._redis.get(_name("conversation", conversation_id))
        return read_conversation(stored) if stored else None

    async def save_conversation(self, conversation: Conversation, seconds: int) -> bool:
        """Remember the conversation, counting its lifetime anew; False when it was deleted lately."""
        name = _name("conversation", conversation.id)
        return await self._save_unless_deleted(
            conversation.id, name, json.dumps(asdict(conversation)), seconds
        )

    async def delete_conversation(self, conversation_id: str, seconds: int) -> None:
        """Forget the conversation, its replies and its beginning; for so long it can't be saved again."""
        if await self.find_conversation(conversation_id) is None:
            # Nor can a turn of it be under way; whoever sends made-up ids fills no memory.
            return
        await self._redis.set(_name("deleted", conversation_id), "1", ex=seconds)
        # Read anew: from here on nothing is added to it.
        conversation = await self.find_conversation(conversation_id)
        names = [_name("conversation", conversation_id)]
        for key in conversation.list_keys() if conversation else []:
            names += [_name("reply", key), _name("claim", key)]
        await self._redis.delete(*names)

    async def claim_reply(self, key: str, seconds: int) -> bool:
        """Return True to the first who asks for the key: that one makes the reply."""
        return bool(await self._redis.set(_name("claim", key), "1", nx=True, ex=seconds))

    async def release_reply(self, key: str) -> None:
        """Take the claim back: no reply was made."""
        await self._redis.delete(_name("claim", key))

    async def find_reply(self, key: str) -> dict[str, Any] | None:
        """Return the reply remembered under the key, or None."""
        stored = await self._redis.get(_name("reply", key))
        return json.loads(stored) if stored else None

    async def save_reply(self, key: str, reply: dict[str, Any], conversation_id: str, seconds: int) -> bool:
        """Remember the reply; False when its conversation was deleted lately."""
        return await self._save_unless_deleted(
            conversation_id, _name("reply", key), json.dumps(reply), seconds
        )

    async def count_in_window(self, key: str, seconds: int) -> float:
        """Count one more and return how many there were in the last `seconds`, about."""
        now = self._clock()
        window = int(now // seconds)
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.incr(_name("count", f"{key}:{window}"))
            pipeline.expire(_name("count", f"{key}:{window}"), 2 * seconds)
            pipeline.get(_name("count", f"{key}:{window - 1}"))
            current, _, previous = await pipeline.execute()
        return weigh_windows(int(current), int(previous or 0), seconds, now)

    async def is_reachable(self) -> bool:
        """Whether Redis answers within its half second."""
        try:
            return bool(await self._redis.ping())
        except Exception:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _save_unless_deleted(self, conversation_id: str, name: str, value: str, seconds: int) -> bool:
        """Save in one step with the look whether it was deleted; looked again when that changed meanwhile."""
        deleted = _name("deleted", conversation_id)
        async with self._redis.pipeline() as pipeline:
            while True:
                try:
                    await pipeline.watch(deleted)
                    if await pipeline.exists(deleted):
                        return False
                    pipeline.multi()  # type: ignore[no-untyped-call]
                    pipeline.set(name, value, ex=seconds)
                    await pipeline.execute()
                    return True
                except WatchError:
                    continue


def _name(kind: str, key: str) -> str:
    return f"kynnys:{kind}:{key}"


def build_state(redis_url: str | None) -> FrontDoorState:
    """Return Redis when an address is given, else this process's own memory."""
    return RedisState.connect(redis_url) if redis_url else MemoryState()
