"""Compiled word lists of data/vocabulary/places_context.yml."""

from __future__ import annotations

from functools import cache

from assistant.components.normalization import fold
from assistant.components.vocabulary import LANGUAGES, load_vocabulary

KINDS = (
    "live",
    "be_from",
    "move",
    "school",
    "institution",
    "visit",
    "past",
    "work",
    "negation",
    "correction",
    "others",
    "titles",
)
# Short words count whole, or "en" (no) would begin a hundred others.
_WHOLE_UP_TO = 4


# Kinds whose small words mean something else in another language: Finnish "en" (I do not), Swedish "en" (a).
_OF_ONE_LANGUAGE = frozenset(["negation", "correction", "visit", "past"])


@cache
def load_context_words(kind: str, language: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Beginnings of words and whole words of the kind, folded."""
    languages = (language,) if kind in _OF_ONE_LANGUAGE else LANGUAGES
    words = {fold(word) for one in languages for word in load_vocabulary("places_context")[kind].get(one, ())}
    always_whole = kind in ("negation", "correction", "be_from", "titles")
    whole = {word for word in words if always_whole or len(word) < _WHOLE_UP_TO}
    return tuple(sorted(words - whole)), frozenset(whole)


@cache
def load_own_words(language: str) -> frozenset[str]:
    """Words of the language that are also forms of a place."""
    return frozenset(load_vocabulary("places_context")["own_words"].get(language, ()))


@cache
def load_prepositions() -> dict[str, frozenset[str]]:
    """Prepositions before a name, by what they make of it."""
    return {
        key: frozenset(map(fold, words)) for key, words in load_vocabulary("places_context")["at"].items()
    }
