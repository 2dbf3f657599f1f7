"""Whom a message is about: the writer, the writer's child, or somebody else."""

from __future__ import annotations

import re

from assistant.components.age_owners import SELF, THIRD
from assistant.components.ages import Age
from assistant.components.bystanders import is_bystander
from assistant.components.helped import Helped
from assistant.components.persons import Person
from assistant.components.scenes import Scene

CHILD, OTHER = "child", "other"
_ADULT = 18
# Up to this age somebody described without a word for a person is the writer's child: the writer is older.
_OLDEST_DESCRIBED = 10
# Up to this age a "boy" or "girl" is the child of whoever writes.
_SMALLEST = 5
_OTHERS = frozenset(["ward", "sibling", "friend", "partner"])
# Whoever writes of one of these asks for them, even "as a parent": the one in danger is not the writer.
_ASKED_FOR = frozenset(["child", "youngster", "ward", "friend"])
_YOUNG_OWNERS = frozenset(["child", "youngster", "sibling"])
# What each sign adds to the one whom the message may be about.
_OWN_CHILD, _A_CHILD, _A_YOUNGSTER, _AN_OTHER, _A_WARD, _A_STRANGER = 3.0, 2.5, 2.2, 1.7, 3.5, 1.8
_LEADING, _AGED, _DESCRIBED = 1.0, 2.0, 1.8
_PLURAL, _COMPANY, _ASIDE = -1.5, -2.0, -1.5
_MYSELF, _HURT, _KEEPER = 0.7, 1.0, 4.0
_MOST_MYSELF, _LEAST = 2.1, 0.6
# What is added when it is said outright for whom the help is.
_SAID = 3.5
# A message of so few words tells an age and nothing else.
_BARE = 2
# So many words after somebody stands what he or she did.
_SOON = 7
# From this strength on an age is one by its form ("14v"), not a bare number.
_SURE = 3
_HE_OR_SHE = frozenset(["han", "hon", "he", "she", "he's", "she's", "hes", "shes", "hanella"])
_OBLIQUE = re.compile(r"(?:lta|lle|sta|ssa|lla|ista|eja|ia)$")


def decide_about(scene: Scene, ages: list[Age], helped: Helped, lost: frozenset[int]) -> str | None:
    """The one with the most signs: SELF, CHILD or OTHER; None when there is hardly any."""
    scores = {SELF: _weigh_writer(scene), CHILD: 0.0, OTHER: 0.0}
    for person in scene.persons:
        if person.index in lost:
            # Only the one who is left can be helped.
            scores[SELF] += _MYSELF
            continue
        about, weight = _weigh(person, scene, ages, helped)
        if about == SELF:
            scores[SELF] += weight
        elif about is not None:
            scores[about] = max(scores[about], weight)
    _weigh_described(scores, scene)
    _weigh_ages(scores, scene, ages)
    kinds = {person.kind for person in scene.persons}
    young = any(age.owner in _YOUNG_OWNERS and (age.years or 0) < _ADULT for age in ages)
    if helped.kin and not young and not kinds & _ASKED_FOR:
        # "Veljeni 31 v juo. Mistä minä läheisenä saan tukea?"
        return SELF
    if helped.other and kinds - {"writer"}:
        scores[CHILD if scores[CHILD] > scores[OTHER] else OTHER] += _SAID
    elif helped.writer:
        scores[SELF] += _SAID
    if scene.writer == "keeper":
        others = scores[CHILD] or scores[OTHER] or scene.signs["he"]
        scores[OTHER] += _KEEPER if others else _MYSELF
    if scene.writer == "keeper" or (scores[OTHER] >= _A_WARD and "ward" in kinds):
        scores[CHILD] = 0.0
    best = max(scores, key=lambda about: scores[about])
    return best if scores[best] >= _LEAST else None


def _weigh(person: Person, scene: Scene, ages: list[Age], helped: Helped) -> tuple[str | None, float]:
    """Whom a word for a person speaks for, and how strongly."""
    hurt_clauses = {scene.clauses[index] for index in scene.signs["hurt"]}
    hurts = scene.clauses[person.index] in hurt_clauses
    aged = any(age.owner == person.kind for age in ages)
    weight = (
        (_LEADING if person.leads else 0.0)
        + (_PLURAL if person.plural else 0.0)
        + (_COMPANY if person.company else 0.0)
    )
    if person.kind in ("child", "youngster"):
        near = {person.index - 1, person.index - 2, person.index - 3} & scene.signs["expecting"]
        if near and person.index in scene.signs["unborn"] and not person.own:
            # "Odotan vauvaa": the one who waits is the one to be helped.
            return SELF, _MYSELF
        if person.kind == "youngster" and person.plural and not person.own:
            return None, 0.0
        by_kind = _A_CHILD if person.kind == "child" else _A_YOUNGSTER
        clause_leads = (
            scene.writer == "parent" and person.index > 0 and scene.words[person.index - 1].text == ","
        )
        # "vi har flyttat och dottern, 10, är ensam": whose age is told is the one.
        told_of = aged and not person.plural and not person.company and person.kind == "child"
        aside = not person.own and not person.leads and not clause_leads and not told_of
        beside = _ASIDE if hurt_clauses and aside else 0.0
        less = _ASIDE if scene.writer == "parent" and (hurt_clauses or aside) and not clause_leads else 0.0
        if person.plural and scene.signs["having"]:
            # "I have two kids and no sleep"
            less += _ASIDE
        return CHILD, weight + (_OWN_CHILD if person.own else by_kind) + beside + less
    if person.kind == "ward":
        lessened = (_PLURAL if person.plural else 0.0) + (_ASIDE if hurts and not person.leads else 0.0)
        return OTHER, weight + _A_WARD + lessened
    if person.kind == "stranger":
        return (None, 0.0) if person.plural or hurts else (OTHER, _A_STRANGER)
    if person.kind in ("sibling", "friend"):
        if person.plural:
            return None, 0.0
        if person.kind == "sibling" and not person.own and _is_of_child(person, scene):
            # "Isoveli (7) puristaa vauvaa": a parent tells of the children.
            return CHILD, weight + _A_CHILD
        if any(one.kind == "child" and one.own and one.index > person.index for one in scene.persons):
            # "grannen skriker åt mina barn": the writer's own are the ones.
            return CHILD, _A_CHILD
        if person.index - 1 in scene.signs["he"]:
            return None, 0.0
        if not helped.other and (_is_beside_writer(person, scene, ages) or is_bystander(person, scene, ages)):
            return SELF, _MYSELF
        text = scene.words[person.index].text
        oblique = _OBLIQUE.search(text) is not None
        lessened = (_ASIDE if oblique else 0.0) + (_ASIDE if hurts else 0.0)
        return OTHER, weight + _AN_OTHER + (_AGED if aged else 0.0) + lessened
    if person.kind == "partner":
        described = person.leads and any(age.owner == THIRD for age in ages)
        # An age in brackets: "Poikaystävä (26) painostaa".
        apart = person.leads and any(word.text == "(" for word in scene.words[person.index + 1 :][:1])
        beside = person.company or (hurts and (person.own or apart)) or _tells_own_age(ages)
        beside = beside or (not helped.other and is_bystander(person, scene, ages))
        told = (aged or described) and not beside
        return (OTHER, _AN_OTHER + _AGED) if told else (SELF, _MYSELF)
    if person.kind == "writer" and scene.writer is None:
        return SELF, _OWN_CHILD
    if person.kind == "parent" and scene.writer is None:
        if any(one.kind in ("child", "youngster") and one.own for one in scene.persons):
            # "Min pojke såg hur hans pappa slog": the child's parent.
            return None, 0.0
        return SELF, _MYSELF
    return None, 0.0


def _is_of_child(person: Person, scene: Scene) -> bool:
    """Whether the sibling is one of the children told of: "Tyttö 16 ei tottele. Sisko 18 oli kiltti"."""
    leads = (one for one in scene.persons if one.kind == "youngster" and one.leads and not one.plural)
    return any(one.kind == "child" for one in scene.persons) or any(
        one.index < person.index and scene.words[one.index + 1].number is not None for one in leads
    )


def _is_beside_writer(person: Person, scene: Scene, ages: list[Age]) -> bool:
    """Whether a sibling or friend is only part of the writer's matter: "brorsan är 21 och super, jag är 14".

    Somebody grown up beside a writer who is not, or one who hits, drinks, moved away or got a diagnosis.
    """
    own = [age.years or 0 for age in ages if age.owner == SELF]
    if not own or scene.signs["worried"]:
        return False
    theirs = [age.years or 0 for age in ages if age.owner == person.kind]
    clause = scene.clauses[person.index]
    others = [one.index for one in scene.persons if one.index > person.index]
    until = min([*others, person.index + _SOON])
    does = any(person.index < i < until for i in scene.signs["does"])
    hurts = any(scene.clauses[i] - clause <= 1 for i in scene.signs["hurt"])
    grown = max(theirs, default=0) >= _ADULT > min(own)
    return (
        does
        or _is_listed(person, scene)
        or (hurts and (grown or (person.kind == "sibling" and bool(theirs))))
    )


def _is_listed(person: Person, scene: Scene) -> bool:
    """Whether somebody only belongs to the household, told between commas: "oon 14, broidi 8, asutaan"."""
    texts = [word.text for word in scene.words[person.index :]]
    counted = len(texts) > 2 and scene.words[person.index + 1].number is not None
    before = scene.words[person.index - 1].text if person.index else ""
    return counted and before == "," and texts[2] == ","


def _tells_own_age(ages: list[Age]) -> bool:
    return any(age.owner == SELF for age in ages)


def _weigh_writer(scene: Scene) -> float:
    hurt = {scene.clauses[index] for index in scene.signs["hurt"]}
    # "asun Hangossa" tells where, not whom the help is for.
    where = {scene.clauses[index] for index in scene.signs["living"]} - hurt
    clauses = {scene.clauses[index] for index in scene.signs["me"] - scene.signs["mine"]} - where
    mine = {i for i in scene.signs["me"] & scene.signs["mine"] if scene.clauses[i] not in where}
    possessive = _MYSELF if mine and not scene.persons else 0.0
    youth = _MYSELF / 2 if scene.signs["youth_words"] else 0.0
    weight = _MYSELF * len(clauses) + _HURT * len(hurt) + possessive + youth
    return min(weight, _MOST_MYSELF + (_HURT if hurt else 0.0))


def _weigh_described(scores: dict[str, float], scene: Scene) -> None:
    """Somebody told of as "he" or "she" without any word for who it is: most often the writer's child."""
    texts = [word.text for word in scene.words]
    begins = any(
        texts[i] in _HE_OR_SHE and (i <= 1 or texts[i - 1] in (".", "!", "?")) for i in scene.signs["he"]
    )
    if begins and not scene.persons and not scene.signs["hurt"]:
        scores[CHILD] += _DESCRIBED


def _weigh_ages(scores: dict[str, float], scene: Scene, ages: list[Age]) -> None:
    if len(scene.words) <= _BARE and not scene.persons:
        # "16", "ikä 14": an answer that tells of nobody.
        return
    kinds = {person.kind for person in scene.persons}
    own_age = any(age.owner == SELF and (age.years or 0) < _ADULT for age in ages)
    for age in ages:
        years = age.years or 0
        small = years <= _OLDEST_DESCRIBED and age.strength >= _SURE and not own_age
        if small and age.owner == THIRD and not kinds & {*_OTHERS, "stranger"} - {"partner"}:
            # "She is 4": a small child told of is the writer's, whatever the writer tells of himself.
            scores[CHILD] += _AGED + _OWN_CHILD
        elif age.owner == "youngster" and years <= _SMALLEST and age.strength >= _SURE:
            # "pojken e 11 mån"
            scores[CHILD] += _OWN_CHILD
        elif age.owner == "child" and "child" not in kinds and (small or _is_mine(age, years)):
            scores[CHILD] += _OWN_CHILD
        elif age.owner == SELF:
            # A grown-up who tells the own age may well write of a child.
            scores[SELF] += _AGED + 0.5 if years < _ADULT else 0.8
        elif _describes(age, scene):
            # "14v vastaa kaikkeen joo joo"
            scores[CHILD] += _AGED
        elif age.owner in ("child", "youngster"):
            scores[CHILD] += _AGED / 4
        elif age.owner is None and age.strength >= 2 and years <= _ADULT and not scores[OTHER]:
            scores[CHILD if years <= _OLDEST_DESCRIBED else SELF] += 1.2
        elif age.owner == THIRD and years <= _ADULT and not scores[OTHER]:
            scores[CHILD] += _AGED
        elif age.owner == THIRD and years <= _ADULT and own_age and scores[OTHER] >= _AN_OTHER:
            # "my best friend is cutting … shes 14 im 15"
            scores[OTHER] += _AGED
        elif age.owner is None and not scores[CHILD] and not scores[OTHER]:
            scores[SELF] += 1.0


def _is_mine(age: Age, years: int) -> bool:
    """ "mun 13v ei tuu kotiin": the writer's own, without a word for who it is."""
    return years < _ADULT and age.strength > _SURE + 1


def _describes(age: Age, scene: Scene) -> bool:
    """Whether the message begins with the age of somebody told of, as with a name."""
    if age.start or age.owner is not None or age.strength < _SURE or (age.years or 0) >= _ADULT:
        return False
    return not (
        scene.signs["me"] or scene.signs["hurt"] or scene.signs["writer_here"] or scene.signs["fellow"]
    )
