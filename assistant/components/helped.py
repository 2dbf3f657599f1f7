"""Words that say outright for whom the help is: "haen apua itselleni", "how can I help him"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from re import Pattern

from assistant.components.normalization import fold
from assistant.components.number_words import Word
from assistant.components.persons import Scene
from assistant.components.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Helped:
    """Whether the writer asks help outright for himself or herself, and for somebody else."""

    writer: bool
    other: bool


def find_helped(scene: Scene, language: str) -> Helped:
    """What the message says outright of whom the help is for; both false when it says nothing."""
    text = _join(scene.words)
    return Helped(
        _pattern("helped_self", language).search(text) is not None,
        _pattern("helped_other", language).search(text) is not None,
    )


def _join(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


@cache
def _pattern(name: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')[name][language])})(?!\w)")
