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
# A correction has so few words, and names the one meant in so few: "mun pikku veljeä".
_LONGEST_CORRECTION, _LONGEST_NAME = 9, 3
# After a bare "no, it's" these are rather the ones who hurt the writer than the ones to be helped.
_SAFETY, _FEARED = "safety", frozenset(["parent", "partner"])
_ABOUT = frozenset(["about", "for", "om", "galler", "koskee"])
_LAST_PAUSES, _SUCH = frozenset([".", "!"]), frozenset(["best", "basta", "lilla", "little", "pikku", "paras"])


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


def find_corrected(question: str | None, scene: Scene, language: str) -> str | None:
    """Whom a few words say it is about after all: "ei mua vaan mun veljeä", "no, about my husband".

    "No, it's my dad" answers "are you safe?" with who is to be feared: it is still about the writer.
    """
    if question == _SAFETY:
        return None
    words = [word for word in scene.words if word.text not in _LAST_PAUSES]
    if not 1 < len(words) <= _LONGEST_CORRECTION:
        return None
    for first in range(len(words) - 1, max(0, len(words) - _LONGEST_NAME - 1), -1):
        if not _pattern("corrected", language).fullmatch(_join(words[:first])):
            continue
        meant, last = range(first, len(words)), len(words) - 1
        person = next((person for person in scene.persons if person.index == last), None)
        named = all(i in scene.signs["mine"] or words[i].text in _SUCH for i in meant if i != last)
        head = range(first)
        told = words[first - 1].text in _ABOUT or words[last].text.endswith("sta")
        told = told or any(i in scene.signs["me"] for i in head) or (person is not None and person.own)
        if person is not None and person.kind in _FEARED and question != "about":
            told = _tells_outright(words, first, scene)
        # "ei isä vaan äiti" may tell of anything.
        if person is not None and named and told and person.kind != "writer":
            return "child" if person.kind in ("child", "youngster") else "other"
        if first == last and last in scene.signs["me"] - scene.signs["mine"]:
            return "self"
    return None


def _tells_outright(words: list[Word], first: int, scene: Scene) -> bool:
    """Whether it is said to be about the one named: "no, about", "ei mua vaan"; not a bare "no, it's"."""
    about = words[first - 1].text in _ABOUT or words[-1].text.endswith("sta")
    replaced = any(i in scene.signs["me"] - scene.signs["mine"] for i in range(first))
    return about or replaced or any(person.index < first for person in scene.persons)


def _join(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


@cache
def _pattern(name: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')[name][language])})(?!\w)")


@cache
def _answer_pattern(about: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')['answers'][about][language])})\b")
