"""Words that say outright for whom the help is: "haen apua itselleni", "how can I help him", or an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from re import Pattern

from assistant.components.normalization import fold
from assistant.components.number_words import Word
from assistant.components.scenes import Scene
from assistant.components.vocabulary import load_vocabulary

# Values of the slot `about`, in the order in which they are looked for in an answer of a few words.
_ANSWERS = ("other", "child", "self")
_LONGEST_ANSWER = 6


@dataclass(frozen=True, slots=True)
class Helped:
    """Whether the writer asks help outright for himself or herself, for somebody else, or as kin."""

    writer: bool
    other: bool
    kin: bool = False


def find_helped(scene: Scene, language: str) -> Helped:
    """What the message says outright of whom the help is for; both false when it says nothing."""
    text = _join(scene.words)
    return Helped(
        _pattern("helped_self", language).search(text) is not None,
        _pattern("helped_other", language).search(text) is not None,
        _pattern("helped_as_kin", language).search(text) is not None,
    )


def find_answered(question: str | None, scene: Scene, language: str) -> str | None:
    """The answer to "whom is it about" ("other", "child" or "self"), when that was asked."""
    if question != "about":
        return None
    text = " ".join(word.text for word in scene.words if word.text[0].isalnum())
    whole = next((about for about in _ANSWERS if _answer_pattern(about, language).fullmatch(text)), None)
    if whole or len(scene.words) > _LONGEST_ANSWER:
        return whole
    return next((about for about in _ANSWERS if _answer_pattern(about, language).search(text)), None)


def _join(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


@cache
def _pattern(name: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')[name][language])})(?!\w)")


@cache
def _answer_pattern(about: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')['answers'][about][language])})\b")
