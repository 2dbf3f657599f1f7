"""What is known of the person and the need, and what follows from it for certain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

DEFAULT_HOME_AREA = "049"
DEFAULT_LIMIT = 3
ADULT_AGE_YEARS = 18
LOWEST_PARENT_AGE_YEARS = 18
HIGHEST_PARENT_AGE_YEARS = 65
# Somebody younger does not write about themself: then the writer is a grown-up.
LOWEST_WRITER_AGE_YEARS = 10

About = Literal["self", "child", "other"]
Role = Literal["youth", "parent", "other"]


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of the person and the need; None is not known.

    Args:
        needs: Keys of needs.yml, best first; unknown keys match nothing.
        age: Whole years of the person whom the help is for.
        age_range: Lowest and highest age when only the stage is known.
        about: Whom the help is sought for.
        role: Who writes.
        municipality: Stated place: code, or official name in any language. It wins over home_area.
        school_municipality: Where the school is, when it is another place.
        home_area: The page's area: municipality code or name, or county code; None is the country alone.
        language: The reader's language.
        now: The moment for hours and staleness; None is the present, a naive one is Helsinki time.
        limit: The most services wanted.
        exclude: Ids already shown or turned down.
        kinds: Kinds of service that what was said is a matter for; preferred where a need leads to them.
    """

    needs: tuple[str, ...] = ()
    age: int | None = None
    age_range: tuple[int, int] | None = None
    about: About | None = None
    role: Role | None = None
    municipality: str | None = None
    school_municipality: str | None = None
    home_area: str | None = DEFAULT_HOME_AREA
    language: str = "fi"
    now: dt.datetime | None = None
    limit: int = DEFAULT_LIMIT
    exclude: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def get_role(query: Query) -> Role | None:
    """Who writes: as told, or as it follows from whom it is about and the age."""
    if query.role is not None:
        return query.role
    if query.about == "child":
        return "parent"
    highest = query.age if query.age is not None else query.age_range[1] if query.age_range else None
    if (
        highest is not None
        and LOWEST_WRITER_AGE_YEARS <= highest < ADULT_AGE_YEARS
        and query.about in ("self", None)
    ):
        return "youth"
    return None


def get_certain_ages(query: Query) -> tuple[int, int] | None:
    """The ages that are sure enough to leave services out by, None when nothing is known."""
    if query.age is not None:
        return (query.age, query.age)
    if query.age_range is not None:
        return (min(query.age_range), max(query.age_range))
    if query.role == "parent" and query.about == "self":
        return (LOWEST_PARENT_AGE_YEARS, HIGHEST_PARENT_AGE_YEARS)
    return None
