"""Small numbers stay hidden, whatever is subtracted from what: rows, columns, months, the year."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from usage.figures import MONTHS, YEAR, Place, fill_in, hide, list_lines, list_present
from usage.suppression import THRESHOLD, Line, Mark, suppress

NEEDS = ("bullying", "school", "money")
LANGUAGES = ("fi", "sv", "so")

Record = tuple[int, str, str, str, str]


def add_up(records: list[Record], months: int) -> dict[Place, int]:
    """Return all numbers that may ever be published of these records."""
    numbers: Counter[Place] = Counter()
    for month, need, language, area, age_group in records:
        told = {"need": need, "language": language, "area": area, "age_group": age_group}
        for when in (YEAR, month):
            numbers[when, ()] += 1
            for dimension, value in told.items():
                numbers[when, ((dimension, value),)] += 1
        for other in ("language", "area", "age_group"):
            pair = tuple(sorted({"need": need, other: told[other]}.items()))
            numbers[YEAR, pair] += 1
    return fill_in(numbers, "needs", months)


def find_told(numbers: dict[Place, int], marks: dict[Place, Mark]) -> set[Place]:
    """Return hidden places that all sums together tell exactly (Gaussian elimination)."""
    hidden = [place for place, mark in marks.items() if mark is not Mark.SHOWN]
    columns = {place: column for column, place in enumerate(hidden)}
    rows: list[dict[int, Fraction]] = []
    for line in list_lines(numbers):
        row: Counter[int] = Counter()
        for place, sign in [(line.total, -1), *((part, 1) for part in line.parts)]:
            if place in columns:
                row[columns[place]] += sign
        rows.append({column: Fraction(value) for column, value in row.items() if value})
    pivots: dict[int, dict[int, Fraction]] = {}
    for row in rows:
        for column in sorted(row):
            if column in row and column in pivots:
                row = subtract(row, pivots[column], row[column])
        if row:
            first = min(row)
            scaled = {column: value / row[first] for column, value in row.items()}
            pivots = {
                column: subtract(other, scaled, other[first]) if first in other else other
                for column, other in pivots.items()
            }
            pivots[first] = scaled
    return {hidden[column] for column, row in pivots.items() if len(row) == 1}


def subtract(row: dict[int, Fraction], other: dict[int, Fraction], times: Fraction) -> dict[int, Fraction]:
    """Return one row less so many times another."""
    result = dict(row)
    for column, value in other.items():
        result[column] = result.get(column, Fraction(0)) - times * value
    return {column: value for column, value in result.items() if value}


def find_bounded(numbers: dict[Place, int], marks: dict[Place, Mark]) -> set[Place]:
    """Return hidden places whose one possible value follows from sums and from what the marks tell."""
    low = {place: 1 if place in list_present(numbers) else 0 for place in numbers}
    high = {place: THRESHOLD - 1 if mark is Mark.SMALL else 10**6 for place, mark in marks.items()}
    for place, mark in marks.items():
        if mark is Mark.SHOWN:
            low[place] = high[place] = numbers[place]
    for _ in range(4):
        for line in list_lines(numbers):
            signs = [(line.total, -1), *((part, 1) for part in line.parts)]
            for place, sign in signs:
                others = [(other, other_sign) for other, other_sign in signs if other != place]
                least = sum(low[o] if s * sign < 0 else -high[o] for o, s in others)
                most = sum(high[o] if s * sign < 0 else -low[o] for o, s in others)
                low[place], high[place] = max(low[place], least), min(high[place], most)
    return {p for p, mark in marks.items() if mark is not Mark.SHOWN and low[p] == high[p]}


def check(numbers: dict[Place, int], marks: dict[Place, Mark]) -> None:
    """Fail when a small number is shown, a mark lies, or a hidden number can be had."""
    for place, mark in marks.items():
        assert mark is not Mark.SHOWN or numbers[place] >= THRESHOLD, place
        assert mark is not Mark.SMALL or numbers[place] < THRESHOLD, place
    assert find_told(numbers, marks) == set()
    assert find_bounded(numbers, marks) == set()


# Mostly numbers that are shown: each table is tried with everything that may stand in the hidden places.
CELL = st.one_of(st.integers(5, 14), st.integers(5, 14), st.integers(0, 6))
MOST_IN_A_CELL, MOST_TABLES = 20, 4000
RECORDS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.sampled_from(NEEDS),
        st.sampled_from(LANGUAGES),
        st.sampled_from(("049", "092")),
        st.sampled_from(("", "13_15")),
    ),
    max_size=150,
)


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_nothing_hidden_can_be_had_in_a_year_that_has_ended(records: list[Record]) -> None:
    numbers = add_up(records, 12)
    check(numbers, hide(numbers, 12))


@settings(max_examples=40, deadline=None)
@given(RECORDS, st.integers(0, 11))
def test_what_was_published_of_a_month_never_changes(records: list[Record], months: int) -> None:
    """Whoever kept last month's table learns nothing from the next one."""
    early = add_up([record for record in records if record[0] <= months], months)
    late = add_up(records, 12)
    before = {place: mark for place, mark in hide(early, months).items() if place[0] != YEAR}
    after = hide(late, 12)
    assert before == {place: after[place] for place in before}
    assert all(place[0] != YEAR for place in hide(early, months))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=3, max_size=3))
def test_every_table_could_be_another_one(table: list[list[int]]) -> None:
    """All tables that look the same are tried: each hidden number takes at least two values among them."""
    numbers, lines = build_table(table)
    marks = suppress(numbers, lines)
    cells = [key for key in numbers if "total" not in key]
    hidden = [key for key in cells if marks[key] is not Mark.SHOWN]
    ranges = [range(THRESHOLD) if marks[key] is Mark.SMALL else range(MOST_IN_A_CELL) for key in hidden]
    assume(prod(len(values) for values in ranges) <= MOST_TABLES)
    found: dict[tuple[str, str], set[int]] = {key: set() for key in numbers}
    for values in product(*ranges):
        other = {**numbers, **dict(zip(hidden, values, strict=True))}
        for line in [line for line in lines if line.total[0] != "total"] + [
            line for line in lines if line.total[0] == "total"
        ]:
            other[line.total] = sum(other[part] for part in line.parts)
        if all(looks_same(numbers[key], other[key], mark) for key, mark in marks.items()):
            for key, value in other.items():
                found[key].add(value)
    assert [key for key, mark in marks.items() if mark is not Mark.SHOWN and len(found[key]) < 2] == []


def looks_same(number: int, other: int, mark: Mark) -> bool:
    """Return whether both are published in the same way under this mark."""
    return number == other if mark is Mark.SHOWN else mark is Mark.HIDDEN or other < THRESHOLD


def build_table(
    table: list[list[int]],
) -> tuple[dict[tuple[str, str], int], list[Line[tuple[str, str]]]]:
    """Return the numbers and sums of a table with the totals of rows, columns and all."""
    rows, columns = [f"r{n}" for n in range(len(table))], [f"c{n}" for n in range(len(table[0]))]
    numbers = {(row, column): table[i][j] for i, row in enumerate(rows) for j, column in enumerate(columns)}
    lines = [Line((row, "total"), tuple((row, column) for column in columns)) for row in rows]
    lines += [Line(("total", column), tuple((row, column) for row in rows)) for column in columns]
    lines.append(Line(("total", "total"), tuple((row, "total") for row in rows)))
    for line in lines:
        numbers[line.total] = sum(numbers[part] for part in line.parts)
    lines.append(Line(("total", "total"), tuple(("total", column) for column in columns)))
    return numbers, lines


def test_a_total_gives_no_single_hidden_number_away() -> None:
    """One small number in a row: another one of the row and of the column is hidden with it."""
    numbers, lines = build_table([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    marks = suppress(numbers, lines)
    assert marks["r0", "c0"] is Mark.SMALL
    hidden = [key for key, mark in marks.items() if mark is not Mark.SHOWN]
    assert len(hidden) == 4
    for line in lines:
        missing = [key for key in (line.total, *line.parts) if key in hidden]
        assert len(missing) != 1
    for first, second in combinations(lines, 2):
        # The difference of two sums leaves one hidden number nowhere.
        signs: Counter[tuple[str, str]] = Counter()
        for line, sign in ((first, 1), (second, -1)):
            signs[line.total] -= sign
            for part in line.parts:
                signs[part] += sign
        assert len([key for key, sign in signs.items() if sign and key in hidden]) != 1


def test_two_hidden_ones_are_not_told_by_their_sum() -> None:
    """1 and 1 beside a total of 22: "under 5" and a sum of 2 leave them open, for 0 and 2 look the same."""
    numbers, lines = build_table([[1, 1, 20], [30, 30, 30], [40, 40, 40]])
    marks = suppress(numbers, lines)
    assert marks["r0", "c0"] is Mark.SMALL
    assert marks["r0", "total"] is Mark.SHOWN


def test_much_is_shown_where_there_is_much() -> None:
    """Hiding does not eat the figures of a city with thousands of conversations."""
    records = [
        (month, need, language, area, "13_15")
        for month in MONTHS
        for need, times in zip(NEEDS, (40, 25, 9), strict=True)
        for language, share in zip(LANGUAGES, (8, 2, 1), strict=True)
        for area in ("049", "092")
        for _ in range(times * share // 8)
    ]
    numbers = add_up(records, 12)
    marks = hide(numbers, 12)
    check(numbers, marks)
    assert Counter(marks.values())[Mark.SHOWN] / len(marks) > 0.8
    assert marks[YEAR, ()] is Mark.SHOWN


@pytest.mark.parametrize("number", range(12))
def test_one_number_alone_is_hidden_when_small(number: int) -> None:
    marks = suppress({"all": number, "one": number}, [Line("all", ("one",))])
    assert {mark is Mark.SHOWN for mark in marks.values()} == {number >= THRESHOLD}
