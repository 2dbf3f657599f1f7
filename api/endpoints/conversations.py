"""DELETE /v1/conversations/{id}: everything told is forgotten, here and at the assistant."""

from fastapi import APIRouter, Request, Response

from api.chat.door import Door
from api.chat.forgetting import forget_conversations
from api.contract import Error
from api.errors import DeletionIncompleteError

router = APIRouter(tags=["chat"])


@router.delete(
    "/v1/conversations/{conversation_id}",
    status_code=204,
    responses={503: {"model": Error, "description": "not everything could be deleted; ask again"}},
)
async def delete_conversation(request: Request, conversation_id: str) -> Response:
    """Delete a conversation; one that is unknown counts as deleted."""
    door: Door = request.app.state.door
    if not await forget_conversations(door, conversation_id):
        raise DeletionIncompleteError
    return Response(status_code=204)
