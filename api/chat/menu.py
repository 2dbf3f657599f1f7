"""Services by need from a menu: what is left when nothing is understood."""

from collections.abc import Sequence

from api.chat.choices import PAGE_INTENTS, Payload
from api.chat.door import Door, Part, Turn
from services_catalog.matching import Match, Query, match

MOST_CARDS = 3


def build_text(door: Door, turn: Turn, key: str, **values: str | int) -> list[Part]:
    """Return the sentence as a part, or nothing when it was never written."""
    text = door.texts.render(key, turn.language.words, turn.conversation.variant, values)
    return [{"type": "text", "text": text}] if text else []


def build_choices(door: Door, turn: Turn, offered: Sequence[tuple[str | None, Payload]]) -> list[Part]:
    """Return buttons with these titles; one without a title is left out.

    Before there is a conversation only those can be offered that a page may offer too.
    """
    choices = [
        {"title": title, "choice": choice}
        for title, payload in offered
        if title and (choice := _issue(door, turn, payload))
    ]
    return [{"type": "choices", "choices": choices}] if choices else []


def _issue(door: Door, turn: Turn, payload: Payload) -> str | None:
    if turn.conversation.id:
        return door.choices.issue(payload, turn.conversation.id)
    return door.choices.issue_for_page(payload) if payload.intent in PAGE_INTENTS else None


def build_themes(door: Door, turn: Turn) -> list[Part]:
    """Return the topics as buttons, under their question."""
    language = turn.language.code
    offered = [
        (door.labels.theme(key, language), Payload("choose_theme", {"theme": key}))
        for key in door.labels.themes
    ]
    return build_text(door, turn, "degraded.choose_theme") + build_choices(door, turn, offered)


def build_theme_needs(door: Door, turn: Turn, theme: str) -> list[Part]:
    """Return the needs of a topic as buttons; of an unknown one, the topics."""
    known = door.labels.themes.get(theme)
    if known is None:
        return build_themes(door, turn)
    language = turn.language.code
    offered = [
        (door.labels.need(need, language), Payload("choose_need", {"need": need})) for need in known.needs
    ]
    return build_text(door, turn, "degraded.choose_need") + build_choices(door, turn, offered)


def build_need_services(door: Door, turn: Turn, need: str) -> list[Part]:
    """Return the services for a need, straight from the catalogue."""
    matches = match(door.catalogue.snapshot, build_query(door, turn, [need]))
    name = door.labels.need(need, turn.language.code)
    if not matches:
        return build_text(door, turn, "degraded.nothing", need=name) + build_themes(door, turn)
    return build_text(door, turn, "degraded.services", need=name) + build_services(door, turn, matches)


def build_services(door: Door, turn: Turn, matches: Sequence[Match]) -> list[Part]:
    """Return matched services as cards; nothing when there are none."""
    cards = [door.cards.build_match(found, turn.language.words, turn.moment) for found in matches]
    return [{"type": "services", "services": cards}] if cards else []


def build_query(door: Door, turn: Turn, needs: Sequence[str], limit: int = MOST_CARDS) -> Query:
    """Return the question to the catalogue, with what is known of the person."""
    known = turn.conversation
    return Query(
        needs=tuple(needs),
        age=known.age,
        # With the age alone a mother of a 14-year-old would get the children's chat and no line for parents.
        about=known.about,  # type: ignore[arg-type]
        role=known.variant,  # type: ignore[arg-type]
        municipality=known.municipality,
        home_area=turn.area,
        language=turn.language.code,
        now=turn.now,
        limit=limit,
    )
