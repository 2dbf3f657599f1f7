"""Starting over, and deleting what was told. Both forget every slot; the front door keeps the danger flag."""

from actions.reply import PERSON, Part, Reply, choice, choices_part, text_part
from actions.scene import Scene


async def start_over(scene: Scene) -> Reply:
    """Return a fresh start: all that was told is forgotten; contacts for danger stay, and it says so."""
    parts: tuple[Part, ...] = (text_part("act.start_over"),)
    if scene.turn.danger:
        parts = (*parts, text_part("danger.contacts_stay"))
    parts = (*parts, text_part("question.tell_more"), choices_part(*scene.theme_choices(), PERSON))
    # The label of needs.yml; in Rasa the intent is start_over.
    return Reply("act", parts, "open", "restart", slots={"question": "open"}, forgets=True)


async def delete_data(scene: Scene) -> Reply:
    """Return the act that makes the front door delete the conversation; the slots are forgotten at once.

    What can't be undone is asked first when the classifier is unsure that it was asked for.
    """
    turn = scene.turn
    if turn.band == "unsure" and turn.question != "delete":
        variant = scene.person.variant
        parts = (
            text_part("question.delete", variant),
            choices_part(choice("delete_yes", "affirm"), choice("delete_no", "deny")),
        )
        slots = {**scene.person.slots, "question": "delete"}
        return Reply("act", parts, "delete", need=turn.memory.need, slots=slots)
    return Reply("act", (text_part("act.delete_my_data"),), act="delete_my_data", forgets=True)
