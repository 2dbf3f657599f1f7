"""What a person in danger sees first: contacts, one sentence, and the question whether they are safe."""

from typing import Any

from api.chat.choices import Payload
from api.chat.door import Danger, Door, Part, Turn
from api.chat.menu import build_choices, build_text
from api.danger.contacts import DangerContact, danger_contacts
from api.logs import describe_error, get_logger

# When no part of the message tells the kind, the contacts are those that anybody may need.
GENERAL_KIND = "suicide"

# The one number that may stand in code: it must be shown when nothing else can be.
EMERGENCY_NUMBER: dict[str, Any] = {
    "id": "112",
    "type": "phone",
    "label": "112",
    "value": "112",
    "href": "tel:112",
    "languages": ["fi", "sv", "en"],
    "price": "free",
    "hours": {"state": "open", "until": None, "next_opening": None, "text": "24/7"},
    "audience": None,
}


def build_danger(door: Door, turn: Turn) -> list[Part]:
    """Return the parts that head the reply: for a danger in this message, or one told before.

    Acute: contacts, what to do now, and "are you safe right now?" with a way on for yes, no and no answer.
    Concern: contacts and one gentle line. Told before and still open: contacts and a line that they stay.
    """
    danger = turn.danger
    if danger and danger.is_acute:
        return [
            *build_contacts(door, turn, danger),
            *build_danger_text(door, turn, danger),
            *build_reaching_text(door, turn, danger),
            *build_safety_question(door, turn),
        ]
    if turn.standing and turn.was_open:
        return [*build_contacts(door, turn, turn.standing), *build_text(door, turn, "danger.still_here")]
    if danger:
        return [*build_contacts(door, turn, danger), *build_danger_text(door, turn, danger)]
    return []


def build_standing(door: Door, turn: Turn) -> list[Part]:
    """Return the contacts for any danger of this conversation, also for one that is over."""
    if heading := build_danger(door, turn):
        return heading
    if turn.standing:
        return [*build_contacts(door, turn, turn.standing), *build_text(door, turn, "danger.still_here")]
    return []


def build_general(door: Door, turn: Turn) -> list[Part]:
    """Return the contacts for any danger of this conversation; without one, those for everybody."""
    return build_standing(door, turn) or [
        *build_contacts(door, turn, None),
        *build_text(door, turn, "danger.general"),
    ]


def build_safety_question(door: Door, turn: Turn) -> list[Part]:
    """Return "are you safe right now?" with its three answers."""
    if not turn.conversation.id:
        # The sender of what could not be read has no conversation in which to answer.
        return []
    answers = (("choice.safe", "safe"), ("choice.not_safe", "not_safe"), ("choice.skip", "decline"))
    offered = [(door.texts.render(key, turn.language.words), Payload(intent, {})) for key, intent in answers]
    return [*build_text(door, turn, "question.safety"), *build_choices(door, turn, offered)]


def build_danger_text(door: Door, turn: Turn, danger: Danger) -> list[Part]:
    """Return what to do in this danger, fitted to who is in it as far as that is known."""
    fitted = f"danger.{danger.kind}.{danger.level}.{_find_about(turn, danger)}"
    if door.texts.has(fitted, turn.language.words):
        return build_text(door, turn, fitted)
    return build_text(door, turn, f"danger.{danger.level}.{danger.kind}")


def build_reaching_text(door: Door, turn: Turn, danger: Danger) -> list[Part]:
    """Return what to expect: the bot calls nobody, lines queue, and an adult one trusts helps too."""
    keys = ["danger.nobody_is_called", "danger.queue"]
    if _find_about(turn, danger) != "child" and turn.conversation.variant != "parent":
        keys.append("danger.trusted_adult")
    language = turn.language.words
    said = [door.texts.render(key, language) or "" for key in keys if door.texts.has(key, language)]
    return [{"type": "text", "text": " ".join(said)}] if said else []


def build_contacts(door: Door, turn: Turn, danger: Danger | None) -> list[Part]:
    """Return the contacts that fit danger, age, language and place; 112 alone if they can't be had."""
    return [
        {
            "type": "danger",
            "kind": danger.kind if danger else None,
            "level": danger.level if danger else "concern",
            "contacts": find_contact_cards(door, turn, danger),
        }
    ]


def find_contact_cards(door: Door, turn: Turn, danger: Danger | None) -> list[dict[str, Any]]:
    """Return the contact cards, never none."""
    # The age is that of the person whom the help is for; another who writes needs what is open to all ages.
    about = _find_about(turn, danger)
    is_own = about == "self" or (about is None and turn.conversation.variant != "parent")
    try:
        found = danger_contacts(
            kind=danger.kind if danger else GENERAL_KIND,
            level=danger.level if danger else "acute",
            age=turn.conversation.age if is_own else None,
            language=turn.language.code,
            county=door.labels.county_of(turn.conversation.municipality) or door.labels.county_of(turn.area),
            now=turn.now,
            snapshot=door.catalogue.snapshot,
        )
        return [_build_card(door, turn, contact) for contact in found] or [EMERGENCY_NUMBER]
    except Exception as error:
        get_logger().error("danger_contacts_failed", **describe_error(error))
        return [EMERGENCY_NUMBER]


def _find_about(turn: Turn, danger: Danger | None) -> str | None:
    """Whom the danger is about; where its words tell nobody, the one of whom the same was told before."""
    if danger is None or danger.about or turn.standing is None or turn.standing.kind != danger.kind:
        return danger.about if danger else None
    return turn.standing.about


def _build_card(door: Door, turn: Turn, found: DangerContact) -> dict[str, Any]:
    language = turn.language.code
    card = door.cards.build_contact(found.contact, found.service, turn.language.words, turn.moment)
    if language not in found.contact.languages and found.contact.languages == ("fi",):
        note = (
            "danger.in_finnish" if door.texts.has("danger.in_finnish", language) else "danger.line_in_finnish"
        )
        card["label"] = f"{card['label']}: {door.texts.render(note, turn.language.words)}"
    # Without a warning that its check is long ago (docs/adr/0011).
    return {**card, "service_id": found.service.id}
