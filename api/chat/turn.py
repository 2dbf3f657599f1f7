"""One message from its bytes to its reply, as a list of steps in the order in which they are taken.

Danger comes before everything (docs/adr/0004-danger-before-everything.md): whatever a later step raises, what
the first step found still reaches the person.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.chat import steps
from api.chat.counting import count_turn
from api.chat.danger_part import EMERGENCY_NUMBER, build_danger, build_general, build_standing
from api.chat.door import Door, Part, Turn
from api.chat.fallback import answer_degraded, build_error_parts, build_notices, build_reply, build_way_back
from api.chat.forgetting import forget_conversations, has_left, note_own_key
from api.chat.menu import build_text
from api.chat.news import note_news
from api.chat.rendering import render_parts
from api.chat.unclear_rules import is_harmless, note_unclear
from api.errors import ApiError, to_error_body
from api.logs import describe_error, get_logger

Step = Callable[[Door, Turn], Awaitable[None]]

STATUSES = ("services", "clarify", "act", "help_request", "nothing_fits", "out_of_scope", "degraded")
MOST_REMEMBERED_REPLIES = 50


@dataclass(frozen=True)
class Answer:
    """What leaves the front door: an HTTP status, a body and headers."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


async def answer_with_assistant(door: Door, turn: Turn) -> None:
    """Put the reply together: danger first, then what the assistant answered."""
    answered = turn.answered
    if answered is None:
        return
    is_fresh_start = turn.act in ("start_over", "restart", "delete_my_data")
    heading = build_standing(door, turn) if is_fresh_start else build_danger(door, turn)
    if turn.said_of_safety == "not_safe" and not heading:
        # Said without a word of what is wrong: the kind is unknown, the need for somebody to turn to is not.
        heading = build_general(door, turn)
    rest = render_parts(door, turn, answered.parts, answered.question)
    if not rest:
        turn.reply = answer_degraded(door, turn, "degraded.intro")
        return
    status = answered.status if answered.status in STATUSES else "act"
    parts = [*heading, *build_notices(door, turn), *rest, *build_way_back(door, turn)]
    turn.reply = build_reply(door, turn, status, parts)


async def remember_turn(door: Door, turn: Turn) -> None:
    """Keep what the next turn needs; after "delete my data" keep nothing."""
    conversation, reply = turn.conversation, turn.reply
    if reply is None:
        return
    if turn.is_deletion:
        await forget_turn(door, turn)
        return
    conversation.language = turn.language.code
    note_news(door, turn)
    count_turn(door, turn)
    remember_danger(turn)
    note_unclear(door, turn)
    if conversation.has_kept and not is_harmless(conversation):
        # What was told since would have forbidden it.
        door.unclear.forget_soon(conversation.id)
        conversation.has_kept = False
    is_acute = turn.danger is not None and turn.danger.is_acute
    conversation.question = "safety" if is_acute else turn.answered.question if turn.answered else None
    if turn.reply_key:
        conversation.reply_keys = [*conversation.reply_keys, turn.reply_key][-MOST_REMEMBERED_REPLIES:]
    note_own_key(door, turn)
    is_kept = await door.memory.save_conversation(conversation)
    if is_kept and turn.reply_key:
        await door.memory.save_reply(turn.reply_key, reply, conversation.id)
    if not is_kept or await has_left(door, turn):
        # Deleted while the turn was under way: what the assistant remembered since goes as well.
        await forget_turn(door, turn)


async def forget_turn(door: Door, turn: Turn) -> None:
    """Delete the conversation; where it asked for that and not all could be deleted, the reply says so."""
    # An attempt that failed left the conversation under the id that was sent, where no memory finds it.
    sent = turn.message.conversation_id or ""
    is_certain = await forget_conversations(door, turn.conversation.id, sent)
    if turn.is_deletion and is_certain and turn.reply is not None:
        # Not to be read from `understood.act`: words that resemble the wish are only asked about.
        turn.reply["deleted"] = True
    elif turn.is_deletion:
        text = build_text(door, turn, "error.deletion_incomplete")
        turn.reply = build_reply(door, turn, "act", [*build_standing(door, turn), *text])
        # The page keeps what it shows: the bot does not say that it is deleted.
        turn.reply["understood"]["act"] = None
    if turn.reply_key:
        await door.memory.release_reply(turn.reply_key)


# The whole turn. A step that has the reply, or an error, ends it; only a reply is remembered.
STEPS: tuple[Step, ...] = (
    steps.screen_for_danger,
    steps.read_message,
    steps.screen_text,
    steps.find_conversation,
    steps.read_choice,
    steps.choose_language,
    steps.limit_rate,
    steps.recall_reply,
    steps.answer_when_switched_off,
    steps.answer_other_languages,
    steps.cut_text,
    steps.redact_text,
    steps.ask_assistant,
    steps.weigh_danger,
    steps.remember_person,
    steps.follow_chosen_language,
    answer_with_assistant,
)


async def answer_message(door: Door, turn: Turn) -> Answer:
    """Return the answer to one message: always one, and always with contacts when danger was found."""
    try:
        for step in STEPS:
            await step(door, turn)
            if turn.reply is not None:
                break
        if not turn.was_recalled:
            await remember_turn(door, turn)
        return Answer(200, turn.reply or answer_degraded(door, turn, "degraded.intro"))
    except ApiError as error:
        return await _answer_error(door, turn, error)
    except Exception as error:
        get_logger().error("turn_failed", **describe_error(error))
        return await _answer_failure(door, turn)


def remember_danger(turn: Turn) -> None:
    """Note the danger in the conversation: it only grows graver, and is open until the person is safe."""
    conversation, danger = turn.conversation, turn.danger
    if danger and (danger.is_acute or conversation.danger_level != "acute"):
        if danger.about or danger.kind != conversation.danger:
            # Words that tell nobody new are about the same person still.
            conversation.danger_about = danger.about
        conversation.danger, conversation.danger_level = danger.kind, danger.level
    if danger and danger.is_acute or turn.said_of_safety == "not_safe" and conversation.danger:
        conversation.danger_open = True
    elif turn.said_of_safety == "safe":
        conversation.danger_open = False


async def _answer_error(door: Door, turn: Turn, error: ApiError) -> Answer:
    if not turn.conversation.id:
        steps.guess_language(door, turn)
    parts = _try_parts(door, turn, error.code)
    if turn.conversation.id and turn.danger:
        count_turn(door, turn)
        if turn.conversation.id == turn.message.conversation_id:
            # What was told in a message that could not be answered is not forgotten. An error tells no id: a
            # conversation that begins with one could neither go on nor be deleted, and is not kept.
            remember_danger(turn)
            await door.memory.save_conversation(turn.conversation)
    if turn.reply_key:
        await door.memory.release_reply(turn.reply_key)
    message = door.texts.render(f"error.{error.code}", turn.language.words) or error.code
    return Answer(error.status, to_error_body(error.code, message, parts), error.headers)


async def _answer_failure(door: Door, turn: Turn) -> Answer:
    """A mistake of our own is still answered: from the catalogue if it can be, else with an error."""
    if turn.reply_key:
        await door.memory.release_reply(turn.reply_key)
    try:
        if not turn.conversation.id:
            turn.conversation = door.memory.begin_conversation()
        turn.answered = None
        turn.reply = answer_degraded(door, turn, "degraded.intro")
        await remember_turn(door, turn)
        return Answer(200, turn.reply)
    except Exception as error:
        get_logger().error("fallback_failed", **describe_error(error))
        message = door.texts.render("error.internal", turn.language.words) or "internal"
        return Answer(500, to_error_body("internal", message, _try_parts(door, turn, "internal")))


def _try_parts(door: Door, turn: Turn, code: str) -> list[Part]:
    try:
        return build_error_parts(door, turn, code)
    except Exception as error:
        get_logger().error("error_parts_failed", **describe_error(error))
    danger = turn.danger or turn.standing
    if danger is None:
        return []
    part = {"type": "danger", "kind": danger.kind, "level": danger.level, "contacts": [EMERGENCY_NUMBER]}
    return [part]
