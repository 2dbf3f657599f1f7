"""One word for a person: who it is to the writer, and whether it is the one told of or only company."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.components.number_words import Word
from assistant.components.writers import ADULT, LONGEST_AGE, PARENT_OF, PLURAL

_YOUNGEST_WRITER = 8
# From this age on a writer who tells of a boy or girl in years is hardly that youth.
_PARENTS = 25
# A child so small who rages "in the shop" and wears the writer out is the writer's, not one merely seen.
_SMALLEST = 4
_DEFINITE = frozenset(["tjejen", "killen", "pojken", "flickan", "grabben", "gossen"])
_STAGES = ("tonar", "teen", "teini", "murk")
_COUNTED = frozenset(["barn", "lasta"])
_AGED = ("vuoti", "wuoti", "vee", "arig", "aring", "year", "old", "yo")
_SUPINE = re.compile(r"(?!ett$|mitt$|litet$)\w+(?:it|at|tt|gt|rt)")
_BEFORE_AGE = frozenset(["pa", "(", ","])
_LINKS = frozenset(["vi", "och", "o", "a", "som", "men", "hemma", "sjalv", "nu"])
# "I'm a girl": between "I am" and the word stand only articles, ages and such words.
_SELF_IS = frozenset(["oon", "olen", "i'm", "im"])
_SELF_AND_IS = frozenset(
    [(i, am) for i in ("jag", "ja") for am in ("ar", "e")] + [("i", "am"), ("en", "oo"), ("en", "ole")]
)
_SUCH_A = frozenset(
    ["a", "an", "en", "ett", "ma", "mina", "not", "inte", "int", "mikaan", "ingen", "no", "just", "only"]
    + ["bara", "typ", "ju", "vasta", "ihan", "vaan", "vain", "years", "year", "old", "young", "ung", "trans"]
    + ["gay", "tavallinen", "vanlig", "normal", "ujo", "shy", "blyg"]
)
# A genitive or a possessor in between makes the child somebody else's: "naapurin lapsi", "my friend's son".
_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A word for a person; `own` when it is marked as the writer's, `leads` when a sentence begins so."""

    kind: str
    index: int
    own: bool
    plural: bool
    leads: bool
    company: bool


def read_person(
    words: list[Word],
    index: int,
    kinds: dict[int, str],
    signs: dict[str, frozenset[int]],
    clauses: list[int],
    starts: list[int],
) -> Person | None:
    """The person whom the word names, None when the word means something else here.

    Args:
        words: Words of the message.
        index: Number of the word.
        kinds: Kind of each word for a person.
        signs: Word numbers of each other sign.
        clauses: Clause of each word.
        starts: How many words the sentence of each word has before it.
    """
    kind, text = kinds[index], words[index].text
    before = [i for i in range(max(0, index - 4), index) if clauses[i] == clauses[index]]
    owners = [i for i in before if i in signs["mine"]]
    plural = bool(PLURAL.fullmatch(text))
    if text == "man" and index - 1 not in owners:
        # Swedish "man" is mostly "one": "hur gör man".
        return None
    if kind == "ward" and text == "student" and (not before or any(i in signs["writer_is"] for i in before)):
        # "Student, 20": the writer.
        return None
    if kind in ("child", "youngster") and index in signs["young_self"] and _says_to_be(words, index, kinds):
        return Person("writer", index, own=False, plural=False, leads=False, company=False)
    if any(_is_had_by_writer(words, i, signs) for i in before if i in signs["having"]) and not plural:
        owners.append(index)
    if kind in ("child", "youngster") and _is_parent_of(words, index, kinds):
        owners.append(index)
    own = bool(owners) or bool(re.search(r"(?:ni|mme)(?:kin|kaan)?$", text)) and len(text) > 4
    if kind == "parent" and kinds.get(index - 1) == "friend" and re.search(r"[ns]$", words[index - 1].text):
        # "My friend's mother": it is the friend's matter.
        kind = "friend"
    if kind in ("child", "youngster"):
        nearest = [i for i in before if words[i].number is None and not words[i].text.startswith(_AGED)]
        between = [i for i in nearest[-_BETWEEN:] if kinds.get(i) in ("friend", "sibling", "ward", "parent")]
        possessive = [i for i in between if re.search(r"(?:n|ni|s|'s|mme)$", words[i].text)]
        if possessive and text not in ("vuotias", "aring"):
            kind = "ward"
        elif not own and any(i in signs["stranger"] for i in before[-2:]) and kind == "youngster":
            kind = "stranger"
    if (
        kind == "child"
        and text.startswith(("vuoti", "aring", "old"))
        and not (index and words[index - 1].number is not None)
    ):
        # "vuotias" counts with its number only; English writes "year" in between.
        near = [words[i].number for i in range(max(0, index - 2), index)]
        if not any(number is not None for number in near):
            return None
    if (
        kind == "child"
        and text.startswith(("vuoti", "aring", "old"))
        and _is_age_of(words, index, kinds, signs)
    ):
        return None
    if kind == "child" and not own and _is_grown(words, index, before, signs):
        kind = "writer"
    if kind in ("child", "youngster") and index - 1 in signs["he"] and not own:
        # "leaves her baby in the pram"
        kind = "ward"
    after = words[index + 1].text if index + 1 < len(words) else ""
    company = index + 1 in signs["companion"] and after != ""
    told_of = kind == "child" and index + 2 < len(words) and words[index + 2].number is not None
    told_of = told_of and after in _BEFORE_AGE
    # "ensam med min dotter på 11" tells of the daughter.
    company = company or (not told_of and any(i in signs["with_before"] for i in before[-2:]))
    leads = starts[index] <= 3 and not company
    small = 0 < max((words[i].number or 0 for i in range(max(0, index - 2), index)), default=0) <= _SMALLEST
    if (
        kind in ("child", "youngster")
        and not own
        and not (small and signs["hurt"])
        and _is_seen(words, index, signs)
    ):
        kind = "stranger"
    last = index >= len(words) - 3
    named = kind == "youngster" or text.startswith((*_AGED, *_STAGES))
    if named and kind in ("child", "youngster") and (leads or last) and not own and not plural:
        kind = "writer" if _introduces_writer(words, index, signs) else kind
    counted = index > 0 and words[index - 1].number is not None and kind in ("ward", "friend", "sibling")
    several = index > 0 and (words[index - 1].number or 0) > 1 and text in _COUNTED
    plural = plural or several or (counted and text.endswith(("a", "s", "r")))
    return Person(kind, index, own, plural, leads, company)


def _says_to_be(words: list[Word], index: int, kinds: dict[int, str]) -> bool:
    """Whether it is said or denied of the writer: "oon tyttö", "I'm not a kid"; not "I'm a teen mum"."""
    if kinds.get(index + 1) in ("parent", "writer"):
        return False
    at = index - 1
    while at > 0 and _may_stand_between(words[at]):
        at -= 1
    pair = tuple(word.text for word in words[at - 1 : at + 1])
    return at >= 0 and (words[at].text in _SELF_IS or pair in _SELF_AND_IS)


def _may_stand_between(word: Word) -> bool:
    return word.text in _SUCH_A or word.number is not None or word.text.startswith(_AGED)


def _is_parent_of(words: list[Word], index: int, kinds: dict[int, str]) -> bool:
    """Whether the writer is named as the parent of the one: "stepfather of a girl", "mamma till en kille"."""
    before = range(max(0, index - LONGEST_AGE - 1), index - 1)
    return any(kinds.get(i) == "writer" and words[i + 1].text in PARENT_OF for i in before)


def _is_had_by_writer(words: list[Word], having: int, signs: dict[str, frozenset[int]]) -> bool:
    """Whether "har" or "have" means that the writer has somebody: not "pappa har ny tjej", "har tagit"."""
    following = words[having + 1].text if having + 1 < len(words) else ""
    if words[having].text != "har":
        return True
    if _SUPINE.fullmatch(following):
        return False
    before = words[having - 1].text if having else ""
    mine = {having - 1, having + 1} & signs["i"] or before in _LINKS
    return not before.isalpha() or bool(mine)


def _is_grown(words: list[Word], index: int, before: list[int], signs: dict[str, frozenset[int]]) -> bool:
    """ "työtön 24-vuotias", "17 yo guy": a grown-up, or a youth in his or her own words, and no article."""
    if not words[index].text.startswith(("vuoti", "aring", "old", "yo")):
        return False
    if words[index].text.startswith("vuotiaa") and not words[index].text.startswith("vuotiaana"):
        # "25-vuotiaan miehen kanssa"
        return False
    ages = [words[i].number or 0 for i in range(max(0, index - 2), index)]
    articles = any(i in signs["stranger"] for i in before)
    fellow = any(i in signs["fellow"] for i in (index + 1, index + 2))
    first = next((i for i in range(index - 2, index) if i >= 0 and words[i].number is not None), index)
    # "need to talk, 15 yrs old"
    signs_off = first > 0 and words[first - 1].text in (",", ".") and max(ages, default=0) > _YOUNGEST_WRITER
    signs_off = signs_off and index == len(words) - 1 and bool(signs["me"])
    grown = max(ages, default=0) >= ADULT or fellow or signs_off
    return not articles and not signs["he"] and grown


def _introduces_writer(words: list[Word], index: int, signs: dict[str, frozenset[int]]) -> bool:
    """ "tjej 12 år här", "poika 14, mua kiusataan": a youth tells who writes."""
    near = words[max(0, index - 2) : index + 3]
    if not any(word.number is not None and word.number >= _YOUNGEST_WRITER for word in near):
        return False
    if words[index].text in _DEFINITE:
        return False
    if any((word.number or 0) >= _PARENTS and {i - 1, i - 2} & signs["i"] for i, word in enumerate(words)):
        # "12v poika pelaa, itse olen 38": a parent tells of both.
        return False
    here = any(i in signs["writer_here"] for i in range(index + 1, index + 5))
    if index in signs["fellow"] and any(
        word.number is not None for word in words[max(0, index - 1) : index + 2]
    ):
        return True
    mentioned = signs["i"] | (signs["hurt"] & signs["me"])
    closes = index >= len(words) - 3 and index > 4 and words[index - 1].text == ","
    closes = closes and not signs["we"]
    return here or closes or (bool(mentioned) and not signs["he"])


def _is_seen(words: list[Word], index: int, signs: dict[str, frozenset[int]]) -> bool:
    return any(i in signs["seen"] for i in range(max(0, index - 6), min(len(words), index + 7)))


def _is_age_of(
    words: list[Word], index: int, kinds: dict[int, str], signs: dict[str, frozenset[int]]
) -> bool:
    """Whether "vuotias" belongs to another word: "15-vuotias tyttö", "olen 17-vuotias"."""
    if any(
        kinds.get(i) in ("child", "youngster", "ward", "sibling", "partner") for i in (index + 1, index + 2)
    ):
        return True
    return any(
        words[i].text in ("olen", "oon", "jag", "ja", "i'm", "im", "i", "saako", "voiko")
        for i in range(max(0, index - 4), index)
    )
