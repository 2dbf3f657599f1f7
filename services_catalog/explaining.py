"""Why a service comes or does not come to a person, told by the very filters and scores of matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from services_catalog.matching import (
    HARD_FILTERS,
    Scoring,
    drop_expanded,
    find_allowed,
    get_known_needs,
    is_above_floor,
    is_expired,
    score_candidates,
)
from services_catalog.opening import Moment
from services_catalog.query import Query
from services_catalog.ranking import FLOOR, FURTHER_NEED_ANSWERED, LATER_NEED
from services_catalog.selection import Candidate, choose_candidates, drop_replaced_generals
from services_catalog.service import Service
from services_catalog.snapshot import Snapshot

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a service away.

    Args:
        key: not_published, expired, one of HARD_FILTERS, no_needs, needs, floor, replaced, rank (others fit
            better) or crowded_out (others stand for their kind, their need, or are open now).
        values: What belongs to it: its last `date`, the `floor`, the `services` in its place, its `rank`.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A service with its place among all that fit, 1 the best, and what its score is made of.

    Args:
        rank: Place by score alone; None for one that is not among those that fit.
        parts: need (its kind and place in the entry), facts, language, person, open_now, age, several_needs;
            together the score.
    """

    service: Service
    rank: int | None
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a service comes or does not come.

    Args:
        service: As published; None when it is not.
        obstacle: The first thing that keeps it away; None when it comes.
        ranked: Its place and score, None where it did not get that far.
        shown: What comes, in the order of the cards.
        fitting_count: How many fit at all.
    """

    service: Service | None
    obstacle: Obstacle | None
    ranked: Ranked | None
    shown: tuple[Ranked, ...]
    fitting_count: int


def explain(snapshot: Snapshot, query: Query, service_id: str) -> Explanation:
    """Why the service with this id comes or does not come to whoever asks this."""
    moment = Moment.from_datetime(query.now)
    needs = get_known_needs(snapshot, query)
    candidates = score_candidates(snapshot, query, needs, find_allowed(snapshot, query), moment)
    unexpanded = drop_expanded(snapshot, candidates, query.exclude)
    fitting = sorted(drop_replaced_generals(unexpanded), key=lambda item: (-item.score, item.service.id))
    ranks = {candidate.service.id: place for place, candidate in enumerate(fitting, 1)}
    chosen = choose_candidates(unexpanded, len(needs), query.limit)
    shown = tuple(_rank(candidate, ranks) for candidate in chosen)
    service = snapshot.detect_service(service_id)
    obstacle, candidate = _find_obstacle(snapshot, query, needs, moment, service)
    if obstacle is None and candidate is not None and service is not None:
        if service_id not in ranks:
            replacing = _find_replacing(candidate, candidates, unexpanded)
            obstacle = Obstacle("replaced", {"services": replacing})
        elif service_id not in {item.service.id for item in chosen}:
            place = ranks[service_id]
            obstacle = Obstacle("crowded_out" if place <= query.limit else "rank", {"rank": place})
    ranked = _rank(candidate, ranks) if candidate is not None else None
    return Explanation(service, obstacle, ranked, shown, len(fitting))


def _find_obstacle(
    snapshot: Snapshot, query: Query, needs: tuple[str, ...], moment: Moment, service: Service | None
) -> tuple[Obstacle | None, Candidate | None]:
    if service is None:
        return Obstacle("not_published"), None
    if is_expired(service, moment.local.date()):
        return Obstacle("expired", {"date": service.expires_date}), None
    number = snapshot.numbers[service.id]
    for name, let_in in HARD_FILTERS:
        if not let_in(snapshot, query) >> number & 1:
            return Obstacle(name), None
    if not needs:
        return Obstacle("no_needs"), None
    scoring = Scoring(snapshot, query, needs, moment)
    candidate = scoring.score(number) if scoring.find_concerned() >> number & 1 else None
    if candidate is None:
        return Obstacle("needs"), None
    if not is_above_floor(candidate):
        return Obstacle("floor", {"floor": FLOOR}), candidate
    return None, candidate


def _find_replacing(
    candidate: Candidate, candidates: list[Candidate], unexpanded: list[Candidate]
) -> tuple[Service, ...]:
    """What stands in place of a general entry: its county version, or specific ones of its kind."""
    service = candidate.service
    versions = [other.service for other in candidates if other.service.expanded_from_id == service.id]
    specifics = [
        other
        for other in unexpanded
        if other.service.kind == service.kind
        and not other.service.general
        and other.service.for_group is None
    ]
    best = sorted(specifics, key=lambda other: -other.score)[:1]
    return tuple(versions) or tuple(other.service for other in best)


def _rank(candidate: Candidate, ranks: Mapping[str, int]) -> Ranked:
    by_need = [
        (worth + LATER_NEED * place, place)
        for place, worth in enumerate(candidate.by_need)
        if worth is not None
    ]
    best, place = max(by_need, key=lambda item: item[0])
    common, age = candidate.common, candidate.by_age[place]
    further = FURTHER_NEED_ANSWERED * (len(by_need) - 1)
    parts = {
        "need": best - LATER_NEED * place - sum(common) - age,
        **common._asdict(),
        "age": age,
        "several_needs": LATER_NEED * place + further,
    }
    return Ranked(
        candidate.service, ranks.get(candidate.service.id), candidate.score, MappingProxyType(parts)
    )
