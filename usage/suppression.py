"""Hides small numbers, and as many others as it takes that none of them can be worked out from the rest.

A number from 0 to 4 is hidden (cell suppression with a threshold; the method and its words follow Hundepool
et al., Statistical Disclosure Control, 2012, chapter 4). That alone is not enough: where only one number of a
row is hidden, the row's total gives it away.

So for each hidden number the program looks for a *move*: other numbers in hidden places with which every
total comes out the same, every "under 5" is still under 5, none is below 0, and this number is another one. A
reader who knows all that is shown cannot tell the two tables apart. Where there is no move among the hidden
numbers alone, the cheapest further ones are hidden with them, or no longer told to be under 5: parts before
totals, the small before the large. All tables that can be held against each other are one system of sums.
What was published before stays as it was: it is neither shown nor hidden later, for a reader may have kept
it.

Moves are looked for by search within limits. Where one number finds none, everything that was not published
before is hidden: then one more of any kind already counted would look the same.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

THRESHOLD = 5
# What the cells hidden for one number may cost together, tried from the least; and how long each is tried.
# A year of 32 needs by 21 places, or of 200 services, takes moves of some hundred steps: with tighter limits
# one number without a move hides the whole year.
BUDGETS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 40, 80, 160)
MOST_STEPS = 4000
LONGEST_MOVE = 200

Key = TypeVar("Key", bound=Hashable)


class Mark(StrEnum):
    """How a number is published."""

    SHOWN = "shown"
    SMALL = "small"  # 0 to 4
    HIDDEN = "hidden"  # any number


@dataclass(frozen=True)
class Line(Generic[Key]):
    """A sum that a reader can do: the total and its parts; each has a number."""

    total: Key
    parts: tuple[Key, ...]


def suppress(
    numbers: Mapping[Key, int],
    lines: Sequence[Line[Key]],
    never_zero: Container[Key] = (),
    published: Mapping[Key, Mark] | None = None,
) -> dict[Key, Mark]:
    """How each number may be published.

    Args:
        numbers: never below 0.
        lines: all sums that tie the numbers together, in whatever table they are shown.
        never_zero: those that a reader knows to be at least 1.
        published: how some of them were published before; that stays.
    """
    before = published or {}
    system = _System(numbers, lines, never_zero, before)
    if system.protect():
        return system.list_marks()
    return {key: before.get(key, Mark.HIDDEN) for key in numbers}


@dataclass
class _Move:
    """Differences of one to some numbers, and the sums that do not come out yet."""

    steps: dict[int, int] = field(default_factory=dict)
    open: dict[int, int] = field(default_factory=dict)
    cost: int = 0


class _System(Generic[Key]):
    """The numbers with their sums; hides more and more of them."""

    def __init__(
        self,
        numbers: Mapping[Key, int],
        lines: Sequence[Line[Key]],
        never_zero: Container[Key],
        published: Mapping[Key, Mark],
    ) -> None:
        self._keys = list(numbers)
        self._numbers = list(numbers.values())
        self._least = [1 if key in never_zero else 0 for key in self._keys]
        self._is_fixed = [key in published for key in self._keys]
        self._marks = [
            published.get(key, Mark.SMALL if number < THRESHOLD else Mark.SHOWN)
            for key, number in numbers.items()
        ]
        places = {key: place for place, key in enumerate(self._keys)}
        # Each sum as places with signs that come to nothing: parts minus total.
        self._lines: list[dict[int, int]] = []
        self._lines_of: list[dict[int, int]] = [{} for _ in self._keys]
        self._costs = [1] * len(self._keys)
        for line in lines:
            signs = {**{places[part]: 1 for part in line.parts}, places[line.total]: -1}
            self._costs[places[line.total]] += 2
            for place, sign in signs.items():
                self._lines_of[place][len(self._lines)] = sign
            self._lines.append(signs)
        self._steps_left = 0

    def protect(self) -> bool:
        """Hide until each hidden number has a move; False where one finds none."""
        hidden = [place for place, mark in enumerate(self._marks) if mark is not Mark.SHOWN]
        moved: set[int] = set()
        for place in sorted(hidden, key=lambda place: (self._costs[place], -self._numbers[place])):
            if place in moved:
                continue
            move = self._find_move(place)
            if move is None:
                return False
            for other, step in move.steps.items():
                self._marks[other] = self._mark_for(other, step)
            moved |= set(move.steps)
        return True

    def list_marks(self) -> dict[Key, Mark]:
        """How each number is published."""
        return dict(zip(self._keys, self._marks, strict=True))

    def _find_move(self, place: int) -> _Move | None:
        for budget in BUDGETS:
            for step in (1, -1):
                cost = self._cost_of(place, step)
                if cost is None or cost > budget:
                    continue
                move = _Move()
                self._steps_left = MOST_STEPS
                self._take(move, place, step, cost)
                if self._close(move, budget):
                    return move
        return None

    def _mark_for(self, place: int, step: int) -> Mark:
        """How the number must be published so that it could be one more or less."""
        if self._marks[place] is Mark.SMALL and self._numbers[place] + step < THRESHOLD:
            return Mark.SMALL
        return Mark.HIDDEN

    def _cost_of(self, place: int, step: int) -> int | None:
        """What is lost when the number could be one more or less; None where it can't."""
        if self._numbers[place] + step < self._least[place]:
            return None
        if self._marks[place] is self._mark_for(place, step):
            return 0
        return None if self._is_fixed[place] else self._costs[place]

    def _close(self, move: _Move, budget: int) -> bool:
        """Go on stepping until all sums come out; False when that takes too much."""
        if not move.open:
            return True
        self._steps_left -= 1
        if self._steps_left < 0 or len(move.steps) >= LONGEST_MOVE:
            return False
        # The sum with the fewest ways out comes first: where there is none, this is known at once.
        left = budget - move.cost
        ways = min((self._list_ways(move, line, left) for line in move.open), key=len)
        for place, step, cost in self._put_best_first(move, ways):
            self._take(move, place, step, cost)
            if self._close(move, budget):
                return True
            self._take_back(move, place, step, cost)
        return False

    def _list_ways(self, move: _Move, line: int, budget: int) -> list[tuple[int, int, int]]:
        """Steps that bring the sum nearer, each with its place and cost."""
        found = []
        wanted = -1 if move.open[line] > 0 else 1
        taken, costs, is_fixed = move.steps, self._costs, self._is_fixed
        for place, sign in self._lines[line].items():
            # What can't be paid is most of a long line: it is left out before anything is worked out.
            if place in taken or (
                self._marks[place] is Mark.SHOWN and (is_fixed[place] or costs[place] > budget)
            ):
                continue
            step = wanted * sign
            cost = self._cost_of(place, step)
            if cost is not None and cost <= budget:
                found.append((place, step, cost))
        return found

    def _put_best_first(self, move: _Move, ways: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """The ways with hidden ones first, then those that open few other sums, then small numbers."""

        def rank(way: tuple[int, int, int]) -> tuple[int, int, int, int, int]:
            place, step, cost = way
            opened = sum(
                1 if move.open.get(other, 0) * sign * step >= 0 else -1
                for other, sign in self._lines_of[place].items()
            )
            return (cost, opened, self._numbers[place], place, step)

        return sorted(ways, key=rank)

    def _take(self, move: _Move, place: int, step: int, cost: int) -> None:
        move.steps[place] = step
        move.cost += cost
        self._shift(move, place, step)

    def _take_back(self, move: _Move, place: int, step: int, cost: int) -> None:
        del move.steps[place]
        move.cost -= cost
        self._shift(move, place, -step)

    def _shift(self, move: _Move, place: int, step: int) -> None:
        for line, sign in self._lines_of[place].items():
            difference = move.open.get(line, 0) + sign * step
            if difference:
                move.open[line] = difference
            else:
                move.open.pop(line, None)
