"""Talk without a need: greetings, thanks, questions about the bot, another language, anger, other matters."""

from actions.catalogue import CatalogueError
from actions.reply import (
    PERSON,
    SOMETHING_ELSE,
    THEMES,
    Part,
    Reply,
    choice,
    choices_part,
    services_part,
    text_part,
)
from actions.scene import Scene
from actions.steps.answer import memory_of

LANGUAGES = ("fi", "sv", "en")
# Who knows where to turn in matters that are not ours, the nearest first.
GENERAL_ADVICE_KINDS = ("social_advice", "family_centre")
INVITES_TO_TELL = frozenset({"greet", "ask_capabilities", "ask_if_bot"})


async def reply_to_act(scene: Scene) -> Reply:
    """Return the act's own sentence and a way on."""
    turn = scene.turn
    if turn.intent == "out_of_scope":
        return await _out_of_scope(scene)
    if turn.intent == "change_language":
        return await _change_language(scene)
    variant = scene.person.variant
    parts: tuple[Part, ...] = (text_part(f"act.{turn.intent}", variant),)
    question = None
    if turn.memory.need:
        parts = (*parts, choices_part(SOMETHING_ELSE, THEMES, PERSON))
    else:
        if turn.intent in INVITES_TO_TELL:
            parts = (*parts, text_part("question.tell_more", variant))
            question = "open"
        parts = (*parts, choices_part(THEMES, PERSON))
    slots = {**scene.person.slots, "question": question}
    return Reply("act", parts, question, turn.intent, slots=slots)


async def _out_of_scope(scene: Scene) -> Reply:
    try:
        services = await scene.find_of_kinds(GENERAL_ADVICE_KINDS)
    except CatalogueError:
        services = ()
    key = "act.out_of_scope" if services else "act.out_of_scope_short"
    cards = (services_part(services),) if services else ()
    parts = (text_part(key, scene.person.variant), *cards, choices_part(THEMES, PERSON))
    # The person's slots stay as they were: what is said in another matter tells nothing of them.
    return Reply("out_of_scope", parts, act="out_of_scope", slots={"question": None})


async def _change_language(scene: Scene) -> Reply:
    turn, memory, variant = scene.turn, scene.turn.memory, scene.person.variant
    wanted = turn.said.language_name
    choices = choices_part(
        *(choice(f"language_{code}", "change_language", language_name=code) for code in LANGUAGES)
    )
    slots = {**scene.person.slots, "question": None}
    if wanted not in LANGUAGES:
        key = "act.language_unsupported" if wanted else "act.change_language_ask"
        return Reply(
            "act", (text_part(key, variant), choices), act="change_language", need=memory.need, slots=slots
        )
    opening = text_part("act.change_language", variant, language=wanted)
    scene = scene.with_language(wanted)
    slots["language"] = wanted
    needs = memory.remembered_needs
    parts: tuple[Part, ...] = (opening, choices_part(THEMES, PERSON))
    if needs:
        # The cards on view are in the old language: the same need is answered again in the new one.
        try:
            services = (await scene.find_cards(needs)).services
        except CatalogueError:
            services = ()
        if services:
            slots = {**memory_of(scene, needs, services, memory.shown), "language": wanted}
            parts = (opening, services_part(services), choices_part(SOMETHING_ELSE, PERSON))
    return Reply("act", parts, act="change_language", need=memory.need, slots=slots)
