"""Counting adds up, from several processes and through outages, and keeps nothing but keys and numbers."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from database.connections import DatabaseBusyError, build_engine
from usage.counts import Tally, write_counts
from usage.figures import YearFigures, build_year, list_years, read_rows
from usage.measures import MEASURES, UnknownMeasureError, find_age_group
from usage.models import UsageCount, UsageModel
from usage.suppression import Mark

DAY = dt.date(2026, 10, 5)
TODAY = dt.date(2026, 11, 23)
TOLD = {"need": "bullying", "language": "fi", "area": "049", "age_group": "13_15"}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with the table of figures."""
    engine = build_engine(f"sqlite:///{tmp_path / 'counts.sqlite'}", busy_timeout_seconds=0.05)
    UsageModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


def count(number: int, day: dt.date = DAY, **values: str) -> Tally:
    """Return a tally in which so many needs wait."""
    tally = Tally()
    for _ in range(number):
        tally.count(day, "needs", {**TOLD, **values})
    return tally


def read_year(session: Session, measure: str, year: int, today: dt.date) -> YearFigures:
    """Return the figures as they are shown."""
    return build_year(measure, year, today, read_rows(session, measure, year, today))


def test_replicas_add_up(engine: Engine) -> None:
    write_counts(engine, count(4).take())
    write_counts(engine, count(3).take())
    with Session(engine) as session:
        assert set(session.scalars(select(UsageCount.number))) == {7}
        assert read_year(session, "needs", 2026, TODAY).get(10).number == 7
        assert read_year(session, "needs", 2026, TODAY).get(10, need="bullying").number == 7


def test_three_things_are_never_kept_together(engine: Engine) -> None:
    """A row has room for two values, and none for anything that ties it to another row."""
    columns = {column["name"] for column in inspect(engine).get_columns("usage_counts")}
    assert columns == {
        *("day", "measure", "number", "first_dimension", "second_dimension", "first_value", "second_value")
    }
    assert all(len(pair) == 2 for measure in MEASURES.values() for pair in measure.pairs)
    write_counts(engine, count(1).take())
    with Session(engine) as session:
        rows = session.scalars(select(UsageCount)).all()
    assert len(rows) == len(MEASURES["needs"].pairs)


def test_what_is_told_later_moves_the_count() -> None:
    tally = count(1)
    tally.count(DAY, "needs", TOLD, -1)
    tally.count(DAY, "needs", {**TOLD, "area": "092"})
    assert sorted(cell.values for (_, cell), number in tally.waiting.items() if number) == [
        ("bullying", "092"),
        ("bullying", "13_15"),
        ("bullying", "fi"),
    ]


def test_a_locked_database_loses_nothing(engine: Engine) -> None:
    tally = count(2)
    blocker = sqlite3.connect(str(engine.url.database), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    taken = tally.take()
    with pytest.raises(DatabaseBusyError):
        write_counts(engine, taken)
    tally.count(DAY, "needs", TOLD)
    tally.give_back(taken)
    blocker.execute("ROLLBACK")
    blocker.close()
    write_counts(engine, tally.take())
    with Session(engine) as session:
        assert set(session.scalars(select(UsageCount.number))) == {3}


def test_memory_has_a_bound() -> None:
    """Beyond it new cells are left out, all pairs of a measure alike; known ones go on."""
    tally = Tally(most_cells=4)
    tally.count(DAY, "needs", TOLD)
    tally.count(DAY, "needs", {**TOLD, "need": "school"})
    tally.count(DAY, "needs", TOLD)
    assert tally.dropped == 1
    assert set(tally.waiting.values()) == {2}
    assert len(tally.waiting) == 3


@pytest.mark.parametrize(
    ("measure", "values"),
    [
        ("needs", {"need": "mua kiusataan"}),
        ("needs", {"need": "x" * 121}),
        ("needs", {"name": "Aino"}),
        ("nothing", {}),
    ],
)
def test_words_are_not_counted(measure: str, values: dict[str, str]) -> None:
    with pytest.raises(UnknownMeasureError):
        Tally().count(DAY, measure, values)


def test_ages_are_counted_in_groups() -> None:
    groups = {find_age_group(age) for age in range(120)}
    assert len(groups) == 6
    assert find_age_group(12) == "0_12"
    assert find_age_group(13) == "13_15"
    assert find_age_group(None) is None


def test_the_running_month_is_not_shown(engine: Engine) -> None:
    """Twice looked at, a month that grows would tell of one person's day."""
    write_counts(engine, count(30, TODAY).take())
    write_counts(engine, count(9).take())
    with Session(engine) as session:
        figures = read_year(session, "needs", 2026, TODAY)
        assert figures.months == 10
        assert figures.get(11).is_hidden
        assert figures.get(10).number == 9
        assert figures.add_up() == 9
        assert figures.get().mark is Mark.SMALL
        assert figures.get().number is None
        assert read_year(session, "needs", 2026, dt.date(2026, 12, 1)).get(11).number == 30
        assert read_year(session, "needs", 2026, dt.date(2027, 1, 1)).get().number == 39


def test_years_are_those_with_something_to_show(engine: Engine) -> None:
    with Session(engine) as session:
        assert list_years(session, TODAY) == [2026]
        assert list_years(session, dt.date(2027, 1, 15)) == [2026]
    write_counts(engine, count(1, dt.date(2025, 3, 1)).take())
    with Session(engine) as session:
        assert list_years(session, TODAY) == [2026, 2025]
