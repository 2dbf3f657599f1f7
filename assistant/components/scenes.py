"""The words of a message that tell of people, with what stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from re import Pattern
from typing import Any

from assistant.components.normalization import fold
from assistant.components.number_words import Word
from assistant.components.persons import Person, read_person
from assistant.components.vocabulary import load_vocabulary
from assistant.components.writers import find_writer

_KINDS = ("nobody", "ward", "partner", "sibling", "friend", "parent", "child", "youngster")
_SIGNS = (
    "fellow",
    "young_self",
    "me",
    "i",
    "dropped",
    "told",
    "hurt",
    "does",
    "living",
    "we",
    "fine",
    "ill",
    "troubled",
    "worried",
    "mine",
    "having",
    "expecting",
    "unborn",
    "seen",
    "neighbour",
    "he",
    "stranger",
    "companion",
    "with_before",
    "writer_is",
    "writer_here",
    "keeper",
    "keeper_as",
    "parent_as",
    "youth_words",
    "adult_words",
)
_CLAUSE_END = re.compile(
    r"[.;!?:\n…]+|mutta|mut|mutku|joten|vaikka|koska|men|och|fast|but|and|because|so|ja|kun|ku|eika"
)
_SENTENCE_END = re.compile(r"[.!?\n…]+")
# Swedish words that only å and ä tell apart, by what they are looked for: "får" (gets) is no father.
_LOOKALIKES = {
    ("parent", "far"): "får",
    ("writer_here", "har"): "har",
    ("having", "har"): "här",
    ("mine", "var"): "var",
    ("me", "var"): "var",
}
# Around an adjective that stands for a small child: "den lilla e ett år", "our little one, 2, bites".
_BEFORE_LITTLE = frozenset(["den", "little"])
_AFTER_LITTLE = frozenset(["pa", "ar", "e", "a", "som", "har", "ska", ",", "(", "on", "is", "who", "has"])
_CAPITAL = re.compile(r"[A-ZÅÄÖ][a-zåäöé]{2,}")


@dataclass(frozen=True)
class Scene:
    """The words of a message, the clause of each, the persons, and the word numbers of each other sign.

    `writer` is "parent" or "keeper" (there for somebody else by work or as kin) when the writer says so; such
    a word is a person of the kind "writer". `capitals` are the words written as a name is.
    """

    words: list[Word]
    clauses: list[int]
    persons: list[Person]
    signs: dict[str, frozenset[int]]
    writer: str | None = None
    capitals: frozenset[int] = frozenset()
    language: str = "fi"


def find_scene(words: list[Word], text: str, language: str) -> Scene:
    """Who is named in the message.

    Args:
        words: Words of the folded message.
        text: The message as written.
        language: Language of the message.
    """
    signs: dict[str, set[int]] = {sign: set() for sign in _SIGNS}
    kinds: dict[int, str] = {}
    patterns = _patterns(language)
    for index, word in enumerate(words):
        minutes = word.text == "min" and index > 0 and words[index - 1].number is not None
        if not word.text[0].isalpha() or minutes:
            continue
        for sign in _SIGNS:
            if patterns[sign].fullmatch(word.text) and not _is_lookalike(sign, word, text):
                signs[sign].add(index)
        kind = next((kind for kind in _KINDS if patterns[kind].fullmatch(word.text)), None)
        following = words[index + 1].text if index + 1 < len(words) else ""
        if patterns["nobody_next"].fullmatch(following):
            continue
        whose = words[index - 1].text if index else ""
        little = patterns["little"].fullmatch(word.text) and following in _AFTER_LITTLE
        if kind is None and little and (index - 1 in signs["mine"] or whose in _BEFORE_LITTLE):
            kind = "child"
        if kind is not None and kind != "nobody" and not _is_lookalike(kind, word, text):
            kinds[index] = kind
    signs["me"] |= signs["dropped"] & {0}
    signs["hurt"] = {i for i in signs["hurt"] if not {i - 1, i - 2, i + 1} & signs["told"]}
    signs["hurt"] = {i for i in signs["hurt"] if i - 1 not in signs["with_before"]}
    frozen = {sign: frozenset(indices) for sign, indices in signs.items()}
    clauses, starts = _split_clauses(words)
    writer = find_writer(words, kinds, frozen, clauses)
    persons = [read_person(words, index, kinds, frozen, clauses, starts) for index in sorted(kinds)]
    capitals = frozenset(i for i, word in enumerate(words) if _CAPITAL.fullmatch(text[word.start : word.end]))
    return Scene(
        words,
        clauses,
        [person for person in persons if person is not None],
        frozen,
        writer,
        capitals,
        language,
    )


def _is_lookalike(kind: str, word: Word, text: str) -> bool:
    return _LOOKALIKES.get((kind, word.text)) == text[word.start : word.end].lower()


def _split_clauses(words: list[Word]) -> tuple[list[int], list[int]]:
    """The clause of each word and how many words its sentence has before it."""
    clauses, starts, clause, start = [], [], 0, 0
    for index, word in enumerate(words):
        clauses.append(clause)
        starts.append(index - start)
        if _CLAUSE_END.fullmatch(word.text):
            clause += 1
        if _SENTENCE_END.fullmatch(word.text):
            start = index + 1
    return clauses, starts


@cache
def _patterns(language: str) -> dict[str, Pattern[str]]:
    vocabulary: dict[str, Any] = load_vocabulary("people")
    return {
        kind: re.compile(fold(vocabulary[kind][language]))
        for kind in (*_KINDS, *_SIGNS, "nobody_next", "little")
    }
