"""The services that fit a person, best first, each with the reasons why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services_catalog.opening import Moment, get_service_opening
from services_catalog.query import About, Query, Role, get_certain_ages, get_role
from services_catalog.ranking import (
    FEWEST_READERS,
    FLOOR,
    FURTHER_NEED_ANSWERED,
    LATER_NEED,
    NOT_ABOUT_THIS_PERSON,
    NOT_FOR_THIS_ROLE,
    OPEN_NOW,
    Readers,
    get_facts_date,
    get_typical_ages,
    is_service_open,
    is_stale,
    score_age,
    score_facts,
    score_language,
    score_need,
)
from services_catalog.selection import Candidate, Common, choose_candidates
from services_catalog.service import AreaScope, Service
from services_catalog.snapshot import ServiceSet, Snapshot, list_numbers

__all__ = ["About", "Match", "MatchedArea", "Query", "Reason", "Role", "get_matched_area", "match"]

# 112 and the poison line belong to danger alone: among ordinary cards they would be wrong advice.
EMERGENCY_ONLY_KINDS = ("emergency_number", "poison_information")
# These go by the school one attends, not by where one lives.
SCHOOL_KINDS = ("school_social_worker", "school_psychologist", "school_nurse")
HIGHEST_YOUTH_AGE_YEARS = 29
# A set with every bit set: whatever it is intersected with stays.
ALL_SERVICES: ServiceSet = -1


@dataclass(frozen=True, slots=True)
class MatchedArea:
    """The area a query was matched in.

    Args:
        labels: The area's name by language; empty for the whole country.
        outside: The stated place is not in the counties whose local services the catalogue has.
        stated: The person named the place; otherwise it is the page's.
    """

    scope: AreaScope
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    outside: bool
    stated: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a service is shown, as a key of the texts under `why.` and the values it needs."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A service that fits, its score and its reasons in the order in which they matter."""

    service: Service
    score: float
    reasons: tuple[Reason, ...]


def match(snapshot: Snapshot, query: Query) -> list[Match]:
    """Services for the query, best first, at most query.limit; empty when nothing is above the floor."""
    moment = Moment.from_datetime(query.now)
    needs = get_known_needs(snapshot, query)
    allowed = find_allowed(snapshot, query)
    candidates = score_candidates(snapshot, query, needs, allowed, moment)
    chosen = choose_candidates(drop_expanded(snapshot, candidates, query.exclude), len(needs), query.limit)
    return [
        Match(
            candidate.service, round(candidate.score, 4), tuple(list_reasons(candidate, query, needs, moment))
        )
        for candidate in chosen
    ]


def get_known_needs(snapshot: Snapshot, query: Query) -> tuple[str, ...]:
    """The query's needs, each once, without unknown ones."""
    return tuple(need for need in dict.fromkeys(query.needs) if need in snapshot.reference.leads_to)


def get_matched_area(snapshot: Snapshot, query: Query) -> MatchedArea:
    """The area the query is matched in, and whether it lies outside the counties with local services."""
    reference = snapshot.reference
    stated = bool(query.municipality and query.municipality.strip())
    place = query.municipality if stated else query.home_area
    municipality = reference.detect_municipality(place) if place else None
    if municipality is not None:
        outside = municipality.county_code not in reference.full_care_codes
        return MatchedArea("municipality", (municipality.code,), municipality.names, outside, stated)
    county = reference.counties.get(place or "")
    if county is not None:
        return MatchedArea("county", (county.code,), county.names, not county.full_care, stated)
    # A place nobody knows is most likely abroad or misheard: local services would be a guess.
    return MatchedArea("country", (), {}, stated, stated)


def get_area_set(snapshot: Snapshot, query: Query) -> ServiceSet:
    """Services given where the person lives, school services where the school is."""
    area = get_matched_area(snapshot, query)
    if area.scope == "county":
        at_home = snapshot.get_set_for_county(area.codes[0])
    else:
        at_home = snapshot.get_set_for_municipality(area.codes[0] if area.codes else None)
    school = snapshot.reference.detect_municipality(query.school_municipality or "")
    if school is None:
        return at_home
    school_services = get_kinds_set(snapshot, SCHOOL_KINDS)
    return (at_home & ~school_services) | (snapshot.get_set_for_municipality(school.code) & school_services)


def get_kinds_set(snapshot: Snapshot, kinds: tuple[str, ...]) -> ServiceSet:
    """Services of any of the kinds."""
    found = 0
    for kind in kinds:
        found |= snapshot.by_kind.get(kind, 0)
    return found


def get_ordinary_set(snapshot: Snapshot, query: Query) -> ServiceSet:
    """All but those that belong to danger alone."""
    return ~get_kinds_set(snapshot, EMERGENCY_ONLY_KINDS)


def get_role_set(snapshot: Snapshot, query: Query) -> ServiceSet:
    """Services for whoever writes."""
    role = get_role(query)
    if role not in ("youth", "parent"):
        return ALL_SERVICES
    # An age alone does not tell who writes, so it only keeps lines for parents away.
    if query.role is None and query.about is None:
        return snapshot.by_role.get("youth", 0) | snapshot.by_role.get("other", 0)
    return snapshot.by_role.get(role, 0)


def get_about_set(snapshot: Snapshot, query: Query) -> ServiceSet:
    """Services for whoever the help is sought for."""
    return snapshot.by_about.get(query.about, 0) if query.about in ("self", "child") else ALL_SERVICES


def get_age_set(snapshot: Snapshot, query: Query) -> ServiceSet:
    """Services that this age, where it is certain, is not clearly outside of."""
    certain = get_certain_ages(query)
    return ALL_SERVICES if certain is None else snapshot.get_set_for_ages(*certain)


def get_wanted_set(snapshot: Snapshot, query: Query) -> ServiceSet:
    """Services that were not turned down."""
    turned_down = 0
    for service_id in query.exclude:
        number = snapshot.numbers.get(service_id)
        if number is not None:
            turned_down |= 1 << number
    return ~turned_down


# What leaves a service out for certain, by name, in the order in which it is told to those who ask why.
HARD_FILTERS: tuple[tuple[str, Callable[[Snapshot, Query], ServiceSet]], ...] = (
    ("area", get_area_set),
    ("emergency_only", get_ordinary_set),
    ("age", get_age_set),
    ("role", get_role_set),
    ("about", get_about_set),
    ("turned_down", get_wanted_set),
)


def find_allowed(snapshot: Snapshot, query: Query) -> ServiceSet:
    """The services that pass every hard filter."""
    allowed = ALL_SERVICES
    for _, let_in in HARD_FILTERS:
        allowed &= let_in(snapshot, query)
    return allowed


def is_expired(service: Service, today: dt.date) -> bool:
    """Whether the entry's last day is over."""
    return service.expires_date is not None and service.expires_date < today


def get_readers(snapshot: Snapshot, query: Query, need: str) -> Readers:
    """Who may be reading the answer to this need, by age."""
    certain = get_certain_ages(query)
    if certain is not None:
        return Readers(*certain, certain=True)
    lowest, highest = get_typical_ages(snapshot.reference, need, query.about == "child")
    if query.role == "youth" and query.about in ("self", None):
        highest = max(lowest, min(highest, HIGHEST_YOUTH_AGE_YEARS))
    return Readers(lowest, highest, certain=False)


class Scoring:
    """Scores services for one query; what all of them share is worked out once."""

    def __init__(self, snapshot: Snapshot, query: Query, needs: tuple[str, ...], moment: Moment) -> None:
        leads_to = snapshot.reference.leads_to
        self._snapshot, self._query, self._needs, self._moment = snapshot, query, needs, moment
        self._today = moment.local.date()
        self._readers = [get_readers(snapshot, query, need) for need in needs]
        self._orders = [{kind: place for place, kind in enumerate(leads_to[need])} for need in needs]
        self._shares: dict[tuple[int, int | None, int | None], float] = {}

    def find_concerned(self) -> ServiceSet:
        """Services that may answer one of the needs."""
        snapshot, concerned = self._snapshot, 0
        for need in self._needs:
            by_kind = get_kinds_set(snapshot, snapshot.reference.leads_to[need]) & snapshot.general
            concerned |= snapshot.by_need.get(need, 0) | by_kind
        return concerned

    def score(self, number: int) -> Candidate | None:
        """The service with this number and what it is worth, None when it answers none of the needs."""
        service, limits = self._snapshot.services[number], self._snapshot.age_limits[number]
        is_open = is_service_open(service, self._moment)
        common = Common(
            score_facts(service, self._today),
            score_language(service, self._query.language),
            score_person(service, self._query),
            OPEN_NOW if is_open else 0.0,
        )
        common_worth = sum(common)
        by_need: list[float | None] = []
        by_age: list[float] = []
        reach = 0.0
        for place, need in enumerate(self._needs):
            worth = score_need(service, need, self._orders[place], self._query.kinds)
            if worth is None:
                by_need.append(None)
                by_age.append(0.0)
                continue
            share = self._get_share(place, *limits)
            reach = max(reach, share)
            by_age.append(score_age(service, share, self._readers[place]))
            by_need.append(worth + common_worth + by_age[-1])
        worths = [worth + LATER_NEED * place for place, worth in enumerate(by_need) if worth is not None]
        if not worths:
            return None
        score = max(worths) + FURTHER_NEED_ANSWERED * (len(worths) - 1)
        may_be_first = reach >= FEWEST_READERS
        return Candidate(service, score, tuple(by_need), may_be_first, is_open, common, tuple(by_age))

    def _get_share(self, place: int, minimum_age: int | None, maximum_age: int | None) -> float:
        key = (place, minimum_age, maximum_age)
        if key not in self._shares:
            self._shares[key] = self._readers[place].get_share_served(minimum_age, maximum_age)
        return self._shares[key]


def score_candidates(
    snapshot: Snapshot, query: Query, needs: tuple[str, ...], allowed: ServiceSet, moment: Moment
) -> list[Candidate]:
    """Every allowed service above the floor for at least one of the needs."""
    today = moment.local.date()
    scoring = Scoring(snapshot, query, needs, moment)
    candidates = []
    for number in list_numbers(scoring.find_concerned() & allowed):
        if is_expired(snapshot.services[number], today):
            continue
        candidate = scoring.score(number)
        if candidate is not None and is_above_floor(candidate):
            candidates.append(candidate)
    return candidates


def is_above_floor(candidate: Candidate) -> bool:
    """Whether the service is worth showing for one of the needs."""
    return max(worth for worth in candidate.by_need if worth is not None) >= FLOOR


def score_person(service: Service, query: Query) -> float:
    """What it costs that a service does not name this writer or person, where that is not clearly wrong."""
    score = 0.0
    if query.role == "other" and "other" not in service.roles:
        score += NOT_FOR_THIS_ROLE
    if query.about == "other" and "other" not in service.about:
        score += NOT_ABOUT_THIS_PERSON
    return score


def drop_expanded(
    snapshot: Snapshot, candidates: list[Candidate], exclude: frozenset[str]
) -> list[Candidate]:
    """The candidates without general entries that another one, there or turned down, stands for.

    Of a country-wide entry that is its county version; and whoever turned down the school social worker of
    the own county is not helped by what school social workers are in general.
    """
    turned_down = list(filter(None, map(snapshot.detect_service, exclude)))
    expanded = {service.expanded_from_id for service in turned_down}
    expanded.update(candidate.service.expanded_from_id for candidate in candidates)
    kinds = {service.kind for service in turned_down if service.for_group is None}
    return [
        candidate
        for candidate in candidates
        if candidate.service.id not in expanded
        and not (candidate.service.general and candidate.service.kind in kinds)
    ]


def list_reasons(candidate: Candidate, query: Query, needs: tuple[str, ...], moment: Moment) -> list[Reason]:
    """Why the service is shown, from typed facts only; an unknown fact gives no reason."""
    service = candidate.service
    today = moment.local.date()
    reasons = [
        Reason("need", {"need": need})
        for need, worth in zip(needs, candidate.by_need, strict=True)
        if worth is not None
    ]
    reasons.append(Reason("kind", {"kind": service.kind}))
    if get_certain_ages(query) and (service.minimum_age is not None or service.maximum_age is not None):
        reasons.append(
            Reason("age", {"minimum_age": service.minimum_age, "maximum_age": service.maximum_age})
        )
    reasons.append(Reason("area", {"scope": service.area_scope, "codes": list(service.area_codes)}))
    if query.language in service.languages:
        reasons.append(Reason("language", {"language": query.language}))
    facts = (("free", service.free is True), ("anonymous", service.anonymous is True))
    more_facts = (("no_referral", service.referral_needed is False), ("walk_in", service.walk_in is True))
    reasons.extend(Reason(key) for key, holds in facts + more_facts if holds)
    opening = get_service_opening(service, moment, query.age)
    if opening.state == "open":
        reasons.append(Reason("open_now", {"until": opening.until.isoformat() if opening.until else None}))
    elif opening.next_opening is not None:
        reasons.append(Reason("opens_next", {"at": opening.next_opening.isoformat()}))
    if service.general:
        reasons.append(Reason("general"))
    if service.assured_date is None:
        reasons.append(Reason("not_assured"))
    date = get_facts_date(service)
    if date is not None and is_stale(service, today):
        reasons.append(Reason("stale", {"date": date.isoformat()}))
    return reasons
