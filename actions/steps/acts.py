"""Talk without a need: greetings, thanks, questions about the bot, another language, anger, other matters."""

from dataclasses import replace

from actions.catalogue import CatalogueError
from actions.reference_data import NEED_AFTER_DANGER
from actions.reply import (
    PERSON,
    SOMETHING_ELSE,
    THEMES,
    Part,
    Reply,
    choices_part,
    language_choice,
    services_part,
    text_part,
)
from actions.scene import Scene
from actions.steps.answer import memory_of
from actions.steps.clarify import offer_readings

INVITES_TO_TELL = frozenset({"greet", "ask_capabilities", "ask_if_bot"})


async def reply_to_act(scene: Scene) -> Reply:
    """Return the act's own sentence and a way on."""
    turn = scene.turn
    if turn.intent == "out_of_scope":
        return _out_of_scope(scene)
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


def _out_of_scope(scene: Scene) -> Reply:
    """Say kindly what this is not for; no service is shown, for a wrong one would only lead astray."""
    parts = (text_part("act.out_of_scope", scene.person.variant), choices_part(THEMES, PERSON))
    # What is said in another matter tells nothing of the person, but one asks about the place one lives in: a
    # better guess than none, and never in place of one that was told.
    turn = scene.turn
    slots = {"question": None, "municipality": turn.memory.municipality or turn.said.municipality}
    return Reply("out_of_scope", parts, act="out_of_scope", slots=slots)


async def _change_language(scene: Scene) -> Reply:
    turn, memory, variant = scene.turn, scene.turn.memory, scene.person.variant
    wanted = turn.said.language_name
    languages = scene.data.languages
    choices = choices_part(*map(language_choice, languages))
    slots = {**scene.person.slots, "question": None}
    if wanted not in languages:
        key = "act.language_unsupported" if wanted else "act.change_language_ask"
        return Reply(
            "act", (text_part(key, variant), choices), act="change_language", need=memory.need, slots=slots
        )
    opening = text_part("act.change_language", variant, language=wanted)
    scene = scene.with_language(wanted)
    slots["language"] = wanted
    after_danger = NEED_AFTER_DANGER.get(turn.danger or "")
    needs = memory.remembered_needs or ((after_danger,) if after_danger else ())
    parts: tuple[Part, ...] = (opening, choices_part(THEMES, PERSON))
    if not needs and memory.candidates:
        try:
            reply = await offer_readings(scene, memory.candidates, [opening], act="change_language")
        except CatalogueError:
            return Reply("act", parts, act="change_language", slots=slots)
        return replace(reply, slots={**reply.slots, "language": wanted})
    if needs:
        # The cards on view are in the old language: the same need is answered again in the new one.
        try:
            services = (await scene.find_cards(needs)).services
        except CatalogueError:
            services = ()
        if services:
            slots = {**memory_of(scene, needs, services, memory.shown), "language": wanted}
            parts = (opening, services_part(services), choices_part(SOMETHING_ELSE, PERSON))
    return Reply("act", parts, act="change_language", need=needs[0] if needs else None, slots=slots)
