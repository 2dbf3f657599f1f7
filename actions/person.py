"""Whom the help is for and who writes, worked out from this message and what is remembered."""

from dataclasses import dataclass
from typing import Any, Literal

from actions.turn import Turn

Variant = Literal["youth", "parent", "other"]

# The reach of Ohjaamo and of most services for the young (needs.yml: "one-stop guidance for the under-30s").
YOUTH_UNDER = 30
ADULT_FROM = 18
# Said by the writer of the writer's own school, these make a youth of somebody whose age is not known.
SCHOOL_NEEDS = frozenset({"school", "bullying"})


@dataclass(frozen=True)
class Person:
    """The person helped (age, place), whose matter it is (about), and who writes (role)."""

    age: int | None = None
    age_range: tuple[int, int] | None = None
    about: str | None = None
    role: str | None = None
    municipality: str | None = None
    school_municipality: str | None = None

    @property
    def variant(self) -> Variant:
        """The wording that fits the writer."""
        if self.role == "youth":
            return "youth"
        return "parent" if self.role == "parent" else "other"

    @property
    def slots(self) -> dict[str, Any]:
        """The values to remember."""
        return {
            "age": self.age,
            "age_range": list(self.age_range) if self.age_range else None,
            "about": self.about,
            "about_before": self.about,
            "role": self.role,
            "municipality": self.municipality,
            "school_municipality": self.school_municipality,
        }


def understand_person(turn: Turn) -> Person:
    """Return the person after this message.

    A new age drops the earlier range and the other way round; a change of whom it is about drops both, for
    the age was the other person's.
    """
    said, memory = turn.said, turn.memory
    about = said.about or memory.about
    age, age_range = _ages(turn)
    need = turn.needs[0] if turn.needs else memory.need
    return Person(
        age=age,
        age_range=age_range,
        about=about,
        role=said.role or _role(turn, about, age, age_range, need),
        municipality=said.municipality or memory.municipality,
        school_municipality=said.school_municipality or memory.school_municipality,
    )


def _ages(turn: Turn) -> tuple[int | None, tuple[int, int] | None]:
    said, memory = turn.said, turn.memory
    if said.age is not None:
        return said.age, None
    if said.age_range is not None:
        low, high = said.age_range
        # The age slot already holds what this message said, so this one is older: it stays if it fits.
        fits = memory.age is not None and low <= memory.age <= high
        return (memory.age if fits else None), said.age_range
    if said.about and memory.about_before and said.about != memory.about_before:
        return None, None
    return memory.age, memory.age_range


def _role(
    turn: Turn, about: str | None, age: int | None, age_range: tuple[int, int] | None, need: str | None
) -> str | None:
    known = turn.memory.role
    if known and not turn.said.tells_of_the_person:
        return known
    if about == "child":
        return "parent"
    if about == "other":
        return known or "other"
    if about != "self":
        return known
    oldest = age if age is not None else age_range[1] if age_range else None
    if oldest is None:
        return known or ("youth" if need in SCHOOL_NEEDS else None)
    if known == "parent" and oldest >= ADULT_FROM:
        return known
    if oldest < YOUTH_UNDER:
        return "youth"
    return None if known == "youth" else known
