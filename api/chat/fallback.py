"""Replies without the assistant: still useful, straight from the texts and the catalogue."""

from dataclasses import replace
from typing import Any

from api.chat.choices import Payload
from api.chat.danger_part import build_danger, build_general, build_standing
from api.chat.door import Door, Part, Turn
from api.chat.menu import (
    MOST_CARDS,
    build_choices,
    build_need_services,
    build_query,
    build_services,
    build_text,
    build_theme_needs,
    build_themes,
)
from api.chat.news import build_news
from api.chat.understood import build_understood
from services_catalog.matching import match

# Where newcomers are helped on in their own language, whatever the matter.
NEEDS_OF_NEWCOMERS = ("immigration", "family_social_support", "mental_health")
WIDE_SEARCH = 40
SAFETY_TEXTS = {
    "safe": "danger.after_safe",
    "not_safe": "danger.after_not_safe",
    "decline": "danger.after_skip",
}


def build_reply(door: Door, turn: Turn, status: str, parts: list[Part]) -> dict[str, Any]:
    """Return the reply in the shape of the contract; an acute danger in this message is its status."""
    is_acute = turn.danger is not None and turn.danger.is_acute
    return {
        "conversation_id": turn.conversation.id,
        "language": turn.language.words,
        "status": "danger" if is_acute or _says_not_safe(turn) else status,
        "parts": parts,
        "understood": build_understood(turn, door.labels),
    }


def build_notices(door: Door, turn: Turn) -> list[Part]:
    """Return what the person should know first: what staff tell since the last reply, that text was cut."""
    notices = build_news(door, turn)
    if turn.was_cut:
        notices += build_text(door, turn, "notice.message_cut", limit=4000)
    return notices


def build_way_back(door: Door, turn: Turn) -> list[Part]:
    """Return the one-tap way back to the language that the reply left because of the message."""
    back = turn.language.way_back
    if back is None:
        return []
    title = door.texts.render("choice.answer_in_this_language", back)
    payload = Payload("change_language", {"language_name": back})
    return [
        *build_text(door, turn, "notice.language_changed"),
        *build_choices(door, turn, [(title, payload)]),
    ]


def answer_degraded(door: Door, turn: Turn, opening: str) -> dict[str, Any]:
    """Return danger contacts when flagged, and services by need from a menu.

    Args:
        opening: key of the sentence that says why there is no other answer.
    """
    heading = build_danger(door, turn) if _is_menu_choice(turn) else build_standing(door, turn)
    if turn.language.is_supported:
        parts = [*heading, *build_notices(door, turn), *_answer_choice(door, turn, opening)]
        return build_reply(door, turn, "degraded", [*parts, *build_way_back(door, turn)])
    reply = answer_in_unsupported_language(door, turn)
    return {**reply, "status": "danger" if reply["status"] == "danger" else "degraded"}


def build_error_parts(door: Door, turn: Turn, code: str) -> list[Part]:
    """Return what an error carries: contacts when danger was found, and for limits and choices the menu."""
    if turn.conversation.id != turn.message.conversation_id:
        # An error tells no id of a new conversation, so nothing may be bound to it.
        turn.conversation = replace(turn.conversation, id="")
    if code == "rate_limited":
        return [*build_general(door, turn), *build_themes(door, turn)]
    heading = build_standing(door, turn)
    if code == "choice_expired":
        return [*heading, *build_text(door, turn, "error.choice_expired"), *build_themes(door, turn)]
    return heading


def answer_in_unsupported_language(door: Door, turn: Turn) -> dict[str, Any]:
    """Return the fixed reply in a recognised language: danger part, services in it, and ways on."""
    language = turn.language.code
    if turn.payload and turn.payload.intent != "change_language":
        parts = [*build_standing(door, turn), *_answer_choice(door, turn, "unsupported.reply")]
        return build_reply(door, turn, "act", parts)
    matches = match(door.catalogue.snapshot, build_query(door, turn, NEEDS_OF_NEWCOMERS, WIDE_SEARCH))
    serving = [found for found in matches if language in found.service.languages][:MOST_CARDS]
    interpreted = [found for found in matches if found.service.interpreter is True][:MOST_CARDS]
    texts = build_text(door, turn, "unsupported.reply")
    if not serving:
        texts += build_text(door, turn, "unsupported.none")
    offered = [
        (
            door.texts.render("choice.answer_in_this_language", code),
            Payload("change_language", {"language_name": code}),
        )
        for code in door.languages.offered
    ]
    cards = build_services(door, turn, serving or interpreted or matches[:MOST_CARDS])
    parts = [*build_standing(door, turn), *texts, *cards, *build_choices(door, turn, offered)]
    return build_reply(door, turn, "services" if cards else "act", parts)


def _answer_choice(door: Door, turn: Turn, opening: str) -> list[Part]:
    payload = turn.payload
    intent = payload.intent if payload else None
    if payload and intent == "choose_need" and isinstance(need := payload.entities.get("need"), str):
        return build_need_services(door, turn, need)
    if payload and intent == "choose_theme" and isinstance(theme := payload.entities.get("theme"), str):
        return build_theme_needs(door, turn, theme)
    if intent == "start_over":
        return [*build_text(door, turn, "degraded.start_over"), *build_themes(door, turn)]
    if intent in SAFETY_TEXTS and turn.standing:
        return [*build_text(door, turn, SAFETY_TEXTS[intent]), *build_themes(door, turn)]
    return [*build_text(door, turn, opening), *build_themes(door, turn)]


def _is_menu_choice(turn: Turn) -> bool:
    return turn.payload is not None and turn.payload.intent in ("choose_need", "choose_theme")


def _says_not_safe(turn: Turn) -> bool:
    return turn.standing is not None and turn.act == "not_safe"
