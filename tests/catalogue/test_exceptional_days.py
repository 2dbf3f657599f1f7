"""Days with other hours: they beat the week, holidays, old timetables, day and night, and appointments."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from services_catalog.opening import (
    HELSINKI,
    Moment,
    get_opening,
    get_service_opening,
    is_holiday,
    is_open_at,
)
from services_catalog.service import ExceptionalHours, Hours, HoursKind
from services_catalog.snapshot import Snapshot
from tests.catalogue.test_opening import NIGHT, OFFICE, ask, at, build_contact

ALWAYS = Hours("always")
APPOINTMENT = Hours("by_appointment")
NOTHING = Hours("unknown")
OLD = replace(OFFICE, as_of=dt.date(2024, 1, 1))


def day(month: int, of_month: int, year: int = 2026) -> dt.date:
    """A day of the year of these tests."""
    return dt.date(year, month, of_month)


def close(hours: Hours, first: dt.date, last: dt.date | None = None) -> Hours:
    """The hours, but closed on these days."""
    return replace(hours, exceptions=(*hours.exceptions, ExceptionalHours(first, last or first)))


def open_on(hours: Hours, on: dt.date, opens: int, closes: int) -> Hours:
    """The hours, but open from one full hour to another on this day."""
    one = ExceptionalHours(on, on, ((opens * 60, closes * 60),))
    return replace(hours, exceptions=(*hours.exceptions, one))


def test_day_is_closed_when_an_exception_says_so() -> None:
    """A Monday off: the card says Tuesday; the Monday after is as ever."""
    hours = close(OFFICE, day(11, 23))
    assert ask(hours, at(2026, 11, 23, 10)) == ("closed", None, at(2026, 11, 24, 9))
    assert ask(hours, at(2026, 11, 20, 16)) == ("closed", None, at(2026, 11, 24, 9))
    assert ask(hours, at(2026, 11, 30, 10)) == ("open", at(2026, 11, 30, 15), None)


def test_hours_are_those_of_the_exception_when_the_day_has_others() -> None:
    """Open at noon only, though the week says nine to three."""
    hours = open_on(OFFICE, day(11, 23), 12, 14)
    assert ask(hours, at(2026, 11, 23, 10)) == ("closed", None, at(2026, 11, 23, 12))
    assert ask(hours, at(2026, 11, 23, 13)) == ("open", at(2026, 11, 23, 14), None)
    assert ask(hours, at(2026, 11, 23, 14)) == ("closed", None, at(2026, 11, 24, 9))


def test_day_opens_twice_when_the_exception_has_two_times() -> None:
    """A pause at noon."""
    one = ExceptionalHours(day(11, 23), day(11, 23), ((9 * 60, 11 * 60), (13 * 60, 15 * 60)))
    hours = replace(OFFICE, exceptions=(one,))
    assert ask(hours, at(2026, 11, 23, 12)) == ("closed", None, at(2026, 11, 23, 13))


@pytest.mark.parametrize("rule", ["closed", "open", "unknown"])
def test_exception_beats_the_rule_for_holidays(rule: Any) -> None:
    """Christmas Eve is open from ten to noon when somebody says so, and closed when they say that."""
    office = replace(OFFICE, holidays=rule)
    assert ask(open_on(office, day(12, 24), 10, 12), at(2026, 12, 24, 11))[0] == "open"
    assert ask(close(office, day(12, 24)), at(2026, 12, 24, 10))[0] == "closed"


def test_exception_beats_a_timetable_too_old_to_be_believed() -> None:
    """What is old stays unknown, but the day that was named is certain."""
    assert ask(OLD, at(2026, 11, 24, 10)) == ("unknown", None, None)
    assert ask(close(OLD, day(11, 24)), at(2026, 11, 24, 10)) == ("closed", None, None)
    assert ask(open_on(OLD, day(11, 24), 9, 12), at(2026, 11, 24, 10)) == ("open", at(2026, 11, 24, 12), None)
    assert ask(open_on(OLD, day(11, 24), 9, 12), at(2026, 11, 25, 10)) == ("unknown", None, None)


def test_exception_counts_when_nothing_else_is_known() -> None:
    """Unknown on other days, never closed."""
    hours = open_on(close(NOTHING, day(11, 23)), day(11, 30), 9, 12)
    assert ask(hours, at(2026, 11, 23, 10)) == ("closed", None, at(2026, 11, 30, 9))
    assert ask(hours, at(2026, 11, 24, 10)) == ("unknown", None, None)
    assert ask(hours, at(2026, 11, 30, 10)) == ("open", at(2026, 11, 30, 12), None)


def test_duty_day_and_night_is_closed_when_an_exception_says_so() -> None:
    """From midnight to midnight; the evening before it says when it closes, a week before it does not."""
    hours = close(ALWAYS, day(12, 24))
    assert ask(hours, at(2026, 12, 24)) == ("closed", None, at(2026, 12, 25))
    assert ask(hours, at(2026, 12, 24, 23, 59)) == ("closed", None, at(2026, 12, 25))
    assert ask(hours, at(2026, 12, 23, 20)) == ("open", at(2026, 12, 24), None)
    assert ask(hours, at(2026, 12, 17, 20)) == ("open", None, None)
    assert ask(hours, at(2026, 12, 25)) == ("open", None, None)


def test_appointment_is_closed_when_an_exception_says_so() -> None:
    """After it, it is by appointment again: no later opening is told as the next one."""
    hours = open_on(close(APPOINTMENT, day(12, 24), day(12, 26)), day(12, 30), 9, 12)
    assert ask(hours, at(2026, 12, 25, 10)) == ("closed", None, None)
    assert ask(hours, at(2026, 12, 27, 10)) == ("by_appointment", None, None)
    assert ask(hours, at(2026, 12, 30, 8)) == ("closed", None, at(2026, 12, 30, 9))
    assert ask(hours, at(2026, 12, 30, 10)) == ("open", at(2026, 12, 30, 12), None)


def test_next_opening_is_told_when_a_whole_summer_is_closed() -> None:
    """However long it is closed, the first day after it is found."""
    hours = close(replace(OFFICE, as_of=day(5, 1)), day(6, 1), day(8, 31))
    assert ask(hours, at(2026, 6, 1, 10)) == ("closed", None, at(2026, 9, 1, 9))


def test_other_times_in_july_open_no_weekend() -> None:
    """A week or more changes the days that are open anyway; on holidays the rule for holidays stays."""
    july = ExceptionalHours(day(6, 1), day(7, 31), ((600, 840),))
    hours = replace(OFFICE, exceptions=(july,))
    assert ask(hours, at(2026, 7, 3, 13)) == ("open", at(2026, 7, 3, 14), None)
    assert ask(hours, at(2026, 7, 4, 11)) == ("closed", None, at(2026, 7, 6, 10))
    assert ask(hours, at(2026, 6, 19, 11)) == ("closed", None, at(2026, 6, 22, 10))
    assert ask(replace(hours, holidays="unknown"), at(2026, 6, 19, 11))[0] == "unknown"
    assert ask(replace(hours, holidays="open"), at(2026, 6, 19, 11))[0] == "open"
    assert ask(replace(hours, kind="always", periods=()), at(2026, 7, 4, 9))[0] == "closed"
    old = replace(hours, as_of=day(1, 1, 2024))
    assert ask(old, at(2026, 7, 3, 13))[0] == "open"
    assert ask(old, at(2026, 7, 4, 11)) == ("unknown", None, None)


def test_a_few_days_are_each_meant_when_they_have_other_times() -> None:
    """Christmas from Thursday to Saturday, ten to two: whoever writes that means Saturday too."""
    hours = replace(OFFICE, exceptions=(ExceptionalHours(day(12, 24), day(12, 26), ((600, 840),)),))
    for of_month in (24, 25, 26):
        assert ask(hours, at(2026, 12, of_month, 11))[0] == "open"


def test_past_exception_changes_nothing() -> None:
    """What is over is as if it had never been written."""
    hours = open_on(close(OFFICE, day(6, 1), day(8, 31)), day(11, 20), 18, 20)
    for hour in range(24):
        assert ask(hours, at(2026, 11, 23, hour)) == ask(OFFICE, at(2026, 11, 23, hour))


def test_period_runs_on_into_a_closed_day_when_it_began_before() -> None:
    """The night of Friday ends on Saturday at two; that of the closed Saturday does not begin."""
    hours = close(NIGHT, day(11, 21))
    assert ask(hours, at(2026, 11, 21, 1)) == ("open", at(2026, 11, 21, 2), None)
    assert ask(hours, at(2026, 11, 21, 3)) == ("closed", None, at(2026, 11, 27, 22))
    assert ask(hours, at(2026, 11, 22, 1)) == ("closed", None, at(2026, 11, 27, 22))


def test_exception_runs_on_over_midnight() -> None:
    """Open from 20 to 2, once: the morning after belongs to it, also with an old timetable."""
    hours = open_on(OLD, day(11, 23), 20, 26)
    assert ask(hours, at(2026, 11, 23, 19)) == ("closed", None, at(2026, 11, 23, 20))
    assert ask(hours, at(2026, 11, 24, 1, 59)) == ("open", at(2026, 11, 24, 2), None)
    assert ask(hours, at(2026, 11, 24, 2)) == ("unknown", None, None)


def test_closing_is_told_when_an_exception_touches_the_week() -> None:
    """Open until midnight once, then as ever from midnight on: one run."""
    week = Hours("weekly", ((1, 0, 600),), "open", day(6, 1))
    assert ask(open_on(week, day(11, 23), 20, 24), at(2026, 11, 23, 21)) == (
        "open",
        at(2026, 11, 24, 10),
        None,
    )


def test_no_closing_is_told_when_it_lies_beyond_the_days_searched() -> None:
    """Open day and night for a month is open, and not until where the search ends."""
    month = ExceptionalHours(day(11, 1), day(11, 30), ((0, 1440),))
    assert ask(replace(NOTHING, exceptions=(month,)), at(2026, 11, 2, 10)) == ("open", None, None)
    assert ask(replace(NOTHING, exceptions=(month,)), at(2026, 11, 28, 10))[1] == at(2026, 12, 1)


def test_spring_leaves_out_an_hour() -> None:
    """On 28 March 2027 three o'clock is four: what would begin or end between does so at four."""
    nothing = replace(NOTHING, as_of=None)
    sunday = day(3, 28, 2027)
    half = ExceptionalHours(sunday, sunday, ((3 * 60 + 30, 5 * 60),))
    hours = replace(nothing, exceptions=(half,))
    assert ask(hours, at(2027, 3, 28, 2)) == ("closed", None, at(2027, 3, 28, 4))
    assert ask(hours, at(2027, 3, 28, 4)) == ("open", at(2027, 3, 28, 5), None)
    within = ExceptionalHours(sunday, sunday, ((3 * 60 + 10, 3 * 60 + 40), (9 * 60, 10 * 60)))
    assert ask(replace(nothing, exceptions=(within,)), at(2027, 3, 28, 2))[2] == at(2027, 3, 28, 9)
    before = ExceptionalHours(sunday, sunday, ((60, 3 * 60 + 30),))
    assert ask(replace(nothing, exceptions=(before,)), at(2027, 3, 28, 2))[1] == at(2027, 3, 28, 4)


def test_autumn_has_an_hour_twice() -> None:
    """On 25 October 2026 the told closing lies on the same side of the change as whoever asks."""
    hours = open_on(NOTHING, day(10, 25), 1, 5)
    for fold in (0, 1):
        now = dt.datetime(2026, 10, 25, 3, 30, tzinfo=HELSINKI, fold=fold)
        until = get_opening(hours, Moment.from_datetime(now)).until
        assert until is not None
        assert until.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 3, tzinfo=dt.UTC)


def test_service_is_as_open_as_its_best_contact_on_an_exceptional_day(snapshot: Snapshot) -> None:
    """The phone is closed today, the chat is not; when both are, the earlier one is told."""
    service = snapshot.get_service("kriisipuhelin")
    moment = Moment.from_datetime(at(2026, 12, 24, 10))
    phone, chat = build_contact(close(OFFICE, day(12, 24))), build_contact(ALWAYS)
    assert get_service_opening(replace(service, contacts=(phone, chat)), moment).state == "open"
    closed = build_contact(close(ALWAYS, day(12, 24)))
    opening = get_service_opening(replace(service, contacts=(phone, closed)), moment)
    assert (opening.state, opening.next_opening) == ("closed", at(2026, 12, 25))


moments = st.datetimes(dt.datetime(2026, 1, 2), dt.datetime(2027, 12, 30), timezones=st.just(dt.UTC))
kinds: st.SearchStrategy[HoursKind] = st.sampled_from(("weekly", "always", "by_appointment", "unknown"))
times = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda parts: (parts[0], sum(parts)))
gaps = st.tuples(st.integers(0, 9), st.integers(0, 40) | st.just(0), st.lists(times, max_size=3))


@st.composite
def asked_hours(draw: st.DrawFn) -> tuple[Hours, dt.datetime]:
    """Any hours with exceptions near the moment at which they are asked for."""
    now = draw(moments)
    exceptions, first = [], now.astimezone(HELSINKI).date() - dt.timedelta(days=draw(st.integers(0, 20)))
    for gap, length, periods in draw(st.lists(gaps, max_size=5)):
        first += dt.timedelta(days=gap)
        last = first + dt.timedelta(days=length)
        exceptions.append(ExceptionalHours(first, last, tuple(sorted(periods))))
        first = last + dt.timedelta(days=1)
    kind = draw(kinds)
    week = st.lists(st.tuples(st.integers(0, 6), times), min_size=1, max_size=6)
    hours = Hours(
        kind,
        tuple((on, *time) for on, time in draw(week)) if kind == "weekly" else (),
        draw(st.sampled_from(("closed", "open", "unknown"))),
        draw(st.sampled_from((now.date() - dt.timedelta(days=90), dt.date(2024, 1, 1)))),
        exceptions=tuple(exceptions),
    )
    return hours, now


def is_repeated(moment: dt.datetime) -> bool:
    """Whether the wall clock shows this time twice."""
    local = moment.astimezone(HELSINKI)
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def expect(hours: Hours, now: dt.datetime) -> str:
    """The state by the rules as they are written, hour hand in hand: slow and plain."""
    local = now.astimezone(HELSINKI)
    today, minute = local.date(), local.hour * 60 + local.minute
    is_old = hours.kind == "weekly" and hours.as_of is not None and hours.as_of.year < 2025
    is_named = False
    for back in (0, 1):
        that_day = today - dt.timedelta(days=back)
        named = [one for one in hours.exceptions if one.valid_from <= that_day <= one.valid_to]
        regular = [(opens, closes) for on, opens, closes in hours.periods if on == that_day.weekday()]
        is_off = is_holiday(that_day) and hours.holidays != "open"
        if named and named[0].periods and hours.kind == "weekly" and (not regular or is_off):
            # A week or more of other times opens no day that is closed otherwise.
            named = [one for one in named if (one.valid_to - one.valid_from).days < 6]
        if back == 0:
            is_named = bool(named)
        if named:
            periods = list(named[0].periods)
        elif hours.kind == "always":
            periods = [(0, 1440)]
        else:
            periods = [] if is_old or is_off else regular
        if any(opens <= minute + back * 1440 < closes for opens, closes in periods):
            return "open"
    if is_named:
        return "closed"
    if hours.kind != "weekly":
        return hours.kind
    is_unsure = is_old or (is_holiday(today) and hours.holidays == "unknown")
    return "unknown" if is_unsure else "closed"


@given(asked_hours())
def test_state_is_that_of_the_rules_and_the_quick_form_agrees(asked: tuple[Hours, dt.datetime]) -> None:
    """Whatever the exceptions, the ranking's quick question and the full answer say the same."""
    hours, now = asked
    moment = Moment.from_datetime(now)
    state = get_opening(hours, moment).state
    assert state == expect(hours, now)
    assert is_open_at(hours, moment) == (state == "open")


@given(asked_hours(), st.floats(0, 0.99))
@example((open_on(NOTHING, day(3, 28, 2027), 3, 5), dt.datetime(2027, 3, 28, 0, tzinfo=dt.UTC)), 0.99)
def test_told_times_are_true_with_exceptions(asked: tuple[Hours, dt.datetime], part: float) -> None:
    """At the told opening it is open and never before, at the told closing it is not and always before."""
    hours, now = asked
    opening = get_opening(hours, Moment.from_datetime(now))
    told = opening.until or opening.next_opening
    assert opening.until is None or opening.state == "open"
    assert opening.next_opening is None or opening.state == "closed"
    if told is None:
        in_a_day = now + dt.timedelta(hours=23 * part)
        assume(not is_repeated(now) and not is_repeated(in_a_day))
        assert opening.state != "open" or is_open_at(hours, Moment.from_datetime(in_a_day))
        return
    assert told > now
    assert is_open_at(hours, Moment.from_datetime(told)) == (told == opening.next_opening)
    between = now + (told - now) * part
    # In the hour that autumn has twice a wall clock does not tell which one is meant.
    assume(not any(map(is_repeated, (now, between, told))))
    assert is_open_at(hours, Moment.from_datetime(between)) == (told == opening.until)


@given(asked_hours())
def test_a_regular_week_opens_again_after_exceptions(asked: tuple[Hours, dt.datetime]) -> None:
    """Closed is no dead end for a duty day and night, however long the exceptions are."""
    hours, now = asked
    opening = get_opening(replace(hours, kind="always", periods=()), Moment.from_datetime(now))
    assert opening.state == "open" or opening.next_opening is not None
