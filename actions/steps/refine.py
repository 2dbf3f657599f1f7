"""Answers to a question, and corrections: age, place, whom it is about, yes, no, and "I'd rather not say"."""

from dataclasses import replace

from actions.reply import PERSON, SOMETHING_ELSE, THEMES, Part, Reply, choices_part, text_part
from actions.scene import Scene
from actions.steps.answer import answer_need, services_reply
from actions.steps.clarify import offer_readings
from actions.steps.fresh_start import delete_data
from actions.steps.safety import reply_about_safety
from actions.steps.themes import show_themes

ASKED_OF_THE_PERSON = ("age", "municipality", "about")


async def refine(scene: Scene) -> Reply:
    """Return new cards for what was told, or what yes, no or silence means after the question asked last."""
    turn = scene.turn
    if turn.said.tells_of_the_person:
        return await _with_what_was_told(scene)
    if turn.intent == "affirm":
        return await _yes(scene)
    if turn.intent == "deny":
        return await _no(scene)
    if turn.intent == "decline":
        return await _rather_not(scene)
    return await _noted(scene)


async def _with_what_was_told(scene: Scene) -> Reply:
    memory = scene.turn.memory
    needs = memory.remembered_needs
    if not needs and memory.candidates:
        return await offer_readings(scene, memory.candidates, told_parts(scene), act="inform")
    if not needs:
        return await _noted(scene)
    matches = await scene.find_cards(needs)
    return services_reply(scene, needs, matches, told_parts(scene), act="inform")


def told_parts(scene: Scene) -> list[Part]:
    """Return what was noted, so that a misunderstanding shows at once."""
    said, variant, language = scene.turn.said, scene.person.variant, scene.turn.language
    place = said.municipality or said.school_municipality
    parts = []
    if said.about:
        parts.append(text_part(f"act.inform_about_{said.about}", variant))
    if said.age is not None:
        parts.append(text_part("act.inform_age", variant, age=said.age))
    elif said.age_range is not None:
        parts.append(text_part("act.inform_age_range", variant))
    if place:
        parts.append(
            text_part("act.inform_municipality", variant, place=scene.data.place_name(place, language))
        )
    return parts


async def _yes(scene: Scene) -> Reply:
    turn = scene.turn
    if turn.question == "safety":
        return await reply_about_safety(scene, is_safe=True)
    if turn.question == "delete":
        return await delete_data(scene)
    if turn.question == "clarify" and turn.memory.candidates:
        first = turn.memory.candidates[0]
        return await answer_need(replace(scene, turn=replace(turn, needs=(first,))))
    home = scene.data.find_place(turn.area)
    if turn.question == "municipality" and home:
        # The one place offered as a button: "yes" chooses it.
        place = home.names["fi"]
        told = replace(scene, turn=replace(turn, said=replace(turn.said, municipality=place)))
        return await _with_what_was_told(replace(told, person=replace(scene.person, municipality=place)))
    return _way_on(scene, "act.affirm")


async def _no(scene: Scene) -> Reply:
    turn = scene.turn
    if turn.question == "safety":
        return await reply_about_safety(scene, is_safe=False)
    if turn.question == "delete":
        return _way_on(scene, "act.delete_cancelled")
    if turn.question in ASKED_OF_THE_PERSON:
        return await _rather_not(scene)
    if turn.question == "clarify" or not turn.memory.need:
        themes = await show_themes(scene)
        return replace(themes, parts=(text_part("act.deny", scene.person.variant), *themes.parts), act="deny")
    return _way_on(scene, "act.deny")


async def _rather_not(scene: Scene) -> Reply:
    turn = scene.turn
    if turn.question == "safety":
        opening = text_part("danger.no_answer_reply", scene.person.variant)
        parts = (opening, choices_part(PERSON, THEMES))
        return Reply("act", parts, act="decline", need=turn.memory.need, slots=scene.person.slots)
    if turn.question not in ASKED_OF_THE_PERSON or not turn.memory.need:
        return _way_on(scene, "act.decline_short")
    needs = turn.memory.remembered_needs
    matches = await scene.find_cards(needs)
    # Whoever would rather not say is not asked the next question in the same breath.
    opening = text_part("act.decline", scene.person.variant)
    return services_reply(scene, needs, matches, [opening], asks=False, act="decline")


async def _noted(scene: Scene) -> Reply:
    if scene.turn.memory.need and not scene.turn.said.tells_of_the_person:
        # "Good" would sound as if something had been noted.
        return _way_on(scene, "act.inform_unclear")
    variant = scene.person.variant
    parts = (
        text_part("act.inform_noted", variant),
        text_part("question.tell_more", variant),
        choices_part(*scene.theme_choices(), PERSON),
    )
    return Reply("act", parts, "open", "inform", slots={**scene.person.slots, "question": "open"})


def _way_on(scene: Scene, key: str) -> Reply:
    """Return a short reply with the ways on that fit what is on view."""
    turn, variant = scene.turn, scene.person.variant
    slots = {**scene.person.slots, "question": None}
    if turn.memory.need:
        brief = (text_part(key, variant), choices_part(SOMETHING_ELSE, THEMES, PERSON))
        return Reply("act", brief, act=turn.intent, need=turn.memory.need, slots=slots)
    parts = (
        text_part(key, variant),
        text_part("question.tell_more", variant),
        choices_part(*scene.theme_choices(), PERSON),
    )
    return Reply("act", parts, "open", turn.intent, slots={**slots, "question": "open"})
