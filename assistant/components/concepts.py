"""What the words of a message are about, by data/vocabulary/concepts.yml."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from assistant.components.normalization import collapse_doubles, compose, fold
from assistant.components.vocabulary import LANGUAGES, load_vocabulary

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_SHORTEST_FORGIVEN = 6


@dataclass
class _Lexicon:
    """Word beginnings, whole words and phrases of one language, each with its concepts."""

    beginnings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    whole: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=lambda: defaultdict(list))
    forgiving: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, written: str, concept: str) -> None:
        words = [word for word in fold(written.lstrip("=")).split("_") if word]
        if len(words) > 1:
            self.phrases[words[0]].append((tuple(words[1:]), concept))
        elif written.startswith("=") or written.endswith("_"):
            self.whole[words[0]].add(concept)
        else:
            self.beginnings[words[0]].add(concept)
            if len(words[0]) >= _SHORTEST_FORGIVEN - 1:
                self.forgiving[collapse_doubles(words[0])].add(concept)

    def find(self, words: list[str]) -> Iterator[str]:
        for index, word in enumerate(words):
            found = set(self.whole.get(word, ()))
            for length in range(2, len(word) + 1):
                found |= self.beginnings.get(word[:length], set())
            if not found and len(word) >= _SHORTEST_FORGIVEN:
                # "kiussaa", "masenus": doubled letters are what is mistyped most.
                plain = collapse_doubles(word)
                for length in range(4, len(plain) + 1):
                    found |= self.forgiving.get(plain[:length], set())
            for length in range(1, len(word) + 1):
                for rest, concept in self.phrases.get(word[:length], ()):
                    # The first word may have any ending unless it is a short one: "en_jaksa" is not "entä
                    # jaksa".
                    if (length == len(word) or length > 3) and _follows(words[index + 1 :], rest):
                        found.add(concept)
            yield from sorted(found)


def _follows(words: list[str], rest: tuple[str, ...]) -> bool:
    if len(words) < len(rest):
        return False
    return all(word == part for word, part in zip(words, rest[:-1], strict=False)) and words[
        len(rest) - 1
    ].startswith(rest[-1])


def find_concepts(text: str, language: str | None) -> list[str]:
    """Concepts of the words in their order, one for each time it is spoken of; empty when none is known."""
    words = _WORD.findall(fold(compose(text)))
    return list(_lexicon(language if language in LANGUAGES else "fi").find(words))


@cache
def _lexicon(language: str) -> _Lexicon:
    lexicon = _Lexicon()
    for concept, words in load_vocabulary("concepts").items():
        for written in words.get(language, "").split():
            lexicon.add(written, concept)
    return lexicon
