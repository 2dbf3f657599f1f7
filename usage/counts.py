"""Counting: in memory at once, and into the database every minute.

Counting neither waits nor fails for whoever is answered. A crash loses at most what was counted since the
last minute; while the database is locked or missing, counts wait in memory up to a bound. Several processes
add up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.dml import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite.dml import Insert as SqliteInsert

from database.connections import retry_when_locked
from usage.measures import Cell, split
from usage.models import UsageCount

Counts = Counter[tuple[dt.date, Cell]]
# Some 25 MB at the most; a busy city fills a few thousand a day.
MOST_CELLS = 100_000
TABLE: Table = UsageCount.metadata.tables[UsageCount.__tablename__]
KEY = tuple(column.name for column in TABLE.primary_key.columns)


class Tally:
    """Counts that wait to be written; used from one thread.

    Attributes:
        waiting: what is not yet in the database.
        dropped: how many were not counted because too many others waited.
    """

    def __init__(self, most_cells: int = MOST_CELLS) -> None:
        self._most_cells = most_cells
        self.waiting: Counts = Counter()
        self.dropped = 0

    def count(self, day: dt.date, measure: str, values: Mapping[str, str | None], number: int = 1) -> None:
        """Count so many more; a negative number takes back what was counted of the same day.

        Raises:
            UnknownMeasureError: nothing like that is counted.
        """
        cells = [(day, cell) for cell in split(measure, values)]
        if len(self.waiting) + len(cells) > self._most_cells and not all(c in self.waiting for c in cells):
            # All pairs of a measure or none: their totals must agree.
            self.dropped += abs(number)
            return
        for cell in cells:
            self.waiting[cell] += number

    def take(self) -> Counts:
        """What waits; from now on it is the caller's to write or give back."""
        taken, self.waiting = self.waiting, Counter()
        return taken

    def give_back(self, taken: Counts) -> None:
        """Count again what could not be written."""
        self.waiting.update(taken)


def write_counts(engine: Engine, counts: Counts) -> None:
    """Add the counts to those in the database, in one transaction; blocks.

    Raises:
        DatabaseBusyError: another writer held the lock; nothing was written.
        sqlalchemy.exc.SQLAlchemyError: the database can't be had, or lacks the table; nothing was written.
    """
    rows = [
        {
            "day": day,
            "measure": cell.measure,
            "first_dimension": cell.dimensions[0],
            "second_dimension": cell.dimensions[1],
            "first_value": cell.values[0],
            "second_value": cell.values[1],
            "number": number,
        }
        # In one order everywhere: two processes that write at once never wait for each other in a circle.
        for (day, cell), number in sorted(
            counts.items(), key=lambda item: (item[0][0], item[0][1].measure, *item[0][1].values)
        )
        if number
    ]
    if not rows:
        return

    def transaction() -> None:
        with engine.begin() as connection:
            connection.execute(_build_addition(engine), rows)

    retry_when_locked(transaction, attempts=2)


def _build_addition(engine: Engine) -> PostgresInsert | SqliteInsert:
    if engine.dialect.name == "postgresql":
        into_postgres = postgresql.insert(TABLE)
        added = TABLE.c.number + into_postgres.excluded.number
        return into_postgres.on_conflict_do_update(index_elements=KEY, set_={"number": added})
    into_sqlite = sqlite.insert(TABLE)
    added = TABLE.c.number + into_sqlite.excluded.number
    return into_sqlite.on_conflict_do_update(index_elements=KEY, set_={"number": added})
