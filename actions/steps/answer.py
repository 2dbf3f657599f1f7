"""A need gets services: what was understood, at most three cards, and at most one optional question."""

from collections.abc import Sequence
from typing import Any

from actions.catalogue import Matches, ServiceCard
from actions.questions import choose_question
from actions.reference_data import NEED_AFTER_DANGER
from actions.reply import (
    CONTACT_ME,
    PERSON,
    SOMETHING_ELSE,
    THEMES,
    Choice,
    Part,
    Reply,
    choice,
    choices_part,
    help_request_part,
    services_part,
    text_part,
)
from actions.scene import Scene

AGE_GROUPS = {
    "age_0_6": [0, 6],
    "age_7_12": [7, 12],
    "age_13_17": [13, 17],
    "age_18_29": [18, 29],
    "age_30": [30, 99],
}
# A youth who writes of oneself is not under seven; a parent's child may be grown up, not over thirty.
AGE_GROUPS_BY_VARIANT = {
    "youth": ("age_7_12", "age_13_17", "age_18_29"),
    "parent": ("age_0_6", "age_7_12", "age_13_17", "age_18_29"),
}


async def answer_need(scene: Scene) -> Reply:
    """Return services for the needs of this message."""
    needs = needs_of_message(scene)
    matches = await scene.find_cards(needs)
    changed = needs[0] != scene.turn.memory.need
    return services_reply(
        scene, needs, matches, understood_parts(scene, needs), shown_before=() if changed else None
    )


def needs_of_message(scene: Scene) -> tuple[str, ...]:
    """Return the needs to answer, best first: chosen, said, what danger leads to, or what is remembered."""
    turn = scene.turn
    if turn.said.need:
        return (turn.said.need,)
    if turn.need_behind_danger:
        return tuple(dict.fromkeys((turn.need_behind_danger, *turn.needs)))
    if turn.needs:
        return turn.needs
    if turn.is_need:
        return (turn.intent,)
    after_danger = NEED_AFTER_DANGER.get(turn.danger_to_answer or "")
    return tuple(need for need in (after_danger or turn.memory.need,) if need)


def understood_parts(scene: Scene, needs: tuple[str, ...]) -> list[Part]:
    """Return the sentence that shows the need was understood, and one that names the second need."""
    parts = [text_part(f"understood.{needs[0]}", scene.person.variant)]
    parts += [text_part("understood.also", scene.person.variant, need=need) for need in needs[1:2]]
    return parts


def services_reply(
    scene: Scene,
    needs: tuple[str, ...],
    matches: Matches,
    opening: Sequence[Part],
    *,
    asks: bool = True,
    shown_before: tuple[str, ...] | None = None,
    act: str | None = None,
) -> Reply:
    """Return the opening, the cards, the ways on, and last one optional question when `asks`.

    Args:
        shown_before: ids already shown for this need; None for those remembered.
    """
    parts = [*opening, *_outside_parts(scene, matches)]
    before = scene.turn.memory.shown if shown_before is None else shown_before
    slots = memory_of(scene, needs, matches.services, before)
    if not matches.services:
        parts += [
            text_part("act.nothing_fits", scene.person.variant),
            help_request_part(needs[0]),
            choices_part(THEMES, PERSON),
        ]
        return Reply("nothing_fits", tuple(parts), act=act, need=needs[0], slots=slots)
    parts.append(services_part(matches.services))
    parts.append(choices_part(SOMETHING_ELSE, PERSON))
    question = choose_question(scene.turn, scene.person, needs[0], scene.data) if asks else None
    if question:
        parts += question_parts(scene, question)
        slots["asked"] = [*scene.turn.memory.asked, question]
    slots["question"] = question
    return Reply("services", tuple(parts), question, act, needs[0], slots)


def memory_of(
    scene: Scene, needs: tuple[str, ...], services: Sequence[ServiceCard], shown_before: tuple[str, ...]
) -> dict[str, Any]:
    """Return the slots after a reply with these cards."""
    ids = [service.id for service in services]
    return {
        **scene.person.slots,
        "need": needs[0],
        "needs": list(needs),
        "kinds": list(scene.kinds),
        "candidates": None,
        "shown": [*(id_ for id_ in shown_before if id_ not in ids), *ids],
        "in_view": ids,
        "question": None,
    }


def question_parts(scene: Scene, question: str) -> list[Part]:
    """Return the question and its choices; not to say is always one of them."""
    skip = choice("skip", "decline")
    choices: list[Choice] = []
    if question == "age":
        groups = AGE_GROUPS_BY_VARIANT.get(scene.person.variant, tuple(AGE_GROUPS))
        choices = [choice(group, "inform", age_range=AGE_GROUPS[group]) for group in groups]
    elif question == "municipality":
        home = scene.data.find_place(scene.turn.area)
        if home:
            name = scene.data.place_name(home.code, scene.turn.language)
            choices = [choice("place", "inform", {"place": name}, municipality=home.code)]
    elif question == "about":
        choices = [choice(f"about_{who}", "inform", about=who) for who in ("self", "child", "other")]
    return [text_part(f"question.{question}", scene.person.variant), choices_part(*choices, skip)]


def degraded_reply(scene: Scene) -> Reply:
    """Return what still helps without the catalogue: what was understood, the themes, and a person.

    The need is remembered, so that the next message can be answered. Works without any network.
    """
    turn = scene.turn
    needs = needs_of_message(scene)
    parts = understood_parts(scene, needs) if needs and (turn.needs or turn.is_need or turn.said.need) else []
    parts += [
        text_part("degraded.catalogue", scene.person.variant),
        help_request_part(needs[0] if needs else None),
        choices_part(*scene.theme_choices(), CONTACT_ME),
    ]
    slots: dict[str, Any] = {**scene.person.slots, "question": None}
    if needs:
        slots |= {"need": needs[0], "needs": list(needs)}
        if needs[0] != turn.memory.need:
            slots |= {"shown": None, "in_view": None}
    return Reply("degraded", tuple(parts), need=needs[0] if needs else None, slots=slots)


def _outside_parts(scene: Scene, matches: Matches) -> list[Part]:
    place = scene.person.municipality
    if not matches.outside or not place:
        return []
    name = scene.data.place_name(place, scene.turn.language)
    return [text_part("area.outside", scene.person.variant, place=name)]
