"""Whom the help is sought for (about), who writes (role), and the age of the one helped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from re import Pattern

from assistant.components.ages import SELF, THIRD, Age, find_ages, find_answer, find_stages
from assistant.components.normalization import fold
from assistant.components.number_words import split_words
from assistant.components.persons import Person, Scene, find_scene
from assistant.components.reading import Reading
from assistant.components.vocabulary import load_vocabulary

CHILD, OTHER = "child", "other"
YOUTH, PARENT = "youth", "parent"
_ADULT = 18
# Up to this age somebody described without a word for a person is the writer's child: the writer is older.
_OLDEST_DESCRIBED = 10
# A writer's own child is rarely older than this: a greater number beside a child is the writer's own age.
_OLDEST_CHILD = 32
_OTHERS = frozenset(["ward", "sibling", "friend", "partner"])
# What each sign adds to the one whom the message may be about.
_OWN_CHILD, _A_CHILD, _A_YOUNGSTER, _AN_OTHER, _A_WARD = 3.0, 2.5, 2.2, 1.7, 3.5
_LEADING, _AGED, _PLURAL, _COMPANY = 1.0, 2.0, -1.5, -1.5
_MYSELF, _HURT, _KEEPER = 0.7, 1.0, 4.0
_MOST_MYSELF = 2.1


@dataclass(frozen=True)
class People:
    """What a message tells of people: None where it does not tell."""

    about: str | None
    role: str | None
    age: Age | None


def find_people(reading: Reading) -> People:
    """Whom the message is about, who writes, and how old the one helped is."""
    folded = fold(reading.text)
    scene = find_scene(split_words(folded, reading.language), reading.language)
    ages = find_ages(scene, reading.language)
    answered = _find_answer(reading.question, scene, reading.language)
    about = answered or _decide_about(scene, ages)
    age = _choose_age(ages, about)
    if age is None and not ages:
        if reading.question == "age":
            age = find_answer(scene.words)
        stages = find_stages(folded, reading.language)
        if age is None and stages:
            age = stages[0]
    return People(about, _decide_role(scene, about, age), age)


def _decide_about(scene: Scene, ages: list[Age]) -> str | None:
    scores = {SELF: 0.0, CHILD: 0.0, OTHER: 0.0}
    for person in scene.persons:
        target, weight = _weigh(person, scene, ages)
        if target:
            scores[target] = max(scores[target], weight) if target != SELF else scores[SELF] + weight
    scores[SELF] += _weigh_writer(scene)
    _weigh_ages(scores, scene, ages)
    if scene.writer == "keeper":
        scores[OTHER] += _KEEPER if scores[CHILD] or scores[OTHER] or scene.signs["he"] else 0.0
        scores[CHILD] = 0.0
    elif not any(person.kind in _OTHERS | {"child", "youngster"} for person in scene.persons):
        described = scene.signs["he"] and min(scene.signs["he"]) <= 1
        scores[CHILD] += 1.5 if described and not scene.signs["me"] else 0.0
    if scores[OTHER] >= _A_WARD and any(person.kind == "ward" for person in scene.persons):
        scores[CHILD] = 0.0
    best = max(scores, key=lambda about: scores[about])
    return best if scores[best] > 0.5 else None


def _weigh(person: Person, scene: Scene, ages: list[Age]) -> tuple[str | None, float]:
    """Whom a word for a person speaks for, and how strongly."""
    weight = (
        (_LEADING if person.leads else 0.0)
        + (_PLURAL if person.plural else 0.0)
        + (_COMPANY if person.company else 0.0)
    )
    text = scene.words[person.index].text
    if person.kind == "child":
        return CHILD, weight + (_OWN_CHILD if person.own else _A_CHILD) - (0.8 if scene.writer == "parent" else 0.0)
    if person.kind == "youngster":
        if person.plural and not person.own:
            return None, 0.0
        return CHILD, weight + (_OWN_CHILD if person.own else _A_YOUNGSTER)
    if person.kind == "stranger":
        return (None, 0.0) if person.plural else (OTHER, 1.2)
    if person.kind == "ward":
        return OTHER, weight + _A_WARD
    if person.kind in ("sibling", "friend"):
        aged = any(age.owner == person.kind for age in ages)
        oblique = re.search(r"(?:lta|ltä|lle|sta|ssa|lla|ltä|ista|eja|ia)$", text) is not None
        return OTHER, weight + _AN_OTHER + (_AGED if aged else 0.0) - (0.7 if oblique else 0.0)
    if person.kind == "partner":
        aged = any(age.owner == "partner" for age in ages)
        return (OTHER, _AN_OTHER + _AGED) if aged else (SELF, 0.7)
    if person.kind == "parent" and scene.writer is None:
        return SELF, 0.8
    return None, 0.0


def _weigh_writer(scene: Scene) -> float:
    clauses = {scene.clauses[index] for index in scene.signs["me"] - scene.signs["mine"]}
    hurt = {scene.clauses[index] for index in scene.signs["hurt"]}
    possessive = 0.3 if scene.signs["me"] & scene.signs["mine"] else 0.0
    youth = 0.4 if scene.signs["youth_words"] else 0.0
    mine = _MYSELF * len(clauses) + _HURT * len(hurt) + possessive + youth
    return min(mine, _MOST_MYSELF + (1.0 if hurt else 0.0))


def _weigh_ages(scores: dict[str, float], scene: Scene, ages: list[Age]) -> None:
    for age in ages:
        years = age.years or 0
        if age.owner == SELF:
            # A grown-up who tells the own age may well write of a child.
            scores[SELF] += _AGED + 0.5 if years < _ADULT else 0.8
        elif age.owner in ("child", "youngster"):
            scores[CHILD] += _AGED / 2
        elif age.owner is None and age.strength >= 2 and years <= _ADULT and not scores[OTHER]:
            scores[CHILD if years <= _OLDEST_DESCRIBED else SELF] += 1.2
        elif age.owner == THIRD and years <= _ADULT and not scores[OTHER]:
            scores[CHILD] += _AGED
        elif age.owner is None and not scores[CHILD] and not scores[OTHER]:
            scores[SELF] += 1.0


def _choose_age(ages: list[Age], about: str | None) -> Age | None:
    """The age of the one helped; of several children without one singled out a range."""
    mine = [age for age in ages if _fits(age, about)]
    if not mine:
        return None
    surest = max(age.strength for age in mine)
    exact = [age for age in mine if age.strength >= surest - 1 or age.plural]
    exact = [age for age in exact if age.strength == surest] if surest >= 5 else exact
    years = sorted({age.years for age in exact if age.years is not None})
    if len(years) > 1 and (about != SELF or any(age.plural for age in exact)):
        return Age(None, (years[0], years[-1]), exact[0].start, exact[-1].end)
    return max(exact, key=lambda age: age.strength)


def _fits(age: Age, about: str | None) -> bool:
    years = age.years or 0
    if about == SELF:
        return age.owner in (SELF, None) and years > 0
    if about == CHILD:
        return age.owner in ("child", "youngster", THIRD, None) and years <= _OLDEST_CHILD
    if about == OTHER:
        return age.owner != SELF and age.owner != "parent"
    return True


def _decide_role(scene: Scene, about: str | None, age: Age | None) -> str | None:
    signs = scene.signs
    kinds = {person.kind for person in scene.persons}
    if scene.writer == "keeper":
        return OTHER
    if scene.writer == "parent" or about == CHILD:
        return PARENT
    if about == OTHER:
        if "ward" in kinds or "stranger" in kinds:
            return OTHER
        if signs["adult_words"]:
            return None
        young = "sibling" in kinds or bool(signs["youth_words"]) or "parent" in kinds
        return YOUTH if young else None
    own_child = any(person.kind in ("child", "youngster") and person.own for person in scene.persons)
    if own_child or signs["parent_as"]:
        return PARENT
    years = age.years if age is not None else None
    if about == SELF and years is not None:
        return YOUTH if years <= _ADULT else None
    young = bool(signs["youth_words"]) or any(person.kind == "parent" for person in scene.persons)
    if about == SELF and young and not signs["adult_words"]:
        return YOUTH
    return None


def _find_answer(question: str | None, scene: Scene, language: str) -> str | None:
    """The answer to "whom is it about", when that was asked."""
    if question != "about":
        return None
    text = " ".join(_letters(word.text for word in scene.words))
    order = (OTHER, CHILD, SELF)
    whole = next((about for about in order if _answer_pattern(about, language).fullmatch(text)), None)
    if whole or len(scene.words) > 6:
        return whole
    return next((about for about in order if _answer_pattern(about, language).search(text)), None)


def _letters(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text[0].isalnum()]


@cache
def _answer_pattern(about: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')['answers'][about][language])})\b")
