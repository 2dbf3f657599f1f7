"""From a turn to its reply: reads, chooses the step, and apologises usefully when the catalogue is down."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from actions.catalogue import Catalogue, CatalogueError
from actions.person import Person, understand_person
from actions.reference_data import ReferenceData
from actions.reply import Reply
from actions.routing import Step, choose_step
from actions.scene import Scene
from actions.steps.acts import reply_to_act
from actions.steps.answer import answer_need, degraded_reply
from actions.steps.clarify import ask_openly, clarify
from actions.steps.contact_person import offer_person
from actions.steps.explain import explain_service
from actions.steps.facts import degraded_facts, tell_facts
from actions.steps.fresh_start import delete_data, start_over
from actions.steps.others import show_others
from actions.steps.refine import refine
from actions.steps.safety import check_safety
from actions.steps.themes import show_themes
from actions.turn import Turn, read_turn

logger = logging.getLogger(__name__)

STEPS: Mapping[Step, Callable[[Scene], Awaitable[Reply]]] = {
    Step.ANSWER: answer_need,
    Step.CLARIFY: clarify,
    Step.ASK_OPENLY: ask_openly,
    Step.REFINE: refine,
    Step.OTHERS: show_others,
    Step.FACTS: tell_facts,
    Step.EXPLAIN: explain_service,
    Step.THEMES: show_themes,
    Step.PERSON: offer_person,
    Step.SAFETY: check_safety,
    Step.ACT: reply_to_act,
    Step.START_OVER: start_over,
    Step.DELETE: delete_data,
}


class Conversation:
    """Answers turns; holds no state between them."""

    def __init__(self, data: ReferenceData, catalogue: Catalogue, budget_seconds: float = 1.8) -> None:
        self._data = data
        self._catalogue = catalogue
        self._budget_seconds = budget_seconds

    async def reply(
        self, usual: Step, latest_message: Mapping[str, Any], slots: Mapping[str, Any]
    ) -> tuple[Reply, Turn]:
        """Return the reply and the turn it answers; when the catalogue fails, a degraded reply in time."""
        turn = read_turn(latest_message, slots, self._data)
        scene = Scene(turn, understand_person(turn), self._data, self._catalogue)
        step = choose_step(usual, turn)
        try:
            # Several questions to the catalogue in one turn share the time.
            async with asyncio.timeout(self._budget_seconds):
                return await STEPS[step](scene), turn
        except (CatalogueError, TimeoutError) as error:
            logger.warning("catalogue failed: step=%s error=%s attempt=%s", step, type(error).__name__, error)
            return (degraded_facts(scene) if step is Step.FACTS else degraded_reply(scene)), turn

    def apologise(self) -> Reply:
        """Return a reply that needs nothing but the data files, for a turn that could not be read at all."""
        turn = read_turn({}, {}, self._data)
        return degraded_reply(Scene(turn, Person(), self._data, self._catalogue))
