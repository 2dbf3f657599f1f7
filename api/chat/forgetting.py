"""All that was told in a conversation is forgotten: here, in what was kept, and at the assistant."""

import hmac
from hashlib import sha256

from api.chat.door import Door, Turn
from api.chat.memory import name_beginning
from api.logs import describe_error, get_logger

# 128 random bits in hexadecimal digits, as the widget draws them; a UUID has a little more.
SHORTEST_OWN_KEY = 32


async def forget_conversations(door: Door, *conversation_ids: str) -> bool:
    """Delete what is known of these conversations; return whether that is certain of all of it.

    Each place is asked, whatever another answers. Asking again is safe.
    """
    is_forgotten = [
        is_certain
        for conversation_id in dict.fromkeys(conversation_ids)
        if conversation_id
        for is_certain in (
            # First of all, so that a turn under way is not kept after the other places were asked.
            await door.memory.forget_conversation(conversation_id),
            await door.unclear.forget(conversation_id),
            await door.assistant.forget(conversation_id),
        )
    ]
    return all(is_forgotten)


async def forget_begun(door: Door, key: str) -> bool:
    """Delete the conversation that the first message with this idempotency key began, or is just beginning.

    Whoever leaves before the first reply knows no more than the key. Return whether it is certain that
    nothing of the conversation stays; a turn that is still under way keeps nothing either. A first message
    that was answered with an error began none. Asking again is safe, and finds what could not be deleted.
    """
    if len(key) < SHORTEST_OWN_KEY:
        return True
    seal = _seal(door, key)
    try:
        begun = await door.memory.leave(seal)
    except Exception as error:
        get_logger().error("state_unavailable", **describe_error(error))
        return False
    if begun is None:
        return True
    return await forget_conversations(door, begun) and await door.memory.end_leaving(seal)


def note_own_key(door: Door, turn: Turn) -> None:
    """Note in a conversation that just begins under which key has_left() will note its beginning.

    To be called before it is saved: the one is then deleted with the other.
    """
    seal = _seal_beginning(door, turn)
    if seal:
        turn.conversation.beginning = name_beginning(seal)


async def has_left(door: Door, turn: Turn) -> bool:
    """Whether the sender of a message that began a conversation has left before its reply was kept."""
    seal = _seal_beginning(door, turn)
    return seal is not None and await door.memory.note_beginning(seal, turn.conversation.id)


def _seal_beginning(door: Door, turn: Turn) -> str | None:
    key = turn.idempotency_key or ""
    if len(key) < SHORTEST_OWN_KEY or turn.conversation.id == turn.message.conversation_id:
        return None
    return _seal(door, key)


def _seal(door: Door, key: str) -> str:
    secret = door.settings.secret_key.get_secret_value().encode()
    return hmac.new(secret, b"beginning\x00" + key[:200].encode(), sha256).hexdigest()
