"""People of a message who are not the one to be helped: the dead, and those merely compared with."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from re import Pattern

from assistant.components.age_owners import ASIDE, SELF, THIRD
from assistant.components.ages import Age
from assistant.components.normalization import fold
from assistant.components.persons import Person
from assistant.components.scenes import Scene
from assistant.components.vocabulary import load_vocabulary

_SENTENCE_ENDS = frozenset([".", "!", "?", "\n"])
_NEARBY, _SHORTLY = 10, 3
# An age without an owner beside a death is that of the dead after these, or when it is so great.
_ONLY = frozenset(["only", "just", "vain", "vasta", "vaan", "bara", "endast", "was", "oli", "va", "var"])
_HARDLY_A_YOUTH = 31


def find_lost(scene: Scene) -> frozenset[int]:
    """Word numbers of the persons who have died: "Serkkuni, 19, kuoli", "lost my dad"."""
    lost = set()
    for start, end in _find(scene, "dead"):
        if any(start - _SHORTLY <= first < start for first, _ in _find(scene, "hardly_dead")):
            continue
        before = [p.index for p in scene.persons if start - _NEARBY <= p.index < start]
        after = [p.index for p in scene.persons if end <= p.index < end + _SHORTLY]
        near = [i for i in before if not _ends_between(scene, i, start)][-1:]
        lost.update(near or (after[:1] if scene.words[start].text == "lost" else []))
    return frozenset(i for i in lost if any(p.index == i and p.kind != "writer" for p in scene.persons))


def set_aside_dead(ages: list[Age], scene: Scene, lost: frozenset[int]) -> list[Age]:
    """The ages, those of the dead marked as nobody's: "hän oli 84", "only 49"."""
    return [replace(age, owner=ASIDE) if _is_of_dead(age, scene, lost) else age for age in ages]


def is_bystander(person: Person, scene: Scene, ages: list[Age]) -> bool:
    """Whether the message compares with the person or grieves: "pikkuveli on 9 ja ilonen, mä vaan itken"."""
    until = next((i for i in range(person.index, len(scene.words)) if _ends(scene, i)), len(scene.words))
    # What is said of the person ends where the writer speaks of himself or herself, or with the next person.
    mine = [*scene.signs["i"], *(first for first, _ in _find(scene, "suffers"))]
    others = [one.index + 1 for one in scene.persons if one.index > person.index]
    span = set(range(person.index + 1, min([until, *others, *(i for i in mine if i > person.index)])))
    signs = scene.signs
    if span & (signs["troubled"] | signs["worried"]):
        return False
    well, ill = span & (signs["fine"] | signs["does"]), span & signs["ill"]
    suffers = bool(_find(scene, "suffers"))
    aged = any(age.owner == person.kind for age in ages)
    return bool(suffers and (well or ill)) or bool(well and aged and signs["me"])


def _is_of_dead(age: Age, scene: Scene, lost: frozenset[int]) -> bool:
    if age.owner in (SELF, ASIDE) and age.strength > 0:
        return False
    index = next((i for i, word in enumerate(scene.words) if word.start == age.start), 0)
    kinds = {p.index: p.kind for p in scene.persons}
    for person in lost:
        ends = sum(_ends(scene, i) for i in range(min(person, index), max(person, index)))
        if age.owner == kinds[person] and ends <= 1:
            return True
        if index < person:
            continue
        if age.owner in (THIRD, None) and ends <= 1:
            only = scene.words[index - 1].text in _ONLY or (age.years or 0) >= _HARDLY_A_YOUTH
            if age.owner == THIRD or only:
                return True
    return False


def _ends(scene: Scene, index: int) -> bool:
    return scene.words[index].text in _SENTENCE_ENDS


def _ends_between(scene: Scene, first: int, last: int) -> bool:
    return any(_ends(scene, i) for i in range(first, last))


def _find(scene: Scene, name: str) -> list[tuple[int, int]]:
    """First word and the word after the last of each place where words of the list stand."""
    text = " ".join(word.text for word in scene.words)
    found = _pattern(name, scene.language).finditer(text)
    return [(text.count(" ", 0, one.start()), text.count(" ", 0, one.end()) + 1) for one in found]


@cache
def _pattern(name: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')[name][language])})(?!\w)")
