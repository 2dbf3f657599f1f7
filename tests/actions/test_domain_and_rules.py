"""The domain, the rules, the data files and the actions name the same things."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.memory import Said
from actions.rasa_actions import ACTIONS, ConversationAction, DefaultFallback, Restart

ROOT = Path(__file__).resolve().parents[2]


def _read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def _domain() -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for path in sorted((ROOT / "assistant/domain").glob("*.yml")):
        merged |= _read(f"assistant/domain/{path.name}")
    return merged


def _steps() -> list[tuple[list[str], str]]:
    steps = []
    for path in sorted((ROOT / "data/rules").glob("*.yml")):
        for rule in _read(f"data/rules/{path.name}")["rules"]:
            first, second = rule["steps"]
            steps.append(([step["intent"] for step in first.get("or", [first])], second["action"]))
    return steps


def test_every_need_is_an_intent_and_no_other_when_domain_is_read() -> None:
    """The domain's needs and acts are those of data/needs.yml, with start_over in place of restart."""
    needs = _read("data/needs.yml")
    keys = {need["key"] for need in needs["needs"]}
    acts = {"start_over" if act == "restart" else act for act in needs["acts"]}
    choices = {"choose_need", "choose_theme", "show_themes"}

    intents = _domain()["intents"]

    assert len(intents) == len(set(intents))
    assert set(intents) == keys | acts | choices


def test_every_intent_ends_in_an_action_when_rules_are_read() -> None:
    """Each intent stands in exactly one rule, so no message is left without an answer."""
    ruled = [intent for intents, _ in _steps() for intent in intents]

    assert sorted(ruled) == sorted([*_domain()["intents"], "nlu_fallback"])


def test_all_needs_share_one_rule_when_rules_are_read() -> None:
    """A need has no rule or action of its own."""
    needs = {need["key"] for need in _read("data/needs.yml")["needs"]}

    (intents,) = [intents for intents, action in _steps() if needs & set(intents)]

    assert needs <= set(intents)


def test_every_action_of_the_domain_is_served_when_actions_are_listed() -> None:
    """Domain, rules and server name the same actions; Rasa's silent ones are overridden."""
    served = {action.action_name for action in ACTIONS}

    assert served == set(_domain()["actions"])
    assert {action for _, action in _steps()} | {"action_default_fallback", "action_restart"} == served


def test_domain_holds_no_wording_when_read() -> None:
    """All user-facing text stands in data/texts, by key."""
    assert "responses" not in _domain()


def test_every_entity_is_understood_when_turn_is_read() -> None:
    """Each entity of the domain has a field in the reading of a turn, and the other way round."""
    assert set(_domain()["entities"]) == set(Said.__dataclass_fields__)


def test_no_slot_sways_a_rule_when_domain_is_read() -> None:
    """Rules depend on the intent alone; context is decided by the actions' plain functions."""
    slots = _domain()["slots"]

    assert {slot["influence_conversation"] for slot in slots.values()} == {False}
    assert all(slot["mappings"] for slot in slots.values())


def test_a_new_conversation_knows_nothing_when_sessions_change() -> None:
    """Nothing is carried over to a new session, on a device that a school or a family shares."""
    session = _domain()["session_config"]

    assert session == {"session_expiration_time": 0, "carry_over_slots_to_new_session": False}


def test_each_need_stands_under_one_theme_when_themes_are_read() -> None:
    """Whoever goes by the themes finds every need, once."""
    themes = _read("data/themes.yml")
    listed = [need for theme in themes.values() for need in theme["needs"]]

    assert sorted(listed) == sorted(need["key"] for need in _read("data/needs.yml")["needs"])
    assert 9 <= len(themes) <= 10
    assert all(theme[language] for theme in themes.values() for language in ("fi", "sv", "en"))


def test_each_kind_has_a_name_in_every_language_when_kinds_are_read() -> None:
    """The kinds of needs.yml and their everyday names agree."""
    kinds = _read("data/kinds.yml")

    assert set(kinds) == set(_read("data/needs.yml")["kinds"])
    assert all(set(names) == {"fi", "sv", "en"} and all(names.values()) for names in kinds.values())


@pytest.mark.parametrize("action", [DefaultFallback, Restart])
async def test_rasa_listens_next_when_its_own_actions_are_replaced(
    action: type[ConversationAction], talk: Any
) -> None:
    """Without it Rasa repeats the fallback up to its limit and the conversation is stuck for good."""
    dispatcher = CollectingDispatcher()
    message = {"text": "x", "intent": {"name": "restart", "confidence": 1.0}, "entities": []}
    tracker = Tracker("c", {"need": "bullying"}, message, [], False, None, {}, None)

    events = await action(Conversation(talk.data, talk.catalogue)).run(dispatcher, tracker, {})

    assert events[-1] == FollowupAction("action_listen")
    assert len(dispatcher.messages) == 1
