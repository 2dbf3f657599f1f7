"""Hours at a moment: openings, midnight, Finnish holidays, summer time and ageing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services_catalog.opening import (
    HELSINKI,
    Moment,
    get_opening,
    get_service_opening,
    is_open_at,
    subtract_months,
)
from services_catalog.service import Contact, Hours
from services_catalog.snapshot import Snapshot

AS_OF = dt.date(2026, 6, 1)
OFFICE = Hours("weekly", tuple((day, 9 * 60, 15 * 60) for day in range(5)), "closed", AS_OF)
NIGHT = Hours("weekly", ((4, 22 * 60, 26 * 60), (5, 22 * 60, 26 * 60)), "open", AS_OF)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    """A moment in Finland."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


def ask(hours: Hours | None, now: dt.datetime) -> tuple[str, dt.datetime | None, dt.datetime | None]:
    """State, closing and next opening at a moment."""
    opening = get_opening(hours, Moment.from_datetime(now))
    return opening.state, opening.until, opening.next_opening


def test_closing_time_is_told_when_open() -> None:
    """On a Monday at ten an office is open until three."""
    assert ask(OFFICE, at(2026, 11, 23, 10)) == ("open", at(2026, 11, 23, 15), None)


def test_next_opening_is_monday_when_closed_on_friday_evening() -> None:
    """Closed is never a dead end: the next opening follows."""
    assert ask(OFFICE, at(2026, 11, 20, 15)) == ("closed", None, at(2026, 11, 23, 9))


def test_next_opening_is_today_when_closed_in_the_morning() -> None:
    """Before nine the office opens today."""
    assert ask(OFFICE, at(2026, 11, 23, 8, 59)) == ("closed", None, at(2026, 11, 23, 9))


def test_period_runs_on_when_past_midnight() -> None:
    """A line open from 22 to 2 is open at half past one, until two."""
    assert ask(NIGHT, at(2026, 11, 21, 1, 30)) == ("open", at(2026, 11, 21, 2), None)
    assert ask(NIGHT, at(2026, 11, 21, 2)) == ("closed", None, at(2026, 11, 21, 22))


def test_night_of_sunday_belongs_to_the_week_when_period_begins_on_sunday() -> None:
    """The week has no seam: Sunday's period runs into Monday."""
    hours = replace(NIGHT, periods=((6, 22 * 60, 26 * 60),))
    assert ask(hours, at(2026, 11, 23, 1)) == ("open", at(2026, 11, 23, 2), None)


def test_touching_periods_count_as_one_when_they_meet_at_midnight() -> None:
    """Open 0-24 on two days is open until the end of the second."""
    hours = Hours("weekly", ((0, 0, 1440), (1, 0, 1440)), "open", AS_OF)
    assert ask(hours, at(2026, 11, 23, 12)) == ("open", at(2026, 11, 25), None)


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (at(2026, 1, 6, 10), at(2026, 1, 7, 9)),  # Epiphany
        (at(2026, 4, 3, 10), at(2026, 4, 7, 9)),  # Good Friday to Easter Monday
        (at(2026, 5, 1, 10), at(2026, 5, 4, 9)),  # May Day
        (at(2026, 6, 19, 10), at(2026, 6, 22, 9)),  # Midsummer Eve
        (at(2026, 12, 24, 10), at(2026, 12, 28, 9)),  # Christmas
    ],
)
def test_holiday_is_closed_when_hours_say_so(day: dt.datetime, next_day: dt.datetime) -> None:
    """Finnish holidays count, the eves of Midsummer and Christmas too."""
    hours = replace(OFFICE, as_of=dt.date(2025, 12, 30))
    assert ask(hours, day) == ("closed", None, next_day)


def test_holiday_is_open_when_hours_say_so() -> None:
    """A line that serves on every day of the year does so on Christmas Day."""
    assert ask(replace(OFFICE, holidays="open"), at(2026, 12, 25, 10))[0] == "open"


def test_holiday_is_unknown_when_hours_do_not_say() -> None:
    """Unknown is neither open nor closed."""
    assert ask(replace(OFFICE, holidays="unknown"), at(2026, 12, 25, 10)) == ("unknown", None, None)


def test_state_is_unknown_when_timetable_is_over_a_year_old() -> None:
    """The same timetable is believed on its first birthday and no longer on the day after."""
    hours = replace(OFFICE, as_of=dt.date(2025, 11, 23))
    assert ask(hours, at(2026, 11, 23, 10))[0] == "open"
    assert ask(hours, at(2026, 11, 24, 10))[0] == "unknown"
    assert ask(replace(OFFICE, as_of=None), at(2026, 11, 23, 10))[0] == "unknown"


def test_duty_day_and_night_is_open_when_its_date_is_old() -> None:
    """Always is what the service is: it does not age."""
    assert ask(Hours("always", as_of=dt.date(2018, 1, 1)), at(2026, 12, 25, 3)) == ("open", None, None)


def test_appointment_is_not_closed_and_no_hours_are_unknown() -> None:
    """By appointment and unknown are states of their own."""
    assert ask(Hours("by_appointment"), at(2026, 11, 22, 3)) == ("by_appointment", None, None)
    assert ask(None, at(2026, 11, 22, 3)) == ("unknown", None, None)


def test_hours_are_finnish_when_the_moment_is_utc() -> None:
    """Seven in UTC is nine in Finland in winter, ten in summer."""
    assert ask(OFFICE, dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC))[0] == "open"
    assert ask(OFFICE, dt.datetime(2026, 11, 23, 6, 59, tzinfo=dt.UTC))[0] == "closed"
    assert ask(OFFICE, dt.datetime(2026, 8, 24, 6, tzinfo=dt.UTC))[0] == "open"


def test_leap_day_has_a_day_a_year_ago() -> None:
    """A year before the leap day is the last of February."""
    assert subtract_months(dt.date(2028, 2, 29), 12) == dt.date(2027, 2, 28)
    assert subtract_months(dt.date(2026, 3, 31), 1) == dt.date(2026, 2, 28)


def build_contact(hours: Hours | None, maximum_age: int | None = None) -> Contact:
    """A phone with these hours."""
    return Contact("c", "phone", "112", MappingProxyType({}), ("fi",), "free", None, maximum_age, hours)


def test_service_is_as_open_as_its_best_contact(snapshot: Snapshot) -> None:
    """Open before closed before by appointment before unknown; contacts for another age do not count."""
    service = snapshot.get_service("kriisipuhelin")
    moment = Moment.from_datetime(at(2026, 11, 23, 16))
    closed, unknown = build_contact(OFFICE), build_contact(None)
    assert get_service_opening(replace(service, contacts=(unknown, closed)), moment).state == "closed"
    assert get_service_opening(replace(service, contacts=(unknown,)), moment).state == "unknown"
    appointment = build_contact(Hours("by_appointment"))
    assert (
        get_service_opening(replace(service, contacts=(unknown, appointment)), moment).state
        == "by_appointment"
    )
    for_children = build_contact(Hours("always"), maximum_age=17)
    with_children = replace(service, contacts=(closed, for_children))
    assert get_service_opening(with_children, moment).state == "open"
    assert get_service_opening(with_children, moment, age_years=30).state == "closed"


periods = st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).map(
    lambda parts: (parts[0], parts[1], parts[1] + parts[2])
)
holiday_rules: st.SearchStrategy[Literal["closed", "open", "unknown"]] = st.sampled_from(
    ("closed", "open", "unknown")
)
timetables = st.builds(
    Hours,
    kind=st.just("weekly"),
    periods=st.lists(periods, min_size=1, max_size=6).map(tuple),
    holidays=holiday_rules,
    as_of=st.just(dt.date(2026, 6, 1)),
)
moments = st.datetimes(dt.datetime(2026, 6, 2), dt.datetime(2027, 5, 31), timezones=st.just(dt.UTC))


@given(timetables, moments)
def test_quick_form_agrees_when_asked_at_any_moment(hours: Hours, now: dt.datetime) -> None:
    """The ranking's quick question and the full answer are never at odds."""
    moment = Moment.from_datetime(now)
    assert is_open_at(hours, moment) == (get_opening(hours, moment).state == "open")


@given(timetables, moments)
# The next Wednesday lies a day after the timetable grows too old.
@example(
    Hours("weekly", ((2, 0, 1),), "closed", dt.date(2026, 6, 1), MappingProxyType({})),
    dt.datetime(2027, 5, 26, 12, tzinfo=dt.UTC),
)
def test_told_times_are_true_when_asked_again_at_them(hours: Hours, now: dt.datetime) -> None:
    """At the told opening it is open, at the told closing it is not, and both lie ahead."""
    opening = get_opening(hours, Moment.from_datetime(now))
    if opening.until is not None:
        assert opening.until.replace(tzinfo=None) > Moment.from_datetime(now).local
        assert not is_open_at(hours, Moment.from_datetime(opening.until))
    if opening.next_opening is not None:
        assert opening.next_opening > now
        assert is_open_at(hours, Moment.from_datetime(opening.next_opening))
    assert (opening.until is not None) == (opening.state == "open")


@given(timetables, moments.filter(lambda now: now.date() < dt.date(2027, 5, 15)))
def test_closed_timetable_opens_again_when_holidays_do_not_last(hours: Hours, now: dt.datetime) -> None:
    """A weekly timetable that will still be believed always has a next opening within two weeks."""
    opening = get_opening(hours, Moment.from_datetime(now))
    assert opening.state != "closed" or opening.next_opening is not None
