"""Whom the help is sought for (about), who writes (role), and the age of the one helped."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.components.age_owners import ASIDE, SELF, THIRD
from assistant.components.ages import Age, find_ages, find_answer, find_stages
from assistant.components.bystanders import find_lost, set_aside_dead
from assistant.components.helped import Helped, find_answered, find_corrected, find_helped
from assistant.components.normalization import fold
from assistant.components.number_words import split_words
from assistant.components.reading import Reading
from assistant.components.scenes import Scene, find_scene
from assistant.components.subjects import CHILD, OTHER, decide_about

YOUTH, PARENT = "youth", "parent"
_ADULT = 18
# Up to this age one who writes of the own matter is a youth, unless he tells of a spouse or a career.
# Source: the United Nations' definition of youth, 15-24 years.
_LAST_OF_YOUTH = 24
# After the first child's age these tell of the next one.
_JOINING = frozenset(["ja", "och", "o", "and", "seka", "samt"])
# Nobody younger writes of himself as "a twelve-year-old".
_WRITES = 8
# A parent of this age is the one whom a grown-up child worries about.
_AGED_PARENT = 60
# A writer's own child is rarely older than this: a greater number beside a child is the writer's own age.
_OLDEST_CHILD = 32


@dataclass(frozen=True)
class People:
    """What a message tells of people: None where it does not tell."""

    about: str | None
    role: str | None
    age: Age | None


def find_people(reading: Reading) -> People:
    """Whom the message is about, who writes, and how old the one helped is."""
    folded = fold(reading.text)
    scene = find_scene(split_words(folded, reading.language), reading.text, reading.language)
    ages = find_ages(scene, reading.language)
    lost = find_lost(scene)
    ages = set_aside_dead(ages, scene, lost)
    helped = find_helped(scene, reading.language)
    answered = find_answered(reading.question, scene, reading.language)
    corrected = find_corrected(reading.question, scene, reading.language)
    about = answered or corrected or decide_about(scene, ages, helped, lost)
    age = _choose_age(ages, about, helped, scene)
    if age is None and about == SELF and helped.writer:
        age = _find_told_as_another(ages, scene)
    if age is None and not ages:
        if reading.question == "age":
            age = find_answer(scene.words)
        stages = find_stages(folded, reading.language)
        if age is None and stages:
            age = stages[0]
    return People(about, _decide_role(scene, about, age, ages), age)


def _choose_age(ages: list[Age], about: str | None, helped: Helped, scene: Scene) -> Age | None:
    """The age of the one helped; of several children without one singled out a range."""
    mine = [age for age in ages if _fits(age, about, helped)]
    if not mine:
        return None
    if about == CHILD and _leads(mine, scene):
        return min(mine, key=lambda age: (age.start, -age.strength))
    surest = max(age.strength for age in mine)
    exact = [age for age in mine if age.strength >= surest - 1 or age.plural]
    exact = [age for age in exact if age.strength == surest] if surest >= 5 else exact
    years = sorted({age.years for age in exact if age.years is not None})
    if len(years) > 1 and (about != SELF or any(age.plural for age in exact)):
        return Age(None, (years[0], years[-1]), exact[0].start, exact[-1].end)
    return max(exact, key=lambda age: age.strength)


def _leads(ages: list[Age], scene: Scene) -> bool:
    """Whether a baby is told of first, with a verb: "vauva 5kk itkee, esikoinen 3v"."""
    words = scene.words
    first = min((age for age in ages if age.strength > 0), key=lambda age: age.start, default=None)
    if first is None or first.years != 0 or any(age.plural for age in ages):
        return False
    rest = [word.text for word in words if word.start >= first.end]
    if words[len(words) - len(rest) - 1].number is not None:
        # The unit stands apart: "5 kk".
        rest = rest[1:]
    opens = sum(word.start < first.start for word in words) <= 1
    return opens and bool(rest) and rest[0].isalpha() and rest[0] not in _JOINING


def _find_told_as_another(ages: list[Age], scene: Scene) -> Age | None:
    """The writer's age told as if of another: "hjälp för en femtonåring, alltså mig själv"."""
    if any(person.own and person.kind in ("child", "youngster") for person in scene.persons):
        return None
    years = [age for age in ages if age.owner in ("child", "youngster") and (age.years or 0) >= _WRITES]
    return years[0] if len(years) == 1 else None


def _fits(age: Age, about: str | None, helped: Helped) -> bool:
    years = age.years or 0
    if age.owner == ASIDE:
        return False
    if about == SELF:
        return age.owner in (SELF, None) and years > 0
    if about == CHILD:
        return age.owner in ("child", "youngster", THIRD, None) and years <= _OLDEST_CHILD
    if about == OTHER:
        return age.owner != SELF and (age.owner != "parent" or years >= _AGED_PARENT or helped.other)
    return True


def _decide_role(scene: Scene, about: str | None, age: Age | None, ages: list[Age]) -> str | None:
    signs = scene.signs
    kinds = {person.kind for person in scene.persons}
    if scene.writer == "keeper":
        return OTHER
    if about != CHILD and any(one.owner == SELF and 0 < (one.years or 0) < _ADULT for one in ages):
        return YOUTH
    if scene.writer == "parent" or about == CHILD:
        return PARENT
    years = age.years if age is not None else None
    says_so = any(one.kind == "writer" and one.index in signs["young_self"] for one in scene.persons)
    if about == SELF and says_so and (years is None or years < _ADULT):
        return YOUTH
    if about == OTHER:
        if "ward" in kinds or "stranger" in kinds or signs["neighbour"]:
            return OTHER
        if signs["adult_words"]:
            return None
        young = "sibling" in kinds or bool(signs["youth_words"]) or "parent" in kinds
        return YOUTH if young or (years is not None and years < _ADULT) else None
    own_child = any(person.kind in ("child", "youngster") and person.own for person in scene.persons)
    if own_child or signs["parent_as"] or "child" in kinds:
        return PARENT
    if about == SELF and years is not None:
        with_spouse = "partner" in kinds and bool(signs["adult_words"])
        return YOUTH if years <= (_ADULT if with_spouse else _LAST_OF_YOUTH) else None
    young = bool(signs["youth_words"]) or any(person.kind == "parent" for person in scene.persons)
    if about == SELF and young and not signs["adult_words"]:
        return YOUTH
    return None
