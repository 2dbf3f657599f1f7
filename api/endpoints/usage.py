"""Feedback and events: counted, never described in words."""

from fastapi import APIRouter, Request, Response

from api.chat.door import Door
from api.contract import Error, EventIn, FeedbackIn
from api.errors import ApiError
from api.texts import without_easy

router = APIRouter(tags=["statistics"])


class UnknownKeyError(ApiError):
    """A need, language or service that does not exist: counting it could keep anybody's words."""

    status, code = 422, "invalid_request"


@router.post("/v1/feedback", status_code=204, responses={422: {"model": Error}})
async def give_feedback(request: Request, feedback: FeedbackIn) -> Response:
    """Count whether an answer helped."""
    door = _check(request, feedback.need, feedback.language, None)
    answer = "yes" if feedback.helpful else "no"
    door.statistics.count(
        door.clock(),
        "right",
        {"answer": answer, "need": feedback.need, "language": _spoken(feedback.language)},
    )
    return Response(status_code=204)


@router.post("/v1/events", status_code=204, responses={422: {"model": Error}})
async def count_event(request: Request, event: EventIn) -> Response:
    """Count that a service was shown, chosen or called."""
    door = _check(request, event.need, event.language, event.service_id)
    door.statistics.count(
        door.clock(),
        f"services_{event.event}",
        {"service": event.service_id, "language": _spoken(event.language)},
    )
    return Response(status_code=204)


def _spoken(language: str | None) -> str | None:
    """Return the language itself: easy Finnish is counted as Finnish."""
    return without_easy(language) if language else None


def _check(request: Request, need: str | None, language: str | None, service_id: str | None) -> Door:
    door: Door = request.app.state.door
    is_known = (
        (need is None or need in door.labels.needs)
        and (language is None or language in door.texts.languages)
        and (service_id is None or door.catalogue.snapshot.detect_service(service_id) is not None)
    )
    if not is_known:
        raise UnknownKeyError
    return door
