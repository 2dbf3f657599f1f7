"""Where help requests are handed in: danger first, then the form, then the desk."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from api.chat.danger_part import build_general
from api.chat.door import Door, Part, Turn
from api.chat.reading import find_cut_fields, parse_json
from api.chat.turn import Answer
from api.errors import (
    ApiError,
    HelpRequestClosedError,
    HelpRequestInvalidError,
    HelpRequestKeyReusedError,
    HelpRequestNoInboxError,
    HelpRequestNotStoredError,
    HelpRequestRateLimitedError,
    HelpRequestTooLargeError,
    HelpRequestUnreadableError,
    ReferenceUnknownApiError,
    to_error_body,
)
from api.help_requests.danger import build_danger_parts, screen_bytes, screen_texts
from api.help_requests.form import FieldError, Form, read_form, read_matter, read_required
from api.help_requests.matter import find_case, find_limits, find_services
from api.help_requests.wording import Wording
from api.logs import describe_error, get_logger
from database.connections import DatabaseBusyError
from database.encryption import KeysError
from help_requests.desk import (
    Desk,
    KeyReusedError,
    Receipt,
    ReferenceUnknownError,
    RequestClosedError,
    Standing,
    Submission,
)

LONGEST_KEY = 200
STORED_WITHIN_SECONDS = 10.0
Result = TypeVar("Result")


@dataclass
class Visit:
    """Somebody at the counter: the turn whose danger is screened, and what they sent.

    Attributes:
        sent: the fields of the body.
        form: what could be read of them so far.
    """

    turn: Turn
    sent: Mapping[str, Any] = field(default_factory=dict)
    form: Form = field(default_factory=Form)


Work = Callable[[Door, Visit], Awaitable[Answer]]


async def serve(
    door: Door, turn: Turn, work: Work, counted_as: str, most_each_hour: int, screened: bytes = b""
) -> Answer:
    """Return the answer to one body: always one, and always with contacts when danger was found.

    Args:
        work: what is asked for; raises ApiError for what the person is told.
        counted_as: under which name an address is limited, `most_each_hour` times.
        screened: further bytes in which danger is looked for.
    """
    visit = Visit(turn)
    try:
        await screen_bytes(door, turn, screened)
        read_sent(door, visit)
        screen_texts(door, turn, visit.sent)
        await limit_rate(door, visit, counted_as, most_each_hour)
        answer = await work(door, visit)
        answer.body["parts"] = build_danger_parts(door, visit.turn)
        return answer
    except ApiError as error:
        return answer_error(door, visit, error)
    except Exception as error:
        get_logger().error("help_request_failed", **describe_error(error))
        return answer_error(door, visit, HelpRequestNotStoredError())


def read_sent(door: Door, visit: Visit) -> None:
    """Make fields of the bytes, and choose the language and the area of the answer.

    Raises:
        HelpRequestTooLargeError, HelpRequestUnreadableError: there are none.
    """
    turn = visit.turn
    try:
        sent = parse_json(turn.content)
    except ValueError:
        sent = None
    known = sent if isinstance(sent, dict) else find_cut_fields(turn.content)
    area = known.get("area")
    turn.language = door.languages.detect(known.get("language")) or turn.language
    turn.area = door.labels.find_municipality_code(area if isinstance(area, str) else None) or turn.area
    if not turn.is_whole:
        raise HelpRequestTooLargeError
    if not isinstance(sent, dict):
        raise HelpRequestUnreadableError
    visit.sent = sent
    visit.form, _ = read_matter(sent, door.labels)
    turn.conversation.age = visit.form.age
    turn.conversation.municipality = visit.form.municipality


async def limit_rate(door: Door, visit: Visit, counted_as: str, most_each_hour: int) -> None:
    """Hold back who sends more than a school full of people would.

    Raises:
        HelpRequestRateLimitedError: with the contacts for everybody.
    """
    turn = visit.turn
    if not turn.is_address_limited:
        return
    sent = await door.memory.count_in_last_hour(f"{counted_as}:{turn.address}")
    if sent > most_each_hour:
        raise HelpRequestRateLimitedError(headers={"Retry-After": "600"})


async def tell_route(door: Door, visit: Visit) -> Answer:
    """Say whether a request about this can be sent, to whom, and what they promise."""
    turn, form = visit.turn, visit.form
    wording = Wording(door, turn.language.words)
    case = find_case(door, form, turn.area)
    common = {
        "language": wording.language,
        "cannot_wait": wording.say("cannot_wait"),
        "trusted_adult": wording.suggest_adult(form.age, form.about),
    }
    if case.inbox is None:
        services = find_services(door, turn, form)
        body: dict[str, Any] = {
            "can_send": False,
            "recipient": None,
            "demo": False,
            "banner": None,
            "text": wording.say("unread" if services else "unread_no_services"),
            "promise": None,
            "legal_limits": [],
            "services": services,
        }
    else:
        body = {
            "can_send": True,
            **wording.describe_inbox(case.inbox),
            "text": wording.tell_reader(case.inbox),
            "promise": wording.promise_of(case.inbox, turn.now),
            "legal_limits": wording.build_limits(find_limits(door, case, case.inbox)),
            "services": [],
        }
    return Answer(200, {**common, **body})


async def take_request(door: Door, visit: Visit) -> Answer:
    """Store a request and hand out its reference.

    Raises:
        HelpRequestInvalidError, HelpRequestNoInboxError, HelpRequestKeyReusedError,
        HelpRequestNotStoredError: nothing was stored.
    """
    turn = visit.turn
    visit.form, errors = read_form(visit.sent, door.labels)
    if errors:
        raise HelpRequestInvalidError(errors)
    key = _read_key(turn)
    content = visit.form.to_content()
    receipt = await _at_desk(door, lambda desk: desk.recall(key, content))
    turn.was_recalled = receipt is not None
    if receipt is None:
        case = find_case(door, visit.form, turn.area)
        if case.inbox is None:
            raise HelpRequestNoInboxError
        limits = find_limits(door, case, case.inbox)
        submission = Submission(case.inbox, content, turn.language.code, limits, key)
        receipt = await _at_desk(door, lambda desk: desk.submit(submission))
    return Answer(201, describe_receipt(Wording(door, turn.language.words), receipt))


async def tell_status(door: Door, visit: Visit) -> Answer:
    """Say how a request stands.

    Raises:
        HelpRequestInvalidError, ReferenceUnknownApiError, HelpRequestNotStoredError.
    """
    reference = _read_reference(visit)
    standing = await _at_desk(door, lambda desk: desk.look_up(reference))
    return Answer(200, Wording(door, visit.turn.language.words).describe_standing(standing))


async def add_message(door: Door, visit: Visit) -> Answer:
    """Add a message to a request.

    Raises:
        HelpRequestInvalidError, ReferenceUnknownApiError, HelpRequestClosedError, HelpRequestNotStoredError.
    """
    errors: list[FieldError] = []
    reference = read_required(visit.sent, "reference", errors)
    message = read_required(visit.sent, "message", errors)
    if errors:
        raise HelpRequestInvalidError(errors)
    key = _read_key(visit.turn)
    standing = await _at_desk(door, lambda desk: desk.add(reference, message, key))
    wording = Wording(door, visit.turn.language.words)
    text = wording.say("status.added_demo" if standing.inbox.is_demo else "status.added")
    return Answer(200, wording.describe_standing(standing, text))


async def withdraw_request(door: Door, visit: Visit) -> Answer:
    """Withdraw a request.

    Raises:
        HelpRequestInvalidError, ReferenceUnknownApiError, HelpRequestClosedError, HelpRequestNotStoredError.
    """
    reference = _read_reference(visit)
    standing = await _at_desk(door, lambda desk: desk.withdraw(reference))
    wording = Wording(door, visit.turn.language.words)
    text = wording.say("status.withdrawn_read" if standing.was_opened else "status.withdrawn_unread")
    return Answer(200, wording.describe_standing(standing, text))


def describe_receipt(wording: Wording, receipt: Receipt) -> dict[str, Any]:
    """Return what the sender gets once: the five words and what happens next."""
    standing: Standing = receipt.standing
    return {
        "reference": receipt.reference,
        "state": standing.state,
        "language": wording.language,
        **wording.describe_inbox(standing.inbox),
        "title": wording.say("sent_title"),
        "next_steps": wording.list_next_steps(standing),
        "reference_note": wording.say("reference_note"),
        "promise": wording.build_promise(standing.promise_working_days, standing.due_date),
        "legal_limits": wording.build_limits(standing.limits),
        "cannot_wait": wording.say("cannot_wait"),
    }


def answer_error(door: Door, visit: Visit, error: ApiError) -> Answer:
    """Return the error in the person's language, with what helps on in place of what failed."""
    wording = Wording(door, visit.turn.language.words)
    message = door.texts.render(f"error.{error.code}", wording.language) or error.code
    body = to_error_body(error.code, message)
    if isinstance(error, HelpRequestInvalidError):
        body["fields"] = wording.name_errors(error.fields)
    body["parts"] = [*build_danger_parts(door, visit.turn), *_build_way_on(door, visit, error)]
    return Answer(error.status, body, error.headers)


def _build_way_on(door: Door, visit: Visit, error: ApiError) -> list[Part]:
    try:
        if isinstance(error, HelpRequestRateLimitedError) and visit.turn.danger is None:
            return build_general(door, visit.turn)
        if isinstance(error, HelpRequestNoInboxError | HelpRequestNotStoredError):
            services = find_services(door, visit.turn, visit.form)
            return [{"type": "services", "services": services}] if services else []
    except Exception as failure:
        get_logger().error("error_parts_failed", **describe_error(failure))
    return []


async def _at_desk(door: Door, work: Callable[[Desk], Result]) -> Result:
    """Return what the desk returns, worked out in a thread; its errors become those that a person is told."""
    desk = door.office.desk
    if desk is None:
        raise HelpRequestNotStoredError
    try:
        # Whoever gives up waiting sends again with the same key: nothing is stored twice.
        async with asyncio.timeout(STORED_WITHIN_SECONDS):
            return await asyncio.to_thread(work, desk)
    except ReferenceUnknownError:
        raise ReferenceUnknownApiError from None
    except RequestClosedError:
        raise HelpRequestClosedError from None
    except KeyReusedError:
        raise HelpRequestKeyReusedError from None
    except (DatabaseBusyError, SQLAlchemyError, KeysError, TimeoutError) as error:
        get_logger().error("help_request_not_stored", **describe_error(error))
        raise HelpRequestNotStoredError from None


def _read_key(turn: Turn) -> str:
    """Return the sender's key; without one each sending is a request of its own."""
    return (turn.idempotency_key or "").strip()[:LONGEST_KEY] or secrets.token_urlsafe(32)


def _read_reference(visit: Visit) -> str:
    errors: list[FieldError] = []
    reference = read_required(visit.sent, "reference", errors)
    if errors:
        raise HelpRequestInvalidError(errors)
    return reference
