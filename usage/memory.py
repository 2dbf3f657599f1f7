"""Figures that were worked out stay in memory: hiding takes seconds, and the same numbers hide alike."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from usage.figures import YearFigures, build_year, count_months
from usage.rows import Row

# Some 1 MB each, and far less in most cases.
MOST_YEARS = 24
Key = tuple[str, int, int, bytes]


class KeptYears:
    """The years that were looked at last.

    They are kept by the numbers they were made of: one that is counted late makes them anew. One is worked
    out at a time, so that several who look at once wait for it instead of doing the same.
    """

    def __init__(self, most_years: int = MOST_YEARS) -> None:
        self._most_years = most_years
        self._kept: OrderedDict[Key, YearFigures] = OrderedDict()
        self._lock = Lock()

    def build(self, measure: str, year: int, today: dt.date, rows: Iterable[Row]) -> YearFigures:
        """The figures of `build_year`.

        Raises:
            KeyError: the measure is none.
        """
        counted = sorted(rows)
        digest = hashlib.sha256(repr(counted).encode()).digest()
        key = (measure, year, count_months(year, today), digest)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = build_year(measure, year, today, counted)
                if len(self._kept) > self._most_years:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
