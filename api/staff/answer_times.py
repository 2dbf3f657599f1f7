"""How long people waited until somebody was in touch, as a measure among the others."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from help_requests.figures import ANSWERED, read_figures
from usage.measures import find_days_group
from usage.rows import Row

MEASURE = "answers"


def read_answer_times(session: Session, year: int) -> list[Row]:
    """First contacts of a year by working days and language, small numbers too; the demo has none."""
    figures = read_figures(session, dt.date(year, 1, 1), dt.date(year, 12, 1))
    return [
        Row(
            one.month.month,
            ("days", "language"),
            (find_days_group(one.working_days), one.language),
            one.number,
        )
        for one in figures
        if one.event == ANSWERED and one.working_days is not None
    ]
