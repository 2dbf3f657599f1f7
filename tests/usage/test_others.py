"""Thousands of services: the most frequent have rows of their own, the others one together."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest

from usage import memory
from usage.figures import MONTHS, YEAR, YearFigures, build_year
from usage.memory import KeptYears
from usage.rows import IN_JANUARY, MORE_EACH_MONTH, OTHERS, Row, gather_others

AFTERWARDS = dt.date(2026, 11, 23)
PAIR = ("service", "language")


def count(numbers: dict[str, int], month: int = 1) -> list[Row]:
    """The services of a month, all in Finnish."""
    return [Row(month, PAIR, (service, "fi"), number) for service, number in numbers.items()]


def list_own(rows: list[Row]) -> set[str]:
    """The services with a row of their own."""
    return {row.values[0] for row in rows} - {OTHERS}


def test_as_many_as_a_city_has_all_have_their_own_row() -> None:
    rows = count({f"service{number}": 1 for number in range(IN_JANUARY)})
    assert gather_others("services_shown", rows) == rows


def test_the_most_frequent_have_their_own_row() -> None:
    numbers = {f"service{number:03}": 5 + number for number in range(IN_JANUARY + 40)}
    gathered = gather_others("services_shown", count(numbers))
    assert list_own(gathered) == set(sorted(numbers)[40:])
    assert sum(row.number for row in gathered) == sum(numbers.values())


def test_a_row_tells_nothing_of_small_numbers() -> None:
    """Whether one has a row or not depends on its name alone, as long as its number is hidden."""
    names = [f"service{number:03}" for number in range(IN_JANUARY + 40)]
    for chance in (random.Random(1), random.Random(2)):
        numbers = {name: chance.randint(1, 4) for name in names}
        assert list_own(gather_others("services_shown", count(numbers))) == set(names[:IN_JANUARY])


def test_what_was_put_together_stays_together() -> None:
    """Nobody can subtract one grouping from another: no month that has ended is grouped anew."""
    chance = random.Random(3)
    names = [f"service{number:03}" for number in range(400)]
    year = [
        row
        for month in MONTHS
        for row in count({name: chance.randint(1, 9) for name in chance.sample(names, 120 + month)}, month)
    ]
    whole = gather_others("services_shown", year)
    for month in MONTHS:
        early = gather_others("services_shown", [row for row in year if row.month <= month])
        assert early == [row for row in whole if row.month <= month]
        assert len(list_own(early)) <= IN_JANUARY + MORE_EACH_MONTH * (month - 1)
    assert OTHERS in {row.values[0] for row in whole}


def test_the_figures_of_thousands_of_services_are_shown() -> None:
    chance, counts = random.Random(1), Counter[tuple[int, tuple[str, str]]]()
    for place in chance.choices(range(2000), [1 / (place + 3) for place in range(2000)], k=6000):
        language = chance.choices(("fi", "sv", "en"), (80, 12, 8))[0]
        counts[chance.randint(1, 12), (f"service{place}", language)] += 1
    rows = [Row(month, PAIR, values, number) for (month, values), number in counts.items()]
    year = build_year("services_shown", 2025, AFTERWARDS, rows)
    assert year.get().number == 6000
    assert year.list_values("service")[-1] == OTHERS
    assert len(year.list_values("service")) <= IN_JANUARY + 12 * MORE_EACH_MONTH
    assert year.get(YEAR, service=OTHERS).number


def test_figures_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And again as soon as a number is another, or a month more has ended."""
    worked_out: list[tuple[str, int]] = []

    def work_out(measure: str, year: int, today: dt.date, rows: list[Row]) -> YearFigures:
        worked_out.append((measure, year))
        return build_year(measure, year, today, rows)

    monkeypatch.setattr(memory, "build_year", work_out)
    years, rows = KeptYears(most_years=2), count({"one": 9, "other": 12})
    first = years.build("services_shown", 2025, AFTERWARDS, rows)
    assert years.build("services_shown", 2025, AFTERWARDS, rows[::-1]) is first
    assert len(worked_out) == 1
    assert years.build("services_shown", 2025, AFTERWARDS, count({"one": 10, "other": 12})) is not first
    assert years.build("services_shown", 2025, dt.date(2025, 2, 1), rows).months == 1
    assert len(worked_out) == 3
    years.build("services_shown", 2025, AFTERWARDS, rows)
    assert len(worked_out) == 4
