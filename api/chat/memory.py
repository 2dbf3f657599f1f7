"""The state as a turn uses it: when it can't be reached, the turn goes on without."""

import math
import secrets
from collections.abc import Awaitable
from typing import Any, TypeVar

from api.logs import describe_error, get_logger
from api.state import Conversation, FrontDoorState

MINUTE, HOUR = 60, 3600
# Who claimed a reply has it until everybody who waits for it has given up.
CLAIM_MARGIN_SECONDS = 3
# Much longer than any turn that may be under way while its conversation is deleted.
DELETED_SECONDS = HOUR
Kept = TypeVar("Kept")


class Memory:
    """Conversations, replies and counts; without memory each message begins anew, never an error."""

    def __init__(self, state: FrontDoorState, lifetime_seconds: int, longest_turn_seconds: float) -> None:
        self._state = state
        self._lifetime_seconds = lifetime_seconds
        self._claim_seconds = math.ceil(longest_turn_seconds) + CLAIM_MARGIN_SECONDS

    async def find_conversation(self, conversation_id: str | None) -> Conversation | None:
        """Return the conversation, or None when it is unknown or can't be had."""
        if not conversation_id or len(conversation_id) > 100:
            return None
        return await _or(None, self._state.find_conversation(conversation_id))

    def begin_conversation(self) -> Conversation:
        """Return a new conversation whose id can't be guessed (192 random bits)."""
        return Conversation(id=secrets.token_urlsafe(24))

    async def save_conversation(self, conversation: Conversation) -> bool:
        """Remember the conversation for its lifetime from now; False when it was deleted meanwhile."""
        return await _or(True, self._state.save_conversation(conversation, self._lifetime_seconds))

    async def forget_conversation(self, conversation_id: str) -> bool:
        """Delete the conversation, its replies and the note of its beginning; return whether that is certain.

        A turn of it that is under way saves nothing any more.
        """
        try:
            await self._state.delete_conversation(conversation_id, DELETED_SECONDS)
        except Exception as error:
            get_logger().error("state_unavailable", **describe_error(error))
            return False
        return True

    async def note_beginning(self, key: str, conversation_id: str) -> bool:
        """Note which conversation the message with this key began; return whether its sender has left."""
        begun = {"conversation_id": conversation_id}
        name = name_beginning(key)
        await _or(True, self._state.save_reply(name, begun, conversation_id, self._lifetime_seconds))
        # Looked up after it was noted, as leave() notes before it looks: whichever is later finds the other.
        return await self.find_reply(_left(key)) is not None

    async def leave(self, key: str) -> str | None:
        """Note that the sender of the first message with this key has left; return the conversation it began.

        It is returned again, also when it is deleted here meanwhile, until end_leaving() is called.

        Raises:
            Exception: the state can't be reached; nothing is certain.
        """
        left = await self._state.find_reply(_left(key)) or {}
        # Noted before the look at what was begun: see note_beginning().
        await self._note_leaving(key, left)
        begun = await self._state.find_reply(name_beginning(key)) or left
        if begun:
            await self._note_leaving(key, begun)
        return str(begun["conversation_id"]) if begun else None

    async def end_leaving(self, key: str) -> bool:
        """Forget which conversation was left, but not that somebody left; return whether that is certain."""
        try:
            await self._note_leaving(key, {})
        except Exception as error:
            get_logger().error("state_unavailable", **describe_error(error))
            return False
        return True

    async def count_in_last_minute(self, key: str) -> float:
        """Count one more under the key and return how many there were in the last minute, about."""
        return await _or(0.0, self._state.count_in_window(key, MINUTE))

    async def count_in_last_hour(self, key: str) -> float:
        """Count one more under the key and return how many there were in the last hour, about."""
        return await _or(0.0, self._state.count_in_window(key, HOUR))

    async def find_reply(self, key: str) -> dict[str, Any] | None:
        """Return the reply already made for this idempotency key, or None."""
        return await _or(None, self._state.find_reply(key))

    async def claim_reply(self, key: str) -> bool:
        """Return whether this request is the one that makes the reply."""
        return await _or(True, self._state.claim_reply(key, self._claim_seconds))

    async def release_reply(self, key: str) -> None:
        """Let a repeated request try anew."""
        await _or(None, self._state.release_reply(key))

    async def save_reply(self, key: str, reply: dict[str, Any], conversation_id: str) -> None:
        """Remember the reply for as long as its conversation, unless that was deleted meanwhile."""
        await _or(True, self._state.save_reply(key, reply, conversation_id, self._lifetime_seconds))

    async def is_reachable(self) -> bool:
        """Whether the state answers."""
        return await _or(False, self._state.is_reachable())

    async def close(self) -> None:
        """Let go of connections."""
        await _or(None, self._state.close())

    async def _note_leaving(self, key: str, begun: dict[str, Any]) -> None:
        seconds = self._lifetime_seconds if begun else DELETED_SECONDS
        await self._state.save_reply(_left(key), begun, "", seconds)


def name_beginning(key: str) -> str:
    """Return the name under which it is noted which conversation the message with this key began."""
    return f"begun:{key}"


def _left(key: str) -> str:
    return f"left:{key}"


async def _or(otherwise: Kept, asked: Awaitable[Kept]) -> Kept:
    try:
        return await asked
    except Exception as error:
        get_logger().error("state_unavailable", **describe_error(error))
        return otherwise
