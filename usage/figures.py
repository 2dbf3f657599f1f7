"""Figures as they may be seen: one thing by month, two at once for a whole year, and small numbers hidden."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from usage.measures import IN_ORDER, MEASURES
from usage.models import UsageCount
from usage.rows import OTHERS, Row, gather_others
from usage.suppression import Line, Mark, suppress

YEAR = 0
MONTHS = tuple(range(1, 13))

Values = tuple[tuple[str, str], ...]
# A month (or YEAR) and what the number belongs to, by name of the dimension: none, one or two.
Place = tuple[int, Values]


@dataclass(frozen=True)
class Figure:
    """One number, as it may be seen; `number` is None where it is hidden."""

    mark: Mark
    number: int | None

    @property
    def is_hidden(self) -> bool:
        """Whether the number is not told."""
        return self.mark is not Mark.SHOWN


# Of what did not happen at all, and of months to come.
NONE = Figure(Mark.SMALL, None)


@dataclass(frozen=True)
class YearFigures:
    """All figures of one measure in one year; nothing else is ever published of it.

    At most two things at once: a dimension by month, or two dimensions of a year that has ended.

    Args:
        months: how many of the year have ended.
    """

    measure: str
    year: int
    months: int
    figures: Mapping[Place, Figure]

    @property
    def is_whole(self) -> bool:
        """Whether the year has ended; before that it has no figures of its own.

        Each month would add to them, and the difference would tell what the month itself hides.
        """
        return self.months == len(MONTHS)

    def get(self, month: int = YEAR, **values: str) -> Figure:
        """The figure of a month, or of the year, and of these values of dimensions."""
        return self.figures.get((month, tuple(sorted(values.items()))), NONE)

    def add_up(self, **values: str) -> int:
        """The sum of the months whose figure is shown: what a reader could add up."""
        return sum(self.get(month, **values).number or 0 for month in MONTHS)

    def list_values(self, dimension: str, month: int | None = None) -> list[str]:
        """Values of the dimension that occurred in year or month.

        In their own order where they have one, else the most frequent first, hidden ones and the shared row
        of all others last.
        """
        found = {
            values[0][1]
            for (when, values) in self.figures
            if month in (None, when) and len(values) == 1 and values[0][0] == dimension
        }

        if dimension in IN_ORDER:
            return sorted(found, key=IN_ORDER[dimension].index)

        def rank(value: str) -> tuple[bool, bool, int, str]:
            number = (
                self.get(month, **{dimension: value}).number if month else self.add_up(**{dimension: value})
            )
            return (value == OTHERS, not number, -(number or 0), value)

        return sorted(found, key=rank)


def find_end(today: dt.date) -> dt.date:
    """The first day that is not shown yet: that of the running month.

    Whoever looked twice at a month that still grows could subtract, and see one person's day.
    """
    return today.replace(day=1)


def list_years(session: Session, today: dt.date) -> list[int]:
    """Years with figures that can be shown, the newest first; at least the one that ended last month."""
    first = session.scalar(select(func.min(UsageCount.day)))
    newest = (find_end(today) - dt.timedelta(days=1)).year
    return list(range(newest, min(first.year if first else newest, newest) - 1, -1))


def build_year(measure: str, year: int, today: dt.date, rows: Iterable[Row]) -> YearFigures:
    """The figures of a year as they may be seen, from numbers that were counted anywhere.

    Args:
        rows: those of the year's months; what belongs to a month that has not ended is left out.

    Raises:
        KeyError: the measure is none.
    """
    months = count_months(year, today)
    ended = gather_others(measure, (row for row in rows if row.month <= months))
    numbers = _sum_up(measure, year, today, ended)
    marks = hide(numbers, months)
    figures = {
        place: Figure(mark, numbers[place] if mark is Mark.SHOWN else None) for place, mark in marks.items()
    }
    return YearFigures(measure, year, months, figures)


def hide(numbers: Mapping[Place, int], months: int) -> dict[Place, Mark]:
    """How each number may be published: each month by itself once it has ended, then the whole year.

    What is published of a month depends on that month alone, so it never changes afterwards. The year comes
    when it has ended, as far as it gives nothing of its months away.
    """
    marks: dict[Place, Mark] = {}
    for month in range(1, months + 1):
        part = {place: number for place, number in numbers.items() if place[0] == month}
        marks |= suppress(part, list_lines(part), list_present(part))
    if months < len(MONTHS):
        return marks
    return suppress(numbers, list_lines(numbers), list_present(numbers), marks)


def read_rows(session: Session, measure: str, year: int, today: dt.date) -> list[Row]:
    """The numbers of a year's months that have ended, as they were counted: nobody is shown these."""
    month = extract("month", UsageCount.day)
    columns = (
        UsageCount.first_dimension,
        UsageCount.second_dimension,
        UsageCount.first_value,
        UsageCount.second_value,
    )
    rows = session.execute(
        select(month, *columns, func.sum(UsageCount.number))
        .where(
            UsageCount.measure == measure,
            UsageCount.day >= dt.date(year, 1, 1),
            UsageCount.day < min(dt.date(year + 1, 1, 1), find_end(today)),
        )
        .group_by(month, *columns)
    )
    return [
        Row(int(in_month), (first, second), (first_value, second_value), number)
        for in_month, first, second, first_value, second_value, number in rows
    ]


def _sum_up(measure: str, year: int, today: dt.date, rows: Iterable[Row]) -> dict[Place, int]:
    """Every number that may ever be published of the months that have ended and of their sum; zeros too."""
    known = MEASURES[measure]
    # Each dimension is summed up from one pair alone: the totals of all pairs agree.
    source = {
        dimension: next(pair for pair in known.pairs if dimension in pair) for dimension in known.dimensions
    }
    numbers: Counter[Place] = Counter()
    for in_month, pair, values, number in rows:
        if pair not in known.pairs:
            continue
        told = dict(zip(pair, values, strict=True))
        numbers[YEAR, tuple(sorted(told.items()))] += number
        for when in (YEAR, in_month):
            if pair == known.pairs[0]:
                numbers[when, ()] += number
            for dimension, value in told.items():
                if source[dimension] == pair:
                    numbers[when, ((dimension, value),)] += number
    # A crash may lose a count that was taken back later.
    kept = {place: max(number, 0) for place, number in numbers.items()}
    return fill_in(kept, measure, count_months(year, today))


def count_months(year: int, today: dt.date) -> int:
    """How many months of the year have ended."""
    end = find_end(today)
    return len(MONTHS) if year < end.year else end.month - 1 if year == end.year else 0


def fill_in(numbers: Mapping[Place, int], measure: str, months: int) -> dict[Place, int]:
    """The numbers with a zero wherever nothing happened between values that occur in that month or year."""
    filled: dict[Place, int] = {}
    for when in (YEAR, *range(1, months + 1)):
        singles = [
            values
            for month, values in numbers
            if month == when and len(values) == 1 and numbers[when, values]
        ]
        # A month without anything lists nothing, which tells that it has none.
        groups: list[Values] = [(), *singles] if singles else []
        for first, second in MEASURES[measure].pairs if when == YEAR and months == len(MONTHS) else ():
            groups += [
                tuple(sorted((*one, *other)))
                for one in singles
                for other in singles
                if (one[0][0], other[0][0]) == (first, second)
            ]
        filled |= {(when, values): numbers.get((when, values), 0) for values in groups}
    return filled


def list_lines(numbers: Iterable[Place]) -> list[Line[Place]]:
    """All sums that a reader of these figures can do."""
    places = set(numbers)
    lines: dict[tuple[Place, str], list[Place]] = {}
    for month, values in numbers:
        if month != YEAR and (YEAR, values) in places:
            lines.setdefault(((YEAR, values), "month"), []).append((month, values))
        for dimension, _ in values:
            rest = tuple(pair for pair in values if pair[0] != dimension)
            lines.setdefault(((month, rest), dimension), []).append((month, values))
    return [Line(total, tuple(parts)) for (total, _), parts in lines.items()]


def list_present(numbers: Mapping[Place, int]) -> set[Place]:
    """Those of which a reader knows that something happened: the values that are listed."""
    return {place for place, number in numbers.items() if number and len(place[1]) < 2}
