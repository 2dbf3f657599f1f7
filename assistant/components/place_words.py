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
    "others_do",
    "parents",
    "met",
    "articles",
    "he_is",
    "self",
    "now",
    "lived",
    "event",
    "arena",
    "wares",
    "naming",
    "place_nouns",
    "titles",
    "employed",
    "grew",
    "duty",
    "no_longer",
    "waters",
    "others_say",
    "children",
    "writer",
    "befalls_me",
    "stays",
    "he",
    "leave",
    "origin",
    "seek",
    "returned",
    "quit",
    "dwell",
    "born",
    "wish",
)
_WHOLE = frozenset(
    ["negation", "correction", "be_from", "titles", "met", "articles", "he_is", "self", "now", "place_nouns"]
    + ["employed", "no_longer", "writer", "befalls_me", "stays", "he", "seek", "returned", "dwell"]
)
# Short words count whole, or "en" (no) would begin a hundred others.
_WHOLE_UP_TO = 4


# Kinds whose small words mean something else in another language: Finnish "en" (I do not), Swedish "en" (a).
_OF_ONE_LANGUAGE = frozenset(
    [*("negation", "correction", "visit", "past", "lived", "event", "others_do", "met", "articles"), "self"]
    + ["now", "naming", "he_is", "parents", "employed", "grew", "no_longer", "waters"]
    + ["others_say", "children", "writer", "befalls_me", "stays", "he", "leave", "origin", "seek"]
    + ["returned", "quit", "dwell", "wish", "born"]
)


@cache
def load_context_words(kind: str, language: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Beginnings of words and whole words of the kind, folded."""
    languages = (language,) if kind in _OF_ONE_LANGUAGE else LANGUAGES
    words = {fold(word) for one in languages for word in load_vocabulary("places_context")[kind].get(one, ())}
    always_whole = kind in _WHOLE
    whole = {word for word in words if always_whole or len(word) < _WHOLE_UP_TO or word.endswith("$")}
    return tuple(sorted(words - whole)), frozenset(word.rstrip("$") for word in whole)


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
