"""Actions as Rasa calls them: each hands its turn to the conversation and returns the slots to remember."""

import logging
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.reply import Reply
from actions.routing import Step

logger = logging.getLogger(__name__)


class ConversationAction(Action):  # type: ignore[misc]  # rasa-sdk carries no types
    """An action whose rule leads to one kind of reply."""

    action_name: ClassVar[str]
    step: ClassVar[Step]
    # No rule ends the two actions that stand in for Rasa's own: unless told to listen, Rasa repeats the
    # fallback up to its limit of ten, and the conversation never answers another message.
    listens_next: ClassVar[bool] = False

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def name(self) -> str:
        """The name in the domain."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the reply as one JSON message and return the slots that changed.

        Never raises: rasa-sdk's own error page would send back the request, user's words and all.
        """
        slots = tracker.current_slot_values()
        language = None
        try:
            reply, turn = await self._conversation.reply(self.step, tracker.latest_message, slots)
            language = turn.language
        except Exception as error:
            # The class alone: the message of an unforeseen error may hold the user's words.
            logger.error("action failed: action=%s error=%s", self.action_name, type(error).__name__)
            reply = self._conversation.apologise()
        dispatcher.utter_message(json_message=reply.to_json())
        listening = [FollowupAction("action_listen")] if self.listens_next else []
        return [*_events(reply, slots, language), *listening]


def _events(reply: Reply, slots: dict[str, Any], language: str | None) -> list[dict[str, Any]]:
    remembered = {"language": language, **reply.slots} if language else dict(reply.slots)
    if reply.forgets:
        kept = [SlotSet(name, value) for name, value in remembered.items() if value is not None]
        return [AllSlotsReset(), *kept]
    return [SlotSet(name, value) for name, value in remembered.items() if slots.get(name) != value]


class AnswerNeed(ConversationAction):
    """Services for a need."""

    action_name = "action_answer_need"
    step = Step.ANSWER


class RefineAnswer(ConversationAction):
    """What an answer or a correction changes."""

    action_name = "action_refine_answer"
    step = Step.REFINE


class ShowOtherServices(ConversationAction):
    """Services not shown yet."""

    action_name = "action_show_other_services"
    step = Step.OTHERS


class TellFacts(ConversationAction):
    """Facts of the services on view."""

    action_name = "action_tell_facts"
    step = Step.FACTS


class ExplainService(ConversationAction):
    """What a kind of service is."""

    action_name = "action_explain_service"
    step = Step.EXPLAIN


class ShowThemes(ConversationAction):
    """Themes, and the needs of a theme."""

    action_name = "action_show_themes"
    step = Step.THEMES


class OfferPerson(ConversationAction):
    """A contact request and somebody who answers."""

    action_name = "action_offer_person"
    step = Step.PERSON


class CheckSafety(ConversationAction):
    """A way on after "are you safe?"."""

    action_name = "action_check_safety"
    step = Step.SAFETY


class ReplyToAct(ConversationAction):
    """Talk without a need."""

    action_name = "action_reply_to_act"
    step = Step.ACT


class StartOver(ConversationAction):
    """A fresh start."""

    action_name = "action_start_over"
    step = Step.START_OVER


class DeleteData(ConversationAction):
    """Deletion on request."""

    action_name = "action_delete_data"
    step = Step.DELETE


class DefaultFallback(ConversationAction):
    """In place of Rasa's own, which reverts the turn: an open question and the themes."""

    action_name = "action_default_fallback"
    step = Step.ASK_OPENLY
    listens_next = True


class Restart(ConversationAction):
    """In place of Rasa's own, which wipes the tracker and is silent: a fresh start that says so."""

    action_name = "action_restart"
    step = Step.START_OVER
    listens_next = True


ACTIONS: tuple[type[ConversationAction], ...] = (
    AnswerNeed,
    RefineAnswer,
    ShowOtherServices,
    TellFacts,
    ExplainService,
    ShowThemes,
    OfferPerson,
    CheckSafety,
    ReplyToAct,
    StartOver,
    DeleteData,
    DefaultFallback,
    Restart,
)
