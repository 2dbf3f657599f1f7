"""By when: an organisation's own promise in working days, counted with Finnish holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

HELSINKI = ZoneInfo("Europe/Helsinki")
# Where nothing was promised somebody must still look: the alerts then count from this many working days.
WORKING_DAYS_WITHOUT_PROMISE = 2
SECOND_HANDLER_AFTER = 0.5
ADMINISTRATOR_AFTER = 0.75


@dataclass(frozen=True)
class Deadlines:
    """When something is due.

    Args:
        due_date: the last day of the promise, None when none was given.
        handle_by: the day by which staff should have been in touch, promised or not.
        second_alert_at: unopened then, the second handler is told.
        administrator_alert_at: still unopened then, the administrator is told.
    """

    due_date: dt.date | None
    handle_by: dt.date
    second_alert_at: dt.datetime
    administrator_alert_at: dt.datetime


@lru_cache(maxsize=16)
def get_holidays(year: int) -> frozenset[dt.date]:
    """Finnish public holidays of a year, with Midsummer Eve and Christmas Eve (the `holidays` package)."""
    return frozenset(holidays.country_holidays("FI", years=year))


def is_working_day(date: dt.date) -> bool:
    """Whether the date is Monday to Friday and no Finnish holiday."""
    return date.weekday() < 5 and date not in get_holidays(date.year)


def add_working_days(date: dt.date, days: int) -> dt.date:
    """The working day that is `days` working days after the date; the date itself is not counted."""
    while days > 0:
        date += dt.timedelta(days=1)
        days -= is_working_day(date)
    return date


def count_working_days(start: dt.date, end: dt.date) -> int:
    """How many working days came after the start, up to the end; 0 when the end is no later."""
    return sum(is_working_day(start + dt.timedelta(days=day)) for day in range(1, (end - start).days + 1))


def count_deadlines(received_at: dt.datetime, promise_working_days: int | None) -> Deadlines:
    """The deadlines of a request received at this moment (aware)."""
    arrived = received_at.astimezone(HELSINKI).date()
    days = WORKING_DAYS_WITHOUT_PROMISE if promise_working_days is None else promise_working_days
    last_day = add_working_days(arrived, days)
    span = find_end(last_day) - received_at
    return Deadlines(
        due_date=last_day if promise_working_days is not None else None,
        handle_by=last_day,
        second_alert_at=received_at + span * SECOND_HANDLER_AFTER,
        administrator_alert_at=received_at + span * ADMINISTRATOR_AFTER,
    )


def count_answer_alerts(now: dt.datetime, handle_by: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """When what was opened and not answered is told of: at half of the time that is left, and at its end.

    What is opened too late has until the end of the next working day.
    """
    today = now.astimezone(HELSINKI).date()
    last_day = handle_by if handle_by >= today else add_working_days(today, 1)
    end = find_end(last_day)
    return now + (end - now) * SECOND_HANDLER_AFTER, end


def find_end(day: dt.date) -> dt.datetime:
    """The moment at which the day is over in Finland."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), HELSINKI).astimezone(dt.UTC)


def find_date(moment: dt.datetime) -> dt.date:
    """The day in Finland at this moment."""
    return moment.astimezone(HELSINKI).date()
