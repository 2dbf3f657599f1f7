"""Words without their inflection: what "kotiin", "kotona" and "kodista" have in common counts together.

Snowball stemmers (https://snowballstem.org/algorithms/), by PyStemmer. Lemmas of simplemma are no better here
and take 460 MB more: docs/models.md.
"""

from __future__ import annotations

import re
from functools import cache

import Stemmer

_WORD = re.compile(r"\w+")
_ALGORITHMS = {"fi": "finnish", "sv": "swedish", "en": "english"}


def find_stems(text: str, language: str | None) -> list[str]:
    """The stems of the words of a text, in their order; of an unknown language the words in lower case.

    For one thread at a time.
    """
    words = _WORD.findall(text.lower())
    stemmer = _find_stemmer(language or "fi")
    return stemmer.stemWords(words) if stemmer else words


@cache
def _find_stemmer(language: str) -> Stemmer.Stemmer | None:
    # No cache of its own: what people wrote does not stay in the process.
    return Stemmer.Stemmer(_ALGORITHMS[language], 0) if language in _ALGORITHMS else None
