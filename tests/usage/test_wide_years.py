"""Years as wide as those of a middle-sized city: much of them is shown, and nothing hidden can be had."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping

import pytest

from tests.usage.test_suppression import Record, add_up, check
from usage.figures import YEAR, Place, build_year, hide
from usage.rows import Row
from usage.suppression import Mark

AFTERWARDS = dt.date(2026, 11, 23)
LANGUAGES, LANGUAGE_SHARES = ("fi", "sv", "en"), (85, 8, 7)
AREAS = ("", *(f"{number:03}" for number in range(20)))
AREA_SHARES = (10, 60, 20, *[2] * 18)
AGE_GROUPS = ("", "0_12", "13_15", "16_17", "18_25", "26_29", "30_plus")
NEEDS = [f"need{number}" for number in range(32)]


def make_needs(total: int, seed: int) -> list[Record]:
    """So many needs of a year, some frequent and most rare."""
    chance = random.Random(seed)
    shares = [1 / (place + 1) for place in range(len(NEEDS))]
    return [
        (
            chance.randint(1, 12),
            chance.choices(NEEDS, shares)[0],
            chance.choices(LANGUAGES, LANGUAGE_SHARES)[0],
            chance.choices(AREAS, AREA_SHARES)[0],
            chance.choice(AGE_GROUPS),
        )
        for _ in range(total)
    ]


def count_services(services: int, total: int, seed: int) -> list[Row]:
    """So many services shown in a year."""
    chance, counts = random.Random(seed), Counter[tuple[int, tuple[str, str], tuple[str, str]]]()
    shares = [1 / (place + 3) for place in range(services)]
    for place in chance.choices(range(services), shares, k=total):
        language = chance.choices(LANGUAGES, LANGUAGE_SHARES)[0]
        counts[chance.randint(1, 12), ("service", "language"), (f"service{place}", language)] += 1
    return [Row(*key, number) for key, number in counts.items()]


def share_shown(marks: Mapping[Place, Mark], dimensions: int) -> float:
    """The share of the whole year's numbers by so many dimensions that is shown."""
    found = [mark for (month, values), mark in marks.items() if month == YEAR and len(values) == dimensions]
    return found.count(Mark.SHOWN) / len(found)


@pytest.mark.parametrize(("total", "pairs_shown"), [(1000, 0.1), (3000, 0.25), (20_000, 0.6)])
def test_the_needs_of_a_year_are_shown(total: int, pairs_shown: float) -> None:
    for seed in (1, 2):
        numbers = add_up(make_needs(total, seed), 12)
        marks = hide(numbers, 12)
        assert marks[YEAR, ()] is Mark.SHOWN
        assert share_shown(marks, 1) > 0.8
        assert share_shown(marks, 2) > pairs_shown
        check(numbers, marks)


@pytest.mark.parametrize(("services", "total"), [(150, 9000), (200, 30_000)])
def test_the_services_of_a_year_are_shown(services: int, total: int) -> None:
    year = build_year("services_shown", 2025, AFTERWARDS, count_services(services, total, 1))
    assert year.get().number == total
    assert share_shown({place: figure.mark for place, figure in year.figures.items()}, 1) > 0.8
