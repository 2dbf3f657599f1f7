"""Working days with Finnish holidays, and when somebody is told that nobody looked."""

import datetime as dt

import pytest

from help_requests.deadlines import HELSINKI, add_working_days, count_deadlines


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
