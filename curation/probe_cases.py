"""A person with a need and what must come to them: the case that a probe runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from services_catalog.matching import About, Query, Role, match
from services_catalog.opening import HELSINKI, is_holiday
from services_catalog.service import Service
from services_catalog.snapshot import Snapshot

# As many cards as a reply shows; with fewer or more others come first, for cards are of several kinds.
CARDS = 3
# "Never" means in no reply at all: the most that the catalogue is ever asked for.
WIDE_SEARCH = 50
TUESDAY = 1


@dataclass(frozen=True)
class Expectation:
    """What must or must not come.

    Args:
        sort: "kind" and "service" must be among the first `among`; "never" is a service that must not come.
        key: of the kind, or id of the service. among: 1 to MOST_AMONG; 0 for "never".
    """

    sort: Literal["kind", "service", "never"]
    key: str
    among: int = 0


@dataclass(frozen=True)
class Case:
    """A person with a need, and what is expected for them.

    Args:
        needs: keys, best first. municipality: code of the place that the person names.
    """

    name: str
    needs: tuple[str, ...]
    municipality: str
    language: str
    expected: tuple[Expectation, ...]
    age: int | None = None
    about: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a case came to.

    Args:
        broken: the expectations that do not hold. shown: what comes, best first.
    """

    broken: tuple[Expectation, ...]
    shown: tuple[Service, ...]

    @property
    def holds(self) -> bool:
        """Whether everything came as expected."""
        return not self.broken


def run_case(snapshot: Snapshot, case: Case, moment: dt.datetime) -> Outcome:
    """What comes to the person of a case, and what of it is not as expected."""
    most = max([CARDS, *(one.among for one in case.expected)])
    shown = _list_services(snapshot, case, moment, most)
    never = {one.key for one in case.expected if one.sort == "never"}
    wide = {service.id for service in _list_services(snapshot, case, moment, WIDE_SEARCH)} if never else set()
    broken = tuple(one for one in case.expected if not _holds(one, shown, wide))
    return Outcome(broken, shown)


def _list_services(snapshot: Snapshot, case: Case, moment: dt.datetime, most: int) -> tuple[Service, ...]:
    return tuple(found.service for found in match(snapshot, build_query(case, moment, most)))


def build_query(case: Case, moment: dt.datetime, limit: int = CARDS) -> Query:
    """The question to the catalogue that a case asks."""
    return Query(
        needs=case.needs,
        age=case.age,
        about=cast("About | None", case.about),
        role=cast("Role | None", case.role),
        municipality=case.municipality,
        language=case.language,
        now=moment,
        limit=limit,
    )


def _holds(one: Expectation, shown: Sequence[Service], wide: Iterable[str]) -> bool:
    if one.sort == "never":
        return one.key not in wide
    first = shown[: one.among]
    return one.key in {service.kind if one.sort == "kind" else service.id for service in first}


def find_usual_moment(now: dt.datetime) -> dt.datetime:
    """Noon of the latest Tuesday that is no holiday: run at any hour, a probe finds the same lines open."""
    day = now.astimezone(HELSINKI).date()
    while day.weekday() != TUESDAY or is_holiday(day):
        day -= dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(12), HELSINKI)
