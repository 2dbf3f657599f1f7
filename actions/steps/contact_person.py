"""A person instead of a bot: a contact request, and a phone or chat where somebody answers."""

from actions.catalogue import CatalogueError, ServiceCard
from actions.reply import THEMES, Reply, choices_part, help_request_part, services_part, text_part
from actions.scene import WIDE_SEARCH, Scene

# Where a person answers without knowing the matter yet, by who writes, the nearest first.
ADVICE_KINDS = {
    "youth": ("child_youth_helpline", "school_social_worker", "ohjaamo"),
    "parent": ("family_centre", "social_advice", "parent_helpline"),
    "other": ("social_advice", "crisis_helpline", "family_centre"),
}


async def offer_person(scene: Scene) -> Reply:
    """Return the contact request and, when the catalogue answers, the fitting advice service."""
    turn, variant = scene.turn, scene.person.variant
    need = turn.needs[0] if turn.needs else turn.memory.need
    if turn.intent == "request_contact":
        service_id = turn.said.service_id
        parts = (
            text_part("act.request_contact", variant),
            help_request_part(need, service_id),
            choices_part(THEMES),
        )
    else:
        try:
            services = await find_advice(scene, need)
        except CatalogueError:
            services = ()  # The contact request does not need the catalogue.
        cards = (services_part(services),) if services else ()
        parts = (text_part("act.ask_human", variant), help_request_part(need), *cards, choices_part(THEMES))
    slots = {**scene.person.slots, "question": None}
    if need and need != turn.memory.need:
        slots |= {"need": need, "needs": list(turn.needs), "shown": None, "in_view": None}
    return Reply("help_request", parts, act=turn.intent, need=need, slots=slots)


async def find_advice(scene: Scene, need: str | None) -> tuple[ServiceCard, ...]:
    """Return the phone or chat that fits the need and the writer best; one service, or none."""
    kinds = ADVICE_KINDS[scene.person.variant]
    if need:
        matches = await scene.catalogue.find_matches(scene.query(need, limit=WIDE_SEARCH))
        reachable = [card for card in matches.services if card.has_phone_or_chat]
        general = [card for card in reachable if card.kind in kinds]
        if reachable:
            return tuple(general or reachable)[:1]
    services = await scene.find_of_kinds(kinds, limit=WIDE_SEARCH)
    return tuple(card for card in services if card.has_phone_or_chat)[:1] or services[:1]
