"""Questions about the services on view: cost, hours, referral, confidentiality, and how to get in touch."""

from collections.abc import Sequence

from actions.catalogue import CatalogueError, ServiceCard
from actions.reply import (
    CONTACT_ME,
    PERSON,
    SOMETHING_ELSE,
    Part,
    Reply,
    choices_part,
    services_part,
    text_part,
)
from actions.scene import Scene
from actions.steps.answer import memory_of, needs_of_message, understood_parts
from actions.steps.refine import told_parts

THRESHOLD_FACTS = {
    "ask_cost": ("free",),
    "ask_referral": ("referral_needed",),
    "ask_confidentiality": ("guardian_informed", "anonymous"),
}
SHOWS_CARDS = frozenset({"ask_hours", "ask_how_to_contact"})
# How a fact's value is named in a text key. Unknown has a sentence of its own: it is never told as no.
VALUE_NAMES = {True: "yes", False: "no", "depends": "depends", None: "unknown"}
MOST_SERVICES = 3


async def tell_facts(scene: Scene) -> Reply:
    """Return what the catalogue knows of the services on view, grouped by answer."""
    turn = scene.turn
    needs, services, opening, are_new = await _services_meant(scene)
    variant = scene.person.variant
    if not services:
        parts: tuple[Part, ...] = (
            text_part("act.facts_no_context", variant),
            choices_part(*scene.theme_choices(), PERSON),
        )
        return Reply("act", parts, "open", turn.intent, slots={**scene.person.slots, "question": "open"})
    detailed = await _with_details(scene, services) if are_new else services
    parts = (*opening, *fact_parts(turn.intent, detailed, variant))
    if are_new or turn.intent in SHOWS_CARDS:
        parts = (*parts, services_part(services))
    parts = (*parts, choices_part(SOMETHING_ELSE, PERSON))
    slots = {**scene.person.slots, "question": None, "in_view": [service.id for service in services]}
    if are_new and needs:
        changed = needs[0] != turn.memory.need
        slots |= memory_of(scene, needs, services, () if changed else turn.memory.shown)
    return Reply("act", parts, act=turn.intent, need=needs[0] if needs else None, slots=slots)


def fact_parts(intent: str, services: Sequence[ServiceCard], variant: str) -> list[Part]:
    """Return one sentence for each different answer, naming the services it holds for."""
    if intent == "ask_hours":
        return _hours_parts(services, variant)
    if intent == "ask_how_to_contact":
        known = [(service, service.text("application_process")) for service in services]
        parts = [
            text_part("facts.process", variant, service=service.name, process=process)
            for service, process in known
            if process
        ]
        return [*parts, text_part("facts.contact_on_card", variant)]
    parts = []
    for fact in THRESHOLD_FACTS[intent]:
        by_value: dict[bool | str | None, list[str]] = {}
        for service in services:
            by_value.setdefault(service.threshold_fact(fact), []).append(service.name)
        parts += [
            text_part(f"facts.{fact}_{name}", variant, services=_join_names(by_value[value]))
            for value, name in VALUE_NAMES.items()
            if value in by_value
        ]
    return parts


def _join_names(names: Sequence[str]) -> str:
    # Many a name holds a comma of its own ("School social worker, Lohja"): two would read as four.
    return ("; " if any("," in name for name in names) else ", ").join(names)


def _hours_parts(services: Sequence[ServiceCard], variant: str) -> list[Part]:
    parts = [
        text_part("facts.hours", variant, service=service.name, hours=service.hours_text)
        for service in services
        if service.hours_text
    ]
    unknown = [service.name for service in services if not service.hours_text]
    if unknown:
        parts.append(text_part("facts.hours_unknown", variant, services=_join_names(unknown)))
    return parts


async def _services_meant(scene: Scene) -> tuple[tuple[str, ...], tuple[ServiceCard, ...], list[Part], bool]:
    """Return the needs, the services the question is about, an opening, and whether their cards are new."""
    turn = scene.turn
    memory = turn.memory
    remembered = memory.remembered_needs
    kind = turn.said.service_kind
    if kind:
        in_view = await scene.catalogue.find_services(memory.in_view[:MOST_SERVICES], turn.words)
        of_kind = tuple(card for card in in_view if card.kind == kind)
        if of_kind:
            return remembered, of_kind, [], False
        return remembered, await scene.find_of_kinds((kind,), turn.needs or remembered), [], True
    brings_need = turn.typed and turn.band == "sure" and turn.needs and turn.needs[0] != memory.need
    if brings_need or (turn.danger_to_answer and not remembered):
        needs = needs_of_message(scene)
        return needs, (await scene.find_cards(needs)).services, understood_parts(scene, needs), True
    if turn.said.tells_of_the_person and remembered:
        return remembered, (await scene.find_cards(remembered)).services, told_parts(scene), True
    if memory.in_view:
        found = await scene.catalogue.find_services(memory.in_view[:MOST_SERVICES], turn.words)
        if found:
            return remembered, found, [], False
    if remembered:
        return remembered, (await scene.find_cards(remembered)).services, [], True
    return (), (), [], False


async def _with_details(scene: Scene, services: Sequence[ServiceCard]) -> Sequence[ServiceCard]:
    """Return the services with all facts, some of which a match leaves out; as they are if that fails."""
    try:
        ids = [service.id for service in services]
        found = {card.id: card for card in await scene.catalogue.find_services(ids, scene.turn.words)}
    except CatalogueError:
        return services
    return [found.get(service.id, service) for service in services]


def degraded_facts(scene: Scene) -> Reply:
    """Return what still helps when the facts can't be had: the service's own page tells, and a person."""
    parts = (text_part("degraded.facts", scene.person.variant), choices_part(CONTACT_ME, PERSON))
    turn = scene.turn
    return Reply("degraded", parts, act=turn.intent, need=turn.memory.need, slots=scene.person.slots)
