"""How long people waited until somebody was in touch, as a measure among the others."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from help_requests.figures import ANSWERED, read_figures
from usage.figures import Row, YearFigures, build_year
from usage.measures import find_days_group

MEASURE = "answers"


def read_answer_times(session: Session, year: int, today: dt.date) -> YearFigures:
    """First contacts of a year by working days and language, small numbers hidden; the demo has none."""
    figures = read_figures(session, dt.date(year, 1, 1), dt.date(year, 12, 1))
    rows = [
        Row(
            one.month.month,
            ("days", "language"),
            (find_days_group(one.working_days), one.language),
            one.number,
        )
        for one in figures
        if one.event == ANSWERED and one.working_days is not None
    ]
    return build_year(MEASURE, year, today, rows)
