"""Figures of help requests among the others: how long people waited, and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from help_requests.figures import ANSWERED, CLOSED, NEVER_CLOSED, NEVER_HANDLED, WITHDRAWN, read_figures
from usage.measures import find_days_group
from usage.rows import Row

# Ends that nobody chose when closing.
OTHER_ENDS = (WITHDRAWN, NEVER_CLOSED, NEVER_HANDLED)


def read_answer_times(session: Session, year: int) -> list[Row]:
    """First contacts of a year by working days and language, small numbers too; the demo has none."""
    return [
        Row(
            one.month.month,
            ("days", "language"),
            (find_days_group(one.working_days), one.language),
            one.number,
        )
        for one in read_figures(session, dt.date(year, 1, 1), dt.date(year, 12, 1))
        if one.event == ANSWERED and one.working_days is not None
    ]


def read_outcomes(session: Session, year: int) -> list[Row]:
    """Requests that ended in a year by how and language, small numbers too; the demo has none."""
    return [
        Row(
            one.month.month,
            ("outcome", "language"),
            (one.event.removeprefix(CLOSED), one.language),
            one.number,
        )
        for one in read_figures(session, dt.date(year, 1, 1), dt.date(year, 12, 1))
        if one.event.startswith(CLOSED) or one.event in OTHER_ENDS
    ]


# By the measure's name: what is counted beside the requests and not in `usage`.
READERS: Mapping[str, Callable[[Session, int], list[Row]]] = {
    "answers": read_answer_times,
    "outcomes": read_outcomes,
}
