"""Something else than what was shown."""

from actions.reply import PERSON, THEMES, Reply, choices_part, help_request_part, text_part
from actions.scene import Scene
from actions.steps.answer import services_reply
from actions.steps.themes import show_themes


async def show_others(scene: Scene) -> Reply:
    """Return services not shown yet for this need; when none is left, say so and offer a person."""
    memory = scene.turn.memory
    needs = memory.remembered_needs
    if not needs:
        return await show_themes(scene)
    exclude = tuple(dict.fromkeys((*memory.shown, *memory.in_view)))
    matches = await scene.find_cards(needs, exclude=exclude)
    variant = scene.person.variant
    # The catalogue may not know the ids any more; what has been seen is never shown as something else.
    fresh = tuple(card for card in matches.services if card.id not in exclude)
    if not fresh:
        parts = (
            text_part("act.ask_other_nothing_left", variant),
            help_request_part(needs[0]),
            choices_part(THEMES, PERSON),
        )
        slots = {**scene.person.slots, "question": None}
        return Reply("nothing_fits", parts, act="ask_other", need=needs[0], slots=slots)
    opening = [text_part("act.ask_other", variant)]
    return services_reply(scene, needs, type(matches)(fresh), opening, asks=False, act="ask_other")
