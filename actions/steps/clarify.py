"""In doubt: cards for each likely need and buttons to choose; with no likely need, themes."""

import asyncio
from collections.abc import Sequence

from actions.reply import PERSON, THEMES, Part, Reply, choices_part, need_choice, services_part, text_part
from actions.scene import MOST_CARDS_TO_CLARIFY, Scene, take_turns

FEWEST_READINGS = 2
CARDS_OF_EACH = 2


async def clarify(scene: Scene) -> Reply:
    """Return the best cards of the two or three likeliest needs, and the buttons to choose."""
    return await offer_readings(scene, scene.turn.readings)


async def offer_readings(
    scene: Scene, candidates: tuple[str, ...], opening: Sequence[Part] = (), act: str | None = None
) -> Reply:
    """Return the opening, at most four cards, these needs in turns, and the buttons to choose."""
    found = await asyncio.gather(
        *(scene.catalogue.find_matches(scene.query(need, limit=CARDS_OF_EACH)) for need in candidates)
    )
    # A card may fit two readings; then the second reading's next best is shown.
    cards = take_turns([list(matches.services) for matches in found], MOST_CARDS_TO_CLARIFY)
    variant = scene.person.variant
    # "Which of the two" needs two of them; the short wording fits any number, and a second time.
    is_first = bool(cards) and len(candidates) == FEWEST_READINGS and not opening
    question = text_part("question.clarify" if is_first else "question.clarify_short", variant)
    parts = [*opening, question]
    if cards:
        parts.append(services_part(cards))
    parts.append(choices_part(*map(need_choice, candidates), THEMES, PERSON))
    slots = {
        **scene.person.slots,
        "candidates": list(candidates),
        "kinds": list(scene.kinds),
        "in_view": [card.id for card in cards],
        "question": "clarify",
    }
    return Reply("clarify", tuple(parts), "clarify", act, candidates[0], slots)


async def ask_openly(scene: Scene) -> Reply:
    """Return an open question, the themes and a person; other words when it is asked a second time."""
    again = scene.turn.question == "open"
    parts = (
        text_part("question.open_again" if again else "question.open", scene.person.variant),
        choices_part(*scene.theme_choices(), PERSON),
    )
    return Reply("clarify", parts, "open", slots={**scene.person.slots, "question": "open"})
