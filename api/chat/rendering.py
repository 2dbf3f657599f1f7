"""Makes sentences, buttons and cards of the keys and values that the actions hand back."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from api.chat.choices import Payload
from api.chat.door import Door, Part, Turn
from api.chat.menu import build_choices
from api.contract import ServiceCard
from api.help_requests.form import Form
from api.help_requests.matter import find_case, find_services
from api.logs import get_logger

# Asked only to refine; in acute danger one question is enough.
OPTIONAL_QUESTIONS = ("age", "municipality", "about")
# What is said in place of sentences that offer a contact request, where nobody would read it.
WITHOUT_CONTACT_REQUEST = {
    "act.ask_human": "act.ask_human_unread",
    "act.request_contact": "act.request_contact_unread",
    "act.request_contact_service": "act.request_contact_unread",
}


def render_parts(
    door: Door, turn: Turn, parts: Sequence[Mapping[str, Any]], question: str | None
) -> list[Part]:
    """Return the parts in the reply's language; one without a text is left out and its key logged."""
    asks_twice = (
        turn.danger is not None and turn.danger.is_acute and question in (*OPTIONAL_QUESTIONS, "safety")
    )
    rendered: list[Part] = []
    parts = _offer_contact_truly(door, turn, parts)
    for part in parts:
        if asks_twice and _belongs_to_question(part, rendered, parts):
            continue
        kind = part.get("type")
        if kind == "text":
            rendered += _render_text(door, turn, part)
        elif kind == "choices":
            rendered += build_choices(door, turn, _read_choices(door, turn, part))
        elif kind == "services":
            rendered += _render_services(part)
        elif kind == "help_request":
            need, service_id = part.get("need"), part.get("service_id")
            rendered.append({"type": "help_request", "need": need, "service_id": service_id})
        else:
            get_logger().warning("part_unknown")
    return rendered


def _offer_contact_truly(
    door: Door, turn: Turn, parts: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Return the parts with words about a contact request that hold where it would go."""
    offered = [part for part in parts if part.get("type") == "help_request"]
    inboxes = [find_case(door, _to_form(door, turn, part), turn.area).inbox for part in offered]
    if not all(inboxes):
        return _without_contact_request(door, turn, parts)
    if not any(inbox.is_demo for inbox in inboxes if inbox):
        return parts
    return [
        {**part, "key": "help_request.demo_banner"} if part.get("key") in WITHOUT_CONTACT_REQUEST else part
        for part in parts
    ]


def _without_contact_request(
    door: Door, turn: Turn, parts: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the parts for when nobody would read a request: no word promises one, services stand in."""
    kept: list[Mapping[str, Any]] = []
    has_services = any(part.get("type") == "services" for part in parts)
    for part in parts:
        if part.get("type") != "help_request":
            kept.append({**part, "key": WITHOUT_CONTACT_REQUEST.get(str(part.get("key")), part.get("key"))})
        elif not has_services:
            services = find_services(door, turn, _to_form(door, turn, part), _list_shown(turn))
            kept += [{"type": "services", "services": services}] if services else []
    return kept


def _list_shown(turn: Turn) -> frozenset[str]:
    """Return the services seen already, when the reply says that all was shown."""
    answered = turn.answered
    if answered is None or answered.status != "nothing_fits":
        return frozenset()
    lists = [answered.slots.get(name) for name in ("shown", "in_view")]
    return frozenset(str(service_id) for seen in lists if isinstance(seen, list) for service_id in seen)


def _to_form(door: Door, turn: Turn, part: Mapping[str, Any]) -> Form:
    need, service_id = part.get("need"), part.get("service_id")
    return Form(
        need=need if need in door.labels.needs else None,
        service_id=service_id if isinstance(service_id, str) else None,
        about=turn.conversation.about,
        age=turn.conversation.age,
        municipality=door.labels.find_municipality_code(turn.conversation.municipality),
    )


def _belongs_to_question(
    part: Mapping[str, Any], rendered: list[Part], parts: Sequence[Mapping[str, Any]]
) -> bool:
    if part.get("type") == "text":
        return str(part.get("key", "")).startswith("question.")
    # The last buttons are the answers to the question.
    return part.get("type") == "choices" and part is parts[-1]


def _render_text(door: Door, turn: Turn, part: Mapping[str, Any]) -> list[Part]:
    key, language = str(part.get("key")), turn.language.code
    values = part.get("values")
    named = door.cards.name_values(values if isinstance(values, Mapping) else {}, language)
    variant = part.get("variant") or turn.conversation.variant
    text = door.texts.render(key, turn.language.words, variant, named)
    if not text:
        get_logger().error("text_missing", key=key, language=language)
        return []
    return [{"type": "text", "text": text}]


def _read_choices(door: Door, turn: Turn, part: Mapping[str, Any]) -> list[tuple[str | None, Payload]]:
    choices = part.get("choices")
    return [
        (_title(door, turn, choice), payload)
        for choice in (choices if isinstance(choices, list) else [])
        if isinstance(choice, Mapping) and (payload := _read_payload(choice.get("payload")))
    ]


def _title(door: Door, turn: Turn, choice: Mapping[str, Any]) -> str | None:
    language = turn.language.code
    if isinstance(need := choice.get("need"), str):
        return door.labels.need(need, language)
    if isinstance(theme := choice.get("theme"), str):
        return door.labels.theme(theme, language)
    if isinstance(offered := choice.get("language"), str):
        # Each in its own words: whoever looks for it may read no other.
        return door.texts.render("choice.answer_in_this_language", offered)
    values = choice.get("values")
    named = door.cards.name_values(values if isinstance(values, Mapping) else {}, language)
    title = door.texts.render(str(choice.get("key")), turn.language.words, turn.conversation.variant, named)
    if not title:
        get_logger().error("text_missing", key=str(choice.get("key")), language=language)
    return title


def _read_payload(payload: Any) -> Payload | None:
    if not isinstance(payload, Mapping) or not isinstance(payload.get("intent"), str):
        return None
    entities = payload.get("entities")
    return Payload(payload["intent"], dict(entities) if isinstance(entities, Mapping) else {})


def _render_services(part: Mapping[str, Any]) -> list[Part]:
    services = part.get("services")
    # A card may come with all the service's details; a reply holds what the contract says.
    cards = [
        {name: card[name] for name in ServiceCard.model_fields if name in card}
        for card in (services if isinstance(services, list) else [])
        if _is_card(card)
    ]
    return [{"type": "services", "services": cards}] if cards else []


def _is_card(card: Any) -> bool:
    # The cards are our own, but they have been through two other processes.
    try:
        ServiceCard.model_validate(card)
    except ValidationError:
        get_logger().error("card_invalid")
        return False
    return True
