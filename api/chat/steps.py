"""The steps of a turn before and around the assistant: each does one thing, and is testable alone."""

import asyncio
import hmac
from dataclasses import replace
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from api.chat.assistant import AssistantUnavailableError
from api.chat.door import Danger, Door, Turn
from api.chat.fallback import answer_degraded, answer_in_unsupported_language
from api.chat.forgetting import SHORTEST_OWN_KEY
from api.chat.language import LanguageChoice
from api.chat.reading import LONGEST_TEXT, find_cut_fields, parse_json
from api.chat.redaction import redact
from api.contract import MessageIn
from api.danger.finding import LEVELS, Finding
from api.errors import MessageInvalidError, MessageTooLargeError, MessageUnreadableError, RateLimitedError
from api.logs import describe_error, get_logger
from api.texts import is_easy, without_easy

HARM_BY_OTHERS = frozenset({"violence", "sexual_assault", "child_danger"})
# So much longer than a turn may take the second of two equal messages waits for the reply to the first.
WAIT_MARGIN_SECONDS = 1.0
WAIT_STEP_SECONDS = 0.1


async def screen_for_danger(door: Door, turn: Turn) -> None:
    """Look for danger in the bytes as they came, before anything can refuse them."""
    try:
        turn.found = door.screen.scan_bytes(turn.content)
    except Exception as error:
        get_logger().error("danger_screen_failed", **describe_error(error))
    turn.danger = _to_danger(turn.found)
    turn.area = door.settings.home_area
    turn.language = LanguageChoice(door.settings.default_language)


async def read_message(door: Door, turn: Turn) -> None:
    """Make a message of the bytes.

    Raises:
        MessageUnreadableError, MessageTooLargeError, MessageInvalidError: none can be had.
    """
    try:
        sent = parse_json(turn.content)
    except ValueError:
        sent = find_cut_fields(turn.content) if not turn.is_whole else None
        if not sent or "text" not in sent:
            raise (MessageUnreadableError if turn.is_whole else MessageTooLargeError) from None
    try:
        turn.message = MessageIn.model_validate(sent)
    except ValidationError:
        raise MessageInvalidError from None
    if turn.message.choice:
        turn.text = None
    elif turn.message.text and turn.message.text.strip():
        turn.text = turn.message.text.strip()
    else:
        raise MessageInvalidError("message_empty")


async def screen_text(door: Door, turn: Turn) -> None:
    """Look for danger in the text itself as well, before it is cut; either finding is enough."""
    if turn.text is None:
        if not turn.message.text:
            # A choice holds no words: whatever seemed found in its letters is chance.
            turn.found = turn.danger = None
        return
    if len(turn.text) > LONGEST_TEXT:
        # All of it was screened with the bytes; nobody should wait twice for the long text of one.
        return
    try:
        in_text = door.screen.scan(turn.text, turn.language.code)
    except Exception as error:
        get_logger().error("danger_screen_failed", **describe_error(error))
        return
    turn.found = _graver(in_text, turn.found)
    turn.danger = _to_danger(turn.found)


def guess_language(door: Door, turn: Turn) -> None:
    """Take the language of an error from what can be made out of a message that could not be read."""
    fields = find_cut_fields(turn.content)
    words = fields.get("text") or turn.content.decode("utf-8", "ignore")
    otherwise = door.settings.default_language
    page = without_easy(fields.get("language") or "")
    turn.language = door.languages.decide(words, None, None, page, otherwise)


async def find_conversation(door: Door, turn: Turn) -> None:
    """Find the conversation, or begin a new one under a new id when it is unknown."""
    known = await door.memory.find_conversation(turn.message.conversation_id)
    turn.conversation = known or door.memory.begin_conversation()
    code = door.labels.find_municipality_code(turn.message.area)
    turn.area = code or door.settings.home_area
    told = turn.conversation
    if told.danger and told.danger_level:
        turn.standing = Danger(told.danger, told.danger_level, told.danger_about)
        turn.was_open = told.danger_open


async def read_choice(door: Door, turn: Turn) -> None:
    """Read what a choice means.

    A conversation that was forgotten meanwhile does not make its choices useless: they bear its signature.

    Raises:
        ChoiceExpiredError: forged, of another conversation, or too old.
    """
    if turn.message.choice:
        offered_in = turn.message.conversation_id or turn.conversation.id
        turn.payload = door.choices.read(turn.message.choice, offered_in)


async def choose_language(door: Door, turn: Turn) -> None:
    """Decide the language of the reply, and remember what the person chose outright."""
    conversation, asked = turn.conversation, turn.message.language
    page = without_easy(asked) if asked else None
    if asked:
        conversation.is_easy = is_easy(asked)
    if turn.payload and turn.payload.intent == "change_language":
        conversation.chosen_language = str(turn.payload.entities.get("language_name"))
    elif page and conversation.page_language and page != conversation.page_language:
        # The page changed its language in mid-conversation: the person did that.
        conversation.chosen_language = page
    if page:
        conversation.page_language = page
    decided = door.languages.decide(
        turn.text,
        conversation.chosen_language,
        conversation.language,
        conversation.page_language,
        door.settings.default_language,
    )
    turn.language = replace(decided, is_easy=conversation.is_easy)


async def limit_rate(door: Door, turn: Turn) -> None:
    """Hold back who sends more in a minute than a person can.

    Raises:
        RateLimitedError: the reply then carries the menu and the danger contacts.
    """
    too_many = False
    if turn.conversation.id == turn.message.conversation_id:
        sent = await door.memory.count_in_last_minute(f"conversation:{turn.conversation.id}")
        too_many = sent > door.settings.messages_per_conversation
    if turn.is_address_limited:
        sent = await door.memory.count_in_last_minute(f"address:{turn.address}")
        too_many = too_many or sent > door.settings.messages_per_address
    if too_many:
        raise RateLimitedError(headers={"Retry-After": "60"})


async def recall_reply(door: Door, turn: Turn) -> None:
    """Give the same reply to a message that was sent again with its idempotency key."""
    if not turn.idempotency_key:
        return
    secret = door.settings.secret_key.get_secret_value().encode()
    # A phone may change its network between the two: only a key so short that others may have it is bound to
    # the address.
    is_own = len(turn.idempotency_key) >= SHORTEST_OWN_KEY
    scope = turn.message.conversation_id or ("" if is_own else turn.address)
    sent = b"\x00".join((scope.encode(), turn.idempotency_key[:200].encode(), turn.content))
    key = hmac.new(secret, sent, sha256).hexdigest()
    turn.reply = await door.memory.find_reply(key)
    if turn.reply is None and not await door.memory.claim_reply(key):
        turn.reply = await _wait_for_reply(door, key)
    turn.was_recalled = turn.reply is not None
    if turn.reply is None:
        turn.reply_key = key


async def answer_when_switched_off(door: Door, turn: Turn) -> None:
    """Leave danger contacts and the menu when the chat is switched off."""
    if door.is_switched_off:
        turn.reply = answer_degraded(door, turn, "notice.switched_off")


async def answer_other_languages(door: Door, turn: Turn) -> None:
    """Answer in a language that is recognised but not supported, with what there is in it."""
    if not turn.language.is_supported:
        turn.reply = answer_in_unsupported_language(door, turn)


async def cut_text(door: Door, turn: Turn) -> None:
    """Cut what is longer than anyone needs to write; the reply says so."""
    if turn.text and len(turn.text) > LONGEST_TEXT:
        turn.text, turn.was_cut = turn.text[:LONGEST_TEXT], True


async def redact_text(door: Door, turn: Turn) -> None:
    """Take out what names a person: nothing behind the front door sees it."""
    if turn.text:
        turn.text = redact(turn.text)


async def ask_assistant(door: Door, turn: Turn) -> None:
    """Ask the assistant; without a usable answer, answer from the catalogue."""
    known = turn.danger or turn.standing
    level = "concern" if known is turn.standing and not turn.was_open else known.level if known else None
    metadata = {
        "language": turn.language.code,
        "is_easy": turn.language.is_easy,
        "question": turn.conversation.question,
        "area": turn.area,
        "danger": {"kind": known.kind, "level": level, "in_message": turn.danger is not None}
        if known
        else None,
    }
    payload = turn.payload.to_json() if turn.payload else None
    try:
        turn.answered = await door.assistant.send(turn.conversation.id, turn.text, payload, metadata)
    except AssistantUnavailableError as error:
        get_logger().warning("assistant_unavailable", reason=error.reason)
        turn.reply = answer_degraded(door, turn, "degraded.intro")


async def weigh_danger(door: Door, turn: Turn) -> None:
    """Let the assistant's danger classifier count as well, when it found something graver than the screen."""
    if turn.answered is None or turn.payload is not None:
        return
    parse = turn.answered.parse
    if parse.danger not in door.labels.dangers or parse.danger_level not in LEVELS:
        return
    if turn.danger is None or (parse.danger_level == "acute" and not turn.danger.is_acute):
        about = turn.answered.slots.get("about")
        kind = parse.danger
        if turn.danger and {turn.danger.kind, kind} <= HARM_BY_OTHERS:
            # What was done is told more surely by the words themselves than by what they resemble.
            kind = turn.danger.kind
        turn.danger = Danger(kind, parse.danger_level, about if isinstance(about, str) else None)


async def remember_person(door: Door, turn: Turn) -> None:
    """Note what the assistant knows of the person, for contacts and wording without it."""
    if turn.answered is None:
        return
    slots, conversation = turn.answered.slots, turn.conversation
    municipality, role = slots.get("municipality"), slots.get("role")
    conversation.age = _to_years(slots.get("age"))
    stage = slots.get("age_range")
    conversation.youngest = _to_years(stage[0]) if isinstance(stage, list) and stage else None
    conversation.municipality = municipality if isinstance(municipality, str) and municipality else None
    conversation.variant = role if role in ("youth", "parent", "other") else None
    about = slots.get("about")
    conversation.about = about if about in ("self", "child", "other") else None


async def follow_chosen_language(door: Door, turn: Turn) -> None:
    """Render in the language that was asked for in words ("på svenska, tack")."""
    if turn.answered is None or turn.answered.parse.intent != "change_language" or turn.payload:
        return
    named = next(
        (e.get("value") for e in turn.answered.parse.entities if e.get("entity") == "language_name"), None
    )
    if isinstance(named, str) and door.texts.has("choice.answer_in_this_language", named):
        turn.conversation.chosen_language = named
        turn.language = door.languages.speak(named, is_easy=turn.conversation.is_easy)


def _to_years(told: Any) -> int | None:
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def _to_danger(found: Finding | None) -> Danger | None:
    return Danger(found.kind, found.level, found.about) if found else None


def _graver(first: Finding | None, second: Finding | None) -> Finding | None:
    if first is None or second is None:
        return first or second
    return second if LEVELS.index(second.level) < LEVELS.index(first.level) else first


async def _wait_for_reply(door: Door, key: str) -> dict[str, object] | None:
    patience = door.settings.longest_turn_seconds + WAIT_MARGIN_SECONDS
    for _ in range(int(patience / WAIT_STEP_SECONDS)):
        await asyncio.sleep(WAIT_STEP_SECONDS)
        reply = await door.memory.find_reply(key)
        if reply is not None:
            return reply
    return None
