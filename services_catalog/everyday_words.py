"""The words people use for kinds of service and for needs, as `data/vocabulary` has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("fi", "sv", "en")
WORD = re.compile(r"[^\W_]+")
# Shorter beginnings of words would be found everywhere.
SHORTEST_BEGINNING = 3


def plain(text: str) -> str:
    """Small letters without marks: ä, ö and å are often lost on the way, and é is typed as e."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def split_words(text: str) -> list[str]:
    """The words of a text in small letters, marks kept."""
    return WORD.findall(unicodedata.normalize("NFC", text).casefold())


# Compared by identity, so that it can be a key of caches.
@dataclass(frozen=True, eq=False)
class EverydayWords:
    """What an everyday word may mean; all words are plain (see `plain`).

    Args:
        kinds: Kinds of service by the beginnings of what people call them; several words stand as one.
        needs: Needs by the beginnings of words that tell of them for certain.
        concepts: What a word is about, across languages, by its beginnings.
        whole: Words of `needs` and `concepts` that count only as whole words.
        written: The written form of spoken words.
        small: Words that say nothing by themselves.
    """

    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    concepts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    written: Mapping[str, str] = field(default_factory=dict)
    small: frozenset[str] = frozenset()

    def find_kinds(self, words: Iterable[str]) -> dict[str, set[int]]:
        """The kinds that the words name, each with the places of the words that name it."""
        words = list(words)
        found: dict[str, set[int]] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + 4, len(words)) + 1):
                phrase = " ".join(words[start:end])
                shortest = len(phrase) - len(words[end - 1]) + 1
                for length in range(max(shortest, SHORTEST_BEGINNING), len(phrase) + 1):
                    for kind in self.kinds.get(phrase[:length], ()):
                        found.setdefault(kind, set()).update(range(start, end))
        return found

    def find_needs(self, word: str) -> set[str]:
        """The needs that the word tells of."""
        return self._find(self.needs, word)

    def find_concepts(self, word: str) -> set[str]:
        """What the word is about."""
        return self._find(self.concepts, word)

    def _find(self, meanings: Mapping[str, frozenset[str]], word: str) -> set[str]:
        found: set[str] = set()
        for length in range(SHORTEST_BEGINNING, len(word) + 1):
            beginning = word[:length]
            if beginning in meanings and (length == len(word) or beginning not in self.whole):
                found |= meanings[beginning]
        return found


@cache
def load_everyday_words(folder: Path) -> EverydayWords:
    """Return the words of `folder`, that is `data/vocabulary`; read once.

    Raises:
        OSError, yaml.YAMLError, AttributeError: a file is missing or not in its form.
    """
    kinds: dict[str, set[str]] = {}
    for kind, by_language in _read(folder / "service_kinds.yml").items():
        for names in by_language.values():
            for name in names:
                kinds.setdefault(" ".join(split_words(plain(name))), set()).add(kind)
    needs: dict[str, set[str]] = {}
    concepts: dict[str, set[str]] = {}
    whole: set[str] = set()
    open_ended: set[str] = set()
    for language in LANGUAGES:
        for file in sorted((folder / "hints" / language).glob("*.yml")):
            # What tells of a danger or of being no need at all is not what staff look for.
            if file.stem.startswith("danger_"):
                continue
            for hint in _read(file).get("strong") or ():
                word = plain(str(hint))
                if WORD.fullmatch(word.removesuffix("*")):
                    needs.setdefault(word.removesuffix("*"), set()).add(file.stem)
                    (open_ended if word.endswith("*") else whole).add(word.removesuffix("*"))
    for concept, by_language in _read(folder / "concepts.yml").items():
        for beginnings in by_language.values():
            for beginning in plain(beginnings).split():
                if "_" not in beginning:
                    concepts.setdefault(beginning.removeprefix("="), set()).add(concept)
                    (whole if beginning.startswith("=") else open_ended).add(beginning.removeprefix("="))
    return EverydayWords(
        kinds=_freeze(kinds),
        needs=_freeze(needs),
        concepts=_freeze(concepts),
        whole=frozenset(whole - open_ended),
        written={
            plain(str(spoken)): plain(str(written))
            for by_word in _read(folder / "spoken.yml").values()
            for spoken, written in by_word.items()
        },
        small=frozenset(
            plain(str(word)) for words in _read(folder / "function_words.yml").values() for word in words
        ),
    )


def _freeze(meanings: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(found) for word, found in meanings.items()}


def _read(path: Path) -> Any:
    # The loader in C reads these long files ten times as fast.
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
