"""Which messages may be kept with their writer's consent: what found nothing, never what is delicate."""

from typing import Any

from api.chat.door import Door, Turn
from api.state import Conversation

# What found nothing.
FOUND_NOTHING = ("nothing_fits", "clarify")
# Sexual matters and violence, and where either is often told.
DELICATE_NEEDS = frozenset(
    {"sexual_health", "sexual_violence", "identity", "domestic_violence", "child_protection", "crime"}
)
# A delicate need that is only suspected counts from one in ten.
LEAST_SUSPICION = 0.1
YOUNGEST_YEARS = 13


def note_unclear(door: Door, turn: Turn) -> None:
    """Note in conversation and reply whether this message, and none before it, may be kept."""
    conversation = turn.conversation
    conversation.unclear = None
    if may_be_kept(door, turn) and turn.text and turn.reply is not None:
        text = turn.message.text or ""
        conversation.unclear = door.unclear.hash_text(conversation.id, text.strip())
        turn.reply["may_be_kept"] = True


def may_be_kept(door: Door, turn: Turn) -> bool:
    """Whether the person may be asked to let this message be read."""
    reply = turn.reply
    return (
        door.unclear.is_on
        and reply is not None
        and reply["status"] in FOUND_NOTHING
        and turn.danger is None
        and not turn.was_cut
        and is_harmless(turn.conversation)
        and not _suspects_delicate(reply["understood"])
    )


def is_harmless(conversation: Conversation) -> bool:
    """Whether nothing told so far forbids keeping: danger, a delicate need, an age under 13.

    The age is that of the person whom the help is for. Parents who write of a small child are left alone too.
    Of a stage ("alakoulussa") the lowest years count, unless the age itself was told.
    """
    told = {key.split(":", 1)[1] for key in conversation.counted if key.startswith("needs:")}
    years = conversation.youngest if conversation.age is None else conversation.age
    is_young = years is not None and years < YOUNGEST_YEARS
    return conversation.danger is None and not is_young and not told & DELICATE_NEEDS


def _suspects_delicate(understood: dict[str, Any]) -> bool:
    suspected = {
        alternative["need"]
        for place, alternative in enumerate(understood["alternatives"])
        # The first two are what a clarifying reply asks about, however faint.
        if place < 2 or alternative["confidence"] >= LEAST_SUSPICION
    }
    return bool(DELICATE_NEEDS & {understood["need"], *understood["needs"], *suspected})
