"""For those who find no words: themes, and the needs of a theme, as buttons."""

from actions.reply import PERSON, THEMES, Reply, choices_part, need_choice, text_part
from actions.scene import Scene


async def show_themes(scene: Scene) -> Reply:
    """Return the needs of the chosen theme, or all themes when none was chosen."""
    theme = scene.turn.said.theme
    variant = scene.person.variant
    if theme is None:
        parts = (text_part("question.themes", variant), choices_part(*scene.theme_choices(), PERSON))
    else:
        needs = map(need_choice, scene.data.themes[theme])
        parts = (text_part("question.theme", variant), choices_part(*needs, THEMES, PERSON))
    slots = {**scene.person.slots, "candidates": None, "question": "open"}
    return Reply("clarify", parts, "open", slots=slots)
