"""Compiled word lists of data/vocabulary/ages.yml."""

from __future__ import annotations

import re
from functools import cache
from re import Pattern
from typing import Any

from assistant.components.normalization import fold
from assistant.components.vocabulary import load_vocabulary

_WORDS = (
    *("old", "old_words", "years", "years_sure", "months", "weeks", "small_sure", "months_old_person"),
    *("me_is", "is", "fillers", "after", "not_age_after", "counted", "not_exact_after", "oldest_words"),
    *(
        "class_words",
        "class_words_before",
        "upper_secondary",
        "duration_before",
        "essive",
        "decades",
        "money",
    ),
    *("defiance", "turning", "turning_now", "turned", "passing", "passing_small", "soon", "studies_above"),
    *("me_beside", "owning", "at_age", "counted_years", "likeness", "with_after"),
    *("both", "outsiders", "class_beside", "being_in", "on_ordinal_class", "at_school", "class_ending"),
    *("we_are", "living_at", "from_place", "born", "got_child", "ago", "days", "weeks_ago"),
)
_PHRASES = (
    *("not_limit_before", "not_age_before", "class_not_now_before", "class_not_now_after"),
    *("not_exact_before", "time_to_come", "halves", "learner_has"),
    *("today", "reached_after", "just_born"),
)


@cache
def load_age_words(language: str) -> dict[str, Any]:
    """Compiled word lists of data/vocabulary/ages.yml for one language."""
    data = load_vocabulary("ages")
    rules: dict[str, Any] = {name: re.compile(fold(data[name][language])) for name in _WORDS}
    for name in _PHRASES:
        rules[name] = _compile_whole(data[name][language])
    for name in ("upper_years", "exact", "ordinals", "ago_counts"):
        rules[name] = [(re.compile(fold(word)), value) for word, value in data[name][language].items()]
    rules["exact_phrases"] = [
        (_compile_whole(words), years) for words, years in data["exact_phrases"][language].items()
    ]
    rules["classes"] = [
        (re.compile(fold(one["pattern"])), int(one["class"])) for one in data["classes"][language]
    ]
    rules["class_nouns"] = {
        fold(word): number for word, number in data["class_nouns"].get(language, {}).items()
    }
    rules["pregnant"] = re.compile("|".join(rf"\b{fold(word)}" for word in data["pregnant"][language]))
    for name, words in data["in_any_language"].items():
        rules[name] = frozenset(map(fold, words))
    stages = {fold(word): tuple(ages) for word, ages in data["stages"][language].items()}
    rules["stages"] = re.compile(
        rf"\b(?P<word>{'|'.join(map(re.escape, sorted(stages, key=len, reverse=True)))})"
    )
    rules["stage_ranges"] = stages
    return rules


def _compile_whole(words: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(words)})(?!\w)")
