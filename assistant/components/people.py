"""Whom the help is sought for (about) and who writes (role), from the words for people in a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from re import Pattern

from spacy.matcher import Matcher
from spacy.vocab import Vocab

from assistant.components.normalization import fold
from assistant.components.reading import Reading
from assistant.components.vocabulary import LANGUAGES, load_vocabulary

SELF, CHILD, OTHER = "self", "child", "other"
YOUTH, PARENT = "youth", "parent"

_KINDS = (
    "child",
    "child_own",
    "parent",
    "sibling",
    "other",
    "partner",
    "me",
    "mine",
    "i_am",
    "parent_self",
    "youth_self",
    "professional",
)
_CLAUSE_END = re.compile(
    r"^[.,;!?:\n]+$|^(?:mutta|mut|mutku|joten|vaikka|koska|ja|men|och|fast|but|and|because|so)$"
)
# Clauses that say where one lives, or what one asks for, tell nothing of whose the trouble is.
_PLAIN_CLAUSE = re.compile(
    r"\b(?:asu\w+|muut\w+|kotoisin|bor|flytta\w+|live|living|moved|halu\w+|voin\w*|voisin\w*|saan\w*|tarv\w+|tartt?\w+"
    r"|etsin|mieti\w*|kysy\w*|autta\w*|vill|kan|behover|undrar|soker|want|need|looking|ask|wonder\w*|can|could|help)\b"
)
_HAVING = frozenset(["on", "ei", "oli", "onko", "ole", "har", "have", "has", "had", "is"])


@dataclass(frozen=True)
class Person:
    """A word for a person; `own` when it is marked as the writer's."""

    kind: str
    start: int
    end: int
    own: bool


@dataclass(frozen=True)
class People:
    """What a message tells of people: None where it does not tell."""

    about: str | None
    role: str | None
    persons: tuple[Person, ...]
    clauses: tuple[int, ...]
    first_person: frozenset[int]


class PeopleMatcher:
    """spaCy's Matcher with the word lists of data/vocabulary/people.yml."""

    def __init__(self) -> None:
        self._vocab = Vocab()
        self._matchers = {language: self._build(language) for language in LANGUAGES}

    def _build(self, language: str) -> Matcher:
        matcher = Matcher(self._vocab)
        for kind in (*_KINDS, "not_child"):
            pattern = _pattern(kind, language)
            if pattern:
                matcher.add(kind, [[{"TEXT": {"REGEX": pattern}}]])
        return matcher

    def mark(self, reading: Reading) -> dict[str, set[int]]:
        """Token numbers by kind of word."""
        marks: dict[str, set[int]] = {kind: set() for kind in (*_KINDS, "not_child")}
        # The message keeps its own vocabulary: this one must not grow with what people write.
        for key, start, _ in self._matchers[reading.language](reading.folded):
            marks[self._vocab.strings[key]].add(start)
        marks["child"] -= marks["not_child"]
        marks["child"] |= marks["child_own"]
        for kind in ("sibling", "other", "partner"):
            marks["child"] -= marks[kind]
        return marks


@cache
def load_people_matcher() -> PeopleMatcher:
    """The matcher, built once per process."""
    return PeopleMatcher()


def find_people(reading: Reading, matcher: PeopleMatcher | None = None) -> People:
    """Whom the message is about, who writes, and the words for people that tell it."""
    marks = (matcher or load_people_matcher()).mark(reading)
    words = [token.text for token in reading.folded]
    clauses = _split_clauses(words)
    first = frozenset(marks["me"] | {i for i, word in enumerate(words) if word in ("'m", "'ve")})
    persons = tuple(_find_persons(words, marks, clauses))
    answered = _find_answer(reading) if reading.question == "about" else None
    clauses_of_self = _find_own_clauses(words, first, clauses)
    role = _decide_role(words, marks, persons, first)
    about = answered or _decide_about(words, persons, clauses, clauses_of_self, role, marks)
    if role is None and about == CHILD:
        role = PARENT
    return People(about, role, persons, clauses, first)


def _split_clauses(words: list[str]) -> tuple[int, ...]:
    clauses, clause = [], 0
    for word in words:
        clauses.append(clause)
        if _CLAUSE_END.match(word):
            clause += 1
    return tuple(clauses)


def _find_persons(words: list[str], marks: dict[str, set[int]], clauses: tuple[int, ...]) -> list[Person]:
    persons = []
    for index in range(len(words)):
        kind = next(
            (k for k in ("partner", "other", "sibling", "child", "parent") if index in marks[k]), None
        )
        if kind is None:
            continue
        if kind == "parent" and _is_writer(words, index, marks):
            continue
        before = [i for i in range(max(0, index - 7), index) if clauses[i] == clauses[index]]
        owners = {i for i in before if i in marks["mine"]}
        # "naapurin lapsi", "my friend's son": the possessor in between is the one it belongs to.
        between = [i for i in before if any(i in marks[k] for k in ("other", "sibling", "partner", "parent"))]
        if kind == "child" and between and not _is_step(words, between):
            kind, own = "other", True
        else:
            own = bool(owners) or index in marks["child_own"] or words[index].endswith(("ni", "mme"))
        persons.append(Person(kind, index, index + 1, own))
    return persons


def _is_step(words: list[str], between: list[int]) -> bool:
    return any(
        words[i].startswith(("miehe", "vaimo", "puoliso", "man", "fru", "husband", "wife")) for i in between
    )


def _is_writer(words: list[str], index: int, marks: dict[str, set[int]]) -> bool:
    """Whether a word for a parent means the writer: "olen kahden lapsen äiti", "I am a single mother"."""
    if index in marks["parent_self"] or not words[index].startswith(
        (
            "ait",
            "aid",
            "isa",
            "mamma",
            "pappa",
            "mor",
            "far",
            "mom",
            "mum",
            "moth",
            "dad",
            "fath",
            "parent",
            "vanhem",
            "huolt",
            "foral",
        )
    ):
        return index in marks["parent_self"]
    before = set(range(max(0, index - 4), index))
    if before & marks["mine"]:
        return False
    return bool(before & marks["i_am"]) or (
        index == 0 and len(words) > 1 and words[1] in ("tassa", "har", "here")
    )


def _find_own_clauses(words: list[str], first: frozenset[int], clauses: tuple[int, ...]) -> set[int]:
    """Clauses in which something befalls the writer."""
    own = set()
    for clause in {clauses[index] for index in first}:
        text = " ".join(word for word, of in zip(words, clauses, strict=False) if of == clause)
        if not _PLAIN_CLAUSE.search(text):
            own.add(clause)
    return own


def _decide_role(
    words: list[str], marks: dict[str, set[int]], persons: tuple[Person, ...], first: frozenset[int]
) -> str | None:
    if marks["parent_self"] or any(_is_writer(words, index, marks) for index in marks["parent"]):
        return PARENT
    if any(
        {index - 1, index - 2} & (first | marks["i_am"]) and not {index - 1} & marks["mine"]
        for index in marks["professional"]
    ):
        return OTHER
    if any(person.kind == "child" and person.own for person in persons):
        return PARENT
    if marks["youth_self"] and first:
        return YOUTH
    if any(person.kind == "parent" for person in persons) and not any(p.kind == "child" for p in persons):
        return YOUTH
    return None


def _decide_about(
    words: list[str],
    persons: tuple[Person, ...],
    clauses: tuple[int, ...],
    own_clauses: set[int],
    role: str | None,
    marks: dict[str, set[int]],
) -> str | None:
    for person in persons:
        if person.kind == "child" and (person.own or role == PARENT or _leads(words, person)):
            plural = words[person.start].startswith(
                ("lapset", "lapsil", "lapsis", "lasten", "lapsia", "barnen", "kids", "children")
            )
            troubled_self = clauses[person.start] in own_clauses or (role == PARENT and own_clauses)
            if troubled_self and (plural or not person.own and role == PARENT) and not _leads(words, person):
                continue
            if role == OTHER:
                return OTHER
            return CHILD
    for person in persons:
        if person.kind in ("other", "sibling") and _is_troubled(words, person, clauses, own_clauses, marks):
            return OTHER
    if role == OTHER and persons:
        return OTHER
    if own_clauses:
        return SELF
    if any(person.kind in ("parent", "partner") and (person.own or role == YOUTH) for person in persons):
        return SELF
    return None


def _leads(words: list[str], person: Person) -> bool:
    """Whether the person begins the sentence as its subject: "poika on 13 ja …", "3-vuotias lapsi ei …"."""
    word = words[person.start]
    follower = words[person.start + 1] if person.start + 1 < len(words) else ""
    subject = word.endswith(("a", "i", "ar", "o", "t", "s", "n", "y", "ni", "l")) or word in (
        "barnet",
        "son",
        "dotter",
    )
    return (
        person.start <= 2
        and subject
        and (
            person.own
            or follower in _HAVING
            or follower.isdigit()
            or follower.endswith(("aa", "ee", "ii", "oo", "uu", "yy"))
        )
    )


def _is_troubled(
    words: list[str],
    person: Person,
    clauses: tuple[int, ...],
    own_clauses: set[int],
    marks: dict[str, set[int]],
) -> bool:
    """Whether the friend, sibling or neighbour is the one in trouble, not the one who troubles the writer."""
    word = words[person.start]
    if clauses[person.start] in own_clauses:
        return False
    if word.endswith(
        ("t", "ta", "ita", "ia", "eja", "ei", "en kanssa", "arna", "ar", "s")
    ) and not word.endswith("ns"):
        # Plural or partitive: "kaverit kiusaa", "ei ole kavereita"; an English or Swedish plural.
        plural_of_others = word.endswith(("t", "ita", "ia", "eja", "arna", "ar")) or word in (
            "friends",
            "classmates",
        )
        if plural_of_others:
            return False
    after = words[person.end] if person.end < len(words) else ""
    return after not in ("kanssa", "kans", "kaa", "takia")


def _find_answer(reading: Reading) -> str | None:
    text = " ".join(token.text for token in reading.folded if not token.is_punct)
    for about in (OTHER, CHILD, SELF):
        pattern = _answer_pattern(about, reading.language)
        if pattern.fullmatch(text):
            return about
    if len(reading.folded) <= 6:
        for about in (OTHER, CHILD, SELF):
            if _answer_pattern(about, reading.language).search(text):
                return about
    return None


@cache
def _answer_pattern(about: str, language: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(load_vocabulary('people')['answers'][about][language])})\b")


@cache
def _pattern(kind: str, language: str) -> str | None:
    words = load_vocabulary("people").get(kind, {}).get(language)
    return rf"^(?:{_fold_pattern(words)})$" if words else None


def _fold_pattern(pattern: str) -> str:
    """A regular expression whose letters are folded; classes such as \\w keep their case."""
    return fold(pattern)
