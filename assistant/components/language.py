"""Which of the assistant's languages a message is read in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from assistant.components.vocabulary import LANGUAGES, load_vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def decide_language(text: str, metadata: Mapping[str, Any] | None) -> str:
    """Language to read the message in: the front door's decision, else a cheap guess.

    Training blocks carry their language one level deeper (`metadata: {intent: {language: sv}}`).
    """
    for source in (metadata or {}, (metadata or {}).get("intent") or {}):
        language = source.get("language") if isinstance(source, Mapping) else None
        if language in LANGUAGES:
            return str(language)
    return guess_language(text)


def guess_language(text: str) -> str:
    """The language whose small words the text holds most; Finnish when none leads."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    scores = {language: sum(word in small for word in words) for language, small in _small_words().items()}
    best = max(LANGUAGES, key=lambda language: scores[language])
    return best if scores[best] else "fi"


@cache
def _small_words() -> dict[str, frozenset[str]]:
    vocabulary = load_vocabulary("function_words")
    return {language: frozenset(vocabulary[language]) for language in LANGUAGES}
