"""Working days with Finnish holidays, and when somebody is told that nobody looked."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from help_requests.deadlines import (
    HELSINKI,
    add_working_days,
    count_answer_alerts,
    count_deadlines,
    count_working_days,
    find_date,
    find_end,
    get_holidays,
    is_working_day,
)

DATES = st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31))
MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2040, 12, 31), timezones=st.just(dt.UTC))
DAYS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("date", "days", "expected"),
    [
        ("2026-11-23", 3, "2026-11-26"),  # Monday to Thursday
        ("2026-11-20", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-21", 1, "2026-11-23"),  # Saturday: Monday is the first day
        ("2026-12-03", 2, "2026-12-07"),  # Independence Day falls on a Sunday
        ("2026-12-23", 1, "2026-12-28"),  # Christmas Eve and Day, then a weekend with St Stephen's Day
        ("2026-06-18", 1, "2026-06-22"),  # Midsummer Eve
        ("2026-04-02", 1, "2026-04-07"),  # Good Friday and Easter Monday
        ("2026-11-23", 0, "2026-11-23"),
    ],
)
def test_holidays_and_weekends_are_no_working_days(date: str, days: int, expected: str) -> None:
    """The day of arrival is never counted."""
    assert add_working_days(dt.date.fromisoformat(date), days).isoformat() == expected


def test_day_of_arrival_is_that_of_helsinki() -> None:
    """Half past eleven in the evening in UTC is already tomorrow here."""
    late = dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC)
    assert count_deadlines(late, 1).due_date == dt.date(2026, 11, 25)


def test_alerts_come_before_the_promise_ends() -> None:
    """Past half of the time a second handler is told, past three quarters the administrator."""
    received = dt.datetime(2026, 11, 23, 12, 0, tzinfo=HELSINKI)
    deadlines = count_deadlines(received, 1)
    assert deadlines.due_date == dt.date(2026, 11, 24)
    assert deadlines.second_alert_at == received + dt.timedelta(hours=18)
    assert deadlines.administrator_alert_at == received + dt.timedelta(hours=27)


def test_nothing_is_due_but_somebody_is_told_when_nothing_was_promised() -> None:
    """None entered, none promised; a plea is still not left lying."""
    received = dt.datetime(2026, 11, 23, 12, 0, tzinfo=HELSINKI)
    deadlines = count_deadlines(received, None)
    assert deadlines.due_date is None
    assert received < deadlines.second_alert_at < deadlines.administrator_alert_at
    assert deadlines.administrator_alert_at < received + dt.timedelta(days=3)


@given(DATES, st.integers(1, 40))
def test_what_is_due_falls_on_a_working_day(date: dt.date, days: int) -> None:
    """Never on a Saturday, a Sunday or a Finnish holiday, and always after the day itself."""
    due = add_working_days(date, days)
    assert due > date
    assert due.weekday() < 5
    assert due not in get_holidays(due.year)


@given(DATES, DAYS)
def test_counting_back_gives_the_days_that_were_added(date: dt.date, days: int) -> None:
    """Each counts exactly what the other adds, over weekends and turns of the year."""
    assert count_working_days(date, add_working_days(date, days)) == days


@given(DATES, DAYS)
def test_a_day_more_is_never_due_earlier(date: dt.date, days: int) -> None:
    """A longer promise ends later, and what came a day later is due no earlier."""
    assert add_working_days(date, days + 1) > add_working_days(date, days)
    assert add_working_days(date + dt.timedelta(days=1), days) >= add_working_days(date, days)


@given(st.integers(2024, 2060))
def test_midsummer_eve_and_christmas_are_never_working_days(year: int) -> None:
    """The Friday between 19 and 25 June, 24 to 26 December, Epiphany, May Day and Independence Day."""
    midsummer = next(day for number in range(19, 26) if (day := dt.date(year, 6, number)).weekday() == 4)
    fixed = [(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)]
    assert not any(is_working_day(day) for day in (midsummer, *(dt.date(year, *day) for day in fixed)))


@given(MOMENTS, st.none() | st.integers(0, 30))
def test_alerts_come_in_their_order_and_before_the_end(received: dt.datetime, promise: int | None) -> None:
    """Received, second handler, administrator, end of the last day; the promise is that day or none."""
    deadlines = count_deadlines(received, promise)
    end = find_end(deadlines.handle_by)
    assert received < deadlines.second_alert_at < deadlines.administrator_alert_at < end
    assert deadlines.due_date in (None, deadlines.handle_by)
    assert (deadlines.due_date is None) == (promise is None)


@given(MOMENTS, DATES)
def test_what_was_opened_is_told_of_however_late_it_was(opened: dt.datetime, handle_by: dt.date) -> None:
    """Always after the opening, and never later than its day, or the next working day when that is over."""
    second, administrator = count_answer_alerts(opened, handle_by)
    assert opened < second < administrator
    last = handle_by if handle_by >= find_date(opened) else add_working_days(find_date(opened), 1)
    assert administrator == find_end(last)
