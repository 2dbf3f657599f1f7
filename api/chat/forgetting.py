"""All that was told in a conversation is forgotten: here, in what was kept, and at the assistant."""

from api.chat.door import Door


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
