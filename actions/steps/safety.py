"""The answer to "are you safe right now?" gets a real way on, whatever it is.

The danger contacts themselves come from the front door, which heads the reply with them.
"""

from actions.catalogue import CatalogueError
from actions.reference_data import NEED_AFTER_DANGER
from actions.reply import (
    CONTACT_ME,
    PERSON,
    SOMETHING_ELSE,
    THEMES,
    Reply,
    choices_part,
    services_part,
    text_part,
)
from actions.scene import Scene
from actions.steps.answer import memory_of


async def check_safety(scene: Scene) -> Reply:
    """Return the way on for somebody who says whether they are safe."""
    return await reply_about_safety(scene, is_safe=scene.turn.intent == "safe")


async def reply_about_safety(scene: Scene, *, is_safe: bool) -> Reply:
    """Return services to go on with for the safe; for others a short reply that leaves contacts in view."""
    turn, variant = scene.turn, scene.person.variant
    need = turn.memory.need or NEED_AFTER_DANGER.get(turn.danger or "")
    if not is_safe:
        # "I'm scared" as a first word may be the dark or an exam: what has happened is asked, beside 112.
        is_known = turn.danger or turn.question == "safety" or not turn.typed
        said = "danger.not_safe_reply" if is_known else "danger.not_safe_unasked"
        parts = (text_part(said, variant), choices_part(PERSON, THEMES))
        slots = {**scene.person.slots, "need": need, "question": None}
        return Reply("act", parts, act="not_safe", need=need, slots=slots)
    opening = text_part("danger.safe_reply", variant)
    slots = {**scene.person.slots, "need": need, "question": None}
    if need is None:
        parts = (opening, choices_part(*scene.theme_choices(), PERSON))
        return Reply("act", parts, act="safe", slots=slots)
    try:
        services = (await scene.find_cards((need,))).services
    except CatalogueError:
        parts = (opening, choices_part(CONTACT_ME, THEMES))
        return Reply("act", parts, act="safe", need=need, slots=slots)
    if services:
        slots = memory_of(scene, (need,), services, turn.memory.shown)
        on = (services_part(services), choices_part(SOMETHING_ELSE, PERSON))
        return Reply("act", (opening, *on), act="safe", need=need, slots=slots)
    return Reply("act", (opening, choices_part(PERSON, THEMES)), act="safe", need=need, slots=slots)
