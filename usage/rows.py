"""Numbers as they were counted, and one row for the values that have none of their own.

Hiding small numbers takes time that grows with the square of a table: thousands of services would hold a
page of figures for minutes. So the most frequent ones keep rows of their own and the others share one. That
is decided before anything is hidden: the shared row is then a number like any other.

A value is judged in the first month of the year in which it occurs, by that month alone, and stays where it
was put. So the tables of months that have ended never change, and nobody can subtract one grouping from
another. Numbers that are hidden as small are not compared: who has a row tells nothing of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from usage.measures import MANY_VALUES, MEASURES
from usage.suppression import THRESHOLD

# No key that could have been counted.
OTHERS = "~others"
# Values with a row of their own: so many in January, and room for so many new ones in each later month.
IN_JANUARY, MORE_EACH_MONTH = 150, 5


class Row(NamedTuple):
    """How often something happened in a month (1-12), by the values of two dimensions."""

    month: int
    dimensions: tuple[str, str]
    values: tuple[str, str]
    number: int


def gather_others(measure: str, rows: Iterable[Row]) -> list[Row]:
    """The rows of a year with OTHERS instead of each value that has no row of its own.

    Raises:
        KeyError: the measure is none.
    """
    gathered = list(rows)
    for dimension in MANY_VALUES:
        if dimension in MEASURES[measure].dimensions:
            own = _choose_own(gathered, dimension)
            gathered = [_put_with_others(row, dimension, own) for row in gathered]
    return gathered


def _choose_own(rows: Iterable[Row], dimension: str) -> set[str]:
    months: dict[int, Counter[str]] = {}
    for row in rows:
        for name, value in zip(row.dimensions, row.values, strict=True):
            if name == dimension and row.number > 0:
                months.setdefault(row.month, Counter())[value] += row.number
    own: set[str] = set()
    judged: set[str] = set()
    for month, numbers in sorted(months.items()):
        new = [value for value in numbers if value not in judged]
        judged |= set(new)
        room = IN_JANUARY + MORE_EACH_MONTH * (month - 1) - len(own)

        def rank(value: str, numbers: Counter[str] = numbers) -> tuple[int, str]:
            return (-numbers[value] if numbers[value] >= THRESHOLD else 0, value)

        own |= set(sorted(new, key=rank)[:room])
    return own


def _put_with_others(row: Row, dimension: str, own: set[str]) -> Row:
    if dimension not in row.dimensions:
        return row
    place = row.dimensions.index(dimension)
    if row.values[place] in own:
        return row
    first, second = row.values
    return row._replace(values=(OTHERS, second) if place == 0 else (first, OTHERS))
