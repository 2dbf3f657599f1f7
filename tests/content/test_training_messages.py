"""The training messages are many, clean, singly written, and apart from the test messages."""

from collections import Counter, defaultdict

import pytest
import yaml

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
SHORTEST_SHARED_WORDS = 5
ALIKE = 0.8


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


def test_messages_share_no_skeleton(messages: list[TrainingMessage]) -> None:
    """No two longer messages are the same but for a word or two: each tells something of its own."""
    alike = [(one.text, other.text) for one, other in pairs_with_shared_words(messages)]
    assert alike == []


def test_no_test_message_is_in_the_training(messages: list[TrainingMessage]) -> None:
    """Neither a test message nor one nearly the same is trained on."""
    trained: dict[frozenset[str], str] = {frozenset(m.words.split()): m.text for m in messages}
    by_word = defaultdict(set)
    for words in trained:
        for word in words:
            by_word[word].add(words)
    leaked = []
    for text in read_test_messages():
        words = frozenset(words_of(text).split())
        if len(words) < SHORTEST_SHARED_WORDS:
            continue  # "kiitos" and "moi" are everybody's
        shared = Counter(candidate for word in words for candidate in by_word[word])
        leaked += [
            (text, trained[candidate])
            for candidate, count in shared.items()
            if count / len(words | candidate) >= ALIKE
        ]
    assert leaked == []


def pairs_with_shared_words(messages: list[TrainingMessage]) -> list[tuple[TrainingMessage, TrainingMessage]]:
    """Pairs in one language whose sets of words are the same in at least four fifths."""
    found = []
    for language in LANGUAGES:
        by_word: dict[str, list[int]] = defaultdict(list)
        words = {}
        of_language = [m for m in messages if m.language == language]
        for number, message in enumerate(of_language):
            own = frozenset(message.words.split())
            if len(own) < SHORTEST_SHARED_WORDS:
                continue
            shared = Counter(other for word in own for other in by_word[word])
            for other, count in shared.items():
                if count / len(own | words[other]) >= ALIKE:
                    found.append((of_language[other], message))
            words[number] = own
            for word in own:
                by_word[word].append(number)
    return found
