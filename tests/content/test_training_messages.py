"""The training messages are many, clean, singly written, and apart from the test messages."""

from collections import defaultdict

import pytest
import yaml

from tests.content.likeness import find_alike
from tests.content.training_messages import (
    LANGUAGES,
    ROOT,
    TrainingMessage,
    read_test_messages,
    read_training_messages,
    words_of,
)

NEEDS_FILE = yaml.safe_load((ROOT / "data" / "needs.yml").read_text(encoding="utf-8"))
NEEDS = [need["key"] for need in NEEDS_FILE["needs"]]
DANGERS = [danger["key"] for danger in NEEDS_FILE["dangers"]]
# `restart` collides with an intent of Rasa's own.
ACTS = ["start_over" if act == "restart" else act for act in NEEDS_FILE["acts"]]

LEAST_MESSAGES = {"fi": 40, "sv": 20, "en": 20}


@pytest.fixture(scope="module")
def messages() -> list[TrainingMessage]:
    return read_training_messages()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", NEEDS + ACTS)
def test_every_intent_has_enough_messages_in_each_language(
    messages: list[TrainingMessage], intent: str, language: str
) -> None:
    """Each need and act has at least the agreed number of messages."""
    count = sum(message.intent == intent and message.language == language for message in messages)
    assert count >= LEAST_MESSAGES[language], f"{intent} in {language}: {count}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["acute", "concern"])
@pytest.mark.parametrize("danger", DANGERS)
def test_every_danger_has_enough_messages_at_both_levels(
    messages: list[TrainingMessage], danger: str, level: str, language: str
) -> None:
    """Each danger has at least the agreed number of messages at each level."""
    count = sum((m.danger, m.level, m.language) == (danger, level, language) for m in messages)
    assert count >= LEAST_MESSAGES[language], f"{danger} {level} in {language}: {count}"


def test_labels_exist(messages: list[TrainingMessage]) -> None:
    """Every label is one of needs.yml."""
    assert {message.intent for message in messages} <= set(NEEDS + ACTS)
    assert {message.danger for message in messages} <= {*DANGERS, None}


def test_no_message_stands_twice(messages: list[TrainingMessage]) -> None:
    """No message is written twice in a language, be it under one label or two."""
    places = defaultdict(list)
    for message in messages:
        places[message.language, message.words].append(f"{message.file}: {message.intent}")
    assert {words: files for words, files in places.items() if len(files) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_share_no_skeleton(messages: list[TrainingMessage], language: str) -> None:
    """No two longer messages are the same but for a word or two: each tells something of its own."""
    own = [message for message in messages if message.language == language]
    alike = [(own[one].text, own[other].text) for one, other in find_alike([m.words for m in own])]
    assert alike == []


def test_no_test_message_is_in_the_training(messages: list[TrainingMessage]) -> None:
    """Neither a test message nor one nearly the same is trained on."""
    tested = read_test_messages()
    leaked = find_alike([words_of(text) for text in tested], [message.words for message in messages])
    assert [(tested[place], messages[other].text) for other, place in leaked] == []
