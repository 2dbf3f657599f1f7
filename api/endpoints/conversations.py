"""DELETE /v1/conversations/{id}: everything told is forgotten, here and at the assistant."""

from fastapi import APIRouter, Request, Response

from api.chat.door import Door
from api.chat.forgetting import forget_begun, forget_conversations
from api.chat.reading import Body
from api.contract import Error
from api.endpoints.messages import build_turn
from api.errors import DeletionIncompleteError, RateLimitedError

router = APIRouter(tags=["chat"])


@router.delete(
    "/v1/conversations/{conversation_id}",
    status_code=204,
    responses={
        429: {"model": Error, "description": "more unknown ids in a minute than one address may send"},
        503: {"model": Error, "description": "not everything could be deleted; ask again"},
    },
)
async def delete_conversation(request: Request, conversation_id: str) -> Response:
    """Delete a conversation; one that is unknown counts as deleted.

    Before the first reply has told its id, the `Idempotency-Key` of the message that began it stands for it,
    when it has 32 characters or more: also what is answered later is then not kept.
    """
    door: Door = request.app.state.door
    is_known = await find_or_limit(request, conversation_id)
    # Each is asked, whatever the other answers.
    is_forgotten = [await forget_conversations(door, conversation_id)]
    if not is_known:
        is_forgotten.append(await forget_begun(door, conversation_id))
    if not all(is_forgotten):
        raise DeletionIncompleteError
    return Response(status_code=204)


async def find_or_limit(request: Request, conversation_id: str) -> bool:
    """Return whether the conversation to be deleted is known; hold back who sends ids that nobody has.

    Each would ask the assistant, and as a key fill the memory.

    Raises:
        RateLimitedError: more unknown ids in a minute than one address may send.
    """
    door: Door = request.app.state.door
    if await door.memory.find_conversation(conversation_id) is not None:
        return True
    turn = build_turn(request, Body(b"", True))
    if turn.is_address_limited:
        sent = await door.memory.count_in_last_minute(f"leaving:{turn.address}")
        if sent > door.settings.messages_per_address:
            raise RateLimitedError(headers={"Retry-After": "60"})
    return False
