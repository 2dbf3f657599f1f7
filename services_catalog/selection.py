"""Chooses the few cards to show out of the ranked candidates: several needs, several kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from services_catalog.ranking import AREA, SAME_KIND_AGAIN
from services_catalog.service import Service

# At most two thirds of the cards are of one kind: of three cards never all.
LARGEST_SHARE_OF_A_KIND = 2 / 3
# A general entry gives way to a specific one of its kind that is at most this much worse.
GENERAL_GIVES_WAY = 0.20
FEWEST_CARDS_FOR_AN_OPEN_ONE = 3
OPEN_ONE_MAY_BE_WORSE = 0.25


class Common(NamedTuple):
    """What a service earns whatever the need: by itself, by its languages, by the person, by being open."""

    facts: float
    language: float
    person: float
    open_now: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service above the floor.

    Args:
        score: Worth over all needs of the query.
        by_need: Worth for each need of the query, in its order; None where it does not answer the need.
        may_be_first: It would not turn most of the readers away.
        is_open: It certainly answers now.
        common: The part of `by_need` that is the same for every need.
        by_age: The part of `by_need` that comes from the age limits.
    """

    service: Service
    score: float
    by_need: tuple[float | None, ...]
    may_be_first: bool
    is_open: bool
    common: Common
    by_age: tuple[float, ...]


def choose_candidates(candidates: list[Candidate], need_count: int, limit: int) -> list[Candidate]:
    """Candidates to show, in order, at most `limit`: one per need first, then the best of other kinds."""
    if limit < 1:
        return []
    left = sorted(drop_replaced_generals(candidates), key=lambda item: (-item.score, item.service.id))
    chosen: list[Candidate] = []
    most_of_a_kind = max(1, int(limit * LARGEST_SHARE_OF_A_KIND))
    for place in range(min(need_count, limit) if need_count > 1 else 0):
        if any(
            candidate.by_need[place] is not None for candidate in chosen if is_best_need(candidate, place)
        ):
            continue
        answering = [candidate for candidate in left if candidate.by_need[place] is not None]
        best = choose_next(answering, chosen, most_of_a_kind, place)
        if best is not None:
            chosen.append(best)
            left.remove(best)
    while len(chosen) < limit:
        best = choose_next(left, chosen, most_of_a_kind, None)
        if best is None:
            break
        chosen.append(best)
        left.remove(best)
    return add_open_one(chosen, left, need_count) if len(chosen) == limit else chosen


def add_open_one(chosen: list[Candidate], left: list[Candidate], need_count: int) -> list[Candidate]:
    """The cards with the best open service in the last one's place, when all of them are closed or unknown.

    Only where there are three cards or more and one to spare beside those for each need, and only with a
    service that is not much worse: an answer now is worth more than a third place to ask tomorrow.
    """
    if len(chosen) < max(FEWEST_CARDS_FOR_AN_OPEN_ONE, need_count + 1) or any(
        card.is_open for card in chosen
    ):
        return chosen
    best = next((candidate for candidate in left if candidate.is_open), None)
    if best is None or best.score < chosen[-1].score - OPEN_ONE_MAY_BE_WORSE:
        return chosen
    return [*chosen[:-1], best]


def is_best_need(candidate: Candidate, place: int) -> bool:
    """Whether a candidate answers this need about as well as any other of the query."""
    worth = candidate.by_need[place]
    best = max((other for other in candidate.by_need if other is not None), default=None)
    return worth is not None and best is not None and worth >= best - 0.01


def choose_next(
    left: list[Candidate], chosen: list[Candidate], most_of_a_kind: int, place: int | None
) -> Candidate | None:
    """The best candidate that keeps the cards diverse, None when there is none.

    Args:
        place: The need to choose for; None chooses by the whole query.
    """
    counts: dict[str, int] = {}
    for candidate in chosen:
        counts[candidate.service.kind] = counts.get(candidate.service.kind, 0) + 1
    best: Candidate | None = None
    best_worth: tuple[bool, float] = (False, float("-inf"))
    for candidate in left:
        service = candidate.service
        count = counts.get(service.kind, 0)
        if count >= most_of_a_kind:
            continue
        worth = (
            candidate.score if place is None else candidate.by_need[place] or 0.0
        ) + SAME_KIND_AGAIN * count
        # Who may be first only matters for the first card.
        rank = (bool(chosen) or candidate.may_be_first, worth)
        if rank > best_worth:
            best, best_worth = candidate, rank
    return best


def get_worth_to_anybody(candidate: Candidate) -> float:
    """The score without what depends on who writes, and about whom.

    A general entry names everybody, the real place seldom does: for a grandmother too it is the place.
    """
    return candidate.score - candidate.common.person


def drop_replaced_generals(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without general entries for which a specific one, no wider or much worse, stands."""
    specifics: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if not candidate.service.general and candidate.service.for_group is None:
            specifics.setdefault(candidate.service.kind, []).append(candidate)
    return [
        candidate
        for candidate in candidates
        if not candidate.service.general
        or not any(
            AREA[specific.service.area_scope] >= AREA[candidate.service.area_scope]
            and get_worth_to_anybody(specific) >= get_worth_to_anybody(candidate) - GENERAL_GIVES_WAY
            and all(
                worth is None or other is not None
                for worth, other in zip(candidate.by_need, specific.by_need, strict=True)
            )
            for specific in specifics.get(candidate.service.kind, ())
        )
    ]
