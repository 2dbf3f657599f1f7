"""What a kind of service is ("mikä on kuraattori"), with a service of that kind."""

from actions.reply import PERSON, SOMETHING_ELSE, THEMES, Reply, choices_part, services_part, text_part
from actions.scene import Scene


async def explain_service(scene: Scene) -> Reply:
    """Return the kind's explanation and its best service; without a kind, of the service shown first."""
    turn, memory = scene.turn, scene.turn.memory
    variant = scene.person.variant
    needs = memory.remembered_needs
    kind = turn.said.service_kind
    if kind:
        services = await scene.find_of_kinds((kind,), turn.needs or needs)
    else:
        services = await scene.catalogue.find_services(memory.in_view[:1], turn.words)
        kind = services[0].kind if services and services[0].kind in scene.data.kinds else None
    if kind is None:
        parts = (
            text_part("act.about_service_unknown", variant),
            choices_part(*scene.theme_choices(), PERSON),
        )
        slots = {**scene.person.slots, "question": "open"}
        return Reply("act", parts, "open", turn.intent, need=memory.need, slots=slots)
    explanation = text_part(f"about_service.{kind}", variant)
    slots = {**scene.person.slots, "question": None}
    if not services:
        return Reply(
            "act", (explanation, choices_part(THEMES, PERSON)), act=turn.intent, need=memory.need, slots=slots
        )
    ids = [service.id for service in services]
    slots |= {"in_view": ids, "shown": [*(id_ for id_ in memory.shown if id_ not in ids), *ids]}
    on = SOMETHING_ELSE if memory.need else THEMES
    shown = (explanation, services_part(services), choices_part(on, PERSON))
    return Reply("act", shown, act=turn.intent, need=memory.need, slots=slots)
