"""How many requests, about what, in which language, and how long until somebody was in touch.

Counted beside the requests, by month, and tied to none: what a person asked stays sealed, and erasing it
takes nothing away from the figures. Whoever shows them must hide numbers under 5.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from help_requests import models
from help_requests.deadlines import count_working_days, find_date

SENT, ANSWERED, WITHDRAWN, HANDED_OVER = ("sent", "answered", "withdrawn", "handed_over")
# Erased in the end: nobody had been in touch, or somebody had and never said how it ended.
NEVER_HANDLED, NEVER_CLOSED = ("never_handled", "never_closed")
# With an outcome behind it.
CLOSED = "closed_"
NO_DAYS = -1


@dataclass(frozen=True)
class Figure:
    """A number of requests.

    Args:
        month: its first day.
        event: "sent", "answered" (first contact), "withdrawn", "handed_over", "never_handled",
            "never_closed" or "closed_" with an outcome.
        need: key of data/needs.yml; only for "sent", and None when it was not told.
        language: fi, sv or en.
        working_days: from arrival to the first contact; only for "answered".
    """

    month: dt.date
    event: str
    need: str | None
    language: str
    working_days: int | None
    number: int


def read_figures(session: Session, since: dt.date, until: dt.date) -> tuple[Figure, ...]:
    """All figures of the months from `since` to `until`, both included."""
    row = models.Count
    statement = (
        select(row)
        .where(row.month >= since.replace(day=1), row.month <= until, row.number > 0)
        .order_by(row.month, row.event, row.need, row.language, row.working_days)
    )
    return tuple(
        Figure(
            month=count.month,
            event=count.event,
            need=count.need or None,
            language=count.language,
            working_days=count.working_days if count.working_days != NO_DAYS else None,
            number=count.number,
        )
        for count in session.scalars(statement)
    )


def count_request(
    session: Session,
    request: models.HelpRequest,
    event: str,
    now: dt.datetime,
    need: str = "",
    number: int = 1,
    reached_at: dt.datetime | None = None,
) -> None:
    """Add to the month's number (writes, in the caller's transaction); the demo counts nothing.

    Args:
        now: when it is noted. Its month counts, so that the figures of a month that has ended stay.
        number: -1 takes back what turned out otherwise.
        reached_at: when the person was reached; only for "answered", and `now` by default.
    """
    if request.inbox.is_demo:
        return
    is_answer = event == ANSWERED
    reached_on = find_date(reached_at or now)
    days = count_working_days(find_date(request.received_at), reached_on) if is_answer else NO_DAYS
    values = {
        "month": find_date(now).replace(day=1),
        "event": event,
        "need": need,
        "language": request.language,
        "working_days": days,
        "number": number,
    }
    row = models.Count
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(row).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["month", "event", "need", "language", "working_days"],
            set_={"number": row.number + number},
        )
    )
